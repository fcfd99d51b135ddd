"""Summaries of many people in one table, as the plans name them: Mẫu số 04, Mẫu 11, Phụ lục 13, Phụ lục 14.

No plan prints their columns; those below say what the plan's text says of each, and the paper says who laid it out.
The file for Excel is made of the same layout and the same payload.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.definition import BUILT_NOTE
from forms_templates.printing import Values, as_date, short_date
from forms_templates.records.common import head, notes_of


@dataclass(frozen=True, slots=True)
class Column:
    """``look`` of the column's head: ``wide`` for names, ``short`` for counts and marks, else an equal share."""

    key: str
    title: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """One summary: its table of ``rows``, and a second table of ``others`` below it where it has one."""

    mark: str
    title: str
    columns: tuple[Column, ...]
    who: str
    others_title: str = ""
    others: tuple[Column, ...] = ()
    empty: str = "Không có."


_NAME = Column("name", "Họ và tên", "wide")

LAYOUTS: dict[DocumentKind, Layout] = {
    DocumentKind.MEMBERS_SUMMARY: Layout(
        mark="Mẫu số 04",
        title="BIỂU TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN",
        columns=(
            _NAME,
            Column("self_level", "Mức tự xếp loại"),
            Column("issued", "Số phiếu phát ra", "short"),
            Column("excellent", "Hoàn thành xuất sắc nhiệm vụ", "short"),
            Column("good", "Hoàn thành tốt nhiệm vụ", "short"),
            Column("completed", "Hoàn thành nhiệm vụ", "short"),
            Column("not_completed", "Không hoàn thành nhiệm vụ", "short"),
            Column("blank", "Phiếu trắng, không hợp lệ", "short"),
            Column("level", "Mức xếp loại đề xuất"),
        ),
        who="T/M CHI ỦY (BÍ THƯ CHI BỘ NƠI KHÔNG CÓ CHI ỦY)",
        others_title="Đảng viên không xếp loại",
        others=(_NAME, Column("reason", "Lý do")),
    ),
    DocumentKind.CHANNELS_SUMMARY: Layout(
        mark="Mẫu 11",
        title="TỔNG HỢP CÁC KÊNH THÔNG TIN",
        columns=(
            Column("name", "Họ và tên, chức vụ", "wide"),
            Column("self_level", "Tự nhận mức xếp loại"),
            Column("residence", "Ý kiến nhận xét nơi cư trú"),
            Column("workplace", "Lấy ý kiến nơi công tác"),
            Column("member_level", "Xếp loại đảng viên ở chi bộ"),
            Column("professional", "Xếp loại chuyên môn"),
            Column("headed", "Xếp loại tổ chức do mình đứng đầu"),
            Column("collective", "Tập thể bỏ phiếu kín xếp loại"),
            Column("prompts", "Gợi ý kiểm điểm"),
        ),
        who="T/M CẤP ỦY",
        others_title="Danh mục hồ sơ gửi kèm",
        others=(Column("document", "Hồ sơ", "wide"), Column("note", "Ghi chú")),
    ),
    DocumentKind.ANNEX_13: Layout(
        mark="Phụ lục 13",
        title="BẢN TỔNG HỢP DANH SÁCH KẾT QUẢ ĐỀ XUẤT ĐÁNH GIÁ, XẾP LOẠI",
        columns=(
            _NAME,
            Column("posts", "Chức vụ"),
            Column("unit", "Đơn vị công tác"),
            Column("self_points", "Điểm tự chấm", "short"),
            Column("self_level", "Mức tự đánh giá, xếp loại"),
            Column("points", "Điểm thẩm định", "short"),
            Column("level", "Mức đề xuất"),
        ),
        who="CẤP ĐỀ XUẤT ĐÁNH GIÁ, XẾP LOẠI",
    ),
    DocumentKind.ANNEX_14: Layout(
        mark="Phụ lục 14",
        title="BẢN TỔNG HỢP DANH SÁCH KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI",
        columns=(
            _NAME,
            Column("posts", "Chức vụ"),
            Column("unit", "Đơn vị công tác"),
            Column("self_points", "Điểm tự chấm", "short"),
            Column("self_level", "Mức tự đánh giá, xếp loại"),
            Column("points", "Điểm thẩm định", "short"),
            Column("level", "Mức quyết định"),
            Column("decision", "Văn bản quyết định"),
        ),
        who="CẤP CÓ THẨM QUYỀN ĐÁNH GIÁ, XẾP LOẠI",
    ),
}

_EMPTY_ROWS = 8


def summary_context(kind: DocumentKind) -> Callable[[Values], dict[str, Any]]:
    """What the template prints of a payload: ``rows`` and ``others`` [{column: text or number}], ``about`` (whose
    list, which period), ``taken_on`` (ISO day on which the data was taken), ``notes``.

    Without a payload the empty table is printed, to be filled in by hand.
    """
    layout = LAYOUTS[kind]

    def context(payload: Values) -> dict[str, Any]:
        rows, others = list(payload.get("rows") or ()), list(payload.get("others") or ())
        blank = not payload
        taken = as_date(payload.get("taken_on"))
        return head({"date": payload.get("taken_on"), **payload}, kind) | {
            "landscape": True,
            "mark": layout.mark,
            "origin": BUILT_NOTE,
            "title": layout.title,
            "about": list(payload.get("about") or ()),
            "columns": layout.columns,
            "rows": cells_of(layout.columns, [{}] * _EMPTY_ROWS if blank else rows),
            "empty": layout.empty,
            "others_title": layout.others_title,
            "others_columns": layout.others,
            "others": cells_of(layout.others, [{}] * 2 if blank else others),
            "notes": notes_of(payload),
            "taken": short_date(taken) if taken else "",
            "who": layout.who,
            "signer": str(payload.get("signer") or ""),
        }

    return context


def cells_of(columns: tuple[Column, ...], rows: list[Values]) -> list[list[dict[str, Any]]]:
    """The cells of each row in the order of the columns, as text, with the look of their column."""
    return [
        [
            {"text": "" if row.get(column.key) is None else str(row.get(column.key)), "look": column.look}
            for column in columns
        ]
        for row in rows
    ]
