"""Whether a ballot may open, and what its counts mean under the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from organizations.models import Person
from ratings.choices import BallotState
from ratings.models import BallotQuestion, BallotSession
from ratings.selectors.ballot_orders import order_findings
from ratings.selectors.ballot_questions import Question, asked_here, entitled_voters
from ratings.selectors.cases import ballot_findings
from ratings.selectors.corrections import verification_findings
from reviews.choices import Level, MeetingState, Presence, Track, VenueKind
from reviews.models import Meeting, MeetingAttendee
from reviews.rules import quota, voting
from reviews.rules.findings import Finding, Severity
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.parts import Topic, VotingRules
from reviews.rules.plan import Plan
from reviews.rules.vocabulary import RatedKind
from reviews.selectors.cases import not_counted_as_leaders
from reviews.selectors.preparation import criteria_findings


def opening_findings(
    meeting: Meeting, *, questions: Sequence[Question], voters: Sequence[Person], team: Sequence[Person]
) -> list[Finding]:
    """What must be done before the first round opens."""
    findings: list[Finding] = []
    plan = meeting.campaign.plan
    if meeting.state != MeetingState.OPEN:
        findings.append(Finding("ballot.meeting", Severity.BLOCK, "Chỉ bỏ phiếu khi hội nghị đang họp."))
    if BallotSession.objects.filter(meeting=meeting).exists():
        findings.append(Finding("ballot.exists", Severity.BLOCK, "Hội nghị đã bỏ phiếu; xem kết quả hoặc mở vòng sau."))
    if not questions:
        findings.append(Finding("ballot.empty", Severity.BLOCK, "Không có tập thể, cá nhân nào phải bỏ phiếu tại đây."))
    findings += order_findings(meeting, questions)
    findings += voting.electorate(voters=len(voters), plan=plan)
    findings += _team(team)
    findings += ballot_findings(meeting, [(question.review, question.track) for question in questions])
    findings += verification_findings(plan, [question.review for question in questions])
    return [*findings, *criteria_findings(meeting.campaign, [RatedKind(question.track) for question in questions])]


def _team(team: Sequence[Person]) -> list[Finding]:
    if team:
        return []
    return [Finding("ballot.team", Severity.BLOCK, "Hội nghị cử tổ kiểm phiếu trước khi bỏ phiếu.")]


def tally_of(question: BallotQuestion) -> voting.Tally:
    """The frozen counts; only for a closed session."""
    assert question.issued is not None
    return voting.Tally(
        issued=question.issued,
        excellent=question.excellent or 0,
        good=question.good or 0,
        completed=question.completed or 0,
        not_completed=question.not_completed or 0,
        blank=question.blank or 0,
        invalid=0,
    )


def voting_rules(plan: Plan, question: BallotQuestion) -> VotingRules:
    """The thresholds that the plan sets for what the question rates."""
    return plan.voting_for(RatedKind(question.track))


def outcome_of(question: BallotQuestion, session: BallotSession) -> str:
    """The level that the plan's thresholds give, or an empty text for undecided."""
    outcome = voting.decide(tally_of(question), voting_rules(session.meeting.campaign.plan, question))
    return outcome.level.value if outcome.level else ""


def quota_of(session: BallotSession, questions: Sequence[BallotQuestion]) -> quota.Quota | None:
    """The seats for EXCELLENT after this round, among all the people of a leadership collective (P0-4.4-g, h).

    Whoever was settled in an earlier round still counts; None in a cell.
    """
    earlier = _earlier(session)
    leaders = _leaders(session.meeting, [*earlier, *questions])
    return _quota(session.meeting, earlier, questions, leaders=leaders)


def _earlier(session: BallotSession) -> list[BallotQuestion]:
    rows = BallotQuestion.objects.filter(session__meeting_id=session.meeting_id, session__round__lt=session.round)
    return list(
        rows.select_related("review__campaign", "review__person", "review__collective").order_by("session__round")
    )


def _newest(earlier: Sequence[BallotQuestion], questions: Sequence[BallotQuestion]) -> list[BallotQuestion]:
    """Each subject's last question, in the order in which they were first asked."""
    return list({(row.review_id, row.track): row for row in [*earlier, *questions]}.values())


@dataclass(frozen=True, slots=True)
class _Leaders:
    """``size``: the leading members of the collective that meets, absentees included; 0 for a cell without quota.

    ``aside``: reviews of those too new in their first leading post to count among the leaders (P4-2.3-n).
    """

    size: int
    aside: frozenset[int]


def _leaders(meeting: Meeting, questions: Sequence[BallotQuestion]) -> _Leaders:
    if meeting.collective is None:
        return _Leaders(0, frozenset())
    reviews = {question.review_id: question.review for question in questions}
    aside = not_counted_as_leaders(meeting.campaign, list(reviews.values()), on=meeting.starts_on)
    return _Leaders(meeting.collective.posts_on(meeting.starts_on).count() - len(aside), frozenset(aside))


def _quota(
    meeting: Meeting, earlier: Sequence[BallotQuestion], questions: Sequence[BallotQuestion], *, leaders: _Leaders
) -> quota.Quota | None:
    """``earlier`` in the order of their rounds: each person's newest outcome counts."""
    if meeting.kind == VenueKind.CELL or not any(question.track == Track.CADRE for question in questions):
        return None
    newest = [row for row in _newest(earlier, questions) if row.review_id not in leaders.aside]
    levels = [RuleLevel(row.outcome) for row in newest if row.track == Track.CADRE and row.outcome]
    rules = meeting.campaign.plan.quota_for(RatedKind.CADRE)
    return quota.seats(rules=rules, levels=levels, group_size=leaders.size)


def mark_over_quota(session: BallotSession, questions: Sequence[BallotQuestion]) -> list[BallotQuestion]:
    """Mark every EXCELLENT of a collective that proposes more than the quota allows: all are rated again (P0-4.4-k).

    Also those settled in an earlier round: no one keeps a seat only because he was voted on first.
    """
    earlier = _earlier(session)
    leaders = _leaders(session.meeting, [*earlier, *questions])
    result = _quota(session.meeting, earlier, questions, leaders=leaders)
    if result is None or result.over_by <= 0:
        return []
    newest = [row for row in _newest(earlier, questions) if row.review_id not in leaders.aside]
    over = [question for question in newest if question.track == Track.CADRE and question.outcome == Level.EXCELLENT]
    for question in over:
        question.over_quota = True
    return over


def questions_to_repeat(session: BallotSession) -> tuple[list[Question], str]:
    """What the next round asks: undecided subjects, and every EXCELLENT candidate when the quota is exceeded."""
    rows = list(session.questions.select_related("review__campaign", "review__person", "review__collective"))
    repeat = [row for row in _newest(_earlier(session), rows) if not row.outcome or row.over_quota]
    reasons = []
    if any(row.over_quota for row in repeat):
        reasons.append("số đề xuất “Hoàn thành xuất sắc nhiệm vụ” vượt quá 20%")
    if any(not row.outcome for row in repeat):
        reasons.append("có nội dung chưa đủ tỷ lệ phiếu cho mức nào")
    return [Question(row.review, Track(row.track)) for row in repeat], "; ".join(reasons)


def reballot_findings(
    session: BallotSession, *, questions: Sequence[Question], voters: Sequence[Person]
) -> list[Finding]:
    findings = []
    if session.meeting.state != MeetingState.OPEN:
        findings.append(Finding("ballot.meeting", Severity.BLOCK, "Chỉ bỏ phiếu khi hội nghị đang họp."))
    if session.state != BallotState.CLOSED:
        findings.append(Finding("ballot.open", Severity.BLOCK, "Vòng bỏ phiếu này chưa kiểm phiếu."))
    if not questions:
        findings.append(Finding("ballot.decided", Severity.BLOCK, "Vòng này đã xong, không phải bỏ phiếu lại."))
    if BallotSession.objects.filter(meeting=session.meeting, round__gt=session.round).exists():
        findings.append(Finding("ballot.newer", Severity.BLOCK, "Đã có vòng bỏ phiếu sau vòng này."))
    findings += ballot_findings(session.meeting, [(question.review, question.track) for question in questions])
    findings += verification_findings(session.meeting.campaign.plan, [question.review for question in questions])
    return [*findings, *voting.electorate(voters=len(voters), plan=session.meeting.campaign.plan)]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One counted question as people read it."""

    question: BallotQuestion
    tally: voting.Tally
    outcome: voting.Outcome


@dataclass(frozen=True, slots=True)
class SessionView:
    """One round: the turnout while it runs, the results once it is counted and what to mind about them."""

    session: BallotSession
    voter_count: int
    voted_count: int
    results: tuple[QuestionResult, ...]
    quota: quota.Quota | None
    findings: tuple[Finding, ...]
    may_repeat: bool

    @property
    def is_open(self) -> bool:
        return self.session.state == BallotState.OPEN


def sessions_of(meeting: Meeting) -> list[SessionView]:
    """The rounds of a meeting, the newest first, in a fixed number of queries."""
    sessions = list(
        BallotSession.objects.filter(meeting=meeting)
        .prefetch_related("questions__review__person", "questions__review__collective", "counting_team")
        .annotate(
            voter_count=Count("voters", distinct=True),
            voted_count=Count("voters", filter=Q(voters__voted=True), distinct=True),
        )
        .order_by("-round")
    )
    leaders = _leaders(meeting, [question for session in sessions for question in session.questions.all()])
    return [
        _view(session, meeting, sessions[number + 1 :], newest=number == 0, leaders=leaders)
        for number, session in enumerate(sessions)
    ]


def _view(
    session: BallotSession, meeting: Meeting, before: Sequence[BallotSession], *, newest: bool, leaders: _Leaders
) -> SessionView:
    session.meeting = meeting
    questions = list(session.questions.all())
    earlier = [question for other in reversed(before) for question in other.questions.all()]
    closed = session.state == BallotState.CLOSED
    results = tuple(
        QuestionResult(
            question, tally := tally_of(question), voting.decide(tally, voting_rules(meeting.campaign.plan, question))
        )
        for question in questions
        if closed
    )
    counted = _quota(meeting, earlier, questions, leaders=leaders) if closed else None
    return SessionView(
        session=session,
        voter_count=session.voter_count,  # type: ignore[attr-defined]
        voted_count=session.voted_count,  # type: ignore[attr-defined]
        results=results,
        quota=counted,
        findings=tuple(_result_findings(meeting, results, counted if newest else None)),
        may_repeat=newest
        and closed
        and meeting.state == MeetingState.OPEN
        and any(not question.outcome or question.over_quota for question in _newest(earlier, questions)),
    )


def _result_findings(meeting: Meeting, results: Sequence[QuestionResult], counted: quota.Quota | None) -> list[Finding]:
    """Too many EXCELLENT (only of the newest round), and counts that tell what single people voted."""
    findings = []
    plan = meeting.campaign.plan
    if counted is not None:
        rules, re_rating = plan.quota_for(RatedKind.CADRE), plan.cite(Topic.RE_RATING)
        findings += quota.check_quota(counted, name=meeting.venue_name, rules=rules, re_rating=re_rating)
    if results and (cast := results[0].tally.collected):
        findings += voting.electorate(voters=cast, plan=plan)
    tallies = {f"{row.question.review} ({row.question.get_track_display()})": row.tally for row in results}
    return [*findings, *voting.unanimity(tallies)]


def closing_findings(session: BallotSession) -> list[Finding]:
    """In numbers, before the box is opened: what keeps it shut and who has not voted."""
    voted = list(session.voters.values_list("voted", flat=True))
    return voting.closing(voters=len(voted), cast=sum(voted), plan=session.meeting.campaign.plan)


@dataclass(frozen=True, slots=True)
class Opening:
    """``elsewhere``: why people reviewed here are on another cell's ballot."""

    questions: list[Question]
    findings: list[Finding]
    elsewhere: list[Finding]


def opening(meeting: Meeting, *, runs: bool = True) -> Opening:
    """What the first round would ask, and what still stands in its way (the counting team is chosen on the page).

    What is said of single people's cases is for those who run the meeting (``runs``), not for everybody in it.
    """
    questions, away = asked_here(meeting)
    findings = opening_findings(meeting, questions=questions, voters=entitled_voters(meeting), team=[meeting.chair])
    if not runs:
        away = []
        findings = [row for row in findings if not row.code.startswith(("special.", "correction."))]
    return Opening(questions, findings, away)


def electorate_of(meeting: Meeting) -> list[MeetingAttendee]:
    """Everybody present, with whether he votes and, if not, why."""
    return list(meeting.attendees.filter(presence=Presence.PRESENT).select_related("person"))


def incomplete(answered: int, asked: int) -> Finding:
    return Finding(
        "ballot.incomplete",
        Severity.BLOCK,
        f"Phiếu có {asked} nội dung, mới chọn {answered}. Nội dung nào không chọn mức thì đánh dấu “Phiếu trắng”.",
    )
