"""The pages of whoever keeps accounts: who has one, how it stands, and what may be done with it.

For everybody else these pages do not exist. Letters are printed where papers are known
(``reviews.views.account_letters``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from organizations import clock, proofs
from organizations.account_permissions import (
    close_refusal,
    invite_refusal,
    keeps_accounts,
    kept_accounts,
    kept_organizations,
)
from organizations.addresses import activation_address
from organizations.forms.accounts import ClosingForm
from organizations.models import Grant, Organization, User
from organizations.refusals import Refused
from organizations.selectors import accounts as selectors
from organizations.services import account_ends
from organizations.services import accounts as services
from organizations.services.invitations import invite_by_mail
from organizations.text import row_id, search_text
from organizations.views.account import signed_in

#: So many accounts are opened, or letters printed, by one press of a button: the keeper waits some five seconds.
AT_ONCE = 150


def keeper(request: HttpRequest) -> User:
    user = signed_in(request)
    if not keeps_accounts(user):
        raise Http404
    return user


def chosen_organization(user: User, sent: str) -> Organization | None:
    """The organization whose number was sent; none where none was. What one does not keep does not exist."""
    if not sent:
        return None
    found: Organization = get_object_or_404(kept_organizations(user), pk=row_id(sent) or 0)
    return found


@never_cache
@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    """People and their accounts, of one organization and below or of all that one keeps, thirty to a page."""
    user, asked = keeper(request), request.GET
    kept, number = kept_organizations(user), row_id(asked.get("organization", ""))
    tops = list(kept.exclude(parent__in=kept).order_by("path")[:100])
    organization = kept.filter(pk=number).first() if number else None
    if organization is None and len(tops) == 1:
        organization = tops[0]
    state, search = asked.get("state", ""), search_text(asked.get("q", ""))[:100]
    people = selectors.people_in(user, organization)
    found = selectors.filtered(people, state=state, search=search)
    page = Paginator(selectors.with_places(found), 30).get_page(asked.get("page"))
    return render(
        request,
        "organizations/accounts.html",
        {
            "page": page,
            "rows": selectors.rows_of(list(page.object_list)),
            "organization": organization,
            "places": _places(kept, organization) if organization else tops,
            "states": selectors.STATES.items(),
            "state": state,
            "q": search,
            "to_do": selectors.still_to_do(people) if organization else {},
            "at_once": AT_ONCE,
        },
    )


def _places(kept: QuerySet[Organization], organization: Organization) -> list[Organization]:
    """What one may go to from here: above it as far as one keeps it, itself, and what is directly below."""
    return list(kept.filter(Q(path__in=organization.ancestor_paths()) | Q(parent=organization)).order_by("path")[:500])


@require_POST
def accounts_create(request: HttpRequest) -> HttpResponse:
    """Open an account for everybody of the organization who has none."""
    user = keeper(request)
    organization = chosen_organization(user, request.POST.get("organization", "") or "0")
    assert organization is not None
    people = selectors.people_in(user, organization).filter(user=None).order_by("given_name_key", "pk")[:AT_ONCE]
    opened = services.create_accounts(people, by=user)
    if opened:
        messages.success(request, f"Đã lập {len(opened)} tài khoản. Tiếp theo: in thư mời để trao cho từng người.")
    else:
        messages.info(request, "Mọi người ở đây đã có tài khoản.")
    return redirect(f"{reverse('accounts')}?organization={organization.pk}")


@never_cache
@require_safe
def kept_account(request: HttpRequest, account_id: int) -> HttpResponse:
    return _page(request, _account(request, account_id))


def _account(request: HttpRequest, account_id: int) -> User:
    rows = kept_accounts(keeper(request)).select_related("person__workplace")
    found: User = get_object_or_404(rows, pk=account_id)
    return found


def _page(request: HttpRequest, account: User, *, status: int = 200, **more: Any) -> HttpResponse:
    user, today = signed_in(request), clock.today()
    context = {
        "account": account,
        "state": selectors.states_of([account])[account.pk],
        "signed_in_at": selectors.signed_in_at(account),
        "posts": account.person.posts.on(today) if account.person else [],
        "cells": account.person.memberships.on(today).select_related("cell") if account.person else [],
        "grants": Grant.objects.on(today).filter(user=account).select_related("permission", "content_object"),
        "session_count": account.sessions.going_on(account).count(),
        "invite_refusal": invite_refusal(user, account),
        "close_refusal": close_refusal(user, account),
        "closing": ClosingForm(),
    }
    return render(request, "organizations/kept_account.html", context | more, status=status)


def _act(request: HttpRequest, account: User, act: Callable[[], object], success: str, **more: Any) -> HttpResponse:
    try:
        act()
    except Refused as refused:
        account.refresh_from_db()
        return _page(request, account, status=422, findings=refused.findings, **more)
    messages.success(request, success)
    return redirect("kept-account", account.pk)


def _proven(request: HttpRequest, act: Callable[..., object], **given: object) -> None:
    """A code opens somebody else's account: whoever hands it out proves that it is he."""
    proofs.prove(request)
    act(**given)


@require_POST
def account_mail(request: HttpRequest, account_id: int) -> HttpResponse:
    account = _account(request, account_id)
    return _act(
        request,
        account,
        lambda: _proven(
            request, invite_by_mail, account=account, by=signed_in(request), address=activation_address(request)
        ),
        f"Đã gửi mã kích hoạt đến {account.mail_address}. Mã cấp trước đó không dùng được nữa.",
    )


@require_POST
def account_close(request: HttpRequest, account_id: int) -> HttpResponse:
    account, form = _account(request, account_id), ClosingForm(request.POST)
    if not form.is_valid():
        return _page(request, account, status=422, closing=form)
    return _act(
        request,
        account,
        lambda: services.close_account(account=account, by=signed_in(request), reason=form.cleaned_data["reason"]),
        "Đã đóng tài khoản; mọi phiên đăng nhập của tài khoản đã kết thúc.",
        closing=form,
    )


@require_POST
def account_reopen(request: HttpRequest, account_id: int) -> HttpResponse:
    account = _account(request, account_id)
    return _act(
        request,
        account,
        lambda: _proven(request, services.reopen_account, account=account, by=signed_in(request)),
        "Đã mở lại tài khoản, với tên và mật khẩu như trước.",
    )


@require_POST
def account_unlock(request: HttpRequest, account_id: int) -> HttpResponse:
    account = _account(request, account_id)
    return _act(
        request,
        account,
        lambda: services.unlock_account(account=account, by=signed_in(request)),
        "Đã mở khóa: đăng nhập lại được ngay.",
    )


@never_cache
@require_safe
def grants_left(request: HttpRequest) -> HttpResponse:
    """Grants whose holders hold no post any more, for the keeper to end or to leave."""
    rows = _grants_left(keeper(request)).select_related("user__person", "permission", "content_object")
    page = Paginator(rows.order_by("content_object__path", "pk"), 50).get_page(request.GET.get("page"))
    return render(request, "organizations/grants_left.html", {"page": page})


def _grants_left(user: User) -> Any:
    return account_ends.grants_without_post(clock.today()).filter(
        content_object__in=kept_organizations(user), user__in=kept_accounts(user)
    )


@require_POST
def grant_end(request: HttpRequest, grant_id: int) -> HttpResponse:
    user = keeper(request)
    grant = get_object_or_404(_grants_left(user), pk=grant_id)
    account_ends.end_grant(grant_id=grant.pk, by=user)
    messages.success(request, f"Đã thôi giao quyền “{grant.permission.name}” cho {grant.user}.")
    return redirect("grants-left")
