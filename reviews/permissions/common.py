"""What every question of the year's work asks: who speaks for a body, whose case it is, how a refusal is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from organizations.choices import PostRole
from organizations.models import Person
from organizations.permissions import STAFF_CODENAMES, givers, held_grants, holds, leading_posts, leads, led_posts
from reviews.choices import CampaignState, SubjectKind
from reviews.rules.duties_apart import Case, Judge, check_case
from reviews.rules.findings import Finding, Severity
from reviews.rules.order import PARTY_BODIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from organizations.models import Organization, Post, User
    from reviews.models import Campaign, Review


#: Whoever has to do with the year's work below. Who keeps a roster alone learns nothing of what people write or are.
REVIEW_STAFF = tuple(codename for codename in STAFF_CODENAMES if codename != "keep_roster")


def refusal(allowed: bool, code: str, message: str) -> list[Finding]:
    return [] if allowed else [Finding(f"permission.{code}", Severity.BLOCK, message)]


def own_case(user: User, review: Review, *, what: str, instead_of: frozenset[int] = frozenset()) -> list[Finding]:
    """Why he does not judge this one: it is his own case, or that of one in whose place alone he acts (``instead_of``).

    ``what``: the act, as after “không”. No query beyond the user's rights; for somebody who acts by deputation two.
    """
    case = case_of(review)
    judges = [_judge(user)]
    if instead_of:
        judges += _in_whose_place(instead_of)
    return check_case(case, judges, what=what)


def judging_refusal(
    user: User, review: Review, lacking: list[Finding], *, what: str, instead_of: frozenset[int]
) -> list[Finding]:
    """Why he may not judge: his own case is told before a ``lacking`` right, a case of his body after it."""
    own = own_case(user, review, what=what, instead_of=instead_of)
    return own if own and review.person_id is not None else lacking or own


def own_cases(user: User, *codenames: str) -> Q:
    """Condition on reviews: his own cases, and those of whoever gave him one of these rights.

    No query beyond the user's rights; for somebody who acts by deputation two.
    """
    people = frozenset(grant.giver for grant in held_grants(user) if grant.codename in codenames and grant.giver)
    judges = [_judge(user), *(_in_whose_place(people) if people else [])]
    condition = Q(pk__in=[])
    for judge in judges:
        condition |= Q(person_id=judge.person or 0) | Q(collective_id__in=judge.bodies)
        condition |= Q(kind=SubjectKind.ORGANIZATION, unit_id__in=judge.organizations)
    return condition


def settles_own(user: User, review: Review, *codenames: str) -> list[Finding]:
    """Nobody settles, with a right on the issuer, whether and how he himself is reviewed."""
    own = is_own(user, review, givers(user, review.campaign.issuer, *codenames))
    message = "Việc này về chính đồng chí hoặc người ủy quyền cho đồng chí; đề nghị người khác làm."
    return refusal(not own, "review.own", message)


def is_own(user: User, review: Review, instead_of: frozenset[int] = frozenset()) -> bool:
    """Is it the review of himself, or of one in whose place alone he acts?"""
    return review.person_id is not None and review.person_id in {user.person_id, *instead_of}


def case_of(review: Review) -> Case:
    if review.person_id is not None:
        return Case(person=review.person_id)
    if review.collective_id is not None:
        return Case(body=review.collective_id)
    return Case(organization=review.unit_id)


def _judge(user: User) -> Judge:
    return _judge_of(user.person_id, [post for post in led_posts(user) if post.role == PostRole.HEAD])


def _judge_of(person: int | None, headed: Iterable[Post], *, giver: str = "") -> Judge:
    posts = list(headed)
    return Judge(
        person,
        frozenset(post.collective_id for post in posts),
        frozenset(post.collective.organization_id for post in posts if post.collective.kind in PARTY_BODIES),
        giver=giver,
    )


def _in_whose_place(people: frozenset[int]) -> list[Judge]:
    rows, _deputed = leading_posts()
    headed = rows.filter(person__in=people, role=PostRole.HEAD).select_related("collective")
    posts = list(headed)
    return [
        _judge_of(person.pk, [post for post in posts if post.person_id == person.pk], giver=str(person))
        for person in Person.objects.filter(pk__in=people).order_by("pk")
    ]


#: Whoever holds one of these on a committee or above it reads its plan also before it is issued.
PLAN_READERS = ("lead_review", "appraise", "decide", "issue_prompts", "inspect")


def speaks_for(user: User, campaign: Campaign, unit: Organization | None) -> bool:
    """Reports the results of a unit, or without one of the whole campaign, in its name."""
    if unit is not None and unit.pk != campaign.issuer_id:
        return acts_for(user, unit)
    issuer = campaign.issuer
    return acts_for(user, issuer) or any(
        holds(user, codename, issuer) for codename in ("appraise", "decide", "inspect")
    )


def manages_venue(user: User, organization: Organization) -> bool:
    """May prepare and run meetings there: whoever leads the body, or the unit's review staff."""
    return leads(user, organization) or holds(user, "lead_review", organization)


def acts_for(user: User, organization: Organization) -> bool:
    """Speaks for an office or unit: whoever leads it, or holds "lead_review" on it."""
    return leads(user, organization) or holds(user, "lead_review", organization)


def running(campaign: Campaign) -> list[Finding]:
    if campaign.state == CampaignState.ISSUED:
        return []
    state = "chưa ban hành" if campaign.is_draft else "đã kết thúc"
    return [Finding("campaign.not_running", Severity.BLOCK, f"{campaign.document} {state}.")]
