"""What stands between a review and its decision."""

from __future__ import annotations

from datetime import date

from organizations import clock
from ratings.models import Decision
from ratings.permissions import awaits_superior
from ratings.selectors.cases import differing_findings, rating_findings
from ratings.selectors.corrections import correction_findings
from ratings.selectors.heads import headed_by
from ratings.selectors.proposals import (
    cell_proposal,
    last_proposal,
    left_undecided,
    opinion_facts,
    self_level,
    without_ballot,
)
from ratings.selectors.scores import appraisal_of, appraised_score_findings, is_scored
from reviews.choices import AuthorityKind, Level, Track
from reviews.models import Review
from reviews.rules import caps
from reviews.rules.findings import Finding, Severity
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.parts import Topic
from reviews.rules.routes import check_opinions
from reviews.rules.vocabulary import Track as RuleTrack
from reviews.selectors.signs import confirmed_findings
from reviews.selectors.summaries import after_summary
from reviews.selectors.violations import violation_findings


def decision_findings(
    review: Review, *, track: Track, level: Level, document_number: str, decided_on: date, reason: str
) -> list[Finding]:
    findings = _form(review, track, document_number, decided_on)
    if track == Track.MEMBER:
        findings += _after_the_cell(review, level, reason)
        if is_scored(review):  # of whoever is scored the points are appraised first, members too (P2-IV.2-l)
            findings += _unappraised(review, track)
    else:
        findings += _after_the_board(review, track, level, reason, decided_on)
        findings += head_cap(review, level)
    findings += rating_findings(review, track)
    findings += differing_findings(review, track, reason)
    findings += correction_findings(review)
    return [
        *findings,
        *violation_findings(review),
        *confirmed_findings(review),
        *appraised_score_findings(review, track, level),
    ]


def _form(review: Review, track: Track, document_number: str, decided_on: date) -> list[Finding]:
    findings = []
    if track not in review.tracks:
        findings.append(Finding("rating.track", Severity.BLOCK, f"{review} không xếp loại nội dung “{track.label}”."))
    if not document_number.strip():
        findings.append(Finding("decision.number", Severity.BLOCK, "Ghi số văn bản quyết định xếp loại."))
    if decided_on > clock.today():
        findings.append(Finding("decision.date", Severity.BLOCK, f"Ngày quyết định {decided_on:%d/%m/%Y} chưa đến."))
    existing = Decision.objects.in_force().filter(review=review, track=track).first()
    if existing is not None:
        findings.append(
            Finding(
                "decision.exists",
                Severity.BLOCK,
                f"{review} đã được xếp loại “{existing.get_level_display()}” "
                f"theo văn bản số {existing.document_number}.",
            )
        )
    findings += after_summary(review, decided_on=decided_on, on=clock.today())
    if awaits_superior(review, track):
        findings.append(
            Finding(
                "decision.superior",
                Severity.BLOCK,
                f"{review}: {AuthorityKind(review.authority_kind).label.lower()}; "
                "ở đây chỉ ghi mức tự xếp loại, chờ văn bản của cấp trên.",
                review.campaign.plan.cite(Topic.SUPERIOR_DECIDES),
            )
        )
    return findings


def superior_findings(
    review: Review, *, track: Track, level: Level, document_number: str, decided_on: date, reason: str
) -> list[Finding]:
    """A superior's decision is entered only where the superior decides, with its document and what it adjusted."""
    findings = [
        finding for finding in _form(review, track, document_number, decided_on) if finding.code != "decision.superior"
    ]
    if not awaits_superior(review, track):
        message = (
            f"{review} do {review.authority or review.member_authority} quyết định, không chờ văn bản của cấp trên."
        )
        findings.append(Finding("decision.not_superior", Severity.BLOCK, message))
    return [*findings, *_adjustment(review, track, level, reason)]


def _adjustment(review: Review, track: Track, level: Level, reason: str) -> list[Finding]:
    proposed = appraisal_of(review, track) or last_proposal(review, track)
    return caps.check_adjustment(
        name=str(review),
        decided=RuleLevel(level),
        proposed=RuleLevel(proposed.level) if proposed else None,
        reason=reason,
        clause=review.authority_clause,
        plan=review.campaign.plan,
    )


def _after_the_cell(review: Review, level: Level, reason: str) -> list[Finding]:
    """The grassroots committee decides the member level after the cell has proposed (P0-M02-h, P0-M02-i).

    Where too few sat to vote in secret, the level that the member gives himself stands for the proposal; where the
    cell's ballots ended without a level, the committee decides with its reason.
    """
    plan = review.campaign.plan
    proposal = cell_proposal(review)
    if proposal is not None:
        return _deviation(review, Track.MEMBER, proposal.level, level, reason)
    if without_ballot(review, Track.MEMBER):
        return _deviation(review, Track.MEMBER, self_level(review, Track.MEMBER), level, reason)
    if not left_undecided(review, Track.MEMBER):
        message = f"Chi bộ chưa đề xuất mức xếp loại đảng viên của {review}."
        return [Finding("decision.no_proposal", Severity.BLOCK, message, plan.cite(Topic.CELL_PROPOSAL))]
    if reason.strip():
        return []
    message = f"Chi bộ bỏ phiếu chưa đủ tỷ lệ cho mức nào đối với {review}: ghi rõ lý do, căn cứ của mức quyết định."
    return [Finding("decision.undecided", Severity.BLOCK, message, plan.cite(Topic.MEMBER_DECISION))]


def _after_the_board(review: Review, track: Track, level: Level, reason: str, decided_on: date) -> list[Finding]:
    plan = review.campaign.plan
    findings: list[Finding] = []
    findings += check_opinions(name=str(review), opinions=opinion_facts(review), rated_on=decided_on, plan=plan)
    proposal = appraisal_of(review, track)
    if proposal is None:
        return [*findings, *_unappraised(review, track)]
    return [*findings, *_deviation(review, track, proposal.level, level, reason)]


def _unappraised(review: Review, track: Track) -> list[Finding]:
    if appraisal_of(review, track) is not None:
        return []
    message = f"Ban Tổ chức chưa thẩm định hồ sơ của {review}."
    reference = review.campaign.plan.cite(Topic.APPRAISAL)
    return [Finding("decision.not_appraised", Severity.BLOCK, message, reference)]


def _deviation(review: Review, track: Track, proposed: str, level: Level, reason: str) -> list[Finding]:
    return caps.check_deviation(
        decided=RuleLevel(level),
        proposed=RuleLevel(proposed) if proposed else None,
        reason=reason,
        plan=review.campaign.plan,
        track=RuleTrack(track),
    )


def head_cap(review: Review, level: Level) -> list[Finding]:
    """A head is never above a collective he heads, and never rated before it (P0-4.4-e)."""
    if review.person_id is None:
        return []
    headed = headed_by([review.person_id], [review.campaign]).get((review.campaign_id, review.person_id), [])
    return caps.head_cap(level=RuleLevel(level), headed=headed, plan=review.campaign.plan)
