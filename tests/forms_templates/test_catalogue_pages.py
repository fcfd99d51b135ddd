"""The list of forms, the blank ones, and filling one in on the screen."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from forms_templates.catalogue import printables
from forms_templates.models import Document
from tests.factories.organizations import UserFactory
from tests.reviews.test_pages import signed_in


@pytest.fixture
def member(db: None) -> Client:
    return signed_in(UserFactory.create())


def address(name: str, *args: str) -> str:
    return reverse(f"forms_templates:{name}", args=args)


def test_the_list_names_every_form_and_record(member: Client):
    page = member.get(address("forms")).content.decode()
    for found in printables():
        assert found.words in page


@pytest.mark.parametrize(
    ("suffix", "start"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("txt", "Mẫu 02".encode()), ("xlsx", b"PK")]
)
def test_a_blank_form_comes_as_a_file(member: Client, suffix, start):
    response = member.get(address("blank", "qd_124", "mau_02", suffix))
    assert response.content.startswith(start)
    assert response["Content-Disposition"] == f'attachment; filename="mau_02-qd_124.{suffix}"'
    assert "no-store" in response["Cache-Control"]


def test_a_blank_record_comes_as_a_file_and_has_no_columns(member: Client):
    assert member.get(address("blank", "van-ban", "meeting_minutes", "pdf")).content.startswith(b"%PDF-")
    assert member.get(address("blank", "van-ban", "meeting_minutes", "xlsx")).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        ("blank", "qd_124", "mau_99", "pdf"),
        ("blank", "qd_9", "mau_01", "pdf"),
        ("blank", "qd_124", "mau_01", "exe"),
        ("blank", "van-ban", "mau_01", "pdf"),
        ("blank", "qd_124", "meeting_minutes", "pdf"),
        ("fill-in", "van-ban", "meeting_minutes"),
        ("fill-in", "qd_124", "mau_99"),
    ],
)
def test_a_form_that_does_not_exist_is_not_found(member: Client, path):
    assert member.get(address(*path)).status_code == 404


@pytest.mark.parametrize("found", [p for p in printables() if p.definition], ids=lambda p: f"{p.regulation}-{p.name}")
def test_every_form_can_be_filled_in_on_the_screen(member: Client, found):
    page = member.get(address("fill-in", found.regulation, found.name))
    assert page.status_code == 200
    assert "Lấy tệp PDF" in page.content.decode()


FILLED = {
    "blank-full_name": "Nguyễn Thị Thưởng",
    "blank-superior": "xã Tân Hòa",
    "blank-date": "2023-11-20",
    "blank-year": "2023",
    "i_1": "Giữ vững lập trường.",
    "i_1_grade": "good",
    "ii_shortcomings-TOTAL": "1",
    "ii_shortcomings-0-text": "Chậm báo cáo.",
}


def test_what_is_filled_in_stands_in_the_pdf_and_nowhere_else(member: Client):
    response = member.post(address("fill-in", "qd_124", "mau_02"), {**FILLED, "suffix": "pdf"})
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(response.content)).pages).split())
    for words in ("Họ và tên: Nguyễn Thị Thưởng", "ngày 20 tháng 11 năm 2023", "Giữ vững lập trường.", "Chậm báo cáo."):
        assert words in text
    assert not Document.objects.exists()


def test_what_is_filled_in_stands_in_the_word_file(member: Client):
    response = member.post(address("fill-in", "qd_124", "mau_02"), {**FILLED, "suffix": "docx"})
    word = docx.Document(BytesIO(response.content))
    assert any("Giữ vững lập trường." in paragraph.text for paragraph in word.paragraphs)


def test_a_wrong_day_is_named_and_everything_typed_stays(member: Client):
    response = member.post(
        address("fill-in", "qd_124", "mau_02"), {**FILLED, "blank-date": "31/02/2023", "suffix": "pdf"}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Ngày chưa đúng." in page
    assert "Giữ vững lập trường." in page
    assert 'value="Nguyễn Thị Thưởng"' in page


def test_one_more_row_keeps_what_is_typed(member: Client):
    page = member.post(
        address("fill-in", "qd_124", "mau_02"), {**FILLED, "add_row": "ii_shortcomings"}
    ).content.decode()
    assert "Chậm báo cáo." in page
    assert 'name="ii_shortcomings-1-text"' in page


def test_an_unknown_kind_of_file_shows_the_form_again(member: Client):
    response = member.post(address("fill-in", "qd_124", "mau_02"), {**FILLED, "suffix": "exe"})
    assert response.status_code == 200
    assert "Giữ vững lập trường." in response.content.decode()
