"""What the pages of the year's work draw besides the components: papers, the way to the page, the plan's own words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import template

from forms_templates.templatetags.document_tags import document_card
from organizations.formats import vi_number
from organizations.models import User
from reviews.choices import Presence
from reviews.models import Contribution, MeetingAttendee, Paper, ReviewVenue
from reviews.permissions import manages_venue
from reviews.rules.findings import Reference
from reviews.rules.parts import GroupCounter, QuotaRules, Topic
from reviews.rules.plan import Plan
from reviews.rules.progress import Step
from reviews.rules.vocabulary import RatedKind
from reviews.views import papers

register = template.Library()


@register.inclusion_tag("forms_templates/_document_card.html", name="paper_card")
def paper_card(paper: Paper) -> dict[str, Any]:
    """``{% paper_card paper %}``: title, number, state and buttons of one paper (its document already fetched)."""
    return document_card(papers.paper_card(paper))


@register.inclusion_tag("reviews/_trail.html")
def trail(*parts: Any) -> dict[str, Any]:
    """``{% trail "Đợt kiểm điểm" campaigns_url campaign campaign_url "Đối tượng" %}``: the pages above this one.

    Label and address in turn; the last label, which has no address, is this page.
    """
    *above, here = parts
    return {
        "steps": [{"label": label, "url": url} for label, url in zip(above[::2], above[1::2], strict=True)],
        "here": here,
    }


@register.simple_tag
def printed_clause(plan: Plan, clause: str) -> str:
    """The printed number of a clause: ``P0-2.2-b`` is read as «mục 2.2»; an empty text for one the plan lacks."""
    return _section(plan.reference(clause)) if clause in plan.clauses else ""


def _section(reference: Reference | None) -> str:
    return f"mục {reference.section}" if reference and reference.section else ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a plan fixes besides its days, with the section that says so; ``steps`` where it is an order."""

    label: str
    text: str = ""
    section: str = ""
    is_default: bool = False
    steps: tuple[str, ...] = ()


#: The durations of a plan by their key in its file.
DURATIONS = {
    "standing_committee": "Kiểm điểm của Ban Thường vụ Huyện ủy",
    "others": "Kiểm điểm của Ban Thường vụ, các đảng ủy, chi ủy, tập thể các cơ quan",
    "prompted": "Kiểm điểm ở những nơi được gợi ý kiểm điểm",
}


@register.simple_tag
def plan_facts(plan: Plan) -> list[Fact]:
    """Notice, durations, order, thresholds and quota of a plan."""
    return [
        *_notice_facts(plan),
        *(
            Fact(
                DURATIONS.get(rule.key, "Thời gian kiểm điểm"),
                f"Tối thiểu {vi_number(Fraction(rule.least, 2))} ngày ({rule.least} buổi).",
                printed_clause(plan, rule.clause),
            )
            for rule in plan.durations
        ),
        Fact(
            "Thứ tự kiểm điểm, xếp loại",
            steps=tuple(
                f"{edge.says[:1].upper()}{edge.says[1:]} ({printed_clause(plan, edge.clause)})."
                for edge in {edge.says: edge for edge in plan.order}.values()
            ),
        ),
        *(
            Fact(
                f"Mức xếp loại theo số phiếu{_of(rules.kinds)}",
                f"{rules.statement}.",
                "" if rules.is_program_default else _section(rules.reference),
                rules.is_program_default,
            )
            for rules in plan.ballots
        ),
        *(fact for rules in plan.quotas for fact in _quota_facts(rules)),
    ]


def _notice_facts(plan: Plan) -> Iterator[Fact]:
    if plan.notice.days:
        yield Fact(
            "Gửi trước dự thảo báo cáo",
            f"Ít nhất {plan.notice.days} {plan.notice.counting.unit} trước hội nghị.",
            _section(plan.cite(Topic.DRAFT_NOTICE)),
        )


def _quota_facts(rules: QuotaRules) -> Iterator[Fact]:
    yield Fact(
        f"Tỷ lệ “Hoàn thành xuất sắc nhiệm vụ”{_of(rules.kinds)}",
        f"Không vượt quá {vi_number(rules.share * 100)}% {rules.scope.label}. {rules.statement}.",
        str(rules.reference) if rules.is_national else _section(rules.reference),
        rules.base_is_program_default,
    )
    small = rules.small_group
    if small is not None:
        fewer = f"Dưới {small.at_most + 1:02d} được xếp loại từ “Hoàn thành tốt nhiệm vụ” trở lên"
        counted = {
            GroupCounter.GROUP_SIZE: f"Từ {small.at_most:02d} thành viên trở xuống",
            GroupCounter.GOOD_OR_BETTER: fewer,
        }[small.counter]
        yield Fact(
            f"Tập thể ít người{_of(rules.kinds)}",
            f"{counted}: đề xuất chọn {small.seats:02d}.",
            _section(small.reference),
        )


def _of(kinds: Collection[RatedKind]) -> str:
    """For whom a rule holds, left out where it holds for all."""
    return "" if len(kinds) == len(RatedKind) else f" ({', '.join(kind.label for kind in kinds)})"


#: State of a step of a review -> tone and words of the components: its turn, or waiting for what comes before it.
STEP_WORDS = {"todo": ("current", "Đến lượt"), "waiting": ("todo", "Chờ bước trước")}


@register.filter
def tone(step: Step) -> str:
    """The tone in which the components draw a step."""
    return STEP_WORDS.get(step.state, (str(step.state), ""))[0]


@register.filter
def as_steps(steps: Iterable[Step]) -> list[dict[str, Any]]:
    """The steps of a review as the stepper takes them."""
    return [
        {
            "label": step.label,
            "state": tone(step),
            "state_label": STEP_WORDS.get(step.state, ("", ""))[1],
            "due_on": step.due_on if step.is_open else None,
            "note": step.note,
        }
        for step in steps
    ]


@register.filter
def prepared_by(venue: ReviewVenue, user: User) -> bool:
    """May the user prepare the meeting of this place? (No query: posts and grants are kept for the request.)"""
    if venue.cell is not None:
        return manages_venue(user, venue.cell)
    return venue.collective is not None and manages_venue(user, venue.collective.organization)


@register.filter
def unmarked(attendees: Iterable[MeetingAttendee]) -> int:
    """How many are not yet marked as present or absent."""
    return sum(1 for attendee in attendees if attendee.presence == Presence.UNKNOWN)


@register.filter
def speakers(contributions: list[Contribution]) -> set[int]:
    """Who has spoken on an item, by person id."""
    return {contribution.person_id for contribution in contributions}
