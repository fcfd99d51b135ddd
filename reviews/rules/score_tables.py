"""The table of criteria and points on a form: scored throughout, and no self-level above what the points give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from .findings import Finding, Severity
from .levels import Level
from .parts import FormRules
from .plan import Plan
from .scoring import check_criteria, check_decision, check_scores, propose, total_of

#: Where an entry keeps its table; each row has ``criterion_id``, ``most`` and ``points``.
SCORE_ROWS = "score_items"


def check_score_table(
    data: Mapping[str, Any], form: FormRules, plan: Plan, *, level_keys: Sequence[str]
) -> list[Finding]:
    """What keeps the table of an entry from being handed in; nothing where the form has none (P2-IV.2-a, k).

    ``level_keys`` name the self-levels in ``data`` that the sum of the points bears out or does not. Facts that change
    a level are recorded on appraisal, so conditions that nobody has confirmed are not held against the writer.
    """
    rules = plan.scoring
    if not form.scored or rules is None:
        return []
    reference = plan.reference(form.score_clause)
    stored = data.get(SCORE_ROWS)
    rows = [row for row in stored if isinstance(row, Mapping)] if isinstance(stored, list) else []
    if not rows:
        message = (
            "Bảng điểm chưa có tiêu chí nào. Đề nghị cơ quan lập kế hoạch nhập các tiêu chí của phụ lục trước khi nộp."
        )
        return [Finding("entry.score_criteria", Severity.BLOCK, message, reference)]
    most = [_number(row.get("most")) or Decimal(0) for row in rows]
    if wrong := check_criteria(most, rules):
        return wrong
    scored = [_number(row.get("points")) for row in rows]
    findings = []
    missing = [str(number) for number, points in enumerate(scored, start=1) if points is None]
    if missing:
        done = len(rows) - len(missing)
        message = f"Bảng điểm mới chấm {done}/{len(rows)} tiêu chí; còn thiếu tiêu chí {', '.join(missing)}."
        findings.append(Finding("entry.scores", Severity.BLOCK, message, reference))
    given = [Decimal(0) if points is None else points for points in scored]
    findings += check_scores(most, given, rules)
    if findings:
        return findings
    proposal = propose(total_of(most, given, rules), rules)
    for level in _levels(data, level_keys):
        findings += [row for row in check_decision(decided=level, proposal=proposal) if row.blocks]
    return findings


def _levels(data: Mapping[str, Any], keys: Iterable[str]) -> list[Level]:
    """The levels named, each once."""
    named = [str(data.get(key) or "") for key in keys]
    return [level for level in Level if level in named]


def _number(value: Any) -> Decimal | None:
    """Points as stored, ``"27.5"``; None for a blank and for what is no number."""
    if isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip().replace(",", "."))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
