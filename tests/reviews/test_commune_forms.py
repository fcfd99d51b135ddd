"""Mẫu 01 and Mẫu 02 of the commune plan of 2023: who is asked what, on the page, on handing in and on paper."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from forms_templates.choices import DocumentState
from forms_templates.services import read_verified, render_document
from organizations.choices import CollectiveKind, Tier
from organizations.models import Collective, Post
from ratings.services.papers import print_entry
from reviews.choices import EntryState
from reviews.models import EntryVersion, FormEntry, Review, SignList
from reviews.rules.findings import RuleViolation
from reviews.services import entries
from reviews.services.preparation import give_target
from reviews.services.signs import enter_signs
from tests import commune_forms, steps
from tests.commune_forms import LEADER, MEMBER, STATEMENT, TOPICS
from tests.forms_templates.reading import text_of
from tests.reviews.bad_input import form_data
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on

__all__ = ["commune"]

TEXTS = [f"Biểu hiện của văn bản, thứ {number}" for number in range(1, 28)]
WORKING = ("emulation", "self_reliance")
RETIRED = ("law", "activity_and_fees", "residence_duties", "discipline_of_speech")
ROTATED = ("yearly_plan", "method", "own_products", "growth", "trust")


@pytest.fixture
def issued(commune: World) -> World:
    issue(commune)
    return commune


def address(review: Review) -> str:
    return reverse("entry", args=(review.pk,))


def page(world: World, key: str, review: Review) -> str:
    with standing_on(8):
        answer = signed_in(world.users[key]).get(address(review))
    assert answer.status_code == 200
    return answer.content.decode()


def send(world: World, key: str, data: dict[str, Any], *, follow: bool = False, **extra: str) -> Any:
    review = world.review_of(key)
    sent = form_data(data, version=str(FormEntry.objects.get(review=review).version)) | extra
    with standing_on(8):
        return signed_in(world.users[key]).post(address(review), sent, follow=follow)


def told(world: World, key: str, data: dict[str, Any]) -> str:
    """What the page says after a statement was handed in."""
    answer = send(world, key, data, follow=True, action="submit")
    assert FormEntry.objects.get(review=world.review_of(key)).state == EntryState.SUBMITTED
    return " ".join(answer.content.decode().split())


def shown(text: str) -> set[str]:
    """Which contents have their field on the page."""
    every = {*MEMBER, "commitment", *commune_forms.EMPHASIS, *WORKING, *RETIRED, *LEADER, *ROTATED}
    return {key for key in every if f'name="{key}"' in text}


def stored(world: World, key: str) -> dict[str, Any]:
    return dict(FormEntry.objects.get(review=world.review_of(key)).data)


def printed(world: World, key: str, review: Review) -> str:
    document = render_document(document_id=print_entry(review=review, by=world.users[key]).document_id)
    assert document.state == DocumentState.READY, document.error
    content = read_verified(document)
    assert content is not None
    return " ".join(text_of(content).split())


def enter_texts(world: World) -> SignList:
    with standing_on(6) as now:
        return enter_signs(
            campaign_id=world.campaign.pk,
            document="Nghị quyết mẫu số 1",
            pasted="\n".join(TEXTS),
            by=world.users["planner"],
            now=now,
        )


# --- who is asked what -----------------------------------------------------------------------------------------------


def test_member_without_post_has_the_five_blocks_and_27_signs_and_no_leaders_part(issued: World) -> None:
    """P4-1.3.2-a, P4-1.3.2-b"""
    text = page(issued, "villager1", issued.review_of("villager1"))
    assert shown(text) == {*MEMBER, "commitment"}
    assert text.count('<fieldset class="answer-card') == 27
    assert "I.4." not in text
    assert 'name="is_rotated"' not in text
    assert "Mẫu do chương trình dựng theo nội dung kế hoạch" in text
    assert 'name="tasks-0-product"' in text


@pytest.mark.parametrize(("key", "hidden"), [("chair", set()), ("vice", {"reception", "collective_results"})])
def test_head_of_the_peoples_committee_has_ten_topics_and_his_bodys_results_a_deputy_nine(
    issued: World, key: str, hidden: set[str]
) -> None:
    """P4-1.3.2-k, P4-1.3.2-l, P4-1.3.2-m"""
    text = page(issued, key, issued.review_of(key))
    assert shown(text) & set(LEADER) == set(LEADER) - hidden
    assert shown(text) >= set(commune_forms.EMPHASIS)  # whom the State pays needs not say so
    assert "I.4. Đảng viên giữ chức vụ lãnh đạo, quản lý" in text


def test_rotated_leader_has_five_topics_more_once_he_says_so(issued: World) -> None:
    """P4-1.3.2-n"""
    review = issued.review_of("vice")
    assert shown(page(issued, "vice", review)) & set(ROTATED) == set()
    assert send(issued, "vice", STATEMENT | {"is_rotated": True}).status_code == 302
    assert shown(page(issued, "vice", review)) >= set(ROTATED)


def test_group_of_the_member_chooses_what_he_dwells_on_and_no_answer_is_lost_with_the_choice(issued: World) -> None:
    """P4-1.3.2-g"""
    review = issued.review_of("villager1")
    assert send(issued, "villager1", {"member_category": "retired"}).status_code == 302
    text = page(issued, "villager1", review)
    assert shown(text) == {*MEMBER, "commitment", *RETIRED}
    send(issued, "villager1", {"member_category": "retired", "law": "Chấp hành tốt."})
    send(issued, "villager1", {"member_category": "working", "law": "Chấp hành tốt."})
    text = page(issued, "villager1", review)
    assert shown(text) == {*MEMBER, "commitment", *WORKING}
    assert "Chấp hành tốt." not in text
    assert "Chấp hành tốt." not in printed(issued, "villager1", review)
    send(issued, "villager1", {"member_category": "working", "emulation": "Đạt giải.", "law": "Giả mạo."})
    assert stored(issued, "villager1")["law"] == "Chấp hành tốt."
    send(issued, "villager1", {"member_category": "retired"})
    assert "Chấp hành tốt." in page(issued, "villager1", review)


def test_group_that_nobody_named_is_warned_of_and_one_that_is_none_is_refused(issued: World) -> None:
    """P4-1.3.2-g"""
    found = send(issued, "villager1", STATEMENT | {"member_category": "pilot"})
    assert found.status_code == 422
    bare = {key: value for key, value in STATEMENT.items() if key != "member_category"}
    assert "Chưa chọn thuộc nhóm đảng viên nào" in told(issued, "villager1", bare)


def test_communes_report_has_twelve_topics_of_which_three_may_be_nothing(issued: World) -> None:
    """P4-1.3.1-a, P4-1.3.1-b"""
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE, organization__tier=Tier.COMMUNE)
    review = issued.collective_review(committee)
    text = page(issued, "commune_secretary", review)
    assert [key for key in (*TOPICS, "confidence_vote") if f'name="{key}"' in text] == list(TOPICS)
    entry = FormEntry.objects.get(review=review)
    bare = {key: value for key, value in commune_forms.REPORT.items() if key not in (*commune_forms.IF_ANY, "reform")}
    with standing_on(8) as now, pytest.raises(RuleViolation) as refused:
        entries.submit_entry(
            entry_id=entry.pk, by=issued.users["commune_secretary"], data=bare, version=entry.version, now=now
        )
    assert [row.code for row in refused.value.findings] == ["content.reform"]
    steps.submit(issued, review, by="commune_secretary")
    paper = printed(issued, "commune_secretary", review)
    assert "Kết quả công tác lãnh đạo, chỉ đạo cải cách hành chính, chuyển đổi số" in paper
    assert "lấy phiếu tín nhiệm" not in paper


def test_leaders_part_is_asked_for_on_handing_in_and_the_members_is_not(issued: World) -> None:
    """P4-1.3.2-k, P4-1.3.2-l"""
    bare = {key: value for key, value in STATEMENT.items() if key not in LEADER}
    bare |= {"leading_grade": "good", "responsibility_grade": "good", "integrity_grade": "good"}
    answer = send(issued, "chair", bare, action="submit")
    assert answer.status_code == 422
    text = " ".join(answer.content.decode().split())
    assert "Mục I chưa kiểm điểm nội dung: trách nhiệm cá nhân trong kết quả thực hiện nhiệm vụ của tập thể" in text
    assert send(issued, "villager1", bare, action="submit").status_code == 302


# --- signs -----------------------------------------------------------------------------------------------------------


def signs(**changes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**row, **changes.get(f"n{row['number']}", {})} for row in commune_forms.SIGNS]


def test_one_button_answers_the_signs_that_are_left_and_keeps_those_chosen(issued: World) -> None:
    """P4-1.3.2-b"""
    chosen = {"signs": [{"number": "7", "grade": 3, "remedy": "Sửa chữa."}]}
    answer = send(issued, "villager1", chosen, fill_rest="signs")
    assert (answer.status_code, answer.url) == (302, f"{address(issued.review_of('villager1'))}#rows-signs")
    rows = stored(issued, "villager1")["signs"]
    assert [row["number"] for row in rows] == [str(number) for number in range(1, 28)]
    assert [row["grade"] for row in rows] == [3 if number == 7 else 1 for number in range(1, 28)]
    assert rows[6]["remedy"] == "Sửa chữa."
    assert 'name="fill_rest"' not in page(issued, "villager1", issued.review_of("villager1"))


def test_sign_left_open_or_without_remedy_keeps_the_statement_from_being_handed_in(issued: World) -> None:
    """P4-1.3.2-b, P4-1.3.2-c"""
    answer = send(issued, "villager1", STATEMENT | {"signs": signs()[:26]}, action="submit")
    assert answer.status_code == 422
    assert "mới tự đối chiếu 26/27 biểu hiện (còn thiếu: 27)" in answer.content.decode()
    answer = send(issued, "villager1", STATEMENT | {"signs": signs(n5={"grade": 2})}, action="submit")
    assert "chưa đề ra biện pháp khắc phục, phòng ngừa (biểu hiện: 5)" in answer.content.decode()
    assert FormEntry.objects.get(review=issued.review_of("villager1")).state == EntryState.DRAFT


def test_shortcoming_beside_no_sign_at_all_is_said_and_does_not_stop_the_statement(issued: World) -> None:
    """P4-1.3.2-d"""
    assert "đối chiếu cả 27 biểu hiện đều ở cấp độ (1)" in told(issued, "villager1", STATEMENT | {"signs": signs()})


@pytest.mark.parametrize(
    ("row", "status"),
    [({"number": "28", "grade": 1}, 302), ({"number": "1", "grade": 6}, 422), ({"number": "1", "grade": "x"}, 422)],
)
def test_forged_sign_is_no_sign_and_forged_grade_is_refused(issued: World, row: dict[str, Any], status: int) -> None:
    """P4-1.3.2-b"""
    assert send(issued, "villager1", {"signs": [row]}).status_code == status
    assert [kept["number"] for kept in stored(issued, "villager1").get("signs", [])] == (
        [str(number) for number in range(1, 28)] if status == 302 else []
    )
    assert all(kept["grade"] is None for kept in stored(issued, "villager1").get("signs", []))


def test_words_of_the_committee_stand_on_the_form_and_on_paper_and_nobody_types_over_them(issued: World) -> None:
    """P4-1.3.2-b"""
    review = issued.review_of("villager1")
    assert "Cấp ủy chưa nhập nội dung 27 biểu hiện" in page(issued, "villager1", review)
    enter_texts(issued)
    text = page(issued, "villager1", review)
    assert TEXTS[26] in text
    assert "Cấp ủy chưa nhập nội dung" not in text
    forged = signs(n1={"text": "Không phải chữ của cấp ủy"})
    assert send(issued, "villager1", STATEMENT | {"signs": forged}, action="submit").status_code == 302
    assert [row["text"] for row in stored(issued, "villager1")["signs"]] == TEXTS
    paper = printed(issued, "villager1", review)
    assert TEXTS[0] in paper
    assert "(1) Không có biểu hiện" in paper


def test_statement_handed_in_keeps_the_words_it_was_answered_with(issued: World) -> None:
    enter_texts(issued)
    steps.submit(issued, issued.review_of("villager1"), by="villager1")
    with standing_on(9) as now:
        enter_signs(
            campaign_id=issued.campaign.pk,
            document="Nghị quyết mẫu số 2",
            pasted="\n".join(f"Chữ mới {number}" for number in range(1, 28)),
            by=issued.users["planner"],
            now=now,
        )
    assert TEXTS[0] in page(issued, "villager1", issued.review_of("villager1"))
    assert "Chữ mới 1" in page(issued, "villager2", issued.review_of("villager2"))


def test_contents_on_paper_are_those_handed_in_though_the_post_has_ended(issued: World) -> None:
    """P4-1.3.2-k"""
    review = issued.review_of("chair")
    steps.submit(issued, review, by="chair")
    with standing_on(8) as now:
        Post.objects.filter(person=issued.people["chair"]).update(valid_to=now.date() - timedelta(days=1))
    assert "I.4. Đảng viên giữ chức vụ lãnh đạo, quản lý" in printed(issued, "chair", review)


# --- tasks -----------------------------------------------------------------------------------------------------------


def test_targets_given_stand_in_the_list_of_tasks_until_the_writer_has_his_own(issued: World) -> None:
    """P4-1.3.2-h"""
    review = issued.review_of("villager1")
    with standing_on(6) as now:
        give_target(
            review_id=review.pk,
            text="Vận động 3 hộ thoát nghèo.",
            basis="",
            by=issued.users["village_secretary"],
            on=now.date(),
        )
    text = page(issued, "villager1", review)
    area = text[text.index('name="tasks-0-task"') :]
    assert "Vận động 3 hộ thoát nghèo." in area[: area.index("</textarea>")]
    send(issued, "villager1", {"tasks": [{"task": "Việc khác", "product": "1", "result": "Xong"}]})
    assert [row["task"] for row in stored(issued, "villager1")["tasks"]] == ["Việc khác"]


def test_task_without_a_product_is_said_on_handing_in(issued: World) -> None:
    """P4-1.3.2-h"""
    rows = [{"task": "Vận động hộ thoát nghèo", "product": "", "result": "Đã làm."}]
    said = told(issued, "villager1", STATEMENT | {"tasks": rows})
    assert "nhiệm vụ ở dòng 1: chưa ghi số lượng, sản phẩm cụ thể" in said


# --- bad input -------------------------------------------------------------------------------------------------------


def test_long_and_odd_words_are_kept_and_printed_and_too_long_ones_refused_with_their_place(issued: World) -> None:
    odd = "🚜 Thắng lợi <b>đậm</b> \u202eaxb file:///etc/passwd http://example.org/x.png"
    long = "Nội dung dài " * 1500
    assert len(long) < 20_000
    sent = STATEMENT | {"thought": odd, "ethics": long, "signs": signs(n1={"grade": 2, "remedy": odd})}
    assert send(issued, "villager1", sent, action="submit").status_code == 302
    assert stored(issued, "villager1")["ethics"].strip() == long.strip()
    paper = printed(issued, "villager1", issued.review_of("villager1"))
    assert "<b>đậm</b>" in paper
    answer = send(issued, "villager2", {"thought": "a" * 50_001})
    assert answer.status_code == 422
    assert "vượt quá" in answer.content.decode()


def test_numbers_nobody_offered_and_answers_to_other_peoples_contents_change_nothing(issued: World) -> None:
    answer = send(issued, "villager1", {"leading": "Giả mạo.", "leading_grade": "good", "contents": "leading"})
    assert answer.status_code == 302
    data = stored(issued, "villager1")
    assert "leading" not in data
    assert data["contents"] == [*MEMBER, "commitment"]


# --- what was written on the former forms -----------------------------------------------------------------------------


def test_what_was_written_on_the_printed_form_moves_to_its_place_on_the_plans_own(issued: World) -> None:
    move = import_module("reviews.migrations.0019_p4_signs_and_contents")
    review = issued.review_of("villager1")
    old = {"i_1": "Vững vàng.", "i_1_grade": "good", "i_4": "Lãnh đạo tốt.", "vi": "Khắc phục."}
    FormEntry.objects.filter(review=review).update(form_code="mau_02", data=old)
    Review.objects.filter(pk=review.pk).update(form_code="mau_02")
    move.give_own_forms(apps, None)
    entry = FormEntry.objects.get(review=review)
    assert (entry.form_code, entry.review.form_code) == ("mau_02_xa", "mau_02_xa")
    assert entry.data == old | {"thought": "Vững vàng.", "thought_grade": "good", "leading": "Lãnh đạo tốt."}
    move.give_printed_forms(apps, None)
    assert FormEntry.objects.get(review=review).form_code == "mau_02"


def test_a_kept_version_is_compared_field_by_field(issued: World) -> None:
    steps.submit(issued, issued.review_of("villager1"), by="villager1")
    kept = EntryVersion.objects.get(entry__review=issued.review_of("villager1"))
    FormEntry.objects.filter(pk=kept.entry_id).update(data=kept.data | {"thought": "Đã viết lại."})
    review = issued.review_of("villager1")
    with standing_on(8):
        answer = signed_in(issued.users["villager1"]).get(reverse("entry-version", args=(review.pk, kept.version)))
    assert answer.status_code == 200
    assert "Đã viết lại." in answer.content.decode()
