"""Which Party organizations are rated as such, by whom, at which meeting, and what comes before that ballot."""

from __future__ import annotations

from dataclasses import dataclass

from .collectives import authority_of
from .findings import Finding, Severity
from .levels import Level
from .parts.subjects import RatedOrganization
from .plan import Plan
from .roster import OrganizationFact, Roster, RosterFacts
from .subject import Subject, SubjectVenue
from .vocabulary import CELL_KINDS, AuthorityKind, CollectiveKind, OrganizationKind, SubjectKind, VenueKind


@dataclass(frozen=True, slots=True)
class OrganizationRating:
    """``authority_id`` None: no such body in the roster. ``venue`` None: the committee that votes is not there."""

    organization_id: int
    name: str
    clause: str
    authority_id: int | None
    authority_kind: AuthorityKind
    authority_clause: str
    venue: SubjectVenue | None


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
                organization.id,
                organization.name,
                rule.clause,
                decides,
                rule.authority.kind,
                rule.authority.clause,
                _venue(rule, organization, roster),
            )
            found.append(rating)
    return found


def _venue(rule: RatedOrganization, organization: OrganizationFact, roster: Roster) -> SubjectVenue | None:
    """A cell votes on itself, a committee's organization is voted on by its executive committee (P4-2.2.1-c)."""
    reason = "Bỏ phiếu xếp loại tổ chức đảng"
    clause = rule.venue_clause or rule.clause
    if organization.kind in CELL_KINDS:
        return SubjectVenue(VenueKind.CELL, clause, reason, cell_id=organization.id)
    body = roster.body(organization.id, CollectiveKind.EXECUTIVE_COMMITTEE)
    return SubjectVenue(VenueKind.COLLECTIVE, clause, reason, collective_id=body.id) if body else None


def rated_subjects(facts: RosterFacts, plan: Plan) -> list[Subject]:
    """The same as subjects of the campaign: no form of their own, one place where they are voted on."""
    return [
        Subject(
            kind=SubjectKind.ORGANIZATION,
            name=rating.name,
            unit_id=rating.organization_id,
            form_code="",
            reason="Tổ chức đảng được đánh giá, xếp loại",
            clause=rating.clause,
            authority_id=rating.authority_id,
            authority_kind=rating.authority_kind,
            authority_clause=rating.authority_clause,
            venues=(rating.venue,) if rating.venue else (),
            gaps=tuple(_gaps(rating, plan)),
        )
        for rating in rated_organizations(facts, plan)
    ]


def _gaps(rating: OrganizationRating, plan: Plan) -> list[Finding]:
    findings = []
    if rating.venue is None:
        message = f"{rating.name} chưa có Ban Chấp hành để bỏ phiếu xếp loại tổ chức đảng."
        findings.append(Finding("roster.no_collective", Severity.WARN, message, plan.reference(rating.clause)))
    if rating.authority_id is None:
        message = f"{rating.name} chưa xác định được cấp có thẩm quyền xếp loại."
        findings.append(Finding("roster.no_authority", Severity.WARN, message, plan.reference(rating.authority_clause)))
    return findings


def check_organization_ballot(
    *, name: str, kind: OrganizationKind, self_level: Level | None, discussed: bool, plan: Plan
) -> list[Finding]:
    """The organization has taken a level of its own and the meeting has discussed it; then the ballot (P4-2.2.1-c)."""
    rule = next((row for row in plan.rated_organizations if kind in row.organizations), None)
    if rule is None or rule.ballot is None:
        return []
    reference, severity = plan.reference(rule.ballot.clause), rule.ballot.severity
    findings = []
    if self_level is None:
        message = f"{name} chưa tự nhận mức xếp loại: tự đánh giá, nhận loại rồi mới bỏ phiếu."
        findings.append(Finding("organization.self_level", severity, message, reference))
    if not discussed:
        message = f"Chưa ghi phần thảo luận về mức xếp loại của {name}: thảo luận rồi mới bỏ phiếu."
        findings.append(Finding("organization.discussion", severity, message, reference))
    return findings
