"""A campaign (đợt kiểm điểm): one issued plan and the dates it sets."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from organizations.models import Organization
from reviews.choices import CampaignState, Comparator, Period
from reviews.rules.changes import Change, overrides_of
from reviews.rules.periods import in_period, round_name
from reviews.rules.plan import Plan, load_preset
from reviews.rules.vocabulary import Period as RulePeriod

if TYPE_CHECKING:
    from organizations.models import User


@lru_cache(maxsize=64)
def _plan_with(preset: str, values: str, changes: str, period: str) -> Plan:
    plan = load_preset(preset)
    own = overrides_of(plan, [Change(**change) for change in json.loads(changes)])
    if own:
        plan = plan.with_overrides(own)
    overrides = json.loads(values)
    return in_period(plan.with_overrides(overrides) if overrides else plan, RulePeriod(period))


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> CampaignQuerySet:
        from reviews.permissions import visible_campaigns

        return visible_campaigns(self, user)

    def issued(self) -> Self:
        return self.filter(state=CampaignState.ISSUED)


class Campaign(models.Model):
    """Once issued it is changed only by a numbered amendment; it reprints under its own rules for ever."""

    issuer = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="campaigns", verbose_name="cấp ủy ban hành"
    )
    superior = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, verbose_name="kế hoạch của cấp trên"
    )
    name = models.CharField("tên đợt", max_length=200)
    year = models.PositiveSmallIntegerField("năm")
    period = models.CharField("kỳ", max_length=8, choices=Period, default=Period.YEAR)
    quarter = models.PositiveSmallIntegerField("quý", null=True, blank=True)
    occasion = models.CharField("lý do kiểm điểm khi cần thiết", max_length=300, blank=True)
    number = models.CharField("số văn bản", max_length=40, blank=True)
    dated_on = models.DateField("ngày văn bản", null=True, blank=True)
    rules_on = models.DateField("áp dụng quy định tại ngày")
    preset = models.SlugField("mẫu kế hoạch", max_length=60)
    settings = models.JSONField("giá trị thay đổi", default=dict, blank=True)
    changes = models.JSONField("giá trị của kế hoạch đã đổi, có căn cứ", default=list, blank=True)
    confirmed_defaults = models.JSONField("mặc định đã xác nhận", default=list, blank=True)
    state = models.CharField("trạng thái", max_length=16, choices=CampaignState, default=CampaignState.DRAFT)
    created_by = models.ForeignKey(
        "organizations.User", on_delete=models.PROTECT, null=True, related_name="campaigns_created"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    issued_by = models.ForeignKey(
        "organizations.User", on_delete=models.PROTECT, null=True, blank=True, related_name="campaigns_issued"
    )
    issued_at = models.DateTimeField("ban hành lúc", null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "đợt kiểm điểm"
        verbose_name_plural = "đợt kiểm điểm"
        ordering = ("-year", "-id")
        constraints = [
            models.CheckConstraint(
                name="an_issued_campaign_has_number_date_and_time",
                condition=Q(state=CampaignState.DRAFT)
                | (~Q(number="") & Q(dated_on__isnull=False) & Q(issued_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="a_quarter_and_no_other_round_has_its_number",
                condition=Q(period=Period.QUARTER, quarter__gte=1, quarter__lte=4)
                | (~Q(period=Period.QUARTER) & Q(quarter__isnull=True)),
            ),
            models.UniqueConstraint(
                name="one_campaign_of_an_issuer_for_a_quarter",
                fields=("issuer", "year", "quarter"),
                condition=Q(quarter__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_campaign_of_an_issuer_with_a_number",
                fields=("issuer", "year", "number"),
                condition=~Q(number=""),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def plan(self) -> Plan:
        """The preset's rules with this campaign's own values laid over them; findings cite its number and date."""
        values = dict(self.settings)
        if self.number and self.dated_on is not None:
            values["document"] = self.document
        changes = json.dumps(self.changes, sort_keys=True)
        return _plan_with(self.preset, json.dumps(values, sort_keys=True), changes, self.period)

    @property
    def round_name(self) -> str:
        """“Quý III năm 2025”, “Năm 2025”."""
        return round_name(RulePeriod(self.period), year=self.year, quarter=self.quarter)

    @property
    def is_draft(self) -> bool:
        return self.state == CampaignState.DRAFT

    @property
    def document(self) -> str:
        """How findings and papers cite the plan."""
        if not self.number or self.dated_on is None:
            return self.name
        return f"Kế hoạch số {self.number} ngày {self.dated_on:%d/%m/%Y}"


class Milestone(models.Model):
    """One date or window of the plan, as printed."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="milestones")
    code = models.CharField("điều khoản", max_length=40)
    title = models.CharField("nội dung", max_length=300)
    responsible = models.CharField("ai thực hiện", max_length=200, blank=True)
    section = models.CharField("mục", max_length=40, blank=True)
    starts_on = models.DateField("từ ngày", null=True, blank=True)
    due_on = models.DateField("ngày in trong kế hoạch")
    comparator = models.CharField(
        "cách tính",
        max_length=10,
        choices=Comparator,
    )
    change_reason = models.CharField("căn cứ thay đổi", max_length=300, blank=True)

    class Meta:
        verbose_name = "mốc thời hạn"
        verbose_name_plural = "mốc thời hạn"
        ordering = ("due_on", "id")
        constraints = [
            models.UniqueConstraint(name="one_milestone_of_a_clause", fields=("campaign", "code")),
            models.CheckConstraint(
                name="milestone_starts_before_it_is_due",
                condition=Q(starts_on__isnull=True) | Q(due_on__gte=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_good_day(self) -> date:
        """The last day on which it is on time: "trước ngày X" is strict, "chậm nhất ngày X" includes X."""
        return self.due_on - timedelta(days=1) if self.comparator == Comparator.BEFORE else self.due_on
