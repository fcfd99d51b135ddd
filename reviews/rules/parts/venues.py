"""Where a plan has collectives and people reviewed, and when each body meets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from reviews.rules.strict import Node
from reviews.rules.vocabulary import CollectiveKind, OrganizationKind, PostRole

from .source import Source


@dataclass(frozen=True, slots=True)
class OwnBallot:
    """What a body that is reviewed elsewhere votes on at a meeting of its own: the people in these roles."""

    roles: tuple[PostRole, ...]
    says: str
    clause: str


@dataclass(frozen=True, slots=True)
class HeldAt:
    """A body that holds no meeting of its own: it is reviewed, with its people, at that body of the issuer.

    ``because_members``: the plan says so because all its people belong to that body; whoever does not is named.
    ``meeting_clause``: what keeps the review out of a meeting that it holds for other business; empty where the general
    clause does. ``ballot``: what it may meet to vote on all the same; a channel of information, never a rating.
    """

    body: CollectiveKind
    at: CollectiveKind
    clause: str
    because_members: bool = False
    meeting_clause: str = ""
    ballot: OwnBallot | None = None


@dataclass(frozen=True, slots=True)
class EmbeddedBody:
    """A body of such organizations that is reviewed, with its people, at the meeting of their cell.

    ``merged_clause``: where all its people sit in the cell's committee, the review of the committee is its own too.
    """

    body: CollectiveKind
    organizations: tuple[OrganizationKind, ...]
    clause: str
    merged_clause: str = ""


@dataclass(frozen=True, slots=True)
class Wider:
    """Who sits and votes with the body that meets, although he does not belong to it."""

    says: str
    clause: str


@dataclass(frozen=True, slots=True)
class MostPlaces:
    """Whoever holds more than ``posts_over`` posts is reviewed at ``places`` places at most.

    ``told_clause``: the places left out only hear what came of it.
    """

    posts_over: int
    places: int
    clause: str
    told_clause: str = ""


@dataclass(frozen=True, slots=True)
class SmallCollective:
    """A leadership of ``at_most`` members is not reviewed by itself but as the whole unit."""

    at_most: int
    clause: str


@dataclass(frozen=True, slots=True)
class VenueRules:
    """Bodies before which their members are reviewed, the highest first; in a unit led by one head, the key cadres.

    ``every_body``: at each body that the person belongs to, not only where he works. ``own_clauses`` print the place of
    a body, ``people_clauses`` that of its people (under ``whole_cell``: of the members of a cell), where it is not the
    general one. ``meeting_days``: the milestone within which that body meets (``whole_cell``: a cell). ``wider``: whose
    whole committee sits and votes at the meeting of that body.
    """

    leadership: tuple[CollectiveKind, ...]
    head_regime_replaces: bool
    every_body: bool = False
    held_at: tuple[HeldAt, ...] = ()
    most: MostPlaces | None = None
    small_collective: SmallCollective | None = None
    embedded: tuple[EmbeddedBody, ...] = ()
    own_clauses: Mapping[CollectiveKind, str] = field(default_factory=dict)
    people_clauses: Mapping[CollectiveKind, str] = field(default_factory=dict)
    meeting_days: Mapping[CollectiveKind, str] = field(default_factory=dict)
    wider: Mapping[CollectiveKind, Wider] = field(default_factory=dict)

    def in_cell(self, kind: CollectiveKind, organization: OrganizationKind) -> EmbeddedBody | None:
        return next((row for row in self.embedded if row.body is kind and organization in row.organizations), None)

    def elsewhere(self, kind: CollectiveKind) -> HeldAt | None:
        return next((row for row in self.held_at if row.body is kind), None)


def read_venues(source: Source, node: Node, dated: Collection[str]) -> VenueRules:
    required = ("leadership", "head_regime_replaces")
    optional = (
        "every_body",
        "held_at",
        "most",
        "small_collective",
        "embedded_in_cell",
        "own_clauses",
        "people_clauses",
        "meeting_days",
        "wider",
    )
    entries = node.mapping((*required, *optional), required)
    small = (
        entries["small_collective"].mapping(("at_most", "clause"), ("at_most", "clause"))
        if ("small_collective" in entries)
        else None
    )
    return VenueRules(
        entries["leadership"].some_of(CollectiveKind),
        entries.flag("head_regime_replaces"),
        every_body=entries.flag("every_body"),
        held_at=source.keyed(entries["held_at"], _held_at) if "held_at" in entries else (),
        most=_most(source, entries["most"]) if "most" in entries else None,
        small_collective=SmallCollective(small["at_most"].whole(1), source.clause(small["clause"])) if small else None,
        embedded=source.keyed(entries["embedded_in_cell"], _embedded) if "embedded_in_cell" in entries else (),
        own_clauses=_clauses(source, entries["own_clauses"]) if "own_clauses" in entries else {},
        people_clauses=_clauses(source, entries["people_clauses"]) if "people_clauses" in entries else {},
        meeting_days=_days(source, entries["meeting_days"], dated) if "meeting_days" in entries else {},
        wider=_wider(source, entries["wider"]) if "wider" in entries else {},
    )


def _most(source: Source, node: Node) -> MostPlaces:
    keys = ("posts_over", "places", "clause")
    entries = node.mapping((*keys, "told_clause"), keys)
    told = source.clause(entries["told_clause"]) if "told_clause" in entries else ""
    return MostPlaces(
        entries["posts_over"].whole(1), entries["places"].whole(1), source.clause(entries["clause"]), told
    )


def _body(key: str, node: Node) -> CollectiveKind:
    try:
        return CollectiveKind(key)
    except ValueError:
        raise node.refuse(f"“{key}” không phải là một loại tập thể lãnh đạo") from None


def _held_at(source: Source, key: str, node: Node) -> HeldAt:
    entries = node.mapping(("at", "clause", "because_members", "meeting_clause", "ballot"), ("at", "clause"))
    at, clause = entries["at"].one_of(CollectiveKind), source.clause(entries["clause"])
    meeting = source.clause(entries["meeting_clause"]) if "meeting_clause" in entries else ""
    ballot = source.optional(entries, "ballot", _own_ballot)
    return HeldAt(_body(key, node), at, clause, entries.flag("because_members"), meeting, ballot)


def _own_ballot(source: Source, node: Node) -> OwnBallot:
    keys = ("roles", "says", "clause")
    entries = node.mapping(keys, keys)
    return OwnBallot(entries["roles"].some_of(PostRole), entries["says"].filled(), source.clause(entries["clause"]))


def _embedded(source: Source, key: str, node: Node) -> EmbeddedBody:
    entries = node.mapping(("organizations", "clause", "merged_clause"), ("organizations", "clause"))
    merged = source.clause(entries["merged_clause"]) if "merged_clause" in entries else ""
    organizations = entries["organizations"].some_of(OrganizationKind)
    return EmbeddedBody(_body(key, node), organizations, source.clause(entries["clause"]), merged)


def _clauses(source: Source, node: Node) -> Mapping[CollectiveKind, str]:
    return {_body(key, item): source.clause(item) for key, item in node.mapping().items()}


def _wider(source: Source, node: Node) -> Mapping[CollectiveKind, Wider]:
    keys = ("says", "clause")
    rows = {_body(key, item): item.mapping(keys, keys) for key, item in node.mapping().items()}
    return {body: Wider(row["says"].filled(), source.clause(row["clause"])) for body, row in rows.items()}


def _days(source: Source, node: Node, dated: Collection[str]) -> Mapping[CollectiveKind, str]:
    return {_body(key, item): source.milestone(item, dated) for key, item in node.mapping().items()}
