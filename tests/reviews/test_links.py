"""Every link of every page leads somewhere: a way back with no address would only load the same page again."""

from __future__ import annotations

import re

from django.urls import reverse

from tests import steps
from tests.reviews.test_pages import Scene, pages, scene, signed_in
from tests.world import World, standing_on

__all__ = ["scene"]

WITHOUT_ADDRESS = re.compile(r'<a\b[^>]*\bhref="\s*"[^>]*>(.*?)</a>', re.DOTALL)


def lost_links(page: str) -> list[str]:
    return [re.sub(r"<[^>]+>", "", words).strip() for words in WITHOUT_ADDRESS.findall(page)]


def test_no_page_has_a_link_without_an_address(scene: Scene) -> None:
    lost: dict[str, list[str]] = {}
    with standing_on(14, 10):
        for name, (url, who) in pages(scene).items():
            for role in sorted(who):
                answer = signed_in(scene.user(role)).get(url)
                if answer.status_code == 200 and "text/html" in answer["Content-Type"]:
                    lost |= {f"{name} ({role})": found for found in [lost_links(answer.content.decode())] if found}
    assert lost == {}


def test_the_page_of_a_new_meeting_leads_back_to_the_meetings(world: World) -> None:
    url = f"{reverse('meeting-new', args=(world.campaign.pk,))}?collective={world.leadership.pk}"
    with standing_on(8):
        page = signed_in(world.users["head"]).get(url).content.decode()
    assert lost_links(page) == []
    assert f'href="{reverse("meetings")}"' in page.split("</nav>")[-1]


def test_a_campaign_seen_for_one_unit_leads_back_to_the_whole(world: World) -> None:
    campaign = reverse("campaign", args=(world.campaign.pk,))
    with standing_on(8):
        page = signed_in(world.users["planner"]).get(f"{campaign}?unit={world.commune.pk}").content.decode()
    assert "Xem cả đợt" in page
    assert lost_links(page) == []


def test_the_ballots_page_leads_to_the_meeting_while_nobody_is_recorded_as_present(world: World) -> None:
    meeting = steps.plan_office(world)
    with standing_on(8):
        page = signed_in(world.users["head"]).get(reverse("meeting-ballots", args=(meeting.pk,))).content.decode()
    assert "Chưa điểm danh ai có mặt" in page
    assert page.split("</nav>")[-1].count(f'href="{reverse("meeting", args=(meeting.pk,))}"') == 2


def test_the_dossier_leads_back_to_its_review_for_the_person_reviewed_too(scene: Scene) -> None:
    review = scene.statement
    for role in ("head", "deputy"):
        page = signed_in(scene.world.users[role]).get(reverse("dossier", args=(review.pk,))).content.decode()
        assert f'href="{reverse("review", args=(review.pk,))}"' in page.split("</nav>")[-1], role
