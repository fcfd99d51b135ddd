"""The campaign's board: timeline, progress by unit, what is late; and who is reviewed, where and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q

from forms_templates.loader import get_definition, regulations
from organizations import clock
from organizations.choices import OrganizationKind
from organizations.models import Organization, User
from organizations.models.organization import PATH_STEP
from organizations.text import fold, row_id, search_text
from reviews.choices import CampaignState, Inclusion, Period, SubjectKind
from reviews.models import Campaign, Milestone, Review
from reviews.models.review import ReviewQuerySet
from reviews.permissions import plan_refusal
from reviews.rules.feeds import check_offices
from reviews.rules.findings import Finding, Severity
from reviews.rules.plan import Plan, available_presets, load_preset
from reviews.rules.plan_checks import contradictions, later_than_superior
from reviews.rules.reports import check_relays
from reviews.rules.roster import Roster
from reviews.rules.subject import form_of
from reviews.rules.vocabulary import SubjectKind as RuleSubjectKind
from reviews.selectors.links import unlinked
from reviews.selectors.progress import Progress, progress_of
from reviews.selectors.rating_sheets import sheet_findings as rating_sheet_findings
from reviews.selectors.roster import planned_subjects, tree_facts
from reviews.selectors.sheets import sheet_findings

#: The late ones shown on the board; the list of reviews shows all.
LATE_SHOWN = 20


def offered_presets(issuers: Iterable[Organization]) -> list[tuple[str, str]]:
    """The plans that these committees can draft from: those of their own kind whose forms the program has."""
    kinds = {issuer.kind for issuer in issuers}
    plans = [load_preset(slug) for slug in available_presets()]
    return [(plan.slug, plan.title) for plan in plans if plan.issuer_kind in kinds and not preset_findings(plan)]


def offered_periods(presets: Iterable[str]) -> set[str]:
    """The rounds that one of these plans knows."""
    rules = [load_preset(slug).periods for slug in presets]
    return {kind for row in rules if row is not None for kind in row.kinds}


def preset_findings(plan: Plan, issuer: Organization | None = None) -> list[Finding]:
    """Why nothing can be drafted from that plan, or not by that committee."""
    findings = []
    if issuer is not None and issuer.kind != plan.issuer_kind:
        message = f"“{plan.title}” là kế hoạch của {OrganizationKind(plan.issuer_kind).label}, không phải của {issuer}."
        findings.append(Finding("campaign.preset", Severity.BLOCK, message))
    if plan.forms_regulation not in regulations():
        message = f"Chương trình chưa có mẫu biểu theo {plan.regime.document}."
        findings.append(Finding("campaign.forms", Severity.BLOCK, message))
    return findings


def plan_as_amended(campaign: Campaign) -> Plan:
    """The plan with the days as this campaign set them."""
    rows = {row.code: row for row in campaign.milestones.all()}
    days = tuple(
        milestone.moved(starts_on=rows[milestone.clause].starts_on, due_on=rows[milestone.clause].due_on)
        if milestone.clause in rows
        else milestone
        for milestone in campaign.plan.milestones
    )
    return replace(campaign.plan, milestones=days)


def consistency_findings(campaign: Campaign) -> list[Finding]:
    """Where the plan contradicts itself or is later than the superior's; shown before it is issued, never repaired."""
    return [
        *contradictions(plan_as_amended(campaign)),
        *days_after_superior(campaign),
        *sheet_findings(campaign),
        *rating_sheet_findings(campaign),
        *_missing_offices(campaign),
    ]


def _missing_offices(campaign: Campaign) -> list[Finding]:
    """Offices that the plan has collect figures or pass reports on, and that the tree lacks."""
    if campaign.plan.feeds is None and not campaign.plan.reports:
        return []
    rows = Organization.objects.on(clock.today()).subtree(campaign.issuer).order_by("path")
    facts = tree_facts(rows, campaign.issuer)
    return [*check_offices(facts, campaign.plan), *check_relays(campaign.plan, Roster(facts))]


def days_after_superior(campaign: Campaign) -> list[Finding]:
    """Days later than those of the superior's plan, which says whether they are refused (P1-III.3-a)."""
    superior = superior_of(campaign)
    return later_than_superior(plan_as_amended(campaign), plan_as_amended(superior)) if superior is not None else []


def superior_of(campaign: Campaign) -> Campaign | None:
    """The superior's plan: the one it was drawn up under, or one issued above while it was still a draft."""
    if campaign.superior is None and campaign.is_draft:
        return superior_campaign(campaign.issuer, campaign.year, period=campaign.period, quarter=campaign.quarter)
    return campaign.superior


def superior_campaign(
    issuer: Organization, year: int, *, period: str = Period.YEAR, quarter: int | None = None
) -> Campaign | None:
    """The plan that the nearest committee above has issued for that round."""
    above = [path for path in issuer.ancestor_paths() if path != issuer.path]
    rows = Campaign.objects.issued().filter(issuer__path__in=above, year=year, period=period, quarter=quarter)
    return rows.order_by("-issuer__path", "-issued_at").first()


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """One row of the stacked bars: finished, under way, late, of all the unit's reviews."""

    name: str
    total: int
    done: int
    doing: int
    late: int
    url: str


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many reviews have finished a step, of those to which it applies."""

    label: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class CampaignBoard:
    status_line: str
    timeline: list[dict[str, Any]]
    units: list[UnitProgress]
    steps: list[StepCount]
    late: list[Progress]
    total: int
    unit: Organization | None


def campaign_board(campaign: Campaign, *, user: User, on: date, unit_id: str = "") -> CampaignBoard:
    """What the user may see of the campaign's progress, from the unit chosen downwards."""
    reviews = Review.objects.visible_to(user).included().filter(campaign=campaign).with_subject()
    pk = row_id(unit_id)
    unit = Organization.objects.filter(pk=pk).first() if pk is not None else None
    if unit is not None:
        reviews = reviews.under(unit)
    rows = list(reviews)
    progress = list(progress_of(campaign, rows, on=on).values()) if campaign.state != CampaignState.DRAFT else []
    late = [row for row in progress if row.is_late]
    return CampaignBoard(
        status_line=_status_line(campaign, len(rows), progress),
        timeline=[
            {
                "label": milestone.title,
                "due_on": milestone.last_good_day,
                "clause": f"mục {milestone.section}",
                "done": on > milestone.last_good_day and not _waits_on(milestone, progress),
            }
            for milestone in campaign.milestones.all()
        ],
        units=_units(campaign, progress, unit or campaign.issuer),
        steps=_steps(progress),
        late=late[:LATE_SHOWN],
        total=len(rows),
        unit=unit,
    )


def _waits_on(milestone: Milestone, progress: list[Progress]) -> bool:
    """Is a dossier still missing whose day this milestone sets?"""
    return any(
        step.key == "submission" and step.is_open and row.due_on == milestone.last_good_day
        for row in progress
        for step in row.steps
    )


def _status_line(campaign: Campaign, total: int, progress: list[Progress]) -> str:
    if campaign.state == CampaignState.DRAFT:
        return f"Đang lập kế hoạch: {total} tập thể, cá nhân thuộc diện kiểm điểm."
    done = sum(1 for row in progress if row.is_done)
    late = sum(1 for row in progress if row.is_late)
    return f"{done}/{total} hồ sơ đã xong" + (f", {late} hồ sơ quá hạn." if late else ", không có hồ sơ quá hạn.")


def _units(campaign: Campaign, progress: list[Progress], root: Organization) -> list[UnitProgress]:
    """Reviews grouped by the organization one level below ``root``."""
    length = len(root.path) + PATH_STEP
    grouped: dict[str, list[Progress]] = defaultdict(list)
    for row in progress:
        grouped[row.review.unit_path[:length]].append(row)
    names = {node.path: node for node in Organization.objects.filter(path__in=list(grouped))}
    units = []
    for path, rows in grouped.items():
        node = names.get(path)
        done = sum(1 for row in rows if row.is_done)
        late = sum(1 for row in rows if row.is_late and not row.is_done)
        units.append(
            UnitProgress(
                name=str(node) if node else path,
                total=len(rows),
                done=done,
                doing=sum(1 for row in rows if row.is_started and not row.is_done and not row.is_late),
                late=late,
                url=f"?unit={node.pk}" if node and node.pk != root.pk else "",
            )
        )
    return sorted(units, key=lambda unit: (-unit.late, unit.done / unit.total, unit.name))


def _steps(progress: list[Progress]) -> list[StepCount]:
    """In the order of the steps; what collectives and people call differently stands one after the other."""
    done: dict[tuple[int, str], int] = defaultdict(int)
    total: dict[tuple[int, str], int] = defaultdict(int)
    for row in progress:
        for place, step in enumerate(row.steps):
            if step.state != "not_applicable":
                total[place, step.label] += 1
                done[place, step.label] += step.state == "done"
    return [StepCount(label, done[place, label], count) for (place, label), count in sorted(total.items())]


@dataclass(frozen=True, slots=True)
class SubjectListing:
    """The subjects of a campaign, filtered; ``counts`` are of the whole campaign.

    ``unlinked``: by review, the people who stand beside no collective's report (P1-I.2-a).
    """

    rows: ReviewQuerySet
    counts: dict[str, int]
    kind: str
    inclusion: str
    search: str
    findings: list[Finding]
    unlinked: dict[int, Finding]


def subject_list(campaign: Campaign, query: Mapping[str, str], *, user: User) -> SubjectListing:
    """Everybody for the planner; for others the subjects whose review they see."""
    kind, inclusion = query.get("kind", ""), query.get("inclusion", "")
    search = search_text(query.get("q", ""))
    seen = Review.objects.filter(campaign=campaign)
    if plan_refusal(user, campaign):
        seen = seen.filter(pk__in=Review.objects.visible_to(user).filter(campaign=campaign).values("pk"))
    rows = (
        seen.select_related("collective", "person", "unit", "authority", "member_authority", "overridden_by__person")
        .prefetch_related("venues__collective__organization", "venues__cell")
        .order_by("kind", "unit_path", "pk")
    )
    if kind:
        rows = rows.filter(kind=kind)
    if inclusion:
        rows = rows.filter(inclusion=inclusion)
    if search:
        rows = rows.filter(
            Q(person__search_name__contains=fold(search))
            | Q(collective__name__icontains=search)
            | Q(unit__search_name__contains=fold(search))
        )
    return SubjectListing(
        rows=rows,
        counts=subject_counts(seen),
        kind=kind,
        inclusion=inclusion,
        search=search,
        findings=list(planned_subjects(campaign).findings) if campaign.is_draft else [],
        unlinked=unlinked(campaign, seen),
    )


def subject_counts(reviews: ReviewQuerySet) -> dict[str, int]:
    included, exempt = Q(inclusion=Inclusion.INCLUDED), Q(inclusion=Inclusion.EXEMPT)
    return reviews.aggregate(
        organizations=Count("pk", filter=included & Q(kind=SubjectKind.ORGANIZATION)),
        collectives=Count("pk", filter=included & Q(kind=SubjectKind.COLLECTIVE)),
        people=Count("pk", filter=included & Q(kind=SubjectKind.PERSON)),
        exempt=Count("pk", filter=exempt),
        overridden=Count("pk", filter=~Q(override_reason="")),
    )


def consequences(campaign: Campaign) -> list[dict[str, Any]]:
    """What issuing will do, in numbers."""
    counts = subject_counts(Review.objects.filter(campaign=campaign))
    meetings = (
        campaign.reviews.included()
        .filter(venues__waived_reason="")
        .values("venues__collective", "venues__cell")
        .distinct()
        .count()
    )
    organizations = [{"number": counts["organizations"], "text": "tổ chức đảng được bỏ phiếu xếp loại"}]
    residence = [{"number": counts["people"], "text": "phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213) phải gửi"}]
    return [
        {"number": counts["collectives"], "text": f"{_form_name(campaign.plan, RuleSubjectKind.COLLECTIVE)} được mở"},
        {"number": counts["people"], "text": f"{_form_name(campaign.plan, RuleSubjectKind.PERSON)} được mở"},
        *(organizations if counts["organizations"] else []),
        *(residence if campaign.plan.asks_residence else []),
        {"number": meetings, "text": "hội nghị kiểm điểm phải tổ chức"},
        {"number": counts["exempt"], "text": "trường hợp không thuộc diện kiểm điểm, có ghi lý do"},
        {
            "number": campaign.milestones.count(),
            "text": "mốc thời hạn có hiệu lực, nhắc trước 7, 3, 1 ngày",
        },
    ]


def _form_name(plan: Plan, kind: RuleSubjectKind) -> str:
    """What the form of such subjects is called in this round; leaders and others have forms of one name."""
    return get_definition(form_of(kind, plan), plan.forms_regulation).name
