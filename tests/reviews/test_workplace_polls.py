"""The poll at work on leaders: prepared, held on paper, entered twice, and waited for by their review (P4 1.4.1)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from organizations.choices import CollectiveKind, OrganizationKind, Tier
from organizations.models import Collective, Organization
from ratings.selectors.summaries.channels import channels_of
from reviews.choices import ItemState, MeetingState, PollState, Presence, VenueKind
from reviews.duties import duties
from reviews.models import Meeting, PollCount, PollParticipant, PollSubject, PollWaiver, Review, WorkplacePoll
from reviews.rules.findings import Finding, RuleViolation
from reviews.rules.paper_count import SheetRow, Sheets
from reviews.rules.voiding import LONGEST_REASON
from reviews.selectors.agenda import order_findings
from reviews.selectors.poll_counts import names_of, result_payload, subjects_of
from reviews.selectors.room import room
from reviews.selectors.workplace_polls import Asked, asked_leaders
from reviews.services import poll_voiding as voiding
from reviews.services import workplace_polls as services
from tests import steps
from tests.factories.organizations import GrantFactory, PersonFactory, PostFactory, UserFactory
from tests.factories.reviews import AgendaItemFactory, AttendeeFactory, MeetingFactory
from tests.forms_templates.reading import pages_text, text_of
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, standing_on

__all__ = ["commune"]


@pytest.fixture
def town(commune: World) -> World:
    """The plan is issued; the vice-chair has handed in, the chair has not; three clerks work for the government."""
    PersonFactory.create_batch(3, workplace=government())
    issue(commune)
    steps.submit(commune, commune.review_of("vice"), by="vice")
    return commune


def government() -> Organization:
    return Organization.objects.get(kind=OrganizationKind.PEOPLES_COMMITTEE, tier=Tier.COMMUNE)


def asked(world: World, key: str = "vice", poll: str = "committee_members") -> Asked:
    with standing_on(9):
        rows = asked_leaders(world.campaign)
    (row,) = [row for row in rows if row.review.person == world.people[key] and row.row.key == poll]
    return row


def prepare(world: World, *, day: int = 10, by: str = "planner", unit: Organization | None = None) -> WorkplacePoll:
    with standing_on(9) as now:
        poll, _warnings = services.prepare_poll(
            campaign_id=world.campaign.pk,
            key="agencies" if unit is not None else "committee_members",
            unit=unit,
            held_on=date(2023, 11, day),
            by=world.users[by],
            now=now,
        )
    return poll


def held(world: World) -> WorkplacePoll:
    """Everybody asked took a sheet."""
    poll = prepare(world)
    people = list(poll.participants.values_list("person_id", flat=True))
    services.record_sheets_taken(poll_id=poll.pk, person_ids=people, by=world.users["planner"])
    return poll


def figures(poll: WorkplacePoll, *, excellent: int = 2, **changes: int) -> Sheets:
    took = poll.participants.filter(took_sheet=True).count()
    whole = {"issued": took, "collected": took, "unused": 0, "spoiled": 0, "valid": took, "invalid": 0} | changes
    row = SheetRow(excellent=excellent, good=whole["valid"] - excellent)
    return Sheets(**whole, rows={subject.pk: row for subject in poll.subjects.all()})


def enter(world: World, poll: WorkplacePoll, sheets: Sheets, *, by: str, attempt: int = 1) -> PollCount:
    with standing_on(10, 16) as now:
        return services.enter_poll_count(poll_id=poll.pk, sheets=sheets, attempt=attempt, by=world.users[by], now=now)


def counted(world: World) -> WorkplacePoll:
    poll = held(world)
    for by in ("planner", "officer"):
        enter(world, poll, figures(poll), by=by)
    poll.refresh_from_db()
    return poll


def codes(violation: RuleViolation | list[Finding]) -> set[str]:
    return {finding.code for finding in (violation.findings if isinstance(violation, RuleViolation) else violation)}


def review_meeting(
    world: World,
    *keys: str,
    people: set[int] | None = None,
    day: int = 15,
    kind: CollectiveKind = CollectiveKind.EXECUTIVE_COMMITTEE,
) -> Meeting:
    """The committee's meeting on the people named; ``people``: who may vote there."""
    body = Collective.objects.get(kind=kind, organization__tier=Tier.COMMUNE)
    meeting = MeetingFactory.create(
        campaign=world.campaign,
        kind=VenueKind.COLLECTIVE,
        collective=body,
        chair=world.people["commune_secretary"],
        clerk=world.people["village_secretary"],
        starts_on=date(2023, 11, day),
        state=MeetingState.OPEN,
        opened_at=datetime(2023, 11, day, 1, tzinfo=UTC),
    )
    for person in people or ():
        AttendeeFactory.create(meeting=meeting, person_id=person, presence=Presence.PRESENT)
    for key in keys:
        AgendaItemFactory.create(meeting=meeting, review=world.review_of(key), presenter=world.people[key])
    return meeting


# Prepared ----------------------------------------------------------------------------------------------------------


def test_poll_freezes_who_is_asked_and_whoever_has_handed_in_stands_on_the_sheet(town: World) -> None:
    """P4-1.4.1-r, P4-1.4.1-v"""
    everybody = asked(town).polled
    poll = prepare(town)
    assert set(poll.participants.values_list("person_id", flat=True)) == set(everybody)
    assert [str(row) for row in poll.subjects.all()] == ["Lò Thị Phó"]
    assert not asked(town, "chair").has_statement
    assert asked(town).subject is not None


def test_poll_on_nobody_who_has_handed_in_is_refused_by_name_and_writes_nothing(town: World) -> None:
    """P4-1.4.1-v"""
    prepare(town)
    with pytest.raises(RuleViolation) as refused:
        prepare(town, day=11)
    assert codes(refused.value) == {"poll.statement"}
    assert {finding.clause for finding in refused.value.findings} == {"P4-1.4.1-v"}
    assert "Hà Văn Chủ" in str(refused.value)
    assert WorkplacePoll.objects.count() == 1


def test_poll_after_the_review_is_refused_and_writes_nothing(town: World) -> None:
    """P4-1.4.1-q: poll on 25/11, review on 24/11."""
    review_meeting(town, "vice", day=24)
    with pytest.raises(RuleViolation) as refused:
        prepare(town, day=25)
    assert "P4-1.4.1-q" in {finding.clause for finding in refused.value.findings}
    assert not WorkplacePoll.objects.exists()
    prepare(town, day=24)


@pytest.mark.parametrize("earlier", ["vice", "chair"])
def test_each_of_two_namesakes_keeps_the_day_of_his_own_review(town: World, earlier: str) -> None:
    """P4-1.4.1-q"""
    steps.submit(town, town.review_of("chair"), by="chair")
    for person in (town.people["vice"], town.people["chair"]):
        person.full_name = "Hà Văn Trùng"
        person.save()
    for key, kind in (("vice", "executive_committee"), ("chair", "peoples_committee_leadership")):
        review_meeting(town, key, day=12 if key == earlier else 24, kind=CollectiveKind(kind))
    with pytest.raises(RuleViolation) as refused:
        prepare(town, day=13)
    assert len(refused.value.findings) == 1
    poll = prepare(town, day=12)
    names = names_of(subjects_of(poll)).values()
    assert len(set(names)) == len(names) == 2
    people = list(poll.participants.values_list("person_id", flat=True))
    services.record_sheets_taken(poll_id=poll.pk, person_ids=people, by=town.users["planner"])
    for by in ("planner", "officer"):
        enter(town, poll, figures(poll), by=by)
    page = words(signed_in(town.users["planner"]).get(reverse("poll", args=(poll.pk,))).content)
    assert all(f'<th scope="row">{name}</th>' in page for name in names)


def test_poll_outside_its_step_is_held_with_a_warning(town: World) -> None:
    """P4-3-B3-b"""
    with standing_on(9) as now:
        _poll, warnings = services.prepare_poll(
            campaign_id=town.campaign.pk,
            key="committee_members",
            unit=None,
            held_on=date(2023, 11, 18),
            by=town.users["planner"],
            now=now,
        )
    assert [finding.clause for finding in warnings] == ["P4-3-B3-a"]


def test_agency_is_polled_on_its_own_leaders_by_its_own_staff(town: World) -> None:
    """P4-1.4.1-s"""
    poll = prepare(town, unit=government())
    assert poll.participants.count() == 3
    assert [str(row) for row in poll.subjects.all()] == ["Lò Thị Phó"]


@pytest.mark.parametrize("key", ["", "somebody", "agencies"])
def test_poll_that_the_plan_does_not_print_is_refused(town: World, key: str) -> None:
    with standing_on(9) as now, pytest.raises(RuleViolation):
        services.prepare_poll(
            campaign_id=town.campaign.pk,
            key=key,
            unit=None,
            held_on=date(2023, 11, 10),
            by=town.users["planner"],
            now=now,
        )
    assert not WorkplacePoll.objects.exists()


def test_only_the_organization_board_holds_polls(town: World) -> None:
    with pytest.raises(RuleViolation) as refused:
        prepare(town, by="commune_secretary")
    assert codes(refused.value) == {"permission.poll.hold"}
    poll = prepare(town)
    for act in (
        lambda: services.record_sheets_taken(poll_id=poll.pk, person_ids=[], by=town.users["vice"]),
        lambda: services.drop_poll(poll_id=poll.pk, by=town.users["vice"]),
    ):
        with pytest.raises(RuleViolation) as stranger:
            act()
        assert codes(stranger.value) == {"permission.poll.hold"}
    assert WorkplacePoll.objects.count() == 1


# Counted -----------------------------------------------------------------------------------------------------------


def test_two_people_enter_the_same_figures_and_they_become_the_result(town: World) -> None:
    """P4-1.4.1-u"""
    poll = held(town)
    assert enter(town, poll, figures(poll), by="planner").agreed is False
    poll.refresh_from_db()
    assert poll.state == PollState.PREPARED
    assert PollSubject.objects.get(poll=poll).excellent is None
    assert enter(town, poll, figures(poll), by="officer").agreed is True
    poll.refresh_from_db()
    took = poll.participants.count()
    subject = PollSubject.objects.get(poll=poll)
    assert (poll.state, subject.excellent, subject.good, subject.issued) == (PollState.COUNTED, 2, took - 2, took)


def test_one_person_does_not_enter_both_and_nobody_enters_a_poll_on_himself(town: World) -> None:
    """P4-1.4.1-u"""
    poll = held(town)
    enter(town, poll, figures(poll), by="planner")
    with pytest.raises(RuleViolation) as twice:
        enter(town, poll, figures(poll), by="planner")
    assert codes(twice.value) == {"paper.same_person"}
    GrantFactory.create(user=town.users["vice"], codename="appraise", content_object=town.commune)
    with pytest.raises(RuleViolation) as own:
        enter(town, poll, figures(poll), by="vice")
    assert codes(own.value) == {"poll.own"}
    assert PollCount.objects.count() == 1


def test_account_that_stands_for_nobody_enters_no_figures(town: World) -> None:
    """P4-1.4.1-u"""
    poll = held(town)
    town.users["nobody"] = UserFactory.create(person=None)
    town.grant("nobody", "appraise", town.commune)
    for first in (None, "planner"):
        if first is not None:
            enter(town, poll, figures(poll), by=first)
        with pytest.raises(RuleViolation) as refused:
            enter(town, poll, figures(poll), by="nobody")
        assert codes(refused.value) == {"paper.no_person"}


def test_whoever_a_poll_is_on_has_no_hand_in_it(town: World) -> None:
    """P4-1.4.1-u"""
    vice = town.users["vice"]
    GrantFactory.create(user=vice, codename="appraise", content_object=town.commune)
    with pytest.raises(RuleViolation) as preparing:
        prepare(town, by="vice")
    assert codes(preparing.value) == {"poll.own"}
    assert not WorkplacePoll.objects.exists()
    with standing_on(10):
        found = duties(town.campaign, on=date(2023, 11, 10), user=vice)
    assert [duty.key for duty in found if duty.key.startswith("poll")] == []
    poll = prepare(town)
    people = list(poll.participants.values_list("person_id", flat=True))
    for act in (
        lambda: services.record_sheets_taken(poll_id=poll.pk, person_ids=people, by=vice),
        lambda: services.drop_poll(poll_id=poll.pk, by=vice),
    ):
        with pytest.raises(RuleViolation) as own:
            act()
        assert codes(own.value) == {"poll.own"}
    assert not poll.participants.filter(took_sheet=True).exists()
    with standing_on(10):
        page = words(signed_in(vice).get(reverse("poll", args=(poll.pk,))).content)
    assert "Cuộc này lấy ý kiến về Lò Thị Phó" in page
    assert "Ghi người nhận phiếu" not in page


def test_nobody_lets_himself_off_a_poll_and_nobody_puts_himself_on_it_again(town: World) -> None:
    """P4-1.4.1-t"""
    vice = town.users["vice"]
    GrantFactory.create(user=vice, codename="appraise", content_object=town.commune)
    row = asked(town)
    review_meeting(town, "vice", people={*row.polled, PersonFactory.create().pk})
    send: dict[str, Any] = {
        "campaign_id": town.campaign.pk,
        "review_id": row.review.pk,
        "key": row.row.key,
        "unit": None,
        "reason": "Cùng một tập thể",
    }
    with standing_on(9) as now:
        with pytest.raises(RuleViolation) as own:
            services.confirm_waiver(**send, by=vice, now=now)
        assert codes(own.value) == {"poll.own"}
        assert not PollWaiver.objects.exists()
        listed = words(signed_in(vice).get(reverse("campaign-polls", args=(town.campaign.pk,))).content)
        assert "Xác nhận là trùng" not in listed
        waiver = services.confirm_waiver(**send, by=town.users["planner"], now=now)
    with pytest.raises(RuleViolation) as back:
        services.take_back_waiver(campaign_id=town.campaign.pk, waiver_id=waiver.pk, by=vice)
    assert codes(back.value) == {"poll.own"}
    assert asked(town).is_waived


def test_figures_that_differ_settle_nothing_and_are_counted_again(town: World) -> None:
    poll = held(town)
    enter(town, poll, figures(poll), by="planner")
    enter(town, poll, figures(poll, excellent=1), by="officer")
    poll.refresh_from_db()
    assert poll.state == PollState.PREPARED
    with pytest.raises(RuleViolation) as stale:
        enter(town, poll, figures(poll), by="planner", attempt=1)
    assert codes(stale.value) == {"paper.attempt"}
    for by in ("officer", "planner"):
        enter(town, poll, figures(poll, excellent=1), by=by, attempt=2)
    assert PollSubject.objects.get(poll=poll).excellent == 1
    with pytest.raises(RuleViolation) as over:
        enter(town, poll, figures(poll), by="officer", attempt=2)
    assert codes(over.value) == {"poll.counted"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issued": 99}, "paper.issued"),
        ({"invalid": 1}, "paper.collected"),
        ({"excellent": 99}, "paper.negative"),
        ({"issued": 99, "collected": 99, "valid": 99}, "paper.too_many"),
    ],
)
def test_sums_that_do_not_agree_are_refused_and_write_nothing(town: World, changes: dict[str, int], code: str) -> None:
    """P4-1.4.1-u"""
    poll = held(town)
    with pytest.raises(RuleViolation) as refused:
        enter(town, poll, figures(poll, **changes), by="planner")
    assert code in codes(refused.value)
    assert not PollCount.objects.exists()


def test_figures_wait_for_the_list_of_those_who_took_a_sheet_and_then_hold_it(town: World) -> None:
    poll = prepare(town)
    with pytest.raises(RuleViolation) as early:
        enter(town, poll, figures(poll), by="planner")
    assert "poll.nobody" in codes(early.value)
    people = list(poll.participants.values_list("person_id", flat=True))
    assert services.record_sheets_taken(poll_id=poll.pk, person_ids=people, by=town.users["planner"]) == len(people)
    assert (
        services.record_sheets_taken(poll_id=poll.pk, person_ids=people[1:], by=town.users["planner"])
        == len(people) - 1
    )
    enter(town, poll, figures(poll), by="planner")
    for act in (
        lambda: services.record_sheets_taken(poll_id=poll.pk, person_ids=[], by=town.users["planner"]),
        lambda: services.drop_poll(poll_id=poll.pk, by=town.users["planner"]),
    ):
        with pytest.raises(RuleViolation) as late:
            act()
        assert codes(late.value) == {"poll.figures"}
    assert PollParticipant.objects.filter(took_sheet=True).count() == len(people) - 1


def test_poll_that_was_not_held_is_dropped(town: World) -> None:
    poll = prepare(town)
    services.drop_poll(poll_id=poll.pk, by=town.users["planner"])
    assert not WorkplacePoll.objects.exists()
    assert asked(town).is_waiting


def test_nothing_joins_a_person_to_a_sheet(town: World) -> None:
    """P4-1.4.1-u: counts only; the list of those who took a sheet holds no figure and no time."""
    people = {field.name for field in PollParticipant._meta.get_fields()}
    assert people == {"id", "poll", "person", "took_sheet"}
    counts = {field.name for field in PollCount._meta.get_fields()}
    assert not counts & {"person", "participant"}


def test_database_holds_what_the_rules_promise(town: World) -> None:
    poll = held(town)
    count = {"poll": poll, "entered_by": town.users["planner"], "entered_at": datetime.now(UTC), "issued": 3}
    rest = {"collected": 3, "unused": 0, "spoiled": 0, "valid": 3, "invalid": 0}
    for wrong in ({"collected": 2}, {"valid": 2}, {"ordinal": 3}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PollCount.objects.create(**count, **rest | wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        PollParticipant.objects.create(poll=poll, person=poll.participants.first().person)  # type: ignore[union-attr]


# Void ---------------------------------------------------------------------------------------------------------------


def ask_to_void(world: World, poll: WorkplacePoll, *, by: str = "planner", reason: str = "Thừa phiếu") -> str:
    """The mark of the request."""
    with standing_on(11, int(by == "officer") + 8) as now:
        asked_for = voiding.ask_to_void_poll(poll_id=poll.pk, reason=reason, by=world.users[by], now=now)
    return asked_for.void_mark


def confirm_void(world: World, poll: WorkplacePoll, *, read: str, by: str = "officer") -> WorkplacePoll:
    with standing_on(11, 10) as now:
        return voiding.confirm_void_poll(poll_id=poll.pk, read=read, by=world.users[by], now=now)


def test_poll_is_void_once_two_people_say_so_and_its_leaders_wait_for_another(town: World) -> None:
    """P4-1.4.1-q, P4-1.4.1-u"""
    poll = held(town)
    enter(town, poll, figures(poll), by="planner")
    void = confirm_void(town, poll, read=ask_to_void(town, poll))
    assert (void.state, void.void_reason, void.counted_at) == (PollState.VOID, "Thừa phiếu", None)
    assert (void.void_asked_by, void.voided_by) == (town.users["planner"], town.users["officer"])
    with pytest.raises(RuleViolation) as late:
        enter(town, poll, figures(poll), by="officer")
    assert codes(late.value) == {"poll.void"}
    assert asked(town).is_waiting
    meeting = review_meeting(town, "vice")
    assert waits(meeting, town) == ["P4-1.4.1-q"]
    assert prepare(town).pk != poll.pk


def test_nobody_voids_a_poll_alone_nor_without_a_reason_nor_once_it_is_counted(town: World) -> None:
    poll = held(town)
    for reason in ("", "  ", "x" * (LONGEST_REASON + 1)):
        with pytest.raises(RuleViolation) as bare:
            ask_to_void(town, poll, reason=reason)
        assert codes(bare.value) == {"void.reason"}
    with pytest.raises(RuleViolation) as unasked:
        confirm_void(town, poll, read="")
    assert codes(unasked.value) == {"void.not_asked"}
    read = ask_to_void(town, poll)
    with pytest.raises(RuleViolation) as alone:
        confirm_void(town, poll, read=read, by="planner")
    assert codes(alone.value) == {"void.same_person"}
    for by in ("planner", "officer"):
        enter(town, poll, figures(poll), by=by)
    with pytest.raises(RuleViolation) as counted_since:
        confirm_void(town, poll, read=read)
    assert codes(counted_since.value) == {"poll.counted"}
    poll.refresh_from_db()
    assert poll.state == PollState.COUNTED


def test_who_agrees_agrees_to_the_request_he_has_read(town: World) -> None:
    town.grant("secretary", "appraise", town.commune)
    poll = held(town)
    read = ask_to_void(town, poll)
    newer = ask_to_void(town, poll, by="officer", reason="Phát nhầm phiếu")
    with pytest.raises(RuleViolation) as changed:
        confirm_void(town, poll, read=read, by="secretary")
    assert codes(changed.value) == {"void.other_request"}
    voiding.withdraw_void_poll(poll_id=poll.pk, by=town.users["planner"])
    poll.refresh_from_db()
    assert (poll.void_reason, poll.void_asked_by, poll.void_mark) == ("", None, "")
    with pytest.raises(RuleViolation) as withdrawn:
        confirm_void(town, poll, read=newer, by="secretary")
    assert codes(withdrawn.value) == {"void.not_asked"}


def test_whoever_a_poll_is_on_and_accounts_of_nobody_void_nothing(town: World) -> None:
    poll = held(town)
    town.users["nobody"] = UserFactory.create(person=None)
    for key, code in (("vice", "poll.own"), ("nobody", "void.no_person")):
        town.grant(key, "appraise", town.commune)
        with pytest.raises(RuleViolation) as refused:
            ask_to_void(town, poll, by=key)
        assert codes(refused.value) == {code}


def test_database_knows_no_void_poll_without_two_who_said_so(town: World) -> None:
    poll = held(town)
    whole = {
        "state": PollState.VOID,
        "void_reason": "Thừa phiếu",
        "void_asked_by": town.users["planner"],
        "voided_by": town.users["officer"],
        "voided_at": datetime.now(UTC),
    }
    for wrong in ({"void_reason": ""}, {"voided_by": None}, {"voided_by": town.users["planner"]}, {"voided_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            WorkplacePoll.objects.filter(pk=poll.pk).update(**whole | wrong)


def test_poll_is_called_off_on_its_page_and_the_page_says_who_did(town: World) -> None:
    poll = prepare(town)
    planner, officer = (signed_in(town.users[key]) for key in ("planner", "officer"))
    page, act = (reverse(name, args=(poll.pk,)) for name in ("poll", "poll-void"))
    with standing_on(11):
        assert "Đề nghị hủy" not in words(planner.get(page).content), "it is dropped while nobody took a sheet"
        poll.participants.update(took_sheet=True)
        assert "Đề nghị hủy" in words(planner.get(page).content)
        enter(town, poll, figures(poll), by="planner")
        assert planner.post(act, {"reason": " "}).status_code == 422
        long = "Phiếu " + "x" * LONGEST_REASON
        refused = planner.post(act, {"reason": long})
        assert refused.status_code == 422
        assert long in words(refused.content)
        assert planner.post(act, {"reason": "Thừa hai phiếu"}).status_code == 302
        assert "Đồng ý hủy" not in words(planner.get(page).content)
        asked_for = officer.get(page).content.decode()
        read = re.search(r'name="asked" value="([^"]+)"', asked_for)
        assert read is not None
        assert [duty.key for duty in duties(town.campaign, on=date(2023, 11, 11), user=town.users["officer"])].count(
            f"poll-void:{poll.pk}"
        ) == 1
        assert officer.post(act, {"confirm": "1", "asked": "1-2"}).status_code == 422
        done = words(officer.post(act, {"confirm": "1", "asked": read[1]}, follow=True).content)
        assert "Thừa hai phiếu" in done
        assert "Nhập số liệu" not in done
        listed = words(planner.get(reverse("campaign-polls", args=(town.campaign.pk,))).content)
        assert "Đã hủy" in listed
        assert "Lập cuộc lấy ý kiến về 1 đồng chí" in listed
        assert planner.get(reverse("poll-sheets", args=(poll.pk,))).status_code == 404
        assert "đã hủy" in words(planner.get(reverse("poll-count", args=(poll.pk,))).content)


def test_withdrawn_request_leaves_the_poll_as_it_was(town: World) -> None:
    poll = held(town)
    enter(town, poll, figures(poll), by="planner")
    ask_to_void(town, poll)
    officer = signed_in(town.users["officer"])
    with standing_on(11):
        assert officer.post(reverse("poll-void", args=(poll.pk,)), {"withdraw": "1"}).status_code == 302
    assert enter(town, poll, figures(poll), by="officer").agreed


# Waived ------------------------------------------------------------------------------------------------------------


def test_same_people_in_the_meeting_need_no_poll_and_the_reason_says_so(town: World) -> None:
    """P4-1.4.1-t"""
    review_meeting(town, "vice", people=set(asked(town).polled))
    row = asked(town)
    assert row.is_waived
    assert not row.is_waiting
    assert [finding.clause for finding in row.findings] == ["P4-1.4.1-t"]
    with pytest.raises(RuleViolation) as refused:
        prepare(town)
    assert "Lò Thị Phó" not in str(refused.value)
    assert not WorkplacePoll.objects.exists()


def test_larger_meeting_waives_only_once_somebody_confirms_it_with_a_reason(town: World) -> None:
    """P4-1.4.1-t"""
    guest = PersonFactory.create()
    meeting = review_meeting(town, "vice", people={*asked(town).polled, guest.pk})
    row = asked(town)
    assert row.may_be_confirmed
    assert not row.is_waived
    send: dict[str, Any] = {
        "campaign_id": town.campaign.pk,
        "review_id": row.review.pk,
        "key": row.row.key,
        "unit": None,
    }
    with standing_on(9) as now:
        with pytest.raises(RuleViolation) as bare:
            services.confirm_waiver(**send, reason=" ", by=town.users["planner"], now=now)
        assert codes(bare.value) == {"poll.waiver_reason"}
        waiver = services.confirm_waiver(**send, reason="Cùng một tập thể", by=town.users["planner"], now=now)
    assert (waiver.meeting, asked(town).is_waived) == (meeting, True)
    meeting.attendees.filter(person__in=list(row.polled)[:1]).delete()
    assert not asked(town).is_waived, "somebody who would be polled does not meet any more"
    services.take_back_waiver(campaign_id=town.campaign.pk, waiver_id=waiver.pk, by=town.users["planner"])
    assert not PollWaiver.objects.exists()


def test_waiver_of_people_who_do_not_meet_is_refused(town: World) -> None:
    """P4-1.4.1-t"""
    row = asked(town)
    with standing_on(9) as now, pytest.raises(RuleViolation) as refused:
        services.confirm_waiver(
            campaign_id=town.campaign.pk,
            review_id=row.review.pk,
            key=row.row.key,
            unit=None,
            reason="Không cần",
            by=town.users["planner"],
            now=now,
        )
    assert codes(refused.value) == {"poll.not_waived"}
    assert not PollWaiver.objects.exists()


# Waited for --------------------------------------------------------------------------------------------------------


def waits(meeting: Meeting, world: World, key: str = "vice") -> list[str]:
    item = meeting.items.get(review__person=world.people[key])
    with standing_on(15):
        found = [row for row in order_findings(item) if row.code == "order.workplace_opinion_first"]
        (shown,) = [row for row in room(meeting, on=date(2023, 11, 15)).items if row.item.pk == item.pk]
    assert [row.code for row in shown.findings if row.code == "order.workplace_opinion_first"] == [
        row.code for row in found
    ]
    return [finding.clause for finding in found]


def test_review_of_a_leader_waits_for_the_opinion_of_his_workplace(town: World) -> None:
    """P4-1.4.1-q"""
    meeting = review_meeting(town, "vice")
    assert waits(meeting, town) == ["P4-1.4.1-q"]
    poll = counted(town)
    assert poll.state == PollState.COUNTED
    assert waits(meeting, town) == []


def test_poll_that_is_not_counted_yet_is_waited_for(town: World) -> None:
    """P4-1.4.1-q"""
    meeting = review_meeting(town, "vice")
    held(town)
    assert waits(meeting, town) == ["P4-1.4.1-q"]


def test_review_waits_for_no_poll_where_the_same_people_meet_or_where_none_is_printed(town: World) -> None:
    """P4-1.4.1-q, P4-1.4.1-t"""
    meeting = review_meeting(town, "vice", people=set(asked(town).polled))
    waived = set(asked(town, poll="agencies").polled)
    assert waits(meeting, town) == ["P4-1.4.1-q"], "the agency's staff does not meet"
    counted_agency(town, waived)
    assert waits(meeting, town) == []
    Review.objects.filter(pk=town.review_of("villager1").pk).update(rated_as_cadre=True)
    AgendaItemFactory.create(meeting=meeting, review=town.review_of("villager1"))
    assert waits(meeting, town, "villager1") == [], "no printed poll is on him"


def counted_agency(world: World, people: set[int]) -> None:
    poll = prepare(world, unit=government())
    services.record_sheets_taken(poll_id=poll.pk, person_ids=people, by=world.users["planner"])
    for by in ("planner", "officer"):
        enter(world, poll, figures(poll), by=by)


def test_meeting_is_told_when_the_workplace_was_asked(town: World) -> None:
    """P4-1.4.3-i"""
    meeting = review_meeting(town, "vice")
    counted(town)
    (row,) = room(meeting, on=date(2023, 11, 15)).items
    assert "nơi công tác (lấy ý kiến ngày 10/11/2023)" in row.reported[0].message


def test_result_goes_into_the_summary_of_channels(town: World) -> None:
    """P4-2.2.2-d"""
    poll = counted(town)
    review = town.review_of("vice")
    took = poll.participants.count()
    assert channels_of(town.campaign, [review])[review.pk]["workplace"] == (
        f"2/{took - 2}/0/0 trong {took} phiếu, ngày 10/11/2023"
    )


def test_board_is_reminded_of_polls_to_prepare_and_of_figures_to_enter(town: World) -> None:
    """P4-1.4.1-q, P4-3-B3-b"""

    def known(key: str) -> dict[str, date | None]:
        with standing_on(10):
            found = duties(town.campaign, on=date(2023, 11, 10), user=town.users[key])
        return {duty.key: duty.due_on for duty in found if duty.key.startswith("poll")}

    agency = f"poll:agencies:{government().pk}"
    assert known("planner") == {"poll:committee_members:0": date(2023, 11, 17), agency: None}
    assert known("officer") == known("planner")
    assert known("vice") == {}
    review_meeting(town, "vice", day=14)
    assert known("planner") == {"poll:committee_members:0": date(2023, 11, 14), agency: date(2023, 11, 14)}
    poll = held(town)
    entry = f"poll-count:{poll.pk}"
    assert known("planner") == {agency: date(2023, 11, 14), entry: date(2023, 11, 10)}
    enter(town, poll, figures(poll), by="planner")
    assert entry not in known("planner")
    assert entry in known("officer")
    enter(town, poll, figures(poll), by="officer")
    assert entry not in known("officer")


# Pages and papers --------------------------------------------------------------------------------------------------


def test_board_prepares_a_poll_prints_its_sheets_and_enters_its_figures(town: World) -> None:
    """P4-1.4.1-r, P4-1.4.1-u, P4-1.4.1-v"""
    planner, officer = (signed_in(town.users[key]) for key in ("planner", "officer"))
    listed = reverse("campaign-polls", args=(town.campaign.pk,))
    with standing_on(10):
        page = words(planner.get(listed).content)
        assert "Chưa nộp bản tự kiểm điểm" in page
        assert "Lập cuộc lấy ý kiến về 1 đồng chí" in page
        sent = {"key": "committee_members", "held_on": "2023-11-10"}
        assert planner.post(reverse("poll-prepare", args=(town.campaign.pk,)), sent).status_code == 302
        poll = WorkplacePoll.objects.get()
        sheets = pages_text(planner.get(reverse("poll-sheets", args=(poll.pk,)) + "?spare=2").content)
        assert len(sheets) == poll.participants.count() + 2
        assert len(set(sheets)) == 1
        assert "Lò Thị Phó" in sheets[0]
        assert "Hà Văn Chủ" not in sheets[0]
        people = list(poll.participants.values_list("person_id", flat=True))
        assert planner.post(reverse("poll-taken", args=(poll.pk,)), {"person": people}).status_code == 302
        count = reverse("poll-count", args=(poll.pk,))
        subject, took = poll.subjects.get().pk, len(people)
        typed = {"attempt": 1, "issued": took, "collected": took, "valid": took, f"q{subject}-good": took}
        wrong = planner.post(count, typed | {f"q{subject}-good": took - 1})
        assert wrong.status_code == 422
        assert "các mức và phiếu trắng cộng lại" in words(wrong.content)
        assert planner.post(count, typed).status_code == 302
        assert "đã nhập lần thứ nhất" in words(planner.get(count).content)
        blind = words(officer.get(count).content)
        assert f'value="{took}"' not in blind
        done = officer.post(count, typed, follow=True)
    assert "đã có kết quả" in words(done.content)
    assert "Lập biên bản kiểm phiếu" in words(done.content)


def test_bad_figures_are_named_by_their_field_and_nothing_typed_goes(town: World) -> None:
    poll = held(town)
    client = signed_in(town.users["planner"])
    with standing_on(10):
        answer = client.post(reverse("poll-count", args=(poll.pk,)), {"attempt": 1, "issued": "mười", "valid": "-1"})
    page = words(answer.content)
    assert answer.status_code == 422
    for says in ("Ghi số phiếu bằng chữ số", "Số phiếu không thể nhỏ hơn 0", 'value="mười"'):
        assert says in page
    assert not PollCount.objects.exists()


def test_figures_of_an_earlier_count_are_not_kept_for_the_recount_and_no_browser_stores_the_page(town: World) -> None:
    """P4-1.4.1-u"""
    poll = held(town)
    enter(town, poll, figures(poll), by="planner")
    enter(town, poll, figures(poll, excellent=1), by="officer")
    sent = figures(poll, excellent=1)
    subject = poll.subjects.get().pk
    typed = {"attempt": 1, "issued": sent.issued, "collected": sent.collected, "valid": sent.valid}
    client, address = signed_in(town.users["officer"]), reverse("poll-count", args=(poll.pk,))
    with standing_on(10):
        answer = client.post(address, typed | {f"q{subject}-excellent": 1, f"q{subject}-good": sent.valid - 1})
        page = answer.content.decode()
    assert answer.status_code == 422
    assert "no-store" in answer["Cache-Control"]
    assert "nay là lần đếm 2" in words(answer.content)
    assert 'name="attempt" value="2"' in page
    assert f'value="{sent.issued}"' not in page
    assert poll.counts.count() == 2


def test_waived_leaders_are_listed_with_the_reason_and_no_sheet(town: World) -> None:
    """P4-1.4.1-t"""
    review_meeting(town, "vice", people=set(asked(town).polled))
    client = signed_in(town.users["planner"])
    with standing_on(10):
        page = words(client.get(reverse("campaign-polls", args=(town.campaign.pk,))).content)
        sent = {"key": "committee_members", "held_on": "2023-11-10"}
        refused = client.post(reverse("poll-prepare", args=(town.campaign.pk,)), sent)
    assert "không phải lấy ý kiến nơi công tác, vì" in page
    assert "Không phải lấy ý kiến" in page
    assert "Lập cuộc lấy ý kiến về" not in page
    assert refused.status_code == 422


def test_confirmation_is_given_and_taken_back_on_the_page(town: World) -> None:
    """P4-1.4.1-t"""
    row = asked(town)
    review_meeting(town, "vice", people={*row.polled, PersonFactory.create().pk})
    client = signed_in(town.users["planner"])
    listed = reverse("campaign-polls", args=(town.campaign.pk,))
    with standing_on(10):
        assert "Xác nhận là trùng" in words(client.get(listed).content)
        waive = reverse("poll-waive", args=(town.campaign.pk, row.review.pk))
        assert client.post(waive, {"key": row.row.key, "reason": "Cùng một tập thể"}).status_code == 302
        assert "Cùng một tập thể" in words(client.get(listed).content)
        back = reverse("poll-waiver-take-back", args=(town.campaign.pk, PollWaiver.objects.get().pk))
        assert client.post(back).status_code == 302
        assert client.post(waive, {"key": row.row.key, "reason": ""}).status_code == 422
    assert not PollWaiver.objects.exists()


def test_poll_does_not_exist_for_those_who_do_not_see_it(town: World) -> None:
    poll = held(town)
    for key in ("villager1", "vice"):
        client = signed_in(town.users[key])
        with standing_on(10):
            for name in ("poll", "poll-sheets", "poll-count"):
                assert client.get(reverse(name, args=(poll.pk,))).status_code == 404, name
            for name in ("poll-taken", "poll-drop", "poll-void", "poll-print"):
                assert client.post(reverse(name, args=(poll.pk,))).status_code == 404, name
    planner = signed_in(town.users["planner"])
    with standing_on(10):
        assert planner.get(reverse("poll-sheets", args=(poll.pk,)) + "?spare=999").status_code == 404
        assert planner.get(reverse("poll-count", args=(poll.pk,))).status_code == 200
        assert planner.get(reverse("poll", args=(0,))).status_code == 404


def test_result_is_printed_once_counted_with_figures_and_without_names_of_those_asked(town: World) -> None:
    """P4-1.4.1-u, P4-1.4.3-i"""
    poll = held(town)
    client = signed_in(town.users["planner"])
    address = reverse("poll-print", args=(poll.pk,))
    with standing_on(10):
        assert client.post(address).status_code == 422
        for by in ("planner", "officer"):
            enter(town, poll, figures(poll), by=by)
        assert client.post(address).status_code == 302
    poll.refresh_from_db()
    text = " ".join(text_of(print_paper(DocumentKind.COUNTING_MINUTES, result_payload(poll), title="Biên bản")).split())
    assert "Lấy ý kiến đánh giá nơi công tác" in text
    assert "Lò Thị Phó" in text
    assert "2. Kết quả lấy ý kiến" in text
    assert "Nông Văn Thôn" not in text
    assert "chỉ ghi số phiếu theo từng mức" in text


def test_fewer_sheets_than_were_taken_stand_on_the_page_and_in_the_minutes(town: World) -> None:
    """P4-1.4.1-u"""
    poll = held(town)
    took = poll.participants.count()
    fewer = figures(poll, issued=took - 1, collected=took - 1, valid=took - 1)
    for by in ("planner", "officer"):
        enter(town, poll, fewer, by=by)
    poll.refresh_from_db()
    said = f"Danh sách ghi {took} người đã nhận phiếu, nhưng trừ phiếu hỏng đã đổi chỉ phát ra {took - 1} phiếu."
    assert said in words(signed_in(town.users["planner"]).get(reverse("poll", args=(poll.pk,))).content)
    assert said in result_payload(poll)["notes"]


def test_poll_pages_cost_the_same_with_many_people(town: World) -> None:
    poll = held(town)
    client = signed_in(town.users["planner"])

    def add(count: int) -> None:
        for _ in range(count):
            PollParticipant.objects.create(poll=poll, person=PersonFactory.create(full_name="Lê Thị Phải Đếm"))

    with standing_on(10):
        assert_flat(client, reverse("poll", args=(poll.pk,)), add, row="Lê Thị Phải Đếm")


def test_entering_figures_costs_the_same_with_many_leaders(town: World) -> None:
    poll = held(town)
    client = signed_in(town.users["planner"])

    def add(count: int) -> None:
        for _ in range(count):
            review = town.review_of("villager1")
            review.pk = None
            review.person = PersonFactory.create(full_name="Lê Thị Phải Đếm")
            review.save()
            PollSubject.objects.create(poll=poll, review=review, position=poll.subjects.count() + 1)

    with standing_on(10):
        assert_flat(client, reverse("poll-count", args=(poll.pk,)), add, row="Lê Thị Phải Đếm")


def test_room_costs_the_same_with_many_leaders_who_wait(town: World) -> None:
    meeting = review_meeting(town, "vice")
    client = signed_in(town.users["commune_secretary"])
    body = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)

    def add(count: int) -> None:
        for _ in range(count):
            person = PersonFactory.create(full_name="Lê Thị Phải Đếm")
            PostFactory.create(person=person, collective=body)
            review = town.review_of("vice")
            review.pk = None
            review.person = person
            review.save()
            AgendaItemFactory.create(meeting=meeting, review=review, state=ItemState.PENDING)

    with standing_on(10):
        assert_flat(client, reverse("meeting", args=(meeting.pk,)), add, row="Lê Thị Phải Đếm")
