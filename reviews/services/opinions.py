"""Asking others about a person and recording what they answer.

The person reviewed takes no part: he neither sends, nor answers, nor confirms, nor sees the paper on its way.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from organizations.services.audit import record
from organizations.text import nfc
from reviews.choices import Level, NoticeKind, OpinionKind, OpinionState
from reviews.models import Opinion, Review
from reviews.permissions import opinion_answer_refusal, opinion_confirm_refusal, opinion_request_refusal
from reviews.rules.channels import check_residence_waiver, waiver_cases
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.parts import Topic
from reviews.rules.routes import check_written_opinion
from reviews.selectors import opinions as selectors
from reviews.selectors.people import users_who_answer_for
from reviews.services.notices import notify

#: As many characters of a reason as are kept and printed.
MAX_REASON = 300


@recorded(AuditAction.OPINION_ASK)
def request_residence_opinion(*, review_id: int, by: User, on: date, due_on: date | None, now: datetime) -> Opinion:
    """Send Mẫu 3-213 from the workplace committee to the cell of the person's residence (P0-4.5-c, P0-M213-a)."""
    review = Review.objects.select_related("campaign__issuer", "person__residence_cell", "unit").get(pk=review_id)
    sender = selectors.sender_of(review)
    refuse_if_blocking([*opinion_request_refusal(by, review, sender), *selectors.residence_request_findings(review)])
    assert review.person is not None
    assert review.person.residence_cell is not None
    asked = {
        "addressee": review.person.residence_cell,
        "sender": sender,
        "clause": review.campaign.plan.citations[Topic.RESIDENCE_OPINION],
        "requested_on": on,
        "requested_by": by,
        "due_on": due_on,
    }
    opinion, created = Opinion.objects.get_or_create(review=review, kind=OpinionKind.RESIDENCE, defaults=asked)
    if not created:
        _ask_after_all(opinion, asked)
    _tell(opinion, now)
    return opinion


def _ask_after_all(opinion: Opinion, asked: dict[str, Any]) -> None:
    """What was waived may still be asked, and the waiver is gone then; what was sent is sent once."""
    waived = Opinion.objects.filter(pk=opinion.pk, state=OpinionState.WAIVED)
    if not waived.update(**asked, state=OpinionState.REQUESTED, waived_case="", waived_reason=""):
        message = f"Phiếu xin ý kiến đã gửi {opinion.addressee} ngày {opinion.requested_on:%d/%m/%Y}."
        raise RuleViolation([Finding("opinion.sent", Severity.BLOCK, message)])
    opinion.refresh_from_db()


@recorded(AuditAction.WAIVE)
def waive_residence_opinion(*, review_id: int, reason: str, by: User, on: date, case: str = "") -> Opinion:
    """Record why a person needs no opinion from the place of residence; the reason goes into the dossier.

    ``case``: which of the cases of the guidance, where the plan names one (P4-1.4.1-k).
    """
    review = Review.objects.select_related("campaign__issuer", "person__residence_cell", "unit").get(pk=review_id)
    sender = selectors.sender_of(review)
    refuse_if_blocking(
        [
            *opinion_request_refusal(by, review, sender),
            *selectors.person_findings(review),
            *_not_answered(review),
            *check_residence_waiver(name=str(review), case=case, reason=reason, plan=review.campaign.plan),
            *_reason_fits(reason),
        ]
    )
    assert review.person is not None
    opinion, _created = Opinion.objects.update_or_create(
        review=review,
        kind=OpinionKind.RESIDENCE,
        defaults={
            "addressee": review.person.residence_cell or sender,
            "sender": sender,
            "clause": review.campaign.plan.citations[Topic.RESIDENCE_OPINION],
            "requested_on": on,
            "requested_by": by,
            "state": OpinionState.WAIVED,
            "waived_case": case if case in dict(waiver_cases(review.campaign.plan)) else "",
            "waived_reason": nfc(reason.strip()),
        },
    )
    return opinion


def _reason_fits(reason: str) -> list[Finding]:
    if len(reason.strip()) > MAX_REASON:
        message = f"Lý do dài quá {MAX_REASON} ký tự; ghi ngắn lại."
        return [Finding("opinion.waiver_length", Severity.BLOCK, message)]
    return []


def _not_answered(review: Review) -> list[Finding]:
    """What the residence has said is not waived away, sent back for correction or not; the rows are locked."""
    asked = review.opinions.select_for_update(no_key=True, of=("self",)).select_related("addressee")
    given = next((row for row in asked.filter(kind=OpinionKind.RESIDENCE) if row.answered_at or row.data), None)
    if given is None:
        return []
    message = f"{given.addressee} đã nhận xét về {review}; phiếu nhận xét phải vào hồ sơ."
    return [Finding("opinion.answered", Severity.BLOCK, message)]


def request_routed_opinions(*, review: Review, by: User, on: date, due_on: date | None, now: datetime) -> list[Opinion]:
    """Ask every body that the plan names for this person (P0 III.2 and 5.2); those already asked are left alone."""
    opinions = []
    for route in selectors.routes_of(review):
        opinion, created = Opinion.objects.get_or_create(
            review=review,
            kind=route.kind,
            addressee=route.addressee,
            defaults={
                "via": route.via,
                "sender": review.unit,
                "clause": route.clause,
                "requested_on": on,
                "requested_by": by,
                "due_on": due_on,
            },
        )
        if created:
            _tell(opinion, now)
            record(AuditAction.OPINION_ASK, opinion, by=by, unit_path=review.unit_path)
        opinions.append(opinion)
    return opinions


@recorded(AuditAction.OPINION_ANSWER, of=(Opinion, "opinion_id"))
def answer_residence_opinion(*, opinion_id: int, data: dict[str, Any], by: User, now: datetime) -> list[Finding]:
    """The residence cell's reply: six choices, one of three each (P0-M213-c); returns the warnings."""
    opinion = _locked(opinion_id)
    warnings = refuse_if_blocking(
        [
            *opinion_answer_refusal(by, opinion),
            *_still_open(opinion, OpinionState.REQUESTED),
            *selectors.residence_reply_findings(opinion, data, on=timezone.localdate(now)),
        ]
    )
    Opinion.objects.filter(pk=opinion.pk).update(
        data=data, state=OpinionState.ANSWERED, answered_at=now, answered_by=by
    )
    return warnings


@recorded(AuditAction.OPINION_CONFIRM)
def confirm_residence_opinion(*, opinion_id: int, by: User, now: datetime) -> Opinion:
    """XÁC NHẬN CỦA ĐẢNG ỦY: only now the reply counts in the dossier (P0-M213-e)."""
    opinion = _locked(opinion_id)
    refuse_if_blocking([*opinion_confirm_refusal(by, opinion), *_still_open(opinion, OpinionState.ANSWERED)])
    Opinion.objects.filter(pk=opinion.pk).update(state=OpinionState.CONFIRMED, confirmed_at=now, confirmed_by=by)
    opinion.refresh_from_db()
    return opinion


@recorded(AuditAction.OPINION_RETURN)
def return_residence_opinion(*, opinion_id: int, by: User) -> Opinion:
    """The confirming committee sends the reply back to the cell: it counts as not given, what was ticked stays."""
    opinion = _locked(opinion_id)
    refuse_if_blocking([*opinion_confirm_refusal(by, opinion), *_still_open(opinion, OpinionState.ANSWERED)])
    Opinion.objects.filter(pk=opinion.pk).update(state=OpinionState.REQUESTED, answered_at=None, answered_by=None)
    opinion.refresh_from_db()
    return opinion


@recorded(AuditAction.OPINION_ANSWER)
def answer_consultee_opinion(
    *,
    opinion_id: int,
    comment: str,
    level: str,
    document_number: str,
    document_on: date | None,
    by: User,
    now: datetime,
) -> Opinion:
    """A consulted body's written opinion: numbered, dated, with a comment and a level (P0-III.2-f)."""
    opinion = _locked(opinion_id)
    refuse_if_blocking(
        [
            *opinion_answer_refusal(by, opinion),
            *_still_open(opinion, OpinionState.REQUESTED),
            *_written(opinion, comment, level, document_number, document_on),
        ]
    )
    Opinion.objects.filter(pk=opinion.pk).update(
        comment=nfc(comment.strip()),
        level=level,
        document_number=document_number.strip(),
        document_on=document_on,
        state=OpinionState.CONFIRMED,
        answered_at=now,
        answered_by=by,
        confirmed_at=now,
        confirmed_by=by,
    )
    opinion.refresh_from_db()
    return opinion


def _written(
    opinion: Opinion, comment: str, level: str, document_number: str, document_on: date | None
) -> list[Finding]:
    """A superior body gives an opinion, not a level; a consulted one gives both (P0-III.2-f, P0-5.2)."""
    return check_written_opinion(
        name=str(opinion.review),
        document_number=document_number,
        document_on=document_on,
        level=RuleLevel(level) if level in Level.values else None,
        comment=comment,
        plan=opinion.review.campaign.plan,
        level_asked=opinion.kind != OpinionKind.SUPERIOR,
    )


def _still_open(opinion: Opinion, state: OpinionState) -> list[Finding]:
    if opinion.state == state:
        return []
    return [
        Finding(
            "opinion.state", Severity.BLOCK, f"Phiếu này {opinion.get_state_display().lower()}; không làm lại được."
        )
    ]


def _locked(opinion_id: int) -> Opinion:
    return (
        Opinion.objects.select_for_update(no_key=True, of=("self",))
        .select_related("review__campaign__issuer", "review__person", "addressee__parent", "sender")
        .get(pk=opinion_id)
    )


def _tell(opinion: Opinion, now: datetime) -> None:
    notify(
        campaign=opinion.review.campaign,
        recipients=[
            user
            for user in users_who_answer_for(opinion.addressee)
            if user.person_id is None or user.person_id != opinion.review.person_id
        ],
        kind=NoticeKind.OPINION,
        key=f"opinion:{opinion.pk}",
        subject=f"Đề nghị cho ý kiến về đảng viên {opinion.review}",
        body=f"{opinion.sender or opinion.review.unit} trân trọng đề nghị {opinion.addressee} nhận xét.",
        path=reverse("opinion", args=(opinion.pk,)),
        now=now,
    )
