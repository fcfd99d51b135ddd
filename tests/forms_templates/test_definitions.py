"""The definitions against the printed forms of the plan, word by word."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from forms_templates.definition import GRADES, LEVELS, FieldKind, FormField
from forms_templates.loader import DEFINITIONS, all_definitions, get_definition, regulations
from reviews.rules.levels import Grade, Level
from reviews.rules.library import load_clauses
from tests.forms_templates.reading import words

PRINTED = Path(__file__).parent / "printed"
FORMS = ("mau_01", "mau_02", "mau_3_213_yk", "mau_3_213_nx")

#: Whose words the forms of each regulation have.
PLANS = {"qd_124": ("P0", "P4"), "qd_132": ("P3",), "qd_366": ("P2",)}

#: The print's own slips, corrected on screen and on paper.
CORRECTED = {"đinh kỳ": "định kỳ"}


def printed_words(code: str) -> list[str]:
    text = (PRINTED / f"{code}.txt").read_text(encoding="utf-8")
    for slip, right in CORRECTED.items():
        text = text.replace(slip, right)
    return words(text)


@pytest.mark.parametrize("code", FORMS)
def test_every_printed_label_stands_in_the_printed_form(code):
    printed = " ".join(printed_words(code))
    definition = get_definition(code)
    labels = [section.label for section in definition.sections if not section.optional]
    labels += [section.note for section in definition.sections if not section.optional]
    labels += [field.label for field in definition.fields()]
    labels += [field.label for block in definition.authority for field in block.fields]
    labels += [option.label for field in definition.fields() for option in field.options]
    for label in filter(None, labels):
        assert " ".join(words(label)) in printed


def test_definitions_are_composed_and_say_where_they_come_from():
    for definition in all_definitions():
        path = DEFINITIONS / definition.regulation / f"{definition.code}.yaml"
        text = path.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text)
        assert definition.citation.clause.split("-")[0] in PLANS[definition.regulation]


def test_levels_and_grades_are_those_of_the_rules_in_value_order_and_words():
    assert [(option.value, option.label) for option in LEVELS] == [(level.value, level.label) for level in Level]
    assert [(option.value, option.label) for option in GRADES] == [(grade.value, grade.label) for grade in Grade]


def grades(code: str) -> list[str]:
    return [field.key for field in get_definition(code).fields() if field.kind is FieldKind.GRADE]


def test_collective_report_asks_for_a_grade_in_five_places():
    assert grades("mau_01") == ["i_1_grade", "i_2_grade", "i_3_grade", "i_4_grade", "iii_grade"]


def test_individual_statement_asks_for_a_grade_in_six_places_and_never_for_the_yearly_commitment():
    assert grades("mau_02") == ["i_1_grade", "i_2_grade", "i_4_grade", "i_5_grade", "i_6_grade", "iii_grade"]
    assert "i_3" in [field.key for field in get_definition("mau_02").fields()]


def test_grade_caption_is_printed_only_where_the_form_prints_it():
    captions = {key: bool(get_definition("mau_02").field(key).label) for key in grades("mau_02")}
    assert captions == {
        "i_1_grade": True,
        "i_2_grade": True,
        "i_4_grade": False,
        "i_5_grade": False,
        "i_6_grade": False,
        "iii_grade": True,
    }


def columns(field: FormField) -> list[str]:
    return [column.key for column in field.columns]


RESPONSIBLE = ["collective", "head", "members"]


@pytest.mark.parametrize(("code", "responsible"), [("mau_01", RESPONSIBLE), ("mau_02", [])])
def test_rows_have_the_agreed_columns(code, responsible):
    definition = get_definition(code)
    assert columns(definition.field("ii_shortcomings")) == [
        "content",
        "text",
        "cause",
        *responsible,
        "remedy",
        "remedy_by",
    ]
    assert columns(definition.field("iii_items")) == [
        "id",
        "shortcoming",
        "status",
        "degree",
        "difficulties",
        "responsible",
    ]
    assert columns(definition.field("iv_items")) == ["prompt_id", "prompt", "explanation", "cause", "responsibility"]


@pytest.mark.parametrize("code", ["mau_01", "mau_02"])
def test_what_is_said_of_a_shortcoming_prints_where_the_form_asks_for_it(code):
    """Cause in section II, responsibility in V, remedy and time in VI; the paper has no column of its own for them."""
    shown = {column.key: column for column in get_definition(code).field("ii_shortcomings").columns}
    places = {"cause": "ii_causes", **dict.fromkeys(RESPONSIBLE, "v"), "remedy": "vi", "remedy_by": "vi"}
    assert {key: column.printed_in for key, column in shown.items() if column.printed_in} == {
        key: place for key, place in places.items() if key in shown
    }
    assert [key for key, column in shown.items() if not column.when_asked] == ["content", "text"]


def test_shortcomings_are_tagged_with_four_contents_for_collectives_and_six_for_persons():
    for code, count in (("mau_01", 4), ("mau_02", 6)):
        content = get_definition(code).field("ii_shortcomings").columns[0]
        assert [option.value for option in content.options] == list(range(1, count + 1))


def test_annex_starts_with_the_six_indicators_of_the_plan():
    annex = get_definition("mau_01").field("annex")
    assert columns(annex) == ["indicator", "target", "result", "evidence"]
    plan = "thu ngân sách, xây dựng nông thôn mới, giải quyết việc làm, an ninh trật tự, kết quả phát triển đảng viên, "
    assert ", ".join(row["indicator"] for row in annex.preset) == plan + "kết quả đánh giá, xếp loại TCCSĐ"


def test_residence_opinion_offers_three_choices_for_each_of_six_items():
    definition = get_definition("mau_3_213_nx")
    for number in range(1, 7):
        assert len(definition.field(f"item_{number}").options) == 3
    assert definition.field("item_7").kind is FieldKind.LONG_TEXT


@pytest.mark.parametrize("regulation", sorted(regulations()))
def test_clauses_are_ids_of_the_plan(regulation):
    """Where the plan's own list of clauses has no such id, it is one of its printed form (``P0-M02-b``)."""
    known = {clause for plan in PLANS[regulation] for clause in load_clauses(plan.lower())}
    printed_form = re.compile(rf"({'|'.join(PLANS[regulation])})-M\d+-[a-z]")
    definitions = [definition for definition in all_definitions() if definition.regulation == regulation]
    clauses = {definition.citation.clause for definition in definitions}
    clauses |= {field.clause for definition in definitions for field in definition.fields() if field.clause}
    clauses |= {block.clause for definition in definitions for block in definition.authority}
    assert clauses
    assert [clause for clause in clauses if clause not in known and not printed_form.fullmatch(clause)] == []


def test_form_of_one_writer_leaves_out_what_is_not_asked_of_him_and_the_part_that_keeps_nothing():
    whole = get_definition("mau_02_xa")
    his = whole.for_contents(["thought", "commitment"])
    shown = [field.key for field in his.fields() if field.content]
    assert shown == ["thought", "thought_grade", "commitment"]
    assert {section.key for section in whole.sections} - {section.key for section in his.sections} == {"i_4", "i_5"}
    assert whole.for_contents(None) is whole
    assert get_definition("mau_02").for_contents([]) is get_definition("mau_02")
