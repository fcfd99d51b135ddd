"""The pictures of a campaign: its milestones, the progress of its units.

Numbers that become SVG coordinates are handed over as text: the Vietnamese locale writes 12,5 for 12.5.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template

from forms_templates.text import stored_points, written_points
from organizations import clock
from organizations.formats import spans, vi_number
from organizations.templatetags.components import TONES, deadline_state, read

register = template.Library()


@register.filter
def points(value: Decimal) -> str:
    """``27,5``: without trailing zeros."""
    return written_points(stored_points(value))


@register.inclusion_tag("reviews/_unit_progress.html")
def unit_progress(
    rows: Iterable[Any], title: str = "Tiến độ theo đơn vị", unit_label: str = "Đơn vị"
) -> dict[str, Any]:
    """One stacked bar a unit: ``name``, ``total``, ``done``; optional ``doing``, ``late``, ``url``.

    What is neither done, under way nor late has not begun.
    """
    lines = []
    for row in rows:
        total, done = int(read(row, "total", 0)), int(read(row, "done", 0))
        doing, late = int(read(row, "doing", 0) or 0), int(read(row, "late", 0) or 0)
        bars = spans((done, doing, late), total, 200.0)
        lines.append(
            {
                "name": read(row, "name"),
                "url": read(row, "url", ""),
                "total": total,
                "done": done,
                "doing": doing,
                "late": late,
                "todo": max(0, total - done - doing - late),
                "share": f"{vi_number(Fraction(done * 100, total), 0)}%" if total else "–",
                "bars": [
                    {"key": key, "x": x, "width": width}
                    for key, (x, width) in zip(("done", "doing", "late"), bars, strict=True)
                ],
            }
        )
    return {"rows": lines, "title": title, "unit_label": unit_label}


@register.inclusion_tag("reviews/_timeline.html")
def timeline(milestones: Iterable[Any], title: str = "Mốc thời hạn", on: date | None = None) -> dict[str, Any]:
    """Milestones in order of their day: ``label``, ``due_on``; optional ``done``, ``clause``, ``url``."""
    today = on or clock.today()
    rows: list[dict[str, Any]] = []
    for milestone in sorted(milestones, key=lambda item: read(item, "due_on")):
        due_on, done = read(milestone, "due_on"), bool(read(milestone, "done", False))
        tone, words = deadline_state(due_on, today, done)
        rows.append(
            {
                "number": len(rows) + 1,
                "label": read(milestone, "label"),
                "due_on": due_on,
                "done": done,
                "tone": tone,
                "words": words,
                "icon": TONES[tone][1],
                "clause": str(read(milestone, "clause") or ""),
                "url": read(milestone, "url", ""),
            }
        )
    if not rows:
        return {"rows": [], "title": title}
    first, last = min(rows[0]["due_on"], today), max(rows[-1]["due_on"], today)
    days = max((last - first).days, 1)
    left, width = 30.0, 940.0
    lanes = [-1000.0, -1000.0, -1000.0]
    for row in rows:
        x = left + width * (row["due_on"] - first).days / days
        lane = next((index for index, end in enumerate(lanes) if x - end >= 26), 0)
        lanes[lane] = x
        row.update(x=f"{x:.2f}", y=f"{58 - 28 * lane:.2f}", text_y=f"{62.5 - 28 * lane:.2f}", lane=lane)
    top = 40 - 28 * max(row["lane"] for row in rows)
    months = []
    month = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    while month <= last:
        months.append({"x": f"{left + width * (month - first).days / days:.2f}", "label": f"{month:%m/%Y}"})
        month = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return {
        "rows": rows,
        "title": title,
        "months": months,
        "top": str(top),
        "height": str(112 - top),
        "today": today,
        "today_x": f"{left + width * (today - first).days / days:.2f}",
        "axis_start": f"{left:.2f}",
        "axis_end": f"{left + width:.2f}",
    }
