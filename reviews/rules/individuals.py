"""Which people are reviewed: one dossier each, however many posts; where, under whose authority, or why not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from .eligibility import Exemption, add_months, exemption
from .findings import Finding, Severity
from .parts import PersonAuthority, Topic
from .periods import annex_of
from .places import check_places, hosts
from .plan import Plan
from .roster import CollectiveFact, MembershipFact, OrganizationFact, PersonFact, PostFact, Roster
from .subject import Subject, SubjectVenue, form_of, in_standing_committee, matches
from .vocabulary import (
    CELL_KINDS,
    Attendance,
    AuthorityKind,
    CollectiveKind,
    Inclusion,
    MemberStatus,
    PostRole,
    RatedKind,
    SubjectKind,
    VenueKind,
)


def reviewed_people(roster: Roster, plan: Plan, on: date, reviewed: set[int]) -> list[Subject]:
    subjects: list[Subject] = []
    for person in roster.facts.people:
        if not _is_subject(person, roster, plan):
            continue
        subject, gaps = _person(person, roster, plan, on, reviewed)
        subjects.append(replace(subject, gaps=tuple(gaps)))
    return subjects


def _is_subject(person: PersonFact, roster: Roster, plan: Plan) -> bool:
    if any(post.managed_by_id == roster.facts.issuer_id for post in roster.posts_of(person.id)):
        return True
    if in_standing_committee(person.id, roster):
        return True
    if not plan.individuals.every_member:
        return False
    official = roster.official_cell(person.id)
    return (official is not None and roster.is_under_issuer(official.cell_id)) or _is_outside(person, roster, plan)


def _is_outside(person: PersonFact, roster: Roster, plan: Plan) -> bool:
    """Works in the issuer's units and is no member of the Party: rated under the Government's decree (P2-II.2-f)."""
    if not plan.individuals.outside_party or person.admitted_on is not None or roster.memberships_of(person.id):
        return False
    return bool(roster.posts_of(person.id)) or (
        person.workplace_id in roster.organizations and roster.is_under_issuer(person.workplace_id)
    )


def _person(
    person: PersonFact, roster: Roster, plan: Plan, on: date, reviewed: set[int]
) -> tuple[Subject, list[Finding]]:
    posts = roster.posts_of(person.id)
    official = roster.official_cell(person.id)
    exempt = unrated = None
    if official is not None:
        exempt, unrated = (
            exemption(
                activity=official.activity, admitted_on=person.admitted_on, plan=plan, on=on, from_rating=from_rating
            )
            for from_rating in (False, True)
        )
    elif _is_outside(person, roster, plan):
        reason = "Chưa là đảng viên: đánh giá, xếp loại theo Nghị định của Chính phủ"
        exempt = unrated = Exemption(reason, plan.reference(plan.individuals.outside_party))
    standing = in_standing_committee(person.id, roster)
    special = _special_authority(posts, roster, plan)
    # Whoever is left out keeps his places and ratings too: they hold once somebody puts him in by hand.
    venues, workplace = _venues(person, standing, roster, plan, reviewed)
    decides, decides_by = _member_authority(official, roster, plan)
    unit_id = person.workplace_id if person.workplace_id in roster.organizations else None
    unit_id = unit_id or workplace or (official.cell_id if official else _main_unit(posts, roster))
    is_cadre = any(matches(row, post, roster) for row in plan.individuals.cadre_posts for post in posts)
    external = special is not None and special.kind is AuthorityKind.EXTERNAL
    subject = Subject(
        kind=SubjectKind.PERSON,
        name=person.name,
        unit_id=unit_id,
        form_code=form_of(SubjectKind.PERSON, plan, leader=is_cadre),
        annex=annex_of(
            RatedKind.CADRE if is_cadre else RatedKind.MEMBER,
            plan,
            managed_above=any(roster.is_above_issuer(post.managed_by_id) for post in posts),
            in_system=person.workplace_id is not None or _works_in_a_body(posts, roster),
        ),
        reason=exempt.reason if exempt else _why(person, standing, roster),
        clause=_clause(exempt, is_cadre, plan),
        person_id=person.id,
        rated_as_cadre=is_cadre,
        rated_as_member=official is not None and (exempt is not None or not unrated),
        inclusion=Inclusion.EXEMPT if exempt else Inclusion.INCLUDED,
        authority_id=roster.issuer.parent_id if external else roster.facts.issuer_id,
        authority_kind=special.kind if special else AuthorityKind.OWN,
        authority_clause=special.clause if special else plan.individuals.authority_clause,
        member_authority_id=decides.id if decides else None,
        member_authority_clause=decides_by,
        venues=tuple(venues),
        posts=tuple(posts),
    )
    soon = _soon_eligible(person, plan, on) if unrated else []
    if exempt:
        return subject, soon
    return subject, [*soon, *_person_gaps(person, subject, official is None, roster, plan)]


def _clause(exempt: Exemption | None, is_cadre: bool, plan: Plan) -> str:
    if exempt is not None:
        return exempt.reference.clause if exempt.reference.clause == plan.individuals.outside_party else ""
    return plan.individuals.cadre_clause if is_cadre and plan.individuals.cadre_clause else plan.individuals.clause


def _soon_eligible(person: PersonFact, plan: Plan, on: date) -> list[Finding]:
    """Exempt today, but six months are full before the last day of the plan: whoever plans must look again."""
    last = max((row.last_good_day for row in plan.milestones if row.last_good_day), default=on)
    full = add_months(person.admitted_on, plan.exemptions.months) if person.admitted_on else None
    if full is None or not on < full <= last:
        return []
    message = (
        f"{person.name} đủ {plan.exemptions.months:02d} tháng từ ngày {full:%d/%m/%Y}, trước hạn gửi hồ sơ "
        f"{last:%d/%m/%Y}: nếu xếp loại từ ngày đó thì thuộc diện kiểm điểm."
    )
    return [Finding("roster.soon_eligible", Severity.INFO, message, plan.exemptions.review_reference)]


def _why(person: PersonFact, standing: bool, roster: Roster) -> str:
    posts = roster.posts_of(person.id)
    titles = "; ".join(dict.fromkeys(post.title for post in posts if post.title))
    official = roster.official_cell(person.id)
    notes = [f"Thuộc diện quản lý: {titles}" if titles else "Thuộc diện quản lý"]
    if not posts:
        notes = ["Đảng viên của Đảng bộ"]
    if standing and not titles:
        notes = ["Ủy viên Ban Thường vụ"]
    if official and official.status is MemberStatus.PROBATIONARY:
        notes.append("đảng viên dự bị: kiểm điểm, không bỏ phiếu")
    if any(row.attendance is Attendance.TEMPORARY for row in roster.memberships_of(person.id)):
        notes.append("có nơi sinh hoạt tạm thời: xếp loại ở chi bộ sinh hoạt chính thức")
    return "; ".join(notes)


def _main_unit(posts: list[PostFact], roster: Roster) -> int:
    ranked = sorted(posts, key=lambda post: list(PostRole).index(post.role))
    return roster.organization_of(ranked[0]).id if ranked else roster.facts.issuer_id


def _special_authority(posts: list[PostFact], roster: Roster, plan: Plan) -> PersonAuthority | None:
    """The first match wins: the higher post decides (P0-5.2-a)."""
    return next(
        (
            authority
            for authority in plan.individuals.authorities
            if any(matches(authority.posts, post, roster) for post in posts)
        ),
        None,
    )


def _member_authority(
    official: MembershipFact | None, roster: Roster, plan: Plan
) -> tuple[OrganizationFact | None, str]:
    """The grassroots organization, with the clause by which it decides; a grassroots cell is one (P4-2.2.3.2-h)."""
    decides = roster.grassroots_of(official.cell_id) if official else None
    itself = plan.individuals.cell_decides
    if decides is None:
        return None, ""
    if itself is not None and decides.kind in itself.organizations:
        return decides, itself.clause
    return decides, plan.citations[Topic.MEMBER_DECISION]


def _venues(
    person: PersonFact, standing: bool, roster: Roster, plan: Plan, reviewed: set[int]
) -> tuple[list[SubjectVenue], int | None]:
    """Where the person is reviewed, and the unit that counts as the workplace."""
    bodies = _leadership(person, roster, plan, reviewed)
    venues = []
    if plan.venues.every_body:
        clause = plan.citations[Topic.VENUE_OTHERS]
        chosen = _at_most(bodies, person, roster, plan)
    elif standing and (clause := plan.citations[Topic.VENUE_STANDING_COMMITTEE]):
        committee = roster.body(roster.facts.issuer_id, CollectiveKind.STANDING_COMMITTEE)
        if committee:
            venues.append(
                SubjectVenue(VenueKind.COLLECTIVE, clause, "Ủy viên Ban Thường vụ", collective_id=committee.id)
            )
        chosen = [body for body in bodies if body.organization_id != roster.facts.issuer_id]
    else:
        clause = plan.citations[Topic.VENUE_OTHERS]
        chosen = bodies[:1]
    venues += [_leadership_venue(body, clause, standing, roster, plan) for body in chosen]
    official = roster.official_cell(person.id)
    if official is not None:
        clause = _cell_clause(person, clause, roster, plan)
        venues.append(SubjectVenue(VenueKind.CELL, clause, "Chi bộ sinh hoạt chính thức", cell_id=official.cell_id))
    return venues, chosen[0].organization_id if chosen else None


def _cell_clause(person: PersonFact, general: str, roster: Roster, plan: Plan) -> str:
    """What puts him before his cell; a leader whose body is reviewed there has a clause of his own (P4-1.2-j)."""
    printed = plan.venues.people_clauses
    for post in roster.posts_of(person.id):
        kind = roster.collective_of(post).kind
        if kind in printed and plan.venues.in_cell(kind, roster.organization_of(post).kind):
            return printed[kind]
    general = general if roster.posts_of(person.id) else plan.citations[Topic.VENUE_CELL]
    return printed.get(CollectiveKind.WHOLE_CELL, general)


def _at_most(bodies: list[CollectiveFact], person: PersonFact, roster: Roster, plan: Plan) -> list[CollectiveFact]:
    """Of too many posts only the highest and the one that he chairs count, besides the cell (P4-1.2-k)."""
    most = plan.venues.most
    posts = roster.posts_of(person.id)
    if most is None or len(posts) <= most.posts_over:
        return bodies
    chaired = {hosts(roster.collective_of(post), roster, plan).id for post in posts if post.role is PostRole.HEAD}
    ranked = sorted(bodies, key=lambda body: _height(body, plan))
    kept = [*ranked[:1], *(body for body in ranked[1:] if body.id in chaired)]
    return kept[: most.places - 1]


def _height(body: CollectiveFact, plan: Plan) -> int:
    """0 for the highest body that the plan names."""
    kinds = plan.venues.leadership
    return kinds.index(body.kind) if body.kind in kinds else len(kinds)


def _leadership_venue(body: CollectiveFact, clause: str, standing: bool, roster: Roster, plan: Plan) -> SubjectVenue:
    if roster.organizations[body.organization_id].head_regime and plan.venues.head_regime_replaces:
        clause = plan.citations[Topic.VENUE_HEAD_REGIME]
        return SubjectVenue(VenueKind.KEY_CADRES, clause, "Nơi thực hiện chế độ thủ trưởng", collective_id=body.id)
    reason = "Tập thể lãnh đạo mà mình là thành viên" if standing else "Tập thể lãnh đạo nơi làm việc"
    clause = plan.venues.people_clauses.get(body.kind, clause)
    return SubjectVenue(VenueKind.COLLECTIVE, clause, reason, collective_id=body.id)


def _leadership(person: PersonFact, roster: Roster, plan: Plan, reviewed: set[int]) -> list[CollectiveFact]:
    """The leadership bodies the person sits in, the workplace's first.

    An executive committee counts only where it stands in for a standing committee; a cell committee never does: its
    members are reviewed in the cell.
    """
    kinds = plan.venues.leadership

    def rank(post: PostFact) -> tuple[bool, int, int]:
        body = roster.collective_of(post)
        return body.organization_id != person.workplace_id, list(PostRole).index(post.role), _height(body, plan)

    posts = [
        post
        for post in roster.posts_of(person.id)
        if roster.collective_of(post).kind in kinds
        or plan.venues.elsewhere(roster.collective_of(post).kind)
        or (roster.collective_of(post).kind is CollectiveKind.EXECUTIVE_COMMITTEE and post.collective_id in reviewed)
    ]
    return list(dict.fromkeys(hosts(roster.collective_of(post), roster, plan) for post in sorted(posts, key=rank)))


def _is_asked_about(person: PersonFact, subject: Subject, plan: Plan) -> bool:
    """Whether the residence gives an opinion on him: on everybody, or only on whoever the State pays (P4-1.4.1-h)."""
    return not plan.individuals.residence_of_state_paid or subject.rated_as_cadre or person.workplace_id is not None


def _needs_a_workplace(subject: Subject, roster: Roster, plan: Plan) -> bool:
    """Must be reviewed at a workplace too. Where all members are reviewed, posts of the cell alone call for none."""
    if plan.venues.every_body:
        return False
    return not plan.individuals.every_member or _works_in_a_body(subject.posts, roster)


def _works_in_a_body(posts: Iterable[PostFact], roster: Roster) -> bool:
    return any(roster.organization_of(post).kind not in CELL_KINDS for post in posts)


def _person_gaps(person: PersonFact, subject: Subject, no_cell: bool, roster: Roster, plan: Plan) -> list[Finding]:
    def gap(code: str, severity: Severity, message: str, topic: Topic) -> Finding:
        return Finding(f"roster.{code}", severity, f"{person.name} {message}.", plan.cite(topic))

    findings = []
    if no_cell:
        findings.append(
            gap("no_cell", Severity.BLOCK, "chưa có chi bộ sinh hoạt chính thức để kiểm điểm", Topic.VENUE_OTHERS)
        )
    if _needs_a_workplace(subject, roster, plan) and all(venue.kind is VenueKind.CELL for venue in subject.venues):
        findings.append(
            gap("no_workplace", Severity.WARN, "chưa có tập thể lãnh đạo nơi làm việc để kiểm điểm", Topic.VENUE_OTHERS)
        )
    if person.residence_cell_id is None and _is_asked_about(person, subject, plan):
        message = "chưa có chi bộ nơi cư trú: không lập được phiếu xin ý kiến (Mẫu 3-213)"
        findings.append(gap("no_residence", Severity.WARN, message, Topic.RESIDENCE_REQUEST))
    if not person.birth_date_known:
        findings.append(gap("no_birth_date", Severity.WARN, "chưa có ngày sinh để ghi vào Mẫu 02", Topic.PARTICULARS))
    findings += check_places(
        name=person.name, posts=len(roster.posts_of(person.id)), places=len(subject.venues), plan=plan
    )
    cells = Counter(row.attendance for row in roster.memberships_of(person.id))
    if cells[Attendance.OFFICIAL] > 1:
        message = f"đang sinh hoạt chính thức ở {cells[Attendance.OFFICIAL]} chi bộ"
        findings.append(gap("two_cells", Severity.BLOCK, message, Topic.VENUE_OTHERS))
    return findings
