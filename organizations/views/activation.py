"""The page on which the one-time code of a letter becomes a password; open to strangers."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from organizations.forms.accounts import ActivationForm
from organizations.refusals import Refused
from organizations.services import lock_out
from organizations.services.invitations import LockedOut, activate


@never_cache
@sensitive_post_parameters()
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def activation(request: HttpRequest) -> HttpResponse:
    """What is wrong is said without telling which names there are; the name stays in the form, secrets do not."""
    if request.method != "POST":
        return render(request, "registration/activate.html", {"form": ActivationForm()})
    form = ActivationForm(request.POST)
    status, locked = 422, False
    if form.is_valid():
        try:
            activate(
                username=form.cleaned_data["username"],
                code=form.cleaned_data["code"],
                password=form.cleaned_data["password"],
                address=lock_out.address(request),
            )
        except LockedOut:
            status, locked = 429, True
        except ValidationError as error:
            form.add_error("password", error)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Đã đặt mật khẩu. Đồng chí đăng nhập bằng mật khẩu vừa đặt; mã đã hết hiệu lực.")
            return redirect("login")
    context = {"form": form.without_secrets(), "locked": locked}
    return render(request, "registration/activate.html", context, status=status)
