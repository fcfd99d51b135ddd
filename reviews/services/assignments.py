"""What staff and heads settle about one review: who drafts, where it need not be held, what must be explained."""

from __future__ import annotations

from organizations.choices import AuditAction
from organizations.models import Person, User
from organizations.permissions import holds, leads
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import ItemState, MeetingState
from reviews.models import Meeting, Review, ReviewVenue
from reviews.permissions import plan_refusal, prompt_refusal, refusal, settles_own
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.services.meetings import locked_meeting, refresh_agenda

#: As many characters of a reason as are kept and printed.
MAX_REASON = 300


@recorded(AuditAction.ASSIGN, watch=("clerk",))
def assign_drafter(*, review_id: int, person: Person | None, by: User) -> Review:
    """The head lets somebody draft the collective's report; he stays answerable for it (P0-4.1-a)."""
    review = Review.objects.select_related("collective__organization", "unit").get(pk=review_id)
    findings = []
    if review.collective is None:
        findings.append(Finding("drafter.person", Severity.BLOCK, "Bản kiểm điểm cá nhân do chính người đó viết."))
    else:
        findings += refusal(
            leads(by, review.collective.organization) or holds(by, "lead_review", review.unit),
            "drafter",
            f"Người soạn báo cáo do người đứng đầu {review.collective} phân công.",
        )
    refuse_if_blocking(findings)
    review.clerk = person
    review.save(update_fields=("clerk",))
    return review


@recorded(AuditAction.WAIVE)
def waive_venue(*, venue_id: int, reason: str, by: User) -> ReviewVenue:
    """One place is left out, with the reason that is kept and shown (P0-2.2-a); an empty reason takes it back."""
    review_id = ReviewVenue.objects.values_list("review_id", flat=True).get(pk=venue_id)
    review = (
        Review.objects.select_for_update(no_key=True, of=("self",)).select_related("campaign__issuer").get(pk=review_id)
    )
    venue = review.venues.select_related("collective__organization", "cell").get(pk=venue_id)
    findings = [*plan_refusal(by, review.campaign), *settles_own(by, review, "lead_review")]
    meeting = _locked_meeting_of(review, venue)  # an item is not taken up while it is taken off the agenda
    item = meeting.items.filter(review=review).first() if meeting is not None else None
    if reason.strip() and not review.venues.exclude(pk=venue.pk).filter(waived_reason="").exists():
        message = f"{review} phải kiểm điểm ở ít nhất một nơi."
        findings.append(Finding("venue.last", Severity.BLOCK, message))
    if reason.strip() and item is not None and item.state != ItemState.PENDING:
        message = f"{review} {item.get_state_display().lower()} tại {venue}."
        findings.append(Finding("venue.started", Severity.BLOCK, message))
    if len(reason.strip()) > MAX_REASON:
        findings.append(Finding("venue.reason", Severity.BLOCK, f"Lý do dài quá {MAX_REASON} ký tự; ghi ngắn lại."))
    refuse_if_blocking(findings)
    venue.waived_reason = nfc(reason.strip())
    venue.save(update_fields=("waived_reason",))
    if venue.waived_reason and item is not None:
        item.delete()
    if meeting is not None and meeting.state in (MeetingState.PLANNED, MeetingState.INVITED):
        refresh_agenda(meeting=meeting)
    return venue


def _locked_meeting_of(review: Review, venue: ReviewVenue) -> Meeting | None:
    meetings = Meeting.objects.filter(campaign=review.campaign, collective=venue.collective, cell=venue.cell)
    meeting_id = meetings.values_list("pk", flat=True).first()
    return None if meeting_id is None else locked_meeting(meeting_id)


@recorded(AuditAction.SUBJECT_CHANGE)
def set_flags(*, review_id: int, flags: list[str], by: User) -> Review:
    """Mark the signs that call for an explanation in section V (P0 3.3); the organization board marks them."""
    review = Review.objects.select_related("campaign__issuer").get(pk=review_id)
    findings = [*prompt_refusal(by, review.campaign), *settles_own(by, review, "issue_prompts")]
    known = [key for key, _label in review.campaign.plan.entries.flags]
    if set(flags) - set(known):
        findings.append(Finding("flags.unknown", Severity.BLOCK, "Có dấu hiệu không thuộc danh mục tại mục 3.3."))
    refuse_if_blocking(findings)
    review.violation_flags = [key for key in known if key in flags]
    review.save(update_fields=("violation_flags",))
    return review
