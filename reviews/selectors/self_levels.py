"""The levels that people and collectives give themselves in their forms."""

from __future__ import annotations

from collections.abc import Collection

from reviews.choices import Track
from reviews.models import FormEntry, Review
from reviews.rules.levels import Level as RuleLevel

#: Where the self-proposed level stands in the form, by track.
SELF_LEVEL_FIELDS = {
    Track.COLLECTIVE: "vii_level",
    Track.CADRE: "vii_cadre_level",
    Track.MEMBER: "vii_member_level",
}


def self_levels(reviews: Collection[Review], track: Track) -> dict[int, RuleLevel | None]:
    """The level each gives himself, of those only who have handed in their report."""
    entries = FormEntry.objects.filter(review__in=[review.pk for review in reviews])
    levels = {}
    for entry in entries:
        if entry.is_submitted:
            said = entry.data.get(SELF_LEVEL_FIELDS[track])
            levels[entry.review_id] = RuleLevel(said) if said else None
    return levels
