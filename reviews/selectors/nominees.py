"""Who of a leadership may be proposed for EXCELLENT, as recorded before its ballot."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.choices import Track
from reviews.models import Meeting, Nomination, Review
from reviews.rules import nominees as rules
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.vocabulary import Track as RuleTrack
from reviews.rules.vocabulary import VenueKind
from reviews.selectors.names import told_apart
from reviews.selectors.self_levels import self_levels

#: How the minutes call the list.
NOMINEES = "Danh sách đủ điều kiện đề xuất “Hoàn thành xuất sắc nhiệm vụ”"


def nominates(meeting: Meeting) -> bool:
    """Has the plan this meeting list whom it may propose? No query."""
    return rules.nominates(venue=VenueKind(meeting.kind), track=RuleTrack.CADRE, plan=meeting.campaign.plan)


@dataclass(frozen=True, slots=True)
class Nominee:
    """A leader on the agenda; ``level`` his own, ``row`` None while nothing is recorded of him."""

    review: Review
    name: str
    level: RuleLevel | None
    row: Nomination | None


def leaders_of(meeting: Meeting) -> list[Review]:
    """Whom this meeting may rate as cadres, in the order of its agenda; no query where the plan has no list."""
    if not nominates(meeting):
        return []
    items = meeting.items.filter(review__person__isnull=False, review__rated_as_cadre=True)
    return [item.review for item in items.select_related("review__person", "review__unit").order_by("position")]


def nominations_of(meeting: Meeting) -> dict[int, Nomination]:
    """What is recorded, by review; no query where the plan has no list."""
    if not nominates(meeting):
        return {}
    return {row.review_id: row for row in Nomination.objects.filter(meeting=meeting)}


def nominees_of(meeting: Meeting) -> list[Nominee]:
    """Everything on the page: three queries, none where the plan has no list."""
    leaders = leaders_of(meeting)
    if not leaders:
        return []
    levels, rows = self_levels(leaders, Track.CADRE), nominations_of(meeting)
    names = told_apart(leaders)
    return [
        Nominee(review, name, levels.get(review.pk), rows.get(review.pk))
        for review, name in zip(leaders, names, strict=True)
    ]


def nominee_lines(meeting: Meeting) -> list[str]:
    """Who qualifies and on what, as the minutes say it; nothing where no list was recorded."""
    rows = sorted(nominations_of(meeting).values(), key=lambda row: row.pk)
    if not rows:
        return []
    names = {row.review_id: row for row in rows if row.qualifies}
    leaders = leaders_of(meeting)
    found = [review for review in leaders if review.pk in names]
    return [
        f"{name}: {' '.join(names[review.pk].basis.split())}"
        for review, name in zip(found, told_apart(found, among=leaders), strict=True)
    ] or ["Không có ai đủ điều kiện."]
