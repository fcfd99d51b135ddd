"""The lawful order of a meeting's items: facts for the rules of order, chair, presenter and conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from forms_templates.definition import Focus
from forms_templates.loader import get_definition
from organizations import clock
from organizations.choices import CollectiveKind, PostRole
from organizations.models import Collective, Organization, Person, Post
from reviews.choices import (
    AttendeeRole,
    ItemState,
    Presence,
    SubjectKind,
)
from reviews.models import AgendaItem, Meeting, Review, ReviewVenue
from reviews.rules import order, vocabulary
from reviews.rules.findings import Finding
from reviews.rules.parts import Topic
from reviews.rules.places import group_of
from reviews.rules.subject import focus_of
from reviews.selectors.venues import leading_posts
from reviews.selectors.workplace_polls import opinions_first


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


def groups_in(
    meeting: Meeting, reviews: Iterable[Review], roles: Mapping[int, vocabulary.PostRole]
) -> dict[int, vocabulary.CellGroup]:
    """The group of each person in a cell's programme; no query where the plan does not call up by groups (P4-CT-b)."""
    if meeting.cell_id is None or not order.orders_groups(meeting.campaign.plan):
        return {}
    people = {review.person_id: review.rated_as_cadre for review in reviews if review.person_id is not None}
    units: dict[int, list[tuple[str, str]]] = {person: [] for person in people}
    held = Post.objects.on(clock.today()).filter(person__in=people)
    for person, kind, tier in held.values_list(
        "person_id", "collective__organization__kind", "collective__organization__tier"
    ):
        units[person].append((kind, tier))
    employed = Person.objects.filter(pk__in=people, workplace__isnull=False)
    for person, kind, tier in employed.values_list("pk", "workplace__kind", "workplace__tier"):
        units[person].append((kind, tier))
    return {
        person: group_of(
            in_committee=person in roles,
            leads=leads,
            units=[(vocabulary.OrganizationKind(kind), vocabulary.Tier(tier)) for kind, tier in units[person]],
        )
        for person, leads in people.items()
    }


def turn_of(
    review: Review,
    roles: Mapping[int, vocabulary.PostRole],
    groups: Mapping[int, vocabulary.CellGroup],
    *,
    done: bool = False,
) -> order.Turn:
    """The review of one subject as the rules of order see it; its id is the review's."""
    if review.collective is not None:
        kind = vocabulary.CollectiveKind(review.collective.kind)
        return order.collective_review(name=str(review), kind=kind, done=done, id=review.pk)
    assert review.person_id is not None
    return order.person_review(
        name=str(review),
        role=roles.get(review.person_id),
        leads=review.rated_as_cadre,
        group=groups.get(review.person_id),
        done=done,
        id=review.pk,
    )


def lawful_order(meeting: Meeting, reviews: Iterable[Review]) -> list[tuple[Review, Person | None]]:
    """The agenda: who comes when, and who chairs that item (a deputy while the head is reviewed)."""
    roles = roles_in(meeting)
    by_id = {review.pk: review for review in reviews}
    groups = groups_in(meeting, by_id.values(), roles)
    turns = order.agenda_order([turn_of(review, roles, groups) for review in by_id.values()], meeting.campaign.plan)
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
    """The collective first, the head last (P0-4.4-d, P0-4.4-e); the rest keep the order of the agenda.

    Before all of them the Party organization itself (P4-CT-c).
    """
    roles = roles_in(meeting)

    def place(review: Review) -> int:
        if review.is_organization:
            return -1
        if review.is_collective:
            return 0
        return 2 if roles.get(review.person_id or 0) is vocabulary.PostRole.HEAD else 1

    return sorted(reviews, key=place)


def order_findings(item: AgendaItem) -> list[Finding]:
    """What must come before this item: in this meeting, in the unit for a Party body (P0-4.2), and for the person."""
    meeting = item.meeting
    items = list(meeting.items.select_related("review__collective__organization", "review__person"))
    elsewhere = [
        *places_first(meeting, [item.review]).get(item.review_id, []),
        *opinions_first(meeting, [item.review]).get(item.review_id, []),
    ]
    roles = roles_in(meeting)
    groups = groups_in(meeting, [other.review for other in items], roles)
    return [*item_order(item, items, roles, groups, unit_turns(meeting, [item])), *elsewhere]


def places_first(meeting: Meeting, reviews: Iterable[Review]) -> dict[int, list[Finding]]:
    """By review: at which other place a person must be reviewed before this meeting (P1-8.1-e, P2-IV.1-j).

    Two queries, and none where the plan does not order the places.
    """
    plan = meeting.campaign.plan
    people = {review.pk: review for review in reviews if review.person_id is not None}
    if not people or not order.orders_places(plan):
        return {}
    concluded = set(
        AgendaItem.objects.filter(review__in=people, state=ItemState.CONCLUDED).values_list(
            "review_id", "meeting__cell_id", "meeting__collective_id"
        )
    )
    others: dict[int, list[order.Turn]] = {review_id: [] for review_id in people}
    venues = ReviewVenue.objects.filter(review__in=people, waived_reason="").select_related("cell", "collective")
    for venue in venues:
        if (venue.cell_id, venue.collective_id) != (meeting.cell_id, meeting.collective_id):
            done = (venue.review_id, venue.cell_id, venue.collective_id) in concluded
            others[venue.review_id].append(_held(str(venue), venue.cell_id, venue.collective, meeting, done=done))
    return {
        review_id: order.check_order(
            _held(str(review), meeting.cell_id, meeting.collective, meeting), of_person=others[review_id], plan=plan
        )
        for review_id, review in people.items()
    }


def _held(
    name: str, cell_id: int | None, collective: Collective | None, meeting: Meeting, *, done: bool = False
) -> order.Turn:
    issuers = (
        collective is not None
        and collective.kind == CollectiveKind.STANDING_COMMITTEE
        and collective.organization_id == meeting.campaign.issuer_id
    )
    venue = vocabulary.VenueKind.CELL if cell_id is not None else vocabulary.VenueKind.COLLECTIVE
    return order.held_review(name=name, venue=venue, of_issuer=issuers, done=done)


def item_order(
    item: AgendaItem,
    items: list[AgendaItem],
    roles: Mapping[int, vocabulary.PostRole],
    groups: Mapping[int, vocabulary.CellGroup],
    in_unit: list[order.Turn],
) -> list[Finding]:
    """The rules of order for one item, given the meeting's items and the reviews of the unit."""
    return order.check_order(
        turn_of(item.review, roles, groups),
        in_venue=[
            turn_of(other.review, roles, groups, done=other.state == ItemState.CONCLUDED)
            for other in items
            if other.review_id != item.review_id
        ],
        in_unit=in_unit if item.review.is_collective else [],
        plan=item.meeting.campaign.plan,
    )


def unit_turns(meeting: Meeting, items: Iterable[AgendaItem]) -> list[order.Turn]:
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
    return [turn_of(review, {}, {}, done=review.pk in concluded) for review in attached]


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


def item_focus(review: Review, meeting: Meeting) -> str:
    """What this place dwells on in a person's review (P0-4.2-j); nothing where the plan does not print it."""
    if review.person_id is None or meeting.campaign.plan.cite(Topic.PERSON_FOCUS) is None:
        return ""
    return focus_of(vocabulary.VenueKind(meeting.kind))


@dataclass(frozen=True, slots=True)
class FormPart:
    """One part of a statement: its key on the page and its printed heading."""

    key: str
    heading: str


def focus_parts(review: Review, meeting: Meeting) -> list[FormPart]:
    """The parts of the person's form that this place dwells on (P4-1.4.3-l); none where the form marks none."""
    plan = meeting.campaign.plan
    if not item_focus(review, meeting):
        return []
    wanted = Focus.MEMBER if meeting.kind == vocabulary.VenueKind.CELL else Focus.POST
    definition = get_definition(review.form_code, plan.forms_regulation)
    return [FormPart(part.key, part.heading) for part in definition.sections if part.focus is wanted]


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
