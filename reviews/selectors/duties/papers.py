"""Prompts to issue, forms to write and finish, dossiers to send."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse

from forms_templates.loader import get_definition
from organizations import clock
from organizations.permissions import granted
from reviews.choices import EntryState, Inclusion, ItemState, SubjectKind
from reviews.duties import Duty, listed
from reviews.models import AgendaItem, Campaign, FormEntry, Review, ReviewPrompt, ReviewVenue
from reviews.selectors.actors import Actors
from reviews.selectors.due_days import DueDays


def prompts_to_issue(campaigns: Sequence[Campaign], actors: Actors, due_days: Mapping[int, DueDays]) -> Iterator[Duty]:
    """The organization board looks whom to prompt, until the first prompt is out or the day has passed (P0-III.1-d)."""
    prompted = set(
        ReviewPrompt.objects.filter(review__campaign__in=campaigns)
        .order_by()
        .values_list("review__campaign_id", flat=True)
        .distinct()
    )
    for campaign in campaigns:
        due_on = due_days[campaign.pk].days.get(campaign.plan.prompts.milestone)
        who = actors.holding("issue_prompts", campaign.issuer)
        if who and due_on is not None and clock.today() <= due_on and campaign.pk not in prompted:
            yield Duty(
                key="prompts",
                user_ids=who,
                title="Gợi ý kiểm điểm đối với tập thể, cá nhân (nếu có)",
                subject=campaign.name,
                action="Chọn hồ sơ",
                path=f"{reverse('reviews')}?campaign={campaign.pk}",
                due_on=due_on,
            )


def entries_to_write(campaigns: Sequence[Campaign], actors: Actors, due_days: Mapping[int, DueDays]) -> Iterator[Duty]:
    entries = (
        FormEntry.objects.filter(
            review__campaign__in=campaigns,
            review__inclusion=Inclusion.INCLUDED,
            state__in=(EntryState.DRAFT, EntryState.REVISING),
        )
        .select_related("review__person", "review__collective", "review__unit")
        .defer("data")
    )
    if actors.user is not None:
        entries = entries.filter(_written_by(actors))
    concluded = _concluded_everywhere(entries.filter(state=EntryState.REVISING))
    for entry in entries:
        review = entry.review
        who = (
            actors.person(review.person_id)
            if review.kind == SubjectKind.PERSON
            else frozenset(actors.heads.get(review.collective_id or 0, ())) | actors.person(review.clerk_id)
        )
        if not who:
            continue
        revising = entry.state == EntryState.REVISING
        if revising and review.pk not in concluded:
            continue
        yield Duty(
            key=f"{'revise' if revising else 'write'}:{review.pk}",
            user_ids=who,
            title=_entry_title(entry, revising),
            subject=str(review),
            action="Hoàn thiện" if revising else "Viết",
            path=reverse("entry", args=(review.pk,)),
            due_on=due_days[review.campaign_id].of(review),
        )


def _entry_title(entry: FormEntry, revising: bool) -> str:
    paper = get_definition(entry.form_code, entry.regulation).name
    return f"Hoàn thiện {paper} sau kiểm điểm" if revising else f"Viết {paper}"


def _written_by(actors: Actors) -> Q:
    person_id = actors.user.person_id if actors.user else None
    return (
        Q(review__person_id=person_id, review__person__isnull=False)
        | Q(review__clerk_id=person_id, review__clerk__isnull=False)
        | Q(review__collective_id__in=list(actors.heads))
    )


def _concluded_everywhere(entries: QuerySet[FormEntry]) -> set[int]:
    """Their reviews that are concluded at every place where they must be held: only then the entry can be finished."""
    reviews = entries.order_by().values("review_id")
    required = Counter(
        ReviewVenue.objects.filter(review__in=reviews, waived_reason="").values_list("review_id", flat=True)
    )
    done = Counter(
        AgendaItem.objects.filter(review__in=reviews, state=ItemState.CONCLUDED).values_list("review_id", flat=True)
    )
    return {review_id for review_id, count in required.items() if done[review_id] >= count}


def dossiers_to_send(campaigns: Sequence[Campaign], actors: Actors, due_days: Mapping[int, DueDays]) -> Iterator[Duty]:
    """Units send finished dossiers to the organization board (P0-III.2-a, P0-III.3-a)."""
    ready = (
        FormEntry.objects.filter(
            review__campaign__in=campaigns, state=EntryState.FINAL, review__submitted_to_board_at__isnull=True
        )
        .select_related("review__person", "review__collective", "review__unit")
        .defer("data")
    )
    if actors.user is not None:
        ready = ready.filter(
            Q(review__unit__in=list(actors.leaders)) | granted(actors.user, "review__unit__path", "lead_review")
        )
    by_unit: dict[tuple[int, int], list[Review]] = {}
    for entry in ready:
        by_unit.setdefault((entry.review.campaign_id, entry.review.unit_id), []).append(entry.review)
    for (campaign_id, unit_id), reviews in by_unit.items():
        unit = reviews[0].unit
        who = actors.leading(unit) | actors.holding("lead_review", unit)
        days = [day for day in (due_days[campaign_id].of(review) for review in reviews) if day is not None]
        if who:
            yield Duty(
                key=f"submit:{unit_id}:{max(review.pk for review in reviews)}",
                user_ids=who,
                title="Gửi hồ sơ kiểm điểm đến Ban Tổ chức",
                subject=listed(reviews),
                action="Gửi hồ sơ",
                path=f"{reverse('reviews')}?campaign={campaign_id}&unit={unit_id}",
                due_on=min(days) if days else None,
            )
