"""From where a rating takes its information: channels, bodies consulted, the poll at work, the sheet of proposals."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from reviews.rules.findings import Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import CollectiveKind, OrganizationKind

from .contents import MemberCategory
from .source import Source
from .special_cases import CitedRule, read_cited
from .subjects import PostMatcher, read_posts


class Per(StrEnum):
    """One channel for the person, or one for each organization that he heads, or that he belongs to."""

    PERSON = "person"
    HEADED = "headed"
    JOINED = "joined"


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """``to`` and ``otherwise``: who is asked, and who where the former does not exist; empty: the paper comes."""

    key: str
    label: str
    categories: tuple[MemberCategory, ...]
    per: Per
    severity: Severity
    clause: str
    waivable: bool = False
    to: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class ConsultedKind:
    """Each organization of this kind and of the same level, asked as ``label`` of it."""

    organization: OrganizationKind
    label: str


@dataclass(frozen=True, slots=True)
class ConsultationRow:
    key: str
    report: CollectiveKind
    asked: tuple[ConsultedKind, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class ConsultationRules:
    """``closed``: before the meeting each answered or was marked as without reply; ``people``: members asked too."""

    rows: tuple[ConsultationRow, ...]
    people_clause: str
    closed: CitedRule


@dataclass(frozen=True, slots=True)
class ListedSources:
    """Named places that must all have delivered or answered."""

    names: tuple[tuple[str, str], ...]
    clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class PollGroup:
    """Who belongs to a printed group: holders of such posts, of posts so titled, whoever works in such a body.

    ``own_unit``: whoever works in the agency whose leaders are polled on. ``subjects``: the poll is on these people.
    """

    posts: tuple[PostMatcher, ...] = ()
    titles: tuple[str, ...] = ()
    workplaces: tuple[OrganizationKind, ...] = ()
    own_unit: bool = False
    subjects: bool = False


@dataclass(frozen=True, slots=True)
class PollStep:
    """The step of the calendar in which the poll is held, and the clause that says so there."""

    milestone: str
    clause: str


@dataclass(frozen=True, slots=True)
class PollRow:
    """Who is polled on the people of one kind; ``groups`` as printed, joined without counting anybody twice.

    ``members``: by the key of the group.
    """

    key: str
    label: str
    groups: tuple[tuple[str, str], ...]
    clause: str
    members: Mapping[str, PollGroup]
    step: PollStep | None = None


@dataclass(frozen=True, slots=True)
class PollRules:
    rows: tuple[PollRow, ...]
    waiver_clause: str
    ballot: CitedRule
    statement: CitedRule


@dataclass(frozen=True, slots=True)
class SheetOfProposals:
    """``sheet``: one row a member; ``proposals``: all of them before the ballot; ``counts``: of that ballot."""

    sheet: CitedRule
    proposals: CitedRule
    counts: CitedRule


@dataclass(frozen=True, slots=True)
class ResidenceWaiver:
    """In which cases of ``document`` the residence is not asked; ``others``: the case that is described in words."""

    document: str
    cases: tuple[tuple[str, str], ...]
    others: str
    clause: str
    severity: Severity
    note: str


@dataclass(frozen=True, slots=True)
class InformationRules:
    """``reported``: what others say of a leader is told to the meeting before he is reviewed."""

    channels: tuple[ChannelRow, ...] = ()
    one_statement: CitedRule | None = None
    residence_waiver: ResidenceWaiver | None = None
    consultations: ConsultationRules | None = None
    compilation: ListedSources | None = None
    before_submission: ListedSources | None = None
    polls: PollRules | None = None
    proposals: SheetOfProposals | None = None
    reported: CitedRule | None = None


def read_information(source: Source, node: Node, dated: Collection[str]) -> InformationRules:
    entries = node.mapping(tuple(field.name for field in fields(InformationRules)))
    return InformationRules(
        channels=source.keyed(entries["channels"], _channel) if "channels" in entries else (),
        one_statement=source.optional(entries, "one_statement", read_cited),
        residence_waiver=source.optional(entries, "residence_waiver", _waiver),
        consultations=source.optional(entries, "consultations", _consultations),
        compilation=source.optional(entries, "compilation", _sources),
        before_submission=source.optional(entries, "before_submission", _sources),
        polls=_polls(source, entries["polls"], dated) if "polls" in entries else None,
        proposals=source.optional(entries, "proposals", _sheet),
        reported=source.optional(entries, "reported", read_cited),
    )


def _channel(source: Source, key: str, node: Node) -> ChannelRow:
    required = ("label", "categories", "per", "severity", "clause")
    entries = node.mapping((*required, "waivable", "to", "otherwise"), required)
    return ChannelRow(
        key,
        entries["label"].filled(),
        entries["categories"].some_of(MemberCategory),
        entries["per"].one_of(Per),
        entries["severity"].one_of(Severity),
        source.clause(entries["clause"]),
        entries.flag("waivable"),
        entries.text("to"),
        entries.text("otherwise"),
    )


def _waiver(source: Source, node: Node) -> ResidenceWaiver:
    required = ("document", "cases", "others", "clause", "severity")
    entries = node.mapping((*required, "note"), required)
    cases, others = _labels(entries["cases"]), entries["others"].filled()
    if others not in dict(cases):
        raise entries["others"].refuse(f"“{others}” không phải là một trong các trường hợp")
    return ResidenceWaiver(
        entries["document"].filled(),
        cases,
        others,
        source.clause(entries["clause"]),
        entries["severity"].one_of(Severity),
        entries.text("note"),
    )


def _consultations(source: Source, node: Node) -> ConsultationRules:
    keys = ("rows", "people_clause", "closed")
    entries = node.mapping(keys, keys)
    return ConsultationRules(
        source.keyed(entries["rows"], _consultation),
        source.clause(entries["people_clause"]),
        read_cited(source, entries["closed"]),
    )


def _consultation(source: Source, key: str, node: Node) -> ConsultationRow:
    keys = ("report", "asked", "clause")
    entries = node.mapping(keys, keys)
    asked = []
    for item in entries["asked"].items():
        row = item.mapping(("organization", "as"), ("organization", "as"))
        asked.append(ConsultedKind(row["organization"].one_of(OrganizationKind), row["as"].filled()))
    return ConsultationRow(
        key, entries["report"].one_of(CollectiveKind), tuple(asked), source.clause(entries["clause"])
    )


def _sources(source: Source, node: Node) -> ListedSources:
    keys = ("names", "clause", "severity")
    entries = node.mapping(keys, keys)
    return ListedSources(
        _labels(entries["names"]), source.clause(entries["clause"]), entries["severity"].one_of(Severity)
    )


def _polls(source: Source, node: Node, dated: Collection[str]) -> PollRules:
    keys = ("rows", "waiver_clause", "ballot", "statement")
    entries = node.mapping(keys, keys)
    return PollRules(
        source.keyed(entries["rows"], lambda own, key, item: _poll(own, key, item, dated)),
        source.clause(entries["waiver_clause"]),
        read_cited(source, entries["ballot"]),
        read_cited(source, entries["statement"]),
    )


def _poll(source: Source, key: str, node: Node, dated: Collection[str]) -> PollRow:
    keys = ("label", "groups", "members", "clause")
    entries = node.mapping((*keys, "step"), keys)
    groups = _labels(entries["groups"])
    names = tuple(name for name, _label in groups)
    members = entries["members"].mapping(names, names)
    return PollRow(
        key,
        entries["label"].filled(),
        groups,
        source.clause(entries["clause"]),
        {name: _poll_group(source, members[name]) for name in names},
        _poll_step(source, entries["step"], dated) if "step" in entries else None,
    )


def _poll_group(source: Source, node: Node) -> PollGroup:
    entries = node.mapping(tuple(field.name for field in fields(PollGroup)))
    return PollGroup(
        tuple(read_posts(source, item) for item in entries.list_of("posts")),
        tuple(item.filled() for item in entries.list_of("titles")),
        entries.some_of("workplaces", OrganizationKind),
        entries.flag("own_unit"),
        entries.flag("subjects"),
    )


def _poll_step(source: Source, node: Node, dated: Collection[str]) -> PollStep:
    entries = node.mapping(("milestone", "clause"), ("milestone", "clause"))
    return PollStep(source.milestone(entries["milestone"], dated), source.clause(entries["clause"]))


def _sheet(source: Source, node: Node) -> SheetOfProposals:
    keys = ("sheet", "proposals", "counts")
    entries = node.mapping(keys, keys)
    return SheetOfProposals(*(read_cited(source, entries[key]) for key in keys))


def _labels(node: Node) -> tuple[tuple[str, str], ...]:
    return tuple((key, item.filled()) for key, item in node.mapping().items())
