"""Scenes that many tests begin with are played once in a process; every test is given the rows they left.

``@built_once`` stands before a function that writes rows and returns handles to them. The first call of a day - of the
program's clock - plays it in a savepoint, reads the rows it left and takes it back; that call and all later ones write
those rows as they were and give handles of their own, so that no test sees what another does not. In a test with
transactions of its own, and where something stands already, the function is called as it is written.

``@kept_step`` stands before a function that goes on from such a scene. Given the same things where the same scene
stands and nothing was written since, it writes, from the third time on, the rows by which it differed the second time.
"""

from __future__ import annotations

import io
import pickle
from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_migrate

from organizations import clock
from reviews.rules.plan import Plan
from tests.caches import empty_own_cache

P = ParamSpec("P")
T = TypeVar("T")
#: By their model, as the database writes them in a statement.
Rows = dict[type[Model], list[str]]

#: What Django itself writes into a new database.
ALWAYS_THERE: tuple[type[Model], ...] = (ContentType, Permission)


def built_once(build: Callable[P, T]) -> Callable[P, T]:
    """``build`` may ask for nothing but the fixture ``db``, which is None."""

    @wraps(build)
    def scene(*args: P.args, **kwargs: P.kwargs) -> T:
        assert {*args, *kwargs.values()} <= {None}, "what it is given would be kept with it"
        if not connection.in_atomic_block:
            return build(*args, **kwargs)
        key = (build, clock.today())
        kept = _kept.get(key)
        if kept is None and not _rows():
            kept = _kept[key] = _played(lambda: build(*args, **kwargs))
        if kept is None or not kept.has_room():
            return build(*args, **kwargs)
        handles: T = kept.put_back()
        _now_stands(key)
        return handles

    return scene


def kept_step(go_on: Callable[P, T]) -> Callable[P, T]:
    """``go_on`` is told apart by what it is given - of a row, by its key -, returns handles, and does nothing beside
    writing rows."""

    @wraps(go_on)
    def step(*args: P.args, **kwargs: P.kwargs) -> T:
        if not connection.in_atomic_block or _standing is None:
            return go_on(*args, **kwargs)
        key = (_standing, go_on, clock.today(), _told_apart((args, kwargs)))
        if difference := _steps.get(key):
            given: T = difference.put_back()
            _now_stands(key)
            return given
        _times[key] += 1
        if _times[key] == 1:
            # Most are taken once with what they are given: to look at all rows would cost more than it saves.
            return go_on(*args, **kwargs)
        before = _rows()
        made = go_on(*args, **kwargs)
        _steps[key] = _difference(before, _rows(), made)
        _now_stands(key)
        return made

    return step


@dataclass(frozen=True)
class _Kept:
    """``handles`` is their pickle; the plans they name are the very ones, for nobody changes a plan."""

    tables: tuple[str, ...]
    statements: tuple[str, ...]
    handles: bytes
    plans: list[Plan]

    def has_room(self) -> bool:
        found = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in self.tables)  # noqa: S608 - our own names
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {found}")
            return not cursor.fetchone()[0]

    def put_back(self) -> Any:
        with connection.cursor() as cursor:
            for statement in self.statements:
                cursor.execute(statement)
        return _Unpickler(io.BytesIO(self.handles), self.plans).load()


@dataclass(frozen=True)
class _Difference:
    """What a step changed: rows that are gone or were otherwise, then those that are there now."""

    statements: tuple[str, ...]
    handles: bytes
    plans: list[Plan]

    def put_back(self) -> Any:
        with connection.cursor() as cursor:
            for statement in self.statements:
                cursor.execute(statement)
        return _Unpickler(io.BytesIO(self.handles), self.plans).load()


#: By the function that plays it and the day on which it was played.
_kept: dict[tuple[Callable[..., Any], date], _Kept] = {}
#: By where it goes on from, the function, the day and what it was given.
_steps: dict[Hashable, _Difference] = {}
_times: Counter[Hashable] = Counter()
#: The scene or the step whose rows the database holds; none when a test, or something unknown, has written since.
_standing: Hashable = None


def nothing_stands() -> None:
    """To be called before each test: the one before took its rows with it."""
    global _standing
    _standing = None


def _now_stands(key: Hashable) -> None:
    global _standing
    if _watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(_watch)
    _standing = key


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE")):
        nothing_stands()
    return execute(sql, params, many, context)


def _forget(**_: object) -> None:
    """After a test with transactions of its own the database is emptied, and content types get other keys."""
    _kept.clear()
    _steps.clear()
    _times.clear()
    nothing_stands()


post_migrate.connect(_forget)


def _played(build: Callable[[], Any]) -> _Kept:
    packed, plans = io.BytesIO(), list[Plan]()
    with transaction.atomic():
        _Pickler(packed, plans).dump(build())
        rows = _rows()
        transaction.set_rollback(True)
    empty_own_cache()
    return _Kept(
        tables=tuple(_table(model) for model in rows),
        statements=tuple(_insert(model, written) for model, written in rows.items()),
        handles=packed.getvalue(),
        plans=plans,
    )


def _difference(before: Rows, now: Rows, made: object) -> _Difference:
    """Foreign keys are looked at when a transaction ends: what goes first and comes first does not matter."""
    statements = []
    for model in {**before, **now}:
        was, is_now = before.get(model, []), now.get(model, [])
        if gone := set(was) - set(is_now):
            key = _columns(model)[0]
            assert key == connection.ops.quote_name(str(model._meta.pk.column)), (
                "rows are told apart by their first column"
            )
            keys = ", ".join(row[1:].split(",", 1)[0] for row in was if row in gone)
            statements.append(f"DELETE FROM {_table(model)} WHERE {key} IN ({keys})")  # noqa: S608 - our own rows
    for model, is_now in now.items():
        stood = set(before.get(model, []))
        if new := [row for row in is_now if row not in stood]:
            statements.append(_insert(model, new))
    packed, plans = io.BytesIO(), list[Plan]()
    _Pickler(packed, plans).dump(made)
    return _Difference(tuple(statements), packed.getvalue(), plans)


def _told_apart(given: object) -> bytes:
    packed = io.BytesIO()
    _KeyPickler(packed, pickle.HIGHEST_PROTOCOL).dump(given)
    return packed.getvalue()


def _insert(model: type[Model], rows: list[str]) -> str:
    return f"INSERT INTO {_table(model)} ({', '.join(_columns(model))}) VALUES {', '.join(rows)}"  # noqa: S608


def _rows() -> Rows:
    """Every row that somebody wrote, as the database itself writes it in a statement."""
    literal = "quote_nullable({}::text)" if connection.vendor == "postgresql" else "quote({})"
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model in ALWAYS_THERE or model._meta.proxy or not model._meta.managed:
                continue
            values = " || ',' || ".join(literal.format(column) for column in _columns(model))
            cursor.execute(f"SELECT '(' || {values} || ')' FROM {_table(model)}")  # noqa: S608
            if rows := [row for (row,) in cursor.fetchall()]:
                found[model] = rows
    return found


def _table(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _columns(model: type[Model]) -> list[str]:
    return [connection.ops.quote_name(str(field.column)) for field in model._meta.local_concrete_fields]


class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, plans: list[Plan]) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self.plans = plans

    def persistent_id(self, obj: Any) -> int | None:
        if not isinstance(obj, Plan):
            return None
        self.plans.append(obj)
        return len(self.plans) - 1


class _KeyPickler(pickle.Pickler):
    """Of a row that is in the database only which one it is, of a plan only that it is this one."""

    def persistent_id(self, obj: Any) -> object:
        if isinstance(obj, Model) and obj.pk is not None:
            return obj._meta.label, obj.pk
        return id(obj) if isinstance(obj, Plan) else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, plans: list[Plan]) -> None:
        super().__init__(file)
        self.plans = plans

    def persistent_load(self, pid: int) -> Plan:
        return self.plans[pid]
