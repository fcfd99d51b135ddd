"""Which leadership bodies are reviewed: the printed list, with the stand-in where a body does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from .findings import Finding, Severity
from .parts import Authority, CollectiveRule, Topic
from .periods import annex_of
from .places import cell_of, committee_of, hosts, is_merged, is_small, people_of
from .plan import Plan
from .roster import CollectiveFact, OrganizationFact, PostFact, Roster
from .subject import Subject, SubjectVenue, form_of
from .vocabulary import CELL_KINDS, CollectiveKind, RatedKind, SubjectKind, VenueKind


def reviewed_collectives(roster: Roster, plan: Plan) -> tuple[list[Subject], list[Finding]]:
    """Each body with what the roster lacks for it; and what it lacks for no one of them."""
    subjects: list[Subject] = []
    findings: list[Finding] = []
    for rule in plan.collectives:
        for organization in roster.facts.organizations:
            if not _applies(rule, organization, roster):
                continue
            subject, gaps = _collective(rule, organization, roster, plan)
            if subject is None:
                findings += gaps
            else:
                subjects.append(replace(subject, gaps=tuple(gaps)))
    findings += _unsupervised(subjects, roster, plan)
    return subjects, findings


def _applies(rule: CollectiveRule, organization: OrganizationFact, roster: Roster) -> bool:
    if organization.kind not in rule.organizations or not roster.is_under_issuer(organization.id):
        return False
    if rule.of_issuer:
        return organization.id == roster.facts.issuer_id
    if rule.tiers and organization.tier not in rule.tiers:
        return False
    parent = roster.organizations.get(organization.parent_id or 0)
    return not rule.parents or (parent is not None and parent.kind in rule.parents)


def _collective(
    rule: CollectiveRule, organization: OrganizationFact, roster: Roster, plan: Plan
) -> tuple[Subject | None, list[Finding]]:
    body, stands_in = _reviewed_body(rule, organization, roster)
    if rule.if_exists and not (body and roster.posts_in(body.id)):
        return None, []
    kind = body.kind if body else rule.stand_in
    if kind is None or (body is None and kind is not CollectiveKind.WHOLE_CELL):
        reference = plan.reference(rule.clause)
        severity = Severity.BLOCK if rule.of_issuer else Severity.WARN
        message = f"{organization.name} chưa có tập thể để kiểm điểm ({rule.label})."
        return None, [Finding("roster.no_collective", severity, message, reference)]
    name = body.name if body else f"Tập thể {organization.name}"
    authority = authority_of(rule.authority, organization, roster)
    findings = _gaps(body, name, authority, organization, rule, roster, plan)
    where = f"{rule.label} (thay cho nơi không có)" if stands_in else rule.label
    venue = _venue(kind, body, organization, roster, plan)
    embedded = plan.venues.in_cell(kind, organization.kind)
    if embedded and embedded.merged_clause and body and venue.cell_id and is_merged(body, venue.cell_id, roster):
        return None, [_merged(body, venue.cell_id, embedded.merged_clause, roster, plan)]
    if embedded and venue.kind is not VenueKind.CELL:
        message = f"{name} kiểm điểm trước chi bộ, chưa xác định được chi bộ nào."
        findings.append(Finding("roster.no_cell", Severity.WARN, message, plan.reference(embedded.clause)))
    findings += _outside_host(body, roster, plan)
    whole = is_small(body, roster, plan)
    if whole and plan.venues.small_collective:
        name = f"Tập thể {organization.name}"
        where = f"{where}: chỉ có từ 01 đến {plan.venues.small_collective.at_most:02d} thành viên, kiểm điểm cả đơn vị"
        venue = replace(venue, clause=plan.venues.small_collective.clause, reason="Kiểm điểm tập thể cơ quan, đơn vị")
    subject = Subject(
        kind=SubjectKind.COLLECTIVE,
        name=name,
        unit_id=organization.id,
        form_code=form_of(SubjectKind.COLLECTIVE, plan),
        annex=annex_of(RatedKind.COLLECTIVE, plan),
        reason=where,
        clause=rule.clause,
        collective_id=body.id if body else None,
        collective_kind=kind,
        authority_id=authority.id if authority else None,
        authority_kind=rule.authority.kind,
        authority_clause=rule.authority.clause,
        venues=(venue,),
        is_whole_unit=whole,
    )
    return subject, findings


def _venue(
    kind: CollectiveKind, body: CollectiveFact | None, organization: OrganizationFact, roster: Roster, plan: Plan
) -> SubjectVenue:
    """At another body, before the cell where the plan embeds such a body, else at its own level."""
    elsewhere = _held_elsewhere(kind, roster, plan)
    if elsewhere is not None:
        return elsewhere
    embedded = plan.venues.in_cell(kind, organization.kind)
    cell = cell_of(organization, body, roster) if embedded else None
    if embedded and cell is not None:
        return SubjectVenue(VenueKind.CELL, embedded.clause, "Kiểm điểm trước chi bộ", cell_id=cell)
    in_cell = kind is CollectiveKind.WHOLE_CELL or body is None
    return SubjectVenue(
        kind=VenueKind.CELL if in_cell else VenueKind.COLLECTIVE,
        clause=plan.venues.own_clauses.get(kind, plan.citations[Topic.VENUE_OWN_LEVEL]),
        reason="Tập thể lãnh đạo ở cấp nào thực hiện kiểm điểm ở cấp đó",
        collective_id=body.id if body and not in_cell else None,
        cell_id=organization.id if in_cell else None,
    )


def _merged(body: CollectiveFact, cell: int, clause: str, roster: Roster, plan: Plan) -> Finding:
    committee = committee_of(cell, roster)
    message = (
        f"{body.name} đều là ủy viên {committee.name if committee else ''}: kết hợp kiểm điểm, không kiểm điểm riêng."
    )
    return Finding("roster.merged", Severity.INFO, message, plan.reference(clause))


def _outside_host(body: CollectiveFact | None, roster: Roster, plan: Plan) -> list[Finding]:
    """Whoever leads the body without sitting in the one that reviews it: it may need its own review (P4-1.2-c)."""
    rule = plan.venues.elsewhere(body.kind) if body else None
    if body is None or rule is None or not rule.because_members:
        return []
    host = hosts(body, roster, plan)
    outside = [
        roster.people[who].name
        for who in sorted(people_of(body, roster) - people_of(host, roster))
        if who in roster.people
    ]
    if not outside:
        return []
    message = f"{body.name}: {', '.join(outside)} không thuộc {host.name}; xem xét kiểm điểm riêng."
    return [Finding("roster.not_in_host", Severity.WARN, message, plan.reference(rule.clause))]


def _held_elsewhere(kind: CollectiveKind, roster: Roster, plan: Plan) -> SubjectVenue | None:
    """The meeting of another body, for a body that the plan gives none of its own (P4-1.1-b, P4-1.2-c)."""
    rule = plan.venues.elsewhere(kind)
    host = roster.body(roster.facts.issuer_id, rule.at) if rule else None
    if rule is None or host is None:
        return None
    return SubjectVenue(
        VenueKind.COLLECTIVE, rule.clause, f"Kiểm điểm trước hội nghị {host.name}", collective_id=host.id
    )


def _reviewed_body(
    rule: CollectiveRule, organization: OrganizationFact, roster: Roster
) -> tuple[CollectiveFact | None, bool]:
    """The body itself while it has members, else its stand-in: exactly one of the two (P0-1.1-f, P0-1.1-g)."""
    own = roster.body(organization.id, rule.kind)
    if own and roster.posts_in(own.id):
        return own, False
    if rule.stand_in is not None:
        other = roster.body(organization.id, rule.stand_in)
        if other is not None or rule.stand_in is CollectiveKind.WHOLE_CELL:
            return other, True
    return own, False


def authority_of(authority: Authority, organization: OrganizationFact, roster: Roster) -> OrganizationFact | None:
    if authority.by == "issuer":
        return roster.issuer
    if authority.by == "grassroots":
        return roster.grassroots_of(organization.id)
    return next(
        (
            row
            for row in roster.facts.organizations
            if row.kind is authority.body and row.tier is authority.tier and roster.is_under_issuer(row.id)
        ),
        None,
    )


def _gaps(
    body: CollectiveFact | None,
    name: str,
    authority: OrganizationFact | None,
    organization: OrganizationFact,
    rule: CollectiveRule,
    roster: Roster,
    plan: Plan,
) -> list[Finding]:
    findings = []
    heads = _heads(body, organization, roster)
    if not heads:
        message = f"{name} chưa có người đứng đầu: không có người chỉ đạo chuẩn bị báo cáo và chủ trì kiểm điểm."
        findings.append(Finding("roster.no_head", Severity.WARN, message, plan.cite(Topic.REPORT_OWNER)))
    elif len(heads) > 1:
        names = ", ".join(roster.people[post.person_id].name for post in heads if post.person_id in roster.people)
        message = f"{name} có {len(heads)} người đứng đầu: {names}."
        findings.append(Finding("roster.two_heads", Severity.WARN, message, plan.cite(Topic.REPORT_OWNER)))
    if rule.roles and body:
        extra = [post for post in roster.posts_in(body.id) if post.role not in rule.roles]
        if extra:
            names = ", ".join(post.title or "thành viên" for post in extra)
            message = f"{name} không gồm {len(extra)} người đang ghi trong tập thể ({names}): {rule.label}."
            findings.append(Finding("roster.not_in_body", Severity.WARN, message, plan.reference(rule.clause)))
    if authority is None:
        message = f"{name} chưa xác định được cấp có thẩm quyền xếp loại."
        findings.append(Finding("roster.no_authority", Severity.BLOCK, message, plan.reference(rule.authority.clause)))
    return findings


def _heads(body: CollectiveFact | None, organization: OrganizationFact, roster: Roster) -> list[PostFact]:
    """Heads of the body; a cell is headed by its secretary in whichever body the post stands."""
    bodies = roster.collectives_of(organization.id) if organization.kind in CELL_KINDS else ([body] if body else [])
    heads = {post.person_id: post for row in bodies for post in roster.heads_of(row.id)}
    return list(heads.values())


def _unsupervised(subjects: Iterable[Subject], roster: Roster, plan: Plan) -> list[Finding]:
    """Units that no member of the standing committee is in charge of: invitations would be refused (P0-III.1-b)."""
    units = {subject.unit_id for subject in subjects} - {roster.facts.issuer_id}
    return [
        Finding(
            "roster.no_supervisor",
            Severity.WARN,
            f"{roster.organizations[unit].name} chưa phân công Ủy viên Ban Thường vụ phụ trách.",
            plan.cite(Topic.SUPERVISOR),
        )
        for unit in sorted(units)
        if roster.supervisor_of(unit) is None
    ]
