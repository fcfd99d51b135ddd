"""The signs of degradation that each member holds himself against: how many, on which grades, with what result."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviews.rules.findings import Severity
from reviews.rules.strict import Node

from .source import Source
from .special_cases import CitedRule, read_cited


class SignOutcome(StrEnum):
    """What follows from a grade that the cell confirms: a lesson drawn, or a case to be handled."""

    LESSON = "lesson"
    HANDLING = "handling"


@dataclass(frozen=True, slots=True)
class SignConsequence:
    """``says``: what is recorded unless the cell writes something else."""

    grades: tuple[int, ...]
    outcome: SignOutcome
    says: str
    clause: str


@dataclass(frozen=True, slots=True)
class SignRules:
    """``grades`` from 1 on, the first of them meaning no sign; the signs' own texts are not the plan's to give.

    ``remedy``: every grade above the first wants one. ``contradiction``: all on the first, yet a shortcoming stated.
    """

    count: int
    grades: tuple[str, ...]
    clause: str
    severity: Severity
    remedy: CitedRule
    contradiction: CitedRule
    consequences: tuple[SignConsequence, ...]

    def consequence(self, grade: int) -> SignConsequence | None:
        return next((row for row in self.consequences if grade in row.grades), None)


def read_signs(source: Source, node: Node) -> SignRules:
    keys = ("count", "grades", "clause", "severity", "remedy", "contradiction", "consequences")
    entries = node.mapping(keys, keys)
    grades = tuple(item.filled() for item in entries["grades"].items())
    if len(grades) < 2:
        raise entries["grades"].refuse("phải có ít nhất hai cấp độ")
    return SignRules(
        count=entries["count"].whole(1),
        grades=grades,
        clause=source.clause(entries["clause"]),
        severity=entries["severity"].one_of(Severity),
        remedy=read_cited(source, entries["remedy"]),
        contradiction=read_cited(source, entries["contradiction"]),
        consequences=tuple(_consequence(source, item, len(grades)) for item in entries["consequences"].items()),
    )


def _consequence(source: Source, node: Node, most: int) -> SignConsequence:
    keys = ("grades", "outcome", "says", "clause")
    entries = node.mapping(keys, keys)
    grades = tuple(item.whole(1) for item in entries["grades"].items())
    if any(grade > most for grade in grades):
        raise entries["grades"].refuse(f"chỉ có {most} cấp độ")
    return SignConsequence(
        grades, entries["outcome"].one_of(SignOutcome), entries["says"].filled(), source.clause(entries["clause"])
    )
