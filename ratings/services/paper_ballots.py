"""Printing the ballots of a meeting: as many sheets as there are voters, and what was ordered to spare."""

from __future__ import annotations

from forms_templates.choices import DocumentKind
from forms_templates.sources import Wanted
from organizations.models import User
from ratings.selectors.paper_ballots import (
    asked_on_paper,
    electronic_findings,
    sheet_payload,
    unlisted_findings,
    voters_of,
)
from reviews.models import Meeting, Paper
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.services.papers import ask_for

#: More sheets than that to spare are a slip of the keyboard.
MOST_SPARE = 200


def print_ballots(*, meeting: Meeting, spare: int, by: User) -> Paper:
    """One file with all sheets. Refused for whoever does not run the meeting, and when there is nothing to ask."""
    refuse_if_blocking(meeting_refusal(by, meeting))
    return ask_for(ballot_sheets(meeting, spare=spare), by=by)


def ballots_title(meeting: Meeting, copies: int) -> str:
    return f"{copies} phiếu đề xuất mức xếp loại – {meeting.venue_name}"


def ballot_sheets(meeting: Meeting, *, spare: int) -> Wanted:
    questions = asked_on_paper(meeting)
    findings = [*electronic_findings(meeting), *unlisted_findings(meeting, questions)]
    if not questions:
        message = "Không có nội dung nào đang phải bỏ phiếu tại hội nghị này, không có phiếu để in."
        findings.append(Finding("ballot.sheets", Severity.BLOCK, message))
    if not 0 <= spare <= MOST_SPARE:
        message = f"Số phiếu dự phòng từ 0 đến {MOST_SPARE}, không phải {spare}."
        findings.append(Finding("ballot.spare", Severity.BLOCK, message))
    copies = voters_of(meeting) + spare
    if copies == 0 and not findings:
        findings.append(Finding("ballot.voters", Severity.BLOCK, "Hội nghị chưa có ai được bỏ phiếu."))
    refuse_if_blocking(findings)
    return Wanted(
        kind=DocumentKind.BALLOT,
        subject_key=f"ballots:{meeting.pk}",
        title=ballots_title(meeting, copies),
        payload={**sheet_payload(meeting, questions), "copies": copies},
        owner=meeting,
    )
