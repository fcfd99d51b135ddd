"""How a round comes about: what it asks, and what must be done before it is prepared and before it opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from organizations.models import Person
from ratings.choices import BallotState
from ratings.models import BallotSession
from ratings.selectors.ballot_names import known_subjects
from ratings.selectors.ballot_orders import order_findings
from ratings.selectors.ballot_questions import Question, asked_here, entitled_voters, questions_of
from ratings.selectors.ballots import earlier_questions, newest_questions
from ratings.selectors.boxes import without_account_findings
from ratings.selectors.cases import ballot_findings
from ratings.selectors.corrections import verification_findings
from reviews.choices import MeetingState, Track
from reviews.models import Meeting
from reviews.rules import voting
from reviews.rules.findings import Finding, Severity
from reviews.rules.places import check_own_ballot
from reviews.rules.vocabulary import CollectiveKind, RatedKind
from reviews.selectors.names import told_apart
from reviews.selectors.preparation import criteria_findings


def _sitting(meeting: Meeting) -> list[Finding]:
    if meeting.state == MeetingState.OPEN:
        return []
    return [Finding("ballot.meeting", Severity.BLOCK, "Chỉ bỏ phiếu khi hội nghị đang họp.")]


def preparing_findings(meeting: Meeting) -> list[Finding]:
    """A meeting that sits has one first round, unless that was void."""
    findings = _sitting(meeting)
    if BallotSession.objects.filter(meeting=meeting).standing().exists():
        findings.append(Finding("ballot.exists", Severity.BLOCK, "Hội nghị đã bỏ phiếu; xem kết quả hoặc mở vòng sau."))
    return findings


def questions_for(session: BallotSession) -> list[Question]:
    """What the round asks when it opens: all of the meeting, or what the round before left open."""
    before = _before(session)
    return questions_to_repeat(before)[0] if before is not None else questions_of(session.meeting)


def _before(session: BallotSession) -> BallotSession | None:
    rows = BallotSession.objects.filter(meeting_id=session.meeting_id, round__lt=session.round).standing()
    last = rows.order_by("-round").first()
    if last is not None:
        last.meeting = session.meeting
    return last


def opening_findings(
    session: BallotSession, *, questions: Sequence[Question], voters: Sequence[Person]
) -> list[Finding]:
    """What must be done before the round opens."""
    meeting, accounts = session.meeting, without_account_findings(session, voters)
    if session.round > 1:
        return [*_sitting(meeting), *_asked_again(meeting, questions, voters), *accounts]
    return [*first_opening_findings(meeting, questions=questions, voters=voters), *accounts]


def first_opening_findings(
    meeting: Meeting, *, questions: Sequence[Question], voters: Sequence[Person]
) -> list[Finding]:
    """What must be done before the first round opens, whoever counts it."""
    findings: list[Finding] = _sitting(meeting)
    plan = meeting.campaign.plan
    if meeting.only_votes:
        return [*findings, *_classifying(meeting, questions, voters)]
    if not questions:
        findings.append(Finding("ballot.empty", Severity.BLOCK, "Không có tập thể, cá nhân nào phải bỏ phiếu tại đây."))
    findings += order_findings(meeting, questions)
    findings += voting.electorate(voters=len(voters), plan=plan)
    findings += ballot_findings(meeting, [(question.review, question.track) for question in questions])
    findings += verification_findings(plan, [question.review for question in questions])
    return [*findings, *criteria_findings(meeting.campaign, [RatedKind(question.track) for question in questions])]


def _classifying(meeting: Meeting, questions: Sequence[Question], voters: Sequence[Person]) -> list[Finding]:
    """A meeting that only votes rates nobody: no review, no criteria and no case stands before it (P4-3-B3-e)."""
    assert meeting.collective is not None
    body, plan = meeting.collective, meeting.campaign.plan
    found = check_own_ballot(name=str(body), asked=len(questions), plan=plan, body=CollectiveKind(body.kind))
    return [*found, *voting.electorate(voters=len(voters), plan=plan)]


def questions_to_repeat(session: BallotSession) -> tuple[list[Question], str]:
    """What the next round asks: undecided subjects, and every EXCELLENT candidate when the quota is exceeded.

    Nothing where the meeting only votes: what it said of its leaders is told as it was counted.
    """
    if session.meeting.only_votes:
        return [], ""
    rows = list(
        session.questions.select_related("review__campaign", "review__person", "review__collective", "review__unit")
    )
    repeat = [row for row in newest_questions(earlier_questions(session), rows) if not row.outcome or row.over_quota]
    reasons = []
    if any(row.over_quota for row in repeat):
        share = session.meeting.campaign.plan.quota_for(RatedKind.CADRE).share
        reasons.append(f"số đề xuất “Hoàn thành xuất sắc nhiệm vụ” vượt quá {round(share * 100)}%")
    if any(not row.outcome for row in repeat):
        reasons.append("có nội dung chưa đủ tỷ lệ phiếu cho mức nào")
    return [Question(row.review, Track(row.track), row.excellent_offered) for row in repeat], "; ".join(reasons)


def reballot_findings(
    session: BallotSession, *, questions: Sequence[Question], voters: Sequence[Person]
) -> list[Finding]:
    findings = _sitting(session.meeting)
    if session.state != BallotState.COUNTED:
        findings.append(Finding("ballot.open", Severity.BLOCK, "Vòng bỏ phiếu này chưa kiểm phiếu."))
    if not questions:
        findings.append(Finding("ballot.decided", Severity.BLOCK, "Vòng này đã xong, không phải bỏ phiếu lại."))
    if BallotSession.objects.filter(meeting=session.meeting, round__gt=session.round).standing().exists():
        findings.append(Finding("ballot.newer", Severity.BLOCK, "Đã có vòng bỏ phiếu sau vòng này."))
    return [*findings, *_asked_again(session.meeting, questions, voters)]


def _asked_again(meeting: Meeting, questions: Sequence[Question], voters: Sequence[Person]) -> list[Finding]:
    findings = ballot_findings(meeting, [(question.review, question.track) for question in questions])
    findings += verification_findings(meeting.campaign.plan, [question.review for question in questions])
    return [*findings, *voting.electorate(voters=len(voters), plan=meeting.campaign.plan)]


@dataclass(frozen=True, slots=True)
class Opening:
    """``names`` of the subjects, as ``questions``; ``elsewhere``: why people reviewed here are on another cell's
    ballot."""

    questions: list[Question]
    names: list[str]
    findings: list[Finding]
    elsewhere: list[Finding]

    @property
    def asked(self) -> list[tuple[Question, str]]:
        return list(zip(self.questions, self.names, strict=True))


def opening(meeting: Meeting, *, session: BallotSession | None = None, runs: bool = True) -> Opening:
    """What the round being prepared would ask, or the first one, and what still stands in its way.

    The counting team and its phrases apart. What is said of single people's cases is for those who run the meeting
    (``runs``), not for everybody in it.
    """
    voters = entitled_voters(meeting)
    away: list[Finding] = []
    if session is not None and session.round > 1:
        questions = questions_for(session)
        findings = opening_findings(session, questions=questions, voters=voters)
    else:
        questions, away = asked_here(meeting)
        findings = first_opening_findings(meeting, questions=questions, voters=voters)
        findings += without_account_findings(session, voters) if session is not None else []
    if not runs:
        away = []
        findings = [row for row in findings if not row.code.startswith(("special.", "correction.", "nominee.level"))]
    known = known_subjects(meeting) if session is not None and session.round > 1 else []
    names = told_apart([question.review for question in questions], among=known)
    return Opening(questions, names, findings, away)
