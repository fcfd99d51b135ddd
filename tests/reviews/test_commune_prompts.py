"""Prompts under the commune plan of 2023: numbered, and of the committee that manages the subject (P4 1.4.2, IV.4)."""

from __future__ import annotations

from django.urls import reverse

from organizations.choices import CollectiveKind
from organizations.models import Collective
from reviews.choices import AuthorityKind
from reviews.models import Review, ReviewPrompt
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on

__all__ = ["commune"]

TEXT = "Làm rõ trách nhiệm trong việc thu đảng phí."


def send(world: World, review: Review, **sent: str) -> tuple[int, str]:
    """The page's answer to a prompt that the officer sends: status and text."""
    with standing_on(8):
        answer = signed_in(world.users["officer"]).post(
            reverse("review-prompts", args=(review.pk,)), {"text": TEXT, "document_number": "12-CV/ĐU", **sent}
        )
    return answer.status_code, answer.content.decode()


def test_prompt_to_a_cells_committee_is_delivered_and_answerable(commune: World) -> None:
    """P4-1.4.2-a, P4-1.4.2-b, P4-IV.4-a"""
    issue(commune)
    committee = Collective.objects.get(kind=CollectiveKind.CELL_COMMITTEE, organization=commune.village)
    review = commune.collective_review(committee)
    assert review.authority_kind == AuthorityKind.OWN
    assert send(commune, review)[0] == 302
    prompt = ReviewPrompt.objects.get(review=review)
    assert (prompt.document_number, prompt.from_above) == ("12-CV/ĐU", False)
    review.entry.refresh_from_db()
    assert [row["prompt"] for row in review.entry.data["iv_items"]] == [TEXT]
    assert commune.users["village_secretary"].notices.filter(kind="prompt").count() == 1


def test_whom_the_district_manages_is_prompted_by_its_document_only(commune: World) -> None:
    """P4-1.4.2-b, P4-IV.4-a"""
    issue(commune)
    review = commune.review_of("commune_secretary")
    assert review.authority_kind == AuthorityKind.EXTERNAL
    status, page = send(commune, review)
    assert status == 422
    assert "chỉ ghi lại gợi ý bằng văn bản của cấp trên" in page
    assert "«Kế hoạch số 44-KH/ĐU ngày 01/11/2023, mục IV.4»" in page
    assert not ReviewPrompt.objects.exists()
    assert send(commune, review, document_number="7-CV/HU", from_above="on")[0] == 302
    assert ReviewPrompt.objects.get().from_above
    with standing_on(9):
        page = signed_in(commune.users["officer"]).get(reverse("review-prompts", args=(review.pk,))).content.decode()
    assert "Văn bản của cấp trên số 7-CV/HU" in page


def test_document_of_the_district_to_whom_the_commune_manages_is_refused(commune: World) -> None:
    """P4-1.4.2-a"""
    issue(commune)
    status, page = send(commune, commune.review_of("villager1"), from_above="on")
    assert (status, ReviewPrompt.objects.count()) == (422, 0)
    assert "mục II.1.4.2»" in page


def asks_whose_document(world: World, key: str) -> bool:
    page = signed_in(world.users["officer"]).get(reverse("review-prompts", args=(world.review_of(key).pk,)))
    return 'name="from_above"' in page.content.decode()


def test_page_asks_whose_document_it_is(commune: World) -> None:
    """P4-IV.4-a"""
    issue(commune)
    assert asks_whose_document(commune, "villager1")


def test_page_of_a_plan_silent_on_management_does_not_ask(world: World) -> None:
    assert not asks_whose_document(world, "third")
