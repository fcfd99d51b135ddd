"""What was proposed for a review, by whom, and what a proposal still waits for."""

from __future__ import annotations

from ratings.choices import BallotState, ProposalSource
from ratings.models import BallotQuestion, Proposal
from reviews.choices import ItemState, Level, MeetingState, OpinionKind, Track, VenueKind
from reviews.models import AgendaItem, FormEntry, Review
from reviews.rules.findings import Finding, Severity
from reviews.rules.parts import Topic
from reviews.rules.routes import OpinionFact
from reviews.rules.vocabulary import OpinionKind as RuleOpinionKind
from reviews.selectors.before_ballot import self_level_of
from reviews.selectors.self_levels import SELF_LEVEL_FIELDS
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
            review.campaign.plan.cite(Topic.REVIEW_BEFORE_RATING),
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
                plan.cite(Topic.DOSSIER_SENT),
            )
        )
    below = last_proposal(review, track)
    undecided = below is None and left_undecided(review, track)
    if undecided and not comment.strip():
        message = f"Bỏ phiếu chưa đủ tỷ lệ cho mức nào đối với {review}: ghi rõ lý do của mức thẩm định."
        findings.append(Finding("appraisal.reason", Severity.BLOCK, message))
    elif below is None and not undecided and not without_ballot(review, track):
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


def without_ballot(review: Review, track: Track) -> bool:
    """Too few sat to vote in secret where this level is voted on: the level that the subject gives himself stands.

    The own level of a collective or an organization, and the member level in the cell; a cadre is rated by the head of
    his unit.
    """
    if track == Track.CADRE:
        return False
    venues = review.venues.filter(waived_reason="").select_related("collective", "cell")
    asked = [venue for venue in venues if track != Track.MEMBER or venue.kind == VenueKind.CELL]
    return bool(asked) and len(too_small_to_vote(asked, review.campaign)) == len(asked)


def left_undecided(review: Review, track: Track) -> bool:
    """The meeting is over and its last ballot gave no level: the chair has referred it to the authority."""
    last = (
        BallotQuestion.objects.of_ratings()
        .filter(
            review=review,
            track=track,
            session__state=BallotState.COUNTED,
            session__meeting__state=MeetingState.CONCLUDED,
        )
        .order_by("-session__round")
        .first()
    )
    return last is not None and not last.outcome


def self_level(review: Review, track: Track) -> str:
    """The level that the subject gives himself; empty until the form is handed in.

    An organization takes its own without a form.
    """
    if review.is_organization:
        return self_level_of(review) or ""
    entry = FormEntry.objects.filter(review=review).first()
    return str(entry.data.get(SELF_LEVEL_FIELDS[track]) or "") if entry is not None and entry.is_submitted else ""


def appraised_findings(review: Review) -> list[Finding]:
    """What the board has appraised is no more changed from below."""
    done = review.proposals.filter(source=ProposalSource.BOARD).select_related("organization").first()
    if done is None:
        return []
    message = (
        f"Ban Tổ chức của {done.organization} đã thẩm định hồ sơ của {review} ngày {done.signed_on:%d/%m/%Y}; "
        "nhận xét, mức đề xuất không ghi, không sửa được nữa."
    )
    return [Finding("proposal.appraised", Severity.BLOCK, message)]


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
