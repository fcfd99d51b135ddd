"""What the pages of a ballot say, as a person reads them."""

from __future__ import annotations

import re

from django.urls import reverse

from reviews.models import Meeting
from tests.reviews.test_pages import signed_in, words
from tests.world import World

LEVELS = ("Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ", "Không hoàn thành nhiệm vụ")


def page(world: World, meeting: Meeting, key: str = "head", *, name: str = "meeting-ballots") -> str:
    return words(signed_in(world.users[key]).get(reverse(name, args=(meeting.pk,))).content)


def heading(text: str) -> str:
    found = re.search(r'<h2 id="viec-tiep">(.*?)</h2>', text)
    assert found is not None
    return found[1].strip()


def primary(text: str) -> list[str]:
    """What the buttons of the one colour say."""
    found = re.findall(r'class="btn btn-primary"[^>]*>(.*?)</(?:a|button)>', text)
    return [re.sub(r"<[^>]+>", "", label).strip() for label in found]
