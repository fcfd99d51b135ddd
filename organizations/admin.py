"""The account administrator's desk: accounts, grants and the roster. Nothing of what people write or vote is here."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from organizations import proofs
from organizations.admin_proofs import Proven
from organizations.choices import AuditAction
from organizations.formats import vi_date
from organizations.known_rows import KnownRows
from organizations.models import CellMembership, Collective, Grant, Organization, Person, Post, User
from organizations.refusals import Refused
from organizations.services import factors
from organizations.services.audit import record

_Row = TypeVar("_Row", bound=Model)


class Recorded(KnownRows, admin.ModelAdmin[_Row]):
    """What is added, changed or deleted here goes on record with what it was and what it became.

    ``recorded``: the fields that are told, by their names in Vietnamese; never a password.
    """

    recorded: tuple[str, ...] = ()
    when_added: AuditAction
    when_changed: AuditAction
    when_deleted: AuditAction

    def save_model(self, request: HttpRequest, obj: _Row, form: Any, change: bool) -> None:
        before = self._told(obj.pk) if change else None
        super().save_model(request, obj, form, change)
        record(
            self.when_changed if change else self.when_added,
            obj,
            by=_by(request),
            unit_path=_path_of(obj),
            before=before,
            after=self._told(obj.pk),
        )

    def delete_model(self, request: HttpRequest, obj: _Row) -> None:
        self._record_end(request, obj)
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[_Row]) -> None:
        for row in queryset:
            self._record_end(request, row)
        super().delete_queryset(request, queryset)

    def _record_end(self, request: HttpRequest, row: _Row) -> None:
        record(self.when_deleted, row, by=_by(request), unit_path=_path_of(row), before=self._told(row.pk))

    def _told(self, pk: Any) -> dict[str, str]:
        """As the database has it, in words that read by themselves years later."""
        row = self.model._default_manager.get(pk=pk)
        fields = {field.name: field for field in self.model._meta.concrete_fields}
        return {str(fields[name].verbose_name): _word(row, name) for name in self.recorded}


def _word(row: Model, name: str) -> str:
    shown = getattr(row, f"get_{name}_display", None)
    value = shown() if shown is not None else getattr(row, name)
    if isinstance(value, date):
        return vi_date(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    return "" if value is None else str(value)


def _by(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _path_of(row: Model) -> str:
    """Where it belongs: the grant's organization, the account's workplace."""
    place = row.content_object if isinstance(row, Grant) else None
    if isinstance(row, User) and row.person is not None:
        place = row.person.workplace
    return place.path if place is not None else ""


# The library would show the secrets of the second factor, and let anybody add a device of his own to any account.
admin.site.unregister((TOTPDevice, StaticDevice))


class NewAccountForm(forms.ModelForm[User]):
    """Without a password: the letter with the code comes next."""

    class Meta:
        model = User
        fields = ("username", "person", "email")

    def save(self, commit: bool = True) -> User:
        self.instance.set_unusable_password()
        account: User = super().save(commit)
        return account


@admin.register(User)
class AccountAdmin(Recorded[User], Proven[User], UserAdmin[User]):
    recorded = ("username", "person", "email", "is_active", "is_staff")
    when_added, when_changed, when_deleted = AuditAction.ACCOUNT, AuditAction.ACCOUNT_CHANGE, AuditAction.ACCOUNT_END
    list_display = ("username", "person", "is_active", "is_staff")
    list_select_related = ("person",)
    search_fields = ("username", "person__search_name")
    autocomplete_fields = ("person",)
    fieldsets = (
        (None, {"fields": ("username",)}),
        ("Người dùng", {"fields": ("person", "email")}),
        ("Quyền", {"fields": ("is_active", "is_staff")}),
        ("Xác thực hai bước", {"fields": ("second_factor",)}),
    )
    readonly_fields = ("second_factor",)
    add_form = NewAccountForm
    add_fieldsets = ((None, {"fields": ("username", "person", "email")}),)

    def view_on_site(self, obj: User) -> str:
        """Letters, locks and closing have their own page."""
        return reverse("kept-account", args=(obj.pk,))

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Nobody sets another one's password: a letter brings a code, and its holder sets his own."""
        raise Http404

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Nobody takes on another person, or other rights, by himself."""
        own = ("person", "is_active", "is_staff") if obj is not None and obj.pk == request.user.pk else ()
        return (*super().get_readonly_fields(request, obj), *own)

    @admin.display(description="thiết bị")
    def second_factor(self, account: User) -> str:
        if factors.device_of(account) is None:
            return "chưa lập"
        address = reverse("admin:organizations_user_factor", args=(account.pk,))
        return format_html('đang dùng – <a href="{}">Tháo thiết bị đã mất</a>', address)

    def get_urls(self) -> Any:
        take_off = self.admin_site.admin_view(self.take_off)
        return [
            path("<int:account_id>/thao-xac-thuc/", take_off, name="organizations_user_factor"),
            *super().get_urls(),
        ]

    def take_off(self, request: HttpRequest, account_id: int) -> HttpResponse:
        """A phone is lost, and its recovery codes: the account may set up another. Nothing of the secret is shown."""
        account = get_object_or_404(User.objects.select_related("person__workplace"), pk=account_id)
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        return _take_off(request, account)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def _take_off(request: HttpRequest, account: User) -> HttpResponse:
    back = reverse("admin:organizations_user_change", args=(account.pk,))
    why = ""
    if request.method == "POST":
        try:
            if account == request.user:
                raise Refused("Thiết bị của chính mình thì đổi ở Tài khoản của tôi.")
            proofs.prove(request)
        except Refused as refusal:
            why = str(refusal)
        else:
            factors.take_off(account, by=_by(request))
            messages.success(request, f"Đã tháo thiết bị xác thực của {account}; mọi phiên của tài khoản đã kết thúc.")
            return redirect(back)
    context = {"account": account, "why": why, "back_url": back, "device": factors.device_of(account)}
    return render(request, "organizations/factor_take_off.html", context, status=422 if why else 200)


class GrantForm(forms.ModelForm[Grant]):
    """``by``: whoever gives it, set by the page."""

    by: User

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("user") == self.by:
            self.add_error("user", "Không ai tự giao quyền cho mình; đề nghị người quản trị khác giao.")
        return given


@admin.register(Grant)
class GrantAdmin(Recorded[Grant], Proven[Grant]):
    recorded = ("user", "permission", "content_object", "scope", "valid_from", "valid_to", "given_by", "reason")
    when_added, when_changed, when_deleted = AuditAction.GRANT, AuditAction.GRANT_CHANGE, AuditAction.GRANT_END
    list_display = ("user", "permission", "content_object", "scope", "valid_from", "valid_to", "given_by")
    list_select_related = ("user__person", "permission__content_type", "content_object", "given_by__person")
    search_fields = ("user__username", "content_object__search_name")
    autocomplete_fields = ("user", "content_object")
    form = GrantForm
    exclude = ("given_by",)

    def get_form(self, request: HttpRequest, obj: Grant | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return type(form.__name__, (form,), {"by": _by(request)})

    def save_model(self, request: HttpRequest, obj: Grant, form: Any, change: bool) -> None:
        """Whoever writes it gives it: nobody is named for another."""
        obj.given_by = _by(request)
        super().save_model(request, obj, form, change)


class PostInline(KnownRows, admin.TabularInline[Post, Person]):
    model = Post
    extra = 0
    autocomplete_fields = ("collective", "managed_by")


class MembershipInline(KnownRows, admin.TabularInline[CellMembership, Person]):
    model = CellMembership
    extra = 0
    autocomplete_fields = ("cell",)


@admin.register(Person)
class PersonAdmin(KnownRows, admin.ModelAdmin[Person]):
    list_display = ("full_name", "birth_date", "card_number", "workplace")
    list_select_related = ("workplace",)
    search_fields = ("search_name", "card_number")
    autocomplete_fields = ("workplace", "residence_cell")
    inlines = (PostInline, MembershipInline)

    def has_change_permission(self, request: HttpRequest, obj: Person | None = None) -> bool:
        """Posts give rights: nobody gives them to himself."""
        own = obj is not None and obj.pk == _by(request).person_id
        return not own and super().has_change_permission(request, obj)


@admin.register(Collective)
class CollectiveAdmin(KnownRows, admin.ModelAdmin[Collective]):
    list_display = ("name", "organization", "kind", "sector")
    list_select_related = ("organization",)
    search_fields = ("name", "organization__search_name")
    autocomplete_fields = ("organization",)


@admin.register(Organization)
class OrganizationAdmin(KnownRows, admin.ModelAdmin[Organization]):
    """Names and settings; nodes are added and moved by the tree's own service, which keeps their paths."""

    list_display = ("name", "kind", "tier", "sector", "parent")
    list_select_related = ("parent",)
    list_filter = ("kind", "tier")
    search_fields = ("search_name",)
    readonly_fields = ("parent", "path")
    autocomplete_fields = ("supervisor",)

    def has_add_permission(self, request: object) -> bool:
        return False
