"""Whatever is sent twice, late, stale, forged or garbled changes nothing and is answered in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from organizations.models import Person
from ratings.models import Voter
from reviews.choices import EntryState, ItemState, Presence
from reviews.models import Campaign, Contribution, EntryVersion, FormEntry, Meeting, Notice, Opinion, Review
from reviews.rules.library import HERE
from reviews.rules.plan import PlanError, load_plan_text
from tests import steps
from tests.reviews.test_pages import Scene, pages, scene, signed_in
from tests.world import PRESET, REPLY, STATEMENT, World, standing_on

__all__ = ["scene"]

#: Markup, attribute break-out, control characters, emoji, text running from right to left.
HOSTILE = (
    '<script>alert("x")</script> "\'> <img src=x onerror=alert(1)> '
    "\x07\x1b[31m \u202egnab\u202c \u200f🇻🇳 {{ 7 }} {% x %}"
)


def assert_escaped(page: str) -> None:
    assert "&lt;script&gt;" in page, "the text is not on the page"
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\x07" not in page
    assert "\x1b" not in page
    assert "\u202e" not in page, "an override would turn the words after it around"


def form_data(data: Mapping[str, object], **extra: str) -> dict[str, str]:
    """The stored shape of a form as a browser sends it."""
    sent: dict[str, str] = {}
    for key, value in data.items():
        if isinstance(value, list):
            sent[f"{key}-TOTAL"] = str(len(value))
            for index, row in enumerate(value):
                sent |= {f"{key}-{index}-{column}": str(cell) for column, cell in row.items()}
        elif value is True:
            sent[key] = "on"
        elif value is not False:
            sent[key] = str(value)
    return sent | extra


@pytest.fixture(autouse=True)
def _on_the_eighth() -> Iterator[None]:
    with standing_on(8):
        yield


def entry_of(world: World, key: str) -> FormEntry:
    return FormEntry.objects.get(review=world.review_of(key))


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
    assert "Mã phiếu chỉ hiện một lần" in done.content.decode()
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


# --- forged addresses -----------------------------------------------------------------------------------------------

GARBAGE = [
    "?campaign=abc",
    "?campaign=²",
    "?campaign=-1",
    "?campaign=99999999999999999999999",
    "?unit=-1",
    "?unit=٣",
    "?unit=99999999999999999999999",
    "?page=9999",
    "?page=0",
    "?page=abc",
    "?kind=khong-co",
    "?kind=%00",
    "?state=%00",
    "?inclusion=%00",
    "?q=%00",
    "?q=%25_%27%22%3Cscript%3E",
    "?q=" + "a" * 5_000,
    "?kind=person&kind=collective&page=1&page=2",
    "?%FF=%FF",
]


#: The pages that read what stands after the question mark.
FILTERED = (
    "campaigns",
    "campaign",
    "campaign-subjects",
    "reviews",
    "opinions",
    "meetings",
    "notices",
    "board",
    "organizations",
    "organization",
)


def test_garbage_in_the_address_is_no_error(scene: Scene) -> None:
    client = signed_in(scene.world.users["planner"])
    addresses = pages(scene)
    faults = {
        name + query: status
        for name in FILTERED
        for query in GARBAGE
        if (status := client.get(addresses[name][0] + query).status_code) != 200
    }
    assert faults == {}


@pytest.mark.parametrize(
    "query", ["", "?cell=abc", "?cell=²", "?collective=-1", "?collective=999999", "?cell=99999999999999999999999"]
)
def test_a_meeting_of_no_venue_is_not_found(world: World, query: str) -> None:
    client = signed_in(world.users["planner"])
    assert client.get(reverse("meeting-new", args=(world.campaign.pk,)) + query).status_code == 404


def test_another_meetings_item_is_not_found(scene: Scene) -> None:
    world = scene.world
    steps.submit(world, world.collective_review(), by="head")
    office = steps.plan_office(world)
    item = office.items.first()
    attendee = office.attendees.first()
    assert item is not None
    assert attendee is not None
    client = signed_in(world.users["head"])
    for url in (
        reverse("item-conclude", args=(scene.meeting.pk, item.pk)),
        reverse("item-start", args=(scene.meeting.pk, item.pk)),
        reverse("meeting-presence", args=(scene.meeting.pk, attendee.pk)),
    ):
        assert client.post(url, {"conclusion": "x", "presence": "present"}).status_code == 404
    item.refresh_from_db()
    assert item.state == ItemState.PENDING


@pytest.mark.parametrize("person", ["", "abc", "²", "-1", "999999", "99999999999999999999999", "\x00"])
def test_a_forged_person_is_refused_everywhere_and_writes_nothing(world: World, person: str) -> None:
    meeting = open_meeting(world)
    client = signed_in(world.users["head"])
    item = meeting.items.get(state=ItemState.IN_PROGRESS)
    waiting = meeting.items.filter(state=ItemState.PENDING).first()
    assert waiting is not None
    answers = {
        "contribution": client.post(
            reverse("item-contribution", args=(meeting.pk, item.pk)), {"person": person, "text": "Nhất trí"}
        ),
        "chair": client.post(reverse("item-chair", args=(meeting.pk, waiting.pk)), {"chair": person}),
        "start": client.post(reverse("item-start", args=(meeting.pk, waiting.pk)), {"presenter": person}),
        "guest": client.post(reverse("meeting-guest", args=(meeting.pk,)), {"person": person, "role": "guest"}),
        "ballot": client.post(reverse("ballot-prepare", args=(meeting.pk,)), {"counting_team": person}),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "contribution": 404,
        "chair": 422,
        "start": 422,
        "guest": 422,
        "ballot": 422,
    }
    assert not Contribution.objects.exists()
    assert not meeting.ballots.exists()


def test_a_drafter_who_does_not_exist_is_not_found_and_not_appointed(world: World) -> None:
    client = signed_in(world.users["head"])
    review = world.collective_review()
    for person in ("abc", "²", "-1", "99999999999999999999999"):
        response = client.post(reverse("review-drafter", args=(review.pk,)), {"person": person})
        assert response.status_code == 404, person
    review.refresh_from_db()
    assert review.clerk is None


def test_a_residence_opinion_about_a_collective_is_refused_in_words(world: World) -> None:
    client = signed_in(world.users["head"])
    review = world.collective_review()
    for name, sent in (("residence-request", {}), ("residence-waive", {"reason": "Không cần"})):
        response = client.post(reverse(name, args=(review.pk,)), sent)
        assert response.status_code == 422, name
        assert "Chỉ xin ý kiến nơi cư trú đối với cá nhân." in response.content.decode()
    assert not Opinion.objects.exists()


def test_a_reason_longer_than_the_form_allows_is_refused(world: World) -> None:
    client = signed_in(world.users["head"])
    review = world.review_of("deputy")
    response = client.post(reverse("residence-waive", args=(review.pk,)), {"reason": "a" * 301})
    assert response.status_code == 422
    assert not Opinion.objects.exists()


def test_a_waived_place_with_too_long_a_reason_is_refused(world: World) -> None:
    client = signed_in(world.users["planner"])
    review = world.review_of("deputy")
    venue = review.venues.all()[0]
    response = client.post(reverse("venue-waive", args=(review.pk, venue.pk)), {"reason": "a" * 301})
    assert response.status_code == 422
    venue.refresh_from_db()
    assert venue.waived_reason == ""


# --- hostile text ---------------------------------------------------------------------------------------------------


def asked(world: World) -> Opinion:
    signed_in(world.users["head"]).post(reverse("residence-request", args=(world.review_of("deputy").pk,)))
    return Opinion.objects.get()


def open_meeting(world: World) -> Meeting:
    """The office's meeting with its first item taken up."""
    steps.submit(world, world.collective_review(), by="head")
    meeting = steps.plan_office(world)
    steps.prepare(world, meeting)
    steps.open_sitting(world, meeting)
    item = meeting.items.order_by("position").first()
    assert item is not None
    item.state, item.started_at, item.presenter = ItemState.IN_PROGRESS, meeting.invited_at, world.people["head"]
    item.save()
    meeting.refresh_from_db()
    return meeting


def test_hostile_text_in_a_statement_is_shown_escaped_on_every_page_of_it(world: World) -> None:
    entry = entry_of(world, "deputy")
    client = signed_in(world.users["deputy"])
    url = reverse("entry", args=(entry.review_id,))
    sent = form_data(STATEMENT | {"i_1": HOSTILE, "ii_shortcomings": [{"content": 2, "text": HOSTILE}]})
    client.post(url, sent | {"version": "1", "action": "save"})
    assert_escaped(client.get(url).content.decode())
    client.post(url, sent | {"version": "2", "action": "submit"})
    assert_escaped(client.get(url).content.decode())
    kept = EntryVersion.objects.filter(entry=entry).first()
    assert kept is not None
    FormEntry.objects.filter(pk=entry.pk).update(data={})
    assert_escaped(client.get(reverse("entry-version", args=(entry.review_id, kept.version))).content.decode())


def test_hostile_text_in_a_prompt_is_shown_escaped_to_both_sides(world: World) -> None:
    review = world.review_of("deputy")
    officer = signed_in(world.users["officer"])
    officer.post(reverse("review-prompts", args=(review.pk,)), {"text": HOSTILE, "document_number": "512-CV/HU"})
    assert_escaped(officer.get(reverse("review-prompts", args=(review.pk,))).content.decode())
    deputy = signed_in(world.users["deputy"])
    assert_escaped(deputy.get(reverse("review", args=(review.pk,))).content.decode())
    assert_escaped(deputy.get(reverse("entry", args=(review.pk,))).content.decode())


def test_hostile_text_in_the_room_is_shown_escaped(world: World) -> None:
    meeting = open_meeting(world)
    client = signed_in(world.users["head"])
    item = meeting.items.get(state=ItemState.IN_PROGRESS)
    person = world.people["third"].pk
    room = reverse("meeting", args=(meeting.pk,))
    client.post(reverse("item-contribution", args=(meeting.pk, item.pk)), {"person": person, "text": HOSTILE})
    assert Contribution.objects.count() == 1
    assert_escaped(client.get(room).content.decode())
    for attendee in meeting.attendees.filter(role="member").exclude(person_id=person):
        assert attendee.person_id
        client.post(
            reverse("item-contribution", args=(meeting.pk, item.pk)),
            {"person": attendee.person_id, "text": "Nhất trí."},
        )
    client.post(reverse("item-conclude", args=(meeting.pk, item.pk)), {"conclusion": HOSTILE})
    item.refresh_from_db()
    assert item.state == ItemState.CONCLUDED
    assert_escaped(client.get(room).content.decode())
    attendee = meeting.attendees.get(person=world.people["deputy"])
    client.post(
        reverse("meeting-presence", args=(meeting.pk, attendee.pk)),
        {"presence": Presence.ABSENT_WITH_REASON, "absence_reason": HOSTILE},
    )
    attendee.refresh_from_db()
    assert attendee.absence_reason
    assert_escaped(client.get(room).content.decode())


def test_a_refused_action_of_the_room_answers_422_with_the_typed_text_escaped(world: World) -> None:
    meeting = open_meeting(world)
    client = signed_in(world.users["head"])
    item = meeting.items.filter(state=ItemState.PENDING).first()
    assert item is not None
    response = client.post(reverse("item-conclude", args=(meeting.pk, item.pk)), {"conclusion": HOSTILE})
    page = response.content.decode()
    assert response.status_code == 422
    assert "phải đang kiểm điểm mới làm được việc này" in page
    assert_escaped(page)
    item.refresh_from_db()
    assert item.conclusion == ""


def test_hostile_text_in_a_consulted_bodys_opinion_is_shown_escaped(world: World) -> None:
    opinion = Opinion.objects.create(
        review=world.review_of("deputy"),
        kind="consultee",
        addressee=world.village,
        sender=world.office,
        requested_on=date(2023, 11, 8),
    )
    client = signed_in(world.users["village_secretary"])
    url = reverse("opinion", args=(opinion.pk,))
    refused = client.post(url, {"comment": HOSTILE, "level": "good"})
    assert refused.status_code == 422
    assert "còn thiếu: số văn bản, ngày văn bản" in refused.content.decode()
    assert_escaped(refused.content.decode())
    sent = {"comment": HOSTILE, "level": "good", "document_number": "7-CV", "document_on": "2023-11-08"}
    assert client.post(url, sent).status_code == 302
    assert_escaped(client.get(url).content.decode())


def test_hostile_text_in_a_campaign_and_its_corrections_is_shown_escaped(world: World) -> None:
    client = signed_in(world.users["planner"])
    sent = {"issuer": world.district.pk, "preset": PRESET, "name": HOSTILE, "year": "2023", "number": ""}
    client.post(reverse("campaign-new"), sent)
    campaign = Campaign.objects.get(state="draft")
    assert_escaped(client.get(reverse("campaigns")).content.decode())
    assert_escaped(client.get(reverse("campaign", args=(campaign.pk,))).content.decode())
    review = Review.objects.filter(campaign=campaign, kind="person").first()
    milestone = campaign.milestones.first()
    assert review is not None
    assert milestone is not None
    client.post(
        reverse("review-override", args=(review.pk,)), {"inclusion": "exempt", "override_reason": f"Lý do {HOSTILE}"}
    )
    client.post(
        reverse("milestone-edit", args=(campaign.pk, milestone.pk)),
        {"due_on": "2023-11-20", "change_reason": f"Căn cứ {HOSTILE}"},
    )
    subjects = client.get(f"{reverse('campaign-subjects', args=(campaign.pk,))}?inclusion=exempt").content.decode()
    assert "Lý do &lt;script&gt;" in subjects
    assert_escaped(subjects)
    milestones = client.get(reverse("campaign-milestones", args=(campaign.pk,))).content.decode()
    assert "Căn cứ &lt;script&gt;" in milestones
    assert_escaped(milestones)


def test_hostile_names_are_shown_escaped_on_every_page(scene: Scene) -> None:
    Person.objects.filter(pk=scene.world.people["deputy"].pk).update(full_name='<script>alert("x")</script>Bình')
    client = signed_in(scene.world.users["planner"])
    for name, (url, who) in pages(scene).items():
        if "planner" in who:
            assert "<script>alert" not in client.get(url).content.decode(errors="replace"), name


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


def test_an_address_that_is_not_ours_is_refused_with_a_page(world: World) -> None:
    response = signed_in(world.users["deputy"]).get("/", headers={"Host": "elsewhere.example"})
    assert response.status_code == 400
    assert "<h1>" in response.content.decode()
