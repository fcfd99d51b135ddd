"""Where the register of an organization's documents, and how long they are kept, is offered."""

from __future__ import annotations

from django import template

from organizations.models import Organization, User
from reviews import permissions

register = template.Library()


@register.filter
def reads_register(user: User, organization: Organization) -> bool:
    """``{% if user|reads_register:organization %}``"""
    return permissions.reads_register(user, organization)


@register.filter
def reads_retention(user: User, organization: Organization) -> bool:
    """``{% if user|reads_retention:organization %}``"""
    return permissions.reads_retention(user, organization)
