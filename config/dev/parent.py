"""A process that ends when the one that started it is gone, however that one went: `kill -9` runs no `finally`."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def ends_with_this_process(by: signal.Signals) -> Callable[[], None]:
    """What the child calls between fork and its own work (`preexec_fn`): the kernel then sends it `by` when this
    process ends. Only Linux can; elsewhere nothing changes. The thread that starts the child must be one that stays."""
    if sys.platform != "linux":
        return lambda: None
    parent = os.getpid()
    libc = ctypes.CDLL(None, use_errno=True)

    def bind() -> None:
        libc.prctl(PR_SET_PDEATHSIG, by, 0, 0, 0)
        if os.getppid() != parent:  # it went before we could ask
            os.kill(os.getpid(), by)

    return bind
