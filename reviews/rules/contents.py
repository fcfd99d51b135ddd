"""Which contents one person's or one body's statement needs, and which of them it lacks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .findings import Finding
from .parts.contents import AskedOf, CollectiveContentRow, ContentRow, MemberCategory
from .plan import Plan
from .roster import PostFact, Roster
from .subject import matches
from .vocabulary import PostRole, Tier


@dataclass(frozen=True, slots=True)
class Author:
    """Whose statement. Without ``category`` (not printed for him) no emphasis is asked."""

    person_id: int
    category: MemberCategory | None = None
    is_rotated: bool = False


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
    """The contents that only bodies of this level deal with (P4-1.3.1-b)."""
    rows = plan.contents.collectives if plan.contents else ()
    return [row for row in rows if tier in row.tiers]


def missing_contents(
    name: str, asked: Sequence[ContentRow | CollectiveContentRow], filled: Collection[str], plan: Plan
) -> list[Finding]:
    """What was asked and has no text; ``filled``: keys of the contents that have one."""
    return [
        Finding(
            f"content.{row.key}",
            row.severity,
            f"{name} chưa kiểm điểm nội dung: {row.says}.",
            plan.reference(row.clause),
        )
        for row in asked
        if row.key not in filled
    ]
