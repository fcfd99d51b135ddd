"""Who gives an opinion on whom before the decision, and whether all opinions are in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from .findings import Finding, Severity
from .levels import Level
from .parts import OpinionRoute, Topic
from .plan import Plan
from .roster import OrganizationFact, Roster, RosterFacts
from .subject import in_standing_committee, matches
from .vocabulary import OpinionKind


@dataclass(frozen=True, slots=True)
class Route:
    """``addressee_id`` is the organization asked, found in the roster; ``addressee`` how the plan calls it."""

    key: str
    kind: OpinionKind
    addressee_id: int
    addressee: str
    via: str
    clause: str


@dataclass(frozen=True, slots=True)
class OpinionFact:
    """One opinion asked for. ``is_in``: it has come in the form that the clause wants, or was waived."""

    addressee: str
    kind: OpinionKind
    is_in: bool
    answered_on: date | None = None
    clause: str = ""


def routes_for(facts: RosterFacts | Roster, plan: Plan, *, person_id: int) -> list[Route]:
    """The union of the routes that the person's posts call for; all of them must answer (P0 III.2, 5.2).

    The roster must hold the bodies above the issuer that are asked (Đảng đoàn, Ban cán sự đảng): a body that it
    lacks is left out here and named by ``route_findings``.
    """
    roster = facts if isinstance(facts, Roster) else Roster(facts)
    routes = []
    for rule in _rules_for(roster, plan, person_id):
        addressee = _addressee(rule, roster)
        if addressee is not None:
            routes.append(Route(rule.key, rule.kind, addressee.id, rule.addressee, rule.via, rule.clause))
    return routes


def route_findings(facts: RosterFacts | Roster, plan: Plan, *, person_id: int) -> list[Finding]:
    """Bodies that must be asked and are not in the roster."""
    roster = facts if isinstance(facts, Roster) else Roster(facts)
    name = roster.people[person_id].name if person_id in roster.people else ""
    return [
        Finding(
            "route.no_addressee",
            Severity.WARN,
            f"Phải lấy ý kiến của {rule.addressee} về {name}, nhưng tổ chức này chưa có trong cây tổ chức.",
            plan.reference(rule.clause),
        )
        for rule in _rules_for(roster, plan, person_id)
        if _addressee(rule, roster) is None
    ]


def _rules_for(roster: Roster, plan: Plan, person_id: int) -> list[OpinionRoute]:
    posts = roster.posts_of(person_id)
    standing = in_standing_committee(person_id, roster)
    return [
        rule
        for rule in plan.opinion_routes
        if not (standing and rule.except_standing_committee)
        and any(matches(matcher, post, roster) for matcher in rule.posts for post in posts)
    ]


def _addressee(rule: OpinionRoute, roster: Roster) -> OrganizationFact | None:
    return next(
        (
            row
            for row in roster.facts.organizations
            if row.kind is rule.body and row.tier is rule.tier and rule.name_contains.lower() in row.name.lower()
        ),
        None,
    )


def check_opinions(*, name: str, opinions: Iterable[OpinionFact], rated_on: date, plan: Plan) -> list[Finding]:
    """The decision waits for every consulted and superior body, and none may answer after it (P0-III.2-b, P0-5.2)."""
    opinions = [row for row in opinions if row.kind is not OpinionKind.RESIDENCE]
    findings = []
    missing = [row.addressee for row in opinions if not row.is_in]
    if missing:
        message = (
            f"{name} mới có {len(opinions) - len(missing)}/{len(opinions)} ý kiến, còn thiếu ý kiến của: "
            f"{', '.join(missing)}."
        )
        clauses = {row.clause for row in opinions if not row.is_in and row.kind is OpinionKind.SUPERIOR and row.clause}
        only_superior = all(row.kind is OpinionKind.SUPERIOR for row in opinions if not row.is_in)
        reference = plan.cite(Topic.OPINIONS_FIRST)
        if only_superior and len(clauses) == 1:
            reference = plan.reference(clauses.pop())
        findings.append(Finding("opinion.missing", Severity.BLOCK, message, reference))
    for row in opinions:
        if row.is_in and row.answered_on is not None and row.answered_on > rated_on:
            message = (
                f"Ý kiến của {row.addressee} về {name} ngày {row.answered_on:%d/%m/%Y}, sau ngày xếp loại "
                f"{rated_on:%d/%m/%Y}."
            )
            reference = plan.reference(row.clause) if row.clause else plan.cite(Topic.OPINIONS_FIRST)
            findings.append(Finding("opinion.after_rating", Severity.BLOCK, message, reference))
    return findings


def check_written_opinion(
    *,
    name: str,
    document_number: str,
    document_on: date | None,
    level: Level | None,
    comment: str,
    plan: Plan,
    level_asked: bool = True,
) -> list[Finding]:
    """A consulted body answers in a numbered document, with comment and level (P0-III.2-f).

    A superior body is asked for its opinion only (P0-5.2): ``level_asked`` is false there.
    """
    wanting = []
    if not document_number.strip():
        wanting.append("số văn bản")
    if document_on is None:
        wanting.append("ngày văn bản")
    if not comment.strip():
        wanting.append("nhận xét, đánh giá")
    if level is None and level_asked:
        wanting.append("mức đề nghị xếp loại")
    if not wanting:
        return []
    message = f"Ý kiến về {name} còn thiếu: {', '.join(wanting)}."
    return [Finding("opinion.written", Severity.BLOCK, message, plan.cite(Topic.OPINION_WRITTEN))]
