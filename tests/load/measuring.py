"""How a figure is taken: the same work several times over, in turns with what it is compared to."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Act = Callable[[], object]


@dataclass(frozen=True)
class Taken:
    """Seconds of one act: the least, the middle and the largest of all rounds; ``cpu`` is the middle of its own."""

    least: float
    middle: float
    largest: float
    cpu: float


def in_turns(acts: Mapping[str, Act], *, rounds: int) -> dict[str, Taken]:
    """Each act once a round, so that a noisy minute falls on all of them. The first round counts for nothing:
    whatever is read once is read then."""
    walls: dict[str, list[float]] = {name: [] for name in acts}
    cpus: dict[str, list[float]] = {name: [] for name in acts}
    for number in range(rounds + 1):
        for name, act in acts.items():
            wall, cpu = time.perf_counter(), time.process_time()
            act()
            if number:
                walls[name].append(time.perf_counter() - wall)
                cpus[name].append(time.process_time() - cpu)
    return {
        name: Taken(min(wall), statistics.median(wall), max(wall), statistics.median(cpus[name]))
        for name, wall in walls.items()
    }
