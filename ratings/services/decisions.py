"""The decision of the competent authority."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations import clock
from organizations.choices import AuditAction, PostRole
from organizations.models import Organization, Post, User
from organizations.services.audit import record
from organizations.services.authorities import By
from organizations.text import nfc
from ratings.choices import DecisionState
from ratings.models import Decision
from ratings.permissions import annul_refusal, appraisal_refusal, authority_of, awaits_superior, decision_refusal
from ratings.selectors import decisions as selectors
from ratings.selectors.corrections import annulment_findings
from reviews.choices import Level, NoticeKind, Track
from reviews.models import Review
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.links import told_collectives
from reviews.selectors.people import writers_of
from reviews.services.notices import notify, users_of


@transaction.atomic
def decide(
    *,
    review_id: int,
    track: Track,
    level: Level,
    document_number: str,
    decided_on: date,
    reason: str,
    by: User,
    now: datetime,
) -> Decision:
    """Decide the level of one track.

    Refused while a required opinion, the appraisal or the collective's own level is missing, when the level is above
    the collective's (P0-4.4-e), and when it differs from what was proposed without a reason.
    """
    review = _locked(review_id)
    refuse_if_blocking(
        [
            *decision_refusal(by, review, track),
            *selectors.decision_findings(
                review, track=track, level=level, document_number=document_number, decided_on=decided_on, reason=reason
            ),
        ]
    )
    authority = authority_of(review, track)
    assert authority is not None
    return _write(
        review,
        track=track,
        level=level,
        authority=authority,
        document_number=document_number,
        decided_on=decided_on,
        reason=reason,
        by=by,
        now=now,
        right=By("decide", authority),
    )


@transaction.atomic
def record_superior_decision(
    *,
    review_id: int,
    track: Track,
    level: Level,
    document_number: str,
    decided_on: date,
    by: User,
    now: datetime,
    reason: str = "",
) -> Decision:
    """Enter the level that the superior decided, from its document (P0-5.1-b, P0-5.2-a).

    ``reason``: what the superior adjusted, where its document says so (P4-2.2.2-b).
    For whoever the issuer rates only as a proposal: its own standing committee, and the posts kept by the superior.
    """
    review = _locked(review_id)
    refuse_if_blocking(
        [
            *appraisal_refusal(by, review),
            *selectors.superior_findings(
                review, track=track, level=level, document_number=document_number, decided_on=decided_on, reason=reason
            ),
        ]
    )
    return _write(
        review,
        track=track,
        level=level,
        authority=review.campaign.issuer.parent or review.campaign.issuer,
        document_number=document_number,
        decided_on=decided_on,
        reason=reason,
        by=by,
        now=now,
        right=By("appraise", review.campaign.issuer),
    )


def _locked(review_id: int) -> Review:
    rows = Review.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "campaign__issuer__parent",
        "collective__organization",
        "person",
        "unit",
        "authority",
        "member_authority",
    )
    return rows.get(pk=review_id)


def _write(
    review: Review,
    *,
    track: Track,
    level: Level,
    authority: Organization,
    document_number: str,
    decided_on: date,
    reason: str,
    by: User,
    now: datetime,
    right: By,
) -> Decision:
    """Write the decision and tell the subject; of two at once the database keeps one."""
    try:
        with transaction.atomic():
            decision = Decision.objects.create(
                review=review,
                track=track,
                level=level,
                authority=authority,
                document_number=document_number.strip(),
                decided_on=decided_on,
                reason=nfc(reason.strip()),
                decided_by=by,
                decided_at=now,
            )
    except IntegrityError:
        refuse_if_blocking([_already(review)])
        raise
    earlier = Decision.objects.filter(review=review, track=track).exclude(pk=decision.pk)
    annulled = earlier.order_by("-decided_at").first()
    record(
        AuditAction.DECIDE,
        review,
        by=by,
        authority=str(authority),
        before=_told(annulled) | {"tình trạng": annulled.get_state_display()} if annulled is not None else None,
        after=_told(decision) | {"lý do": decision.reason},
        right=right,
    )
    notify(
        campaign=review.campaign,
        recipients=writers_of(review),
        kind=NoticeKind.DECISION,
        key=f"decision:{decision.pk}",
        subject=f"Kết quả xếp loại năm {review.campaign.year}: {decision.get_level_display()}",
        body=f"{review} được {authority} xếp loại “{decision.get_level_display()}” theo văn bản số "
        f"{decision.document_number} ngày {decision.decided_on:%d/%m/%Y}.",
        path=reverse("review", args=(review.pk,)),
        now=now,
    )
    _tell_the_other_places(decision, review, now)
    return decision


def _tell_the_other_places(decision: Decision, review: Review, now: datetime) -> None:
    """Bodies that he belongs to and that did not review him hear the result through their leaders (P4-1.2-l)."""
    bodies = told_collectives(review)
    if not bodies:
        return
    leaders = Post.objects.on(clock.today()).filter(collective__in=bodies, role__in=(PostRole.HEAD, PostRole.DEPUTY))
    notify(
        campaign=review.campaign,
        recipients=users_of(leaders.exclude(person_id=review.person_id).values_list("person_id", flat=True)),
        kind=NoticeKind.DECISION,
        key=f"told:{decision.pk}",
        subject=f"Thông báo kết quả xếp loại của {review}: {decision.get_level_display()}",
        body=f"{review} được {decision.authority} xếp loại “{decision.get_level_display()}” theo văn bản số "
        f"{decision.document_number} ngày {decision.decided_on:%d/%m/%Y}. Thông báo đến: "
        f"{', '.join(str(body) for body in bodies)}.",
        now=now,
    )


@transaction.atomic
def annul(
    *,
    decision_id: int,
    reason: str,
    by: User,
    document: str = "",
    annulled_on: date | None = None,
    authority: Organization | None = None,
) -> Decision:
    """Cancel a decision found wrong; it stays readable and the track may be decided again.

    ``authority``: who annuls, the deciding authority itself if not given. Where the plan asks for it the annulment
    names its document (P4-2.3-l), and another than the deciding authority must stand above it (P4-2.3-aa).
    """
    decision = (
        Decision.objects.select_for_update(no_key=True, of=("self",))
        .select_related(
            "authority",
            "review__campaign__issuer",
            "review__authority",
            "review__member_authority",
            "review__person",
            "review__collective",
        )
        .get(pk=decision_id)
    )
    authority, today = authority or decision.authority, clock.today()
    findings = annul_refusal(by, decision, authority)
    if not reason.strip():
        findings.append(Finding("decision.annul_reason", Severity.BLOCK, "Ghi lý do hủy bỏ kết quả xếp loại."))
    if decision.state == DecisionState.ANNULLED:
        findings.append(Finding("decision.annulled", Severity.BLOCK, "Quyết định này đã bị hủy bỏ."))
    if (annulled_on or today) > today:
        findings.append(Finding("decision.annul_date", Severity.BLOCK, f"Ngày {annulled_on:%d/%m/%Y} chưa đến."))
    findings += annulment_findings(
        decision, authority=authority, reason=reason, document=document, annulled_on=annulled_on or today
    )
    refuse_if_blocking(findings)
    decision.state = DecisionState.ANNULLED
    decision.annulled_reason = nfc(reason.strip())
    decision.annulled_document = nfc(document.strip())
    decision.annulled_on = annulled_on or today
    decision.annulling_authority = authority
    decision.annulled_by = by
    decision.save(
        update_fields=(
            "state",
            "annulled_reason",
            "annulled_document",
            "annulled_on",
            "annulling_authority",
            "annulled_by",
        )
    )
    record(
        AuditAction.ANNUL,
        decision.review,
        by=by,
        authority=str(authority),
        before=_told(decision),
        after={"mức": "", "văn bản": decision.annulled_document, "lý do": decision.annulled_reason},
        right=_annuls_by(decision, authority),
    )
    return decision


def _annuls_by(decision: Decision, authority: Organization) -> By:
    """The right that ``annul_refusal`` asks for."""
    if authority.pk == decision.authority_id and awaits_superior(decision.review, Track(decision.track)):
        return By("appraise", decision.review.campaign.issuer)
    return By("decide", authority)


def _told(decision: Decision) -> dict[str, str]:
    """Of a decision what the record keeps."""
    return {
        "nội dung": decision.get_track_display(),
        "mức": decision.get_level_display(),
        "văn bản": decision.document_number,
    }


def _already(review: Review) -> Finding:
    return Finding("decision.exists", Severity.BLOCK, f"{review} đã có quyết định xếp loại cho nội dung này.")
