"""How somebody comes in: the invitation with its one-time code, and where he is signed in now."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.choices import InvitationWay

from .accounts import User


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> Self:
        """Neither used nor taken back; perhaps too old."""
        return self.filter(used_at=None, void_at=None)

    def valid(self, now: datetime) -> Self:
        """Whose code still opens the account, as long as it has not been guessed at too often."""
        return self.open().filter(expires_at__gt=now)


class Invitation(models.Model):
    """A one-time code with which the holder of an account sets his password.

    The code itself stands on the letter alone; here is its keyed digest. A new invitation makes the one before void.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="invitations", verbose_name="tài khoản")
    digest = models.CharField("mã băm của mã một lần", max_length=64)
    way = models.CharField("cách mời", max_length=8, choices=InvitationWay)
    made_at = models.DateTimeField("cấp lúc")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="người cấp")
    expires_at = models.DateTimeField("dùng được đến")
    tries = models.PositiveSmallIntegerField("số lần nhập", default=0)
    used_at = models.DateTimeField("dùng lúc", null=True, blank=True)
    void_at = models.DateTimeField("bỏ lúc", null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "mã kích hoạt"
        verbose_name_plural = "mã kích hoạt"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="one_open_invitation_of_an_account", fields=("user",), condition=Q(used_at=None, void_at=None)
            ),
            models.CheckConstraint(
                name="an_invitation_is_used_or_void_not_both", condition=Q(used_at=None) | Q(void_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_way_display()}"


class SignedInSessionQuerySet(models.QuerySet["SignedInSession"]):
    def going_on(self, user: User) -> Self:
        """Where this account is signed in now, the one used last first."""
        return self.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at", "pk")


class SignedInSession(AbstractBaseSession):
    """One browser's session; the key in its cookie is not here, only its digest (``organizations.sessions``).

    Times are the machine's own: a session ends by them, whatever day a demo stands on.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField("đăng nhập lúc", null=True)
    #: Written at most once in five minutes.
    seen_at = models.DateTimeField("dùng gần nhất", null=True)
    address = models.GenericIPAddressField("địa chỉ máy", null=True)
    agent = models.CharField("trình duyệt", max_length=200, blank=True)

    objects: ClassVar = BaseSessionManager.from_queryset(SignedInSessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "phiên đăng nhập"
        verbose_name_plural = "phiên đăng nhập"
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> type:
        from organizations.sessions import SessionStore

        return SessionStore
