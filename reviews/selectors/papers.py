"""What stands on a paper, gathered once and frozen with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from organizations import clock
from organizations.choices import PostSide
from organizations.models import Organization, Person
from reviews.choices import CONVENED, Presence, Track, VenueKind
from reviews.judgement import rounds_of
from reviews.models import Meeting, Opinion, Review
from reviews.rules.cells import cell_steps
from reviews.selectors.agenda import item_focus
from reviews.selectors.before_ballot import TOPICS, orders_discussion
from reviews.selectors.nominees import NOMINEES, nominee_lines
from reviews.selectors.open_votes import conclusion_votes, free_votes, printed_vote, votes_of
from reviews.selectors.signers import document_header


def local_iso(moment: datetime | None) -> str:
    return timezone.localtime(moment).replace(tzinfo=None).isoformat(timespec="minutes") if moment else ""


def header(organization: Organization) -> dict[str, str]:
    """Left block of every paper: the superior committee and the issuer, without the words the form prints itself."""
    superior = organization.parent
    return {
        "superior": str(superior) if superior else "",
        "issuer": str(organization),
        "unit": str(organization),
        "place": place_of(organization),
    }


def place_of(organization: Organization) -> str:
    """The place name before the date: the organization's own, or the nearest above it."""
    node: Organization | None = organization
    while node is not None:
        if node.place:
            return node.place
        node = node.parent
    return ""


def heading(review: Review) -> dict[str, Any]:
    """The blanks of a form's mark and sub-title: the period, and the number of the annex where the form is one."""
    campaign = review.campaign
    return {"year": campaign.year, "period": campaign.round_name, "annex_number": review.annex}


def identity(person: Person, *, cell: Organization | None) -> dict[str, str]:
    """The particulars of Mẫu 02, from the roster as it stands (P0-M02-a)."""
    titles: dict[str, list[str]] = {side: [] for side in PostSide.values}
    for post in person.posts.on(clock.today()).select_related("collective"):
        if post.title not in titles[post.side]:  # one post may sit in several bodies under one title
            titles[post.side].append(post.title)
    return {
        "full_name": person.full_name,
        "birth_date": _birth(person),
        "party_post": "; ".join(titles[PostSide.PARTY]),
        "government_post": "; ".join(titles[PostSide.GOVERNMENT]),
        "mass_post": "; ".join(titles[PostSide.MASS]),
        "workplace": str(person.workplace) if person.workplace else "",
        "cell": str(cell) if cell else "",
    }


def _birth(person: Person) -> str:
    if person.birth_date is None:
        return ""
    return str(person.birth_date.year) if person.birth_year_only else person.birth_date.isoformat()


def cell_of(review: Review) -> Organization | None:
    """The official cell of the person: the cell where he is reviewed, else where he holds activity."""
    venue = review.venues.filter(cell__isnull=False).select_related("cell__parent").first()
    if venue is not None:
        return venue.cell
    assert review.person is not None
    membership = (
        review.person.memberships.on(clock.today()).filter(attendance="official").select_related("cell__parent").first()
    )
    return membership.cell if membership else None


def minutes_payload(meeting: Meeting) -> dict[str, Any]:
    attendees = list(meeting.attendees.select_related("person"))
    members = [row for row in attendees if row.role in CONVENED]
    items = meeting.items.select_related("review__person", "review__collective", "presenter", "chair").prefetch_related(
        "contributions__person"
    )
    votes = votes_of(meeting)
    on_conclusions = conclusion_votes(votes)
    return {
        "header": document_header(meeting.organization),
        "place": place_of(meeting.organization),
        "date": meeting.starts_on.isoformat(),
        "title": str(meeting),
        "campaign": meeting.campaign.name,
        "venue": meeting.place or meeting.venue_name,
        "starts_at": local_iso(meeting.opened_at),
        "ends_at": local_iso(meeting.concluded_at),
        "chair": str(meeting.chair),
        "clerk": str(meeting.clerk),
        "attendance": {
            "convened": len(members),
            "present": sum(1 for row in members if row.presence == Presence.PRESENT),
            "absent": [
                {"name": str(row.person), "reason": row.absence_reason or "không có lý do"}
                for row in members
                if row.presence in (Presence.ABSENT, Presence.ABSENT_WITH_REASON)
            ],
            "guests": [
                f"{row.person} ({row.get_role_display()})"
                for row in attendees
                if row.role not in CONVENED and row.presence == Presence.PRESENT
            ],
        },
        "items": [
            {
                "position": item.position,
                "subject": str(item.review),
                "focus": item_focus(item.review, meeting),
                "presenter": str(item.presenter or ""),
                "chair": str(item.chair or meeting.chair),
                "contributions": [{"name": str(said.person), "text": said.text} for said in item.contributions.all()],
                "conclusion": item.conclusion,
                **({"vote": printed_vote(on_conclusions[item.pk])} if item.pk in on_conclusions else {}),
            }
            for item in items
        ],
        "conclusion": meeting.conclusion,
        **({"votes": [printed_vote(row) for row in free]} if (free := free_votes(votes)) else {}),
        **_steps(meeting),
        **_discussions(meeting),
        **_rounds(meeting),
    }


def _rounds(meeting: Meeting) -> dict[str, Any]:
    """The ballots held, counted or void; a round that still runs is no part of the minutes."""
    told = [{"text": row.told, "results": list(row.results)} for row in rounds_of(meeting) if row.told]
    heading = {"rounds_heading": "Bỏ phiếu phân loại cán bộ lãnh đạo (trưởng, phó)"} if meeting.only_votes else {}
    return {"rounds": told, **heading} if told else {}


def _steps(meeting: Meeting) -> dict[str, Any]:
    """What the meeting passed besides; no query where the plan prints no such part."""
    steps = cell_steps(meeting.campaign.plan) if meeting.kind == VenueKind.CELL else ()
    if not steps:
        return {}
    passed = {row.step: row for row in meeting.steps.all()}
    return {
        "steps": [
            {"title": step.title, "agreed": found.agreed, "present": found.present, "note": found.note}
            for step in steps
            if (found := passed.get(step.key)) is not None
        ]
    }


def _discussions(meeting: Meeting) -> dict[str, Any]:
    """What was said of the levels before the ballot, the list of nominees; no query where the plan orders neither."""
    found = []
    if orders_discussion(meeting.campaign.plan):
        rows = meeting.discussions.order_by("recorded_at", "pk")
        found = [{"title": TOPICS[Track(row.track)], "text": row.text} for row in rows]
    if lines := nominee_lines(meeting):
        found.append({"title": NOMINEES, "text": "\n".join(lines)})
    return {"discussions": found} if found else {}


def residence_request_payload(opinion: Opinion) -> dict[str, Any]:
    sender = opinion.sender or opinion.review.unit
    return {
        "regulation": opinion.review.campaign.plan.forms_regulation,
        "header": {**header(sender), "date": opinion.requested_on.isoformat()},
        "data": {
            "addressee": f"Chi ủy {opinion.addressee}",
            "sender": str(sender),
            "member": str(opinion.review),
        },
        "signatures": {},
    }


def residence_reply_payload(opinion: Opinion) -> dict[str, Any]:
    """The reply as filled in; the names are printed under the captions, the hand signs above them."""
    committee = opinion.addressee.parent or opinion.addressee
    day = timezone.localdate(opinion.answered_at) if opinion.answered_at else None
    return {
        "regulation": opinion.review.campaign.plan.forms_regulation,
        "header": {
            "superior": str(committee),
            "cell": str(opinion.addressee),
            "place": place_of(opinion.addressee),
            "date": day.isoformat() if day else "",
        },
        "committee": str(opinion.addressee),
        "member": str(opinion.review),
        "data": {**opinion.data, "member": str(opinion.review)},
        "signatures": {
            "cell": {"name": str(opinion.answered_by or "")},
            "confirmation": {"name": str(opinion.confirmed_by or "")},
        },
    }
