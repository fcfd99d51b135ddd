"""What a plan asks of each shortcoming: cause, who answers for it, how and until when it is mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .findings import Finding, Severity
from .parts import AskedPart, FormRules, ShortcomingPart
from .plan import Plan

_WRITTEN = {
    ShortcomingPart.CAUSE: "nguyên nhân",
    ShortcomingPart.REMEDY: "biện pháp khắc phục",
    ShortcomingPart.REMEDY_BY: "thời gian khắc phục",
}
_RESPONSIBLE = {
    ShortcomingPart.COLLECTIVE: "tập thể",
    ShortcomingPart.HEAD: "người đứng đầu",
    ShortcomingPart.MEMBERS: "thành viên",
}


def is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def check_each(
    rows: Sequence[Mapping[str, Any]], form: FormRules, plan: Plan, *, head_name: str = "", causes_written: bool = False
) -> Iterator[Finding]:
    """What each shortcoming lacks, by the number of its row: one finding a row and clause, as strict as the plan.

    The head is asked for whoever else is named (P0-3.1-f, P4-1.3.1-e). ``causes_written``: the one text for all causes
    stands in the form. The code names the first part that lacks.
    """
    for number, row in enumerate(rows, start=1):
        lacking: dict[tuple[str, Severity], list[ShortcomingPart]] = {}
        for asked in form.each_shortcoming:
            if _lacks(row, asked) and not (asked.part is ShortcomingPart.CAUSE and causes_written):
                lacking.setdefault((asked.clause, asked.severity), []).append(asked.part)
        for (clause, severity), parts in lacking.items():
            message = f"Mục II, dòng {number}: {_say(parts, head_name)}."
            yield Finding(f"entry.ii_{parts[0]}", severity, message, plan.reference(clause))


def _lacks(row: Mapping[str, Any], asked: AskedPart) -> bool:
    return not asked.if_any and is_blank(row.get(asked.part))


def _say(parts: Iterable[ShortcomingPart], head_name: str) -> str:
    """chưa ghi nguyên nhân, thời gian khắc phục; chưa làm rõ trách nhiệm của tập thể, người đứng đầu (Lò Văn An)"""
    said = []
    written = [_WRITTEN[part] for part in parts if not part.of_responsibility]
    if written:
        said.append(f"chưa ghi {', '.join(written)}")
    named = {**_RESPONSIBLE}
    if head_name:
        named[ShortcomingPart.HEAD] += f" ({head_name})"
    responsible = [named[part] for part in parts if part.of_responsibility]
    if responsible:
        said.append(f"chưa làm rõ trách nhiệm của {', '.join(responsible)} trong hạn chế, khuyết điểm này")
    return "; ".join(said)
