"""Printing rating sheets and summaries, and putting Phụ lục 13 and 14 into a unit's dossier."""

from __future__ import annotations

from datetime import date

from forms_templates.choices import DocumentKind
from forms_templates.loader import get_definition
from organizations.models import User
from ratings.permissions import annex_refusal, members_summary_refusal
from ratings.selectors.rating_sheets import rating_sheet_payload
from ratings.selectors.summaries import annex_payload, managed_people, members_payload
from reviews.models import Meeting, Paper, Review
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.rating_sheets import sheet_of
from reviews.services.papers import request_paper


def print_rating_sheet(*, review: Review, by: User) -> Paper:
    """The subject's sheet to be filled in by whoever rates; refused where the plan names none for it."""
    form = sheet_of(review)
    if not form:
        message = f"Kế hoạch không có phiếu đánh giá, xếp loại cho {review}."
        refuse_if_blocking([Finding("sheet.none", Severity.BLOCK, message)])
    definition = get_definition(form, review.campaign.plan.forms_regulation)
    return request_paper(
        kind=DocumentKind.FORM,
        subject_key=f"rating-sheet:{review.pk}",
        title=f"{definition.words.capitalize()} ({definition.mark}) – {review}",
        payload=rating_sheet_payload(review, form),
        by=by,
        review=review,
    )


def print_members_summary(*, meeting: Meeting, by: User, on: date) -> Paper:
    """Mẫu số 04 of the cell that met, with the day's figures; it fills its part of the cell's dossier."""
    refuse_if_blocking(members_summary_refusal(by, meeting))
    return request_paper(
        kind=DocumentKind.MEMBERS_SUMMARY,
        subject_key=f"members-summary:{meeting.pk}",
        title=f"Biểu tổng hợp xếp loại đảng viên (Mẫu số 04) – {meeting.venue_name}",
        payload=members_payload(meeting, taken_on=on),
        by=by,
        meeting=meeting,
    )


def file_annex(*, review: Review, kind: DocumentKind, by: User, on: date) -> Paper:
    """Phụ lục 13 or 14 of the unit, put into the line of its dossier that it fills (P2-V.2.1-c, P2-V.2.1-d).

    Refused while the list would be empty: then the line says that there is nobody.
    """
    campaign, unit = review.campaign, review.unit
    people = managed_people(campaign, kind, unit=unit)
    findings = annex_refusal(by, campaign, kind, people, unit=unit)
    if not people.exists():
        message = f"{unit} không có cán bộ nào thuộc danh sách này."
        findings.append(Finding("annex.empty", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    return request_paper(
        kind=kind,
        subject_key=f"{kind}:{review.pk}",
        title=f"{kind.label} – {unit}",
        payload=annex_payload(campaign, kind, taken_on=on, unit=unit),
        by=by,
        review=review,
    )
