"""Who directs and attends a review, told word for word: P1 II.7, II.8.1."""

from __future__ import annotations

from reviews.rules.attendance import check_assigner, check_participants, check_prompted_attendance
from reviews.rules.eligibility import VoterFacts
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.vocabulary import AttendeeRole, OrganizationKind, Tier

P1 = load_preset("p1_tinh_2023")
BLOCK, WARN = Severity.BLOCK, Severity.WARN


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def test_a_prompted_unit_without_its_director_is_told_who_assigns_him():
    findings = check_prompted_attendance(unit_name="Sở Y tế", prompts=2, assigned=0, plan=P1)
    assert told(findings) == [
        (
            "meeting.prompted_attendance",
            BLOCK,
            "Sở Y tế có 2 gợi ý kiểm điểm: Thường trực Tỉnh ủy phân công 01 đồng chí trong Ban Thường vụ dự chỉ đạo "
            "kiểm điểm, đang có 0.",
            "P1-II.7-c",
        ),
    ]


def test_whoever_assigns_in_anothers_place_is_told_who_does():
    findings = check_assigner(
        unit_name="Sở Y tế",
        kind=OrganizationKind.DEPARTMENT,
        tier=Tier.PROVINCE,
        assigner=OrganizationKind.ADVISORY_BOARD,
        plan=P1,
    )
    assert told(findings) == [
        (
            "meeting.assigner",
            BLOCK,
            "Người dự chỉ đạo kiểm điểm ở Sở Y tế do Ban cán sự Đảng UBND tỉnh phân công.",
            "P1-II.7-e",
        ),
    ]


def test_strangers_and_guests_of_the_conference_are_named():
    findings = check_participants(
        [
            VoterFacts("An", is_member=True),
            VoterFacts("Bình", is_member=False, role=AttendeeRole.MEMBER),
            VoterFacts("Chi", is_member=False, role=AttendeeRole.MEMBER),
            VoterFacts("Dung", is_member=False, role=AttendeeRole.SUPERVISOR),
            VoterFacts("Giang", is_member=False, role=AttendeeRole.SUPERVISOR),
        ],
        P1,
    )
    assert told(findings) == [
        (
            "meeting.participant",
            BLOCK,
            "Thành phần hội nghị chỉ gồm các Ủy viên Ban Thường vụ; không phải Ủy viên Ban Thường vụ: Bình, Chi.",
            "P1-8.1-b",
        ),
        ("meeting.guest", WARN, "Kế hoạch không ghi đại biểu mời dự hội nghị này: Dung, Giang.", "P1-8.1-b"),
    ]
