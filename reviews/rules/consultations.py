"""Who is asked about a body's draft report, what must be closed before meeting and submission, the poll at work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .findings import Finding
from .parts.information import InformationRules, ListedSources, PollGroup, PollRow
from .plan import Plan
from .roster import CollectiveFact, Roster
from .subject import matches

_NOTHING = InformationRules()


def _rules(plan: Plan) -> InformationRules:
    return plan.information or _NOTHING


@dataclass(frozen=True, slots=True)
class Consultee:
    organization_id: int
    name: str
    clause: str


def consultees(report: CollectiveFact, roster: Roster, plan: Plan) -> list[Consultee]:
    """The bodies asked about this report, one request each (P4-1.4.1-d, e)."""
    rules = _rules(plan).consultations
    row = next((row for row in rules.rows if row.report is report.kind), None) if rules else None
    if row is None:
        return []
    own = roster.organizations[report.organization_id]
    return [
        Consultee(organization.id, f"{kind.label} {organization.name}", row.clause)
        for kind in row.asked
        for organization in roster.facts.organizations
        if organization.kind is kind.organization
        and organization.tier is own.tier
        and any(above.id == own.id for above in roster.above(organization.id))
    ]


def people_consulted(report: CollectiveFact, roster: Roster, plan: Plan, *, superiors: Iterable[int]) -> list[int]:
    """The members of the body and those of the superior committee assigned to follow it, each once (P4-1.4.1-f)."""
    if _rules(plan).consultations is None:
        return []
    members = (post.person_id for post in roster.posts_in(report.id))
    return list(dict.fromkeys((*members, *superiors)))


@dataclass(frozen=True, slots=True)
class Request:
    """``is_closed``: answered, or marked as "không có ý kiến"."""

    addressee: str
    is_sent: bool = True
    is_closed: bool = False


def check_consultation(name: str, requests: Sequence[Request], plan: Plan) -> list[Finding]:
    """A draft goes to its meeting once it was sent round and everybody asked answered or was marked (P4-1.4.1-c)."""
    rules = _rules(plan).consultations
    waiting = [row.addressee for row in requests if not (row.is_sent and row.is_closed)]
    if rules is None or not (waiting or not requests):
        return []
    if requests:
        done = len(requests) - len(waiting)
        message = f"{name}: mới có {done}/{len(requests)} ý kiến góp ý, còn chờ: {'; '.join(waiting)}."
    else:
        message = f"{name}: dự thảo báo cáo chưa gửi lấy ý kiến góp ý."
    return [Finding("consult.open", rules.closed.severity, message, plan.reference(rules.closed.clause))]


def check_compilation(entered: Collection[str], plan: Plan) -> list[Finding]:
    """Before its ballot an organization compiles how others classified it; ``entered``: keys (P4-2.2.1-b)."""
    return _missing(
        _rules(plan).compilation, entered, plan, "consult.compilation", "Chưa tổng hợp kết quả phân loại của"
    )


def check_submission(answered: Collection[str], plan: Plan) -> list[Finding]:
    """The draft goes to the deciding committee once its boards have answered; ``answered``: keys (P4-2.2.1-f)."""
    return _missing(_rules(plan).before_submission, answered, plan, "consult.submission", "Chưa có ý kiến của")


def _missing(rules: ListedSources | None, there: Collection[str], plan: Plan, code: str, says: str) -> list[Finding]:
    missing = [label for key, label in rules.names if key not in there] if rules else []
    if rules is None or not missing:
        return []
    return [Finding(code, rules.severity, f"{says}: {'; '.join(missing)}.", plan.reference(rules.clause))]


def poll_row(key: str, plan: Plan) -> PollRow:
    """``KeyError`` for a poll that the plan does not print."""
    polls = _rules(plan).polls
    return {row.key: row for row in (polls.rows if polls else ())}[key]


def poll_groups(row: PollRow, roster: Roster, *, unit_id: int | None = None) -> dict[str, list[int]]:
    """The people of each printed group as the roster has them (P4-1.4.1-r, P4-3-B3-b).

    ``unit_id``: the agency whose own leaders are polled on (P4-1.4.1-s).
    """
    return {key: list(dict.fromkeys(_in_group(row.members[key], roster, unit_id))) for key, _label in row.groups}


def _in_group(group: PollGroup, roster: Roster, unit_id: int | None) -> Iterator[int]:
    for post in roster.facts.posts:
        if post.collective_id not in roster.collectives:
            continue
        titled = any(title in post.title.casefold() for title in group.titles)
        if titled or any(matches(matcher, post, roster) for matcher in group.posts):
            yield post.person_id
    for person in roster.facts.people:
        workplace = roster.organizations.get(person.workplace_id or 0)
        if workplace is None or not roster.is_under_issuer(workplace.id):
            continue
        if workplace.kind in group.workplaces or (group.own_unit and workplace.id == unit_id):
            yield person.id


def participants(groups: Mapping[str, Sequence[int]], row: PollRow) -> list[int]:
    """Everybody in the printed groups, each once however many of them he is in (P4-1.4.1-r, s)."""
    return list(dict.fromkeys(person for key, _label in row.groups for person in groups.get(key, ())))


class Waiver(StrEnum):
    """``PROPOSED``: somebody must confirm, for "trùng" may mean the same people or only some of them."""

    WAIVED = "waived"
    PROPOSED = "proposed"
    REQUIRED = "required"


def poll_waiver(polled: Collection[int], meeting: Collection[int], plan: Plan) -> Waiver:
    """No poll where those polled are those who meet (P4-1.4.1-t)."""
    if _rules(plan).polls is None or not set(polled) <= set(meeting) or not polled:
        return Waiver.REQUIRED
    return Waiver.WAIVED if set(polled) == set(meeting) else Waiver.PROPOSED


def check_poll_list(leaders: Mapping[str, bool], plan: Plan) -> list[Finding]:
    """Nobody is put to the poll whose statement, to be summed up there, is not in; True where it is (P4-1.4.1-v)."""
    polls = _rules(plan).polls
    if polls is None:
        return []
    return [
        Finding(
            "poll.statement",
            polls.statement.severity,
            f"{name} chưa nộp bản tự kiểm điểm: chưa đưa vào danh sách lấy ý kiến nơi công tác.",
            plan.reference(polls.statement.clause),
        )
        for name, is_in in leaders.items()
        if not is_in
    ]
