"""The tasks of the year, each with its quantity or product and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .findings import Finding
from .parts import FormRules
from .plan import Plan
from .shortcomings import is_blank

#: Where an entry keeps its tasks; each row has ``task``, ``product`` and ``result``.
TASK_ROWS = "tasks"
_PARTS = {"task": "chỉ tiêu, nhiệm vụ", "product": "số lượng, sản phẩm cụ thể", "result": "kết quả"}


def check_products(rows: Sequence[Mapping[str, Any]], form: FormRules, plan: Plan) -> list[Finding]:
    """What the list of tasks lacks, by the number of the row; nothing where the plan asks for none (P4-1.3.2-h)."""
    rules = form.products
    if rules is None:
        return []
    reference = plan.reference(rules.clause)
    if not rows:
        message = "Mục I chưa kê từng chỉ tiêu, nhiệm vụ được giao trong năm với sản phẩm cụ thể."
        return [Finding("entry.tasks", rules.severity, message, reference)]
    findings = []
    for number, row in enumerate(rows, start=1):
        lacking = [name for key, name in _PARTS.items() if is_blank(row.get(key))]
        if lacking:
            message = f"Mục I, nhiệm vụ ở dòng {number}: chưa ghi {'; '.join(lacking)}."
            findings.append(Finding("entry.products", rules.severity, message, reference))
    return findings
