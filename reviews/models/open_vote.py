"""Open votes of a meeting (biểu quyết): a question, and how many hands were raised for and against it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .meeting import AgendaItem, Meeting


class OpenVote(models.Model):
    """One show of hands. Nobody's name stands in it.

    ``item``: the vote is on the chair's conclusion about this subject (P4-1.4.3-k) and needs no question of its own.
    ``entitled``: who was present and might vote then. A correction is a row of its own that names the one it
    ``corrects``: what was recorded first stays readable.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="open_votes")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="open_votes", verbose_name="nội dung"
    )
    question = models.CharField("nội dung biểu quyết", max_length=500, blank=True)
    entitled = models.PositiveIntegerField("số có mặt được biểu quyết")
    agree = models.PositiveIntegerField("đồng ý")
    disagree = models.PositiveIntegerField("không đồng ý")
    abstain = models.PositiveIntegerField("không có ý kiến")
    corrects = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="correction", verbose_name="ghi lại cho"
    )
    reason = models.CharField("lý do ghi lại", max_length=300, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "biểu quyết"
        verbose_name_plural = "biểu quyết"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                name="an_open_vote_is_on_a_conclusion_or_a_question",
                condition=Q(item__isnull=False, question="") | (Q(item__isnull=True) & ~Q(question="")),
            ),
            models.CheckConstraint(
                name="no_more_hands_than_people_who_may_vote",
                condition=Q(entitled__gte=F("agree") + F("disagree") + F("abstain")),
            ),
            models.CheckConstraint(
                name="a_corrected_vote_says_why", condition=Q(corrects__isnull=True) | ~Q(reason="")
            ),
            models.UniqueConstraint(
                name="one_vote_on_a_conclusion",
                fields=("item",),
                condition=Q(item__isnull=False, corrects__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.question or f"Kết luận về {self.item.review if self.item else ''}"
