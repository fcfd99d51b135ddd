"""The posts of the invented district, in the plan's own wording of titles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from config.demo.cast import COMMUNE_CONGRESS, COUNCIL_TERM, DISTRICT_CONGRESS, Cast, PersonDraft
from config.demo.places import COMMUNES, DEPARTMENTS, MASS_ORGANIZATIONS, SERVICE_UNITS, Commune
from organizations.choices import CollectiveKind, PostRole, PostSide

B = CollectiveKind
HEAD, DEPUTY, MEMBER = PostRole.HEAD, PostRole.DEPUTY, PostRole.MEMBER
PARTY, GOVERNMENT, MASS = PostSide.PARTY, PostSide.GOVERNMENT, PostSide.MASS

STANDING_MEMBER = "Ủy viên Ban Thường vụ Huyện ủy"
COMMITTEE_MEMBER = "Huyện ủy viên"

#: Which cell the people of an agency belong to.
CELL_OF = {
    "district": "cb.vphu", "btc": "cb.btc", "ubkt": "cb.btc", "btg": "cb.btg", "bdv": "cb.btg", "vphu": "cb.vphu",
    "hdnd": "cb.vpub", "ubnd": "cb.vpub", "phong.vp": "cb.vpub", "phong.nn": "cb.kt", "phong.tnmt": "cb.kt",
    "phong.ktht": "cb.kt", "phong.nv": "cb.nc", "phong.tckh": "cb.nc", "phong.tt": "cb.nc", "phong.tp": "cb.nc",
    "phong.gddt": "cb.vx", "phong.ldxh": "cb.vx", "phong.vhtt": "cb.vx", "ca": "cb.ca1", "qs": "cb.qs",
    "mttq": "cb.mttq", "dtn": "cb.mttq", "lhpn": "cb.mttq", "nd": "cb.mttq", "ccb": "cb.mttq", "ldld": "cb.mttq",
    "tt.yt": "cb.yt", "tt.gdtx": "cb.gdtx",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BoardLeaders:
    key: str
    body: CollectiveKind
    side: PostSide
    head: str
    deputies: tuple[str, ...]
    head_is_standing_member: bool = False
    committee_members: tuple[int, ...] = ()
    """Positions of those who are Huyện ủy viên: 0 the head, 1 the first deputy …"""
    managed_deputies: int = 9

    @property
    def women_percent(self) -> int:
        return {"lhpn": 100, "ccb": 0, "ca": 0, "qs": 0}.get(self.key, 35)


def _offices() -> list[BoardLeaders]:
    board = B.BOARD_LEADERSHIP
    offices = [
        BoardLeaders("btc", board, PARTY, "Trưởng Ban Tổ chức Huyện ủy",
                     ("Phó Trưởng Ban Thường trực Ban Tổ chức Huyện ủy", "Phó Trưởng Ban Tổ chức Huyện ủy"),
                     True, (1,)),
        BoardLeaders("ubkt", board, PARTY, "Chủ nhiệm Ủy ban Kiểm tra Huyện ủy",
                     ("Phó Chủ nhiệm Thường trực Ủy ban Kiểm tra Huyện ủy", "Phó Chủ nhiệm Ủy ban Kiểm tra Huyện ủy"),
                     True, (1,)),
        BoardLeaders("btg", board, PARTY, "Trưởng Ban Tuyên giáo Huyện ủy",
                     ("Phó Trưởng Ban Thường trực Ban Tuyên giáo Huyện ủy", "Phó Trưởng Ban Tuyên giáo Huyện ủy"),
                     True, (1,)),
        BoardLeaders("bdv", board, PARTY, "Trưởng Ban Dân vận Huyện ủy", ("Phó Trưởng Ban Dân vận Huyện ủy",), True),
        BoardLeaders("vphu", board, PARTY, "Chánh Văn phòng Huyện ủy",
                     ("Phó Chánh Văn phòng Huyện ủy", "Phó Chánh Văn phòng Huyện ủy"), False, (0,)),
    ]  # fmt: skip
    two = {"phong.vp", "phong.nv", "phong.tckh", "phong.nn", "phong.ktht", "phong.ldxh"}
    in_committee = {"phong.vp", "phong.nv", "phong.tckh", "phong.tnmt", "phong.nn", "phong.gddt", "phong.tt"}
    for key, name, _symbol, _sector in DEPARTMENTS:
        if name.startswith("Văn phòng"):
            head, deputy = f"Chánh {name} huyện", f"Phó Chánh {name} huyện"
        elif name.startswith("Thanh tra"):
            head, deputy = "Chánh Thanh tra huyện", "Phó Chánh Thanh tra huyện"
        else:
            head = f"Trưởng phòng {name.removeprefix('Phòng ')} huyện"
            deputy = f"Phó {head}"
        deputies = (deputy, deputy) if key in two else (deputy,)
        offices.append(
            BoardLeaders(
                key, B.AGENCY_LEADERSHIP, GOVERNMENT, head, deputies, False, (0,) if key in in_committee else ()
            )
        )
    for key, name in SERVICE_UNITS:
        deputies = (f"Phó Giám đốc {name} huyện",) * 2
        offices.append(BoardLeaders(key, B.AGENCY_LEADERSHIP, GOVERNMENT, f"Giám đốc {name} huyện", deputies))
    for key, name, _symbol in MASS_ORGANIZATIONS:
        if key == "dtn":
            head, deputy = "Bí thư Huyện đoàn", "Phó Bí thư Huyện đoàn"
        else:
            head, deputy = f"Chủ tịch {name} huyện", f"Phó Chủ tịch {name} huyện"
        offices.append(BoardLeaders(key, B.MASS_STANDING_COMMITTEE, MASS, head, (deputy,), False, (0,)))
    offices.append(
        BoardLeaders("ca", B.AGENCY_LEADERSHIP, GOVERNMENT, "Trưởng Công an huyện",
                     ("Phó Trưởng Công an huyện", "Phó Trưởng Công an huyện"), True, (1,), managed_deputies=1)
    )  # fmt: skip
    offices.append(
        BoardLeaders("qs", B.AGENCY_LEADERSHIP, GOVERNMENT, "Chỉ huy trưởng Ban Chỉ huy Quân sự huyện",
                     ("Chính trị viên Ban Chỉ huy Quân sự huyện", "Phó Chỉ huy trưởng Ban Chỉ huy Quân sự huyện"),
                     True, (1,), managed_deputies=1)
    )  # fmt: skip
    return offices


def staff_district(cast: Cast) -> None:
    """The standing committee, the offices and bodies of the district, and the committee they form together."""
    _top_leaders(cast)
    for office in _offices():
        _office(cast, office)
    _front(cast)
    _council_and_government(cast)


def _top_leaders(cast: Cast) -> None:
    secretary = cast.hire("bithu", cell="cb.vphu", workplace="district", born=(1968, 1974), women_percent=0)
    _standing(cast, secretary, HEAD, "Bí thư Huyện ủy", managed_by="province")
    cast.give(secretary, "db.qs", B.EXECUTIVE_COMMITTEE, HEAD, "Bí thư Đảng ủy Quân sự huyện", managed_by="district",
              since=DISTRICT_CONGRESS)  # fmt: skip
    permanent = cast.hire("pbt", cell="cb.vphu", workplace="district", born=(1969, 1976), women_percent=100)
    _standing(cast, permanent, DEPUTY, "Phó Bí thư Thường trực Huyện ủy")
    cast.give(permanent, "hdnd", B.COUNCIL_PERMANENT_BOARD, HEAD, "Chủ tịch HĐND huyện", side=GOVERNMENT,
              managed_by="district", since=COUNCIL_TERM)  # fmt: skip
    chairman = cast.hire("ctubnd", cell="cb.vpub", workplace="ubnd", born=(1970, 1977), women_percent=0)
    _standing(cast, chairman, DEPUTY, "Phó Bí thư Huyện ủy")
    cast.give(chairman, "ubnd", B.PEOPLES_COMMITTEE_LEADERSHIP, HEAD, "Chủ tịch UBND huyện", side=GOVERNMENT,
              managed_by="district", since=COUNCIL_TERM)  # fmt: skip


def _office(cast: Cast, office: BoardLeaders) -> None:
    for position, title in enumerate((office.head, *office.deputies)):
        key = f"{office.key}.head" if position == 0 else f"{office.key}.deputy{position}"
        person = cast.hire(key, cell=CELL_OF[office.key], workplace=office.key, born=(1969, 1985),
                           women_percent=office.women_percent)  # fmt: skip
        if position == 0 and office.head_is_standing_member:
            _standing(cast, person, MEMBER, STANDING_MEMBER)
        elif position in office.committee_members:
            _committee_member(cast, person)
        managed = position <= office.managed_deputies
        cast.give(person, office.key, office.body, HEAD if position == 0 else DEPUTY, title, side=office.side,
                  managed_by="district" if managed else None)  # fmt: skip
    if office.body == B.MASS_STANDING_COMMITTEE:
        for number in (1, 2):
            member = cast.hire(f"{office.key}.member{number}", cell="cb.mttq", workplace=office.key,
                               born=(1968, 1975) if office.key == "ccb" else (1980, 1995),
                               women_percent=office.women_percent)  # fmt: skip
            name = "Huyện đoàn" if office.key == "dtn" else office.head.removeprefix("Chủ tịch ")
            cast.give(member, office.key, office.body, MEMBER, f"Ủy viên Ban Thường vụ {name}", side=MASS)


def _front(cast: Cast) -> None:
    """The head of the mass-mobilization board chairs the Front as well: two posts, two places."""
    cast.give(cast.people["bdv.head"], "mttq", B.FRONT_STANDING_BOARD, HEAD, "Chủ tịch Ủy ban MTTQ Việt Nam huyện",
              side=MASS, managed_by="district")  # fmt: skip
    for number, title in enumerate(("Phó Chủ tịch Thường trực", "Phó Chủ tịch"), start=1):
        deputy = cast.hire(f"mttq.deputy{number}", cell="cb.mttq", workplace="mttq", born=(1970, 1984))
        cast.give(deputy, "mttq", B.FRONT_STANDING_BOARD, DEPUTY, f"{title} Ủy ban MTTQ Việt Nam huyện", side=MASS,
                  managed_by="district")  # fmt: skip


def _council_and_government(cast: Cast) -> None:
    def official(key: str, place: str, body: CollectiveKind, role: PostRole, title: str) -> PersonDraft:
        person = cast.hire(key, cell="cb.vpub", workplace=place, born=(1970, 1983))
        cast.give(person, place, body, role, title, side=GOVERNMENT, managed_by="district", since=COUNCIL_TERM)
        return person

    council, government = B.COUNCIL_PERMANENT_BOARD, B.PEOPLES_COMMITTEE_LEADERSHIP
    _committee_member(cast, official("hdnd.deputy1", "hdnd", council, DEPUTY, "Phó Chủ tịch HĐND huyện"))
    official("hdnd.member1", "hdnd", council, MEMBER, "Trưởng Ban Pháp chế HĐND huyện")
    official("hdnd.member2", "hdnd", council, MEMBER, "Trưởng Ban Kinh tế - Xã hội HĐND huyện")
    _standing(cast, official("ubnd.deputy1", "ubnd", government, DEPUTY, "Phó Chủ tịch Thường trực UBND huyện"),
              MEMBER, STANDING_MEMBER)  # fmt: skip
    _committee_member(cast, official("ubnd.deputy2", "ubnd", government, DEPUTY, "Phó Chủ tịch UBND huyện"))


def _standing(cast: Cast, person: PersonDraft, role: PostRole, title: str, *, managed_by: str = "district") -> None:
    """A post in the standing committee, and with it one in the committee that elected it."""
    for body in (B.STANDING_COMMITTEE, B.EXECUTIVE_COMMITTEE):
        cast.give(person, "district", body, role, title, managed_by=managed_by, since=DISTRICT_CONGRESS)


def _committee_member(cast: Cast, person: PersonDraft) -> None:
    cast.give(person, "district", B.EXECUTIVE_COMMITTEE, MEMBER, COMMITTEE_MEMBER, managed_by="district",
              since=DISTRICT_CONGRESS)  # fmt: skip


def staff_agency_parties(cast: Cast) -> None:
    """The committees of the agencies' party organizations, held by people who lead the agencies."""
    _grassroots(cast, "db.cqhu", "Cơ quan Huyện ủy", False, ("btc.deputy1", "vphu.head"),
                ("ubkt.deputy1", "btg.deputy1", "vphu.deputy1"))  # fmt: skip
    _grassroots(cast, "db.cqub", "Cơ quan HĐND - UBND huyện", True, ("ubnd.deputy1", "phong.vp.head"),
                ("phong.nv.head", "phong.tckh.head", "phong.nn.head", "phong.gddt.head", "phong.tt.head"))  # fmt: skip
    _grassroots(
        cast, "db.ca", "Công an huyện", True, ("ca.head", "ca.deputy1"), ("ca.deputy2", "cb.ca2.m1", "cb.ca2.m2")
    )
    _grassroots(cast, "db.qs", "Quân sự huyện", False, (None, "qs.deputy1"), ("qs.head", "qs.deputy2", "cb.qs.m1"))


def _grassroots(
    cast: Cast, key: str, name: str, has_standing: bool, leaders: tuple[str | None, str], members: tuple[str, ...]
) -> None:
    """``leaders`` are secretary and deputy; None: the secretary already has his post. The first member joins them
    in the standing committee where there is one."""
    bodies = (B.STANDING_COMMITTEE, B.EXECUTIVE_COMMITTEE) if has_standing else (B.EXECUTIVE_COMMITTEE,)
    secretary, deputy = leaders
    for body in bodies:
        if secretary is not None:
            cast.give(cast.people[secretary], key, body, HEAD, f"Bí thư Đảng ủy {name}", managed_by="district",
                      since=COMMUNE_CONGRESS)  # fmt: skip
        cast.give(cast.people[deputy], key, body, DEPUTY, f"Phó Bí thư Đảng ủy {name}", managed_by="district",
                  since=COMMUNE_CONGRESS)  # fmt: skip
    for position, member in enumerate(members):
        in_standing = has_standing and position == 0
        title = f"Ủy viên Ban Thường vụ Đảng ủy {name}" if in_standing else f"Đảng ủy viên Đảng bộ {name}"
        for body in bodies if in_standing else (B.EXECUTIVE_COMMITTEE,):
            cast.give(cast.people[member], key, body, MEMBER, title, since=COMMUNE_CONGRESS)


def staff_communes(cast: Cast) -> None:
    for commune in COMMUNES:
        _commune_leaders(cast, commune)


def _commune_leaders(cast: Cast, commune: Commune) -> None:
    key, unit = commune.key, commune.unit
    party = [B.EXECUTIVE_COMMITTEE]
    if commune.has_standing_committee:
        party.insert(0, B.STANDING_COMMITTEE)
    cells = [f"{key}.cb4"] if len(commune.cells) == 4 else [f"{key}.cb2", f"{key}.cb3", f"{key}.cb2"]

    def hire(suffix: str, workplace: str = key) -> PersonDraft:
        cell = cells[len([other for other in cast.people if other.startswith(f"{key}.")]) % len(cells)]
        return cast.hire(f"{key}.{suffix}", cell=cell, workplace=workplace, born=(1970, 1988))

    def in_party(person: PersonDraft, role: PostRole, title: str, *, managed: bool, standing: bool = True) -> None:
        for body in party if standing else (B.EXECUTIVE_COMMITTEE,):
            cast.give(person, key, body, role, title, managed_by="district" if managed else None,
                      since=COMMUNE_CONGRESS)  # fmt: skip

    def in_office(person: PersonDraft, place: str, body: CollectiveKind, role: PostRole, title: str, *,
                  side: PostSide = GOVERNMENT, managed: bool = True, since: date = COUNCIL_TERM) -> None:  # fmt: skip
        cast.give(person, place, body, role, title, side=side, managed_by="district" if managed else None, since=since)

    council, government = f"{key}.hdnd", f"{key}.ubnd"
    secretary = hire("bithu")
    if commune.is_town:
        _standing(cast, secretary, MEMBER, STANDING_MEMBER)
    elif commune.has_front:  # the smallest commune's secretary does not sit in the district committee
        _committee_member(cast, secretary)
    in_party(secretary, HEAD, f"Bí thư Đảng ủy {unit}", managed=True)
    permanent = hire("pbt")
    in_party(permanent, DEPUTY, f"Phó Bí thư Thường trực Đảng ủy {unit}", managed=True)
    # In one commune the permanent deputy chairs the council, elsewhere the secretary does.
    council_head = permanent if key == "ald" else secretary
    in_office(council_head, council, B.COUNCIL_PERMANENT_BOARD, HEAD, f"Chủ tịch HĐND {unit}")
    chairman = hire("ctubnd", government)
    in_party(chairman, DEPUTY, f"Phó Bí thư Đảng ủy {unit}", managed=True)
    in_office(chairman, government, B.PEOPLES_COMMITTEE_LEADERSHIP, HEAD, f"Chủ tịch UBND {unit}")
    standing_title = (
        f"Ủy viên Ban Thường vụ Đảng ủy {unit}" if commune.has_standing_committee else f"Đảng ủy viên Đảng bộ {unit}"
    )
    council_deputy = hire("pcthdnd", council)
    in_party(council_deputy, MEMBER, standing_title, managed=False)
    in_office(council_deputy, council, B.COUNCIL_PERMANENT_BOARD, DEPUTY, f"Phó Chủ tịch HĐND {unit}")
    for number in (1, 2) if len(commune.cells) == 4 else (1,):
        deputy = hire(f"pctubnd{number}", government)
        title = standing_title if number == 1 else f"Đảng ủy viên Đảng bộ {unit}"
        in_party(deputy, MEMBER, title, managed=False, standing=number == 1)
        in_office(deputy, government, B.PEOPLES_COMMITTEE_LEADERSHIP, DEPUTY, f"Phó Chủ tịch UBND {unit}")
    if commune.has_front:
        front = hire("ctmttq", f"{key}.mttq")
        in_party(front, MEMBER, standing_title, managed=False)
        in_office(front, f"{key}.mttq", B.FRONT_STANDING_BOARD, HEAD, f"Chủ tịch Ủy ban MTTQ Việt Nam {unit}",
                  side=MASS, managed=False)  # fmt: skip
        in_office(hire("pctmttq", f"{key}.mttq"), f"{key}.mttq", B.FRONT_STANDING_BOARD, DEPUTY,
                  f"Phó Chủ tịch Ủy ban MTTQ Việt Nam {unit}", side=MASS, managed=False)  # fmt: skip
    for number in range(1, 5 if commune.has_standing_committee else 3):
        officer = hire(f"cc{number}", government)
        in_party(officer, MEMBER, f"Đảng ủy viên Đảng bộ {unit}", managed=False, standing=False)
        if number <= 2:  # the heads of the council's two committees hold that post beside their work
            field = ("Pháp chế", "Kinh tế - Xã hội")[number - 1]
            in_office(
                officer, council, B.COUNCIL_PERMANENT_BOARD, MEMBER, f"Trưởng Ban {field} HĐND {unit}", managed=False
            )
