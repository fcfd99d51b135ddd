"""Papers that go up through another body: from whom, through whom, to whom, until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from reviews.rules.findings import Severity
from reviews.rules.strict import Node

from .source import Source


@dataclass(frozen=True, slots=True)
class ReportRoute:
    """``sender``, ``via`` and ``to`` as the plan names them; without ``via`` the paper goes straight.

    ``milestone`` is empty where no day is printed. ``severity``: what a paper meets that went round ``via``.
    """

    key: str
    what: str
    sender: str
    via: str
    to: str
    milestone: str
    severity: Severity
    clause: str


def read_reports(source: Source, node: Node, dated: Collection[str]) -> tuple[ReportRoute, ...]:
    return tuple(_report(source, key, item, dated) for key, item in node.mapping().items())


def _report(source: Source, key: str, node: Node, dated: Collection[str]) -> ReportRoute:
    keys = ("what", "sender", "via", "to", "milestone", "severity", "clause")
    entries = node.mapping(keys, keys)
    return ReportRoute(
        key=key,
        what=entries["what"].filled(),
        sender=entries["sender"].filled(),
        via="" if entries.text("via") == "none" else entries["via"].filled(),
        to=entries["to"].filled(),
        milestone=source.milestone(entries["milestone"], dated),
        severity=entries["severity"].one_of(Severity),
        clause=source.clause(entries["clause"]),
    )
