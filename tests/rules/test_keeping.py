"""How the parts of a dossier are kept, whom a line does not concern, and who takes the minutes of the issuer's own."""

from __future__ import annotations

import pytest

from reviews.rules.dossier import DossierFacts, check_copies, check_kept, check_waiver, dossier_slots
from reviews.rules.findings import Severity
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.secretariat import check_clerk

P0 = load_preset("p0_huyen_2023")
P1 = load_preset("p1_tinh_2023")
P2 = load_preset("p2_xa_2025")


def test_paper_brought_in_says_its_medium_and_place():
    """P2-V-a"""
    facts = DossierFacts(is_collective=False, entry_final=True, attached=["member_file_supplement", "diplomas"])
    slots = dossier_slots(facts, P2)
    assert check_kept(slots, ["member_file_supplement", "diplomas"], P2) == []
    (finding,) = check_kept(slots, ["diplomas"], P2)
    assert (finding.code, finding.severity, finding.clause) == ("dossier.kept", Severity.BLOCK, "P2-V-a")
    assert finding.message == ("Chưa ghi bản giấy hay dữ liệu điện tử và nơi lưu giữ: Phiếu bổ sung hồ sơ đảng viên.")


def test_what_the_program_wrote_or_nobody_brought_in_need_not_say_it():
    """P2-V-a"""
    facts = DossierFacts(is_collective=False, entry_final=True, has_minutes=True)
    assert check_kept(dossier_slots(facts, P2), [], P2) == []
    attached = DossierFacts(is_collective=False, entry_final=True, attached=["individual_assessment"])
    assert check_kept(dossier_slots(attached, P0), [], P0) == []


@pytest.mark.parametrize("key", ["cadre_file_supplement", "asset_declaration"])
def test_supplement_and_declaration_are_waived_with_a_reason_only(key):
    """P2-V.2.2-e"""
    assert check_waiver(key, "Không thuộc diện kê khai.", P2) == []
    (finding,) = check_waiver(key, "  ", P2)
    assert (finding.code, finding.severity, finding.clause) == (
        "dossier.waiver_reason",
        Severity.BLOCK,
        "P2-V.2.2-e",
    )
    assert finding.message.endswith("ghi lý do không thuộc diện.")


def test_line_that_concerns_everybody_is_not_waived_and_an_unknown_one_is_not_there():
    """P2-V.2.2-a"""
    (finding,) = check_waiver("member_file_supplement", "Không có", P2)
    assert (finding.code, finding.clause) == ("dossier.waiver", "P2-V.2.2-a")
    assert finding.message.startswith("Phiếu bổ sung hồ sơ đảng viên: mục này ai cũng phải có")
    for key in ("minutes", "statement", "residence_opinion", "nothing"):
        assert [row.code for row in check_waiver(key, "Không có", P2)] == ["dossier.line"]


def test_fewer_than_three_copies_close_no_dossier():
    """P2-V.1-a, P2-V.1-b"""
    (finding,) = check_copies(["unit", "superior"], P2, closing=True)
    assert (finding.code, finding.severity, finding.clause) == ("dossier.copies", Severity.BLOCK, "P2-V.1-b")
    assert "2/3" in finding.message
    assert check_copies(["unit", "superior", "advisory"], P2, closing=True) == []


def test_minutes_of_the_issuers_own_conference_are_taken_by_its_office():
    """P1-III.4-d"""
    office = "Văn phòng Tỉnh ủy"
    assert check_clerk(clerk="Lê Văn Ba", workplace=office, office=office, plan=P1) == []
    (finding,) = check_clerk(clerk="Lê Văn Ba", workplace="Ban Tổ chức Tỉnh ủy", office=office, plan=P1)
    assert (finding.code, finding.severity, finding.clause) == ("meeting.secretariat", Severity.BLOCK, "P1-III.4-d")
    assert finding.message == (
        "Chương trình, biên bản hội nghị này do Văn phòng Tỉnh ủy chuẩn bị; Lê Văn Ba công tác ở Ban Tổ chức Tỉnh ủy. "
        "Chọn thư ký của Văn phòng Tỉnh ủy."
    )
    (finding,) = check_clerk(clerk="Lê Văn Ba", workplace="", office=office, plan=P1)
    assert "Lê Văn Ba chưa ghi nơi công tác." in finding.message


def test_nobody_is_held_to_an_office_that_is_not_there_or_not_printed():
    """P1-III.4-d"""
    assert check_clerk(clerk="A", workplace="B", office="", plan=P1) == []
    assert check_clerk(clerk="A", workplace="B", office="C", plan=P0) == []


@pytest.mark.parametrize(
    ("over", "path"),
    [
        ({"secretariat": {"kind": "air"}}, "meetings.secretariat.kind"),
        ({"secretariat": {"office": ""}}, "meetings.secretariat.office"),
        ({"secretariat": {"clause": "P1-9"}}, "meetings.secretariat.clause"),
    ],
)
def test_secretariat_is_read_strictly(over, path):
    with pytest.raises(PlanError) as caught:
        P1.with_overrides({"meetings": over})
    assert caught.value.path == path
