"""Text that people type: one normal form, no invisible control characters, and a length everyone can read."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

#: The longest text one field accepts, in characters after normalising.
MAX_LENGTH = 20_000

_KEPT_CONTROLS = "\n\t"
_INVISIBLE = frozenset("\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: However a program ends a line; the vertical tab is Word's, within a paragraph.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff{''.join(_INVISIBLE)}]")


def nfc(text: str) -> str:
    """The composed form every stored and printed text has."""
    return unicodedata.normalize("NFC", text)


def clean_text(text: str) -> str:
    """NFC, ``\\n`` line ends, no control, direction-override or non-character code points, no blanks at either end.

    Nothing a reader can see is removed; emoji and other scripts stay.
    """
    text = nfc(_LINE_ENDS.sub("\n", text))
    return "".join(letter for letter in text if _is_kept(letter)).strip()


def without_controls(text: str) -> str:
    """NFC without control and direction-override characters; line ends and blanks stay as they were typed."""
    return _UNSEEN.sub("", nfc(text))


def _is_kept(letter: str) -> bool:
    if letter in _KEPT_CONTROLS:
        return True
    if letter in _INVISIBLE:
        return False
    if unicodedata.category(letter) in ("Cc", "Cs"):
        return False
    return not (0xFDD0 <= ord(letter) <= 0xFDEF or ord(letter) & 0xFFFE == 0xFFFE)


def clean_json(value: Any) -> Any:
    """``value`` with every text in it cleaned: what a database that refuses NUL will store, at any depth."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {str(key): clean_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_json(item) for item in value]
    return value


def fingerprint(content: Mapping[str, Any]) -> str:
    """The version of a content: the same content has the same one, however it was put together."""
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


_POINTS = re.compile(r"\d{1,4}(?:[.,]\d{1,2})?", re.ASCII)


def points_of(text: object) -> Decimal | None:
    """A number of points as typed or stored, with comma or dot and at most two decimals; None for anything else."""
    plain = str(text).strip()
    return Decimal(plain.replace(",", ".")) if _POINTS.fullmatch(plain) else None


def stored_points(points: Decimal) -> str:
    """``27.5``: with a dot and without trailing zeros, as entries keep it."""
    text = f"{points:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def written_points(text: object) -> str:
    """``27,5`` for what is stored as ``27.5``; what is no number of points stays as it is."""
    points = points_of(text)
    return ("" if text is None else str(text)) if points is None else stored_points(points).replace(".", ",")


def thousands(number: int) -> str:
    """``20000`` → ``20.000``, as Vietnamese readers write it."""
    return f"{number:,}".replace(",", ".")
