"""Writing the tree of organizations: the only place that sets ``Organization.path``."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from organizations.models import Organization
from organizations.models.organization import PATH_STEP


@transaction.atomic
def add_organization(*, parent: Organization | None, **fields: Any) -> Organization:
    """Add a node as the last child of ``parent`` (or as a root).

    The parent's row is locked, so two clerks adding at once get two different paths.
    """
    if parent is not None:
        Organization.objects.select_for_update(no_key=True).get(pk=parent.pk)
    organization = Organization(parent=parent, path=next_path(parent), **fields)
    organization.full_clean(exclude=("path", "search_name"))
    organization.save()
    return organization


def next_path(parent: Organization | None) -> str:
    siblings = Organization.objects.filter(parent=parent)
    last = siblings.order_by("-path").values_list("path", flat=True).first()
    step = int(last[-PATH_STEP:]) + 1 if last else 1
    return f"{parent.path if parent else ''}{step:0{PATH_STEP}d}"
