"""The draft of the issuer's report: to send round, and to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse

from reviews.duties import Duty
from reviews.models import Campaign, CirculatedDraft, Meeting, Review
from reviews.rules.relative import last_relative_day
from reviews.selectors.actors import Actors
from reviews.selectors.circulation import circulated_reviews, circulation_milestone


def drafts_to_circulate(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """Once written the draft goes round, and each addressee answers, until the conference opens (P1-8.1-c).

    Four queries however many campaigns; none where no plan sends a draft round.
    """
    if not any(campaign.plan.circulation is not None for campaign in campaigns):
        return
    reviews = {row.pk: row for row in circulated_reviews(campaigns).select_related("entry")}
    days: dict[int, date] = {}
    opened = set()
    for campaign_id, day, opened_at in Meeting.objects.filter(
        campaign__in=campaigns, collective__in=[row.collective_id for row in reviews.values()]
    ).values_list("campaign_id", "starts_on", "opened_at"):
        days[campaign_id] = day
        if opened_at is not None:
            opened.add(campaign_id)
    open_reviews = {pk: row for pk, row in reviews.items() if row.campaign_id not in opened}
    sent = set(CirculatedDraft.objects.filter(review__in=open_reviews).values_list("review_id", flat=True))
    for pk, review in open_reviews.items():
        entry = getattr(review, "entry", None)
        who = actors.leading(review.campaign.issuer) | actors.holding("lead_review", review.campaign.issuer)
        if who and pk not in sent and entry is not None and entry.saved_at is not None:
            title = "Gửi dự thảo báo cáo kiểm điểm tập thể lấy ý kiến"
            yield _duty(f"circulate:{pk}", who, review, title, "Gửi lấy ý kiến", days)
    asked = CirculatedDraft.objects.filter(review__in=open_reviews, replied_on__isnull=True)
    if actors.user is not None:
        led = list(actors.body_leaders)
        asked = asked.filter(Q(person_id=actors.user.person_key) | Q(collective_id__in=led))
    for row in asked:
        who = actors.person(row.person_id) | frozenset(actors.body_leaders.get(row.collective_id or 0, ()))
        if who:
            review = open_reviews[row.review_id]
            title = "Góp ý dự thảo báo cáo kiểm điểm tập thể"
            yield _duty(f"circulated:{row.pk}", who, review, title, "Góp ý", days)


def _duty(key: str, who: frozenset[int], review: Review, title: str, action: str, days: dict[int, date]) -> Duty:
    row, day = circulation_milestone(review.campaign.plan), days.get(review.campaign_id)
    due_on = last_relative_day(row, day, review.campaign.plan.calendar) if row is not None and day is not None else None
    path = reverse("review-circulation", args=(review.pk,))
    return Duty(key=key, user_ids=who, title=title, subject=str(review), action=action, path=path, due_on=due_on)
