"""Numbers of points: typed with comma or dot, stored with a dot, shown and printed with a comma."""

from __future__ import annotations

from decimal import Decimal

import pytest
from crispy_forms.utils import render_crispy_form
from hypothesis import given
from hypothesis import strategies as st

from forms_templates.forms import EntryForm
from forms_templates.loader import parse_definition
from forms_templates.printing import form_context
from forms_templates.text import points_of, stored_points, written_points

ONE_NUMBER = parse_definition(
    """\
code: diem
regulation: qd_x
mark: Mẫu X
title: BẢN CHẤM
subtitle: Năm {year}
citation: {document: Kế hoạch}
header: {left: [A], right: [B]}
sections:
  - key: i
    fields:
      - {key: points, kind: points, label: "Điểm:", inline: true}
signatures:
  - {key: author, heading: [NGƯỜI CHẤM], note: (Ký)}
""",
    source="qd_x/diem.yaml",
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("27,5", "27.5"), ("27.5", "27.5"), (" 27,50 ", "27.5"), ("030", "30"), ("0", "0"), ("0,25", "0.25"), ("", "")],
)
def test_points_are_typed_with_comma_or_dot_and_stored_with_a_dot(typed, stored):
    form = EntryForm(ONE_NUMBER, {"points": typed})
    assert form.is_valid()
    assert form.to_data() == {"points": stored}


@pytest.mark.parametrize("typed", ["27,555", "-1", "1e3", "ba mươi", "27,", ",5", "1.000,5", "12345", "NaN", "２７"])
def test_wrong_points_are_refused_at_the_field_and_stay_as_typed(typed):
    form = EntryForm(ONE_NUMBER, {"points": typed})
    assert form.errors == {"points": ["Điểm chưa đúng. Ghi số, ví dụ 27,5."]}
    assert f'value="{typed}"' in render_crispy_form(form)


def test_stored_points_are_shown_with_a_comma_in_a_field_for_decimals():
    page = render_crispy_form(EntryForm(ONE_NUMBER, initial={"points": "27.5"}))
    assert 'value="27,5"' in page
    assert 'inputmode="decimal"' in page


def test_points_print_with_a_comma():
    ((field,),) = (section.fields for section in form_context(ONE_NUMBER, {"data": {"points": "27.5"}})["sections"])
    assert field.paragraphs == ("27,5",)


@given(st.decimals(min_value=0, max_value=Decimal("9999.99"), places=2))
def test_what_is_shown_reads_back_as_what_was_stored(points):
    stored = stored_points(points)
    assert points_of(stored) == points_of(written_points(stored)) == points


def test_what_is_no_number_of_points_is_shown_as_it_is():
    assert written_points("vượt") == "vượt"
    assert written_points(None) == ""
