"""A plan: the rules of one campaign, read from a preset or from a committee's own file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from .calendar import Calendar
from .findings import Reference, Severity
from .library import HERE, Clause, Regime, load_clauses, own_clauses, regime_on
from .parts import (
    AttendanceRules,
    CirculationRule,
    CollectiveRule,
    DefaultToConfirm,
    DurationRule,
    Electorate,
    EntryRules,
    ExemptionRules,
    FormRules,
    IndividualRules,
    LegalBasis,
    Milestone,
    NoticeRule,
    OpinionRoute,
    OrderEdge,
    PromptRule,
    ProposalRules,
    QuotaRules,
    RatedOrganization,
    RatingMeetings,
    RelativeMilestone,
    ScoringRules,
    SlotRule,
    Tie,
    TieRule,
    Topic,
    VenueRules,
    VotingRules,
)
from .parts.attendance import read_attendance
from .parts.cells import CellRules, read_cells
from .parts.circulation import read_circulation
from .parts.contents import ContentRules, read_contents
from .parts.corrections import Corrections, read_corrections
from .parts.feeds import FeedRules, read_feeds
from .parts.information import InformationRules, read_information
from .parts.lower_plans import LowerPlanRules, read_lower_plans
from .parts.named_forms import NamedForms, read_named_forms
from .parts.nominees import NomineeRules, read_nominees
from .parts.order import read_order
from .parts.papers import CopyRule, read_copies, read_dossier, read_entries, read_forms, read_opinions
from .parts.periods import PeriodRules, SheetRules, read_periods, read_sheets
from .parts.preparation import PreparationRules, read_preparation
from .parts.programmes import Programme, read_programmes
from .parts.prompting import read_proposals
from .parts.quota import read_quotas
from .parts.rating_meetings import read_rating_meetings
from .parts.remedies import RemedyRules, read_remedies
from .parts.reports import ReportRoute, read_reports
from .parts.scope import CellScope, read_cell_scope
from .parts.scoring import read_scoring
from .parts.secretariat import SecretariatRule, read_secretariat
from .parts.signs import SignRules, read_signs
from .parts.source import Source
from .parts.special_cases import CitedRule, SpecialCases, read_cited, read_special_cases
from .parts.subjects import (
    read_collectives,
    read_exemptions,
    read_individuals,
    read_legal_bases,
    read_rated_organizations,
)
from .parts.ties import read_ties
from .parts.timing import read_durations, read_milestones, read_notice, read_prompts, read_relative_milestones
from .parts.topics import read_citations, read_severities
from .parts.venues import read_venues
from .parts.voting import read_voting
from .strict import Node, PlanError, from_data, merged, read_text
from .vocabulary import OrganizationKind, Period, RatedKind

__all__ = ["Plan", "PlanError", "available_presets", "load_plan_text", "load_preset"]

_KEYS = (
    "code", "slug", "title", "document", "superior_document", "year", "issuer", "rules_on", "clauses", "legal_bases",
    "milestones", "relative_milestones", "collectives", "individuals", "venues", "order", "durations", "notice",
    "calendar", "prompts", "meetings", "voting", "quota", "scoring", "exemptions", "opinions", "dossier", "forms",
    "entries", "reminders", "citations", "severities", "proposals", "attendance", "circulation", "rating_meetings",
    "ties", "feeds", "reports", "copies", "periods", "sheets",
    "own_clauses", "special_cases", "corrections", "signs", "contents", "information", "cells",
    "rated_organizations", "lower_plans", "preparation", "remedies", "keeping", "programmes", "named_forms",
    "cell_scope", "nominees",
)  # fmt: skip
_OPTIONAL = (
    "superior_document", "scoring", "severities", "proposals", "attendance", "circulation", "rating_meetings",
    "ties", "feeds", "reports", "copies", "periods", "sheets", "own_clauses", "special_cases", "corrections",
    "signs", "contents", "information", "cells", "rated_organizations", "lower_plans", "preparation", "remedies",
    "keeping", "programmes", "named_forms", "cell_scope", "nominees",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One plan in force. Whatever a rule needs is here; ``tree`` is the file it came from.

    ``period``: what it is read for; ``periods.in_period`` reads it for a quarter.
    """

    code: str
    slug: str
    title: str
    document: str
    superior_document: str
    year: int
    issuer_kind: OrganizationKind
    rules_on: date
    regime: Regime
    clauses: Mapping[str, Clause]
    legal_bases: tuple[LegalBasis, ...]
    milestones: tuple[Milestone, ...]
    relative_milestones: tuple[RelativeMilestone, ...]
    collectives: tuple[CollectiveRule, ...]
    rated_organizations: tuple[RatedOrganization, ...]
    individuals: IndividualRules
    venues: VenueRules
    order: tuple[OrderEdge, ...]
    durations: tuple[DurationRule, ...]
    notice: NoticeRule
    calendar: Calendar
    prompts: PromptRule
    least_board_representatives: int
    secretariat: SecretariatRule | None
    electorate: Electorate
    ballots: tuple[VotingRules, ...]
    quotas: tuple[QuotaRules, ...]
    scoring: ScoringRules | None
    exemptions: ExemptionRules
    opinion_routes: tuple[OpinionRoute, ...]
    dossier: tuple[SlotRule, ...]
    forms: tuple[FormRules, ...]
    entries: EntryRules
    reminder_days: tuple[int, ...]
    reminds_late: bool
    citations: Mapping[Topic, str]
    severities: Mapping[Topic, Severity]
    proposals: ProposalRules | None
    attendance: AttendanceRules | None
    circulation: CirculationRule | None
    rating_meetings: RatingMeetings | None
    ties: tuple[TieRule, ...]
    feeds: FeedRules | None
    reports: tuple[ReportRoute, ...]
    periods: PeriodRules | None
    sheets: SheetRules | None
    copies: tuple[CopyRule, ...]
    keeping: CitedRule | None
    special_cases: SpecialCases | None
    corrections: Corrections | None
    signs: SignRules | None
    contents: ContentRules | None
    information: InformationRules | None
    cells: CellRules | None
    lower_plans: LowerPlanRules | None
    preparation: PreparationRules | None
    remedies: RemedyRules | None
    programmes: tuple[Programme, ...]
    named_forms: NamedForms | None
    cell_scope: CellScope | None
    nominees: NomineeRules | None
    tree: Node = field(repr=False, compare=False)
    period: Period = Period.YEAR

    def reference(self, clause: str) -> Reference:
        """Where a clause is printed. An id that the plan does not know is a mistake in the program: ``KeyError``."""
        found = self.clauses[clause]
        return Reference(clause, found.section, self.document, found.quote)

    def cite(self, topic: Topic) -> Reference | None:
        """The clause on which a rule rests in this plan; None where the plan prints nothing."""
        clause = self.citations[topic]
        return self.reference(clause) if clause else None

    def severity(self, topic: Topic) -> Severity:
        """How strictly the plan holds a rule: it blocks unless the plan says otherwise."""
        return self.severities.get(topic, Severity.BLOCK)

    def milestone(self, clause: str) -> Milestone:
        return next(milestone for milestone in self.milestones if milestone.clause == clause)

    def form(self, code: str) -> FormRules:
        return next(form for form in self.forms if form.code == code)

    def duration(self, key: str) -> DurationRule | None:
        """The length that the plan prints for such meetings; None where it prints none."""
        return next((rule for rule in self.durations if rule.key == key), None)

    def tie(self, tie: Tie) -> TieRule | None:
        return next((rule for rule in self.ties if rule.tie is tie), None)

    def voting_for(self, kind: RatedKind) -> VotingRules:
        return next(rules for rules in self.ballots if kind in rules.kinds)

    def quota_for(self, kind: RatedKind) -> QuotaRules:
        return next(rules for rules in self.quotas if kind in rules.kinds)

    @property
    def asks_residence(self) -> bool:
        """Does the plan have the place of residence asked about a member?"""
        return self.cite(Topic.RESIDENCE_OPINION) is not None

    @property
    def forms_regulation(self) -> str:
        return self.regime.forms_regulation

    @property
    def defaults_to_confirm(self) -> tuple[DefaultToConfirm, ...]:
        """What the paper does not print, or prints by a slip, and its author must confirm before issuing."""
        voting = [rules for rules in self.ballots if rules.is_program_default]
        quotas = [rules for rules in self.quotas if rules.base_is_program_default]
        return (
            *(DefaultToConfirm(f"voting_{rules.key}", rules.statement, rules.reference) for rules in voting),
            *(DefaultToConfirm(f"quota_base_{rules.key}", rules.statement, rules.reference) for rules in quotas),
            *(
                DefaultToConfirm(
                    f"milestone_{row.clause}",
                    f"{row.title}: kế hoạch in ngày {row.printed_on:%d/%m/%Y}, áp dụng ngày {row.due_on:%d/%m/%Y}",
                    row.reference,
                )
                for row in self.milestones
                if row.printed_on not in (None, row.due_on)
            ),
            *self._sheets_to_confirm,
        )

    @property
    def _sheets_to_confirm(self) -> list[DefaultToConfirm]:
        rows = []
        if self.scoring is not None and self.scoring.cases_statement:
            reference = self.scoring.overrides[0].reference
            rows.append(DefaultToConfirm("score_cases", self.scoring.cases_statement, reference))
        if self.sheets is not None:
            reference = Reference("", document="Mặc định của chương trình")
            rows.append(DefaultToConfirm("score_sheets", self.sheets.statement, reference))
        if self.named_forms is not None and self.named_forms.statement:
            reference = Reference("", document="Mặc định của chương trình")
            rows.append(DefaultToConfirm("rating_sheets", self.named_forms.statement, reference))
        return rows

    def with_overrides(self, overrides: Mapping[str, Any]) -> Plan:
        """The plan with a campaign's own values laid over it, read as strictly as the file.

        ``overrides`` has the shape of the file: ``{"document": …, "quota": {"base": "good_only"}}``. Raises
        ``PlanError`` for what the file could not say either.
        """
        over = from_data(overrides, f"{self.slug} (giá trị thay đổi)")
        return _plan(merged(self.tree, over))


def load_plan_text(text: str, name: str) -> Plan:
    """Read a plan that a committee uploads or edits; raises ``PlanError`` with file, line and reason in Vietnamese."""
    return _plan(read_text(text, name))


@lru_cache(maxsize=32)
def load_preset(slug: str) -> Plan:
    """One of ``available_presets()``; ``PlanError`` for any other name."""
    if slug not in available_presets():
        raise PlanError(slug, 0, "", "không có mẫu kế hoạch này")
    plan = load_plan_text((HERE / "presets" / f"{slug}.yaml").read_text(encoding="utf-8"), f"{slug}.yaml")
    if plan.slug != slug:
        raise PlanError(f"{slug}.yaml", 0, "slug", f"tên trong tệp là “{plan.slug}”")
    return plan


@lru_cache(maxsize=1)
def available_presets() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in (HERE / "presets").glob("*.yaml")))


def _plan(tree: Node) -> Plan:
    root = tree.mapping(_KEYS, [key for key in _KEYS if key not in _OPTIONAL])
    clause_list = root["clauses"].text()
    if clause_list not in {path.stem for path in (HERE / "clauses").glob("*.yaml")}:
        raise root["clauses"].refuse(f"không có danh mục điều khoản “{clause_list}”")
    document = root["document"].filled()
    clauses = load_clauses(clause_list)
    if "own_clauses" in root:
        clauses = {**clauses, **own_clauses(root["own_clauses"], clauses)}
    source = Source(clauses, document)
    rules_on = root["rules_on"].day()
    regime = regime_on(rules_on)
    if regime is None:
        raise root["rules_on"].refuse(f"không có quy định nào của Trung ương có hiệu lực ngày {rules_on:%d/%m/%Y}")
    calendar = root["calendar"].mapping(("holidays", "workdays"), ("holidays", "workdays"))
    meetings = root["meetings"].mapping(("board_representatives", "secretariat"), ("board_representatives",))
    reminders = root["reminders"].mapping(("days", "late"), ("days", "late"))
    milestones = read_milestones(source, root["milestones"])
    prompts = read_prompts(source, root["prompts"])
    if prompts.milestone and prompts.milestone not in {milestone.clause for milestone in milestones}:
        raise root["prompts"].refuse(f"không có mốc thời hạn {prompts.milestone}")
    electorate, ballots = read_voting(source, root["voting"])
    dated = {milestone.clause for milestone in milestones}
    relative = read_relative_milestones(source, root["relative_milestones"])
    hanging = {row.clause for row in relative}
    return Plan(
        code=root["code"].filled(),
        slug=root["slug"].filled(),
        title=root["title"].filled(),
        document=document,
        superior_document=root.text("superior_document"),
        year=root["year"].whole(1930),
        issuer_kind=root["issuer"].one_of(OrganizationKind),
        rules_on=rules_on,
        regime=regime,
        clauses=source.clauses,
        legal_bases=read_legal_bases(source, root["legal_bases"]),
        milestones=milestones,
        relative_milestones=relative,
        collectives=read_collectives(source, root["collectives"]),
        rated_organizations=read_rated_organizations(source, root["rated_organizations"])
        if "rated_organizations" in root
        else (),
        individuals=read_individuals(source, root["individuals"]),
        venues=read_venues(source, root["venues"], dated),
        order=read_order(source, root["order"]),
        durations=read_durations(source, root["durations"]),
        notice=read_notice(source, root["notice"]),
        calendar=Calendar(
            frozenset(item.day() for item in calendar["holidays"].items()),
            frozenset(item.day() for item in calendar["workdays"].items()),
        ),
        prompts=prompts,
        least_board_representatives=meetings["board_representatives"].whole(),
        secretariat=source.optional(meetings, "secretariat", read_secretariat),
        electorate=electorate,
        ballots=ballots,
        quotas=read_quotas(source, root["quota"], regime),
        scoring=read_scoring(source, root["scoring"], regime) if "scoring" in root else None,
        exemptions=read_exemptions(source, root["exemptions"], regime),
        opinion_routes=read_opinions(source, root["opinions"]),
        dossier=read_dossier(source, root["dossier"]),
        forms=read_forms(source, root["forms"], scale="scoring" in root),
        entries=read_entries(source, root["entries"]),
        reminder_days=tuple(item.whole(1) for item in reminders["days"].items()),
        reminds_late=reminders.flag("late"),
        citations=read_citations(source, root["citations"]),
        severities=read_severities(root["severities"]) if "severities" in root else {},
        proposals=read_proposals(source, root["proposals"]) if "proposals" in root else None,
        attendance=read_attendance(source, root["attendance"]) if "attendance" in root else None,
        circulation=read_circulation(source, root["circulation"]) if "circulation" in root else None,
        rating_meetings=read_rating_meetings(source, root["rating_meetings"]) if "rating_meetings" in root else None,
        ties=read_ties(source, root["ties"]) if "ties" in root else (),
        feeds=read_feeds(source, root["feeds"], dated) if "feeds" in root else None,
        reports=read_reports(source, root["reports"], dated) if "reports" in root else (),
        periods=read_periods(source, root["periods"]) if "periods" in root else None,
        sheets=read_sheets(source, root["sheets"]) if "sheets" in root else None,
        copies=read_copies(source, root["copies"]) if "copies" in root else (),
        keeping=source.optional(root, "keeping", read_cited),
        special_cases=read_special_cases(source, root["special_cases"]) if "special_cases" in root else None,
        corrections=read_corrections(source, root["corrections"]) if "corrections" in root else None,
        signs=read_signs(source, root["signs"]) if "signs" in root else None,
        preparation=source.optional(root, "preparation", read_preparation),
        contents=read_contents(source, root["contents"]) if "contents" in root else None,
        information=read_information(source, root["information"], dated) if "information" in root else None,
        cells=read_cells(source, root["cells"], dated) if "cells" in root else None,
        programmes=read_programmes(source, root["programmes"]) if "programmes" in root else (),
        remedies=read_remedies(source, root["remedies"], hanging) if "remedies" in root else None,
        lower_plans=read_lower_plans(source, root["lower_plans"], dated) if "lower_plans" in root else None,
        named_forms=source.optional(root, "named_forms", read_named_forms),
        cell_scope=source.optional(root, "cell_scope", read_cell_scope),
        nominees=source.optional(root, "nominees", read_nominees),
        tree=tree,
    )
