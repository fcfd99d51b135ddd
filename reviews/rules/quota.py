"""The share of EXCELLENT: how many seats a group has, how many over, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from .findings import Finding, Reference, Severity
from .levels import Level
from .parts import GroupCounter, QuotaBase, QuotaRules, SmallGroup

#: What the share is taken of, in the words of the paper.
BASES = {
    QuotaBase.GOOD_OR_BETTER: "số được xếp loại từ “Hoàn thành tốt nhiệm vụ” trở lên",
    QuotaBase.GOOD_ONLY: "số được xếp loại “Hoàn thành tốt nhiệm vụ”",
    QuotaBase.ALL_RATED: "tổng số được xếp loại",
    QuotaBase.GROUP_SIZE: "tổng số thành viên lãnh đạo",
}


@dataclass(frozen=True, slots=True)
class Quota:
    """``base`` people give ``seats`` places for EXCELLENT, of which ``excellent`` are taken; ``over_by`` too many."""

    base: int
    seats: int
    excellent: int
    share: Fraction
    is_small_group: bool
    group_size: int | None
    reference: Reference | None
    explanation: str

    @property
    def over_by(self) -> int:
        return max(self.excellent - self.seats, 0)

    @property
    def free(self) -> int:
        return max(self.seats - self.excellent, 0)


def seats(*, rules: QuotaRules, levels: Sequence[Level], group_size: int | None) -> Quota:
    """The places for EXCELLENT among those proposed for ``levels``; never rounded up.

    ``group_size`` counts all who belong to the group (the leading members of a collective on the review day, absentees
    included); None for the whole campaign, where the small-group rule does not apply.
    """
    excellent = sum(level is Level.EXCELLENT for level in levels)
    good_or_better = sum(level.is_at_least(Level.GOOD) for level in levels)
    small = rules.small_group
    if small and group_size is not None and _counted(small, group_size, good_or_better) <= small.at_most:
        places = min(small.seats, good_or_better)
        explanation = (
            f"{_small(small, group_size, good_or_better)}: chọn nhiều nhất {small.seats:02d} trong {good_or_better} "
            "đạt từ “Hoàn thành tốt nhiệm vụ” trở lên."
        )
        return Quota(good_or_better, places, excellent, rules.share, True, group_size, small.reference, explanation)
    base = _base(rules, levels, group_size)
    places = floor(rules.share * base)
    reference = rules.reference if group_size is None else rules.group_reference
    percent = rules.share * 100
    explanation = (
        f"{percent}% của {base} ({BASES[rules.base]}) là {_decimal(rules.share * base)}, lấy phần nguyên: "
        f"nhiều nhất {places}."
    )
    return Quota(base, places, excellent, rules.share, False, group_size, reference, explanation)


def _counted(small: SmallGroup, group_size: int, good_or_better: int) -> int:
    return group_size if small.counter is GroupCounter.GROUP_SIZE else good_or_better


def _small(small: SmallGroup, group_size: int, good_or_better: int) -> str:
    if small.counter is GroupCounter.GROUP_SIZE:
        return f"Tập thể có {group_size} thành viên lãnh đạo (từ {small.at_most:02d} trở xuống)"
    return f"Có {good_or_better} được xếp loại từ “Hoàn thành tốt nhiệm vụ” trở lên (dưới {small.at_most + 1:02d})"


def _base(rules: QuotaRules, levels: Sequence[Level], group_size: int | None) -> int:
    if rules.base is QuotaBase.GOOD_ONLY:
        return sum(level is Level.GOOD for level in levels)
    if rules.base is QuotaBase.ALL_RATED:
        return len(levels)
    if rules.base is QuotaBase.GROUP_SIZE and group_size is not None:
        return group_size
    return sum(level.is_at_least(Level.GOOD) for level in levels)


def _decimal(value: Fraction) -> str:
    """Exact to two digits, cut, never rounded up past a whole number."""
    hundredths = floor(value * 100)
    whole, rest = divmod(hundredths, 100)
    return f"{whole},{rest:02d}".rstrip("0").rstrip(",") if rest else str(whole)


def check_quota(quota: Quota, *, name: str, rules: QuotaRules, re_rating: Reference | None) -> list[Finding]:
    """Too many EXCELLENT: the group rates again; for the whole campaign it is shown, not refused (P0-4.4-f, k).

    ``re_rating``: the clause that makes a group rate again, where the plan prints one.
    """
    findings = []
    if quota.over_by:
        whole = quota.group_size is None
        message = (
            f"{name} đề xuất {quota.excellent} “{Level.EXCELLENT.label}”, nhiều nhất {quota.seats}, "
            f"vượt {quota.over_by}. {quota.explanation}"
        )
        if not whole and rules.severity is Severity.BLOCK:
            message += " Phải xếp loại lại."
        reference = quota.reference if whole else re_rating or quota.reference
        severity = rules.whole_severity if whole else rules.severity
        findings.append(Finding("quota.exceeded", severity, message, reference))
    small = rules.small_group
    if quota.group_size is not None and not quota.is_small_group and quota.seats == 0:
        message = f"{name} có {quota.group_size} thành viên, theo tỷ lệ không được chọn người nào"
        if small is not None and small.counter is GroupCounter.GROUP_SIZE:
            message += f" (tập thể từ {small.at_most:02d} thành viên trở xuống thì được chọn {small.seats:02d})"
        message += "."
        findings.append(Finding("quota.none", Severity.WARN, message, quota.reference))
    return findings
