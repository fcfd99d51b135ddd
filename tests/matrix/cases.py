"""The rows' cases: one plan at one moment of its year, with the objects whose numbers stand in the addresses.

All of them are of one person's case, or of the bodies and meetings that deal with it. The district's year is here; what
only the other plans have is in ``other_plans``.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model

from organizations.models import Grant, Post, User
from organizations.services.deputations import Period, depute
from ratings.models import BallotSession
from ratings.services.papers import print_entry
from reviews.choices import Level, Track
from reviews.models import FormEntry, Meeting, Opinion
from reviews.services.batches import print_meeting
from reviews.services.own_data import ask_correction
from tests import steps
from tests.box import close_ballot, open_ballot
from tests.factories.ratings import DecisionFactory, ProposalFactory
from tests.matrix.people import Places, cast
from tests.world import World, issued_world, standing_on

Objects = dict[str, object]


@dataclass(frozen=True)
class Case:
    """``users`` by column; ``objects`` by the part of the address that names them; ``clock`` shows the moment."""

    users: dict[str, User]
    objects: Objects
    clock: Callable[[], AbstractContextManager[datetime]]


def issued() -> Case:
    """The plan is issued, nobody has handed in."""
    world = issued_world()
    return _case(world, day=8, objects=_of_review(world) | _of_accounts(world))


def invited() -> Case:
    """The forms are handed in, the residence has answered, the cell's meeting is prepared and its members are asked."""
    world = issued_world()
    return _case(world, day=10, objects=_invited(world))


def voting() -> Case:
    """The cell has reviewed everybody and votes; a paper and a batch of papers were asked for by the head."""
    world = issued_world()
    return _case(world, day=14, objects=_voting(world))


def counted() -> Case:
    """The votes are counted, the organization board has proposed."""
    world = issued_world()
    return _case(world, day=15, objects=_counted(world))


def decided() -> Case:
    """The district's committee has decided the level of the cadre."""
    world = issued_world()
    objects = _counted(world)
    DecisionFactory.create(
        review=world.review_of("deputy"), track=Track.CADRE, decided_by=world.users["secretary"], level=Level.GOOD
    )
    return _case(world, day=6, month=12, objects=objects)


def places_of(world: World) -> Places:
    return Places(unit=world.office, above=world.district, beside=world.commune, leadership=world.leadership)


def _case(world: World, *, day: int, objects: Objects, month: int = 11) -> Case:
    def clock() -> AbstractContextManager[datetime]:
        return standing_on(day, 10, month=month)

    with clock():
        return Case(cast(world, places_of(world)), objects, clock)


def _of_review(world: World) -> Objects:
    review = world.review_of("deputy")
    venue, milestone = review.venues.first(), world.campaign.milestones.first()
    notice = world.users["head"].notices.first()
    return {
        "campaign_id": world.campaign.pk,
        "milestone_id": pk_of(milestone),
        "review_id": review.pk,
        "venue_id": pk_of(venue),
        "version": 1,
        "entry_version": FormEntry.objects.get(review=review).version,
        "organization_id": world.district.pk,
        "unit_id": world.office.pk,
        "sender_id": world.cell.pk,
        "notice_id": notice.pk if notice is not None else None,
        "meeting-new?": f"?cell={world.cell.pk}",
        "person_id": world.people["member2"].pk,
        "colleague_id": world.people["third"].pk,
        "own_person_id": world.people["deputy"].pk,
        "guest_person_id": world.people["secretary"].pk,
    }


def _of_accounts(world: World) -> Objects:
    """His account, a right that its holder keeps without a post, what he asked for, and a deputation of next year."""
    head = Post.objects.get(person=world.people["head"], collective=world.leadership)
    with standing_on(8) as now:
        deputation = depute(
            right=head,
            receiver=world.users["third"],
            period=Period(date(2024, 1, 8), date(2024, 1, 12)),
            reason="Nghỉ phép",
            by=world.users["head"],
            now=now,
        )
        correction = ask_correction(text="Ngày vào Đảng ghi sai.", by=world.users["deputy"], now=now)
    return {
        "account_id": world.users["deputy"].pk,
        "grant_id": pk_of(Grant.objects.filter(user=world.users["planner"]).first()),
        "deputation_id": deputation.pk,
        "correction_id": correction.pk,
        # A number that nothing has yet.
        "entry_id": 999_999,
        **_of_administration(head),
    }


def _of_administration(post: Post) -> Objects:
    """The administration calls every row ``object_id``."""
    grant = Grant.objects.first()
    assert grant is not None
    rows: dict[str, Model] = {
        "user": grant.user,
        "grant": grant,
        "person": post.person,
        "collective": post.collective,
        "organization": post.collective.organization,
    }
    return {
        f"admin:organizations_{name}_{page}:object_id": row.pk
        for name, row in rows.items()
        for page in ("change", "delete", "history")
    }


def _invited(world: World) -> Objects:
    for key in ("head", "deputy", "third"):
        steps.submit(world, world.review_of(key), by=key)
    steps.submit(world, world.collective_review(world.cell_committee), by="head")
    steps.answered_residence(world, "deputy")
    meeting = steps.plan_cell(world)
    steps.prepare(world, meeting)
    return _of_review(world) | _of_meeting(world, meeting)


def _voting(world: World) -> Objects:
    meeting = steps.ready_cell(world)
    steps.answered_residence(world, "deputy")
    with standing_on(14, 10) as now:
        ballot = open_ballot(
            meeting_id=meeting.pk, counting_team=[world.people["member2"]], by=world.users["head"], now=now
        )
        paper = print_entry(review=world.review_of("deputy"), by=world.users["head"])
        batch = print_meeting(meeting=meeting, by=world.users["head"])
    objects = _of_review(world) | _of_meeting(world, meeting) | _of_ballot(ballot)
    return objects | {"paper_id": paper.pk, "batch_id": batch.pk, "copy_id": 999_999}


def _counted(world: World) -> Objects:
    objects = _voting(world)
    with standing_on(14, 11) as now:
        close_ballot(session_id=int(str(objects["session_id"])), by=world.users["member2"], now=now)
    proposal = ProposalFactory.create(
        review=world.review_of("deputy"),
        level=Level.GOOD,
        source="board",
        track=Track.CADRE,
        organization=world.district,
        made_by=world.users["officer"],
    )
    return objects | {"board_proposal_id": proposal.pk}


def _of_meeting(world: World, meeting: Meeting) -> Objects:
    item = meeting.items.filter(review=world.review_of("deputy")).first() or meeting.items.first()
    return {
        "meeting_id": meeting.pk,
        "item_id": pk_of(item),
        "attendee_id": meeting.attendees.get(person=world.people["member2"]).pk,
        "opinion_id": Opinion.objects.get(review=world.review_of("deputy")).pk,
        "vote_id": 1,
    }


def _of_ballot(ballot: BallotSession) -> Objects:
    return {"session_id": ballot.pk, "question_id": pk_of(ballot.questions.first()), "scan_id": 1}


def pk_of(row: Model | None) -> object:
    assert row is not None
    return row.pk
