"""The second factor as people meet it: the code at the sign-in, setting it up, recovery codes, taking it away."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

import segno
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from organizations import proofs
from organizations.addresses import way_on
from organizations.middleware import NOT_DONE, at_the_door
from organizations.models import Authenticator
from organizations.permissions import second_factor_required
from organizations.refusals import Refused
from organizations.services import factors

from .account import signed_in

#: In the session: the key that was begun with here, until a code confirms it.
BEGUN = "factor_begun"
#: Fewer recovery codes than that are worth a word.
FEW_CODES = 4


@at_the_door
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def door(request: HttpRequest) -> HttpResponse:
    """After the password the code of the app, or a recovery code; then on to where he was going.

    Whoever is in and comes to a page that cannot ask for itself proves himself here once more.
    """
    user, onward, standing = signed_in(request), way_on(request), proofs.standing(request)
    if standing in ("passed", "free"):
        return _again(request, onward)
    if standing == "set_up":
        return redirect(f"{reverse('factor-set-up')}?{request.GET.urlencode()}")
    why = ""
    if request.method == "POST":
        try:
            left = factors.sign_in(user, proofs.typed_code(request))
        except Refused as refusal:
            why = str(refusal)
        else:
            proofs.passed(request)
            if left is not None:
                messages.warning(request, f"Đã dùng một mã dự phòng, còn {left} mã. {_advice(left)}")
            return redirect(onward)
    context = {"why": why, "not_done": NOT_DONE in request.GET}
    return render(request, "organizations/factor.html", context, status=422 if why else 200)


@sensitive_variables()
def _again(request: HttpRequest, onward: str) -> HttpResponse:
    wanted, why = proofs.asked(request), ""
    if wanted == "set_up":
        return redirect(f"{reverse('factor-set-up')}?{request.GET.urlencode()}")
    if wanted and request.method == "POST":
        try:
            proofs.prove(request)
        except Refused as refusal:
            why = str(refusal)
    if not wanted or (request.method == "POST" and not why):
        return redirect(onward)
    context = {"why": why, "again": True}
    return render(request, "organizations/factor.html", context, status=422 if why else 200)


def _advice(left: int) -> str:
    if left < FEW_CODES:
        return "Hãy lập mã mới ở Tài khoản của tôi."
    return "Nếu đã mất điện thoại, hãy đổi thiết bị ở Tài khoản của tôi."


@at_the_door
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def set_up(request: HttpRequest) -> HttpResponse:
    """Two steps: by his password he begins, by the app's first code he ends; then the recovery codes, shown once.

    Whoever owes a code proves himself at the door first: the password alone exchanges no app for another.
    """
    user, standing = signed_in(request), proofs.standing(request)
    if standing == "code":
        return redirect(f"{reverse('factor')}?{request.GET.urlencode()}")
    device = factors.begun(user, request.session.get(BEGUN))
    why, action = "", request.POST.get("action", "")
    # Whoever has just signed in to be led here has typed his password a moment ago.
    knows_password = standing == "set_up" and proofs.is_fresh(request)
    if request.method == "POST":
        try:
            if action == "confirm":
                if device is None:
                    raise Refused("Đã quá 15 phút hoặc đã lập xong; hãy làm lại từ đầu.")
                codes = factors.confirm(user, device_id=device.pk, typed=proofs.typed_code(request))
                request.session.pop(BEGUN)
                proofs.changed(request)
                return _codes_page(request, codes, is_new=True)
            if not knows_password:
                _by_own_hand(request)
            request.session[BEGUN] = factors.begin(user).pk
        except Refused as refusal:
            why = str(refusal)
        else:
            return redirect(request.get_full_path())
    context: dict[str, Any] = {
        "why": why,
        "not_done": NOT_DONE in request.GET,
        "held": standing == "set_up",
        "replaces": standing == "passed",
        "knows_password": knows_password,
        **_asked(request),
    }
    if device is not None:
        context |= _shown(device)
    return render(request, "organizations/factor_set_up.html", context, status=422 if why else 200)


@sensitive_variables()
def _shown(device: Authenticator) -> dict[str, Any]:
    """The key as a picture for the app's camera, and in groups of four for typing."""
    key = b32encode(device.bin_key).decode()
    picture = segno.make(device.config_url, error="m", micro=False).svg_data_uri(scale=4, border=4)
    groups = [key[place : place + 4] for place in range(0, len(key), 4)]
    return {
        "picture": picture,
        "address": device.config_url,  # opens the app where the page is read on the phone itself
        "key_groups": groups,
        "account": device.user.get_username(),
    }


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {"asks_code": proofs.standing(request) == "passed" and proofs.asked(request) == "code"}


@sensitive_variables()
def _by_own_hand(request: HttpRequest) -> None:
    """The password, always once more; and a code where the account has an app and none was typed of late."""
    proofs.check_password(request, request.POST.get(proofs.PASSWORD, ""))
    if proofs.standing(request) == "passed":
        proofs.prove(request)


def _codes_page(request: HttpRequest, codes: list[str], *, is_new: bool) -> HttpResponse:
    """On this one answer, which nothing keeps."""
    half = len(codes[0]) // 2
    context = {
        "codes": [f"{code[:half]}-{code[half:]}" for code in codes],
        "is_new": is_new,
        "onward": way_on(request, otherwise=reverse("account")),
        "username": signed_in(request).get_username(),
    }
    return render(request, "organizations/recovery_codes_shown.html", context)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """How many are left, and ten new ones for whoever asks with his password; the former ones go no more."""
    user = signed_in(request)
    factor, why = factors.factor_of(user), ""
    if factor.device is None:
        raise Http404
    if request.method == "POST":
        try:
            _by_own_hand(request)
            return _codes_page(request, factors.renew_codes(user), is_new=False)
        except Refused as refusal:
            why = str(refusal)
    context = {"why": why, "left": factor.codes_left, **_asked(request)}
    return render(request, "organizations/recovery_codes.html", context, status=422 if why else 200)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def remove(request: HttpRequest) -> HttpResponse:
    """For whoever need not have one; staff exchange the app for another instead."""
    user = signed_in(request)
    if factors.device_of(user) is None:
        raise Http404
    required, why = second_factor_required(user), ""
    if request.method == "POST":
        try:
            if required:
                raise Refused("Tài khoản này phải có xác thực hai bước: đổi sang thiết bị khác, không bỏ được.")
            _by_own_hand(request)
            factors.remove(user)
        except Refused as refusal:
            why = str(refusal)
        else:
            proofs.changed(request)
            messages.success(request, "Đã bỏ xác thực hai bước. Lần sau đăng nhập chỉ cần mật khẩu.")
            return redirect("account")
    context = {"why": why, "required": required, **_asked(request)}
    return render(request, "organizations/factor_remove.html", context, status=422 if why else 200)
