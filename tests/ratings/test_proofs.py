"""Whoever issues, closes, counts, decides or annuls proves himself once more; without it nothing is written or lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from organizations import proofs
from organizations.choices import AuditAction
from organizations.models import AuditEntry, Authenticator, Grant, Term, User
from reviews.choices import Level, Track
from reviews.services.campaigns import create_campaign
from tests import steps
from tests.factories.organizations import PASSWORD, OrganizationFactory, UserFactory
from tests.factories.ratings import DecisionFactory
from tests.paper_round import FIRST, closed_paper, sheets
from tests.ratings.rounds import counted, opened, phrase, prepared, shut, voted
from tests.ratings.test_decisions import form, proposed
from tests.ratings.test_outcomes import drafted
from tests.ratings.test_paper_pages import MARKED, typed
from tests.reviews.test_campaigns import issue_form
from tests.reviews.test_pages import signed_in, words
from tests.second_factor import code_of, long_ago, passed_the_door, with_app
from tests.world import PRESET, World, standing_on

TYPED = "Nội dung vừa gõ"


@dataclass
class Act:
    """What is sent by whom on which day; what the record then says, and what a refused page shows of what was typed."""

    user: User
    name: str
    args: tuple[object, ...]
    sent: dict[str, str]
    recorded: AuditAction
    day: tuple[int, int] = (11, 14)
    shows: str = TYPED


def issuing(world: World) -> Act:
    with standing_on(6):
        draft = create_campaign(
            issuer=world.district,
            preset=PRESET,
            name="Đợt khác",
            year=2022,
            number="",
            dated_on=date(2023, 11, 6),
            by=world.users["planner"],
        )
    sent = issue_form(number="7-KH/HU")
    args = (draft.pk,)
    act = AuditAction.CAMPAIGN_ISSUE
    return Act(world.users["planner"], "campaign-issue", args, sent, act, (11, 6), 'value="7-KH/HU"')


def closing_a_meeting(world: World) -> Act:
    meeting = steps.ready_cell(world)
    session = opened(world, prepared(world, meeting))
    voted(session, Level.GOOD)
    counted(world, session)
    sent = {"half_days": "2", "conclusion": TYPED}
    return Act(world.users["head"], "meeting-conclude", (meeting.pk,), sent, AuditAction.MEETING_CLOSE)


def closing_a_box(world: World) -> Act:
    session = opened(world, prepared(world, steps.ready_cell(world)))
    voted(session, Level.GOOD)
    sent = {"password": PASSWORD}
    act = AuditAction.BALLOT_CLOSE
    return Act(world.users["head"], "ballot-close", (session.pk,), sent, act, shows="")


def counting(world: World) -> Act:
    session = opened(world, prepared(world, steps.ready_cell(world)))
    voted(session, Level.GOOD)
    box = shut(world, session)
    people = {"holder-first": "member4", "holder-second": "member2"}
    sent = {name: str(world.people[key].pk) for name, key in people.items()}
    sent |= {name.replace("holder", "phrase"): phrase(box, world, key) for name, key in people.items()}
    chosen = f'<option value="{world.people["member4"].pk}" selected>'
    return Act(world.users["member2"], "ballot-count", (box.pk,), sent, AuditAction.BALLOT_COUNT, shows=chosen)


def entering_figures(world: World) -> Act:
    session = closed_paper(world, steps.ready_cell(world))
    sent = typed(sheets(session, MARKED))
    return Act(world.users[FIRST], "paper-count", (session.pk,), sent, AuditAction.BALLOT_FIGURES, shows='value="7"')


def deciding(world: World) -> Act:
    deputy = proposed(world, world.review_of("deputy"))
    sent = form(Track.CADRE, Level.GOOD, reason=TYPED)
    return Act(world.users["secretary"], "review-ratings", (deputy.pk,), sent, AuditAction.DECIDE, (12, 8))


def deciding_for_the_superior(world: World) -> Act:
    values = {"level": "good", "document_number": "301-QĐ/TU", "decided_on": "2023-12-08", "reason": TYPED}
    sent = {"action": "superior-collective", **{f"superior-collective-{name}": value for name, value in values.items()}}
    args = (world.collective_review(world.standing).pk,)
    return Act(world.users["officer"], "review-ratings", args, sent, AuditAction.DECIDE, (12, 8))


def annulling(world: World) -> Act:
    review = world.review_of("deputy")
    DecisionFactory.create(review=review, track=Track.CADRE, authority=world.district)
    sent = {"action": "annul-cadre", "annul-cadre-reason": TYPED}
    return Act(world.users["secretary"], "review-ratings", (review.pk,), sent, AuditAction.ANNUL, (12, 20))


def deciding_many(world: World) -> Act:
    Term.objects.create(organization=world.district, starts_on=date(2020, 8, 1), ends_on=date(2025, 7, 31))
    paper = drafted(world)
    return Act(world.users["secretary"], "paper-issue", (paper.pk,), {}, AuditAction.DECIDE, (12, 8), shows="")


def granting(world: World) -> Act:
    keeper = UserFactory.create(person=None, is_staff=True, is_superuser=True)
    sent = {
        "user": str(world.users["deputy"].pk),
        "permission": str(Permission.objects.get(codename="decide", content_type__app_label="organizations").pk),
        "content_object": str(OrganizationFactory.create(name="Đảng bộ xã Khác").pk),
        "scope": "node",
        "reason": TYPED,
    }
    return Act(keeper, "admin:organizations_grant_add", (), sent, AuditAction.GRANT)


def deputizing(world: World) -> Act:
    right = Grant.objects.get(user=world.users["secretary"], permission__codename="decide")
    sent = {
        "right": f"grant-{right.pk}",
        "receiver": str(world.users["supervisor"].pk),
        "valid_from": "2023-11-14",
        "valid_to": "2023-11-30",
        "reason": TYPED,
    }
    return Act(world.users["secretary"], "deputation-new", (), sent, AuditAction.DEPUTE)


ACTS: list[Callable[[World], Act]] = [
    issuing,
    closing_a_meeting,
    closing_a_box,
    counting,
    entering_figures,
    deciding,
    deciding_for_the_superior,
    annulling,
    deciding_many,
    granting,
    deputizing,
]


def do(client: Client, act: Act, **proof: str) -> HttpResponse:
    month, day = act.day
    with standing_on(day, 11, month=month):
        return client.post(reverse(act.name, args=act.args), act.sent | proof)  # type: ignore[return-value]


def acts_of(act: Act) -> int:
    return AuditEntry.objects.filter(action=act.recorded, user=act.user).count()


@pytest.mark.parametrize("scene", ACTS, ids=lambda scene: scene.__name__)
def test_an_act_waits_for_a_code_of_late_and_keeps_what_was_typed(
    world: World, settings: LazySettings, scene: Callable[[World], Act]
) -> None:
    act = scene(world)
    before = acts_of(act)
    settings.SECOND_FACTOR = True
    with_app(act.user)
    client = long_ago(passed_the_door(act.user))

    refused = do(client, act)
    assert refused.status_code == 422
    page = words(refused.content)
    assert "Nhập mã của ứng dụng xác thực" in page
    assert f'name="{proofs.CODE}"' in page
    assert act.shows in page

    wrong = do(client, act, **{proofs.CODE: "000000" if code_of(act.user) != "000000" else "000001"})
    assert (wrong.status_code, acts_of(act)) == (422, before)
    assert AuditEntry.objects.filter(action=AuditAction.PROOF_REFUSED, user=act.user).count() == 1

    Authenticator.objects.filter(user=act.user).update(throttling_failure_count=0)
    code = code_of(act.user)
    assert do(client, act, **{proofs.CODE: code}).status_code == 302
    assert acts_of(act) > before


def test_a_code_typed_a_moment_ago_goes_for_the_act_too(world: World, settings: LazySettings) -> None:
    act = deciding(world)
    settings.SECOND_FACTOR = True
    with_app(act.user)
    assert do(passed_the_door(act.user), act).status_code == 302


def test_a_plain_member_of_the_counting_team_gives_his_password(world: World, settings: LazySettings) -> None:
    act = counting(world)
    settings.SECOND_FACTOR = True
    client = long_ago(signed_in(act.user))
    refused = do(client, act)
    assert (refused.status_code, act.shows in words(refused.content)) == (422, True)
    assert f'name="{proofs.PASSWORD}"' in refused.content.decode()
    assert do(client, act, **{proofs.PASSWORD: "sai"}).status_code == 422
    assert do(client, act, **{proofs.PASSWORD: PASSWORD}).status_code == 302


def test_whoever_became_staff_without_an_app_is_told_to_set_it_up(world: World, settings: LazySettings) -> None:
    act = counting(world)
    settings.SECOND_FACTOR = True
    client = signed_in(act.user)
    world.grant("member2", "inspect", world.cell)
    refused = do(client, act, **{proofs.PASSWORD: PASSWORD})
    assert (refused.status_code, reverse("factor-set-up") in refused.content.decode()) == (422, True)
