"""The document formats as data: which holds on which day, how numbers, days and signatures are written."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from docx import Document as WordDocument
from docx.shared import Pt
from pypdf import PageObject, PdfReader

from forms_templates.choices import DocumentKind
from forms_templates.formats import PROFILES, check_profiles, parse_profile, profile_on, profiles
from forms_templates.papers import frame, is_record, paper, print_paper
from forms_templates.signing import AGENCY, ORDERED, recipient_lines, signature_block
from forms_templates.strict import DefinitionError
from forms_templates.word import render_docx
from tests.forms_templates.reading import text_of
from tests.forms_templates.test_records import in_order

OLD, NEW = profiles()
TEXT = (PROFILES / "vptw_2018.yaml").read_text(encoding="utf-8")

HEAD = {"superior": "Đảng bộ tỉnh Mẫu", "issuer": "Huyện ủy Mẫu", "symbol": "HU"}
SIGNER = {"for": "committee", "body": "Ban Thường vụ", "post": "Bí thư", "name": "Hoàng Văn Nam"}
ROWS = [
    {"name": f"Nguyễn Văn {number}", "post": "Phòng Nội vụ", "track": "Cán bộ", "level": "Hoàn thành tốt nhiệm vụ"}
    for number in range(1, 41)
]


def record(kind: DocumentKind, **values: object) -> str:
    payload = {"header": HEAD, "place": "Mẫu", "date": "2023-11-08", "signer": SIGNER, **values}
    return text_of(print_paper(kind, payload, title="Văn bản"))


def test_the_two_formats_are_those_of_2018_and_2026() -> None:
    assert [profile.since for profile in (OLD, NEW)] == [date(2018, 4, 3), date(2026, 5, 27)]
    assert check_profiles() == []


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2017, 1, 1), OLD),
        (date(2018, 4, 3), OLD),
        (date(2026, 5, 26), OLD),
        (date(2026, 5, 27), NEW),
        (None, NEW),
    ],
)
def test_a_document_follows_the_format_of_its_own_day(day: date | None, expected: object) -> None:
    assert profile_on(day) is expected


def test_numbers_have_two_digits_at_least_and_drafts_have_dots() -> None:
    assert OLD.full_number(5, "decision", "HU") == "05-QĐ/HU"
    assert OLD.full_number(128, "meeting_minutes", "ĐU") == "128-BB/ĐU"
    assert OLD.number_line("notice", symbol="HU") == "Số ……-TB/HU"
    assert OLD.number_line("invitation") == "Số ……-GM/……"
    assert OLD.number_line("report", number="07-BC/HU", symbol="HU") == "Số 07-BC/HU"
    assert OLD.number_line("dossier") == ""


def test_days_under_ten_and_the_first_two_months_take_a_zero() -> None:
    assert OLD.long_date(date(2023, 2, 5)) == "ngày 05 tháng 02 năm 2023"
    assert OLD.long_date(date(2023, 3, 15)) == "ngày 15 tháng 3 năm 2023"
    assert OLD.long_date(None) == "ngày …… tháng …… năm ……"


@pytest.mark.parametrize(
    ("wrong", "line", "reason"),
    [
        (("least_digits: 2", "least_digits: hai"), 14, "phải là số nguyên"),
        (("since: 2018-04-03", "since: 3/4/2018"), 4, "phải là ngày"),
        (("numbered_from: 2", "numbered_from: 3"), 8, "trang được đánh số"),
        (("size: 13, line", "size: 40, line"), 9, "cỡ chữ"),
        (("of: Thông báo", "of: Thông cáo"), 0, "chưa có chữ viết tắt"),
        (("Biên bản: BB", "Biên bản: ''"), 0, "chưa có chữ viết tắt"),
        (("committee_in_place: false", "committee_in_place: no"), 16, "true hoặc false"),
        (("mark: ", "star: "), 0, "khóa"),
        (("  decision: {of", "  verdict: {of"), 0, "verdict"),
    ],
)
def test_a_wrong_profile_is_refused_with_file_line_and_reason(wrong: tuple[str, str], line: int, reason: str) -> None:
    assert wrong[0] in TEXT
    with pytest.raises(DefinitionError) as refused:
        parse_profile(TEXT.replace(*wrong), source="own.yaml")
    assert refused.value.source == "own.yaml"
    assert reason in refused.value.reason
    assert refused.value.line == line or not line


def test_a_committee_signs_through_its_deputy_too_and_an_agency_in_place_of_its_head() -> None:
    def block(**signer: object) -> tuple[str, str]:
        made = signature_block({"name": "A", **signer}, NEW)
        return made["authority"], made["post"]

    assert block(body="Đảng ủy", post="Bí thư") == ("T/M ĐẢNG ỦY", "BÍ THƯ")
    assert block(body="Đảng ủy", post="Phó Bí thư", deputy=True) == ("T/M ĐẢNG ỦY", "PHÓ BÍ THƯ")
    agency = {"for": AGENCY, "body": "Trưởng Ban"}
    assert block(**agency, post="Trưởng Ban") == ("", "TRƯỞNG BAN")
    assert block(**agency, post="Phó Trưởng Ban", deputy=True) == ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN")
    ordered = {"for": ORDERED, "body": "Ban Thường vụ", "post": "Chánh Văn phòng"}
    assert block(**ordered) == ("T/L BAN THƯỜNG VỤ", "CHÁNH VĂN PHÒNG")


def test_recipients_end_with_the_copy_that_is_kept_and_a_full_stop() -> None:
    names = ["Ban Tổ chức Tỉnh ủy (b/c)", "Các chi bộ", "Các chi bộ"]
    assert recipient_lines(names, OLD, kept_by="VP") == ["- Ban Tổ chức Tỉnh ủy (b/c),", "- Các chi bộ,", "- Lưu VP."]
    assert recipient_lines([], OLD) == ["- Lưu."]


def in_the_top_margin(page: PageObject) -> str:
    found: list[str] = []

    def look(text: str, matrix: list[float], at: list[float], *rest: object) -> None:
        if at[5] > 0 and matrix[3] * at[5] + matrix[5] > 842 - 57:
            found.append(text.strip())

    page.extract_text(visitor_text=look)
    return "".join(found)


def test_pages_are_numbered_from_the_second_at_the_top() -> None:
    payload = {"header": HEAD, "place": "Mẫu", "date": "2026-06-01", "signer": SIGNER, "rows": ROWS}
    pages = PdfReader(BytesIO(print_paper(DocumentKind.DECISION, payload, title="Quyết định"))).pages
    assert [in_the_top_margin(page) for page in pages] == ["", *(str(n) for n in range(2, len(pages) + 1))]


def test_word_has_the_sizes_of_the_day(tmp_path: object) -> None:
    def sizes(day: str) -> tuple[object, dict[str, object]]:
        payload = {"header": HEAD, "place": "Mẫu", "date": day, "signer": SIGNER}
        template, context = paper(DocumentKind.REPORT, payload)
        word = WordDocument(BytesIO(render_docx(template, context | frame("Báo cáo", ""))))
        cells = [cell for table in word.tables for row in table.rows for cell in row.cells]
        runs = {run.text: run.font.size for cell in cells for part in cell.paragraphs for run in part.runs}
        return word.styles["Normal"].font.size, runs

    normal, runs = sizes("2026-05-27")
    assert normal == Pt(14)
    assert (runs["ĐẢNG CỘNG SẢN VIỆT NAM"], runs["HUYỆN ỦY MẪU"], runs["- Lưu."]) == (Pt(15), Pt(14), Pt(12))
    normal, runs = sizes("2026-05-26")
    assert (normal, runs["ĐẢNG CỘNG SẢN VIỆT NAM"], runs["Nơi nhận:"]) == (Pt(13), Pt(13), Pt(14))


@pytest.mark.parametrize("kind", [kind for kind in DocumentKind if is_record(kind)])
def test_every_record_prints_blank_as_pdf_and_word(kind: DocumentKind) -> None:
    template, context = paper(kind, {})
    assert print_paper(kind, {}, title="Bản trống").startswith(b"%PDF")
    assert render_docx(template, context | frame("Bản trống", ""))[:2] == b"PK"


def test_invitation_names_everybody_or_has_a_sheet_for_each() -> None:
    guests = [{"name": "Lê Văn Bình", "post": "Thành viên"}, {"name": "Bùi Văn Tổ", "post": "Đại diện Ban Tổ chức"}]
    values = {
        "title": "Hội nghị kiểm điểm Chi bộ Một",
        "on": "2023-11-14",
        "half_days": 2,
        "venue": "Phòng họp",
        "chair": "Trần Thị Hà",
        "guests": guests,
        "enclosed": ["Dự thảo báo cáo kiểm điểm của Tập thể lãnh đạo Phòng"],
        "recipients": {"names": ["Như trên"]},
    }
    in_order(
        record(DocumentKind.INVITATION, **values),
        "ĐẢNG BỘ TỈNH MẪU HUYỆN ỦY MẪU * Số ……-GM/HU",
        "GIẤY MỜI Dự Hội nghị kiểm điểm Chi bộ Một",
        "Huyện ủy Mẫu trân trọng kính mời các đồng chí có tên trong danh sách dưới đây",
        "1 Lê Văn Bình Thành viên 2 Bùi Văn Tổ Đại diện Ban Tổ chức",
        "- Thời gian: ngày 14 tháng 11 năm 2023 (dự kiến 2 buổi).",
        "- Địa điểm: Phòng họp. - Chủ trì: Đồng chí Trần Thị Hà.",
        "Gửi kèm: - Dự thảo báo cáo kiểm điểm của Tập thể lãnh đạo Phòng;",
        "Nơi nhận: - Như trên, - Lưu.",
        "T/M BAN THƯỜNG VỤ BÍ THƯ Hoàng Văn Nam",
    )
    each = record(DocumentKind.INVITATION, **values, each=True)
    assert each.count("GIẤY MỜI") == 2
    in_order(each, "kính mời: Đồng chí Lê Văn Bình, Thành viên", "kính mời: Đồng chí Bùi Văn Tổ, Đại diện Ban Tổ chức")


def test_a_date_of_the_boundary_changes_the_size_of_the_printed_title() -> None:
    def styles(day: str) -> str:
        _template, context = paper(DocumentKind.NOTICE, {"header": HEAD, "date": day})
        return f"{context['format'].size} {context['format'].sizes.party} {context['format'].line}"

    assert (styles("2026-05-26"), styles("2026-05-27")) == ("13 13 0", "14 15 18")
