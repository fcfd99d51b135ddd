"""Nobody appraises, decides or counts his own case.

Whose case it is: the person's own; the head's that of the body he heads, and of the organization whose committee he
heads, for his own level hangs on theirs. Whoever acts in another's place has that one's cases too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Case:
    """What is judged; exactly one of these is there."""

    person: int | None = None
    body: int | None = None
    organization: int | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """``bodies`` and ``organizations``: which he heads. ``giver``: his name where another acts in his place."""

    person: int | None
    bodies: frozenset[int] = frozenset()
    organizations: frozenset[int] = frozenset()
    giver: str = ""

    def has(self, case: Case) -> bool:
        return (
            (case.person is not None and case.person == self.person)
            or (case.body is not None and case.body in self.bodies)
            or (case.organization is not None and case.organization in self.organizations)
        )


def check_case(case: Case, judges: Iterable[Judge], *, what: str) -> list[Finding]:
    """``what``: the act, as after “không”. The first of the judges whose case it is says why."""
    for judge in judges:
        if judge.has(case):
            return [Finding("permission.rating.own", Severity.BLOCK, _why(case, judge, what))]
    return []


def _why(case: Case, judge: Judge, what: str) -> str:
    if case.person is not None:
        own = f"Đồng chí {judge.giver}, người ủy quyền cho đồng chí, là" if judge.giver else "Đồng chí là"
        return f"{own} người được kiểm điểm, xếp loại ở hồ sơ này nên đồng chí không {what}; đề nghị người khác làm."
    who = f"Đồng chí {judge.giver}, người ủy quyền cho đồng chí," if judge.giver else "Đồng chí"
    subject = "tập thể" if case.body is not None else "tổ chức"
    return (
        f"{who} đứng đầu {subject} này, mức xếp loại của người đứng đầu phụ thuộc mức của {subject} nên đồng chí không "
        f"{what}; đề nghị người khác làm."
    )


# Counting ------------------------------------------------------------------------------------------------------------


def places_left(*, needed: int, able: int, unable: int, unable_at_most: int) -> int:
    """Places in a counting team that nobody off the ballot can take.

    ``able``, ``unable``: who is there, is not voted on, and can or cannot sign in.
    """
    return max(0, needed - able - min(unable, unable_at_most))


def check_team(*, own: Sequence[str], free: Sequence[str], needed: int, places: int, agreed: bool) -> list[Finding]:
    """``own``: those of the team whose names are on the ballot; ``free``: who could take a place instead.

    Only where nobody is free and there are fewer than are ``needed`` may those voted on take the ``places`` left, and
    only if the meeting says so (``agreed``).
    """
    if not own:
        return []
    names = ", ".join(own)
    if free or not places:
        message = f"Có tên trong phiếu nên không kiểm phiếu của vòng này: {names}."
        if free:
            message += f" Chọn người không có tên trong phiếu: {', '.join(free)}."
        return [Finding("ballot.own_count", Severity.BLOCK, message)]
    if not agreed:
        message = (
            f"Có tên trong phiếu: {names}. Người có mặt không có tên trong phiếu chưa đủ {needed} người; nếu hội nghị "
            "thống nhất cử các đồng chí này thì đánh dấu “Không còn người khác”, phần mềm ghi vào biên bản."
        )
        return [Finding("ballot.own_count", Severity.BLOCK, message)]
    return []


def why_own(*, needed: int, places: int) -> str:
    """What the record and the minutes say of those voted on who count nevertheless."""
    if places >= needed:
        return "mọi thành viên có mặt, trừ người điều hành hội nghị, đều có tên trong phiếu"
    return f"chỉ có {needed - places} người có mặt không có tên trong phiếu mà tổ kiểm phiếu cần {needed} người"
