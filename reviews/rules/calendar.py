"""Working days: Monday to Friday less the public holidays of Vietnam, with the yearly swaps as arguments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays as public


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(public.country_holidays("VN", years=year))


@dataclass(frozen=True, slots=True)
class Calendar:
    """``extra_holidays`` are days off besides the law's; ``extra_workdays`` are worked in exchange, weekends too."""

    extra_holidays: frozenset[date] = frozenset()
    extra_workdays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        if day in self.extra_workdays:
            return True
        if day.weekday() >= 5 or day in self.extra_holidays:
            return False
        return day not in _public_holidays(day.year)


def working_days_before(day: date, count: int, calendar: Calendar | None = None) -> date:
    """The day that lies ``count`` working days before ``day``; ``day`` itself is not counted."""
    calendar = calendar or Calendar()
    current = day
    while count > 0:
        current -= timedelta(days=1)
        count -= calendar.is_working_day(current)
    return current


def working_days_after(day: date, count: int, calendar: Calendar | None = None) -> date:
    """The day that lies ``count`` working days after ``day``; ``day`` itself is not counted."""
    calendar = calendar or Calendar()
    current = day
    while count > 0:
        current += timedelta(days=1)
        count -= calendar.is_working_day(current)
    return current


def working_days_between(start: date, end: date, calendar: Calendar | None = None) -> int:
    """Working days from ``start`` (counted) up to ``end`` (not counted); 0 when ``end`` is not later."""
    calendar = calendar or Calendar()
    return sum(calendar.is_working_day(start + timedelta(days=n)) for n in range(max((end - start).days, 0)))
