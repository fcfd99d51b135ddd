"""What must have been reviewed, reported, discussed and rated before a meeting votes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Exists, OuterRef, Q

from organizations import clock
from organizations.models.organization import within
from ratings.choices import BallotState, ProposalSource
from ratings.models import BallotQuestion, Decision, Proposal
from ratings.selectors.ballot_questions import Question
from reviews.choices import MeetingState, SubjectKind, Track, VenueKind
from reviews.models import AgendaItem, EmployerResult, LevelDiscussion, Meeting, Review, ReviewVenue
from reviews.rules import order
from reviews.rules.findings import Finding, Severity
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.nominees import Leader, check_list, check_nominees, nominates
from reviews.rules.parts import Topic
from reviews.rules.rating_meetings import check_rating_item, rating_item
from reviews.rules.vocabulary import CollectiveKind
from reviews.rules.vocabulary import Track as RuleTrack
from reviews.rules.vocabulary import VenueKind as RuleVenueKind
from reviews.selectors.before_ballot import asks_employers, organization_findings, paid_by_the_state
from reviews.selectors.cases import rating_cells
from reviews.selectors.cell_dossiers import ballot_steps
from reviews.selectors.meetings import unfinished_items
from reviews.selectors.party_groups import report_findings
from reviews.selectors.self_levels import self_levels


def order_findings(meeting: Meeting, questions: Sequence[Question]) -> list[Finding]:
    """Everything that stands before the first round of this meeting in the order that the plan prints.

    A sheet is filled in from top to bottom: what stands further up on it counts as voted on before what follows.
    """
    organizations = [question.review for question in questions if question.track == Track.ORGANIZATION]
    return [
        *_reviewed_first(meeting),
        *report_findings(meeting),
        *ballot_steps(meeting),
        *organization_findings(meeting, organizations),
        *_lower_first(meeting, questions),
        *(_members(meeting, questions) if meeting.kind == VenueKind.CELL else _leaders(meeting, questions)),
        *nominee_findings(meeting, questions),
    ]


def _reviewed_first(meeting: Meeting) -> list[Finding]:
    unfinished = [str(item.review) for item in unfinished_items(meeting)]
    if not unfinished:
        return []
    return [
        Finding(
            "order.rate_after_review",
            Severity.BLOCK,
            f"Còn {len(unfinished)} nội dung chưa kiểm điểm xong: {', '.join(unfinished)}. "
            "Kiểm điểm xong tập thể, cá nhân mới đánh giá, xếp loại.",
            meeting.campaign.plan.cite(Topic.REVIEW_BEFORE_RATING),
        )
    ]


def _of_issuer(review: Review) -> bool:
    """The committee that issued the plan, or one of its own leading bodies."""
    if review.unit_id != review.campaign.issuer_id:
        return False
    return review.collective is None or review.collective.kind in order.PARTY_BODIES


def _rating(review: Review, *, done: bool) -> order.Turn:
    """The rating of an organization or of a body; its id is the review's."""
    of_issuer = _of_issuer(review)
    if review.is_organization:
        return order.organization_rating(name=str(review), of_issuer=of_issuer, done=done, id=review.pk)
    return order.collective_rating(name=str(review), of_issuer=of_issuer, done=done, id=review.pk)


def _lower_first(meeting: Meeting, questions: Sequence[Question]) -> list[Finding]:
    """The issuer's organization and committee wait for the organizations and committees below it (P4-2.3-e).

    Five queries; none where nothing of the issuer's is asked about or the plan prints no such order.
    """
    plan = meeting.campaign.plan
    higher = [row.review for row in questions if row.review.person_id is None and _of_issuer(row.review)]
    if not higher or not order.awaits(plan, before="rate.lower", after="rate.higher"):
        return []
    below = (
        Review.objects.rated()
        .filter(
            Q(kind=SubjectKind.ORGANIZATION) | Q(kind=SubjectKind.COLLECTIVE, collective__kind__in=order.PARTY_BODIES),
            within("unit_path", meeting.campaign.issuer.path),
            campaign=meeting.campaign,
        )
        .exclude(unit=meeting.campaign.issuer)
    )
    reviews = list(below.select_related("campaign", "unit", "collective", "person").order_by("unit_path", "pk"))
    rated = rated_below(reviews)
    lower = [_rating(review, done=review.pk in rated) for review in reviews]
    return [
        finding
        for review in higher
        for finding in order.check_order(_rating(review, done=False), in_unit=lower, plan=plan)
    ]


def rated_below(reviews: Iterable[Review]) -> set[int]:
    """Which of them have their level for those above: decided, voted, or their meeting is over.

    What stayed undecided at a meeting, or could not be voted on, is the authority's. Three queries.
    """
    ids = [review.pk for review in reviews]
    asked = BallotQuestion.objects.of_ratings().filter(review__in=ids)
    voted = asked.filter(session__state=BallotState.COUNTED, over_quota=False)
    decided = Decision.objects.in_force().filter(review__in=ids)
    concluded = Meeting.objects.filter(
        Q(cell=OuterRef("cell")) | Q(collective=OuterRef("collective")),
        campaign=OuterRef("review__campaign"),
        state=MeetingState.CONCLUDED,
    )
    over = ReviewVenue.objects.filter(Exists(concluded), review__in=ids, waived_reason="")
    return {
        *voted.exclude(outcome="").values_list("review_id", flat=True),
        *decided.values_list("review_id", flat=True),
        *over.values_list("review_id", flat=True),
    }


def _before_people(meeting: Meeting, questions: Sequence[Question]) -> list[order.Turn]:
    """The organization and the bodies that this very meeting rates; those on the sheet stand before its people."""
    here = Review.objects.rated().filter(
        campaign=meeting.campaign,
        person__isnull=True,
        venues__waived_reason="",
        venues__cell=meeting.cell_id,
        venues__collective=meeting.collective_id,
    )
    reviews = list(here.select_related("campaign", "unit", "collective", "person").distinct())
    on_sheet = {question.review.pk for question in questions}
    rated = rated_below(reviews)
    return [_rating(review, done=review.pk in on_sheet | rated) for review in reviews]


def _members(meeting: Meeting, questions: Sequence[Question]) -> list[Finding]:
    """What a cell does before it votes on its members, each rule once for all of them.

    The discussion of what its committee proposes (P4-2.2.3.2-d), its own level and its committee's (P4-CT-c, P4-2.3-f),
    the results of the employers (P4-2.3-g, P1-II.2-b).
    """
    plan = meeting.campaign.plan
    if not any(question.track == Track.MEMBER for question in questions):
        return []
    if not any(edge.after == "rate.member" for edge in plan.order):
        return []
    before = _before_people(meeting, questions)
    discussed = LevelDiscussion.objects.filter(meeting=meeting, track=Track.MEMBER).exists()
    turn = order.cell_rating(name=f"đảng viên của {meeting.venue_name}")
    return order.check_order(
        turn,
        in_venue=[order.discussion(name="thảo luận mức xếp loại do chi ủy đề xuất", done=discussed), *before],
        in_unit=before,
        of_person=_employers(meeting, questions),
        plan=plan,
    )


def _employers(meeting: Meeting, questions: Sequence[Question]) -> list[order.Turn]:
    """The employer's result of each member paid by the State; the head of the unit's own rating is one too."""
    if not asks_employers(meeting):
        return []
    asked = {question.review.pk for question in questions if question.track == Track.MEMBER}
    paid = [review for review in paid_by_the_state(meeting) if review.pk in asked]
    rated = Proposal.objects.filter(review__in=paid, source=ProposalSource.UNIT_HEAD)
    known = {
        *EmployerResult.objects.filter(review__in=paid).values_list("review_id", flat=True),
        *rated.values_list("review_id", flat=True),
    }
    return [order.cadre_result(name=str(review), done=review.pk in known) for review in paid]


def _leaders(meeting: Meeting, questions: Sequence[Question]) -> list[Finding]:
    """The people of a leadership collective are rated after it (P4-2.3-f), and in their cell first (P0-4.4-b).

    A cell has rated when its ballot gave a level, or when its meeting is over: what stayed undecided there, or could
    not be voted on, is the authority's.
    """
    plan = meeting.campaign.plan
    people = [question.review for question in questions if question.review.person_id is not None]
    first = order.awaits(plan, before="rate.collective", after="rate.leadership")
    turn = order.leadership_rating(name=meeting.venue_name)
    in_order = order.check_order(
        turn,
        in_venue=_before_people(meeting, questions) if first and people else [],
        of_person=_in_cells(meeting, people),
        plan=plan,
    )
    return [*in_order, *_rated_elsewhere(meeting, questions)]


def _rated_elsewhere(meeting: Meeting, questions: Sequence[Question]) -> list[Finding]:
    """A body of the issuer that the plan has rated by another meeting than this one (P1-III.4-e)."""
    plan, issuer = meeting.campaign.plan, meeting.campaign.issuer_id
    if plan.rating_meetings is None or meeting.collective is None or meeting.collective.organization_id != issuer:
        return []
    findings = []
    for question in questions:
        body = question.review.collective
        if body is not None and body.organization_id == issuer:
            item = rating_item(CollectiveKind(body.kind), plan, person=False, own=True)
            if item is not None:
                findings += check_rating_item(item.key, CollectiveKind(meeting.collective.kind), plan)
    return findings


def _in_cells(meeting: Meeting, people: Sequence[Review]) -> list[order.Turn]:
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
    return [
        order.cell_rating(name=str(review), done=review.pk in rated)
        for review in people
        if review.rated_as_member and review.pk in in_cell
    ]


def nominee_findings(meeting: Meeting, questions: Sequence[Question]) -> list[Finding]:
    """The list of those who may be EXCELLENT is there, and nobody on it has since taken a lower level (P0-4.4-i).

    One query, none where nobody is on a list.
    """
    plan, venue = meeting.campaign.plan, RuleVenueKind(meeting.kind)
    asked = [row for row in questions if nominates(venue=venue, track=RuleTrack(row.track), plan=plan)]
    listed = [row.review for row in asked if row.nomination is not None and row.nomination.qualifies]
    levels = self_levels(listed, Track.CADRE)
    leaders = [_leader(question, levels.get(question.review.pk)) for question in asked]
    return [*check_list(leaders, plan), *check_nominees([row for row in leaders if row.level is not None], plan)]


def _leader(question: Question, level: RuleLevel | None) -> Leader:
    row = question.nomination
    if row is None:
        return Leader(str(question.review), level, None)
    return Leader(str(question.review), level, row.qualifies, row.basis)
