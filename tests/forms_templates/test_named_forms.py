"""Forms that a plan names without printing: found by the plan's own name, and ready to be filled in by hand."""

from __future__ import annotations

import pytest
from django.urls import reverse

from forms_templates.catalogue import find, printables
from forms_templates.choices import DocumentKind
from forms_templates.definition import FieldKind
from forms_templates.loader import all_definitions, get_definition, parse_definition
from forms_templates.papers import print_paper
from forms_templates.strict import DefinitionError
from tests.forms_templates.blanks import printed_blank
from tests.forms_templates.reading import pages_text, text_of
from tests.forms_templates.test_loader import GOOD

SHEETS = ("mau_05", "mau_06", "mau_07", "mau_08", "mau_09")


@pytest.mark.parametrize("number", ["3", "4", "5", "7", "8", "9", "10"])
def test_every_annex_that_the_plan_of_2025_names_is_found_by_its_name_and_carries_its_number(number):
    found = find(f"phu_luc_{number}")
    assert (found.regulation, found.mark, found.also) == ("qd_366", f"Phụ lục {number}", ())
    _template, context = found.blank()
    assert (context["mark"], context["document_title"]) == (f"Phụ lục {number}", f"Phụ lục {number} – {found.title}")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("phu_luc_3", "mau_01"),
        ("phu_luc_4_quy", "quy_tap_the"),
        ("phu_luc_5", "quy_ca_nhan"),
        ("phu_luc_7", "mau_02"),
        ("phu_luc_9", "mau_02_khong_chuc_vu"),
        ("phu_luc_10_quy", "quy_ca_nhan"),
    ],
)
def test_an_annex_is_the_form_that_scores_its_subjects(name, code):
    found = find(name, "qd_366")
    assert found.definition is not None
    assert found.definition.code == code


def test_annexes_are_named_beside_their_form_and_stand_on_no_line_of_their_own():
    listed = printables()
    assert not [paper for paper in listed if paper.name.startswith("phu_luc")]
    (year,) = [paper for paper in listed if (paper.name, paper.regulation) == ("mau_02", "qd_366")]
    assert year.also == ("phu_luc_7", "phu_luc_8")


@pytest.mark.django_db
def test_the_page_of_forms_leads_from_each_annex_to_its_blank_form(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("can_bo", password="x"))
    page = client.get(reverse("forms_templates:forms")).content.decode()
    address = reverse("forms_templates:blank", args=("qd_366", "phu_luc_8", "pdf"))
    assert f'href="{address}"' in page
    text = text_of(client.get(address).content)
    assert text.startswith("Phụ lục 8 ")


def test_no_two_forms_have_the_same_annex_and_no_annex_has_the_name_of_a_form():
    names = [annex.name for definition in all_definitions() for annex in definition.annexes]
    assert len(set(names)) == len(names)
    assert not set(names) & {paper.name for paper in printables()}


def test_an_annex_needs_its_place_in_the_mark():
    with pytest.raises(DefinitionError, match="không có chỗ trên ký hiệu mẫu"):
        parse_definition(f'annexes: [{{name: phu_luc_3, number: "3"}}]\n{GOOD}', source="x")
    with pytest.raises(DefinitionError, match="'phụ lục 3' không dùng làm tên"):
        parse_definition(f'annexes: [{{name: phụ lục 3, number: "3"}}]\n{GOOD}', source="x")


def test_a_form_that_nobody_writes_on_the_web_is_printed_blank_or_from_a_source_of_its_own():
    for name in ("phieu_to_chuc_dang", "to_trinh_xep_loai_tccsd"):
        assert find(name).source is None
        with pytest.raises(LookupError, match="chỉ in được bản trống"):
            find(name).filled(1)


# On paper -----------------------------------------------------------------------------------------------------------


def test_the_residence_sheet_of_the_commune_asks_for_a_comment_and_the_confirmation_on_one_page():
    (text,) = pages_text(printed_blank("mau_03"))
    words = " ".join(text.split())
    for part in (
        "Mẫu 03",
        "T/M CẤP ỦY NƠI CÔNG TÁC",
        "Ý kiến nhận xét của chi ủy (chi bộ) nơi cư trú",
        "Xác nhận của cấp ủy cơ sở",
        "Không để cá nhân cán bộ, đảng viên tự lấy phiếu.",
    ):
        assert part in words


@pytest.mark.parametrize("code", SHEETS)
def test_each_rating_sheet_has_its_number_criteria_channels_and_the_four_levels(code):
    text = text_of(printed_blank(code))
    assert f"Mẫu số {code[-2:]}" in text
    for part in ("TT Tiêu chí", "Kênh thông tin Kết quả", "Tập thể bỏ phiếu kín xếp loại", "Mức xếp loại đề nghị"):
        assert part in text
    assert get_definition(code).field("level").kind is FieldKind.LEVEL


def test_grades_of_a_leader_are_columns_to_be_crossed_and_a_given_one_is_crossed():
    assert "TT Tiêu chí Xuất sắc Tốt Trung bình Kém" in text_of(printed_blank("mau_07"))
    rows = [{"criterion": "Tư tưởng chính trị", "grade": "good"}, {"criterion": "Ý thức kỷ luật", "grade": ""}]
    payload = {"regulation": "qd_124", "form": "mau_07", "data": {"criteria": rows}}
    text = text_of(print_paper(DocumentKind.FORM, payload, title="x"))
    assert "1 Tư tưởng chính trị × 2 Ý thức kỷ luật II." in text


def test_an_empty_table_keeps_the_rows_that_its_form_leaves_free():
    assert "Thời hạn 2 3 4 5 6 7 8" in text_of(printed_blank("ke_hoach_khac_phuc"))


SPREAD = """\
      - key: i_1
        kind: rows
        label: Bảng
        columns:
          - {key: text, kind: long_text, label: Tiêu chí}
          - {key: grade, kind: grade, label: Cấp độ, spread: true}
"""


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("", "", "chỉ cột của bảng mới dàn"),
        (
            "kind: long_text, label: Tiêu chí",
            "kind: long_text, label: Tiêu chí, spread: true",
            "không có lựa chọn để dàn",
        ),
    ],
)
def test_only_choices_in_a_table_are_spread(old, new, reason):
    text = GOOD.replace("      - key: i_1\n        kind: long_text\n        label: Nội dung\n", SPREAD)
    with pytest.raises(DefinitionError, match=reason):
        parse_definition(text.replace(old, new) if old else text, source="x")
