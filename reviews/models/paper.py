"""Which rendered document belongs to which review, meeting, hand-over or issuer: the door to a paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from forms_templates.models import Document
from organizations.models import Organization

from .dossier import HandOver
from .meeting import Meeting
from .review import Review

if TYPE_CHECKING:
    from organizations.models import User


def _exactly_one(*fields: str) -> Q:
    """One of the fields is set and no other."""
    condition = Q()
    for given in fields:
        condition |= Q(**{f"{field}__isnull": field != given for field in fields})
    return condition


class PaperQuerySet(models.QuerySet["Paper"]):
    def visible_to(self, user: User) -> PaperQuerySet:
        from reviews.permissions import visible_papers

        return visible_papers(self, user)


class Paper(models.Model):
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="paper")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")
    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")
    #: Of a decision, a notice to a unit or a report: who writes it.
    issuer = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="papers")

    #: The line of the dossier that an attached paper fills; empty for any other.
    slot = models.CharField("mục hồ sơ", max_length=40, blank=True)

    objects = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = "văn bản"
        verbose_name_plural = "văn bản"
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                name="a_paper_belongs_to_one_review_meeting_hand_over_or_issuer",
                condition=_exactly_one("review", "meeting", "hand_over", "issuer"),
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)
