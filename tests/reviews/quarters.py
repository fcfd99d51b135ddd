"""The commune of 2025, whose plan rates quarters and the year on one hundred points."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from organizations import clock
from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Sector, Tier
from reviews.choices import Period
from reviews.models import Campaign, FormEntry, Review
from reviews.services import entries
from reviews.services.campaigns import create_campaign, issue_campaign
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.kept import built_once
from tests.world import HANOI, World, build_world

PRESET = "p2_xa_2025"


@contextmanager
def standing_in(month: int, day: int, year: int = 2025) -> Iterator[datetime]:
    moment = datetime(year, month, day, 8, tzinfo=HANOI)
    with clock.standing_at(moment):
        yield moment


@built_once
def build_commune() -> World:
    """A commune with its people's committee, whose chair the province manages, and one cell; nothing is planned."""
    world = build_world()
    for key, codename in (("planner", "lead_review"), ("officer", "appraise"), ("secretary", "decide")):
        world.grant(key, codename, world.commune)
    government = OrganizationFactory.create(
        parent=world.commune,
        kind=OrganizationKind.PEOPLES_COMMITTEE,
        tier=Tier.COMMUNE,
        sector=Sector.GOVERNMENT,
        name="UBND xã Mẫu Sơn",
    )
    world.leadership = CollectiveFactory.create(
        organization=government,
        kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP,
        sector=Sector.GOVERNMENT,
        name="Lãnh đạo UBND xã Mẫu Sơn",
    )
    for key, name, role, managed_by in (
        ("chair", "Hà Văn Chủ", PostRole.HEAD, world.district),
        ("vice", "Lò Thị Phó", PostRole.DEPUTY, world.commune),
    ):
        world.add(key, name, cell=world.village, residence_cell=world.village, workplace=government)
        PostFactory.create(person=world.people[key], collective=world.leadership, role=role, managed_by=managed_by)
    world.add("villager", "Nông Văn Thôn", cell=world.village, residence_cell=world.village)
    return world


def draft(world: World, *, quarter: int | None = 3, **changes: Any) -> Campaign:
    """A draft of that quarter, or of the year for None."""
    name = f"Đánh giá, xếp loại Quý {quarter}" if quarter else "Kiểm điểm năm 2025"
    values: dict[str, Any] = {
        "issuer": world.commune,
        "preset": PRESET,
        "name": name,
        "year": 2025,
        "number": "",
        "dated_on": None,
        "by": world.users["planner"],
        "period": Period.QUARTER if quarter else Period.YEAR,
        "quarter": quarter,
        "due_on": date(2025, 12, 10) if quarter else None,
    }
    with standing_in(12, 1):
        world.campaign = create_campaign(**values | changes)
    return world.campaign


def issue(world: World, number: str = "12-KH/ĐU") -> Campaign:
    with standing_in(12, 1) as now:
        world.campaign = issue_campaign(
            campaign_id=world.campaign.pk,
            number=number,
            dated_on=date(2025, 12, 1),
            confirmed_defaults=[default.key for default in world.campaign.plan.defaults_to_confirm],
            by=world.users["planner"],
            now=now,
        )
    return world.campaign


def statement(review: Review, points: str, **changes: Any) -> dict[str, Any]:
    """A quarter's own rating in which nothing is missing; ``points`` of each criterion, separated by spaces."""
    rows = FormEntry.objects.get(review=review).data["score_items"]
    given = points.split()
    return {
        "score_items": [
            {**row, "points": value, "evidence": "Báo cáo"} for row, value in zip(rows, given, strict=True)
        ],
        "i_1": "Hoàn thành các nhiệm vụ trong quý.",
        "ii_shortcomings": [],
        "ii_none": True,
        "ii_causes": "",
        "vii_level": "good",
        "vii_cadre_level": "good",
        "vii_member_level": "good",
        **changes,
    }


def hand_in(world: World, review: Review, points: str, *, by: str, **changes: Any) -> FormEntry:
    entry = FormEntry.objects.get(review=review)
    with standing_in(12, 2) as now:
        data = statement(review, points, **changes)
        entries.submit_entry(entry_id=entry.pk, by=world.users[by], data=data, version=entry.version, now=now)
    entry.refresh_from_db()
    return entry
