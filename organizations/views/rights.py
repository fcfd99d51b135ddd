"""One's own rights and why one has them; deputizing; and, for whoever inspects, the rights of others."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import clock, proofs
from organizations.forms.deputations import DeputationForm
from organizations.models import Deputation, Grant, User
from organizations.permissions import holds_any
from organizations.refusals import Refused
from organizations.selectors import rights as selectors
from organizations.services import deputations as services
from organizations.text import fold, search_text


def _signed_in(request: HttpRequest) -> User:
    assert not isinstance(request.user, AnonymousUser)
    return request.user


@require_safe
def my_rights(request: HttpRequest) -> HttpResponse:
    return _page(request)


def _page(request: HttpRequest, *, refused: str = "", status: int = 200) -> HttpResponse:
    user = _signed_in(request)
    context = {"rights": selectors.my_rights(user), "inspects": holds_any(user, "inspect"), "refused": refused}
    return render(request, "organizations/my_rights.html", context, status=status)


@never_cache
@sensitive_post_parameters(proofs.CODE, proofs.RECOVERY, proofs.PASSWORD)
@require_http_methods(["GET", "HEAD", "POST"])
def new_deputation(request: HttpRequest) -> HttpResponse:
    """Give one of one's rights to another, by a proof of late; a refused form comes back as it was filled in."""
    user = _signed_in(request)
    rights = selectors.deputable(user)
    people = selectors.receivers(user, rights)
    if request.method != "POST":
        chosen = {"right": request.GET.get("right", ""), "valid_from": clock.today()}
        return _form_page(request, DeputationForm(rights=rights, receivers=people, initial=chosen))
    form = DeputationForm(request.POST, rights=rights, receivers=people)
    if form.is_valid():
        data = form.cleaned_data
        try:
            proofs.prove(request)
            made = services.depute(
                right=rights[data["right"]],
                receiver=data["receiver"],
                period=services.Period(data["valid_from"], data["valid_to"]),
                reason=data["reason"],
                document=data["document"],
                by=user,
                now=clock.now(),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, f"Đã ủy quyền cho {made.receiver}; đồng chí ấy thấy ở trang “Quyền của tôi”.")
            return redirect("my-rights")
    return _form_page(request, form, status=422)


def _form_page(request: HttpRequest, form: DeputationForm, *, status: int = 200) -> HttpResponse:
    return render(request, "organizations/deputation_new.html", {"form": form}, status=status)


@require_POST
def end_deputation(request: HttpRequest, deputation_id: int) -> HttpResponse:
    user = _signed_in(request)
    found = get_object_or_404(Deputation.objects.visible_to(user), pk=deputation_id)
    try:
        services.withdraw(deputation_id=found.pk, by=user, now=clock.now())
    except ValidationError as refusal:
        return _page(request, refused=refusal.messages[0], status=422)
    messages.success(request, "Đã thôi ủy quyền; từ lúc này không còn hiệu lực.")
    return redirect("my-rights")


@require_safe
def rights_of_others(request: HttpRequest) -> HttpResponse:
    """Grants and deputations that one gave, or where one inspects, the newest first; nothing for others."""
    user = _signed_in(request)
    sought = search_text(request.GET.get("q", ""))
    grants = Grant.objects.visible_to(user).exclude(user=user)
    deputations = Deputation.objects.visible_to(user)
    if sought:
        grants = grants.filter(content_object__search_name__contains=fold(sought))
        deputations = deputations.of_organizations_called(fold(sought))
    shown = grants.select_related("user__person", "permission", "content_object", "given_by__person")
    given = Paginator(deputations.with_right(), 30).get_page(request.GET.get("uy-quyen"))
    return render(
        request,
        "organizations/rights_of_others.html",
        {
            "grants": Paginator(shown.order_by("content_object__path", "pk"), 30).get_page(request.GET.get("page")),
            "deputations": given,
            "lines": [selectors.mark(row) for row in given.object_list],
            "q": sought,
            "today": clock.today(),
        },
    )
