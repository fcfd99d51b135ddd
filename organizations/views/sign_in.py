"""Signing in, also again: somebody whose session ended in the middle of his work goes on where he was."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import LoginView

from organizations.addresses import is_only_sent_to
from organizations.middleware import NOT_DONE, PERHAPS_DONE


class SignIn(LoginView):
    """Leads on to a page that can be shown, and says so when what was pressed before has not been done."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "not_done": NOT_DONE in self.request.GET,
            "perhaps_done": PERHAPS_DONE in self.request.GET,
        }

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
