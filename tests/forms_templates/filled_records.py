"""A filled-in paper of each record that the program writes, by its kind: every one is looked at."""

from __future__ import annotations

from typing import Any

from tests.forms_templates.samples import COUNTING, HEADER, MEETING

DOSSIER: dict[str, Any] = {
    "header": HEADER,
    "place": "Tân Hòa",
    "date": "2023-12-05",
    "title": "Đồng chí Nguyễn Thị Thưởng",
    "campaign": "Kiểm điểm năm 2023",
    "items": [
        {"label": "Báo cáo kiểm điểm tập thể (Mẫu 01).", "note": "Của Ban Thường vụ Đảng ủy", "documents": []},
        {"label": "Bản kiểm điểm cá nhân (Mẫu 02).", "documents": [{"document_id": 2, "title": "Bản kiểm điểm"}]},
        {
            "label": "Phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213).",
            "missing": "Miễn: ở tập thể đơn vị",
            "waived": True,
        },
        {"label": "Phiếu tự đánh giá và kết quả tổng hợp (nếu có)", "optional": True},
    ],
    "notes": ["Bản quét đính kèm."],
}

CELL: dict[str, Any] = {
    "header": {"superior": "Đảng ủy xã Tân Hòa", "issuer": "Chi bộ thôn Đông", "number": "03-TTr/CB"},
    "place": "Tân Hòa",
    "date": "2023-12-04",
    "campaign": "Kế hoạch số 12-KH/ĐU",
    "cell": "Chi bộ thôn Đông",
    "secretary": "Trần Văn Ơn",
    "year": 2024,
}

HANDOVER: dict[str, Any] = {
    "header": HEADER,
    "place": "Tân Hòa",
    "date": "2023-12-20",
    "campaign": "Hồ sơ kiểm điểm năm 2023",
    "giver": {"organization": "Chi bộ thôn Đông", "person": "Trần Văn Ơn"},
    "receiver": {"organization": "Đảng ủy xã Tân Hòa", "person": "Lê Thị Bưởi"},
    "copy": "bản chính",
    "received_on": "2023-12-21",
    "dossiers": [
        {
            "name": "Hồ sơ kiểm điểm của đồng chí Nguyễn Thị Thưởng",
            "parts": [
                {"label": "Bản kiểm điểm cá nhân (Mẫu 02)", "state": "Đủ", "medium": "bản giấy", "place": "tủ số 2"},
                {"label": "Phiếu nhận xét của chi ủy nơi cư trú", "state": "Miễn: ở tập thể đơn vị"},
            ],
        }
    ],
    "notes": ["Kèm một tệp điện tử."],
}

#: As long as the record may ever get.
AUDIT_HEAD = "123456789-" + "4d5358147b0a9fce" * 4
SIGNER = {"for": "committee", "body": "Ban Thường vụ", "post": "Bí thư", "name": "Trần Văn Ơn"}
RECIPIENTS = {"names": ["Ban Tổ chức Huyện ủy (b/c)", "Các chi bộ trực thuộc"]}

WRITTEN: dict[str, Any] = {
    "header": {"superior": "Đảng bộ huyện Bình Sơn", "issuer": "Đảng ủy xã Tân Hòa", "symbol": "ĐU"},
    "place": "Tân Hòa",
    "date": "2023-12-05",
    "campaign": "Kiểm điểm năm 2023",
    "year": 2023,
    "signer": SIGNER,
    "recipients": RECIPIENTS,
}

RATED = [
    {
        "name": "Nguyễn Thị Thưởng",
        "post": "Phó Bí thư Đảng ủy",
        "track": "Cán bộ",
        "level": "Hoàn thành xuất sắc nhiệm vụ",
    },
    {"name": "Vũ Ngọc Ẩn", "post": "Chủ tịch UBND xã", "track": "Cán bộ", "level": "Hoàn thành tốt nhiệm vụ"},
    {"name": "Lê Thị Bưởi", "post": "Chi bộ thôn Đông", "track": "Đảng viên", "level": "Hoàn thành nhiệm vụ"},
]

SUMMARY = WRITTEN | {
    "about": ["Chi bộ thôn Đông", "Năm 2023"],
    "taken_on": "2023-12-05",
    "rows": [
        {
            "name": name,
            "self_level": "Hoàn thành tốt nhiệm vụ",
            "issued": 21,
            "excellent": 3,
            "good": 15,
            "completed": 2,
            "not_completed": 0,
            "blank": 1,
            "level": "Hoàn thành tốt nhiệm vụ",
            "residence": "Gương mẫu đi đầu",
            "workplace": "Tốt",
            "member_level": "Hoàn thành tốt nhiệm vụ",
            "professional": "Hoàn thành tốt nhiệm vụ",
            "headed": "Hoàn thành tốt nhiệm vụ",
            "collective": "15/21 (71,4%)",
            "prompts": "Không",
            "posts": "Phó Bí thư Đảng ủy",
            "unit": "Đảng ủy xã Tân Hòa",
            "self_points": "91,5",
            "points": "89,75",
            "decision": "Quyết định số 12-QĐ/ĐU",
        }
        for name in ("Nguyễn Thị Thưởng", "Vũ Ngọc Ẩn", "Phạm Đức Ái")
    ],
    "others": [
        {"name": "Đỗ Quốc Ý", "reason": "Mới kết nạp", "document": "Bản kiểm điểm", "people": "Nguyễn Thị Thưởng"}
    ],
    "notes": ["Ý kiến tại hội nghị đã được tiếp thu."],
    "signer": "Trần Văn Ơn",
}

#: A filled-in paper of each record that the program writes, by its kind: every one is looked at.
RECORDS: dict[str, dict[str, Any]] = {
    "meeting_minutes": MEETING,
    "counting_minutes": COUNTING | {"audit_head": AUDIT_HEAD},
    "dossier": DOSSIER,
    "handover": HANDOVER,
    "cell_registration": CELL
    | {
        "addressee": "Ban Thường vụ Đảng ủy xã Tân Hòa",
        "title": "Chi bộ hoàn thành xuất sắc nhiệm vụ",
        "reason": "Năm 2023 chi bộ hoàn thành 12/12 chỉ tiêu.\nKhông có đảng viên vi phạm.",
        "agreed": 21,
        "present": 22,
    },
    "cell_scores": CELL
    | {
        "rows": [
            {"text": "Lãnh đạo thực hiện nhiệm vụ chính trị", "most": 30, "points": 28},
            {"text": "Công tác xây dựng Đảng", "most": 40, "points": 37},
            {"text": "Lãnh đạo các đoàn thể", "most": 30, "points": 26},
        ],
        "most": 100,
        "points": 91,
    },
    "cell_rewards": CELL
    | {
        "rows": [
            {"name": "Nguyễn Thị Thưởng", "level": "Hoàn thành xuất sắc nhiệm vụ", "outstanding": True},
            {"name": "Vũ Ngọc Ẩn", "level": "Hoàn thành xuất sắc nhiệm vụ", "outstanding": False},
        ]
    },
    "cell_support": CELL
    | {
        "registered": 24,
        "attending": 22,
        "counted": "attending",
        "amount": 100_000,
        "sum": 2_200_000,
        "fund": "quỹ đảng phí được trích giữ lại của chi bộ",
        "document": "Kế hoạch số 12-KH/ĐU",
    },
    "agenda": WRITTEN
    | {
        "mark": "Mẫu số 10",
        "programme": "CHƯƠNG TRÌNH HỘI NGHỊ KIỂM ĐIỂM",
        "on": "2023-12-08",
        "half_days": 1,
        "venue": "Hội trường xã",
        "chair": "Trần Văn Ơn",
        "clerk": "Lê Thị Bưởi",
        "items": [
            {"number": "1/", "text": "Tuyên bố lý do, giới thiệu đại biểu."},
            {
                "number": "2/",
                "text": "Trình bày báo cáo kiểm điểm tập thể, bản kiểm điểm cá nhân.",
                "groups": [{"text": "Cá nhân", "names": "Nguyễn Thị Thưởng, Vũ Ngọc Ẩn"}],
            },
            {"number": "3/", "text": "Bỏ phiếu, công bố kết quả và kết luận."},
        ],
        "notes": ["Đại biểu mang theo tài liệu đã gửi."],
    },
    "invitation": WRITTEN
    | {
        "on": "2023-12-08",
        "half_days": 1,
        "venue": "Hội trường xã",
        "chair": "Trần Văn Ơn",
        "title": "Hội nghị kiểm điểm Ban Thường vụ Đảng ủy",
        "guests": [
            {"name": "Vũ Ngọc Ẩn", "post": "Chủ tịch UBND xã"},
            {"name": "Lê Thị Bưởi", "post": "Bí thư chi bộ"},
        ],
        "enclosed": ["Chương trình hội nghị", "Dự thảo báo cáo kiểm điểm tập thể"],
    },
    "decision": WRITTEN
    | {
        "audit_head": AUDIT_HEAD,
        "subject": "về việc xếp loại chất lượng cán bộ, đảng viên năm 2023",
        "bases": ["Quy định số 124-QĐ/TW ngày 04/10/2023 của Bộ Chính trị", "Kế hoạch số 12-KH/ĐU ngày 01/11/2023"],
        "proposer": "Ban Tổ chức",
        "authority": "Ban Thường vụ Đảng ủy",
        "rows": RATED,
        "executors": "Văn phòng Đảng ủy, các chi bộ trực thuộc",
    },
    "notice": WRITTEN
    | {
        "subject": "kết quả xếp loại chất lượng năm 2023",
        "addressees": ["Chi bộ thôn Đông", "Đồng chí Nguyễn Thị Thưởng"],
        "basis": {"number": "12-QĐ/ĐU", "date": "2023-12-05"},
        "authority": "Ban Thường vụ Đảng ủy",
        "rows": RATED[:2],
    },
    "report": WRITTEN
    | {
        "subject": "kết quả kiểm điểm, đánh giá, xếp loại chất lượng năm 2023",
        "bases": ["Kế hoạch số 12-KH/ĐU ngày 01/11/2023"],
        "sections": [
            {
                "title": "I. Lãnh đạo, chỉ đạo",
                "text": "Đảng ủy ban hành kế hoạch và hướng dẫn.\nĐúng thời hạn.",
            },
            {
                "title": "II. Kết quả xếp loại",
                "text": "",
                "table": {
                    "columns": ["Mức xếp loại", "Số lượng", "Tỷ lệ %"],
                    "rows": [["Hoàn thành xuất sắc nhiệm vụ", "12", "17,6"], ["Hoàn thành tốt nhiệm vụ", "56", "82,4"]],
                },
            },
        ],
        "closing": "Trên đây là báo cáo kết quả.",
    },
    "ballot": WRITTEN
    | {
        "occasion": "Hội nghị Ban Chấp hành Đảng bộ xã Tân Hòa",
        "period": "Năm 2023",
        "subjects": [
            {"name": "Nguyễn Thị Thưởng", "track": "Cán bộ"},
            {"name": "Vũ Ngọc Ẩn", "track": "Cán bộ"},
            {"name": "Lê Thị Bưởi", "track": "Đảng viên"},
        ],
    },
    "members_summary": SUMMARY,
    "channels_summary": SUMMARY,
    "annex_13": SUMMARY,
    "annex_14": SUMMARY,
}
