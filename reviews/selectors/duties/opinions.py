"""Opinions to ask for, to give and to confirm."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from django.db.models import Q
from django.urls import reverse

from organizations.permissions import granted
from reviews.choices import OpinionKind, OpinionState, SubjectKind
from reviews.duties import Duty, listed
from reviews.models import Campaign, Opinion, Review, ReviewVenue
from reviews.selectors.actors import Actors
from reviews.selectors.due_days import DueDays


def residence_requests(
    campaigns: Sequence[Campaign], actors: Actors, due_days: Mapping[int, DueDays]
) -> Iterator[Duty]:
    """The cell of the workplace asks the cell of the residence, one duty for all of its people."""
    asking = [campaign for campaign in campaigns if campaign.plan.asks_residence]
    waiting = (
        Review.objects.included()
        .filter(campaign__in=asking, kind=SubjectKind.PERSON, venues__kind="cell")
        .exclude(opinions__kind=OpinionKind.RESIDENCE)
        .select_related("person")
        .distinct()
    )
    if actors.user is not None:
        waiting = waiting.filter(venues__cell__in=list(actors.leaders))
    cells = {
        venue.review_id: venue.cell
        for venue in ReviewVenue.objects.filter(review__in=waiting, kind="cell").select_related("cell")
    }
    by_cell: dict[tuple[int, int], list[Review]] = {}
    for review in waiting:
        cell = cells.get(review.pk)
        if cell is not None and actors.leading(cell):
            by_cell.setdefault((review.campaign_id, cell.pk), []).append(review)
    for (campaign_id, _cell_id), found in by_cell.items():
        cell = cells[found[0].pk]
        assert cell is not None
        # Nobody sends the sheet about himself; another leader of the cell does.
        who = frozenset(
            account
            for account in actors.leading(cell)
            if any(account not in actors.person(review.person_id) for review in found)
        )
        own = actors.user.person_id if actors.user else None
        reviews = [review for review in found if own is None or review.person_id != own]
        if not who or not reviews:
            continue
        days = [day for day in (due_days[campaign_id].of(review) for review in reviews) if day is not None]
        yield Duty(
            key=f"residence-request:{cell.pk}:{max(review.pk for review in found)}",
            user_ids=who,
            title="Gửi phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213)",
            subject=listed(reviews, "đồng chí"),
            action="Gửi phiếu",
            path=f"{reverse('opinions')}?campaign={campaign_id}",
            due_on=min(days) - timedelta(days=7) if days else None,
        )


def opinions_to_give(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    opinions = Opinion.objects.filter(
        review__campaign__in=campaigns, state__in=(OpinionState.REQUESTED, OpinionState.ANSWERED)
    ).select_related("review__person", "review__collective", "addressee__parent")
    if actors.user is not None:
        led = list(actors.leaders)
        opinions = opinions.filter(
            Q(addressee__in=led)
            | Q(addressee__parent__in=led)
            | granted(actors.user, "addressee__path", "give_opinions")
            | granted(actors.user, "addressee__parent__path", "give_opinions")
        )
    for opinion in opinions.defer("data", "comment"):
        if opinion.state == OpinionState.REQUESTED:
            who = actors.leading(opinion.addressee) | actors.holding("give_opinions", opinion.addressee)
            title, action = "Nhận xét, đánh giá theo đề nghị", "Trả lời"
            if opinion.kind == OpinionKind.RESIDENCE:
                title = "Nhận xét đảng viên nơi cư trú (Mẫu 3-213)"
        else:
            committee = opinion.addressee.parent or opinion.addressee
            who = actors.leading(committee) | actors.holding("give_opinions", committee)
            title, action = "Xác nhận phiếu nhận xét nơi cư trú", "Xác nhận"
        who -= actors.person(opinion.review.person_id)
        if who:
            yield Duty(
                key=f"opinion:{opinion.pk}:{opinion.state}",
                user_ids=who,
                title=title,
                subject=f"{opinion.review} – {opinion.addressee}",
                action=action,
                path=reverse("opinion", args=(opinion.pk,)),
                due_on=opinion.due_on,
            )
