"""The lawful order of reviews and ratings, and the conduct of a review meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .findings import Finding, Severity
from .parts import DurationRule, Scope, Topic
from .plan import Plan
from .vocabulary import CellGroup, CollectiveKind, PostRole, SubjectKind, VenueKind

#: Cấp ủy, tổ chức đảng. A body is one of these by its kind; its sector only says in which block it stands.
PARTY_BODIES = frozenset(
    {
        CollectiveKind.STANDING_COMMITTEE,
        CollectiveKind.EXECUTIVE_COMMITTEE,
        CollectiveKind.CELL_COMMITTEE,
        CollectiveKind.WHOLE_CELL,
    }
)
#: Tập thể lãnh đạo, quản lý của chính quyền, chuyên môn, đoàn thể. Boards that assist the committee are neither.
ADMINISTRATIVE_BODIES = frozenset(
    {
        CollectiveKind.COUNCIL_PERMANENT_BOARD,
        CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP,
        CollectiveKind.FRONT_STANDING_BOARD,
        CollectiveKind.MASS_STANDING_COMMITTEE,
        CollectiveKind.AGENCY_LEADERSHIP,
    }
)


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that takes its turn: the review or the rating of one subject. ``id`` is the caller's own."""

    name: str
    stages: frozenset[str]
    done: bool = False
    id: int | None = None


def collective_review(*, name: str, kind: CollectiveKind, done: bool = False, id: int | None = None) -> Turn:
    stages = {"review.collective"}
    if kind in PARTY_BODIES:
        stages.add("review.party_collective")
    elif kind in ADMINISTRATIVE_BODIES:
        stages.add("review.administrative_collective")
    return Turn(name, frozenset(stages), done, id)


def person_review(
    *,
    name: str,
    role: PostRole | None,
    leads: bool | None = None,
    group: CellGroup | None = None,
    done: bool = False,
    id: int | None = None,
) -> Turn:
    """``role`` in the body or cell where the review is held; None for whoever holds no post there.

    ``leads``: a leading cadre or not, None where the plan does not ask. ``group`` of a cell's programme (P4-CT-b): only
    whoever belongs to the last one is an ordinary member. Without a group, whoever has a role there is none either: a
    secretary who leads nothing else would wait for the leaders, and they for him.
    """
    stages = {"review.person", f"review.{role or PostRole.MEMBER}"}
    if group is not None:
        stages.add(f"review.{group}")
    if leads:
        stages.add("review.leader")
    elif leads is False and group is None and role is None:
        stages.add("review.ordinary")
    return Turn(name, frozenset(stages), done, id)


def held_review(*, name: str, venue: VenueKind, of_issuer: bool = False, done: bool = False) -> Turn:
    """A person's review at one of his places, for plans that order the places (P1-8.1-e) or wait for them (P4-2.3-b).

    ``of_issuer``: before the standing committee that issued the plan.
    """
    stage = "review.cell" if venue is VenueKind.CELL else "review.issuer" if of_issuer else "review.leadership"
    return Turn(name, frozenset({"review.person", stage}), done)


def awaits(plan: Plan, *, before: str, after: str) -> bool:
    """Does the plan print that the one stage waits for the other?"""
    return any(edge.before == before and edge.after == after for edge in plan.order)


def orders_groups(plan: Plan) -> bool:
    """Does the plan call up the members of a cell by groups?"""
    return any(edge.after == f"review.{CellGroup.COMMUNE_OFFICIAL}" for edge in plan.order)


def orders_places(plan: Plan) -> bool:
    """Does the plan say at which of a person's places the review comes first?"""
    places = {"review.cell", "review.leadership", "review.issuer"}
    return any(edge.scope is Scope.PERSON and edge.after in places for edge in plan.order)


def workplace_opinion(*, name: str, done: bool = False) -> Turn:
    """Lấy ý kiến đánh giá nơi công tác on one leading cadre."""
    return Turn(name, frozenset({"opinion.workplace"}), done)


def discussion(*, name: str, done: bool = False) -> Turn:
    """A meeting discusses the levels proposed to it, before it votes."""
    return Turn(name, frozenset({"discuss"}), done)


def organization_rating(*, name: str, of_issuer: bool = False, done: bool = False, id: int | None = None) -> Turn:
    """The rating of a Party organization: the issuer's own is the higher one, those of its cells are the lower."""
    return Turn(name, frozenset({"rate.organization", _level(of_issuer)}), done, id)


def collective_rating(*, name: str, of_issuer: bool = False, done: bool = False, id: int | None = None) -> Turn:
    return Turn(name, frozenset({"rate.collective", _level(of_issuer)}), done, id)


def _level(of_issuer: bool) -> str:
    return "rate.higher" if of_issuer else "rate.lower"


def cadre_result(*, name: str, done: bool = False) -> Turn:
    """The employer's yearly result of a cadre, civil servant or public employee."""
    return Turn(name, frozenset({"rate.cadre"}), done)


def cell_rating(*, name: str, done: bool = False, id: int | None = None) -> Turn:
    """A Party member is rated as such in his cell."""
    return Turn(name, frozenset({"rate.member", "rate.cell"}), done, id)


def leadership_rating(*, name: str, is_head: bool = False, done: bool = False, id: int | None = None) -> Turn:
    """The rating of a person in a leadership collective; the head's is subject to more."""
    stages = {"rate.leadership", "rate.head"} if is_head else {"rate.leadership"}
    return Turn(name, frozenset(stages), done, id)


def awaited_rating(*, name: str, of_collective: bool, done: bool = False) -> Turn:
    """A rating of a unit's body or leader that the unit's year-end summary waits for (P1-II.4-a, P4-2.3-ac)."""
    return Turn(name, frozenset({"rate.collective" if of_collective else "rate.leadership"}), done)


def year_end_summary(*, name: str, done: bool = False) -> Turn:
    """Hội nghị tổng kết công tác năm of a unit."""
    return Turn(name, frozenset({"year_end_summary"}), done)


def check_order(
    turn: Turn,
    *,
    in_venue: Iterable[Turn] = (),
    in_unit: Iterable[Turn] = (),
    of_person: Iterable[Turn] = (),
    plan: Plan,
) -> list[Finding]:
    """What must be done before ``turn`` starts; one finding per rule, naming everything that is pending.

    ``in_venue``: the other items of the same meeting. ``in_unit``: reviews and ratings in the scope of the same Party
    organization. ``of_person``: the same person's ratings elsewhere.
    """
    scopes = {Scope.VENUE: in_venue, Scope.UNIT: in_unit, Scope.PERSON: of_person}
    others = {scope: [other for other in turns if other != turn and not other.done] for scope, turns in scopes.items()}
    findings = []
    for edge in plan.order:
        if edge.after not in turn.stages:
            continue
        pending = [other.name for other in others[edge.scope] if edge.before in other.stages]
        if pending:
            message = f"Chưa đến lượt {turn.name}: {edge.says}. Chưa xong: {', '.join(pending)}."
            findings.append(Finding(f"order.{edge.key}", edge.severity, message, plan.reference(edge.clause)))
    return findings


def agenda_order(turns: Sequence[Turn], plan: Plan) -> list[Turn]:
    """The items of one meeting in an order that breaks no rule, strict or advised; equals keep their places.

    What is ordered within a unit is so within one of its meetings too (P4-1.2-c: the government's leaders are reviewed
    at the committee's own, before it).
    """
    edges = [edge for edge in plan.order if edge.scope is not Scope.PERSON]
    pending = Counter(stage for turn in turns for stage in turn.stages)

    def waits(turn: Turn) -> bool:
        return any(edge.after in turn.stages and pending[edge.before] > (edge.before in turn.stages) for edge in edges)

    left, ordered = list(turns), []
    while left:
        turn = next((turn for turn in left if not waits(turn)), left[0])
        left.remove(turn)
        pending.subtract(turn.stages)
        ordered.append(turn)
    return ordered


def check_revision(
    *,
    name: str,
    kind: SubjectKind,
    concluded_at: Iterable[datetime | None],
    finalized_at: datetime | None,
    plan: Plan,
) -> list[Finding]:
    """The final version comes after the conclusion at every place (P0-4.2-f, P0-4.2-h).

    Moments are local time: the message prints them as they come.
    """
    reference = plan.cite(Topic.COLLECTIVE_REVISION if kind is SubjectKind.COLLECTIVE else Topic.PERSON_REVISION)
    moments = list(concluded_at)
    waiting = sum(moment is None for moment in moments)
    if waiting or not moments:
        total = len(moments)
        message = f"{name} mới kiểm điểm xong {total - waiting}/{total} nơi; kết luận rồi mới tiếp thu, hoàn thiện."
        return [Finding("order.revision", Severity.BLOCK, message, reference)]
    last = max(moment for moment in moments if moment is not None)
    if finalized_at is not None and finalized_at < last:
        message = (
            f"Bản hoàn thiện của {name} lúc {finalized_at:%H:%M %d/%m/%Y} có trước kết luận lúc {last:%H:%M %d/%m/%Y}."
        )
        return [Finding("order.revision", Severity.BLOCK, message, reference)]
    return []


def check_chair(
    *,
    subject_name: str,
    subject_id: int | None,
    head_id: int | None,
    chair_id: int | None,
    chair_name: str,
    chair_role: PostRole | None,
    override_reason: str,
    plan: Plan,
) -> list[Finding]:
    """A deputy chairs while the head is reviewed; another member only with a reason; nobody chairs his own item.

    ``subject_id`` is the person reviewed, None for the collective's own item.
    """
    reference = plan.cite(Topic.CHAIR)
    if chair_id is None:
        return [Finding("meeting.chair", Severity.BLOCK, f"Chưa phân công chủ trì nội dung {subject_name}.", reference)]
    if subject_id is None:
        return []
    if chair_id == subject_id:
        message = f"{chair_name} không chủ trì khi kiểm điểm chính mình; phân công đồng chí cấp phó chủ trì."
        return [Finding("meeting.chair", Severity.BLOCK, message, reference)]
    if subject_id != head_id or chair_role is PostRole.DEPUTY:
        return []
    if not override_reason.strip():
        message = (
            f"Khi kiểm điểm người đứng đầu ({subject_name}) thì phân công đồng chí cấp phó chủ trì; {chair_name} "
            "không phải cấp phó. Nếu không có cấp phó, ghi lý do phân công."
        )
        return [Finding("meeting.chair", Severity.BLOCK, message, reference)]
    message = f"{chair_name} không phải cấp phó, chủ trì kiểm điểm người đứng đầu vì: {override_reason.strip()}."
    return [Finding("meeting.chair", Severity.WARN, message, reference)]


def check_presenter(
    *,
    kind: SubjectKind,
    presenter_id: int | None,
    presenter_name: str,
    owner_id: int | None,
    owner_name: str,
    authorization: str,
    plan: Plan,
) -> list[Finding]:
    """The head presents the collective's report, or whoever he authorized; a person presents his own statement.

    ``owner_id`` is the head of the collective, or the person reviewed.
    """
    collective = kind is SubjectKind.COLLECTIVE
    reference = plan.cite(Topic.PRESENTER if collective else Topic.PERSON_CONCLUSION)
    if presenter_id is None:
        return [Finding("meeting.presenter", Severity.BLOCK, "Chưa ghi người trình bày.", reference)]
    if presenter_id == owner_id or (collective and authorization.strip()):
        return []
    if collective:
        message = (
            f"{presenter_name} trình bày thay người đứng đầu{f' ({owner_name})' if owner_name else ''} thì phải ghi "
            "căn cứ ủy quyền."
        )
    else:
        message = f"Bản tự kiểm điểm do chính {owner_name} trình bày, không phải {presenter_name}."
    return [Finding("meeting.presenter", Severity.BLOCK, message, reference)]


def check_contributions(*, subject_name: str, silent: Sequence[str], plan: Plan) -> list[Finding]:
    """Every present member speaks on the collective's report, if only "nhất trí" (P0-4.2-e)."""
    if not silent:
        return []
    message = f"{subject_name}: chưa ghi ý kiến góp ý của {len(silent)} thành viên có mặt: {', '.join(silent)}."
    return [Finding("meeting.contributions", Severity.WARN, message, plan.cite(Topic.CONTRIBUTIONS))]


def check_conclusion(*, kind: SubjectKind, subject_name: str, conclusion: str, plan: Plan) -> list[Finding]:
    """An item closes with the chair's conclusion (P0-4.2-f, P0-4.2-g)."""
    if conclusion.strip():
        return []
    topic = Topic.COLLECTIVE_CONCLUSION if kind is SubjectKind.COLLECTIVE else Topic.PERSON_CONCLUSION
    message = f"Chưa có kết luận của người chủ trì về {subject_name}."
    return [Finding("meeting.conclusion", Severity.BLOCK, message, plan.cite(topic))]


def least_half_days(
    *, standing_committee: bool, prompted: bool, plan: Plan, body: CollectiveKind | None = None
) -> DurationRule | None:
    """The rule that binds a place: with a prompt to the collective or to any of its people, the longer one.

    None where the plan prints no length for such a ``body``.
    """
    own = plan.duration("standing_committee") if standing_committee else None
    found = [own or plan.duration("others"), plan.duration("prompted") if prompted else None]
    rules = [rule for rule in found if rule and (not rule.bodies or body in rule.bodies)]
    return max(rules, key=lambda rule: rule.least, default=None)


def check_duration(
    *,
    half_days: int,
    prompted: bool,
    plan: Plan,
    standing_committee: bool = False,
    reviews_collective: bool = True,
    body: CollectiveKind | None = None,
) -> list[Finding]:
    """Least length of a meeting that reviews a collective with its people; a cell's review of members has none.

    ``standing_committee``: the issuer's own. ``half_days`` counts sessions, each a morning or an afternoon.
    """
    if not reviews_collective:
        return []
    rule = least_half_days(standing_committee=standing_committee, prompted=prompted, plan=plan, body=body)
    if rule is None:
        return []
    if rule.expected and not rule.least <= half_days <= rule.usual:
        code = "meeting.duration" if half_days < rule.least else "meeting.duration_long"
        foreseen = f"{_days(rule.least)} - {_days(rule.usual)}"
        message = f"Hội nghị kiểm điểm {_days(half_days)} ngày, kế hoạch dự kiến {foreseen} ngày."
        return [Finding(code, rule.severity, message, plan.reference(rule.clause))]
    if half_days < rule.least:
        why = " vì có gợi ý kiểm điểm" if rule.key == "prompted" else ""
        message = f"Hội nghị kiểm điểm {_days(half_days)} ngày, tối thiểu {_days(rule.least)} ngày{why}."
        return [Finding("meeting.duration", rule.severity, message, plan.reference(rule.clause))]
    longest = plan.duration("standing_committee") if standing_committee else rule
    if longest and longest.usual and half_days > max(longest.usual, rule.least):
        message = (
            f"Hội nghị kiểm điểm {_days(half_days)} ngày, nhiều hơn mức {_days(longest.usual)} ngày trong kế hoạch."
        )
        return [Finding("meeting.duration_long", Severity.INFO, message, plan.reference(longest.clause))]
    return []


def _days(half_days: int) -> str:
    """01, 1,5, 02 — as the plan prints them; 0,5 for one session."""
    return f"{half_days // 2},5" if half_days % 2 else f"{half_days // 2:02d}"


def check_invitation(
    *,
    unit_name: str,
    supervisor_name: str | None,
    supervisor_invited: bool,
    board_representatives: int,
    plan: Plan,
    of_issuer: bool = False,
    venue: VenueKind = VenueKind.COLLECTIVE,
) -> list[Finding]:
    """The member of the standing committee in charge and the Party-building boards are invited (P0-III.1-b, c).

    The issuer's own meeting needs neither. A cell's meeting of its members is not one of "các cấp ủy, tổ chức đảng và
    tập thể lãnh đạo": there the same is advice, as everywhere where the plan holds it less strictly.
    """
    if of_issuer:
        return []

    def missing(code: str, message: str, topic: Topic) -> Finding:
        severity = Severity.WARN if venue is VenueKind.CELL else plan.severity(topic)
        return Finding(f"meeting.{code}", severity, message, plan.cite(topic))

    findings = []
    if supervisor_name is None:
        message = f"{unit_name} chưa phân công Ủy viên Ban Thường vụ phụ trách để mời dự."
        findings.append(missing("supervisor_unknown", message, Topic.SUPERVISOR))
    elif not supervisor_invited:
        message = f"Chưa mời đồng chí {supervisor_name}, Ủy viên Ban Thường vụ phụ trách {unit_name}."
        findings.append(missing("supervisor", message, Topic.SUPERVISOR))
    least = plan.least_board_representatives
    if board_representatives < least:
        message = f"Mời {board_representatives} đại diện lãnh đạo các Ban xây dựng Đảng, ít nhất phải mời {least}."
        findings.append(missing("boards", message, Topic.BOARD_REPRESENTATIVES))
    return findings
