"""What the counts of a ballot mean under the plan, round by round, and what to mind before its box is shut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from ratings.choices import BallotState, Channel
from ratings.models import BallotQuestion, BallotSession
from ratings.selectors.ballot_names import names_of_subjects
from ratings.selectors.rounds import fate_of_ballots
from reviews.choices import Level, MeetingState, Track, VenueKind
from reviews.models import Meeting
from reviews.rules import quota, voting
from reviews.rules.findings import Finding, Reference, Severity
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.parts import Topic, VotingRules
from reviews.rules.plan import Plan
from reviews.rules.vocabulary import RatedKind
from reviews.selectors.cases import not_counted_as_leaders


def tally_of(question: BallotQuestion) -> voting.Tally:
    """The frozen counts; only for a counted round."""
    assert question.issued is not None
    return voting.Tally(
        issued=question.issued,
        excellent=question.excellent or 0,
        good=question.good or 0,
        completed=question.completed or 0,
        not_completed=question.not_completed or 0,
        blank=question.blank or 0,
        invalid=question.invalid or 0,
    )


def voting_rules(plan: Plan, question: BallotQuestion) -> VotingRules:
    """The thresholds that the plan sets for what the question rates."""
    return plan.voting_for(RatedKind(question.track))


def outcome_of(question: BallotQuestion, session: BallotSession) -> str:
    """The level that the plan's thresholds give, or an empty text for undecided."""
    plan = session.meeting.campaign.plan
    outcome = voting.decide(tally_of(question), voting_rules(plan, question), plan=plan)
    return outcome.level.value if outcome.level else ""


def quota_of(session: BallotSession, questions: Sequence[BallotQuestion]) -> quota.Quota | None:
    """The seats for EXCELLENT after this round, among all the people of a leadership collective (P0-4.4-g, h).

    Whoever was settled in an earlier round still counts; None in a cell. Of a counted round as it was counted.
    """
    earlier = earlier_questions(session)
    leaders = _counted_leaders(session) or _leaders(session.meeting, [*earlier, *questions])
    return _quota(session.meeting, earlier, questions, leaders=leaders)


def earlier_questions(session: BallotSession) -> list[BallotQuestion]:
    rows = BallotQuestion.objects.filter(
        session__meeting_id=session.meeting_id, session__round__lt=session.round, session__state=BallotState.COUNTED
    )
    return list(
        rows.select_related("review__campaign", "review__person", "review__collective", "review__unit").order_by(
            "session__round"
        )
    )


def newest_questions(earlier: Sequence[BallotQuestion], questions: Sequence[BallotQuestion]) -> list[BallotQuestion]:
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
    size = meeting.collective.posts_on(meeting.starts_on).count() - len(aside)
    return _Leaders(max(size, 0), frozenset(aside))


def _counted_leaders(session: BallotSession) -> _Leaders | None:
    """As they were at the count; None before it, and of a round counted before this was kept."""
    return _Leaders(session.group_size, frozenset(session.group_aside)) if session.group_size is not None else None


def _quota(
    meeting: Meeting, earlier: Sequence[BallotQuestion], questions: Sequence[BallotQuestion], *, leaders: _Leaders
) -> quota.Quota | None:
    """``earlier`` in the order of their rounds: each person's newest outcome counts. None where nobody is rated."""
    if meeting.only_votes or meeting.kind == VenueKind.CELL:
        return None
    if not any(question.track == Track.CADRE for question in questions):
        return None
    newest = [row for row in newest_questions(earlier, questions) if row.review_id not in leaders.aside]
    levels = [RuleLevel(row.outcome) for row in newest if row.track == Track.CADRE and row.outcome]
    rules = meeting.campaign.plan.quota_for(RatedKind.CADRE)
    return quota.seats(rules=rules, levels=levels, group_size=leaders.size)


def mark_over_quota(session: BallotSession, questions: Sequence[BallotQuestion]) -> list[BallotQuestion]:
    """Mark every EXCELLENT of a collective that proposes more than the quota allows: all are rated again (P0-4.4-k).

    Also those settled in an earlier round: no one keeps a seat only because he was voted on first. Whose seats they are
    is written into ``session``, which the caller saves.
    """
    earlier = earlier_questions(session)
    leaders = _leaders(session.meeting, [*earlier, *questions])
    session.group_size, session.group_aside = leaders.size, sorted(leaders.aside)
    result = _quota(session.meeting, earlier, questions, leaders=leaders)
    if result is None or result.over_by <= 0:
        return []
    newest = [row for row in newest_questions(earlier, questions) if row.review_id not in leaders.aside]
    over = [question for question in newest if question.track == Track.CADRE and question.outcome == Level.EXCELLENT]
    for question in over:
        question.over_quota = True
    return over


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One counted question as people read it; ``base``: the ballots that the shares are taken of."""

    question: BallotQuestion
    name: str
    tally: voting.Tally
    outcome: voting.Outcome
    base: int


@dataclass(frozen=True, slots=True)
class SessionView:
    """One round: the turnout while it runs, the results once it is counted and what to mind about them.

    ``on_paper`` of the voters vote on paper, of whom ``handed`` have taken a ballot.
    """

    session: BallotSession
    voter_count: int
    voted_count: int
    on_paper: int
    handed: int
    results: tuple[QuestionResult, ...]
    quota: quota.Quota | None
    findings: tuple[Finding, ...]
    may_repeat: bool

    @property
    def is_open(self) -> bool:
        return self.session.state == BallotState.OPEN

    @property
    def opened(self) -> bool:
        return self.session.opened_at is not None and self.session.state != BallotState.VOID

    @property
    def is_counted(self) -> bool:
        return self.session.state == BallotState.COUNTED

    @property
    def is_void(self) -> bool:
        return self.session.state == BallotState.VOID

    @property
    def fate(self) -> str:
        """What became of the ballots of a void round."""
        return fate_of_ballots(self.session, counted_by_hand=self.session.counted_by_hand)

    @property
    def collected(self) -> int:
        """Ballots in the box once they are counted; on paper not everybody who took one put it in."""
        return self.results[0].tally.collected if self.results else self.voted_count

    @property
    def cast_electronically(self) -> int:
        return self.voted_count - self.handed


def sessions_of(meeting: Meeting) -> list[SessionView]:
    """The rounds of a meeting, the newest first, in a fixed number of queries."""
    sessions = list(
        BallotSession.objects.filter(meeting=meeting)
        .prefetch_related(
            "questions__review__person",
            "questions__review__collective",
            "questions__review__unit",
            "counting_team",
            "holders__person__user",
        )
        .select_related(*(f"{name}__person" for name in ("closed_by", "counted_by", "void_asked_by", "voided_by")))
        .annotate(
            voter_count=Count("voters", distinct=True),
            voted_count=Count("voters", filter=Q(voters__voted=True), distinct=True),
            on_paper=Count("voters", filter=Q(voters__channel=Channel.PAPER), distinct=True),
            handed=Count("voters", filter=Q(voters__channel=Channel.PAPER, voters__voted=True), distinct=True),
        )
        .noting_counts_by_hand()
        .order_by("-round", "-pk")
    )
    asked = [question for session in sessions for question in session.questions.all()]
    names = names_of_subjects(asked)
    unknown = any(session.state == BallotState.COUNTED and session.group_size is None for session in sessions)
    leaders = _leaders(meeting, asked) if unknown else _Leaders(0, frozenset())
    newest = next((session.pk for session in sessions if session.state != BallotState.VOID), None)
    return [
        _view(session, meeting, sessions[number + 1 :], newest=session.pk == newest, leaders=leaders, names=names)
        for number, session in enumerate(sessions)
    ]


def _view(
    session: BallotSession,
    meeting: Meeting,
    before: Sequence[BallotSession],
    *,
    newest: bool,
    leaders: _Leaders,
    names: Mapping[BallotQuestion, str],
) -> SessionView:
    session.meeting = meeting
    questions = list(session.questions.all())
    earlier = [
        question
        for other in reversed(before)
        if other.state == BallotState.COUNTED
        for question in other.questions.all()
    ]
    closed = session.state == BallotState.COUNTED
    results = tuple(_result(question, names[question], meeting.campaign.plan) for question in questions if closed)
    leaders = _counted_leaders(session) or leaders
    counted = _quota(meeting, earlier, questions, leaders=leaders) if closed else None
    return SessionView(
        session=session,
        voter_count=session.voter_count,  # type: ignore[attr-defined]
        voted_count=session.voted_count,  # type: ignore[attr-defined]
        on_paper=session.on_paper,  # type: ignore[attr-defined]
        handed=session.handed,  # type: ignore[attr-defined]
        results=results,
        quota=counted,
        findings=tuple(_result_findings(meeting, results, counted, newest=newest)),
        may_repeat=newest
        and closed
        and meeting.state == MeetingState.OPEN
        and not meeting.only_votes
        and any(not question.outcome or question.over_quota for question in newest_questions(earlier, questions)),
    )


def _result(question: BallotQuestion, name: str, plan: Plan) -> QuestionResult:
    tally, rules = tally_of(question), voting_rules(plan, question)
    return QuestionResult(question, name, tally, voting.decide(tally, rules), tally.base(rules.base))


def _result_findings(
    meeting: Meeting, results: Sequence[QuestionResult], counted: quota.Quota | None, *, newest: bool
) -> list[Finding]:
    """What the round left open (only of the newest), and counts that tell what single people voted."""
    findings = []
    plan = meeting.campaign.plan
    if newest and not meeting.only_votes:
        findings += _undecided_findings(results)
    if newest and counted is not None:
        rules, re_rating = plan.quota_for(RatedKind.CADRE), plan.cite(Topic.RE_RATING)
        findings += quota.check_quota(counted, name=meeting.venue_name, rules=rules, re_rating=re_rating)
    if results and (cast := results[0].tally.collected):
        findings += voting.electorate(voters=cast, plan=plan)
    tallies = {f"{row.name} ({row.question.get_track_display()})": row.tally for row in results}
    return [*findings, *voting.unanimity(tallies)]


def _undecided_findings(results: Sequence[QuestionResult]) -> list[Finding]:
    """No threshold holds: voted again, or the chair refers it to the authority. One finding for each clause."""
    names: dict[Reference, list[str]] = {}
    for row in results:
        if not row.outcome.is_decided:
            names.setdefault(row.outcome.reference, []).append(row.name)
    return [
        Finding(
            "vote.undecided",
            Severity.WARN,
            f"Chưa đủ tỷ lệ phiếu cho mức nào: {', '.join(subjects)}. Bỏ phiếu lại tại hội nghị này, hoặc chủ trì "
            "trình cấp có thẩm quyền.",
            reference,
        )
        for reference, subjects in names.items()
    ]


def closing_findings(session: BallotSession) -> list[Finding]:
    """In numbers, before the box is opened: what keeps it shut and who has not voted."""
    rows = list(session.voters.values_list("channel", "voted"))
    plan = session.meeting.campaign.plan
    findings = voting.closing(voters=len(rows), cast=sum(voted for _channel, voted in rows), plan=plan)
    cast = Counter(channel for channel, voted in rows if voted)
    return [*findings, *voting.channels({channel.label: cast[channel] for channel in Channel}, plan=plan)]
