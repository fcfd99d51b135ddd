"""Agendas and ballot papers of the meetings at which the issuer rates, and whether all results are together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .findings import Finding, Severity
from .parts import RatingItem
from .plan import Plan
from .vocabulary import CollectiveKind


@dataclass(frozen=True, slots=True)
class BallotPaper:
    """``lines``: what is voted on, each with the four levels."""

    item: str
    title: str
    lines: tuple[str, ...]


def rating_agenda(body: CollectiveKind, plan: Plan) -> tuple[RatingItem, ...]:
    """The items of that body's meeting as printed; none where the plan prints no such meeting."""
    meetings = plan.rating_meetings.meetings if plan.rating_meetings else ()
    return next((row.items for row in meetings if row.body is body), ())


def rating_item(body: CollectiveKind, plan: Plan, *, person: bool, own: bool) -> RatingItem | None:
    """Under which item that body's meeting votes on a subject; None where the plan prints no such meeting.

    ``person``: one of its members; ``own``: the body itself, which stands for its organization (P1-II.5-f). Everything
    else is one of the bodies under it, for which the plan names no ballot paper.
    """
    for item in rating_agenda(body, plan):
        if item.each_member if person else bool(item.ballot) is own and not item.each_member:
            return item
    return None


def check_rating_item(item: str, body: CollectiveKind, plan: Plan) -> list[Finding]:
    """An item stands on the agenda of the meeting to which the plan gives it (P1-III.4-e)."""
    meeting = plan.rating_meetings.meeting_of(item) if plan.rating_meetings else None
    if meeting is None or meeting.body is body:
        return []
    title = next(row.title for row in meeting.items if row.key == item)
    message = f"{title} thuộc chương trình {meeting.title}."
    return [Finding("rating.agenda", Severity.WARN, message, plan.reference(meeting.clause))]


def ballot_papers(plan: Plan, *, members: Sequence[str]) -> list[BallotPaper]:
    """The ballots that the plan names; ``members``: of the body whose members are rated one by one (P1-III.1-c)."""
    meetings = plan.rating_meetings.meetings if plan.rating_meetings else ()
    return [
        BallotPaper(item.key, item.ballot, tuple(members) if item.each_member else (item.title,))
        for meeting in meetings
        for item in meeting.items
        if item.ballot
    ]


def check_bundle(minutes: Collection[str], plan: Plan) -> list[Finding]:
    """``minutes``: keys of the items whose counting minutes are in; all of them go up together (P1-III.1-d)."""
    rules = plan.rating_meetings
    if rules is None:
        return []
    papers = ballot_papers(plan, members=())
    missing = [paper.title for paper in papers if paper.item not in minutes]
    if not missing:
        return []
    message = (
        f"Hồ sơ mới có biên bản kiểm phiếu của {len(papers) - len(missing)}/{len(papers)} phiếu biểu quyết; còn thiếu: "
        f"{'; '.join(missing)}."
    )
    return [Finding("bundle.minutes", rules.severity, message, plan.reference(rules.bundle_clause))]
