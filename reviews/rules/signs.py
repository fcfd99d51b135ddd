"""Each member's answer on the signs of degradation, and what the cell's conclusion on them brings about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .findings import Finding, Severity
from .parts.signs import SignOutcome
from .plan import Plan

#: Where an entry keeps its answers; each row has ``number``, ``grade`` and ``remedy``.
SIGN_ROWS = "signs"
#: A sign is a sentence or two; anything longer is a page pasted into one line.
MOST_CHARACTERS = 1_000
_NUMBERED = re.compile(r"^\(?\d{1,2}\s*[.):\-–]\s*")


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


def sign_answers(data: Mapping[str, Any]) -> dict[int, SignAnswer]:
    """The answers that an entry keeps under ``SIGN_ROWS``; a row without a number or a grade is no answer."""
    stored = data.get(SIGN_ROWS)
    rows = [row for row in stored if isinstance(row, Mapping)] if isinstance(stored, list) else []
    answers = {}
    for row in rows:
        number, grade = _whole(row.get("number")), _whole(row.get("grade"))
        if number is not None and grade is not None:
            answers[number] = SignAnswer(grade, str(row.get("remedy") or ""))
    return answers


def _whole(value: object) -> int | None:
    text = str(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else None


def texts_of(pasted: str) -> list[str]:
    """The texts of the signs from pasted lines, one a line, without the number that a line may begin with."""
    lines = (" ".join(line.split()) for line in pasted.splitlines())
    return [_NUMBERED.sub("", line) for line in lines if line]


def check_sign_texts(texts: Sequence[str], plan: Plan) -> list[Finding]:
    """As many texts as the plan has signs, none twice and none without words (P4-1.3.2-b)."""
    rules = plan.signs
    if rules is None:
        return [Finding("signs.plan", Severity.BLOCK, "Kế hoạch không yêu cầu đối chiếu các biểu hiện.")]
    reference, findings = plan.reference(rules.clause), []
    if len(texts) != rules.count:
        message = f"Danh mục có {len(texts)} dòng; phải đúng {rules.count} biểu hiện, mỗi biểu hiện một dòng."
        findings.append(Finding("signs.count", Severity.BLOCK, message, reference))
    bare = [number for number, text in enumerate(texts, start=1) if not any(letter.isalpha() for letter in text)]
    if bare:
        message = f"Có dòng không có chữ{_list('dòng', bare)}."
        findings.append(Finding("signs.words", Severity.BLOCK, message, reference))
    long = [number for number, text in enumerate(texts, start=1) if len(text) > MOST_CHARACTERS]
    if long:
        message = f"Có dòng dài quá {MOST_CHARACTERS} ký tự{_list('dòng', long)}: mỗi biểu hiện một dòng."
        findings.append(Finding("signs.long", Severity.BLOCK, message, reference))
    often = Counter(text.casefold() for text in texts)
    same = [number for number, text in enumerate(texts, start=1) if often[text.casefold()] > 1]
    if same:
        message = f"Có biểu hiện ghi hai lần{_list('dòng', same)}."
        findings.append(Finding("signs.twice", Severity.BLOCK, message, reference))
    return findings


def check_conclusion(conclusion: SignConclusion, plan: Plan) -> list[Finding]:
    """Only a sign of the list on one of its grades can be concluded on (P4-1.3.2-b, e, f)."""
    rules = plan.signs
    if rules is None:
        return [Finding("signs.plan", Severity.BLOCK, "Kế hoạch không yêu cầu đối chiếu các biểu hiện.")]
    if 1 <= conclusion.number <= rules.count and 1 <= conclusion.grade <= len(rules.grades):
        return []
    message = f"Chọn biểu hiện từ 1 đến {rules.count} và cấp độ từ 1 đến {len(rules.grades)}."
    return [Finding("signs.conclusion", Severity.BLOCK, message, plan.reference(rules.clause))]


def confirmed_findings(name: str, conclusions: Sequence[SignConclusion], plan: Plan) -> list[Finding]:
    """What the cell confirmed, told to whoever decides on the person (P4-1.3.2-e, f)."""
    rules = plan.signs
    findings = []
    for row in sorted(conclusions, key=lambda row: row.number):
        result = sign_result(row, plan)
        if rules is None or result is None:
            continue
        message = (
            f"{name}: chi bộ kết luận biểu hiện {row.number} ở cấp độ ({row.grade}) "
            f"{_lower(rules.grades[row.grade - 1])}; {result.text}."
        )
        severity = Severity.WARN if result.outcome is SignOutcome.HANDLING else Severity.INFO
        findings.append(Finding(f"signs.{result.outcome.value}", severity, message, plan.reference(result.clause)))
    return findings


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


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
