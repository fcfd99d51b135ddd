"""Points into a proposed level: exact decimals, lower bounds included, cases that override the points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest

from .findings import Finding, Reference, RuleViolation, Severity
from .levels import Level
from .parts import Band, Condition, Override, ScoringRules
from .vocabulary import QUARTERS, RatedKind


@dataclass(frozen=True, slots=True)
class Proposal:
    """What points and facts propose; the authority decides, never above it (P2-IV.2-f).

    ``unmet``: conditions recorded as not met that keep the points from a better level. ``unconfirmed``: conditions of
    the proposed level that nobody has recorded yet; whoever decides looks at them first.
    """

    points: Decimal
    level: Level
    by_points: Level
    band: Band
    override: Override | None
    unmet: tuple[Condition, ...]
    unconfirmed: tuple[Condition, ...]
    reference: Reference
    explanation: str


def check_points(points: Decimal, rules: ScoringRules) -> list[Finding]:
    """Outside the scale, or finer than the scale measures (P2-IV.2-a)."""
    if not _is_within(points, rules.total):
        message = f"Tổng điểm {_written(points)} phải từ 0 đến {_written(rules.total)}."
        return [Finding("score.range", Severity.BLOCK, message, rules.reference)]
    if _decimals(points) > rules.decimals:
        message = f"Tổng điểm {_written(points)} có quá {rules.decimals} chữ số thập phân; không được làm tròn."
        return [Finding("score.decimals", Severity.BLOCK, message, rules.reference)]
    return []


def check_criteria(most: Sequence[Decimal], rules: ScoringRules) -> list[Finding]:
    """The criteria of a sheet add up to the whole scale, each worth something (P2-IV.2-a)."""
    findings = []
    for number, highest in enumerate(most, start=1):
        if not _is_within(highest, rules.total) or not highest:
            message = (
                f"Tiêu chí {number}: điểm tối đa {_written(highest)} phải trên 0, không quá {_written(rules.total)}."
            )
            findings.append(Finding("score.criterion_most", Severity.BLOCK, message, rules.reference))
    if not findings and sum(most) != rules.total:
        message = f"Tổng điểm tối đa của các tiêu chí là {_written(sum(most))}, phải bằng {_written(rules.total)}."
        findings.append(Finding("score.criteria", Severity.BLOCK, message, rules.reference))
    return findings


def check_scores(most: Sequence[Decimal], scored: Sequence[Decimal], rules: ScoringRules) -> list[Finding]:
    """Every criterion is scored, none above its most nor finer than the scale measures."""
    findings = []
    for number, (highest, given) in enumerate(zip_longest(most, scored), start=1):
        if given is None:
            message = f"Tiêu chí {number} chưa chấm điểm."
        elif highest is None:
            message = f"Không có tiêu chí {number}."
        elif not _is_within(given, highest):
            message = f"Tiêu chí {number} được {_written(given)} điểm, phải từ 0 đến {_written(highest)}."
        elif _decimals(given) > rules.decimals:
            message = f"Tiêu chí {number} được {_written(given)} điểm, quá {rules.decimals} chữ số thập phân."
        else:
            continue
        findings.append(Finding("score.criterion", Severity.BLOCK, message, rules.reference))
    return findings


def total_of(most: Sequence[Decimal], scored: Sequence[Decimal], rules: ScoringRules) -> Decimal:
    """The sum of a sheet, never rounded; ``RuleViolation`` for a sheet that cannot be (P2-IV.2-k)."""
    wrong = [*check_criteria(most, rules), *check_scores(most, scored, rules)]
    if wrong:
        raise RuleViolation(wrong)
    return sum(scored, Decimal(0))


def propose(
    points: Decimal, rules: ScoringRules, *, facts: Mapping[str, bool] | None = None, kind: RatedKind | None = None
) -> Proposal:
    """The level that points and recorded facts propose.

    ``facts``: a case that befell (true) or did not (false); a condition that holds (true) or is not met (false); what
    is not recorded takes nothing away. ``kind`` leaves out what is not asked of such a subject; None asks everything.

    Raises ``RuleViolation`` for points outside the scale and for facts that the plan does not know.
    """
    facts = facts or {}
    conditions, overrides = asked_of(rules, kind)
    wrong = [*check_points(points, rules), *_unknown(facts, [*overrides, *conditions], rules)]
    if wrong:
        raise RuleViolation(wrong)
    band = next(row for row in rules.bands if points >= row.least)
    override = next((row for row in overrides if facts.get(row.key)), None)
    if override is not None:
        explanation = f"{Level.NOT_COMPLETED.label}, dù được {_written(points)} điểm: {override.says}."
        return Proposal(
            points, Level.NOT_COMPLETED, band.level, band, override, (), (), override.reference, explanation
        )
    unmet = tuple(row for row in conditions if facts.get(row.key) is False and band.level.is_at_least(row.level))
    level = next(
        level for level in Level if band.level.is_at_least(level) and not any(level.is_at_least(r.level) for r in unmet)
    )
    unconfirmed = tuple(row for row in conditions if row.key not in facts and level.is_at_least(row.level))
    explanation = f"{_written(points)} điểm: {band.level.label} {_range(band, rules)}."
    if unmet:
        explanation += f" Không đạt điều kiện: {'; '.join(row.says for row in unmet)}; đề xuất “{level.label}”."
    return Proposal(points, level, band.level, band, None, unmet, unconfirmed, band.reference, explanation)


def asked_of(rules: ScoringRules, kind: RatedKind | None) -> tuple[tuple[Condition, ...], tuple[Override, ...]]:
    """The conditions of levels and the overriding cases that concern such a subject; all of them for None."""
    return (
        tuple(row for row in rules.conditions if _concerns(row.kinds, kind)),
        tuple(row for row in rules.overrides if _concerns(row.kinds, kind)),
    )


def _concerns(kinds: tuple[RatedKind, ...], kind: RatedKind | None) -> bool:
    return kind is None or not kinds or kind in kinds


def _unknown(facts: Mapping[str, bool], asked: Sequence[Override | Condition], rules: ScoringRules) -> list[Finding]:
    known = {row.key for row in asked}
    names = ", ".join(sorted(known)) or "không có"
    return [
        Finding(
            "score.fact",
            Severity.BLOCK,
            f"Không có trường hợp, điều kiện “{fact}” (các trường hợp, điều kiện: {names}).",
            rules.reference,
        )
        for fact in facts
        if fact not in known
    ]


def check_decision(*, decided: Level, proposal: Proposal) -> list[Finding]:
    """Points are necessary, not sufficient: nothing above what they and the facts allow (P2-IV.2-f).

    What nobody has confirmed yet is shown to whoever decides.
    """
    if decided.rank > proposal.level.rank:
        message = f"Mức “{decided.label}” cao hơn mức mà điểm và điều kiện cho phép. {proposal.explanation}"
        return [Finding("score.above", Severity.BLOCK, message, proposal.reference)]
    waiting = [row for row in proposal.unconfirmed if decided.is_at_least(row.level)]
    if not waiting:
        return []
    message = f"Chưa xác nhận điều kiện của mức “{decided.label}”: {'; '.join(row.says for row in waiting)}."
    return [Finding("score.unconfirmed", Severity.WARN, message, waiting[0].reference)]


def check_quarter(quarter: int, rules: ScoringRules) -> list[Finding]:
    """A quarter that is judged within the year gets no level of its own (P2-I.2-b)."""
    quarters = rules.quarters
    if quarter not in QUARTERS:
        return [Finding("quarter.unknown", Severity.BLOCK, f"Không có Quý {quarter}.")]
    if quarters is None or quarter in quarters.rated:
        return []
    message = f"Không xếp loại riêng {QUARTERS[quarter]}; kết quả tính vào xếp loại cuối năm."
    return [Finding("quarter.merged", Severity.BLOCK, message, quarters.merged_reference)]


def check_quarters(levels: Mapping[int, Level | None], rules: ScoringRules) -> list[Finding]:
    """The year is judged on the quarters: those without a level are named (P2-I.2-c). Nothing is averaged."""
    quarters = rules.quarters
    missing = [quarter for quarter in quarters.rated if levels.get(quarter) is None] if quarters else []
    if quarters is None or not missing:
        return []
    names = ", ".join(QUARTERS[quarter] for quarter in missing)
    message = f"Chưa có kết quả xếp loại {names}, là căn cứ để đánh giá, xếp loại cuối năm."
    return [Finding("quarter.missing", quarters.missing_severity, message, quarters.basis_reference)]


def _range(band: Band, rules: ScoringRules) -> str:
    place = rules.bands.index(band)
    if place == 0:
        return f"(từ {_written(band.least)} điểm trở lên)"
    above = _written(rules.bands[place - 1].least)
    return f"(từ {_written(band.least)} đến dưới {above} điểm)" if band.least else f"(dưới {above} điểm)"


def _is_within(points: Decimal, most: Decimal) -> bool:
    return points.is_finite() and 0 <= points <= most


def _decimals(points: Decimal) -> int:
    """Digits behind the comma, trailing zeros left out; ``normalize`` would round a long number first."""
    _sign, digits, exponent = points.as_tuple()
    assert isinstance(exponent, int)
    while exponent < 0 and digits and digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    return max(-exponent, 0) if digits else 0


#: A number with a longer exponent is written with it: spelled out it would fill the memory.
_LONGEST = 40


def _written(points: Decimal | int) -> str:
    """89,99 and 100, as a Vietnamese paper writes numbers."""
    number = Decimal(points)
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > _LONGEST:
        return str(number)
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
