"""What a meeting records before it votes: an organization's own level, the discussion, the employers' results, the list
of those who may be proposed for EXCELLENT.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from reviews.choices import Level, SubjectKind, Track, VenueKind
from reviews.judgement import judgements
from reviews.models import EmployerResult, LevelDiscussion, Meeting, Review, SelfRating
from reviews.rules import order
from reviews.rules.findings import Finding
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.organizations import check_organization_ballot
from reviews.rules.plan import Plan
from reviews.rules.vocabulary import OrganizationKind
from reviews.selectors.nominees import Nominee, leaders_of, nominees_of

#: What a discussion is about, by what is voted on after it.
TOPICS = {
    Track.ORGANIZATION: "Thảo luận mức xếp loại của tổ chức đảng",
    Track.MEMBER: "Thảo luận mức xếp loại đảng viên do chi ủy đề xuất",
}


def organizations_rated_at(meeting: Meeting) -> list[Review]:
    """Whose own level this meeting votes on: the cell's, or that of the committee's organization (P4-2.2.1-c)."""
    if not meeting.campaign.plan.rated_organizations:
        return []
    rows = Review.objects.rated().filter(
        campaign=meeting.campaign,
        kind=SubjectKind.ORGANIZATION,
        venues__waived_reason="",
        venues__cell=meeting.cell_id,
        venues__collective=meeting.collective_id,
    )
    return list(rows.select_related("campaign", "unit", "person", "collective"))


def voted_on(meeting: Meeting) -> list[Review]:
    """Everything that a ballot of this meeting may ask about."""
    items = meeting.items.select_related("review__unit", "review__person", "review__collective")
    return [*organizations_rated_at(meeting), *(item.review for item in items)]


def has_voted(meeting: Meeting) -> bool:
    """A ballot of this meeting is open or counted."""
    known = judgements(voted_on(meeting)).values()
    return any(meeting.pk in judgement.open_ballots | judgement.balloted_meetings for judgement in known)


def orders_discussion(plan: Plan) -> bool:
    """Does the plan have any meeting discuss levels before it votes?"""
    members = order.awaits(plan, before="discuss", after="rate.member")
    return members or any(rule.ballot is not None for rule in plan.rated_organizations)


def discussed_tracks(meeting: Meeting, organizations: Iterable[Review]) -> list[Track]:
    """What the plan has this meeting discuss before it votes on it."""
    plan = meeting.campaign.plan
    tracks = []
    if any(_waits(review, plan) for review in organizations):
        tracks.append(Track.ORGANIZATION)
    if meeting.kind == VenueKind.CELL and order.awaits(plan, before="discuss", after="rate.member"):
        tracks.append(Track.MEMBER)
    return tracks


def _waits(review: Review, plan: Plan) -> bool:
    rule = next((row for row in plan.rated_organizations if review.unit.kind in row.organizations), None)
    return rule is not None and rule.ballot is not None


def organization_findings(meeting: Meeting, organizations: Iterable[Review]) -> list[Finding]:
    """What each organization still lacks before its ballot; two queries, none where no organization is asked about."""
    rows = list(organizations)
    if not rows:
        return []
    levels = dict(SelfRating.objects.filter(review__in=rows).values_list("review_id", "level"))
    discussed = LevelDiscussion.objects.filter(meeting=meeting, track=Track.ORGANIZATION).exists()
    return [
        finding
        for review in rows
        for finding in check_organization_ballot(
            name=str(review),
            kind=OrganizationKind(review.unit.kind),
            self_level=RuleLevel(levels[review.pk]) if review.pk in levels else None,
            discussed=discussed,
            plan=meeting.campaign.plan,
        )
    ]


def asks_employers(meeting: Meeting) -> bool:
    """Does the plan want the employer's result before the cell rates a member paid by the State?"""
    return meeting.kind == VenueKind.CELL and order.awaits(
        meeting.campaign.plan, before="rate.cadre", after="rate.member"
    )


def paid_by_the_state(meeting: Meeting) -> list[Review]:
    """The members on this cell's agenda who have an employer of the State, in the order of the agenda."""
    if not asks_employers(meeting):
        return []
    paid = Q(review__rated_as_cadre=True) | Q(review__person__workplace__isnull=False)
    items = meeting.items.filter(paid, review__rated_as_member=True).select_related("review__person")
    return [item.review for item in items.order_by("position")]


@dataclass(frozen=True, slots=True)
class Discussion:
    """One discussion that the plan has the meeting hold; ``held`` None while it was not."""

    track: Track
    title: str
    held: LevelDiscussion | None


@dataclass(frozen=True, slots=True)
class Employed:
    """A member paid by the State and what his employer gave him; None while that is not in."""

    review: Review
    result: EmployerResult | None


@dataclass(frozen=True, slots=True)
class BeforeBallot:
    """Everything on the page."""

    organizations: list[tuple[Review, SelfRating | None]]
    discussions: list[Discussion]
    employed: list[Employed]
    nominees: list[Nominee]
    voted: bool

    @property
    def is_asked(self) -> bool:
        return bool(self.organizations or self.discussions or self.employed or self.nominees)

    @property
    def waiting(self) -> list[Review]:
        """Members whose employer's result is not in."""
        return [row.review for row in self.employed if row.result is None]

    @property
    def listed(self) -> bool:
        """Is it recorded of each leader whether he qualifies?"""
        return all(row.row is not None for row in self.nominees)


def before_ballot(meeting: Meeting) -> BeforeBallot:
    """A fixed number of queries, however many members."""
    organizations = organizations_rated_at(meeting)
    taken = {row.review_id: row for row in SelfRating.objects.filter(review__in=organizations)}
    held = {row.track: row for row in LevelDiscussion.objects.filter(meeting=meeting).select_related("recorded_by")}
    paid = paid_by_the_state(meeting)
    results = {row.review_id: row for row in EmployerResult.objects.filter(review__in=paid)}
    return BeforeBallot(
        organizations=[(review, taken.get(review.pk)) for review in organizations],
        discussions=[
            Discussion(track, TOPICS[track], held.get(track)) for track in discussed_tracks(meeting, organizations)
        ],
        employed=[Employed(review, results.get(review.pk)) for review in paid],
        nominees=nominees_of(meeting),
        voted=has_voted(meeting),
    )


def asks_before_ballot(meeting: Meeting) -> bool:
    """Has this meeting anything to record before it votes? No query for plans that order none of it."""
    return (
        bool(organizations_rated_at(meeting))
        or bool(discussed_tracks(meeting, ()))
        or bool(paid_by_the_state(meeting))
        or bool(leaders_of(meeting))
    )


def self_level_of(review: Review) -> Level | None:
    """The level that an organization takes for itself."""
    row = SelfRating.objects.filter(review=review).first()
    return Level(row.level) if row is not None else None
