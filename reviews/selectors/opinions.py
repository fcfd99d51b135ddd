"""Whom to ask about a person, what a reply lacks, and which requests a user still has to send."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from organizations import clock
from organizations.models import Organization, User
from organizations.permissions import granted, led_organizations
from reviews.choices import CampaignState, OpinionKind, OpinionState, SubjectKind, VenueKind
from reviews.models import Opinion, Review
from reviews.rules.findings import Finding, Severity
from reviews.rules.parts import Topic
from reviews.rules.residence import check_residence_reply
from reviews.rules.routes import routes_for
from reviews.selectors.papers import cell_of
from reviews.selectors.roster import roster_facts

#: The printed form of the reply (Mẫu 3-213, second sheet).
RESIDENCE_REPLY_FORM = "mau_3_213_nx"


@dataclass(frozen=True, slots=True)
class Route:
    """One body to be consulted about a person, and through whom."""

    kind: OpinionKind
    addressee: Organization
    via: str
    clause: str


def sender_of(review: Review) -> Organization:
    """The committee that asks: the cell where the person holds activity, else his unit."""
    return (cell_of(review) if review.person is not None else None) or review.unit


def person_findings(review: Review) -> list[Finding]:
    """The place of residence speaks of people only."""
    if review.person is not None:
        return []
    return [Finding("opinion.collective", Severity.BLOCK, "Chỉ xin ý kiến nơi cư trú đối với cá nhân.")]


def residence_request_findings(review: Review) -> list[Finding]:
    """A request needs a plan that asks the place of residence, a person and a known residence cell (P0-M213-a)."""
    plan = review.campaign.plan
    if review.person is None:
        return person_findings(review)
    if not plan.asks_residence:
        message = f"{plan.document} không yêu cầu lấy ý kiến chi ủy nơi cư trú."
        return [Finding("opinion.not_asked", Severity.BLOCK, message)]
    if review.person.residence_cell_id is None:
        return [
            Finding(
                "opinion.no_residence",
                Severity.BLOCK,
                f"Chưa có chi bộ nơi cư trú của {review.person}: bổ sung vào danh sách đảng viên, "
                "hoặc ghi lý do không lấy ý kiến.",
                plan.cite(Topic.RESIDENCE_REQUEST),
            )
        ]
    return []


def residence_reply_findings(opinion: Opinion, data: dict[str, Any], *, on: date) -> list[Finding]:
    return check_residence_reply(data, plan=opinion.review.campaign.plan, on=on)


def requests_to_send(user: User) -> list[Review]:
    """People of the cells that the user leads, about whom the residence cell was not asked yet."""
    cells = [organization.pk for organization in led_organizations(user) if organization.is_cell]
    if not cells:
        return []
    rows = (
        Review.objects.included()
        .filter(
            campaign__state="issued",
            kind=SubjectKind.PERSON,
            venues__kind=VenueKind.CELL,
            venues__cell__in=cells,
        )
        .exclude(opinions__kind=OpinionKind.RESIDENCE)
        .exclude(person_id=user.person_key)
        .select_related("person__residence_cell", "campaign", "unit")
        .distinct()
    )
    return [review for review in rows if review.campaign.plan.asks_residence]


def printing_senders(user: User) -> list[Organization]:
    """Where the user leads and from where sheets about the place of residence have gone out; ten at most."""
    led = [organization.pk for organization in led_organizations(user)]
    sent = (
        Opinion.objects.visible_to(user)
        .filter(kind=OpinionKind.RESIDENCE, review__campaign__state=CampaignState.ISSUED)
        .exclude(state=OpinionState.WAIVED)
    )
    places = Organization.objects.filter(Q(pk__in=led) | granted(user, "path", "lead_review"))
    return list(places.filter(pk__in=sent.values("sender"))[:10])


def routes_of(review: Review) -> list[Route]:
    """The bodies that P0 III.2 and 5.2 name for the person's posts; none for collectives."""
    if review.person_id is None:
        return []
    campaign = review.campaign
    facts = roster_facts(campaign.issuer, on=clock.today())
    found = routes_for(facts, campaign.plan, person_id=review.person_id)
    organizations = Organization.objects.in_bulk([route.addressee_id for route in found])
    return [
        Route(
            kind=OpinionKind(route.kind),
            addressee=organizations[route.addressee_id],
            via=route.via,
            clause=route.clause,
        )
        for route in found
    ]
