"""What a rule answers: findings that say what is wrong, in Vietnamese, with the clause that says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a rule is printed.

    ``clause`` is the id of the clause list (``P0-4.2-a``), ``section`` the printed number (``4.2``), ``document`` the
    plan or regulation as a user names it, ``quote`` the printed words (may be empty for the program's own defaults).
    """

    clause: str
    section: str = ""
    document: str = ""
    quote: str = ""

    @property
    def place(self) -> str:
        """mục 4.2 of a plan, Điều 11.1 of a regulation; empty where nothing is printed."""
        if not self.section or self.section.startswith(("Điều ", "Hướng dẫn ")):
            return self.section
        return f"mục {self.section}"

    def __str__(self) -> str:
        return ", ".join(part for part in (self.document, self.place) if part)


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence for the person who is blocked or warned; ``code`` is stable for tests and logs."""

    code: str
    severity: Severity
    message: str
    reference: Reference | None = None

    @property
    def blocks(self) -> bool:
        return self.severity is Severity.BLOCK

    @property
    def clause(self) -> str:
        """The clause id, empty where nothing printed stands behind the finding."""
        return self.reference.clause if self.reference else ""


class RuleViolation(Exception):
    """An action that a rule refuses. Nothing has been written when it is raised."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(finding.message for finding in self.findings))


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.blocks]


def refuse_if_blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Return the warnings that remain; raise ``RuleViolation`` with every finding when one of them blocks."""
    findings = list(findings)
    if blocking(findings):
        raise RuleViolation(findings)
    return findings
