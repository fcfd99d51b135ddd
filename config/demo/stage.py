"""Acting out the campaign: every step through the services, by the person whose step it is, at its own time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from random import Random
from zoneinfo import ZoneInfo

from config.demo.papers import Author, Writer
from config.demo.roster import RosterIndex
from organizations import clock
from organizations.choices import PostRole, PostSide, Sector, Tier
from organizations.models import Collective, Organization, Person, User
from ratings import sealing
from ratings.models import BallotSession
from ratings.selectors import boxes
from ratings.selectors.ballot_questions import questions_of
from ratings.selectors.counting_teams import candidates
from ratings.services import ballots, casting, counting
from reviews.choices import AttendeeRole, Presence, VenueKind
from reviews.models import Campaign, FormEntry, Meeting, MeetingAttendee, Review
from reviews.rules.levels import Level
from reviews.selectors.nominees import nominees_of
from reviews.selectors.venues import Venue, kind_of_venue
from reviews.services import before_ballot, entries, meetings, sittings

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

#: What the key holders of the demo type to open a box; nobody's secret.
DEMO_PHRASES = tuple(" ".join([digit * 4] * 5) for digit in "123")

#: On what the demo's leaders qualify to be EXCELLENT; drawn from no chance, so that nothing else of the demo shifts.
NOMINATED_ON = "Hoàn thành các chỉ tiêu được giao, không có khuyết điểm phải kiểm điểm"


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2023."""
    return datetime(2023, 11, day, hour, minute, tzinfo=ZONE)


@contextmanager
def at(day: int, hour: int, minute: int = 0) -> Iterator[None]:
    with clock.standing_at(moment(day, hour, minute)):
        yield


def now() -> datetime:
    return clock.now().astimezone(ZONE)


class Stage:
    """The roster's people in one issued campaign. Reviews are found by the handles of the roster."""

    def __init__(self, roster: RosterIndex, campaign: Campaign, random: Random) -> None:
        self.roster, self.campaign, self.random = roster, campaign, random
        self.writer = Writer(random)
        self.keys = {person.pk: key for key, person in roster.people.items()}
        self.accounts = {user.person_id: user for user in roster.users.values() if user.person_id is not None}
        reviews = campaign.reviews.select_related("person", "collective__organization", "unit")
        self.by_person = {self.keys[review.person_id]: review for review in reviews if review.person_id is not None}
        self.by_collective = {review.collective_id: review for review in reviews if review.collective_id is not None}

    # Whose ------------------------------------------------------------------------------------------------------

    def user(self, person: Person | int | None) -> User:
        assert person is not None
        return self.accounts[person if isinstance(person, int) else person.pk]

    def person_review(self, key: str) -> Review:
        return self.by_person[key]

    def collective_review(self, key: str) -> Review:
        """The review of an organization's reviewed collective."""
        return self.by_collective[self.roster.body(key).pk]

    def head_of(self, collective: Collective) -> Person:
        return collective.posts_on(clock.today()).select_related("person").get(role=PostRole.HEAD).person  # type: ignore[no-any-return]

    def included(self, key: str) -> bool:
        return key in self.by_person and self.by_person[key].is_included

    # Writing ----------------------------------------------------------------------------------------------------

    def write(self, review: Review, *, level: str = "good", half: bool = False) -> None:
        """Type the form: half of it, or all of it and hand it in."""
        entry = FormEntry.objects.get(review=review)
        by = self._author_account(review)
        full = self.writer.answered(self._full(review, level), entry.data)
        data = {**entry.data, **self.writer.half_written(full)} if half else full
        entry = entries.save_entry(entry_id=entry.pk, by=by, data=data, version=entry.version, now=now())
        if not half:
            entries.submit_entry(entry_id=entry.pk, by=by, data=data, version=entry.version, now=now())

    def finish(self, review: Review) -> None:
        """Take the conclusions in and close the form."""
        entry = FormEntry.objects.get(review=review)
        data = dict(entry.data)
        data["vi"] += " Tiếp thu kết luận của hội nghị, báo cáo kết quả khắc phục trong quý I/2024."
        by = self._author_account(review)
        entries.finalize_entry(entry_id=entry.pk, by=by, data=data, version=entry.version, now=now())

    def _author_account(self, review: Review) -> User:
        if review.person_id is not None:
            return self.user(review.person_id)
        assert review.collective is not None
        return self.user(self.head_of(review.collective))

    def _full(self, review: Review, level: str) -> dict[str, object]:
        if review.collective is not None:
            organization = review.collective.organization
            author = Author(
                str(self.head_of(review.collective)), review.collective.name, "", Sector(review.collective.sector)
            )
            of_commune = organization.tier == Tier.COMMUNE
            return self.writer.collective(author, of_commune=of_commune, level=level)
        assert review.person_id is not None
        return self.writer.person(self._author(review.person_id), as_cadre=review.rated_as_cadre, level=level)

    def _author(self, person_id: int) -> Author:
        draft = self.roster.drafts[self.keys[person_id]]
        posts = sorted(draft.posts, key=lambda post: (post.side == PostSide.PARTY, post.role != PostRole.HEAD))
        place = self.roster.organizations[draft.workplace or draft.cell]
        return Author(draft.full_name, place.name, posts[0].title if posts else "", Sector(place.sector))

    # Meeting ----------------------------------------------------------------------------------------------------

    def plan(
        self,
        place: Collective | Organization,
        *,
        on: date,
        half_days: int = 2,
        room: str = "Phòng họp cơ quan",
        clerk: Person | None = None,
    ) -> Meeting:
        """Plan the meeting of a collective or a cell; its head chairs, somebody else of it takes the minutes."""
        venue = self._venue(place)
        chair = self.head_of(place) if isinstance(place, Collective) else self._secretary(place)
        others = [person for person in self._people(place) if person != chair]
        return meetings.plan_meeting(
            campaign=self.campaign,
            venue=venue,
            starts_on=on,
            half_days=half_days,
            place=room,
            chair=chair,
            clerk=clerk or others[-1],
            by=self.user(chair),
        )

    def send_drafts(self, meeting: Meeting) -> None:
        by = self.user(meeting.chair)
        meetings.add_guest(
            meeting_id=meeting.pk,
            person=self._board_representative(meeting),
            role=AttendeeRole.BOARD_REPRESENTATIVE,
            by=by,
        )
        meetings.send_drafts(meeting_id=meeting.pk, by=by, on=clock.today(), now=now())

    def invite(self, meeting: Meeting) -> None:
        meetings.invite(meeting_id=meeting.pk, by=self.user(meeting.chair), now=now())

    def open(self, meeting: Meeting, *, absent: Mapping[Person, str] | None = None) -> None:
        """Attendance, then the opening; ``absent`` maps a person to the reason."""
        by = self.user(meeting.chair)
        for person, reason in (absent or {}).items():
            attendee = MeetingAttendee.objects.get(meeting=meeting, person=person)
            meetings.record_presence(
                meeting_id=meeting.pk,
                attendee_id=attendee.pk,
                presence=Presence.ABSENT_WITH_REASON,
                absence_reason=reason,
                by=by,
            )
        meetings.record_everybody_present(meeting_id=meeting.pk, by=by)
        sittings.open_meeting(meeting_id=meeting.pk, by=by, on=clock.today(), now=now())

    def review_all(self, meeting: Meeting, *, except_for: Sequence[Review] = (), voices: int = 9) -> None:
        """Take up every subject in its lawful order, let up to ``voices`` members speak, conclude."""
        by = self.user(meeting.clerk)
        members = [
            attendee.person
            for attendee in meeting.attendees.filter(
                role=AttendeeRole.MEMBER, presence=Presence.PRESENT
            ).select_related("person")
        ]
        for item in meeting.items.select_related("presenter", "review"):
            if item.review in except_for:
                continue
            presenter = item.presenter or item.review.person or meeting.chair
            sittings.start_item(item_id=item.pk, presenter=presenter, authorization="", by=by, now=now())
            for person in [member for member in members if member != item.review.person][:voices]:
                text = self.writer.one_of("contributions")
                sittings.record_contribution(item_id=item.pk, person=person, text=text, by=by)
            sittings.conclude_item(item_id=item.pk, conclusion=self.writer.one_of("conclusions"), by=by, now=now())

    def conclude(self, meeting: Meeting) -> None:
        sittings.conclude_meeting(
            meeting_id=meeting.pk,
            conclusion=self.writer.one_of("conclusions"),
            half_days=meeting.planned_half_days,
            by=self.user(meeting.chair),
            now=now(),
        )

    # Voting -----------------------------------------------------------------------------------------------------

    def open_ballot(self, meeting: Meeting) -> BallotSession:
        """A counting team of three: nobody on the ballot while others are there; where it can be, without a sign-in of
        their own and neither chair nor clerk."""
        present = [
            attendee.person
            for attendee in meeting.attendees.filter(may_vote=True, presence=Presence.PRESENT).select_related("person")
        ]
        busy = {meeting.chair_id, meeting.clerk_id}
        free = [person for person in present if person.pk not in busy and "." in self.user(person).username]
        own = candidates(meeting, questions_of(meeting)).voted_on
        ranked = sorted(
            [*(person for person in present if person not in free), *free], key=lambda row: row.pk not in own
        )
        team = ranked[-boxes.HOLDERS :]
        chair = self.user(meeting.chair)
        self._nominate(meeting)
        session = ballots.prepare_ballot(meeting_id=meeting.pk, counting_team=team, by=chair, now=now(), none_else=True)
        for holder, phrase in zip(session.holders.all(), DEMO_PHRASES, strict=True):
            holder.salt = sealing.new_salt()
            holder.public_key = sealing.public_bytes(sealing.holder_key(phrase, holder.salt))
            holder.taken_at, holder.taken_by = now(), self.user(holder.person_id)
            holder.save()
        return ballots.open_ballot(session_id=session.pk, by=chair, now=now())

    def _nominate(self, meeting: Meeting) -> None:
        """Everybody who takes GOOD or better for himself; nothing where the plan has no list."""
        rows = {
            leader.review.pk: before_ballot.Qualified(True, NOMINATED_ON)
            if leader.level is not None and leader.level.is_at_least(Level.GOOD)
            else before_ballot.Qualified(False)
            for leader in nominees_of(meeting)
        }
        if rows:
            by = self.user(meeting.clerk)
            before_ballot.record_nominations(meeting_id=meeting.pk, rows=rows, by=by, now=now())

    def vote(self, session: BallotSession, *, not_yet: Sequence[Person] = (), excellent: Sequence[Review] = ()) -> None:
        """Everybody but ``not_yet`` votes: GOOD, and EXCELLENT for the few named."""
        questions = list(session.questions.select_related("review"))
        best = {review.pk for review in excellent}
        for voter in session.voters.exclude(person__in=not_yet).select_related("person"):
            drawn = {question.pk: self._choice(question.review_id in best) for question in questions}
            closed = {question.pk for question in questions if not question.excellent_offered}
            choices = {pk: "good" if pk in closed and choice == "excellent" else choice for pk, choice in drawn.items()}
            casting.cast_vote(session_id=session.pk, voter=self.user(voter.person_id), choices=choices)

    def close_ballot(self, session: BallotSession) -> None:
        by = self.user(session.counting_team.first())
        ballots.close_ballot(session_id=session.pk, by=by, now=now())
        holders = session.holders.values_list("person_id", flat=True)
        phrases = dict(zip(holders, DEMO_PHRASES[: boxes.NEEDED], strict=False))
        counting.count_ballot(session_id=session.pk, phrases=phrases, by=by, now=now())

    def _choice(self, is_best: bool) -> str:
        if is_best:
            return self.random.choice(("excellent", "excellent", "excellent", "excellent", "good"))
        return self.random.choice(("good", "good", "good", "good", "good", "good", "completed", "excellent"))

    # Places -----------------------------------------------------------------------------------------------------

    def _venue(self, place: Collective | Organization) -> Venue:
        if isinstance(place, Organization):
            return Venue(VenueKind.CELL, cell=place)
        return Venue(kind_of_venue(self.campaign, place), collective=place)

    def _people(self, place: Collective | Organization) -> list[Person]:
        if isinstance(place, Collective):
            return [post.person for post in place.posts_on(clock.today()).select_related("person").order_by("pk")]
        members = place.memberships.on(clock.today()).select_related("person").order_by("pk")
        return [membership.person for membership in members]

    def _secretary(self, cell: Organization) -> Person:
        return self.head_of(cell.collectives.get())

    def _board_representative(self, meeting: Meeting) -> Person:
        """A deputy of one of the Party-building boards who has no seat in the meeting."""
        taken = set(meeting.attendees.values_list("person_id", flat=True))
        names = ("btc.deputy2", "ubkt.deputy2", "btg.deputy2", "bdv.deputy1")
        candidates = [self.roster.people[name] for name in names]
        self.random.shuffle(candidates)
        return next(person for person in candidates if person.pk not in taken)
