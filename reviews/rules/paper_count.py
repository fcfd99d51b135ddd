"""Paper ballots: every sheet accounted for, the levels making up the valid ones, two entries compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields

from .findings import Finding, Reference, Severity
from .levels import Level


@dataclass(frozen=True, slots=True)
class SheetRow:
    """The valid sheets of one question by what is marked on them.

    A line left empty, or with more than one mark, is ``blank``: it counts for no level, and its sheet stays valid (as
    the sheet itself says; so do Party elections, QĐ 244-QĐ/TW, Điều 17). Only whole sheets are invalid.
    """

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
    sheets: Sheets,
    *,
    handed: int,
    names: Mapping[int, str],
    reference: Reference | None = None,
    without_excellent: Collection[int] = (),
    nominees: Reference | None = None,
) -> list[Finding]:
    """One finding for each sum that does not hold, with its numbers.

    ``handed``: voters who took a paper ballot; ``names``: of the questions, by question; ``without_excellent``: whose
    lines have no such box, by the clause ``nominees`` (P0-4.4-i): a mark made there counts for no level.
    """
    wrong = [*_impossible(sheets, names), *_sums(sheets, handed), *_rows(sheets, names)]
    findings = [Finding(code, Severity.BLOCK, message, reference) for code, message in wrong]
    findings += [
        Finding("paper.not_nominated", Severity.BLOCK, message, nominees)
        for message in _not_nominated(sheets, names, without_excellent)
    ]
    return findings or check_fewer(sheets, handed=handed, reference=reference)


def check_fewer(sheets: Sheets, *, handed: int, reference: Reference | None = None) -> list[Finding]:
    """Fewer sheets than were taken are no fault, but stand on record: whoever took one and gave it back was perhaps
    not struck off the list."""
    given = sheets.issued - sheets.spoiled
    if given >= handed:
        return []
    message = f"Danh sách ghi {handed} người đã nhận phiếu, nhưng trừ phiếu hỏng đã đổi chỉ phát ra {given} phiếu."
    return [Finding("paper.fewer", Severity.WARN, message, reference)]


def _impossible(sheets: Sheets, names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Numbers below nothing, and rows of something else than the ballot asked."""
    negative = [label for name, label in SHEET_LABELS.items() if getattr(sheets, name) < 0]
    negative += [
        f"{names.get(question, 'Nội dung khác')}, {label}"
        for question, row in sheets.rows.items()
        for name, label in ROW_LABELS.items()
        if getattr(row, name) < 0
    ]
    if negative:
        yield "paper.negative", f"Không thể nhỏ hơn 0: {'; '.join(negative)}."
    if missing := [name for question, name in names.items() if question not in sheets.rows]:
        yield "paper.questions", f"Thiếu số liệu của: {'; '.join(missing)}."
    if set(sheets.rows) - set(names):
        yield "paper.questions", "Có số liệu của nội dung không có trên phiếu; tải lại trang rồi nhập."


def _sums(sheets: Sheets, handed: int) -> Iterator[tuple[str, str]]:
    used = sheets.collected + sheets.unused + sheets.spoiled
    if sheets.issued != used:
        yield (
            "paper.issued",
            f"Phát ra {sheets.issued} phiếu, nhưng thu về {sheets.collected} + không sử dụng {sheets.unused} "
            f"+ hỏng {sheets.spoiled} = {used}.",
        )
    judged = sheets.valid + sheets.invalid
    if sheets.collected != judged:
        yield (
            "paper.collected",
            f"Thu về {sheets.collected} phiếu, nhưng hợp lệ {sheets.valid} + không hợp lệ {sheets.invalid} = {judged}.",
        )
    if sheets.collected > handed:
        yield (
            "paper.too_many",
            f"Thu về {sheets.collected} phiếu, nhiều hơn {handed} người đã nhận phiếu giấy. {_CANNOT_BE}",
        )
    elif sheets.issued - sheets.spoiled > handed:
        yield (
            "paper.handed",
            f"Phát ra {sheets.issued} phiếu, trong đó {sheets.spoiled} phiếu hỏng đã đổi: nhiều hơn {handed} người "
            f"đã nhận phiếu giấy. {_CANNOT_BE}",
        )


_CANNOT_BE = "Kiểm lại; nếu đúng như vậy thì lập biên bản, hủy vòng này và bỏ phiếu lại."


def check_few_sheets(sheets: Sheets, *, least: int) -> list[Finding]:
    """Where others vote electronically: a few sheets of people known by name would tell what each of them chose.

    None at all tell nothing.
    """
    if not 0 < sheets.collected < least:
        return []
    message = (
        f"Chỉ thu về {sheets.collected} phiếu giấy, ít nhất phải có {least} phiếu: danh sách ghi tên người nhận phiếu "
        f"giấy, quá ít thì biết được phiếu của từng người. {_CANNOT_BE}"
    )
    return [Finding("paper.few_collected", Severity.BLOCK, message)]


def _rows(sheets: Sheets, names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for question, row in sheets.rows.items():
        if question in names and row.total != sheets.valid:
            yield (
                "paper.levels",
                f"{names[question]}: các mức và phiếu trắng cộng lại là {row.total}, phải bằng {sheets.valid} "
                "phiếu hợp lệ.",
            )


def _not_nominated(sheets: Sheets, names: Mapping[int, str], without: Collection[int]) -> Iterator[str]:
    for question in without:
        row = sheets.rows.get(question)
        if row is not None and row.excellent > 0:
            yield (
                f"{names[question]}: không có ô “{Level.EXCELLENT.label}” trên phiếu; {row.excellent} phiếu ấy ghi vào "
                "“Phiếu trắng”."
            )


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
