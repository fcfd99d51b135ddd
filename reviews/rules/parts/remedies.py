"""Who draws up a plan to mend what was pointed out, and whether somebody approves it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from reviews.rules.strict import Node
from reviews.rules.vocabulary import SubjectKind

from .source import Source


@dataclass(frozen=True, slots=True)
class RemedyRules:
    """``clause`` is also that of the plan's relative milestone. ``of_prompted``: only who was prompted or bears a sign.

    ``approved``: the plan of remedies is in force once the issuer approved it, else as soon as it is handed in.
    """

    clause: str
    subjects: tuple[SubjectKind, ...]
    of_prompted: bool
    approved: bool


def read_remedies(source: Source, node: Node, hanging: Collection[str]) -> RemedyRules:
    entries = node.mapping(("clause", "subjects", "of_prompted", "approved"), ("clause", "subjects"))
    clause = source.clause(entries["clause"])
    if clause not in hanging:
        raise entries["clause"].refuse(f"không có mốc theo sự kiện {clause}")
    return RemedyRules(
        clause=clause,
        subjects=entries["subjects"].some_of(SubjectKind),
        of_prompted=entries.flag("of_prompted"),
        approved=entries.flag("approved"),
    )
