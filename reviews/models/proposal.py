"""What others propose to be asked in a review, and the days that an author sets where the paper prints none."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.models import Organization, Person

from .campaign import Campaign
from .entry import ReviewPrompt
from .review import Review


class PromptProposal(models.Model):
    """One body, or one member of the standing committee, proposes what a subject is to be asked (P1-II.6-a).

    ``category``: a key of the plan's own list. It waits until a prompt takes it in or the board sets it aside.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="prompt_proposals")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="cơ quan đề xuất"
    )
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người đề xuất"
    )
    category = models.CharField("loại nội dung", max_length=40)
    text = models.TextField("nội dung đề xuất")
    sent_on = models.DateField("ngày gửi")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prompt = models.ForeignKey(
        ReviewPrompt, on_delete=models.SET_NULL, null=True, blank=True, related_name="proposals", verbose_name="gợi ý"
    )
    set_aside_reason = models.CharField("lý do không gợi ý", max_length=300, blank=True)

    class Meta:
        verbose_name = "đề xuất nội dung gợi ý kiểm điểm"
        verbose_name_plural = "đề xuất nội dung gợi ý kiểm điểm"
        ordering = ("sent_on", "id")
        constraints = [
            models.CheckConstraint(
                name="a_proposal_has_exactly_one_proposer",
                condition=Q(organization__isnull=False, person__isnull=True)
                | Q(organization__isnull=True, person__isnull=False),
            ),
            models.CheckConstraint(
                name="a_proposal_set_aside_is_in_no_prompt", condition=Q(prompt__isnull=True) | Q(set_aside_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def proposer(self) -> str:
        return str(self.organization or self.person)

    @property
    def waits(self) -> bool:
        return self.prompt_id is None and not self.set_aside_reason


class AuthorsDay(models.Model):
    """The last day that the plan's author sets for a duty to which its paper prints none (P1-II.6-a)."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="authors_days")
    clause = models.CharField("điều khoản", max_length=40)
    due_on = models.DateField("ngày cuối")
    basis = models.CharField("căn cứ", max_length=200, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "hạn do người lập kế hoạch ghi"
        verbose_name_plural = "hạn do người lập kế hoạch ghi"
        ordering = ("due_on", "id")
        constraints = [models.UniqueConstraint(name="one_authors_day_of_a_clause", fields=("campaign", "clause"))]

    def __str__(self) -> str:
        return f"{self.clause}: {self.due_on:%d/%m/%Y}"
