"""Members who moved, or came for a time, after their places were listed."""

from __future__ import annotations

from organizations import clock
from reviews.choices import ItemState, MeetingState, VenueKind
from reviews.models import AgendaItem, Meeting, Review, ReviewVenue
from reviews.rules.special_cases import review_cell
from reviews.selectors.cases import case_facts


def follow_members(*, meeting: Meeting) -> None:
    """Before a cell's agenda is made: whoever is now reviewed here, but was listed in another cell, comes here.

    The cell that received him has him (P4-2.3-o), or the one where he is for a time (P4-2.3-q); not who has already
    been reviewed or is about to be. Nothing for plans without such a section.
    """
    plan, cell = meeting.campaign.plan, meeting.cell
    if cell is None or plan.special_cases is None:
        return
    rows = ReviewVenue.objects.filter(
        review__in=Review.objects.included().filter(campaign=meeting.campaign, person__memberships__cell=cell),
        kind=VenueKind.CELL,
        waived_reason="",
    ).exclude(cell=cell)
    venues = {venue.review_id: venue for venue in rows.select_related("review__person", "cell")}
    facts = case_facts(plan, [venue.review for venue in venues.values()], on=clock.today())
    for review_id, found in facts.items():
        venue = venues[review_id]
        if found.places is None or review_cell(found.places, plan) != cell.pk:
            continue
        items = AgendaItem.objects.filter(review_id=review_id, meeting__cell=venue.cell)
        begun = items.exclude(state=ItemState.PENDING) | items.filter(meeting__state=MeetingState.OPEN)
        if begun.exists():
            continue
        items.delete()
        here_for_a_time = found.places.temporary_cell == cell.pk
        rule = plan.special_cases.temporary if here_for_a_time else plan.special_cases.transfer
        venue.reason = f"Chi bộ nơi {'sinh hoạt tạm thời' if here_for_a_time else 'tiếp nhận'} (trước đó: {venue.cell})"
        venue.clause = rule.clause if rule is not None else venue.clause
        venue.cell = cell
        venue.save(update_fields=("cell", "clause", "reason"))
