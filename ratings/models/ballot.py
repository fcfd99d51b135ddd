"""The secret ballot of a meeting: the list of voters apart from the votes.

A vote carries a random id and nothing that tells its voter: no key, no time, no sequence. Totals exist only once the
session is closed; the votes themselves are deleted in the same transaction. What this simple box does not protect
against is written in ``docs/decisions``.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from organizations.models import Person
from ratings.choices import BallotState
from reviews.choices import Level, Track
from reviews.models import Meeting, Review

if TYPE_CHECKING:
    from organizations.models import User


class BallotSessionQuerySet(models.QuerySet["BallotSession"]):
    def visible_to(self, user: User) -> BallotSessionQuerySet:
        from ratings.permissions import visible_ballots

        return visible_ballots(self, user)

    def open(self) -> Self:
        return self.filter(state=BallotState.OPEN)


class BallotSession(models.Model):
    """One round of voting in a meeting: several questions, one voter list frozen at opening."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="ballots")
    round = models.PositiveSmallIntegerField("vòng", default=1)
    reason = models.CharField("vì sao bỏ phiếu lại", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=16, choices=BallotState, default=BallotState.OPEN)
    opened_at = models.DateTimeField("mở lúc")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField("kiểm phiếu lúc", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    counting_team = models.ManyToManyField(Person, related_name="+", verbose_name="tổ kiểm phiếu", blank=True)

    objects = BallotSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc bỏ phiếu"
        verbose_name_plural = "cuộc bỏ phiếu"
        ordering = ("meeting", "round")
        constraints = [
            models.UniqueConstraint(name="one_ballot_of_a_round", fields=("meeting", "round")),
            models.UniqueConstraint(
                name="one_open_ballot_in_a_meeting", fields=("meeting",), condition=Q(state=BallotState.OPEN)
            ),
            models.CheckConstraint(
                name="a_closed_ballot_has_its_time",
                condition=~Q(state=BallotState.CLOSED) | Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, vòng {self.round}"


class BallotQuestion(models.Model):
    """Which level for this subject? The counts are empty until the session is closed."""

    session = models.ForeignKey(BallotSession, on_delete=models.CASCADE, related_name="questions")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="ballot_questions")
    track = models.CharField("nội dung xếp loại", max_length=16, choices=Track)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    issued = models.PositiveIntegerField("phiếu phát ra", null=True, blank=True)
    excellent = models.PositiveIntegerField(null=True, blank=True)
    good = models.PositiveIntegerField(null=True, blank=True)
    completed = models.PositiveIntegerField(null=True, blank=True)
    not_completed = models.PositiveIntegerField(null=True, blank=True)
    blank = models.PositiveIntegerField("phiếu trắng", null=True, blank=True)
    outcome = models.CharField("mức đề xuất", max_length=16, choices=Level, blank=True)
    over_quota = models.BooleanField("vượt tỷ lệ", default=False)

    class Meta:
        verbose_name = "nội dung bỏ phiếu"
        verbose_name_plural = "nội dung bỏ phiếu"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(name="one_question_of_a_track", fields=("session", "review", "track")),
            models.CheckConstraint(
                name="counts_do_not_exceed_ballots_issued",
                condition=Q(issued__isnull=True)
                | Q(issued__gte=F("excellent") + F("good") + F("completed") + F("not_completed") + F("blank")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} ({self.get_track_display()})"


class Voter(models.Model):
    """Turnout only: whether this person has voted, never what."""

    session = models.ForeignKey(BallotSession, on_delete=models.CASCADE, related_name="voters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    voted = models.BooleanField("đã bỏ phiếu", default=False)

    class Meta:
        verbose_name = "người bỏ phiếu"
        verbose_name_plural = "người bỏ phiếu"
        ordering = ("person__given_name_key",)
        constraints = [
            models.UniqueConstraint(name="a_voter_is_listed_once", fields=("session", "person")),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Vote(models.Model):
    """One level (or blank) for one question. Lives only while the session is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(BallotQuestion, on_delete=models.CASCADE, related_name="votes")
    level = models.CharField(max_length=16, choices=Level, blank=True)

    class Meta:
        verbose_name = "phiếu"
        verbose_name_plural = "phiếu"

    def __str__(self) -> str:
        return "phiếu"
