"""Where a review stands: its steps in order, each with state, due day, who acts and what is in the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from .deadlines import dossier_milestone, last_draft_day
from .findings import Finding, Severity
from .parts import Milestone, Topic
from .plan import Plan


class StepState(StrEnum):
    """``TODO``: its turn has come. ``WAITING``: for something before it. ``BLOCKED``: a finding stands in the way."""

    DONE = "done"
    TODO = "todo"
    WAITING = "waiting"
    BLOCKED = "blocked"
    LATE = "late"
    NOT_APPLICABLE = "not_applicable"


class Actor(StrEnum):
    """Who must act; the shell turns it into people."""

    STANDING_BOARD = "standing_board"
    SUBJECT = "subject"
    UNIT = "unit"
    CELL = "cell"
    CONSULTEES = "consultees"
    CLERK = "clerk"
    CHAIR = "chair"
    COUNTING_TEAM = "counting_team"
    UNIT_HEAD = "unit_head"
    BOARD = "board"
    AUTHORITY = "authority"
    SUPERIOR = "superior"


@dataclass(frozen=True, slots=True)
class VenueFact:
    """One place where the review must be held. ``rating_needed``: a ballot there proposes a level."""

    name: str
    starts_on: date | None = None
    draft_sent: bool = False
    concluded: bool = False
    voted: bool = False
    waived: bool = False
    rating_needed: bool = True


@dataclass(frozen=True, slots=True)
class ReviewFacts:
    """Everything the steps depend on. ``due_on`` is the last good day of the dossier; the plan's own where None.

    ``opinions_asked`` and ``opinions_in`` count consulted and superior bodies; the residence has its own fields.
    ``findings`` are the caller's own about whatever comes next. ``external``: the level is decided above (self-rated or
    kept by the superior) and only recorded here. ``form_name``: what the subject writes, where it is not Mẫu 01 or 02.
    """

    name: str
    is_collective: bool
    venues: Sequence[VenueFact] = ()
    standing_committee: bool = False
    prompts_issued: int = 0
    prompts_due_on: date | None = None
    entry_submitted: bool = False
    entry_final: bool = False
    form_name: str = ""
    residence_needed: bool = True
    residence_sent: bool = False
    residence_in: bool = False
    opinions_asked: int = 0
    opinions_in: int = 0
    opinions_needed: int = 0
    unit_rating_needed: bool = False
    unit_rated: bool = False
    over_quota: bool = False
    submitted_on: date | None = None
    appraised: bool = False
    decided: bool = False
    external: bool = False
    due_on: date | None = None
    findings: Sequence[Finding] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """``key`` is stable; ``due_on`` the last good day, None where the plan sets none."""

    key: str
    label: str
    state: StepState
    actor: Actor
    due_on: date | None = None
    note: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state not in (StepState.DONE, StepState.NOT_APPLICABLE)


def steps_of(facts: ReviewFacts, plan: Plan, *, on: date) -> list[Step]:
    """The ordered steps of one review. The due day itself is on time; late starts the day after."""
    milestone = dossier_milestone(plan, standing_committee=facts.standing_committee)
    due_on = facts.due_on or (milestone.last_good_day if milestone else None)
    held = [venue for venue in facts.venues if not venue.waived]
    steps = [
        _prompt(facts, plan),
        _entry(facts, due_on),
        _residence(facts, due_on),
        _drafts(facts, held, plan),
        _meeting(facts, held, due_on),
        _revision(facts, held, due_on),
        _ballot(facts, held, plan, due_on),
        _unit_rating(facts, held, due_on),
        _submission(facts, due_on, milestone),
        _opinions(facts),
        _appraisal(facts),
        _decision(facts, plan),
    ]
    return _with_findings([_timed(step, on) for step in steps], facts.findings)


def next_step(facts: ReviewFacts, plan: Plan, *, on: date) -> Step | None:
    """The first step that is neither done nor superfluous; None when the review is finished."""
    return next((step for step in steps_of(facts, plan, on=on) if step.is_open), None)


def _timed(step: Step, on: date) -> Step:
    """Late where the last good day is past."""
    if step.is_open and step.due_on is not None and on > step.due_on and step.state is not StepState.BLOCKED:
        step = replace(step, state=StepState.LATE)
    return step


def _with_findings(steps: list[Step], findings: Sequence[Finding]) -> list[Step]:
    """What the caller found belongs to the step that comes next; a blocking finding blocks it."""
    place = next((number for number, step in enumerate(steps) if step.is_open), None)
    if place is None or not findings:
        return steps
    step = steps[place]
    state = StepState.BLOCKED if any(finding.blocks for finding in findings) else step.state
    return [*steps[:place], replace(step, state=state, findings=(*step.findings, *findings)), *steps[place + 1 :]]


def _open(ready: bool) -> StepState:
    return StepState.TODO if ready else StepState.WAITING


def _prompt(facts: ReviewFacts, plan: Plan) -> Step:
    """Prompts are optional ("nếu có"): none issued is not something to do."""
    label = f"Gợi ý kiểm điểm ({plan.prompts.issuer})"
    state = StepState.DONE if facts.prompts_issued else StepState.NOT_APPLICABLE
    note = f"{facts.prompts_issued} vấn đề được gợi ý" if facts.prompts_issued else "Không có gợi ý kiểm điểm"
    return Step("prompt", label, state, Actor.STANDING_BOARD, facts.prompts_due_on, note)


def _entry(facts: ReviewFacts, due_on: date | None) -> Step:
    usual = "báo cáo kiểm điểm tập thể (Mẫu 01)" if facts.is_collective else "bản tự kiểm điểm (Mẫu 02)"
    label = f"Viết {facts.form_name or usual}"
    state = StepState.DONE if facts.entry_submitted else StepState.TODO
    return Step("entry", label, state, Actor.SUBJECT, due_on)


def _residence(facts: ReviewFacts, due_on: date | None) -> Step:
    label = "Xin ý kiến chi ủy nơi cư trú (Mẫu 3-213)"
    if facts.is_collective or not facts.residence_needed:
        return Step("residence", label, StepState.NOT_APPLICABLE, Actor.CELL)
    if facts.residence_in:
        return Step("residence", label, StepState.DONE, Actor.CELL, due_on)
    if facts.residence_sent:
        return Step("residence", label, StepState.WAITING, Actor.CONSULTEES, due_on, "Đã gửi phiếu, chờ nhận xét")
    return Step("residence", label, StepState.TODO, Actor.CELL, due_on, "Chưa gửi phiếu")


def _drafts(facts: ReviewFacts, held: list[VenueFact], plan: Plan) -> Step:
    """The due day is that of the first meeting still without its draft (P0-4.1-b)."""
    label = "Gửi dự thảo cho thành viên dự hội nghị"
    if not facts.is_collective:
        return Step("draft", label, StepState.NOT_APPLICABLE, Actor.CLERK)
    open_venues = [venue for venue in held if not venue.draft_sent and not venue.concluded]
    if held and not open_venues:
        return Step("draft", label, StepState.DONE, Actor.CLERK)
    days = [last_draft_day(venue.starts_on, plan) for venue in open_venues if venue.starts_on is not None]
    note = "" if days else "Chưa lập hội nghị"
    return Step("draft", label, _open(facts.entry_submitted), Actor.CLERK, min(days, default=None), note)


def _meeting(facts: ReviewFacts, held: list[VenueFact], due_on: date | None) -> Step:
    done = sum(venue.concluded for venue in held)
    label = "Kiểm điểm tại hội nghị"
    note = f"{done}/{len(held)} nơi"
    if held and done == len(held):
        return Step("meeting", label, StepState.DONE, Actor.CHAIR, due_on, note)
    waiting = [venue.name for venue in held if not venue.concluded]
    note += f"; chưa kiểm điểm tại: {', '.join(waiting)}" if waiting else ""
    return Step("meeting", label, _open(facts.entry_submitted), Actor.CHAIR, due_on, note)


def _concluded(held: list[VenueFact]) -> bool:
    return bool(held) and all(venue.concluded for venue in held)


def _revision(facts: ReviewFacts, held: list[VenueFact], due_on: date | None) -> Step:
    label = "Tiếp thu, hoàn thiện sau kiểm điểm"
    state = StepState.DONE if facts.entry_final else _open(_concluded(held))
    return Step("revision", label, state, Actor.SUBJECT, due_on)


def _ballot(facts: ReviewFacts, held: list[VenueFact], plan: Plan, due_on: date | None) -> Step:
    label = "Bỏ phiếu đề xuất mức xếp loại"
    voting = [venue for venue in held if venue.rating_needed]
    if not voting:
        return Step("ballot", label, StepState.NOT_APPLICABLE, Actor.COUNTING_TEAM)
    done = sum(venue.voted for venue in voting)
    note = f"{done}/{len(voting)} nơi"
    if facts.over_quota:
        message = f"{facts.name}: số đề xuất “Hoàn thành xuất sắc nhiệm vụ” vượt tỷ lệ, phải xếp loại lại."
        finding = Finding("quota.re_rating", Severity.BLOCK, message, plan.cite(Topic.RE_RATING))
        return Step("ballot", label, StepState.BLOCKED, Actor.COUNTING_TEAM, due_on, note, (finding,))
    if done == len(voting):
        return Step("ballot", label, StepState.DONE, Actor.COUNTING_TEAM, due_on, note)
    ready = any(venue.concluded and not venue.voted for venue in voting)
    return Step("ballot", label, _open(ready), Actor.COUNTING_TEAM, due_on, note)


def _unit_rating(facts: ReviewFacts, held: list[VenueFact], due_on: date | None) -> Step:
    label = "Thủ trưởng cơ quan, đơn vị nhận xét, đánh giá, xếp loại"
    if facts.is_collective or not facts.unit_rating_needed:
        return Step("unit_rating", label, StepState.NOT_APPLICABLE, Actor.UNIT_HEAD)
    state = StepState.DONE if facts.unit_rated else _open(_concluded(held))
    return Step("unit_rating", label, state, Actor.UNIT_HEAD, due_on)


def _submission(facts: ReviewFacts, due_on: date | None, milestone: Milestone | None) -> Step:
    label = "Gửi hồ sơ đến Ban Tổ chức"
    if facts.submitted_on is not None:
        late = due_on is not None and facts.submitted_on > due_on
        note = f"Gửi ngày {facts.submitted_on:%d/%m/%Y}{', quá hạn' if late else ''}"
        findings: tuple[Finding, ...] = ()
        if late and milestone and due_on:
            message = f"{facts.name}: hồ sơ gửi ngày {facts.submitted_on:%d/%m/%Y}, hạn cuối {due_on:%d/%m/%Y}."
            findings = (Finding("dossier.late", Severity.WARN, message, milestone.reference),)
        return Step("submission", label, StepState.DONE, Actor.UNIT, due_on, note, findings)
    rated = all(venue.voted for venue in facts.venues if not venue.waived and venue.rating_needed)
    residence = facts.is_collective or not facts.residence_needed or facts.residence_in
    ready = facts.entry_final and rated and residence and (facts.unit_rated or not facts.unit_rating_needed)
    return Step("submission", label, _open(ready and not facts.over_quota), Actor.UNIT, due_on)


def _opinions(facts: ReviewFacts) -> Step:
    """Consulted and superior bodies; whoever needs none goes on."""
    label = "Lấy ý kiến nhận xét của các cơ quan"
    needed = max(facts.opinions_needed, facts.opinions_asked)
    if not needed:
        return Step("opinions", label, StepState.NOT_APPLICABLE, Actor.CONSULTEES)
    note = f"{facts.opinions_in}/{needed} ý kiến"
    if facts.opinions_in >= needed:
        return Step("opinions", label, StepState.DONE, Actor.CONSULTEES, note=note)
    if facts.opinions_asked:
        return Step("opinions", label, StepState.TODO, Actor.CONSULTEES, note=note)
    return Step("opinions", label, _open(facts.submitted_on is not None), Actor.UNIT, note=note)


def _appraisal(facts: ReviewFacts) -> Step:
    label = "Ban Tổ chức thẩm định"
    state = StepState.DONE if facts.appraised or facts.decided else _open(facts.submitted_on is not None)
    return Step("appraisal", label, state, Actor.BOARD)


def _decision(facts: ReviewFacts, plan: Plan) -> Step:
    label = "Quyết định xếp loại" if not facts.external else "Ghi mức xếp loại do cấp trên quyết định"
    actor = Actor.SUPERIOR if facts.external else Actor.AUTHORITY
    if facts.decided:
        return Step("decision", label, StepState.DONE, actor)
    missing = max(facts.opinions_needed, facts.opinions_asked) - facts.opinions_in
    if facts.appraised and missing > 0:
        message = f"{facts.name} còn thiếu {missing} ý kiến nhận xét, chưa kết luận xếp loại được."
        finding = Finding("opinion.missing", Severity.BLOCK, message, plan.cite(Topic.OPINIONS_FIRST))
        return Step("decision", label, StepState.BLOCKED, actor, findings=(finding,))
    return Step("decision", label, _open(facts.appraised), actor)
