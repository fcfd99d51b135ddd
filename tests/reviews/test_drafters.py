"""Mẫu 01 is written by the head, the deputies, the unit's review staff or whoever the head named; by nobody else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from organizations import clock
from reviews.choices import EntryState
from reviews.duties import duties
from reviews.models import FormEntry, Review
from reviews.rules.findings import RuleViolation
from reviews.services.assignments import assign_drafter
from reviews.services.entries import finalize_entry, save_entry, submit_entry
from tests.reviews.bad_input import form_data
from tests.reviews.test_pages import signed_in
from tests.world import REPORT, World, standing_on

DRAFTER, COLLEAGUE = "member2", "member3"


@pytest.fixture(autouse=True)
def _on_the_eighth() -> Iterator[None]:
    with standing_on(8):
        yield


@pytest.fixture
def office(world: World) -> World:
    """Two who work in the office and lead nothing; neither is appointed yet."""
    for key in (DRAFTER, COLLEAGUE):
        world.people[key].workplace = world.office
        world.people[key].save(update_fields=("workplace",))
    return world


@pytest.fixture
def appointed(office: World) -> World:
    assign_drafter(review_id=office.collective_review().pk, person=office.people[DRAFTER], by=office.users["head"])
    return office


def entry_of(review: Review) -> FormEntry:
    return FormEntry.objects.get(review=review)


def save(world: World, key: str, review: Review) -> FormEntry:
    entry = entry_of(review)
    return save_entry(entry_id=entry.pk, by=world.users[key], data=REPORT, version=entry.version, now=clock.now())


def assert_refused_to_write(world: World, key: str, review: Review) -> None:
    """Saving, handing in and finishing are refused in words, and nothing is written."""
    before, entry = FormEntry.objects.values().get(review=review), entry_of(review)
    for act in (save_entry, submit_entry, finalize_entry):
        with pytest.raises(RuleViolation) as refused:
            act(entry_id=entry.pk, by=world.users[key], data=REPORT, version=entry.version, now=clock.now())
        codes = [finding.code for finding in refused.value.findings]
        assert "permission.entry.edit" in codes, act.__name__
        assert f"Báo cáo do người đứng đầu hoặc người được giao soạn của {review} viết." in str(refused.value)
    assert FormEntry.objects.values().get(review=review) == before


@pytest.mark.parametrize("key", ["head", "deputy", "planner"])
def test_head_deputies_and_review_staff_write_the_report_without_being_named(world: World, key: str) -> None:
    assert save(world, key, world.collective_review()).saved_by == world.users[key]


def test_the_head_appoints_on_the_page_and_the_drafter_finds_it_among_his_tasks(office: World) -> None:
    review = office.collective_review()
    drafter = office.users[DRAFTER]
    assert duties(office.campaign, on=clock.today(), user=drafter) == []
    page = signed_in(office.users["head"])
    assert f">{office.people[DRAFTER]}</option>" in page.get(reverse("review", args=(review.pk,))).content.decode()
    sent = {"person": str(office.people[DRAFTER].pk)}
    assert page.post(reverse("review-drafter", args=(review.pk,)), sent).status_code == 302
    review.refresh_from_db()
    assert review.clerk == office.people[DRAFTER]
    (duty,) = duties(office.campaign, on=clock.today(), user=drafter)
    assert (duty.title, duty.path) == (
        "Viết báo cáo kiểm điểm tập thể (Mẫu 01)",
        reverse("entry", args=(review.pk,)),
    )


def test_the_drafter_writes_and_hands_in_on_the_page(appointed: World) -> None:
    review = appointed.collective_review()
    client = signed_in(appointed.users[DRAFTER])
    url = reverse("entry", args=(review.pk,))
    assert 'name="i_1"' in client.get(url).content.decode()
    answer = client.post(reverse("entry-autosave", args=(review.pk,)), {"i_1": "Đang viết", "version": "1"})
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    response = client.post(url, form_data(REPORT, action="submit", version="2"))
    assert (response.status_code, response["Location"]) == (302, reverse("review", args=(review.pk,)))
    entry = entry_of(review)
    assert (entry.state, entry.saved_by) == (EntryState.SUBMITTED, appointed.users[DRAFTER])
    assert entry.data["i_1"] == REPORT["i_1"]


def test_a_colleague_who_was_not_named_neither_sees_nor_writes_it(appointed: World) -> None:
    review = appointed.collective_review()
    client = signed_in(appointed.users[COLLEAGUE])
    for name in ("review", "entry"):
        assert client.get(reverse(name, args=(review.pk,))).status_code == 404
    for name in ("entry", "entry-autosave"):
        assert client.post(reverse(name, args=(review.pk,)), {"i_1": "Sửa", "version": "1"}).status_code == 404
    assert_refused_to_write(appointed, COLLEAGUE, review)


def test_a_member_of_the_body_without_a_leading_post_reads_what_is_handed_in_and_writes_nothing(world: World) -> None:
    review = world.collective_review(world.cell_committee)
    client = signed_in(world.users["member1"])
    url = reverse("entry", args=(review.pk,))
    assert client.get(url).status_code == 404, "a draft is read by its writers"
    assert_refused_to_write(world, "member1", review)
    entry = entry_of(review)
    submit_entry(entry_id=entry.pk, by=world.users["head"], data=REPORT, version=entry.version, now=clock.now())
    page = client.get(url)
    assert page.status_code == 200
    assert 'name="i_1"' not in page.content.decode()
    refused = client.post(url, form_data(REPORT, action="save", version="2"))
    assert refused.status_code == 422
    assert "người được giao soạn" in refused.content.decode()


@pytest.mark.parametrize("key", ["officer", "secretary", "member1", "village_secretary"])
def test_neither_the_board_nor_who_decides_nor_another_bodys_leader_writes_it(world: World, key: str) -> None:
    assert_refused_to_write(world, key, world.collective_review())


def test_the_drafter_writes_that_report_only_and_appoints_nobody(appointed: World) -> None:
    """P0-4.1-a: the head directs the report; writing is delegated, directing is not."""
    assert_refused_to_write(appointed, DRAFTER, appointed.collective_review(appointed.cell_committee))
    review = appointed.collective_review()
    url = reverse("review-drafter", args=(review.pk,))
    refused = signed_in(appointed.users[DRAFTER]).post(url, {"person": str(appointed.people[COLLEAGUE].pk)})
    assert refused.status_code == 422
    assert f"Người soạn báo cáo do người đứng đầu {review} phân công." in refused.content.decode()
    review.refresh_from_db()
    assert review.clerk == appointed.people[DRAFTER]


def test_who_is_no_longer_the_drafter_writes_no_more_and_his_text_stays(appointed: World) -> None:
    review = appointed.collective_review()
    save(appointed, DRAFTER, review)
    url = reverse("review-drafter", args=(review.pk,))
    assert signed_in(appointed.users["head"]).post(url, {"person": ""}).status_code == 302
    assert_refused_to_write(appointed, DRAFTER, review)
    assert entry_of(review).data["i_1"] == REPORT["i_1"]


def test_a_persons_own_statement_has_no_drafter(office: World) -> None:
    review = office.review_of("deputy")
    with pytest.raises(RuleViolation, match="do chính người đó viết"):
        assign_drafter(review_id=review.pk, person=office.people[DRAFTER], by=office.users["head"])
    review.refresh_from_db()
    assert review.clerk is None
