"""Who is signed in comes with the person behind the account: nearly every page asks for both."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend

from organizations.models import User


class AccountBackend(ModelBackend):
    """Django's own, one query a page less."""

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
