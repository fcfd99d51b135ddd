"""Among whom a leadership proposes those who rate EXCELLENT."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.rules.findings import Severity
from reviews.rules.strict import Node

from .source import Source


@dataclass(frozen=True, slots=True)
class NomineeRules:
    """``says``: the printed condition; a plan that only warns leaves the level open to everybody on the ballot."""

    says: str
    clause: str
    severity: Severity


def read_nominees(source: Source, node: Node) -> NomineeRules:
    keys = ("says", "clause", "severity")
    entries = node.mapping(keys, keys)
    return NomineeRules(
        entries["says"].filled(), source.clause(entries["clause"]), entries["severity"].one_of(Severity)
    )
