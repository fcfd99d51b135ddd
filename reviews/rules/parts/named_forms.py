"""Forms that the plan names and does not print: which sheet rates whom, and which summaries it wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from reviews.rules.strict import Node
from reviews.rules.vocabulary import CollectiveKind, SubjectKind

from .source import Source


class Summary(StrEnum):
    """``MEMBERS``: a cell's ballots and proposals; ``CHANNELS``: all that is known of leaders rated above."""

    MEMBERS = "members"
    CHANNELS = "channels"
    PROPOSED = "proposed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class RatingSheet:
    """The sheet by which bodies of these kinds, or people with a post in one of them, are rated.

    ``form``: code of the form's definition. Which form serves whom is the program's proposal where no text says it.
    """

    key: str
    form: str
    subject: SubjectKind
    bodies: tuple[CollectiveKind, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class NamedForms:
    """``statement``: how the sheets were given to subjects, in words for the plan's author.

    ``residence``: form and clause of the plan's own sheet for the place of residence; empty where it has none.
    """

    sheets: tuple[RatingSheet, ...] = ()
    residence: tuple[str, str] | None = None
    statement: str = ""
    summaries: Mapping[Summary, str] = field(default_factory=dict)


def read_named_forms(source: Source, node: Node) -> NamedForms:
    entries = node.mapping(("rating_sheets", "statement", "summaries", "residence"))
    if ("rating_sheets" in entries) is not ("statement" in entries):
        raise node.refuse("phiếu (rating_sheets) đi cùng lời nói rõ phiếu nào của ai (statement)")
    summaries = entries["summaries"].mapping(tuple(Summary)).items() if "summaries" in entries else ()
    return NamedForms(
        sheets=source.keyed(entries["rating_sheets"], _sheet) if "rating_sheets" in entries else (),
        statement=entries["statement"].filled() if "statement" in entries else "",
        residence=_residence(source, entries["residence"]) if "residence" in entries else None,
        summaries={Summary(key): _clause(source, item) for key, item in summaries},
    )


def _sheet(source: Source, key: str, node: Node) -> RatingSheet:
    keys = ("form", "subject", "bodies", "clause")
    entries = node.mapping(keys, keys)
    return RatingSheet(
        key,
        entries["form"].filled(),
        entries["subject"].one_of(SubjectKind),
        entries.some_of("bodies", CollectiveKind),
        source.clause(entries["clause"]),
    )


def _residence(source: Source, node: Node) -> tuple[str, str]:
    entries = node.mapping(("form", "clause"), ("form", "clause"))
    return entries["form"].filled(), source.clause(entries["clause"])


def _clause(source: Source, node: Node) -> str:
    entries = node.mapping(("clause",), ("clause",))
    return source.clause(entries["clause"])
