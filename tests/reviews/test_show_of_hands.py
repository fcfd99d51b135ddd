"""The show of hands on a chair's conclusion under the commune plan of 2023 (P4 1.4.3)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from reviews.choices import ItemState, MeetingState, Presence, VenueKind
from reviews.models import AgendaItem, Meeting
from reviews.selectors.papers import minutes_payload
from tests.factories.reviews import AgendaItemFactory, AttendeeFactory, MeetingFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in, words
from tests.world import World, at, standing_on

__all__ = ["commune"]

DAY = 24


@pytest.fixture
def item(commune: World) -> AgendaItem:
    """A villager's item is being taken up; three members sit there."""
    issue(commune)
    meeting = MeetingFactory.create(
        campaign=commune.campaign,
        kind=VenueKind.CELL,
        collective=None,
        cell=commune.village,
        starts_on=at(DAY).date(),
        state=MeetingState.OPEN,
        opened_at=at(DAY),
        chair=commune.people["village_secretary"],
        clerk=commune.people["villager1"],
    )
    for key in ("village_secretary", "villager1", "villager2"):
        AttendeeFactory.create(meeting=meeting, person=commune.people[key], presence=Presence.PRESENT)
    found: AgendaItem = AgendaItemFactory.create(
        meeting=meeting, review=commune.review_of("villager2"), state=ItemState.IN_PROGRESS, started_at=at(DAY)
    )
    return found


def conclude(world: World, item: AgendaItem, **sent: str) -> tuple[int, str]:
    client = signed_in(world.users["village_secretary"])
    with standing_on(DAY, 9):
        answer = client.post(
            reverse("item-conclude", args=(item.meeting_id, item.pk)), {"conclusion": "Ưu điểm: gương mẫu.", **sent}
        )
    item.refresh_from_db()
    return answer.status_code, words(answer.content)


def test_hands_counted_are_kept_with_the_conclusion_and_stand_in_the_minutes(commune: World, item: AgendaItem) -> None:
    """P4-1.4.3-k"""
    room = reverse("meeting", args=(item.meeting_id,))
    with standing_on(DAY, 9):
        page = words(signed_in(commune.users["village_secretary"]).get(room).content)
    assert "Biểu quyết về kết luận, có mặt 3" in page
    assert conclude(commune, item, agreed="2", against="1", abstained="0")[0] == 302
    assert (item.state, item.agreed, item.against, item.abstained) == (ItemState.CONCLUDED, 2, 1, 0)
    with standing_on(DAY, 10):
        page = words(signed_in(commune.users["village_secretary"]).get(room).content)
    assert "2 đồng ý, 1 không đồng ý, 0 không biểu quyết" in page
    meeting = Meeting.objects.select_related("campaign__issuer", "cell__parent", "chair", "clerk").get()
    (row,) = minutes_payload(meeting)["items"]
    assert (row["agreed"], row["against"], row["abstained"]) == (2, 1, 0)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"agreed": "2", "against": "0", "abstained": "0"}, "là 2, có mặt 3. Đếm lại."),
        ({"agreed": "3", "against": "1", "abstained": "0"}, "là 4, có mặt 3. Đếm lại."),
        ({"agreed": "3"}, "Ghi cả ba số, không có thì ghi 0."),
        ({"agreed": "ba", "against": "0", "abstained": "0"}, "Đồng ý:"),
        ({"agreed": "-1", "against": "4", "abstained": "0"}, "Đồng ý:"),
        ({"agreed": "2", "against": "1", "abstained": "0", "conclusion": " "}, "Chưa có kết luận"),
    ],
)
def test_hands_that_do_not_add_up_close_no_item_and_write_nothing(
    commune: World, item: AgendaItem, sent: dict[str, str], said: str
) -> None:
    """P4-1.4.3-k: also without the words of the conclusion."""
    status, page = conclude(commune, item, **sent)
    assert (status, item.state, item.agreed) == (422, ItemState.IN_PROGRESS, None)
    assert said in page


def test_item_without_a_count_closes_with_a_warning(commune: World, item: AgendaItem) -> None:
    """P4-1.4.3-k: the plan prints no share, the count is kept where it was taken."""
    assert conclude(commune, item)[0] == 302
    assert (item.state, item.agreed) == (ItemState.CONCLUDED, None)


def test_half_a_count_is_kept_out_of_the_table(item: AgendaItem) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(agreed=2)
