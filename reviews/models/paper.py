"""Which rendered document belongs to which review, meeting or hand-over: the door through which a paper is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from forms_templates.models import Document

from .dossier import HandOver
from .meeting import Meeting
from .review import Review

if TYPE_CHECKING:
    from organizations.models import User


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: User) -> PaperQuerySet:
        from reviews.permissions import visible_papers

        return visible_papers(self, user)


class Paper(models.Model):
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="paper")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")
    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")

    #: The line of the dossier that an attached paper fills; empty for any other.
    slot = models.CharField("mục hồ sơ", max_length=40, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="a_paper_belongs_to_a_review_a_meeting_or_a_hand_over",
                condition=Q(review__isnull=False, meeting__isnull=True, hand_over__isnull=True)
                | Q(review__isnull=True, meeting__isnull=False, hand_over__isnull=True)
                | Q(review__isnull=True, meeting__isnull=True, hand_over__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
