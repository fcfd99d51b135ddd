"""Dates, times, numbers and bars as pages write and draw them for Vietnamese readers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils import timezone


def vi_date(value: date | datetime | None) -> str:
    """05/12/2023; an empty text for nothing."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%d/%m/%Y")


def vi_datetime(value: datetime | None) -> str:
    """10:32 ngày 05/12/2023, in local time."""
    if value is None or value == "":
        return ""
    return f"{vi_time(value)} ngày {vi_date(value)}"


def vi_time(value: datetime | None) -> str:
    """10:32, in local time."""
    if value is None or value == "":
        return ""
    if timezone.is_aware(value):
        value = timezone.localtime(value)
    return value.strftime("%H:%M")


def vi_number(value: int | float | Decimal | Fraction | str | None, places: int | None = None) -> str:
    """1.234,5: points between thousands, a comma before the decimals.

    With ``places`` exactly that many decimals, otherwise as many as needed, at most two.
    """
    if value is None or value == "":
        return ""
    if isinstance(value, Fraction):
        number = Decimal(value.numerator) / Decimal(value.denominator)
    else:
        number = Decimal(str(value))
    number = number.quantize(Decimal(1).scaleb(-(2 if places is None else int(places))), rounding=ROUND_HALF_UP)
    text = f"{number:,f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def spans(values: Sequence[int], whole: int, width: float) -> list[tuple[str, str]]:
    """Start and length of consecutive bars that share ``width`` in proportion to ``values`` out of ``whole``."""
    bars, start = [], 0.0
    for value in values:
        length = width * value / whole if whole else 0.0
        bars.append((f"{start:.2f}", f"{length:.2f}"))
        start += length
    return bars
