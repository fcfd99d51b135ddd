"""Running a review meeting: opening, taking up each subject in order, concluding."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from organizations.choices import AuditAction
from organizations.models import Person, User
from organizations.services.acts import recorded
from organizations.services.audit import record
from reviews.choices import EntryState, ItemState, MeetingState, Presence
from reviews.models import AgendaItem, Contribution, FormEntry, Meeting
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.open_votes import Hands, check_conclusion_vote
from reviews.rules.parts import Topic
from reviews.selectors import agenda
from reviews.selectors import meetings as selectors
from reviews.selectors.open_votes import is_voted_on
from reviews.services.entries import open_for_revision
from reviews.services.meetings import locked_meeting, sitting_findings
from reviews.services.open_votes import conclusion_vote_findings, keep_conclusion_vote


@transaction.atomic
def open_meeting(*, meeting_id: int, by: User, on: date, now: datetime) -> list[Finding]:
    """Khai mạc: refused before its day, without attendance, or when the draft came too late (P0-4.1-b)."""
    meeting = locked_meeting(meeting_id)
    warnings = refuse_if_blocking([*meeting_refusal(by, meeting), *selectors.opening_findings(meeting, on=on)])
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.OPEN, opened_at=now)
    record(AuditAction.MEETING_OPEN, meeting, by=by)
    return warnings


@recorded(AuditAction.ASSIGN)
def assign_chair(*, item_id: int, chair: Person, reason: str, by: User) -> AgendaItem:
    """Who chairs this item. The head never chairs his own; a deputy does (P0-4.2-i)."""
    item = _locked_item(item_id)
    refuse_if_blocking(
        [
            *meeting_refusal(by, item.meeting),
            *_item_not(item, ItemState.CONCLUDED),
            *agenda.chair_findings(item, chair=chair, reason=reason),
        ]
    )
    item.chair = chair
    item.chair_reason = reason.strip()
    item.save(update_fields=("chair", "chair_reason"))
    return item


@recorded(AuditAction.ITEM_START, of=(AgendaItem, "item_id"))
def start_item(*, item_id: int, presenter: Person, authorization: str, by: User, now: datetime) -> list[Finding]:
    """Take up one subject; refused out of order, with the clause and the names that come first (P0-4.2)."""
    item = _locked_item(item_id)
    warnings = refuse_if_blocking(
        [
            *meeting_refusal(by, item.meeting),
            *sitting_findings(item.meeting),
            *_item_not(item, ItemState.CONCLUDED),
            *_item_not(item, ItemState.IN_PROGRESS),
            *_not_with_a_group(item),
            *_nothing_in_progress(item),
            *_handed_in(item),
            *_in_the_room(item, presenter),
            *agenda.order_findings(item),
            *agenda.chair_findings(item, chair=item.chair or item.meeting.chair, reason=item.chair_reason),
            *agenda.presenter_findings(item, presenter=presenter, authorization=authorization),
        ]
    )
    AgendaItem.objects.filter(pk=item.pk).update(
        state=ItemState.IN_PROGRESS,
        started_at=now,
        presenter=presenter,
        presenter_authorization=authorization.strip(),
        chair=item.chair or item.meeting.chair,
    )
    return warnings


@recorded(AuditAction.CONTRIBUTION)
def record_contribution(*, item_id: int, person: Person, text: str, by: User) -> Contribution:
    """What one attendee said; said again, it replaces what stood there."""
    item = _locked_item(item_id)
    refuse_if_blocking(
        [
            *meeting_refusal(by, item.meeting),
            *_item_is(item, ItemState.IN_PROGRESS),
            *_attending(item.meeting, person),
            *_not_empty(text, "contribution.empty", "Ghi nội dung góp ý hoặc “nhất trí”."),
        ]
    )
    contribution, _created = Contribution.objects.update_or_create(
        item=item, person=person, defaults={"text": text.strip()}
    )
    return contribution


@recorded(AuditAction.ITEM_CONCLUDE, of=(AgendaItem, "item_id"))
def conclude_item(
    *, item_id: int, conclusion: str, by: User, now: datetime, hands: Hands | None = None
) -> list[Finding]:
    """The chair's conclusion closes the item and opens the entry for revision (P0-4.2-f, g, h).

    ``hands``: of the vote on it, where the plan asks for one (P4-1.4.3-k). Left out, it can be recorded until the
    meeting closes, and a warning says so.
    """
    item = _locked_item(item_id)
    voted = conclusion_vote_findings(item, hands) if hands is not None else _vote_missing(item)
    warnings = refuse_if_blocking(
        [
            *meeting_refusal(by, item.meeting),
            *_item_is(item, ItemState.IN_PROGRESS),
            *agenda.conclusion_findings(item, conclusion=conclusion),
            *voted,
        ]
    )
    if hands is not None:
        keep_conclusion_vote(item, hands, by=by, now=now)
    AgendaItem.objects.filter(pk=item.pk).update(
        state=ItemState.CONCLUDED, concluded_at=now, conclusion=conclusion.strip()
    )
    open_for_revision(review=item.review)
    return warnings


@transaction.atomic
def conclude_meeting(*, meeting_id: int, conclusion: str, half_days: int, by: User, now: datetime) -> list[Finding]:
    """Bế mạc: every item is concluded; a sitting shorter than the plan's minimum leaves a warning (P0-4.2-l)."""
    meeting = locked_meeting(meeting_id)
    warnings = refuse_if_blocking(
        [
            *meeting_refusal(by, meeting),
            *sitting_findings(meeting),
            *selectors.closing_findings(meeting, half_days=half_days),
        ]
    )
    Meeting.objects.filter(pk=meeting.pk).update(
        state=MeetingState.CONCLUDED, concluded_at=now, conclusion=conclusion.strip(), half_days=half_days
    )
    record(AuditAction.MEETING_CLOSE, meeting, by=by)
    return warnings


def _locked_item(item_id: int) -> AgendaItem:
    """The item, its meeting's row locked: two clerks at once are taken one after the other."""
    meeting_id = AgendaItem.objects.values_list("meeting_id", flat=True).get(pk=item_id)
    meeting = locked_meeting(meeting_id)
    item = AgendaItem.objects.select_related(
        "review__campaign",
        "review__collective__organization",
        "review__person",
        "chair",
        "presenter",
        "group_review__group",
    ).get(pk=item_id)
    item.meeting = meeting
    return item


def _vote_missing(item: AgendaItem) -> list[Finding]:
    if not is_voted_on(item):
        return []
    return check_conclusion_vote(str(item.review), is_recorded=False, plan=item.meeting.campaign.plan)


def _item_not(item: AgendaItem, state: ItemState) -> list[Finding]:
    if item.state != state:
        return []
    return [Finding("item.state", Severity.BLOCK, f"Nội dung “{item.review}” {state.label.lower()}.")]


def _item_is(item: AgendaItem, state: ItemState) -> list[Finding]:
    if item.state == state:
        return []
    return [
        Finding(
            "item.state",
            Severity.BLOCK,
            f"Nội dung “{item.review}” {item.get_state_display().lower()}; "
            f"phải {state.label.lower()} mới làm được việc này.",
        )
    ]


def _not_with_a_group(item: AgendaItem) -> list[Finding]:
    """Whoever is reviewed in his party group is not taken up in the cell as well (P4-1.4.3-e)."""
    if item.group_review is None:
        return []
    message = f"{item.review} kiểm điểm ở {item.group_review}; chờ tổ đảng báo cáo kết quả với chi bộ."
    return [Finding("item.in_group", Severity.BLOCK, message)]


def _nothing_in_progress(item: AgendaItem) -> list[Finding]:
    running = (
        item.meeting.items.filter(state=ItemState.IN_PROGRESS)
        .exclude(pk=item.pk)
        .select_related("review__person", "review__collective")
        .first()
    )
    if running is None:
        return []
    return [
        Finding(
            "item.running", Severity.BLOCK, f"Đang kiểm điểm “{running.review}”; kết luận xong mới sang nội dung khác."
        )
    ]


def _handed_in(item: AgendaItem) -> list[Finding]:
    """What is presented has been handed in (P0-4.2-d, P0-4.2-g)."""
    if FormEntry.objects.filter(review=item.review).exclude(state=EntryState.DRAFT).exists():
        return []
    paper = "Báo cáo kiểm điểm" if item.review.is_collective else "Bản tự kiểm điểm"
    message = f"{paper} của {item.review} chưa nộp, chưa trình bày được."
    return [Finding("item.not_handed_in", Severity.BLOCK, message, item.meeting.campaign.plan.cite(Topic.PRESENTER))]


def _in_the_room(item: AgendaItem, presenter: Person) -> list[Finding]:
    """Whoever presents or chairs is there."""
    chair = item.chair or item.meeting.chair
    present = set(
        item.meeting.attendees.filter(presence=Presence.PRESENT, person__in=(presenter, chair)).values_list(
            "person_id", flat=True
        )
    )
    return [
        Finding("item.absent", Severity.BLOCK, f"{person} ({what}) không có mặt tại hội nghị.")
        for person, what in ((presenter, "người trình bày"), (chair, "người chủ trì nội dung này"))
        if person.pk not in present
    ]


def _attending(meeting: Meeting, person: Person) -> list[Finding]:
    if meeting.attendees.filter(person=person, presence=Presence.PRESENT).exists():
        return []
    return [Finding("contribution.absent", Severity.BLOCK, f"{person} không có mặt tại hội nghị.")]


def _not_empty(text: str, code: str, message: str) -> list[Finding]:
    return [] if text.strip() else [Finding(code, Severity.BLOCK, message)]
