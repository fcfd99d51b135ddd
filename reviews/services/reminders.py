"""Reminders before a due day and when it has passed: to those who must act, once each."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.urls import reverse

from organizations.models import User
from reviews.choices import NoticeKind
from reviews.duties import Duty, duties
from reviews.models import Campaign
from reviews.rules.deadlines import LATE, reminder_stage
from reviews.services.notices import notify


def send_due_reminders(*, on: date, now: datetime) -> int:
    """Write today's reminders of every issued campaign; return how many are new."""
    return sum(_remind(campaign, on, now) for campaign in Campaign.objects.issued().select_related("issuer"))


def _remind(campaign: Campaign, on: date, now: datetime) -> int:
    waiting: dict[int, list[tuple[str, Duty]]] = defaultdict(list)
    for duty in duties(campaign, on=on):
        days_left = duty.days_left(on)
        if not duty.reminded or days_left is None:
            continue
        due = reminder_stage(days_left, campaign.plan.reminder_days)
        if due is not None and (due != LATE or campaign.plan.reminds_late):
            for user_id in duty.user_ids:
                waiting[user_id].append((due, duty))
    users = User.objects.in_bulk(waiting)
    written = 0
    for user_id, found in waiting.items():
        for due, duty in found:
            written += notify(
                campaign=campaign,
                recipients=[users[user_id]] if user_id in users else [],
                kind=NoticeKind.REMINDER,
                key=f"{duty.key}:{due}",
                subject=_subject(duty, on),
                body=f"{duty.title}: {duty.subject}. Đợt kiểm điểm: {campaign.name}, {campaign.issuer}.",
                path=duty.path or reverse("home"),
                now=now,
                deliver=False,
            )
    return written


def _subject(duty: Duty, on: date) -> str:
    assert duty.due_on is not None
    days_left = (duty.due_on - on).days
    if days_left < 0:
        return f"Quá hạn {duty.due_on:%d/%m/%Y}: {duty.title}"
    if days_left == 0:
        return f"Hôm nay là hạn cuối: {duty.title}"
    return f"Còn {days_left} ngày: {duty.title}"
