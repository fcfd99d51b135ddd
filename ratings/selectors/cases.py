"""What the plan says of whoever's case is not the ordinary one, asked where he is voted on, appraised and decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import Q

from organizations import clock
from ratings.choices import BallotState, ProposalSource
from ratings.models import BallotQuestion, Decision
from reviews.choices import CircumstanceKind, ItemState, Presence, Track, VenueKind
from reviews.models import AgendaItem, Campaign, Meeting, Review
from reviews.rules import special_cases as rules
from reviews.rules.findings import Finding
from reviews.rules.levels import Level as RuleLevel
from reviews.selectors.cases import CaseFacts, case_facts, facts_of, told_cases
from reviews.selectors.self_levels import self_levels
from reviews.selectors.signs import confirmed_findings
from reviews.selectors.violations import violation_findings


def rated_on(review: Review, track: Track) -> date:
    """The day of the meeting that rated this level, for what counts in months; today while none has."""
    last = (
        BallotQuestion.objects.of_ratings()
        .filter(review=review, track=track, session__state=BallotState.COUNTED)
        .select_related("session__meeting")
        .order_by("-session__meeting__starts_on")
        .first()
    )
    return last.session.meeting.starts_on if last is not None else clock.today()


def _same_round(campaign: Campaign) -> Q:
    """Reviews of the same year, or of the same quarter."""
    return Q(
        review__campaign__year=campaign.year,
        review__campaign__period=campaign.period,
        review__campaign__quarter=campaign.quarter,
    )


def _cells_that_voted(campaign: Campaign, people: Collection[int]) -> dict[int, set[int]]:
    """By person the cells that have him on a ballot of this year, under whatever plan (P4-2.3-s)."""
    found: dict[int, set[int]] = defaultdict(set)
    asked = BallotQuestion.objects.filter(
        _same_round(campaign), review__person__in=people, track=Track.MEMBER, session__meeting__kind=VenueKind.CELL
    )
    for person_id, cell_id in asked.values_list("review__person_id", "session__meeting__cell_id"):
        found[person_id].add(cell_id)
    return found


def _absence(facts: CaseFacts, review: Review, levels: Mapping[int, RuleLevel | None]) -> rules.Absence:
    recorded = facts.case_of(CircumstanceKind.ABSENCE)
    return rules.Absence(
        name=facts.name,
        reason=recorded.case if recorded is not None else "",
        report_in=review.pk in levels,
        self_level=levels.get(review.pk),
    )


def due_here(meeting: Meeting, reviews: Sequence[Review]) -> tuple[list[Review], list[Finding]]:
    """Whom a cell rates: of those it has reviewed, and those reviewed in another; and why some are rated elsewhere.

    A member who is here for a time is rated at home, one who moved where he was received (P4-2.3-o, q). Of those
    reviewed elsewhere only whoever's review is concluded.
    """
    plan, today = meeting.campaign.plan, clock.today()
    if meeting.cell_id is None or plan.special_cases is None:
        return list(reviews), []
    facts = case_facts(plan, reviews, on=today)
    away = {
        review.pk: found
        for review in reviews
        if (places := _places(facts, review)) is not None
        and (found := rules.elsewhere(places, meeting.cell_id, plan, today))
    }
    mine = [review for review in reviews if review.pk not in away]
    others = Review.objects.included().filter(
        campaign=meeting.campaign,
        person__memberships__cell=meeting.cell,
        pk__in=AgendaItem.objects.filter(
            meeting__campaign=meeting.campaign, meeting__kind=VenueKind.CELL, state=ItemState.CONCLUDED
        ).values("review_id"),
    )
    # Whoever was voted on before he moved keeps that level.
    voted = BallotQuestion.objects.filter(
        session__meeting__campaign=meeting.campaign, session__meeting__kind=VenueKind.CELL, track=Track.MEMBER
    )
    others = others.exclude(pk__in=[review.pk for review in reviews]).exclude(pk__in=voted.values("review_id"))
    found_there = list(others.select_related("campaign", "person", "collective").distinct())
    there = case_facts(plan, found_there, on=today)
    mine += [
        review
        for review in found_there
        if (places := _places(there, review)) is not None and rules.rating_cell(places, today) == meeting.cell_id
    ]
    return mine, [finding for found in away.values() for finding in found]


def _places(facts: Mapping[int, CaseFacts], review: Review) -> rules.MemberPlaces | None:
    found = facts.get(review.pk)
    return found.places if found is not None else None


def absent_but_rated(meeting: Meeting) -> set[int]:
    """Reviews of people absent from this meeting for a recorded reason: rated on the report they send (P4-2.3-c)."""
    parts = meeting.campaign.plan.special_cases
    if parts is None or parts.absence is None:
        return set()
    away = meeting.attendees.filter(presence=Presence.ABSENT_WITH_REASON)
    return set(
        meeting.items.filter(
            review__person__in=away.values("person_id"), review__circumstances__kind=CircumstanceKind.ABSENCE
        ).values_list("review_id", flat=True)
    )


def ballot_findings(meeting: Meeting, asked: Sequence[tuple[Review, Track]]) -> list[Finding]:
    """Whether each may be put on this meeting's ballot today; six queries, none where the plan prints no such case."""
    plan, today = meeting.campaign.plan, clock.today()
    reviews = [review for review, _track in asked]
    facts = case_facts(plan, reviews, on=today)
    if not facts:
        return []
    voted = _cells_that_voted(meeting.campaign, [review.person_id or 0 for review in reviews])
    absent = set(
        meeting.attendees.filter(presence__in=(Presence.ABSENT, Presence.ABSENT_WITH_REASON)).values_list(
            "person_id", flat=True
        )
    )
    tracks = dict.fromkeys(track for review, track in asked if review.pk in facts)
    levels = {track: self_levels(reviews, track) for track in tracks}
    findings: list[Finding] = []
    for review, track in asked:
        found = facts.get(review.pk)
        if found is None:
            continue
        if review.person_id in absent:
            findings += rules.check_absence(_absence(found, review, levels[track]), plan)
        if track == Track.MEMBER and meeting.cell_id is not None and found.places is not None:
            places = replace(found.places, rated_in=voted.get(review.person_id or 0, set()))
            findings += rules.check_member_ballot(places, meeting.cell_id, plan, today)
        if track == Track.CADRE and found.new_post is not None:
            findings += rules.check_new_post(found.new_post, plan, today)
        findings += told_cases(review, found, on=today, track=track)
    return findings


def rating_findings(review: Review, track: Track) -> list[Finding]:
    """What a special case demands before this level is rated, appraised or decided; nothing for other plans."""
    on = rated_on(review, track) if review.campaign.plan.special_cases is not None else clock.today()
    return _rating_findings(review, track, facts_of(review, on=on), on)


def _rating_findings(review: Review, track: Track, facts: CaseFacts | None, on: date) -> list[Finding]:
    if facts is None:
        return []
    plan = review.campaign.plan
    findings: list[Finding] = []
    if facts.case_of(CircumstanceKind.ABSENCE) is not None:
        findings += rules.check_absence(_absence(facts, review, self_levels([review], track)), plan)
    if track == Track.CADRE:
        if facts.new_post is not None:
            findings += rules.check_new_post(facts.new_post, plan, on)
        findings += rules.check_cadre_place(
            facts.name, facts.posts, facts.chosen_place, plan, rated_in=_rated_elsewhere(review)
        )
    elif facts.places is not None:
        proposed = review.proposals.filter(track=track, source=ProposalSource.CELL_VOTE).first()
        cell = proposed.organization_id if proposed is not None else rules.rating_cell(facts.places, on)
        voted = _cells_that_voted(review.campaign, [review.person_id or 0])
        places = replace(facts.places, rated_in=voted.get(review.person_id or 0, set()))
        findings += rules.check_member_ballot(places, cell, plan, on)
    return findings


def _rated_elsewhere(review: Review) -> set[int]:
    """Units at which this official has a cadre's level of the same year under another plan (P4-2.3-t)."""
    decided = Decision.objects.in_force().filter(
        _same_round(review.campaign), review__person=review.person_id, track=Track.CADRE
    )
    return set(decided.exclude(review=review).values_list("review__unit_id", flat=True))


def voted_levels(review: Review, track: Track) -> dict[str, RuleLevel]:
    """The level that each place voted, by its name; of several rounds the last (P4-2.3-h)."""
    asked = BallotQuestion.objects.of_ratings().filter(review=review, track=track)
    asked = asked.filter(session__state=BallotState.COUNTED)
    asked = asked.exclude(outcome="").select_related(
        "session__meeting__collective__organization", "session__meeting__cell"
    )
    return {
        row.session.meeting.venue_name: RuleLevel(row.outcome)
        for row in asked.order_by("session__round")
        if not row.over_quota
    }


def differing_findings(review: Review, track: Track, reason: str = "") -> list[Finding]:
    """Places that voted differently: whoever settles it says why, until then none of their levels stands (P4-2.3-h)."""
    parts = review.campaign.plan.special_cases
    if parts is None or parts.differing_levels is None or reason.strip():
        return []
    return list(rules.combined_level(str(review), voted_levels(review, track), review.campaign.plan).findings)


def shown_cases(review: Review) -> dict[Track, list[Finding]]:
    """For the rating page: what each level still lacks, and on top what the case means."""
    if review.campaign.plan.special_cases is None:
        return {}
    decided = set(Decision.objects.in_force().filter(review=review).values_list("track", flat=True))
    return {
        track: [*rating_findings(review, track), *differing_findings(review, track)]
        for track in review.tracks
        if track not in decided
    }


def told_beside(review: Review) -> list[Finding]:
    """What the case means, and what was violated: beside the levels, for whoever weighs them."""
    today = clock.today()
    return [
        *told_cases(review, facts_of(review, on=today), on=today),
        *violation_findings(review),
        *confirmed_findings(review),
    ]
