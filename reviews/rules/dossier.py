"""The dossier: its papers in the order of the printed list, each present, waived or missing and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .findings import Finding, Reference, Severity
from .parts import SlotRule, Topic
from .plan import Plan
from .vocabulary import SubjectKind


class SlotState(StrEnum):
    PRESENT = "present"
    WAIVED = "waived"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What has come in for one review. ``consultees_asked`` counts bodies asked, ``consultees_in`` those answered."""

    is_collective: bool
    entry_final: bool
    residence_requested: bool = False
    residence_answered: bool = False
    residence_confirmed: bool = False
    residence_waiver: str = ""
    has_aggregate: bool = False
    is_armed_forces: bool = False
    has_vertical_rating: bool = False
    consultees_asked: int = 0
    consultees_in: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """``key``: entry, residence, aggregate, vertical, consultees. ``reason`` says what lacks, ``waiver`` why not."""

    key: str
    label: str
    state: SlotState
    severity: Severity
    reference: Reference
    reason: str = ""
    waiver: str = ""

    @property
    def is_present(self) -> bool:
        return self.state is SlotState.PRESENT

    @property
    def optional(self) -> bool:
        """Its lack keeps nothing from being sent."""
        return self.severity is not Severity.BLOCK

    @property
    def finding(self) -> Finding | None:
        if self.state is not SlotState.MISSING:
            return None
        return Finding(f"dossier.{self.key}", self.severity, f"{self.label}: {self.reason}.", self.reference)


def dossier_slots(facts: DossierFacts, plan: Plan) -> list[Slot]:
    """The slots that concern this subject, in the printed order."""
    kind = SubjectKind.COLLECTIVE if facts.is_collective else SubjectKind.PERSON
    return [
        _slot(rule, facts, plan)
        for rule in plan.dossier
        if kind in rule.subjects
        and (facts.is_armed_forces or not rule.armed_forces_only)
        and (rule.holds != "consultees" or facts.consultees_asked)
    ]


def dossier_findings(facts: DossierFacts, plan: Plan) -> list[Finding]:
    """What keeps the dossier from being sent, and what it could still carry."""
    return [finding for slot in dossier_slots(facts, plan) if (finding := slot.finding) is not None]


def _slot(rule: SlotRule, facts: DossierFacts, plan: Plan) -> Slot:
    reference, waiver = plan.reference(rule.clause), ""
    if rule.holds == "residence":
        reason, reference = _residence(facts, reference, plan)
        waiver = facts.residence_waiver.strip() if reason and rule.waivable else ""
    elif rule.holds == "entry":
        reason = "" if facts.entry_final else "chưa hoàn thiện sau kiểm điểm"
    elif rule.holds == "consultees":
        missing = facts.consultees_asked - facts.consultees_in
        reason = f"mới có {facts.consultees_in}/{facts.consultees_asked} ý kiến" if missing > 0 else ""
    elif rule.holds == "vertical":
        reason = "" if facts.has_vertical_rating else "chưa có"
    else:
        reason = "" if facts.has_aggregate else "chưa có"
    state = SlotState.WAIVED if waiver else SlotState.MISSING if reason else SlotState.PRESENT
    return Slot(rule.holds, rule.title, state, rule.severity, reference, "" if waiver else reason, waiver)


def _residence(facts: DossierFacts, reference: Reference, plan: Plan) -> tuple[str, Reference]:
    """Request and reply both, the reply confirmed by the committee of the commune (P0-4.5-c, P0-M213-e)."""
    if not facts.residence_requested:
        return "chưa gửi phiếu xin ý kiến", reference
    if not facts.residence_answered:
        return "đã gửi phiếu xin ý kiến, chưa có phiếu nhận xét", reference
    if not facts.residence_confirmed:
        return "thiếu xác nhận của Đảng ủy xã, phường, thị trấn", plan.cite(Topic.RESIDENCE_CONFIRMATION) or reference
    return "", reference
