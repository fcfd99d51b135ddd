"""Opinions under the commune plan of 2023: why the place of residence is not asked (P4 1.4.1.b)."""

from __future__ import annotations

from django.urls import reverse

from reviews.choices import OpinionState
from reviews.models import Opinion
from reviews.selectors.dossier import slots_of
from reviews.services.opinions import request_residence_opinion
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on

__all__ = ["commune"]


def waive(world: World, **sent: str) -> int:
    """The village secretary lets a villager off; the status of the answer."""
    address = reverse("residence-waive", args=(world.review_of("villager1").pk,))
    with standing_on(6):
        return signed_in(world.users["village_secretary"]).post(address, sent).status_code


def test_waiver_keeps_the_case_and_who_gave_it_and_the_form_is_not_required(commune: World) -> None:
    """P4-1.4.1-k"""
    issue(commune)
    client, review = signed_in(commune.users["village_secretary"]), commune.review_of("villager1")
    address = reverse("review", args=(review.pk,))
    page = client.get(address).content.decode()
    assert "Trường hợp theo Hướng dẫn số 33-HD/BTCTW ngày 30/10/2020" in page
    assert waive(commune, reason="Học tại Hà Nội.", case="study") == 302
    opinion = Opinion.objects.get(review=review)
    assert (opinion.state, opinion.waived_case, opinion.waived_reason) == (
        OpinionState.WAIVED,
        "study",
        "Học tại Hà Nội.",
    )
    assert opinion.requested_by == commune.users["village_secretary"]
    said = "Đi học tập trung từ 12 tháng trở lên: Học tại Hà Nội."
    assert said in client.get(address).content.decode()
    assert [(str(slot.state), slot.waiver) for slot in slots_of(review) if slot.waiver] == [("waived", said)]


def test_waiver_without_a_case_writes_nothing(commune: World) -> None:
    """P4-1.4.1-k"""
    issue(commune)
    assert waive(commune, reason="Bận công tác.") == 422
    assert waive(commune, reason="Bận công tác.", case="busy") == 422
    assert waive(commune, reason=" ", case="other") == 422
    assert not Opinion.objects.exists()


def test_opinion_asked_after_all_forgets_its_case(commune: World) -> None:
    """P4-1.4.1-k"""
    issue(commune)
    waive(commune, reason="Học tại Hà Nội.", case="study")
    with standing_on(7) as now:
        opinion = request_residence_opinion(
            review_id=commune.review_of("villager1").pk,
            by=commune.users["village_secretary"],
            on=now.date(),
            due_on=None,
            now=now,
        )
    assert (opinion.state, opinion.waived_case, opinion.why_waived) == (OpinionState.REQUESTED, "", "")
