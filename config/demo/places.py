"""The tree of the invented district "Thanh Sơn Hạ" and its leadership bodies, as tables and as rows.

Keys name a node shortly and for good: ``district``, ``btc``, ``phong.tckh``, ``kl`` (a commune), ``kl.ubnd``,
``kl.cb1`` (a cell).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from organizations.choices import CollectiveKind, OrganizationKind, Sector, Tier
from organizations.models import Collective, Organization, Term
from organizations.services.tree import add_organization

PROVINCE = "Giang Lĩnh"
DISTRICT = "Thanh Sơn Hạ"

K = OrganizationKind
B = CollectiveKind

#: key, name, symbol
BOARDS = (
    ("btc", "Ban Tổ chức Huyện ủy", "BTCHU"),
    ("ubkt", "Ủy ban Kiểm tra Huyện ủy", "UBKTHU"),
    ("btg", "Ban Tuyên giáo Huyện ủy", "BTGHU"),
    ("bdv", "Ban Dân vận Huyện ủy", "BDVHU"),
    ("vphu", "Văn phòng Huyện ủy", "VPHU"),
)

#: key, name without "huyện", symbol, sector
DEPARTMENTS = (
    ("phong.vp", "Văn phòng HĐND và UBND", "VP", Sector.GOVERNMENT),
    ("phong.nv", "Phòng Nội vụ", "NV", Sector.GOVERNMENT),
    ("phong.tckh", "Phòng Tài chính - Kế hoạch", "TCKH", Sector.GOVERNMENT),
    ("phong.tnmt", "Phòng Tài nguyên và Môi trường", "TNMT", Sector.GOVERNMENT),
    ("phong.nn", "Phòng Nông nghiệp và Phát triển nông thôn", "NNPTNT", Sector.GOVERNMENT),
    ("phong.ktht", "Phòng Kinh tế và Hạ tầng", "KTHT", Sector.GOVERNMENT),
    ("phong.gddt", "Phòng Giáo dục và Đào tạo", "GDĐT", Sector.GOVERNMENT),
    ("phong.ldxh", "Phòng Lao động - Thương binh và Xã hội", "LĐTBXH", Sector.GOVERNMENT),
    ("phong.vhtt", "Phòng Văn hóa và Thông tin", "VHTT", Sector.GOVERNMENT),
    ("phong.tp", "Phòng Tư pháp", "TP", Sector.GOVERNMENT),
    ("phong.tt", "Thanh tra", "TTr", Sector.GOVERNMENT),
)

#: The one office led by its head alone (chế độ thủ trưởng).
HEAD_REGIME = "phong.tt"

#: key, name, symbol
MASS_ORGANIZATIONS = (
    ("dtn", "Đoàn TNCS Hồ Chí Minh", "HĐ"),
    ("lhpn", "Hội Liên hiệp Phụ nữ", "BTV"),
    ("nd", "Hội Nông dân", "HNDH"),
    ("ccb", "Hội Cựu chiến binh", "CCB"),
    ("ldld", "Liên đoàn Lao động", "LĐLĐ"),
)

#: key, name of the agency, symbol
ARMED_FORCES = (
    ("ca", "Công an", "CAH"),
    ("qs", "Ban Chỉ huy Quân sự", "BCH"),
)

SERVICE_UNITS = (
    ("tt.yt", "Trung tâm Y tế"),
    ("tt.gdtx", "Trung tâm Giáo dục nghề nghiệp - Giáo dục thường xuyên"),
)

#: Grassroots party organizations of the agencies: key, name, sector, has a standing committee, cells (key, name)
AGENCY_PARTIES: tuple[tuple[str, str, Sector, bool, tuple[tuple[str, str], ...]], ...] = (
    (
        "db.cqhu",
        "Đảng bộ Cơ quan Huyện ủy",
        Sector.PARTY,
        False,
        (
            ("cb.btc", "Chi bộ Ban Tổ chức - Ủy ban Kiểm tra"),
            ("cb.btg", "Chi bộ Ban Tuyên giáo - Ban Dân vận"),
            ("cb.vphu", "Chi bộ Văn phòng Huyện ủy"),
        ),
    ),
    (
        "db.cqub",
        "Đảng bộ Cơ quan HĐND - UBND huyện",
        Sector.GOVERNMENT,
        True,
        (
            ("cb.vpub", "Chi bộ Văn phòng HĐND và UBND"),
            ("cb.kt", "Chi bộ Kinh tế tổng hợp"),
            ("cb.nc", "Chi bộ Nội chính - Tài chính"),
            ("cb.vx", "Chi bộ Văn hóa - Xã hội"),
        ),
    ),
    (
        "db.ca",
        "Đảng bộ Công an huyện",
        Sector.ARMED_FORCES,
        True,
        (("cb.ca1", "Chi bộ Tham mưu - An ninh"), ("cb.ca2", "Chi bộ Cảnh sát")),
    ),
    (
        "db.qs",
        "Đảng bộ Quân sự huyện",
        Sector.ARMED_FORCES,
        False,
        (("cb.qs", "Chi bộ Cơ quan Ban Chỉ huy Quân sự"),),
    ),
)

#: Cells directly under the district committee (chi bộ cơ sở): key, name, sector
GRASSROOTS_CELLS = (
    ("cb.mttq", "Chi bộ Khối Mặt trận và đoàn thể", Sector.FRONT_MASS),
    ("cb.yt", "Chi bộ Trung tâm Y tế", Sector.PROFESSIONAL),
    ("cb.gdtx", "Chi bộ Trung tâm GDNN - GDTX", Sector.PROFESSIONAL),
)


@dataclass(frozen=True, slots=True)
class Commune:
    key: str
    name: str
    cells: tuple[str, ...]
    is_town: bool = False
    has_standing_committee: bool = True
    has_front: bool = True

    @property
    def unit(self) -> str:
        """``thị trấn Khe Lim``, ``xã Bình Lâm Hạ``: as it stands inside a title."""
        return f"{'thị trấn' if self.is_town else 'xã'} {self.name}"


COMMUNES = (
    Commune(
        "kl",
        "Khe Lim",
        ("Chi bộ Tổ dân phố số 1", "Chi bộ Tổ dân phố số 2", "Chi bộ Tổ dân phố số 3", "Chi bộ Cơ quan thị trấn"),
        is_town=True,
    ),
    Commune(
        "blh",
        "Bình Lâm Hạ",
        ("Chi bộ thôn Đồng Dâu", "Chi bộ thôn Bãi Soi", "Chi bộ thôn Nà Khe", "Chi bộ Cơ quan xã Bình Lâm Hạ"),
    ),
    Commune("dmt", "Đồng Mộc Thượng", ("Chi bộ thôn Mộc Đình", "Chi bộ thôn Gò Trám", "Chi bộ thôn Cầu Vai")),
    Commune("ald", "An Lĩnh Đông", ("Chi bộ thôn Đông Trại", "Chi bộ thôn Lĩnh Khê", "Chi bộ thôn Ao Sen")),
    Commune(
        "sl",
        "Suối Lim",
        ("Chi bộ thôn Khe Vàng", "Chi bộ thôn Suối Cạn", "Chi bộ thôn Đồi Cọ"),
        has_standing_committee=False,
        has_front=False,
    ),
)

#: The one cell without a cell committee: the whole cell is reviewed in its place.
WHOLE_CELL = "sl.cb1"


@dataclass
class Places:
    """The rows made, by key; a collective by the key of its organization and its kind."""

    organizations: dict[str, Organization] = field(default_factory=dict)
    collectives: dict[tuple[str, CollectiveKind], Collective] = field(default_factory=dict)

    def add(
        self,
        key: str,
        kind: OrganizationKind,
        name: str,
        *,
        under: str | None,
        tier: Tier,
        sector: Sector = Sector.PARTY,
        symbol: str = "",
        place: str = DISTRICT,
        bodies: tuple[tuple[CollectiveKind, str], ...] = (),
        short_name: str = "",
        head_regime: bool = False,
    ) -> None:
        organization = add_organization(
            parent=self.organizations[under] if under else None,
            kind=kind,
            tier=tier,
            sector=sector,
            name=name,
            short_name=short_name,
            symbol=symbol,
            place=place,
            has_seal=tier != Tier.CELL,
            head_regime=head_regime,
        )
        self.organizations[key] = organization
        for body, body_name in bodies:
            self.collectives[key, body] = Collective(
                organization=organization, kind=body, sector=sector, name=body_name
            )


def build_places() -> Places:
    """Write the whole tree; parents before children, so that the paths follow the order of the tables."""
    places = Places()
    _province(places)
    _district_bodies(places)
    _agency_parties(places)
    for commune in COMMUNES:
        _commune(places, commune)
    Collective.objects.bulk_create(places.collectives.values())
    _terms(places)
    return places


def _terms(places: Places) -> None:
    """The terms of province and district, in which the numbers of their documents run; what is below follows them."""
    for key, month in (("province", 10), ("district", 7)):
        for first in (2020, 2025):
            ends = date(first + 5, month, 31)
            starts = date(first, month, 31) + timedelta(days=1)
            Term.objects.create(organization=places.organizations[key], starts_on=starts, ends_on=ends)


def _province(places: Places) -> None:
    places.add(
        "province", K.PROVINCE_PARTY, f"Đảng bộ tỉnh {PROVINCE}", under=None, tier=Tier.PROVINCE, symbol="TU",
        place=PROVINCE, short_name="Tỉnh ủy",
    )  # fmt: skip
    places.add(
        "tinh.dd", K.PARTY_DELEGATION, "Đảng đoàn Hội đồng nhân dân tỉnh", under="province", tier=Tier.PROVINCE,
        symbol="ĐĐHĐND", place=PROVINCE, bodies=((B.BOARD_LEADERSHIP, "Đảng đoàn Hội đồng nhân dân tỉnh"),),
    )  # fmt: skip
    places.add(
        "tinh.bcs", K.PARTY_AFFAIRS_COMMITTEE, "Ban cán sự đảng Ủy ban nhân dân tỉnh", under="province",
        tier=Tier.PROVINCE, symbol="BCSĐUBND", place=PROVINCE,
        bodies=((B.BOARD_LEADERSHIP, "Ban cán sự đảng Ủy ban nhân dân tỉnh"),),
    )  # fmt: skip


def _district_bodies(places: Places) -> None:
    def add(key: str, kind: OrganizationKind, name: str, sector: Sector, symbol: str, body: CollectiveKind, of: str,
            *, under: str = "district", head_regime: bool = False) -> None:  # fmt: skip
        places.add(key, kind, name, under=under, tier=Tier.DISTRICT, sector=sector, symbol=symbol,
                   bodies=((body, of),), head_regime=head_regime)  # fmt: skip

    places.add(
        "district", K.DISTRICT_PARTY, f"Đảng bộ huyện {DISTRICT}", under="province", tier=Tier.DISTRICT, symbol="HU",
        short_name="Huyện ủy",
        bodies=(
            (B.STANDING_COMMITTEE, "Ban Thường vụ Huyện ủy"),
            (B.EXECUTIVE_COMMITTEE, "Ban Chấp hành Đảng bộ huyện"),
        ),
    )  # fmt: skip
    for key, name, symbol in BOARDS:
        add(key, K.ADVISORY_BOARD, name, Sector.PARTY, symbol, B.BOARD_LEADERSHIP, f"Tập thể lãnh đạo {name}")
    add("hdnd", K.COUNCIL, f"Hội đồng nhân dân huyện {DISTRICT}", Sector.GOVERNMENT, "HĐND",
        B.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND huyện")  # fmt: skip
    add("ubnd", K.PEOPLES_COMMITTEE, f"Ủy ban nhân dân huyện {DISTRICT}", Sector.GOVERNMENT, "UBND",
        B.PEOPLES_COMMITTEE_LEADERSHIP, "Tập thể lãnh đạo UBND huyện")  # fmt: skip
    add("mttq", K.FATHERLAND_FRONT, "Ủy ban MTTQ Việt Nam huyện", Sector.FRONT_MASS, "MTTQ",
        B.FRONT_STANDING_BOARD, "Ban Thường trực Ủy ban MTTQ Việt Nam huyện")  # fmt: skip
    for key, name, symbol in MASS_ORGANIZATIONS:
        add(key, K.MASS_ORGANIZATION, f"{name} huyện", Sector.FRONT_MASS, symbol, B.MASS_STANDING_COMMITTEE,
            f"Ban Thường vụ {name} huyện")  # fmt: skip
    for key, name, symbol, sector in DEPARTMENTS:
        add(key, K.DEPARTMENT, f"{name} huyện", sector, symbol, B.AGENCY_LEADERSHIP, f"Tập thể lãnh đạo {name} huyện",
            under="ubnd", head_regime=key == HEAD_REGIME)  # fmt: skip
    for key, name, symbol in ARMED_FORCES:
        add(key, K.ARMED_FORCES, f"{name} huyện", Sector.ARMED_FORCES, symbol, B.AGENCY_LEADERSHIP,
            f"Tập thể lãnh đạo {name} huyện")  # fmt: skip
    for key, name in SERVICE_UNITS:
        add(key, K.PUBLIC_SERVICE_UNIT, f"{name} huyện", Sector.PROFESSIONAL, "TT", B.AGENCY_LEADERSHIP,
            f"Tập thể lãnh đạo {name} huyện")  # fmt: skip


def _agency_parties(places: Places) -> None:
    for key, name, sector, has_standing_committee, cells in AGENCY_PARTIES:
        committee = name.replace("Đảng bộ", "Đảng ủy", 1)
        places.add(
            key, K.GRASSROOTS_PARTY, name, under="district", tier=Tier.GRASSROOTS, sector=sector, symbol="ĐU",
            bodies=_committee(committee, has_standing_committee),
        )  # fmt: skip
        for cell_key, cell_name in cells:
            _cell(places, cell_key, cell_name, under=key, sector=sector)
    for key, name, sector in GRASSROOTS_CELLS:
        _cell(places, key, name, under="district", sector=sector, kind=K.GRASSROOTS_CELL)


def _commune(places: Places, commune: Commune) -> None:
    key, unit, place = commune.key, commune.unit, commune.name
    places.add(
        key, K.COMMUNE_PARTY, f"Đảng bộ {unit}", under="district", tier=Tier.COMMUNE, symbol="ĐU", place=place,
        short_name=f"Đảng ủy {unit}", bodies=_committee(f"Đảng ủy {unit}", commune.has_standing_committee),
    )  # fmt: skip
    places.add(
        f"{key}.hdnd", K.COUNCIL, f"Hội đồng nhân dân {unit}", under=key, tier=Tier.COMMUNE, sector=Sector.GOVERNMENT,
        symbol="HĐND", place=place, bodies=((B.COUNCIL_PERMANENT_BOARD, f"Thường trực HĐND {unit}"),),
    )  # fmt: skip
    places.add(
        f"{key}.ubnd", K.PEOPLES_COMMITTEE, f"Ủy ban nhân dân {unit}", under=key, tier=Tier.COMMUNE,
        sector=Sector.GOVERNMENT, symbol="UBND", place=place,
        bodies=((B.PEOPLES_COMMITTEE_LEADERSHIP, f"Tập thể lãnh đạo UBND {unit}"),),
    )  # fmt: skip
    if commune.has_front:
        places.add(
            f"{key}.mttq", K.FATHERLAND_FRONT, f"Ủy ban MTTQ Việt Nam {unit}", under=key, tier=Tier.COMMUNE,
            sector=Sector.FRONT_MASS, symbol="MTTQ", place=place,
            bodies=((B.FRONT_STANDING_BOARD, f"Ban Thường trực Ủy ban MTTQ Việt Nam {unit}"),),
        )  # fmt: skip
    for number, cell_name in enumerate(commune.cells, start=1):
        _cell(places, f"{key}.cb{number}", cell_name, under=key, place=place)


def _committee(name: str, has_standing_committee: bool) -> tuple[tuple[CollectiveKind, str], ...]:
    executive = (B.EXECUTIVE_COMMITTEE, f"Ban Chấp hành {name.replace('Đảng ủy', 'Đảng bộ', 1)}")
    return ((B.STANDING_COMMITTEE, f"Ban Thường vụ {name}"), executive) if has_standing_committee else (executive,)


def _cell(
    places: Places,
    key: str,
    name: str,
    *,
    under: str,
    sector: Sector = Sector.PARTY,
    place: str = DISTRICT,
    kind: OrganizationKind = K.PARTY_CELL,
) -> None:
    bare = name.removeprefix("Chi bộ ")
    if key == WHOLE_CELL:
        body = (B.WHOLE_CELL, f"Tập thể Chi bộ {bare}")
    else:
        body = (B.CELL_COMMITTEE, f"Chi ủy Chi bộ {bare}")
    places.add(key, kind, name, under=under, tier=Tier.CELL, sector=sector, symbol="CB", place=place, bodies=(body,))
