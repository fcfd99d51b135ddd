"""Which accounts stand behind a subject, a body or a grant."""

from __future__ import annotations

from django.db.models import Q

from organizations import clock
from organizations.choices import GrantScope, PostRole
from organizations.models import Grant, Organization, Post, User
from reviews.models import Review
from reviews.rules.order import PARTY_BODIES


def writers_of(review: Review) -> list[User]:
    """Who writes the form: the person himself; for a collective its head, deputies and named drafter.

    An organization has none; those who lead it speak for it.
    """
    if review.person_id is not None:
        people: list[int] = [review.person_id]
    else:
        leading = Post.objects.on(clock.today()).filter(role__in=(PostRole.HEAD, PostRole.DEPUTY))
        of_body = Q(collective_id=review.collective_id)
        of_organization = Q(collective__organization=review.unit_id, collective__kind__in=PARTY_BODIES)
        leading = leading.filter(of_organization if review.is_organization else of_body)
        people = list(leading.values_list("person_id", flat=True))
        if review.clerk_id is not None:
            people.append(review.clerk_id)
    return list(User.objects.filter(person_id__in=people, is_active=True).select_related("person"))


def users_who_answer_for(organization: Organization, codename: str = "give_opinions") -> list[User]:
    """Heads and deputies of the organization's collectives, and holders of that grant on it."""
    today = clock.today()
    leaders = (
        Post.objects.on(today)
        .filter(collective__organization=organization, role__in=(PostRole.HEAD, PostRole.DEPUTY))
        .values("person_id")
    )
    return list(
        User.objects.filter(is_active=True)
        .filter(Q(person_id__in=leaders) | Q(pk__in=holders_of(codename, organization)))
        .select_related("person")
    )


def holders_of(codename: str, organization: Organization) -> list[int]:
    """Ids of the users with an explicit grant on the organization itself or on a subtree it stands in."""
    return list(
        Grant.objects.on(clock.today())
        .filter(permission__codename=codename)
        .filter(
            Q(content_object=organization)
            | Q(scope=GrantScope.SUBTREE, content_object__path__in=organization.ancestor_paths())
        )
        .values_list("user_id", flat=True)
    )
