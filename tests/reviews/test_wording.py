"""What a reader is shown of two texts: the words taken out and put in, and nothing lost of either."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reviews.models import FormEntry
from reviews.selectors.wording import word_changes
from tests.factories.reviews import EntryVersionFactory
from tests.reviews.test_pages import signed_in, words
from tests.world import World


def shown(old: str, new: str) -> str:
    marks = {"same": "{}", "out": "[-{}]", "in": "[+{}]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in word_changes(old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("Hoàn thành 10 việc.", "Hoàn thành tốt 12 việc.", "Hoàn thành [-10][+tốt 12] việc."),
        ("Giữ vững đoàn kết", "Giữ vững khối đoàn kết", "Giữ vững [+khối ]đoàn kết"),
        ("một hai ba bốn", "năm sáu bảy bốn", "[-một hai ba][+năm sáu bảy] bốn"),
        ("Dòng một\nDòng hai", "Dòng một\nDòng mới\nDòng hai", "Dòng một\n[+Dòng mới\n]Dòng hai"),
        ("", "Mới viết", "[+Mới viết]"),
        ("Bỏ hết", "", "[-Bỏ hết]"),
        ("chậm", "chẫm", "[-chậm][+chẫm]"),
    ],
)
def test_whole_words_are_marked_as_taken_out_or_put_in(old: str, new: str, told: str) -> None:
    assert shown(old, new) == told


_TEXTS = st.text(alphabet="ab .\nệ", max_size=30)


@given(_TEXTS, _TEXTS)
def test_nothing_of_either_text_is_lost(old: str, new: str) -> None:
    pieces = word_changes(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == new
    assert all(piece.text for piece in pieces)


def test_two_versions_are_compared_with_each_other_and_with_the_present_text(world: World) -> None:
    entry = FormEntry.objects.get(review=world.review_of("deputy"))
    for number, text in enumerate(("Hoàn thành 10 việc.", "Hoàn thành 11 việc."), start=1):
        EntryVersionFactory.create(entry=entry, version=number, data={"i_1": text})
    FormEntry.objects.filter(pk=entry.pk).update(data={"i_1": "Hoàn thành tốt 12 việc."}, version=3)
    client, address = signed_in(world.users["deputy"]), reverse("entry-version", args=(entry.review_id, 1))

    def told(query: str) -> str:
        return " ".join(re.sub(r"<[^>]+>", "", words(client.get(address + query).content)).split())

    assert "Hoàn thành [bỏ: −10] [thêm: +tốt 12] việc." in told("")
    assert "Hoàn thành [bỏ: −10] [thêm: +11] việc." in told("?den=2")
    assert client.get(address + "?den=9").status_code == 404
    assert client.get(address + "?den=x").status_code == 200


def test_a_passage_too_long_to_compare_word_by_word_is_shown_whole() -> None:
    old = " ".join(f"từ{number % 900}" for number in range(3000))
    assert [piece.kind for piece in word_changes(old, old.replace("từ1", "chữ1"))] == ["out", "in"]
