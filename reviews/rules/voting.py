"""Counting a ballot: the tally must agree, the thresholds decide, a small electorate is refused or marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .findings import Finding, Reference, RuleViolation, Severity
from .levels import Level
from .parts import BallotBase, Threshold, Topic, VotingRules
from .plan import Plan

_BASES = {BallotBase.ISSUED: "phát ra", BallotBase.RETURNED: "thu về", BallotBase.VALID: "hợp lệ"}


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one question; ``issued`` counts the ballots given to those present who may vote."""

    issued: int
    excellent: int = 0
    good: int = 0
    completed: int = 0
    not_completed: int = 0
    blank: int = 0
    invalid: int = 0

    def votes(self, level: Level) -> int:
        return {
            Level.EXCELLENT: self.excellent,
            Level.GOOD: self.good,
            Level.COMPLETED: self.completed,
            Level.NOT_COMPLETED: self.not_completed,
        }[level]

    @property
    def collected(self) -> int:
        return sum(self.votes(level) for level in Level) + self.blank + self.invalid

    @property
    def valid(self) -> int:
        return self.collected - self.invalid

    def base(self, kind: BallotBase) -> int:
        """What the shares are taken of; blank ballots stay in every base, invalid ones in all but the last."""
        return {
            BallotBase.ISSUED: self.issued,
            BallotBase.RETURNED: self.collected,
            BallotBase.VALID: self.valid,
        }[kind]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``level`` is None while no threshold holds: a second round, or the chair refers it to the authority.

    ``shares`` are those that the thresholds are held against (of the level and better, where they add up);
    ``own_shares`` those of each level alone.
    """

    level: Level | None
    shares: Mapping[Level, Fraction]
    own_shares: Mapping[Level, Fraction]
    threshold: Threshold | None
    reference: Reference
    is_program_default: bool
    explanation: str

    @property
    def is_decided(self) -> bool:
        return self.level is not None


def check_tally(tally: Tally, *, plan: Plan | None = None) -> list[Finding]:
    """Counts that cannot be: negative, or more ballots than were issued (P0-4.4-j)."""
    counts = {"phát ra": tally.issued, "trắng": tally.blank, "không hợp lệ": tally.invalid}
    counts |= {level.label: tally.votes(level) for level in Level}
    reference = plan.cite(Topic.VOTERS) if plan else None
    findings = [
        Finding("tally.negative", Severity.BLOCK, f"Số phiếu “{name}” là {count}, không thể nhỏ hơn 0.", reference)
        for name, count in counts.items()
        if count < 0
    ]
    if tally.collected > tally.issued:
        message = f"Thu về {tally.collected} phiếu, nhiều hơn {tally.issued} phiếu phát ra."
        findings.append(Finding("tally.too_many", Severity.BLOCK, message, reference))
    return findings


def decide(tally: Tally, rules: VotingRules, *, plan: Plan | None = None) -> Outcome:
    """The level that the ballot gives, from the top; exact fractions of the plan's base.

    Raises ``RuleViolation`` for counts that cannot be, with the clause of ``plan``.
    """
    wrong = check_tally(tally, plan=plan)
    if wrong:
        raise RuleViolation(wrong)
    base = tally.base(rules.base)
    own = {level: Fraction(tally.votes(level), base or 1) for level in Level}
    shares = dict(own)
    for threshold in rules.thresholds:
        if threshold.cumulative:
            level = threshold.level
            shares[level] = sum((own[other] for other in Level if other.is_at_least(level)), Fraction(0))
    met = next((row for row in rules.thresholds if base and _holds(row, shares[row.level])), None)
    return Outcome(
        level=met.level if met else None,
        shares=shares,
        own_shares=own,
        threshold=met,
        reference=met.reference or rules.reference if met else rules.reference,
        is_program_default=rules.is_program_default,
        explanation=_explain(tally, shares, met, rules),
    )


def _holds(threshold: Threshold, share: Fraction) -> bool:
    return share > threshold.share if threshold.strict else share >= threshold.share


def _explain(tally: Tally, shares: Mapping[Level, Fraction], met: Threshold | None, rules: VotingRules) -> str:
    source = " (mặc định của chương trình, kế hoạch không quy định)" if rules.is_program_default else ""
    if met is None:
        return f"Không mức nào đủ tỷ lệ trên {tally.base(rules.base)} phiếu {_BASES[rules.base]}{source}."
    base = tally.base(rules.base)
    votes = shares[met.level] * base
    reach = "từ mức này trở lên " if met.cumulative and met.level is not Level.EXCELLENT else ""
    bound = f"{'quá' if met.strict else 'từ'} {_percent(met.share)}"
    return (
        f"{met.level.label}: {votes}/{base} phiếu đề xuất {reach}"
        f"({_percent(shares[met.level])}), ngưỡng {bound}{source}."
    )


def _percent(share: Fraction) -> str:
    """77,8%; rounded for reading only."""
    tenths = round(share * 1000)
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest}%" if rest else f"{whole}%"


def electorate(*, voters: int, plan: Plan) -> list[Finding]:
    """Fewer than three voters cannot vote in secret; fewer than five only nearly."""
    least, few = plan.electorate.least, plan.electorate.few
    if voters < least:
        message = f"Chỉ có {voters} người bỏ phiếu, ít nhất phải có {least} người mới giữ được bí mật."
        return [Finding("vote.too_few", Severity.BLOCK, message)]
    if voters < few:
        message = f"Chỉ có {voters} người bỏ phiếu: dễ đoán ra ai bỏ phiếu thế nào."
        return [Finding("vote.few", Severity.WARN, message)]
    return []


def channels(counts: Mapping[str, int], *, plan: Plan) -> list[Finding]:
    """``counts``: voters by the name of their channel. The two counts are known apart, so each keeps its own secret."""
    if sum(1 for count in counts.values() if count) < 2:
        return []
    least = plan.electorate.least
    return [
        Finding(
            "vote.few_in_channel",
            Severity.BLOCK,
            f"Chỉ có {count} người bỏ phiếu theo cách “{name}”, ít nhất phải có {least} người: số phiếu của từng cách "
            "được đếm riêng, quá ít thì biết được phiếu của từng người.",
        )
        for name, count in counts.items()
        if 0 < count < least
    ]


def closing(*, voters: int, cast: int, plan: Plan) -> list[Finding]:
    """Before the box is opened: too few ballots in it tell their voters; those not returned stay in the base."""
    findings = []
    if 0 < cast < plan.electorate.least:
        message = (
            f"Mới có {cast}/{voters} người bỏ phiếu: kiểm phiếu lúc này thì biết được phiếu của từng người. "
            f"Chờ ít nhất {plan.electorate.least} người bỏ phiếu."
        )
        findings.append(Finding("ballot.few_cast", Severity.BLOCK, message))
    elif cast:
        findings += electorate(voters=cast, plan=plan)
    if cast < voters:
        message = (
            f"Còn {voters - cast}/{voters} người chưa bỏ phiếu. Đóng rồi thì không bỏ được nữa; phiếu không thu về vẫn "
            f"tính trong {voters} phiếu phát ra, không tính cho mức nào."
        )
        findings.append(Finding("ballot.not_cast", Severity.WARN, message))
    return findings


def unanimity(tallies: Mapping[str, Tally]) -> list[Finding]:
    """Everybody voted alike on these subjects: the minutes then tell each one's vote. ``tallies`` by name."""
    alike = [
        name
        for name, tally in tallies.items()
        if tally.collected and any(tally.votes(level) == tally.collected for level in Level)
    ]
    if not alike:
        return []
    message = f"Mọi phiếu cùng một mức, kết quả cho biết phiếu của từng người: {', '.join(alike)}."
    return [Finding("vote.unanimous", Severity.WARN, message)]
