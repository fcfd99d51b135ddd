"""The tree of organizations, and one organization with its leadership bodies and members."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Count, Exists, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from organizations import clock
from organizations.choices import OrganizationKind, PostRole
from organizations.models import CellMembership, Collective, Deputation, Grant, Organization, Person, Post, User
from organizations.models.people import PersonQuerySet
from organizations.permissions import holds
from organizations.selectors.rights import mark
from organizations.text import search_text

#: Deeper levels are drawn at the same indentation: the name has to fit on a phone.
DEEPEST_INDENT = 5


def _signed_in(request: HttpRequest) -> User:
    """The account behind the request; ``LoginRequiredMiddleware`` has turned strangers away."""
    assert not isinstance(request.user, AnonymousUser)
    return request.user


@require_safe
def organization_list(request: HttpRequest) -> HttpResponse:
    """The tree in its order, or the organizations whose name contains the words sought (diacritics aside)."""
    search = search_text(request.GET.get("q", ""))
    kind = request.GET.get("kind", "")
    rows = Organization.objects.visible_to(_signed_in(request)).on(clock.today()).search(search)
    if kind in OrganizationKind.values:
        rows = rows.filter(kind=kind)
    page = Paginator(_with_members(rows).select_related("parent").order_by("path"), 50).get_page(
        request.GET.get("page")
    )
    as_tree = not search and not kind
    top = min((node.depth for node in page.object_list), default=1)
    return render(
        request,
        "organizations/organizations.html",
        {
            "page": page,
            "nodes": [(node, min(node.depth - top, DEEPEST_INDENT) if as_tree else 0) for node in page.object_list],
            "as_tree": as_tree,
            "q": search,
            "kind": kind,
            "kinds": OrganizationKind.choices,
        },
    )


def _with_members(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``member_count``: who holds activity in the organization itself today."""
    members = (
        CellMembership.objects.on(clock.today())
        .filter(cell=OuterRef("pk"))
        .order_by()
        .values("cell")
        .annotate(count=Count("pk"))
        .values("count")
    )
    counted: QuerySet[Any, Any] = rows.annotate(
        member_count=Coalesce(Subquery(members, output_field=IntegerField()), 0)
    )
    return counted


@require_safe
def organization(request: HttpRequest, organization_id: int) -> HttpResponse:
    """Where it stands, its leadership bodies with their posts, what is below it, and a cell's members."""
    user = _signed_in(request)
    today = clock.today()
    visible = Organization.objects.visible_to(user)
    found = get_object_or_404(visible.select_related("parent", "supervisor"), pk=organization_id)
    below = visible.on(today).filter(parent=found).order_by("path")
    people = _members(found, user).search(search_text(request.GET.get("q", "")))
    return render(
        request,
        "organizations/organization.html",
        {
            "organization": found,
            "crumbs": _crumbs(found, visible),
            "collectives": _collectives(found),
            "children": Paginator(_with_members(below), 50).get_page(request.GET.get("below")),
            "members": Paginator(people, 30).get_page(request.GET.get("page")) if found.is_cell else None,
            "member_count": CellMembership.objects.on(today).filter(cell=found).count() if found.is_cell else 0,
            "q": search_text(request.GET.get("q", "")),
            **_rights_here(found, user),
        },
    )


def _rights_here(found: Organization, user: User) -> dict[str, Any]:
    """Whoever inspects here sees who was given rights on it and who acts by deputation: two queries for him, none for
    others, who find what is theirs on the page of their rights."""
    if not holds(user, "inspect", found):
        return {}
    grants = Grant.objects.filter(content_object=found).order_by("permission__codename", "pk")
    deputations = Deputation.objects.on_organization(found).with_right()
    return {
        "grants": grants.select_related("user__person", "permission", "given_by__person"),
        "deputations": [mark(row) for row in deputations[:50]],
        "inspects": True,
    }


def _crumbs(found: Organization, visible: QuerySet[Any]) -> list[dict[str, str]]:
    """From the top of the tree; a node that one may not see keeps its name and loses its link."""
    is_seen = Exists(visible.filter(pk=OuterRef("pk")))
    above = Organization.objects.filter(path__in=found.ancestor_paths()[:-1]).annotate(is_seen=is_seen).order_by("path")
    return [
        {"label": "Cây tổ chức", "url": reverse("organizations")},
        *(
            {"label": node.name, "url": reverse("organization", args=(node.pk,)) if node.is_seen else ""}
            for node in above
        ),
        {"label": found.name, "url": ""},
    ]


def _collectives(found: Organization) -> list[tuple[Collective, list[Post]]]:
    """The bodies of today, each with its posts of today: the head first, then deputies, then members."""
    today = clock.today()
    posts = Post.objects.on(today).select_related("person", "managed_by").order_by("pk")
    bodies = Collective.objects.on(today).filter(organization=found).prefetch_related(Prefetch("posts", queryset=posts))
    ranks = list(PostRole.values)
    return [(body, sorted(body.posts.all(), key=lambda post: ranks.index(post.role))) for body in bodies]


def _members(found: Organization, user: User) -> PersonQuerySet:
    """The members of a cell as far as the user may see them, with how they hold activity here."""
    here = CellMembership.objects.on(clock.today()).filter(cell=found)
    people: PersonQuerySet = Person.objects.visible_to(user).filter(Exists(here.filter(person=OuterRef("pk"))))
    return people.prefetch_related(Prefetch("memberships", queryset=here, to_attr="here")).order_by(
        "given_name_key", "pk"
    )
