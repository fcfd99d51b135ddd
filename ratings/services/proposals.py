"""Levels proposed on the way up: by ballot, by the unit's head, by the organization board."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from organizations.services.audit import record
from organizations.services.authorities import By
from organizations.text import nfc
from ratings.choices import ProposalSource
from ratings.models import BallotQuestion, Proposal
from ratings.permissions import appraisal_refusal, cell_comment_refusal, rating_unit, unit_rating_refusal
from ratings.selectors import proposals as selectors
from ratings.selectors.cases import differing_findings, rating_findings
from ratings.selectors.corrections import correction_findings
from ratings.selectors.figures import figure_findings, figures_of
from ratings.selectors.scores import score_findings
from reviews.choices import Level, Track
from reviews.models import Review
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.violations import violation_findings


def record_proposal(
    *,
    review: Review,
    track: Track,
    source: ProposalSource,
    organization: Organization,
    level: Level,
    signer_name: str,
    by: User,
    now: datetime,
    comment: str | None = None,
    question: BallotQuestion | None = None,
    points: Decimal | None = None,
    facts: Mapping[str, bool] | None = None,
) -> Proposal:
    """Write or replace the proposal of one body for one track; an earlier comment is kept unless a new one comes."""
    values = {
        "level": level,
        "question": question,
        "signer_name": signer_name,
        "signed_on": timezone.localdate(now),
        "made_by": by,
        "made_at": now,
        "points": points,
        "facts": dict(facts or {}),
    }
    if comment is not None:
        values["comment"] = nfc(comment.strip())
    proposal, _created = Proposal.objects.update_or_create(
        review=review, track=track, source=source, organization=organization, defaults=values
    )
    return proposal


@recorded(AuditAction.PROPOSE)
def comment_for_cell(*, review_id: int, comment: str, by: User, now: datetime) -> Proposal:
    """Nhận xét, đánh giá của chi ủy: the comment above the cell's proposed level (Mẫu 02, second block)."""
    review = _locked(review_id)
    proposal = selectors.cell_proposal(review)
    refuse_if_blocking(
        [
            *cell_comment_refusal(by, review),
            *_needs(comment, "Ghi nhận xét, đánh giá của chi ủy."),
            *(
                []
                if proposal
                else [
                    Finding("proposal.no_vote", Severity.BLOCK, "Chi bộ chưa bỏ phiếu đề xuất mức xếp loại đảng viên.")
                ]
            ),
            *selectors.appraised_findings(review),
            *_undecided(review, Track.MEMBER),
        ]
    )
    assert proposal is not None
    proposal.comment = nfc(comment.strip())
    proposal.signed_on = timezone.localdate(now)
    proposal.signer_name = str(by)
    proposal.save(update_fields=("comment", "signed_on", "signer_name"))
    return proposal


@transaction.atomic
def rate_as_unit_head(*, review_id: int, level: Level, comment: str, by: User, now: datetime) -> Proposal:
    """The head of the unit rates the cadre (Mẫu 02, first block); never himself (P0-M02-g)."""
    review = _locked(review_id)
    refuse_if_blocking(
        [
            *unit_rating_refusal(by, review),
            *_needs(comment, "Ghi nhận xét, đánh giá của người quản lý, sử dụng cán bộ."),
            *selectors.unit_rating_findings(review),
            *rating_findings(review, Track.CADRE),
            *correction_findings(review),
            *selectors.appraised_findings(review),
            *_undecided(review, Track.CADRE),
        ]
    )
    record(
        AuditAction.PROPOSE,
        review,
        by=by,
        before=_earlier(review, Track.CADRE, ProposalSource.UNIT_HEAD),
        after={"nội dung": Track.CADRE.label, "mức": Level(level).label, "nhận xét": comment},
    )
    return record_proposal(
        review=review,
        track=Track.CADRE,
        source=ProposalSource.UNIT_HEAD,
        organization=rating_unit(review),
        level=level,
        comment=comment,
        signer_name=str(by),
        by=by,
        now=now,
    )


@transaction.atomic
def appraise(
    *,
    review_id: int,
    track: Track,
    level: Level,
    comment: str,
    by: User,
    now: datetime,
    points: Decimal | None = None,
    facts: Mapping[str, bool] | None = None,
) -> Proposal:
    """The organization board's appraisal; a level other than the one proposed below needs its reason.

    ``points`` and ``facts`` where the plan scores: the appraised total, and which conditions and cases were confirmed.
    Refused without points, and for a level above what they allow (P2-IV.2-f, P2-IV.2-l); where the plan has the
    appraisal wait for its figures, also while some about the unit lack (P3-III.2.5-c only points them out); while a
    special case lacks what the plan wants before the rating (P4-2.3-c, p, r, t), and where places voted differently
    without a word of why (P4-2.3-h).
    """
    review = _locked(review_id)
    refuse_if_blocking(
        [
            *appraisal_refusal(by, review),
            *selectors.appraisal_findings(review, track=track, level=level, comment=comment),
            *score_findings(review, track=track, level=level, points=points, facts=facts or {}),
            *rating_findings(review, track),
            *differing_findings(review, track, comment),
            *violation_findings(review),
            *correction_findings(review),
            *figure_findings(review, figures_of(review, user=by)),
            *_undecided(review, track),
        ]
    )
    told = {"nội dung": Track(track).label, "mức": Level(level).label, "nhận xét": comment}
    record(
        AuditAction.APPRAISE,
        review,
        by=by,
        before=_earlier(review, track, ProposalSource.BOARD),
        after=told,
        right=By("appraise", review.campaign.issuer),
    )
    return record_proposal(
        review=review,
        track=track,
        source=ProposalSource.BOARD,
        organization=review.campaign.issuer,
        level=level,
        comment=comment,
        signer_name=str(by),
        by=by,
        now=now,
        points=points,
        facts=facts,
    )


def _locked(review_id: int) -> Review:
    return (
        Review.objects.select_for_update(no_key=True, of=("self",))
        .select_related(
            "campaign__issuer", "collective__organization", "person", "unit", "authority", "member_authority"
        )
        .get(pk=review_id)
    )


def _earlier(review: Review, track: Track, source: ProposalSource) -> dict[str, str] | None:
    """What stood there before, for the record; None for a first one."""
    row = Proposal.objects.filter(review=review, track=track, source=source).order_by("-made_at").first()
    return {"mức": row.get_level_display(), "nhận xét": row.comment} if row is not None else None


def _needs(text: str, message: str) -> list[Finding]:
    return [] if text.strip() else [Finding("proposal.comment", Severity.BLOCK, message)]


def _undecided(review: Review, track: Track) -> list[Finding]:
    decision = review.decisions.filter(track=track, state="in_force").first()
    if decision is None:
        return []
    return [
        Finding(
            "proposal.decided",
            Severity.BLOCK,
            f"{review} đã được xếp loại “{decision.get_level_display()}” "
            f"theo quyết định số {decision.document_number}.",
        )
    ]
