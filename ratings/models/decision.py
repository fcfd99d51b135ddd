"""Proposed levels on their way up, and the decision of the competent authority."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.models import Organization
from ratings.choices import DecisionState, ProposalSource
from reviews.choices import Level, Track
from reviews.models import Review

from .ballot import BallotQuestion
from .corrections import ReviewOrder

if TYPE_CHECKING:
    from organizations.models import User


class Proposal(models.Model):
    """A level proposed for one track of a review by one body. All are kept and shown side by side (P4 2.3).

    ``points``: of the appraisal, where the plan scores (P2-IV.2-l). ``facts``: which conditions of a level it found met
    or unmet, and which cases that override the points.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="proposals")
    track = models.CharField("nội dung xếp loại", max_length=16, choices=Track)
    source = models.CharField("nơi đề xuất", max_length=24, choices=ProposalSource)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="tổ chức")
    level = models.CharField("mức xếp loại", max_length=16, choices=Level)
    comment = models.TextField("nhận xét, đánh giá", blank=True)
    points = models.DecimalField("tổng điểm", max_digits=6, decimal_places=2, null=True, blank=True)
    facts = models.JSONField("điều kiện, trường hợp đã xác nhận", default=dict, blank=True)
    question = models.ForeignKey(BallotQuestion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signer_name = models.CharField("người ký", max_length=120, blank=True)
    signed_on = models.DateField("ngày ký")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "đề xuất mức xếp loại"
        verbose_name_plural = "đề xuất mức xếp loại"
        ordering = ("made_at", "id")
        constraints = [
            models.UniqueConstraint(
                name="one_proposal_of_a_body_for_a_track", fields=("review", "track", "source", "organization")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()}: {self.get_level_display()}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> DecisionQuerySet:
        from ratings.permissions import visible_decisions

        return visible_decisions(self, user)

    def in_force(self) -> Self:
        return self.filter(state=DecisionState.IN_FORCE)


class Decision(models.Model):
    """The level decided by the competent authority. An annulled or suspended decision stays readable."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="decisions")
    track = models.CharField("nội dung xếp loại", max_length=16, choices=Track)
    level = models.CharField("mức xếp loại", max_length=16, choices=Level)
    authority = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", verbose_name="cấp quyết định"
    )
    document_number = models.CharField("số quyết định", max_length=40)
    decided_on = models.DateField("ngày quyết định")
    reason = models.TextField("lý do khác với đề xuất", blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    state = models.CharField("trạng thái", max_length=16, choices=DecisionState, default=DecisionState.IN_FORCE)
    annulled_reason = models.CharField("lý do hủy bỏ", max_length=300, blank=True)
    annulled_document = models.CharField("văn bản hủy bỏ (số, ngày)", max_length=200, blank=True)
    annulled_on = models.DateField("ngày hủy bỏ", null=True, blank=True)
    annulling_authority = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cấp hủy bỏ"
    )
    annulled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    suspending_order = models.ForeignKey(
        ReviewOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="suspended", verbose_name="yêu cầu"
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "quyết định xếp loại"
        verbose_name_plural = "quyết định xếp loại"
        ordering = ("decided_on", "id")
        constraints = [
            models.UniqueConstraint(
                name="one_decision_in_force_for_a_track",
                fields=("review", "track"),
                condition=Q(state=DecisionState.IN_FORCE),
            ),
            models.CheckConstraint(
                name="an_annulled_decision_has_a_reason",
                condition=~Q(state=DecisionState.ANNULLED) | ~Q(annulled_reason=""),
            ),
            models.CheckConstraint(
                name="an_annulment_by_document_names_authority_and_day",
                condition=Q(annulled_document="")
                | Q(state=DecisionState.ANNULLED, annulled_on__isnull=False, annulling_authority__isnull=False),
            ),
            models.CheckConstraint(
                name="a_suspended_decision_names_its_order",
                condition=~Q(state=DecisionState.SUSPENDED) | Q(suspending_order__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_level_display()}"
