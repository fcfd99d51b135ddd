"""What is filled in where an empty form would be refused before anybody asks whose right it is."""

from __future__ import annotations

from collections.abc import Mapping

from tests.factories.organizations import PASSWORD

Sent = dict[str, object]

#: Two or more acts of one page are told apart by a word.
ONE = ""


def sent(objects: Mapping[str, object]) -> dict[str, dict[str, Sent]]:
    """By the name of the address, then by the act; ``objects`` of the case."""
    person, own = objects.get("person_id"), objects.get("own_person_id")
    hands: Sent = {"agree": 3, "disagree": 0, "abstain": 0}
    one: dict[str, Sent] = {
        "login": {"username": "nobody", "password": PASSWORD},
        "password_change": {
            "old_password": PASSWORD,
            "new_password1": "mot-mat-khau-khac-hẳn",
            "new_password2": "mot-mat-khau-khac-hẳn",
        },
        "activate": {"username": "nobody", "code": "AAAA-BBBB-CCCC-DDDD", "password": PASSWORD, "again": PASSWORD},
        "session-end": {"session": "others"},
        "accounts-create": {"organization": objects.get("organization_id")},
        "account-letters": {"organization": objects.get("organization_id")},
        "account-close": {"reason": "Chuyển công tác"},
        "correction-ask": {"text": "Ngày sinh ghi sai"},
        "correction-settle": {"settle": "accept", "answer": "Đã sửa"},
        "retention-destroy": {"document_number": "1-BB", "decided_on": "2023-11-08", "key": "drafts", "seen": 0},
        "campaign-issue": {"number": "1-KH", "dated_on": "2023-11-06", "password": PASSWORD},
        "milestone-edit": {"due_on": "2023-12-08", "change_reason": "Căn cứ"},
        "plan-value": {"written": "5", "section": "Công văn số 12-CV/HU", "quote": "Năm ngày"},
        "review-override": {"inclusion": "exempt", "override_reason": "Bận"},
        "review-prompts": {"text": "Làm rõ", "document_number": "1-CV"},
        "review-drafter": {"person": objects.get("colleague_id")},
        "venue-waive": {"reason": "Không cần"},
        "residence-waive": {"reason": "Không cần"},
        "entry": {"i_1": "Sửa hộ", "version": objects.get("entry_version", 1)},
        "entry-autosave": {"i_1": "Sửa hộ", "version": objects.get("entry_version", 1)},
        "opinion-return": {"reason": "Ghi lại"},
        "dossier": {"title": "Phiếu"},
        "meeting-guest": {"person": objects.get("guest_person_id"), "role": "guest"},
        "meeting-reschedule": {"starts_on": "2023-11-20", "reason": "Bận"},
        "meeting-presence": {"presence": "present"},
        "meeting-conclude": {"half_days": 2},
        "item-chair": {"chair": person},
        "item-start": {"presenter": own},
        "item-contribution": {"person": person, "text": "Nhất trí"},
        "item-conclude": {"conclusion": "Nhất trí"},
        "item-open-vote": hands,
        "open-vote": {"question": "Việc", **hands},
        "open-vote-correct": {"reason": "Đếm lại", **hands},
        "ballot-prepare": {"counting_team": [person], "method": "electronic"},
        "ballot-sheets": {"spare": 2},
        "ballot-close": {"password": PASSWORD},
        "ballot-void": {"reason": "Nhầm danh sách"},
        "ballot-vote": {f"question-{objects.get('question_id')}": "good"},
        "register-term": {"starts_on": "2025-07-01", "ends_on": "2030-07-01"},
        "register-earlier": {"document_kind": "decision", "last": 7},
        "register-cancel": {"reason": "Nhầm"},
        "decision-draft": {"row": objects.get("board_proposal_id", "")},
        "notice-print": {"authority": objects.get("organization_id")},
    }
    one |= _of_other_plans(objects)
    several: dict[str, dict[str, Sent]] = {
        "review-ratings": {
            "cell": {"action": "cell", "cell-comment": "Tốt"},
            "unit": {"action": "unit", "unit-level": "good", "unit-comment": "Tốt"},
            **{
                f"board-{track}": {"action": f"board-{track}", f"board-{track}-level": "good"}
                for track in ("cadre", "member")
            },
            **{
                f"decision-{track}": {
                    "action": f"decision-{track}",
                    f"decision-{track}-level": "good",
                    f"decision-{track}-document_number": "1-QĐ",
                    f"decision-{track}-decided_on": "2023-11-14",
                }
                for track in ("cadre", "member")
            },
            "annul-cadre": {"action": "annul-cadre", "annul-cadre-reason": "Ghi nhầm"},
        },
    }
    several |= {
        "feed": {
            "save": {"action": "save"},
            "return": {"action": "return", "reason": "Thiếu một xã"},
        },
        "bundle": {"send": {"action": "send", "number": "12-BC/TU", "sent_on": "2023-11-15"}},
        "remedies-settle": {
            "approve": {"document_number": "5-CV"},
            "return": {"action": "return", "reason": "Chưa rõ"},
        },
        "review-remedies": {"keep": {"action": "save", "lines-TOTAL": "0"}, "hand in": {"action": "hand-in"}},
        "report": {
            "send": {"action": "send", "number": "7-BC", "dated_on": "2019-12-20"},
            "arrive": {"action": "arrive", "arrived_on": "2019-12-20"},
        },
        "review-cases": {
            "violation": {
                "action": "violation",
                "violation-content": "Vi phạm",
                "violation-unit": objects.get("unit_id"),
                "violation-committed_on": "2021-06-01",
            },
            "absence": {
                "action": "absence",
                "absence-document": "Công văn số 5",
                "absence-dated_on": "2023-11-20",
                "absence-text": "Ốm",
                "absence-level": "good",
            },
        },
        "review-corrections": {
            "verification": {"action": "verification", "verification-sign": "Có dấu hiệu"},
        },
    }
    everything = {name: {ONE: data} for name, data in one.items()} | several
    return {name: {act: _filled(data) for act, data in acts.items()} for name, acts in everything.items()}


def _filled(data: Sent) -> Sent:
    """Without what the case has not."""
    return {name: value for name, value in data.items() if value is not None}


def _of_other_plans(objects: Mapping[str, object]) -> dict[str, Sent]:
    return {
        "campaign-proposals": {
            "review": objects.get("review_id"),
            "organization": objects.get("unit_id"),
            "category": "task_results",
            "text": "Chậm giải ngân",
        },
        "proposal-day": {"due_on": "2023-11-20"},
        "proposal-set-aside": {"reason": "Đã rõ"},
        "campaign-directors": {
            "organization": objects.get("unit_id"),
            "body": objects.get("issuer_id"),
            "person": objects.get("person_id"),
            "document_number": "12-TB/TU",
            "document_on": "2023-11-14",
        },
        "campaign-summaries": {"organization": objects.get("unit_id"), "held_on": "2023-12-20"},
        "circulation-reply": {"text": "Nhất trí"},
        "criteria-edit": {"text": "Tiêu chí", "document": "Hướng dẫn số 3", "dated_on": "2023-11-01"},
        "campaign-signs": {"text": "Biểu hiện", "document": "Nghị quyết"},
        "milestone-own-days": {
            "organization": objects.get("unit_id"),
            "sector": "Giáo dục",
            "guidance": "8-HD/TU",
            "due_on": "2023-11-26",
        },
        "review-targets": {"text": "Thu nộp đảng phí"},
        "poll-prepare": {"key": "agencies", "unit": objects.get("unit_id"), "held_on": "2023-11-26"},
        "poll-waive": {"key": "committee_members", "reason": "Trùng"},
        "poll-taken": {"person": objects.get("person_id", "")},
        "poll-void": {"reason": "Nhầm danh sách"},
        "meeting-groups": {"group": objects.get("group_id"), "held_on": "2023-11-20"},
        "group-report": {"text": "Tổ đảng đã kiểm điểm"},
        "meeting-step": {"agreed": 3},
        "cell-rewards": {"none": "on"},
        "cell-dossier": {"action": "title", "title-title": "Hoàn thành tốt nhiệm vụ"},
        "hand-over-new": {"receiver": objects.get("organization_id"), "handed_on": "2025-12-15"},
        "hand-over": {"received_on": "2025-12-15"},
        "feed-send": {"confirm": "on"},
        "feed-paste": {"table": "Xã\t1"},
    }
