"""Days that hang on an event: was the thing done in time, once both days are known?"""

from __future__ import annotations

from datetime import date, timedelta

from .calendar import Calendar
from .deadlines import days_before
from .findings import Finding
from .parts import Comparator, Milestone, RelativeMilestone


def last_relative_day(row: RelativeMilestone, event_on: date, calendar: Calendar) -> date | None:
    """The last day that is on time; None where the plan ends it by no event, or lets it begin with one."""
    if row.event is None or row.comparator is Comparator.AFTER:
        return None
    if row.days:
        return days_before(event_on, row.days, row.counting, calendar)
    return event_on - timedelta(days=1) if row.comparator is Comparator.BEFORE else event_on


def check_relative(
    row: RelativeMilestone, *, done_on: date | None, event_on: date, calendar: Calendar, name: str = ""
) -> list[Finding]:
    """``done_on`` None: not done when the event comes. ``name``: of the unit or person, where there are many."""
    what = f"{name}: {row.title}" if name else row.title
    assert row.event is not None
    day = f"ngày {event_on:%d/%m/%Y}"
    last = last_relative_day(row, event_on, calendar)
    if last is None:
        if done_on is None or done_on >= event_on:
            return []
        message = f"{what}: ngày {done_on:%d/%m/%Y}, trước {row.event.moment} {day}."
        return [Finding("deadline.early", row.severity, message, row.reference)]
    if done_on is not None and done_on <= last:
        return []
    done = f"ngày {done_on:%d/%m/%Y}" if done_on else "chưa xong"
    message = f"{what}: {done}, {row.event.label} {day} thì phải xong chậm nhất ngày {last:%d/%m/%Y}."
    return [Finding("deadline.late", row.severity, message, row.reference)]


def last_working_day(milestone: Milestone, calendar: Calendar) -> date | None:
    """The last day on which somebody is at work to do it: what reminders count to, never what is late (P1-II.5-g)."""
    day = milestone.last_good_day
    while day is not None and not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return day
