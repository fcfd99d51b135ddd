"""Days, windows, notice and length of meetings, as a plan prints them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from reviews.rules.findings import Reference, Severity
from reviews.rules.strict import Node
from reviews.rules.vocabulary import CollectiveKind, OrganizationKind

from .source import Source


class Comparator(StrEnum):
    """How a printed day binds: "trước ngày" (strictly), "chậm nhất ngày", a window, "sau ngày"."""

    BEFORE = "before"
    BY = "by"
    WITHIN = "within"
    AFTER = "after"


class Counting(StrEnum):
    """How days before a meeting are counted.

    ``SENDING``: working days, the day of sending counts, the meeting day does not. ``CLEAR``: working days, neither
    counts. ``CALENDAR``: calendar days, Sundays and holidays too.
    """

    SENDING = "sending"
    CLEAR = "clear"
    CALENDAR = "calendar"

    @property
    def unit(self) -> str:
        return "ngày" if self is Counting.CALENDAR else "ngày làm việc"


class Event(StrEnum):
    """What a day without a date is counted from: it lies in the year's work, not in the calendar."""

    MEETING = "meeting"
    OTHERS_REVIEWED = "others_reviewed"
    LEADERSHIP_RATING = "leadership_rating"
    UNIT_REVIEWED = "unit_reviewed"
    UNIT_RATED = "unit_rated"
    RATING = "rating"
    AUTHORITY_CONCLUDES = "authority_concludes"
    YEAR_END_SUMMARY = "year_end_summary"
    LEADER_REVIEW = "leader_review"
    RESULTS = "results"
    ISSUER_REVIEW = "issuer_review"

    @property
    def label(self) -> str:
        return _EVENT_LABELS[self]

    @property
    def moment(self) -> str:
        """What stands behind "trước" or "sau": an occasion by its name, something that is done with "khi"."""
        return self.label if self is Event.MEETING else f"khi {self.label}"


_EVENT_LABELS = {
    Event.MEETING: "hội nghị kiểm điểm",
    Event.OTHERS_REVIEWED: "các tập thể chính quyền, chuyên môn, đoàn thể kiểm điểm xong",
    Event.LEADERSHIP_RATING: "xếp loại ở tập thể lãnh đạo, quản lý",
    Event.UNIT_REVIEWED: "kiểm điểm xong tập thể và các cá nhân của đơn vị",
    Event.UNIT_RATED: "đơn vị đánh giá, xếp loại xong",
    Event.RATING: "xếp loại",
    Event.AUTHORITY_CONCLUDES: "cấp có thẩm quyền xem xét, kết luận",
    Event.YEAR_END_SUMMARY: "tổng kết công tác năm của đơn vị",
    Event.LEADER_REVIEW: "kiểm điểm cán bộ lãnh đạo, quản lý",
    Event.RESULTS: "có kết quả đánh giá, xếp loại",
    Event.ISSUER_REVIEW: "kiểm điểm ở tập thể Ban Thường vụ cấp ban hành kế hoạch",
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """One day or window of the plan. The day printed after "trước ngày" is itself already late.

    ``printed_on`` is the day on the paper where a slip of the pen was mended, ``note`` says why, or which other day of
    the plan it contradicts. ``binds``: committees below the issuer whose own plans must keep to it.
    """

    clause: str
    title: str
    comparator: Comparator
    reference: Reference
    severity: Severity
    responsible: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    standing_committee: bool | None = None
    printed_on: date | None = None
    note: str = ""
    binds: tuple[OrganizationKind, ...] = ()

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
class RelativeMilestone:
    """A day that hangs on an event: ``days`` before it; without an event nothing is printed.

    Strictly before or after where ``days`` is 0. ``reminder_days``: working days after the event by which the program
    reminds where the plan prints "ngay sau" and no number; the program's own, never shown as the plan's.
    """

    clause: str
    title: str
    comparator: Comparator
    reference: Reference
    severity: Severity
    event: Event | None
    days: int
    counting: Counting
    responsible: str = ""
    note: str = ""
    reminder_days: int = 0


@dataclass(frozen=True, slots=True)
class DurationRule:
    """Least and usual number of half days of a review meeting; ``bodies`` it binds, all where empty.

    ``expected``: the plan only foresees ("dự kiến") from ``least`` to ``usual``; both ways are told with ``severity``.
    """

    key: str
    least: int
    usual: int
    clause: str
    severity: Severity
    bodies: tuple[CollectiveKind, ...] = ()
    expected: bool = False


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """The draft reaches every attendee ``days`` days before the meeting; 0 where the plan prints nothing.

    ``issuer_only``: printed for the meeting of the issuer's own standing committee and for no other.
    """

    days: int
    counting: Counting
    severity: Severity
    issuer_only: bool = False

    def days_for(self, *, of_issuer: bool) -> int:
        return 0 if self.issuer_only and not of_issuer else self.days


@dataclass(frozen=True, slots=True)
class PromptRule:
    """Prompts are issued by that body, within the milestone of that clause where the plan prints one."""

    milestone: str
    issuer: str


def read_milestones(source: Source, node: Node) -> tuple[Milestone, ...]:
    return source.keyed(node, _milestone)


def _milestone(source: Source, key: str, node: Node) -> Milestone:
    if key not in source.clauses:
        raise node.refuse(f"mốc thời hạn phải mang mã điều khoản của kế hoạch, không phải “{key}”")
    required = ("title", "due_on", "comparator", "severity")
    optional = ("responsible", "starts_on", "standing_committee", "printed_on", "note", "binds")
    entries = node.mapping((*required, *optional), required)
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
        printed_on=entries.day("printed_on"),
        note=entries.text("note"),
        binds=entries.some_of("binds", OrganizationKind),
    )


def read_relative_milestones(source: Source, node: Node) -> tuple[RelativeMilestone, ...]:
    return source.keyed(node, _relative)


def _relative(source: Source, key: str, node: Node) -> RelativeMilestone:
    if key not in source.clauses:
        raise node.refuse(f"mốc thời hạn phải mang mã điều khoản của kế hoạch, không phải “{key}”")
    required = ("title", "comparator", "severity", "event")
    entries = node.mapping((*required, "days", "counting", "responsible", "note", "reminder_days"), required)
    if ("days" in entries) is not ("counting" in entries):
        raise node.refuse("days và counting đi cùng nhau")
    undated = entries.text("event") == "none"
    if undated and not entries.text("note").strip():
        raise node.refuse("mốc không có ngày phải ghi note")
    return RelativeMilestone(
        clause=key,
        title=entries["title"].filled(),
        comparator=entries["comparator"].one_of(Comparator),
        reference=source.reference(key),
        severity=entries["severity"].one_of(Severity),
        event=None if undated else entries["event"].one_of(Event),
        days=entries["days"].whole() if "days" in entries else 0,
        counting=entries.one_of("counting", Counting, Counting.CALENDAR),
        responsible=entries.text("responsible"),
        note=entries.text("note"),
        reminder_days=entries["reminder_days"].whole(1) if "reminder_days" in entries else 0,
    )


def read_durations(source: Source, node: Node) -> tuple[DurationRule, ...]:
    """``others`` binds every meeting, ``standing_committee`` the issuer's own, ``prompted`` those with a prompt."""
    keys = ("standing_committee", "others", "prompted")
    return tuple(_duration(source, key, item) for key, item in node.mapping(keys).items())


def _duration(source: Source, key: str, node: Node) -> DurationRule:
    keys = ("least", "usual", "clause", "severity")
    entries = node.mapping((*keys, "bodies", "expected"), keys)
    clause, severity = source.clause(entries["clause"]), entries["severity"].one_of(Severity)
    bodies = entries.some_of("bodies", CollectiveKind)
    least, usual = entries["least"].whole(), entries["usual"].whole()
    expected = entries.flag("expected")
    if expected and usual < least:
        raise node.refuse("dự kiến từ least đến usual: usual không được nhỏ hơn least")
    return DurationRule(key, least, usual, clause, severity, bodies, expected)


def read_notice(source: Source, node: Node) -> NoticeRule:
    keys = ("days", "counting", "severity")
    entries = node.mapping((*keys, "issuer_only"), keys)
    return NoticeRule(
        entries["days"].whole(),
        entries["counting"].one_of(Counting),
        entries["severity"].one_of(Severity),
        entries.flag("issuer_only"),
    )


def read_prompts(source: Source, node: Node) -> PromptRule:
    entries = node.mapping(("milestone", "issuer"), ("milestone", "issuer"))
    milestone = "" if entries.text("milestone") == "none" else source.clause(entries["milestone"])
    return PromptRule(milestone, entries["issuer"].filled())
