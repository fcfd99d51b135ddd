"""Gửi lấy ý kiến về báo cáo kiểm điểm tập thể: to everybody whom the plan names, and their replies."""

from __future__ import annotations

from datetime import date, datetime

from django.urls import reverse

from organizations.choices import AuditAction, PostRole
from organizations.models import Post, User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import NoticeKind
from reviews.models import CirculatedDraft, Meeting, Review
from reviews.permissions import circulation_refusal, reply_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.circulation import circulates, circulation_rows
from reviews.services.entries import keep_labelled_text
from reviews.services.notices import notify, users_of


@recorded(AuditAction.DRAFT_SENT, of=(Review, "review_id"))
def circulate_draft(*, review_id: int, by: User, on: date, now: datetime) -> int:
    """Send the draft as it stands to every addressee who has not had it; returns to how many it went (P1-8.1-c).

    The text sent is kept as a version. Refused before anything is written, and once the conference has opened.
    """
    review = _locked(review_id)
    entry = getattr(review, "entry", None)
    findings = [*circulation_refusal(by, review), *_before_the_conference(review)]
    if entry is None or entry.saved_at is None:
        message = f"Báo cáo kiểm điểm của {review} chưa có nội dung để gửi lấy ý kiến."
        findings.append(Finding("circulation.empty", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    assert entry is not None
    waiting = [row.addressee for row in circulation_rows(review) if row.sent is None]
    CirculatedDraft.objects.bulk_create(
        CirculatedDraft(review=review, person_id=row.person_id, collective_id=row.collective_id, sent_on=on, sent_by=by)
        for row in waiting
    )
    if waiting:
        keep_labelled_text(entry_id=entry.pk, label="Gửi lấy ý kiến")
    leaders = Post.objects.on(on).filter(
        collective__in=[row.collective_id for row in waiting if row.collective_id is not None],
        role__in=(PostRole.HEAD, PostRole.DEPUTY),
    )
    people = {row.person_id for row in waiting if row.person_id is not None}
    notify(
        campaign=review.campaign,
        recipients=users_of({*people, *leaders.values_list("person_id", flat=True)}),
        kind=NoticeKind.OPINION,
        key=f"circulation:{review.pk}:{now:%Y%m%d%H%M%S%f}",
        subject=f"Lấy ý kiến về dự thảo báo cáo kiểm điểm {review}",
        body="Đề nghị đồng chí nghiên cứu, đóng góp ý kiến trước hội nghị kiểm điểm.",
        path=reverse("review-circulation", args=(review.pk,)),
        now=now,
    )
    return len(waiting)


@recorded(AuditAction.DRAFT_REPLY)
def reply_to_draft(*, circulated_id: int, text: str, by: User, on: date) -> CirculatedDraft:
    """What an addressee says; said again it replaces the earlier. Staff write down what came on paper."""
    row = (
        CirculatedDraft.objects.select_for_update(no_key=True, of=("self",))
        .select_related("review__campaign__issuer", "review__collective", "person", "collective__organization")
        .get(pk=circulated_id)
    )
    findings = [*reply_refusal(by, row), *_before_the_conference(row.review)]
    if not text.strip():
        findings.append(Finding("circulation.reply", Severity.BLOCK, "Ghi ý kiến đóng góp hoặc “nhất trí”."))
    refuse_if_blocking(findings)
    row.reply, row.replied_on, row.replied_by = nfc(text.strip()), on, by
    row.save(update_fields=("reply", "replied_on", "replied_by"))
    return row


def _locked(review_id: int) -> Review:
    return (
        Review.objects.select_for_update(no_key=True, of=("self",))
        .select_related("campaign__issuer", "collective__organization", "entry")
        .get(pk=review_id)
    )


def _before_the_conference(review: Review) -> list[Finding]:
    if not circulates(review):
        return [Finding("circulation.none", Severity.BLOCK, "Kế hoạch không gửi báo cáo này lấy ý kiến.")]
    opened = Meeting.objects.filter(
        campaign=review.campaign, collective=review.collective, opened_at__isnull=False
    ).exists()
    if not opened:
        return []
    return [Finding("meeting.opened", Severity.BLOCK, "Hội nghị kiểm điểm đã khai mạc, không lấy ý kiến nữa.")]
