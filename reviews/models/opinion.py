"""What others are asked about a person: the residence cell (Mẫu 3-213), consulted bodies, superior bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.models import Organization
from reviews.choices import Level, OpinionKind, OpinionState
from reviews.rules.channels import waiver_cases

from .review import Review

if TYPE_CHECKING:
    from organizations.models import User


class OpinionQuerySet(models.QuerySet["Opinion"]):
    def visible_to(self, user: User) -> OpinionQuerySet:
        from reviews.permissions import visible_opinions

        return visible_opinions(self, user)


class Opinion(models.Model):
    """One request and its reply. The person reviewed neither writes nor sees it while it is open."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="opinions")
    kind = models.CharField("loại", max_length=16, choices=OpinionKind)
    addressee = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="opinions_asked", verbose_name="nơi được hỏi"
    )
    via = models.CharField("gửi qua", max_length=120, blank=True)
    sender = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, related_name="+", verbose_name="nơi gửi"
    )
    clause = models.CharField("điều khoản", max_length=40, blank=True)
    state = models.CharField("trạng thái", max_length=16, choices=OpinionState, default=OpinionState.REQUESTED)
    requested_on = models.DateField("ngày gửi")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField("đề nghị trả lời trước ngày", null=True, blank=True)
    data = models.JSONField("nội dung phiếu", default=dict, blank=True)
    comment = models.TextField("nhận xét, đánh giá", blank=True)
    level = models.CharField("mức đề nghị xếp loại", max_length=16, choices=Level, blank=True)
    document_number = models.CharField("số văn bản", max_length=40, blank=True)
    document_on = models.DateField("ngày văn bản", null=True, blank=True)
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("xác nhận lúc", null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    waived_case = models.CharField("trường hợp không lấy ý kiến", max_length=40, blank=True)
    waived_reason = models.CharField("lý do không lấy ý kiến", max_length=300, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = "ý kiến"
        verbose_name_plural = "ý kiến"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="one_opinion_of_a_body", fields=("review", "kind", "addressee")),
            models.UniqueConstraint(
                name="one_residence_opinion", fields=("review",), condition=Q(kind=OpinionKind.RESIDENCE)
            ),
            models.CheckConstraint(
                name="an_answered_opinion_has_its_time",
                condition=Q(state__in=(OpinionState.REQUESTED, OpinionState.WAIVED)) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_confirmed_opinion_has_its_time",
                condition=~Q(state=OpinionState.CONFIRMED) | Q(confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_waived_opinion_has_a_reason", condition=~Q(state=OpinionState.WAIVED) | ~Q(waived_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.addressee}"

    @property
    def why_waived(self) -> str:
        """The case of the guidance where the plan has one, and the reason given; empty where the opinion is asked."""
        case = dict(waiver_cases(self.review.campaign.plan)).get(self.waived_case) if self.waived_case else ""
        return ": ".join(part for part in (case, self.waived_reason) if part)

    @property
    def is_in(self) -> bool:
        """Has the opinion arrived in the form the clause asks for?"""
        return self.state in (OpinionState.CONFIRMED, OpinionState.WAIVED)
