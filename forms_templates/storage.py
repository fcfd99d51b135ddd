"""Where rendered papers lie: under ``MEDIA_ROOT/documents``, with names the server makes and no public address."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BufferedRandom
from pathlib import Path
from typing import BinaryIO, NoReturn

from django.conf import settings
from django.core.files.storage import FileSystemStorage

#: Where files lie while they are being written: one folder, so that what was left half-way is found at once.
_PARTS = ".parts"


class PrivateStorage(FileSystemStorage):
    """Files that only a view may hand out. ``MEDIA_ROOT`` is read at each use: tests move it."""

    @property
    def base_location(self) -> str:
        return str(Path(settings.MEDIA_ROOT) / "documents")

    @property
    def location(self) -> str:
        return str(Path(self.base_location).absolute())

    def url(self, name: str | None) -> NoReturn:
        raise ValueError("papers have no address of their own; a view checks who asks and streams the file")

    def write_whole(self, name: str, content: bytes) -> None:
        """The whole file under that name or nothing: temporary file, fsync, rename. Writing twice is harmless."""
        with self._part() as (file, temporary):
            file.write(content)
            self._set_in_place(file, temporary, name)

    def write_by_hash(self, fill: Callable[[BinaryIO], object], *, suffix: str) -> tuple[str, str, int]:
        """What ``fill`` writes, kept whole under its own hash or not at all; its name, SHA-256 and size in bytes."""
        with self._part() as (file, temporary):
            fill(file)
            size = file.seek(0, os.SEEK_END)
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            name = f"{digest[:2]}/{digest}{suffix}"
            self._set_in_place(file, temporary, name)
        return name, digest, size

    def drop_leftovers(self, *, older_than: datetime) -> int:
        """Removes what workers that were killed had begun to write; returns how many files."""
        folder = Path(self.location) / _PARTS
        dropped = 0
        for path in folder.glob("*") if folder.is_dir() else ():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < older_than.timestamp():
                    path.unlink()
                    dropped += 1
        return dropped

    @contextmanager
    def _part(self) -> Iterator[tuple[BufferedRandom, Path]]:
        folder = Path(self.location) / _PARTS
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".part-")
        try:
            with os.fdopen(handle, "w+b") as file:
                yield file, Path(temporary)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def _set_in_place(self, file: BufferedRandom, temporary: Path, name: str) -> None:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.flush()
        os.fsync(file.fileno())
        temporary.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def document_storage() -> PrivateStorage:
    """A callable, so that migrations name no folder."""
    return PrivateStorage()
