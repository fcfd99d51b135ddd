"""The dossier that a cell hands in, each part with its own completeness, and the support for its meeting."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from . import deadlines
from .findings import Finding
from .levels import Level
from .parts.cells import CellPartRow, CellStepRow, Counted, PartHolds
from .plan import Plan


@dataclass(frozen=True, slots=True)
class CellFacts:
    """``papers``: keys of the parts handed in; ``none_to_list``: keys of lists marked "không có".

    ``statements_due``: members paid by the State; the committee's own report comes on top.
    """

    name: str
    papers: Collection[str] = ()
    none_to_list: Collection[str] = ()
    score_rows: Mapping[str, int | None] = field(default_factory=dict)
    has_committee: bool = True
    committee_report_in: bool = False
    statements_due: int = 0
    statements_in: int = 0


@dataclass(frozen=True, slots=True)
class CellPart:
    """``lacks`` is empty once the part is complete."""

    row: CellPartRow
    lacks: str

    @property
    def is_complete(self) -> bool:
        return not self.lacks


def cell_parts(facts: CellFacts, plan: Plan) -> list[CellPart]:
    """The parts in the printed order (P4-III-a)."""
    rules = plan.cells.dossier if plan.cells else None
    return [CellPart(row, _lacks(row, facts)) for row in (rules.parts if rules else ())]


def _lacks(row: CellPartRow, facts: CellFacts) -> str:
    if row.holds is PartHolds.STATEMENTS:
        due = facts.statements_due + facts.has_committee
        there = min(facts.statements_in, facts.statements_due) + (facts.has_committee and facts.committee_report_in)
        return f"mới có {there}/{due} bản" if there < due else ""
    if row.holds is PartHolds.SCORES:
        return "" if _scored(facts.score_rows) else "chưa chấm điểm"
    if row.holds is PartHolds.LIST and row.key in facts.none_to_list:
        return ""
    return "" if row.key in facts.papers else "chưa có"


def check_cell_dossier(facts: CellFacts, plan: Plan, *, sent_on: date | None = None) -> list[Finding]:
    """What keeps the cell's dossier from being sent; with ``sent_on``, whether that day is late (P4-III-a, b, d)."""
    rules = plan.cells.dossier if plan.cells else None
    parts = cell_parts(facts, plan)
    done = sum(part.is_complete for part in parts)
    findings = [
        Finding(
            f"cell.{part.row.key}",
            part.row.severity,
            f"Hồ sơ của {facts.name} mới đủ {done}/{len(parts)} loại. {part.row.title}: {part.lacks}.",
            plan.reference(part.row.clause),
        )
        for part in parts
        if part.lacks
    ]
    if rules is not None and rules.milestone and sent_on is not None:
        milestone = plan.milestone(rules.milestone)
        if not deadlines.is_on_time(milestone, sent_on):
            message = f"Hồ sơ của {facts.name} gửi ngày {sent_on:%d/%m/%Y} là chậm: {deadlines.printed_day(milestone)}."
            findings.append(Finding("cell.late", milestone.severity, message, milestone.reference))
    return findings


def check_outstanding(levels: Mapping[str, Level], marked: Iterable[str], plan: Plan) -> list[Finding]:
    """Only members of the best level are put forward as outstanding (P4-III-c). ``levels`` by name."""
    rules = plan.cells.dossier if plan.cells else None
    if rules is None:
        return []
    return [
        Finding(
            "cell.outstanding",
            rules.marked.severity,
            f"{name} không được đánh dấu “tiêu biểu”: chỉ chọn trong số “{Level.EXCELLENT.label}”.",
            plan.reference(rules.marked.clause),
        )
        for name in marked
        if levels.get(name) is not Level.EXCELLENT
    ]


def check_cell_ballot(name: str, score_rows: Mapping[str, int | None], plan: Plan) -> list[Finding]:
    """The cell's score sheet is passed before the ballot on the cell; points give no level (P4-III-e)."""
    rules = plan.cells.dossier if plan.cells else None
    if rules is None or _scored(score_rows):
        return []
    message = f"Thông qua bảng chấm điểm của {name} rồi mới bỏ phiếu xếp loại chi bộ."
    reference = plan.reference(rules.scores_first.clause)
    return [Finding("cell.scores", rules.scores_first.severity, message, reference)]


def cell_steps(plan: Plan) -> tuple[CellStepRow, ...]:
    """What the cell's meeting passes, in the order of its programme."""
    return plan.cells.steps if plan.cells else ()


def check_step(step: CellStepRow, facts: CellFacts, plan: Plan) -> list[Finding]:
    """A meeting passes only what lies before it (P4-3-B4-b, P4-3-B4-e)."""
    (part,) = [row for row in cell_parts(facts, plan) if row.row.key == step.part]
    if part.is_complete:
        return []
    message = f"{step.title}: {part.row.title} {part.lacks}."
    return [Finding(f"cell.step.{step.key}", step.severity, message, plan.reference(step.clause))]


def check_steps_passed(name: str, passed: Collection[str], plan: Plan) -> list[Finding]:
    """What the meeting of the cell has not passed yet; it closes, and its dossier leaves, only after that."""
    return [
        Finding(
            f"cell.step.{step.key}",
            step.severity,
            f"Hội nghị {name} chưa làm phần: {step.title}.",
            plan.reference(step.clause),
        )
        for step in cell_steps(plan)
        if step.key not in passed
    ]


def check_reward_list(levels: Mapping[str, Level], listed: Iterable[str], plan: Plan) -> list[Finding]:
    """Only members of the best level stand on the list (P4-III-c). ``levels`` by name."""
    rules = plan.cells.dossier if plan.cells else None
    if rules is None:
        return []
    return [
        Finding(
            "cell.reward",
            rules.marked.severity,
            f"{name} không có trong danh sách đề nghị khen thưởng: chỉ gồm đảng viên “{Level.EXCELLENT.label}”.",
            plan.reference(rules.marked.clause),
        )
        for name in listed
        if levels.get(name) is not Level.EXCELLENT
    ]


def support_for(*, registered: int, attending: int, plan: Plan) -> int:
    """Đồng for the meeting of one cell; 0 where the plan prints no support (P4-IV.6-a)."""
    rules = plan.cells.support if plan.cells else None
    if rules is None:
        return 0
    return rules.amount * (registered if rules.counted is Counted.REGISTERED else attending)


def _scored(rows: Mapping[str, int | None]) -> bool:
    """Every criterion has its points, and there is at least one."""
    return bool(rows) and all(points is not None for points in rows.values())
