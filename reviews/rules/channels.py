"""Which information a member's rating needs by his category, what of it lacks, and the sheet of proposed levels."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from .findings import Finding, Severity
from .levels import Level
from .parts.contents import MemberCategory
from .parts.information import ChannelRow, InformationRules, Per
from .plan import Plan
from .vocabulary import PostRole
from .voting import Tally

_NOTHING = InformationRules()


def _rules(plan: Plan) -> InformationRules:
    return plan.information or _NOTHING


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """``headed`` and ``joined``: names of socio-political organizations; who heads one also belongs to it."""

    name: str
    category: MemberCategory
    headed: Sequence[str] = ()
    joined: Sequence[str] = ()
    has_residence_committee: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    """``source``: the organization that rates him, empty where the person has one such channel only."""

    row: ChannelRow
    source: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.row.key, self.source

    @property
    def label(self) -> str:
        return f"{self.row.label}: {self.source}" if self.source else self.row.label


def channels_for(member: MemberFacts, plan: Plan) -> list[Channel]:
    """The channels that the member's category calls for (P4-1.4.1-h, i, j, o)."""
    channels = []
    for row in _rules(plan).channels:
        if member.category not in row.categories:
            continue
        if row.per is Per.PERSON:
            channels.append(Channel(row))
        elif row.per is Per.HEADED:
            channels += [Channel(row, source) for source in dict.fromkeys(member.headed)]
        else:
            channels += [Channel(row, source) for source in dict.fromkeys((*member.headed, *member.joined))]
    return channels


def addressee(channel: Channel, member: MemberFacts) -> str:
    """Who is asked; the cell itself where it has no committee (P4-1.4.1-h). Empty where nobody is."""
    return channel.row.to if member.has_residence_committee else channel.row.otherwise or channel.row.to


def missing_channels(
    member: MemberFacts,
    received: Collection[tuple[str, str]],
    plan: Plan,
    *,
    waived: Collection[str] = (),
) -> list[Finding]:
    """What must be in before the cell's committee proposes a level; ``waived``: keys of channels let off."""
    return [
        Finding(
            f"channel.{channel.row.key}",
            channel.row.severity,
            f"{member.name} chưa có kênh thông tin: {channel.label}.",
            plan.reference(channel.row.clause),
        )
        for channel in channels_for(member, plan)
        if channel.key not in received and not (channel.row.waivable and channel.row.key in waived)
    ]


def check_statements(name: str, statements: int, plan: Plan) -> list[Finding]:
    """One statement a person, read out wherever he is reviewed (P4-1.4.1-g)."""
    rule = _rules(plan).one_statement
    if rule is None or statements <= 1:
        return []
    message = f"{name} đã có bản tự kiểm điểm; mỗi cá nhân chuẩn bị 01 bản, dùng ở mọi nơi kiểm điểm."
    return [Finding("channel.second_statement", rule.severity, message, plan.reference(rule.clause))]


@dataclass(frozen=True, slots=True)
class Reported:
    """What the program holds of a leader before the meeting reviews him; ``residence_waived`` needs no opinion.

    ``classified``: what the body he leads said of him at a meeting that only votes (P4-3-B3-e), in words.
    """

    name: str
    residence_in: bool
    residence_waived: bool = False
    prompts: int = 0
    polled_on: tuple[date, ...] = ()
    classified: tuple[str, ...] = ()


def report_channels(facts: Reported, plan: Plan) -> list[Finding]:
    """What the unit tells the meeting before a leader is reviewed, and what of it has not come in (P4-1.4.3-i)."""
    rule = _rules(plan).reported
    if rule is None:
        return []
    lacks = not (facts.residence_in or facts.residence_waived)
    residence = " (chưa có)" if lacks else " (được miễn)" if facts.residence_waived else ""
    days = ", ".join(f"{day:%d/%m/%Y}" for day in facts.polled_on)
    workplace = f" (lấy ý kiến ngày {days})" if days else ""
    own = f" (phân loại cán bộ lãnh đạo ở {'; '.join(facts.classified)})" if facts.classified else ""
    prompts = f"; {facts.prompts} gợi ý kiểm điểm" if facts.prompts else ""
    message = (
        f"Trước khi kiểm điểm {facts.name}, đại diện lãnh đạo hoặc cấp ủy cơ quan báo cáo kết quả lấy ý kiến nơi cư "
        f"trú{residence}, nơi công tác{workplace}; kết quả xếp loại đảng viên, xếp loại chuyên môn{own}{prompts}."
    )
    severity = rule.severity if lacks else Severity.INFO
    return [Finding("channel.reported", severity, message, plan.reference(rule.clause))]


def check_residence_waiver(*, name: str, case: str, reason: str, plan: Plan) -> list[Finding]:
    """The residence is not asked only in a case that the guidance knows, and somebody says why (P4-1.4.1-k).

    A plan without cases is content with a reason. ``case``: a key of the plan's list.
    """
    rule = _rules(plan).residence_waiver
    findings = []
    if rule is not None and case not in dict(rule.cases):
        message = f"{name}: chọn trường hợp không phải lấy ý kiến nơi cư trú theo {rule.document}."
        findings.append(Finding("opinion.waiver_case", rule.severity, message, plan.reference(rule.clause)))
    if not reason.strip():
        text, reference = "Ghi lý do không lấy ý kiến.", None
        if rule is not None and case == rule.others:
            text, reference = f"Ghi rõ trường hợp nào của {rule.document}.", plan.reference(rule.clause)
        findings.append(Finding("opinion.waiver", Severity.BLOCK, text, reference))
    return findings


def waiver_cases(plan: Plan) -> tuple[tuple[str, str], ...]:
    """Key and words of each case; empty where the plan prints none."""
    rule = _rules(plan).residence_waiver
    return rule.cases if rule is not None else ()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One member on the sheet: his own level, what the channels say, the level proposed."""

    name: str
    self_level: Level | None = None
    proposed: Level | None = None
    channels: Sequence[tuple[str, str]] = field(default_factory=tuple)


def check_sheet(rows: Sequence[SheetRow], plan: Plan) -> list[Finding]:
    """The sheet is complete once every member has his own level and a proposal on it (P4-1.4.1-p)."""
    rules = _rules(plan).proposals
    if rules is None:
        return []
    bare = [row.name for row in rows if row.self_level is None or row.proposed is None]
    if not bare:
        return []
    message = f"Bảng tổng hợp mới đủ {len(rows) - len(bare)}/{len(rows)} đảng viên, còn thiếu: {', '.join(bare)}."
    return [Finding("channel.sheet", rules.sheet.severity, message, plan.reference(rules.sheet.clause))]


def check_ballot_opening(rows: Sequence[SheetRow], plan: Plan) -> list[Finding]:
    """No ballot on a member for whom no level was proposed (P4-2.2.3.2-c)."""
    rules = _rules(plan).proposals
    if rules is None:
        return []
    reference = plan.reference(rules.proposals.clause)
    return [
        Finding(
            "channel.no_proposal",
            rules.proposals.severity,
            f"Chưa đề xuất mức xếp loại của {row.name}: chưa bỏ phiếu được.",
            reference,
        )
        for row in rows
        if row.proposed is None
    ]


def check_proposer(
    name: str, *, in_committee: bool, role: PostRole | None, cell_has_committee: bool, plan: Plan
) -> list[Finding]:
    """The cell's committee proposes; its secretary where there is no committee (P4-2.2.3.2-c)."""
    rules = _rules(plan).proposals
    if rules is None or (in_committee if cell_has_committee else role is PostRole.HEAD):
        return []
    who = "chi ủy" if cell_has_committee else "bí thư chi bộ (nơi không có chi ủy)"
    message = f"{name} không đề xuất được mức xếp loại: việc này của {who}."
    return [Finding("channel.proposer", Severity.BLOCK, message, plan.reference(rules.proposals.clause))]


def check_member_counts(name: str, tally: Tally, plan: Plan) -> list[Finding]:
    """Each voter's ballot on each member is accounted for: no more than voters, what lacks entered as blank."""
    rules = _rules(plan).proposals
    if rules is None or tally.collected == tally.issued:
        return []
    reference = plan.reference(rules.counts.clause)
    if tally.collected > tally.issued:
        message = f"{name}: {tally.collected} phiếu, nhiều hơn {tally.issued} người bỏ phiếu."
        return [Finding("channel.too_many", rules.counts.severity, message, reference)]
    message = f"{name}: còn {tally.issued - tally.collected} phiếu chưa ghi (phiếu trắng, phiếu không hợp lệ)."
    return [Finding("channel.uncounted", rules.counts.severity, message, reference)]
