"""Who the demo's people are before they are written: drafts of persons, their cells and their posts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from config.demo.names import Names
from config.demo.places import COMMUNES
from organizations.choices import Activity, CollectiveKind, MemberStatus, PostRole, PostSide

#: Cells where people live: every cell of a village or a street, none of an office.
RESIDENCE_CELLS = tuple(
    f"{commune.key}.cb{number}"
    for commune in COMMUNES
    for number, name in enumerate(commune.cells, start=1)
    if "Cơ quan" not in name
)

#: The start of the present terms of office.
DISTRICT_CONGRESS = date(2020, 7, 24)
COMMUNE_CONGRESS = date(2020, 5, 20)
COUNCIL_TERM = date(2021, 7, 1)
CELL_CONGRESS = date(2022, 10, 15)


@dataclass(frozen=True, slots=True)
class PostDraft:
    place: str
    body: CollectiveKind
    role: PostRole
    title: str
    side: PostSide
    managed_by: str | None
    since: date


@dataclass(slots=True)
class PersonDraft:
    """``key`` is the handle by which the rest of the demo finds the person again."""

    key: str
    full_name: str
    username: str
    is_female: bool
    birth_date: date
    admitted_on: date
    official_on: date | None
    cell: str
    workplace: str | None
    residence: str | None
    status: MemberStatus = MemberStatus.FULL
    activity: Activity = Activity.ACTIVE
    temporary: tuple[str, date] | None = None
    posts: list[PostDraft] = field(default_factory=list)

    def has_post(self, *bodies: CollectiveKind) -> bool:
        return any(post.body in bodies for post in self.posts)

    @property
    def is_managed(self) -> bool:
        return any(post.managed_by for post in self.posts)


class Cast:
    """Draws people and gives them posts, in an order that the seed alone decides."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - made-up people, nothing secret
        self.names = Names(self.random)
        self.people: dict[str, PersonDraft] = {}

    def hire(
        self,
        key: str,
        *,
        cell: str,
        workplace: str | None,
        born: tuple[int, int] = (1968, 1994),
        women_percent: int = 35,
    ) -> PersonDraft:
        """A full member of ``cell``, admitted between the ages of 22 and 34."""
        is_female = self.random.randrange(100) < women_percent
        birth_date = self._day(*born)
        earliest = birth_date + timedelta(days=22 * 365)
        admitted_on = min(earliest + timedelta(days=self.random.randrange(12 * 365)), date(2022, 6, 30))
        full_name = self.names.draw(is_female=is_female)
        draft = PersonDraft(
            key=key,
            full_name=full_name,
            username=self.names.username(full_name),
            is_female=is_female,
            birth_date=birth_date,
            admitted_on=admitted_on,
            official_on=_a_year_after(admitted_on),
            cell=cell,
            workplace=workplace,
            residence=self._residence(cell),
        )
        self.people[key] = draft
        return draft

    def give(
        self,
        person: PersonDraft,
        place: str,
        body: CollectiveKind,
        role: PostRole,
        title: str,
        *,
        side: PostSide = PostSide.PARTY,
        managed_by: str | None = None,
        since: date | None = None,
    ) -> None:
        person.posts.append(PostDraft(place, body, role, title, side, managed_by, since or self._day(2019, 2022)))

    def members_of(self, cell: str) -> list[PersonDraft]:
        return [person for person in self.people.values() if person.cell == cell]

    def fill(self, cell: str, *, to: int, workplaces: Iterable[str | None], born: tuple[int, int]) -> None:
        """Add ordinary members until the cell counts ``to``; the workplaces take turns."""
        turns = list(workplaces)
        missing = to - len(self.members_of(cell))
        for number in range(missing):
            self.hire(f"{cell}.m{number + 1}", cell=cell, workplace=turns[number % len(turns)], born=born)

    def make_probationary(self, key: str, *, admitted_on: date) -> None:
        """A member still in the twelve months of probation."""
        draft = self.people[key]
        draft.birth_date = draft.birth_date.replace(year=1993)
        draft.admitted_on, draft.official_on, draft.status = admitted_on, None, MemberStatus.PROBATIONARY

    def _residence(self, cell: str) -> str:
        """Villagers live where their cell is; officials of a commune in it; the rest anywhere, mostly in the town."""
        if cell in RESIDENCE_CELLS:
            return cell
        own_commune = [other for other in RESIDENCE_CELLS if other.split(".")[0] == cell.split(".")[0]]
        if own_commune:
            return self.random.choice(own_commune)
        weights = [5 if other.startswith("kl.") else 1 for other in RESIDENCE_CELLS]
        return self.random.choices(RESIDENCE_CELLS, weights=weights)[0]

    def _day(self, first_year: int, last_year: int) -> date:
        first = date(first_year, 1, 1)
        return first + timedelta(days=self.random.randrange((date(last_year, 12, 31) - first).days))


def _a_year_after(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:  # 29 February
        return date(day.year + 1, 3, 1)
