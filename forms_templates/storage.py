"""Where rendered papers lie: under ``MEDIA_ROOT/documents``, with names the server makes and no public address."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import NoReturn

from django.conf import settings
from django.core.files.storage import FileSystemStorage


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
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def document_storage() -> PrivateStorage:
    """A callable, so that migrations name no folder."""
    return PrivateStorage()
