"""Special cases of people: new in a post, moved, here for a time, absent, in several places, suspended in part.

Every part is optional: a plan writes those that it prints.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum

from reviews.rules.findings import Severity
from reviews.rules.strict import Entries, Node

from .source import Source


class PostBefore(StrEnum):
    """The post before the present one, held against it: of the same height, lower, or no leading post at all."""

    EQUIVALENT = "equivalent"
    LOWER = "lower"
    NONE = "none"


class Category(StrEnum):
    """By which post form, peer group and share are chosen."""

    CURRENT = "current"
    BEFORE = "before"


class MonthsIn(StrEnum):
    """Over which time months at the old place are counted."""

    RATING_YEAR = "rating_year"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class NewPostRow:
    before: tuple[PostBefore, ...]
    rated_as: Category
    clause: str


@dataclass(frozen=True, slots=True)
class NewPostRules:
    """Holds for whoever has been in his post for less than ``months`` on the day that rates."""

    months: int
    rows: tuple[NewPostRow, ...]
    severity: Severity


@dataclass(frozen=True, slots=True)
class TransferRules:
    """``clause``: the receiving cell rates; ``comment_clause``: the old one comments after ``months`` there."""

    clause: str
    months: int
    months_in: MonthsIn
    comment_clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class TemporaryRules:
    """Reviewed where he is for a time, rated at home, where the comment of the former must lie."""

    clause: str
    comment_clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class RatingPlaceRules:
    """Members are rated in one cell; officials where they hold their highest post."""

    member_clause: str
    cadre_clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class AbsenceRules:
    """``reasons`` that let somebody be rated in his absence, on the report that he sends; ``note``: what is open."""

    reasons: tuple[tuple[str, str], ...]
    clause: str
    severity: Severity
    note: str


@dataclass(frozen=True, slots=True)
class CitedRule:
    """A rule that needs no more data than its clause and how strictly it holds."""

    clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class SpecialCases:
    new_post: NewPostRules | None = None
    transfer: TransferRules | None = None
    temporary: TemporaryRules | None = None
    rating_place: RatingPlaceRules | None = None
    absence: AbsenceRules | None = None
    differing_levels: CitedRule | None = None
    suspended_from_committee: CitedRule | None = None


def read_special_cases(source: Source, node: Node) -> SpecialCases:
    entries = node.mapping(tuple(field.name for field in fields(SpecialCases)))
    return SpecialCases(
        new_post=source.optional(entries, "new_post", _new_post),
        transfer=source.optional(entries, "transfer", _transfer),
        temporary=source.optional(entries, "temporary", _temporary),
        rating_place=source.optional(entries, "rating_place", _rating_place),
        absence=source.optional(entries, "absence", _absence),
        differing_levels=source.optional(entries, "differing_levels", read_cited),
        suspended_from_committee=source.optional(entries, "suspended_from_committee", read_cited),
    )


def read_cited(source: Source, node: Node) -> CitedRule:
    entries = _entries(node, "clause", "severity")
    return CitedRule(source.clause(entries["clause"]), entries["severity"].one_of(Severity))


def _new_post(source: Source, node: Node) -> NewPostRules:
    entries = _entries(node, "months", "rows", "severity")
    rows = []
    for item in entries["rows"].items():
        row = _entries(item, "before", "rated_as", "clause")
        before, rated_as = row["before"].some_of(PostBefore), row["rated_as"].one_of(Category)
        rows.append(NewPostRow(before, rated_as, source.clause(row["clause"])))
    return NewPostRules(entries["months"].whole(1), tuple(rows), entries["severity"].one_of(Severity))


def _transfer(source: Source, node: Node) -> TransferRules:
    entries = _entries(node, "clause", "months", "months_in", "comment_clause", "severity")
    return TransferRules(
        source.clause(entries["clause"]),
        entries["months"].whole(1),
        entries["months_in"].one_of(MonthsIn),
        source.clause(entries["comment_clause"]),
        entries["severity"].one_of(Severity),
    )


def _temporary(source: Source, node: Node) -> TemporaryRules:
    entries = _entries(node, "clause", "comment_clause", "severity")
    return TemporaryRules(
        source.clause(entries["clause"]),
        source.clause(entries["comment_clause"]),
        entries["severity"].one_of(Severity),
    )


def _rating_place(source: Source, node: Node) -> RatingPlaceRules:
    entries = _entries(node, "member_clause", "cadre_clause", "severity")
    return RatingPlaceRules(
        source.clause(entries["member_clause"]),
        source.clause(entries["cadre_clause"]),
        entries["severity"].one_of(Severity),
    )


def _absence(source: Source, node: Node) -> AbsenceRules:
    entries = node.mapping(("reasons", "clause", "severity", "note"), ("reasons", "clause", "severity"))
    return AbsenceRules(
        tuple((key, item.filled()) for key, item in entries["reasons"].mapping().items()),
        source.clause(entries["clause"]),
        entries["severity"].one_of(Severity),
        entries.text("note"),
    )


def _entries(node: Node, *keys: str) -> Entries:
    return node.mapping(keys, keys)
