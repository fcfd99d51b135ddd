"""What the pages of the year's work draw besides the components: papers, the way to the page, the plan's own words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime

from forms_templates.loader import built_words
from forms_templates.templatetags.document_tags import document_card
from organizations.formats import vi_datetime
from organizations.models import User
from reviews.choices import Presence
from reviews.models import Contribution, MeetingAttendee, Paper, Review, ReviewVenue
from reviews.permissions import manages_venue
from reviews.rules.findings import Reference
from reviews.rules.plan import Plan
from reviews.rules.progress import Step
from reviews.views import papers

register = template.Library()


@register.inclusion_tag("forms_templates/_document_card.html", name="paper_card")
def paper_card(paper: Paper) -> dict[str, Any]:
    """``{% paper_card paper %}``: title, number, state and buttons of one paper (its document already fetched)."""
    return document_card(papers.paper_card(paper))


@register.filter
def signed_at(value: str) -> str:
    """``2026-01-31T09:30:00+07:00`` as kept with a signature → ``09:30 ngày 31/01/2026``."""
    moment = parse_datetime(value)
    return vi_datetime(moment) if moment else "không rõ"


@register.filter
def form_words(review: Review, usual: str) -> str:
    """``{{ review|form_words:"bản kiểm điểm (Mẫu 02)" }}``: what its form is called where it is not the printed one."""
    return built_words(review.form_code, review.campaign.plan.forms_regulation) or usual


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
