"""Asking for a paper: the content is gathered now, frozen in the document, and printed by the worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from forms_templates.choices import DocumentKind
from forms_templates.models import Document
from forms_templates.services import request_document
from forms_templates.sources import Wanted
from forms_templates.text import fingerprint
from organizations.models import User
from reviews.models import HandOver, Meeting, Opinion, Paper, Review
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors import papers as selectors


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
) -> Paper:
    """The paper of this content, made once; whoever sees the review, the meeting or the hand-over sees it."""
    document = request_document(
        kind=kind,
        subject_key=subject_key,
        source_version=fingerprint(payload),
        title=title,
        payload=payload,
        by=by,
    )
    owner = {"review": review, "meeting": meeting, "hand_over": hand_over}
    paper, _created = Paper.objects.get_or_create(document=document, defaults=owner)
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
    return ask_for(minutes(meeting), by=by)


def print_residence_request(*, opinion: Opinion, by: User) -> Paper:
    return ask_for(residence_request(opinion), by=by)


def print_residence_reply(*, opinion: Opinion, by: User) -> Paper:
    return ask_for(residence_reply(opinion), by=by)


# Title, subject and content of each, the same whether it is asked for alone or with many others.


def minutes_title(meeting: Meeting) -> str:
    return f"Biên bản {str(meeting)[0].lower()}{str(meeting)[1:]}"


def residence_request_title(review: Review) -> str:
    return f"Phiếu xin ý kiến chi ủy nơi cư trú – {review}"


def residence_reply_title(review: Review) -> str:
    return f"Phiếu nhận xét nơi cư trú – {review}"


def minutes(meeting: Meeting) -> Wanted:
    if meeting.opened_at is None:
        refuse_if_blocking([Finding("minutes.early", Severity.BLOCK, "Hội nghị chưa khai mạc, chưa có biên bản.")])
    return Wanted(
        kind=DocumentKind.MEETING_MINUTES,
        subject_key=f"meeting:{meeting.pk}",
        title=minutes_title(meeting),
        payload=selectors.minutes_payload(meeting),
        owner=meeting,
    )


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
