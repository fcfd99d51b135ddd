"""Nobody appraises, decides or counts his own case; whoever keeps accounts reads nothing; no deputation gets around it.

The table of ``docs/decisions/0033-duties-apart.md`` names these tests.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.choices import AuditAction
from organizations.models import AuditEntry, Grant, Post, User
from organizations.services.deputations import Period, depute
from ratings.models import BallotSession, CountingMember, Decision
from ratings.permissions import (
    annul_refusal,
    appraisal_refusal,
    cell_comment_refusal,
    decision_refusal,
    unit_rating_refusal,
)
from ratings.selectors.counting_teams import own_counters
from ratings.selectors.outcomes import decidable, left_out
from ratings.services import ballots, counting
from reviews.choices import Level, Presence, Track
from reviews.models import AgendaItem, Contribution, FormEntry, Meeting, Opinion, Review
from reviews.permissions import (
    case_refusal,
    closing_refusal,
    remedy_approval_refusal,
    settles_own,
    target_refusal,
)
from reviews.rules.findings import Finding, RuleViolation
from tests import steps
from tests.box import phrases_of, take_phrases
from tests.factories.organizations import GrantFactory, PersonFactory, UserFactory
from tests.ratings.rounds import counted, opened, prepared, shut, voted
from tests.ratings.test_decisions import proposed
from tests.reviews.test_pages import Scene, pages, scene, signed_in, words
from tests.world import World, standing_on

__all__ = ["scene"]

Act = Callable[[User, Review], list[Finding]]


def _annul(user: User, review: Review) -> list[Finding]:
    track = review.tracks[0]
    return annul_refusal(
        user, Decision(review=review, track=track, authority=review.authority, decided_on=date(2023, 12, 8))
    )


#: What is judged of a person, of a body and of an organization alike.
JUDGING: dict[str, Act] = {
    "appraise": appraisal_refusal,
    "decide": lambda user, review: decision_refusal(user, review, review.tracks[0]),
    "annul": _annul,
    "approve remedies": remedy_approval_refusal,
}
#: What is written or settled about a person only.
ABOUT_ONESELF: dict[str, Act] = {
    "rate as head of the unit": unit_rating_refusal,
    "comment for the cell": cell_comment_refusal,
    "write down cases, verify": case_refusal,
    "give targets": target_refusal,
    "close the dossier": closing_refusal,
    "exempt, waive a venue": lambda user, review: settles_own(user, review, "lead_review"),
    "prompt, mark signs": lambda user, review: settles_own(user, review, "issue_prompts"),
}
ALL = {**JUDGING, **ABOUT_ONESELF}
RIGHTS = ("appraise", "decide", "lead_review", "issue_prompts")


def own_codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings if finding.code.endswith(".own")}


def with_all_rights(world: World, key: str) -> User:
    held = set(Grant.objects.filter(user=world.users[key]).values_list("permission__codename", flat=True))
    for codename in set(RIGHTS) - held:
        world.grant(key, codename, world.district)
    return world.users[key]


# Judging -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("act", ALL)
def test_nobody_judges_himself_whatever_rights_he_holds(world: World, act: str) -> None:
    with standing_on(14):
        user = with_all_rights(world, "deputy")
        assert own_codes(ALL[act](user, world.review_of("deputy")))
        assert not own_codes(ALL[act](user, world.review_of("third")))


@pytest.mark.parametrize("act", JUDGING)
def test_no_head_judges_the_body_he_heads(world: World, act: str) -> None:
    with standing_on(14):
        user = with_all_rights(world, "head")
        for body in (world.leadership, world.cell_committee):
            assert own_codes(JUDGING[act](user, world.collective_review(body)))
            assert not JUDGING[act](with_all_rights(world, "secretary"), world.collective_review(body))


def test_no_secretary_decides_the_level_of_his_own_organization(world: World) -> None:
    """Of the organization whose committee he heads; its other bodies' heads are another matter."""
    with standing_on(14):
        review = Review(
            campaign=world.campaign, kind="organization", unit=world.cell, unit_path=world.cell.path,
            authority=world.district,
        )  # fmt: skip
        assert own_codes(decision_refusal(with_all_rights(world, "head"), review, Track.ORGANIZATION))
        assert not decision_refusal(world.users["secretary"], review, Track.ORGANIZATION)


@pytest.mark.parametrize("act", [*JUDGING, "write down cases, verify", "close the dossier", "exempt, waive a venue"])
def test_whoever_acts_in_anothers_place_does_not_judge_that_one(world: World, act: str) -> None:
    giver, receiver = with_all_rights(world, "head"), world.users["member5"]
    with standing_on(8) as now:
        period = Period(date(2023, 11, 8), date(2023, 11, 30))
        for grant in Grant.objects.filter(user=giver):
            depute(right=grant, receiver=receiver, period=period, reason="Đi học", by=giver, now=now)
    with standing_on(14):
        acting = User.objects.get(pk=receiver.pk)
        assert not ALL[act](acting, world.review_of("third")), "by deputation he may"
        assert own_codes(ALL[act](acting, world.review_of("head")))
        if act in JUDGING:
            assert own_codes(JUDGING[act](acting, world.collective_review()))
        for codename in RIGHTS:
            world.grant("member5", codename, world.district)
        himself = User.objects.get(pk=receiver.pk)
        assert not own_codes(ALL[act](himself, world.review_of("head"))), "by a right of his own he may"


def test_the_deputy_of_a_head_rates_neither_him_nor_comments_on_him(world: World) -> None:
    giver, receiver = world.users["head"], world.users["member5"]
    with standing_on(8) as now:
        period = Period(date(2023, 11, 8), date(2023, 11, 30))
        for post in Post.objects.filter(person=giver.person):
            depute(right=post, receiver=receiver, period=period, reason="Đi học", by=giver, now=now)
    with standing_on(14):
        acting = User.objects.get(pk=receiver.pk)
        assert not unit_rating_refusal(acting, world.review_of("third"))
        assert not cell_comment_refusal(acting, world.review_of("third"))
        for act in ("comment for the cell", "write down cases, verify", "give targets", "close the dossier"):
            assert own_codes(ALL[act](acting, world.review_of("head"))), act


def test_a_list_of_decisions_leaves_ones_own_cases_out_and_says_why(world: World) -> None:
    user = with_all_rights(world, "head")
    with standing_on(8, month=12):
        for review in (world.collective_review(), world.review_of("head"), world.review_of("third")):
            proposed(world, review, track=review.tracks[0])
        listed = {str(row.review) for row in decidable(world.campaign, user)}
        assert listed == {str(world.people["third"])}
        told = [finding.message for finding in left_out(world.campaign, user)]
        assert len(told) == 2
        assert any(message.startswith(f"{world.leadership}: Đồng chí đứng đầu tập thể này") for message in told)
        page = words(signed_in(user).get(reverse("outcomes", args=(world.campaign.pk,))).content)
        assert "Chờ quyết định, không do đồng chí quyết định" in page
        assert not left_out(world.campaign, world.users["secretary"])


# Counting ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


def others_leave(world: World, meeting: Meeting, *keys: str) -> None:
    gone = [world.people[key].pk for key in keys]
    meeting.attendees.filter(person__in=gone).update(presence=Presence.ABSENT)


def test_nobody_on_the_ballot_is_named_to_count_it_while_others_are_there(world: World, meeting: Meeting) -> None:
    with pytest.raises(RuleViolation, match="Chọn người không có tên trong phiếu: Nguyễn Văn Đảng") as refusal:
        prepared(world, meeting, team=("head", "member2", "member3"))
    assert [finding.code for finding in refusal.value.findings] == ["ballot.own_count"]
    assert not BallotSession.objects.exists()


def test_where_nobody_else_is_left_it_is_said_kept_and_printed(world: World, meeting: Meeting) -> None:
    """On the page: first refused with the form as it was, then with the tick; the record and the minutes tell it."""
    others_leave(world, meeting, "member3", "member4", "member5", "agencies_secretary")
    sent = {"counting_team": [world.people[key].pk for key in ("deputy", "third", "member2")], "method": "electronic"}
    client, address = signed_in(world.users["head"]), reverse("ballot-prepare", args=(meeting.pk,))
    with standing_on(14, 10) as now:
        refused = client.post(address, sent)
        assert refused.status_code == 422
        shown = words(refused.content)
        assert "chưa đủ 3 người" in shown
        assert "Lê Văn Bình (có tên trong phiếu)" in shown
        assert 'name="none_else"' in shown
        assert shown.count("checked") == 4, "three people and the way of voting"
        assert client.post(address, sent | {"none_else": "on"}).status_code == 302
        session = BallotSession.objects.get()
        take_phrases(session, by=world.users["head"], now=now)
        ballots.open_ballot(session_id=session.pk, by=world.users["head"], now=now)
    why = "chỉ có 1 người có mặt không có tên trong phiếu mà tổ kiểm phiếu cần 3 người"
    assert set(session.counting_members.filter(voted_on=True).values_list("why", flat=True)) == {why}
    entry = AuditEntry.objects.get(action=AuditAction.BALLOT_PREPARE)
    assert entry.after is not None
    assert why in entry.after["có tên trong phiếu"]
    voted(session, Level.GOOD, count=5)
    counted(world, session)
    assert own_counters(session) == [
        f"{world.people['deputy']}, {world.people['third']} có tên trong phiếu, tham gia kiểm phiếu vì {why}."
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        CountingMember.objects.filter(voted_on=True).update(why="")


def test_whoever_comes_onto_the_ballot_later_keeps_the_box_from_opening(world: World, meeting: Meeting) -> None:
    session = prepared(world, meeting)
    session.counting_team.add(world.people["third"])
    with pytest.raises(RuleViolation, match="nay có tên trong phiếu"):
        opened(world, session)


def test_the_chair_who_is_on_the_ballot_closes_and_opens_no_box(world: World, meeting: Meeting) -> None:
    session = opened(world, prepared(world, meeting))
    voted(session, Level.GOOD, count=5)
    shut(world, session)
    with standing_on(14, 11) as now:
        with pytest.raises(RuleViolation, match="không mở hòm, kiểm phiếu"):
            counting.count_ballot(session_id=session.pk, phrases=phrases_of(session), by=world.users["head"], now=now)
        session.refresh_from_db()
        assert (session.state, session.wrong_phrases) == ("closed", 0), "no attempt is noted"
        counting.count_ballot(session_id=session.pk, phrases=phrases_of(session), by=world.users["member1"], now=now)


# The administrator of accounts ---------------------------------------------------------------------------------------


def administrator() -> User:
    return UserFactory.create(person=None, is_staff=True, is_superuser=True)


def texts_of(value: object) -> set[str]:
    """Every sentence in what people wrote."""
    if isinstance(value, dict):
        return {text for part in value.values() for text in texts_of(part)}
    if isinstance(value, list):
        return {text for part in value for text in texts_of(part)}
    return {value} if isinstance(value, str) and len(value) > 15 else set()


def test_the_administrator_of_accounts_reads_nothing_that_people_write(scene: Scene) -> None:
    written = {text for data in FormEntry.objects.values_list("data", flat=True) for text in texts_of(data)}
    written |= {text for data in Opinion.objects.values_list("data", flat=True) for text in texts_of(data)}
    written |= set(AgendaItem.objects.exclude(conclusion="").values_list("conclusion", flat=True))
    written |= set(Contribution.objects.values_list("text", flat=True))
    assert len(written) > 20
    client, opened = signed_in(administrator()), 0
    addresses = {name: url for name, (url, _who) in pages(scene).items()}
    addresses["forms"] = reverse("forms_templates:forms")
    addresses["verify"] = reverse("forms_templates:verify", args=(scene.paper.document.verify_token,))
    for name, url in addresses.items():
        answer = client.get(url)
        assert answer.status_code in (200, 302, 403, 404), name
        if answer.status_code == 200:
            opened += 1
            shown = words(answer.content)
            assert not [text for text in written if text in shown], name
    assert opened, "some pages are everybody's"


def test_the_desk_of_accounts_has_no_table_of_the_years_work() -> None:
    rooms = {model._meta.app_label for model in admin.site._registry}
    assert not rooms & {"reviews", "ratings", "forms_templates"}


def test_no_administrator_grants_himself_a_right_or_becomes_another(world: World) -> None:
    person = PersonFactory.create()
    himself = UserFactory.create(person=person, is_staff=True, is_superuser=True)
    client, colleague = signed_in(himself), UserFactory.create()
    right = GrantFactory.create(codename="inspect", user=colleague, content_object=world.office)
    form = {"permission": right.permission_id, "content_object": world.office.pk, "scope": "node", "reason": "Tự giao"}
    add = reverse("admin:organizations_grant_add")
    refused = client.post(add, {"user": himself.pk, **form})
    assert refused.status_code == 422
    assert "Không ai tự giao quyền cho mình" in words(refused.content)
    assert client.post(add, {"user": UserFactory.create().pk, "given_by": colleague.pk, **form}).status_code == 302
    assert Grant.objects.get(reason="Tự giao").given_by == himself, "whoever writes it gives it"
    moved = reverse("admin:organizations_grant_change", args=(right.pk,))
    assert client.post(moved, {"user": himself.pk, **form}).status_code == 422
    account = reverse("admin:organizations_user_change", args=(himself.pk,))
    sent = {"username": himself.username, "person": world.people["secretary"].pk, "is_active": "on", "is_staff": "on"}
    client.post(account, sent)
    assert User.objects.get(pk=himself.pk).person == person
    assert client.post(reverse("admin:organizations_person_change", args=(person.pk,)), {}).status_code == 403
    assert not Grant.objects.filter(user=himself).exists()
