"""What a dossier is told to lack, line by line: P0 4.5, P2 V."""

from __future__ import annotations

from dataclasses import replace

from reviews.rules.dossier import DossierFacts, check_copies, dossier_findings
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset

P0 = load_preset("p0_huyen_2023")
P2 = load_preset("p2_xa_2025")
BLOCK, WARN = Severity.BLOCK, Severity.WARN
PERSON = DossierFacts(is_collective=False, entry_final=True)


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def test_a_dossier_without_anything_is_told_line_by_line():
    findings = dossier_findings(replace(PERSON, entry_final=False, consultees_asked=3, consultees_in=1), P0)
    assert told(findings) == [
        ("dossier.entry", BLOCK, "Bản kiểm điểm cá nhân (Mẫu 02): chưa hoàn thiện sau kiểm điểm.", "P0-4.5-b"),
        (
            "dossier.residence",
            BLOCK,
            "Phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213): chưa gửi phiếu xin ý kiến.",
            "P0-4.5-c",
        ),
        (
            "dossier.consultees",
            WARN,
            "Ý kiến nhận xét của Thường trực HĐND huyện, lãnh đạo UBND huyện, lãnh đạo các Ban xây dựng Đảng: mới có "
            "1/3 ý kiến.",
            "P0-III.3-b",
        ),
    ]


def test_a_residence_that_has_not_answered_is_waited_for():
    findings = dossier_findings(replace(PERSON, residence_requested=True), P0)
    assert told(findings) == [
        (
            "dossier.residence",
            BLOCK,
            "Phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213): đã gửi phiếu xin ý kiến, chưa có phiếu nhận xét.",
            "P0-4.5-c",
        ),
    ]


def test_a_waiver_of_the_residence_is_no_waiver_of_anything_else():
    findings = dossier_findings(replace(PERSON, entry_final=False, residence_waiver="công tác lưu động"), P0)
    assert told(findings) == [
        ("dossier.entry", BLOCK, "Bản kiểm điểm cá nhân (Mẫu 02): chưa hoàn thiện sau kiểm điểm.", "P0-4.5-b"),
    ]


def test_opinions_that_are_all_in_lack_nothing():
    findings = dossier_findings(replace(PERSON, residence_waiver="x", consultees_asked=2, consultees_in=2), P0)
    assert told(findings) == []


def test_copies_that_nobody_received_are_named():
    findings = check_copies([P2.copies[0].key], P2)
    assert told(findings) == [
        (
            "dossier.copies",
            WARN,
            "Hồ sơ mới có 1/3 bộ được giao nhận, còn thiếu: 01 bộ gửi cấp ủy cấp trên trực tiếp; 01 bộ gửi cơ quan "
            "tham mưu về công tác cán bộ cấp trên.",
            "P2-V.1-a",
        ),
    ]
