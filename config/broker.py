"""The embedded Celery broker: kombu's file transport, made safe for several processes on one machine.

kombu opens a message file, then locks and fills it; a worker that looks between the two reads an empty message and
falls over. Here a message appears under its final name only when it is complete, and is taken by an atomic rename.
"""

import fcntl
import os
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

#: The scheme of the broker's address. kombu takes only names it knows in an address, so this one is made known.
SCHEME = "folder"
TRANSPORT_ALIASES[SCHEME] = "config.broker:Transport"


class Channel(filesystem.Channel):
    """Messages are `<time>_<id>.<queue>.msg` files in one folder; oldest first."""

    @property
    def messages(self) -> Path:
        folder = Path(self.data_folder_out)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder

    @contextmanager
    def _bindings_locked(self) -> Iterator[None]:
        self.control_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.control_folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        with self._bindings_locked():
            super()._queue_bind(exchange, routing_key or "", pattern or "", queue)

    def get_table(self, exchange: str) -> list[Any]:
        with self._bindings_locked():
            table: list[Any] = super().get_table(exchange)
            return table

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]  # kombu names it both ways
        name = f"{time.time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        unfinished = self.messages / f".{name}"
        unfinished.write_text(dumps(payload))
        unfinished.rename(self.messages / name)

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        for name in self._waiting(queue):
            taken = self.messages / f".taken-{name}"
            try:
                (self.messages / name).rename(taken)
            except FileNotFoundError:
                continue  # another worker was faster
            payload = loads(taken.read_text())
            taken.unlink()
            return payload
        raise Empty

    def _size(self, queue: str) -> int:
        return len(self._waiting(queue))

    def _purge(self, queue: str) -> int:
        names = self._waiting(queue)
        for name in names:
            (self.messages / name).unlink(missing_ok=True)
        return len(names)

    def _waiting(self, queue: str) -> list[str]:
        """Names of the complete messages of `queue`, oldest first."""
        return sorted(
            name
            for name in os.listdir(self.messages)
            if not name.startswith(".") and name.partition(".")[2] == f"{queue}.msg"
        )


class Transport(filesystem.Transport):
    """kombu's file transport with the channel above."""

    Channel = Channel

    def drain_events(self, connection: Any, timeout: float | None = None, **kwargs: Any) -> None:
        """Wait half a second at most: a worker hears that it should stop only between two waits."""
        super().drain_events(connection, timeout=min(timeout or 0.5, 0.5))
