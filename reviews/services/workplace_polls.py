"""Polls at work on leading cadres: preparing one, who took a sheet, the figures entered twice blind, and the waivers.

Whatever is done to a poll locks its row; what decides on whom a poll is held locks the campaign's, so that of two
planners at once the second sees what the first prepared.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from forms_templates.choices import DocumentKind
from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import Level, PollState
from reviews.models import (
    Campaign,
    Paper,
    PollCount,
    PollParticipant,
    PollSubject,
    PollSubjectCount,
    PollWaiver,
    WorkplacePoll,
)
from reviews.permissions import poll_refusal
from reviews.rules.consultations import check_poll_list
from reviews.rules.deadlines import check_milestone
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking
from reviews.rules.paper_count import Sheets
from reviews.rules.workplace_polls import check_few, check_own, check_poll_day, check_waiver
from reviews.selectors import poll_counts
from reviews.selectors.due_days import milestone_of
from reviews.selectors.names import told_apart
from reviews.selectors.polls import poll_rows
from reviews.selectors.workplace_polls import Asked, asked_leaders
from reviews.services.papers import request_paper, where_recorded


@recorded(AuditAction.POLL_PREPARE)
def prepare_poll(
    *, campaign_id: int, key: str, unit: Organization | None, held_on: date, by: User, now: datetime
) -> tuple[WorkplacePoll, list[Finding]]:
    """Freeze who is asked and on whom, for the day on which the sheets are given out; returns the warnings too.

    On the sheet stands whoever is to be polled on and has handed in his statement (P4-1.4.1-v); whoever is let off
    (P4-1.4.1-t), was polled on already or has not handed in is left out. Raises ``RuleViolation`` where nobody is
    left, for a day after the review of one of them (P4-1.4.1-q), and for whoever would stand on the sheet himself.
    """
    campaign = _locked_campaign(campaign_id)
    refuse_if_blocking(poll_refusal(by, campaign))
    rows = [row for row in _asked(campaign, key, unit) if row.is_waiting]
    on_sheet = [row for row in rows if row.has_statement]
    names = dict(zip((row.review.pk for row in rows), told_apart([row.review for row in rows]), strict=True))
    left_out = check_poll_list({names[row.review.pk]: False for row in rows if not row.has_statement}, campaign.plan)
    if not on_sheet:
        message = "Không còn ai phải lấy ý kiến ở cuộc này."
        refuse_if_blocking(left_out or [Finding("poll.nobody_left", Severity.BLOCK, message)])
    reviewed_on = {names[row.review.pk]: row.reviewed_on for row in on_sheet if row.reviewed_on is not None}
    step = on_sheet[0].row.step
    warnings = refuse_if_blocking(
        [
            *_own(by, on_sheet, campaign),
            *check_poll_day(held_on, reviewed_on, campaign.plan),
            *check_few(len(on_sheet[0].polled), campaign.plan),
            *(check_milestone(milestone_of(campaign, step.milestone), held_on) if step is not None else ()),
        ]
    )
    poll = WorkplacePoll.objects.create(
        campaign=campaign, key=key, unit=unit, held_on=held_on, prepared_by=by, prepared_at=now
    )
    PollParticipant.objects.bulk_create(
        PollParticipant(poll=poll, person_id=person_id) for person_id in sorted(on_sheet[0].polled)
    )
    PollSubject.objects.bulk_create(
        PollSubject(poll=poll, review=row.review, position=place) for place, row in enumerate(on_sheet, start=1)
    )
    return poll, warnings


@recorded(AuditAction.POLL_SHEETS, of=(WorkplacePoll, "poll_id"))
def record_sheets_taken(*, poll_id: int, person_ids: Collection[int], by: User) -> int:
    """Who was there and took a sheet, all at once; said again, it replaces what was noted. Returns how many.

    Refused once figures were entered: they were checked against this list.
    """
    poll = locked_poll(poll_id)
    refuse_if_blocking([*has_no_hand(by, poll), *poll_counts.state_findings(poll), *_no_figures(poll)])
    rows = poll.participants.all()
    rows.exclude(person__in=person_ids).update(took_sheet=False)
    return rows.filter(person__in=person_ids).update(took_sheet=True)


@recorded(AuditAction.POLL_FIGURES, of=(WorkplacePoll, "poll_id"))
def enter_poll_count(*, poll_id: int, sheets: Sheets, attempt: int, by: User, now: datetime) -> PollCount:
    """One of the two entries of a poll's figures, made without seeing the other (P4-1.4.1-u).

    ``attempt``: the count that the page was opened for. The second entry of the same figures settles the poll; figures
    that differ settle nothing, the next entry is the first of a recount. Raises ``RuleViolation`` for sums that do not
    agree, more sheets than were taken, whoever made the first entry, and whoever the poll is on.
    """
    poll = locked_poll(poll_id)
    refuse_if_blocking([*poll_refusal(by, poll.campaign), *poll_counts.state_findings(poll)])
    turn = poll_counts.turn_of(poll)
    refuse_if_blocking(
        [*poll_counts.entry_findings(poll, turn, by, attempt=attempt), *poll_counts.sheet_findings(poll, sheets)]
    )
    count = PollCount.objects.create(
        poll=poll,
        attempt=turn.attempt,
        ordinal=turn.ordinal,
        entered_by=by,
        entered_at=now,
        issued=sheets.issued,
        collected=sheets.collected,
        unused=sheets.unused,
        spoiled=sheets.spoiled,
        valid=sheets.valid,
        invalid=sheets.invalid,
    )
    PollSubjectCount.objects.bulk_create(
        PollSubjectCount(
            count=count,
            subject_id=subject_id,
            valid=sheets.valid,
            excellent=row.excellent,
            good=row.good,
            completed=row.completed,
            not_completed=row.not_completed,
            blank=row.blank,
        )
        for subject_id, row in sheets.rows.items()
    )
    if turn.first is not None and turn.first == sheets:
        _settle(poll, sheets, attempt=turn.attempt, now=now)
        count.agreed = True
    return count


def _settle(poll: WorkplacePoll, sheets: Sheets, *, attempt: int, now: datetime) -> None:
    """Both entries are the same: they become the result."""
    poll.counts.filter(attempt=attempt).update(agreed=True)
    for subject in poll.subjects.all():
        row = sheets.rows[subject.pk]
        for level in (*Level.values, "blank"):
            setattr(subject, level, getattr(row, level))
        subject.issued = sheets.issued - sheets.spoiled
        subject.invalid = sheets.invalid
        subject.save()
    poll.state = PollState.COUNTED
    poll.counted_at = now
    poll.save(update_fields=("state", "counted_at"))


@recorded(AuditAction.POLL_DROP, of=(WorkplacePoll, "poll_id"))
def drop_poll(*, poll_id: int, by: User) -> None:
    """Take back a poll that was not held, before any figures were entered."""
    poll = locked_poll(poll_id)
    refuse_if_blocking([*has_no_hand(by, poll), *poll_counts.state_findings(poll), *_no_figures(poll)])
    poll.delete()


@recorded(AuditAction.WAIVE)
def confirm_waiver(
    *, campaign_id: int, review_id: int, key: str, unit: Organization | None, reason: str, by: User, now: datetime
) -> PollWaiver:
    """No poll on a leader: all who would be asked sit in the meeting that reviews him, with others (P4-1.4.1-t)."""
    campaign = _locked_campaign(campaign_id)
    refuse_if_blocking(poll_refusal(by, campaign))
    row = next((row for row in _asked(campaign, key, unit) if row.review.pk == review_id), None)
    if row is None or row.subject is not None:
        message = "Không có cuộc lấy ý kiến nào về đồng chí này để xác nhận."
        raise RuleViolation([Finding("poll.not_asked", Severity.BLOCK, message)])
    reason = nfc(reason.strip())[:300]
    refuse_if_blocking(
        [
            *_own(by, [row], campaign),
            *check_waiver(str(row.review), row.waived, reason=reason, plan=campaign.plan),
        ]
    )
    assert row.meeting is not None
    waiver, _created = PollWaiver.objects.update_or_create(
        review=row.review,
        key=key,
        defaults={"meeting": row.meeting, "reason": reason, "confirmed_by": by, "confirmed_at": now},
    )
    return waiver


@recorded(AuditAction.WAIVE_END, of=(PollWaiver, "waiver_id"))
def take_back_waiver(*, campaign_id: int, waiver_id: int, by: User) -> None:
    """The poll is held after all."""
    campaign = _locked_campaign(campaign_id)
    refuse_if_blocking(poll_refusal(by, campaign))
    rows = PollWaiver.objects.filter(pk=waiver_id, review__campaign=campaign)
    own = rows.filter(review__person_id=by.person_key).exists()
    refuse_if_blocking(check_own(str(by), is_subject=own, plan=campaign.plan))
    rows.delete()


def print_result(*, poll: WorkplacePoll, by: User) -> Paper:
    """The counting minutes of a poll; none before two entries agree."""
    if poll.state != PollState.COUNTED:
        message = "Chưa có kết quả: hai người nhập khớp nhau rồi mới lập biên bản kiểm phiếu."
        raise RuleViolation([Finding("poll.not_counted", Severity.BLOCK, message)])
    body = f" của {poll.unit}" if poll.unit is not None else ""
    return request_paper(
        kind=DocumentKind.COUNTING_MINUTES,
        subject_key=f"poll:{poll.pk}",
        title=f"Biên bản kiểm phiếu lấy ý kiến nơi công tác{body}",
        payload=poll_counts.result_payload(poll) | where_recorded(AuditAction.POLL_FIGURES, poll),
        by=by,
        issuer=poll.campaign.issuer,
    )


def _asked(campaign: Campaign, key: str, unit: Organization | None) -> list[Asked]:
    """The leaders of this poll; refused for one that the plan does not print."""
    if key not in {row.key for row in poll_rows(campaign)}:
        raise RuleViolation([Finding("poll.unknown", Severity.BLOCK, "Kế hoạch không có cuộc lấy ý kiến này.")])
    return [row for row in asked_leaders(campaign) if row.row.key == key and row.unit == unit]


def _own(by: User, rows: Sequence[Asked], campaign: Campaign) -> list[Finding]:
    own = by.person_id is not None and any(row.review.person_id == by.person_id for row in rows)
    return check_own(str(by), is_subject=own, plan=campaign.plan)


def has_no_hand(by: User, poll: WorkplacePoll) -> list[Finding]:
    """Others than the board, and whoever the poll is on."""
    return poll_refusal(by, poll.campaign) or poll_counts.own_findings(poll, by)


def _locked_campaign(campaign_id: int) -> Campaign:
    rows = Campaign.objects.select_for_update(no_key=True, of=("self",)).select_related("issuer")
    return rows.get(pk=campaign_id)


def locked_poll(poll_id: int) -> WorkplacePoll:
    rows = WorkplacePoll.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("campaign__issuer", "unit", "void_asked_by").get(pk=poll_id)


def _no_figures(poll: WorkplacePoll) -> list[Finding]:
    if not poll.counts.exists():
        return []
    message = "Đã có người nhập kết quả kiểm phiếu; danh sách người nhận phiếu không sửa được nữa."
    return [Finding("poll.figures", Severity.BLOCK, message)]
