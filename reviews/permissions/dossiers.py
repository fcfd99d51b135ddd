"""Who reads a dossier, hands it over and closes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from organizations.permissions import givers, granted, holds, led_organizations
from reviews.permissions.common import REVIEW_STAFF, acts_for, is_own, refusal
from reviews.permissions.opinions import unseen_residence
from reviews.permissions.reviews import may_attach, may_read_entry
from reviews.rules.findings import Finding

if TYPE_CHECKING:
    from organizations.models import Organization, User
    from reviews.models import (
        FormEntry,
        HandOver,
        Review,
    )
    from reviews.models.dossier import HandOverQuerySet


def cell_dossiers(user: User) -> Q:
    """Papers of meetings of cells whose dossier the user reads: it holds the statements of single members."""
    led = [organization.pk for organization in led_organizations(user)]
    return (
        Q(meeting__cell__in=led)
        | (Q(meeting__isnull=False) & granted(user, "meeting__unit_path", *CELL_READERS))
        | taken_in(user)
    )


def taken_in(user: User) -> Q:
    """Papers of a cell's dossier that was handed over to a body for which the user speaks."""
    led = [organization.pk for organization in led_organizations(user)]
    received = "meeting__cell_dossier__hand_over__receiver"
    return Q(**{f"{received}__in": led}) | (
        Q(meeting__isnull=False) & granted(user, f"{received}__path", "lead_review")
    )


def dossier_refusal(user: User, review: Review) -> list[Finding]:
    """Printing the whole dossier: never by the person reviewed once the residence was asked about him, and by nobody
    who may not yet read the form in it."""
    entry: FormEntry | None = getattr(review, "entry", None)
    form = "Báo cáo kiểm điểm" if review.is_collective else "Bản kiểm điểm"
    return [
        *refusal(
            not unseen_residence(user).filter(review=review).exists(),
            "dossier.print",
            f"Bộ hồ sơ có phiếu nhận xét nơi cư trú nên do {review.unit} hoặc Ban Tổ chức lập.",
        ),
        *refusal(
            entry is None or may_read_entry(user, entry),
            "dossier.draft",
            f"{form} của {review} đang viết, chưa nộp; nộp rồi mới lập được bộ hồ sơ.",
        ),
    ]


def visible_hand_overs(rows: HandOverQuerySet, user: User) -> HandOverQuerySet:
    """Both sides, and the staff who follow the giver."""
    led = [organization.pk for organization in led_organizations(user)]
    return rows.filter(
        granted(user, "giver__path", *REVIEW_STAFF)
        | granted(user, "receiver__path", "lead_review", "appraise")
        | Q(giver_id__in=led)
        | Q(receiver_id__in=led)
    )


def hand_over_refusal(user: User, giver: Organization) -> list[Finding]:
    """The unit that keeps the dossiers gives them."""
    return refusal(acts_for(user, giver), "hand_over.give", f"Hồ sơ do {giver} bàn giao.")


def receipt_refusal(user: User, hand_over: HandOver) -> list[Finding]:
    """Whoever speaks for the receiver; the issuer's organization board where the receiver has nobody in the program."""
    receiver = hand_over.receiver
    return refusal(
        acts_for(user, receiver) or holds(user, "appraise", hand_over.campaign.issuer),
        "hand_over.receive",
        f"Việc nhận hồ sơ do {receiver} ghi.",
    )


def closing_refusal(user: User, review: Review) -> list[Finding]:
    """Closed by whoever keeps it: the unit's leaders and staff, or the organization board; nobody his own."""
    instead_of = givers(user, review.unit, "lead_review", leading=True)
    if is_own(user, review, instead_of | givers(user, review.campaign.issuer, "appraise")):
        message = "Đồng chí không đóng hồ sơ của mình, của người ủy quyền cho mình; đề nghị người khác đóng."
        return refusal(False, "dossier.own", message)
    return refusal(
        may_attach(user, review) or holds(user, "appraise", review.campaign.issuer),
        "dossier.close",
        f"Hồ sơ do {review.unit} hoặc Ban Tổ chức đóng.",
    )


#: Besides the cell's own leaders, these read its dossier.
CELL_READERS = REVIEW_STAFF


def reads_cell_dossier(user: User, cell: Organization, hand_over: HandOver | None = None) -> bool:
    """Whoever makes it, the staff who follow the cell, and the committee once it was handed over to it."""
    return (
        acts_for(user, cell)
        or any(holds(user, codename, cell) for codename in CELL_READERS)
        or (hand_over is not None and acts_for(user, hand_over.receiver))
    )


def cell_dossier_refusal(user: User, cell: Organization) -> list[Finding]:
    """The cell's secretary and deputy, or the staff who follow it."""
    return refusal(acts_for(user, cell), "cell_dossier", f"Hồ sơ của chi bộ do chi ủy {cell} lập.")
