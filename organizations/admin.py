"""The account administrator's desk: accounts, grants and the roster. Nothing of what people write or vote is here."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from organizations.models import CellMembership, Collective, Grant, Organization, Person, Post, User


@admin.register(User)
class AccountAdmin(UserAdmin[User]):
    list_display = ("username", "person", "is_active", "is_staff")
    list_select_related = ("person",)
    search_fields = ("username", "person__search_name")
    autocomplete_fields = ("person",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Người dùng", {"fields": ("person", "email")}),
        ("Quyền", {"fields": ("is_active", "is_staff")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "person", "email", "password1", "password2")}),)


@admin.register(Grant)
class GrantAdmin(admin.ModelAdmin[Grant]):
    list_display = ("user", "permission", "content_object", "scope", "valid_from", "valid_to", "given_by")
    list_select_related = ("user__person", "permission__content_type", "content_object", "given_by__person")
    search_fields = ("user__username", "content_object__search_name")
    autocomplete_fields = ("user", "content_object", "given_by")


class PostInline(admin.TabularInline[Post, Person]):
    model = Post
    extra = 0
    autocomplete_fields = ("collective", "managed_by")


class MembershipInline(admin.TabularInline[CellMembership, Person]):
    model = CellMembership
    extra = 0
    autocomplete_fields = ("cell",)


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin[Person]):
    list_display = ("full_name", "birth_date", "card_number", "workplace")
    list_select_related = ("workplace",)
    search_fields = ("search_name", "card_number")
    autocomplete_fields = ("workplace", "residence_cell")
    inlines = (PostInline, MembershipInline)


@admin.register(Collective)
class CollectiveAdmin(admin.ModelAdmin[Collective]):
    list_display = ("name", "organization", "kind", "sector")
    list_select_related = ("organization",)
    search_fields = ("name", "organization__search_name")
    autocomplete_fields = ("organization",)


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin[Organization]):
    """Names and settings; nodes are added and moved by the tree's own service, which keeps their paths."""

    list_display = ("name", "kind", "tier", "sector", "parent")
    list_select_related = ("parent",)
    list_filter = ("kind", "tier")
    search_fields = ("search_name",)
    readonly_fields = ("parent", "path")
    autocomplete_fields = ("supervisor",)

    def has_add_permission(self, request: object) -> bool:
        return False
