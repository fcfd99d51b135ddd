"""Polls at work on leading cadres (lấy ý kiến nơi công tác, P4 II.1.4.1): who is asked, on whom, what was counted.

A poll is held on paper. Nothing here joins a person to a sheet: who took one is kept apart from what was counted.
"""

from __future__ import annotations

from datetime import UTC

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.models import Organization, Person
from reviews.choices import PollState

from .campaign import Campaign
from .meeting import Meeting
from .review import Review


class WorkplacePoll(models.Model):
    """One meeting at which sheets are given out. ``key``: the plan's poll; ``unit``: the agency, where it is of one.

    Void once two people say so; its leaders wait for another poll then.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="polls")
    key = models.CharField("cuộc lấy ý kiến của kế hoạch", max_length=40)
    unit = models.ForeignKey(
        Organization,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="polls",
        verbose_name="cơ quan, đơn vị",
    )
    held_on = models.DateField("ngày lấy ý kiến")
    state = models.CharField("trạng thái", max_length=16, choices=PollState, default=PollState.PREPARED)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField("lập lúc")
    counted_at = models.DateTimeField("có kết quả lúc", null=True, blank=True)
    void_reason = models.CharField("vì sao hủy", max_length=400, blank=True)
    void_asked_at = models.DateTimeField("đề nghị hủy lúc", null=True, blank=True)
    void_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "cuộc lấy ý kiến nơi công tác"
        verbose_name_plural = "cuộc lấy ý kiến nơi công tác"
        ordering = ("held_on", "id")
        constraints = [
            models.CheckConstraint(
                name="a_counted_poll_has_its_time",
                condition=Q(state=PollState.COUNTED, counted_at__isnull=False)
                | (~Q(state=PollState.COUNTED) & Q(counted_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="a_void_poll_has_a_reason_and_two_who_said_so",
                condition=~Q(state=PollState.VOID)
                | (
                    ~Q(void_reason="")
                    & Q(void_asked_by__isnull=False)
                    & Q(voided_by__isnull=False)
                    & Q(voided_at__isnull=False)
                    & ~Q(void_asked_by=F("voided_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Lấy ý kiến nơi công tác ngày {self.held_on:%d/%m/%Y}" + (f", {self.unit}" if self.unit else "")

    @property
    def void_mark(self) -> str:
        """What tells one request to call the poll off from the next."""
        at = self.void_asked_at
        return f"{self.void_asked_by_id}-{at.astimezone(UTC):%Y%m%d%H%M%S%f}" if at is not None else ""


class PollParticipant(models.Model):
    """Somebody asked; ``took_sheet`` says that he was there and got a sheet, never what he wrote on it."""

    poll = models.ForeignKey(WorkplacePoll, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    took_sheet = models.BooleanField("đã nhận phiếu", default=False)

    class Meta:
        verbose_name = "người được lấy ý kiến"
        verbose_name_plural = "người được lấy ý kiến"
        ordering = ("person__given_name_key", "person_id")
        constraints = [models.UniqueConstraint(name="a_person_is_asked_once_in_a_poll", fields=("poll", "person"))]

    def __str__(self) -> str:
        return str(self.person)


class PollSubject(models.Model):
    """A leader on the sheet of the poll, in its order; the counts once two entries agree, none before."""

    poll = models.ForeignKey(WorkplacePoll, on_delete=models.CASCADE, related_name="subjects")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="workplace_polls")
    position = models.PositiveSmallIntegerField("thứ tự")
    issued = models.PositiveIntegerField("phiếu phát ra", null=True, blank=True)
    excellent = models.PositiveIntegerField(null=True, blank=True)
    good = models.PositiveIntegerField(null=True, blank=True)
    completed = models.PositiveIntegerField(null=True, blank=True)
    not_completed = models.PositiveIntegerField(null=True, blank=True)
    blank = models.PositiveIntegerField("phiếu trắng", null=True, blank=True)
    invalid = models.PositiveIntegerField("phiếu không hợp lệ", null=True, blank=True)

    class Meta:
        verbose_name = "người được lấy ý kiến về"
        verbose_name_plural = "người được lấy ý kiến về"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(name="a_leader_stands_once_on_a_sheet", fields=("poll", "review")),
            models.UniqueConstraint(name="one_line_at_a_place_of_a_sheet", fields=("poll", "position")),
        ]

    def __str__(self) -> str:
        return str(self.review)


class PollCount(models.Model):
    """What one person of the organization board entered; ``attempt`` counts the recounts, two entries to each."""

    poll = models.ForeignKey(WorkplacePoll, on_delete=models.CASCADE, related_name="counts")
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
        verbose_name = "số liệu lấy ý kiến"
        verbose_name_plural = "số liệu lấy ý kiến"
        ordering = ("poll", "attempt", "ordinal")
        constraints = [
            models.UniqueConstraint(name="one_poll_entry_of_a_turn", fields=("poll", "attempt", "ordinal")),
            models.UniqueConstraint(
                name="nobody_enters_both_counts_of_a_poll", fields=("poll", "attempt", "entered_by")
            ),
            models.CheckConstraint(name="a_poll_count_is_entered_twice", condition=Q(ordinal__in=(1, 2))),
            models.CheckConstraint(
                name="poll_sheets_issued_are_all_accounted_for",
                condition=Q(issued=F("collected") + F("unused") + F("spoiled")),
            ),
            models.CheckConstraint(
                name="poll_sheets_collected_are_valid_or_not", condition=Q(collected=F("valid") + F("invalid"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.poll}, lần đếm {self.attempt}, lần nhập {self.ordinal}"


class PollSubjectCount(models.Model):
    """The levels on the valid sheets for one leader; ``valid`` repeats the sheets' own: the sums must agree."""

    count = models.ForeignKey(PollCount, on_delete=models.CASCADE, related_name="rows")
    subject = models.ForeignKey(PollSubject, on_delete=models.CASCADE, related_name="counts")
    valid = models.PositiveIntegerField()
    excellent = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    completed = models.PositiveIntegerField(default=0)
    not_completed = models.PositiveIntegerField(default=0)
    blank = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "số phiếu về một người"
        verbose_name_plural = "số phiếu về một người"
        constraints = [
            models.UniqueConstraint(name="one_poll_row_of_a_subject", fields=("count", "subject")),
            models.CheckConstraint(
                name="levels_and_blank_make_up_the_valid_sheets",
                condition=Q(valid=F("excellent") + F("good") + F("completed") + F("not_completed") + F("blank")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)


class PollWaiver(models.Model):
    """Somebody confirmed that those polled on a leader are those who meet, if with others (P4-1.4.1-t)."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="poll_waivers")
    key = models.CharField("cuộc lấy ý kiến của kế hoạch", max_length=40)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField("lý do", max_length=300)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("xác nhận lúc")

    class Meta:
        verbose_name = "xác nhận không lấy ý kiến nơi công tác"
        verbose_name_plural = "xác nhận không lấy ý kiến nơi công tác"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="one_waiver_of_a_poll_on_a_leader", fields=("review", "key")),
            models.CheckConstraint(name="a_waived_poll_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return str(self.review)
