"""What was proposed for a review, by whom, and what a proposal still waits for."""

from __future__ import annotations

from ratings.choices import ProposalSource
from ratings.models import Proposal
from reviews.choices import ItemState, Level, OpinionKind, Track, VenueKind
from reviews.models import AgendaItem, Review
from reviews.rules.findings import Finding, Severity
from reviews.rules.routes import OpinionFact
from reviews.rules.vocabulary import OpinionKind as RuleOpinionKind
from reviews.selectors.venues import too_small_to_vote


def cell_proposal(review: Review) -> Proposal | None:
    return review.proposals.filter(track=Track.MEMBER, source=ProposalSource.CELL_VOTE).first()


def unit_rating_findings(review: Review) -> list[Finding]:
    """The head rates after the review at the place of work is concluded."""
    if not review.rated_as_cadre:
        return [
            Finding("rating.track", Severity.BLOCK, f"{review} không thuộc diện xếp loại cán bộ, công chức, viên chức.")
        ]
    waiting = [
        str(venue)
        for venue in review.venues.filter(waived_reason="")
        .exclude(kind=VenueKind.CELL)
        .select_related("collective__organization", "cell")
        if venue.collective_id is not None
        and not AgendaItem.objects.filter(
            review=review, meeting__collective_id=venue.collective_id, state=ItemState.CONCLUDED
        ).exists()
        and venue.collective is not None
        and venue.collective.organization_id == review.unit_id
    ]
    if not waiting:
        return []
    return [
        Finding(
            "rating.review_first",
            Severity.BLOCK,
            f"{review} chưa kiểm điểm xong tại: {', '.join(waiting)}. Kiểm điểm xong mới đánh giá, xếp loại.",
            review.campaign.plan.reference("P0-4.4-d"),
        )
    ]


def last_proposal(review: Review, track: Track) -> Proposal | None:
    """The highest word so far below the board: unit head or ballot."""
    return review.proposals.filter(track=track).exclude(source=ProposalSource.BOARD).order_by("-made_at", "-pk").first()


def appraisal_findings(review: Review, *, track: Track, level: Level, comment: str) -> list[Finding]:
    """The dossier has come in, the opinions are there, and a deviation has its reason."""
    findings: list[Finding] = []
    plan = review.campaign.plan
    if track not in review.tracks:
        findings.append(Finding("rating.track", Severity.BLOCK, f"{review} không xếp loại nội dung “{track.label}”."))
    if review.submitted_to_board_at is None:
        findings.append(
            Finding(
                "appraisal.dossier",
                Severity.BLOCK,
                f"{review.unit} chưa gửi hồ sơ của {review} đến Ban Tổ chức.",
                plan.reference("P0-III.2-a"),
            )
        )
    below = last_proposal(review, track)
    if below is None and not _rated_without_ballot(review, track):
        findings.append(Finding("appraisal.no_proposal", Severity.BLOCK, f"Chưa có mức đề xuất nào cho {review}."))
    elif below is not None and below.level != level and not comment.strip():
        findings.append(
            Finding(
                "appraisal.reason",
                Severity.BLOCK,
                f"Mức thẩm định khác mức đề xuất (“{below.get_level_display()}”): ghi rõ lý do.",
            )
        )
    return findings


def _rated_without_ballot(review: Review, track: Track) -> bool:
    """A body of one or two cannot vote in secret: the level that it gives itself is what the board appraises."""
    if track != Track.COLLECTIVE:
        return False
    venues = list(review.venues.filter(waived_reason="").select_related("collective", "cell"))
    return bool(venues) and len(too_small_to_vote(venues, review.campaign)) == len(venues)


def opinion_facts(review: Review) -> list[OpinionFact]:
    """Every body asked about the person, and whether it has answered."""
    rows = review.opinions.exclude(kind=OpinionKind.RESIDENCE).select_related("addressee")
    return [
        OpinionFact(
            addressee=str(row.addressee),
            kind=RuleOpinionKind(row.kind),
            is_in=row.is_in,
            answered_on=row.document_on,
            clause=row.clause,
        )
        for row in rows
    ]
