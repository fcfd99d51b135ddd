"""What is printed elsewhere than in a plan: the clause lists and the national regulations by date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from .findings import Reference
from .levels import Level
from .strict import Entries, Node, read_text
from .vocabulary import RatedKind

HERE = Path(__file__).parent


class ClauseKind(StrEnum):
    """What a clause speaks of, as the clause lists sort them."""

    SUBJECT = "subject"
    EXEMPT = "exempt"
    VENUE = "venue"
    ORDER = "order"
    PRECONDITION = "precondition"
    DEADLINE = "deadline"
    DURATION = "duration"
    MEETING = "meeting"
    SUGGESTION = "suggestion"
    FORM = "form"
    FORM_CONTENT = "form-content"
    BALLOT = "ballot"
    THRESHOLD = "threshold"
    SCALE = "scale"
    QUOTA = "quota"
    CAP = "cap"
    ROUTING = "routing"
    DELEGATION = "delegation"
    SUPERVISION = "supervision"
    DOSSIER = "dossier"
    REPORT = "report"
    NOTICE = "notice"
    PUBLICATION = "publication"
    REWARD = "reward"
    REMEDIATION = "remediation"
    RE_RATING = "re-rating"
    APPEAL = "appeal"


class Enforcement(StrEnum):
    """What the paper asks of a program: to refuse, to warn, to work out, to make, to keep a record, to remind."""

    BLOCK = "block"
    WARN = "warn"
    COMPUTE = "compute"
    GENERATE = "generate"
    RECORD = "record"
    REMIND = "remind"


@dataclass(frozen=True, slots=True)
class Clause:
    """One printed sentence that binds: ``quote`` verbatim, `` … `` where words between are left out."""

    id: str
    section: str
    kind: ClauseKind
    enforce: Enforcement
    quote: str


@dataclass(frozen=True, slots=True)
class NationalCase:
    """What a national regulation asks besides points: a condition of ``level``, or a case that overrides (None)."""

    key: str
    level: Level | None
    kinds: tuple[RatedKind, ...]
    article: str
    says: str


@dataclass(frozen=True, slots=True)
class NationalGroup:
    """A group of criteria and its points, the same in every annex of a national regulation."""

    key: str
    most: Decimal
    article: str
    says: str


@dataclass(frozen=True, slots=True)
class Regime:
    """A national regulation in force from ``since``."""

    key: str
    since: date
    document: str
    guidance: str
    forms_regulation: str
    quota_share: Fraction
    quota_scope: str
    quota_article: str
    quota_quote: str
    quota_ceiling: Fraction | None = None
    exemption_article: str = ""
    score_conditions: tuple[NationalCase, ...] = ()
    score_overrides: tuple[NationalCase, ...] = ()
    score_groups: tuple[NationalGroup, ...] = ()

    @property
    def quota_reference(self) -> Reference:
        return Reference(self.key, self.quota_article, self.document, self.quota_quote)


@cache
def load_clauses(name: str) -> Mapping[str, Clause]:
    path = HERE / "clauses" / f"{name}.yaml"
    root = read_text(path.read_text(encoding="utf-8"), path.name).mapping()
    keys = ("section", "kind", "enforce", "quote")
    clauses = {}
    for key, node in root.items():
        entries = node.mapping(keys, keys)
        clauses[key] = Clause(
            key,
            entries["section"].filled(),
            entries["kind"].one_of(ClauseKind),
            entries["enforce"].one_of(Enforcement),
            entries["quote"].filled(),
        )
    return clauses


def own_clauses(node: Node, known: Mapping[str, Clause]) -> dict[str, Clause]:
    """Clauses that a committee's own file adds to the list: where its changed values are printed."""
    clauses = {}
    for key, item in node.mapping().items():
        if key in known:
            raise item.refuse(f"điều khoản “{key}” đã có trong danh mục điều khoản của kế hoạch")
        entries = item.mapping(("section", "quote"), ("section", "quote"))
        section, quote = entries["section"].filled(), entries["quote"].filled()
        clauses[key] = Clause(key, section, ClauseKind.PRECONDITION, Enforcement.BLOCK, quote)
    return clauses


@cache
def load_regimes() -> tuple[Regime, ...]:
    path = HERE / "parameters" / "regimes.yaml"
    required = ("key", "document", "guidance", "forms_regulation", "quota")
    regimes = []
    for since, node in read_text(path.read_text(encoding="utf-8"), path.name).mapping().items():
        entries = node.mapping((*required, "exemption_article", "scoring"), required)
        printed = ("share", "scope", "article", "quote")
        quota = entries["quota"].mapping((*printed, "ceiling"), printed)
        regimes.append(
            Regime(
                key=entries["key"].filled(),
                since=date.fromisoformat(since),
                document=entries["document"].filled(),
                guidance=entries["guidance"].filled(),
                forms_regulation=entries["forms_regulation"].filled(),
                quota_share=quota["share"].share(),
                quota_scope=quota["scope"].filled(),
                quota_article=quota["article"].filled(),
                quota_quote=quota["quote"].filled(),
                quota_ceiling=quota["ceiling"].share() if "ceiling" in quota else None,
                exemption_article=entries.text("exemption_article"),
                **_scoring(entries),
            )
        )
    return tuple(sorted(regimes, key=lambda regime: regime.since))


def _scoring(entries: Entries) -> dict[str, Any]:
    if "scoring" not in entries:
        return {}
    parts = ("conditions", "overrides")
    cases = entries["scoring"].mapping((*parts, "groups"), (*parts, "groups"))
    read: dict[str, Any] = {
        f"score_{part}": tuple(
            _national_case(key, node, is_condition=part == "conditions") for key, node in cases[part].mapping().items()
        )
        for part in parts
    }
    groups = tuple(_national_group(key, node) for key, node in cases["groups"].mapping().items())
    return {**read, "score_groups": groups}


def _national_group(key: str, node: Node) -> NationalGroup:
    keys = ("most", "article", "says")
    entries = node.mapping(keys, keys)
    return NationalGroup(key, Decimal(entries["most"].whole(1)), entries["article"].filled(), entries["says"].filled())


def _national_case(key: str, node: Node, *, is_condition: bool) -> NationalCase:
    keys = ("kinds", "article", "says", *(("level",) if is_condition else ()))
    entries = node.mapping(keys, keys)
    return NationalCase(
        key,
        entries["level"].one_of(Level) if is_condition else None,
        entries["kinds"].some_of(RatedKind),
        entries["article"].filled(),
        entries["says"].filled(),
    )


def regime_on(day: date) -> Regime | None:
    """The national regulation in force on ``day``; None before the first one known."""
    return next((regime for regime in reversed(load_regimes()) if regime.since <= day), None)
