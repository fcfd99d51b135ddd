"""The programmes that a plan prints for meetings: their points in the printed order, in the printed words."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.rules.strict import Node
from reviews.rules.vocabulary import CellGroup, CollectiveKind, VenueKind

from .source import Source


@dataclass(frozen=True, slots=True)
class ProgrammeItem:
    """One point. ``groups``: who is called up together, in the printed order, with the printed words.

    ``agenda``: here stand the subjects of the meeting's own agenda. ``says`` may name ``{next_year}``.
    """

    number: str
    says: str
    groups: tuple[tuple[CellGroup, str], ...] = ()
    agenda: bool = False


@dataclass(frozen=True, slots=True)
class Programme:
    """For meetings at these venues; ``bodies`` narrows to meetings of these collectives (empty: any).

    ``mark``: the number of the form; ``notes`` are printed below, ``clauses`` print what the programme fulfils.
    ``reviews``: somebody is reviewed there; a meeting for other business says that nobody is.
    """

    key: str
    title: str
    mark: str
    clause: str
    clauses: tuple[str, ...]
    venues: tuple[VenueKind, ...]
    bodies: tuple[CollectiveKind, ...]
    items: tuple[ProgrammeItem, ...]
    notes: tuple[str, ...]
    reviews: bool = True

    def serves(self, venue: VenueKind, body: CollectiveKind | None) -> bool:
        return venue in self.venues and (not self.bodies or body in self.bodies)


def read_programmes(source: Source, node: Node) -> tuple[Programme, ...]:
    """In order of choice: the first that serves a meeting is its programme."""
    return source.keyed(node, _programme)


def _programme(source: Source, key: str, node: Node) -> Programme:
    required = ("title", "clause", "venues", "items")
    entries = node.mapping((*required, "mark", "clauses", "bodies", "notes", "reviews"), required)
    items = tuple(_item(item) for item in entries["items"].items())
    reviews = entries.flag("reviews", default=True)
    if reviews and not any(item.agenda or item.groups for item in items):
        raise entries["items"].refuse("chương trình không có phần kiểm điểm (agenda hoặc groups)")
    return Programme(
        key=key,
        title=entries["title"].filled(),
        mark=entries.text("mark"),
        clause=source.clause(entries["clause"]),
        clauses=tuple(source.clause(item) for item in entries.list_of("clauses")),
        venues=entries.some_of("venues", VenueKind),
        bodies=entries.some_of("bodies", CollectiveKind),
        items=items,
        notes=tuple(note.filled() for note in entries.list_of("notes")),
        reviews=reviews,
    )


def _item(node: Node) -> ProgrammeItem:
    entries = node.mapping(("number", "says", "groups", "agenda"), ("number", "says"))
    groups = []
    for name, item in entries["groups"].mapping().items() if "groups" in entries else ():
        try:
            group = CellGroup(name)
        except ValueError:
            raise item.refuse(f"“{name}” không phải là một nhóm của chi bộ") from None
        groups.append((group, item.filled()))
    return ProgrammeItem(entries["number"].filled(), entries["says"].filled(), tuple(groups), entries.flag("agenda"))
