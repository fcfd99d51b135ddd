"""What is printed elsewhere than in a plan: the clause lists and the national regulations by date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from .parts import Regime
from .strict import read_text

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Clause:
    id: str
    section: str
    quote: str


@cache
def load_clauses(name: str) -> Mapping[str, Clause]:
    path = HERE / "clauses" / f"{name}.yaml"
    root = read_text(path.read_text(encoding="utf-8"), path.name).mapping()
    clauses = {}
    for key, node in root.items():
        entries = node.mapping(("section", "quote"), ("section", "quote"))
        clauses[key] = Clause(key, entries["section"].filled(), entries["quote"].filled())
    return clauses


@cache
def load_regimes() -> tuple[Regime, ...]:
    path = HERE / "parameters" / "regimes.yaml"
    keys = ("key", "document", "guidance", "forms_regulation", "exemption_article")
    regimes = []
    for since, node in read_text(path.read_text(encoding="utf-8"), path.name).mapping().items():
        entries = node.mapping(keys, keys[:4])
        regimes.append(Regime(since=date.fromisoformat(since), **{key: entries.text(key) for key in keys}))
    return tuple(sorted(regimes, key=lambda regime: regime.since))


def regime_on(day: date) -> Regime | None:
    """The national regulation in force on ``day``; None before the first one known."""
    return next((regime for regime in reversed(load_regimes()) if regime.since <= day), None)
