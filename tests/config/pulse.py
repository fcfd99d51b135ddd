"""Whether processes live, without asking the clock: each holds one end of a pipe, and the pipe closes with the last."""

from __future__ import annotations

import os
import select
import sys
from pathlib import Path

#: Far more than any of them needs; only a process that does not end makes a test wait so long.
PATIENCE_SECONDS = 30

SLEEP = "time.sleep(90)"


class Pulse:
    """The reading end of a named pipe. `program(name, then)` says its name there and holds it while it lives."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "pulse"
        os.mkfifo(self.path)
        self._reader = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        # While we hold it too, the pipe does not close between two of them.
        self._writer = os.open(self.path, os.O_WRONLY)

    def program(self, name: str, then: str = SLEEP) -> list[str]:
        """The command of a process that says its name and then does what `then` says, for long unless it is ended."""
        begin = f"import os, signal, sys, time\npipe = open({str(self.path)!r}, 'w')"
        return [sys.executable, "-c", f"{begin}\n{self.says(name)}\n{then}"]

    @staticmethod
    def says(word: str) -> str:
        return f"print({word!r}, file=pipe, flush=True)"

    def wait_for(self, *names: str) -> None:
        """Wait until each of these has said that it runs."""
        said = ""
        while set(said.split()) < set(names):
            said += self._read()
        assert set(said.split()) == set(names)

    def wait_for_the_end_of_all(self) -> None:
        os.close(self._writer)
        assert self._read() == "", "somebody who was there already began again"
        os.close(self._reader)

    def _read(self) -> str:
        readable, _, _ = select.select([self._reader], [], [], PATIENCE_SECONDS)
        assert readable, "a process neither said anything nor ended"
        return os.read(self._reader, 4096).decode()
