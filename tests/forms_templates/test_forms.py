"""The web forms: printed order, rows without a script, clean text, nothing lost and nothing smuggled in."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

import pytest
from crispy_forms.utils import render_crispy_form
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from forms_templates.definition import FieldKind
from forms_templates.forms import MAX_ROWS, AuthorityForm, EntryForm
from forms_templates.loader import all_definitions, get_definition
from forms_templates.text import MAX_LENGTH, clean_text

MAU_01 = get_definition("mau_01")
MAU_02 = get_definition("mau_02")
REPLY = get_definition("mau_3_213_nx")

PROMPTS = [
    {"prompt_id": "7", "prompt": "Làm rõ A", "explanation": "", "cause": "", "responsibility": ""},
    {"prompt_id": "9", "prompt": "Làm rõ B", "explanation": "đã trả lời", "cause": "", "responsibility": ""},
]


def saved(definition, data, **kwargs):
    form = EntryForm(definition, data, **kwargs)
    assert form.is_valid(), form.errors
    return form.to_data()


def test_an_empty_form_can_be_saved():
    data = saved(MAU_02, {})
    assert data["i_1"] == ""
    assert data["ii_shortcomings"] == []
    assert data["ii_none"] is False


@pytest.mark.parametrize("definition", list(all_definitions()), ids=lambda definition: definition.code)
def test_every_label_stands_on_the_page_in_printed_order(definition):
    page = render_crispy_form(EntryForm(definition, annex=True))
    position = 0
    for section in definition.sections:
        for text in filter(None, [section.heading, section.note, *(field.title for field in section.fields)]):
            found = page.find(text, position)
            assert found >= 0, text
        position = page.find(f'id="section-{section.key}"')
        assert position >= 0
    names = re.findall(r'id="(?:div_id_|rows-)(\w+?)"', page)
    wanted = [field.key for field in definition.fields()]
    assert [name for name in dict.fromkeys(names) if name in wanted] == wanted


OPTIONS = re.compile(
    r'<input type="radio"[^>]*\bname="(?P<name>[^"]+)"[^>]*\bvalue="(?P<value>[^"]*)"[^>]*>\s*'
    r"(?:<label\b[^>]*>)?\s*(?P<label>[^<]*?)\s*</label>"
)
CHOSEN_ONE_OF = (FieldKind.GRADE, FieldKind.LEVEL, FieldKind.CHOICE)


def shown_options(page: str) -> dict[str, list[tuple[str, str]]]:
    """Value and words of each radio button, by the field's name, as they stand on the page from top to bottom."""
    found: dict[str, list[tuple[str, str]]] = {}
    for option in OPTIONS.finditer(page):
        found.setdefault(option["name"], []).append((option["value"], unescape(option["label"])))
    return found


@pytest.mark.parametrize("definition", list(all_definitions()), ids=lambda definition: definition.code)
def test_the_choices_of_every_field_stand_on_the_page_in_printed_order(definition):
    shown = shown_options(render_crispy_form(EntryForm(definition)))
    printed = {
        field.key: [(option.value, option.label) for option in field.options]
        for field in definition.fields()
        if field.kind in CHOSEN_ONE_OF
    }
    assert {name: options for name, options in shown.items() if name in printed} == printed


@pytest.mark.parametrize("block", [block.key for block in MAU_02.authority])
def test_the_levels_of_an_authority_stand_from_excellent_to_not_completed(block):
    shown = shown_options(render_crispy_form(AuthorityForm(MAU_02, block)))
    assert [label for _, label in shown["level"]] == [
        "Hoàn thành xuất sắc nhiệm vụ",
        "Hoàn thành tốt nhiệm vụ",
        "Hoàn thành nhiệm vụ",
        "Không hoàn thành nhiệm vụ",
    ]


def test_the_words_a_shortcoming_is_tied_to_stand_in_the_order_of_the_contents():
    page = render_crispy_form(EntryForm(MAU_02, initial={"ii_shortcomings": [{"content": 2, "text": "Chậm"}]}))
    menu = re.search(r'<select name="ii_shortcomings-0-content".*?</select>', page, re.DOTALL)
    assert menu is not None
    assert re.findall(r'value="(\d*)"', menu[0]) == ["", "1", "2", "3", "4", "5", "6"]


def test_initial_and_saved_data_have_the_same_shape():
    entry = saved(
        MAU_02,
        {
            "i_1": "Tốt",
            "i_1_grade": "good",
            "ii_shortcomings-0-content": "2",
            "ii_shortcomings-0-text": "Chậm",
            "ii_none": "",
            "iii_items-0-shortcoming": "Cũ",
            "iii_items-0-status": "fixed",
            "vii_member_level": "excellent",
        },
    )
    form = EntryForm(MAU_02, initial=entry)
    again = {bound.html_name: bound.value() for bound in form if bound.value() not in (None, "", False)}
    assert saved(MAU_02, again, initial=entry) == entry
    assert entry["ii_shortcomings"] == [{"content": 2, "text": "Chậm"}]
    assert entry["iii_items"][0]["status"] == "fixed"


def test_post_of_a_browser_is_read():
    data = saved(MAU_02, QueryDict("i_2=a&i_2=b&ii_none=on&ii_shortcomings-TOTAL=2"))
    assert (data["i_2"], data["ii_none"], data["ii_shortcomings"]) == ("b", True, [])


def test_text_is_composed_and_freed_of_control_characters_and_keeps_what_people_see():
    typed = "  Ke\u0301m\x00\x08 \u202eđảo\r\ndòng hai 😀 <b>&amp;\ud800"
    assert saved(MAU_02, {"i_1": typed})["i_1"] == "Kém đảo\ndòng hai 😀 <b>&amp;"


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_cleaning_is_idempotent_composed_and_safe_to_store(text):
    once = clean_text(text)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")
    assert "\x00" not in once


def test_a_text_at_the_limit_is_saved_and_one_letter_more_is_refused_whole():
    assert len(saved(MAU_02, {"i_1": "ư" * MAX_LENGTH})["i_1"]) == MAX_LENGTH
    form = EntryForm(MAU_02, {"i_1": "ư" * (MAX_LENGTH + 1)})
    assert not form.is_valid()
    assert form.errors["i_1"] == [
        "Nội dung dài 20.001 ký tự, vượt quá 20.000 ký tự cho phép. "
        "Hãy rút gọn, hoặc chuyển phần chi tiết sang tài liệu kèm theo."
    ]
    with pytest.raises(ValueError, match="valid"):
        form.to_data()
    page = render_crispy_form(form)
    assert "ư" * (MAX_LENGTH + 1) in page, "what was typed must come back"
    assert page.index('id="error-summary"') < page.index('id="section-i"')
    assert 'href="#id_i_1"' in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("i_1_grade", "best"),
        ("vii_member_level", "outstanding"),
        ("ii_shortcomings-0-content", "7"),
        ("ii_shortcomings-0-content", "x"),
        ("iii_items-0-status", "maybe"),
    ],
)
def test_a_choice_that_the_form_does_not_print_is_refused_in_vietnamese(name, value):
    form = EntryForm(MAU_02, {name: value})
    assert not form.is_valid()
    assert "không có trong biểu mẫu" in form.errors[name][0]


def test_a_grade_for_the_yearly_commitment_is_ignored():
    assert "i_3_grade" not in saved(MAU_02, {"i_3_grade": "good"})


def test_add_row_keeps_what_was_typed_and_shows_one_more_row():
    form = EntryForm(MAU_02, {"ii_shortcomings-0-text": "một", "add_row": "ii_shortcomings"})
    assert form.is_valid()
    assert form.add_row == "ii_shortcomings"
    page = render_crispy_form(form)
    assert 'name="ii_shortcomings-1-text"' in page
    assert 'name="ii_shortcomings-2-text"' not in page
    assert form.to_data()["ii_shortcomings"] == [{"content": None, "text": "một"}]
    rows = form.render_rows("ii_shortcomings")
    assert rows.startswith("<div")
    assert "một" in rows


@pytest.mark.parametrize("wanted", ["iv_items", "i_1", "nonsense"])
def test_rows_can_only_be_added_where_the_user_may(wanted):
    assert EntryForm(MAU_02, {"add_row": wanted}, initial={"iv_items": PROMPTS}).add_row == ""


def test_blank_rows_are_not_stored_and_gaps_close():
    data = {"ii_shortcomings-0-text": " ", "ii_shortcomings-5-text": "năm", "ii_shortcomings-9-content": "1"}
    assert saved(MAU_02, data)["ii_shortcomings"] == [{"content": None, "text": "năm"}, {"content": 1, "text": ""}]


def test_more_rows_than_allowed_are_refused_and_shown_again():
    form = EntryForm(MAU_02, {f"ii_shortcomings-{n}-text": f"dòng {n}" for n in range(MAX_ROWS + 1)})
    assert not form.is_valid()
    assert "31 dòng" in form.non_field_errors()[0]
    assert f"dòng {MAX_ROWS}" in render_crispy_form(form)


def test_a_huge_row_count_makes_no_huge_form():
    form = EntryForm(MAU_02, {"ii_shortcomings-TOTAL": "9999"})
    assert len(form.rows["ii_shortcomings"]) <= MAX_ROWS


ASKED = ("collective", "head", "members", "remedy", "remedy_by")


def test_columns_that_the_plan_asks_for_stand_in_every_row_and_are_stored():
    sent = {"ii_shortcomings-0-text": "Chậm", "ii_shortcomings-0-head": "Chưa đôn đốc", "ii_shortcomings-TOTAL": "2"}
    form = EntryForm(MAU_01, sent, asked=ASKED)
    page = render_crispy_form(form)
    for number in range(2):
        assert all(f'name="ii_shortcomings-{number}-{key}"' in page for key in ASKED)
    assert "ii_shortcomings-0-cause" not in page
    (row,) = form.to_data()["ii_shortcomings"]
    assert (row["head"], row["remedy_by"]) == ("Chưa đôn đốc", "")


def test_column_that_holds_a_word_is_shown_and_kept_though_the_plan_does_not_ask_for_it():
    stored = {"ii_shortcomings": [{"content": 2, "text": "Chậm"}, {"content": 1, "text": "Thiếu", "remedy": "Sửa"}]}
    form = EntryForm(MAU_01, initial=stored)
    assert 'name="ii_shortcomings-1-remedy"' in render_crispy_form(form)
    again = {name: "" if field is None else field for name, field in form.initial.items()}
    assert saved(MAU_01, again, initial=stored)["ii_shortcomings"][1]["remedy"] == "Sửa"


def test_row_stored_before_the_plan_asked_more_of_it_opens_with_blank_columns():
    stored = {"ii_shortcomings": [{"content": 2, "text": "Chậm"}], "ii_causes": "Thiếu người"}
    form = EntryForm(MAU_01, initial=stored, asked=ASKED)
    page = render_crispy_form(form)
    assert "Thiếu người" in page
    assert 'name="ii_shortcomings-0-collective"' in page


def test_new_row_has_every_column_without_a_script_and_nothing_typed_goes():
    typed = {f"ii_shortcomings-0-{key}": f"chữ {key}" for key in ("text", *ASKED)}
    page = render_crispy_form(EntryForm(MAU_01, {**typed, "add_row": "ii_shortcomings"}, asked=ASKED))
    assert all(f"chữ {key}" in page for key in ("text", *ASKED))
    assert all(f'name="ii_shortcomings-1-{key}"' in page for key in ("text", *ASKED))
    assert 'formaction="#rows-ii_shortcomings"' in page, "the page comes back where the row was added"


def test_place_where_the_rows_print_says_so_and_a_column_says_what_the_program_knows():
    page = render_crispy_form(EntryForm(MAU_01, asked=ASKED, notes={"head": "Đồng chí Lò Văn An."}))
    assert page.count("Phần ghi ở từng dòng của mục II được in ở đây") == 2
    assert "Đồng chí Lò Văn An." in page
    assert "được in ở đây" not in render_crispy_form(EntryForm(MAU_01))


def test_prompts_cannot_be_changed_added_or_answered_for_each_other():
    sent = {
        "iv_items-0-prompt_id": "9",
        "iv_items-0-prompt": "Lời khác",
        "iv_items-0-explanation": "trả lời B",
        "iv_items-1-prompt_id": "7",
        "iv_items-1-explanation": "trả lời A",
        "iv_items-2-prompt_id": "8",
        "iv_items-2-explanation": "không ai hỏi",
    }
    rows = saved(MAU_02, sent, initial={"iv_items": PROMPTS})["iv_items"]
    assert [(row["prompt_id"], row["prompt"], row["explanation"]) for row in rows] == [
        ("7", "Làm rõ A", "trả lời A"),
        ("9", "Làm rõ B", "trả lời B"),
    ]


def test_a_prompt_issued_while_the_page_was_open_keeps_its_stored_answer():
    sent = {"iv_items-0-prompt_id": "7", "iv_items-0-explanation": "trả lời A"}
    rows = saved(MAU_02, sent, initial={"iv_items": PROMPTS})["iv_items"]
    assert [row["explanation"] for row in rows] == ["trả lời A", "đã trả lời"]


def test_a_carried_shortcoming_keeps_its_words_and_own_ones_may_be_added():
    carried = {"iii_items": [{"id": "c-1", "shortcoming": "Chậm giải ngân", "status": ""}]}
    sent = {
        "iii_items-0-id": "c-1",
        "iii_items-0-shortcoming": "Không chậm",
        "iii_items-0-status": "in_progress",
        "iii_items-1-id": "forged",
        "iii_items-1-shortcoming": "Việc khác",
    }
    rows = saved(MAU_01, sent, initial=carried)["iii_items"]
    assert [(row["id"], row["shortcoming"], row["status"]) for row in rows] == [
        ("c-1", "Chậm giải ngân", "in_progress"),
        ("", "Việc khác", ""),
    ]


def test_locked_words_are_shown_as_text_and_escaped():
    page = render_crispy_form(EntryForm(MAU_02, initial={"iv_items": [{"prompt_id": "1", "prompt": "<script>x"}]}))
    assert "&lt;script&gt;x" in page
    assert "<script>" not in page


def test_the_annex_is_shown_only_to_party_committees_and_kept_when_it_is_not_shown():
    assert "annex" not in saved(MAU_01, {})
    kept = {"annex": [{"indicator": "thu ngân sách", "target": "100", "result": "95", "evidence": ""}]}
    assert saved(MAU_01, {}, initial=kept)["annex"] == kept["annex"]
    form = EntryForm(MAU_01, annex=True)
    assert [row.values.get("indicator") for row in form.rows["annex"]][:2] == [
        "thu ngân sách",
        "xây dựng nông thôn mới",
    ]
    data = saved(MAU_01, {"annex-0-indicator": "thu ngân sách", "annex-0-result": "95"}, annex=True)
    assert data["annex"] == [{"indicator": "thu ngân sách", "target": "", "result": "95", "evidence": ""}]


@pytest.mark.parametrize("typed", ["2023-11-14", "14/11/2023"])
def test_a_day_is_stored_as_iso(typed):
    assert saved(REPLY, {"meeting_on": typed, "item_1": "exemplary"})["meeting_on"] == "2023-11-14"


def test_a_day_that_is_none_is_refused_in_vietnamese():
    form = EntryForm(REPLY, {"meeting_on": "31/02/2023"})
    assert "Ngày chưa đúng" in form.errors["meeting_on"][0]


def test_a_stored_day_comes_back_in_its_field():
    assert 'value="2023-11-14"' in render_crispy_form(EntryForm(REPLY, initial={"meeting_on": "2023-11-14"}))


@pytest.mark.parametrize(("block", "keys"), [("block_1", {"comment", "level"}), ("block_3", {"level"})])
def test_authority_blocks_have_their_own_forms(block, keys):
    form = AuthorityForm(MAU_02, block, {"comment": "Tốt", "level": "good"})
    assert form.is_valid()
    assert set(form.to_data()) == keys


def test_every_control_has_a_name_a_label_and_its_help():
    page = render_crispy_form(EntryForm(MAU_01, annex=True, initial={"iv_items": PROMPTS}))
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    labelled = set(re.findall(r'<label\s+for="([^"]+)"', page))
    for tag in re.findall(r"<(?:textarea|select|input)\b[^>]*>", page):
        if 'type="hidden"' in tag:
            continue
        assert labelled & set(re.findall(r'\bid="([^"]+)"', tag)), tag
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert set(described.split()) <= set(ids)
    assert "style=" not in page
