"""The meeting room: facts for the rules of order, notice, chair, presenter and duration; and what the room shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from organizations import clock
from organizations.choices import CollectiveKind, PostRole
from organizations.models import CellMembership, Organization, Person, Post
from reviews.choices import (
    AttendeeRole,
    CampaignState,
    ItemState,
    MeetingState,
    Presence,
    SubjectKind,
    VenueKind,
)
from reviews.models import AgendaItem, Campaign, Contribution, FormEntry, Meeting, MeetingAttendee, Review
from reviews.rules import deadlines, order, vocabulary
from reviews.rules.eligibility import VoterFacts, may_vote
from reviews.rules.findings import Finding, Severity
from reviews.selectors.venues import leading_posts, members_of, own_review


@dataclass(frozen=True, slots=True)
class ExpectedAttendee:
    person_id: int
    role: AttendeeRole
    may_vote: bool
    no_vote_reason: str


@dataclass(frozen=True, slots=True)
class RoomItem:
    """One agenda item as the room shows it: its state, what was said, and why it cannot start yet."""

    item: AgendaItem
    contributions: list[Contribution]
    findings: list[Finding]

    @property
    def is_current(self) -> bool:
        return self.item.state == ItemState.IN_PROGRESS

    @property
    def is_done(self) -> bool:
        return self.item.state == ItemState.CONCLUDED


@dataclass(frozen=True, slots=True)
class Room:
    """Everything on the meeting page."""

    items: list[RoomItem]
    attendees: list[MeetingAttendee]
    draft_due_on: date
    findings: list[Finding]
    steps: list[dict[str, Any]] = field(default_factory=list)

    @property
    def current(self) -> RoomItem | None:
        return next((row for row in self.items if row.is_current), None)

    @property
    def next_item(self) -> RoomItem | None:
        return next((row for row in self.items if not row.is_done and not row.is_current), None)

    @property
    def all_concluded(self) -> bool:
        return bool(self.items) and all(row.is_done for row in self.items)

    @property
    def members(self) -> list[MeetingAttendee]:
        return [row for row in self.attendees if row.role == AttendeeRole.MEMBER]

    @property
    def guests(self) -> list[MeetingAttendee]:
        return [row for row in self.attendees if row.role != AttendeeRole.MEMBER]

    @property
    def present_count(self) -> int:
        return sum(1 for row in self.members if row.presence == Presence.PRESENT)

    @property
    def voter_count(self) -> int:
        return sum(1 for row in self.attendees if row.may_vote and row.presence == Presence.PRESENT)

    @property
    def drafts_sent(self) -> bool:
        return bool(self.attendees) and all(row.draft_sent_on for row in self.attendees)


# --- who attends ----------------------------------------------------------------------------------------------------


def expected_attendees(meeting: Meeting) -> list[ExpectedAttendee]:
    """The venue's own people, each with his vote or the reason for none, and the member in charge of the unit."""
    members = members_of(collective=meeting.collective, cell=meeting.cell)
    facts = _voter_facts(meeting, members)
    venue = vocabulary.VenueKind(meeting.kind)
    expected = []
    for person_id in members:
        refused = may_vote(facts[person_id], venue, meeting.campaign.plan)
        expected.append(
            ExpectedAttendee(person_id, AttendeeRole.MEMBER, refused is None, refused.message if refused else "")
        )
    supervisor = supervisor_of(meeting.organization)
    if supervisor is not None and supervisor.pk not in members and not _is_issuers_own(meeting):
        guest = VoterFacts(name=str(supervisor), is_member=False, role=vocabulary.AttendeeRole.SUPERVISOR)
        refused = may_vote(guest, venue, meeting.campaign.plan)
        expected.append(
            ExpectedAttendee(supervisor.pk, AttendeeRole.SUPERVISOR, False, refused.message if refused else "")
        )
    return expected


def _voter_facts(meeting: Meeting, members: list[int]) -> dict[int, VoterFacts]:
    names = dict(Person.objects.filter(pk__in=members).values_list("pk", "full_name"))
    cell = meeting.cell or (
        meeting.organization
        if meeting.collective is not None and meeting.collective.kind == CollectiveKind.WHOLE_CELL
        else None
    )
    memberships = {}
    if cell is not None:
        rows = CellMembership.objects.on(clock.today()).filter(cell=cell, person__in=members)
        memberships = {row.person_id: row for row in rows}
    facts = {}
    for person_id in members:
        row = memberships.get(person_id)
        facts[person_id] = VoterFacts(
            name=names[person_id],
            is_member=True,
            presence=vocabulary.Presence.UNKNOWN,
            attendance=vocabulary.Attendance(row.attendance) if row else vocabulary.Attendance.OFFICIAL,
            status=vocabulary.MemberStatus(row.status) if row else vocabulary.MemberStatus.FULL,
            activity=vocabulary.Activity(row.activity) if row else vocabulary.Activity.ACTIVE,
        )
    return facts


def supervisor_of(organization: Organization) -> Person | None:
    """The standing committee member in charge: the organization's own, or the nearest above it (P0-III.1-b)."""
    rows = (
        Organization.objects.filter(path__in=organization.ancestor_paths(), supervisor__isnull=False)
        .select_related("supervisor")
        .order_by("-path")
    )
    nearest = rows.first()
    return nearest.supervisor if nearest else None


def _is_issuers_own(meeting: Meeting) -> bool:
    return meeting.organization.pk == meeting.campaign.issuer_id


# --- the lawful order -----------------------------------------------------------------------------------------------


def roles_in(meeting: Meeting) -> dict[int, vocabulary.PostRole]:
    """Role of each person in the body or cell that meets."""
    posts = Post.objects.on(clock.today())
    if meeting.cell_id is not None:
        posts = posts.filter(
            collective__organization_id=meeting.cell_id,
            collective__kind__in=(CollectiveKind.CELL_COMMITTEE, CollectiveKind.WHOLE_CELL),
        )
    else:
        posts = posts.filter(collective_id=meeting.collective_id)
    return {person: vocabulary.PostRole(role) for person, role in posts.values_list("person_id", "role")}


def turn_of(review: Review, roles: Mapping[int, vocabulary.PostRole], *, done: bool = False) -> order.Turn:
    """The review of one subject as the rules of order see it; its id is the review's."""
    if review.collective is not None:
        kind = vocabulary.CollectiveKind(review.collective.kind)
        return order.collective_review(name=str(review), kind=kind, done=done, id=review.pk)
    assert review.person_id is not None
    return order.person_review(name=str(review), role=roles.get(review.person_id), done=done, id=review.pk)


def lawful_order(meeting: Meeting, reviews: Iterable[Review]) -> list[tuple[Review, Person | None]]:
    """The agenda: who comes when, and who chairs that item (a deputy while the head is reviewed)."""
    roles = roles_in(meeting)
    by_id = {review.pk: review for review in reviews}
    turns = order.agenda_order([turn_of(review, roles) for review in by_id.values()], meeting.campaign.plan)
    leaders = leading_posts(collective=meeting.collective, cell=meeting.cell)
    deputy = next((post.person for post in leaders if post.role == PostRole.DEPUTY), None)
    agenda = []
    for turn in turns:
        review = by_id[turn.id or 0]
        chair: Person | None = meeting.chair
        if review.person_id is not None and review.person_id == meeting.chair_id:
            chair = deputy if deputy is not None and deputy.pk != review.person_id else None
        agenda.append((review, chair))
    return agenda


def ordered_for_rating(meeting: Meeting, reviews: list[Review]) -> list[Review]:
    """The collective is rated first, the head last (P0-4.4-d, P0-4.4-e); the rest keep the order of the agenda."""
    roles = roles_in(meeting)

    def place(review: Review) -> int:
        if review.is_collective:
            return 0
        return 2 if roles.get(review.person_id or 0) is vocabulary.PostRole.HEAD else 1

    return sorted(reviews, key=place)


def order_findings(item: AgendaItem) -> list[Finding]:
    """What must come before this item: in this meeting, and in the unit for a Party body (P0-4.2)."""
    meeting = item.meeting
    items = list(meeting.items.select_related("review__collective__organization", "review__person"))
    return _order(item, items, roles_in(meeting), _unit_turns(meeting, [item]))


def _order(
    item: AgendaItem,
    items: list[AgendaItem],
    roles: Mapping[int, vocabulary.PostRole],
    in_unit: list[order.Turn],
) -> list[Finding]:
    return order.check_order(
        turn_of(item.review, roles),
        in_venue=[
            turn_of(other.review, roles, done=other.state == ItemState.CONCLUDED)
            for other in items
            if other.review_id != item.review_id
        ],
        in_unit=in_unit if item.review.is_collective else [],
        plan=item.meeting.campaign.plan,
    )


def _unit_turns(meeting: Meeting, items: Iterable[AgendaItem]) -> list[order.Turn]:
    """Reviews of the collectives attached to the same Party organization, only where a Party body is on the agenda."""
    party = [
        item.review.collective
        for item in items
        if item.review.collective is not None and item.review.collective.kind in order.PARTY_BODIES
    ]
    if not party:
        return []
    scope = party_organization(party[0].organization)
    reviews = (
        Review.objects.included()
        .filter(campaign=meeting.campaign, kind=SubjectKind.COLLECTIVE)
        .under(scope)
        .select_related("collective__organization")
    )
    attached = _attached(reviews, scope)
    concluded = set(
        AgendaItem.objects.filter(review__in=[review.pk for review in attached], state=ItemState.CONCLUDED).values_list(
            "review_id", flat=True
        )
    )
    return [turn_of(review, {}, done=review.pk in concluded) for review in attached]


def party_organization(organization: Organization) -> Organization:
    """The Party organization in whose scope a body works: itself, or the nearest above it (P0-4.2-c)."""
    rows = Organization.objects.filter(path__in=organization.ancestor_paths(), kind__in=vocabulary.PARTY_KINDS)
    return rows.order_by("-path").first() or organization


def _attached(reviews: Iterable[Review], scope: Organization) -> list[Review]:
    """Those whose nearest Party organization is ``scope`` itself, not one below it."""
    below = list(
        Organization.objects.subtree(scope)
        .filter(kind__in=vocabulary.PARTY_KINDS)
        .exclude(pk=scope.pk)
        .values_list("path", flat=True)
    )
    return [review for review in reviews if not any(review.unit_path.startswith(path) for path in below)]


# --- preparing ------------------------------------------------------------------------------------------------------


def planning_findings(*, campaign: Campaign, venue_kind: VenueKind, on: date, half_days: int) -> list[Finding]:
    """A meeting is planned for a day that has not passed, in a campaign that was issued."""
    findings = []
    if campaign.state != CampaignState.ISSUED:
        findings.append(Finding("meeting.campaign", Severity.BLOCK, "Kế hoạch chưa ban hành, chưa lập hội nghị được."))
    if on < clock.today():
        findings.append(Finding("meeting.past", Severity.BLOCK, f"Ngày họp {on:%d/%m/%Y} đã qua."))
    return findings


def draft_findings(meeting: Meeting) -> list[Finding]:
    """The report must be handed in before its draft can go round (P0-4.1-b)."""
    review = own_review(meeting)
    if review is None:
        return []
    entry = FormEntry.objects.filter(review=review).first()
    if entry is not None and entry.is_submitted:
        return []
    return [
        Finding(
            "draft.missing",
            Severity.BLOCK,
            f"Báo cáo kiểm điểm của {review} chưa nộp, chưa có dự thảo để gửi.",
            meeting.campaign.plan.reference("P0-4.1-b"),
        )
    ]


def notice_findings(meeting: Meeting) -> list[Finding]:
    """The draft reached everybody early enough; asked only where a collective's report is on the agenda."""
    if own_review(meeting) is None:
        return []
    sent = {str(row.person): row.draft_sent_on for row in meeting.attendees.select_related("person")}
    return deadlines.draft_notice(meeting.starts_on, sent, meeting.campaign.plan)


def invitation_findings(meeting: Meeting) -> list[Finding]:
    supervisor = supervisor_of(meeting.organization)
    roles = list(meeting.attendees.values_list("person_id", "role"))
    return order.check_invitation(
        unit_name=str(meeting.organization),
        supervisor_name=str(supervisor) if supervisor else None,
        supervisor_invited=supervisor is not None and any(person == supervisor.pk for person, _role in roles),
        board_representatives=sum(role == AttendeeRole.BOARD_REPRESENTATIVE for _person, role in roles),
        plan=meeting.campaign.plan,
        of_issuer=_is_issuers_own(meeting),
        venue=vocabulary.VenueKind(meeting.kind),
    )


def opening_findings(meeting: Meeting, *, on: date) -> list[Finding]:
    findings = []
    if meeting.state == MeetingState.PLANNED:
        findings.append(Finding("meeting.not_invited", Severity.BLOCK, "Chưa gửi giấy mời."))
    if meeting.state in (MeetingState.OPEN, MeetingState.CONCLUDED):
        findings.append(Finding("meeting.opened", Severity.BLOCK, "Hội nghị đã khai mạc."))
    if on < meeting.starts_on:
        findings.append(Finding("meeting.early", Severity.BLOCK, f"Hội nghị họp ngày {meeting.starts_on:%d/%m/%Y}."))
    unknown = meeting.attendees.filter(presence=Presence.UNKNOWN, role=AttendeeRole.MEMBER).count()
    if unknown:
        findings.append(Finding("meeting.attendance", Severity.BLOCK, f"Còn {unknown} thành viên chưa điểm danh."))
    if not meeting.items.exists():
        findings.append(Finding("meeting.agenda", Severity.BLOCK, "Chương trình chưa có nội dung kiểm điểm."))
    return [*findings, *notice_findings(meeting)]


# --- one item -------------------------------------------------------------------------------------------------------


def chair_findings(item: AgendaItem, *, chair: Person, reason: str) -> list[Finding]:
    roles = roles_in(item.meeting)
    head = next((person for person, role in roles.items() if role is vocabulary.PostRole.HEAD), None)
    return order.check_chair(
        subject_name=str(item.review),
        subject_id=item.review.person_id,
        head_id=head,
        chair_id=chair.pk,
        chair_name=str(chair),
        chair_role=roles.get(chair.pk),
        override_reason=reason,
        plan=item.meeting.campaign.plan,
    )


def default_presenter(review: Review) -> Person | None:
    """A person presents his own statement; the head presents the collective's report."""
    return review.person or head_of_collective(review)


def head_of_collective(review: Review) -> Person | None:
    post = (
        Post.objects.on(clock.today())
        .filter(collective_id=review.collective_id, role=PostRole.HEAD)
        .select_related("person")
        .first()
    )
    return post.person if post else None


def presenter_findings(item: AgendaItem, *, presenter: Person, authorization: str) -> list[Finding]:
    owner = default_presenter(item.review)
    return order.check_presenter(
        kind=vocabulary.SubjectKind(item.review.kind),
        presenter_id=presenter.pk,
        presenter_name=str(presenter),
        owner_id=owner.pk if owner else None,
        owner_name=str(owner or ""),
        authorization=authorization,
        plan=item.meeting.campaign.plan,
    )


def conclusion_findings(item: AgendaItem, *, conclusion: str) -> list[Finding]:
    plan = item.meeting.campaign.plan
    findings = order.check_conclusion(
        kind=vocabulary.SubjectKind(item.review.kind),
        subject_name=str(item.review),
        conclusion=conclusion,
        plan=plan,
    )
    if not item.review.is_collective:
        return findings
    spoke = set(item.contributions.values_list("person_id", flat=True))
    members = item.meeting.attendees.filter(role=AttendeeRole.MEMBER, presence=Presence.PRESENT)
    silent = [str(row.person) for row in members.select_related("person") if row.person_id not in spoke]
    return [*findings, *order.check_contributions(subject_name=str(item.review), silent=silent, plan=plan)]


def closing_findings(meeting: Meeting, *, half_days: int) -> list[Finding]:
    open_items = [
        str(item.review)
        for item in meeting.items.exclude(state=ItemState.CONCLUDED).select_related(
            "review__person", "review__collective"
        )
    ]
    findings = []
    if open_items:
        message = f"Còn {len(open_items)} nội dung chưa kết luận: {', '.join(open_items)}."
        findings.append(Finding("meeting.items", Severity.BLOCK, message))
    prompted = meeting.items.filter(review__prompts__isnull=False).exists()
    return findings + order.check_duration(
        half_days=half_days,
        prompted=prompted,
        plan=meeting.campaign.plan,
        standing_committee=_is_issuers_own(meeting),
        reviews_collective=own_review(meeting) is not None,
    )


# --- the page -------------------------------------------------------------------------------------------------------


def room(meeting: Meeting, *, on: date) -> Room:
    """Everything the page shows; the number of queries does not grow with the agenda or the list of attendees."""
    items = list(
        meeting.items.select_related(
            "review__collective__organization", "review__person", "chair", "presenter"
        ).order_by("position")
    )
    for item in items:
        item.meeting = meeting
    said: dict[int, list[Contribution]] = {item.pk: [] for item in items}
    for contribution in Contribution.objects.filter(item__in=items).select_related("person"):
        said[contribution.item_id].append(contribution)
    roles = roles_in(meeting)
    in_unit = _unit_turns(meeting, items)
    attendees = list(meeting.attendees.select_related("person"))
    return Room(
        items=[
            RoomItem(
                item=item,
                contributions=said[item.pk],
                findings=_order(item, items, roles, in_unit) if item.state == ItemState.PENDING else [],
            )
            for item in items
        ],
        attendees=attendees,
        draft_due_on=deadlines.last_draft_day(meeting.starts_on, meeting.campaign.plan),
        findings=_standing_findings(meeting, on),
        steps=_steps(meeting, items, attendees, on),
    )


def _standing_findings(meeting: Meeting, on: date) -> list[Finding]:
    """What stands in the way of the next step of the meeting itself."""
    if meeting.state == MeetingState.PLANNED:
        return [*draft_findings(meeting), *invitation_findings(meeting)]
    if meeting.state == MeetingState.INVITED:
        return opening_findings(meeting, on=on) if on >= meeting.starts_on else notice_findings(meeting)
    return []


def _steps(
    meeting: Meeting, items: list[AgendaItem], attendees: list[MeetingAttendee], on: date
) -> list[dict[str, Any]]:
    """The meeting's own stepper."""
    concluded = sum(item.state == ItemState.CONCLUDED for item in items)
    sent = bool(attendees) and all(row.draft_sent_on for row in attendees)
    opened = meeting.state in (MeetingState.OPEN, MeetingState.CONCLUDED)
    done = [
        ("Gửi dự thảo", sent or opened, deadlines.last_draft_day(meeting.starts_on, meeting.campaign.plan), ""),
        ("Gửi giấy mời", meeting.state != MeetingState.PLANNED, None, ""),
        ("Khai mạc", opened, meeting.starts_on, ""),
        ("Kiểm điểm", bool(items) and concluded == len(items), None, f"{concluded}/{len(items)} nội dung"),
        ("Bế mạc", meeting.state == MeetingState.CONCLUDED, None, ""),
    ]
    steps: list[dict[str, Any]] = []
    current_given = False
    for label, is_done, due_on, note in done:
        state = "done" if is_done else "todo"
        if not is_done and not current_given:
            current_given = True
            state = "late" if due_on is not None and on > due_on else "current"
        steps.append({"label": label, "state": state, "due_on": due_on, "note": note})
    return steps


def start_initial(item: RoomItem | None) -> dict[str, Person | None]:
    return {"presenter": item.item.presenter if item else None}
