"""On which leaders a poll at work is held, on whom it is not, and whether a review may begin without one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from organizations import clock
from organizations.choices import PostRole
from organizations.models import Organization, Post
from reviews.choices import EntryState, ItemState, PollState
from reviews.models import AgendaItem, Campaign, FormEntry, Meeting, MeetingAttendee, PollSubject, PollWaiver, Review
from reviews.rules import order
from reviews.rules.consultations import Waiver, participants, poll_groups
from reviews.rules.findings import Finding
from reviews.rules.parts.information import PollRow
from reviews.rules.roster import Roster
from reviews.rules.workplace_polls import Waived, best_waiver, explain_waiver, opinion_edge
from reviews.selectors.polls import leaders_of, poll_facts, poll_rows, polled_agencies


@dataclass(frozen=True, slots=True)
class Asked:
    """One leader on whom a printed poll is to be held: ``unit`` where it is the poll of an agency.

    ``polled``: who is asked; ``waived`` with the ``meeting`` it is for; ``confirmed``: by whom, where somebody had to
    say so; ``subject``: his line in the poll that was prepared; ``reviewed_on``: the earliest day on which he is
    reviewed, and ``is_reviewed``: at some place already.
    """

    review: Review
    row: PollRow
    unit: Organization | None
    polled: frozenset[int]
    waived: Waived
    meeting: Meeting | None
    findings: tuple[Finding, ...]
    confirmed: PollWaiver | None
    subject: PollSubject | None
    has_statement: bool
    reviewed_on: date | None
    is_reviewed: bool

    @property
    def is_waived(self) -> bool:
        """A confirmation holds only as long as all who would be polled do meet."""
        waiver = self.waived.waiver
        return waiver is Waiver.WAIVED or (waiver is Waiver.PROPOSED and self.confirmed is not None)

    @property
    def may_be_confirmed(self) -> bool:
        return self.waived.waiver is Waiver.PROPOSED and self.confirmed is None and self.subject is None

    @property
    def is_counted(self) -> bool:
        return self.subject is not None and self.subject.poll.state == PollState.COUNTED

    @property
    def is_waiting(self) -> bool:
        """A poll on him is still to be prepared."""
        return self.subject is None and not self.is_waived and not self.is_reviewed


def asked_leaders(campaign: Campaign, *, reviews: Sequence[Review] | None = None) -> list[Asked]:
    """Every leader with the poll that the plan prints on him; ``reviews`` narrows it to these leaders.

    A fixed number of queries, however many people, agencies and meetings; none where the plan prints no poll.
    """
    rows = poll_rows(campaign)
    if not rows:
        return []
    leaders = {review.person_id: review for review in (leaders_of(campaign) if reviews is None else reviews)}
    roster = Roster(poll_facts(campaign))
    led = _led_agencies(polled_agencies(campaign), leaders)
    found: list[tuple[Review, PollRow, Organization | None, frozenset[int]]] = []
    for row in rows:
        units: list[Organization | None] = [None]
        if any(group.own_unit for group in row.members.values()):
            units = list(led)
        for unit in units:
            groups = poll_groups(row, roster, unit_id=unit.pk if unit is not None else None)
            polled = frozenset(participants(groups, row))
            chosen: set[int | None] = set(led[unit]) if unit is not None else set()
            for key, group in row.members.items():
                chosen |= set(groups[key]) if group.subjects else set()
            if polled:
                found += [(review, row, unit, polled) for person, review in leaders.items() if person in chosen]
    return _with_their_meetings(campaign, found)


def _led_agencies(
    agencies: Iterable[Organization], leaders: Iterable[int | None]
) -> dict[Organization, set[int | None]]:
    """By agency: those of the leaders who head it or are a deputy there (one query)."""
    by_id = {agency.pk: agency for agency in agencies}
    posts = Post.objects.on(clock.today()).filter(
        collective__organization__in=by_id, role__in=(PostRole.HEAD, PostRole.DEPUTY), person__in=list(leaders)
    )
    found: dict[Organization, set[int | None]] = defaultdict(set)
    for unit_id, person_id in posts.values_list("collective__organization_id", "person_id"):
        found[by_id[unit_id]].add(person_id)
    return found


def _with_their_meetings(
    campaign: Campaign, rows: Sequence[tuple[Review, PollRow, Organization | None, frozenset[int]]]
) -> list[Asked]:
    reviews = list({review.pk: review for review, _row, _unit, _polled in rows}.values())
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    reviewed: set[int] = set()
    items = AgendaItem.objects.filter(review__in=reviews).select_related(
        "meeting__collective__organization", "meeting__cell"
    )
    for item in items.order_by("meeting__starts_on", "meeting_id"):
        meetings[item.review_id].append(item.meeting)
        if item.state == ItemState.CONCLUDED:
            reviewed.add(item.review_id)
    attending: dict[int, set[int]] = defaultdict(set)
    people = MeetingAttendee.objects.filter(meeting__items__review__in=reviews, may_vote=True).distinct()
    for meeting_id, person_id in people.values_list("meeting_id", "person_id"):
        attending[meeting_id].add(person_id)
    confirmed = {(row.review_id, row.key): row for row in PollWaiver.objects.filter(review__in=reviews)}
    subjects = {
        (row.review_id, row.poll.key): row
        for row in PollSubject.objects.filter(review__in=reviews)
        .exclude(poll__state=PollState.VOID)
        .select_related("poll__unit")
    }
    handed_in = set(
        FormEntry.objects.filter(review__in=reviews).exclude(state=EntryState.DRAFT).values_list("review_id", flat=True)
    )
    found = []
    for review, row, unit, polled in rows:
        held = meetings[review.pk]
        by_name = {str(meeting): meeting for meeting in held}
        waived = best_waiver(polled, {name: attending[meeting.pk] for name, meeting in by_name.items()}, campaign.plan)
        meeting = by_name.get(waived.meeting)
        size = len(attending[meeting.pk]) if meeting is not None else 0
        told = explain_waiver(str(review), waived, polled=len(polled), meeting=size, plan=campaign.plan)
        found.append(
            Asked(
                review=review,
                row=row,
                unit=unit,
                polled=polled,
                waived=waived,
                meeting=meeting,
                findings=tuple(told),
                confirmed=confirmed.get((review.pk, row.key)),
                subject=subjects.get((review.pk, row.key)),
                has_statement=review.pk in handed_in,
                reviewed_on=held[0].starts_on if held else None,
                is_reviewed=review.pk in reviewed,
            )
        )
    return found


def opinions_first(meeting: Meeting, reviews: Iterable[Review]) -> dict[int, list[Finding]]:
    """By review: the leaders whose workplace has not been asked yet (P4-1.4.1-q).

    No query where the plan prints no such order or no leader is among them. Whoever stands in no printed poll waits
    for none. One poll whose figures are there is enough, unless another one on him was prepared and not counted.
    """
    plan = meeting.campaign.plan
    leaders = [review for review in reviews if review.person_id is not None and review.rated_as_cadre]
    if opinion_edge(plan) is None or not leaders:
        return {}
    asked: dict[int, list[Asked]] = defaultdict(list)
    for row in asked_leaders(meeting.campaign, reviews=leaders):
        asked[row.review.pk].append(row)
    found = {}
    for review in leaders:
        rows = asked[review.pk]
        opinion = order.workplace_opinion(name=f"lấy ý kiến nơi công tác về {review}", done=_is_done(rows))
        turn = order.person_review(name=str(review), role=None, leads=True, id=review.pk)
        found[review.pk] = order.check_order(turn, of_person=[opinion], plan=plan)
    return found


def _is_done(rows: Sequence[Asked]) -> bool:
    prepared = [row for row in rows if row.subject is not None]
    if prepared:
        return all(row.is_counted for row in prepared)
    return all(row.is_waived for row in rows)
