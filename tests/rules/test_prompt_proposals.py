"""Proposals for prompts as whoever made them is answered: P1 II.3, II.6."""

from __future__ import annotations

from dataclasses import replace

from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.prompts import PromptLine, check_proposal, merge_proposals, unprompted
from reviews.rules.vocabulary import OrganizationKind
from tests.rules.test_p1_tinh_2023_meetings import PROPOSAL

P1 = load_preset("p1_tinh_2023")
BLOCK, WARN = Severity.BLOCK, Severity.WARN


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def test_a_proposal_is_told_everything_that_is_wrong_with_it():
    wrong = replace(
        PROPOSAL,
        proposer="Sở Y tế",
        organization=OrganizationKind.DEPARTMENT,
        target_is_managed=False,
        category="",
        text=" \n ",
    )
    assert told(check_proposal(wrong, P1)) == [
        (
            "prompt.proposer",
            BLOCK,
            "Sở Y tế không thuộc các cơ quan, cá nhân được đề xuất nội dung gợi ý kiểm điểm.",
            "P1-II.6-a",
        ),
        (
            "prompt.target",
            BLOCK,
            "Chỉ đề xuất gợi ý đối với tập thể, cá nhân thuộc diện quản lý của cấp ban hành kế hoạch.",
            "P1-II.6-a",
        ),
        (
            "prompt.category",
            BLOCK,
            "Chọn nội dung gợi ý thuộc loại nào: kết quả thực hiện nhiệm vụ chính trị; nơi có biểu hiện mất đoàn kết; "
            "vi "
            "phạm nguyên tắc, quy định của Đảng, chính sách, pháp luật của Nhà nước; có biểu hiện tham nhũng, tiêu "
            "cực, "
            "suy thoái, “tự diễn biến”, “tự chuyển hóa”; có vấn đề phức tạp, dư luận bức xúc, cán bộ, đảng viên và "
            "nhân "
            "dân quan tâm; vấn đề khác.",
            "P1-II.6-b",
        ),
        ("prompt.text", BLOCK, "Ghi cụ thể, rõ ràng nội dung gợi ý kiểm điểm.", "P1-II.6-b"),
    ]


def test_a_short_proposal_is_told_its_length_without_the_spaces_between():
    assert told(check_proposal(replace(PROPOSAL, text="  Chậm   tiến độ "), P1)) == [
        ("prompt.short", WARN, "Nội dung gợi ý mới có 12 ký tự; phải cụ thể, rõ ràng.", "P1-II.6-b")
    ]
    assert check_proposal(replace(PROPOSAL, text="x" * 20), P1) == []


def test_joined_proposals_keep_the_first_wording_and_everybody():
    rows = [
        replace(PROPOSAL, proposer="A", text="Chậm  giải ngân"),
        replace(PROPOSAL, proposer="B", text="chậm giải ngân "),
    ]
    assert merge_proposals(rows) == [PromptLine(1, "task_results", "Chậm giải ngân", ("A", "B"))]


def test_every_sign_is_named_and_one_that_the_plan_does_not_print_by_itself():
    findings = unprompted(name="Sở Y tế", flags=["disunity", "khiếu kiện"], prompts=0, plan=P1)
    assert told(findings) == [
        (
            "prompt.missing",
            WARN,
            "Sở Y tế có biểu hiện mất đoàn kết; khiếu kiện: cấp ủy cấp trên phải kịp thời xem xét, gợi ý kiểm điểm.",
            "P1-II.3-a",
        )
    ]
