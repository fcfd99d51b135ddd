"""Tra cứu quy định: every rule with its clause, and answers to plain numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from reviews.rules.digest import digest
from reviews.services.campaigns import change_milestone
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on


def ask(world: World, **numbers: Any) -> tuple[int, str]:
    address = reverse("campaign-rules", args=(world.campaign.pk,))
    with standing_on(8):
        answer = signed_in(world.users["deputy"]).get(address, numbers)
    return answer.status_code, answer.content.decode()


def test_every_rule_of_the_plan_stands_on_the_page_with_its_words(world: World) -> None:
    status, page = ask(world)
    assert status == 200
    for section in digest(world.campaign.plan):
        assert section.title in page
    assert "Kiểm điểm tập thể trước, cá nhân sau" in page
    assert "trước ngày 10/11/2023" in page
    assert "Kế hoạch số 128-KH/HU" in page
    assert "Kế hoạch không quy định; người lập kế hoạch xác nhận khi ban hành" in page


def test_nothing_is_answered_before_it_is_asked(world: World) -> None:
    _status, page = ask(world)
    assert 'class="answer"' not in page
    assert "Chưa tính được" not in page


BALLOT = {"tinh": "phieu", "kind": "cadre", "present": 9, "excellent": 5, "good": 4, "completed": 0, "not_completed": 0}
SEATS = {"tinh": "ty-le", "kind": "cadre", "members": 9, "good_or_better": 9, "excellent": 2}
PERSON = {"tinh": "doi-tuong", "activity": "active", "admitted_on": "2023-05-23", "on": "2023-11-22"}


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (BALLOT, "Hoàn thành xuất sắc nhiệm vụ: 5/9 phiếu đề xuất"),
        (SEATS, "nhiều nhất 1, vượt 1"),
        (SEATS | {"members": 5, "good_or_better": 4, "excellent": 1}, "Tập thể có 5 thành viên lãnh đạo"),
        (PERSON, "chưa đủ 06 tháng (đủ từ ngày 23/11/2023)"),
        (PERSON | {"admitted_on": ""}, "Đảng viên: thuộc diện kiểm điểm, được xếp loại."),
    ],
)
def test_the_page_answers_by_the_plan(world: World, numbers: dict[str, Any], words: str) -> None:
    status, page = ask(world, **numbers)
    assert status == 200
    assert words in page
    assert page.count('class="answer"') == 1


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        (BALLOT | {"excellent": 50}, "nhiều hơn 9 phiếu phát ra"),
        (SEATS | {"excellent": 10}, "Các số không khớp"),
        (SEATS | {"members": -1}, "Chưa tính được. Cần sửa các chỗ sau:"),
        (BALLOT | {"kind": "party"}, "Chưa tính được. Cần sửa các chỗ sau:"),
        (PERSON | {"on": "22-11"}, "Chưa tính được. Cần sửa các chỗ sau:"),
    ],
)
def test_numbers_that_cannot_be_are_refused_and_stay_in_the_form(
    world: World, numbers: dict[str, Any], words: str
) -> None:
    status, page = ask(world, **numbers)
    assert status == 422
    assert words in page
    assert 'class="answer"' not in page


def test_a_day_that_the_campaign_changed_is_shown_as_changed(db: None) -> None:
    from tests.reviews.test_campaigns import draft
    from tests.world import build_world

    world = build_world()
    world.campaign = draft(world)
    milestone = world.campaign.milestones.get(code="P0-III.3-a")
    change_milestone(
        milestone_id=milestone.pk, due_on=date(2023, 12, 8), change_reason="Công văn số 5", by=world.users["planner"]
    )
    with standing_on(6):
        address = reverse("campaign-rules", args=(world.campaign.pk,))
        page = signed_in(world.users["planner"]).get(address).content.decode()
    assert "<p>trước ngày 08/12/2023" in page
    assert "<p>trước ngày 05/12/2023" not in page
