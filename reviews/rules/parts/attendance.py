"""Who is sent to attend and direct the reviews of others, who sends them, and who sits at the issuer's own."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.rules.findings import Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import OrganizationKind, Tier

from .source import Source


@dataclass(frozen=True, slots=True)
class PromptedAttendance:
    """Where there is a prompt, exactly ``count`` members of the issuer's standing committee direct the review."""

    count: int
    assigner: str
    severity: Severity
    clause: str


@dataclass(frozen=True, slots=True)
class DelegatedAttendance:
    """For these organizations a body of kind ``by`` assigns who attends, and nobody else."""

    key: str
    organizations: tuple[OrganizationKind, ...]
    tiers: tuple[Tier, ...]
    by: OrganizationKind
    assigner: str
    clause: str


@dataclass(frozen=True, slots=True)
class AttendanceRules:
    """``members_only_clause``: the issuer's own conference has its members as participants and no others."""

    prompted: PromptedAttendance
    delegated: tuple[DelegatedAttendance, ...]
    members_only_clause: str


def read_attendance(source: Source, node: Node) -> AttendanceRules:
    keys = ("prompted", "delegated", "members_only_clause")
    entries = node.mapping(keys, keys)
    inner = ("count", "assigner", "severity", "clause")
    prompted = entries["prompted"].mapping(inner, inner)
    return AttendanceRules(
        prompted=PromptedAttendance(
            prompted["count"].whole(1),
            prompted["assigner"].filled(),
            prompted["severity"].one_of(Severity),
            source.clause(prompted["clause"]),
        ),
        delegated=source.keyed(entries["delegated"], _delegated),
        members_only_clause=source.clause(entries["members_only_clause"]),
    )


def _delegated(source: Source, key: str, node: Node) -> DelegatedAttendance:
    keys = ("organizations", "tiers", "by", "assigner", "clause")
    entries = node.mapping(keys, keys)
    return DelegatedAttendance(
        key=key,
        organizations=entries["organizations"].some_of(OrganizationKind),
        tiers=entries["tiers"].some_of(Tier),
        by=entries["by"].one_of(OrganizationKind),
        assigner=entries["assigner"].filled(),
        clause=source.clause(entries["clause"]),
    )
