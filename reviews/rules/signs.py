"""Each member's answer on the signs of degradation, and what the cell's conclusion on them brings about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .findings import Finding
from .parts.signs import SignOutcome
from .plan import Plan


@dataclass(frozen=True, slots=True)
class SignRow:
    """``text`` is empty until the committee enters what the superior's document says: it is never made up."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class SignAnswer:
    grade: int
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SignConclusion:
    """What the cell confirms of one sign; ``written``: its own words on the result, empty for the plan's."""

    number: int
    grade: int
    written: str = ""


@dataclass(frozen=True, slots=True)
class SignResult:
    number: int
    grade: int
    outcome: SignOutcome
    text: str
    clause: str


def sign_rows(plan: Plan, texts: Mapping[int, str] | None = None) -> list[SignRow]:
    """One row per sign, numbered; none where the plan asks for no such list (P4-1.3.2-b)."""
    count = plan.signs.count if plan.signs else 0
    return [SignRow(number, (texts or {}).get(number, "").strip()) for number in range(1, count + 1)]


def check_signs(name: str, answers: Mapping[int, SignAnswer], plan: Plan, *, shortcomings: int = 0) -> list[Finding]:
    """Every sign on one grade, with a remedy above the first; shortcomings do not go with no sign at all."""
    rules = plan.signs
    if rules is None:
        return []
    findings = []
    numbers = range(1, rules.count + 1)
    open_rows = [number for number in numbers if number not in answers]
    wrong = [number for number in numbers if number in answers and not 1 <= answers[number].grade <= len(rules.grades)]
    unknown = sorted(set(answers) - set(numbers))
    if open_rows or unknown:
        done = rules.count - len(open_rows)
        message = f"{name} mới tự đối chiếu {done}/{rules.count} biểu hiện{_list('còn thiếu', open_rows)}."
        if unknown:
            message = f"{name} trả lời ngoài {rules.count} biểu hiện{_list('biểu hiện', unknown)}."
        findings.append(Finding("signs.rows", rules.severity, message, plan.reference(rules.clause)))
    if wrong:
        message = f"{name}: cấp độ phải từ 1 đến {len(rules.grades)}{_list('biểu hiện', wrong)}."
        findings.append(Finding("signs.grade", rules.severity, message, plan.reference(rules.clause)))
    bare = [number for number in numbers if number in answers and _needs_remedy(answers[number])]
    if bare:
        message = f"{name} chưa đề ra biện pháp khắc phục, phòng ngừa{_list('biểu hiện', bare)}."
        findings.append(Finding("signs.remedy", rules.remedy.severity, message, plan.reference(rules.remedy.clause)))
    if shortcomings > 0 and not open_rows and all(row.grade == 1 for row in answers.values()):
        message = (
            f"{name} tự nhận {shortcomings} hạn chế, khuyết điểm nhưng đối chiếu cả {rules.count} biểu hiện đều ở cấp "
            f"độ (1) {rules.grades[0]}: đó có thể là biểu hiện suy thoái ở các cấp độ tương ứng."
        )
        reference = plan.reference(rules.contradiction.clause)
        findings.append(Finding("signs.contradiction", rules.contradiction.severity, message, reference))
    return findings


def sign_result(conclusion: SignConclusion, plan: Plan) -> SignResult | None:
    """What follows from the grade that the cell confirms; None where the plan prints nothing (P4-1.3.2-e, f)."""
    found = plan.signs.consequence(conclusion.grade) if plan.signs else None
    if found is None:
        return None
    text = conclusion.written.strip() or found.says
    return SignResult(conclusion.number, conclusion.grade, found.outcome, text, found.clause)


def handling_cases(conclusions: list[SignConclusion], plan: Plan) -> list[SignResult]:
    """The cases to decide on or to put before the superior (P4-1.3.2-e)."""
    results = [sign_result(row, plan) for row in conclusions]
    return [row for row in results if row is not None and row.outcome is SignOutcome.HANDLING]


def _needs_remedy(answer: SignAnswer) -> bool:
    return answer.grade > 1 and not answer.remedy.strip()


def _list(label: str, numbers: list[int]) -> str:
    return f" ({label}: {', '.join(str(number) for number in numbers)})" if numbers else ""
