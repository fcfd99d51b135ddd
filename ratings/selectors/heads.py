"""Heads and the collectives that cap them (P0-4.4-e), for many reviews at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from organizations import clock
from organizations.choices import PostRole
from organizations.models import Post
from ratings.choices import DecisionState
from ratings.models import Decision
from reviews.choices import SubjectKind, Track
from reviews.models import Campaign, Review
from reviews.rules import caps
from reviews.rules.findings import Finding
from reviews.rules.levels import Level as RuleLevel


def headed_by(
    people: Iterable[int | None], campaigns: Iterable[Campaign]
) -> dict[tuple[int, int], list[caps.HeadedCollective]]:
    """By campaign and person: the collectives reviewed and the Party organizations rated in it that he heads today,
    with their levels in force.

    Three queries, however many people and campaigns.
    """
    return _bodies_of(people, campaigns, roles=(PostRole.HEAD,))


def belonged_to(person: int, campaign: Campaign) -> list[caps.HeadedCollective]:
    """The collectives reviewed in the campaign that the person belongs to today, as head or member, and the Party
    organizations rated in it of whose collectives he is."""
    return _bodies_of([person], [campaign], roles=tuple(PostRole)).get((campaign.pk, person), [])


def _bodies_of(
    people: Iterable[int | None], campaigns: Iterable[Campaign], *, roles: Sequence[PostRole]
) -> dict[tuple[int, int], list[caps.HeadedCollective]]:
    posts = Post.objects.on(clock.today()).filter(
        role__in=roles, person_id__in=[person for person in people if person is not None]
    )
    people_of: dict[tuple[SubjectKind, int], set[int]] = defaultdict(set)
    for collective_id, organization_id, person_id in posts.values_list(
        "collective_id", "collective__organization_id", "person_id"
    ):
        people_of[SubjectKind.COLLECTIVE, collective_id].add(person_id)
        people_of[SubjectKind.ORGANIZATION, organization_id].add(person_id)
    reviews = list(
        Review.objects.rated()
        .filter(
            Q(kind=SubjectKind.COLLECTIVE, collective__in=_keys(people_of, SubjectKind.COLLECTIVE))
            | Q(kind=SubjectKind.ORGANIZATION, unit__in=_keys(people_of, SubjectKind.ORGANIZATION)),
            campaign__in=list(campaigns),
        )
        .select_related("collective", "unit")
    )
    levels: dict[int, str] = {}
    annulled: set[int] = set()
    decisions = Decision.objects.filter(review__in=reviews, track__in=(Track.COLLECTIVE, Track.ORGANIZATION))
    for review_id, state, level in decisions.values_list("review_id", "state", "level"):
        if state == DecisionState.IN_FORCE:
            levels[review_id] = level
        elif state == DecisionState.ANNULLED:
            annulled.add(review_id)
    headed: dict[tuple[int, int], list[caps.HeadedCollective]] = defaultdict(list)
    for review in reviews:
        in_force = RuleLevel(levels[review.pk]) if review.pk in levels else None
        row = caps.HeadedCollective(name=str(review), level=in_force, annulled=review.pk in annulled)
        subject = review.organization_id if review.is_organization else review.collective_id
        for person in people_of[SubjectKind(review.kind), subject or 0]:
            headed[review.campaign_id, person].append(row)
    return dict(headed)


def _keys(people_of: Mapping[tuple[SubjectKind, int], set[int]], wanted: SubjectKind) -> list[int]:
    return [key for kind, key in people_of if kind == wanted]


def reopenings(
    reviews: Iterable[Review], campaigns: Sequence[Campaign], *, levels: Mapping[int, str]
) -> dict[int, list[Finding]]:
    """By review: why its decided level must be looked at again. ``levels``: those decided for cadres, by review."""
    decided = [review for review in reviews if review.person_id is not None and review.pk in levels]
    headed = headed_by((review.person_id for review in decided), campaigns)
    plans = {campaign.pk: campaign.plan for campaign in campaigns}
    found = {
        review.pk: caps.head_to_reopen(
            name=str(review),
            level=RuleLevel(levels[review.pk]),
            headed=headed.get((review.campaign_id, review.person_id or 0), []),
            plan=plans[review.campaign_id],
        )
        for review in decided
    }
    return {review_id: findings for review_id, findings in found.items() if findings}
