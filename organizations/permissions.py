"""Who may do what to which organization.

Rights that follow from a post or a membership are computed from the dated rows; explicit grants are read once per
request. A caller asks for a queryset (``visible_…``) or for a yes or no about one object (``holds``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db.models import BigIntegerField, Q, QuerySet, Value

from organizations import clock
from organizations.choices import LEADING_ROLES, GrantScope, PostRole
from organizations.models.organization import within

if TYPE_CHECKING:
    from organizations.models import Organization, Post, User
    from organizations.models.accounts import GrantQuerySet
    from organizations.models.audit import AuditEntryQuerySet
    from organizations.models.dated import DatedQuerySet
    from organizations.models.deputations import DeputationQuerySet
    from organizations.models.organization import OrganizationQuerySet

_Rows = TypeVar("_Rows", bound=QuerySet)  # type: ignore[type-arg]


@dataclass(frozen=True, slots=True)
class HeldGrant:
    """``giver``: the person in whose place it is held, by deputation; None for one's own."""

    codename: str
    organization_id: int
    path: str
    scope: str
    giver: int | None = None

    def allows(self, codename: str, organization: Organization) -> bool:
        """By a grant on this very organization, or on a subtree in which it stands."""
        return self.codename == codename and self.covers(organization.path)

    def covers(self, path: str) -> bool:
        """Does it hold where this path stands?"""
        return path == self.path or (self.scope == GrantScope.SUBTREE and path.startswith(self.path))


def grants_in_force(user: User | None = None) -> list[tuple[int, HeldGrant]]:
    """Today's grants with the account that acts by each: one account's, or those of everybody who is active.

    Those held by deputation too: one query for both.
    """
    from organizations.models import Deputation, Grant

    today = clock.today()
    rows, given = Grant.objects.on(today), Deputation.objects.in_force(today).of_grants()
    if user is None:
        rows = rows.filter(user__is_active=True)
    else:
        rows, given = rows.filter(user_id=user.pk), given.filter(receiver_id=user.pk)
    columns = ("permission__codename", "content_object_id", "content_object__path", "scope")
    own = rows.order_by().values_list("user_id", *columns, Value(None, output_field=BigIntegerField()))
    deputed = given.order_by().values_list("receiver_id", *(f"grant__{name}" for name in columns), "giver__person_id")
    return [(user_id, HeldGrant(*held)) for user_id, *held in own.union(deputed, all=True)]


def held_grants(user: User) -> tuple[HeldGrant, ...]:
    """The user's grants in force today, his own first: one query, kept on the user object for the rest of the
    request."""
    held: tuple[HeldGrant, ...] | None = getattr(user, "_held_grants", None)
    if held is None:
        found = [grant for _user_id, grant in grants_in_force(user)]
        held = tuple(sorted(found, key=lambda grant: grant.giver is not None))
        user._held_grants = held  # type: ignore[attr-defined]
    return held


def holds(user: User, codename: str, organization: Organization) -> bool:
    """May ``user`` act with ``codename`` on ``organization``?"""
    return any(grant.allows(codename, organization) for grant in held_grants(user))


def holds_any(user: User, *codenames: str) -> bool:
    """Does the user hold one of the permissions anywhere? Decides what the navigation offers, never what is allowed."""
    return any(grant.codename in codenames for grant in held_grants(user))


def granted(user: User, field: str, *codenames: str) -> Q:
    """Condition on a path column: the organizations on which the user holds one of ``codenames``."""
    grants = [grant for grant in held_grants(user) if grant.codename in codenames]
    condition = within(field, *(grant.path for grant in grants if grant.scope == GrantScope.SUBTREE))
    nodes = [grant.path for grant in grants if grant.scope == GrantScope.NODE]
    return condition | Q(**{f"{field}__in": nodes}) if nodes else condition


STAFF_CODENAMES = ("lead_review", "keep_roster", "appraise", "decide", "inspect", "issue_prompts")


def visible_organizations(rows: OrganizationQuerySet, user: User) -> OrganizationQuerySet:
    """Staff see their subtree; everybody sees the organizations of his own posts and memberships, and whose posts he
    holds by deputation today."""
    condition = granted(user, "path", *STAFF_CODENAMES, "give_opinions")
    if user.person_id is not None:
        _posts, deputed = leading_posts(user)
        condition |= (
            Q(memberships__person_id=user.person_id)
            | Q(collectives__posts__person_id=user.person_id)
            | Q(pk__in=deputed.values("post__collective__organization_id"))
        )
    return rows.filter(condition).distinct()


def visible_audit(rows: AuditEntryQuerySet, user: User) -> AuditEntryQuerySet:
    """Who inspects sees what was done below; everybody what he did himself."""
    return rows.filter(granted(user, "unit_path", "inspect") | Q(user_id=user.pk))


def visible_people(rows: _Rows, user: User) -> _Rows:
    """Oneself, and whoever works or holds activity where one keeps the roster or leads the review."""
    today = clock.today()
    condition = (
        granted(user, "memberships__cell__path", *STAFF_CODENAMES)
        | granted(user, "workplace__path", *STAFF_CODENAMES)
        | Q(pk=user.person_id)
    )
    led_cells = [organization.pk for organization in led_organizations(user) if organization.is_cell]
    if led_cells:
        condition |= Q(memberships__cell_id__in=led_cells) & (
            Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gte=today)
        )
    return rows.filter(condition).distinct()


def led_posts(user: User) -> tuple[Post, ...]:
    """The posts in which he leads a body today, his own first, then those held by deputation; kept for the request.

    Whose post it is tells which of both: ``person_id``. One query; none for an account that stands for nobody.
    """
    led: tuple[Post, ...] | None = getattr(user, "_led_posts", None)
    if led is None:
        led = ()
        if user.person_id is not None:
            own, deputed = leading_posts(user)
            rows = own.filter(pk__in=own.filter(person_id=user.person_id).values("pk").union(deputed.values("post_id")))
            found = rows.select_related("collective__organization").order_by("collective__organization__path", "pk")
            led = tuple(sorted(found, key=lambda post: post.person_id != user.person_id))
        user._led_posts = led  # type: ignore[attr-defined]
    return led


def needs_second_factor(user: User) -> bool:
    """Staff: who keeps accounts, holds any grant today, or heads a collective or is its deputy (ADR 0031)."""
    return user.is_staff or user.is_superuser or bool(held_grants(user)) or bool(led_organizations(user))


def second_factor_required(user: User) -> bool:
    return settings.SECOND_FACTOR and needs_second_factor(user)


def leading_posts(user: User | None = None) -> tuple[DatedQuerySet, DeputationQuerySet]:
    """Today's posts that lead a body, and the deputations of such posts: those to one account, or all."""
    from organizations.models import Deputation, Post

    today = clock.today()
    given = Deputation.objects.in_force(today).of_posts().order_by()
    posts = Post.objects.on(today).filter(role__in=LEADING_ROLES)
    return posts, given if user is None else given.filter(receiver_id=user.pk)


def led_organizations(user: User) -> list[Organization]:
    """Organizations with a collective that the user heads or is a deputy of today, or leads by deputation."""
    return list({post.collective.organization_id: post.collective.organization for post in led_posts(user)}.values())


def leads(user: User, organization: Organization) -> bool:
    """Does the user head (or deputize in) a collective of this very organization?"""
    return any(post.collective.organization_id == organization.pk for post in led_posts(user))


def heads(user: User, organization: Organization) -> bool:
    """Does he head a collective of this very organization, or does so in the head's place?"""
    return any(
        post.collective.organization_id == organization.pk and post.role == PostRole.HEAD for post in led_posts(user)
    )


def acts_in_place(user: User) -> bool:
    """Has he any right by deputation today?"""
    return any(grant.giver is not None for grant in held_grants(user)) or any(
        post.person_id != user.person_id for post in led_posts(user)
    )


def givers(user: User, organization: Organization, *codenames: str, leading: bool = False) -> frozenset[int]:
    """In whose places only he may act there, by one of ``codenames`` or by a ``leading`` post: their person ids.

    Empty where he has one of these rights himself. No query beyond the rights' own.
    """
    grants = [grant for grant in held_grants(user) if grant.codename in codenames]
    found: set[int | None] = {grant.giver for grant in grants if grant.allows(grant.codename, organization)}
    if leading:
        here = [post for post in led_posts(user) if post.collective.organization_id == organization.pk]
        found |= {post.person_id if post.person_id != user.person_id else None for post in here}
    return frozenset() if None in found else frozenset(person for person in found if person is not None)


def visible_grants(rows: GrantQuerySet, user: User) -> GrantQuerySet:
    """One's own, those one gave, and those where one inspects."""
    return rows.filter(Q(user_id=user.pk) | Q(given_by_id=user.pk) | granted(user, "content_object__path", "inspect"))


def visible_deputations(rows: DeputationQuerySet, user: User) -> DeputationQuerySet:
    """Both sides', and those where one inspects."""
    return rows.filter(
        Q(giver_id=user.pk)
        | Q(receiver_id=user.pk)
        | granted(user, "grant__content_object__path", "inspect")
        | granted(user, "post__collective__organization__path", "inspect")
    )


def visible_corrections(rows: _Rows, user: User) -> _Rows:
    """One's own requests, and those that went to a unit whose roster one keeps."""
    return rows.filter(Q(person_id=user.person_key) | granted(user, "unit__path", "keep_roster"))
