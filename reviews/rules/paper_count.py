"""Paper ballots: every sheet accounted for, the levels making up the valid ones, two entries compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

from .findings import Finding, Reference, Severity
from .levels import Level


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The valid sheets of one question by what is marked on them."""

    excellent: int = 0
    good: int = 0
    completed: int = 0
    not_completed: int = 0
    blank: int = 0

    @property
    def total(self) -> int:
        return self.excellent + self.good + self.completed + self.not_completed + self.blank


@dataclass(frozen=True, slots=True)
class Sheets:
    """All sheets of a round as counted by hand; ``rows`` by question.

    ``issued`` counts every sheet given out, also in exchange for a spoiled one; ``unused`` those given out that came
    back empty-handed: not used, or never put in the box.
    """

    issued: int
    collected: int
    unused: int
    spoiled: int
    valid: int
    invalid: int
    rows: Mapping[int, SheetRow]


SHEET_LABELS = {
    "issued": "Số phiếu phát ra",
    "collected": "Số phiếu thu về",
    "unused": "Số phiếu không sử dụng, không nộp lại",
    "spoiled": "Số phiếu hỏng đã đổi",
    "valid": "Số phiếu hợp lệ",
    "invalid": "Số phiếu không hợp lệ",
}
ROW_LABELS = {level.value: level.label for level in Level} | {"blank": "Phiếu trắng"}


def check_sheets(
    sheets: Sheets, *, handed: int, names: Mapping[int, str], reference: Reference | None = None
) -> list[Finding]:
    """``handed``: voters who took a paper ballot; ``names``: of the questions, by question. Each sum is told apart."""
    found: list[tuple[str, str]] = []
    numbers = {**{name: getattr(sheets, name) for name in SHEET_LABELS}}
    negative = [SHEET_LABELS[name] for name, number in numbers.items() if number < 0]
    negative += [
        f"{names[question]}, {ROW_LABELS[name]}"
        for question, row in sheets.rows.items()
        for name in ROW_LABELS
        if getattr(row, name) < 0
    ]
    if negative:
        found.append(("paper.negative", f"Không thể nhỏ hơn 0: {'; '.join(negative)}."))
    used = sheets.collected + sheets.unused + sheets.spoiled
    if sheets.issued != used:
        found.append(
            (
                "paper.issued",
                f"Phát ra {sheets.issued} phiếu, nhưng thu về {sheets.collected} + không sử dụng {sheets.unused} "
                f"+ hỏng {sheets.spoiled} = {used}.",
            )
        )
    if sheets.collected != sheets.valid + sheets.invalid:
        found.append(
            (
                "paper.collected",
                f"Thu về {sheets.collected} phiếu, nhưng hợp lệ {sheets.valid} + không hợp lệ {sheets.invalid} "
                f"= {sheets.valid + sheets.invalid}.",
            )
        )
    if sheets.collected > handed:
        found.append(
            ("paper.too_many", f"Thu về {sheets.collected} phiếu, nhiều hơn {handed} người đã nhận phiếu giấy.")
        )
    if sheets.issued - sheets.spoiled > handed:
        found.append(
            (
                "paper.handed",
                f"Phát ra {sheets.issued} phiếu, trong đó {sheets.spoiled} phiếu hỏng đã đổi: nhiều hơn {handed} người "
                "đã nhận phiếu giấy.",
            )
        )
    missing = [name for question, name in names.items() if question not in sheets.rows]
    if missing or set(sheets.rows) - set(names):
        found.append(("paper.questions", f"Thiếu số liệu của: {'; '.join(missing) or 'một nội dung khác'}."))
    for question, row in sheets.rows.items():
        if question in names and row.total != sheets.valid:
            found.append(
                (
                    "paper.levels",
                    f"{names[question]}: các mức và phiếu trắng cộng lại là {row.total}, phải bằng {sheets.valid} "
                    "phiếu hợp lệ.",
                )
            )
    return [Finding(code, Severity.BLOCK, message, reference) for code, message in found]


def differences(first: Sheets, second: Sheets, *, names: Mapping[int, str]) -> list[str]:
    """What the two entries do not agree on, by its printed name; empty when they are the same."""
    apart = [label for name, label in SHEET_LABELS.items() if getattr(first, name) != getattr(second, name)]
    for question, name in names.items():
        one, other = first.rows.get(question), second.rows.get(question)
        if one == other:
            continue
        apart += [
            f"{name}: {ROW_LABELS[field.name]}"
            for field in fields(SheetRow)
            if one is None or other is None or getattr(one, field.name) != getattr(other, field.name)
        ]
    return apart
