"""Look-ups and numbers for the pages of the judgement."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils.html import format_html

from organizations.templatetags.components import level_label, vi_number
from reviews.choices import Level

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
