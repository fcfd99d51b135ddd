"""What stands on the papers that carry levels: Mẫu 01, Mẫu 02 with its authority blocks, counting minutes, dossier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from ratings.choices import Channel, ProposalSource
from ratings.models import BallotQuestion, BallotSession, Decision, Proposal
from ratings.selectors.ballot_names import asked_in
from ratings.selectors.ballot_questions import note_of
from ratings.selectors.ballots import quota_of, tally_of, voting_rules
from ratings.selectors.counting_teams import own_counters
from ratings.selectors.paper_record import paper_payload
from reviews.choices import CONVENED, Level, Track
from reviews.models import FormEntry, Meeting, Review
from reviews.rules import voting
from reviews.rules.plan import Plan
from reviews.selectors.contents import shown_contents, shown_data
from reviews.selectors.entries import has_annex
from reviews.selectors.nominees import NOMINEES, nominee_lines
from reviews.selectors.papers import cell_of, header, heading, identity, local_iso, place_of
from reviews.selectors.signers import document_header


def entry_payload(review: Review, entry: FormEntry) -> dict[str, Any]:
    """Mẫu 01 or Mẫu 02 of a review as it now stands."""
    day = entry.finalized_at or entry.submitted_at or entry.saved_at
    payload: dict[str, Any] = {
        "regulation": entry.regulation,
        "form": entry.form_code,
        **heading(review),
        "data": shown_data(entry),
        "contents": shown_contents(entry),
        "annex": has_annex(review),
        "signatures": {},
    }
    dated = {"date": timezone.localdate(day).isoformat()} if day else {}
    if review.is_collective:
        assert review.collective is not None
        organization = review.collective.organization
        return payload | {
            "header": {**header(organization), **dated},
            "collective": str(review.collective),
            "authority": authority_blocks(review),
        }
    assert review.person is not None
    cell = cell_of(review)
    base = header(cell.parent or cell) if cell else header(review.unit)
    return payload | {
        "header": {**base, "superior": str(cell.parent) if cell and cell.parent else base["superior"], **dated},
        "cell": str(cell or ""),
        "identity": identity(review.person, cell=cell),
        "signatures": {"author": {"name": str(review.person)}},
        "authority": authority_blocks(review),
    }


def authority_blocks(review: Review) -> dict[str, dict[str, Any]]:
    """The blocks below the self-signature, as far as others have filled them; each form prints those it has."""
    proposals = {(proposal.track, proposal.source): proposal for proposal in Proposal.objects.filter(review=review)}
    blocks: dict[str, dict[str, Any]] = {}
    if unit := proposals.get((Track.CADRE, ProposalSource.UNIT_HEAD)):
        blocks["block_1"] = _block(unit)
    if cell := proposals.get((Track.MEMBER, ProposalSource.CELL_VOTE)):
        blocks["block_2"] = _block(cell)
    decisions = {
        Track(decision.track): decision
        for decision in Decision.objects.in_force().filter(review=review).select_related("decided_by__person")
    }
    if member := decisions.get(Track.MEMBER):
        blocks["block_3"] = {"level": member.level, **_signed(member)}
    if decisions:
        # What the board proposed is read beside what was decided, never before.
        board = {Track(track): row for (track, source), row in proposals.items() if source == ProposalSource.BOARD}
        if board:
            blocks["appraisal"] = _block(next(iter(board.values()))) | _levels(board)
        blocks["decision"] = {**_signed(next(iter(decisions.values()))), **_levels(decisions)}
    return blocks


#: The field of a block that holds the level of each track.
_LEVEL_FIELDS = {Track.COLLECTIVE: "level", Track.CADRE: "cadre_level", Track.MEMBER: "member_level"}


def _levels(rows: Mapping[Track, Proposal] | Mapping[Track, Decision]) -> dict[str, str]:
    return {_LEVEL_FIELDS[track]: row.level for track, row in rows.items()}


def results_of(review: Review) -> dict[str, list[str]]:
    """Lines on the dossier's cover of what was appraised and decided; of the appraisal only once it is decided."""
    decisions = list(Decision.objects.in_force().filter(review=review).select_related("authority").order_by("track"))
    board = Proposal.objects.filter(review=review, source=ProposalSource.BOARD).order_by("track")
    return {
        "decision": [
            f"{row.get_track_display()}: {row.get_level_display()}, {row.authority} quyết định số "
            f"{row.document_number} ngày {row.decided_on:%d/%m/%Y}"
            for row in decisions
        ],
        "appraisal": [
            f"{row.get_track_display()}: đề xuất {row.get_level_display()}, ngày {row.signed_on:%d/%m/%Y}"
            for row in (board if decisions else ())
        ],
    }


def _signed(decision: Decision) -> dict[str, str]:
    return {"signed_on": decision.decided_on.isoformat(), "signer": str(decision.decided_by)}


def _block(proposal: Proposal) -> dict[str, Any]:
    return {
        "comment": proposal.comment,
        "level": proposal.level,
        "signed_on": proposal.signed_on.isoformat(),
        "signer": proposal.signer_name,
    }


def counting_payload(session: BallotSession) -> dict[str, Any]:
    """Biên bản kiểm phiếu of one counted round: all channels counted together, each channel's ballots accounted for."""
    meeting = session.meeting
    named = asked_in(session)
    result = quota_of(session, list(named))
    plan = meeting.campaign.plan
    voters = Counter(session.voters.values_list("channel", flat=True))
    return {
        "header": document_header(meeting.organization),
        "place": place_of(meeting.organization),
        "date": timezone.localdate(session.counted_at).isoformat() if session.counted_at else "",
        "title": str(meeting),
        "campaign": meeting.campaign.name,
        "venue": meeting.venue_name,
        "starts_at": local_iso(session.opened_at),
        "ends_at": local_iso(session.counted_at),
        "chair": str(meeting.chair),
        "clerk": str(meeting.clerk),
        "team": [str(person) for person in session.counting_team.all()],
        "round": session.round,
        "method": session.get_method_display(),
        "convened": meeting.attendees.filter(role__in=CONVENED).count(),
        "present": voters.total(),
        "box": {
            "opened_by": str(session.opened_by or ""),
            "closed_at": local_iso(session.closed_at),
            "closed_by": str(session.closed_by or ""),
            "counted_by": str(session.counted_by or ""),
            "holders": [str(holder) for holder in session.holders.select_related("person")],
        },
        "electronic": {"voters": voters[Channel.ELECTRONIC], "cast": session.cast or 0}
        if voters[Channel.ELECTRONIC]
        else {},
        "questions": [_counted(question, name, plan) for question, name in named.items()],
        "quota": {
            "base": result.base,
            "seats": result.seats,
            "excellent": result.excellent,
            "over_by": max(result.over_by, 0),
            "text": result.explanation,
        }
        if result
        else {},
        "notes": [
            *([f"Bỏ phiếu lại vì {session.reason}."] if session.reason else []),
            *([f"{NOMINEES}:", *(f"- {line}" for line in lines)] if (lines := nominee_lines(meeting)) else []),
            *_channel(meeting),
            *own_counters(session),
        ],
        **({"results_heading": "Kết quả phân loại"} if meeting.only_votes else {}),
        "paper": paper_payload(session),
        "receipts": session.receipts,
        "root": session.receipts_root if session.receipts else "",
    }


def _channel(meeting: Meeting) -> list[str]:
    """What the count of a meeting that only votes is worth."""
    note = note_of(meeting)
    return [note.message] if note is not None else []


def _counted(question: BallotQuestion, name: str, plan: Plan) -> dict[str, Any]:
    tally, rules = tally_of(question), voting_rules(plan, question)
    outcome = voting.decide(tally, rules)
    base = tally.base(rules.base)
    return {
        "subject": name,
        "track": question.get_track_display(),
        "issued": tally.issued,
        "collected": tally.collected,
        "valid": tally.valid,
        "invalid": tally.invalid,
        "blank": tally.blank,
        **{level: getattr(tally, level) for level in Level.values},
        "shares": {str(level): share_text(tally.votes(level), base) for level in outcome.own_shares},
        "outcome_label": Level(question.outcome).label if question.outcome else "Chưa đủ tỷ lệ cho mức nào",
        "threshold_text": outcome.explanation,
    }


def share_text(votes: int, base: int) -> str:
    """7/9 (77,8%): votes of the ballots that count; the percentage is for reading, the fraction decides."""
    if not base:
        return f"{votes}/{base}"
    percent = f"{votes * 100 / base:.1f}".removesuffix(".0").replace(".", ",")
    return f"{votes}/{base} ({percent}%)"


def dossier_header(review: Review) -> dict[str, Any]:
    return {"header": header(review.unit), "place": place_of(review.unit)}
