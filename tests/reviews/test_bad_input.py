"""Whatever is sent twice, late, stale, forged or garbled changes nothing and is answered in words."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from ratings.models import Voter
from reviews.choices import EntryState
from reviews.models import EntryVersion, FormEntry, Meeting, Notice, Opinion
from reviews.rules.library import HERE
from reviews.rules.plan import PlanError, load_plan_text
from tests import steps
from tests.reviews.bad_input import _on_the_eighth, entry_of, form_data
from tests.reviews.test_hostile_text import asked
from tests.reviews.test_pages import Scene, scene, signed_in
from tests.world import PRESET, REPLY, STATEMENT, World, standing_on

__all__ = ["_on_the_eighth", "scene"]


# --- twice ----------------------------------------------------------------------------------------------------------


def test_a_statement_handed_in_twice_is_one_version(world: World) -> None:
    entry = entry_of(world, "deputy")
    client = signed_in(world.users["deputy"])
    url = reverse("entry", args=(entry.review_id,))
    sent = form_data(STATEMENT, action="submit", version="1")
    first, second = client.post(url, sent), client.post(url, sent)
    assert (first.status_code, second.status_code) == (302, 422)
    assert "Bản kiểm điểm đã nộp" in second.content.decode()
    entry.refresh_from_db()
    assert entry.state == EntryState.SUBMITTED
    assert EntryVersion.objects.filter(entry=entry, label="Nộp").count() == 1


def test_a_residence_request_sent_twice_is_one_opinion(world: World) -> None:
    client = signed_in(world.users["head"])
    url = reverse("residence-request", args=(world.review_of("deputy").pk,))
    first, second = client.post(url), client.post(url)
    assert (first.status_code, second.status_code) == (302, 422)
    assert "đã gửi" in second.content.decode()
    assert Opinion.objects.count() == 1
    assert Notice.objects.filter(kind="opinion", recipient=world.users["village_secretary"]).count() == 1


def test_a_reply_sent_twice_is_written_once(world: World) -> None:
    opinion = asked(world)
    client = signed_in(world.users["village_secretary"])
    url = reverse("opinion", args=(opinion.pk,))
    first = client.post(url, form_data(REPLY))
    second = client.post(url, form_data(REPLY | {"item_1": "not_exemplary"}))
    assert (first.status_code, second.status_code) == (302, 422)
    opinion.refresh_from_db()
    assert opinion.data["item_1"] == "exemplary"


def test_a_meeting_planned_twice_is_one_meeting(world: World) -> None:
    client = signed_in(world.users["head"])
    url = f"{reverse('meeting-new', args=(world.campaign.pk,))}?collective={world.leadership.pk}"
    head, third = world.people["head"].pk, world.people["third"].pk
    sent = {"starts_on": "2023-11-15", "half_days": "2", "place": "Phòng họp", "chair": str(head), "clerk": str(third)}
    first, second = client.post(url, sent), client.post(url, sent)
    assert (first.status_code, second.status_code) == (302, 422)
    assert "đã có hội nghị kiểm điểm trong đợt này" in second.content.decode()
    assert Meeting.objects.count() == 1


def test_a_prompt_sent_twice_is_one_prompt(world: World) -> None:
    review = world.review_of("deputy")
    client = signed_in(world.users["officer"])
    url = reverse("review-prompts", args=(review.pk,))
    sent = {"text": "Làm rõ việc chậm giải ngân.", "document_number": "512-CV/HU"}
    first, second = client.post(url, sent), client.post(url, sent)
    assert (first.status_code, second.status_code) == (302, 422)
    assert "đã gợi ý theo văn bản số 512-CV/HU" in second.content.decode()
    assert review.prompts.count() == 1
    assert len(review.entry.data["iv_items"]) == 1
    assert Notice.objects.filter(kind="prompt", recipient=world.users["deputy"]).count() == 1


def test_a_ballot_cast_twice_from_the_page_is_one_vote(scene: Scene) -> None:
    client = signed_in(scene.world.users["member1"])
    url = reverse("ballot-vote", args=(scene.ballot.pk,))
    sent = {f"question-{pk}": "2" for pk in scene.ballot.questions.values_list("pk", flat=True)}
    assert client.post(url, sent).status_code == 200, "asks for confirmation first"
    assert not Voter.objects.filter(session=scene.ballot, voted=True).exists()
    done = client.post(url, sent | {"confirmed": "1"})
    assert "Mã chỉ hiện một lần ở đây" in done.content.decode()
    again = client.post(url, sent | {"confirmed": "1"})
    assert again.status_code == 200
    assert "Phiếu bỏ lần đầu giữ nguyên; lần gửi sau không thêm và không đổi gì." in again.content.decode()
    assert scene.ballot.envelopes.count() == 1


# --- stale ----------------------------------------------------------------------------------------------------------


def test_a_stale_autosave_answers_409_with_who_and_when_and_writes_nothing(world: World) -> None:
    entry = FormEntry.objects.get(review=world.collective_review())
    url = reverse("entry-autosave", args=(entry.review_id,))
    with standing_on(8, 9):
        assert signed_in(world.users["deputy"]).post(url, {"i_1": "Của cấp phó", "version": "1"}).json()["version"] == 2
    response = signed_in(world.users["head"]).post(url, {"i_1": "Của người đứng đầu", "version": "1"})
    assert response.status_code == 409
    assert response.json() == {
        "by": "Lê Văn Bình",
        "at": "09:00",
        "compare_url": reverse("entry", args=(entry.review_id,)),
    }
    entry.refresh_from_db()
    assert (entry.data["i_1"], entry.version) == ("Của cấp phó", 2)


def test_a_second_tab_keeps_its_text_on_the_page_and_the_first_text_as_a_version(world: World) -> None:
    entry = FormEntry.objects.get(review=world.collective_review())
    url = reverse("entry", args=(entry.review_id,))
    deputy, head = signed_in(world.users["deputy"]), signed_in(world.users["head"])
    deputy.post(url, {"i_1": "Của cấp phó", "version": "1", "action": "save"})
    response = head.post(url, {"i_1": "Của người đứng đầu", "version": "1", "action": "submit"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Lê Văn Bình" in page
    assert "Của người đứng đầu" in page
    entry.refresh_from_db()
    assert (entry.data["i_1"], entry.state) == ("Của cấp phó", EntryState.DRAFT)
    assert EntryVersion.objects.get(entry=entry).data["i_1"] == "Của cấp phó"


@pytest.mark.parametrize("version", ["", "abc", "-1", "²", "1.0", "99999999999999999999"])
def test_a_forged_version_is_stale_and_writes_nothing(world: World, version: str) -> None:
    entry = entry_of(world, "deputy")
    url = reverse("entry-autosave", args=(entry.review_id,))
    response = signed_in(world.users["deputy"]).post(url, {"i_1": "Mới", "version": version})
    assert response.status_code == 409
    entry.refresh_from_db()
    assert entry.version == 1


# --- invalid --------------------------------------------------------------------------------------------------------


def test_an_autosave_that_is_too_long_answers_422_with_the_lengths_and_writes_nothing(world: World) -> None:
    entry = entry_of(world, "deputy")
    url = reverse("entry-autosave", args=(entry.review_id,))
    response = signed_in(world.users["deputy"]).post(url, {"i_1": "a" * 20_001, "version": "1"})
    assert response.status_code == 422
    assert "20.001 ký tự, vượt quá 20.000" in response.json()["message"]
    entry.refresh_from_db()
    assert entry.version == 1
    assert "i_1" not in entry.data


def test_a_form_that_is_too_long_comes_back_with_the_whole_text(world: World) -> None:
    entry = entry_of(world, "deputy")
    text = "Mở đầu " + "a" * 20_001
    response = signed_in(world.users["deputy"]).post(
        reverse("entry", args=(entry.review_id,)), {"i_1": text, "version": "1", "action": "save"}
    )
    assert response.status_code == 422
    assert text in response.content.decode()
    entry.refresh_from_db()
    assert entry.version == 1


def test_a_grade_that_is_not_on_the_form_is_refused(world: World) -> None:
    entry = entry_of(world, "deputy")
    url = reverse("entry-autosave", args=(entry.review_id,))
    response = signed_in(world.users["deputy"]).post(url, {"i_1_grade": "tuyệt vời", "version": "1"})
    assert response.status_code == 422
    assert "không có trong biểu mẫu" in response.json()["message"]
    entry.refresh_from_db()
    assert entry.version == 1


def test_an_incomplete_statement_is_saved_but_not_handed_in_and_says_what_lacks(world: World) -> None:
    entry = entry_of(world, "deputy")
    response = signed_in(world.users["deputy"]).post(
        reverse("entry", args=(entry.review_id,)), {"i_1": "Mới viết mục 1", "version": "1", "action": "submit"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Đã lưu nội dung, nhưng chưa nộp được" in page
    assert "mục 3.2" in page
    entry.refresh_from_db()
    assert (entry.data["i_1"], entry.state) == ("Mới viết mục 1", EntryState.DRAFT)


def test_an_autosave_of_a_form_that_is_handed_in_answers_422_and_writes_nothing(world: World) -> None:
    entry = steps.submit(world, world.review_of("deputy"), by="deputy")
    response = signed_in(world.users["deputy"]).post(
        reverse("entry-autosave", args=(entry.review_id,)), {"i_1": "Sửa sau khi nộp", "version": str(entry.version)}
    )
    assert response.status_code == 422
    assert "đã nộp" in response.json()["message"]
    entry.refresh_from_db()
    assert entry.data["i_1"] == STATEMENT["i_1"]


# --- late -----------------------------------------------------------------------------------------------------------


def test_a_prompt_typed_on_the_ninth_and_sent_on_the_tenth_is_refused_with_its_text(world: World) -> None:
    review = world.review_of("deputy")
    client = signed_in(world.users["officer"])
    url = reverse("review-prompts", args=(review.pk,))
    with standing_on(9, 23):
        assert client.get(url).status_code == 200
    with standing_on(10, 0):
        response = client.post(url, {"text": "Làm rõ việc chậm giải ngân.", "document_number": "512-CV/HU"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "10/11/2023" in page
    assert "mục III.1" in page
    assert "Làm rõ việc chậm giải ngân." in page
    assert 'value="512-CV/HU"' in page
    assert not review.prompts.exists()
    assert not Notice.objects.filter(kind="prompt").exists()


# --- a plan file ----------------------------------------------------------------------------------------------------

PLAN = (HERE / "presets" / f"{PRESET}.yaml").read_text(encoding="utf-8")


def plan_refusal(text: str) -> PlanError:
    with pytest.raises(PlanError) as refused:
        load_plan_text(text, "kế hoạch huyện.yaml")
    return refused.value


def test_a_plan_with_an_unknown_key_is_refused_with_its_line_and_reason() -> None:
    error = plan_refusal(PLAN.replace("voting:\n", "voting:\n  tỷ_lệ_xuất_sắc: 30%\n", 1))
    assert error.line == PLAN[: PLAN.index("voting:\n")].count("\n") + 2
    assert "kế hoạch huyện.yaml, dòng" in str(error)
    assert "khóa “tỷ_lệ_xuất_sắc” không có trong quy ước" in error.finding().message


def test_a_plan_with_a_key_written_twice_is_refused_with_its_line_and_reason() -> None:
    error = plan_refusal(PLAN + "\nyear: 2024\n")
    assert error.line == PLAN.count("\n") + 2
    assert "“year” viết hai lần" in error.reason


@pytest.mark.parametrize(
    "text", ["", "a", "- 1\n- 2", "code: [", "{" * 5_000, "\x00", "&a [*a]", "!!python/object:os x"]
)
def test_what_is_no_plan_at_all_is_refused_with_a_reason(text: str) -> None:
    assert plan_refusal(text).reason


# --- other bodies of requests ---------------------------------------------------------------------------------------


def test_a_body_that_is_no_form_is_stale_and_writes_nothing(world: World) -> None:
    entry = entry_of(world, "deputy")
    client = signed_in(world.users["deputy"])
    url = reverse("entry-autosave", args=(entry.review_id,))
    for body, kind in ((json.dumps({"i_1": 1}), "application/json"), (b"\xff\xfe=%", "text/plain"), (b"", "")):
        response = client.post(url, body, content_type=kind or "application/x-www-form-urlencoded")
        assert response.status_code == 409
    entry.refresh_from_db()
    assert entry.version == 1


def test_a_form_without_its_token_is_refused_with_a_page_and_writes_nothing(world: World) -> None:
    entry = entry_of(world, "deputy")
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(world.users["deputy"])
    response = client.post(reverse("entry", args=(entry.review_id,)), {"i_1": "Giả mạo", "version": "1"})
    assert response.status_code == 403
    assert "data-refused" in response.content.decode(), "the page keeps what was typed"
    assert "<h1>" in response.content.decode()
    entry.refresh_from_db()
    assert entry.version == 1


def test_a_form_with_thousands_of_fields_is_refused_with_a_page(world: World) -> None:
    entry = entry_of(world, "deputy")
    client = signed_in(world.users["deputy"])
    response = client.post(reverse("entry", args=(entry.review_id,)), {f"x-{n}": "1" for n in range(5_001)})
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()
    entry.refresh_from_db()
    assert entry.version == 1
