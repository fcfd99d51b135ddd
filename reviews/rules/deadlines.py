"""Days and windows of a plan: what is open, due, late or done; the notice before a meeting; reminders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .calendar import Calendar, working_days_after, working_days_before, working_days_between
from .findings import Finding
from .parts import Comparator, Counting, Milestone, RelativeMilestone, Topic
from .plan import Plan
from .vocabulary import OrganizationKind


class Timing(StrEnum):
    """``DUE`` means: not done, and its last days have begun."""

    NOT_YET = "not_yet"
    OPEN = "open"
    DUE = "due_in"
    DONE = "done"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class MilestoneState:
    """``days_left`` counts to the last good day: 0 on that day, negative when late; None without an end.

    Done late is ``DONE`` with ``on_time`` false: it is accepted and stays marked.
    """

    timing: Timing
    days_left: int | None
    on_time: bool
    done_on: date | None = None


def state(milestone: Milestone, on: date, done_on: date | None = None, *, due_within: int = 7) -> MilestoneState:
    """Where a milestone stands on ``on``. The last good day itself is on time; late starts at local midnight."""
    first, last = milestone.first_good_day, milestone.last_good_day
    if done_on is not None:
        return MilestoneState(Timing.DONE, None, is_on_time(milestone, done_on), done_on)
    days_left = (last - on).days if last is not None else None
    if first is not None and on < first:
        return MilestoneState(Timing.NOT_YET, days_left, True)
    if days_left is None:
        return MilestoneState(Timing.OPEN, None, True)
    if days_left < 0:
        return MilestoneState(Timing.LATE, days_left, False)
    return MilestoneState(Timing.DUE if days_left <= due_within else Timing.OPEN, days_left, True)


def is_on_time(milestone: Milestone, day: date) -> bool:
    """Neither before the window opens nor after the last good day."""
    first, last = milestone.first_good_day, milestone.last_good_day
    return (first is None or first <= day) and (last is None or day <= last)


def check_milestone(milestone: Milestone, on: date) -> list[Finding]:
    """A late or premature act, with the severity that the plan gives to its milestone."""
    if is_on_time(milestone, on):
        return []
    last, first = milestone.last_good_day, milestone.first_good_day
    if last is not None and on > last:
        late = (on - last).days
        message = f"{milestone.title}: ngày {on:%d/%m/%Y} đã quá hạn {late} ngày (hạn cuối là ngày {last:%d/%m/%Y})."
        return [Finding("deadline.late", milestone.severity, message, milestone.reference)]
    assert first is not None
    message = f"{milestone.title}: ngày {on:%d/%m/%Y} chưa đến thời gian thực hiện, bắt đầu từ ngày {first:%d/%m/%Y}."
    return [Finding("deadline.early", milestone.severity, message, milestone.reference)]


_COMPARATORS = {
    Comparator.BEFORE: "trước ngày",
    Comparator.BY: "chậm nhất ngày",
    Comparator.AFTER: "sau ngày",
}


def describe(milestone: Milestone, found: MilestoneState) -> str:
    """trước ngày 10/11/2023, còn 3 ngày — the day as printed, and where it stands."""
    days = found.days_left or 0
    words = {
        Timing.NOT_YET: "chưa đến",
        Timing.OPEN: "đang thực hiện",
        Timing.DUE: f"còn {days} ngày" if days else "hôm nay là hạn cuối",
        Timing.DONE: "đã xong",
        Timing.LATE: f"quá hạn {-days} ngày",
    }
    return f"{printed_day(milestone)}, {words[found.timing]}"


def printed_day(milestone: Milestone) -> str:
    """The day or window in the words of the paper."""
    if milestone.comparator is not Comparator.WITHIN:
        return f"{_COMPARATORS[milestone.comparator]} {milestone.due_on:%d/%m/%Y}"
    if milestone.starts_on == milestone.due_on:
        return f"ngày {milestone.due_on:%d/%m/%Y}"
    return f"từ ngày {milestone.starts_on:%d/%m/%Y} đến ngày {milestone.due_on:%d/%m/%Y}"


def describe_relative(row: RelativeMilestone) -> str:
    """chậm nhất 3 ngày làm việc trước hội nghị kiểm điểm — as far as anything is printed."""
    if row.event is None:
        return f"không in ngày ({row.note})"
    if row.days:
        return f"chậm nhất {row.days} {row.counting.unit} trước {row.event.label}"
    words = {Comparator.BEFORE: "trước", Comparator.BY: "ngay sau", Comparator.AFTER: "sau", Comparator.WITHIN: "trong"}
    return f"{words[row.comparator]} {row.event.moment}"


def reminder_day(row: RelativeMilestone, *, event_on: date, plan: Plan) -> date | None:
    """The day by which the program reminds of what the plan wants "ngay sau"; None where it reminds of nothing."""
    return working_days_after(event_on, row.reminder_days, plan.calendar) if row.reminder_days else None


def check_reminder(
    row: RelativeMilestone, *, event_on: date, done_on: date | None, on: date, plan: Plan
) -> list[Finding]:
    """Not done by the program's own reminder day, or done after it; the plan prints no number of days (P2-VI.2-b)."""
    last = reminder_day(row, event_on=event_on, plan=plan)
    if last is None or (done_on or on) <= last:
        return []
    message = (
        f"{row.title}: {row.reminder_days} ngày làm việc sau ngày {event_on:%d/%m/%Y} là ngày {last:%d/%m/%Y} "
        "(mức nhắc của chương trình, kế hoạch không in số ngày)."
    )
    return [Finding("deadline.reminder", row.severity, message, row.reference)]


def prompt_issue(*, on: date, plan: Plan, milestone: Milestone | None = None) -> list[Finding]:
    """Prompts are issued before the printed day; ``milestone`` is the campaign's own where it was changed."""
    if milestone is None and plan.prompts.milestone:
        milestone = plan.milestone(plan.prompts.milestone)
    return check_milestone(milestone, on) if milestone else []


def days_before(event_on: date, days: int, counting: Counting, calendar: Calendar) -> date:
    """The last day that lies ``days`` days before an event, by the plan's way of counting."""
    if counting is Counting.CALENDAR:
        return event_on - timedelta(days=days)
    return working_days_before(event_on, days + (counting is Counting.CLEAR), calendar)


def last_draft_day(
    meeting_starts_on: date, plan: Plan, calendar: Calendar | None = None, *, of_issuer: bool = True
) -> date:
    """The last day on which the draft may reach the last attendee; the meeting's own where no notice is printed."""
    days = plan.notice.days_for(of_issuer=of_issuer)
    return days_before(meeting_starts_on, days, plan.notice.counting, calendar or plan.calendar)


def draft_notice(
    meeting_starts_on: date,
    sent_on: Mapping[str, date | None] | Iterable[tuple[str, date | None]],
    plan: Plan,
    calendar: Calendar | None = None,
    *,
    of_issuer: bool = True,
) -> list[Finding]:
    """The draft reached every attendee early enough; the last recipient decides (P0-4.1-b).

    ``of_issuer``: the meeting of the committee that issued the plan; P1 prints a notice for no other (P1-III.4-c).

    ``sent_on``: each attendee's name with the day of sending, None while nothing was sent; pairs where two may bear one
    name. The meeting's first day is not counted; the day of sending is, unless the plan counts clear days.
    """
    if not plan.notice.days_for(of_issuer=of_issuer):
        return []
    calendar = calendar or plan.calendar
    last = last_draft_day(meeting_starts_on, plan, calendar)
    reference, severity = plan.cite(Topic.DRAFT_NOTICE), plan.notice.severity
    findings = []
    pairs = list(sent_on.items() if isinstance(sent_on, Mapping) else sent_on)
    unsent = [name for name, day in pairs if day is None]
    if unsent:
        message = (
            f"Chưa gửi dự thảo báo cáo kiểm điểm cho: {', '.join(unsent)}; họp ngày {meeting_starts_on:%d/%m/%Y} thì "
            f"phải gửi chậm nhất ngày {last:%d/%m/%Y}."
        )
        findings.append(Finding("notice.unsent", severity, message, reference))
    late = [(name, day) for name, day in pairs if day is not None and day > last]
    if late:
        latest = max(day for _name, day in late)
        sent = _days_between(latest, meeting_starts_on, plan.notice.counting, calendar)
        names = ", ".join(f"{name} (ngày {day:%d/%m/%Y})" for name, day in late)
        message = (
            f"Dự thảo gửi trước hội nghị ngày {meeting_starts_on:%d/%m/%Y} mới được {sent} "
            f"{plan.notice.counting.unit}, ít nhất phải {plan.notice.days} ngày (chậm nhất ngày {last:%d/%m/%Y}): "
            f"{names}."
        )
        findings.append(Finding("notice.late", severity, message, reference))
    return findings


def _days_between(start: date, end: date, counting: Counting, calendar: Calendar) -> int:
    """The days that lie between, counted as ``days_before`` counts them: clear days leave out the day of sending."""
    if counting is Counting.CALENDAR:
        return (end - start).days
    return working_days_between(start + timedelta(days=counting is Counting.CLEAR), end, calendar)


def earliest_meeting_day(
    sent_on: date, plan: Plan, calendar: Calendar | None = None, *, of_issuer: bool = True
) -> date:
    """The first day on which a meeting may start whose last draft goes out on ``sent_on``."""
    day = sent_on
    while last_draft_day(day, plan, calendar, of_issuer=of_issuer) < sent_on:
        day = date.fromordinal(day.toordinal() + 1)
    return day


def dossier_milestone(
    plan: Plan, *, standing_committee: bool, unit: OrganizationKind | None = None
) -> Milestone | None:
    """Which day binds a dossier: members of the issuer's standing committee have their own (P0-III.3-a, c).

    ``unit``: the kind of the subject's organization, where the plan gives its level another day (P1-II.5-b).
    """
    rows = [row for row in plan.milestones if row.standing_committee is standing_committee]
    return next((row for row in rows if unit in row.binds), next((row for row in rows if not row.binds), None))


LATE = "late"


def reminder_stage(days_left: int, days: Iterable[int] = (7, 3, 1)) -> str | None:
    """``d7``, ``d3``, ``d1`` or ``late``; a day on which no worker ran is caught up by the next."""
    if days_left < 0:
        return LATE
    due = [day for day in days if days_left <= day]
    return f"d{min(due)}" if due else None
