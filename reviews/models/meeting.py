"""Review meetings (hội nghị kiểm điểm): who attends, in which order subjects are reviewed, what was concluded.

Besides them, meetings that only vote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from organizations.models import Collective, Organization, Person
from reviews.choices import AttendeeRole, ItemState, MeetingState, Presence, VenueKind

from .campaign import Campaign
from .review import Review

if TYPE_CHECKING:
    from organizations.models import User


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User) -> MeetingQuerySet:
        from reviews.permissions import visible_meetings

        return visible_meetings(self, user)


class Meeting(models.Model):
    """The meeting of one venue. ``half_days`` counts sessions actually held (morning or afternoon).

    ``only_votes``: nobody is reviewed here; a body that is reviewed elsewhere votes on its leaders, and what comes of
    it is told where they are reviewed (P4-3-B3-e).
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="meetings")
    kind = models.CharField("nơi kiểm điểm", max_length=16, choices=VenueKind)
    collective = models.ForeignKey(
        Collective, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name="tập thể"
    )
    cell = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings", verbose_name="chi bộ"
    )
    unit_path = models.CharField(max_length=80, editable=False)
    only_votes = models.BooleanField("chỉ bỏ phiếu phân loại", default=False)
    starts_on = models.DateField("ngày họp")
    place = models.CharField("địa điểm", max_length=200, blank=True)
    planned_half_days = models.PositiveSmallIntegerField("số buổi dự kiến", default=2)
    half_days = models.PositiveSmallIntegerField("số buổi đã họp", null=True, blank=True)
    chair = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="meetings_chaired", verbose_name="chủ trì")
    clerk = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="meetings_recorded", verbose_name="thư ký hội nghị"
    )
    state = models.CharField("trạng thái", max_length=16, choices=MeetingState, default=MeetingState.PLANNED)
    invited_at = models.DateTimeField("mời lúc", null=True, blank=True)
    opened_at = models.DateTimeField("khai mạc lúc", null=True, blank=True)
    concluded_at = models.DateTimeField("bế mạc lúc", null=True, blank=True)
    conclusion = models.TextField("kết luận hội nghị", blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = "hội nghị kiểm điểm"
        verbose_name_plural = "hội nghị kiểm điểm"
        ordering = ("starts_on", "id")
        constraints = [
            models.CheckConstraint(
                name="a_meeting_is_of_a_collective_or_a_cell",
                condition=Q(kind=VenueKind.CELL, cell__isnull=False, collective__isnull=True)
                | (~Q(kind=VenueKind.CELL) & Q(cell__isnull=True, collective__isnull=False)),
            ),
            models.CheckConstraint(
                name="only_a_collective_meets_to_vote_alone",
                condition=Q(only_votes=False) | Q(kind=VenueKind.COLLECTIVE),
            ),
            models.UniqueConstraint(
                name="one_meeting_of_a_collective_in_a_campaign",
                fields=("campaign", "collective"),
                condition=Q(collective__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_meeting_of_a_cell_in_a_campaign", fields=("campaign", "cell"), condition=Q(cell__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        if self.only_votes:
            return f"Hội nghị bỏ phiếu phân loại cán bộ lãnh đạo, {self.venue_name}"
        return f"Hội nghị kiểm điểm {self.venue_name}"

    @property
    def called(self) -> str:
        """What kind of meeting one is called to, within a sentence."""
        return "hội nghị bỏ phiếu phân loại cán bộ lãnh đạo" if self.only_votes else "hội nghị kiểm điểm"

    @property
    def venue_name(self) -> str:
        if self.kind == VenueKind.KEY_CADRES and self.collective:
            return f"cán bộ chủ chốt {self.collective.organization}"
        return str(self.collective or self.cell)

    @property
    def organization(self) -> Organization:
        if self.cell is not None:
            return self.cell
        assert self.collective is not None
        return self.collective.organization


class MeetingAttendee(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendees")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    role = models.CharField("thành phần", max_length=24, choices=AttendeeRole)
    may_vote = models.BooleanField("được bỏ phiếu", default=False)
    no_vote_reason = models.CharField("vì sao không bỏ phiếu", max_length=200, blank=True)
    presence = models.CharField("điểm danh", max_length=24, choices=Presence, default=Presence.UNKNOWN)
    absence_reason = models.CharField("lý do vắng", max_length=200, blank=True)
    draft_sent_on = models.DateField("gửi dự thảo ngày", null=True, blank=True)

    class Meta:
        verbose_name = "người dự"
        verbose_name_plural = "người dự"
        ordering = ("role", "person__given_name_key")
        constraints = [
            models.UniqueConstraint(name="a_person_attends_a_meeting_once", fields=("meeting", "person")),
            models.CheckConstraint(
                name="an_excused_absence_has_a_reason",
                condition=~Q(presence=Presence.ABSENT_WITH_REASON) | ~Q(absence_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)


class GroupReview(models.Model):
    """The review of some members of a cell in their party group, and whether it has reported to the cell (P4-1.4.3-e).

    Its items stay on the cell's agenda; the report concludes them.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="group_reviews")
    group = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", verbose_name="tổ đảng")
    held_on = models.DateField("ngày kiểm điểm ở tổ đảng")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField("báo cáo chi bộ lúc", null=True, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "kiểm điểm ở tổ đảng"
        verbose_name_plural = "kiểm điểm ở tổ đảng"
        ordering = ("held_on", "id")
        constraints = [models.UniqueConstraint(name="one_review_of_a_party_group", fields=("meeting", "group"))]

    def __str__(self) -> str:
        return str(self.group)


class AgendaItem(models.Model):
    """One subject on the agenda. ``chair`` may differ from the meeting's: nobody chairs his own item (P0-4.2-i)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField("thứ tự")
    chair = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="chủ trì nội dung này"
    )
    chair_reason = models.CharField("lý do phân công", max_length=300, blank=True)
    presenter = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người trình bày"
    )
    presenter_authorization = models.CharField("căn cứ ủy quyền trình bày", max_length=300, blank=True)
    state = models.CharField("trạng thái", max_length=16, choices=ItemState, default=ItemState.PENDING)
    started_at = models.DateTimeField("bắt đầu lúc", null=True, blank=True)
    concluded_at = models.DateTimeField("kết luận lúc", null=True, blank=True)
    conclusion = models.TextField("kết luận của người chủ trì", blank=True)
    group_review = models.ForeignKey(
        GroupReview, on_delete=models.SET_NULL, null=True, blank=True, related_name="items", verbose_name="tổ đảng"
    )

    class Meta:
        verbose_name = "nội dung kiểm điểm"
        verbose_name_plural = "nội dung kiểm điểm"
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(name="a_review_is_once_on_an_agenda", fields=("meeting", "review")),
            models.CheckConstraint(
                name="a_concluded_item_has_conclusion_and_time",
                condition=~Q(state=ItemState.CONCLUDED) | (Q(concluded_at__isnull=False) & ~Q(conclusion="")),
            ),
            models.UniqueConstraint(
                name="one_item_at_a_time", fields=("meeting",), condition=Q(state=ItemState.IN_PROGRESS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.review}"


class Contribution(models.Model):
    """What one attendee said on one item (text, or "nhất trí")."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="contributions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    text = models.TextField("ý kiến góp ý, phê bình")

    class Meta:
        verbose_name = "ý kiến góp ý"
        verbose_name_plural = "ý kiến góp ý"
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(name="one_contribution_of_a_person", fields=("item", "person")),
        ]

    def __str__(self) -> str:
        return self.text
