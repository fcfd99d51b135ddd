"""Deputizing (ủy quyền): a right of one account in the hands of another, from a day to a day."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from organizations.choices import LEADING_ROLES

from .accounts import Grant, User
from .organization import Organization
from .people import Post


def _runs(prefix: str, day: date) -> Q:
    """Condition: what stands behind ``prefix`` is in force on ``day``; both ends included, an empty end is open."""
    begun = Q(**{f"{prefix}valid_from__isnull": True}) | Q(**{f"{prefix}valid_from__lte": day})
    return begun & (Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day}))


class DeputationQuerySet(models.QuerySet["Deputation"]):
    def in_force(self, day: date) -> Self:
        """Given, not withdrawn, and only while the right itself is in force and still its giver's, and he is active."""
        grant = Q(grant__user=F("giver")) & _runs("grant__", day)
        post = Q(post__person=F("giver__person"), post__role__in=LEADING_ROLES) & _runs("post__", day)
        return self.filter(
            grant | post,
            withdrawn_at__isnull=True,
            valid_from__lte=day,
            valid_to__gte=day,
            giver__is_active=True,
            receiver__is_active=True,
        )

    def of_grants(self) -> Self:
        return self.filter(grant__isnull=False)

    def of_posts(self) -> Self:
        return self.filter(post__isnull=False)

    def on_organization(self, organization: Organization) -> Self:
        return self.filter(Q(grant__content_object=organization) | Q(post__collective__organization=organization))

    def of_organizations_called(self, folded: str) -> Self:
        """Where these words stand in the name of the organization on which the right holds."""
        return self.filter(
            Q(grant__content_object__search_name__contains=folded)
            | Q(post__collective__organization__search_name__contains=folded)
        )

    def with_right(self) -> Self:
        """Everything that a line on a page says of it."""
        return self.select_related(
            "giver__person",
            "receiver__person",
            "grant__permission__content_type",
            "grant__content_object",
            "post__collective__organization",
        )

    def visible_to(self, user: User) -> DeputationQuerySet:
        """Both sides, and whoever inspects where the right holds."""
        from organizations.permissions import visible_deputations

        return visible_deputations(self, user)


class Deputation(models.Model):
    """``receiver`` acts by one right of ``giver``: an explicit grant, or a post in which he leads a body.

    What is not the giver's own cannot be given: a right held by deputation is no row that could stand here. What is
    personal - a vote, one's own papers, a key of a box - follows from neither a grant nor a leading post.
    """

    giver = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="deputations_given", verbose_name="người ủy quyền"
    )
    receiver = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="deputations_held", verbose_name="người được ủy quyền"
    )
    grant = models.ForeignKey(
        Grant, on_delete=models.PROTECT, null=True, blank=True, related_name="deputations", verbose_name="quyền"
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, null=True, blank=True, related_name="deputations", verbose_name="chức vụ"
    )
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến hết ngày")
    reason = models.CharField("lý do", max_length=300)
    document = models.CharField("số giấy ủy quyền", max_length=60, blank=True)
    given_at = models.DateTimeField("lập lúc")
    withdrawn_at = models.DateTimeField("thôi lúc", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người thôi ủy quyền"
    )

    #: How it stands on the day it is shown; set by ``selectors.rights.mark``.
    stands: str
    is_open: bool
    is_in_force: bool

    objects: ClassVar[Any] = DeputationQuerySet.as_manager()

    class Meta:
        verbose_name = "ủy quyền"
        verbose_name_plural = "ủy quyền"
        default_permissions = ()
        ordering = ("-valid_from", "-id")
        indexes = [models.Index(fields=["receiver", "valid_to"], name="deputation_receiver")]
        constraints = [
            models.CheckConstraint(
                name="a_deputation_is_of_one_grant_or_one_post",
                condition=Q(grant__isnull=False, post__isnull=True) | Q(grant__isnull=True, post__isnull=False),
            ),
            models.CheckConstraint(name="nobody_deputizes_to_himself", condition=~Q(giver=F("receiver"))),
            models.CheckConstraint(
                name="a_deputation_ends_after_it_starts", condition=Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="a_deputation_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="a_withdrawn_deputation_says_by_whom",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_deputation_of_a_grant_from_a_day",
                fields=("grant", "valid_from"),
                condition=Q(withdrawn_at__isnull=True, grant__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_deputation_of_a_post_from_a_day",
                fields=("post", "valid_from"),
                condition=Q(withdrawn_at__isnull=True, post__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.giver} ủy quyền cho {self.receiver}: {self.right}"

    @property
    def right(self) -> str:
        """What was given, in words: the post and its body, or the permission and where it holds."""
        if self.post is not None:
            return f"{self.post.title} – {self.post.collective}"
        assert self.grant is not None
        return self.grant.words

    @property
    def organization(self) -> Organization:
        """Where the right holds."""
        if self.post is not None:
            return self.post.collective.organization
        assert self.grant is not None
        return self.grant.content_object

    @property
    def unit_path(self) -> str:
        """So that whoever inspects there finds it in the record."""
        return self.organization.path
