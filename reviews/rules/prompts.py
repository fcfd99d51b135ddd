"""Prompts (gợi ý kiểm điểm): who proposes them and what they say, and what one needs before it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from .findings import Finding, Severity
from .parts import RelativeMilestone, Topic
from .plan import Plan
from .vocabulary import OrganizationKind


@dataclass(frozen=True, slots=True)
class Prompt:
    """``managed_above``: a committee above the plan's issuer rates the subject; ``from_above``: the document is its."""

    name: str
    text: str
    document_number: str
    managed_above: bool = False
    from_above: bool = False


def check_prompt(prompt: Prompt, plan: Plan) -> list[Finding]:
    """A prompt is a numbered document of the committee that manages its subject (P4-1.4.2-a, P4-IV.4-a, P3-III.1.1-e).

    Where the plan prints nothing of the management, whoever issues prompts does so about every subject.
    """
    findings = []
    written = plan.cite(Topic.PROMPT_DOCUMENT) or plan.cite(Topic.PROMPT_ISSUER)
    if not prompt.text.strip():
        findings.append(Finding("prompt.text", Severity.BLOCK, "Ghi vấn đề được gợi ý kiểm điểm."))
    if not prompt.document_number.strip():
        issuer = "cấp trên quản lý" if prompt.from_above else plan.prompts.issuer
        message = f"Ghi số văn bản gợi ý của {issuer}."
        findings.append(Finding("prompt.document", Severity.BLOCK, message, written))
    managed = plan.cite(Topic.PROMPT_MANAGED)
    if managed is not None and prompt.managed_above and not prompt.from_above:
        message = (
            f"{prompt.name} thuộc diện cấp trên quản lý: {plan.prompts.issuer} không gợi ý kiểm điểm; chỉ ghi lại "
            "gợi ý bằng văn bản của cấp trên."
        )
        findings.append(Finding("prompt.managed_above", Severity.BLOCK, message, managed))
    if managed is not None and prompt.from_above and not prompt.managed_above:
        message = f"{prompt.name} không thuộc diện cấp trên quản lý: văn bản gợi ý là của {plan.prompts.issuer}."
        findings.append(Finding("prompt.managed_here", Severity.BLOCK, message, written))
    return findings


@dataclass(frozen=True, slots=True)
class Proposal:
    """``target`` is the caller's own id of the subject; ``organization`` of the proposer, None for a person."""

    target: int
    proposer: str
    text: str
    category: str
    organization: OrganizationKind | None = None
    in_standing_committee: bool = False
    target_is_managed: bool = True


@dataclass(frozen=True, slots=True)
class PromptLine:
    """One prompt to issue, with everybody who proposed it."""

    target: int
    category: str
    text: str
    proposers: tuple[str, ...]


def check_proposal(proposal: Proposal, plan: Plan) -> list[Finding]:
    """Only the printed bodies propose, only about whom the issuer manages, and they say what exactly (P1-II.6)."""
    rules = plan.proposals
    if rules is None:
        return []
    who, content = plan.reference(rules.clause), plan.reference(rules.content_clause)
    findings = []
    by_member = rules.standing_committee and proposal.in_standing_committee
    if not by_member and proposal.organization not in rules.organizations:
        message = f"{proposal.proposer} không thuộc các cơ quan, cá nhân được đề xuất nội dung gợi ý kiểm điểm."
        findings.append(Finding("prompt.proposer", Severity.BLOCK, message, who))
    if not proposal.target_is_managed:
        message = "Chỉ đề xuất gợi ý đối với tập thể, cá nhân thuộc diện quản lý của cấp ban hành kế hoạch."
        findings.append(Finding("prompt.target", Severity.BLOCK, message, who))
    if proposal.category not in dict(rules.categories):
        words = "; ".join(label for _key, label in rules.categories)
        message = f"Chọn nội dung gợi ý thuộc loại nào: {words}."
        findings.append(Finding("prompt.category", Severity.BLOCK, message, content))
    text = _plain(proposal.text)
    if not text:
        message = "Ghi cụ thể, rõ ràng nội dung gợi ý kiểm điểm."
        findings.append(Finding("prompt.text", Severity.BLOCK, message, content))
    elif len(text) < rules.least_characters:
        message = f"Nội dung gợi ý mới có {len(text)} ký tự; phải cụ thể, rõ ràng."
        findings.append(Finding("prompt.short", Severity.WARN, message, content))
    return findings


def proposal_milestone(plan: Plan) -> RelativeMilestone | None:
    """The plan's own line on the day of proposals; P1 prints none and leaves it to the author (P1-II.6-a)."""
    rules = plan.proposals
    return next((row for row in plan.relative_milestones if rules and row.clause == rules.clause), None)


def check_proposal_day(*, sent_on: date, due_on: date | None, plan: Plan) -> list[Finding]:
    """Sent after the day that the author set: as strict as the plan holds the day, and it prints none (P1-II.6-a)."""
    row = proposal_milestone(plan)
    if row is None or due_on is None or sent_on <= due_on:
        return []
    message = f"{row.title}: gửi ngày {sent_on:%d/%m/%Y}, hạn do người lập kế hoạch ghi là ngày {due_on:%d/%m/%Y}."
    return [Finding("prompt.proposed_late", row.severity, message, plan.reference(row.clause))]


def merge_proposals(proposals: Iterable[Proposal]) -> list[PromptLine]:
    """One list per target, equal proposals joined, nobody who proposed forgotten (P1-III.1-a)."""
    lines: dict[tuple[int, str, str], PromptLine] = {}
    for row in proposals:
        key = (row.target, row.category, _plain(row.text).casefold())
        found = lines.get(key)
        proposers = (*(found.proposers if found else ()), row.proposer)
        lines[key] = PromptLine(row.target, row.category, found.text if found else _plain(row.text), proposers)
    return sorted(lines.values(), key=lambda line: line.target)


def unprompted(*, name: str, flags: Sequence[str], prompts: int, plan: Plan) -> list[Finding]:
    """Whatever carries a sign of violation waits for its superior's prompt; no day is printed (P1-II.3-a)."""
    if plan.proposals is None or not flags or prompts:
        return []
    labels = dict(plan.entries.flags)
    signs = "; ".join(labels.get(flag, flag) for flag in flags)
    message = f"{name} {signs}: cấp ủy cấp trên phải kịp thời xem xét, gợi ý kiểm điểm."
    return [Finding("prompt.missing", Severity.WARN, message, plan.reference(plan.proposals.flagged_clause))]


def _plain(text: str) -> str:
    return " ".join(text.split())
