"""Who judges. Nobody proposes, appraises or decides his own case."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from forms_templates.choices import DocumentKind
from organizations import clock
from organizations.choices import CollectiveKind, PostRole
from organizations.models import Organization, Person, Post
from organizations.permissions import givers, granted, heads, holds, leads, led_organizations
from ratings.choices import BallotState
from reviews.choices import AuthorityKind, Track
from reviews.permissions import (
    acts_for,
    is_own,
    judging_refusal,
    meeting_refusal,
    own_case,
    reads_register,
    refusal,
    speaks_for,
)
from reviews.rules.findings import Finding

if TYPE_CHECKING:
    from organizations.models import User
    from ratings.models.ballot import BallotSession, BallotSessionQuerySet
    from ratings.models.decision import Decision, DecisionQuerySet
    from reviews.models import Campaign, Meeting, Review
    from reviews.models.review import ReviewQuerySet


def visible_ballots(rows: BallotSessionQuerySet, user: User) -> BallotSessionQuerySet:
    """Those who run the meeting or lead its body, the voters' list, the counting team; staff once it is counted."""
    from ratings.models import CountingMember, Voter

    condition = granted(user, "meeting__unit_path", "lead_review") | (
        granted(user, "meeting__unit_path", "appraise", "decide", "inspect") & Q(state=BallotState.COUNTED)
    )
    if user.person_id is not None:
        led = [organization.pk for organization in led_organizations(user)]
        listed = Voter.objects.filter(session=OuterRef("pk"), person_id=user.person_key)
        condition |= (
            Exists(listed)
            | Q(meeting__chair_id=user.person_id)
            | Q(meeting__clerk_id=user.person_id)
            | Q(meeting__cell_id__in=led)
            | Q(meeting__collective__organization_id__in=led)
            | Q(pk__in=CountingMember.objects.filter(person_id=user.person_id).values("ballotsession_id"))
        )
    return rows.filter(condition)


def count_refusal(user: User, session: BallotSession) -> list[Finding]:
    """The counting team hands out paper, closes and counts; and so may whoever runs the meeting.

    A chair who closes learns nothing: the count takes two phrases, or figures entered by two, whoever sends it.
    """
    if user.person_id is not None and session.counting_team.filter(pk=user.person_id).exists():
        return []
    return meeting_refusal(user, session.meeting)


def box_refusal(user: User, session: BallotSession) -> list[Finding]:
    """The counting team opens the box and counts; so may whoever runs the meeting, unless he is on the ballot."""
    if refused := count_refusal(user, session):
        return refused
    if user.person_id is None or user.person_id not in _voted_on(session):
        return []
    team = list(session.counting_team.all())
    return refusal(
        any(person.pk == user.person_id for person in team),
        "ballot.own_count",
        f"Đồng chí có tên trong phiếu nên không mở hòm, kiểm phiếu; tổ kiểm phiếu làm: {', '.join(map(str, team))}.",
    )


def _voted_on(session: BallotSession) -> set[int]:
    """People on the ballot of an opened round."""
    asked = session.questions.filter(review__person__isnull=False)
    return set(asked.values_list("review__person_id", flat=True))


#: The figures of paper ballots are entered so often, each time by somebody else.
ENTRIES = 2


def who_may_enter(session: BallotSession) -> list[Person]:
    """The figures of paper ballots: of the counting team whoever can sign in; while these are fewer than two, also
    chair, clerk and whoever leads the body, as far as they can. Those of them who are on the ballot only where nobody
    else is left."""
    team = list(session.counting_team.filter(user__is_active=True))
    if len(team) >= ENTRIES:
        return team
    meeting = session.meeting
    leading = Post.objects.on(clock.today()).filter(
        collective__organization=meeting.organization, role__in=(PostRole.HEAD, PostRole.DEPUTY)
    )
    running = Q(pk__in=(meeting.chair_id, meeting.clerk_id)) | Q(pk__in=leading.values("person_id"))
    others = Person.objects.filter(running, user__is_active=True).exclude(pk__in=[person.pk for person in team])
    rows, own = list(others.order_by("given_name_key", "pk")), _voted_on(session)
    apart = [person for person in rows if person.pk not in own]
    return [*team, *(apart if len(team) + len(apart) >= ENTRIES else rows)]


def paper_entry_refusal(user: User, session: BallotSession) -> list[Finding]:
    able = who_may_enter(session)
    names = ", ".join(str(person) for person in able) or "chưa ai có tài khoản"
    return refusal(
        any(person.pk == user.person_id for person in able),
        "paper.enter",
        f"Số phiếu giấy do tổ kiểm phiếu nhập, hoặc người được nhập thay: {names}.",
    )


def visible_decisions(rows: DecisionQuerySet, user: User) -> DecisionQuerySet:
    from reviews.models import Review

    return rows.filter(review__in=Review.objects.visible_to(user))


#: Bodies whose head is the "thủ trưởng" of the people in them.
_WORK_BODIES = (
    CollectiveKind.AGENCY_LEADERSHIP,
    CollectiveKind.BOARD_LEADERSHIP,
    CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP,
    CollectiveKind.COUNCIL_PERMANENT_BOARD,
    CollectiveKind.FRONT_STANDING_BOARD,
    CollectiveKind.MASS_STANDING_COMMITTEE,
    CollectiveKind.STANDING_COMMITTEE,
    CollectiveKind.EXECUTIVE_COMMITTEE,
)


def rating_units(reviews: Iterable[Review]) -> dict[int, Organization]:
    """By review id: the unit whose head fills the first block of Mẫu 02 (one query; ``unit__parent`` fetched).

    For whoever heads a unit himself the superior fills it (P0-M02-g): the organization above the unit.
    """
    rows = list(reviews)
    headed = set(
        Post.objects.on(clock.today())
        .filter(
            person__in=[review.person_id for review in rows if review.person_id is not None],
            role=PostRole.HEAD,
            collective__kind__in=_WORK_BODIES,
        )
        .values_list("person_id", "collective__organization_id")
    )
    return {
        review.pk: review.unit.parent or review.unit if (review.person_id, review.unit_id) in headed else review.unit
        for review in rows
    }


def rating_unit(review: Review) -> Organization:
    """The unit whose head rates this one."""
    return rating_units([review])[review.pk]


def cell_comment_refusal(user: User, review: Review) -> list[Finding]:
    cells = [venue.cell for venue in review.venues.select_related("cell") if venue.cell is not None]
    apart = frozenset[int]().union(*(givers(user, cell, leading=True) for cell in cells))
    if is_own(user, review, apart) and (review.person_id in apart or not _no_other_leader(review)):
        return refusal(
            False, "rating.own", "Đồng chí không tự nhận xét, đánh giá cho mình; đề nghị chi ủy viên khác ghi."
        )
    return refusal(
        any(leads(user, cell) for cell in cells), "rating.cell", "Nhận xét của chi ủy do bí thư, phó bí thư chi bộ ghi."
    )


def _no_other_leader(review: Review) -> bool:
    """In a cell with one leader nobody else may write for the cell committee."""
    leaders = Post.objects.on(clock.today()).filter(
        collective__organization__in=[venue.cell_id for venue in review.venues.all() if venue.cell_id],
        role__in=(PostRole.HEAD, PostRole.DEPUTY),
    )
    return not leaders.exclude(person_id=review.person_id or 0).exists()


def unit_rating_refusal(user: User, review: Review) -> list[Finding]:
    if is_own(user, review):
        return refusal(False, "rating.own", "Người đứng đầu không tự đánh giá, xếp loại cho mình.")
    unit = rating_unit(review)
    if own := own_case(user, review, what="đánh giá, xếp loại", instead_of=givers(user, unit, leading=True)):
        return own
    return refusal(
        heads(user, unit),
        "rating.unit_head",
        f"Phần này do thủ trưởng {unit} ghi và ký.",
    )


def appraisal_refusal(user: User, review: Review) -> list[Finding]:
    issuer = review.campaign.issuer
    message = f"Việc thẩm định do Ban Tổ chức của {issuer} thực hiện."
    lacking = refusal(holds(user, "appraise", issuer), "rating.appraise", message)
    return judging_refusal(user, review, lacking, what="thẩm định", instead_of=givers(user, issuer, "appraise"))


def appraises(user: User, campaign: Campaign) -> bool:
    """Sees every level of the campaign while it is weighed: the organization board, the authority, the inspectors."""
    return any(holds(user, codename, campaign.issuer) for codename in ("appraise", "decide", "inspect"))


def sees_appraisal(user: User, review: Review, track: Track) -> bool:
    """The board's proposal is the authority's to weigh; others, and the subject himself, learn what is decided."""
    if is_own(user, review):
        return False
    authority = authority_of(review, track)
    return appraises(user, review.campaign) or (authority is not None and holds(user, "decide", authority))


def authority_of(review: Review, track: Track) -> Organization | None:
    return review.member_authority if track == Track.MEMBER else review.authority


def awaits_superior(review: Review, track: Track) -> bool:
    """Rated by the superior: here its document is entered, nothing is decided (P0-5.1-b, P0-5.2-a)."""
    return track != Track.MEMBER and review.authority_kind in (AuthorityKind.SELF_RATED, AuthorityKind.EXTERNAL)


def annul_refusal(user: User, decision: Decision, authority: Organization | None = None) -> list[Finding]:
    """Whoever decided annuls; a superior's decision, whoever may record it.

    In the name of another ``authority``, where the plan lets a superior annul, whoever decides for it (P4-2.3-aa).
    """
    review, track = decision.review, Track(decision.track)
    if authority is not None and authority.pk != decision.authority_id:
        if own := own_case(user, review, what="hủy bỏ kết quả", instead_of=givers(user, authority, "decide")):
            return own
        corrections = review.campaign.plan.corrections
        allowed = corrections is not None and corrections.superior is not None and holds(user, "decide", authority)
        return refusal(
            allowed, "rating.annul", f"Việc này do {decision.authority} hoặc cấp trên có thẩm quyền quyết định."
        )
    if awaits_superior(review, track):
        return appraisal_refusal(user, review)
    return decision_refusal(user, review, track)


def annulling_bodies(user: User, decision: Decision) -> list[Organization]:
    """In whose name the user may annul: the deciding authority, and those above it that the plan lets (one query)."""
    bodies = [] if annul_refusal(user, decision) else [decision.authority]
    corrections = decision.review.campaign.plan.corrections
    if corrections is None or corrections.superior is None:
        return bodies
    above = Organization.objects.filter(path__in=decision.authority.ancestor_paths()[:-1]).order_by("-path")
    return [*bodies, *(body for body in above if not annul_refusal(user, decision, body))]


def order_bodies(user: User, review: Review) -> list[Organization]:
    """In whose name the user may have a subject reviewed again: those above its unit he decides or inspects for."""
    corrections = review.campaign.plan.corrections
    if corrections is None or corrections.review_again is None or own_case(user, review, what=_ORDER):
        return []
    above = Organization.objects.filter(path__in=review.unit.ancestor_paths()[:-1]).order_by("-path")
    return [
        body
        for body in above
        if any(holds(user, codename, body) for codename in ("decide", "inspect"))
        and not own_case(user, review, what=_ORDER, instead_of=givers(user, body, "decide", "inspect"))
    ]


_ORDER = "yêu cầu kiểm điểm lại"


def decision_refusal(user: User, review: Review, track: Track) -> list[Finding]:
    authority = authority_of(review, track)
    if authority is None:
        return refusal(
            False, "rating.external", "Mức xếp loại này do cấp trên quản lý quyết định, không quyết định trong đợt này."
        )
    lacking = refusal(holds(user, "decide", authority), "rating.decide", f"Mức xếp loại này do {authority} quyết định.")
    instead_of = givers(user, authority, "decide")
    return judging_refusal(user, review, lacking, what="ký quyết định xếp loại", instead_of=instead_of)


def notice_refusal(user: User, decision: Decision) -> list[Finding]:
    return refusal(
        reads_register(user, decision.authority), "notice.print", f"Thông báo kết quả do {decision.authority} lập."
    )


def report_refusal(user: User, campaign: Campaign, unit: Organization) -> list[Finding]:
    """Whoever speaks for the unit; for the whole campaign also whoever weighs its levels."""
    return refusal(speaks_for(user, campaign, unit), "report.print", f"Báo cáo kết quả do {unit} lập.")


def members_summary_refusal(user: User, meeting: Meeting) -> list[Finding]:
    """The cell's committee makes it, and the committee above it that appraises and decides reads it."""
    cell = meeting.organization
    reads = any(holds(user, codename, cell) for codename in ("lead_review", "appraise", "decide", "inspect"))
    return [] if reads else meeting_refusal(user, meeting)


def appraised_list_refusal(user: User, campaign: Campaign, people: ReviewQuerySet) -> list[Finding]:
    """Levels not decided yet are told to those who weigh them, and to nobody about himself."""
    if user.person_id is not None and people.filter(person_id=user.person_id).exists():
        message = "Danh sách có chính đồng chí; đề nghị người khác lập."
        return refusal(False, "summary.own", message)
    return refusal(
        appraises(user, campaign), "summary.appraise", f"Bản tổng hợp này do Ban Tổ chức của {campaign.issuer} lập."
    )


def annex_refusal(
    user: User, campaign: Campaign, kind: DocumentKind, people: ReviewQuerySet, *, unit: Organization | None = None
) -> list[Finding]:
    """Phụ lục 13 tells what is proposed for ``people``; Phụ lục 14 what is decided, as the unit's leaders may know."""
    if kind is DocumentKind.ANNEX_13:
        return appraised_list_refusal(user, campaign, people)
    body = unit or campaign.issuer
    return refusal(
        appraises(user, campaign) or acts_for(user, body),
        "summary.decided",
        f"Bản tổng hợp này do {body} hoặc Ban Tổ chức của {campaign.issuer} lập.",
    )
