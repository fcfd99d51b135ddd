"""The pictures of the guide, looked at without a browser: all there, of every page, and none of them empty."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.urls import get_resolver
from PIL import Image, ImageDraw

from tests.journeys.pictures import PICTURES, SHOWS, WITHOUT_PICTURE, fault_of, files
from tests.journeys.test_screenshots import ALONE, SHOTS
from tests.reviews.test_pages_measured import names_of_pages


def test_every_page_has_a_picture_or_a_reason_to_have_none():
    pages = set(names_of_pages(get_resolver().url_patterns))
    assert pages - set(SHOWS.values()) == WITHOUT_PICTURE.keys()


def test_every_picture_is_taken_by_a_test():
    taken = [shot.name for shot in SHOTS] + list(ALONE)
    assert sorted(taken) == sorted(SHOWS)


def test_every_picture_is_there_and_shows_something():
    assert {name: fault for name, path in files().items() if (fault := fault_of(path))} == {}


def test_no_picture_is_left_over():
    assert {path.name for path in PICTURES.iterdir()} == files().keys()


@pytest.mark.parametrize("drawn", ["nothing", "a bar"])
def test_an_empty_picture_is_noticed(tmp_path: Path, drawn: str):
    picture = Image.new("RGB", (360, 740), "white")
    if drawn == "a bar":
        ImageDraw.Draw(picture).rectangle((0, 0, 360, 90), fill="darkred")
    picture.save(tmp_path / "trong-360.png")
    assert fault_of(tmp_path / "trong-360.png") == "blank"
    assert fault_of(tmp_path / "khong-co-360.png").startswith("missing")
    picture.save(tmp_path / "trong-1280.png")
    assert fault_of(tmp_path / "trong-1280.png") == "360 px wide"
