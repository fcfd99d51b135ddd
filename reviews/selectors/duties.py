"""The duties of the year's work: forms to write, opinions to give, meetings to prepare and hold.

Each source answers in a fixed number of queries, for one user or for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse

from organizations import clock
from organizations.choices import CollectiveKind, PostRole
from organizations.models import Organization, Post, User
from organizations.permissions import HeldGrant, granted, grants_in_force
from reviews.choices import EntryState, Inclusion, ItemState, MeetingState, OpinionKind, OpinionState, SubjectKind
from reviews.duties import Duty
from reviews.models import AgendaItem, Campaign, FormEntry, Meeting, Opinion, Review, ReviewPrompt, ReviewVenue
from reviews.rules.deadlines import dossier_milestone, earliest_meeting_day, last_draft_day
from reviews.rules.findings import Finding, Severity


class Actors:
    """Who acts for whom, read once per question: accounts of people, leaders of bodies, holders of grants."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        users = User.objects.filter(is_active=True)
        if user is not None:
            users = users.filter(pk=user.pk)
        self.by_person: dict[int, int] = dict(users.filter(person__isnull=False).values_list("person_id", "pk"))
        posts = Post.objects.on(clock.today()).filter(role__in=(PostRole.HEAD, PostRole.DEPUTY))
        if user is not None:
            posts = posts.filter(person_id=user.person_key)
        self.leaders: dict[int, set[int]] = {}
        self.heads: dict[int, set[int]] = {}
        self.body_leaders: dict[int, set[int]] = {}
        self.unit_heads: dict[int, set[int]] = {}
        for person, collective, organization, role in posts.values_list(
            "person_id", "collective_id", "collective__organization_id", "role"
        ):
            account = self.by_person.get(person)
            if account is not None:
                self.leaders.setdefault(organization, set()).add(account)
                self.body_leaders.setdefault(collective, set()).add(account)
                if role == PostRole.HEAD:
                    self.heads.setdefault(collective, set()).add(account)
                    self.unit_heads.setdefault(organization, set()).add(account)
        self.grants: list[tuple[int, HeldGrant]] = grants_in_force(user)

    def person(self, *people: int | None) -> frozenset[int]:
        return frozenset(self.by_person[person] for person in people if person in self.by_person)

    def leading(self, organization: Organization) -> frozenset[int]:
        return frozenset(self.leaders.get(organization.pk, ()))

    def heading(self, organization: Organization) -> frozenset[int]:
        return frozenset(self.unit_heads.get(organization.pk, ()))

    def holding(self, codename: str, organization: Organization) -> frozenset[int]:
        return frozenset(user_id for user_id, grant in self.grants if grant.allows(codename, organization))


def review_duties(campaign: Campaign, on: date, user: User | None) -> Iterator[Duty]:
    actors = Actors(user)
    due_days = DueDays(campaign)
    yield from _prompts(campaign, actors, due_days)
    yield from _entries(campaign, actors, due_days)
    yield from _residence_requests(campaign, actors, due_days)
    yield from _opinions(campaign, actors)
    yield from _meetings(campaign, actors, on)
    yield from _submissions(campaign, actors, due_days)


class DueDays:
    """The last good day of the dossier for each person and collective (P0-III.3-a, P0-III.3-c)."""

    def __init__(self, campaign: Campaign) -> None:
        self.days = {milestone.code: milestone.last_good_day for milestone in campaign.milestones.all()}
        general = dossier_milestone(campaign.plan, standing_committee=False)
        standing = dossier_milestone(campaign.plan, standing_committee=True)
        self.general = self.days.get(general.clause) if general else None
        self.standing = self.days.get(standing.clause, self.general) if standing else self.general
        self.standing_members = set(
            Post.objects.on(clock.today())
            .filter(collective__organization_id=campaign.issuer_id, collective__kind=CollectiveKind.STANDING_COMMITTEE)
            .values_list("person_id", flat=True)
        )

    def of(self, review: Review) -> date | None:
        return self.standing if review.person_id in self.standing_members else self.general


def _prompts(campaign: Campaign, actors: Actors, due_days: DueDays) -> Iterator[Duty]:
    """The organization board looks whom to prompt, until the first prompt is out or the day has passed (P0-III.1-d)."""
    due_on = due_days.days.get(campaign.plan.prompts.milestone)
    who = actors.holding("issue_prompts", campaign.issuer)
    if not who or due_on is None or clock.today() > due_on:
        return
    if not ReviewPrompt.objects.filter(review__campaign=campaign).exists():
        yield Duty(
            key="prompts",
            user_ids=who,
            title="Gợi ý kiểm điểm đối với tập thể, cá nhân (nếu có)",
            subject=campaign.name,
            action="Chọn hồ sơ",
            path=f"{reverse('reviews')}?campaign={campaign.pk}",
            due_on=due_on,
        )


def _entries(campaign: Campaign, actors: Actors, due_days: DueDays) -> Iterator[Duty]:
    entries = (
        FormEntry.objects.filter(
            review__campaign=campaign,
            review__inclusion=Inclusion.INCLUDED,
            state__in=(EntryState.DRAFT, EntryState.REVISING),
        )
        .select_related("review__person", "review__collective", "review__unit")
        .defer("data")
    )
    if actors.user is not None:
        entries = entries.filter(_written_by(actors))
    concluded = _concluded_everywhere(campaign)
    for entry in entries:
        review = entry.review
        who = (
            actors.person(review.person_id)
            if review.kind == SubjectKind.PERSON
            else frozenset(actors.heads.get(review.collective_id or 0, ())) | actors.person(review.clerk_id)
        )
        if not who:
            continue
        revising = entry.state == EntryState.REVISING
        if revising and review.pk not in concluded:
            continue
        yield Duty(
            key=f"{'revise' if revising else 'write'}:{review.pk}",
            user_ids=who,
            title=_entry_title(review, revising),
            subject=str(review),
            action="Hoàn thiện" if revising else "Viết",
            path=reverse("entry", args=(review.pk,)),
            due_on=due_days.of(review),
        )


def _entry_title(review: Review, revising: bool) -> str:
    paper = "báo cáo kiểm điểm tập thể (Mẫu 01)" if review.is_collective else "bản kiểm điểm cá nhân (Mẫu 02)"
    return f"Hoàn thiện {paper} sau kiểm điểm" if revising else f"Viết {paper}"


def _written_by(actors: Actors) -> Q:
    person_id = actors.user.person_id if actors.user else None
    return (
        Q(review__person_id=person_id, review__person__isnull=False)
        | Q(review__clerk_id=person_id, review__clerk__isnull=False)
        | Q(review__collective_id__in=list(actors.heads))
    )


def _concluded_everywhere(campaign: Campaign) -> set[int]:
    """Reviews concluded at every place where they must be held: only then the entry can be finished."""
    required: dict[int, int] = {}
    for review_id in ReviewVenue.objects.filter(review__campaign=campaign, waived_reason="").values_list(
        "review_id", flat=True
    ):
        required[review_id] = required.get(review_id, 0) + 1
    done: dict[int, int] = {}
    for review_id in AgendaItem.objects.filter(review__campaign=campaign, state=ItemState.CONCLUDED).values_list(
        "review_id", flat=True
    ):
        done[review_id] = done.get(review_id, 0) + 1
    return {review_id for review_id, count in required.items() if done.get(review_id, 0) >= count}


def _residence_requests(campaign: Campaign, actors: Actors, due_days: DueDays) -> Iterator[Duty]:
    """The cell of the workplace asks the cell of the residence, one duty for all of its people."""
    waiting = (
        Review.objects.included()
        .filter(campaign=campaign, kind=SubjectKind.PERSON, venues__kind="cell")
        .exclude(opinions__kind=OpinionKind.RESIDENCE)
        .select_related("person")
        .distinct()
    )
    if actors.user is not None:
        waiting = waiting.filter(venues__cell__in=list(actors.leaders))
    cells = {
        venue.review_id: venue.cell
        for venue in ReviewVenue.objects.filter(review__in=waiting, kind="cell").select_related("cell")
    }
    by_cell: dict[int, list[Review]] = {}
    for review in waiting:
        cell = cells.get(review.pk)
        if cell is not None and actors.leading(cell):
            by_cell.setdefault(cell.pk, []).append(review)
    for found in by_cell.values():
        cell = cells[found[0].pk]
        assert cell is not None
        # Nobody sends the sheet about himself; another leader of the cell does.
        who = frozenset(
            account
            for account in actors.leading(cell)
            if any(account not in actors.person(review.person_id) for review in found)
        )
        own = actors.user.person_id if actors.user else None
        reviews = [review for review in found if own is None or review.person_id != own]
        if not who or not reviews:
            continue
        days = [day for day in (due_days.of(review) for review in reviews) if day is not None]
        yield Duty(
            key=f"residence-request:{cell.pk}:{max(review.pk for review in found)}",
            user_ids=who,
            title="Gửi phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213)",
            subject=_names(reviews),
            action="Gửi phiếu",
            path=f"{reverse('opinions')}?campaign={campaign.pk}",
            due_on=min(days) - timedelta(days=7) if days else None,
        )


def _names(reviews: list[Review]) -> str:
    names = ", ".join(str(review) for review in reviews[:3])
    return f"{names} và {len(reviews) - 3} đồng chí khác" if len(reviews) > 3 else names


def _opinions(campaign: Campaign, actors: Actors) -> Iterator[Duty]:
    opinions = Opinion.objects.filter(
        review__campaign=campaign, state__in=(OpinionState.REQUESTED, OpinionState.ANSWERED)
    ).select_related("review__person", "review__collective", "addressee__parent")
    if actors.user is not None:
        led = list(actors.leaders)
        opinions = opinions.filter(
            Q(addressee__in=led)
            | Q(addressee__parent__in=led)
            | granted(actors.user, "addressee__path", "give_opinions")
            | granted(actors.user, "addressee__parent__path", "give_opinions")
        )
    for opinion in opinions.defer("data", "comment"):
        if opinion.state == OpinionState.REQUESTED:
            who = actors.leading(opinion.addressee) | actors.holding("give_opinions", opinion.addressee)
            title, action = "Nhận xét, đánh giá theo đề nghị", "Trả lời"
            if opinion.kind == OpinionKind.RESIDENCE:
                title = "Nhận xét đảng viên nơi cư trú (Mẫu 3-213)"
        else:
            committee = opinion.addressee.parent or opinion.addressee
            who = actors.leading(committee) | actors.holding("give_opinions", committee)
            title, action = "Xác nhận phiếu nhận xét nơi cư trú", "Xác nhận"
        who -= actors.person(opinion.review.person_id)
        if who:
            yield Duty(
                key=f"opinion:{opinion.pk}:{opinion.state}",
                user_ids=who,
                title=title,
                subject=f"{opinion.review} – {opinion.addressee}",
                action=action,
                path=reverse("opinion", args=(opinion.pk,)),
                due_on=opinion.due_on,
            )


def _meetings(campaign: Campaign, actors: Actors, on: date) -> Iterator[Duty]:
    meetings = (
        Meeting.objects.filter(campaign=campaign)
        .exclude(state=MeetingState.CONCLUDED)
        .select_related("collective__organization", "cell")
        .prefetch_related("attendees", "items")
    )
    if actors.user is not None:
        own = actors.user.person_key
        meetings = meetings.filter(Q(chair_id=own) | Q(clerk_id=own))
    for meeting in meetings:
        who = actors.person(meeting.chair_id, meeting.clerk_id)
        if not who:
            continue
        path = reverse("meeting", args=(meeting.pk,))
        if meeting.state in (MeetingState.PLANNED, MeetingState.INVITED) and any(
            attendee.draft_sent_on is None for attendee in meeting.attendees.all()
        ):
            last_day = last_draft_day(meeting.starts_on, campaign.plan)
            yield Duty(
                key=f"draft:{meeting.pk}",
                user_ids=who,
                title="Gửi dự thảo báo cáo kiểm điểm cho thành viên dự hội nghị",
                subject=str(meeting),
                action="Gửi dự thảo",
                path=path,
                due_on=last_day,
                findings=_too_late(last_day, on, earliest_meeting_day(on, campaign.plan)),
            )
        if meeting.state == MeetingState.PLANNED:
            title, action, due_on = "Gửi giấy mời hội nghị kiểm điểm", "Gửi giấy mời", meeting.starts_on
        elif meeting.state == MeetingState.INVITED:
            title, action, due_on = "Tổ chức hội nghị kiểm điểm", "Vào hội nghị", meeting.starts_on
        else:
            title, action, due_on = "Hội nghị đang họp", "Vào hội nghị", None
        yield Duty(
            key=f"meeting:{meeting.pk}:{meeting.state}",
            user_ids=who,
            title=title,
            subject=str(meeting),
            action=action,
            path=path,
            due_on=due_on,
            in_session=meeting.state == MeetingState.OPEN,
        )
    yield from _meetings_to_plan(campaign, actors)


def _too_late(last_day: date, on: date, earliest: date) -> tuple[Finding, ...]:
    if on <= last_day:
        return ()
    return (
        Finding(
            "notice.late",
            Severity.WARN,
            f"Lẽ ra phải gửi chậm nhất ngày {last_day:%d/%m/%Y}; gửi hôm nay thì họp sớm nhất ngày "
            f"{earliest:%d/%m/%Y}.",
        ),
    )


def _meetings_to_plan(campaign: Campaign, actors: Actors) -> Iterator[Duty]:
    planned = Meeting.objects.filter(campaign=campaign)
    collectives = set(planned.exclude(collective=None).values_list("collective_id", flat=True))
    cells = set(planned.exclude(cell=None).values_list("cell_id", flat=True))
    venues = (
        ReviewVenue.objects.filter(review__campaign=campaign, review__inclusion=Inclusion.INCLUDED, waived_reason="")
        .exclude(collective__in=collectives)
        .exclude(cell__in=cells)
        .select_related("collective__organization", "cell")
    )
    if actors.user is not None:
        venues = venues.filter(Q(collective__in=list(actors.body_leaders)) | Q(cell__in=list(actors.leaders)))
    seen: set[tuple[str, int]] = set()
    for venue in venues:
        organization = venue.cell or (venue.collective.organization if venue.collective else None)
        assert organization is not None
        place = ("cell", organization.pk) if venue.cell_id else ("collective", venue.collective_id or 0)
        if place in seen:
            continue
        seen.add(place)
        leaders = (
            actors.leading(organization)
            if venue.cell_id
            else frozenset(actors.body_leaders.get(venue.collective_id or 0, ()))
        )
        if leaders:
            yield Duty(
                key=f"plan-meeting:{place[0]}:{place[1]}",
                user_ids=leaders,
                title="Lập hội nghị kiểm điểm",
                subject=str(venue),
                action="Lập hội nghị",
                path=f"{reverse('meeting-new', args=(campaign.pk,))}?{place[0]}={place[1]}",
            )


def _submissions(campaign: Campaign, actors: Actors, due_days: DueDays) -> Iterator[Duty]:
    """Units send finished dossiers to the organization board (P0-III.2-a, P0-III.3-a)."""
    ready: Iterable[FormEntry] = (
        FormEntry.objects.filter(
            review__campaign=campaign, state=EntryState.FINAL, review__submitted_to_board_at__isnull=True
        )
        .select_related("review__person", "review__collective", "review__unit")
        .defer("data")
    )
    by_unit: dict[int, list[Review]] = {}
    for entry in ready:
        by_unit.setdefault(entry.review.unit_id, []).append(entry.review)
    for reviews in by_unit.values():
        unit = reviews[0].unit
        who = actors.leading(unit) | actors.holding("lead_review", unit)
        days = [day for day in (due_days.of(review) for review in reviews) if day is not None]
        if who:
            yield Duty(
                key=f"submit:{unit.pk}:{max(review.pk for review in reviews)}",
                user_ids=who,
                title="Gửi hồ sơ kiểm điểm đến Ban Tổ chức",
                subject=_names(reviews),
                action="Gửi hồ sơ",
                path=f"{reverse('reviews')}?unit={unit.pk}",
                due_on=min(days) if days else None,
            )
