"""Plans of remedies to draw up and to approve."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.urls import reverse

from reviews.choices import RemedyState, SubjectKind
from reviews.duties import Duty
from reviews.models import Campaign, RemedyPlan, Review
from reviews.selectors.actors import Actors
from reviews.selectors.remedies import remedy_calls


def remedies_to_write(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """Since there are results (or a meeting planned, where the plan wants it with the review) until it is handed in."""
    asking = [campaign for campaign in campaigns if campaign.plan.remedies is not None]
    if not asking:
        return
    reviews = (
        Review.objects.included().filter(campaign__in=asking).exclude(remedy_plan__state__in=_WRITTEN).with_subject()
    )
    if actors.user is not None:
        own = actors.user.person_key
        reviews = reviews.filter(Q(person_id=own) | Q(clerk_id=own) | Q(collective_id__in=list(actors.heads)))
    for call in remedy_calls(reviews).values():
        review = call.review
        who = (
            actors.person(review.person_id)
            if review.kind == SubjectKind.PERSON
            else frozenset(actors.heads.get(review.collective_id or 0, ())) | actors.person(review.clerk_id)
        )
        if who and call.event_on is not None:
            yield Duty(
                key=f"remedies:{review.pk}",
                user_ids=who,
                title="Lập kế hoạch khắc phục hạn chế, khuyết điểm",
                subject=str(review),
                action="Lập kế hoạch",
                path=reverse("review-remedies", args=(review.pk,)),
                due_on=call.due_on,
            )


_WRITTEN = (RemedyState.HANDED_IN, RemedyState.IN_FORCE)


def remedies_to_approve(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """Handed in and waiting for the issuer's approval (P2-VI.2-b)."""
    asking = {
        campaign.pk: who
        for campaign in campaigns
        if campaign.plan.remedies is not None
        and campaign.plan.remedies.approved
        and (who := actors.holding("decide", campaign.issuer))
    }
    if not asking:
        return
    waiting = RemedyPlan.objects.filter(review__campaign__in=list(asking), state=RemedyState.HANDED_IN)
    for plan in waiting.select_related("review__collective", "review__person"):
        who = asking[plan.review.campaign_id] - actors.person(plan.review.person_id)
        if who:
            yield Duty(
                key=f"remedies-approve:{plan.pk}",
                user_ids=who,
                title="Phê duyệt kế hoạch khắc phục",
                subject=str(plan.review),
                action="Phê duyệt",
                path=reverse("review-remedies", args=(plan.review_id,)),
            )
