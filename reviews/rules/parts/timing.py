"""Days, windows, notice and length of meetings, as a plan prints them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from reviews.rules.findings import Reference, Severity
from reviews.rules.strict import Node

from .source import Source


class Comparator(StrEnum):
    """How a printed day binds: "trước ngày" (strictly), "chậm nhất ngày", a window, "sau ngày"."""

    BEFORE = "before"
    BY = "by"
    WITHIN = "within"
    AFTER = "after"


class Counting(StrEnum):
    """``SENDING``: the day of sending counts, the meeting day does not. ``CLEAR``: neither counts."""

    SENDING = "sending"
    CLEAR = "clear"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One day or window of the plan. The day printed after "trước ngày" is itself already late."""

    clause: str
    title: str
    comparator: Comparator
    reference: Reference
    severity: Severity
    responsible: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    standing_committee: bool | None = None

    @property
    def section(self) -> str:
        return self.reference.section

    @property
    def last_good_day(self) -> date | None:
        """The last day that is on time; None where nothing ends it."""
        if self.due_on is None or self.comparator is Comparator.AFTER:
            return None
        return self.due_on - timedelta(days=1) if self.comparator is Comparator.BEFORE else self.due_on

    @property
    def first_good_day(self) -> date | None:
        if self.comparator is Comparator.AFTER and self.due_on is not None:
            return self.due_on + timedelta(days=1)
        return self.starts_on

    def moved(self, *, starts_on: date | None, due_on: date | None) -> Milestone:
        return replace(self, starts_on=starts_on, due_on=due_on)


@dataclass(frozen=True, slots=True)
class DurationRule:
    """Least and usual number of half days of a review meeting."""

    key: str
    least: int
    usual: int
    clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """The draft reaches every attendee ``days`` working days before the meeting."""

    days: int
    counting: Counting
    severity: Severity


@dataclass(frozen=True, slots=True)
class PromptRule:
    """Prompts are issued within the milestone of that clause, by that body."""

    milestone: str
    issuer: str


def read_milestones(source: Source, node: Node) -> tuple[Milestone, ...]:
    return source.keyed(node, _milestone)


def _milestone(source: Source, key: str, node: Node) -> Milestone:
    if key not in source.clauses:
        raise node.refuse(f"mốc thời hạn phải mang mã điều khoản của kế hoạch, không phải “{key}”")
    required = ("title", "due_on", "comparator", "severity")
    entries = node.mapping((*required, "responsible", "starts_on", "standing_committee"), required)
    starts_on, due_on = entries.day("starts_on"), entries["due_on"].day()
    comparator = entries["comparator"].one_of(Comparator)
    if comparator is Comparator.WITHIN and starts_on is None:
        raise node.refuse("mốc “trong khoảng” phải có starts_on")
    if starts_on is not None and starts_on > due_on:
        raise node.refuse("starts_on không được sau due_on")
    return Milestone(
        clause=key,
        title=entries["title"].filled(),
        comparator=comparator,
        reference=source.reference(key),
        severity=entries["severity"].one_of(Severity),
        responsible=entries.text("responsible"),
        starts_on=starts_on,
        due_on=due_on,
        standing_committee=entries.flag("standing_committee") if "standing_committee" in entries else None,
    )


def read_durations(source: Source, node: Node) -> tuple[DurationRule, ...]:
    keys = ("standing_committee", "others", "prompted")
    return tuple(_duration(source, key, item) for key, item in node.mapping(keys, keys).items())


def _duration(source: Source, key: str, node: Node) -> DurationRule:
    keys = ("least", "usual", "clause", "severity")
    entries = node.mapping(keys, keys)
    clause, severity = source.clause(entries["clause"]), entries["severity"].one_of(Severity)
    return DurationRule(key, entries["least"].whole(), entries["usual"].whole(), clause, severity)


def read_notice(source: Source, node: Node) -> NoticeRule:
    keys = ("days", "counting", "severity")
    entries = node.mapping(keys, keys)
    return NoticeRule(
        entries["days"].whole(), entries["counting"].one_of(Counting), entries["severity"].one_of(Severity)
    )


def read_prompts(source: Source, node: Node) -> PromptRule:
    entries = node.mapping(("milestone", "issuer"), ("milestone", "issuer"))
    return PromptRule(source.clause(entries["milestone"]), entries["issuer"].filled())
