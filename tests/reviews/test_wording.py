"""What a reader is shown of two texts: the words taken out and put in, and nothing lost of either."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.selectors.wording import word_changes


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


def test_a_passage_too_long_to_compare_word_by_word_is_shown_whole() -> None:
    old = " ".join(f"từ{number % 900}" for number in range(3000))
    assert [piece.kind for piece in word_changes(old, old.replace("từ1", "chữ1"))] == ["out", "in"]
