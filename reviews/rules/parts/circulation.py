"""To whom a committee sends the draft of its own report for opinion before its conference."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.rules.findings import Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import CollectiveKind, OrganizationKind

from .source import Source


@dataclass(frozen=True, slots=True)
class CirculationRule:
    """Every member of the issuer's bodies ``members_of``, and the ``bodies`` of organizations right below the issuer.

    Of ``bodies`` the first one that an organization has is asked: the others stand in for it.
    """

    members_of: tuple[CollectiveKind, ...]
    bodies: tuple[CollectiveKind, ...]
    organizations: tuple[OrganizationKind, ...]
    severity: Severity
    clause: str


def read_circulation(source: Source, node: Node) -> CirculationRule:
    keys = ("members_of", "bodies", "organizations", "severity", "clause")
    entries = node.mapping(keys, keys)
    return CirculationRule(
        members_of=entries["members_of"].some_of(CollectiveKind),
        bodies=entries["bodies"].some_of(CollectiveKind),
        organizations=entries["organizations"].some_of(OrganizationKind),
        severity=entries["severity"].one_of(Severity),
        clause=source.clause(entries["clause"]),
    )
