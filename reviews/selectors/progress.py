"""Where each review stands: facts in a fixed number of queries, steps by the rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from forms_templates.loader import built_words
from organizations import clock
from reviews.choices import AuthorityKind, EntryState, ItemState, MeetingState, OpinionKind, OpinionState
from reviews.judgement import Judgement, judgements
from reviews.models import (
    AgendaItem,
    Campaign,
    FormEntry,
    Meeting,
    MeetingAttendee,
    Opinion,
    Review,
    ReviewPrompt,
    ReviewVenue,
)
from reviews.rules.findings import Finding
from reviews.rules.progress import ReviewFacts, Step, VenueFact, steps_of
from reviews.selectors.cases import rating_cells
from reviews.selectors.due_days import DueDays
from reviews.selectors.venues import too_small_to_vote


@dataclass(frozen=True, slots=True)
class Progress:
    """The steps of one review and the one that comes next."""

    review: Review
    steps: tuple[Step, ...]
    due_on: date | None

    @property
    def next_step(self) -> Step | None:
        return next((step for step in self.steps if step.is_open), None)

    @property
    def is_done(self) -> bool:
        return self.next_step is None

    @property
    def is_started(self) -> bool:
        return any(step.state == "done" for step in self.steps)

    @property
    def is_late(self) -> bool:
        return any(step.state == "late" for step in self.steps)

    @property
    def findings(self) -> list[Finding]:
        return [finding for step in self.steps for finding in step.findings]


def progress_of(campaign: Campaign, reviews: Iterable[Review], *, on: date) -> dict[int, Progress]:
    """Progress by review id: seven queries and those of the judgement, however many reviews."""
    rows = list(reviews)
    facts = review_facts(campaign, rows)
    return {
        review.pk: Progress(
            review=review,
            steps=tuple(steps_of(facts[review.pk], campaign.plan, on=on)),
            due_on=facts[review.pk].due_on,
        )
        for review in rows
    }


def review_facts(campaign: Campaign, reviews: list[Review]) -> dict[int, ReviewFacts]:
    """What the steps depend on, for many reviews at once."""
    ids = [review.pk for review in reviews]
    entries = dict(FormEntry.objects.filter(review__in=ids).values_list("review_id", "state"))
    prompts = Counter(ReviewPrompt.objects.filter(review__in=ids).values_list("review_id", flat=True))
    venues = _venue_facts(campaign, reviews)
    opinions: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in Opinion.objects.filter(review__in=ids).defer("data", "comment"):
        opinions[opinion.review_id].append(opinion)
    levels = judgements(reviews)
    due_days = DueDays(campaign)
    prompt_day = due_days.days.get(campaign.plan.prompts.milestone)
    facts = {}
    for review in reviews:
        asked = [row for row in opinions[review.pk] if row.kind != OpinionKind.RESIDENCE]
        residence = next((row for row in opinions[review.pk] if row.kind == OpinionKind.RESIDENCE), None)
        judgement = levels[review.pk]
        sent = review.submitted_to_board_at
        facts[review.pk] = ReviewFacts(
            name=str(review),
            is_collective=review.is_collective,
            venues=[fact.with_vote(judgement) for fact in venues[review.pk]],
            standing_committee=review.person_id in due_days.standing_members,
            prompts_issued=prompts[review.pk],
            prompts_due_on=prompt_day,
            entry_submitted=entries.get(review.pk, EntryState.DRAFT) != EntryState.DRAFT,
            entry_final=entries.get(review.pk) == EntryState.FINAL,
            form_name=built_words(review.form_code, campaign.plan.forms_regulation),
            residence_needed=campaign.plan.asks_residence
            and (residence is None or residence.state != OpinionState.WAIVED),
            residence_sent=residence is not None,
            residence_in=residence is not None and residence.is_in,
            opinions_asked=len(asked),
            opinions_in=sum(row.is_in for row in asked),
            unit_rating_needed=review.rated_as_cadre,
            unit_rated=judgement.unit_rated,
            over_quota=judgement.over_quota,
            submitted_on=timezone.localdate(sent) if sent else None,
            appraised=judgement.appraised,
            decided=judgement.is_decided(review.tracks),
            external=review.authority_kind in (AuthorityKind.SELF_RATED, AuthorityKind.EXTERNAL),
            due_on=due_days.of(review),
        )
    return facts


@dataclass(frozen=True, slots=True)
class _Place:
    """One venue of a review with the meeting that will hold it, before the ballots are known.

    ``rating_meeting_id``: another cell's where a member is reviewed in one cell and rated in another (P4-2.3-q).
    """

    name: str
    rating_meeting_id: int | None
    starts_on: date | None
    draft_sent: bool
    concluded: bool
    rating_needed: bool
    is_over: bool

    def _has_voted(self, judgement: Judgement) -> bool:
        """A level came out; or the meeting is over and left it to the authority."""
        if self.rating_meeting_id is None:
            return False
        if self.is_over:
            return self.rating_meeting_id in judgement.balloted_meetings - judgement.over_quota_meetings
        return self.rating_meeting_id in judgement.voted_meetings

    def with_vote(self, judgement: Judgement) -> VenueFact:
        return VenueFact(
            name=self.name,
            starts_on=self.starts_on,
            draft_sent=self.draft_sent,
            concluded=self.concluded,
            voted=self._has_voted(judgement),
            rating_needed=self.rating_needed,
        )


def _venue_facts(campaign: Campaign, reviews: list[Review]) -> dict[int, list[_Place]]:
    """Five queries: venues, meetings of the campaign with their attendees, agenda items, bodies too small to vote."""
    meetings = {(row.collective_id, row.cell_id): row for row in Meeting.objects.filter(campaign=campaign)}
    drafts: dict[int, list[bool]] = defaultdict(list)
    for meeting_id, sent_on in MeetingAttendee.objects.filter(meeting__campaign=campaign).values_list(
        "meeting_id", "draft_sent_on"
    ):
        drafts[meeting_id].append(sent_on is not None)
    concluded = set(
        AgendaItem.objects.filter(review__in=[review.pk for review in reviews], state=ItemState.CONCLUDED).values_list(
            "review_id", "meeting_id"
        )
    )
    places: dict[int, list[_Place]] = defaultdict(list)
    rows = ReviewVenue.objects.filter(review__in=reviews, waived_reason="").select_related(
        "collective__organization", "cell"
    )
    without_ballot = too_small_to_vote(rows, campaign)
    cells = rating_cells(campaign, reviews, on=clock.today())
    for venue in rows:
        meeting = rating = meetings.get((venue.collective_id, venue.cell_id))
        if venue.cell_id is not None and cells.get(venue.review_id, venue.cell_id) != venue.cell_id:
            rating = meetings.get((None, cells[venue.review_id]))
        places[venue.review_id].append(
            _Place(
                name=str(venue),
                rating_meeting_id=rating.pk if rating else None,
                starts_on=meeting.starts_on if meeting else None,
                draft_sent=meeting is not None and bool(drafts[meeting.pk]) and all(drafts[meeting.pk]),
                concluded=meeting is not None and (venue.review_id, meeting.pk) in concluded,
                rating_needed=venue.pk not in without_ballot,
                is_over=rating is not None and rating.state == MeetingState.CONCLUDED,
            )
        )
    return places
