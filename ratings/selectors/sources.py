"""What fills the papers that carry levels when somebody prints one by its number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from forms_templates.catalogue import ENTRY, Content, register_source
from forms_templates.choices import DocumentKind
from forms_templates.loader import get_definition
from organizations import clock
from ratings.choices import BallotState
from ratings.models import BallotSession, Decision
from ratings.selectors.cell_dossiers import registration_payload, rewards_payload, scores_payload, support_payload
from ratings.selectors.outcomes import decision_payload, notice_payload, report_payload
from ratings.selectors.paper_ballots import questions_on, sheet_payload
from ratings.selectors.papers import counting_payload, entry_payload
from ratings.selectors.rating_sheets import rating_sheet_payload
from ratings.selectors.summaries import annex_payload, channels_payload, members_payload
from reviews.models import Campaign, FormEntry, Meeting, Review
from reviews.selectors.cell_dossiers import CellRow, cell_row
from reviews.selectors.rating_sheets import sheet_of

#: The sheets that the commune's plan of 2023 names.
RATING_SHEETS = ("mau_05", "mau_06", "mau_07", "mau_08", "mau_09")


def register() -> None:
    """Once, when the program starts."""
    register_source(ENTRY, of="bản kiểm điểm", gather=_entry)
    register_source(DocumentKind.DECISION, of="kết quả xếp loại", gather=_decision)
    register_source(DocumentKind.NOTICE, of="kết quả xếp loại", gather=_notice)
    register_source(DocumentKind.REPORT, of="đợt kiểm điểm", gather=_report)
    register_source(DocumentKind.BALLOT, of="phiên bỏ phiếu", gather=_ballot)
    register_source(DocumentKind.MEMBERS_SUMMARY, of="hội nghị chi bộ", gather=_members)
    for kind in (DocumentKind.CHANNELS_SUMMARY, DocumentKind.ANNEX_13, DocumentKind.ANNEX_14):
        register_source(kind, of="đợt kiểm điểm", gather=partial(_of_campaign, kind))
    for form in RATING_SHEETS:
        register_source(form, of="hồ sơ kiểm điểm", gather=_rating_sheet)
    register_source(DocumentKind.COUNTING_MINUTES, of="phiên bỏ phiếu đã kiểm", gather=_counting)
    for kind, payload in _CELL_PAPERS.items():
        register_source(kind, of="hội nghị chi bộ", gather=partial(_of_cell, kind, payload))


def _entry(number: int) -> Content:
    """Mẫu 01 or Mẫu 02 as it now stands, drafts included."""
    rows = FormEntry.objects.select_related(
        "review__campaign", "review__person", "review__collective__organization__parent", "review__unit__parent"
    )
    entry = rows.filter(pk=number).first()
    if entry is None:
        raise LookupError(f"Không có bản kiểm điểm số {number}.")
    kind = DocumentKind.MAU_01 if entry.review.is_collective else DocumentKind.MAU_02
    words = get_definition(entry.form_code, entry.regulation).words.capitalize()
    return Content(kind, f"{words} – {entry.review}", entry_payload(entry.review, entry))


_CELL_PAPERS = {
    DocumentKind.CELL_REGISTRATION: registration_payload,
    DocumentKind.CELL_SCORES: scores_payload,
    DocumentKind.CELL_REWARDS: rewards_payload,
    DocumentKind.CELL_SUPPORT: support_payload,
}


def _of_cell(kind: DocumentKind, payload: Callable[[CellRow, date], dict[str, Any]], number: int) -> Content:
    """A paper of the dossier of the cell that met; ``number`` is the meeting's."""
    meeting = (
        Meeting.objects.filter(pk=number, cell_dossier__isnull=False)
        .select_related("campaign__issuer", "cell__parent", "chair", "clerk")
        .first()
    )
    if meeting is None:
        raise LookupError(f"Không có hồ sơ chi bộ của hội nghị số {number}.")
    row = cell_row(meeting)
    return Content(kind, f"{kind.label} – {row.cell}", payload(row, clock.today()))


def _decision(number: int) -> Content:
    """The decision by which that level was decided, with every level of its list."""
    rows = Decision.objects.select_related("authority__parent", "review__campaign__issuer")
    decision = rows.filter(pk=number).first()
    if decision is None:
        raise LookupError(f"Không có kết quả xếp loại số {number}.")
    campaign = decision.review.campaign
    listed = Decision.objects.filter(
        review__campaign=campaign,
        authority=decision.authority,
        document_number=decision.document_number,
        state=decision.state,
    ).select_related("review__person", "review__collective", "review__unit")
    payload = decision_payload(campaign, decision.authority, list(listed), on=decision.decided_on)
    payload["header"] = {**payload["header"], "number": decision.document_number}
    return Content(DocumentKind.DECISION, f"Quyết định số {decision.document_number}", payload)


def _notice(number: int) -> Content:
    decision = (
        Decision.objects.filter(pk=number)
        .select_related(
            "authority__parent",
            "review__campaign",
            "review__person",
            "review__collective",
            "review__unit",
        )
        .first()
    )
    if decision is None:
        raise LookupError(f"Không có kết quả xếp loại số {number}.")
    payload = notice_payload(decision.review, [decision], on=decision.decided_on)
    return Content(DocumentKind.NOTICE, f"Thông báo kết quả – {decision.review}", payload)


def _report(number: int) -> Content:
    """Of a whole campaign."""
    campaign = Campaign.objects.select_related("issuer__parent").filter(pk=number).first()
    if campaign is None:
        raise LookupError(f"Không có đợt kiểm điểm số {number}.")
    return Content(DocumentKind.REPORT, f"Báo cáo kết quả – {campaign}", report_payload(campaign, campaign.issuer))


def _members(number: int) -> Content:
    rows = Meeting.objects.select_related("campaign__issuer", "cell__parent").filter(cell__isnull=False)
    meeting = rows.filter(pk=number).first()
    if meeting is None:
        raise LookupError(f"Không có hội nghị chi bộ số {number}.")
    title = f"Biểu tổng hợp xếp loại đảng viên – {meeting.venue_name}"
    return Content(DocumentKind.MEMBERS_SUMMARY, title, members_payload(meeting, taken_on=clock.today()))


def _of_campaign(kind: DocumentKind, number: int) -> Content:
    campaign = Campaign.objects.select_related("issuer__parent").filter(pk=number).first()
    if campaign is None:
        raise LookupError(f"Không có đợt kiểm điểm số {number}.")
    taken_on = clock.today()
    if kind is DocumentKind.CHANNELS_SUMMARY:
        payload = channels_payload(campaign, taken_on=taken_on)
    else:
        payload = annex_payload(campaign, kind, taken_on=taken_on)
    return Content(kind, f"{kind.label} – {campaign}", payload)


def _rating_sheet(number: int) -> Content:
    review = Review.objects.with_subject().select_related("unit__parent").filter(pk=number).first()
    form = sheet_of(review) if review is not None else ""
    if review is None or not form:
        raise LookupError(f"Không có phiếu đánh giá, xếp loại cho hồ sơ kiểm điểm số {number}.")
    title = get_definition(form, review.campaign.plan.forms_regulation).name.capitalize()
    return Content(DocumentKind.FORM, f"{title} – {review}", rating_sheet_payload(review, form))


def _ballot(number: int) -> Content:
    """One sheet of a round."""
    sessions = BallotSession.objects.select_related("meeting__campaign", "meeting__collective", "meeting__cell")
    session = sessions.filter(pk=number).first()
    if session is None:
        raise LookupError(f"Không có phiên bỏ phiếu số {number}.")
    title = f"Phiếu đề xuất mức xếp loại – {session.meeting.venue_name}"
    return Content(DocumentKind.BALLOT, title, sheet_payload(session.meeting, questions_on(session)))


def _counting(number: int) -> Content:
    """Nothing of a box that is not counted yet."""
    session = BallotSession.objects.filter(pk=number, state=BallotState.COUNTED).select_related("meeting").first()
    if session is None:
        raise LookupError(f"Không có phiên bỏ phiếu đã kiểm số {number}.")
    title = f"Biên bản kiểm phiếu vòng {session.round} – {session.meeting.venue_name}"
    return Content(DocumentKind.COUNTING_MINUTES, title, counting_payload(session))
