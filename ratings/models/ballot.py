"""The secret ballot of a meeting: the list of voters, the sealed box, the counts.

What is in the box while people vote are envelopes: of one length, with a random id and nothing that tells their voter.
Row versions, dumps and logs may tell whose envelope is whose, but nobody opens one without the phrases of two key
holders; once counted, envelopes and keys are gone. What this does not protect against is in ``docs/decisions``.
"""

from __future__ import annotations

import uuid
from datetime import UTC
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from organizations.models import Person
from ratings.choices import RUNNING, BallotState, Channel, VotingMethod
from reviews.choices import Level, Track
from reviews.models import Meeting, Review

if TYPE_CHECKING:
    from organizations.models import User


class BallotSessionQuerySet(models.QuerySet["BallotSession"]):
    def visible_to(self, user: User) -> BallotSessionQuerySet:
        from ratings.permissions import visible_ballots

        return visible_ballots(self, user)

    def noting_counts_by_hand(self) -> Self:
        """Each with ``counted_by_hand``: whether figures of its paper ballots were entered."""
        from ratings.models.paper_count import PaperCount

        return self.annotate(counted_by_hand=Exists(PaperCount.objects.filter(session=OuterRef("pk"))))

    def standing(self) -> Self:
        """All but the void ones."""
        return self.exclude(state=BallotState.VOID)


class BallotSession(models.Model):
    """One round of voting in a meeting: several questions, one voter list frozen at opening, one box.

    ``public_key`` is what envelopes are sealed with; ``receipts`` the sorted hashes of all envelopes in the box when it
    was closed, ``receipts_root`` one hash of them all, ``cast`` how many there were. ``wrong_phrases`` counts wrong
    phrases since the last right ones. ``group_size``: the leaders among whom the seats for EXCELLENT were reckoned at
    the count, without those put ``group_aside`` (ids of reviews): who leads later changes no result.
    """

    #: By ``noting_counts_by_hand`` only.
    counted_by_hand: bool

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="ballots")
    round = models.PositiveSmallIntegerField("vòng", default=1)
    reason = models.CharField("vì sao bỏ phiếu lại", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=16, choices=BallotState, default=BallotState.PREPARING)
    method = models.CharField("cách bỏ phiếu", max_length=16, choices=VotingMethod, default=VotingMethod.ELECTRONIC)
    sign_out_after_vote = models.BooleanField("đăng xuất ngay sau khi bỏ phiếu", default=False)
    counting_team = models.ManyToManyField(
        Person, through="CountingMember", related_name="+", verbose_name="tổ kiểm phiếu", blank=True
    )
    prepared_at = models.DateTimeField("lập lúc")
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("mở lúc", null=True, blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    counted_at = models.DateTimeField("kiểm phiếu lúc", null=True, blank=True)
    counted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    group_size = models.PositiveSmallIntegerField("số lãnh đạo khi kiểm phiếu", null=True, blank=True)
    group_aside = models.JSONField("hồ sơ không tính", default=list, blank=True)
    public_key = models.BinaryField(null=True, editable=False)
    cast = models.PositiveIntegerField("phiếu điện tử trong hòm", null=True, blank=True)
    receipts = models.JSONField("mã phiếu", default=list, blank=True)
    receipts_root = models.CharField("mã băm danh sách phiếu", max_length=64, blank=True)
    wrong_phrases = models.PositiveSmallIntegerField(default=0)
    phrases_wait_until = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField("vì sao hủy", max_length=400, blank=True)
    void_asked_at = models.DateTimeField("đề nghị hủy lúc", null=True, blank=True)
    void_asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField("hủy lúc", null=True, blank=True)
    voided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = BallotSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc bỏ phiếu"
        verbose_name_plural = "cuộc bỏ phiếu"
        ordering = ("meeting", "round", "id")
        constraints = [
            models.UniqueConstraint(
                name="one_ballot_of_a_round", fields=("meeting", "round"), condition=~Q(state=BallotState.VOID)
            ),
            models.UniqueConstraint(
                name="one_running_ballot_in_a_meeting", fields=("meeting",), condition=Q(state__in=RUNNING)
            ),
            models.CheckConstraint(
                name="an_opened_ballot_has_its_time",
                condition=~Q(state__in=(BallotState.OPEN, BallotState.CLOSED, BallotState.COUNTED))
                | Q(opened_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_closed_ballot_has_its_time",
                condition=~Q(state__in=(BallotState.CLOSED, BallotState.COUNTED)) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_counted_ballot_has_its_time",
                condition=~Q(state=BallotState.COUNTED) | Q(counted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_void_ballot_has_a_reason_and_two_who_said_so",
                condition=~Q(state=BallotState.VOID)
                | (
                    ~Q(void_reason="")
                    & Q(void_asked_by__isnull=False)
                    & Q(voided_by__isnull=False)
                    & ~Q(void_asked_by=F("voided_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, vòng {self.round}"

    @property
    def box_name(self) -> str:
        """What ties envelopes and locks to this box and no other."""
        return f"kiem-diem ballot {self.pk}"

    @property
    def void_mark(self) -> str:
        """What tells one request to void the round from the next; empty while nobody asked."""
        at = self.void_asked_at
        return f"{self.void_asked_by_id}-{at.astimezone(UTC):%Y%m%d%H%M%S%f}" if at is not None else ""


class CountingMember(models.Model):
    """One of the counting team. Nobody counts a round that asks about himself, unless nobody else is left: ``why``."""

    ballotsession = models.ForeignKey(BallotSession, on_delete=models.CASCADE, related_name="counting_members")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    voted_on = models.BooleanField("có tên trong phiếu", default=False)
    why = models.CharField("vì sao vẫn kiểm phiếu", max_length=300, blank=True, default="")

    class Meta:
        verbose_name = "người kiểm phiếu"
        verbose_name_plural = "người kiểm phiếu"
        db_table = "ratings_ballotsession_counting_team"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="a_counter_is_named_once", fields=("ballotsession", "person")),
            models.CheckConstraint(name="who_counts_his_own_case_says_why", condition=Q(voted_on=False) | ~Q(why="")),
        ]

    def __str__(self) -> str:
        return str(self.person)


class BallotQuestionQuerySet(models.QuerySet["BallotQuestion"]):
    def of_ratings(self) -> Self:
        """Without those of meetings that only vote: a channel of information, nobody's rating (P4-3-B3-e)."""
        return self.filter(session__meeting__only_votes=False)


class BallotQuestion(models.Model):
    """Which level for this subject? The counts are empty until the round is counted.

    ``excellent_offered``: frozen when the round opens; False for a leader who is not on the list of nominees.
    """

    session = models.ForeignKey(BallotSession, on_delete=models.CASCADE, related_name="questions")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="ballot_questions")
    track = models.CharField("nội dung xếp loại", max_length=16, choices=Track)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    excellent_offered = models.BooleanField("có mức xuất sắc", default=True)
    issued = models.PositiveIntegerField("phiếu phát ra", null=True, blank=True)
    excellent = models.PositiveIntegerField(null=True, blank=True)
    good = models.PositiveIntegerField(null=True, blank=True)
    completed = models.PositiveIntegerField(null=True, blank=True)
    not_completed = models.PositiveIntegerField(null=True, blank=True)
    blank = models.PositiveIntegerField("phiếu trắng", null=True, blank=True)
    invalid = models.PositiveIntegerField("phiếu không hợp lệ", null=True, blank=True)
    outcome = models.CharField("mức đề xuất", max_length=16, choices=Level, blank=True)
    over_quota = models.BooleanField("vượt tỷ lệ", default=False)

    objects = BallotQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = "nội dung bỏ phiếu"
        verbose_name_plural = "nội dung bỏ phiếu"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(name="one_question_of_a_track", fields=("session", "review", "track")),
            models.CheckConstraint(
                name="counts_do_not_exceed_ballots_issued",
                condition=Q(issued__isnull=True)
                | Q(
                    issued__gte=F("excellent")
                    + F("good")
                    + F("completed")
                    + F("not_completed")
                    + F("blank")
                    + F("invalid")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review} ({self.get_track_display()})"


class Voter(models.Model):
    """Turnout only: whether this person has voted, or taken a paper ballot; never what."""

    session = models.ForeignKey(BallotSession, on_delete=models.CASCADE, related_name="voters")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField("cách bỏ phiếu", max_length=16, choices=Channel, default=Channel.ELECTRONIC)
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


class KeyHolder(models.Model):
    """One of the three who open the box; ``public_key`` is empty until he took his phrase, which is kept nowhere."""

    session = models.ForeignKey(BallotSession, on_delete=models.CASCADE, related_name="holders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(editable=False, default=bytes)
    public_key = models.BinaryField(editable=False, default=bytes)
    taken_at = models.DateTimeField("nhận mã lúc", null=True, blank=True)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "người giữ mã mở hòm phiếu"
        verbose_name_plural = "người giữ mã mở hòm phiếu"
        ordering = ("session", "id")
        constraints = [models.UniqueConstraint(name="a_holder_has_one_key", fields=("session", "person"))]

    def __str__(self) -> str:
        return str(self.person)


class KeyLock(models.Model):
    """The key of the box, locked for two of its holders. Gone once the box is counted or void."""

    session = models.ForeignKey(BallotSession, on_delete=models.CASCADE, related_name="locks")
    first = models.ForeignKey(KeyHolder, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(KeyHolder, on_delete=models.CASCADE, related_name="+")
    locked = models.BinaryField(editable=False)

    class Meta:
        verbose_name = "khóa hòm phiếu"
        verbose_name_plural = "khóa hòm phiếu"
        constraints = [models.UniqueConstraint(name="one_lock_for_a_pair", fields=("session", "first", "second"))]

    def __str__(self) -> str:
        return f"{self.first} – {self.second}"


class Envelope(models.Model):
    """One sealed ballot: a random id, its box, and nothing else. Gone once the box is counted or void."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(BallotSession, on_delete=models.CASCADE, related_name="envelopes")
    sealed = models.BinaryField(editable=False)

    class Meta:
        verbose_name = "phiếu niêm phong"
        verbose_name_plural = "phiếu niêm phong"

    def __str__(self) -> str:
        return "phiếu"
