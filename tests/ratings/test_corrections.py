"""Verification, annulment and a review ordered again under the commune plan of 2023 (P4 II.1.4.4, II.2.3)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError
from django.urls import reverse

from organizations.models import Organization
from ratings.choices import DecisionState, ProposalSource
from ratings.models import BallotSession, Decision, LateFinding, ReviewOrder, Verification
from ratings.selectors.ballot_opening import opening
from ratings.selectors.board import board_rows
from ratings.services.corrections import (
    begin_verification,
    carry_on_verification,
    order_review,
    record_late_finding,
    settle_late_finding,
)
from ratings.services.decisions import annul
from reviews.choices import EntryState, Level, Track
from reviews.models import FormEntry, Review
from reviews.rules.findings import RuleViolation
from tests.factories.ratings import DecisionFactory, ProposalFactory
from tests.ratings.special_cases import decided, refused_ballot, sitting, told
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import STATEMENT, World, at, standing_on

__all__ = ["commune"]


@pytest.fixture
def rated(commune: World) -> Decision:
    """A villager's level, decided by the commune on the cell's proposal; commune and district have who decides."""
    issue(commune)
    commune.grant("commune_secretary", "decide", commune.commune)
    review = commune.review_of("villager1")
    ProposalFactory.create(
        review=review, track=Track.MEMBER, source=ProposalSource.CELL_VOTE, organization=commune.village
    )
    with standing_on(27) as now:
        return decided(commune, review, Track.MEMBER, now)


def annulled(world: World, decision: Decision, by: str = "commune_secretary", **changes: Any) -> Decision:
    said: dict[str, Any] = {
        "reason": "Không bảo đảm điều kiện của mức đã xếp.",
        "document": "Quyết định số 12-QĐ/ĐU",
        "annulled_on": date(2023, 11, 29),
    } | changes
    with standing_on(29):
        return annul(decision_id=decision.pk, by=world.users[by], **said)


def codes(refused: pytest.ExceptionInfo[RuleViolation]) -> list[tuple[str, str]]:
    return [(row.code, row.clause) for row in refused.value.findings if row.blocks]


# --- annulment -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "code"), [({"document": " "}, "document"), ({"reason": ""}, "reason")])
def test_annulment_without_reason_or_document_is_refused_and_the_level_stands(
    commune: World, rated: Decision, change: dict[str, str], code: str
) -> None:
    """P4-2.3-l"""
    with pytest.raises(RuleViolation) as refused:
        annulled(commune, rated, **change)
    assert (f"correction.annul_{code}", "P4-2.3-l") in codes(refused)
    rated.refresh_from_db()
    assert (rated.state, rated.annulled_on) == (DecisionState.IN_FORCE, None)


def test_annulled_level_stays_readable_with_its_document_and_is_listed_until_rated_again(
    commune: World, rated: Decision
) -> None:
    """P4-2.3-l"""
    row = annulled(commune, rated)
    assert (row.annulling_authority, row.annulled_document) == (commune.commune, "Quyết định số 12-QĐ/ĐU")
    assert row.annulled_by == commune.users["commune_secretary"]
    page = told(commune, "villager1")
    assert "Quyết định (đã hủy bỏ)" in page
    assert "Đảng bộ xã Mẫu Sơn hủy bỏ ngày 29/11/2023 theo Quyết định số 12-QĐ/ĐU" in page
    assert "Không bảo đảm điều kiện của mức đã xếp." in page

    def again() -> list[tuple[str, str]]:
        table = board_rows(commune.campaign, user=commune.users["officer"], query={})
        return [(found.code, found.clause) for found in table.again]

    assert again() == [("correction.again", "P4-2.3-l")]
    client = signed_in(commune.users["officer"])
    board = client.get(reverse("board"), {"campaign": commune.campaign.pk}).content.decode()
    assert "Nông Văn Thôn 1 (Đảng viên): mức “Hoàn thành tốt nhiệm vụ” đã bị hủy bỏ" in board
    with standing_on(30) as now:
        decided(commune, rated.review, Track.MEMBER, now)
    assert again() == []
    assert Decision.objects.filter(review=rated.review).count() == 2


def test_superior_annuls_on_the_page_in_its_own_name(commune: World, rated: Decision) -> None:
    """P4-2.3-aa: the district above the commune that decided."""
    client, address = signed_in(commune.users["secretary"]), reverse("review-ratings", args=(rated.review_id,))
    sent = {
        "action": "annul-member",
        "annul-member-authority": commune.district.pk,
        "annul-member-document": "Quyết định số 77-QĐ/HU",
        "annul-member-annulled_on": "2023-11-29",
        "annul-member-reason": "Vi phạm quy định về kiểm điểm.",
    }
    with standing_on(29):
        assert "Hủy bỏ kết quả này để xếp loại lại" in client.get(address).content.decode()
        refused = client.post(address, {**sent, "annul-member-document": ""})
        assert refused.status_code == 422
        assert "phải ghi số, ngày văn bản" in refused.content.decode()
        assert Decision.objects.in_force().filter(pk=rated.pk).exists()
        assert client.post(address, sent).status_code == 302
    rated.refresh_from_db()
    assert (rated.state, rated.annulling_authority) == (DecisionState.ANNULLED, commune.district)


def test_peer_and_inferior_annul_nothing(commune: World, rated: Decision) -> None:
    """P4-2.3-aa"""
    commune.grant("village_secretary", "decide", commune.village)
    for by, body in (("village_secretary", commune.village), ("secretary", commune.office)):
        with pytest.raises(RuleViolation) as refused:
            annulled(commune, rated, by=by, authority=body)
        assert ("correction.annul_authority", "P4-2.3-aa") in codes(refused)
    with pytest.raises(RuleViolation) as refused:
        annulled(commune, rated, by="commune_secretary", authority=commune.district)
    assert "permission.rating.annul" in [row.code for row in refused.value.findings]
    rated.refresh_from_db()
    assert rated.state == DecisionState.IN_FORCE


def test_plan_without_such_a_section_annuls_by_a_reason_alone(world: World) -> None:
    made = DecisionFactory.create(review=world.review_of("deputy"), decided_by=world.users["secretary"])
    client, address = signed_in(world.users["secretary"]), reverse("review-ratings", args=(made.review_id,))
    with standing_on(9, month=12):
        assert "Văn bản hủy bỏ" not in client.get(address).content.decode()
        assert client.post(address, {"action": "annul-cadre", "annul-cadre-reason": "Ghi nhầm."}).status_code == 302
    made.refresh_from_db()
    assert (made.state, made.annulled_document) == (DecisionState.ANNULLED, "")
    assert board_rows(world.campaign, user=world.users["officer"], query={}).again == []


def test_document_of_an_annulment_never_stands_without_its_authority(commune: World, rated: Decision) -> None:
    with pytest.raises(IntegrityError, match="an_annulment_by_document_names_authority_and_day"):
        Decision.objects.filter(pk=rated.pk).update(
            state=DecisionState.ANNULLED, annulled_reason="Sai", annulled_document="12-QĐ/ĐU"
        )


# --- a review ordered again ------------------------------------------------------------------------------------------


def ordered(world: World, review: Review, by: str = "secretary", **changes: Any) -> ReviewOrder:
    said: dict[str, Any] = {
        "authority": world.commune,
        "reason": "Kiểm điểm chưa bảo đảm nội dung.",
        "document": "",
        "ordered_on": date(2023, 11, 28),
    } | changes
    with standing_on(28) as now:
        return order_review(review_id=review.pk, by=world.users[by], now=now, **said)


def test_review_ordered_again_rests_the_level_opens_form_and_dossier_and_keeps_the_first_round(
    commune: World, rated: Decision
) -> None:
    """P4-1.4.4-d"""
    review = rated.review
    FormEntry.objects.filter(review=review).update(
        data=STATEMENT, state=EntryState.FINAL, submitted_at=at(20), finalized_at=at(24)
    )
    Review.objects.filter(pk=review.pk).update(submitted_to_board_at=at(25))
    order = ordered(commune, review)
    rated.refresh_from_db()
    review.refresh_from_db()
    assert (rated.state, rated.suspending_order, order.round) == (DecisionState.SUSPENDED, order, 2)
    assert (FormEntry.objects.get(review=review).state, review.submitted_to_board_at) == (EntryState.REVISING, None)
    page = told(commune, "villager1")
    assert "Quyết định (tạm dừng, chờ kiểm điểm lại)" in page
    assert "tạm dừng ngày 28/11/2023 theo yêu cầu kiểm điểm lại của Đảng bộ xã Mẫu Sơn" in page
    with standing_on(29) as now, pytest.raises(RuleViolation) as refused:
        decided(commune, review, Track.MEMBER, now)
    assert codes(refused) == [("correction.review_again_open", "P4-1.4.4-d")]
    client, address = signed_in(commune.users["village_secretary"]), reverse("review-corrections", args=(review.pk,))
    key = f"again-{order.pk}"
    sent = {"action": key, f"{key}-reviewed_on": "2023-11-29", f"{key}-conclusion": "Đã làm rõ khuyết điểm."}
    with standing_on(29) as now:
        assert client.post(address, {**sent, f"{key}-reviewed_on": "2023-11-27"}).status_code == 422
        assert client.post(address, sent).status_code == 302
        assert "Đã làm rõ khuyết điểm." in client.get(address).content.decode()
        decided(commune, review, Track.MEMBER, now)
    assert Decision.objects.in_force().get(review=review) != rated
    assert ordered(commune, review, reason="Vẫn chưa đạt.").round == 3


def test_review_is_ordered_again_by_a_superior_with_a_reason_only(commune: World, rated: Decision) -> None:
    """P4-1.4.4-d"""
    commune.grant("village_secretary", "decide", commune.village)
    for by, change, code in (
        ("secretary", {"reason": " "}, "review_again_reason"),
        ("village_secretary", {"authority": commune.village}, "review_again_authority"),
    ):
        with pytest.raises(RuleViolation) as refused:
            ordered(commune, rated.review, by=by, **change)
        assert (f"correction.{code}", "P4-1.4.4-d") in codes(refused)
    with pytest.raises(RuleViolation) as refused:
        ordered(commune, rated.review, by="villager2")
    assert [row.code for row in refused.value.findings] == ["permission.rating.order"]
    rated.refresh_from_db()
    assert (rated.state, ReviewOrder.objects.count()) == (DecisionState.IN_FORCE, 0)


def test_superior_orders_on_the_page_and_the_board_lists_what_rests(commune: World, rated: Decision) -> None:
    """P4-1.4.4-d"""
    client, address = signed_in(commune.users["secretary"]), reverse("review-corrections", args=(rated.review_id,))
    sent = {
        "action": "order",
        "order-authority": commune.commune.pk,
        "order-reason": "Chưa làm rõ trách nhiệm.",
        "order-ordered_on": "2023-11-28",
    }
    with standing_on(28):
        assert client.post(address, sent).status_code == 302
        assert client.post(address, sent).status_code == 422
    assert ReviewOrder.objects.count() == 1
    (found,) = board_rows(commune.campaign, user=commune.users["officer"], query={}).again
    assert "tạm dừng, chờ kiểm điểm lại; phải xếp loại, công nhận lại" in found.message


# --- verification ----------------------------------------------------------------------------------------------------


def test_ballot_waits_until_the_verification_ends(commune: World) -> None:
    """P4-1.4.4-e"""
    issue(commune)
    meeting = sitting(commune, commune.village, "villager1", "villager2")
    review = commune.review_of("villager1")

    def waits() -> list[tuple[str, bool]]:
        with standing_on(24):
            return [(row.code, row.blocks) for row in opening(meeting).findings if row.clause == "P4-1.4.4-e"]

    with standing_on(24) as now:
        row = begin_verification(
            review_id=review.pk, sign="Đơn phản ánh thu chi.", by=commune.users["village_secretary"], now=now
        )
    assert waits() == [("correction.unreported", True)]
    assert "phải báo cáo cấp có thẩm quyền xác minh" in refused_ballot(commune, meeting)
    steps: dict[str, Any] = {"reported_on": date(2023, 11, 24), "report": "Báo cáo số 3-BC/CB"}
    carried(commune, row, **steps)
    assert waits() == [("correction.unverified", True)]
    assert "đang chờ xác minh từ ngày 24/11/2023" in refused_ballot(commune, meeting)
    carried(commune, row, **steps, override="Ban Thường vụ cho bỏ phiếu.")
    assert waits() == [("correction.unverified", False)]
    carried(commune, row, **steps, closed_on=date(2023, 11, 24), outcome="Không có vi phạm.")
    assert waits() == []
    assert BallotSession.objects.count() == 0


def carried(world: World, row: Verification, by: str = "village_secretary", **said: Any) -> Verification:
    with standing_on(24) as now:
        return carry_on_verification(verification_id=row.pk, by=world.users[by], now=now, **said)


def test_level_is_not_decided_while_its_subject_is_verified(commune: World, rated: Decision) -> None:
    """P4-1.4.4-e"""
    annulled(commune, rated)
    with standing_on(29) as now:
        begin_verification(
            review_id=rated.review_id,
            sign="Đơn phản ánh.",
            reported_on=date(2023, 11, 29),
            report="Báo cáo số 3-BC/CB",
            by=commune.users["officer"],
            now=now,
        )
        with pytest.raises(RuleViolation) as refused:
            decided(commune, rated.review, Track.MEMBER, now)
    assert codes(refused) == [("correction.unverified", "P4-1.4.4-e")]
    assert not Decision.objects.in_force().exists()


@pytest.mark.parametrize(
    "said",
    [
        {"closed_on": date(2023, 11, 24), "outcome": "Không có."},
        {"reported_on": date(2023, 11, 24), "report": ""},
        {"reported_on": date(2023, 11, 25), "report": "3-BC/CB"},
        {"reported_on": date(2023, 11, 24), "report": "3-BC/CB", "closed_on": date(2023, 11, 23), "outcome": "Không"},
        {"reported_on": date(2023, 11, 24), "report": "3-BC/CB", "closed_on": date(2023, 11, 24), "outcome": " "},
    ],
)
def test_verification_out_of_order_is_refused_and_stays_open(commune: World, said: dict[str, Any]) -> None:
    """P4-1.4.4-e"""
    issue(commune)
    with standing_on(24) as now:
        row = begin_verification(
            review_id=commune.review_of("villager1").pk, sign="Đơn.", by=commune.users["officer"], now=now
        )
    with pytest.raises(RuleViolation):
        carried(commune, row, **said)
    row.refresh_from_db()
    assert (row.reported_on, row.closed_on) == (None, None)


def test_verification_is_written_and_carried_on_on_the_page(commune: World) -> None:
    """P4-1.4.4-e"""
    issue(commune)
    review = commune.review_of("villager1")
    client, address = signed_in(commune.users["village_secretary"]), reverse("review-corrections", args=(review.pk,))
    with standing_on(24):
        assert client.post(address, {"action": "verify", "verify-sign": ""}).status_code == 422
        assert client.post(address, {"action": "verify", "verify-sign": "Đơn phản ánh."}).status_code == 302
        row = Verification.objects.get()
        key = f"verification-{row.pk}"
        assert client.post(address, {"action": "verification-0", f"{key}-override": "Không"}).status_code == 422
        sent = {"action": key, f"{key}-reported_on": "2023-11-24", f"{key}-report": "Báo cáo số 3-BC/CB"}
        assert client.post(address, sent).status_code == 302
        assert "Báo cáo số 3-BC/CB" in client.get(address).content.decode()


# --- found after recognition -----------------------------------------------------------------------------------------


def test_shortcoming_found_after_recognition_is_reviewed_and_ends_in_a_printed_outcome(
    commune: World, rated: Decision
) -> None:
    """P4-1.4.4-f"""
    with standing_on(29) as now:
        row = record_late_finding(
            decision_id=rated.pk,
            content="Vay nợ không báo cáo.",
            found_on=date(2023, 11, 28),
            by=commune.users["officer"],
            now=now,
        )
    assert "phải kiểm điểm, làm rõ mức độ vi phạm" in told(commune, "villager1")

    def settled(**changes: Any) -> LateFinding:
        said: dict[str, Any] = {
            "reviewed_on": date(2023, 11, 29),
            "outcome": "withdrawn",
            "document": "Thông báo số 5-TB/ĐU",
        } | changes
        with standing_on(29) as now:
            return settle_late_finding(late_finding_id=row.pk, by=commune.users["officer"], now=now, **said)

    for change, code in (
        ({"reviewed_on": date(2023, 11, 27)}, "not_reviewed"),
        ({"outcome": "forgiven"}, "no_outcome"),
        ({"document": ""}, "document"),
    ):
        with pytest.raises(RuleViolation) as refused:
            settled(**change)
        assert f"correction.{code}" in [found.code for found in refused.value.findings]
    row.refresh_from_db()
    assert row.outcome == ""
    settled()
    page = told(commune, "villager1")
    assert "phải kiểm điểm, làm rõ" not in page
    assert "không được công nhận kết quả theo Thông báo số 5-TB/ĐU: hủy bỏ quyết định số 1-QĐ/ĐU" in page
    annulled(commune, rated, document="Thông báo số 5-TB/ĐU")
    assert "không được công nhận kết quả" not in told(commune, "villager1")


def test_shortcoming_found_before_recognition_is_not_written_as_found_after(commune: World, rated: Decision) -> None:
    """P4-1.4.4-f"""
    client, address = signed_in(commune.users["officer"]), reverse("review-corrections", args=(rated.review_id,))
    sent = {"action": "late", "late-decision_id": rated.pk, "late-content": "Vay nợ.", "late-found_on": "2023-11-20"}
    with standing_on(29):
        assert client.post(address, sent).status_code == 422
        assert not LateFinding.objects.exists()
        assert client.post(address, {**sent, "late-found_on": "2023-11-28"}).status_code == 302
        row = LateFinding.objects.get()
        key = f"settle-{row.pk}"
        done = {
            "action": key,
            f"{key}-reviewed_on": "2023-11-29",
            f"{key}-outcome": "discipline",
            f"{key}-document": "Quyết định số 8-QĐ/UBKT",
        }
        assert client.post(address, done).status_code == 302
        assert "xử lý kỷ luật, Quyết định số 8-QĐ/UBKT" in client.get(address).content.decode()


# --- who reads it, what it costs -------------------------------------------------------------------------------------


def test_corrections_are_read_by_those_who_write_or_weigh_them_only(commune: World, rated: Decision) -> None:
    address = reverse("review-corrections", args=(rated.review_id,))
    keys = ("planner", "officer", "secretary", "village_secretary", "commune_secretary", "villager1", "villager2")
    opened = {key for key in keys if signed_in(commune.users[key]).get(address).status_code == 200}
    assert opened == {"planner", "officer", "secretary", "village_secretary", "commune_secretary"}
    with standing_on(24) as now:
        for key in ("villager1", "villager2"):
            with pytest.raises(RuleViolation):
                begin_verification(review_id=rated.review_id, sign="Đơn.", by=commune.users[key], now=now)
    assert not Verification.objects.exists()


def test_members_of_a_sitting_cell_do_not_read_whose_case_holds_the_ballot(commune: World) -> None:
    issue(commune)
    meeting = sitting(commune, commune.village, "villager1", "villager2")
    with standing_on(24) as now:
        begin_verification(
            review_id=commune.review_of("villager1").pk, sign="Đơn.", by=commune.users["officer"], now=now
        )
        address = reverse("meeting-ballots", args=(meeting.pk,))
        seen = {
            key: "xác minh" in signed_in(commune.users[key]).get(address).content.decode()
            for key in ("planner", "villager2")
        }
    assert seen == {"planner": True, "villager2": False}


def test_corrections_cost_the_same_with_many_rows(commune: World, rated: Decision) -> None:
    review = rated.review
    user = commune.users["officer"]

    def add(count: int) -> None:
        for _ in range(count):
            number = Verification.objects.count()
            Verification.objects.create(
                review=review,
                sign="Đơn phải đếm",
                reported_on=date(2023, 11, 20),
                report=f"{number}-BC",
                closed_on=date(2023, 11, 21),
                outcome="Không",
                recorded_by=user,
                recorded_at=at(20),
            )
            order = ReviewOrder.objects.create(
                review=review,
                ordered_by=commune.commune,
                reason="Chưa đạt",
                ordered_on=date(2023, 11, 20),
                reviewed_on=date(2023, 11, 21),
                conclusion="Đạt",
                recorded_by=user,
                recorded_at=at(20),
            )
            old = DecisionFactory.create(
                review=review,
                track=Track.MEMBER,
                authority=commune.commune,
                state=DecisionState.SUSPENDED,
                suspending_order=order,
                decided_by=user,
            )
            LateFinding.objects.create(
                decision=old, content="Vay nợ", found_on=date(2023, 12, 9), recorded_by=user, recorded_at=at(20),
                reviewed_on=date(2023, 12, 9), outcome="discipline", document="1-QĐ",
            )  # fmt: skip

    with standing_on(29):
        assert_flat(signed_in(user), reverse("review-corrections", args=(review.pk,)), add, row="Đơn phải đếm")


def test_board_costs_the_same_with_many_levels_to_recognize_again(commune: World) -> None:
    issue(commune)

    def add(count: int) -> None:
        for _ in range(count):
            key = f"more{Decision.objects.count()}"
            person = commune.add(key, "Lê Thị Phải Đếm", cell=commune.village)
            review = Review.objects.create(
                campaign=commune.campaign,
                kind="person",
                person=person,
                unit=commune.village,
                unit_path=commune.village.path,
                form_code="mau_02",
                rated_as_member=True,
            )
            DecisionFactory.create(
                review=review,
                track=Track.MEMBER,
                authority=commune.commune,
                level=Level.GOOD,
                state=DecisionState.ANNULLED,
                annulled_reason="Sai",
                decided_by=commune.users["secretary"],
            )

    with standing_on(29):
        url = f"{reverse('board')}?campaign={commune.campaign.pk}"
        assert_flat(signed_in(commune.users["officer"]), url, add, row="đã bị hủy bỏ")


def test_plan_silent_on_corrections_has_no_such_page(world: World) -> None:
    address = reverse("review-corrections", args=(world.review_of("third").pk,))
    assert signed_in(world.users["planner"]).get(address).status_code == 404


def test_grassroots_body_that_decided_itself_annuls_its_own_level(commune: World, rated: Decision) -> None:
    """P4-2.3-l: whoever decided needs nobody above him."""
    place: Organization = rated.authority
    review = commune.review_of("vice")
    own = DecisionFactory.create(
        review=review, track=Track.CADRE, authority=place, decided_by=commune.users["commune_secretary"]
    )
    assert annulled(commune, own).annulling_authority == place
