"""Which contents one person's or one body's statement needs, and which of them it lacks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .findings import Finding
from .parts.contents import AskedOf, CollectiveContentRow, ContentRow, MemberCategory
from .plan import Plan
from .roster import PostFact, Roster
from .subject import matches
from .vocabulary import PostRole, Tier

#: Where an entry keeps which group of members its writer belongs to, and whether he was sent from elsewhere.
MEMBER_CATEGORY, IS_ROTATED = "member_category", "is_rotated"


@dataclass(frozen=True, slots=True)
class Author:
    """Whose statement. Without ``category`` (he has not named his group) no emphasis is asked."""

    person_id: int
    category: MemberCategory | None = None
    is_rotated: bool = False


def author_of(person_id: int, data: Mapping[str, Any], *, state_paid: bool) -> Author:
    """The writer by what his statement says of himself; whom the State pays needs not say so (P4-1.3.2-g, n)."""
    named = data.get(MEMBER_CATEGORY)
    category = MemberCategory(named) if named in tuple(MemberCategory) else None
    if category is None and state_paid:
        category = MemberCategory.STATE_PAID
    return Author(person_id, category, data.get(IS_ROTATED) is True)


def contents_for(author: Author, roster: Roster, plan: Plan) -> list[ContentRow]:
    """The contents asked of this person in the printed order (P4-1.3.2-g, k, l, m, n)."""
    posts = [
        post
        for post in roster.posts_of(author.person_id)
        if any(matches(row, post, roster) for row in plan.individuals.cadre_posts)
    ]
    rows = plan.contents.people if plan.contents else ()
    return [row for row in rows if _is_asked(row, author, posts, roster)]


def _is_asked(row: ContentRow, author: Author, posts: Sequence[PostFact], roster: Roster) -> bool:
    if row.categories and author.category not in row.categories:
        return False
    if row.of is AskedOf.MEMBER:
        return True
    if row.of is AskedOf.ROTATED:
        return bool(posts) and author.is_rotated
    if row.of is AskedOf.LEADER:
        return bool(posts)
    headed = [post for post in posts if post.role is PostRole.HEAD]
    if row.of is AskedOf.HEAD:
        return bool(headed)
    return any(roster.collective_of(post).kind in row.bodies for post in headed)


def collective_contents(tier: Tier, plan: Plan) -> list[CollectiveContentRow]:
    """The contents of the report of a body of this level, in the printed order (P4-1.3.1-a, b)."""
    rows = plan.contents.collectives if plan.contents else ()
    return [row for row in rows if not row.tiers or tier in row.tiers]


def missing_contents(
    name: str, asked: Sequence[ContentRow | CollectiveContentRow], filled: Collection[str], plan: Plan
) -> list[Finding]:
    """What was asked and has no text; ``filled``: keys of the contents that have one. What is "nếu có" may lack."""
    return [
        Finding(
            f"content.{row.key}",
            row.severity,
            f"{name} chưa kiểm điểm nội dung: {row.says}.",
            plan.reference(row.clause),
        )
        for row in asked
        if row.key not in filled and not row.if_any
    ]
