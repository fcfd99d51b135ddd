"""The list of those whom a leadership may propose for EXCELLENT: who is GOOD at least and qualifies (P0-4.4-i)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .findings import Finding, Severity
from .levels import Level
from .plan import Plan
from .vocabulary import Track, VenueKind


@dataclass(frozen=True, slots=True)
class Leader:
    """``level``: the one he takes for himself, None while he has handed in nothing; ``qualifies`` None: not recorded.

    ``basis``: what he qualifies on.
    """

    name: str
    level: Level | None
    qualifies: bool | None
    basis: str = ""


def nominates(*, venue: VenueKind, track: Track, plan: Plan) -> bool:
    """Has this ballot a list? As the share has: the leaders of a collective, never a cell's members."""
    return plan.nominees is not None and venue is not VenueKind.CELL and track is Track.CADRE


def check_nominees(leaders: Sequence[Leader], plan: Plan) -> list[Finding]:
    """Whoever is said to qualify takes GOOD or better for himself, and on a written basis."""
    rule = plan.nominees
    if rule is None:
        return []
    reference, findings = plan.reference(rule.clause), []
    for leader in leaders:
        if not leader.qualifies:
            continue
        if leader.level is None:
            message = f"{leader.name} chưa tự nhận mức xếp loại, chưa đưa vào danh sách đề xuất được."
            findings.append(Finding("nominee.no_level", rule.severity, message, reference))
        elif not leader.level.is_at_least(Level.GOOD):
            message = (
                f"{leader.name} tự nhận mức “{leader.level.label}”: chỉ đề xuất “{Level.EXCELLENT.label}” {rule.says}."
            )
            findings.append(Finding("nominee.level", rule.severity, message, reference))
        if not leader.basis.strip():
            message = f"{leader.name}: ghi căn cứ đủ điều kiện."
            findings.append(Finding("nominee.basis", rule.severity, message, reference))
    return findings


def check_list(leaders: Sequence[Leader], plan: Plan) -> list[Finding]:
    """Before the ballot it is recorded of each whether he qualifies; that nobody does is a list too."""
    rule = plan.nominees
    names = [leader.name for leader in leaders if leader.qualifies is None]
    if rule is None or not names:
        return []
    message = (
        f"Chưa ghi ai đủ điều kiện đề xuất “{Level.EXCELLENT.label}”: {', '.join(names)}. "
        "Ghi ở trang “Trước khi bỏ phiếu” rồi mới mở bỏ phiếu."
    )
    return [Finding("nominee.list", rule.severity, message, plan.reference(rule.clause))]


def offers_excellent(*, venue: VenueKind, track: Track, qualifies: bool | None, plan: Plan) -> bool:
    """Has his line on the ballot the box EXCELLENT?"""
    rule = plan.nominees
    if rule is None or rule.severity is not Severity.BLOCK or not nominates(venue=venue, track=track, plan=plan):
        return True
    return bool(qualifies)
