"""Places of a review: bodies reviewed before a cell, too many places, the groups of a cell's programme."""

from __future__ import annotations

from collections.abc import Iterable

from .findings import Finding, Severity
from .parts.topics import Topic
from .parts.venues import HeldAt, OwnBallot
from .plan import Plan
from .roster import CollectiveFact, OrganizationFact, Roster, RosterFacts
from .subject import Subject, matches
from .vocabulary import CELL_KINDS, CellGroup, CollectiveKind, OrganizationKind, Tier

_HOSTS = {
    CollectiveKind.STANDING_COMMITTEE: "Ban Thường vụ",
    CollectiveKind.EXECUTIVE_COMMITTEE: "Ban Chấp hành Đảng bộ",
}


def people_of(body: CollectiveFact, roster: Roster) -> set[int]:
    return {post.person_id for post in roster.posts_in(body.id)}


def is_small(body: CollectiveFact | None, roster: Roster, plan: Plan) -> bool:
    """So few lead it that the whole unit is reviewed in their place (P4-2.3-d).

    A body that holds no meeting of its own stays as it is.
    """
    small = plan.venues.small_collective
    if body is None or small is None or plan.venues.elsewhere(body.kind):
        return False
    return 0 < len(people_of(body, roster)) <= small.at_most


def cell_of(organization: OrganizationFact, body: CollectiveFact | None, roster: Roster) -> int | None:
    """The cell that stands for an organization: itself, the nearest above it, or the one that its leaders belong to."""
    above = next((row for row in roster.above(organization.id) if row.kind in CELL_KINDS), None)
    if above is not None:
        return above.id
    found = [roster.official_cell(person) for person in (people_of(body, roster) if body else ())]
    cells = {row.cell_id for row in found if row is not None}
    return cells.pop() if len(cells) == 1 else None


def committee_of(cell: int, roster: Roster) -> CollectiveFact | None:
    return roster.body(cell, CollectiveKind.CELL_COMMITTEE)


def is_merged(body: CollectiveFact, cell: int, roster: Roster) -> bool:
    """Everybody who leads sits in the cell's committee: one review serves both (P4-1.2-b)."""
    committee = committee_of(cell, roster)
    return committee is not None and people_of(body, roster) <= people_of(committee, roster)


def check_places(*, name: str, posts: int, places: int, plan: Plan) -> list[Finding]:
    """More posts than printed: no further place. Just as many: the plan does not forbid it, but it is pointed out."""
    most = plan.venues.most
    if most is None or places <= most.places or posts < most.posts_over:
        return []
    reference = plan.reference(most.clause)
    limit = f"giữ quá {most.posts_over:02d} chức vụ thì kiểm điểm tối đa ở {most.places:02d} nơi"
    message = f"{name} giữ {posts} chức vụ, kiểm điểm ở {places} nơi; {limit}."
    severity = Severity.BLOCK if posts > most.posts_over else Severity.WARN
    return [Finding("venue.too_many", severity, message, reference)]


def check_own_meeting(*, name: str, body: CollectiveKind | None, plan: Plan, only_votes: bool = False) -> list[Finding]:
    """No review at the meeting of a body that is reviewed elsewhere: there it only votes and classifies (P4-3-B3-d).

    ``only_votes``: the meeting is for nothing else; held where the plan has such a body vote (P4-3-B3-e). A cell has
    no ``body``.
    """
    rule = plan.venues.elsewhere(body) if body is not None else None
    if only_votes:
        if rule is not None and rule.ballot is not None:
            return []
        message = f"{name}: kế hoạch không có hội nghị chỉ bỏ phiếu phân loại cán bộ lãnh đạo."
        return [Finding("venue.no_ballot", Severity.BLOCK, message)]
    if rule is None:
        return []
    message = f"{name} không kiểm điểm ở hội nghị của mình mà kiểm điểm trước hội nghị {_host(rule)}."
    return [Finding("venue.elsewhere", Severity.BLOCK, message, plan.reference(rule.meeting_clause or rule.clause))]


def own_ballot(body: CollectiveKind, plan: Plan) -> OwnBallot | None:
    """On whom such a body, reviewed elsewhere, votes at a meeting of its own; None where the plan has none."""
    rule = plan.venues.elsewhere(body)
    return rule.ballot if rule is not None else None


def check_own_ballot(*, name: str, asked: int, plan: Plan, body: CollectiveKind) -> list[Finding]:
    """Somebody leads the body whose leaders it votes on (P4-3-B3-e)."""
    if asked:
        return []
    rule = own_ballot(body, plan)
    reference = plan.reference(rule.clause) if rule is not None else None
    message = f"{name} chưa có người đứng đầu, cấp phó để bỏ phiếu phân loại cán bộ lãnh đạo (trưởng, phó)."
    return [Finding("ballot.leaders", Severity.BLOCK, message, reference)]


def no_review_note(body: CollectiveKind, plan: Plan) -> Finding | None:
    """What a body that is reviewed elsewhere is told at a meeting of its own (P4-3-B3-d)."""
    rule = plan.venues.elsewhere(body)
    if rule is None:
        return None
    message = f"Hội nghị này không kiểm điểm; tập thể, cá nhân kiểm điểm trước hội nghị {_host(rule)}."
    return Finding("venue.elsewhere", Severity.INFO, message, plan.reference(rule.meeting_clause or rule.clause))


def channel_note(body: CollectiveKind, plan: Plan) -> Finding | None:
    """What comes of its vote: the review, and with it the rating, comes later and elsewhere (P4-3-B3-e, P4-2.3-b)."""
    rule = plan.venues.elsewhere(body)
    if rule is None or rule.ballot is None:
        return None
    message = f"Kết quả phân loại là một kênh thông tin; mức xếp loại do hội nghị {_host(rule)} đề xuất sau kiểm điểm."
    return Finding("ballot.channel", Severity.INFO, message, plan.cite(Topic.REVIEW_BEFORE_RATING))


def _host(rule: HeldAt) -> str:
    return _HOSTS.get(rule.at, "cấp ban hành kế hoạch")


def told_places(subject: Subject, facts: RosterFacts | Roster, plan: Plan) -> list[CollectiveFact]:
    """Bodies that the person belongs to and that do not review him: they hear his result (P4-1.2-l)."""
    roster = facts if isinstance(facts, Roster) else Roster(facts)
    most = plan.venues.most
    if most is None or not most.told_clause or len(subject.posts) <= most.posts_over:
        return []
    reviewing = {venue.collective_id for venue in subject.venues}
    cells = {venue.cell_id for venue in subject.venues if venue.cell_id}
    bodies = dict.fromkeys(hosts(roster.collective_of(post), roster, plan) for post in subject.posts)
    return [row for row in bodies if row.id not in reviewing and row.organization_id not in cells]


def hosts(body: CollectiveFact, roster: Roster, plan: Plan) -> CollectiveFact:
    """The body at whose meeting the people of ``body`` are reviewed: itself, or the issuer's (P4-1.2-c, P4-1.2-h)."""
    rule = plan.venues.elsewhere(body.kind)
    return (roster.body(roster.facts.issuer_id, rule.at) if rule else None) or body


def cell_group(person_id: int, cell: int, facts: RosterFacts | Roster, plan: Plan) -> CellGroup:
    """Where a member stands in the programme of his cell; the first group that he belongs to (P4-CT-b)."""
    roster = facts if isinstance(facts, Roster) else Roster(facts)
    posts = roster.posts_of(person_id)
    units = [roster.organization_of(post) for post in posts]
    workplace = roster.organizations.get(roster.people[person_id].workplace_id or 0)
    return group_of(
        in_committee=roster.holds(person_id, cell, CollectiveKind.CELL_COMMITTEE) is not None,
        leads=any(matches(row, post, roster) for row in plan.individuals.cadre_posts for post in posts),
        units=[(unit.kind, unit.tier) for unit in (*units, *([workplace] if workplace else ()))],
    )


def group_of(*, in_committee: bool, leads: bool, units: Iterable[tuple[OrganizationKind, Tier]]) -> CellGroup:
    """The first group that a member belongs to; ``units`` where he holds a post or works."""
    units = list(units)
    if in_committee:
        return CellGroup.COMMITTEE_MEMBER
    if leads or any(tier is Tier.COMMUNE for _kind, tier in units):
        return CellGroup.COMMUNE_OFFICIAL
    if any(kind is OrganizationKind.MASS_ORGANIZATION for kind, _tier in units):
        return CellGroup.BRANCH_OFFICIAL
    return CellGroup.ORDINARY
