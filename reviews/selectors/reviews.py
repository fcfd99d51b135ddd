"""One review's card and the filtered list of many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from organizations.models import Person, User
from organizations.permissions import holds, leads
from organizations.text import fold, row_id, search_text
from reviews.choices import EntryState, ItemState, OpinionKind
from reviews.models import (
    AgendaItem,
    Campaign,
    FormEntry,
    Meeting,
    Opinion,
    Paper,
    Review,
    ReviewPrompt,
    ReviewVenue,
    Target,
)
from reviews.models.review import ReviewQuerySet
from reviews.permissions import may_attach, opinion_request_refusal
from reviews.rules.preparation import asks_targets
from reviews.selectors.opinions import residence_request_findings, sender_of
from reviews.selectors.people import writers_of
from reviews.selectors.preparation import targets_of
from reviews.selectors.progress import Progress, progress_of


@dataclass(frozen=True, slots=True)
class VenueCard:
    """One place of the review: planned, held or waived."""

    venue: ReviewVenue
    meeting: Meeting | None
    item: AgendaItem | None

    @property
    def tone(self) -> str:
        if self.venue.waived_reason:
            return "not_applicable"
        if self.item is None:
            return "todo"
        return {"concluded": "done", "in_progress": "current"}.get(self.item.state, "todo")

    @property
    def words(self) -> str:
        if self.venue.waived_reason:
            return f"Không kiểm điểm ở đây: {self.venue.waived_reason}"
        if self.meeting is None:
            return "Chưa lập hội nghị"
        if self.item is not None and self.item.state != ItemState.PENDING:
            return str(self.item.get_state_display())
        return f"Họp ngày {self.meeting.starts_on:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class ReviewCard:
    review: Review
    progress: Progress
    entry: FormEntry | None
    venues: list[VenueCard]
    prompts: list[ReviewPrompt]
    opinions: list[Opinion]
    residence: Opinion | None
    can_request_residence: bool
    papers: list[Paper]
    writers: list[User]
    may_submit: bool
    drafters: list[Person]
    waiver_cases: tuple[tuple[str, str], ...]
    waiver_document: str
    targets: list[Target] | None

    @property
    def status_line(self) -> str:
        """The one sentence on top of the page."""
        if not self.review.is_included:
            return f"Không thuộc diện kiểm điểm: {self.review.override_reason or self.review.reason}"
        step = self.progress.next_step
        return "Đã xong mọi bước." if step is None else f"Bước tiếp theo: {step.label}."


def review_card(review: Review, *, user: User, on: date) -> ReviewCard:
    """Everything the page of one review shows; opinions only as far as the user may see them."""
    meetings = {
        item.meeting_id: item
        for item in review.agenda_items.select_related("meeting__collective__organization", "meeting__cell")
    }
    by_place = {(item.meeting.collective_id, item.meeting.cell_id): item for item in meetings.values()}
    planned = {
        (meeting.collective_id, meeting.cell_id): meeting
        for meeting in Meeting.objects.filter(campaign_id=review.campaign_id).filter(
            Q(collective__venue_of__review=review) | Q(cell__venue_of__review=review)
        )
    }
    venues = []
    for venue in review.venues.select_related("collective__organization", "cell"):
        place = (venue.collective_id, venue.cell_id)
        item = by_place.get(place)
        venues.append(VenueCard(venue, item.meeting if item else planned.get(place), item))
    opinions = list(
        Opinion.objects.visible_to(user)
        .filter(review=review)
        .select_related("addressee", "sender", "requested_by__person")
    )
    for opinion in opinions:
        opinion.review = review
    residence = next((opinion for opinion in opinions if opinion.kind == OpinionKind.RESIDENCE), None)
    entry = FormEntry.objects.filter(review=review).first()
    information = review.campaign.plan.information
    rule = information.residence_waiver if information is not None else None
    return ReviewCard(
        review=review,
        progress=progress_of(review.campaign, [review], on=on)[review.pk],
        entry=entry,
        venues=venues,
        prompts=list(review.prompts.all()),
        opinions=opinions,
        residence=residence,
        can_request_residence=not review.is_collective
        and review.campaign.plan.asks_residence
        and residence is None
        and not opinion_request_refusal(user, review, sender_of(review))
        and not residence_request_findings(review),
        papers=list(Paper.objects.visible_to(user).filter(review=review).select_related("document")),
        writers=writers_of(review),
        may_submit=entry is not None
        and entry.state == EntryState.FINAL
        and review.submitted_to_board_at is None
        and may_attach(user, review),
        drafters=_drafters(review, user),
        waiver_cases=rule.cases if rule is not None else (),
        waiver_document=rule.document if rule is not None else "",
        targets=targets_of(review) if asks_targets(review.campaign.plan) else None,
    )


def _drafters(review: Review, user: User) -> list[Person]:
    """Whom the head (or the unit's staff) may let draft the collective's report: people who work there."""
    if review.collective is None:
        return []
    if not (leads(user, review.collective.organization) or holds(user, "lead_review", review.unit)):
        return []
    return list(Person.objects.filter(workplace_id=review.unit_id))


@dataclass(frozen=True, slots=True)
class RowCard:
    """One row of the list."""

    review: Review
    progress: Progress


@dataclass(frozen=True, slots=True)
class Listing:
    """A filtered list: the query, what was asked, and the cards of one page."""

    rows: ReviewQuerySet
    on: date
    campaign: str
    kind: str
    unit: str
    search: str

    def cards(self, page: Iterable[Review]) -> list[RowCard]:
        """Cards of one page, in a fixed number of queries per campaign shown on it."""
        reviews = list(page)
        cards: dict[int, RowCard] = {}
        campaigns: dict[int, tuple[Campaign, list[Review]]] = {}
        for review in reviews:
            campaigns.setdefault(review.campaign_id, (review.campaign, []))[1].append(review)
        for campaign, found in campaigns.values():
            for pk, progress in progress_of(campaign, found, on=self.on).items():
                cards[pk] = RowCard(progress.review, progress)
        return [cards[review.pk] for review in reviews]


def filtered_reviews(user: User, query: Mapping[str, str], *, on: date) -> Listing:
    rows = Review.objects.visible_to(user).included().with_subject().exclude(campaign__state="draft")
    campaign, kind, unit = query.get("campaign", ""), query.get("kind", ""), query.get("unit", "")
    search = search_text(query.get("q", ""))
    if (campaign_id := row_id(campaign)) is not None:
        rows = rows.filter(campaign_id=campaign_id)
    if kind:
        rows = rows.filter(kind=kind)
    if (unit_id := row_id(unit)) is not None:
        rows = rows.filter(unit_id=unit_id)
    if search:
        rows = rows.filter(
            Q(person__search_name__contains=fold(search))
            | Q(collective__name__icontains=search)
            | Q(unit__search_name__contains=fold(search))
        )
    return Listing(rows=rows, on=on, campaign=campaign, kind=kind, unit=unit, search=search)
