"""Values of a plan that a committee may change in its own: each with its basis, read as strictly as the file."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .findings import Finding, Reference, Severity
from .levels import Level
from .parts import Counting, DurationRule, GroupCounter, QuotaRules, Topic, VotingRules
from .plan import Plan
from .quota import BASES
from .vocabulary import RatedKind

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """One value that may be changed. ``key`` names it in addresses and in what is stored.

    ``cited_at``: where the file names the clause of the value; ``also``: what else the file must say then.
    """

    key: str
    group: str
    label: str
    path: Path
    written: str
    reference: Reference | None
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    unit: str = ""
    cited_at: tuple[Path, ...] = ()
    also: tuple[tuple[Path, str], ...] = ()

    def say(self, written: str) -> str:
        """A value as people read it: 2 buổi, ngày theo lịch."""
        return dict(self.choices).get(written, f"{written} {self.unit}".strip())

    @property
    def shown(self) -> str:
        return self.say(self.written)


@dataclass(frozen=True, slots=True)
class Change:
    """``section`` and ``quote``: where the committee's own paper, or another one, prints the value."""

    key: str
    written: str
    section: str
    quote: str


_SEVERITIES = (
    (Severity.BLOCK.value, "bắt buộc: trái thì không cho làm"),
    (Severity.WARN.value, "cảnh báo: trái thì nhắc, vẫn cho làm"),
    (Severity.INFO.value, "ghi nhận"),
)
_COUNTINGS = (
    (Counting.SENDING.value, "ngày làm việc, tính cả ngày gửi"),
    (Counting.CLEAR.value, "ngày làm việc trọn vẹn, không tính ngày gửi"),
    (Counting.CALENDAR.value, "ngày theo lịch"),
)
_DURATIONS = {
    "standing_committee": "Hội nghị của Ban Thường vụ ban hành kế hoạch",
    "others": "Hội nghị kiểm điểm",
    "prompted": "Hội nghị ở nơi được gợi ý kiểm điểm",
}


def changeable(plan: Plan) -> list[Value]:
    """The values in the order of the page."""
    return [
        *_notice(plan),
        *(_duration(plan, rule) for rule in plan.durations),
        *(value for rules in plan.ballots for value in _thresholds(rules)),
        *(value for rules in plan.quotas for value in _quota(rules)),
        *(
            Value(
                key=f"order-{edge.key}",
                group="Thứ tự kiểm điểm, xếp loại",
                label=f"{edge.says[:1].upper()}{edge.says[1:]}",
                path=("order", edge.key, "severity"),
                written=edge.severity.value,
                reference=plan.reference(edge.clause),
                choices=_SEVERITIES,
                cited_at=(("order", edge.key, "clause"),),
            )
            for edge in plan.order
        ),
    ]


def _notice(plan: Plan) -> Iterable[Value]:
    reference, cited = plan.cite(Topic.DRAFT_NOTICE), (("citations", Topic.DRAFT_NOTICE.value),)
    group = "Gửi trước dự thảo báo cáo"
    yield Value(
        "notice-days",
        group,
        "Số ngày trước hội nghị",
        ("notice", "days"),
        str(plan.notice.days),
        reference,
        hint="0 là không quy định.",
        unit="ngày",
        cited_at=cited,
    )
    yield Value(
        "notice-counting",
        group,
        "Cách tính ngày",
        ("notice", "counting"),
        plan.notice.counting.value,
        reference,
        choices=_COUNTINGS,
        cited_at=cited,
    )


def _duration(plan: Plan, rule: DurationRule) -> Value:
    return Value(
        f"duration-{rule.key}",
        "Thời gian hội nghị",
        _DURATIONS[rule.key],
        ("durations", rule.key, "least"),
        str(rule.least),
        plan.reference(rule.clause),
        hint="Số buổi tối thiểu; một ngày là 2 buổi.",
        unit="buổi",
        cited_at=(("durations", rule.key, "clause"),),
    )


def _thresholds(rules: VotingRules) -> Iterable[Value]:
    """A plan that prints one threshold prints them all: the basis then stands behind each."""
    base: Path = ("voting", "ballots", rules.key)
    everywhere = tuple((*base, "thresholds", row.level.value, "clause") for row in rules.thresholds)
    kinds = _kinds(rules.kinds)
    for row in rules.thresholds:
        reach = " trở lên" if row.cumulative and row.level is not Level.EXCELLENT else ""
        own = ((*base, "thresholds", row.level.value, "clause"),)
        yield Value(
            f"threshold-{rules.key}-{row.level.value}",
            f"Ngưỡng phiếu: {kinds}",
            f"{row.level.label}{reach}: {'quá' if row.strict else 'từ'}",
            (*base, "thresholds", row.level.value, "more_than" if row.strict else "at_least"),
            f"{row.share.numerator}/{row.share.denominator}",
            row.reference or rules.reference,
            hint="Viết 60% hoặc 3/5.",
            cited_at=((*base, "printed"), *everywhere) if rules.is_program_default else own,
        )


def _quota(rules: QuotaRules) -> Iterable[Value]:
    base: Path = ("quota", rules.key)
    group = f"Tỷ lệ xuất sắc: {_kinds(rules.kinds)}"
    if not rules.is_national:
        yield Value(
            f"quota-{rules.key}-share",
            group,
            "Không vượt quá",
            (*base, "share"),
            f"{rules.share * 100}%",
            rules.reference,
            hint="Không cao hơn mức của Trung ương.",
            cited_at=((*base, "printed"),),
        )
    yield Value(
        f"quota-{rules.key}-base",
        group,
        "Tính trên",
        (*base, "base"),
        rules.base.value,
        rules.group_reference,
        choices=tuple((kind.value, BASES[kind]) for kind in rules.alternatives),
        also=(((*base, "base_is_program_default"), "false"),),
    )
    if rules.small_group is not None:
        yield Value(
            f"quota-{rules.key}-small",
            group,
            "Nơi ít người: từ bao nhiêu trở xuống thì được chọn",
            (*base, "small_group", "at_most"),
            str(rules.small_group.at_most),
            rules.small_group.reference,
            unit="thành viên" if rules.small_group.counter is GroupCounter.GROUP_SIZE else "từ mức tốt trở lên",
            cited_at=((*base, "small_group", "clause"),),
        )


def _kinds(kinds: Collection[RatedKind]) -> str:
    return "mọi đối tượng" if len(kinds) == len(RatedKind) else ", ".join(kind.label for kind in kinds)


def check_change(plan: Plan, change: Change) -> list[Finding]:
    """A value the plan knows, with its basis (issue of a plan: each changed value needs its citation)."""
    findings = []
    value = next((row for row in changeable(plan) if row.key == change.key), None)
    if value is None:
        return [Finding("change.unknown", Severity.BLOCK, "Kế hoạch không có giá trị này.")]
    if not change.section.strip() or not change.quote.strip():
        message = f"Thay đổi “{value.label}” thì phải ghi căn cứ: số văn bản, mục và nguyên văn."
        findings.append(Finding("change.basis", Severity.BLOCK, message, value.reference))
    if value.choices and change.written not in dict(value.choices):
        message = f"“{value.label}”: chọn một trong các giá trị đã cho."
        findings.append(Finding("change.choice", Severity.BLOCK, message, value.reference))
    return findings


def overrides_of(plan: Plan, changes: Sequence[Change]) -> Mapping[str, Any]:
    """What ``Plan.with_overrides`` takes: the changed values, each citing a clause of the committee's own.

    ``plan`` is the preset itself. Changes of values that it does not know are left out.
    """
    values = {value.key: value for value in changeable(plan)}
    known = [change for change in changes if change.key in values]
    overrides: dict[str, Any] = {}
    for number, change in enumerate(known, start=1):
        value, clause = values[change.key], f"{plan.code}-R-{number}"
        _put(overrides, ("own_clauses", clause), {"section": change.section.strip(), "quote": change.quote.strip()})
        _put(overrides, value.path, change.written.strip())
        for path in value.cited_at:
            _put(overrides, path, clause)
        for path, text in value.also:
            _put(overrides, path, text)
    return overrides


def _put(tree: dict[str, Any], path: Path, value: Any) -> None:
    for key in path[:-1]:
        tree = tree.setdefault(key, {})
    tree[path[-1]] = value
