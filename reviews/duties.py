"""What is to be done, by whom and by when: one list for the home page, its counts, and the reminders.

Each app adds a source; a source answers in a fixed number of queries, for one campaign or many, for everybody or for
one user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reviews.rules.findings import Finding

if TYPE_CHECKING:
    from organizations.models import User
    from reviews.models import Campaign


@dataclass(frozen=True, slots=True)
class Duty:
    """One task. ``user_ids`` may all do it; done by one, it is gone for all. ``key`` is its own within the campaign.

    ``due_on`` is the last day on which it is on time; None where the plan sets no day.
    """

    key: str
    user_ids: frozenset[int]
    title: str
    subject: str
    action: str
    path: str
    due_on: date | None = None
    findings: tuple[Finding, ...] = ()
    reminded: bool = True
    #: Waited for by a meeting that sits now.
    in_session: bool = False

    @property
    def is_blocked(self) -> bool:
        return any(finding.blocks for finding in self.findings)

    def is_late(self, on: date) -> bool:
        return self.due_on is not None and on > self.due_on

    def days_left(self, on: date) -> int | None:
        return None if self.due_on is None else (self.due_on - on).days


def listed(subjects: Sequence[object], noun: str = "hồ sơ") -> str:
    """The first three by name, the rest by number: «A, B, C và 4 hồ sơ khác»."""
    names = ", ".join(str(subject) for subject in subjects[:3])
    return f"{names} và {len(subjects) - 3} {noun} khác" if len(subjects) > 3 else names


#: ``user`` narrows the answer to one person's duties; None asks for everybody's.
Source = Callable[["Sequence[Campaign]", date, "User | None"], Iterable[Duty]]

_sources: list[Source] = []


def register(source: Source) -> Source:
    if source not in _sources:
        _sources.append(source)
    return source


def duties(*campaigns: Campaign, on: date, user: User | None = None) -> list[Duty]:
    """Sorted: what a sitting meeting waits for, then the earliest due day first, undated last."""
    found = [duty for source in _sources for duty in source(campaigns, on, user)]
    if user is not None:
        found = [duty for duty in found if user.pk in duty.user_ids]
    return sorted(found, key=_urgency)


def _urgency(duty: Duty) -> tuple[bool, bool, date, str, str]:
    return not duty.in_session, duty.due_on is None, duty.due_on or date.max, duty.title, duty.subject
