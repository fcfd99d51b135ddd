"""Asking for a paper: the content is gathered now, frozen in the document, and printed by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from forms_templates.choices import DocumentKind
from forms_templates.services import request_document
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


def print_minutes(*, meeting: Meeting, by: User) -> Paper:
    """Biên bản hội nghị, from what the room recorded."""
    if meeting.opened_at is None:
        refuse_if_blocking([Finding("minutes.early", Severity.BLOCK, "Hội nghị chưa khai mạc, chưa có biên bản.")])
    return request_paper(
        kind=DocumentKind.MEETING_MINUTES,
        subject_key=f"meeting:{meeting.pk}",
        title=f"Biên bản {str(meeting)[0].lower()}{str(meeting)[1:]}",
        payload=selectors.minutes_payload(meeting),
        by=by,
        meeting=meeting,
    )


def print_residence_request(*, opinion: Opinion, by: User) -> Paper:
    return request_paper(
        kind=DocumentKind.RESIDENCE_REQUEST,
        subject_key=f"opinion:{opinion.pk}:request",
        title=f"Phiếu xin ý kiến chi ủy nơi cư trú – {opinion.review}",
        payload=selectors.residence_request_payload(opinion),
        by=by,
        review=opinion.review,
    )


def print_residence_reply(*, opinion: Opinion, by: User) -> Paper:
    if opinion.answered_at is None:
        refuse_if_blocking(
            [Finding("reply.early", Severity.BLOCK, f"{opinion.addressee} chưa nhận xét, chưa có phiếu để in.")]
        )
    return request_paper(
        kind=DocumentKind.RESIDENCE_REPLY,
        subject_key=f"opinion:{opinion.pk}:reply",
        title=f"Phiếu nhận xét nơi cư trú – {opinion.review}",
        payload=selectors.residence_reply_payload(opinion),
        by=by,
        review=opinion.review,
    )
