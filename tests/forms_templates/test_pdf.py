"""What stands on a paper, in which order, and which font it needs. Its structure, its looks and bad input have tests
of their own beside this one."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from forms_templates import pdf
from forms_templates.choices import DocumentKind
from forms_templates.loader import get_definition
from forms_templates.papers import print_blank, print_paper
from forms_templates.pdf import FONT_FAMILY, check_fonts, font_problem, printable
from forms_templates.printing import fill, form_context
from tests.forms_templates.reading import pages_text, text_of, words
from tests.forms_templates.samples import ENTRY_02, PAYLOAD_02

SERIF = FONT_FAMILY.replace(" ", "-")


def statement(**data: object) -> bytes:
    return print_paper(DocumentKind.MAU_02, {**PAYLOAD_02, "data": {**ENTRY_02, **data}}, title="Mẫu 02")


def test_filled_statement_says_everything_in_printed_order():
    text = text_of(print_paper(DocumentKind.MAU_02, PAYLOAD_02, title="Mẫu 02"))
    position = 0
    for part in (
        "Mẫu 02 ĐẢNG BỘ XÃ TÂN HÒA Chi bộ: thôn Đông *",
        "ĐẢNG CỘNG SẢN VIỆT NAM Tân Hòa, ngày 05 tháng 02 năm 2023",
        "BẢN KIỂM ĐIỂM CÁ NHÂN Năm 2023",
        "Họ và tên: Nguyễn Thị Thưởng Ngày sinh: 03/02/1975 Chức vụ Đảng: Bí thư Đảng ủy",
        "Đơn vị công tác: Đảng ủy xã Tân Hòa Chi bộ thôn Đông",
        "Giữ vững lập trường. Đoàn kết nội bộ. Liên hệ: Không có biểu hiện.",
        "Xuất sắc × Tốt Trung bình Kém",
        "× Xuất sắc Tốt Trung bình Kém",
        "1) Nội dung 2: Chậm báo cáo.",
        "1) Giải ngân chậm Kết quả: đang khắc phục Mức độ khắc phục: 70% Khó khăn, vướng mắc: Thiếu vốn",
        "1) Làm rõ thu ngân sách Giải trình: Vì nguồn thu giảm Nguyên nhân: Khách quan",
        "Chịu trách nhiệm người đứng đầu.",
        "Hoàn thành xuất sắc nhiệm vụ × Hoàn thành tốt nhiệm vụ Hoàn thành nhiệm vụ",
        "× Hoàn thành xuất sắc nhiệm vụ Hoàn thành tốt nhiệm vụ",
        "NGƯỜI TỰ KIỂM ĐIỂM (Ký, ghi rõ họ tên) Nguyễn Thị Thưởng",
        "Năng nổ. - Mức xếp loại chất lượng công chức, viên chức: Hoàn thành tốt nhiệm vụ",
        "(Xác lập thời điểm, ký, ghi rõ họ tên và đóng dấu) Ngày 01 tháng 12 năm 2023 Trần Văn Ơn",
        "Nhận xét, đánh giá của chi ủy: Gương mẫu. - Chi bộ đề xuất xếp loại mức chất lượng: Hoàn thành xuất sắc",
        "Đảng ủy, chi ủy cơ sở xếp loại mức chất lượng: Hoàn thành tốt nhiệm vụ T/M ĐẢNG ỦY (CHI ỦY)",
        "Phạm Đức Ái",
    ):
        found = text.find(part, position)
        assert found >= 0, f"{part!r} not after {text[position - 40 : position]!r}"
        position = found + len(part)


def test_filled_statement_still_holds_every_printed_word():
    filled = iter(words(text_of(statement())))
    blank = words(text_of(print_blank("mau_02")))
    assert [word for word in blank if word not in filled] == []


def test_no_prompt_prints_as_none():
    text = text_of(statement(iv_items=[], ii_shortcomings=[], ii_none=True))
    assert "vấn đề được gợi ý kiểm điểm. Không có. V. Làm rõ" in text
    assert "(theo 06 nội dung nêu trên). Không có. 2. Nguyên nhân" in text


SHORTCOMINGS = [
    {"content": 2, "text": "Giải ngân chậm.", "cause": "Thiếu mặt bằng.", "remedy": "Giao ban tuần.",
     "collective": "Chậm phân công.", "head": "Chưa đôn đốc.", "members": "Đ/c Bình: chậm hồ sơ.",
     "remedy_by": "Quý I/2024"},
    {"content": 1, "text": "Họp chậm.\nTài liệu thiếu."},
    {"content": 1, "text": "Để nợ " + "báo cáo " * 30, "cause": "Chủ quan.", "head": "Nhận lỗi.", "remedy": "Họp đủ."},
]  # fmt: skip


def report(**data: object) -> str:
    """The words of a report, without the dotted lines of the parts that nobody wrote."""
    paper = print_paper(DocumentKind.MAU_01, {"data": {"i_1": "Tốt", **data}}, title="Mẫu 01")
    return re.sub("…{20,} ?", "", text_of(paper))


def test_what_is_said_of_each_shortcoming_prints_numbered_where_the_form_asks_for_it():
    text = report(ii_shortcomings=SHORTCOMINGS, ii_causes="Nguyên nhân chung.", v="Tập thể rút kinh nghiệm.")
    position = 0
    for part in (
        "(theo 04 nội dung nêu trên). 1) Nội dung 2: Giải ngân chậm. 2) Nội dung 1: Họp chậm. Tài liệu thiếu. 3) Nội",
        "- Nguyên nhân của hạn chế, khuyết điểm. 1) Thiếu mặt bằng. 3) Chủ quan. Nguyên nhân chung. III.",
        "V. Trách nhiệm của tập thể, cá nhân",
        "1) Giải ngân chậm: Trách nhiệm của tập thể: Chậm phân công. Trách nhiệm của người đứng đầu: Chưa đôn đốc.",
        "Trách nhiệm của thành viên: Đ/c Bình: chậm hồ sơ. 3) Để nợ báo cáo",
        "cáo…: Trách nhiệm của người đứng đầu: Nhận lỗi. Tập thể rút kinh nghiệm. VI. Phương hướng",
        "1) Giải ngân chậm: Biện pháp khắc phục: Giao ban tuần. Thời gian khắc phục: Quý I/2024 3) Để nợ",
        "Biện pháp khắc phục: Họp đủ. VII.",
    ):
        found = text.find(part, position)
        assert found >= 0, f"{part!r} not after {text[position : position + 300]!r}"
        position = found + len(part)


def test_report_with_rows_holds_every_printed_word_and_one_without_them_prints_as_before():
    filled = iter(words(report(ii_shortcomings=SHORTCOMINGS)))
    assert [word for word in words(text_of(print_blank("mau_01"))) if word not in filled] == []
    old = report(ii_shortcomings=[{"content": 2, "text": "Chậm."}], ii_causes="Chủ quan.", v="Nhận trách nhiệm.")
    assert "1) Nội dung 2: Chậm. - Nguyên nhân của hạn chế, khuyết điểm. Chủ quan. III." in old
    assert "Nhận trách nhiệm. VI." in old


def test_annex_follows_on_a_page_of_its_own():
    data = {"annex": [{"indicator": "thu ngân sách", "target": "100 tỷ", "result": "95 tỷ", "evidence": "BC 12"}]}
    pages = pages_text(print_paper(DocumentKind.MAU_01, {"data": data}, title="Mẫu 01"))
    assert "PHỤ LỤC" in pages[-1]
    assert "1 thu ngân sách 100 tỷ 95 tỷ BC 12" in " ".join(pages[-1].split())
    assert "PHỤ LỤC" not in text_of(print_paper(DocumentKind.MAU_01, {}, title="Mẫu 01"))


def test_residence_request_brings_the_blank_reply_with_the_members_name():
    data = {"addressee": "Chi ủy thôn Đông", "sender": "Đảng ủy xã Tân Hòa", "member": "Nguyễn Thị Thưởng"}
    request = print_paper(DocumentKind.RESIDENCE_REQUEST, {"data": data}, title="Mẫu 3-213")
    pages = [" ".join(page.split()) for page in pages_text(request)]
    assert len(pages) == 2
    assert "Kính gửi: Chi ủy thôn Đông" in pages[0]
    assert "Đảng ủy/chi bộ xã Tân Hòa trân trọng đề nghị Chi ủy nhận xét về đảng viên Nguyễn Thị Thưởng tại" in pages[0]
    assert "nhận xét về đảng viên Nguyễn Thị Thưởng như sau:" in pages[1]
    alone = print_paper(DocumentKind.RESIDENCE_REQUEST, {"attach_reply": False}, title="Mẫu 3-213")
    assert len(pages_text(alone)) == 1


def test_residence_reply_fits_one_sheet_and_never_prints_the_meeting_day():
    data = {"item_1": "exemplary", "item_7": "Nhiệt tình.", "meeting_on": "2023-11-14"}
    payload = {"member": "A", "committee": "Chi ủy thôn", "data": data}
    reply = print_paper(DocumentKind.RESIDENCE_REPLY, payload, title="x")
    (page,) = pages_text(reply)
    text = " ".join(page.split())
    assert "Chi ủy thôn sau khi họp" in text
    assert "Nêu gương tốt Nêu gương × Chưa nêu gương" in text
    assert "14/11" not in text
    assert "2023-11" not in text


def test_the_same_paper_is_the_same_bytes():
    first = print_paper(DocumentKind.MAU_02, PAYLOAD_02, title="Mẫu 02", token="abc")
    assert print_paper(DocumentKind.MAU_02, PAYLOAD_02, title="Mẫu 02", token="abc") == first
    assert print_paper(DocumentKind.MAU_02, PAYLOAD_02, title="Mẫu 02", token="abd") != first


def test_footer_tells_where_to_verify(settings):
    settings.PUBLIC_URL = "https://kiemdiem.example/"
    text = text_of(print_paper(DocumentKind.MAU_02, PAYLOAD_02, title="Mẫu 02", token="tok-en_1"))
    assert "Xác minh văn bản tại: https://kiemdiem.example/xac-minh/tok-en_1/ Mã văn bản: tok-en_1" in text


def test_printable_keeps_what_the_font_has():
    text = "Điểm “số” – 1.234,5 €\n½"
    assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("ĐẢNG BỘ {superior}", {"superior": "Đảng bộ xã A"}, "ĐẢNG BỘ XÃ A"),
        ("ĐẢNG ỦY (CHI ỦY) {issuer}", {"issuer": "Chi ủy thôn B"}, "ĐẢNG ỦY (CHI ỦY) THÔN B"),
        ("Chi bộ: {cell}", {"cell": "chi bộ Văn phòng"}, "Chi bộ: Văn phòng"),
        ("; tập thể {collective} kiểm", {"collective": "Tập thể Phòng A"}, "; tập thể Phòng A kiểm"),
        ("Chi ủy {?committee} sau", {}, "Chi ủy sau"),
        ("Năm {year}", {}, "Năm ……"),
        ("Họ và tên: {full_name}", {"full_name": "<b>"}, "Họ và tên: &lt;b&gt;"),
    ],
)
def test_blanks_are_filled_as_a_clerk_would(text, values, expected):
    assert fill(text, values) == expected


def test_month_takes_a_zero_only_when_it_is_the_first_or_second():
    context = form_context(get_definition("mau_01"), {"header": {"date": "2023-11-05", "place": "A"}})
    assert context["place_date"] == "A, ngày 05 tháng 11 năm 2023"


def test_the_font_check_is_silent_when_the_font_is_right():
    assert font_problem() == ""
    assert check_fonts() == []


def test_a_missing_or_poor_font_is_told_with_the_package_to_install(monkeypatch):
    monkeypatch.setattr(pdf, "font_file", lambda: None)
    (warning,) = check_fonts()
    assert warning.id == "forms_templates.W001"
    assert "fonts-liberation2" in warning.msg
    monkeypatch.setattr(pdf, "font_file", lambda: Path("/x/old.ttf"))
    monkeypatch.setattr(pdf, "font_letters", lambda: frozenset("abc…“”–□×"))
    assert "thiếu chữ tiếng Việt" in font_problem()


def test_the_web_process_starts_without_the_printing_libraries():
    code = (
        "import sys, django; django.setup()\n"
        "from forms_templates import services, urls\n"
        "print([name for name in ('weasyprint', 'pikepdf', 'fontTools') if name in sys.modules])"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], env=dict(os.environ), capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.splitlines()[-1] == "[]"
