"""Ballots on paper: the four levels for every subject, each sheet the same as the next."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest

from forms_templates.choices import DocumentKind
from forms_templates.copies import MAX_COPIES, copies_of
from forms_templates.definition import LEVELS
from forms_templates.output import WRITERS
from forms_templates.papers import frame, paper, print_paper
from tests.forms_templates.reading import pages_text, text_of

PAYLOAD = {
    "header": {"superior": "Đảng bộ xã Mẫu Sơn", "issuer": "Chi bộ thôn 1"},
    "period": "Năm 2023",
    "occasion": "Hội nghị kiểm điểm Chi bộ thôn 1",
    "subjects": [
        {"name": "Chi ủy Chi bộ thôn 1", "track": "Tập thể lãnh đạo, quản lý"},
        {"name": "Hà Văn Đông", "track": "Đảng viên"},
        {"name": "Lò Thị Tây", "track": "Đảng viên"},
    ],
}


def ballots(**changes: object) -> bytes:
    return print_paper(DocumentKind.BALLOT, {**PAYLOAD, **changes}, title="Phiếu", token="dau-hieu-rieng")


def test_a_sheet_has_every_subject_once_the_four_levels_and_how_to_fill_it_in():
    (text,) = pages_text(ballots())
    words = " ".join(text.split())
    for level in LEVELS:
        assert level.label.split()[-1] in words
    assert words.count("Đảng viên") == 1  # what is rated stands once above those it is asked of
    for part in ("Hà Văn Đông", "Lò Thị Tây", "Năm 2023", "(Đóng dấu)", "Phiếu hợp lệ:", "Phiếu không hợp lệ:"):
        assert part in words
    assert "Cách ghi phiếu do chương trình soạn; kế hoạch không in." in words


def test_a_sheet_carries_no_code_and_no_name_of_a_voter():
    content = ballots()
    assert "dau-hieu-rieng" not in text_of(content)
    assert "Xác minh văn bản" not in text_of(content)
    with pikepdf.open(BytesIO(content)) as pdf:
        assert not [page for page in pdf.pages if page.resources.get("/XObject")]


def test_a_line_off_the_list_has_no_box_for_the_best_level_and_the_sheet_says_what_a_mark_there_is():
    """P0-4.4-i"""
    other = {"name": "Lò Thị Tây", "track": "Cán bộ"}
    (text,) = pages_text(ballots(subjects=[{"name": "Hà Văn Đông", "track": "Cán bộ", "excellent": False}, other]))
    words = " ".join(text.split())
    assert "Ô ghi “–”: không có tên trong danh sách đề xuất mức ấy." in words
    (usual,) = pages_text(ballots(subjects=[{"name": "Hà Văn Đông", "track": "Cán bộ", "excellent": True}, other]))
    assert "Ô ghi" not in usual
    assert text.count("–") == usual.count("–") + 2  # in its box and where it is explained


def test_every_copy_is_the_same_to_the_last_byte():
    with pikepdf.open(BytesIO(ballots(copies=40))) as pdf:
        assert len(pdf.pages) == 40
        streams = {page.Contents.objgen for page in pdf.pages}
        assert len(streams) == 1
        assert len({pikepdf.Dictionary(dict(page.obj)).unparse() for page in pdf.pages}) == 1
        assert "/StructTreeRoot" not in pdf.Root


def test_the_same_order_gives_the_same_bytes_and_a_thousand_sheets_are_hardly_bigger_than_one():
    one, many = ballots(), ballots(copies=1000)
    assert ballots(copies=1000) == many
    assert len(many) < 2 * len(one)


def test_a_long_ballot_goes_on_overleaf_and_is_copied_sheet_by_sheet():
    subjects = [{"name": f"Đảng viên số {number}", "track": "Đảng viên"} for number in range(30)]
    texts = pages_text(ballots(subjects=subjects, copies=3))
    assert len(texts) == 6
    assert texts[0] == texts[2] == texts[4]
    assert texts[1] == texts[3] == texts[5]
    assert "Đảng viên số 29" in texts[1]


@pytest.mark.parametrize("times", [0, -1, MAX_COPIES + 1])
def test_a_number_of_copies_that_cannot_be_meant_is_refused(times):
    with pytest.raises(ValueError, match="copies"):
        copies_of(ballots(), times)


def test_an_empty_ballot_has_lines_to_write_names_on_in_every_kind_of_file():
    for write in WRITERS.values():
        assert write(*_blank())
    text = WRITERS["txt"](*_blank()).decode()
    assert "12 |" in text
    assert text.count("☐") == 48


def _blank() -> tuple[str, dict[str, object]]:
    template, context = paper(DocumentKind.BALLOT, {})
    return template, context | frame("Phiếu", "")
