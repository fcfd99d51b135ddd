"""Filled-in records that prepare a meeting and tell what was decided."""

from __future__ import annotations

from typing import Any

HEAD: dict[str, Any] = {"superior": "Đảng bộ tỉnh Bình Sơn", "issuer": "Huyện ủy Tân Hòa", "symbol": "HU"}
SIGNER = {"for": "committee", "body": "Ban Thường vụ", "post": "Bí thư", "name": "Phạm Đức Ái"}
COMMON: dict[str, Any] = {
    "header": HEAD,
    "place": "Tân Hòa",
    "date": "2023-11-28",
    "campaign": "Kiểm điểm năm 2023",
    "year": 2023,
    "signer": SIGNER,
    "recipients": {"names": ["Ban Tổ chức Tỉnh ủy (b/c)", "Các tập thể, cá nhân có tên tại Điều 1"], "kept_by": "VP"},
}
ROWS = [
    {
        "name": name,
        "post": "Phó Trưởng phòng, Phòng Tài chính - Kế hoạch",
        "track": "Cán bộ, công chức, viên chức",
        "level": "Hoàn thành tốt nhiệm vụ",
    }
    for name in ("Lê Thị Bưởi", "Vũ Ngọc Ẩn")
]
MEETING: dict[str, Any] = {
    "title": "Hội nghị kiểm điểm Chi bộ thôn Đông",
    "on": "2023-11-30",
    "half_days": 2,
    "venue": "Nhà văn hóa thôn Đông",
    "chair": "Trần Văn Ơn",
    "clerk": "Lê Thị Bưởi",
}

RECORDS: dict[str, dict[str, Any]] = {
    "agenda": COMMON
    | MEETING
    | {
        "mark": "Mẫu số 10",
        "programme": "CHƯƠNG TRÌNH HỘI NGHỊ KIỂM ĐIỂM, TỔNG KẾT CHI BỘ",
        "items": [
            {"number": "1/", "text": "Ổn định tổ chức – thông qua chương trình hội nghị"},
            {
                "number": "6/",
                "text": "Kiểm điểm:",
                "groups": [
                    {"text": "Các đồng chí chi ủy viên", "names": "Trần Văn Ơn, Lê Thị Bưởi"},
                    {"text": "Cán bộ cấp xã", "names": "Vũ Ngọc Ẩn"},
                ],
            },
            {"number": "11/", "text": "Tổng kết và bế mạc hội nghị"},
        ],
        "notes": ["Theo mục 3, Bước 4, chi bộ còn xét đề nghị các cấp biểu dương, khen thưởng."],
    },
    "invitation": COMMON
    | MEETING
    | {
        "guests": [
            {"name": "Lê Thị Bưởi", "post": "Thành viên"},
            {"name": "Vũ Ngọc Ẩn", "post": "Đại diện Ban Tổ chức"},
        ],
        "enclosed": ["Dự thảo báo cáo kiểm điểm của Chi ủy Chi bộ thôn Đông"],
    },
    "decision": COMMON
    | {
        "header": HEAD | {"number": "05-QĐ/HU"},
        "subject": "về việc đánh giá, xếp loại chất lượng năm 2023",
        "bases": ["Quy định 38-QĐ/TU ngày 02/11/2023 của Ban Thường vụ Tỉnh ủy"],
        "proposer": "Ban Tổ chức Huyện ủy",
        "authority": "Ban Thường vụ Huyện ủy Tân Hòa",
        "rows": ROWS,
        "executors": "Ban Tổ chức Huyện ủy",
    },
    "notice": COMMON
    | {
        "subject": "kết quả đánh giá, xếp loại chất lượng năm 2023",
        "addressees": ["Đồng chí Lê Thị Bưởi", "Phòng Tài chính - Kế hoạch"],
        "basis": {"number": "05-QĐ/HU", "date": "2023-11-28"},
        "authority": "Ban Thường vụ Huyện ủy Tân Hòa",
        "rows": ROWS[:1],
    },
    "report": COMMON
    | {
        "date": "2026-05-27",
        "subject": "kết quả kiểm điểm, đánh giá, xếp loại chất lượng năm 2025",
        "bases": ["Kế hoạch số 128-KH/HU ngày 06/11/2025 của Huyện ủy Tân Hòa"],
        "sections": [
            {"title": "1. Kết quả kiểm điểm", "text": "Thuộc diện kiểm điểm: 12 tập thể, 30 cá nhân."},
            {
                "title": "2. Kết quả đánh giá, xếp loại chất lượng",
                "table": {
                    "columns": ["Đối tượng", "Tổng số", "Hoàn thành tốt", "Chưa xếp loại"],
                    "rows": [["Tập thể lãnh đạo, quản lý", 12, 10, 2], ["Đảng viên", 30, 30, 0]],
                },
            },
        ],
        "closing": "Trên đây là báo cáo kết quả của Huyện ủy Tân Hòa",
    },
}
