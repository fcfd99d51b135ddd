"""Polls at work to prepare before the leaders are reviewed, and figures to enter after them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from organizations.models import Organization
from reviews.choices import PollState
from reviews.duties import Duty, listed
from reviews.models import Campaign, WorkplacePoll
from reviews.permissions.polls import POLLSTERS
from reviews.rules.parts.information import PollRow
from reviews.selectors.actors import Actors
from reviews.selectors.due_days import milestone_of
from reviews.selectors.polls import has_polls
from reviews.selectors.workplace_polls import Asked, asked_leaders


def polls_to_prepare(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """Leaders who handed in and wait for their poll, by poll and agency; due in the plan's step, before any review.
    Nobody prepares the poll on himself.

    The roster of each campaign whose plan prints polls is read once.
    """
    for campaign in campaigns:
        who = _board(campaign, actors) if has_polls(campaign) else frozenset()
        if not who:
            continue
        waiting: dict[tuple[str, Organization | None], list[Asked]] = defaultdict(list)
        for row in asked_leaders(campaign):
            if row.is_waiting and row.has_statement:
                waiting[row.row.key, row.unit].append(row)
        for (key, unit), rows in waiting.items():
            others = who - actors.person(*(row.review.person_id for row in rows))
            if not others:
                continue
            address = reverse("campaign-polls", args=(campaign.pk,))
            yield Duty(
                key=f"poll:{key}:{unit.pk if unit is not None else 0}",
                user_ids=others,
                title="Lấy ý kiến nơi công tác trước khi kiểm điểm",
                subject=(f"{unit}: " if unit is not None else "") + listed([row.review for row in rows], "đồng chí"),
                action="Lập cuộc lấy ý kiến",
                path=f"{address}?unit={unit.pk}" if unit is not None else address,
                due_on=_last_day(campaign, rows[0].row, rows),
            )


def _last_day(campaign: Campaign, row: PollRow, rows: Sequence[Asked]) -> date | None:
    """The end of the plan's step, or the day of the first review where that comes earlier (P4-1.4.1-q)."""
    days = [asked.reviewed_on for asked in rows if asked.reviewed_on is not None]
    step = milestone_of(campaign, row.step.milestone).last_good_day if row.step is not None else None
    return min([*days, *([step] if step is not None else [])], default=None)


def polls_to_count(campaigns: Sequence[Campaign], actors: Actors, on: date) -> Iterator[Duty]:
    """Polls whose day has come and whose figures two people have not entered yet, or that somebody asks to void; not
    for whom they are on."""
    by_id = {campaign.pk: campaign for campaign in campaigns if _board(campaign, actors)}
    if not by_id:
        return
    rows = WorkplacePoll.objects.filter(campaign__in=by_id, state=PollState.PREPARED, held_on__lte=on)
    for poll in rows.select_related("unit").prefetch_related("subjects__review", "counts"):
        last = max(poll.counts.all(), key=lambda row: (row.attempt, row.ordinal), default=None)
        entered = {last.entered_by_id} if last is not None and last.ordinal == 1 else set()
        on_whom = actors.person(*(subject.review.person_id for subject in poll.subjects.all()))
        board = _board(by_id[poll.campaign_id], actors) - on_whom
        if who := board - entered:
            yield Duty(
                key=f"poll-count:{poll.pk}",
                user_ids=who,
                title="Nhập kết quả kiểm phiếu lấy ý kiến nơi công tác",
                subject=str(poll),
                action="Nhập kết quả",
                path=reverse("poll", args=(poll.pk,)),
                due_on=poll.held_on,
            )
        if poll.void_asked_by_id is not None and (who := board - {poll.void_asked_by_id}):
            yield Duty(
                key=f"poll-void:{poll.pk}",
                user_ids=who,
                title="Đồng ý hay không: hủy cuộc lấy ý kiến nơi công tác",
                subject=str(poll),
                action="Xem",
                path=reverse("poll", args=(poll.pk,)),
            )


def _board(campaign: Campaign, actors: Actors) -> frozenset[int]:
    return frozenset().union(*(actors.holding(codename, campaign.issuer) for codename in POLLSTERS))
