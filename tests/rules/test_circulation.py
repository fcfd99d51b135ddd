"""To whom a draft goes, and whether it went to all in time: P1 II.8.1."""

from __future__ import annotations

from datetime import date

from reviews.rules.circulation import Addressee, addressees, check_circulation
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.roster import Roster
from tests.rules.district import C, District, K, R

P1 = load_preset("p1_tinh_2023")
DAY = date(2023, 12, 27)


def test_members_of_the_committee_come_first_then_the_bodies_below_each_once():
    district = District()
    known = district.person("An", (district.executive, R.MEMBER))
    below = district.unit(K.GRASSROOTS_PARTY, "Đảng bộ A")
    body = district.body(below, C.STANDING_COMMITTEE, "Ban Thường vụ A")
    district.body(below, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành A")
    district.unit(K.GRASSROOTS_PARTY, "Đảng bộ chưa có cấp ủy")
    district.body(district.unit(K.DEPARTMENT, "Phòng Nội vụ"), C.STANDING_COMMITTEE, "Không được hỏi")
    unknown = [row for row in district.posts if row.collective_id == district.executive and row.person_id != known]
    roster = Roster(district.facts)
    assert addressees(roster, P1) == [
        Addressee("Thành viên", person_id=unknown[0].person_id),
        Addressee("An", person_id=known),
        Addressee("Ban Thường vụ A", collective_id=body),
    ]
    assert addressees(district.facts, P1) == addressees(roster, P1)


def test_an_issuer_without_committee_asks_the_bodies_only():
    district = District()
    district.collectives = [row for row in district.collectives if row.id != district.executive]
    assert addressees(district.facts, P1) == []


def test_whoever_has_no_draft_before_the_conference_is_named():
    sent = {Addressee("A"): date(2023, 12, 26), Addressee("B"): DAY, Addressee("C"): None}
    (finding,) = check_circulation(sent, replies=1, conference_on=DAY, plan=P1)
    assert (finding.code, finding.severity, finding.clause) == ("circulation.unsent", Severity.BLOCK, "P1-8.1-c")
    assert finding.message == (
        "Báo cáo kiểm điểm tập thể mới gửi lấy ý kiến 1/3 nơi trước hội nghị ngày 27/12/2023; còn thiếu: B, C."
    )
