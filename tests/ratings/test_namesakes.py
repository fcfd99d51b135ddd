"""Two people of one name are two on every page, sheet and paper of a ballot, whatever else is alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse

from organizations.models import Organization, Person
from ratings.choices import VotingMethod
from ratings.models import BallotSession
from ratings.selectors.ballots import sessions_of
from ratings.selectors.paper_ballots import questions_on, sheet_payload
from ratings.selectors.paper_counts import names_of
from ratings.selectors.paper_record import record_of
from ratings.selectors.papers import counting_payload
from ratings.selectors.rounds import rounds_of
from reviews.models import Review
from reviews.rules.paper_count import SheetRow
from reviews.selectors.names import told_apart
from tests import steps
from tests.box import close_ballot, open_reballot
from tests.factories.organizations import OrganizationFactory
from tests.paper_round import FIRST, SECOND, closed_paper, enter, hand_out, open_paper, sheets, shut
from tests.ratings.test_ballots import everybody_votes
from tests.reviews.test_pages import signed_in, words
from tests.world import World, standing_on

NAME = "Nguyễn Văn Trùng"
#: Who of the cell bears the name: born in one year, on two days.
NAMES = [f"{NAME} (sinh ngày 02/03/1975)", f"{NAME} (sinh ngày 04/05/1975)"]


@pytest.fixture
def world(world: World) -> World:
    for key, born in (("deputy", date(1975, 3, 2)), ("third", date(1975, 5, 4))):
        world.people[key].full_name, world.people[key].birth_date = NAME, born
        world.people[key].save()
    return world


@pytest.mark.parametrize(
    ("change", "names"),
    [
        (lambda one, other, unit: None, ["A (sinh năm 1970)", "A (sinh năm 1971)"]),
        (
            lambda one, other, unit: _born(other, date(1970, 2, 2)),
            ["A (sinh ngày 01/01/1970)", "A (sinh ngày 02/02/1970)"],
        ),
        (lambda one, other, unit: _born(other, None), ["A (sinh năm 1970)", "A (Chi bộ Một)"]),
    ],
)
def test_as_much_is_added_to_a_name_as_tells_it_apart(
    world: World, change: Callable[[Review, Review, Organization], None], names: list[str]
) -> None:
    one, other, unit = _pair(world)
    change(one, other, unit)
    assert told_apart([one, other, one]) == [*names, names[0]]


def _born(review: Review, day: date | None) -> None:
    assert review.person is not None
    review.person.birth_date = day


def _pair(world: World) -> tuple[Review, Review, Organization]:
    one, other = world.review_of("deputy"), world.review_of("third")
    unit = OrganizationFactory.build(name="Chi bộ Một")
    for year, review in enumerate((one, other), start=1970):
        review.person = Person(full_name="A", birth_date=date(year, 1, 1))
        review.unit = unit
    return one, other, unit


def test_those_born_on_one_day_are_told_apart_by_their_unit_and_then_by_their_record(world: World) -> None:
    one, other, _unit = _pair(world)
    _born(other, date(1970, 1, 1))
    whole = "A (sinh ngày 01/01/1970, Chi bộ Một, hồ sơ số {})"
    assert told_apart([one, other]) == [whole.format(one.pk), whole.format(other.pk)]
    other.unit = OrganizationFactory.build(name="Chi bộ Hai")
    names = ["A (sinh ngày 01/01/1970, Chi bộ Một)", "A (sinh ngày 01/01/1970, Chi bộ Hai)"]
    assert told_apart([one, other]) == names
    assert told_apart([one], among=[other]) == names[:1]
    assert told_apart([one]) == ["A"]


def test_electronic_ballot_and_its_look_back_name_each_of_them(world: World) -> None:
    meeting = steps.ready_cell(world)
    session = open_paper(world, meeting, method=VotingMethod.ELECTRONIC, team=("member2", "member3", "member4"))
    client = signed_in(world.users["member1"])
    choices = {f"question-{pk}": "2" for pk in session.questions.values_list("pk", flat=True)}
    with standing_on(14, 10):
        address = reverse("ballot-vote", args=(session.pk,))
        for page in (client.get(address), client.post(address, choices)):
            assert all(
                f"{name} <small>" in words(page.content) or f"{name}<small>" in words(page.content) for name in NAMES
            )
        missing = words(client.post(address, {"confirmed": "1"}).content)
    assert all(f". {name}</a>" in missing for name in NAMES)


@pytest.fixture
def session(world: World) -> BallotSession:
    """On paper; two entries that differ in one namesake, then two that agree."""
    session = closed_paper(world, steps.ready_cell(world))
    right = sheets(session, SheetRow(good=8, blank=1))
    wrong = dict(right.rows)
    wrong[session.questions.get(review__person=world.people["third"]).pk] = SheetRow(good=7, blank=2)
    enter(world, session, FIRST, right)
    enter(world, session, SECOND, sheets(session, wrong))
    for key in (FIRST, SECOND):
        enter(world, session, key, right, attempt=2)
    session.refresh_from_db()
    return session


def test_sheet_form_results_and_papers_call_them_alike(world: World, session: BallotSession) -> None:
    meeting = session.meeting
    sheet = [row["name"] for row in sheet_payload(meeting, questions_on(session))["subjects"]]
    (view,) = sessions_of(meeting)
    (told_round,) = rounds_of(meeting)
    for lines in (
        sheet,
        names_of(session).values(),
        [result.name for result in view.results],
        [row["subject"] for row in counting_payload(session)["questions"]],
        told_round.results,
    ):
        assert [sum(line.startswith(name) for line in lines) for name in NAMES] == [1, 1], lines
    client = signed_in(world.users["head"])
    with standing_on(14, 12):
        for page in ("meeting-ballots", "ballot-screen"):
            html = words(client.get(reverse(page, args=(meeting.pk,))).content)
            assert all(f'<th scope="row">{name}' in html for name in NAMES), page


def test_figures_that_differed_are_told_of_the_one_they_are_of(world: World, session: BallotSession) -> None:
    first, second = record_of(session).attempts
    one = next(name for name in names_of(session).values() if NAMES[1] in name)
    assert first.figures == ((f"{one}: Hoàn thành tốt nhiệm vụ", "8", "7"), (f"{one}: Phiếu trắng", "1", "2"))
    assert second.figures == ()


def test_one_who_is_voted_on_again_alone_is_still_told_apart(world: World) -> None:
    meeting = steps.ready_cell(world)
    session = open_paper(world, meeting, method=VotingMethod.ELECTRONIC, team=("member2", "member3", "member4"))
    everybody_votes(world, session, "good")
    with standing_on(14, 11) as now:
        close_ballot(session_id=session.pk, by=world.users["head"], now=now)
        again = session.questions.get(review__person=world.people["third"])
        again.outcome = ""
        again.save()
        second = open_reballot(session_id=session.pk, by=world.users["head"], now=now)
    assert [name.startswith(NAMES[1]) for name in names_of(second).values()] == [True]
    assert [row["name"] for row in sheet_payload(meeting, questions_on(second))["subjects"]] == NAMES[1:]


def test_unanimous_votes_are_told_of_each_of_them(world: World) -> None:
    meeting = steps.ready_cell(world)
    session = open_paper(world, meeting)
    hand_out(world, session)
    shut(world, session)
    for key in (FIRST, SECOND):
        enter(world, session, key, sheets(session, SheetRow(good=9)))
    (view,) = sessions_of(meeting)
    said = " ".join(finding.message for finding in view.findings)
    assert all(name in said for name in NAMES), said
