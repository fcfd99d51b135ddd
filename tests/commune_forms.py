"""A statement and a report under the commune plan of 2023 in which nothing is missing, whoever writes them."""

from __future__ import annotations

from typing import Any

SIGNS = [{"number": str(number), "grade": 1, "remedy": ""} for number in range(1, 28)]

MEMBER = ("thought", "ethics", "discipline", "style", "duties")
LEADER = (
    "leading",
    "responsibility",
    "integrity",
    "reception",
    "planning",
    "congresses",
    "directive_21",
    "administrative_reform",
    "cell_activity",
    "programmes",
    "collective_results",
)
GRADED = (*MEMBER, "leading", "responsibility", "integrity")
EMPHASIS = ("workload", "initiative", "service")

STATEMENT: dict[str, Any] = {
    "member_category": "state_paid",
    "is_rotated": False,
    **{key: f"Đã làm tốt: {key}." for key in (*MEMBER, *EMPHASIS, "commitment", *LEADER)},
    **{f"{key}_grade": "good" for key in GRADED},
    "signs": [{**SIGNS[0], "grade": 2, "remedy": "Học nghị quyết đầy đủ."}, *SIGNS[1:]],
    "tasks": [{"task": "Vận động hộ thoát nghèo", "product": "10 hộ", "result": "12/10 hộ, 120%"}],
    "ii_shortcomings": [
        {"text": "Còn nể nang.", "remedy": "Thẳng thắn góp ý.", "remedy_by": "Quý I năm 2024"},
    ],
    "ii_none": False,
    "ii_causes": "Do bản thân.",
    "iii_items": [],
    "iii_none": True,
    "iii_grade": "",
    "iv_items": [],
    "v": "",
    "vi": "Khắc phục trong quý I.",
    "vii_cadre_level": "good",
    "vii_member_level": "good",
}

#: The twelve contents of a commune's report; the thirteenth is the district's.
TOPICS = (
    "principles",
    "targets",
    "party_building",
    "political_tasks",
    "asset_recovery",
    "personnel_planning",
    "mass_congresses",
    "poor_housing",
    "reform",
    "action_programmes",
    "corruption_cases",
    "inspection",
)
IF_ANY = ("asset_recovery", "personnel_planning", "corruption_cases")

REPORT: dict[str, Any] = {
    **{key: f"Đã thực hiện: {key}." for key in TOPICS},
    "ii_shortcomings": [
        {
            "text": "Giải ngân còn chậm.",
            "collective": "Chưa kiểm tra hằng tháng.",
            "head": "Chưa kiên quyết đôn đốc.",
            "remedy": "Giao ban hằng tuần.",
            "remedy_by": "Quý I năm 2024",
        }
    ],
    "ii_none": False,
    "ii_causes": "Phối hợp chưa chặt chẽ.",
    "iii_items": [],
    "iii_none": True,
    "iv_items": [],
    "v": "Tập thể, người đứng đầu nhận trách nhiệm.",
    "vi": "Tăng cường kiểm tra.",
    "vii_level": "good",
}
