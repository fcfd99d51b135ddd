"""The duties of the judgement: to vote and count, then to comment, rate, appraise, decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse

from organizations.models import Organization, User
from organizations.permissions import granted
from ratings.choices import ProposalSource
from ratings.models import Decision, Proposal
from ratings.permissions import rating_units
from ratings.selectors.ballot_duties import ballot_duties
from ratings.selectors.heads import reopenings
from reviews.choices import AuthorityKind, ItemState, MeetingState, SubjectKind, Track, VenueKind
from reviews.duties import Duty, listed
from reviews.models import AgendaItem, Campaign, Review
from reviews.selectors.actors import Actors
from reviews.selectors.due_days import due_days_of


def rating_duties(campaigns: Sequence[Campaign], on: date, user: User | None) -> Iterator[Duty]:
    actors = Actors(user)
    yield from ballot_duties(campaigns, actors)
    yield from _cell_comments(campaigns, actors)
    yield from _unit_ratings(campaigns, actors)
    yield from _member_decisions(campaigns, actors)
    yield from _appraisals(campaigns, actors)
    yield from _decisions(campaigns, actors)
    yield from _reopenings(campaigns, actors)


def _cell_comments(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    proposals = Proposal.objects.filter(
        review__campaign__in=campaigns, source=ProposalSource.CELL_VOTE, comment=""
    ).select_related("review__person", "review__collective", "organization")
    if actors.user is not None:
        proposals = proposals.filter(organization__in=list(actors.leaders))
    for proposal in proposals:
        who = actors.leading(proposal.organization) - actors.person(proposal.review.person_id)
        if who and proposal.track == Track.MEMBER:
            yield _level_duty("cell-comment", proposal.review, who, "Ghi nhận xét, đánh giá của chi ủy", "Ghi nhận xét")


def _unit_ratings(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    reviewed = AgendaItem.objects.filter(
        review__campaign__in=campaigns,
        review__kind=SubjectKind.PERSON,
        review__rated_as_cadre=True,
        state=ItemState.CONCLUDED,
    ).exclude(meeting__kind=VenueKind.CELL)
    unrated = (
        Review.objects.included()
        .filter(pk__in=reviewed.values("review_id"))
        .exclude(proposals__source=ProposalSource.UNIT_HEAD)
        .select_related("person", "collective", "unit__parent")
    )
    if actors.user is not None:
        headed = list(actors.unit_heads)
        unrated = unrated.filter(Q(unit__in=headed) | Q(unit__parent__in=headed))
    rows = list(unrated)
    units = rating_units(rows)
    for review in rows:
        unit = units[review.pk]
        who = actors.heading(unit) - actors.person(review.person_id)
        if who:
            yield _level_duty("unit-rating", review, who, "Đánh giá, xếp loại cán bộ, công chức, viên chức", "Đánh giá")


def _member_decisions(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """What the cell has proposed; and, its meeting over, what it could not vote on or left undecided."""
    decided = Decision.objects.in_force().filter(review__campaign__in=campaigns, track=Track.MEMBER)
    proposed = Proposal.objects.filter(
        review__campaign__in=campaigns, source=ProposalSource.CELL_VOTE, track=Track.MEMBER
    )
    over = AgendaItem.objects.filter(
        meeting__campaign__in=campaigns, meeting__kind=VenueKind.CELL, meeting__state=MeetingState.CONCLUDED
    )
    waiting = (
        Review.objects.included()
        .filter(Q(pk__in=proposed.values("review_id")) | Q(pk__in=over.values("review_id")))
        .filter(rated_as_member=True, member_authority__isnull=False)
        .exclude(pk__in=decided.values("review_id"))
        .select_related("person", "collective", "member_authority")
    )
    if actors.user is not None:
        waiting = waiting.filter(granted(actors.user, "member_authority__path", "decide"))
    for authority, reviews in _by_authority((review.member_authority, review) for review in waiting):
        who = actors.holding("decide", authority)
        if who:
            yield Duty(
                key=f"decide-member:{authority.pk}",
                user_ids=who,
                title="Xếp loại đảng viên theo đề xuất của chi bộ",
                subject=listed(reviews),
                action="Xếp loại",
                path=reverse("review-ratings", args=(reviews[0].pk,)),
            )


def _by_authority(
    pairs: Iterable[tuple[Organization | None, Review]],
) -> Iterator[tuple[Organization, list[Review]]]:
    """The reviews that one authority decides in one campaign."""
    grouped: dict[tuple[int, int], tuple[Organization, list[Review]]] = {}
    for authority, review in pairs:
        if authority is not None:
            grouped.setdefault((review.campaign_id, authority.pk), (authority, []))[1].append(review)
    yield from grouped.values()


def _appraisals(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    boards = {campaign.pk: actors.holding("appraise", campaign.issuer) for campaign in campaigns}
    if not any(boards.values()):
        return
    due_days = due_days_of(campaigns)
    waiting: dict[int, list[Review]] = {}
    for review in (
        Review.objects.rated()
        .filter(campaign__in=[pk for pk, who in boards.items() if who], submitted_to_board_at__isnull=False)
        .exclude(proposals__source=ProposalSource.BOARD)
        .select_related("person", "collective", "unit")
    ):
        waiting.setdefault(review.campaign_id, []).append(review)
    for campaign_id, reviews in waiting.items():
        yield Duty(
            key="appraise",
            user_ids=boards[campaign_id],
            title="Thẩm định hồ sơ",
            subject=listed(reviews),
            action="Thẩm định",
            path=f"{reverse('board')}?campaign={campaign_id}",
            due_on=due_days[campaign_id].general,
            reminded=False,
        )


def _decisions(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    appraised = Proposal.objects.filter(review__campaign__in=campaigns, source=ProposalSource.BOARD)
    decided = Decision.objects.in_force().filter(review__campaign__in=campaigns).exclude(track=Track.MEMBER)
    waiting = (
        Review.objects.rated()
        .filter(pk__in=appraised.values("review_id"), authority__isnull=False)
        .filter(authority_kind__in=(AuthorityKind.OWN, AuthorityKind.DELEGATED))
        .exclude(pk__in=decided.values("review_id"))
        .select_related("person", "collective", "unit", "authority")
    )
    if actors.user is not None:
        waiting = waiting.filter(granted(actors.user, "authority__path", "decide"))
    for authority, reviews in _by_authority((review.authority, review) for review in waiting):
        who = actors.holding("decide", authority)
        if who:
            yield Duty(
                key=f"decide:{authority.pk}",
                user_ids=who,
                title="Xem xét, quyết định xếp loại",
                subject=listed(reviews),
                action="Quyết định",
                path=f"{reverse('board')}?campaign={reviews[0].campaign_id}",
                reminded=False,
            )


def _reopenings(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """A head decided above a collective that was lowered or annulled afterwards (P0-4.4-e)."""
    if not any(grant.codename == "decide" for _user, grant in actors.grants):
        return
    decisions = Decision.objects.in_force().filter(review__campaign__in=campaigns, track=Track.CADRE)
    levels = dict(decisions.values_list("review_id", "level"))
    reviews = {
        review.pk: review
        for review in Review.objects.included()
        .filter(pk__in=decisions.values("review_id"), authority__isnull=False)
        .filter(authority_kind__in=(AuthorityKind.OWN, AuthorityKind.DELEGATED))
        .select_related("person", "authority")
    }
    for review_id, findings in reopenings(reviews.values(), campaigns, levels=levels).items():
        review = reviews[review_id]
        who = actors.holding("decide", review.authority) if review.authority is not None else frozenset()
        if who:
            yield Duty(
                key=f"reopen:{review.pk}",
                user_ids=who,
                title="Xem xét lại mức xếp loại của người đứng đầu",
                subject=str(review),
                action="Xem xét",
                path=reverse("review-ratings", args=(review.pk,)),
                findings=tuple(findings),
            )


def _level_duty(key: str, review: Review, who: frozenset[int], title: str, action: str) -> Duty:
    return Duty(
        key=f"{key}:{review.pk}",
        user_ids=who,
        title=title,
        subject=str(review),
        action=action,
        path=reverse("review-ratings", args=(review.pk,)),
    )
