"""Who may do what to which organization.

Rights that follow from a post or a membership are computed from the dated rows; explicit grants are read once per
request. A caller asks for a queryset (``visible_…``) or for a yes or no about one object (``holds``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.db.models import Q, QuerySet

from organizations import clock
from organizations.choices import GrantScope, PostRole
from organizations.models.organization import within

if TYPE_CHECKING:
    from organizations.models import Organization, Person, User
    from organizations.models.audit import AuditEntryQuerySet
    from organizations.models.organization import OrganizationQuerySet

_Rows = TypeVar("_Rows", bound=QuerySet)  # type: ignore[type-arg]


@dataclass(frozen=True, slots=True)
class HeldGrant:
    codename: str
    organization_id: int
    path: str
    scope: str

    def allows(self, codename: str, organization: Organization) -> bool:
        """By a grant on this very organization, or on a subtree in which it stands."""
        return self.codename == codename and (
            self.organization_id == organization.pk
            or (self.scope == GrantScope.SUBTREE and organization.path.startswith(self.path))
        )


def grants_in_force(user: User | None = None) -> list[tuple[int, HeldGrant]]:
    """Today's grants with the account that holds each: one account's, or those of everybody who is active."""
    from organizations.models import Grant

    rows = Grant.objects.on(clock.today())
    rows = rows.filter(user__is_active=True) if user is None else rows.filter(user_id=user.pk)
    columns = ("user_id", "permission__codename", "content_object_id", "content_object__path", "scope")
    return [(user_id, HeldGrant(*held)) for user_id, *held in rows.values_list(*columns)]


def held_grants(user: User) -> tuple[HeldGrant, ...]:
    """The user's grants in force today: one query, kept on the user object for the rest of the request."""
    held: tuple[HeldGrant, ...] | None = getattr(user, "_held_grants", None)
    if held is None:
        held = tuple(grant for _user_id, grant in grants_in_force(user))
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
    """Staff see their subtree; everybody sees the organizations of his own posts and memberships."""
    condition = granted(user, "path", *STAFF_CODENAMES, "give_opinions")
    if user.person_id is not None:
        condition |= Q(memberships__person_id=user.person_id) | Q(collectives__posts__person_id=user.person_id)
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


def led_organizations(user: User) -> list[Organization]:
    """Organizations with a collective that the user heads or is a deputy of today; kept for the request."""
    led: list[Organization] | None = getattr(user, "_led_organizations", None)
    if led is None:
        led = [] if user.person is None else led_by(user.person)
        user._led_organizations = led  # type: ignore[attr-defined]
    return led


def needs_second_factor(user: User) -> bool:
    """Staff: who keeps accounts, holds any grant today, or heads a collective or is its deputy (ADR 0031)."""
    return user.is_staff or user.is_superuser or bool(held_grants(user)) or bool(led_organizations(user))


def second_factor_required(user: User) -> bool:
    return settings.SECOND_FACTOR and needs_second_factor(user)


def led_by(person: Person) -> list[Organization]:
    from organizations.models import Organization

    today = clock.today()
    return list(
        Organization.objects.filter(
            collectives__posts__in=person.posts.on(today).filter(role__in=(PostRole.HEAD, PostRole.DEPUTY))
        ).distinct()
    )


def leads(user: User, organization: Organization) -> bool:
    """Does the user head (or deputize in) a collective of this very organization?"""
    return any(led.pk == organization.pk for led in led_organizations(user))
