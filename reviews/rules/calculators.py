"""The questions that staff put to a plan, answered from bare numbers: for the command line and the page of the rules.

Every answer carries what decided, the clause that says so, and findings where the rule does not hold. Bad input raises
``BadInput`` with one sentence.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from . import deadlines, eligibility, quota, scoring, voting
from .findings import Finding, Reference, RuleViolation, Severity
from .levels import Level
from .parts import Milestone, RelativeMilestone, Topic
from .plan import Plan, available_presets, load_preset
from .strict import PlanError, read_text
from .vocabulary import Activity, RatedKind


class BadInput(ValueError):
    """What was asked cannot be; ``str()`` is the sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """``facts`` as a program reads them, ``lines`` as people do; ``holds`` is false when anything was found."""

    facts: Mapping[str, Any]
    lines: tuple[str, ...]
    findings: tuple[Finding, ...] = field(default=())

    @property
    def holds(self) -> bool:
        return not self.findings


def find_plan(name: str) -> Plan:
    """A preset by its code (P0 … P4) or slug."""
    for slug in available_presets():
        plan = load_preset(slug)
        if name.strip().lower() in (plan.code.lower(), plan.slug):
            return plan
    codes = ", ".join(load_preset(slug).code for slug in available_presets())
    raise BadInput(f"Không có kế hoạch “{name}” (có: {codes}, hoặc tên đầy đủ: {', '.join(available_presets())}).")


def kind_of(name: str) -> RatedKind:
    try:
        return RatedKind(name)
    except ValueError:
        raise BadInput(f"Không có loại “{name}” (có: {', '.join(RatedKind)}).") from None


def thresholds(plan: Plan, tally: voting.Tally, *, kind: RatedKind) -> Answer:
    """The level that a ballot gives on what is of that kind."""
    rules = plan.voting_for(kind)
    try:
        outcome = voting.decide(tally, rules, plan=plan)
    except RuleViolation as violation:
        raise BadInput(str(violation)) from None
    findings = [] if outcome.is_decided else [_undecided(outcome)]
    findings += voting.electorate(voters=tally.issued, plan=plan)
    facts = {
        "plan": plan.code,
        "kind": kind.value,
        "level": outcome.level.value if outcome.level else "undecided",
        "base": tally.base(rules.base),
        "fractions": {level.value: str(outcome.own_shares[level]) for level in Level},
        "counted": {row.level.value: str(outcome.shares[row.level]) for row in rules.thresholds},
        "program_default": outcome.is_program_default,
        **_cited(outcome.reference),
    }
    lines = [outcome.explanation]
    if outcome.is_program_default:
        lines.append("Kế hoạch không quy định tỷ lệ phiếu này: đề xuất của chương trình, người lập kế hoạch xác nhận.")
    return Answer(facts, tuple(lines), tuple(findings))


def _undecided(outcome: voting.Outcome) -> Finding:
    message = f"{outcome.explanation} Bỏ phiếu lại hoặc trình cấp có thẩm quyền."
    return Finding("vote.undecided", Severity.WARN, message, outcome.reference)


@dataclass(frozen=True, slots=True)
class GroupCounts:
    """A group's numbers: all its members, those rated, those of them GOOD or better, the EXCELLENT among these."""

    members: int
    rated: int
    good_or_better: int
    excellent: int


def count_group(
    *, members: int, good_or_better: int | None, good_only: int | None, rated: int | None, excellent: int
) -> GroupCounts:
    """Numbers that can be together. ``good_only`` leaves out the EXCELLENT; one of the two is given."""
    if (good_or_better is None) is (good_only is None):
        raise BadInput(
            "Ghi một trong hai: số từ “Hoàn thành tốt nhiệm vụ” trở lên (good-or-better) hoặc số chỉ “Hoàn thành tốt "
            "nhiệm vụ” (good-only)."
        )
    good = good_or_better if good_or_better is not None else (good_only or 0) + excellent
    counts = GroupCounts(members, members if rated is None else rated, good, excellent)
    if min(counts.members, counts.rated, counts.good_or_better, counts.excellent) < 0:
        raise BadInput("Các số không được âm.")
    if not counts.excellent <= counts.good_or_better <= counts.rated <= counts.members:
        raise BadInput(
            f"Các số không khớp: {excellent} xuất sắc, {good} từ mức tốt trở lên, {counts.rated} được xếp loại, "
            f"{members} thành viên."
        )
    return counts


def excellent_seats(plan: Plan, counts: GroupCounts, *, kind: RatedKind) -> Answer:
    """The places for EXCELLENT that a group has, and how many it takes too many."""
    rules = plan.quota_for(kind)
    levels = [Level.EXCELLENT] * counts.excellent
    levels += [Level.GOOD] * (counts.good_or_better - counts.excellent)
    levels += [Level.COMPLETED] * (counts.rated - counts.good_or_better)
    found = quota.seats(rules=rules, levels=levels, group_size=counts.members)
    facts = {
        "plan": plan.code,
        "kind": kind.value,
        "seats": found.seats,
        "over_by": found.over_by,
        "base": found.base,
        "base_kind": rules.base.value,
        "share": str(rules.share),
        "rounding": "floor",
        "small_group": found.is_small_group,
        "scope": rules.scope.value,
        "national": rules.is_national,
        "authorization": rules.authorization,
        "program_default": rules.base_is_program_default and not found.is_small_group,
        **_cited(found.reference),
    }
    lines = [] if found.over_by else [found.explanation]  # the finding repeats it
    if rules.is_national and not found.is_small_group:
        lines.append(f"Kế hoạch không in tỷ lệ; áp dụng {rules.reference}.")
    if rules.authorization:
        lines.append(f"Tỷ lệ cao hơn theo {rules.authorization}.")
    findings = [
        row
        for row in quota.check_quota(found, name="Tập thể", rules=rules, re_rating=plan.cite(Topic.RE_RATING))
        if row.code == "quota.exceeded"
    ]
    return Answer(facts, tuple(lines), tuple(findings))


def milestones(plan: Plan, *, on: date) -> Answer:
    """Every day of the plan as it stands on ``on``; late ones are findings."""
    rows: list[dict[str, Any]] = []
    lines: list[str] = []
    findings: list[Finding] = []
    for milestone in plan.milestones:
        state = deadlines.state(milestone, on)
        rows.append(_milestone_facts(milestone, state))
        lines.append(f"{milestone.title}: {deadlines.describe(milestone, state)} ({_where(milestone.reference)}).")
        if state.timing is deadlines.Timing.LATE:
            findings += deadlines.check_milestone(milestone, on)
    for relative in plan.relative_milestones:
        rows.append(_relative_facts(relative))
        lines.append(f"{relative.title}: {deadlines.describe_relative(relative)} ({_where(relative.reference)}).")
    return Answer({"plan": plan.code, "on": on.isoformat(), "milestones": rows}, tuple(lines), tuple(findings))


def _milestone_facts(milestone: Milestone, state: deadlines.MilestoneState) -> dict[str, Any]:
    return {
        "title": milestone.title,
        "state": state.timing.value,
        "days_left": state.days_left,
        "starts_on": _day(milestone.starts_on),
        "due_on": _day(milestone.due_on),
        "comparator": milestone.comparator.value,
        "last_good_day": _day(milestone.last_good_day),
        "printed_on": _day(milestone.printed_on or milestone.due_on),
        "severity": milestone.severity.value,
        "note": milestone.note,
        **_cited(milestone.reference),
    }


def _relative_facts(row: RelativeMilestone) -> dict[str, Any]:
    return {
        "title": row.title,
        "state": "relative" if row.event else "undated",
        "event": row.event.value if row.event else "",
        "days": row.days,
        "counting": row.counting.value,
        "comparator": row.comparator.value,
        "severity": row.severity.value,
        "note": row.note,
        **_cited(row.reference),
    }


def order_edges(plan: Plan) -> Answer:
    """Every edge of the lawful order. The graph has no circle: a plan with one is not loaded."""
    edges = [
        {
            "key": edge.key,
            "before": edge.before,
            "after": edge.after,
            "scope": edge.scope.value,
            "severity": edge.severity.value,
            "says": edge.says,
            **_cited(plan.reference(edge.clause)),
        }
        for edge in plan.order
    ]
    words = {Severity.BLOCK: "bắt buộc", Severity.WARN: "cảnh báo", Severity.INFO: "thông tin"}
    lines = tuple(
        f"{edge.says[:1].upper()}{edge.says[1:]} ({words[edge.severity]}; {_where(plan.reference(edge.clause))})."
        for edge in plan.order
    )
    return Answer({"plan": plan.code, "edges": edges}, lines)


def recorded_facts(words: Collection[str]) -> dict[str, bool]:
    """``late=no``, ``disciplined=yes``, ``disciplined``: what is recorded of cases and conditions."""
    facts: dict[str, bool] = {}
    for word in words:
        key, _equals, said = word.partition("=")
        if said not in ("", "yes", "no") or facts.get(key, said != "no") is not (said != "no"):
            raise BadInput(f"“{word}”: ghi KHÓA, KHÓA=yes hoặc KHÓA=no, mỗi khóa một lần.")
        facts[key] = said != "no"
    return facts


def score(
    plan: Plan, points: Decimal, *, facts: Mapping[str, bool] | None = None, kind: RatedKind | None = None
) -> Answer:
    """The level that points and recorded facts propose under a plan with a scale."""
    if plan.scoring is None:
        raise BadInput(f"{plan.document} không chấm theo thang điểm.")
    try:
        found = scoring.propose(points, plan.scoring, facts=facts, kind=kind)
    except RuleViolation as violation:
        raise BadInput(str(violation)) from None
    answer = {
        "plan": plan.code,
        "points": str(points),
        "level": found.level.value,
        "by_points": found.by_points.value,
        "override": found.override.key if found.override else "",
        "unmet": [row.key for row in found.unmet],
        "unconfirmed": [row.key for row in found.unconfirmed],
        "cases": [row.key for row in plan.scoring.overrides if not kind or not row.kinds or kind in row.kinds],
        **_cited(found.reference),
    }
    lines = [found.explanation]
    lines += [f"Phải xác nhận ({row.key}): {row.says} ({_where(row.reference)})." for row in found.unconfirmed]
    findings = [
        Finding("score.condition", Severity.WARN, f"Không đạt: {row.says}.", row.reference) for row in found.unmet
    ]
    if found.override is not None:
        findings.append(Finding("score.override", Severity.WARN, found.explanation, found.reference))
    return Answer(answer, tuple(lines), tuple(findings))


_PERSON_KEYS = ("name", "activity", "admitted_on")


def person_facts(text: str, source: str) -> dict[str, Any]:
    """A person as a small file describes him; unknown keys are refused with their line."""
    try:
        entries = read_text(text, source).mapping(_PERSON_KEYS, ("name",))
        return {
            "name": entries["name"].filled(),
            "activity": entries.one_of("activity", Activity, Activity.ACTIVE),
            "admitted_on": entries.day("admitted_on"),
        }
    except PlanError as error:
        raise BadInput(str(error)) from None


def eligible(plan: Plan, person: Mapping[str, Any], *, on: date) -> Answer:
    """Whether a member is reviewed and rated on that day, and why not."""
    known = {"activity": person["activity"], "admitted_on": person["admitted_on"], "plan": plan, "on": on}
    unreviewed = eligibility.exemption(**known)
    unrated = eligibility.exemption(**known, from_rating=True)
    name = person["name"]
    reviewed = "không kiểm điểm" if unreviewed else "thuộc diện kiểm điểm"
    lines = [f"{name}: {reviewed}, {'không xếp loại' if unrated else 'được xếp loại'}."]
    findings = [
        Finding(f"eligibility.{stage}", Severity.INFO, f"{name} {words}: {found.reason}.", found.reference)
        for stage, words, found in (("review", "không kiểm điểm", unreviewed), ("rating", "không xếp loại", unrated))
        if found
    ]
    facts = {
        "plan": plan.code,
        "on": on.isoformat(),
        "reviewed": unreviewed is None,
        "rated": unrated is None,
        "reasons": [{"message": row.message, **_cited(row.reference)} for row in findings],
    }
    return Answer(facts, tuple(lines), tuple(findings))


def _cited(reference: Reference | None) -> dict[str, str]:
    if reference is None:
        return {"clause": "", "section": "", "document": ""}
    return {"clause": reference.clause, "section": reference.section, "document": reference.document}


def _where(reference: Reference) -> str:
    return reference.place or reference.document


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
