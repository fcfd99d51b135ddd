"""What a statement must deal with: what all deal with, and more by kind of member, by post, by level of the body."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviews.rules.findings import Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import CollectiveKind, Tier

from .source import Source


class MemberCategory(StrEnum):
    """Paid by the State; working or studying otherwise; retired without office where he lives."""

    STATE_PAID = "state_paid"
    WORKING = "working"
    RETIRED = "retired"


class AskedOf(StrEnum):
    """``HEAD_OF``: heads of the bodies that the row names. Every one but the first asks of leaders only."""

    MEMBER = "member"
    LEADER = "leader"
    HEAD = "head"
    HEAD_OF = "head_of"
    ROTATED = "rotated"


@dataclass(frozen=True, slots=True)
class ContentRow:
    """``key`` is also the name under which an entry keeps the text; ``graded``: with a grade beside it."""

    key: str
    of: AskedOf
    says: str
    clause: str
    severity: Severity
    categories: tuple[MemberCategory, ...] = ()
    bodies: tuple[CollectiveKind, ...] = ()
    graded: bool = False
    if_any: bool = False


@dataclass(frozen=True, slots=True)
class CollectiveContentRow:
    """A content of a body's report; ``tiers``: those of certain levels only. ``if_any``: printed "(nếu có)"."""

    key: str
    tiers: tuple[Tier, ...]
    says: str
    clause: str
    severity: Severity
    graded: bool = False
    if_any: bool = False


@dataclass(frozen=True, slots=True)
class ContentRules:
    people: tuple[ContentRow, ...]
    collectives: tuple[CollectiveContentRow, ...]


def read_contents(source: Source, node: Node) -> ContentRules:
    entries = node.mapping(("people", "collectives"), ("people", "collectives"))
    return ContentRules(source.keyed(entries["people"], _person), source.keyed(entries["collectives"], _collective))


def _person(source: Source, key: str, node: Node) -> ContentRow:
    required = ("of", "says", "clause", "severity")
    entries = node.mapping((*required, "categories", "bodies", "graded"), required)
    of = entries["of"].one_of(AskedOf)
    if ("bodies" in entries) is not (of is AskedOf.HEAD_OF):
        raise node.refuse("bodies đi cùng of: head_of")
    return ContentRow(
        key,
        of,
        entries["says"].filled(),
        source.clause(entries["clause"]),
        entries["severity"].one_of(Severity),
        entries.some_of("categories", MemberCategory),
        entries.some_of("bodies", CollectiveKind),
        graded=entries.flag("graded"),
    )


def _collective(source: Source, key: str, node: Node) -> CollectiveContentRow:
    required = ("says", "clause", "severity")
    entries = node.mapping((*required, "tiers", "graded", "if_any"), required)
    return CollectiveContentRow(
        key,
        entries.some_of("tiers", Tier),
        entries["says"].filled(),
        source.clause(entries["clause"]),
        entries["severity"].one_of(Severity),
        graded=entries.flag("graded"),
        if_any=entries.flag("if_any"),
    )
