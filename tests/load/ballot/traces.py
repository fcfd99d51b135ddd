"""What whoever holds the machine can read, save the phrases.

Rows with their versions, the write-ahead log, dumps, logs, what Redis holds, and on SQLite the file itself.
"""

from __future__ import annotations

import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.db import connection

from config.dev.bootstrap import postgres_folder
from organizations.models import SignedInSession
from tests.load.ballot.rounds import database_url

PAGE, SEGMENT = 8192, 16 * 1024 * 1024
PAGE_HEADER, SEGMENT_HEADER, RECORD_HEADER = 24, 40, 24


@dataclass(frozen=True)
class Row:
    """A row as it lies in its table. ``place`` and ``version`` are `ctid` and `xmin`; on SQLite the rowid, and 0."""

    place: tuple[int, int]
    version: int
    values: dict[str, str]


def tables() -> list[str]:
    return sorted(connection.introspection.table_names())


def rows_of(table: str, *, version: int | None = None) -> list[Row]:
    """In the order in which they lie there, which is that of a dump; ``version``: only what that transaction wrote."""
    name = connection.ops.quote_name(table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            written = "" if version is None else f" WHERE xmin = '{version}'"
            cursor.execute(f"SELECT ctid::text, xmin::text, t.* FROM {name} t{written}")  # noqa: S608
        else:
            cursor.execute(f"SELECT rowid, 0, * FROM {name}")  # noqa: S608
        columns = [column[0] for column in cursor.description[2:]]
        return [
            Row(_place(place), int(version), dict(zip(columns, map(_text, values), strict=True)))
            for place, version, *values in cursor.fetchall()
        ]


def _place(place: Any) -> tuple[int, int]:
    if isinstance(place, int):
        return (0, place)
    page, line = place.strip("()").split(",")
    return (int(page), int(line))


def _text(value: object) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def database_text() -> str:
    """Every row of every table."""
    return "\n".join(f"{table} {row.values}" for table in tables() for row in rows_of(table))


def sessions_text() -> str:
    """What the sessions of signed-in people hold, decoded."""
    return "\n".join(str(row.get_decoded()) for row in SignedInSession.objects.all())


def shared_memory_text() -> str:
    """All that Redis holds, queues and cache alike, or the files that stand in for it."""
    if not settings.REDIS_URL:
        folders = [Path(settings.CACHES["default"]["LOCATION"]), Path(settings.VAR_DIR) / "broker"]
        files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
        return "\n".join(file.read_bytes().decode("latin-1") for file in files)
    client = redis.Redis.from_url(settings.REDIS_URL)
    dumped = [client.dump(key) or b"" for key in client.scan_iter()]
    return "\n".join(part.decode("latin-1") for part in dumped)


def dump() -> bytes:
    """What a backup of the database holds."""
    if connection.vendor == "sqlite":
        return files_of_sqlite()
    folder = postgres_folder()
    assert folder is not None
    return subprocess.run([folder / "pg_dump", database_url()], check=True, capture_output=True).stdout


def files_of_sqlite() -> bytes:
    """The file with its free pages, and the log beside it."""
    name = str(connection.settings_dict["NAME"])
    return b"".join(Path(name + end).read_bytes() for end in ("", "-wal") if os.path.exists(name + end))


def server_log() -> bytes:
    """What PostgreSQL has said so far, as `config.dev.services` keeps it."""
    if connection.vendor != "postgresql":
        return b""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        log = Path(cursor.fetchone()[0]).with_suffix(".log")
    return log.read_bytes() if log.exists() else b""


# The write-ahead log -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Record:
    """``transaction`` wrote it; ``kind`` is the resource manager and its operation; ``data`` all after its header."""

    transaction: int
    kind: tuple[int, int]
    data: bytes


class WriteAheadLog:
    """Reads what PostgreSQL writes from now on; the superuser's own connection keeps it from being thrown away."""

    def __init__(self, reader: psycopg.Connection[Any]) -> None:
        self._reader = reader
        self._timeline = self._one("SELECT timeline_id FROM pg_control_checkpoint()")
        self._at = _number(self._one("SELECT pg_current_wal_insert_lsn()"))

    def read(self) -> list[Record]:
        """The records since the last reading."""
        end = _number(self._one("SELECT pg_logical_emit_message(true, 'attack', '')"))
        self._load(self._at, end)
        records = []
        while (start := self._aligned()) < end:
            length = struct.unpack("<I", self._bytes(start, 4)[0])[0]
            if length < RECORD_HEADER:  # the rest of a segment that was left early
                self._at = (start // SEGMENT + 1) * SEGMENT
                continue
            content, self._at = self._bytes(start, length)
            transaction, info, manager = struct.unpack("<4xI8xBB", content[:18])
            records.append(Record(transaction, (manager, info & 0xF0), content[RECORD_HEADER:]))
        return records

    def _aligned(self) -> int:
        at = (self._at + 7) // 8 * 8
        return at + _header(at) if at % PAGE == 0 else at

    def _bytes(self, start: int, length: int) -> tuple[bytes, int]:
        """So many bytes of the log without the headers of its pages, and where they end."""
        parts, at = b"", start
        while len(parts) < length:
            if at % PAGE == 0:
                at += _header(at)
            some = min(length - len(parts), PAGE - at % PAGE)
            parts += self._raw(at, some)
            at += some
        return parts, at

    def _load(self, start: int, end: int) -> None:
        self._loaded: dict[int, tuple[int, bytes]] = {}
        for segment in range(start // SEGMENT, end // SEGMENT + 1):
            first, last = max(start, segment * SEGMENT), min(end, (segment + 1) * SEGMENT)
            name = f"{self._timeline:08X}{segment * SEGMENT >> 32:08X}{segment % (2**32 // SEGMENT):08X}"
            content = self._one(
                "SELECT pg_read_binary_file(%s, %s, %s)", f"pg_wal/{name}", first % SEGMENT, last - first
            )
            self._loaded[segment] = (first, bytes(content))

    def _raw(self, at: int, length: int) -> bytes:
        first, content = self._loaded[at // SEGMENT]
        return content[at - first : at - first + length]

    def _one(self, query: str, *arguments: object) -> Any:
        row = self._reader.execute(query, arguments).fetchone()
        assert row is not None
        return row[0]


def _number(place: str) -> int:
    high, low = place.split("/")
    return (int(high, 16) << 32) + int(low, 16)


def _header(at: int) -> int:
    return SEGMENT_HEADER if at % SEGMENT == 0 else PAGE_HEADER


@contextmanager
def write_ahead_log() -> Iterator[WriteAheadLog | None]:
    """None where there is no such log."""
    if connection.vendor != "postgresql":
        yield None
        return
    with psycopg.connect(database_url(), autocommit=True) as reader:
        reader.execute("SET synchronous_commit = on")
        # Until this connection ends the server keeps what it has written from here on.
        reader.execute("SELECT pg_create_physical_replication_slot(%s, true, true)", [f"attack_{os.getpid()}"])
        yield WriteAheadLog(reader)
