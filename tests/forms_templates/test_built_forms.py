"""Forms that no paper prints: they say so, carry the number of their annex, and score by criteria."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from crispy_forms.utils import render_crispy_form

from forms_templates.choices import DocumentKind
from forms_templates.definition import BUILT_NOTE, Origin
from forms_templates.forms import MAX_ROWS, EntryForm
from forms_templates.loader import all_definitions, get_definition, parse_definition
from forms_templates.papers import print_paper
from forms_templates.printing import form_context
from forms_templates.scores import sum_of
from forms_templates.strict import DefinitionError
from tests.forms_templates.blanks import printed_blank
from tests.forms_templates.reading import text_of
from tests.forms_templates.test_loader import GOOD

QUARTER = get_definition("quy_ca_nhan", "qd_366")
BUILT = [definition for definition in all_definitions() if definition.origin is Origin.BUILT]


def row(number: int, *, group: str, most: str, points: str = "", evidence: str = "") -> dict[str, Any]:
    return {
        "criterion_id": str(number),
        "group": group,
        "criterion": f"Tiêu chí số {number}",
        "most": most,
        "points": points,
        "evidence": evidence,
    }


ROWS = [
    row(11, group="Nhóm tiêu chí chung", most="15", points="14.5", evidence="Dự đủ các kỳ sinh hoạt"),
    row(12, group="Nhóm tiêu chí chung", most="15", points="13"),
    row(13, group="Kết quả nhiệm vụ", most="70", points="60"),
]


# Who laid the form out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("definition", BUILT, ids=lambda definition: f"{definition.regulation}-{definition.code}")
def test_a_form_that_the_program_built_says_so_on_paper(definition):
    assert BUILT_NOTE in text_of(printed_blank(definition.code, definition.regulation))


def test_a_form_that_a_paper_prints_does_not_say_it_was_built():
    assert form_context(get_definition("mau_01"), {})["origin"] == ""
    assert BUILT_NOTE not in text_of(printed_blank("mau_01"))


def test_an_unknown_origin_is_refused():
    assert parse_definition(f"origin: built\n{GOOD}", source="x").origin is Origin.BUILT
    with pytest.raises(DefinitionError, match="'copied' không thuộc: printed, built"):
        parse_definition(f"origin: copied\n{GOOD}", source="x")


# The mark and the period ----------------------------------------------------------------------------------------


def test_the_mark_carries_the_number_of_the_annex_and_the_subtitle_the_period():
    context = form_context(QUARTER, {"annex_number": "5", "period": "Quý III năm 2025"})
    assert (context["mark"], context["subtitle"]) == ("Phụ lục 5", "Quý III năm 2025")


@pytest.mark.parametrize("payload", [{}, {"annex_number": ""}, {"annex_number": None}])
def test_a_mark_without_its_number_is_left_out(payload):
    assert form_context(QUARTER, payload)["mark"] == ""
    assert "Phụ lục" not in text_of(printed_blank("quy_ca_nhan", "qd_366"))


# The table of points on the page -----------------------------------------------------------------------------------


def test_each_criterion_stands_on_the_page_with_its_most_and_the_sum_below():
    page = render_crispy_form(EntryForm(QUARTER, initial={"score_items": ROWS}))
    assert page.count("Nhóm tiêu chí chung") == 1
    for text in ("Tiêu chí số 11", "tối đa 15 điểm", 'value="14,5"', 'name="score_items-2-points"'):
        assert text in page
    assert ">87,5</output>/100 điểm" in page
    assert 'name="score_items-0-most"' not in page


def test_a_page_without_criteria_says_who_puts_them_in():
    page = render_crispy_form(EntryForm(QUARTER))
    assert "Cơ quan lập kế hoạch nhập các tiêu chí" in page
    assert "Cộng:" not in page


def test_points_and_evidence_are_taken_in_and_the_criteria_stay_as_they_are():
    sent = {
        "score_items-TOTAL": "3",
        "score_items-0-criterion_id": "11",
        "score_items-0-most": "90",
        "score_items-0-criterion": "Tiêu chí khác",
        "score_items-0-points": "12,25",
        "score_items-0-evidence": "Báo cáo số 4",
        "score_items-1-criterion_id": "12",
        "score_items-1-points": "",
        "score_items-7-criterion_id": "99",
        "score_items-7-points": "100",
    }
    form = EntryForm(QUARTER, sent, initial={"score_items": ROWS})
    assert form.is_valid()
    stored = form.to_data()["score_items"]
    assert [item["criterion_id"] for item in stored] == ["11", "12", "13"]
    assert stored[0] == {**ROWS[0], "points": "12.25", "evidence": "Báo cáo số 4"}
    assert (stored[1]["points"], stored[2]["points"]) == ("", "60")


def test_wrong_points_are_refused_at_their_criterion_and_the_sum_leaves_them_out():
    sent = {"score_items-TOTAL": "3"}
    for index, points in enumerate(["mười", "13", "60"]):
        sent |= {f"score_items-{index}-criterion_id": str(11 + index), f"score_items-{index}-points": points}
    form = EntryForm(QUARTER, sent, initial={"score_items": ROWS})
    assert form.errors == {"score_items-0-points": ["Điểm chưa đúng. Ghi số, ví dụ 27,5."]}
    page = render_crispy_form(form)
    assert 'value="mười"' in page
    assert ">73</output>/100 điểm" in page


def test_a_sheet_may_have_more_criteria_than_a_list_that_people_let_grow():
    rows = [row(number, group="", most="1", points="1") for number in range(MAX_ROWS + 20)]
    form = EntryForm(QUARTER, {"score_items-TOTAL": "50"}, initial={"score_items": rows})
    assert form.is_valid()
    assert len(form.to_data()["score_items"]) == MAX_ROWS + 20


def test_hundredths_add_up_exactly():
    assert sum_of([{"points": "0.1", "most": "1"}] * 3).points == Decimal("0.3")
    assert sum_of([{"points": "0.1", "most": "1"}] * 3).text == "0,3/3"


# The table of points on paper --------------------------------------------------------------------------------------


def test_the_table_prints_groups_points_and_the_sum():
    payload = {"regulation": "qd_366", "form": "quy_ca_nhan", "data": {"score_items": ROWS}}
    text = text_of(print_paper(DocumentKind.MAU_02, payload, title="x"))
    for part in (
        "TT Tiêu chí Điểm tối đa Điểm tự chấm Căn cứ, kết quả, sản phẩm Nhóm tiêu chí chung",
        "1 Tiêu chí số 11 15 14,5 Dự đủ các kỳ sinh hoạt",
        "Kết quả nhiệm vụ 3 Tiêu chí số 13 70 60",
        "Cộng 100 87,5",
    ):
        assert part in text


def test_the_paper_of_an_entry_is_the_form_that_the_entry_has():
    titles = {}
    for form in ("mau_02", "mau_02_khong_chuc_vu", "quy_ca_nhan"):
        text = text_of(print_paper(DocumentKind.MAU_02, {"regulation": "qd_366", "form": form}, title="x"))
        titles[form] = ("BẢN KIỂM ĐIỂM CÁ NHÂN" in text, "mức độ hoàn thành nhiệm vụ của cấp dưới" in text)
    assert titles == {"mau_02": (True, True), "mau_02_khong_chuc_vu": (True, False), "quy_ca_nhan": (False, False)}


SCORES = """\
          - key: score_items
            kind: rows
            label: Bảng điểm
            fixed_rows: true
            anchor: criterion_id
            columns:
              - {key: criterion_id, kind: hidden}
              - {key: group, kind: short_text, label: Nhóm}
              - {key: criterion, kind: long_text, label: Tiêu chí}
              - {key: most, kind: points, label: Tối đa}
              - {key: points, kind: points, label: Điểm}
              - {key: evidence, kind: long_text, label: Căn cứ}
"""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "{key: group, kind: short_text, label: Nhóm}",
            "{key: nhom, kind: short_text, label: N}",
            "bảng điểm có các cột",
        ),
        ("            anchor: criterion_id\n", "", "bảng điểm có khóa neo"),
    ],
)
def test_a_table_of_points_has_its_columns_and_its_anchor(old, new, reason):
    text = GOOD.replace("      - key: i_1\n        kind: long_text\n        label: Nội dung\n", SCORES)
    assert parse_definition(text, source="x").field("score_items").is_score_table
    assert old in text
    with pytest.raises(DefinitionError, match=reason):
        parse_definition(text.replace(old, new), source="x")


def test_a_list_that_people_let_grow_is_no_table_of_points_though_it_holds_some():
    text = GOOD.replace("      - key: i_1\n        kind: long_text\n        label: Nội dung\n", SCORES)
    growing = parse_definition(text.replace("            fixed_rows: true\n", ""), source="x").field("score_items")
    assert not growing.is_score_table
