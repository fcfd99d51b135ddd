"""What is sent to the pages in bad faith or by accident, and what must have become of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from reviews.models import FormEntry
from tests.world import World, standing_on

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
