"""What stands on the records that prepare a meeting: its programme and the invitation to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from organizations import clock
from reviews.choices import AttendeeRole
from reviews.models import AgendaItem, FormEntry, Meeting, Review
from reviews.rules.parts.programmes import Programme, ProgrammeItem
from reviews.rules.rating_meetings import rating_agenda
from reviews.rules.vocabulary import CellGroup, CollectiveKind, VenueKind
from reviews.selectors.agenda import groups_in, roles_in
from reviews.selectors.papers import place_of
from reviews.selectors.signers import document_header, signer_of
from reviews.selectors.venues import own_review


def programme_of(meeting: Meeting) -> Programme | None:
    """The programme that the plan prints for such a meeting; none for plans that print none."""
    body = CollectiveKind(meeting.collective.kind) if meeting.collective is not None else None
    rows = meeting.campaign.plan.programmes
    return next((row for row in rows if row.serves(VenueKind(meeting.kind), body)), None)


def meeting_head(meeting: Meeting) -> dict[str, Any]:
    """What the papers of a meeting share; ``organization.parent`` of its venue fetched."""
    return {
        "header": document_header(meeting.organization),
        "place": place_of(meeting.organization),
        "date": clock.today().isoformat(),
        "title": str(meeting),
        "campaign": meeting.campaign.name,
        "on": meeting.starts_on.isoformat(),
        "half_days": meeting.planned_half_days,
        "venue": meeting.place or meeting.venue_name,
        "chair": str(meeting.chair),
        "clerk": str(meeting.clerk),
        "signer": signer_of(meeting.organization, on=clock.today()),
    }


def agenda_payload(meeting: Meeting) -> dict[str, Any]:
    """The plan's programme, or the program's own where it prints none, with the subjects of the meeting's agenda."""
    items = list(meeting.items.select_related("review__person", "review__collective"))
    programme, next_year = programme_of(meeting), meeting.campaign.year + 1
    if programme is None:
        return meeting_head(meeting) | {"items": _plain(items, _rated(meeting))}
    reviews = [item.review for item in items]
    grouped = any(point.groups for point in programme.items)
    groups = groups_in(meeting, reviews, roles_in(meeting)) if grouped else {}
    return meeting_head(meeting) | {
        "mark": programme.mark,
        "programme": programme.title,
        "items": [_point(point, next_year, items, groups) for point in programme.items],
        "notes": list(programme.notes),
    }


def _point(
    point: ProgrammeItem, next_year: int, items: Iterable[AgendaItem], groups: Mapping[int, CellGroup]
) -> dict[str, Any]:
    people = [item.review for item in items if item.review.person_id is not None]
    called = [
        {"text": says, "names": _names(review for review in people if groups.get(review.person_id or 0) == group)}
        for group, says in point.groups
    ]
    if point.agenda:
        called = [{"text": str(item.review), "names": ""} for item in items]
    return {
        "number": point.number,
        "text": point.says.replace("{next_year}", str(next_year)),
        "groups": called,
    }


def _names(reviews: Iterable[Review]) -> str:
    return ", ".join(str(review) for review in reviews)


def _rated(meeting: Meeting) -> list[dict[str, str]]:
    """What the issuer's own meeting rates, as the plan prints it (P1-III.4-e); nothing for others."""
    body = meeting.collective
    if body is None or body.organization_id != meeting.campaign.issuer_id:
        return []
    found = rating_agenda(CollectiveKind(body.kind), meeting.campaign.plan)
    return [{"text": item.title, "names": item.ballot} for item in found]


def _plain(items: Iterable[AgendaItem], rated: list[dict[str, str]]) -> list[dict[str, Any]]:
    """Where the plan prints no programme: what every review meeting goes through, in the lawful order."""
    subjects = [{"text": str(item.review), "names": ""} for item in items]
    points: tuple[tuple[str, list[dict[str, str]]], ...] = (
        ("Ổn định tổ chức, thông qua chương trình hội nghị", []),
        ("Kiểm điểm tự phê bình và phê bình:", subjects),
        (f"Bỏ phiếu đề xuất mức xếp loại chất lượng{':' if rated else ''}", rated),
        ("Kết luận, bế mạc hội nghị", []),
    )
    return [
        {"number": f"{number}/", "text": text, "groups": called}
        for number, (text, called) in enumerate(points, start=1)
    ]


def invitation_payload(meeting: Meeting, *, each: bool) -> dict[str, Any]:
    """To everybody who attends; ``each`` prints a sheet for each of them. The chair calls and is not called."""
    attendees = meeting.attendees.select_related("person").exclude(person_id=meeting.chair_id)
    own = own_review(meeting)
    handed_in = own is not None and any(entry.is_submitted for entry in FormEntry.objects.filter(review=own))
    return meeting_head(meeting) | {
        "each": each,
        "guests": [{"name": str(row.person), "post": AttendeeRole(row.role).label} for row in attendees],
        "enclosed": [f"Dự thảo báo cáo kiểm điểm của {own}"] if handed_in else [],
        "recipients": {"names": ["Như trên"]},
    }
