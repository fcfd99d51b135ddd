"""Who asks for an opinion, gives it and confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from organizations.permissions import granted, holds, leads, led_organizations
from reviews.choices import OpinionKind, OpinionState
from reviews.permissions.common import manages_venue, refusal
from reviews.rules.findings import Finding

if TYPE_CHECKING:
    from organizations.models import Organization, User
    from reviews.models import (
        Opinion,
        Review,
    )
    from reviews.models.opinion import OpinionQuerySet


def visible_opinions(rows: OpinionQuerySet, user: User) -> OpinionQuerySet:
    """The body asked, the committee above it that confirms, the sender and the staff; never the person reviewed."""
    led = [organization.pk for organization in led_organizations(user)]
    condition = (
        granted(user, "addressee__path", "give_opinions", "lead_review")
        | granted(user, "sender__path", "lead_review")
        | granted(user, "review__unit_path", "appraise", "decide", "inspect", "lead_review")
        | Q(addressee_id__in=led)
        | Q(addressee__parent_id__in=led)
        | Q(sender_id__in=led)
    )
    rows = rows.filter(condition)
    return rows.exclude(review__person_id=user.person_id) if user.person_id is not None else rows


def unseen_residence(user: User) -> OpinionQuerySet:
    """The residence's sheets that the user may not see."""
    from reviews.models import Opinion

    asked = Opinion.objects.filter(kind=OpinionKind.RESIDENCE).exclude(state=OpinionState.WAIVED)
    return asked.exclude(pk__in=Opinion.objects.visible_to(user).values("pk"))


def residence_batch_refusal(user: User, sender: Organization) -> list[Finding]:
    return refusal(
        manages_venue(user, sender), "opinion.print", f"Các phiếu xin ý kiến của {sender} do {sender} lập bản in."
    )


def opinion_request_refusal(user: User, review: Review, sender: Organization) -> list[Finding]:
    if user.person_id is not None and review.person_id == user.person_id:
        return refusal(
            False, "opinion.own", "Người được kiểm điểm không được tự gửi hoặc tự lấy phiếu nhận xét của mình."
        )
    return refusal(
        manages_venue(user, sender) or holds(user, "lead_review", review.unit),
        "opinion.request",
        f"Phiếu xin ý kiến do cấp ủy nơi công tác ({sender}) gửi.",
    )


def opinion_answer_refusal(user: User, opinion: Opinion) -> list[Finding]:
    if user.person_id is not None and opinion.review.person_id == user.person_id:
        return refusal(False, "opinion.own", "Người được nhận xét không được ghi hoặc sửa phiếu nhận xét của mình.")
    return refusal(
        leads(user, opinion.addressee) or holds(user, "give_opinions", opinion.addressee),
        "opinion.answer",
        f"Phiếu này do {opinion.addressee} trả lời.",
    )


def opinion_confirm_refusal(user: User, opinion: Opinion) -> list[Finding]:
    """The committee above the residence cell confirms, and not by the hand that answered (P0-M213-e)."""
    if user.person_id is not None and opinion.review.person_id == user.person_id:
        return refusal(False, "opinion.own", "Người được nhận xét không được xác nhận phiếu nhận xét của mình.")
    if opinion.answered_by_id == user.pk:
        return refusal(False, "opinion.same_hand", "Người đã ghi nhận xét không được tự xác nhận thay Đảng ủy.")
    committee = opinion.addressee.parent or opinion.addressee
    return refusal(
        leads(user, committee) or holds(user, "give_opinions", committee) or holds(user, "lead_review", committee),
        "opinion.confirm",
        f"Phiếu nhận xét do {committee} xác nhận.",
    )
