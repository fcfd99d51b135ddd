"""Filled-in papers to print."""

from __future__ import annotations

from typing import Any

ENTRY_02: dict[str, Any] = {
    "i_1": "Giữ vững lập trường.\nĐoàn kết nội bộ.",
    "i_1_grade": "good",
    "i_1_self_examination": "Không có biểu hiện.",
    "i_2": "Hoàn thành 12/12 nhiệm vụ.",
    "i_2_grade": "outstanding",
    "i_3": "Thực hiện tốt.",
    "i_4": "Điều hành kịp thời.",
    "i_4_grade": "average",
    "i_5": "Dám nghĩ, dám làm.",
    "i_5_grade": "good",
    "i_6": "Gia đình gương mẫu.",
    "i_6_grade": "poor",
    "ii_shortcomings": [{"content": 2, "text": "Chậm báo cáo."}],
    "ii_none": False,
    "ii_causes": "Do chủ quan.",
    "iii_items": [
        {
            "id": "1",
            "shortcoming": "Giải ngân chậm",
            "status": "in_progress",
            "degree": "70%",
            "difficulties": "Thiếu vốn",
            "responsible": "Bản thân",
        }
    ],
    "iii_grade": "average",
    "iv_items": [
        {
            "prompt_id": "3",
            "prompt": "Làm rõ thu ngân sách",
            "explanation": "Vì nguồn thu giảm",
            "cause": "Khách quan",
            "responsibility": "Người đứng đầu",
        }
    ],
    "v": "Chịu trách nhiệm người đứng đầu.",
    "vi": "Rà soát hằng tháng.",
    "vii_cadre_level": "good",
    "vii_member_level": "excellent",
}

PAYLOAD_02: dict[str, Any] = {
    "year": 2023,
    "header": {
        "superior": "Đảng bộ xã Tân Hòa",
        "cell": "Chi bộ thôn Đông",
        "place": "Tân Hòa",
        "date": "2023-02-05",
    },
    "identity": {
        "full_name": "Nguyễn Thị Thưởng",
        "birth_date": "1975-02-03",
        "party_post": "Bí thư Đảng ủy",
        "government_post": "",
        "mass_post": "",
        "workplace": "Đảng ủy xã Tân Hòa",
    },
    "data": ENTRY_02,
    "signatures": {"author": {"name": "Nguyễn Thị Thưởng"}},
    "authority": {
        "block_1": {"comment": "Năng nổ.", "level": "good", "signed_on": "2023-12-01", "signer": "Trần Văn Ơn"},
        "block_2": {"comment": "Gương mẫu.", "level": "excellent", "signed_on": "2023-11-25", "signer": "Lê Thị Bưởi"},
        "block_3": {"level": "good", "signed_on": "2023-12-03", "signer": "Phạm Đức Ái"},
    },
}

HEADER = {"superior": "Huyện ủy Bình Sơn", "issuer": "Đảng ủy xã Tân Hòa", "number": "05-BB/ĐU"}

MEETING: dict[str, Any] = {
    "header": HEADER,
    "place": "Tân Hòa",
    "date": "2023-11-27",
    "title": "Hội nghị kiểm điểm Ban Thường vụ Đảng ủy",
    "campaign": "Kiểm điểm năm 2023",
    "venue": "Hội trường xã",
    "starts_at": "2023-11-27T07:30:00+07:00",
    "ends_at": "2023-11-28T11:00:00+07:00",
    "sessions": [{"starts_at": "2023-11-27T07:30", "ends_at": "2023-11-27T17:00"}, "sáng 28/11/2023"],
    "chair": "Trần Văn Ơn",
    "clerk": "Lê Thị Bưởi",
    "attendance": {
        "convened": 9,
        "present": 8,
        "absent": [{"name": "Phạm Đức Ái", "reason": "ốm"}],
        "guests": ["Đồng chí Vũ Ngọc Ẩn, Ủy viên Ban Thường vụ Huyện ủy"],
    },
    "items": [
        {
            "position": 1,
            "subject": "Tập thể Ban Thường vụ Đảng ủy",
            "presenter": "Trần Văn Ơn",
            "contributions": [{"name": "Lê Thị Bưởi", "text": "Cần rõ hơn.\nNêu số liệu."}],
            "conclusion": "Tiếp thu, hoàn thiện.",
        },
        {"position": 2, "subject": "Đồng chí Trần Văn Ơn", "chair": "Lê Thị Bưởi", "conclusion": "Nhất trí."},
    ],
    "rounds": [
        {"text": "Vòng 1 đã hủy lúc 15:00 ngày 27/11/2023: sai danh sách. Phiếu trong hòm không mở.", "results": []},
        {"text": "Vòng 1: bỏ phiếu giấy.", "results": ["Trần Văn Ơn (cán bộ): Hoàn thành tốt nhiệm vụ"]},
    ],
    "conclusion": "Hội nghị nhất trí.",
}

COUNTING: dict[str, Any] = {
    "header": HEADER,
    "place": "Tân Hòa",
    "date": "2023-11-28",
    "campaign": "Kiểm điểm năm 2023",
    "team": ["Lê Thị Bưởi", "Vũ Ngọc Ẩn", "Đỗ Quốc Ý"],
    "round": 1,
    "convened": 9,
    "present": 8,
    "chair": "Trần Văn Ơn",
    "questions": [
        {
            "subject": "Nguyễn Thị Thưởng",
            "track": "cán bộ",
            "issued": 8,
            "collected": 8,
            "valid": 7,
            "invalid": 1,
            "blank": 0,
            "excellent": 6,
            "good": 1,
            "completed": 0,
            "not_completed": 0,
            "shares": {"excellent": "6/8 (75,0%)", "good": "1/8 (12,5%)"},
            "outcome_label": "Hoàn thành xuất sắc nhiệm vụ",
            "threshold_text": "Trên 50% số người bỏ phiếu.",
        }
    ],
    "quota": {"base": 5, "seats": 1, "excellent": 2, "over_by": 1, "text": "Vượt 20%, phải xếp loại lại."},
    "method": "Điện tử và giấy",
    "starts_at": "2023-11-28T09:00",
    "ends_at": "2023-11-28T09:40",
    "box": {
        "opened_by": "Trần Văn Ơn",
        "closed_at": "2023-11-28T09:30",
        "closed_by": "Lê Thị Bưởi",
        "counted_by": "Vũ Ngọc Ẩn",
        "holders": ["Lê Thị Bưởi", "Vũ Ngọc Ẩn", "Đỗ Quốc Ý"],
    },
    "electronic": {"voters": 5, "cast": 5},
    "paper": {
        "voters": 3,
        "handed": 3,
        "lines": [{"label": "Số phiếu phát ra", "count": 4}, {"label": "Số phiếu hỏng đã đổi", "count": 1}],
        "counts": [
            {"number": 1, "by": ["Lê Thị Bưởi", "Vũ Ngọc Ẩn"], "apart": ["Số phiếu thu về"]},
            {"number": 2, "by": ["Lê Thị Bưởi", "Đỗ Quốc Ý"], "apart": []},
        ],
    },
    "receipts": [f"{number:04x}5e1f90ab77c3d24e816b0f93{number:04x}" for number in (51003, 7, 40962, 18, 60001)],
    "root": "ceb178118a8aed1854a3bba9cc4f41add8ea9e6fe67c23a1cecc7d6ad854fd79",
}
