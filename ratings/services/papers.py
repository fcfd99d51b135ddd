"""Asking for the papers that carry levels, and for the whole dossier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.loader import get_definition
from forms_templates.signatures.copies import current_copies
from forms_templates.sources import Wanted
from organizations.choices import AuditAction
from organizations.models import User
from ratings.choices import BallotState
from ratings.models import BallotSession
from ratings.selectors import papers as selectors
from reviews.choices import OpinionKind, OpinionState
from reviews.models import FormEntry, Paper, Review
from reviews.permissions import dossier_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.dossier import meetings_of, slots_of
from reviews.services.papers import (
    ask_for,
    print_minutes,
    print_residence_reply,
    print_residence_request,
    where_recorded,
)


def print_entry(*, review: Review, by: User) -> Paper:
    """Mẫu 01 or Mẫu 02 with what stands in it now, drafts included."""
    entry = FormEntry.objects.filter(review=review).first()
    if entry is None:
        refuse_if_blocking([Finding("entry.missing", Severity.BLOCK, f"{review} chưa có bản kiểm điểm.")])
    assert entry is not None
    return ask_for(entry_paper(review, entry), by=by)


def print_counting(*, session: BallotSession, by: User) -> Paper:
    """Biên bản kiểm phiếu; only once the box is counted."""
    return ask_for(counting_minutes(session), by=by)


def print_dossier(*, review: Review, by: User) -> Paper:
    """One PDF in the order of P0 4.5, with what is missing named on its cover."""
    return ask_for(dossier(review, by), by=by)


# Title, subject and content of each, the same whether it is asked for alone or with many others.


def entry_title(entry: FormEntry, review: Review) -> str:
    return f"{get_definition(entry.form_code, entry.regulation).words.capitalize()} – {review}"


def counting_title(session: BallotSession) -> str:
    return f"Biên bản kiểm phiếu vòng {session.round} – {session.meeting.venue_name}"


def dossier_title(review: Review) -> str:
    return f"Hồ sơ kiểm điểm – {review}"


def entry_paper(review: Review, entry: FormEntry) -> Wanted:
    return Wanted(
        kind=DocumentKind.MAU_01 if review.is_collective else DocumentKind.MAU_02,
        subject_key=f"entry:{entry.pk}",
        title=entry_title(entry, review),
        payload=selectors.entry_payload(review, entry),
        owner=review,
    )


def counting_minutes(session: BallotSession) -> Wanted:
    if session.state != BallotState.COUNTED:
        refuse_if_blocking(
            [Finding("counting.open", Severity.BLOCK, "Chưa kiểm phiếu; không có số liệu nào trước khi kiểm phiếu.")]
        )
    return Wanted(
        kind=DocumentKind.COUNTING_MINUTES,
        subject_key=f"ballot:{session.pk}",
        title=counting_title(session),
        payload=selectors.counting_payload(session) | where_recorded(AuditAction.BALLOT_COUNT, session),
        owner=session.meeting,
    )


def dossier(review: Review, by: User) -> Wanted:
    refuse_if_blocking(dossier_refusal(by, review))
    return Wanted(
        kind=DocumentKind.DOSSIER,
        subject_key=f"dossier:{review.pk}",
        title=dossier_title(review),
        payload=_dossier_payload(review, by),
        owner=review,
    )


def _dossier_payload(review: Review, by: User) -> dict[str, Any]:
    slots = slots_of(review)
    documents = _current_documents(review, by)
    if any(slot.key == "minutes" for slot in slots):
        documents["minutes"] = [print_minutes(meeting=meeting, by=by) for meeting in meetings_of(review)]
    copies = current_copies([paper.document_id for papers in documents.values() for paper in papers])
    items = []
    for slot in slots:
        found = documents.get(slot.key, [])
        items.append(
            {
                "label": slot.label,
                "optional": slot.optional,
                "waived": bool(slot.waiver),
                "missing": slot.waiver or (_said_of(slot.key, review) if slot.is_present else slot.reason),
                "documents": _named(found, copies),
            }
        )
    if documents[""]:
        others = _named(documents[""], copies)
        items.append({"label": "Tài liệu khác", "optional": True, "waived": False, "missing": "", "documents": others})
    return {
        **selectors.dossier_header(review),
        "title": str(review),
        "campaign": review.campaign.name,
        "items": items,
    }


def _named(papers: list[Paper], copies: Mapping[int, int]) -> list[dict[str, Any]]:
    """The papers of one line; where one is signed, its copy is bound in its place."""
    return [
        {"document_id": paper.document_id, "title": paper.document.title}
        | ({"copy_id": copies[paper.document_id]} if paper.document_id in copies else {})
        for paper in papers
    ]


def _said_of(slot: str, review: Review) -> str:
    """What the cover says of a line: the result of appraisal and decision, the letters of the bodies consulted."""
    if slot in ("appraisal", "decision"):
        return "\n".join(selectors.results_of(review)[slot])
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
    made = _made_for(review)
    rows = Paper.objects.filter(review=review, document__kind__in=(DocumentKind.UPLOAD, *made))
    known: set[str] = set()
    for paper in rows.select_related("document"):
        kind = paper.document.kind
        # Of a list that is made anew each time only the newest counts; of what others hand in all does.
        if kind not in _LISTS.values() or kind not in known:
            documents[made.get(kind, paper.slot)].append(paper)
        known.add(kind)
    return documents


#: By what a line of the dossier holds: the list that the program makes for it.
_LISTS = {"list_above": DocumentKind.ANNEX_13.value, "list_own": DocumentKind.ANNEX_14.value}


def _made_for(review: Review) -> dict[str, str]:
    """Kinds of papers that the program makes for a line of the dossier: kind and the line's key."""
    found = {_LISTS[rule.holds]: rule.key for rule in review.campaign.plan.dossier if rule.holds in _LISTS}
    if any(rule.holds == "decision" for rule in review.campaign.plan.dossier):
        found |= {DocumentKind.DECISION.value: "decision", DocumentKind.NOTICE.value: "decision"}
    return found
