"""Which Party organizations are rated as such, and by whom."""

from __future__ import annotations

from dataclasses import dataclass

from .collectives import authority_of
from .plan import Plan
from .roster import Roster, RosterFacts
from .vocabulary import AuthorityKind


@dataclass(frozen=True, slots=True)
class OrganizationRating:
    """``authority_id`` None: no such body in the roster."""

    organization_id: int
    name: str
    clause: str
    authority_id: int | None
    authority_kind: AuthorityKind
    authority_clause: str


def rated_organizations(facts: RosterFacts, plan: Plan) -> list[OrganizationRating]:
    """The Party organizations under the issuer that the plan rates, itself included (P4-2.1-a)."""
    roster = Roster(facts)
    found = []
    for rule in plan.rated_organizations:
        for organization in facts.organizations:
            if organization.kind not in rule.organizations or not roster.is_under_issuer(organization.id):
                continue
            authority = authority_of(rule.authority, organization, roster)
            decides = authority.id if authority else None
            if rule.authority.kind is AuthorityKind.EXTERNAL:
                decides = roster.issuer.parent_id
            rating = OrganizationRating(
                organization.id, organization.name, rule.clause, decides, rule.authority.kind, rule.authority.clause
            )
            found.append(rating)
    return found
