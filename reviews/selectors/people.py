"""Which accounts stand behind a subject, a body or a grant."""

from __future__ import annotations

from django.db.models import Q

from organizations import clock
from organizations.choices import GrantScope
from organizations.models import Deputation, Grant, Organization, User
from organizations.permissions import leading_posts
from reviews.models import Review
from reviews.rules.order import PARTY_BODIES


def writers_of(review: Review) -> list[User]:
    """Who writes the form: the person himself; for a collective its head, deputies and named drafter.

    An organization has none; those who lead it speak for it.
    """
    if review.person_id is not None:
        return list(User.objects.filter(person_id=review.person_id, is_active=True).select_related("person"))
    of_body = Q(collective_id=review.collective_id)
    of_organization = Q(collective__organization=review.unit_id, collective__kind__in=PARTY_BODIES)
    leading = _leading(of_organization if review.is_organization else of_body)
    writers = User.objects.filter(leading | Q(person_id=review.clerk_id or 0), is_active=True)
    return list(writers.select_related("person"))


def _leading(of: Q) -> Q:
    """Accounts of those who lead there today, themselves or by deputation; ``of`` narrows posts."""
    posts, deputed = leading_posts()
    there = posts.filter(of)
    return Q(person_id__in=there.values("person_id")) | Q(
        pk__in=deputed.filter(post__in=there.values("pk")).values("receiver_id")
    )


def users_who_answer_for(organization: Organization, codename: str = "give_opinions") -> list[User]:
    """Heads and deputies of the organization's collectives, and holders of that grant on it."""
    asked = _leading(Q(collective__organization=organization)) | holding(codename, organization)
    return list(User.objects.filter(asked, is_active=True).select_related("person"))


def holding(codename: str, organization: Organization) -> Q:
    """Condition: accounts that act today by a grant on the organization itself or on a subtree it stands in."""
    today = clock.today()
    grants = (
        Grant.objects.on(today)
        .filter(permission__codename=codename)
        .filter(
            Q(content_object=organization)
            | Q(scope=GrantScope.SUBTREE, content_object__path__in=organization.ancestor_paths())
        )
    )
    deputed = Deputation.objects.in_force(today).filter(grant__in=grants.values("pk"))
    return Q(pk__in=grants.values("user_id")) | Q(pk__in=deputed.order_by().values("receiver_id"))
