"""The draft of the issuer's own report goes round for opinion: to whom, and whether everybody had it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .findings import Finding, Severity
from .plan import Plan
from .roster import Roster, RosterFacts


@dataclass(frozen=True, slots=True)
class Addressee:
    """A person or a body, one of the two ids."""

    name: str
    person_id: int | None = None
    collective_id: int | None = None


def addressees(facts: RosterFacts | Roster, plan: Plan) -> list[Addressee]:
    """Everybody once, members first; empty where the plan sends its draft to nobody (P1-8.1-c)."""
    rule = plan.circulation
    if rule is None:
        return []
    roster = facts if isinstance(facts, Roster) else Roster(facts)
    people: dict[int, Addressee] = {}
    for kind in rule.members_of:
        body = roster.body(roster.facts.issuer_id, kind)
        for post in roster.posts_in(body.id) if body else []:
            person = roster.people.get(post.person_id)
            people[post.person_id] = Addressee(person.name if person else post.title, person_id=post.person_id)
    bodies = []
    for organization in roster.facts.organizations:
        if organization.parent_id != roster.facts.issuer_id or organization.kind not in rule.organizations:
            continue
        found = next((body for kind in rule.bodies if (body := roster.body(organization.id, kind))), None)
        bodies += [Addressee(found.name, collective_id=found.id)] if found else []
    return [*people.values(), *bodies]


def check_circulation(
    sent_on: Mapping[Addressee, date | None], *, replies: int, conference_on: date, plan: Plan
) -> list[Finding]:
    """Sent to all before the conference; silence is no obstacle, the share of replies is shown."""
    rule = plan.circulation
    if rule is None:
        return []
    reference = plan.reference(rule.clause)
    late = [row.name for row, day in sent_on.items() if day is None or day >= conference_on]
    total = len(sent_on)
    findings = []
    if late:
        message = (
            f"Báo cáo kiểm điểm tập thể mới gửi lấy ý kiến {total - len(late)}/{total} nơi trước hội nghị ngày "
            f"{conference_on:%d/%m/%Y}; còn thiếu: {', '.join(late)}."
        )
        findings.append(Finding("circulation.unsent", rule.severity, message, reference))
    elif replies < total:
        whole, rest = divmod(round(Fraction(replies, total) * 1000), 10)
        message = f"Có {replies}/{total} ý kiến đóng góp ({whole},{rest}%); nơi không trả lời coi như không có ý kiến."
        findings.append(Finding("circulation.replies", Severity.INFO, message, reference))
    return findings
