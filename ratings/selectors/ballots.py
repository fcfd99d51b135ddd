"""What a ballot asks, who may vote, and what its counts mean under the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from organizations import clock
from organizations.models import Person
from ratings.choices import RUNNING, BallotState, Channel
from ratings.models import BallotQuestion, BallotSession
from ratings.selectors.boxes import without_account_findings
from ratings.selectors.cases import absent_but_rated, ballot_findings, due_here
from ratings.selectors.corrections import verification_findings
from reviews.choices import Level, MeetingState, Presence, Track, VenueKind
from reviews.models import AgendaItem, Meeting, MeetingAttendee, Review, ReviewVenue
from reviews.rules import order, quota, voting
from reviews.rules.findings import Finding, Severity
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.parts import Topic, VotingRules
from reviews.rules.plan import Plan
from reviews.rules.vocabulary import RatedKind
from reviews.selectors.agenda import ordered_for_rating
from reviews.selectors.cases import not_counted_as_leaders, rating_cells
from reviews.selectors.cell_dossiers import ballot_steps
from reviews.selectors.meetings import items_to_rate, unfinished_items
from reviews.selectors.party_groups import report_findings
from reviews.selectors.preparation import criteria_findings


@dataclass(frozen=True, slots=True)
class Question:
    review: Review
    track: Track


def questions_of(meeting: Meeting) -> list[Question]:
    """A cell votes on the member level; a leadership collective on its own level and its members' cadre levels.

    The collective first, the head last; whoever is absent with reason and was not reviewed is not rated here
    (P0-4.4-d), unless his plan rates him on the report that he sends (P4-2.3-c). A member is asked about in the cell
    that rates him (P4-2.3-o, q).
    """
    return _asked(meeting)[0]


def _asked(meeting: Meeting) -> tuple[list[Question], list[Finding]]:
    """The questions, and why people reviewed here are rated elsewhere."""
    rated = Q(pk__in=items_to_rate(meeting).values("pk")) | Q(review__in=absent_but_rated(meeting))
    items = meeting.items.filter(rated).select_related("review__campaign", "review__person", "review__collective")
    due, away = due_here(meeting, [item.review for item in items.order_by("position")])
    reviews = ordered_for_rating(meeting, due)
    wanted = {Track.COLLECTIVE, Track.MEMBER if meeting.kind == VenueKind.CELL else Track.CADRE}
    return [Question(review, track) for review in reviews for track in review.tracks if track in wanted], away


def entitled_voters(meeting: Meeting) -> list[Person]:
    """Those entitled by the rules who are present; frozen when the ballot opens."""
    attendees = meeting.attendees.filter(may_vote=True, presence=Presence.PRESENT).select_related("person__user")
    return [attendee.person for attendee in attendees]


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
    meeting = session.meeting
    if session.round > 1:
        return [*_sitting(meeting), *_asked_again(meeting, questions, voters)]
    return [*first_opening_findings(meeting, questions=questions, voters=voters), *without_account_findings(session, voters)]


def first_opening_findings(
    meeting: Meeting, *, questions: Sequence[Question], voters: Sequence[Person]
) -> list[Finding]:
    """What must be done before the first round opens, whoever counts it."""
    findings: list[Finding] = _sitting(meeting)
    plan = meeting.campaign.plan
    if not questions:
        findings.append(Finding("ballot.empty", Severity.BLOCK, "Không có tập thể, cá nhân nào phải bỏ phiếu tại đây."))
    unfinished = [str(item.review) for item in unfinished_items(meeting)]
    if unfinished:
        findings.append(
            Finding(
                "order.rate_after_review",
                Severity.BLOCK,
                f"Còn {len(unfinished)} nội dung chưa kiểm điểm xong: {', '.join(unfinished)}. "
                "Kiểm điểm xong tập thể, cá nhân mới đánh giá, xếp loại.",
                plan.cite(Topic.REVIEW_BEFORE_RATING),
            )
        )
    findings += [*report_findings(meeting), *ballot_steps(meeting)]
    findings += voting.electorate(voters=len(voters), plan=plan)
    if meeting.kind != VenueKind.CELL:
        findings += _cell_first(questions, meeting)
    findings += ballot_findings(meeting, [(question.review, question.track) for question in questions])
    findings += verification_findings(plan, [question.review for question in questions])
    return [*findings, *criteria_findings(meeting.campaign, [RatedKind(question.track) for question in questions])]


def _cell_first(questions: Sequence[Question], meeting: Meeting) -> list[Finding]:
    """Members of a leadership collective are rated in their cell first (P0-4.4-b).

    A cell has rated when its ballot gave a level, or when its meeting is over: what stayed undecided there, or could
    not be voted on, is the authority's.
    """
    people = [question.review for question in questions if question.review.person_id is not None]
    voted = BallotQuestion.objects.filter(review__in=people, track=Track.MEMBER, session__state=BallotState.COUNTED)
    over = AgendaItem.objects.filter(
        review__in=people, meeting__kind=VenueKind.CELL, meeting__state=MeetingState.CONCLUDED
    )
    cells = rating_cells(meeting.campaign, people, on=clock.today())
    rated = {
        *voted.exclude(outcome="").values_list("review_id", flat=True),
        *(
            review
            for review, cell in over.values_list("review_id", "meeting__cell_id")
            if cells.get(review, cell) == cell
        ),
    }
    in_cell = set(
        ReviewVenue.objects.filter(review__in=people, kind=VenueKind.CELL, waived_reason="").values_list(
            "review_id", flat=True
        )
    )
    in_cells = [
        order.cell_rating(name=str(review), done=review.pk in rated)
        for review in people
        if review.rated_as_member and review.pk in in_cell
    ]
    turn = order.leadership_rating(name=meeting.venue_name)
    return order.check_order(turn, of_person=in_cells, plan=meeting.campaign.plan)


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
    rows = BallotQuestion.objects.filter(
        session__meeting_id=session.meeting_id, session__round__lt=session.round, session__state=BallotState.COUNTED
    )
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
class QuestionResult:
    """One counted question as people read it."""

    question: BallotQuestion
    tally: voting.Tally
    outcome: voting.Outcome


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
    def is_running(self) -> bool:
        return self.session.state in RUNNING

    @property
    def is_counted(self) -> bool:
        return self.session.state == BallotState.COUNTED


def sessions_of(meeting: Meeting) -> list[SessionView]:
    """The rounds of a meeting, the newest first, in a fixed number of queries."""
    sessions = list(
        BallotSession.objects.filter(meeting=meeting)
        .prefetch_related(
            "questions__review__person", "questions__review__collective", "counting_team", "holders__person__user"
        )
        .annotate(
            voter_count=Count("voters", distinct=True),
            voted_count=Count("voters", filter=Q(voters__voted=True), distinct=True),
            on_paper=Count("voters", filter=Q(voters__channel=Channel.PAPER), distinct=True),
            handed=Count("voters", filter=Q(voters__channel=Channel.PAPER, voters__voted=True), distinct=True),
        )
        .order_by("-round", "-pk")
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
    earlier = [
        question
        for other in reversed(before)
        if other.state == BallotState.COUNTED
        for question in other.questions.all()
    ]
    closed = session.state == BallotState.COUNTED
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
        on_paper=session.on_paper,  # type: ignore[attr-defined]
        handed=session.handed,  # type: ignore[attr-defined]
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
    rows = list(session.voters.values_list("channel", "voted"))
    plan = session.meeting.campaign.plan
    findings = voting.closing(voters=len(rows), cast=sum(voted for _channel, voted in rows), plan=plan)
    cast = Counter(channel for channel, voted in rows if voted)
    return [*findings, *voting.channels({channel.label: cast[channel] for channel in Channel}, plan=plan)]


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
    questions, away = _asked(meeting)
    findings = first_opening_findings(meeting, questions=questions, voters=entitled_voters(meeting))
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
