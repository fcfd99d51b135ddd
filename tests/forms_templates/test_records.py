"""The records the program writes: minutes of a meeting, of a count, and the cover of a dossier."""

from __future__ import annotations

from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from forms_templates.records import counting_minutes_context, dossier_context, moment
from tests.forms_templates.reading import text_of
from tests.forms_templates.samples import COUNTING, MEETING


def in_order(text: str, *parts: str) -> None:
    position = 0
    for part in parts:
        found = text.find(part, position)
        assert found >= 0, part
        position = found + len(part)


def test_meeting_minutes_tell_what_happened_in_order():
    text = text_of(print_paper(DocumentKind.MEETING_MINUTES, MEETING, title="Biên bản"))
    in_order(
        text,
        "HUYỆN ỦY BÌNH SƠN ĐẢNG ỦY XÃ TÂN HÒA * Số 05-BB/ĐU ĐẢNG CỘNG SẢN VIỆT NAM",
        "Tân Hòa, ngày 27 tháng 11 năm 2023",
        "BIÊN BẢN Hội nghị kiểm điểm Ban Thường vụ Đảng ủy Kiểm điểm năm 2023",
        "Bắt đầu: 07 giờ 30, ngày 27 tháng 11 năm 2023.",
        "Phiên 1: 07 giờ 30, ngày 27 tháng 11 năm 2023 đến 17 giờ 00, ngày 27 tháng 11 năm 2023.",
        "Phiên 2: sáng 28/11/2023.",
        "Triệu tập: 9; có mặt: 8; vắng mặt: 1. - Vắng: Phạm Đức Ái (lý do: ốm).",
        "Dự, chỉ đạo: Đồng chí Vũ Ngọc Ẩn",
        "1. Tập thể Ban Thường vụ Đảng ủy Người trình bày: Trần Văn Ơn.",
        "- Lê Thị Bưởi: Cần rõ hơn. Nêu số liệu. Kết luận: Tiếp thu, hoàn thiện.",
        "2. Đồng chí Trần Văn Ơn Chủ trì phần này: Lê Thị Bưởi. Kết luận: Nhất trí.",
        "Hội nghị nhất trí.",
        "Hội nghị kết thúc lúc 11 giờ 00, ngày 28 tháng 11 năm 2023.",
        "THƯ KÝ (Ký, ghi rõ họ tên) Lê Thị Bưởi CHỦ TRÌ HỘI NGHỊ (Ký, ghi rõ họ tên) Trần Văn Ơn",
    )


def test_counting_minutes_give_every_figure_and_share():
    text = text_of(print_paper(DocumentKind.COUNTING_MINUTES, COUNTING, title="Biên bản"))
    in_order(
        text,
        "BIÊN BẢN KIỂM PHIẾU",
        "Vòng 1",
        "Triệu tập: 9; có mặt tham gia bỏ phiếu: 8.",
        "Tổ kiểm phiếu gồm: Lê Thị Bưởi, Vũ Ngọc Ẩn, Đỗ Quốc Ý.",
        "8 8 7 1 0",
        "6/8 (75,0%) 1/8 (12,5%) 0 0 Hoàn thành xuất sắc nhiệm vụ",
        "Trên 50% số người bỏ phiếu.",
        "Số làm căn cứ tính tỷ lệ: 5; số được chọn tối đa: 1; số được đề xuất: 2; vượt 1.",
        "Vượt 20%, phải xếp loại lại.",
        "TỔ KIỂM PHIẾU (Từng người ký, ghi rõ họ tên) Lê Thị Bưởi Vũ Ngọc Ẩn Đỗ Quốc Ý",
    )


def test_counting_minutes_account_for_the_ballots_of_each_channel_and_say_who_shut_and_opened_the_box():
    text = text_of(print_paper(DocumentKind.COUNTING_MINUTES, COUNTING, title="Biên bản"))
    in_order(
        text,
        "Cách bỏ phiếu: điện tử và giấy, phiếu kín.",
        "Mở bỏ phiếu: 09 giờ 00, ngày 28 tháng 11 năm 2023 (Trần Văn Ơn).",
        "Đóng hòm phiếu: 09 giờ 30, ngày 28 tháng 11 năm 2023 (Lê Thị Bưởi).",
        "Mở hòm, kiểm phiếu: 09 giờ 40, ngày 28 tháng 11 năm 2023 (Vũ Ngọc Ẩn).",
        "Người giữ mã mở hòm phiếu điện tử: Lê Thị Bưởi, Vũ Ngọc Ẩn, Đỗ Quốc Ý",
        "Bỏ phiếu điện tử: 5 người; 5 phiếu trong hòm.",
        "Phiếu giấy: 3 người bỏ phiếu giấy, 3 người đã nhận phiếu. Số phiếu phát ra: 4; Số phiếu hỏng đã đổi: 1.",
        "Lần đếm 1: Lê Thị Bưởi, Vũ Ngọc Ẩn nhập riêng, không khớp ở 1 dòng (Số phiếu thu về), đếm lại.",
        "Lần đếm 2: Lê Thị Bưởi, Đỗ Quốc Ý nhập riêng, khớp nhau.",
        "Số phiếu dưới đây cộng chung hai cách bỏ phiếu.",
    )


def test_receipts_are_printed_sorted_in_groups_and_none_is_lost():
    context = counting_minutes_context(COUNTING)
    down = [row[column] for column in range(2) for row in context["receipts"]]
    assert [cell.replace(" ", "") for cell in down if cell] == sorted(COUNTING["receipts"])
    assert context["receipts"][0][0].startswith("0007 5e1f 90ab")
    text = text_of(print_paper(DocumentKind.COUNTING_MINUTES, COUNTING, title="Biên bản"))
    assert all(cell in text for cell in down)
    assert "không theo thứ tự bỏ phiếu" in text


def test_minutes_on_paper_alone_say_nothing_of_a_box():
    paper = {key: value for key, value in COUNTING.items() if key not in ("receipts", "root", "electronic")}
    text = text_of(print_paper(DocumentKind.COUNTING_MINUTES, paper | {"box": {}}, title="Biên bản"))
    for words in ("Mã các phiếu điện tử", "Mã băm", "Người giữ mã", "cộng chung"):
        assert words not in text


def test_the_meetings_minutes_tell_of_its_ballots_the_void_ones_too():
    text = text_of(print_paper(DocumentKind.MEETING_MINUTES, MEETING, title="Biên bản"))
    in_order(
        text,
        "Bỏ phiếu đề xuất mức xếp loại",
        "Vòng 1 đã hủy lúc 15:00 ngày 27/11/2023: sai danh sách.",
        "Vòng 1: bỏ phiếu giấy. - Trần Văn Ơn (cán bộ): Hoàn thành tốt nhiệm vụ.",
        "III. Kết luận hội nghị",
    )


def test_empty_minutes_still_print():
    for kind in (DocumentKind.MEETING_MINUTES, DocumentKind.COUNTING_MINUTES):
        assert "BIÊN BẢN" in text_of(print_paper(kind, {}, title="Biên bản"))


def test_moments_are_local_and_free_words_stay():
    assert moment("2023-11-27T00:30:00Z") == "07 giờ 30, ngày 27 tháng 11 năm 2023"
    assert moment("2023-11-27") == "ngày 27 tháng 11 năm 2023"
    assert moment("chiều 27/11") == "chiều 27/11"
    assert moment(None) == ""


def test_dossier_counts_what_is_missing_and_what_may_be():
    items = [
        {"label": "Mẫu 01", "documents": [{"document_id": 1}]},
        {"label": "Mẫu 02", "documents": [{"document_id": 2, "title": "Bản kiểm điểm của A"}]},
        {"label": "Mẫu 3-213", "documents": [], "missing": "Miễn: ở tập thể đơn vị", "waived": True},
        {"label": "Phiếu tự đánh giá", "optional": True},
    ]
    context = dossier_context({"items": items}, {1: {"title": "Báo cáo", "number": "", "pages": 3}})
    assert context["missing_count"] == 1
    assert [item["missing"] for item in context["items"]] == [
        [],
        ["Bản kiểm điểm của A: chưa có bản in"],
        ["Miễn: ở tập thể đơn vị"],
        ["Không có"],
    ]


def test_blank_minutes_say_nothing_of_a_meeting_and_leave_lines_to_write_on():
    text = text_of(print_paper("meeting_minutes", {}, title="x"))
    assert "Triệu tập: 0" not in text
    assert "Không có nội dung" not in text
    assert "Chủ trì: ……" in text
    assert "Tổ kiểm phiếu gồm: ……" in text_of(print_paper("counting_minutes", {}, title="x"))
