"""Papers that go up through another body: from whom, through whom, to whom, until when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from reviews.rules.findings import Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import OrganizationKind, Tier

from .source import Source


@dataclass(frozen=True, slots=True)
class Senders:
    """The organizations in the issuer's tree, itself included, that send a paper; of every tier where none is named."""

    kinds: tuple[OrganizationKind, ...]
    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class ReportRoute:
    """``sender``, ``via`` and ``to`` as the plan names them; without ``via`` the paper goes straight.

    ``senders`` and ``via_kind`` say which bodies of the tree these are. ``milestone`` is empty where no day is
    printed: such a paper is sent as often as there is cause. ``severity``: what a paper meets that went round ``via``.
    """

    key: str
    what: str
    sender: str
    via: str
    to: str
    milestone: str
    severity: Severity
    clause: str
    senders: Senders
    via_kind: OrganizationKind | None

    @property
    def is_occasional(self) -> bool:
        return not self.milestone


def read_reports(source: Source, node: Node, dated: Collection[str]) -> tuple[ReportRoute, ...]:
    return tuple(_report(source, key, item, dated) for key, item in node.mapping().items())


def _report(source: Source, key: str, node: Node, dated: Collection[str]) -> ReportRoute:
    keys = ("what", "sender", "via", "to", "milestone", "severity", "clause", "senders")
    entries = node.mapping((*keys, "via_kind"), keys)
    via = "" if entries.text("via") == "none" else entries["via"].filled()
    if via and "via_kind" not in entries:
        raise node.refuse("chưa ghi loại hình của cơ quan chuyển báo cáo (via_kind)")
    return ReportRoute(
        key=key,
        what=entries["what"].filled(),
        sender=entries["sender"].filled(),
        via=via,
        to=entries["to"].filled(),
        milestone=source.milestone(entries["milestone"], dated),
        severity=entries["severity"].one_of(Severity),
        clause=source.clause(entries["clause"]),
        senders=_senders(entries["senders"]),
        via_kind=entries["via_kind"].one_of(OrganizationKind) if via else None,
    )


def _senders(node: Node) -> Senders:
    entries = node.mapping(("kinds", "tiers"), ("kinds",))
    kinds = entries["kinds"].some_of(OrganizationKind)
    if not kinds:
        raise entries["kinds"].refuse("chưa ghi loại hình tổ chức nào gửi báo cáo")
    return Senders(kinds, entries.some_of("tiers", Tier))
