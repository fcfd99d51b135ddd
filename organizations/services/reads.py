"""Who read whose sensitive papers: noted where the page is answered, put on record a moment later.

The rooms above say once which of their addresses show something sensitive (`register`); the middleware asks `note` for
every page that was answered. Nothing is noted of one's own papers, and a day's second look writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import BigIntegerField, CharField, F, Model, Q, Value
from django.db.models.functions import Coalesce

from organizations import clock
from organizations.choices import AuditAction
from organizations.models import AuditEntry, Post, ReadMark, User


@dataclass(frozen=True, slots=True)
class Sensitive:
    """What an address shows: of which row, whose, and where it belongs.

    ``key`` is the part of the address that holds the row's id; empty for a list, which is noted on the reader's own
    account. ``person`` and ``units`` are look-ups from the row: whose paper it is, and the first path that is there.
    ``of`` says which rows are sensitive at all; ``own`` are look-ups of the accounts whose own words the row holds.
    """

    what: str
    model: type[Model]
    key: str
    person: str = ""
    units: tuple[str, ...] = ()
    of: Q = field(default_factory=Q)
    own: tuple[str, ...] = ()


_sensitive: dict[str, Sensitive] = {}


def register(shown: Mapping[str, Sensitive]) -> None:
    """By the name of the address."""
    _sensitive.update(shown)


def addresses() -> frozenset[str]:
    """The names of all addresses whose readings are noted."""
    return frozenset(_sensitive)


def note(user: User, name: str, given: Mapping[str, Any], *, address: str | None) -> None:
    """Note that ``user`` was shown the page of that name: nothing for one that is not sensitive, or is his own.

    One statement, which reads, decides and writes: two at once leave one mark.
    """
    shown = _sensitive.get(name)
    if shown is None:
        return
    rows = shown.model._base_manager.filter(shown.of, pk=given[shown.key] if shown.key else user.pk)
    if shown.person and user.person_id is not None:
        rows = rows.exclude(**{shown.person: user.person_id})
    for own in shown.own:
        rows = rows.exclude(**{own: user.pk})
    part = "/".join(str(value) for key, value in sorted(given.items()) if key != shown.key)
    _insert(
        rows,
        user_id=Value(user.pk),
        what=_text(shown.what),
        object_type=_text(shown.model._meta.label_lower),
        object_id=F("pk"),
        part=_text(part[:120]),
        person_id=F(shown.person) if shown.person else Value(None, output_field=BigIntegerField()),
        unit_path=_path(shown.units),
        day=Value(clock.today()),
        at=Value(clock.now()),
        address=_text(address or ""),
    )


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _path(units: tuple[str, ...]) -> Any:
    return Coalesce(*units, _text(""), output_field=CharField()) if units else _text("")


def _insert(rows: Any, **values: Any) -> None:
    """INSERT … SELECT of one mark; Django writes the second half, and what is there already is left alone."""
    chosen = rows.annotate(**{f"mark_{column}": value for column, value in values.items()}).order_by()
    select, parameters = chosen.values(*(f"mark_{column}" for column in values)).query.sql_with_params()
    quoted = connection.ops.quote_name
    columns = ", ".join(map(quoted, values))
    table = quoted(ReadMark._meta.db_table)
    # Every name in it is the program's own; whatever a reader sent is a parameter.
    statement = f"INSERT INTO {table} ({columns}) {select} ON CONFLICT DO NOTHING"
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def put_on_record(*, limit: int) -> int:
    """Make entries of the marks that have none; returns how many. In the transaction and under the lock of the caller.

    The names of what was read are looked up now: a minute later they are what they were.
    """
    marks = list(
        ReadMark.objects.filter(entry__isnull=True).select_related("user__person", "person").order_by("pk")[:limit]
    )
    if not marks:
        return 0
    names, posts = _names(marks), _posts(marks)
    entries: list[AuditEntry] = []
    for mark in marks:
        whose = {"của": str(mark.person)} if mark.person is not None else {}
        entry = mark.entry = AuditEntry(
            at=mark.at,
            user=mark.user,
            actor=str(mark.user)[:200],
            authority="; ".join(posts.get(mark.user.person_id or 0, ()))[:300],
            action=AuditAction.READ,
            object_type=mark.object_type,
            object_id=mark.object_id,
            object_name=names.get((mark.object_type, mark.object_id), "")[:400],
            unit_path=mark.unit_path,
            after={"nội dung": mark.what} | ({"phần": mark.part} if mark.part else {}) | whose,
            address=mark.address or None,
        )
        entries.append(entry)
    AuditEntry.objects.bulk_create(entries)
    ReadMark.objects.bulk_update(marks, ("entry",))
    return len(marks)


def _names(marks: Iterable[ReadMark]) -> dict[tuple[str, int], str]:
    wanted: dict[str, set[int]] = {}
    for mark in marks:
        wanted.setdefault(mark.object_type, set()).add(mark.object_id)
    return {
        (kind, row.pk): str(row)
        for kind, ids in wanted.items()
        for row in apps.get_model(kind)._base_manager.filter(pk__in=ids)
    }


def _posts(marks: Iterable[ReadMark]) -> dict[int, list[str]]:
    """Titles of today's posts by person."""
    found: dict[int, list[str]] = {}
    people = {mark.user.person_id for mark in marks if mark.user.person_id is not None}
    for person, title in (
        Post.objects.on(clock.today()).filter(person__in=people).order_by("pk").values_list("person_id", "title")
    ):
        found.setdefault(person, []).append(title)
    return found
