"""The meetings at which the issuer rates: what is rated where, and by which ballot."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.rules.findings import Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import CollectiveKind

from .source import Source


@dataclass(frozen=True, slots=True)
class RatingItem:
    """One group of what is rated. ``ballot``: the title of its ballot paper, empty where the plan names none.

    ``each_member``: the ballot has one line for every member of the body, else one for the body itself.
    """

    key: str
    title: str
    ballot: str
    each_member: bool


@dataclass(frozen=True, slots=True)
class RatingMeeting:
    """The issuer's body of that kind rates these items, in the order printed."""

    body: CollectiveKind
    title: str
    clause: str
    items: tuple[RatingItem, ...]


@dataclass(frozen=True, slots=True)
class RatingMeetings:
    """``ballot_clause`` prints the ballots, ``bundle_clause`` that their results go up together."""

    meetings: tuple[RatingMeeting, ...]
    ballot_clause: str
    bundle_clause: str
    severity: Severity

    def meeting_of(self, item: str) -> RatingMeeting | None:
        return next((row for row in self.meetings for found in row.items if found.key == item), None)


def read_rating_meetings(source: Source, node: Node) -> RatingMeetings:
    keys = ("meetings", "ballot_clause", "bundle_clause", "severity")
    entries = node.mapping(keys, keys)
    found = RatingMeetings(
        meetings=source.keyed(entries["meetings"], _meeting),
        ballot_clause=source.clause(entries["ballot_clause"]),
        bundle_clause=source.clause(entries["bundle_clause"]),
        severity=entries["severity"].one_of(Severity),
    )
    items = [item.key for meeting in found.meetings for item in meeting.items]
    if len(set(items)) < len(items):
        raise entries["meetings"].refuse("mỗi nội dung chỉ thuộc chương trình của một hội nghị")
    return found


def _meeting(source: Source, key: str, node: Node) -> RatingMeeting:
    keys = ("title", "clause", "items")
    entries = node.mapping(keys, keys)
    try:
        body = CollectiveKind(key)
    except ValueError:
        raise node.refuse(f"“{key}” không phải là một loại tập thể lãnh đạo") from None
    items = source.keyed(entries["items"], _item)
    return RatingMeeting(body, entries["title"].filled(), source.clause(entries["clause"]), items)


def _item(source: Source, key: str, node: Node) -> RatingItem:
    entries = node.mapping(("title", "ballot", "each_member"), ("title",))
    return RatingItem(key, entries["title"].filled(), entries.text("ballot"), entries.flag("each_member"))
