"""Who proposes what others are to be asked in their review, and what such a proposal must say."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.rules.strict import Node
from reviews.rules.vocabulary import OrganizationKind

from .source import Source


@dataclass(frozen=True, slots=True)
class ProposalRules:
    """``organizations`` and, where ``standing_committee``, each of its members may propose.

    ``categories`` by key with their printed words; texts of fewer than ``least_characters`` are warned of.
    ``flagged_clause``: whatever carries a sign of violation must be prompted by its superior.
    """

    organizations: tuple[OrganizationKind, ...]
    standing_committee: bool
    clause: str
    categories: tuple[tuple[str, str], ...]
    least_characters: int
    content_clause: str
    flagged_clause: str


def read_proposals(source: Source, node: Node) -> ProposalRules:
    keys = (
        "organizations", "standing_committee", "clause", "categories", "least_characters", "content_clause",
        "flagged_clause",
    )  # fmt: skip
    entries = node.mapping(keys, keys)
    return ProposalRules(
        organizations=entries["organizations"].some_of(OrganizationKind),
        standing_committee=entries.flag("standing_committee"),
        clause=source.clause(entries["clause"]),
        categories=tuple((key, item.filled()) for key, item in entries["categories"].mapping().items()),
        least_characters=entries["least_characters"].whole(),
        content_clause=source.clause(entries["content_clause"]),
        flagged_clause=source.clause(entries["flagged_clause"]),
    )
