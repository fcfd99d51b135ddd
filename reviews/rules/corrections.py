"""Ratings annulled, suspended and given anew: what each needs, who may, and what stands afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from . import quota
from .findings import Finding, Severity
from .levels import Level
from .parts.corrections import Corrections
from .parts.special_cases import CitedRule
from .plan import Plan
from .roster import Roster
from .vocabulary import RatedKind

_NOTHING = Corrections()


def _rules(plan: Plan) -> Corrections:
    return plan.corrections or _NOTHING


class Standing(StrEnum):
    OFFICIAL = "official"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return _STANDING_LABELS[self]


_STANDING_LABELS = {
    Standing.OFFICIAL: "đã công nhận",
    Standing.SUSPENDED: "tạm dừng",
    Standing.CANCELLED: "đã hủy",
}


@dataclass(frozen=True, slots=True)
class RatingRecord:
    """One level given, kept for good; ``reason`` and ``document``: of what annulled or suspended it."""

    who: str
    unit: int
    level: Level
    decided_on: date
    standing: Standing = Standing.OFFICIAL
    round: int = 1
    reason: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a superior orders about ratings of one unit, by which document and why."""

    by: int
    unit: int
    reason: str
    document: str
    decided_on: date


def check_annulment(
    order: Order, roster: Roster, plan: Plan, *, by_superior: bool = False, decided_it: bool = False
) -> list[Finding]:
    """An annulment says why and by which document; a unit's equal or inferior can order none (P4-2.3-l, aa).

    ``decided_it``: whoever decided the level annuls it himself, so nobody need stand above him.
    """
    rules = _rules(plan)
    rule = rules.superior if by_superior else rules.annul
    what = "Hủy bỏ kết quả xếp loại"
    return _check_order(order, rule, roster, plan, "annul", what, needs_document=True, own_word=decided_it)


def check_review_order(order: Order, roster: Roster, plan: Plan) -> list[Finding]:
    """A superior has a lower unit review again, and says why (P4-1.4.4-d)."""
    rule = _rules(plan).review_again
    return _check_order(order, rule, roster, plan, "review_again", "Yêu cầu kiểm điểm lại", needs_document=False)


def _check_order(
    order: Order,
    rule: CitedRule | None,
    roster: Roster,
    plan: Plan,
    code: str,
    what: str,
    *,
    needs_document: bool,
    own_word: bool = False,
) -> list[Finding]:
    if rule is None:
        return []

    def no(part: str, message: str) -> Finding:
        return Finding(f"correction.{code}_{part}", rule.severity, message, plan.reference(rule.clause))

    findings = []
    if not order.reason.strip():
        findings.append(no("reason", f"{what} phải ghi rõ lý do."))
    if needs_document and not order.document.strip():
        findings.append(no("document", f"{what} phải ghi số, ngày văn bản của cấp có thẩm quyền."))
    if own_word:
        return findings
    if order.by == order.unit or all(row.id != order.by for row in roster.above(order.unit)):
        name = roster.organizations[order.by].name if order.by in roster.organizations else "Nơi này"
        findings.append(no("authority", f"{what} do cấp trên có thẩm quyền quyết định; {name} không phải là cấp trên."))
    return findings


def annulled(
    records: Sequence[RatingRecord], who: str, order: Order, *, new_level: Level | None = None
) -> list[RatingRecord]:
    """The history after an annulment: the old level stays readable, a new one is the next round."""
    history: list[RatingRecord] = []
    for row in records:
        if row.who != who or row.standing is Standing.CANCELLED:
            history.append(row)
            continue
        history.append(replace(row, standing=Standing.CANCELLED, reason=order.reason, document=order.document))
        if new_level is not None:
            again = replace(row, level=new_level, decided_on=order.decided_on, round=row.round + 1)
            history.append(replace(again, standing=Standing.OFFICIAL, reason="", document=order.document))
    return history


def suspended(records: Sequence[RatingRecord], order: Order) -> tuple[list[RatingRecord], int]:
    """Ratings of the unit rest while it reviews again; also the number of the round that opens (P4-1.4.4-d)."""
    history = [
        replace(row, standing=Standing.SUSPENDED, reason=order.reason, document=order.document)
        if row.unit == order.unit and row.standing is Standing.OFFICIAL
        else row
        for row in records
    ]
    rounds = [row.round for row in records if row.unit == order.unit]
    return history, max(rounds, default=1) + 1


def in_force(records: Iterable[RatingRecord], level: Level) -> int:
    """How many reports count at this level: only what stands."""
    return sum(row.standing is Standing.OFFICIAL and row.level is level for row in records)


@dataclass(frozen=True, slots=True)
class Verification:
    """A sign of violation under verification; ``override``: why the ballot is held before its end."""

    who: str
    reported_on: date | None = None
    closed_on: date | None = None
    override: str = ""


def check_verification(case: Verification, plan: Plan) -> list[Finding]:
    """The ballot on somebody waits for the verification, unless whoever leads says why not (P4-1.4.4-e)."""
    rules = _rules(plan).verification
    if rules is None or case.closed_on is not None:
        return []
    reference = plan.reference(rules.clause)
    if case.reported_on is None:
        message = f"{case.who} có dấu hiệu vi phạm chưa đủ cơ sở kết luận: phải báo cáo cấp có thẩm quyền xác minh."
        return [Finding("correction.unreported", rules.severity, message, reference)]
    severity = Severity.INFO if case.override.strip() else rules.severity
    message = f"{case.who} đang chờ xác minh từ ngày {case.reported_on:%d/%m/%Y}: chưa bỏ phiếu xếp loại."
    if case.override.strip():
        message = f"{case.who} đang chờ xác minh, vẫn bỏ phiếu xếp loại: {case.override.strip()}."
    return [Finding("correction.unverified", severity, message, reference)]


@dataclass(frozen=True, slots=True)
class LateFinding:
    """A shortcoming found after the level was recognized; ``outcome``: a key of the plan's list."""

    who: str
    recognized_on: date
    found_on: date
    reviewed_on: date | None = None
    outcome: str = ""


def check_late_finding(case: LateFinding, plan: Plan) -> list[Finding]:
    """It is reviewed, and ends in discipline or in the level's not being recognized (P4-1.4.4-f)."""
    rules = _rules(plan).recognized
    if rules is None or case.found_on < case.recognized_on:
        return []
    reference = plan.reference(rules.clause)
    if case.reviewed_on is None or case.reviewed_on < case.found_on:
        message = (
            f"{case.who} được công nhận ngày {case.recognized_on:%d/%m/%Y}, ngày {case.found_on:%d/%m/%Y} phát hiện có "
            "khuyết điểm: phải kiểm điểm, làm rõ mức độ vi phạm."
        )
        return [Finding("correction.not_reviewed", rules.severity, message, reference)]
    labels = dict(rules.outcomes)
    if case.outcome not in labels:
        message = f"{case.who} đã kiểm điểm lại; ghi kết quả xử lý: {'; '.join(labels.values())}."
        return [Finding("correction.no_outcome", rules.severity, message, reference)]
    return []


def over_share(
    units: Mapping[str, Sequence[Level]], kind: RatedKind, plan: Plan, *, rated_again: Iterable[str] = ()
) -> list[Finding]:
    """Units with too many at the best level, which the superior has rate again (P4-2.3-ab)."""
    rule = _rules(plan).over_share
    if rule is None:
        return []
    again, findings = set(rated_again), []
    for name, levels in units.items():
        found = quota.seats(rules=plan.quota_for(kind), levels=levels, group_size=len(levels))
        if found.over_by and name not in again:
            message = (
                f"{name} có {found.excellent} “{Level.EXCELLENT.label}”, nhiều nhất {found.seats}, vượt "
                f"{found.over_by}: cấp trên chỉ đạo xếp loại lại. {found.explanation}"
            )
            findings.append(Finding("correction.over_share", rule.severity, message, plan.reference(rule.clause)))
    return findings
