"""A small district in which the services can be tried: one office, one cell, one commune with a residence cell.

Everything is written by factories; the campaign is planned and issued by the services, as people would.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from organizations import clock
from organizations.choices import CollectiveKind, OrganizationKind, PostRole, PostSide, Sector, Tier
from organizations.models import Collective, Organization, Person, User
from reviews.models import Campaign, Review
from reviews.services.campaigns import create_campaign, issue_campaign
from tests.factories.organizations import (
    CollectiveFactory,
    GrantFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.kept import built_once

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
PRESET = "p0_huyen_2023"
WorldT = TypeVar("WorldT", bound="World")


def at(day: int, hour: int = 8, *, month: int = 11) -> datetime:
    return datetime(2023, month, day, hour, tzinfo=HANOI)


@contextmanager
def standing_on(day: int, hour: int = 8, *, month: int = 11) -> Iterator[datetime]:
    """Let the program's clock show that moment of 2023 and give it."""
    moment = at(day, hour, month=month)
    with clock.standing_at(moment):
        yield moment


@dataclass
class World:
    """Handles to what was made; ``users`` by the same keys as ``people``."""

    district: Organization
    office: Organization
    cell: Organization
    commune: Organization
    village: Organization
    standing: Collective
    leadership: Collective
    cell_committee: Collective
    people: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    campaign: Campaign = field(init=False)

    def add(self, key: str, name: str, *, cell: Organization | None = None, **fields: object) -> Person:
        person = PersonFactory.create(full_name=name, cell=cell, **fields)
        self.people[key] = person
        self.users[key] = UserFactory.create(person=person, username=key, email=f"{key}@example.org")
        return person

    def grant(self, key: str, codename: str, organization: Organization) -> None:
        GrantFactory.create(user=self.users[key], codename=codename, content_object=organization)

    def review_of(self, key: str) -> Review:
        return Review.objects.with_subject().get(campaign=self.campaign, person=self.people[key])

    def collective_review(self, collective: Collective | None = None) -> Review:
        return Review.objects.with_subject().get(campaign=self.campaign, collective=collective or self.leadership)


def build_world(*, above: Organization | None = None) -> World:
    """An office with head and two deputies in one cell; a village cell where they live; the bodies above them.

    ``above``: the province, where a test needs one.
    """
    district = OrganizationFactory.create(parent=above, name="Đảng bộ huyện Mẫu", place="Mẫu", symbol="HU")
    committee = OrganizationFactory.create(
        parent=district,
        kind=OrganizationKind.PEOPLES_COMMITTEE,
        sector=Sector.GOVERNMENT,
        name="Ủy ban nhân dân huyện Mẫu",
    )
    office = OrganizationFactory.create(
        parent=committee,
        kind=OrganizationKind.DEPARTMENT,
        sector=Sector.PROFESSIONAL,
        name="Phòng Tài chính - Kế hoạch",
    )
    board = OrganizationFactory.create(
        parent=district, kind=OrganizationKind.ADVISORY_BOARD, name="Ban Tổ chức Huyện ủy", place="Mẫu"
    )
    agencies = OrganizationFactory.create(
        parent=district, kind=OrganizationKind.GRASSROOTS_PARTY, tier=Tier.GRASSROOTS, name="Đảng bộ cơ quan UBND huyện"
    )
    cell = OrganizationFactory.create(parent=agencies, cell=True, name="Chi bộ Tài chính - Kế hoạch")
    commune = OrganizationFactory.create(parent=district, commune=True, name="Đảng bộ xã Mẫu Sơn", place="Mẫu Sơn")
    village = OrganizationFactory.create(parent=commune, cell=True, name="Chi bộ thôn Đông")
    world = World(
        district=district,
        office=office,
        cell=cell,
        commune=commune,
        village=village,
        standing=CollectiveFactory.create(organization=district, name="Ban Thường vụ Huyện ủy"),
        leadership=CollectiveFactory.create(
            organization=office,
            kind=CollectiveKind.AGENCY_LEADERSHIP,
            sector=Sector.PROFESSIONAL,
            name="Tập thể lãnh đạo Phòng Tài chính - Kế hoạch",
        ),
        cell_committee=CollectiveFactory.create(
            organization=cell, kind=CollectiveKind.CELL_COMMITTEE, name="Chi ủy Chi bộ Tài chính - Kế hoạch"
        ),
    )
    _people(world, board, agencies)
    return world


def _people(world: World, board: Organization, agencies: Organization) -> None:
    office: dict[str, object] = {"workplace": world.office, "residence_cell": world.village, "cell": world.cell}
    world.add("head", "Trần Thị Hà", **office)  # type: ignore[arg-type]
    world.add("deputy", "Lê Văn Bình", **office)  # type: ignore[arg-type]
    world.add("third", "Phạm Thị Lan", **office)  # type: ignore[arg-type]
    for number in range(1, 6):
        world.add(f"member{number}", f"Nguyễn Văn Đảng {number}", cell=world.cell, residence_cell=world.village)
    managed = {"managed_by": world.district, "side": PostSide.GOVERNMENT, "collective": world.leadership}
    PostFactory.create(person=world.people["head"], role=PostRole.HEAD, title="Trưởng phòng", **managed)
    PostFactory.create(person=world.people["deputy"], role=PostRole.DEPUTY, title="Phó Trưởng phòng", **managed)
    PostFactory.create(person=world.people["third"], role=PostRole.DEPUTY, title="Phó Trưởng phòng", **managed)
    committee = {"collective": world.cell_committee}
    PostFactory.create(person=world.people["head"], role=PostRole.HEAD, title="Bí thư chi bộ", **committee)
    PostFactory.create(person=world.people["deputy"], role=PostRole.DEPUTY, title="Phó Bí thư chi bộ", **committee)
    PostFactory.create(person=world.people["member1"], title="Chi ủy viên", **committee)
    _standing_committee(world, board)
    _commune(world)
    boss = world.add("agencies_secretary", "Vũ Văn Sáu", cell=world.cell)
    PostFactory.create(
        person=boss,
        collective=CollectiveFactory.create(organization=agencies, name="Ban Thường vụ Đảng ủy cơ quan UBND huyện"),
        role=PostRole.HEAD,
        title="Bí thư Đảng ủy",
    )
    world.grant("agencies_secretary", "decide", agencies)


def _standing_committee(world: World, board: Organization) -> None:
    secretary = world.add("secretary", "Hoàng Văn Nam", cell=world.village)
    supervisor = world.add("supervisor", "Đỗ Thị Mai", cell=world.village)
    officer = world.add("officer", "Bùi Văn Tổ", cell=world.village)
    planner = world.add("planner", "Ngô Thị Kế", cell=world.village)
    PostFactory.create(person=secretary, collective=world.standing, role=PostRole.HEAD, title="Bí thư Huyện ủy")
    PostFactory.create(
        person=supervisor,
        collective=world.standing,
        title="Ủy viên Ban Thường vụ Huyện ủy",
        managed_by=world.district,
    )
    leadership = CollectiveFactory.create(
        organization=board, kind=CollectiveKind.BOARD_LEADERSHIP, name="Tập thể lãnh đạo Ban Tổ chức Huyện ủy"
    )
    PostFactory.create(
        person=supervisor, collective=leadership, role=PostRole.HEAD, title="Trưởng Ban Tổ chức Huyện ủy"
    )
    PostFactory.create(
        person=officer, collective=leadership, role=PostRole.DEPUTY, title="Phó Trưởng Ban Tổ chức Huyện ủy"
    )
    for organization in (world.office, world.cell, world.commune, board):
        organization.supervisor = supervisor
        organization.save(update_fields=("supervisor",))
    world.grant("planner", "lead_review", world.district)
    world.grant("officer", "issue_prompts", world.district)
    world.grant("officer", "appraise", world.district)
    world.grant("secretary", "decide", world.district)
    assert planner.pk


def _commune(world: World) -> None:
    secretary = world.add("commune_secretary", "Lý Văn Xã", cell=world.village)
    villager = world.add("village_secretary", "Mai Thị Thôn", cell=world.village)
    PostFactory.create(
        person=secretary,
        collective=CollectiveFactory.create(organization=world.commune, name="Ban Thường vụ Đảng ủy xã Mẫu Sơn"),
        role=PostRole.HEAD,
        title="Bí thư Đảng ủy xã",
        managed_by=world.district,
    )
    PostFactory.create(
        person=villager,
        collective=CollectiveFactory.create(
            organization=world.village, kind=CollectiveKind.CELL_COMMITTEE, name="Chi ủy Chi bộ thôn Đông"
        ),
        role=PostRole.HEAD,
        title="Bí thư chi bộ",
    )


@built_once
def issued_world() -> World:
    """The same with the campaign issued on 06/11/2023."""
    return issue(build_world())


def issue(world: WorldT) -> WorldT:
    with standing_on(6) as moment:
        world.campaign = create_campaign(
            issuer=world.district,
            preset=PRESET,
            name="Kiểm điểm, đánh giá, xếp loại năm 2023",
            year=2023,
            number="128-KH/HU",
            dated_on=date(2023, 11, 6),
            by=world.users["planner"],
        )
        issue_campaign(
            campaign_id=world.campaign.pk,
            number="128-KH/HU",
            dated_on=date(2023, 11, 6),
            confirmed_defaults=[default.key for default in world.campaign.plan.defaults_to_confirm],
            by=world.users["planner"],
            now=moment,
        )
    world.campaign.refresh_from_db()
    return world


#: A Mẫu 02 in which nothing is missing.
STATEMENT = {
    "i_1": "Có lập trường chính trị vững vàng; đoàn kết nội bộ.",
    "i_1_self_examination": "Không có biểu hiện suy thoái.",
    "i_1_grade": "good",
    "i_2": "Hoàn thành 100% chỉ tiêu được giao.",
    "i_2_grade": "good",
    "i_3": "Thực hiện đầy đủ cam kết đã đăng ký.",
    "i_4": "Lãnh đạo đơn vị hoàn thành nhiệm vụ.",
    "i_4_grade": "good",
    "i_5": "Chủ động đề xuất giải pháp.",
    "i_5_grade": "good",
    "i_6": "Bản thân và gia đình gương mẫu.",
    "i_6_grade": "good",
    "ii_shortcomings": [
        {
            "content": 2,
            "text": "Còn chậm một số báo cáo.",
            "remedy": "Lập lịch báo cáo từng tháng.",
            "remedy_by": "Quý I năm 2024",
        }
    ],
    "ii_none": False,
    "ii_causes": "Chưa sắp xếp công việc khoa học.",
    "iii_items": [],
    "iii_none": True,
    "iii_grade": "",
    "iv_items": [],
    "v": "Chịu trách nhiệm về phần việc được phân công.",
    "vi": "Lập kế hoạch công tác từng tháng.",
    "vii_cadre_level": "good",
    "vii_member_level": "good",
}

#: What a report says of one shortcoming.
SHORTCOMING: dict[str, object] = {
    "content": 2,
    "text": "Giải ngân vốn đầu tư còn chậm.",
    "collective": "Chưa kiểm tra tiến độ hằng tháng.",
    "head": "Chưa kiên quyết đôn đốc chủ đầu tư.",
    "remedy": "Giao ban tiến độ hằng tuần.",
    "remedy_by": "Quý I năm 2024",
}

#: A Mẫu 01 in which nothing is missing.
REPORT = {
    **{f"i_{number}": f"Kết quả nội dung {number}." for number in range(1, 5)},
    **{f"i_{number}_grade": "good" for number in range(1, 5)},
    "ii_shortcomings": [SHORTCOMING],
    "ii_none": False,
    "ii_causes": "Phối hợp chưa chặt chẽ.",
    "iii_items": [],
    "iii_none": True,
    "iii_grade": "",
    "iv_items": [],
    "v": "Trách nhiệm của tập thể và người đứng đầu.",
    "vi": "Tăng cường kiểm tra tiến độ.",
    "vii_level": "good",
}

#: A reply of the residence cell in which every choice is made.
REPLY = {
    "item_1": "exemplary",
    "item_2": "exemplary",
    "item_3": "full",
    "item_4": "regular",
    "item_5": "active",
    "item_6": "no_proposal",
    "item_7": "",
    "meeting_on": "2023-11-07",
}
