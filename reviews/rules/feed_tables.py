"""A table of figures pasted from a spreadsheet: one line a unit, its cells parted by tabs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from .feeds import FeedRow, FeedUnit, template
from .findings import Finding, Severity
from .parts.feeds import Feed
from .plan import Plan

#: How the first column is called in the line of headings.
UNIT_HEADING = "Đơn vị"


def headings(feed: Feed) -> list[str]:
    """The line that the table begins with in the template (P3-III.2.5-a)."""
    return [UNIT_HEADING, *(column.label for column in feed.columns)]


def read_table(feed: Feed, text: str, units: Iterable[FeedUnit], plan: Plan) -> tuple[list[FeedRow], list[Finding]]:
    """The rows of a pasted table in the feed's own columns, and why it cannot be taken over.

    The first cell of a line names the unit; a line of headings is passed over, an empty cell says nothing. What a
    value may be is not asked here.
    """
    expected = template(feed, units)
    named = defaultdict(list)
    for unit, columns in expected:
        named[_folded(unit.name)].append((unit, columns))
    values: dict[int, dict[str, str]] = {}
    findings: list[Finding] = []

    def refuse(code: str, message: str) -> None:
        clause = plan.feeds.template_clause if plan.feeds else feed.clause
        findings.append(Finding(f"feed.{code}", Severity.BLOCK, message, plan.reference(clause)))

    for number, line in enumerate(text.splitlines(), start=1):
        name, *cells = (cell.strip() for cell in line.split("\t"))
        if not name and not any(cells):
            continue
        if _folded(name) == _folded(UNIT_HEADING):
            continue
        found = named.get(_folded(name), [])
        if len(found) != 1:
            why = "không có trong mẫu số liệu" if not found else "trùng tên nhiều đơn vị, ghi ở bảng"
            refuse("unit", f"Dòng {number}: “{name}” {why}.")
            continue
        ((unit, columns),) = found
        if unit.id in values:
            refuse("twice", f"Dòng {number}: {unit.name} có hai dòng.")
            continue
        if any(cells[len(feed.columns) :]):
            refuse("column", f"Dòng {number}: {unit.name} có {len(cells)} ô, mẫu có {len(feed.columns)} cột.")
            continue
        row = {}
        for column, cell in zip(feed.columns, cells, strict=False):
            if cell and column not in columns:
                refuse("column", f"Dòng {number}: {unit.name} không có cột “{column.label}”.")
            elif cell:
                row[column.key] = cell
        values[unit.id] = row
    if not values and not findings:
        refuse("empty", "Chưa có dòng nào: dán bảng từ Excel, cột đầu là tên đơn vị.")
    return [FeedRow(unit_id, row) for unit_id, row in values.items()], findings


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
