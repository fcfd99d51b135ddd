"""A filled-in paper of any definition, made from the definition alone: a form added tomorrow is looked at as well."""

from __future__ import annotations

import re
from typing import Any

from forms_templates.definition import FieldKind, FormDefinition, FormField
from forms_templates.scores import SCORE_COLUMNS

_PLACEHOLDER = re.compile(r"\{\??(\w+)\}")
_LONG = "Hoàn thành 12/12 nhiệm vụ được giao, trong đó 9 nhiệm vụ trước hạn; còn một việc chậm (70%)."
_BLANKS = {
    "superior": "Đảng bộ xã Tân Hòa",
    "issuer": "Đảng ủy xã Tân Hòa",
    "unit": "Ban Thường vụ Đảng ủy xã Tân Hòa",
    "cell": "Chi bộ thôn Đông",
    "committee": "Chi ủy thôn Đông",
    "place": "Tân Hòa",
    "collective": "Ban Thường vụ Đảng ủy xã Tân Hòa",
    "full_name": "Nguyễn Thị Thưởng",
    "member": "Nguyễn Thị Thưởng",
    "sender": "Đảng ủy xã Tân Hòa",
    "addressee": "Chi ủy thôn Đông",
    "birth_date": "1975-02-03",
    "party_post": "Bí thư Đảng ủy",
    "government_post": "Chủ tịch Hội đồng nhân dân xã",
    "mass_post": "Chủ tịch Hội Cựu chiến binh",
    "workplace": "Đảng ủy xã Tân Hòa",
    "period": "Quý III năm 2025",
    "annex_number": "8",
}
_DATE_PARTS = {"day", "month", "date_year", "year"}


def filled_payload(definition: FormDefinition) -> dict[str, Any]:
    """Every blank of the form filled, every list with two rows, every block signed."""
    texts = [definition.mark, definition.subtitle, *definition.header.left, *definition.header.right]
    texts += [cell for row in definition.identity for cell in row] + [*definition.lead, *definition.body]
    names = {name for text in texts for name in _PLACEHOLDER.findall(text)} - _DATE_PARTS
    return {
        "year": 2025,
        "header": {name: _BLANKS.get(name, "Nội dung đã điền") for name in sorted(names)} | {"date": "2025-11-20"},
        "data": {field.key: _value(field) for section in definition.sections for field in section.fields},
        "annex": True,
        "signatures": {signature.key: {"name": "Trần Văn Ơn"} for signature in definition.signatures},
        "authority": {
            block.key: {field.key: _value(field) for field in block.fields}
            | {"signer": "Phạm Đức Ái", "signed_on": "2025-12-01"}
            for block in definition.authority
        },
    }


def _value(field: FormField) -> Any:
    match field.kind:
        case FieldKind.ROWS:
            return _rows(field)
        case FieldKind.GRADE | FieldKind.LEVEL | FieldKind.CHOICE | FieldKind.NUMBER_CHOICE:
            return field.options[min(1, len(field.options) - 1)].value
        case FieldKind.DATE:
            return "2025-11-20"
        case FieldKind.POINTS:
            return "14.5"
        case FieldKind.FLAG | FieldKind.HIDDEN:
            return False
        case FieldKind.SHORT_TEXT:
            return _BLANKS.get(field.key, "Quý I năm 2026")
        case _:
            return _LONG


def _rows(field: FormField) -> list[dict[str, Any]]:
    if field.is_score_table:
        groups = ("Nhóm tiêu chí chung", "Nhóm tiêu chí chung", "Kết quả nhiệm vụ")
        return [
            dict(zip(SCORE_COLUMNS, (str(number), group, f"Tiêu chí số {number}", "30", "26.5", _LONG), strict=True))
            for number, group in enumerate(groups, start=1)
        ]
    rows: list[dict[str, Any]] = [dict(row) for row in field.preset] or [{}, {}]
    return [{column.key: row.get(column.key) or _value(column) for column in field.columns} for row in rows]
