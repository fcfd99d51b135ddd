"""Places where reviews are held: who belongs there, which reviews are due there, who may run the meeting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from organizations import clock
from organizations.choices import CollectiveKind, PostRole
from organizations.models import CellMembership, Collective, Organization, Person, Post
from organizations.models.organization import within
from reviews.choices import MeetingState, Presence, SubjectKind, VenueKind
from reviews.models import Campaign, Meeting, Review, ReviewVenue
from reviews.models.review import ReviewQuerySet
from reviews.rules.parts.venues import Wider
from reviews.rules.vocabulary import CollectiveKind as RuleCollectiveKind


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a meeting is held: a collective (or its unit's key cadres), or a cell."""

    kind: VenueKind
    collective: Collective | None = None
    cell: Organization | None = None

    @property
    def organization(self) -> Organization:
        if self.cell is not None:
            return self.cell
        assert self.collective is not None
        return self.collective.organization


def kind_of_venue(campaign: Campaign, collective: Collective) -> VenueKind:
    """Key-cadre conference where the plan makes it one, else the collective itself."""
    key_cadres = ReviewVenue.objects.filter(
        review__campaign=campaign, collective=collective, kind=VenueKind.KEY_CADRES
    ).exists()
    return VenueKind.KEY_CADRES if key_cadres else VenueKind.COLLECTIVE


def members_of(*, collective: Collective | None, cell: Organization | None) -> list[int]:
    """Ids of those who belong to the venue: posts of the collective, or memberships of the cell."""
    today = clock.today()
    if cell is not None:
        return list(CellMembership.objects.on(today).filter(cell=cell).values_list("person_id", flat=True))
    assert collective is not None
    if collective.kind == CollectiveKind.WHOLE_CELL:
        return members_of(collective=None, cell=collective.organization)
    return list(collective.posts_on(today).values_list("person_id", flat=True))


def too_small_to_vote(venues: Iterable[ReviewVenue], campaign: Campaign) -> set[int]:
    """Ids of the venues where too few can vote in secret: no ballot is held there (two queries).

    A body of one or two members; or a meeting, already closed, in which fewer than the least number of voters sat.
    """
    venues = list(venues)
    least = campaign.plan.electorate.least
    bodies = [
        venue.collective_id
        for venue in venues
        if venue.kind == VenueKind.COLLECTIVE
        and venue.collective is not None
        and venue.collective.kind != CollectiveKind.WHOLE_CELL
    ]
    counts = Counter(
        Post.objects.on(clock.today()).filter(collective__in=bodies).values_list("collective_id", flat=True)
    )
    voting = Q(attendees__may_vote=True, attendees__presence=Presence.PRESENT)
    closed: dict[tuple[int | None, int | None], int] = {
        (collective, cell): voters
        for collective, cell, voters in Meeting.objects.filter(campaign=campaign, state=MeetingState.CONCLUDED)
        .annotate(voters=Count("attendees", filter=voting))
        .values_list("collective_id", "cell_id", "voters")
    }
    return {
        venue.pk
        for venue in venues
        if (venue.collective_id in bodies and counts[venue.collective_id] < least)
        or closed.get((venue.collective_id, venue.cell_id), least) < least
    }


def people_of_venue(venue: Venue) -> Any:
    """Who may chair or take the minutes: the venue's own people."""
    return Person.objects.filter(pk__in=members_of(collective=venue.collective, cell=venue.cell))


def leading_posts(*, collective: Collective | None, cell: Organization | None) -> list[Post]:
    """Head and deputies of the venue, the head first."""
    posts = Post.objects.on(clock.today()).filter(role__in=(PostRole.HEAD, PostRole.DEPUTY))
    if cell is not None:
        posts = posts.filter(
            collective__organization=cell,
            collective__kind__in=(CollectiveKind.CELL_COMMITTEE, CollectiveKind.WHOLE_CELL),
        )
    else:
        posts = posts.filter(collective=collective)
    return sorted(posts.select_related("person"), key=lambda post: post.role != PostRole.HEAD)


def default_officers(venue: Venue) -> dict[str, Person | None]:
    """The head chairs; somebody else of the venue takes the minutes."""
    leaders = leading_posts(collective=venue.collective, cell=venue.cell)
    chair = leaders[0].person if leaders else None
    others = people_of_venue(venue).exclude(pk=chair.pk if chair else None)
    return {"chair": chair, "clerk": others.first()}


def reviews_of_venue(meeting: Meeting) -> list[Review]:
    """Every included review that must be held here, and the collective's own."""
    here = Q(venues__waived_reason="")
    if meeting.cell_id is not None:
        here &= Q(venues__cell_id=meeting.cell_id)
    else:
        here &= Q(venues__collective_id=meeting.collective_id)
    rows: ReviewQuerySet = Review.objects.included().filter(campaign=meeting.campaign).filter(here)
    return list(rows.select_related("person", "collective").distinct())


def own_review(meeting: Meeting) -> Review | None:
    """The review of the very collective that meets; a whole cell's is held in the cell. None where it only votes."""
    if meeting.only_votes:
        return None
    own = Q(collective_id=meeting.collective_id, collective__isnull=False)
    if meeting.cell_id is not None:
        own = Q(collective__organization_id=meeting.cell_id, collective__kind=CollectiveKind.WHOLE_CELL)
    return Review.objects.included().filter(own, campaign=meeting.campaign, kind=SubjectKind.COLLECTIVE).first()


def possible_guests(meeting: Meeting) -> Any:
    """Whom to invite besides the members: supervisors, the Party-building boards, leaders above (P0-III.1).

    Where a wider committee sits with the body, anybody in the cells of the issuer may belong to it (P4-3-B3-c).
    """
    issuer = meeting.campaign.issuer
    posts = Post.objects.on(clock.today()).filter(
        Q(collective__organization=issuer)
        | Q(collective__kind=CollectiveKind.BOARD_LEADERSHIP, collective__organization__parent=issuer)
        | Q(collective__organization=meeting.organization.parent_id)
    )
    people = Q(pk__in=posts.values("person_id"))
    if wider_of(meeting) is not None:
        members = CellMembership.objects.on(clock.today()).filter(within("cell__path", issuer.path))
        people |= Q(pk__in=members.values("person_id"))
    return Person.objects.filter(people).exclude(attendances__meeting=meeting)


def wider_of(meeting: Meeting) -> Wider | None:
    """Who sits and votes at this meeting besides the body that meets."""
    body = meeting.collective
    return meeting.campaign.plan.venues.wider.get(RuleCollectiveKind(body.kind)) if body is not None else None
