"""Accounts and the explicit grants given to them; rights that follow from a post are computed, never stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from guardian.managers import UserObjectPermissionManager
from guardian.models import UserObjectPermissionBase

from organizations.choices import GrantScope

from .dated import Dated, DatedQuerySet
from .organization import Organization
from .people import Person


class User(AbstractUser):
    """A sign-in. At most one person stands behind it; an administrator of accounts may stand for nobody."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="user", verbose_name="đảng viên, cán bộ"
    )
    #: Changes with every change of the second factor: sessions from before it end, at no cost to any other request.
    factor_stamp = models.CharField(max_length=32, blank=True, default="", editable=False)

    class Meta:
        verbose_name = "tài khoản"
        verbose_name_plural = "tài khoản"

    def __str__(self) -> str:
        return self.person.full_name if self.person else self.username

    @property
    def person_key(self) -> int:
        """The person's id for look-ups; 0, which is nobody's, for an account that stands for no person."""
        return self.person_id or 0

    def get_session_auth_hash(self) -> str:
        return self._with_stamp(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for fallback in super().get_session_auth_fallback_hash():
            yield self._with_stamp(fallback)

    def _with_stamp(self, session_hash: str) -> str:
        if not self.factor_stamp:
            return session_hash
        return sha256(f"{session_hash}:{self.factor_stamp}".encode()).hexdigest()

    @property
    def unit_path(self) -> str:
        """Where he works, so that whoever inspects there sees what is recorded of his account."""
        workplace = self.person.workplace if self.person is not None else None
        return workplace.path if workplace is not None else ""

    @property
    def mail_address(self) -> str:
        return self.email or (self.person.email if self.person is not None else "")


class GrantQuerySet(DatedQuerySet):
    def visible_to(self, user: User) -> GrantQuerySet:
        """Its holder, whoever gave it, and whoever inspects where it holds."""
        from organizations.permissions import visible_grants

        return visible_grants(self, user)


class GrantManager(UserObjectPermissionManager):
    """guardian's manager, which assigns and removes permissions, over rows with dates."""

    def get_queryset(self) -> GrantQuerySet:
        return GrantQuerySet(self.model, using=self._db)

    def on(self, day: date) -> GrantQuerySet:
        return self.get_queryset().on(day)

    def visible_to(self, user: User) -> GrantQuerySet:
        return self.get_queryset().visible_to(user)


class Grant(Dated, UserObjectPermissionBase):
    """One permission on one organization (or its subtree), from a day to a day, given by someone for a reason.

    This is django-guardian's direct foreign-key permission model for ``Organization``, with the dates and the reason
    that a record of authority needs.
    """

    content_object = models.ForeignKey(
        Organization, on_delete=models.CASCADE, related_name="grants", verbose_name="tổ chức"
    )
    scope = models.CharField("phạm vi", max_length=16, choices=GrantScope, default=GrantScope.SUBTREE)
    given_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="grants_given", verbose_name="người giao"
    )
    reason = models.CharField("lý do, căn cứ", max_length=300, blank=True)

    objects: ClassVar[GrantManager] = GrantManager()

    class Meta(Dated.Meta, UserObjectPermissionBase.Meta):
        verbose_name = "phân công quyền"
        verbose_name_plural = "phân công quyền"
        unique_together = [["user", "permission", "content_object"]]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="nobody_grants_to_himself",
                condition=models.Q(given_by__isnull=True) | ~models.Q(user=models.F("given_by")),
                violation_error_message="Không ai tự giao quyền cho mình; đề nghị người quản trị khác giao.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.permission.codename} – {self.content_object}"

    @property
    def words(self) -> str:
        """What it permits and where, as people say it."""
        below = " và cấp dưới" if self.scope == GrantScope.SUBTREE else ""
        return f"{self.permission.name} – {self.content_object}{below}"
