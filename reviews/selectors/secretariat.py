"""Which office prepares the issuer's own conference and takes its minutes (P1-III.4-d)."""

from __future__ import annotations

from django.db.models import QuerySet

from organizations import clock
from organizations.choices import CollectiveKind
from organizations.models import Organization, Person
from reviews.models import Campaign
from reviews.rules.findings import Finding
from reviews.rules.offices import closest
from reviews.rules.secretariat import check_clerk
from reviews.selectors.venues import Venue, people_of_venue


def secretariat_of(campaign: Campaign, venue: Venue) -> Organization | None:
    """The office; None where the plan names none, for other meetings, and where the tree has no such office."""
    rule, body = campaign.plan.secretariat, venue.collective
    if rule is None or body is None or body.kind != CollectiveKind.STANDING_COMMITTEE:
        return None
    issuer = campaign.issuer
    if body.organization_id != issuer.pk:
        return None
    rows = Organization.objects.on(clock.today()).filter(kind=rule.kind, tier=issuer.tier, path__startswith=issuer.path)
    return closest(rule.office, rows.order_by("path"))


def clerks_of(campaign: Campaign, venue: Venue) -> QuerySet[Person]:
    """Who may take the minutes: the office's staff where the plan gives it the work, else the venue's own people."""
    office = secretariat_of(campaign, venue)
    staff = Person.objects.filter(workplace=office) if office is not None else None
    found: QuerySet[Person] = staff if staff is not None else people_of_venue(venue)
    return found


def clerk_findings(campaign: Campaign, venue: Venue, clerk: Person) -> list[Finding]:
    """Whether the minutes are left to whom the plan leaves them."""
    office = secretariat_of(campaign, venue)
    if office is None:
        return []
    workplace = str(clerk.workplace) if clerk.workplace else ""
    return check_clerk(clerk=str(clerk), workplace=workplace, office=str(office), plan=campaign.plan)
