"""The dossier: its papers in the order of the printed list, each present, waived or missing and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from .findings import Finding, Reference, Severity
from .parts import SlotRule, Topic
from .plan import Plan
from .vocabulary import Period, SubjectKind


class Medium(StrEnum):
    """A part of the dossier is written on paper or kept as data (P2-V-a)."""

    PAPER = "paper"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True)
class Kept:
    """How and where one part is kept."""

    medium: Medium
    place: str


class SlotState(StrEnum):
    PRESENT = "present"
    WAIVED = "waived"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class DossierFacts:
    """What has come in for one review. ``consultees_asked`` counts bodies asked, ``consultees_in`` those answered.

    ``attached``: keys of the lines whose paper was handed in; ``not_applicable``: keys with the reason why a line does
    not concern this subject. ``closing``: the dossier is being closed, not only sent. The quarter's dossier is a
    unit's: ``entries_due`` people rated, of whom ``managed_above`` and ``managed_own`` stand on the two lists.
    """

    is_collective: bool
    entry_final: bool
    residence_requested: bool = False
    residence_answered: bool = False
    residence_confirmed: bool = False
    residence_waiver: str = ""
    is_armed_forces: bool = False
    consultees_asked: int = 0
    consultees_in: int = 0
    has_minutes: bool = False
    appraised: bool = False
    decided: bool = False
    prompts_issued: int = 0
    appeals: int = 0
    appeals_settled: int = 0
    attached: Collection[str] = ()
    not_applicable: Mapping[str, str] = field(default_factory=dict)
    period: Period = Period.YEAR
    closing: bool = False
    entries_due: int = 0
    entries_in: int = 0
    managed_above: int = 0
    managed_own: int = 0


@dataclass(frozen=True, slots=True)
class Slot:
    """``key``: what the line holds, or the line's own where a paper is handed in (``by_hand``).

    ``reason`` says what lacks, ``waiver`` why nothing is needed; ``later``: it comes after the dossier was sent.
    """

    key: str
    label: str
    state: SlotState
    severity: Severity
    reference: Reference
    reason: str = ""
    waiver: str = ""
    by_hand: bool = False
    later: bool = False

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
        and rule.period is facts.period
        and (facts.is_armed_forces or not rule.armed_forces_only)
        and (rule.holds != "consultees" or facts.consultees_asked or rule.if_any)
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
    else:
        reason = _other(rule, facts)
    waiver = waiver or _not_needed(rule, facts)
    state = SlotState.WAIVED if waiver else SlotState.MISSING if reason else SlotState.PRESENT
    later = rule.at_closing and not facts.closing
    severity = Severity.INFO if later else rule.severity
    by_hand = rule.holds in _BY_HAND
    key = rule.key if by_hand else rule.holds
    return Slot(key, rule.title, state, severity, reference, "" if waiver else reason, waiver, by_hand, later)


#: Lines that a paper of their own fills, whatever the program knows.
_BY_HAND = ("aggregate", "vertical", "upload", "list_above", "list_own")


def _other(rule: SlotRule, facts: DossierFacts) -> str:
    """What lacks of a paper that meetings, appraisal, decision, appeals or people by hand bring in."""
    if rule.holds == "appeals":
        open_count = facts.appeals - facts.appeals_settled
        return f"còn {open_count} khiếu nại, kiến nghị chưa giải quyết" if open_count > 0 else ""
    if rule.holds == "entries":
        missing = facts.entries_in < facts.entries_due
        return f"mới có {facts.entries_in}/{facts.entries_due} bản" if missing else ""
    there = {
        "minutes": facts.has_minutes,
        "appraisal": facts.appraised,
        "decision": facts.decided,
        "prompts": True,  # issued by the program's own pages, so always at hand
    }
    return "" if there.get(rule.holds, rule.key in facts.attached) else "chưa có"


def _not_needed(rule: SlotRule, facts: DossierFacts) -> str:
    """Why a line stays empty: printed "(nếu có)" and there is none, nobody on the list, or not for this subject."""
    counts = {
        "prompts": facts.prompts_issued,
        "appeals": facts.appeals,
        "consultees": facts.consultees_asked,
        "list_above": facts.managed_above,
        "list_own": facts.managed_own,
        "upload": int(rule.key in facts.attached),
    }
    if counts.get(rule.holds, 1) == 0 and (rule.if_any or rule.holds.startswith("list_")):
        return "không có"
    if rule.waivable and rule.key not in facts.attached:
        return facts.not_applicable.get(rule.key, "").strip()
    return ""


def check_kept(slots: Iterable[Slot], kept: Collection[str], plan: Plan) -> list[Finding]:
    """Of each paper that people brought in it is said whether paper or data, and where it is kept (P2-V-a).

    ``kept``: keys of the lines of which that is said; what the program wrote itself it keeps itself.
    """
    if plan.keeping is None:
        return []
    unsaid = [slot.label for slot in slots if slot.by_hand and slot.is_present and slot.key not in kept]
    if not unsaid:
        return []
    message = f"Chưa ghi bản giấy hay dữ liệu điện tử và nơi lưu giữ: {'; '.join(unsaid)}."
    return [Finding("dossier.kept", plan.keeping.severity, message, plan.reference(plan.keeping.clause))]


def check_waiver(key: str, reason: str, plan: Plan) -> list[Finding]:
    """Only a line that concerns some subjects and not others is waived, and with its reason (P2-V.2.2-e)."""
    rule = next((row for row in plan.dossier if row.key == key and row.holds in _BY_HAND), None)
    if rule is None:
        return [Finding("dossier.line", Severity.BLOCK, "Chọn lại mục của hồ sơ.")]
    reference = plan.reference(rule.clause)
    if not rule.waivable:
        message = f"{rule.title}: mục này ai cũng phải có, không ghi “không thuộc diện” được."
        return [Finding("dossier.waiver", Severity.BLOCK, message, reference)]
    if not reason.strip():
        message = f"{rule.title}: ghi lý do không thuộc diện."
        return [Finding("dossier.waiver_reason", Severity.BLOCK, message, reference)]
    return []


def check_copies(handed: Collection[str], plan: Plan, *, closing: bool = False) -> list[Finding]:
    """Each copy goes to its place, and its receipt is recorded (P2-V.1-a, P2-V.1-b); else no dossier is closed."""
    missing = [copy for copy in plan.copies if copy.key not in handed]
    if not missing:
        return []
    done = len(plan.copies) - len(missing)
    names = "; ".join(copy.title for copy in missing)
    message = f"Hồ sơ mới có {done}/{len(plan.copies)} bộ được giao nhận, còn thiếu: {names}."
    severity = Severity.BLOCK if closing else Severity.WARN
    return [Finding("dossier.copies", severity, message, plan.reference(missing[0].clause))]


def _residence(facts: DossierFacts, reference: Reference, plan: Plan) -> tuple[str, Reference]:
    """Request and reply both, the reply confirmed by the committee of the commune (P0-4.5-c, P0-M213-e)."""
    if not facts.residence_requested:
        return "chưa gửi phiếu xin ý kiến", reference
    if not facts.residence_answered:
        return "đã gửi phiếu xin ý kiến, chưa có phiếu nhận xét", reference
    if not facts.residence_confirmed:
        return "thiếu xác nhận của Đảng ủy xã, phường, thị trấn", plan.cite(Topic.RESIDENCE_CONFIRMATION) or reference
    return "", reference
