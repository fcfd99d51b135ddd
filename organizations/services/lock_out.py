"""Who has guessed at a password too often waits. django-axes' handler on its table, with three things of our own:

- An account is locked at the address where it was guessed at, after few tries; everywhere, after many; an address alone
  never, so that an office behind one address works on while somebody in it guesses.
- The try is counted before the password is looked at: of many at once no more than the limit get through.
- The table holds counts and nothing else: no name, no browser, nothing that was typed. People type passwords into the
  field for the name.
"""

from __future__ import annotations

from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from django.http import HttpRequest

from organizations.choices import AuditAction
from organizations.middleware import address_of
from organizations.models import User
from organizations.services.audit import record
from organizations.tries import count_try, failures, forget_tries, hidden

#: Stands for a machine without an address: a socket of the server itself.
NO_ADDRESS = "0.0.0.0"  # noqa: S104 - nobody listens here  # nosec B104


def address(request: HttpRequest) -> str:
    """As the record has it: never what a browser says of itself."""
    return address_of(request) or NO_ADDRESS


def hidden_name(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    return hidden(str((credentials or {}).get("username", "")))


class LockOut(AxesDatabaseHandler):  # type: ignore[misc]  # the library ships no types
    """Names, addresses and times reach it through the library, which also asks it before each password."""

    def is_allowed(self, request: Any, credentials: dict[str, Any] | None = None) -> bool:
        if self.is_locked(request, credentials):
            return False
        return count_try(hidden_name(request, credentials), address(request))

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """At this address, or the limit where the account is locked everywhere."""
        return failures(hidden_name(request, credentials), address(request))

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: Any = None, **kwargs: object
    ) -> None:
        if request is None or request.axes_locked_out or not self.is_locked(request, credentials):
            return
        request.axes_locked_out = True
        user = User.objects.filter(username=str(credentials.get("username", ""))).first()
        if user is not None:
            record(AuditAction.LOCK_OUT, user, by=None, actor=str(user), unit_path=user.unit_path)

    def user_logged_in(self, sender: object, request: HttpRequest, user: User, **kwargs: object) -> None:
        forget_tries(user.get_username(), address(request))

    def user_logged_out(self, sender: object, request: HttpRequest, user: User | None, **kwargs: object) -> None:
        """Nothing is counted then."""
