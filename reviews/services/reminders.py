"""Reminders before a due day and when it has passed: to those who must act, once each."""

from __future__ import annotations

from datetime import date, datetime

from organizations.models import User
from reviews.choices import NoticeKind
from reviews.duties import Duty, duties
from reviews.models import Campaign
from reviews.rules.deadlines import LATE, reminder_stage
from reviews.rules.plan import Plan
from reviews.services.notices import notify


def send_due_reminders(*, on: date, now: datetime) -> int:
    """Write today's reminders of every issued campaign; return how many are new."""
    return sum(_remind(campaign, on, now) for campaign in Campaign.objects.issued().select_related("issuer"))


def _remind(campaign: Campaign, on: date, now: datetime) -> int:
    """One writing a duty, however many may do it."""
    due = [(stage, duty) for duty in duties(campaign, on=on) if (stage := _stage(duty, campaign.plan, on)) is not None]
    users = User.objects.select_related("person").in_bulk({pk for _due, duty in due for pk in duty.user_ids})
    return sum(
        notify(
            campaign=campaign,
            recipients=[users[pk] for pk in duty.user_ids if pk in users],
            kind=NoticeKind.REMINDER,
            key=f"{duty.key}:{stage}",
            subject=_subject(duty, on),
            body=f"{duty.title}: {duty.subject}. Đợt kiểm điểm: {campaign.name}, {campaign.issuer}.",
            path=duty.path,
            now=now,
            deliver=False,
        )
        for stage, duty in due
    )


def _stage(duty: Duty, plan: Plan, on: date) -> str | None:
    """Which reminder of a duty is due on ``on``; None where nobody is reminded of it, or not yet."""
    days_left = duty.days_left(on)
    if not duty.reminded or days_left is None:
        return None
    stage = reminder_stage(days_left, plan.reminder_days)
    return None if stage == LATE and not plan.reminds_late else stage


def _subject(duty: Duty, on: date) -> str:
    assert duty.due_on is not None
    days_left = (duty.due_on - on).days
    if days_left < 0:
        return f"Quá hạn {duty.due_on:%d/%m/%Y}: {duty.title}"
    if days_left == 0:
        return f"Hôm nay là hạn cuối: {duty.title}"
    return f"Còn {days_left} ngày: {duty.title}"
