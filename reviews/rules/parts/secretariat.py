"""Whose staff prepares the programme of the issuer's own conference and takes its minutes."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.rules.findings import Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import OrganizationKind

from .source import Source


@dataclass(frozen=True, slots=True)
class SecretariatRule:
    """``office`` as printed; it is found in the tree at the issuer's own level."""

    office: str
    kind: OrganizationKind
    severity: Severity
    clause: str


def read_secretariat(source: Source, node: Node) -> SecretariatRule:
    keys = ("office", "kind", "severity", "clause")
    entries = node.mapping(keys, keys)
    return SecretariatRule(
        entries["office"].filled(),
        entries["kind"].one_of(OrganizationKind),
        entries["severity"].one_of(Severity),
        source.clause(entries["clause"]),
    )
