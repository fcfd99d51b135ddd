"""Cases that are not the ordinary one, as facts for the rules: read from dated posts and memberships, else recorded.

Nothing is asked twice: days, cells and posts come from the roster; only what no row tells is written down on the
review. Plans that print no such part cost no query.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F

from organizations.choices import Attendance, CollectiveKind, PostRole, Tier
from organizations.models import CellMembership, Organization, Post
from reviews.choices import CircumstanceKind, Track
from reviews.models import Campaign, Circumstance, Review
from reviews.rules import special_cases as rules
from reviews.rules.findings import Finding
from reviews.rules.parts.special_cases import PostBefore
from reviews.rules.plan import Plan
from reviews.rules.vocabulary import Activity

_LEADING = (PostRole.HEAD, PostRole.DEPUTY)
_COMMITTEES = (CollectiveKind.STANDING_COMMITTEE, CollectiveKind.EXECUTIVE_COMMITTEE, CollectiveKind.CELL_COMMITTEE)
#: The higher the level of the organization, the higher the post; between equals somebody picks.
_HEIGHT = {tier: rank for rank, tier in enumerate(Tier.values, start=1)}


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One person of one review on one day; ``new_post`` also where its months are already full."""

    name: str
    admitted_on: date | None = None
    activity: Activity = Activity.ACTIVE
    places: rules.MemberPlaces | None = None
    new_post: rules.NewPost | None = None
    posts: tuple[rules.RankedPost, ...] = ()
    in_committee: bool = False
    recorded: dict[str, Circumstance] = field(default_factory=dict)

    def case_of(self, kind: CircumstanceKind) -> Circumstance | None:
        return self.recorded.get(kind.value)

    @property
    def chosen_place(self) -> int | None:
        picked = self.case_of(CircumstanceKind.HIGHEST_POST)
        return picked.organization_id if picked is not None else None


def case_facts(plan: Plan, reviews: Iterable[Review], *, on: date) -> dict[int, CaseFacts]:
    """By review id, of people only: three queries, however many; none where the plan prints no special case."""
    people = {review.pk: review for review in reviews if review.person_id is not None}
    if plan.special_cases is None or not people:
        return {}
    ids = [review.person_id for review in people.values()]
    memberships: dict[int, list[CellMembership]] = defaultdict(list)
    held = CellMembership.objects.filter(person__in=ids).select_related("cell")
    for row in held.order_by(F("valid_from").asc(nulls_first=True), "pk"):
        memberships[row.person_id].append(row)
    posts: dict[int, list[Post]] = defaultdict(list)
    for post in Post.objects.filter(person__in=ids).select_related("collective__organization").order_by("pk"):
        posts[post.person_id].append(post)
    recorded: dict[int, dict[str, Circumstance]] = defaultdict(dict)
    for circumstance in Circumstance.objects.filter(review__in=people).select_related("organization"):
        recorded[circumstance.review_id][circumstance.kind] = circumstance
    return {
        pk: _facts(review, plan, memberships[review.person_id or 0], posts[review.person_id or 0], recorded[pk], on)
        for pk, review in people.items()
    }


def facts_of(review: Review, *, on: date) -> CaseFacts | None:
    """The same for one review; None for a body, and where the plan prints no special case."""
    return case_facts(review.campaign.plan, [review], on=on).get(review.pk)


def _facts(
    review: Review,
    plan: Plan,
    memberships: Sequence[CellMembership],
    posts: Sequence[Post],
    recorded: dict[str, Circumstance],
    on: date,
) -> CaseFacts:
    assert review.person is not None
    held = [post for post in posts if _in_force(post, on)]
    official = _official(memberships, on)
    return CaseFacts(
        name=str(review),
        admitted_on=review.person.admitted_on,
        activity=Activity(official.activity) if official is not None else Activity.ACTIVE,
        places=_places(str(review), plan, memberships, official, recorded, on),
        new_post=_new_post(review, held, posts, recorded, on),
        posts=_ranked(held),
        in_committee=any(post.collective.kind in _COMMITTEES for post in held),
        recorded=recorded,
    )


def _in_force(row: CellMembership | Post, on: date) -> bool:
    return (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or row.valid_to >= on)


def _official(memberships: Sequence[CellMembership], on: date) -> CellMembership | None:
    """The official cell on that day, on the day of a move the receiving one; the last one of whoever has none."""
    rows = [row for row in reversed(memberships) if row.attendance == Attendance.OFFICIAL]
    return next((row for row in rows if _in_force(row, on)), rows[0] if rows else None)


def _places(
    name: str,
    plan: Plan,
    memberships: Sequence[CellMembership],
    official: CellMembership | None,
    recorded: dict[str, Circumstance],
    on: date,
) -> rules.MemberPlaces | None:
    if official is None:
        return None
    temporary = next(
        (row for row in memberships if row.attendance == Attendance.TEMPORARY and _in_force(row, on)), None
    )
    comment = recorded.get(CircumstanceKind.TEMPORARY_COMMENT)
    return rules.MemberPlaces(
        name=name,
        official_cell=official.cell_id,
        temporary_cell=temporary.cell_id if temporary else None,
        temporary_cell_name=str(temporary.cell) if temporary else "",
        temporary_comment_in=temporary is not None
        and comment is not None
        and comment.organization_id == temporary.cell_id,
        move=_move(plan, memberships, official, recorded.get(CircumstanceKind.OLD_COMMENT)),
    )


def _move(
    plan: Plan, memberships: Sequence[CellMembership], official: CellMembership, comment: Circumstance | None
) -> rules.Move | None:
    """From the official cell before, if it was in the rating year: an older move was that year's to rate."""
    if official.valid_from is None or official.valid_from < date(plan.year, 1, 1):
        return None
    before = [
        row
        for row in memberships
        if row.attendance == Attendance.OFFICIAL
        and row.cell_id != official.cell_id
        and row.valid_to is not None
        and row.valid_to <= official.valid_from
    ]
    if not before:
        return None
    old = max(before, key=lambda row: row.valid_to or date.min)
    return rules.Move(
        old_cell=old.cell_id,
        old_cell_name=str(old.cell),
        old_since=old.valid_from or date.min,
        moved_on=official.valid_from,
        comment_in=comment is not None and comment.organization_id == old.cell_id,
    )


def _new_post(
    review: Review, held: Sequence[Post], posts: Sequence[Post], recorded: dict[str, Circumstance], on: date
) -> rules.NewPost | None:
    """The leading post by which he is rated: in the unit that handles his review, else any; the earliest counts.

    Whether the post before was as high is recorded with its result; until then by role and level of both.
    """
    leading = [post for post in held if post.role in _LEADING]
    leading = [post for post in leading if post.collective.organization_id == review.unit_id] or leading
    if not leading or any(post.valid_from is None for post in leading):
        return None
    present = min(leading, key=lambda post: post.valid_from or date.max)
    assert present.valid_from is not None
    ended = [post for post in posts if post.role in _LEADING and post.valid_to is not None and post.valid_to < on]
    former = max(ended, key=lambda post: post.valid_to or date.min, default=None)
    result = recorded.get(CircumstanceKind.FORMER_RESULT)
    before = PostBefore(result.case) if result is not None else _height_before(present, former)
    return rules.NewPost(
        name=str(review),
        appointed_on=present.valid_from,
        before=before,
        former_unit=str(former.collective.organization) if former is not None else "",
        former_result_in=result is not None,
    )


def _height_before(present: Post, former: Post | None) -> PostBefore:
    if former is None:
        return PostBefore.NONE
    heights = [(_height(post), _LEADING.index(PostRole(post.role))) for post in (former, present)]
    return PostBefore.EQUIVALENT if heights[0] <= heights[1] else PostBefore.LOWER


def _height(post: Post) -> int:
    return _HEIGHT[post.collective.organization.tier]


def _ranked(held: Sequence[Post]) -> tuple[rules.RankedPost, ...]:
    return tuple(
        rules.RankedPost(post.collective.organization_id, post.title, _height(post))
        for post in held
        if post.role in _LEADING
    )


def rating_cells(campaign: Campaign, reviews: Iterable[Review], *, on: date) -> dict[int, int]:
    """By review id the cell that rates the member that day; empty where the plan prints none of it (P4-2.3-o, q)."""
    return {
        pk: rules.rating_cell(facts.places, on)
        for pk, facts in case_facts(campaign.plan, reviews, on=on).items()
        if facts.places is not None
    }


def offered_kinds(review: Review, facts: CaseFacts | None, *, on: date) -> list[CircumstanceKind]:
    """What may be recorded of this person now: only what his posts and cells call for."""
    plan = review.campaign.plan
    parts = plan.special_cases
    if parts is None or facts is None:
        return []
    offered = []
    if parts.absence is not None:
        offered.append(CircumstanceKind.ABSENCE)
    if facts.new_post is not None and rules.new_post_case(facts.new_post, plan, on) is not None:
        offered.append(CircumstanceKind.FORMER_RESULT)
    if facts.places is not None:
        if facts.places.move is not None and rules.needs_old_comment(facts.places.move, plan, on):
            offered.append(CircumstanceKind.OLD_COMMENT)
        if parts.temporary is not None and facts.places.temporary_cell is not None:
            offered.append(CircumstanceKind.TEMPORARY_COMMENT)
    if parts.rating_place is not None and len(rules.highest_places(facts.posts)) > 1:
        offered.append(CircumstanceKind.HIGHEST_POST)
    if parts.suspended_from_committee is not None and facts.in_committee:
        offered.append(CircumstanceKind.COMMITTEE_SUSPENSION)
    return offered


def cases_of_kind(plan: Plan, kind: CircumstanceKind) -> list[tuple[str, str]]:
    """The plan's own cases of a kind, in printed words."""
    if kind == CircumstanceKind.ABSENCE and plan.special_cases and plan.special_cases.absence:
        return list(plan.special_cases.absence.reasons)
    if kind == CircumstanceKind.FORMER_RESULT:
        return [
            (PostBefore.EQUIVALENT.value, "trước đó giữ chức vụ tương đương"),
            (PostBefore.LOWER.value, "trước đó giữ chức vụ lãnh đạo thấp hơn"),
            (PostBefore.NONE.value, "trước đó chưa giữ chức vụ lãnh đạo"),
        ]
    return []


def places_to_choose(facts: CaseFacts) -> list[Organization]:
    """The places of equal highest posts, of which one is picked (P4-2.3-t)."""
    return list(Organization.objects.filter(pk__in=rules.highest_places(facts.posts)))


def told_cases(review: Review, facts: CaseFacts | None, *, on: date, track: Track | None = None) -> list[Finding]:
    """What the case means: where he is rated, by which post, that he is rated at all; of one ``track`` if given."""
    plan = review.campaign.plan
    if facts is None:
        return []
    found: list[Finding] = []
    tracks = review.tracks if track is None else [track]
    if facts.new_post is not None and Track.CADRE in tracks:
        found += rules.told_new_post(facts.new_post, plan, on)
    if facts.places is not None and Track.MEMBER in tracks:
        found += rules.told_places(facts.places, plan, on)
    if facts.case_of(CircumstanceKind.COMMITTEE_SUSPENSION) is not None:
        still = rules.still_rated(
            name=facts.name, activity=facts.activity, admitted_on=facts.admitted_on, plan=plan, on=on
        )
        found += [still] if still is not None else []
    return found


def not_counted_as_leaders(campaign: Campaign, reviews: Collection[Review], *, on: date) -> set[int]:
    """Ids of the reviews of people too new in their first leading post to count among the leaders (P4-2.3-n)."""
    aside = set()
    for pk, facts in case_facts(campaign.plan, reviews, on=on).items():
        case = rules.new_post_case(facts.new_post, campaign.plan, on) if facts.new_post is not None else None
        if case is not None and not case.counts_as_leader:
            aside.add(pk)
    return aside
