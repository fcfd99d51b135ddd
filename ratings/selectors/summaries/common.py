"""What all summaries share: the words of levels, own levels and points, the posts of many people, the head."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from organizations import clock
from organizations.models import Organization, Post
from reviews.choices import EntryState, Level, Track
from reviews.models import Campaign, FormEntry, Review
from reviews.selectors.papers import header, place_of
from reviews.selectors.self_levels import SELF_LEVEL_FIELDS

NONE = "không có"


def words(level: str) -> str:
    """A level as papers write it; empty for none."""
    return str(Level(level).label) if level else ""


def summary_head(
    campaign: Campaign, organization: Organization, *, taken_on: date, about: Iterable[str]
) -> dict[str, Any]:
    """The head of every summary, with the day on which its data was taken."""
    return {
        "header": header(organization),
        "place": place_of(organization),
        "campaign": campaign.name,
        "about": [text for text in about if text],
        "taken_on": taken_on.isoformat(),
    }


def entries_in(reviews: Iterable[Review]) -> dict[int, FormEntry]:
    """The forms handed in, by review (one query)."""
    rows = FormEntry.objects.filter(review__in=list(reviews)).exclude(state=EntryState.DRAFT)
    return {entry.review_id: entry for entry in rows}


def self_level_in(entries: Mapping[int, FormEntry], review: Review, track: Track) -> str:
    entry = entries.get(review.pk)
    return words(str(entry.data.get(SELF_LEVEL_FIELDS[track]) or "")) if entry is not None else ""


def posts_of(people: Iterable[int | None]) -> dict[int, str]:
    """Today's posts of each person in one line, each title once (one query)."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Post.objects.on(clock.today()).filter(person__in=[person for person in people if person is not None])
    for person, title in rows.order_by("pk").values_list("person_id", "title"):
        if title not in found[person]:
            found[person].append(title)
    return {person: "; ".join(titles) for person, titles in found.items()}
