"""Paper ballots counted by hand: entered twice, by two people who do not see each other's figures."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ratings.models.ballot import BallotQuestion, BallotSession


class PaperCount(models.Model):
    """What one member of the counting team entered: the sheets of the round, all questions alike.

    ``attempt`` counts the recounts; of each attempt there are two entries. ``agreed`` once both are the same.
    """

    session = models.ForeignKey(BallotSession, on_delete=models.CASCADE, related_name="paper_counts")
    attempt = models.PositiveSmallIntegerField("lần đếm", default=1)
    ordinal = models.PositiveSmallIntegerField("lần nhập", default=1)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField("nhập lúc")
    issued = models.PositiveIntegerField("phiếu phát ra")
    collected = models.PositiveIntegerField("phiếu thu về")
    unused = models.PositiveIntegerField("phiếu không sử dụng")
    spoiled = models.PositiveIntegerField("phiếu hỏng đã đổi")
    valid = models.PositiveIntegerField("phiếu hợp lệ")
    invalid = models.PositiveIntegerField("phiếu không hợp lệ")
    agreed = models.BooleanField("hai lần nhập khớp nhau", default=False)

    class Meta:
        verbose_name = "số liệu kiểm phiếu giấy"
        verbose_name_plural = "số liệu kiểm phiếu giấy"
        ordering = ("session", "attempt", "ordinal")
        constraints = [
            models.UniqueConstraint(name="one_entry_of_a_turn", fields=("session", "attempt", "ordinal")),
            models.UniqueConstraint(
                name="nobody_enters_both_counts_of_a_turn", fields=("session", "attempt", "entered_by")
            ),
            models.CheckConstraint(name="a_paper_count_is_entered_twice", condition=Q(ordinal__in=(1, 2))),
            models.CheckConstraint(
                name="ballots_issued_are_all_accounted_for",
                condition=Q(issued=F("collected") + F("unused") + F("spoiled")),
            ),
            models.CheckConstraint(
                name="ballots_collected_are_valid_or_not", condition=Q(collected=F("valid") + F("invalid"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}, lần đếm {self.attempt}, lần nhập {self.ordinal}"


class PaperQuestionCount(models.Model):
    """The levels on the valid sheets for one question; ``valid`` repeats the sheets' own: the sums must agree."""

    count = models.ForeignKey(PaperCount, on_delete=models.CASCADE, related_name="rows")
    question = models.ForeignKey(BallotQuestion, on_delete=models.CASCADE, related_name="paper_counts")
    valid = models.PositiveIntegerField()
    excellent = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    not_completed = models.PositiveIntegerField(default=0)
    blank = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "số phiếu giấy của một nội dung"
        verbose_name_plural = "số phiếu giấy của một nội dung"
        constraints = [
            models.UniqueConstraint(name="one_paper_row_of_a_question", fields=("count", "question")),
            models.CheckConstraint(
                name="levels_and_blank_make_up_the_valid_ballots",
                condition=Q(valid=F("excellent") + F("good") + F("completed") + F("not_completed") + F("blank")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question}"
