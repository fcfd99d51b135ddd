"""Signing in, also again: somebody whose session ended in the middle of his work goes on where he was."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from organizations.addresses import is_only_sent_to
from organizations.choices import AuditAction
from organizations.middleware import NOT_DONE, PERHAPS_DONE
from organizations.services.audit import record
from organizations.services.sessions import end_sessions
from organizations.sessions import SessionStore


class SignIn(LoginView):
    """Leads on to a page that can be shown, and says so when what was pressed before has not been done."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "not_done": NOT_DONE in self.request.GET,
            "perhaps_done": PERHAPS_DONE in self.request.GET,
            "tries": settings.AXES_FAILURE_LIMIT,
            "wait_minutes": int(settings.AXES_COOLOFF_TIME.total_seconds() // 60),
        }

    def form_invalid(self, form: Any) -> HttpResponse:
        """Who has guessed too often is told to wait, whether there is such an account or not."""
        locked = bool(getattr(self.request, "axes_locked_out", False))
        context = self.get_context_data(form=form, locked=locked)
        return self.render_to_response(context, status=429 if locked else 200)

    def get_success_url(self) -> str:
        address = super().get_success_url()
        not_done = NOT_DONE in self.request.GET
        if is_only_sent_to(address):
            address, not_done = self.get_default_redirect_url(), True
        if not_done:
            messages.warning(
                self.request,
                "Phiên làm việc trước đã hết nên việc vừa bấm chưa được thực hiện, chưa có gì thay đổi. "
                "Hãy xem lại rồi bấm lại.",
            )
        return address


def locked_out(request: HttpRequest, response: HttpResponse, credentials: object = None) -> HttpResponse:
    """What django-axes shows instead of the answer to a locked sign-in: that very answer, which says it in words."""
    return response


class PasswordChange(PasswordChangeView):
    """On record, and every other session of the account ends: perhaps somebody knew the old password."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response = super().form_valid(form)
            assert isinstance(self.request.session, SessionStore)
            end_sessions(form.user, but=self.request.session.row_key)
            record(AuditAction.PASSWORD, form.user, by=form.user, unit_path=form.user.unit_path)
        return response
