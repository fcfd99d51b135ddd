"""What comes before the ballot: an organization's own level, the discussion, the employers' results, the nominees."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from reviews.choices import Level, Track

from .meeting import Meeting
from .review import Review


class SelfRating(models.Model):
    """The level that a Party organization takes for itself (tự đánh giá, nhận loại; P4-2.2.1-a)."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="self_rating")
    level = models.CharField("mức tự nhận", max_length=16, choices=Level)
    basis = models.TextField("căn cứ tự nhận mức", blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "mức tự nhận của tổ chức đảng"
        verbose_name_plural = "mức tự nhận của tổ chức đảng"
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.review}: {self.get_level_display()}"


class LevelDiscussion(models.Model):
    """A meeting has discussed the levels of one track before it votes on them (P4-2.2.1-c, P4-2.2.3.2-d)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="discussions")
    track = models.CharField("nội dung xếp loại", max_length=16, choices=Track)
    text = models.TextField("nội dung thảo luận")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "thảo luận mức xếp loại"
        verbose_name_plural = "thảo luận mức xếp loại"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="a_track_is_discussed_once_in_a_meeting", fields=("meeting", "track")),
            models.CheckConstraint(name="a_discussion_says_something", condition=~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_track_display()}"


class EmployerResult(models.Model):
    """The yearly level that the employer gave a cadre, civil servant or public employee (P4-2.3-g, P1-II.2-b)."""

    review = models.OneToOneField(Review, on_delete=models.CASCADE, related_name="employer_result")
    level = models.CharField("mức xếp loại", max_length=16, choices=Level)
    document = models.CharField("văn bản (số, ngày, cơ quan)", max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "kết quả xếp loại của cơ quan sử dụng"
        verbose_name_plural = "kết quả xếp loại của cơ quan sử dụng"
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(name="an_employers_result_names_its_document", condition=~models.Q(document=""))
        ]

    def __str__(self) -> str:
        return f"{self.review}: {self.get_level_display()}"


class Nomination(models.Model):
    """Whether a leader qualifies to be proposed for EXCELLENT, and on what; "nobody" is a row for each (P0-4.4-i)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="nominations")
    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="nominations")
    qualifies = models.BooleanField("đủ điều kiện")
    basis = models.TextField("căn cứ", blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "đề xuất mức xuất sắc"
        verbose_name_plural = "danh sách đề xuất mức xuất sắc"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="a_leader_is_listed_once_in_a_meeting", fields=("meeting", "review")),
            models.CheckConstraint(
                name="a_nominee_has_a_basis", condition=~models.Q(qualifies=True) | ~models.Q(basis="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}: {'đủ' if self.qualifies else 'không đủ'} điều kiện"
