"""Plans of remedies after the review: drawn up, handed in, approved; their lines stand in the next year's form."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.choices import CollectiveKind
from organizations.models import Collective
from reviews.choices import RemedyState, Track
from reviews.duties import duties
from reviews.models import Campaign, RemediationItem, RemedyPlan, Review
from reviews.rules.findings import RuleViolation
from reviews.rules.remedies import Remedy
from reviews.services.entries import carried_shortcomings
from reviews.services.remedies import approve_remedies, hand_in_remedies, return_remedies, write_remedies
from tests import steps
from tests.factories.organizations import PersonFactory
from tests.factories.ratings import DecisionFactory
from tests.factories.reviews import CampaignFactory, PromptFactory, RemedyPlanFactory, ReviewFactory
from tests.reviews.bad_input import form_data
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import assert_flat, signed_in
from tests.reviews.test_province_plan import province
from tests.world import World, standing_on

__all__ = ["commune", "province"]

LINE = Remedy("Giải ngân vốn đầu tư còn chậm.", "Giao ban hằng tuần.", "Trần Thị Hà", "Quý I năm 2024")
ROW = {name: getattr(LINE, name) for name in ("shortcoming", "remedy", "responsible", "due_by")}


def hand_in(world: World, review: Review, by: str, *remedies: Remedy, day: int = 20) -> list[str]:
    with standing_on(day) as now:
        found = hand_in_remedies(
            review_id=review.pk, remedies=remedies or (LINE,), by=world.users[by], on=now.date(), now=now
        )
    return [row.clause for row in found]


def due(world: World, key: str, by: str, day: int = 20) -> list[date | None]:
    with standing_on(day) as now:
        return [
            row.due_on for row in duties(world.campaign, on=now.date(), user=world.users[by]) if row.key.startswith(key)
        ]


# --- P1: who was prompted, with the review itself -------------------------------------------------------------------


def test_only_who_was_prompted_or_bears_a_sign_draws_one_up(province: World) -> None:
    """P1-II.3-b"""
    review = province.collective_review()
    address = reverse("review-remedies", args=(review.pk,))
    client = signed_in(province.users["head"])
    assert client.get(address).status_code == 404
    with pytest.raises(RuleViolation):
        hand_in(province, review, "head")
    assert not RemedyPlan.objects.exists()
    Review.objects.filter(pk=review.pk).update(violation_flags=["disunity"])
    assert client.get(address).status_code == 200


def test_plan_of_the_prompted_is_due_on_the_day_of_its_meeting_and_late_after_it(province: World) -> None:
    """P1-II.3-b"""
    review = province.collective_review()
    steps.submit(province, review, by="head", day=13)
    PromptFactory.create(review=review)
    steps.plan_office(province, day=21)
    assert due(province, "remedies:", "head") == [date(2023, 11, 21)]
    assert hand_in(province, review, "head", day=22) == ["P1-II.3-b"]
    assert due(province, "remedies:", "head") == []
    assert RemedyPlan.objects.get().state == RemedyState.IN_FORCE  # nobody is named to approve


# --- P4: everybody, at once after the results -----------------------------------------------------------------------


def test_plan_begins_with_the_shortcomings_of_the_form_and_is_kept_as_it_is(commune: World) -> None:
    """P4-2.3-y"""
    issue(commune)
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    review = commune.collective_review(committee)
    review.entry.data = {"ii_shortcomings": [{"text": "Thu đảng phí chậm.", "remedy": "Thu hằng tháng."}]}
    review.entry.state, review.entry.submitted_at = "submitted", review.campaign.issued_at
    review.entry.save()
    client = signed_in(commune.users["commune_secretary"])
    address = reverse("review-remedies", args=(review.pk,))
    page = client.get(address).content.decode()
    assert "Thu đảng phí chậm." in page
    assert "Thu hằng tháng." in page
    # Kept with an open line: only handing in asks for every part.
    assert client.post(address, form_data({"lines": [{**ROW, "due_by": ""}]}, action="save")).status_code == 302
    assert [line.due_by for line in RemedyPlan.objects.get().lines.all()] == [""]
    # Nobody else reads the draft.
    assert signed_in(commune.users["vice"]).get(address).status_code == 404


def test_plan_without_results_or_with_an_open_line_is_refused_and_writes_nothing(commune: World) -> None:
    """P4-2.3-y"""
    issue(commune)
    review = commune.review_of("villager1")
    with pytest.raises(RuleViolation) as caught:
        hand_in(commune, review, "villager1")
    assert [row.code for row in caught.value.findings] == ["remedies.early"]
    DecisionFactory.create(review=review, track=Track.MEMBER, decided_on=date(2023, 11, 18), authority=commune.commune)
    for remedies in ((Remedy("Họp thưa.", "", "", ""),), (Remedy("x", "y", "z" * 201, "w"),)):
        with pytest.raises(RuleViolation) as caught:
            hand_in(commune, review, "villager1", *remedies)
    with pytest.raises(RuleViolation):
        hand_in(commune, review, "villager2")
    assert not RemedyPlan.objects.exists()


def test_lines_in_force_stand_in_section_iii_of_the_next_review(commune: World) -> None:
    """P4-2.3-y"""
    issue(commune)
    review = commune.review_of("villager1")
    assert due(commune, "remedies:", "villager1") == []
    DecisionFactory.create(review=review, track=Track.MEMBER, decided_on=date(2023, 11, 18), authority=commune.commune)
    assert due(commune, "remedies:", "villager1") == [None]
    assert hand_in(commune, review, "villager1") == []
    item = RemediationItem.objects.get(person=commune.people["villager1"])
    assert (item.shortcoming, item.raised_year, item.remedy_line.remedy) == (LINE.shortcoming, 2023, LINE.remedy)
    (carried,) = carried_shortcomings(review)
    assert carried["shortcoming"] == f"{LINE.shortcoming} (năm 2023)"
    with pytest.raises(RuleViolation):
        hand_in(commune, review, "villager1")  # the button pressed twice opens nothing twice
    with pytest.raises(RuleViolation):
        write_remedies(review_id=review.pk, remedies=(LINE,), by=commune.users["villager1"])
    assert RemediationItem.objects.count() == 1
    page = signed_in(commune.users["planner"]).get(reverse("review-remedies", args=(review.pk,))).content.decode()
    assert LINE.remedy in page


# --- P2: the committee of the commune approves ----------------------------------------------------------------------


@pytest.fixture
def approved(commune: World) -> tuple[World, Review]:
    """A campaign of the commune's plan of 2025 beside it: one body rated on 20/11/2023."""
    commune.campaign = CampaignFactory.create(
        issued=True, issuer=commune.commune, preset="p2_xa_2025", year=2023, number="9-KH/ĐU"
    )
    review = ReviewFactory.create(campaign=commune.campaign, of_collective=True, collective=_body(commune))
    DecisionFactory.create(review=review, track=Track.COLLECTIVE, decided_on=date(2023, 11, 20))
    commune.grant("secretary", "decide", commune.commune)
    return commune, review


def _body(world: World) -> Collective:
    return Collective.objects.get(organization=world.village, kind=CollectiveKind.CELL_COMMITTEE)


def test_plan_is_reminded_of_five_working_days_after_the_results_and_late_after_them(
    approved: tuple[World, Review],
) -> None:
    """P2-VI.2-b"""
    world, review = approved
    assert due(world, "remedies:", "village_secretary") == [date(2023, 11, 27)]
    assert hand_in(world, review, "village_secretary", day=28) == ["P2-VI.2-b"]


def test_authority_approves_with_a_document_and_only_then_the_lines_are_open(approved: tuple[World, Review]) -> None:
    """P2-VI.2-b"""
    world, review = approved
    assert hand_in(world, review, "village_secretary", day=22) == []
    assert not RemediationItem.objects.exists()
    assert due(world, "remedies-approve:", "secretary") == [None]
    client, address = signed_in(world.users["secretary"]), reverse("remedies-settle", args=(review.pk,))
    with standing_on(23) as now:
        assert client.post(address, {"action": "approve", "document_number": " "}).status_code == 422
        assert client.post(address, {"action": "return", "reason": " "}).status_code == 422
        with pytest.raises(RuleViolation):
            approve_remedies(
                review_id=review.pk,
                document_number="5-CV/ĐU",
                by=world.users["village_secretary"],
                on=now.date(),
                now=now,
            )
        assert not RemediationItem.objects.exists()
        assert client.post(address, {"action": "approve", "document_number": "5-CV/ĐU"}).status_code == 302
        assert client.post(address, {"action": "approve", "document_number": "6-CV/ĐU"}).status_code == 422
    plan = RemedyPlan.objects.get()
    assert (plan.state, plan.document_number, plan.approved_on) == ("in_force", "5-CV/ĐU", date(2023, 11, 23))
    assert RemediationItem.objects.get().collective == review.collective


def test_plan_given_back_is_written_again_and_its_writer_reads_why(approved: tuple[World, Review]) -> None:
    """P2-VI.2-b"""
    world, review = approved
    hand_in(world, review, "village_secretary", day=22)
    with standing_on(23) as now:
        return_remedies(review_id=review.pk, reason="Chưa rõ thời hạn từng việc.", by=world.users["secretary"], now=now)
        address = reverse("review-remedies", args=(review.pk,))
        page = signed_in(world.users["village_secretary"]).get(address).content.decode()
    assert "Chưa rõ thời hạn từng việc." in page
    assert world.users["village_secretary"].notices.filter(subject__contains="trả lại").exists()
    assert hand_in(world, review, "village_secretary", day=24) == []
    assert RemedyPlan.objects.get().return_reason == ""


def test_database_keeps_a_plan_handed_in_with_its_day_and_an_approval_with_its_document(province: World) -> None:
    plan = RemedyPlanFactory.create()
    for name, changed in (
        ("a_remedy_plan_handed_in_has_its_day", {"state": RemedyState.IN_FORCE}),
        ("an_approved_remedy_plan_has_its_document", {"approved_on": date(2023, 11, 20)}),
    ):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            RemedyPlan.objects.filter(pk=plan.pk).update(**changed)


def test_plan_of_a_plan_that_asks_for_none_does_not_exist(world: World) -> None:
    review = world.review_of("third")
    assert signed_in(world.users["third"]).get(reverse("review-remedies", args=(review.pk,))).status_code == 404
    assert due(world, "remedies", "third") == []


def test_duties_and_lines_cost_the_same_with_many_rows(commune: World) -> None:
    issue(commune)
    Campaign.objects.filter(pk=commune.campaign.pk).update(settings={"remedies": {"approved": True}})

    def add(count: int) -> None:
        for _ in range(count):
            review = ReviewFactory.create(
                campaign=commune.campaign, unit=commune.village, person=PersonFactory.create(full_name="Lê Thị Đếm")
            )
            RemedyPlanFactory.create(review=review, state=RemedyState.HANDED_IN, handed_in_on=date(2023, 11, 20))

    commune.grant("secretary", "decide", commune.commune)
    with standing_on(14):
        assert_flat(signed_in(commune.users["secretary"]), reverse("home"), add, row="Lê Thị Đếm")
    plan = RemedyPlanFactory.create(review=commune.review_of("villager1"))

    def add_lines(count: int) -> None:
        first = plan.lines.count()
        for place in range(count):
            plan.lines.create(position=first + place + 1, shortcoming="Việc phải đếm", remedy="Sửa")

    address = reverse("review-remedies", args=(plan.review_id,))
    with standing_on(14):
        assert_flat(signed_in(commune.users["villager1"]), address, add_lines, row="Việc phải đếm")
