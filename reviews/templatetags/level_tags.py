"""The four levels in their printed words."""

from __future__ import annotations

from typing import Any

from django import template

from reviews.choices import Level

register = template.Library()


def level_label(value: str | None) -> str:
    """The printed words of a level; an empty text for none, the value itself when it is not one of the four."""
    if not value:
        return ""
    return Level(value).label if value in Level.values else str(value)


@register.inclusion_tag("reviews/_level_badge.html")
def level_badge(level: str | None, empty: str = "Chưa xếp loại") -> dict[str, Any]:
    return {"level": str(level) if level else "", "label": level_label(level) or empty}
