"""Prompts under the province plan of 2023: proposed by the printed bodies, merged and issued (P1 II.3, II.6, III.1)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Tier
from organizations.models import Organization
from reviews.choices import AuthorityKind
from reviews.duties import duties
from reviews.models import AuthorsDay, PromptProposal, Review, ReviewPrompt
from reviews.rules.findings import RuleViolation
from reviews.services.assignments import set_flags
from reviews.services.proposals import propose_prompt, set_aside, set_proposal_day
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PersonFactory, PostFactory
from tests.factories.reviews import PromptProposalFactory, ReviewFactory
from tests.reviews.test_pages import assert_flat, signed_in
from tests.reviews.test_province_plan import own, province
from tests.world import World, standing_on

__all__ = ["province"]

TEXT = "Chậm giải ngân vốn đầu tư công năm 2023 tại ba dự án."


@pytest.fixture
def delegation(province: World) -> Organization:
    """Đảng đoàn of the province, led by its own account."""
    body = OrganizationFactory.create(
        parent=province.district,
        kind=OrganizationKind.PARTY_DELEGATION,
        tier=Tier.PROVINCE,
        name="Đảng đoàn HĐND tỉnh",
    )
    leader = province.add("delegation", "Cao Thị Đoàn", cell=province.village)
    leadership = CollectiveFactory.create(organization=body, kind=CollectiveKind.BOARD_LEADERSHIP)
    PostFactory.create(person=leader, collective=leadership, role=PostRole.HEAD)
    return body


def board_of(world: World) -> Organization:
    return Organization.objects.get(kind=OrganizationKind.ADVISORY_BOARD)


def propose(
    world: World, by: str, body: Organization | None, review: Review, text: str = TEXT, day: int = 13
) -> PromptProposal:
    with standing_on(day) as now:
        proposal, _warnings = propose_prompt(
            review_id=review.pk,
            organization=body,
            category="task_results",
            text=text,
            by=world.users[by],
            on=now.date(),
        )
    return proposal


def test_printed_bodies_and_members_propose_and_a_department_does_not(
    province: World, delegation: Organization
) -> None:
    """P1-II.6-a"""
    review = province.collective_review()
    propose(province, "delegation", delegation, review)
    propose(province, "officer", board_of(province), review)
    propose(province, "supervisor", None, review)
    assert PromptProposal.objects.count() == 3
    for by, body in (("third", province.office), ("third", None)):
        with pytest.raises(RuleViolation) as caught:
            propose(province, by, body, review, text="Một việc khác cần làm rõ trách nhiệm.")
        assert own(province, caught) == {"P1-II.6-a"}
    assert PromptProposal.objects.count() == 3


def test_board_of_a_level_below_the_issuers_does_not_propose(province: World) -> None:
    """P1-II.6-a"""
    lower = OrganizationFactory.create(parent=province.commune, kind=OrganizationKind.ADVISORY_BOARD, tier=Tier.COMMUNE)
    leadership = CollectiveFactory.create(organization=lower, kind=CollectiveKind.BOARD_LEADERSHIP)
    PostFactory.create(person=province.people["third"], collective=leadership, role=PostRole.HEAD)
    with pytest.raises(RuleViolation) as caught:
        propose(province, "third", lower, province.collective_review())
    assert own(province, caught) == {"P1-II.6-a"}


def test_nobody_proposes_for_a_body_that_he_does_not_lead(province: World, delegation: Organization) -> None:
    with pytest.raises(RuleViolation) as caught:
        propose(province, "officer", delegation, province.collective_review())
    assert [row.code for row in caught.value.findings] == ["permission.prompt.propose"]
    assert not PromptProposal.objects.exists()


def test_whom_the_standing_committee_does_not_manage_nobody_proposes_about(province: World) -> None:
    """P1-II.6-a"""
    review = province.review_of("third")
    Review.objects.filter(pk=review.pk).update(authority_kind=AuthorityKind.EXTERNAL)
    with pytest.raises(RuleViolation) as caught:
        propose(province, "officer", board_of(province), review)
    assert own(province, caught) == {"P1-II.6-a"}
    assert not PromptProposal.objects.exists()


def test_proposal_on_the_page_says_of_what_kind_it_is_and_what_exactly(province: World) -> None:
    """P1-II.6-b"""
    client, address = signed_in(province.users["officer"]), reverse("campaign-proposals", args=(province.campaign.pk,))
    review = province.collective_review()
    board = board_of(province)
    sent = {"proposer": f"organization-{board.pk}", "review": review.pk, "category": "task_results", "text": TEXT}
    with standing_on(13):
        for wrong in ({"category": ""}, {"category": "gossip"}, {"text": "  "}):
            assert client.post(address, {**sent, **wrong}).status_code == 422
        assert not PromptProposal.objects.exists()
        answer = client.post(address, {**sent, "text": "Chậm tiến độ."}, follow=True).content.decode()
        assert "mới có 13 ký tự" in answer
        assert client.post(address, sent).status_code == 302
        again = client.post(address, sent)
    assert again.status_code == 422
    assert "đã đề xuất" in again.content.decode()
    assert PromptProposal.objects.count() == 2


def test_empty_or_kindless_proposal_is_refused_with_its_clause(province: World) -> None:
    """P1-II.6-b"""
    with standing_on(13) as now, pytest.raises(RuleViolation) as caught:
        propose_prompt(
            review_id=province.collective_review().pk,
            organization=board_of(province),
            category="",
            text=" ",
            by=province.users["officer"],
            on=now.date(),
        )
    assert own(province, caught) == {"P1-II.6-b"}


def test_equal_proposals_are_one_line_and_the_prompt_issued_from_it_names_them_all(
    province: World, delegation: Organization
) -> None:
    """P1-III.1-a"""
    review = province.collective_review()
    rows = [
        propose(province, "officer", board_of(province), review),
        propose(province, "delegation", delegation, review, text=f"  {TEXT.lower()}"),
    ]
    other = propose(province, "supervisor", None, review, text="Đơn thư khiếu nại kéo dài chưa giải quyết.")
    client = signed_in(province.users["officer"])
    with standing_on(14):
        page = client.get(reverse("campaign-proposals", args=(province.campaign.pk,))).content.decode()
        assert "2 nội dung chờ tổng hợp" in page
        assert "Ban Tổ chức Huyện ủy; Đảng đoàn HĐND tỉnh" in page
        ids = ",".join(str(row.pk) for row in rows)
        address = reverse("review-prompts", args=(review.pk,))
        prefilled = client.get(address, {"de-xuat": ids}).content.decode()
        assert TEXT in prefilled
        assert f'value="{ids}"' in prefilled
        sent = {"text": TEXT, "document_number": "9-CV/TU", "proposals": ids}
        assert client.post(address, sent).status_code == 302
        # The same proposals cannot be taken in twice.
        assert client.post(address, {**sent, "text": "Nội dung khác."}).status_code == 422
    prompt = ReviewPrompt.objects.get()
    assert set(prompt.proposals.all()) == set(rows)
    other.refresh_from_db()
    assert other.waits


def test_prompt_takes_in_no_proposal_about_somebody_else(province: World) -> None:
    about_the_head = propose(province, "officer", board_of(province), province.review_of("head"))
    with standing_on(14):
        answer = signed_in(province.users["officer"]).post(
            reverse("review-prompts", args=(province.collective_review().pk,)),
            {"text": TEXT, "document_number": "9-CV/TU", "proposals": str(about_the_head.pk)},
        )
    assert answer.status_code == 422
    assert not ReviewPrompt.objects.exists()


def test_proposal_is_set_aside_with_a_reason_by_the_board_only_and_taken_up_again(province: World) -> None:
    """P1-III.1-a"""
    row = propose(province, "officer", board_of(province), province.collective_review())
    for by, reason in (("third", "Đã giải trình."), ("officer", " ")):
        with pytest.raises(RuleViolation):
            set_aside(proposal_id=row.pk, reason=reason, by=province.users[by])
    row.refresh_from_db()
    assert row.waits
    client = signed_in(province.users["officer"])
    address = reverse("proposal-set-aside", args=(province.campaign.pk, row.pk))
    assert client.post(address, {"reason": "Đã giải trình."}).status_code == 302
    assert PromptProposal.objects.get().set_aside_reason == "Đã giải trình."
    assert client.post(address, {"reason": ""}).status_code == 302
    assert PromptProposal.objects.get().waits


def test_authors_day_reminds_the_bodies_and_marks_what_comes_after_it(province: World) -> None:
    """P1-II.6-a: the paper prints no day."""
    board, officer = board_of(province), province.users["officer"]

    def asked(day: int) -> list[tuple[str, date | None]]:
        with standing_on(day) as now:
            found = duties(province.campaign, on=now.date(), user=officer)
        return [(row.key, row.due_on) for row in found if row.key.startswith("propose:")]

    assert asked(13) == []
    client = signed_in(province.users["planner"])
    address = reverse("proposal-day", args=(province.campaign.pk,))
    assert client.post(address, {"due_on": "không rõ"}).status_code == 422
    assert client.post(address, {"due_on": "2023-11-20", "basis": "Công văn số 3-CV/BTCTU"}).status_code == 302
    assert asked(13) == [(f"propose:{board.pk}", date(2023, 11, 20))]
    assert asked(21) == []
    with standing_on(21) as now:
        _row, warnings = propose_prompt(
            review_id=province.collective_review().pk,
            organization=board,
            category="task_results",
            text=TEXT,
            by=officer,
            on=now.date(),
        )
        page = signed_in(officer).get(reverse("campaign-proposals", args=(province.campaign.pk,))).content.decode()
    assert [(row.code, row.clause) for row in warnings] == [("prompt.proposed_late", "P1-II.6-a")]
    assert "(sau hạn)" in page
    assert asked(20) == []  # it has proposed


def test_day_of_proposals_is_set_by_the_author_only(province: World) -> None:
    with pytest.raises(RuleViolation):
        set_proposal_day(
            campaign_id=province.campaign.pk, due_on=date(2023, 11, 20), basis="", by=province.users["officer"]
        )
    assert not AuthorsDay.objects.exists()


def test_sign_of_violation_stands_before_the_board_until_it_prompts(province: World) -> None:
    """P1-II.3-a"""
    review, officer = province.collective_review(), province.users["officer"]
    set_flags(review_id=review.pk, flags=["disunity"], by=officer)
    address = reverse("review-prompts", args=(review.pk,))
    with standing_on(14) as now:
        assert "flagged" in {row.key for row in duties(province.campaign, on=now.date(), user=officer)}
        page = signed_in(officer).get(address).content.decode()
        assert "cấp ủy cấp trên phải kịp thời xem xét, gợi ý kiểm điểm" in page
        assert "mục II.3" in page
        signed_in(officer).post(address, {"text": "Làm rõ trách nhiệm.", "document_number": "9-CV/TU"})
        assert "flagged" not in {row.key for row in duties(province.campaign, on=now.date(), user=officer)}
        assert "phải kịp thời xem xét" not in signed_in(officer).get(address).content.decode()


def test_proposals_wait_before_the_board_and_are_seen_by_nobody_else(province: World, delegation: Organization) -> None:
    propose(province, "delegation", delegation, province.collective_review())
    address = reverse("campaign-proposals", args=(province.campaign.pk,))
    with standing_on(14) as now:
        assert "proposals" in {
            row.key for row in duties(province.campaign, on=now.date(), user=province.users["officer"])
        }
        seen = {key: signed_in(province.users[key]).get(address) for key in ("officer", "planner", "delegation")}
        assert all(TEXT in answer.content.decode() for answer in seen.values())
        # A member of the standing committee proposes too, and sees his own only.
        assert TEXT not in signed_in(province.users["supervisor"]).get(address).content.decode()
        for key in ("third", "member1", "village_secretary"):
            assert signed_in(province.users[key]).get(address).status_code == 404


def test_database_keeps_one_proposer_and_no_reason_beside_a_prompt(province: World) -> None:
    row = propose(province, "officer", board_of(province), province.collective_review())
    with pytest.raises(IntegrityError, match="a_proposal_has_exactly_one_proposer"), transaction.atomic():
        PromptProposal.objects.filter(pk=row.pk).update(person=province.people["officer"])
    prompt = ReviewPrompt.objects.create(
        review=row.review, text=TEXT, issued_on=date(2023, 11, 14), issued_by=province.users["officer"]
    )
    with pytest.raises(IntegrityError, match="a_proposal_set_aside_is_in_no_prompt"), transaction.atomic():
        PromptProposal.objects.filter(pk=row.pk).update(prompt=prompt, set_aside_reason="Không")


@pytest.mark.parametrize("name", ["campaign-proposals", "home"])
def test_proposals_cost_the_same_with_many_rows(province: World, name: str) -> None:
    board = board_of(province)

    def add(count: int) -> None:
        for _ in range(count):
            review = ReviewFactory.create(
                campaign=province.campaign, unit=province.office, person=PersonFactory.create(full_name="Lê Thị Đếm")
            )
            PromptProposalFactory.create(review=review, organization=board)
            ReviewFactory.create(campaign=province.campaign, unit=province.office, violation_flags=["breach"])

    with standing_on(14):
        if name == "home":
            set_proposal_day(
                campaign_id=province.campaign.pk, due_on=date(2023, 11, 20), basis="", by=province.users["planner"]
            )
        address = reverse(name, args=() if name == "home" else (province.campaign.pk,))
        row = " " if name == "home" else "Lê Thị Đếm"  # the first page has one line for all of them
        assert_flat(signed_in(province.users["officer"]), address, add, row=row)
