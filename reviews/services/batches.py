"""Orders for many papers at once: a whole meeting, a cell's requests. Rooms further up add their papers to them."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.urls import reverse

from forms_templates.choices import BatchState, DocumentKind
from forms_templates.models import Batch
from forms_templates.services.batches import Listed, start_batch
from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.audit import record
from reviews.choices import CampaignState
from reviews.models import Meeting, Opinion, Review
from reviews.permissions import meeting_refusal, residence_batch_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.register import standing_entry
from reviews.services import papers, sources

#: What of a meeting is printed: each part lists its papers as far as the person may see them.
MeetingPart = Callable[[Meeting, User], list[Listed]]

#: What can be printed of a whole unit or campaign, in the words of the page.
FORM_CHOICES = {
    "all": "Báo cáo và bản kiểm điểm",
    "collectives": "Báo cáo kiểm điểm của các tập thể (Mẫu 01)",
    "people": "Bản kiểm điểm của các cá nhân (Mẫu 02)",
    "dossiers": "Bộ hồ sơ của từng tập thể, cá nhân",
}

_MEETING_PARTS: list[tuple[int, MeetingPart]] = []


def register_meeting_part(place: int, part: MeetingPart) -> None:
    """Parts are printed by their place: invitation and programme 10, minutes 20, counting 30, forms 40, opinions 50,
    ballots 60."""
    _MEETING_PARTS.append((place, part))


def print_meeting(*, meeting: Meeting, by: User) -> Batch:
    """Everything of a meeting in one go; by whoever runs it."""
    refuse_if_blocking(meeting_refusal(by, meeting))
    parts = sorted(_MEETING_PARTS, key=lambda row: row[0])
    return order(
        kind="meeting",
        subject_key=f"meeting:{meeting.pk}",
        title=f"Văn bản {str(meeting)[0].lower()}{str(meeting)[1:]}",
        items=[item for _, part in parts for item in part(meeting, by)],
        by=by,
        origin=reverse("meeting", args=(meeting.pk,)),
    )


def print_requests(*, sender: Organization, by: User) -> Batch:
    """The sheets with which a cell asks the places of residence about its people; by whoever leads it."""
    refuse_if_blocking(residence_batch_refusal(by, sender))
    opinions = requests_of(sender, by)
    return order(
        kind="residence_requests",
        subject_key=f"organization:{sender.pk}",
        title=f"Phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213) – {sender}",
        items=[_request(opinion) for opinion in opinions],
        by=by,
        origin=reverse("opinions"),
    )


@transaction.atomic
def order(*, kind: str, subject_key: str, title: str, items: list[Listed], by: User, origin: str) -> Batch:
    """Starts the batch; refused where there is nothing to print."""
    if not items:
        refuse_if_blocking([Finding("batch.empty", Severity.BLOCK, "Chưa có văn bản nào để in.")])
    running = Batch.objects.filter(kind=kind, subject_key=subject_key, requested_by=by, state=BatchState.RUNNING)
    if (batch := running.first()) is not None:
        return batch
    batch = start_batch(kind=kind, subject_key=subject_key, title=title, items=items, by=by, origin=origin)
    record(AuditAction.BATCH_PRINT, batch, by=by, unit_path=by.unit_path, after={"số văn bản": len(items)})
    return batch


def requests_of(sender: Organization, user: User) -> list[Opinion]:
    rows = sources.residence_opinions(user).filter(sender=sender, review__campaign__state=CampaignState.ISSUED)
    return list(rows.order_by("addressee__path", "review__person__given_name_key", "pk"))


def _request(opinion: Opinion) -> Listed:
    return Listed(sources.RESIDENCE_REQUEST, str(opinion.pk), papers.residence_request_title(opinion.review))


# What the year's work itself has of a meeting.


def agenda_of(meeting: Meeting, user: User) -> list[Listed]:
    return [Listed(sources.AGENDA, str(meeting.pk), papers.agenda_title(meeting))]


def minutes_of(meeting: Meeting, user: User) -> list[Listed]:
    """The minutes as they were issued; before that as the room has recorded them."""
    if meeting.opened_at is None:
        return []
    issued = standing_entry(DocumentKind.MEETING_MINUTES, f"meeting:{meeting.pk}")
    document_id = issued.document_id if issued is not None else None
    return [Listed(sources.MINUTES, str(meeting.pk), papers.minutes_title(meeting), document_id=document_id)]


def opinions_of(meeting: Meeting, user: User) -> list[Listed]:
    """The replies about those reviewed there; of an unanswered one the request."""
    reviews = Review.objects.filter(agenda_items__meeting=meeting)
    found = sources.residence_opinions(user).filter(review__in=reviews)
    return [
        _request(opinion)
        if opinion.answered_at is None
        else Listed(sources.RESIDENCE_REPLY, str(opinion.pk), papers.residence_reply_title(opinion.review))
        for opinion in found.order_by("review__person__given_name_key", "pk")
    ]


def register_meeting_parts() -> None:
    register_meeting_part(10, agenda_of)
    register_meeting_part(20, minutes_of)
    register_meeting_part(50, opinions_of)
