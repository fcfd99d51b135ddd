"""The card of a rendered paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def short_hash(value: str | None) -> str:
    """The first 12 characters of a checksum in groups of four, as people compare them aloud."""
    text = (value or "")[:12]
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.inclusion_tag("forms_templates/_document_card.html")
def document_card(document: Mapping[str, Any]) -> dict[str, Any]:
    """A rendered paper.

    ``title``, ``state`` (pending, ready, failed); optional ``number``, ``issued_on``, ``sha256``, ``signed`` (True,
    False or None for papers nobody signs) and ``signed_words`` ("Đã ký số"), ``note``, ``open_url``, ``print_url``,
    ``download_url``, ``verify_url`` (public, drawn as ``qr`` where that is given), ``retry_url`` (POST) and
    ``status_url``, which answers this card again and is asked every two seconds while pending.
    """
    names = (
        *("title", "number", "issued_on", "sha256", "signed", "signed_words", "note", "open_url", "print_url"),
        *("download_url", "verify_url", "qr", "retry_url", "status_url"),
    )
    card = {name: document.get(name) for name in names}
    card["state"] = str(document.get("state", "ready"))
    return {"document": card}
