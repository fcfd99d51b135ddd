"""Mẫu 3-213 goes from cell to cell; the person reviewed cannot touch it."""

from __future__ import annotations

from datetime import date

import pytest

from organizations.choices import AuditAction
from organizations.models import AuditEntry
from reviews.choices import OpinionState
from reviews.duties import duties
from reviews.models import Campaign, Opinion
from reviews.rules.findings import RuleViolation
from reviews.selectors.progress import progress_of
from reviews.selectors.reviews import review_card
from reviews.services import opinions
from reviews.services.papers import print_residence_reply
from tests.world import REPLY, World, standing_on

DAY = date(2023, 11, 7)


def request(world: World, *, by: str = "deputy", about: str = "third") -> Opinion:
    with standing_on(7) as now:
        return opinions.request_residence_opinion(
            review_id=world.review_of(about).pk, by=world.users[by], on=now.date(), due_on=None, now=now
        )


def answer(world: World, opinion: Opinion, *, by: str = "village_secretary", **changes: str) -> None:
    with standing_on(9) as now:
        opinions.answer_residence_opinion(opinion_id=opinion.pk, data=REPLY | changes, by=world.users[by], now=now)


def test_the_cell_asks_and_the_village_is_told(world: World) -> None:
    opinion = request(world)
    assert opinion.addressee == world.village
    assert opinion.sender == world.cell
    assert world.users["village_secretary"].notices.filter(kind="opinion").count() == 1


def test_the_person_can_neither_send_nor_answer_nor_confirm_his_own_sheet(world: World) -> None:
    """P4-1.4.1-n says it in words; the plan of the district leaves it to good sense."""
    with pytest.raises(RuleViolation) as refused:
        request(world, by="head", about="head")
    assert refused.value.findings[0].code == "permission.opinion.own"
    opinion = request(world, by="deputy", about="head")
    with pytest.raises(RuleViolation):
        answer(world, opinion, by="head")
    assert not Opinion.objects.visible_to(world.users["head"]).exists()


def test_asking_twice_is_refused_and_tells_when_it_was_sent(world: World) -> None:
    request(world)
    with pytest.raises(RuleViolation) as refused:
        request(world)
    assert "07/11/2023" in str(refused.value)
    assert Opinion.objects.count() == 1


def waive(world: World, *, about: str = "third") -> Opinion:
    with standing_on(7) as now:
        return opinions.waive_residence_opinion(
            review_id=world.review_of(about).pk, reason="Mới chuyển đến.", by=world.users["head"], on=now.date()
        )


def test_a_waiver_is_on_record_with_its_reason_and_a_refused_one_is_not(world: World) -> None:
    with standing_on(6) as now:
        waived = opinions.waive_residence_opinion(
            review_id=world.review_of("deputy").pk, reason="Mới chuyển đến.", by=world.users["head"], on=now.date()
        )
        with pytest.raises(RuleViolation):
            opinions.waive_residence_opinion(
                review_id=world.review_of("deputy").pk, reason=" ", by=world.users["head"], on=now.date()
            )
    entry = AuditEntry.objects.get(action=AuditAction.WAIVE)
    assert (entry.user, entry.object_id, entry.after) == (world.users["head"], waived.pk, {"lý do": "Mới chuyển đến."})
    assert entry.unit_path == world.review_of("deputy").unit_path, "whoever inspects there sees it"


def test_what_was_waived_before_the_residence_was_known_is_asked_in_its_place(world: World) -> None:
    person = world.people["third"]
    home, person.residence_cell = person.residence_cell, None
    person.save()
    assert waive(world).addressee == world.cell
    person.residence_cell = home
    person.save()
    opinion = request(world)
    assert (opinion.addressee, opinion.state, opinion.waived_reason) == (home, OpinionState.REQUESTED, "")
    assert Opinion.objects.count() == 1


def test_a_reply_sent_back_counts_as_not_given_and_keeps_what_was_ticked(world: World) -> None:
    opinion = request(world)
    answer(world, opinion)
    opinions.return_residence_opinion(opinion_id=opinion.pk, by=world.users["commune_secretary"])
    opinion.refresh_from_db()
    assert (opinion.state, opinion.answered_at, opinion.answered_by) == (OpinionState.REQUESTED, None, None)
    assert opinion.data["item_1"] == REPLY["item_1"]
    with pytest.raises(RuleViolation):
        print_residence_reply(opinion=opinion, by=world.users["village_secretary"])
    with pytest.raises(RuleViolation, match="đã nhận xét"):
        waive(world)


def test_a_reply_with_five_of_six_choices_is_refused(world: World) -> None:
    opinion = request(world)
    with pytest.raises(RuleViolation) as refused:
        answer(world, opinion, item_4="")
    assert refused.value.findings[0].reference is not None
    assert refused.value.findings[0].reference.clause == "P0-M213-c"
    opinion.refresh_from_db()
    assert opinion.state == OpinionState.REQUESTED


def test_a_reply_counts_only_once_the_commune_has_confirmed_it(world: World) -> None:
    opinion = request(world)
    answer(world, opinion)
    opinion.refresh_from_db()
    assert not opinion.is_in
    with standing_on(10) as now:
        opinions.confirm_residence_opinion(opinion_id=opinion.pk, by=world.users["commune_secretary"], now=now)
    opinion.refresh_from_db()
    assert opinion.is_in


def test_the_hand_that_answered_does_not_confirm(world: World) -> None:
    opinion = request(world)
    answer(world, opinion)
    with standing_on(10) as now, pytest.raises(RuleViolation) as refused:
        opinions.confirm_residence_opinion(opinion_id=opinion.pk, by=world.users["village_secretary"], now=now)
    assert refused.value.findings[0].code == "permission.opinion.same_hand"


def test_a_consulted_body_must_write_number_date_comment_and_level(world: World) -> None:
    with standing_on(20) as now:
        asked = opinions.request_routed_opinions(
            review=world.review_of("third"), by=world.users["planner"], on=now.date(), due_on=None, now=now
        )
        opinion = next(row for row in asked if "Ủy ban nhân dân" in str(row.addressee))
        world.grant("officer", "give_opinions", opinion.addressee)
        with pytest.raises(RuleViolation) as refused:
            opinions.answer_consultee_opinion(
                opinion_id=opinion.pk,
                comment="Hoàn thành nhiệm vụ",
                level="",
                document_number="",
                document_on=None,
                by=world.users["officer"],
                now=now,
            )
    message = refused.value.findings[0].message
    assert "số văn bản" in message
    assert "mức đề nghị xếp loại" in message


def test_a_cadre_under_the_peoples_committee_is_routed_to_it_through_the_home_affairs_office(world: World) -> None:
    with standing_on(20) as now:
        asked = opinions.request_routed_opinions(
            review=world.review_of("third"), by=world.users["planner"], on=now.date(), due_on=None, now=now
        )
    assert [(str(row.addressee), row.via, row.clause) for row in asked] == [
        ("Ủy ban nhân dân huyện Mẫu", "Phòng Nội vụ", "P0-III.2-d")
    ]


def test_a_plan_that_asks_no_residence_shows_no_such_step_duty_or_button(world: World) -> None:
    """P3 prints nothing of the place of residence."""
    review = world.review_of("third")
    deputy = world.users["deputy"]

    def shown() -> tuple[str, bool, bool]:
        with standing_on(7):
            steps = {
                step.key: step.state.value for step in progress_of(world.campaign, [review], on=DAY)[review.pk].steps
            }
            keys = {duty.key.split(":")[0] for duty in duties(world.campaign, on=DAY, user=deputy)}
            card = review_card(review, user=deputy, on=DAY)
        return steps["residence"], any(key.startswith("residence") for key in keys), card.can_request_residence

    assert shown() == ("todo", True, True)
    Campaign.objects.update(settings={"citations": {"residence_opinion": "none"}})
    world.campaign = Campaign.objects.get(pk=world.campaign.pk)
    review.campaign = world.campaign
    assert shown() == ("not_applicable", False, False)
