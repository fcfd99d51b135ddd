"""Figures entered twice by two people who do not see each other's: whose turn it is, and whether they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .findings import Finding, Severity
from .paper_count import Sheets, differences


@dataclass(frozen=True, slots=True)
class Entry:
    """What one person entered, the earliest first. ``by``: the person, never the account."""

    attempt: int
    ordinal: int
    by: int
    sheets: Sheets
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """The next entry. ``first``: the other one of this attempt, for the comparison only, and ``first_by`` who made it.

    ``apart``: what the two entries of the attempt before did not agree on; ``is_settled``: nothing is left to enter.
    """

    attempt: int
    ordinal: int
    first: Sheets | None = None
    first_by: int | None = None
    apart: tuple[str, ...] = ()
    is_settled: bool = False


def turn_after(entries: Sequence[Entry], *, names: Mapping[int, str]) -> Turn:
    """``names``: of the subjects, by the keys of the rows."""
    if not entries:
        return Turn(1, 1)
    last = entries[-1]
    if last.agreed:
        return Turn(last.attempt, 2, is_settled=True)
    if last.ordinal == 1:
        return Turn(last.attempt, 2, last.sheets, last.by)
    apart = differences(entries[-2].sheets, last.sheets, names=names)
    return Turn(last.attempt + 1, 1, apart=tuple(apart))


def check_turn(turn: Turn, *, by: int, name: str, attempt: int) -> list[Finding]:
    """``by``: the person behind the account, 0 where there is none, for then nobody can say whether it is a second one.

    ``attempt``: the count that the page was opened for; figures of an earlier one are none of the recount.
    """
    if turn.is_settled:
        message = "Hai lần nhập số phiếu giấy đã khớp nhau; không nhập thêm."
        return [Finding("paper.settled", Severity.BLOCK, message)]
    if not by:
        message = f"Tài khoản {name} không gắn với đảng viên, cán bộ nào; số phiếu giấy do người có tên nhập."
        return [Finding("paper.no_person", Severity.BLOCK, message)]
    if turn.first_by == by:
        message = f"{name} đã nhập lần thứ nhất; lần thứ hai do người khác nhập, không xem số liệu lần trước."
        return [Finding("paper.same_person", Severity.BLOCK, message)]
    if attempt != turn.attempt:
        message = f"Số liệu này là của lần đếm {attempt}; nay là lần đếm {turn.attempt}. Đếm lại rồi nhập từ đầu."
        return [Finding("paper.attempt", Severity.BLOCK, message)]
    return []
