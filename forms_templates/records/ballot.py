"""A sheet of paper to vote on: every subject with the four levels, and nothing that tells one voter from another."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.definition import LEVELS
from forms_templates.printing import Values
from forms_templates.records.common import head

RATING = "PHIẾU ĐỀ XUẤT MỨC XẾP LOẠI CHẤT LƯỢNG"

#: No plan prints how a sheet is filled in; these words are the program's, and say so on the paper.
HOW_TO_VOTE = (
    "Cách ghi: mỗi dòng đánh dấu × vào một ô. Không ký tên, không ghi thêm chữ hoặc dấu hiệu khác.",
    "Phiếu hợp lệ: phiếu do tổ kiểm phiếu phát ra, có đóng dấu. Dòng không đánh dấu hoặc đánh dấu từ hai ô trở lên thì "
    "không tính cho mức nào của dòng ấy.",
    "Phiếu không hợp lệ: phiếu không do tổ kiểm phiếu phát ra; phiếu có ký tên, ghi thêm chữ hoặc dấu hiệu riêng.",
)
WHOSE_WORDS = "Cách ghi phiếu do chương trình soạn; kế hoạch không in."
#: Where some line has no box for the best level.
NOT_OFFERED = (
    "Ô ghi “–”: không có tên trong danh sách đề xuất mức ấy. Đánh dấu vào đó thì không tính cho mức nào của dòng ấy."
)
_EMPTY_LINES = 12


def ballot_context(payload: Values) -> dict[str, Any]:
    """``subjects`` [{name, track, note, excellent}] in the order of the ballot, ``heading``, ``occasion`` (the meeting
    or the unit) and ``period``; ``note``: on what alone that subject is rated; ``excellent`` False: its line has no box
    for the best level. A payload without subjects prints empty lines; what is rated stands above those it is asked of.

    How often the sheet is printed (``copies``) is no part of it.
    """
    subjects = list(payload.get("subjects") or [{"name": "", "track": ""}] * _EMPTY_LINES)
    numbered = [
        {"number": number, **subject, "boxes": [level is not LEVELS[0] or _offered(subject) for level in LEVELS]}
        for number, subject in enumerate(subjects, start=1)
    ]
    return head(payload, DocumentKind.BALLOT) | {
        "heading": str(payload.get("heading") or RATING),
        "occasion": str(payload.get("occasion") or ""),
        "period": str(payload.get("period") or ""),
        "levels": [level.label for level in LEVELS],
        "groups": [
            {"heading": heading, "subjects": list(found)}
            for heading, found in groupby(numbered, key=lambda subject: str(subject.get("track") or ""))
        ],
        "how": HOW_TO_VOTE if all(map(_offered, subjects)) else (*HOW_TO_VOTE, NOT_OFFERED),
        "whose": WHOSE_WORDS,
    }


def _offered(subject: Values) -> bool:
    return bool(subject.get("excellent", True))
