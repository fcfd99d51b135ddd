"""Points into a proposed level: exact decimals, lower bounds included, cases that override the points."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from .findings import Finding, Reference, RuleViolation, Severity
from .levels import Level
from .parts import Band, Condition, Override, ScoringRules


@dataclass(frozen=True, slots=True)
class Proposal:
    """What points and facts propose. ``unmet``: conditions of better levels that the facts do not show.

    The authority decides; it may go lower with a reason, never above what points allow (P2-IV.2-f).
    """

    points: Decimal
    level: Level
    by_points: Level
    band: Band
    override: Override | None
    unmet: tuple[Condition, ...]
    reference: Reference
    explanation: str


def check_points(points: Decimal, rules: ScoringRules) -> list[Finding]:
    """Outside the scale, or finer than the scale measures (P2-IV.2-a)."""
    if not points.is_finite() or not 0 <= points <= rules.total:
        message = f"Tổng điểm {_written(points)} phải từ 0 đến {_written(rules.total)}."
        return [Finding("score.range", Severity.BLOCK, message, rules.reference)]
    exponent = points.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > rules.decimals:
        message = f"Tổng điểm {_written(points)} có quá {rules.decimals} chữ số thập phân; không được làm tròn."
        return [Finding("score.decimals", Severity.BLOCK, message, rules.reference)]
    return []


def check_criteria(most: Sequence[Decimal], scored: Sequence[Decimal], rules: ScoringRules) -> list[Finding]:
    """The criteria add up to the whole scale, and none is scored above its most."""
    findings = []
    if sum(most) != rules.total:
        message = f"Tổng điểm tối đa của các tiêu chí là {_written(sum(most))}, phải bằng {_written(rules.total)}."
        findings.append(Finding("score.criteria", Severity.BLOCK, message, rules.reference))
    for number, (highest, given) in enumerate(zip(most, scored, strict=True), start=1):
        if not 0 <= given <= highest:
            message = f"Tiêu chí {number} được {_written(given)} điểm, phải từ 0 đến {_written(highest)}."
            findings.append(Finding("score.criterion", Severity.BLOCK, message, rules.reference))
    return findings


def propose(points: Decimal, rules: ScoringRules, *, facts: Collection[str] = ()) -> Proposal:
    """The level that points and facts propose. ``facts``: keys of overrides and conditions that hold.

    Raises ``RuleViolation`` for points outside the scale and for facts that the plan does not know.
    """
    wrong = check_points(points, rules)
    known = {row.key for row in rules.overrides} | {row.key for row in rules.conditions}
    for fact in facts:
        if fact not in known:
            names = ", ".join(sorted(known)) or "không có"
            message = f"Kế hoạch không có trường hợp “{fact}” (các trường hợp: {names})."
            wrong.append(Finding("score.fact", Severity.BLOCK, message, rules.reference))
    if wrong:
        raise RuleViolation(wrong)
    band = next(row for row in rules.bands if points >= row.least)
    override = next((row for row in rules.overrides if row.key in facts), None)
    if override is not None:
        explanation = f"{Level.NOT_COMPLETED.label}, dù được {_written(points)} điểm: {override.says}."
        return Proposal(points, Level.NOT_COMPLETED, band.level, band, override, (), override.reference, explanation)
    unmet = [row for row in rules.conditions if row.key not in facts and band.level.is_at_least(row.level)]
    failed = {row.level for row in unmet}
    level = next(level for level in Level if band.level.is_at_least(level) and level not in failed)
    explanation = f"{_written(points)} điểm: {band.level.label} {_range(band, rules)}."
    if unmet:
        explanation += f" Chưa đạt điều kiện: {'; '.join(row.says for row in unmet)}."
    return Proposal(points, level, band.level, band, None, tuple(unmet), band.reference, explanation)


def check_decision(*, decided: Level, proposal: Proposal) -> list[Finding]:
    """Points are necessary: nothing above what they and the facts allow (P2-IV.2-f)."""
    if not decided.rank > proposal.level.rank:
        return []
    message = f"Mức “{decided.label}” cao hơn mức mà điểm và điều kiện cho phép. {proposal.explanation}"
    return [Finding("score.above", Severity.BLOCK, message, proposal.reference)]


def check_quarter(quarter: int, rules: ScoringRules) -> list[Finding]:
    """A quarter that is judged within the year gets no level of its own (P2-I.2-b)."""
    quarters = rules.quarters
    if quarters is None or quarter in quarters.rated:
        return []
    message = f"Không xếp loại riêng Quý {_ROMAN.get(quarter, quarter)}; kết quả tính vào xếp loại cuối năm."
    return [Finding("quarter.merged", Severity.BLOCK, message, quarters.merged_reference)]


def check_quarters(levels: Mapping[int, Level | None], rules: ScoringRules) -> list[Finding]:
    """The year is judged on the quarters: those without a level are named (P2-I.2-c)."""
    quarters = rules.quarters
    missing = [quarter for quarter in quarters.rated if levels.get(quarter) is None] if quarters else []
    if quarters is None or not missing:
        return []
    names = ", ".join(f"Quý {_ROMAN[quarter]}" for quarter in missing)
    message = f"Chưa có kết quả xếp loại {names}, là căn cứ để đánh giá, xếp loại cuối năm."
    return [Finding("quarter.missing", quarters.missing_severity, message, quarters.basis_reference)]


_ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}


def _range(band: Band, rules: ScoringRules) -> str:
    place = rules.bands.index(band)
    if place == 0:
        return f"(từ {_written(band.least)} điểm trở lên)"
    above = _written(rules.bands[place - 1].least)
    return f"(từ {_written(band.least)} đến dưới {above} điểm)" if band.least else f"(dưới {above} điểm)"


def _written(points: Decimal | int) -> str:
    """89,99 and 100, as a Vietnamese paper writes numbers."""
    text = f"{Decimal(points):f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
