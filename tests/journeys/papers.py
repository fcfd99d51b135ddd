"""What people write on the campaign's papers, by the names of the form's fields."""

STATEMENT: dict[str, str | bool] = {
    "i_1": "Lập trường chính trị vững vàng; giữ gìn đoàn kết, thống nhất trong tập thể lãnh đạo phòng.",
    "i_1_self_examination": "Không có biểu hiện suy thoái, “tự diễn biến”, “tự chuyển hóa”.",
    "i_1_grade": "good",
    "i_2": "Hoàn thành 14/15 chỉ tiêu được giao; tỷ lệ hộ nghèo giảm 2,1%.",
    "i_2_grade": "good",
    "i_3": "Thực hiện đủ các nội dung đã cam kết tu dưỡng, rèn luyện năm 2023.",
    "i_4": "Chỉ đạo bộ phận giảm nghèo, bảo trợ xã hội hoàn thành nhiệm vụ đúng hạn.",
    "i_4_grade": "good",
    "i_5": "Chủ động đề xuất cách chi trả trợ cấp qua tài khoản ở 5 xã, thị trấn.",
    "i_5_grade": "good",
    "i_6": "Bản thân và gia đình gương mẫu chấp hành chính sách, pháp luật.",
    "i_6_grade": "good",
    "ii_shortcomings-0-content": "2",
    "ii_shortcomings-0-text": "Việc rà soát hộ cận nghèo ở hai xã vùng cao còn chậm.",
    "ii_causes": "Địa bàn rộng, chưa bố trí đủ cán bộ xuống cơ sở.",
    "iii_none": True,
    "v": "Chịu trách nhiệm về phần việc giảm nghèo được phân công.",
    "vi": "Hoàn thành rà soát hộ cận nghèo trước ngày 15/12/2023.",
    "vii_cadre_level": "good",
    "vii_member_level": "good",
}

REPORT: dict[str, str | bool] = {
    "i_1": "Thực hiện nghiêm nguyên tắc tập trung dân chủ; họp lãnh đạo phòng định kỳ hằng tháng.",
    "i_1_grade": "good",
    "i_2": "Hoàn thành 17/18 chỉ tiêu kế hoạch năm; đào tạo nghề cho 612 lao động nông thôn.",
    "i_2_grade": "good",
    "i_3": "Gắn kiểm tra, giám sát với chi trả chính sách người có công; không có đơn thư kéo dài.",
    "i_3_grade": "outstanding",
    "i_4": "Tham mưu kịp thời cho Ủy ban nhân dân huyện về lao động, người có công và xã hội.",
    "i_4_grade": "good",
    "ii_shortcomings-0-content": "2",
    "ii_shortcomings-0-text": "Chỉ tiêu đưa người lao động đi làm việc có thời hạn ở nước ngoài đạt 86%.",
    "ii_shortcomings-0-collective": "Chưa kiểm tra kết quả tuyên truyền ở từng xã.",
    "ii_shortcomings-0-head": "Chưa đôn đốc thường xuyên việc ký kết với các doanh nghiệp.",
    "ii_causes": "Phối hợp với các xã trong tuyên truyền chưa thường xuyên.",
    "iii_none": True,
    "v": "Trách nhiệm chung của tập thể, trước hết của Trưởng phòng.",
    "vi": "Mở hai hội nghị tư vấn việc làm tại cụm xã trong quý I/2024.",
    "vii_level": "good",
}

#: What a prompt asks for, in its row of section IV.
ANSWER = {
    "iv_items-0-explanation": "Chi trả chậm 12 ngày ở ba xã do thay đổi phương thức chi trả.",
    "iv_items-0-cause": "Danh sách tài khoản chưa được rà soát xong trước khi chuyển phương thức.",
    "iv_items-0-responsibility": "Trách nhiệm thuộc về lãnh đạo phòng phụ trách bảo trợ xã hội.",
}

#: The reply of the cell where the person lives (Mẫu 3-213), every choice made.
REPLY = {
    "item_1": "exemplary",
    "item_2": "leading",
    "item_3": "full",
    "item_4": "regular",
    "item_5": "very_active",
    "item_6": "no_proposal",
    "item_7": "Gia đình được công nhận gia đình văn hóa.",
    "meeting_on": "2023-11-09",
}
