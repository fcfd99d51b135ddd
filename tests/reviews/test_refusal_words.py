"""A form that the room or a card draws for itself still says what is wrong with it."""

from __future__ import annotations

from django.urls import reverse

from reviews.choices import Presence
from reviews.models import Opinion
from tests import steps
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on


def test_too_long_a_reason_for_an_absence_is_refused_in_words(world: World) -> None:
    meeting = steps.plan_office(world)
    attendee = meeting.attendees.get(person=world.people["third"])
    url = reverse("meeting-presence", args=(meeting.pk, attendee.pk))
    with standing_on(9):
        response = signed_in(world.users["head"]).post(
            url, {"presence": Presence.ABSENT_WITH_REASON, "absence_reason": "a" * 201}
        )
    assert response.status_code == 422
    assert "Lý do vắng: " in response.content.decode()
    attendee.refresh_from_db()
    assert attendee.presence == Presence.UNKNOWN


def test_a_meeting_moved_to_no_day_is_refused_on_top_of_the_page(world: World) -> None:
    meeting = steps.plan_office(world)
    with standing_on(9):
        response = signed_in(world.users["head"]).post(
            reverse("meeting-reschedule", args=(meeting.pk,)), {"starts_on": "31/02/2023", "reason": "Trùng lịch"}
        )
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()


def test_too_long_a_reason_to_ask_no_opinion_is_not_called_a_missing_one(world: World) -> None:
    review = world.review_of("third")
    with standing_on(9):
        response = signed_in(world.users["head"]).post(
            reverse("residence-waive", args=(review.pk,)), {"reason": "a" * 301}
        )
    assert response.status_code == 422
    assert "Lý do dài quá 300 ký tự" in response.content.decode()
    assert not Opinion.objects.filter(review=review).exists()
