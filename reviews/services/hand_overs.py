"""Keeping, giving, receiving and closing dossiers (P2 V)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction

from forms_templates.choices import DocumentKind
from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import Medium
from reviews.models import Campaign, DossierClosing, HandOver, HandOverItem, Paper, Review, SlotKeeping, SlotWaiver
from reviews.permissions import closing_refusal, hand_over_refusal, may_attach, receipt_refusal, refusal
from reviews.rules.dossier import check_waiver, dossier_findings, dossier_slots
from reviews.rules.findings import Finding, Severity, blocking, refuse_if_blocking
from reviews.selectors import hand_overs as selectors
from reviews.selectors.dossier import dossier_facts, slots_of
from reviews.services.papers import request_paper

#: Dossiers that go with one record; more go with another.
MOST_DOSSIERS = 100


@recorded(AuditAction.PAPER_FILED)
def keep_slot(*, review_id: int, slot: str, medium: str, place: str, by: User) -> SlotKeeping:
    """Say of one line whether it is paper or data and where it is kept (P2-V-a); the last word stands."""
    review = _locked(review_id)
    findings = [*_keeper(review, by), *_open(review)]
    if review.campaign.plan.keeping is None:
        findings.append(Finding("dossier.kept", Severity.BLOCK, "Kế hoạch không yêu cầu ghi cách lưu giữ."))
    if slot not in {row.key for row in slots_of(review)}:
        findings.append(Finding("dossier.line", Severity.BLOCK, "Chọn lại mục của hồ sơ."))
    if medium not in Medium.values:
        findings.append(Finding("dossier.medium", Severity.BLOCK, "Chọn văn bản giấy hoặc dữ liệu điện tử."))
    place = nfc(place.strip())
    if not place or len(place) > 200:
        findings.append(Finding("dossier.place", Severity.BLOCK, "Ghi nơi lưu giữ, không quá 200 ký tự."))
    refuse_if_blocking(findings)
    kept, _created = SlotKeeping.objects.update_or_create(
        review=review, slot=slot, defaults={"medium": medium, "place": place, "recorded_by": by}
    )
    return kept


@recorded(AuditAction.WAIVE)
def waive_slot(*, review_id: int, slot: str, reason: str, by: User) -> SlotWaiver:
    """A line does not concern this subject, and why (P2-V.2.2-e); refused for lines that concern everybody."""
    review = _locked(review_id)
    reason = nfc(reason.strip())
    findings = [*_keeper(review, by), *_open(review), *check_waiver(slot, reason, review.campaign.plan)]
    if len(reason) > 300:
        findings.append(Finding("dossier.waiver_reason", Severity.BLOCK, "Lý do dài quá 300 ký tự."))
    if slot not in {row.key for row in slots_of(review)}:
        findings.append(Finding("dossier.line", Severity.BLOCK, "Chọn lại mục của hồ sơ."))
    if Paper.objects.filter(review=review, slot=slot).exists():
        message = "Mục này đã có tài liệu, không ghi “không thuộc diện”."
        findings.append(Finding("dossier.waiver", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    waiver, _created = SlotWaiver.objects.update_or_create(
        review=review, slot=slot, defaults={"reason": reason, "recorded_by": by}
    )
    return waiver


@recorded(AuditAction.WAIVE_END, of=(Review, "review_id"))
def take_back_waiver(*, review_id: int, slot: str, by: User) -> None:
    """The line concerns the subject after all."""
    review = _locked(review_id)
    refuse_if_blocking([*_keeper(review, by), *_open(review)])
    SlotWaiver.objects.filter(review=review, slot=slot).delete()


@recorded(AuditAction.HAND_OVER)
def hand_over(
    *,
    campaign_id: int,
    giver_id: int,
    copy: str,
    receiver_id: int,
    review_ids: Collection[int],
    handed_on: date,
    note: str,
    by: User,
    on: date,
) -> HandOver:
    """Give one copy of these dossiers to its receiver (P2-V.1-a, P2-V.1-b).

    Refused for a dossier that lacks a part or does not say how it is kept, for one that is not the unit's, and for a
    receiver the copy does not go to. Each copy of a dossier is given once: of two at once the database keeps one. What
    stays with the unit is received as it is given.
    """
    campaign = Campaign.objects.select_related("issuer").get(pk=campaign_id)
    giver = Organization.objects.get(pk=giver_id)
    findings = hand_over_refusal(by, giver)
    if copy not in {row.key for row in campaign.plan.copies}:
        findings.append(Finding("hand_over.copy", Severity.BLOCK, "Chọn bộ hồ sơ theo kế hoạch."))
        refuse_if_blocking(findings)
    receiver = next((row for row in selectors.receivers(campaign, giver, copy) if row.pk == receiver_id), None)
    if receiver is None:
        findings.append(Finding("hand_over.receiver", Severity.BLOCK, "Chọn lại nơi nhận của bộ hồ sơ này."))
    if handed_on > on:
        message = f"Ngày giao {handed_on:%d/%m/%Y} chưa đến."
        findings.append(Finding("hand_over.day", Severity.BLOCK, message))
    if len(note) > 300:
        findings.append(Finding("hand_over.note", Severity.BLOCK, "Ghi chú dài quá 300 ký tự."))
    if not review_ids or len(review_ids) > MOST_DOSSIERS:
        message = f"Chọn từ 1 đến {MOST_DOSSIERS} hồ sơ để bàn giao."
        findings.append(Finding("hand_over.dossiers", Severity.BLOCK, message))
        refuse_if_blocking(findings)
    reviews = list(selectors.not_given(campaign, giver, copy).filter(pk__in=review_ids))
    if len(reviews) != len(set(review_ids)):
        message = "Có hồ sơ đã giao bộ này hoặc không phải của đơn vị; tải lại trang rồi chọn lại."
        findings.append(Finding("hand_over.dossiers", Severity.BLOCK, message))
    for review in reviews:
        findings += _not_ready(review)
    refuse_if_blocking(findings)
    assert receiver is not None
    stays = receiver.pk == giver.pk
    given = HandOver.objects.create(
        campaign=campaign,
        copy=copy,
        giver=giver,
        receiver=receiver,
        handed_on=handed_on,
        handed_by=by,
        received_on=handed_on if stays else None,
        received_by=by if stays else None,
        note=nfc(note.strip()),
    )
    try:
        with transaction.atomic():
            HandOverItem.objects.bulk_create(
                HandOverItem(hand_over=given, review=review, copy=copy) for review in reviews
            )
    except IntegrityError:
        refuse_if_blocking([Finding("hand_over.twice", Severity.BLOCK, "Có hồ sơ vừa được người khác giao bộ này.")])
        raise
    return given


def _not_ready(review: Review) -> list[Finding]:
    facts = dossier_facts(review)
    plan = review.campaign.plan
    found = blocking([*dossier_findings(facts, plan), *selectors.kept_findings(review, dossier_slots(facts, plan))])
    return [Finding(row.code, row.severity, f"{review}: {row.message}", row.reference) for row in found]


@recorded(AuditAction.HAND_OVER_RECEIVED)
def receive(*, hand_over_id: int, received_on: date, by: User, on: date) -> HandOver:
    """The receiver has the dossiers. Not before they were given, and once."""
    found = (
        HandOver.objects.select_for_update(no_key=True, of=("self",))
        .select_related("campaign__issuer", "giver", "receiver")
        .get(pk=hand_over_id)
    )
    findings = receipt_refusal(by, found)
    if found.received_on is not None:
        message = f"Hồ sơ này {found.receiver} đã nhận ngày {found.received_on:%d/%m/%Y}."
        findings.append(Finding("hand_over.received", Severity.BLOCK, message))
    if not found.handed_on <= received_on <= on:
        message = f"Ngày nhận từ ngày giao ({found.handed_on:%d/%m/%Y}) đến hôm nay."
        findings.append(Finding("hand_over.day", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    found.received_on, found.received_by = received_on, by
    found.save(update_fields=("received_on", "received_by"))
    return found


@recorded(AuditAction.DOSSIER_CLOSE)
def close_dossier(*, review_id: int, by: User, on: date) -> DossierClosing:
    """The dossier stays as it is: complete, appraised, decided, its copies received (P2-V.2.2-f, P2-V.1-a)."""
    review = _locked(review_id)
    findings = [*closing_refusal(by, review), *_open(review)]
    if not selectors.closes(review.campaign):
        findings.append(Finding("dossier.close", Severity.BLOCK, "Kế hoạch không quy định đóng hồ sơ."))
    refuse_if_blocking(findings)
    refuse_if_blocking(selectors.closing_findings(review))
    return DossierClosing.objects.create(review=review, closed_on=on, closed_by=by)


def print_hand_over(*, found: HandOver, by: User) -> Paper:
    """Biên bản bàn giao hồ sơ."""
    return request_paper(
        kind=DocumentKind.HANDOVER,
        subject_key=f"hand_over:{found.pk}",
        title=f"Biên bản bàn giao hồ sơ – {found.giver}",
        payload=selectors.handover_payload(found),
        by=by,
        hand_over=found,
    )


def _locked(review_id: int) -> Review:
    return (
        Review.objects.select_for_update(no_key=True, of=("self",))
        .select_related("campaign__issuer", "collective", "person", "unit", "authority")
        .get(pk=review_id)
    )


def _keeper(review: Review, by: User) -> list[Finding]:
    return refusal(may_attach(by, review), "dossier.keep", f"Việc này do {review.unit} ghi.")


def _open(review: Review) -> list[Finding]:
    closing = selectors.closing_of(review)
    if closing is None:
        return []
    message = f"Hồ sơ của {review} đã đóng ngày {closing.closed_on:%d/%m/%Y}."
    return [Finding("dossier.closed", Severity.BLOCK, message)]
