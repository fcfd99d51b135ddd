"""What the year's work needs to know of the judgement, without importing it.

``ratings`` stands above ``reviews``; it registers here, when the program starts, how the levels of many reviews are
read at once. Progress and pages of ``reviews`` ask this module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from reviews.models import Meeting, Review


@dataclass(frozen=True, slots=True)
class Judgement:
    """How far the levels of one review have come.

    ``balloted_meetings``: meetings with a counted ballot; ``voted_meetings``: those whose ballot gave a level;
    ``open_ballots``: meetings that are voting now; ``over_quota_meetings``: those that must vote again because they
    propose too many EXCELLENT; ``over_quota``: any such; ``decided``: the decided level by track, ``decided_on`` its
    day.
    """

    balloted_meetings: frozenset[int] = frozenset()
    voted_meetings: frozenset[int] = frozenset()
    open_ballots: frozenset[int] = frozenset()
    over_quota_meetings: frozenset[int] = frozenset()
    over_quota: bool = False
    unit_rated: bool = False
    appraised: bool = False
    decided: Mapping[str, str] | None = None
    decided_on: Mapping[str, date] | None = None

    def is_decided(self, tracks: Iterable[str]) -> bool:
        return all(track in (self.decided or {}) for track in tracks)

    def results_on(self, tracks: Iterable[str]) -> date | None:
        """The day of the last decision; None while one of the tracks has none."""
        known = self.decided_on or {}
        days = [known.get(track) for track in tracks]
        return max((day for day in days if day is not None), default=None) if None not in days else None


Reader = Callable[[list[Review]], dict[int, Judgement]]

_readers: list[Reader] = []


def register(reader: Reader) -> Reader:
    _readers[:] = [reader]
    return reader


def judgements(reviews: list[Review]) -> dict[int, Judgement]:
    """One judgement per review, in a fixed number of queries; empty ones where nothing was rated yet."""
    found = _readers[0](reviews) if _readers else {}
    return {review.pk: found.get(review.pk, Judgement()) for review in reviews}


# The ballots of a meeting ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a meeting's secret ballot, as the meeting itself and its minutes tell of it.

    ``state``: in words; ``is_running``: something must still be done about it; ``is_counted``: it has its result;
    ``told``: what the minutes say of it, ``results`` its subjects with the levels proposed. Nothing is told of a round
    before it is counted or void.
    """

    number: int
    state: str
    is_running: bool
    told: str
    results: tuple[str, ...] = ()
    is_counted: bool = False


RoundReader = Callable[[Meeting], list[Round]]

_round_readers: list[RoundReader] = []


def register_rounds(reader: RoundReader) -> RoundReader:
    _round_readers[:] = [reader]
    return reader


def rounds_of(meeting: Meeting) -> list[Round]:
    """In the order in which they were held, the void ones among them; a fixed number of queries."""
    return _round_readers[0](meeting) if _round_readers else []


# What was said of leaders before they are reviewed --------------------------------------------------------------------

ClassifiedReader = Callable[[list[Review]], dict[int, list[str]]]

_classified_readers: list[ClassifiedReader] = []


def register_classified(reader: ClassifiedReader) -> ClassifiedReader:
    _classified_readers[:] = [reader]
    return reader


def classified(reviews: list[Review]) -> dict[int, list[str]]:
    """By review what meetings that only vote said of it, in words; one query (P4-3-B3-e)."""
    return _classified_readers[0](reviews) if _classified_readers else {}
