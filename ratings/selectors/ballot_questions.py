"""What a meeting's ballot asks, of whom, and who answers."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from organizations.models import Person
from ratings.selectors.cases import absent_but_rated, due_here
from reviews.choices import Presence, Track, VenueKind
from reviews.models import Meeting, Nomination, Review
from reviews.rules.findings import Finding
from reviews.rules.nominees import offers_excellent
from reviews.rules.places import channel_note, own_ballot
from reviews.rules.rating_meetings import rating_item
from reviews.rules.scope import scope_note
from reviews.rules.vocabulary import CollectiveKind
from reviews.rules.vocabulary import Track as RuleTrack
from reviews.rules.vocabulary import VenueKind as RuleVenueKind
from reviews.selectors.agenda import ordered_for_rating
from reviews.selectors.before_ballot import organizations_rated_at
from reviews.selectors.meetings import items_to_rate
from reviews.selectors.nominees import nominations_of


@dataclass(frozen=True, slots=True)
class Question:
    """``excellent``: whether the line offers that level; ``nomination``: what the list of nominees says before the
    first round, where the plan has one (P0-4.4-i)."""

    review: Review
    track: Track
    excellent: bool = True
    nomination: Nomination | None = None


def questions_of(meeting: Meeting) -> list[Question]:
    """A cell votes on the member level; a leadership collective on its own level and its members' cadre levels.

    Where the plan rates Party organizations, the meeting that votes on one asks about it before all else (P4-CT-c).
    The collective first, the head last; whoever is absent with reason and was not reviewed is not rated here
    (P0-4.4-d), unless his plan rates him on the report that he sends (P4-2.3-c). A member is asked about in the cell
    that rates him (P4-2.3-o, q).
    """
    return asked_here(meeting)[0]


def asked_here(meeting: Meeting) -> tuple[list[Question], list[Finding]]:
    """The questions, and why people reviewed here are rated elsewhere."""
    if meeting.only_votes:
        return _leaders_of(meeting), []
    rated = Q(pk__in=items_to_rate(meeting).values("pk")) | Q(review__in=absent_but_rated(meeting))
    items = meeting.items.filter(rated).select_related(
        "review__campaign", "review__person", "review__collective", "review__unit"
    )
    due, away = due_here(meeting, [item.review for item in items.order_by("position")])
    reviews = ordered_for_rating(meeting, [*organizations_rated_at(meeting), *due])
    wanted = {Track.ORGANIZATION, Track.COLLECTIVE, Track.MEMBER if meeting.kind == VenueKind.CELL else Track.CADRE}
    listed = nominations_of(meeting)
    return [
        _question(meeting, review, track, listed.get(review.pk))
        for review in reviews
        for track in review.tracks
        if track in wanted
    ], away


def _question(meeting: Meeting, review: Review, track: Track, nomination: Nomination | None) -> Question:
    offered = offers_excellent(
        venue=RuleVenueKind(meeting.kind),
        track=RuleTrack(track),
        qualifies=nomination.qualifies if nomination is not None else None,
        plan=meeting.campaign.plan,
    )
    return Question(review, track, offered, nomination)


def _leaders_of(meeting: Meeting) -> list[Question]:
    """Whoever holds the roles that the plan has such a body vote on, the head last; two queries (P4-3-B3-e)."""
    body = meeting.collective
    ballot = own_ballot(CollectiveKind(body.kind), meeting.campaign.plan) if body is not None else None
    if body is None or ballot is None:
        return []
    holders = body.posts_on(meeting.starts_on).filter(role__in=ballot.roles).values("person_id")
    reviews = Review.objects.included().filter(campaign=meeting.campaign, rated_as_cadre=True, person__in=holders)
    rows = reviews.select_related("campaign", "person", "collective", "unit").order_by("person__given_name_key", "pk")
    return [Question(review, Track.CADRE) for review in ordered_for_rating(meeting, list(rows))]


def note_of(meeting: Meeting) -> Finding | None:
    """What the vote of a meeting that only votes is worth; None for every other meeting."""
    if not meeting.only_votes or meeting.collective is None:
        return None
    return channel_note(CollectiveKind(meeting.collective.kind), meeting.campaign.plan)


def paper_of(meeting: Meeting, review: Review) -> str:
    """The title of the ballot paper that the plan names for this subject in the issuer's own meeting (P1-III.1-c)."""
    body = meeting.collective
    if body is None or body.organization_id != meeting.campaign.issuer_id:
        return ""
    item = rating_item(
        CollectiveKind(body.kind),
        meeting.campaign.plan,
        person=review.person_id is not None,
        own=review.collective_id == body.pk,
    )
    return item.ballot if item is not None else ""


def scope_of(meeting: Meeting, review: Review, track: str) -> Finding | None:
    """On what alone this meeting rates that person, where the plan says so (P0-4.4-c)."""
    return scope_note(
        venue=RuleVenueKind(meeting.kind),
        track=RuleTrack(track),
        leads=review.rated_as_cadre,
        plan=meeting.campaign.plan,
    )


def entitled_voters(meeting: Meeting) -> list[Person]:
    """Those entitled by the rules who are present; frozen when the ballot opens."""
    attendees = meeting.attendees.filter(may_vote=True, presence=Presence.PRESENT).select_related("person__user")
    return [attendee.person for attendee in attendees]
