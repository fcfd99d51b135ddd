"""Papers of the length that people really hand in, to be printed by the hundred."""

from __future__ import annotations

from typing import Any

from tests.forms_templates.samples import ENTRY_02, PAYLOAD_02

#: As long as a real one, so that its QR code is as large.
TOKEN = "abcDEFghiJKLmnoPQRstuv12"

_TEXT = (
    "Bản thân luôn giữ vững lập trường tư tưởng chính trị, chấp hành nghiêm chủ trương, đường lối của Đảng, chính "
    "sách, pháp luật của Nhà nước; đoàn kết, thẳng thắn trong tự phê bình và phê bình, gần gũi với quần chúng."
)


def statement(number: int = 1) -> dict[str, Any]:
    """The payload of a filled Mẫu 02 of three pages; each number is another person's."""
    entry = ENTRY_02 | {f"i_{part}": f"{_TEXT} Nhiệm vụ số {number}." for part in (1, 2, 4, 5)}
    identity = {**PAYLOAD_02["identity"], "full_name": f"Nguyễn Thị Thưởng {number}"}
    return {**PAYLOAD_02, "identity": identity, "data": entry}


def request(number: int = 1) -> dict[str, Any]:
    """The payload of a request to the residence (Mẫu 3-213) on one page."""
    data = {"addressee": f"Chi ủy thôn số {number}", "sender": "Đảng ủy xã Tân Hòa", "member": f"Trần Văn Ơn {number}"}
    return {"header": PAYLOAD_02["header"], "data": data, "attach_reply": False}


def request_and_reply(number: int = 1) -> dict[str, Any]:
    """The payload of a request with the blank reply on its second page, as they are sent."""
    return request(number) | {"attach_reply": True}


def reply(number: int = 1) -> dict[str, Any]:
    """The payload of a reply of the residence (Mẫu 3-213), a full page, to be filled in by hand."""
    return {"member": f"Trần Văn Ơn {number}"}


def ballot(number: int = 1) -> dict[str, Any]:
    """The payload of two hundred sheets to vote on, each with ten names."""
    subjects = [{"name": f"Nguyễn Văn {order}", "track": "Cán bộ"} for order in range(number, number + 10)]
    return {"header": PAYLOAD_02["header"], "occasion": "Hội nghị", "subjects": subjects, "copies": 200}
