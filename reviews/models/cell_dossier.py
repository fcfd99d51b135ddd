"""What a cell's yearly meeting passes, and the dossier that the cell hands in after it (P4 II.3, III)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .dossier import HandOver
from .meeting import Meeting
from .review import Review


class MeetingStep(models.Model):
    """A part of the programme that the meeting passed besides the reviews and ballots (P4-3-B4-b, P4-3-B4-e).

    ``step``: a key of the plan's list; ``agreed`` of ``present`` were for it.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField("phần", max_length=40)
    agreed = models.PositiveIntegerField("số đồng ý")
    present = models.PositiveIntegerField("số có mặt")
    note = models.CharField("ghi chú", max_length=300, blank=True)
    passed_at = models.DateTimeField("thông qua lúc")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "phần đã thông qua"
        verbose_name_plural = "phần đã thông qua"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="a_step_is_passed_once", fields=("meeting", "step")),
            models.CheckConstraint(
                name="more_than_half_agree_to_a_step",
                condition=Q(present__lt=F("agreed") * 2, present__gte=F("agreed")),
            ),
        ]

    def __str__(self) -> str:
        return self.step


class CellDossier(models.Model):
    """The dossier of the cell that met. ``hand_over``: when it went to the committee; nothing changes after that.

    ``title``: what the cell registers for next year; ``no_rewards``: its list of rewards says that there are none;
    ``minute_book_on``: the day on which the book itself was put with the dossier.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="cell_dossier")
    title = models.CharField("danh hiệu đăng ký năm sau", max_length=200, blank=True)
    title_reason = models.TextField("căn cứ, nội dung phấn đấu", blank=True)
    no_rewards = models.BooleanField("không đề nghị khen thưởng đảng viên nào", default=False)
    minute_book_on = models.DateField("nộp sổ ghi biên bản ngày", null=True, blank=True)
    hand_over = models.OneToOneField(
        HandOver, on_delete=models.PROTECT, null=True, blank=True, related_name="cell_dossier"
    )

    class Meta:
        verbose_name = "hồ sơ của chi bộ"
        verbose_name_plural = "hồ sơ của chi bộ"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"Hồ sơ của {self.meeting.venue_name}"


class CellScore(models.Model):
    """One row of the cell's own score sheet (P4-III-e). The plan prints no scale: rows and points are the cell's."""

    dossier = models.ForeignKey(CellDossier, on_delete=models.CASCADE, related_name="scores")
    place = models.PositiveSmallIntegerField("thứ tự")
    text = models.CharField("tiêu chí", max_length=500)
    most = models.PositiveSmallIntegerField("điểm tối đa")
    points = models.PositiveSmallIntegerField("điểm chấm", null=True, blank=True)

    class Meta:
        verbose_name = "dòng bảng điểm chi bộ"
        verbose_name_plural = "bảng điểm chi bộ"
        ordering = ("dossier", "place")
        constraints = [
            models.UniqueConstraint(name="one_score_at_a_place", fields=("dossier", "place")),
            models.CheckConstraint(
                name="a_score_is_at_most_what_it_is_worth", condition=Q(points__isnull=True) | Q(points__lte=F("most"))
            ),
        ]

    def __str__(self) -> str:
        return self.text


class RewardProposal(models.Model):
    """A member whom the cell proposes for reward; ``outstanding``: as "tiêu biểu" (P4-III-c)."""

    dossier = models.ForeignKey(CellDossier, on_delete=models.CASCADE, related_name="rewards")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="reward_proposals")
    outstanding = models.BooleanField("tiêu biểu", default=False)

    class Meta:
        verbose_name = "đề nghị khen thưởng"
        verbose_name_plural = "đề nghị khen thưởng"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="a_member_is_proposed_for_reward_once", fields=("dossier", "review"))
        ]

    def __str__(self) -> str:
        return str(self.review)
