"""Deputizing: a right of one in the hands of another, for some days, said in the record, and never passed on."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, connections, transaction
from django.db.models import ProtectedError
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations import clock
from organizations.choices import AuditAction, CollectiveKind, PostRole
from organizations.models import AuditEntry, Collective, Deputation, Grant, Organization, Post, User
from organizations.permissions import givers, holds, leads
from organizations.selectors.rights import deputable
from organizations.services.audit import record
from organizations.services.authorities import By
from organizations.services.deputations import Period, depute, withdraw
from reviews.permissions import may_edit_entry, meeting_refusal
from reviews.selectors.actors import Actors
from tests import steps
from tests.factories.organizations import (
    CollectiveFactory,
    GrantFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.reviews.test_pages import signed_in, words
from tests.world import issued_world, standing_on

DAYS = Period(date(2023, 11, 10), date(2023, 11, 20))


@pytest.fixture
def district(db: None) -> Organization:
    return OrganizationFactory.create(name="Đảng bộ huyện Mẫu")


@pytest.fixture
def body(district: Organization) -> Collective:
    return CollectiveFactory.create(organization=district, kind=CollectiveKind.STANDING_COMMITTEE)


def member(body: Collective, name: str, role: PostRole = PostRole.MEMBER) -> User:
    person = PersonFactory.create(full_name=name)
    PostFactory.create(person=person, collective=body, role=role, title=f"{PostRole(role).label} Ban Thường vụ")
    return UserFactory.create(person=person)


@pytest.fixture
def secretary(body: Collective) -> User:
    return member(body, "Nguyễn Văn Bí Thư", PostRole.HEAD)


@pytest.fixture
def colleague(body: Collective) -> User:
    return member(body, "Trần Thị Ủy Viên")


@pytest.fixture
def grant(secretary: User, district: Organization) -> Grant:
    return GrantFactory.create(
        user=secretary, codename="decide", content_object=district, scope="node", valid_to=date(2023, 12, 31)
    )


def given(right: Grant | Post, receiver: User, *, by: User, period: Period = DAYS, day: int = 9) -> Deputation:
    with standing_on(day) as now:
        return depute(right=right, receiver=receiver, period=period, reason="Đi học", document="07-GUQ", by=by, now=now)


def post_of(user: User) -> Post:
    return Post.objects.get(person=user.person)


def fresh(user: User) -> User:
    """As another request sees him."""
    return User.objects.get(pk=user.pk)


# What follows --------------------------------------------------------------------------------------------------------


def test_a_grant_is_held_by_the_receiver_from_the_first_day_to_the_last(
    grant: Grant, secretary: User, colleague: User, district: Organization
) -> None:
    given(grant, colleague, by=secretary)
    for day, held in ((9, False), (10, True), (20, True), (21, False)):
        with standing_on(day):
            assert holds(fresh(colleague), "decide", district) is held, day
            assert givers(fresh(colleague), district, "decide") == ({secretary.person_id} if held else set())
            assert holds(fresh(secretary), "decide", district), "the giver keeps his right"
            assert not givers(fresh(secretary), district, "decide")


def test_a_leading_post_is_led_by_the_receiver_and_a_members_is_not_to_be_given(
    secretary: User, colleague: User, district: Organization
) -> None:
    receiver = UserFactory.create()
    given(post_of(secretary), receiver, by=secretary)
    for day, leading in ((12, True), (21, False)):
        with standing_on(day):
            assert leads(fresh(receiver), district) is leading
            assert Organization.objects.visible_to(fresh(receiver)).exists() is leading
    with pytest.raises(ValidationError, match="chức vụ lãnh đạo của chính mình"):
        given(post_of(colleague), secretary, by=colleague)


@pytest.mark.parametrize("ending", ["withdrawn", "grant ended", "grant moved to another", "giver's account closed"])
def test_nothing_is_left_of_it_when_the_givers_own_right_ends(
    ending: str, grant: Grant, secretary: User, colleague: User, district: Organization
) -> None:
    made = given(grant, colleague, by=secretary)
    if ending == "withdrawn":
        with standing_on(12) as now:
            withdraw(deputation_id=made.pk, by=secretary, now=now)
    elif ending == "grant ended":
        Grant.objects.filter(pk=grant.pk).update(valid_to=date(2023, 11, 11))
    elif ending == "grant moved to another":
        Grant.objects.filter(pk=grant.pk).update(user=UserFactory.create())
    else:
        User.objects.filter(pk=secretary.pk).update(is_active=False)
    with standing_on(12):
        assert not holds(fresh(colleague), "decide", district)


# What is refused -----------------------------------------------------------------------------------------------------


def test_what_one_holds_by_deputation_is_not_passed_on(grant: Grant, secretary: User, colleague: User) -> None:
    given(grant, colleague, by=secretary)
    with standing_on(12):
        assert deputable(fresh(colleague)) == {}
    with pytest.raises(ValidationError, match="chính mình"):
        given(grant, UserFactory.create(), by=colleague, day=12, period=Period(date(2023, 11, 12), date(2023, 11, 13)))
    assert Deputation.objects.count() == 1


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ((20, 10), "valid_to"),
        ((8, 12), "valid_from"),
        ((20, 25), "valid_from"),  # another has it until the 20th
        ((21, 62), "valid_to"),  # the grant ends on 31/12
    ],
)
def test_a_period_that_cannot_be_is_refused_and_writes_nothing(
    days: tuple[int, int], field: str, grant: Grant, secretary: User, colleague: User
) -> None:
    given(grant, colleague, by=secretary)
    first, last = (date(2023, 11, 1) + timedelta(days=day - 1) for day in days)
    with pytest.raises(ValidationError) as refusal:
        given(grant, UserFactory.create(), by=secretary, period=Period(first, last))
    assert list(refusal.value.message_dict) == [field]
    assert Deputation.objects.count() == 1


@pytest.mark.parametrize("who", ["himself", "nobody's account", "closed account"])
def test_only_another_who_can_sign_in_receives(who: str, grant: Grant, secretary: User) -> None:
    receiver = {
        "himself": lambda: secretary,
        "nobody's account": lambda: UserFactory.create(person=None),
        "closed account": lambda: UserFactory.create(is_active=False),
    }[who]()
    with pytest.raises(ValidationError):
        given(grant, receiver, by=secretary)
    assert not Deputation.objects.exists()


def test_the_database_itself_refuses_what_the_service_refuses(grant: Grant, secretary: User, colleague: User) -> None:
    made = given(grant, colleague, by=secretary)
    for wrong in (
        {"receiver": secretary},
        {"post": post_of(secretary)},
        {"grant": None},
        {"valid_to": date(2023, 11, 9)},
        {"reason": ""},
        {"withdrawn_by": secretary},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Deputation.objects.filter(pk=made.pk).update(**wrong)
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()
    with pytest.raises(ProtectedError):
        grant.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.filter(pk=grant.pk).update(given_by=secretary)


class GivenTwiceAtOnce(TransactionTestCase):
    """The right's row is locked: of several who are given it for days that meet, one has it."""

    def test_of_many_at_once_one_receives(self) -> None:
        secretary = UserFactory.create()
        grant = GrantFactory.create(user=secretary, codename="decide")
        receivers = [UserFactory.create() for _ in range(6)]
        outcomes: list[str] = []

        def attempt(number: int) -> None:
            period = Period(date(2023, 11, 10 + number), date(2023, 11, 20))
            try:
                given(grant, receivers[number], by=secretary, period=period)
                outcomes.append("given")
            except ValidationError:
                outcomes.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=attempt, args=(number,)) for number in range(len(receivers))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["given", *["refused"] * 5]
        assert Deputation.objects.count() == 1


# The record ----------------------------------------------------------------------------------------------------------


def test_giving_and_taking_back_go_on_record_with_what_was_and_became(
    grant: Grant, secretary: User, colleague: User, district: Organization
) -> None:
    made = given(grant, colleague, by=secretary)
    with standing_on(12) as now:
        withdraw(deputation_id=made.pk, by=colleague, now=now)
    begun, ended = AuditEntry.objects.filter(action__in=(AuditAction.DEPUTE, AuditAction.DEPUTE_END)).order_by("pk")
    assert (begun.user, begun.unit_path, begun.before) == (secretary, district.path, None)
    assert begun.after is not None
    assert begun.after["thời gian"] == "từ 10/11/2023 đến 20/11/2023"
    assert (ended.user, ended.before) == (colleague, begun.after)


def test_the_record_names_in_whose_place_an_act_was_done_and_only_then(
    grant: Grant, secretary: User, colleague: User, district: Organization
) -> None:
    given(grant, colleague, by=secretary)
    given(post_of(secretary), colleague, by=secretary)
    below = OrganizationFactory.create(parent=district)
    told = "theo ủy quyền của Nguyễn Văn Bí Thư (từ 10/11/2023 đến 20/11/2023)"

    def authority(by: User, action: AuditAction, unit: Organization, right: By | None = None) -> str:
        return record(action, unit, by=fresh(by), right=right).authority

    decide = By("decide", district)
    with standing_on(12):
        assert told in authority(colleague, AuditAction.DECIDE, below, decide)
        assert told in authority(colleague, AuditAction.MEETING_OPEN, district)
        assert told not in authority(colleague, AuditAction.MEETING_OPEN, below), "his right does not reach there"
        assert told not in authority(colleague, AuditAction.SIGN_IN, district), "his own act"
        assert told not in authority(secretary, AuditAction.DECIDE, below, decide)
        GrantFactory.create(user=colleague, codename="decide", content_object=district)
        assert told not in authority(colleague, AuditAction.DECIDE, below, decide), "he has the right himself"
    with standing_on(25):
        assert told not in authority(colleague, AuditAction.MEETING_OPEN, district)


# The pages -----------------------------------------------------------------------------------------------------------


def inspector_of(district: Organization) -> User:
    user = UserFactory.create()
    GrantFactory.create(user=user, codename="inspect", content_object=district)
    return user


def test_both_sides_and_the_inspector_see_it_and_nobody_else(
    grant: Grant, secretary: User, colleague: User, district: Organization
) -> None:
    given(grant, colleague, by=secretary)
    inspector = inspector_of(district)
    with standing_on(12):
        for user, page, sees in (
            (secretary, "my-rights", True),
            (colleague, "my-rights", True),
            (UserFactory.create(), "my-rights", False),
            (inspector, "rights-of-others", True),
            (UserFactory.create(), "rights-of-others", False),
        ):
            shown = words(signed_in(user).get(reverse(page)).content)
            assert ("07-GUQ" in shown) is sees, (user, page)
        organization = reverse("organization", args=(district.pk,))
        assert "07-GUQ" in words(signed_in(inspector).get(organization).content)
        assert "07-GUQ" not in words(signed_in(colleague).get(organization).content)


def test_the_page_gives_and_takes_back_and_a_refused_form_comes_back_as_it_was(
    grant: Grant, secretary: User, colleague: User
) -> None:
    typed = {
        "right": f"grant-{grant.pk}",
        "receiver": colleague.pk,
        "valid_from": "2023-11-10",
        "valid_to": "2024-02-01",
        "reason": "Đi học tập trung",
        "document": "",
    }
    with standing_on(9):
        client = signed_in(secretary)
        refused = client.post(reverse("deputation-new"), typed)
        assert refused.status_code == 422
        shown = refused.content.decode()
        assert "chỉ có đến 31/12/2023" in shown
        assert 'value="Đi học tập trung"' in shown
        assert not Deputation.objects.exists()
        assert client.post(reverse("deputation-new"), typed | {"valid_to": "2023-11-30"}).status_code == 302
        made = Deputation.objects.get()
        end = reverse("deputation-end", args=(made.pk,))
        assert signed_in(UserFactory.create()).post(end).status_code == 404
        inspector = inspector_of(grant.content_object)
        assert signed_in(inspector).post(end).status_code == 422, "who inspects sees it and ends nothing"
        assert client.post(end).status_code == 302
    made.refresh_from_db()
    assert made.withdrawn_by == secretary


def test_the_pages_of_rights_cost_the_same_with_many_rows_and_ten_queries_at_most(
    district: Organization, secretary: User
) -> None:
    seen_by = {"my-rights": secretary, "deputation-new": secretary, "rights-of-others": inspector_of(district)}
    today, costs = clock.today(), {name: set[int]() for name in seen_by}
    for more in (1, 29):
        for _ in range(more):
            place = OrganizationFactory.create(parent=district, name="Nơi phải đếm")
            own = GrantFactory.create(user=secretary, codename="appraise", content_object=place)
            colleague = UserFactory.create(person__workplace=place)
            others = GrantFactory.create(user=colleague, content_object=place)
            for right, receiver in ((own, colleague), (others, secretary)):
                Deputation.objects.create(
                    giver=right.user,
                    receiver=receiver,
                    grant=right,
                    valid_from=today,
                    valid_to=today,
                    reason="Đi học",
                    given_at=clock.now(),
                )
        for name, user in seen_by.items():
            client = signed_in(user)
            client.get(reverse(name))
            with CaptureQueriesContext(connection) as captured:
                shown = client.get(reverse(name)).content.decode()
            assert shown.count("Nơi phải đếm") >= more, name
            costs[name].add(len(captured))
    assert all(len(cost) == 1 and max(cost) <= 10 for cost in costs.values()), costs


# The year's work -----------------------------------------------------------------------------------------------------


def test_who_acts_in_the_heads_place_works_in_his_room_and_with_nothing_that_is_his_own(db: None) -> None:
    """He edits the body's report and runs its meetings; the giver's own statement stays the giver's."""
    world = issued_world()
    head, officer = world.users["head"], world.users["officer"]
    post = Post.objects.get(person=world.people["head"], collective=world.leadership)
    with standing_on(8):
        meeting = steps.plan_office(world)
    given(post, officer, by=head)
    with standing_on(12):
        acting = fresh(officer)
        assert may_edit_entry(acting, world.collective_review())
        assert not meeting_refusal(acting, meeting)
        assert not may_edit_entry(acting, world.review_of("head"))
        assert officer.pk in Actors(None).leading(world.office)
        assert officer.pk in Actors(acting).heading(world.office)
    with standing_on(21):
        assert meeting_refusal(fresh(officer), meeting)
