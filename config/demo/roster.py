"""The roster of the demo: one invented district, its cells, its members and their posts, the same at every run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from config.demo.cast import CELL_CONGRESS, Cast, PersonDraft
from config.demo.places import AGENCY_PARTIES, COMMUNES, GRASSROOTS_CELLS, WHOLE_CELL, Places, build_places
from config.demo.staffing import staff_agency_parties, staff_communes, staff_district
from organizations.choices import Activity, Attendance, CollectiveKind, PostRole
from organizations.models import CellMembership, Collective, Organization, Person, Post, User

SEED = 2023
#: The day on which the demo stands.
DAY = date(2023, 11, 8)

#: How many members each cell counts.
CELL_SIZES = {
    "cb.btc": 14, "cb.btg": 12, "cb.vphu": 13, "cb.vpub": 18, "cb.kt": 19, "cb.nc": 20, "cb.vx": 16, "cb.ca1": 15,
    "cb.ca2": 19, "cb.qs": 16, "cb.mttq": 24, "cb.yt": 19, "cb.gdtx": 22,
    "kl.cb1": 20, "kl.cb2": 17, "kl.cb3": 14, "kl.cb4": 16, "blh.cb1": 15, "blh.cb2": 13, "blh.cb3": 12, "blh.cb4": 15,
    "dmt.cb1": 14, "dmt.cb2": 14, "dmt.cb3": 12, "ald.cb1": 13, "ald.cb2": 14, "ald.cb3": 12, "sl.cb1": 7, "sl.cb2": 12,
    "sl.cb3": 11,
}  # fmt: skip

#: Where the ordinary members of an office's cell work.
WORKPLACES: dict[str, tuple[str, ...]] = {
    "cb.btc": ("btc", "ubkt"), "cb.btg": ("btg", "bdv"), "cb.vphu": ("vphu",), "cb.vpub": ("phong.vp",),
    "cb.kt": ("phong.nn", "phong.tnmt", "phong.ktht"), "cb.nc": ("phong.nv", "phong.tckh", "phong.tt", "phong.tp"),
    "cb.vx": ("phong.gddt", "phong.ldxh", "phong.vhtt"), "cb.ca1": ("ca",), "cb.ca2": ("ca",), "cb.qs": ("qs",),
    "cb.mttq": ("mttq",), "cb.yt": ("tt.yt",), "cb.gdtx": ("tt.gdtx",), "kl.cb4": ("kl.ubnd",),
    "blh.cb4": ("blh.ubnd",),
}  # fmt: skip

#: Cadres of the district who live where the demo's village secretary answers for the place of residence.
LIVING_IN_THE_VILLAGE = (
    "phong.tckh.head", "phong.tckh.deputy1", "phong.nv.deputy1", "phong.tp.head", "phong.nn.head", "nd.head",
    "ubnd.deputy2",
)  # fmt: skip


@dataclass
class RosterIndex:
    """Handles to what was made. Keys are those of ``places``, ``staffing`` and this module.

    ``organizations["phong.tckh"]``, ``collectives["kl", CollectiveKind.STANDING_COMMITTEE]``, ``people["kl.bithu"]``,
    ``users["kl.bithu"]``: a person and his account share the key. ``special`` names the cases the rules care about:
    ``temporary``, ``probationary``, ``exempt``, ``recent`` (admitted under six months ago), ``absent``.
    """

    organizations: dict[str, Organization]
    collectives: dict[tuple[str, CollectiveKind], Collective]
    people: dict[str, Person]
    drafts: dict[str, PersonDraft]
    special: dict[str, str]
    users: dict[str, User] = field(default_factory=dict)

    @property
    def province(self) -> Organization:
        return self.organizations["province"]

    @property
    def district(self) -> Organization:
        return self.organizations["district"]

    @property
    def cells(self) -> dict[str, Organization]:
        return {key: organization for key, organization in self.organizations.items() if organization.is_cell}

    def body(self, key: str) -> Collective:
        """The reviewed collective of an organization: its standing committee where there is one."""
        own = {kind: collective for (place, kind), collective in self.collectives.items() if place == key}
        return own.get(CollectiveKind.STANDING_COMMITTEE) or next(iter(own.values()))

    def secretary_of(self, cell: str) -> Person:
        return self._leader(cell, PostRole.HEAD)

    def deputy_of(self, cell: str) -> Person:
        return self._leader(cell, PostRole.DEPUTY)

    def members_of(self, cell: str) -> list[Person]:
        """Official members, in the order in which they were made."""
        return [self.people[key] for key, draft in self.drafts.items() if draft.cell == cell]

    def _leader(self, place: str, role: PostRole) -> Person:
        for key, draft in self.drafts.items():
            if any(post.place == place and post.role == role for post in draft.posts):
                return self.people[key]
        raise LookupError(f"{place} has no {role}")


@transaction.atomic
def build_roster(seed: int = SEED) -> RosterIndex:
    """Write organizations, bodies, people, memberships, posts and supervisors; accounts come apart."""
    places = build_places()
    cast, special = draft_people(seed)
    people = _write_people(places, cast)
    _assign_supervisors(places, people)
    return RosterIndex(places.organizations, places.collectives, people, cast.people, special)


def draft_people(seed: int = SEED) -> tuple[Cast, dict[str, str]]:
    """Everybody who appears, without a database; the same seed gives the same people."""
    cast = Cast(seed)
    _contacts_of_the_province(cast)
    staff_district(cast)
    cast.people["ca.deputy2"].cell = "cb.ca2"
    staff_communes(cast)
    for cell, size in CELL_SIZES.items():
        villagers = cell not in WORKPLACES
        cast.fill(
            cell, to=size, workplaces=WORKPLACES.get(cell, (None,)), born=(1950, 1996) if villagers else (1972, 1996)
        )
    staff_agency_parties(cast)
    for key in LIVING_IN_THE_VILLAGE:
        cast.people[key].residence = "blh.cb1"
    special = _special_cases(cast)
    for cell in CELL_SIZES:
        _elect_cell_leaders(cast, cell, barred=set(special.values()))
    return cast, special


def _contacts_of_the_province(cast: Cast) -> None:
    """One person at each provincial body that gives an opinion; they hold activity outside the district."""
    for key, title in (("tinh.dd", "Bí thư Đảng đoàn HĐND tỉnh"), ("tinh.bcs", "Bí thư Ban cán sự đảng UBND tỉnh")):
        person = cast.hire(f"{key}.head", cell="", workplace=key, born=(1966, 1972))
        cast.give(person, key, CollectiveKind.BOARD_LEADERSHIP, PostRole.HEAD, title, managed_by="province")


def _special_cases(cast: Cast) -> dict[str, str]:
    special = {
        "temporary": "cb.kt.m1",
        "probationary": "cb.nc.m2",
        "exempt": "ccb.deputy1",
        "recent": "phong.vhtt.deputy1",
        "absent": "cb.nc.m4",
    }
    cast.people[special["temporary"]].temporary = ("sl.cb2", date(2023, 9, 5))
    cast.make_probationary(special["probationary"], admitted_on=date(2023, 2, 16))
    cast.make_probationary(special["recent"], admitted_on=date(2023, 7, 19))
    exempt = cast.people[special["exempt"]]
    exempt.activity = Activity.EXEMPT
    exempt.birth_date = exempt.birth_date.replace(year=1962)
    return special


def _elect_cell_leaders(cast: Cast, cell: str, *, barred: set[str]) -> None:
    """Secretary and deputy of an office's cell lead in the office; in a village they are not the commune's leaders."""
    members = [person for person in cast.members_of(cell) if person.key not in barred]
    if cell in WORKPLACES and any(person.is_managed for person in members):
        busy = (CollectiveKind.STANDING_COMMITTEE,)
        leaders = [person for person in members if person.is_managed and not person.has_post(*busy)]
        members = leaders + [person for person in members if person not in leaders and not person.has_post(*busy)]
    else:
        members = [person for person in members if not person.posts] + [person for person in members if person.posts]
    name = _cell_name(cell)
    if cell == WHOLE_CELL:
        body, count = CollectiveKind.WHOLE_CELL, 1
    else:
        body, count = CollectiveKind.CELL_COMMITTEE, 5 if CELL_SIZES[cell] >= 18 else 3
    titles = [f"Bí thư {name}", f"Phó Bí thư {name}", *[f"Chi ủy viên {name}"] * 3]
    roles = [PostRole.HEAD, PostRole.DEPUTY, *[PostRole.MEMBER] * 3]
    for person, role, title in zip(members[:count], roles, titles, strict=False):
        cast.give(person, cell, body, role, title, since=CELL_CONGRESS)


def _cell_name(cell: str) -> str:
    names = {key: name for _party, _name, _sector, _standing, cells in AGENCY_PARTIES for key, name in cells}
    names |= {key: name for key, name, _sector in GRASSROOTS_CELLS}
    names |= {f"{commune.key}.cb{number}": name for commune in COMMUNES for number, name in enumerate(commune.cells, 1)}
    return names[cell]


def _write_people(places: Places, cast: Cast) -> dict[str, Person]:
    drafts: Sequence[PersonDraft] = list(cast.people.values())
    people = [
        Person(
            full_name=draft.full_name,
            birth_date=draft.birth_date,
            is_female=draft.is_female,
            card_number=f"37.{number:06d}" if draft.cell else "",
            admitted_on=draft.admitted_on,
            official_on=draft.official_on,
            workplace=places.organizations[draft.workplace] if draft.workplace else None,
            residence_cell=places.organizations[draft.residence] if draft.residence and draft.cell else None,
            email=f"{draft.username}@example.org",
        )
        for number, draft in enumerate(drafts, start=4101)
    ]
    for person in people:
        person.fill_keys()
    by_key = dict(zip(cast.people, Person.objects.bulk_create(people), strict=True))
    CellMembership.objects.bulk_create(
        membership for draft in drafts for membership in _memberships(places, draft, by_key[draft.key])
    )
    Post.objects.bulk_create(
        Post(
            person=by_key[draft.key],
            collective=places.collectives[post.place, post.body],
            role=post.role,
            title=post.title,
            side=post.side,
            managed_by=places.organizations[post.managed_by] if post.managed_by else None,
            valid_from=post.since,
        )
        for draft in drafts
        for post in draft.posts
    )
    return by_key


def _memberships(places: Places, draft: PersonDraft, person: Person) -> list[CellMembership]:
    if not draft.cell:
        return []
    official = CellMembership(
        person=person,
        cell=places.organizations[draft.cell],
        status=draft.status,
        activity=draft.activity,
        valid_from=max(draft.admitted_on, date(2019, 1, 2)),
    )
    if draft.temporary is None:
        return [official]
    cell, since = draft.temporary
    return [
        official,
        CellMembership(
            person=person,
            cell=places.organizations[cell],
            attendance=Attendance.TEMPORARY,
            status=draft.status,
            valid_from=since,
        ),
    ]


#: Members of the standing committee who look after units, and the unit each leads himself.
IN_CHARGE = ("ctubnd", "btc.head", "ubkt.head", "btg.head", "bdv.head", "ubnd.deputy1", "ca.head", "qs.head", "pbt")


def _assign_supervisors(places: Places, people: dict[str, Person]) -> None:
    """Every unit below the district has a member of its standing committee in charge, never one with a post in it.

    Offices, communes and grassroots organizations take turns; what stands below a commune or a party organization
    is looked after together with it.
    """
    district = places.organizations["district"]
    leaders: dict[int, set[int]] = {}
    for organization_id, person_id in Post.objects.values_list("collective__organization_id", "person_id"):
        leaders.setdefault(organization_id, set()).add(person_id)
    turn = 0
    chosen: dict[int | None, Person] = {}
    for key, organization in places.organizations.items():
        if organization == district or not district.contains(organization):
            continue
        supervisor = None if key.startswith("phong.") else chosen.get(organization.parent_id)
        while supervisor is None or supervisor.pk in leaders.get(organization.pk, ()):
            supervisor = people[IN_CHARGE[turn % len(IN_CHARGE)]]
            turn += 1
        organization.supervisor = chosen[organization.pk] = supervisor
    Organization.objects.bulk_update(places.organizations.values(), ["supervisor"])
