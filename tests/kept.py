"""Scenes that many tests begin with are played once in a process; every test is given the rows they left.

``@built_once`` stands before a function that writes rows and returns handles to them. The first call of a day - of the
program's clock - plays it in a savepoint, reads the rows it left and takes it back; that call and all later ones write
those rows as they were and give handles of their own, so that no test sees what another does not. In a test with
transactions of its own, and where something stands already, the function is called as it is written.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Model
from django.db.models.signals import post_migrate

from organizations import clock
from reviews.rules.plan import Plan

P = ParamSpec("P")
T = TypeVar("T")

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
        return handles

    return scene


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


#: By the function that plays it and the day on which it was played.
_kept: dict[tuple[Callable[..., Any], date], _Kept] = {}


def _forget(**_: object) -> None:
    """After a test with transactions of its own the database is emptied, and content types get other keys."""
    _kept.clear()


post_migrate.connect(_forget)


def _played(build: Callable[[], Any]) -> _Kept:
    packed, plans = io.BytesIO(), list[Plan]()
    with transaction.atomic():
        _Pickler(packed, plans).dump(build())
        rows = _rows()
        transaction.set_rollback(True)
    cache.clear()
    return _Kept(
        tables=tuple(_table(model) for model in rows),
        statements=tuple(
            f"INSERT INTO {_table(model)} ({', '.join(_columns(model))}) VALUES {', '.join(written)}"  # noqa: S608
            for model, written in rows.items()
        ),
        handles=packed.getvalue(),
        plans=plans,
    )


def _rows() -> dict[type[Model], list[str]]:
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


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, plans: list[Plan]) -> None:
        super().__init__(file)
        self.plans = plans

    def persistent_load(self, pid: int) -> Plan:
        return self.plans[pid]
