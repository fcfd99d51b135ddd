"""Asking for a paper: the content is gathered now, frozen in the document, and printed by the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Model

from forms_templates.choices import DocumentKind
from forms_templates.models import Document
from forms_templates.services import request_document
from forms_templates.sources import Wanted
from forms_templates.text import clean_json, fingerprint
from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services import audit
from organizations.services.acts import path_of
from reviews.choices import MeetingState
from reviews.models import HandOver, Meeting, Opinion, Paper, Review
from reviews.permissions import meeting_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors import papers as selectors
from reviews.selectors import records
from reviews.selectors.register import standing_entry

#: What the paper's footer says of the record, under this name in its content.
HEAD = "audit_head"


@transaction.atomic
def request_paper(
    *,
    kind: DocumentKind,
    subject_key: str,
    title: str,
    payload: Mapping[str, Any],
    by: User,
    review: Review | None = None,
    meeting: Meeting | None = None,
    hand_over: HandOver | None = None,
    issuer: Organization | None = None,
    number: str = "",
) -> Paper:
    """The paper of this content, made once.

    Seen by whoever sees its review, meeting or hand-over, or reads its issuer's papers.
    """
    document = request_document(
        kind=kind,
        subject_key=subject_key,
        source_version=fingerprint(payload),
        title=title,
        payload=payload,
        by=by,
        number=number,
    )
    owner = {"review": review, "meeting": meeting, "hand_over": hand_over, "issuer": issuer}
    paper, created = Paper.objects.get_or_create(document=document, defaults=owner)
    if created:
        audit.record(AuditAction.PAPER_PRINT, paper, by=by, unit_path=path_of(paper))
    return paper


def ask_for(wanted: Wanted, *, by: User) -> Paper:
    """The paper whose owner is a review or a meeting."""
    return request_paper(
        kind=DocumentKind(wanted.kind),
        subject_key=wanted.subject_key,
        title=wanted.title,
        payload=wanted.payload,
        by=by,
        **_owner(wanted.owner),
    )


def keep_papers(pairs: Sequence[tuple[Document, Any]]) -> None:
    """Whose the documents of a batch are: pairs of document and its review or meeting. Noting it twice is harmless."""
    rows = [Paper(document=document, **_owner(owner)) for document, owner in pairs]
    Paper.objects.bulk_create(sorted(rows, key=lambda row: row.document_id), ignore_conflicts=True)


def _owner(owner: Review | Meeting) -> dict[str, Any]:
    return {"meeting": owner} if isinstance(owner, Meeting) else {"review": owner}


def print_minutes(*, meeting: Meeting, by: User) -> Paper:
    """Biên bản hội nghị, from what the room recorded."""
    issued = standing_entry(DocumentKind.MEETING_MINUTES, f"meeting:{meeting.pk}")
    if issued is not None:
        found: Paper = issued.document.paper
        return found
    return ask_for(minutes(meeting), by=by)


def print_agenda(*, meeting: Meeting, by: User) -> Paper:
    """Chương trình hội nghị, as the plan prints it, with the people of the meeting's own agenda."""
    return ask_for(agenda(meeting), by=by)


def print_invitation(*, meeting: Meeting, by: User, each: bool = False) -> Paper:
    """Giấy mời: one sheet that names everybody, or with ``each`` one for each. Drawn up by whoever runs the meeting."""
    refuse_if_blocking(meeting_refusal(by, meeting))
    return request_paper(
        kind=DocumentKind.INVITATION,
        subject_key=f"meeting:{meeting.pk}",
        title=f"Giấy mời dự {_lower(str(meeting))}",
        payload=records.invitation_payload(meeting, each=each),
        by=by,
        meeting=meeting,
    )


def minutes_findings(paper: Paper) -> list[Finding]:
    """Minutes get their number when the meeting is over, with what was recorded to its end."""
    meeting = paper.meeting
    assert meeting is not None
    if meeting.state != MeetingState.CONCLUDED:
        return [Finding("minutes.open", Severity.BLOCK, "Hội nghị chưa bế mạc, biên bản chưa lấy số.")]
    return _changed(paper, minutes_content(meeting))


def invitation_findings(paper: Paper) -> list[Finding]:
    """The invitation says what now stands: its day, place and guests."""
    assert paper.meeting is not None
    each = bool(paper.document.payload.get("each"))
    now = records.invitation_payload(paper.meeting, each=each)
    return _changed(paper, {**now, "date": paper.document.payload.get("date")})


def _changed(paper: Paper, payload: Mapping[str, Any]) -> list[Finding]:
    if fingerprint(clean_json(payload)) == fingerprint(paper.document.payload):
        return []
    message = "Nội dung đã thay đổi sau khi lập bản in này; lập lại bản in rồi phát hành."
    return [Finding("paper.changed", Severity.BLOCK, message)]


def _lower(title: str) -> str:
    return f"{title[0].lower()}{title[1:]}"


def print_residence_request(*, opinion: Opinion, by: User) -> Paper:
    return ask_for(residence_request(opinion), by=by)


def print_residence_reply(*, opinion: Opinion, by: User) -> Paper:
    return ask_for(residence_reply(opinion), by=by)


# Title, subject and content of each, the same whether it is asked for alone or with many others.


def agenda_title(meeting: Meeting) -> str:
    return f"Chương trình {_lower(str(meeting))}"


def minutes_title(meeting: Meeting) -> str:
    return f"Biên bản {_lower(str(meeting))}"


def residence_request_title(review: Review) -> str:
    return f"Phiếu xin ý kiến chi ủy nơi cư trú – {review}"


def residence_reply_title(review: Review) -> str:
    return f"Phiếu nhận xét nơi cư trú – {review}"


def agenda(meeting: Meeting) -> Wanted:
    return Wanted(
        kind=DocumentKind.AGENDA,
        subject_key=f"meeting:{meeting.pk}",
        title=agenda_title(meeting),
        payload=records.agenda_payload(meeting),
        owner=meeting,
    )


def minutes(meeting: Meeting) -> Wanted:
    if meeting.opened_at is None:
        refuse_if_blocking([Finding("minutes.early", Severity.BLOCK, "Hội nghị chưa khai mạc, chưa có biên bản.")])
    return Wanted(
        kind=DocumentKind.MEETING_MINUTES,
        subject_key=f"meeting:{meeting.pk}",
        title=minutes_title(meeting),
        payload=minutes_content(meeting),
        owner=meeting,
    )


def minutes_content(meeting: Meeting) -> dict[str, Any]:
    """What the minutes say; of a meeting that is over also where the record stood when it was closed."""
    return selectors.minutes_payload(meeting) | where_recorded(AuditAction.MEETING_CLOSE, meeting)


def where_recorded(act: AuditAction, *subjects: Model) -> dict[str, str]:
    """For the content of a one-time paper: the head of the record at the act that it tells of; the same for ever.

    Nothing while that act is not tied. What gets a number bears the head of that moment instead.
    """
    head = audit.head_of(act, *subjects)
    return {HEAD: head} if head else {}


def residence_request(opinion: Opinion) -> Wanted:
    return Wanted(
        kind=DocumentKind.RESIDENCE_REQUEST,
        subject_key=f"opinion:{opinion.pk}:request",
        title=residence_request_title(opinion.review),
        payload=selectors.residence_request_payload(opinion),
        owner=opinion.review,
    )


def residence_reply(opinion: Opinion) -> Wanted:
    if opinion.answered_at is None:
        refuse_if_blocking(
            [Finding("reply.early", Severity.BLOCK, f"{opinion.addressee} chưa nhận xét, chưa có phiếu để in.")]
        )
    return Wanted(
        kind=DocumentKind.RESIDENCE_REPLY,
        subject_key=f"opinion:{opinion.pk}:reply",
        title=residence_reply_title(opinion.review),
        payload=selectors.residence_reply_payload(opinion),
        owner=opinion.review,
    )
