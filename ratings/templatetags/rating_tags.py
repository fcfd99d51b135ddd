"""Look-ups, numbers and pictures for the pages of the judgement.

Numbers that become SVG coordinates are handed over as text: the Vietnamese locale writes 12,5 for 12.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html

from organizations.formats import spans, vi_number
from reviews.choices import Level
from reviews.templatetags.level_tags import level_label

register = template.Library()


@register.filter
def at(mapping: Mapping[str, Any] | None, key: object) -> Any:
    """``{{ forms|at:"cell" }}``: the entry of a dictionary, nothing when there is none."""
    return mapping.get(str(key)) if mapping else None


@register.filter
def percent(share: Fraction | Decimal | float | None) -> str:
    """7/9 -> 77,8%: for reading only, what decides is the fraction."""
    if share is None:
        return ""
    if not isinstance(share, Fraction):
        share = Fraction(str(share))
    return f"{vi_number(share * 100, 1)}%"


@register.filter
def cells(result: Any) -> list[dict[str, Any]]:
    """The four levels of one counted question: its label, how many votes, and their share of those that count."""
    return [
        {
            "level": level,
            "label": Level(level).label,
            "count": getattr(result.question, level) or 0,
            "share": result.outcome.own_shares.get(level),
        }
        for level in Level.values
    ]


#: The four levels as a dense table has room for them; the full words stand in the picture above it.
SHORT = {
    Level.EXCELLENT: "HT xuất sắc",
    Level.GOOD: "HT tốt",
    Level.COMPLETED: "Hoàn thành",
    Level.NOT_COMPLETED: "Không HT",
}


@register.filter
def level_mark(level: str | None) -> str:
    """A level in a cell of a dense table: short to see, in full for who hovers or listens; a dash for none."""
    if not level:
        return format_html('<span class="muted" aria-label="chưa có">{}</span>', "–")
    full = level_label(level)
    short = SHORT.get(Level(level), full)
    return format_html(
        '<span class="level level-{} level-short" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        *(level, full, short, full),
    )


@register.filter
def counts(distribution: Any) -> dict[str, int]:
    """The board's distribution, (level, label, count), as the picture takes it."""
    return {level: count for level, _label, count in distribution}


@register.inclusion_tag("ratings/_quota_meter.html")
def quota_meter(
    seats: int,
    used: int,
    over_by: int | None = None,
    label: str = "Hoàn thành xuất sắc nhiệm vụ",
    base: int | None = None,
    clause: Any = "",
) -> dict[str, Any]:
    """Seats of the quota and how many are taken; ``base``: what the share is taken of, ``clause``: its source."""
    over = max(0, used - seats) if over_by is None else over_by
    whole = max(seats, used, 1)
    width = 600.0
    inside = min(used, seats)
    ticks = [f"{width * seat / whole:.2f}" for seat in range(1, whole)] if whole <= 40 else []
    return {
        "seats": seats,
        "used": used,
        "over_by": over,
        "free": max(0, seats - used),
        "label": label,
        "base": base,
        "clause": str(clause) if clause else "",
        "inside_width": f"{width * inside / whole:.2f}",
        "over_x": f"{width * seats / whole:.2f}",
        "over_width": f"{width * max(0, used - seats) / whole:.2f}",
        "limit_x": f"{width * seats / whole:.2f}",
        "ticks": ticks,
    }


@register.inclusion_tag("ratings/_turnout_bar.html")
def turnout_bar(voted: int, count: int) -> dict[str, str]:
    """How many have voted, of all who may; the numbers themselves stand beside it."""
    return {"width": f"{600 * voted / max(count, 1):.2f}"}


@register.inclusion_tag("ratings/_level_distribution.html")
def level_distribution(counts: Any, title: str = "Kết quả xếp loại") -> dict[str, Any]:
    """``counts``: how many of each level, a dictionary by level or pairs; levels that are absent count as none.

    The key ``None`` or an empty text counts those not yet rated.
    """
    pairs = counts.items() if isinstance(counts, Mapping) else counts
    by_level: dict[str, int] = {}
    for level, count in pairs:
        key = str(level) if level else ""
        by_level[key] = by_level.get(key, 0) + int(count)
    keys = [*Level.values, *([""] if by_level.get("") else [])]
    values = [by_level.get(key, 0) for key in keys]
    total = sum(values)
    rows = []
    for key, value, (x, width) in zip(keys, values, spans(values, total, 600.0), strict=True):
        share = Fraction(value * 100, total) if total else Fraction(0)
        rows.append(
            {
                "key": key or "none",
                "label": level_label(key) or "Chưa xếp loại",
                "count": value,
                "share": vi_number(share, 1) + "%",
                "x": x,
                "width": width,
                "middle": f"{float(x) + float(width) / 2:.2f}",
                "wide": float(width) >= 30,
            }
        )
    return {"rows": rows, "total": total, "title": title}


@register.filter
def in_fours(letters: str) -> str:
    """A long code as it is read aloud: `4d53 5814 …`."""
    return " ".join(fours(letters))


def fours(letters: str) -> list[str]:
    return [letters[place : place + 4] for place in range(0, len(letters), 4)]
