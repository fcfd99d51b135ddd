"""What fills the papers that carry levels when somebody prints one by its number."""

from __future__ import annotations

from forms_templates.catalogue import ENTRY, Content, register_source
from forms_templates.choices import DocumentKind
from forms_templates.loader import get_definition
from ratings.choices import BallotState
from ratings.models import BallotSession
from ratings.selectors.paper_ballots import questions_on, sheet_payload
from ratings.selectors.papers import counting_payload, entry_payload
from reviews.models import FormEntry


def register() -> None:
    """Once, when the program starts."""
    register_source(ENTRY, of="bản kiểm điểm", gather=_entry)
    register_source(DocumentKind.BALLOT, of="phiên bỏ phiếu", gather=_ballot)
    register_source(DocumentKind.COUNTING_MINUTES, of="phiên bỏ phiếu đã kiểm", gather=_counting)


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
    session = BallotSession.objects.filter(pk=number, state=BallotState.CLOSED).select_related("meeting").first()
    if session is None:
        raise LookupError(f"Không có phiên bỏ phiếu đã kiểm số {number}.")
    title = f"Biên bản kiểm phiếu vòng {session.round} – {session.meeting.venue_name}"
    return Content(DocumentKind.COUNTING_MINUTES, title, counting_payload(session))
