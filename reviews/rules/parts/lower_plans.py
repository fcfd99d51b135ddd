"""The plans that committees right below the issuer draw up for their own level, and how they keep to this one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from reviews.rules.findings import Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import OrganizationKind

from .source import Source


@dataclass(frozen=True, slots=True)
class LowerPlanRules:
    """``organizations``: kinds of unit right below the issuer that draw up a plan of their own.

    ``milestone``: the clause that prints until when, empty where none does. ``severity``: what a plan below meets whose
    day is later than this plan's.
    """

    organizations: tuple[OrganizationKind, ...]
    milestone: str
    severity: Severity
    clause: str


def read_lower_plans(source: Source, node: Node, dated: Collection[str]) -> LowerPlanRules:
    keys = ("organizations", "milestone", "severity", "clause")
    entries = node.mapping(keys, keys)
    return LowerPlanRules(
        organizations=entries["organizations"].some_of(OrganizationKind),
        milestone=source.milestone(entries["milestone"], dated),
        severity=entries["severity"].one_of(Severity),
        clause=source.clause(entries["clause"]),
    )
