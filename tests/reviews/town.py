"""The town of 2019, whose plan has thirteen offices send figures and the units report through Ban Tổ chức."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from organizations import clock
from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Sector, Tier
from organizations.models import Collective, Grant, Organization, Post
from reviews.services import feeds
from reviews.services.campaigns import create_campaign, issue_campaign
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.kept import built_once
from tests.world import HANOI, World, build_world

PRESET = "p3_thi_xa_2019"
K, C = OrganizationKind, CollectiveKind


@contextmanager
def standing_in(month: int, day: int, hour: int = 8, *, year: int = 2019) -> Iterator[datetime]:
    moment = datetime(year, month, day, hour, tzinfo=HANOI)
    with clock.standing_at(moment):
        yield moment


@dataclass
class Town(World):
    """``office`` is Phòng Tài chính - Kế hoạch, which ``head`` leads: it owes the budget of the two communes."""

    board: Organization = field(init=False)
    mobilization: Organization = field(init=False)
    health: Organization = field(init=False)
    front: Organization = field(init=False)
    xa: Organization = field(init=False)
    phuong: Organization = field(init=False)

    def led(self, organization: Organization, kind: CollectiveKind, key: str) -> Collective:
        """A body of the organization with a head, whose account is ``key``."""
        body = CollectiveFactory.create(organization=organization, kind=kind)
        person = self.add(key, f"Đinh Văn {key}", cell=self.village, residence_cell=self.village)
        PostFactory.create(person=person, collective=body, role=PostRole.HEAD, managed_by=self.district)
        return body


@built_once
def build_town() -> Town:
    base = build_world()
    town = Town(**{row.name: getattr(base, row.name) for row in fields(base) if row.init})
    town.board = Organization.objects.get(kind=K.ADVISORY_BOARD)
    for organization, name in (
        (town.district, "Đảng bộ thị xã Mẫu"),
        (town.board, "Ban Tổ chức Thị uỷ"),
        (town.commune, "Đảng bộ xã Mẫu Sơn"),
    ):
        organization.name = name
        organization.save(update_fields=("name",))
    government = town.office.parent
    town.mobilization = OrganizationFactory.create(
        parent=town.district, kind=K.ADVISORY_BOARD, name="Ban Dân vận Thị ủy"
    )
    town.health = OrganizationFactory.create(
        parent=government, kind=K.DEPARTMENT, sector=Sector.PROFESSIONAL, name="Phòng Y tế thị xã"
    )
    town.front = OrganizationFactory.create(
        parent=town.district, kind=K.FATHERLAND_FRONT, sector=Sector.FRONT_MASS, name="UBMTTQVN thị xã"
    )
    commune = {"kind": K.PEOPLES_COMMITTEE, "tier": Tier.COMMUNE, "sector": Sector.GOVERNMENT}
    town.xa = OrganizationFactory.create(parent=town.commune, name="UBND xã Mẫu Sơn", **commune)
    ward = OrganizationFactory.create(parent=town.district, commune=True, name="Đảng bộ phường Đông")
    town.phuong = OrganizationFactory.create(parent=ward, name="UBND phường Đông", **commune)
    town.led(town.mobilization, C.BOARD_LEADERSHIP, "mobilizer")
    town.led(town.health, C.AGENCY_LEADERSHIP, "doctor")
    town.led(town.front, C.FRONT_STANDING_BOARD, "front_chair")
    town.led(ward, C.EXECUTIVE_COMMITTEE, "ward_secretary")
    Collective.objects.filter(organization=town.commune).update(kind=C.EXECUTIVE_COMMITTEE)
    # The factories' people hold their posts since 2020, their rights since 2021.
    Post.objects.update(valid_from=date(2015, 1, 1))
    Grant.objects.update(valid_from=date(2015, 1, 1))
    return town


@built_once
def issued_town() -> Town:
    """The same with the plan issued on 12/11/2019."""
    town = build_town()
    with standing_in(11, 12) as now:
        draft = create_campaign(
            issuer=town.district,
            preset=PRESET,
            name="Kiểm điểm năm 2019 của Đảng bộ thị xã",
            year=2019,
            number="50-KH/TU",
            dated_on=date(2019, 11, 12),
            by=town.users["planner"],
        )
        town.campaign = issue_campaign(
            campaign_id=draft.pk,
            number="50-KH/TU",
            dated_on=date(2019, 11, 12),
            confirmed_defaults=[default.key for default in draft.plan.defaults_to_confirm],
            by=town.users["planner"],
            now=now,
        )
    return town


def enter(
    town: Town,
    feed: str,
    *,
    by: str,
    values: Mapping[tuple[Organization, str], str],
    month: int = 12,
    day: int = 20,
) -> int:
    """What somebody types into the cells of a feed."""
    with standing_in(month, day) as now:
        return feeds.save_figures(
            campaign_id=town.campaign.pk,
            feed_key=feed,
            typed={(unit.pk, column): text for (unit, column), text in values.items()},
            by=town.users[by],
            now=now,
        )


def budget(town: Town) -> dict[tuple[Organization, str], str]:
    """Revenue and expenditure of the commune and the ward, complete."""
    return {
        (town.xa, "revenue"): "12.500,5",
        (town.xa, "expenditure"): "11.900",
        (town.phuong, "revenue"): "30.000",
        (town.phuong, "expenditure"): "29.750",
    }


def send_budget(town: Town, *, month: int = 12, day: int = 20) -> None:
    enter(town, "budget", by="head", values=budget(town), month=month, day=day)
    with standing_in(month, day) as now:
        feeds.send_figures(campaign_id=town.campaign.pk, feed_key="budget", by=town.users["head"], now=now)
