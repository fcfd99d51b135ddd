"""Drawing up and issuing what the authority has decided: decision, notice, report of results."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.text import fingerprint
from organizations import clock
from organizations.choices import AuditAction
from organizations.models import Organization, User
from ratings.models import Decision, Proposal
from ratings.permissions import notice_refusal, report_refusal
from ratings.selectors import outcomes as selectors
from ratings.services.decisions import decide
from reviews.choices import Level, Track
from reviews.models import Campaign, Paper, RegisterEntry, Review
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking
from reviews.services.papers import request_paper, where_recorded


def draft_decision(*, campaign: Campaign, proposal_ids: Sequence[int], by: User) -> Paper:
    """The draft of a decision on these proposals, without a number; nothing is decided until it is issued."""
    rows = list(selectors.decidable(campaign, by).filter(pk__in=proposal_ids))
    findings: list[Finding] = []
    if not rows:
        findings.append(Finding("decision.none", Severity.BLOCK, "Chọn ít nhất một mức còn chờ quyết định."))
    if len(rows) < len(set(proposal_ids)):
        message = "Có mức vừa được quyết định hoặc không thuộc thẩm quyền của đồng chí; tải lại trang."
        findings.append(Finding("decision.gone", Severity.BLOCK, message))
    authorities = {authority.pk: authority for row in rows if (authority := selectors.authority_for(row)) is not None}
    if len(authorities) > 1:
        names = ", ".join(str(body) for body in authorities.values())
        message = f"Mỗi quyết định là của một cấp: {names}."
        findings.append(Finding("decision.authorities", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    authority = next(iter(authorities.values()))
    payload = selectors.decision_payload(campaign, authority, rows, on=clock.today())
    who = str(rows[0].review) if len(rows) == 1 else f"{len(rows):02d} trường hợp"
    return request_paper(
        kind=DocumentKind.DECISION,
        subject_key=f"decision:{campaign.pk}:{authority.pk}:{_key_of(rows)}",
        title=f"Quyết định xếp loại chất lượng {campaign.round_name.lower()} – {who}",
        payload=payload,
        by=by,
        issuer=authority,
    )


def _key_of(rows: Sequence[Proposal]) -> str:
    return fingerprint({"proposals": sorted(row.pk for row in rows)})


def decide_as_issued(paper: Paper, entry: RegisterEntry, by: User, now: datetime) -> None:
    """Decide every level that stands in the decision, by its number and day; refused for one, refused for all.

    A head is not decided before his collective, so what waits for another row of the list is tried again after it.
    """
    refuse_if_blocking(_given_elsewhere(entry))
    waiting: list[dict[str, Any]] = list(paper.document.payload.get("rows") or ())
    while waiting:
        left: list[dict[str, Any]] = []
        findings: list[Finding] = []
        for row in waiting:
            try:
                decide(
                    review_id=row["review_id"],
                    track=Track(row["track_key"]),
                    level=Level(row["level_key"]),
                    document_number=entry.full_number,
                    decided_on=entry.dated_on,
                    reason="",
                    by=by,
                    now=now,
                )
            except RuleViolation as violation:
                left.append(row)
                findings += violation.findings
        if len(left) == len(waiting):
            raise RuleViolation(findings)
        waiting = left


def _given_elsewhere(entry: RegisterEntry) -> list[Finding]:
    """The number already stands at levels that were entered by hand: the register does not know how far it has come."""
    rows = Decision.objects.filter(authority=entry.series.issuer, document_number=entry.full_number)
    if entry.series.term is not None:
        rows = rows.filter(decided_on__range=(entry.series.term.starts_on, entry.series.term.ends_on))
    else:
        rows = rows.filter(decided_on__year=entry.series.year)
    if not rows.exists():
        return []
    message = (
        f"Số {entry.full_number} đã ghi cho kết quả xếp loại nhập ngoài sổ; "
        "ghi số cuối đã cấp trên giấy ở Sổ văn bản rồi phát hành."
    )
    return [Finding("register.elsewhere", Severity.BLOCK, message)]


def standing_decisions(entry: RegisterEntry) -> list[Finding]:
    """The number of a decision in force is cancelled only after its levels are annulled."""
    rows = Decision.objects.in_force().filter(
        authority=entry.series.issuer, document_number=entry.full_number, decided_on=entry.dated_on
    )
    count = rows.count()
    if not count:
        return []
    message = f"Còn {count} kết quả xếp loại có hiệu lực theo số {entry.full_number}; hủy bỏ các kết quả này trước."
    return [Finding("register.in_force", Severity.BLOCK, message)]


def print_decision(*, campaign: Campaign, authority: Organization, number: str, by: User) -> Paper:
    """The decision that was given this number elsewhere, from the levels entered by it."""
    rows = list(
        Decision.objects.in_force()
        .filter(review__campaign=campaign, authority=authority, document_number=number)
        .select_related("review__person", "review__collective", "review__unit")
    )
    if not rows:
        refuse_if_blocking([Finding("decision.number", Severity.BLOCK, f"Không có kết quả nào theo số {number}.")])
    issued = RegisterEntry.objects.filter(
        series__issuer=authority, kind=DocumentKind.DECISION, full_number=number, dated_on=rows[0].decided_on
    )
    entry = issued.select_related("document__paper").first()
    if entry is not None:
        paper: Paper = entry.document.paper
        return paper
    payload = selectors.decision_payload(campaign, authority, rows, on=rows[0].decided_on)
    payload["header"] = {**payload["header"], "number": number}
    payload |= where_recorded(AuditAction.DECIDE, *(row.review for row in rows))
    return request_paper(
        kind=DocumentKind.DECISION,
        subject_key=f"decided:{campaign.pk}:{authority.pk}:{number}",
        title=f"Quyết định số {number} – xếp loại chất lượng {campaign.round_name.lower()}",
        payload=payload,
        by=by,
        issuer=authority,
        number=number,
    )


def print_notice(*, review: Review, by: User) -> Paper:
    """Thông báo kết quả to the subject and its unit: what the newest document in force decided about it."""
    rows = list(
        Decision.objects.in_force()
        .filter(review=review)
        .select_related("authority__parent", "review__person", "review__collective", "review__unit")
        .order_by("-decided_on", "-pk")
    )
    if not rows:
        refuse_if_blocking([Finding("notice.early", Severity.BLOCK, f"{review} chưa có kết quả xếp loại.")])
    source = (rows[0].authority_id, rows[0].document_number)
    newest = [row for row in rows if (row.authority_id, row.document_number) == source]
    refuse_if_blocking(notice_refusal(by, rows[0]))
    return request_paper(
        kind=DocumentKind.NOTICE,
        subject_key=f"notice:{review.pk}:{rows[0].pk}",
        title=f"Thông báo kết quả xếp loại chất lượng – {review}",
        payload=selectors.notice_payload(review, newest, on=clock.today()),
        by=by,
        review=review,
    )


def print_report(*, campaign: Campaign, unit: Organization, by: User) -> Paper:
    """Báo cáo kết quả kiểm điểm, đánh giá, xếp loại of a unit and everything below it, as of today."""
    refuse_if_blocking(report_refusal(by, campaign, unit))
    return request_paper(
        kind=DocumentKind.REPORT,
        subject_key=f"report:{campaign.pk}:{unit.pk}",
        title=f"Báo cáo kết quả kiểm điểm, đánh giá, xếp loại {campaign.round_name.lower()} – {unit}",
        payload=selectors.report_payload(campaign, unit),
        by=by,
        issuer=unit,
    )
