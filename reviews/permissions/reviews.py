"""Who sees a review and writes in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from organizations import clock
from organizations.choices import PostRole
from organizations.permissions import (
    acts_in_place,
    givers,
    granted,
    holds,
    leads,
    led_organizations,
    led_posts,
)
from reviews.choices import MeetingState
from reviews.permissions.common import REVIEW_STAFF, is_own, judging_refusal, manages_venue, refusal
from reviews.permissions.meetings import meeting_refusal
from reviews.rules.findings import Finding, Severity

if TYPE_CHECKING:
    from organizations.models import Organization, User
    from reviews.models import (
        AgendaItem,
        CirculatedDraft,
        FormEntry,
        Review,
    )
    from reviews.models.review import ReviewQuerySet


def visible_reviews(rows: ReviewQuerySet, user: User) -> ReviewQuerySet:
    """Staff of the unit or above; oneself; one's collectives; subjects of meetings one leads or is invited to."""
    from organizations.models import Post
    from reviews.models import AgendaItem, ReviewVenue

    condition = (
        granted(user, "unit_path", *REVIEW_STAFF)
        | granted(user, "authority__path", "decide")
        | granted(user, "member_authority__path", "decide")
    )
    if user.person_id is not None:
        own_posts = Post.objects.on(clock.today()).filter(person_id=user.person_id)
        invited = AgendaItem.objects.filter(
            review=OuterRef("pk"), meeting__attendees__person_id=user.person_id
        ).exclude(meeting__state=MeetingState.PLANNED)
        recorded = AgendaItem.objects.filter(review=OuterRef("pk")).filter(
            Q(meeting__clerk_id=user.person_id) | Q(meeting__chair_id=user.person_id)
        )
        condition |= (
            Q(person_id=user.person_id)
            | Q(clerk_id=user.person_id)
            | Q(collective__in=own_posts.values("collective_id"))
            | Q(collective__in=[post.collective_id for post in led_posts(user)])
            | Q(Exists(invited))
            | Q(Exists(recorded))
        )
        led = [organization.pk for organization in led_organizations(user)]
        if led:
            held_here = ReviewVenue.objects.filter(review=OuterRef("pk")).filter(
                Q(cell_id__in=led) | Q(collective__organization_id__in=led)
            )
            condition |= Q(Exists(held_here))
            # Whoever leads the organization above a unit rates the head of that unit (P0-M02-g).
            heads_the_unit = Post.objects.on(clock.today()).filter(
                person_id=OuterRef("person_id"),
                role=PostRole.HEAD,
                collective__organization_id=OuterRef("unit_id"),
            )
            condition |= Q(unit__parent_id__in=led) & Q(Exists(heads_the_unit))
    return rows.filter(condition)


def may_edit_entry(user: User, review: Review) -> bool:
    """The person himself; for a collective its head, deputies, the drafter it named, or the unit's review staff."""
    if not review.is_collective:
        return user.person_id is not None and review.person_id == user.person_id
    assert review.collective is not None
    if user.person_id is not None and review.clerk_id == user.person_id:
        return True
    return leads(user, review.collective.organization) or holds(user, "lead_review", review.unit)


def may_read_entry(user: User, entry: FormEntry) -> bool:
    """A draft is read by whoever writes it; once handed in, by whoever sees the review."""
    return entry.is_submitted or may_edit_entry(user, entry.review)


def open_for_opinion(rows: ReviewQuerySet, user: User) -> ReviewQuerySet:
    """Reviews that one sees, and those whose draft went to him or to a body in which he holds a post (P1-8.1-c).

    An addressee reads the draft on the page of the round; the rest of the review stays closed to him.
    """
    from organizations.models import Post
    from reviews.models import CirculatedDraft

    bodies = Post.objects.on(clock.today()).filter(person_id=user.person_key).values("collective_id")
    sent = CirculatedDraft.objects.filter(Q(person_id=user.person_key) | Q(collective__in=bodies))
    return rows.filter(Q(pk__in=visible_reviews(rows, user).values("pk")) | Q(pk__in=sent.values("review_id")))


def circulation_refusal(user: User, review: Review) -> list[Finding]:
    """Whoever prepares the issuer's own conference sends its draft round (P1-8.1-c)."""
    issuer = review.campaign.issuer
    return refusal(manages_venue(user, issuer), "circulation", f"Việc gửi lấy ý kiến do {issuer} thực hiện.")


def sees_circulation(user: User, review: Review) -> bool:
    """All replies are read by whoever prepares the conference and by the members of the body that reviews itself."""
    from organizations.models import Post

    if not circulation_refusal(user, review):
        return True
    posts = Post.objects.on(clock.today()).filter(collective_id=review.collective_id)
    return posts.filter(person_id=user.person_key).exists()


def reply_refusal(user: User, row: CirculatedDraft) -> list[Finding]:
    """The person asked, the leaders of the body asked, or staff who write down what came on paper."""
    asked = row.person_id == user.person_key if row.collective is None else leads(user, row.collective.organization)
    return refusal(asked or not circulation_refusal(user, row.review), "circulation.reply", f"Ý kiến này của {row}.")


def target_refusal(user: User, review: Review) -> list[Finding]:
    """Who leads the unit, the one above it, or its review staff; nobody gives himself a target (P4-2.3-a)."""
    above = review.unit.parent
    if is_own(user, review, _in_place(user, review.unit, above)):
        return refusal(False, "target.own", "Đồng chí không tự giao chỉ tiêu, nhiệm vụ cho mình.")
    return refusal(
        leads(user, review.unit)
        or (above is not None and leads(user, above))
        or holds(user, "lead_review", review.unit),
        "target.give",
        f"Chỉ tiêu, nhiệm vụ do người đứng đầu {review.unit} hoặc cấp trên giao.",
    )


def _in_place(user: User, *units: Organization | None) -> frozenset[int]:
    """In whose places only he leads or staffs one of these units."""
    return frozenset[int]().union(
        *(givers(user, unit, "lead_review", leading=True) for unit in units if unit is not None)
    )


def _in_place_at(user: User, review: Review) -> frozenset[int]:
    """The same of all who write down cases of this one; no query for whoever acts for nobody."""
    if not acts_in_place(user):
        return frozenset()
    cells = [venue.cell for venue in review.venues.select_related("cell")]
    return _in_place(user, review.unit, *cells) | givers(user, review.campaign.issuer, "appraise")


def case_refusal(user: User, review: Review) -> list[Finding]:
    """Circumstances and violations are written down by who leads the unit or the cell, its review staff and the board.

    Never by the person himself; a unit's head writes down nothing about himself either.
    """
    if is_own(user, review, _in_place_at(user, review)):
        return refusal(False, "case.own", "Đồng chí không tự ghi trường hợp, vi phạm của mình.")
    return refusal(
        leads(user, review.unit)
        or holds(user, "lead_review", review.unit)
        or holds(user, "appraise", review.campaign.issuer)
        or any(venue.cell is not None and leads(user, venue.cell) for venue in review.venues.select_related("cell")),
        "case.record",
        f"Việc này do lãnh đạo {review.unit}, chi ủy hoặc Ban Tổ chức ghi.",
    )


def may_see_cases(user: User, review: Review) -> bool:
    """Who writes them down, and who weighs the review; the person himself learns what is decided."""
    if user.person_id is not None and review.person_id == user.person_id:
        return False
    issuer = review.campaign.issuer
    return any(holds(user, codename, issuer) for codename in ("decide", "inspect")) or not case_refusal(user, review)


def entry_refusal(user: User, entry: FormEntry) -> list[Finding]:
    review = entry.review
    who = (
        f"Báo cáo do người đứng đầu hoặc người được giao soạn của {review} viết."
        if review.is_collective
        else f"Bản kiểm điểm do chính {review} viết."
    )
    return refusal(may_edit_entry(user, review), "entry.edit", who)


def may_attach(user: User, review: Review) -> bool:
    """The unit's leaders and staff add papers to a dossier; nobody to his own."""
    own = review.person_id is not None and review.person_id == user.person_id
    return not own and (leads(user, review.unit) or holds(user, "lead_review", review.unit))


def sign_refusal(user: User, review: Review, item: AgendaItem | None) -> list[Finding]:
    """Chair and clerk of the cell's meeting that calls the member up; nobody concludes on himself (P4-1.3.2-e)."""
    if item is None:
        message = f"Chi bộ chưa kiểm điểm {review}: kết luận về biểu hiện sau khi hội nghị chi bộ kiểm điểm."
        return [Finding("signs.early", Severity.BLOCK, message)]
    if is_own(user, review, _in_place(user, item.meeting.organization)):
        return refusal(False, "signs.own", "Đồng chí không tự kết luận về biểu hiện của mình.")
    return meeting_refusal(user, item.meeting)


def may_see_signs(user: User, review: Review, item: AgendaItem | None) -> bool:
    """The member himself, whoever concludes on him, and whoever weighs his case."""
    own = user.person_id is not None and review.person_id == user.person_id
    return own or may_see_cases(user, review) or not sign_refusal(user, review, item)


def remedy_refusal(user: User, review: Review) -> list[Finding]:
    """Whoever writes the form of the review draws up its plan of remedies."""
    return refusal(may_edit_entry(user, review), "remedies.write", f"Kế hoạch khắc phục do {review} lập.")


def remedy_approval_refusal(user: User, review: Review) -> list[Finding]:
    """The committee that issued the plan approves; nobody his own (P2-VI.2-b)."""
    issuer = review.campaign.issuer
    lacking = refusal(holds(user, "decide", issuer), "remedies.approve", f"Kế hoạch khắc phục do {issuer} phê duyệt.")
    instead_of = givers(user, issuer, "decide")
    return judging_refusal(user, review, lacking, what="phê duyệt kế hoạch khắc phục", instead_of=instead_of)
