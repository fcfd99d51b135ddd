"""Asking for the papers that carry levels, and for the whole dossier."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db.models import Q

from forms_templates.choices import DocumentKind
from forms_templates.loader import get_definition
from organizations.models import User
from ratings.choices import BallotState
from ratings.models import BallotSession
from ratings.selectors import papers as selectors
from reviews.choices import OpinionKind, OpinionState
from reviews.models import FormEntry, Paper, Review
from reviews.permissions import dossier_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.dossier import meetings_of, slots_of
from reviews.services.papers import print_minutes, print_residence_reply, print_residence_request, request_paper


def print_entry(*, review: Review, by: User) -> Paper:
    """Mẫu 01 or Mẫu 02 with what stands in it now, drafts included."""
    entry = FormEntry.objects.filter(review=review).first()
    if entry is None:
        refuse_if_blocking([Finding("entry.missing", Severity.BLOCK, f"{review} chưa có bản kiểm điểm.")])
    assert entry is not None
    kind = DocumentKind.MAU_01 if review.is_collective else DocumentKind.MAU_02
    return request_paper(
        kind=kind,
        subject_key=f"entry:{entry.pk}",
        title=f"{get_definition(entry.form_code, entry.regulation).words.capitalize()} – {review}",
        payload=selectors.entry_payload(review, entry),
        by=by,
        review=review,
    )


def print_counting(*, session: BallotSession, by: User) -> Paper:
    """Biên bản kiểm phiếu; only once the box is counted."""
    if session.state != BallotState.CLOSED:
        refuse_if_blocking(
            [Finding("counting.open", Severity.BLOCK, "Chưa kiểm phiếu; không có số liệu nào trước khi kiểm phiếu.")]
        )
    return request_paper(
        kind=DocumentKind.COUNTING_MINUTES,
        subject_key=f"ballot:{session.pk}",
        title=f"Biên bản kiểm phiếu vòng {session.round} – {session.meeting.venue_name}",
        payload=selectors.counting_payload(session),
        by=by,
        meeting=session.meeting,
    )


def print_dossier(*, review: Review, by: User) -> Paper:
    """One PDF in the order of P0 4.5, with what is missing named on its cover."""
    refuse_if_blocking(dossier_refusal(by, review))
    return request_paper(
        kind=DocumentKind.DOSSIER,
        subject_key=f"dossier:{review.pk}",
        title=f"Hồ sơ kiểm điểm – {review}",
        payload=_dossier_payload(review, by),
        by=by,
        review=review,
    )


def _dossier_payload(review: Review, by: User) -> dict[str, Any]:
    slots = slots_of(review)
    documents = _current_documents(review, by)
    if any(slot.key == "minutes" for slot in slots):
        documents["minutes"] = [print_minutes(meeting=meeting, by=by) for meeting in meetings_of(review)]
    items = []
    for slot in slots:
        found = documents.get(slot.key, [])
        items.append(
            {
                "label": slot.label,
                "optional": slot.optional,
                "waived": bool(slot.waiver),
                "missing": slot.waiver or (_kept_elsewhere(slot.key, review) if slot.is_present else slot.reason),
                "documents": [{"document_id": paper.document_id, "title": paper.document.title} for paper in found],
            }
        )
    if documents[""]:
        others = [{"document_id": paper.document_id, "title": paper.document.title} for paper in documents[""]]
        items.append({"label": "Tài liệu khác", "optional": True, "waived": False, "missing": "", "documents": others})
    return {
        **selectors.dossier_header(review),
        "title": str(review),
        "campaign": review.campaign.name,
        "items": items,
    }


def _kept_elsewhere(slot: str, review: Review) -> str:
    """The letters of the bodies consulted: named on the cover, their paper lies with the dossier."""
    if slot != "consultees":
        return ""
    answered = review.opinions.filter(kind=OpinionKind.CONSULTEE, state=OpinionState.CONFIRMED)
    return "\n".join(
        f"{opinion.addressee}: văn bản số {opinion.document_number} ngày {opinion.document_on:%d/%m/%Y}"
        if opinion.document_on
        else f"{opinion.addressee}: đã có ý kiến"
        for opinion in answered.select_related("addressee")
    )


def _current_documents(review: Review, by: User) -> dict[str, list[Paper]]:
    """The papers of each slot as they now stand, asked for if nobody has yet."""
    documents: dict[str, list[Paper]] = defaultdict(list)
    if FormEntry.objects.filter(review=review).exists():
        documents["entry"].append(print_entry(review=review, by=by))
    residence = (
        review.opinions.filter(kind=OpinionKind.RESIDENCE)
        .exclude(state=OpinionState.WAIVED)
        .select_related(
            "review__person", "review__unit", "addressee__parent", "sender__parent", "answered_by", "confirmed_by"
        )
        .first()
    )
    if residence is not None:
        documents["residence"].append(print_residence_request(opinion=residence, by=by))
        if residence.answered_at is not None:
            documents["residence"].append(print_residence_reply(opinion=residence, by=by))
    handed_in = Q(document__kind=DocumentKind.UPLOAD) | ~Q(slot="")
    for paper in Paper.objects.filter(handed_in, review=review).select_related("document"):
        # Of a list that the program makes only the newest counts; of uploads all do.
        made = paper.document.kind != DocumentKind.UPLOAD
        if not made or all(other.document.kind != paper.document.kind for other in documents[paper.slot]):
            documents[paper.slot].append(paper)
    return documents
