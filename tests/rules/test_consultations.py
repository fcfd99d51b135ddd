"""Bodies consulted on a draft, papers before ballot and submission, the poll at work (P4 II.1.4.1, II.2.2.1)."""

from __future__ import annotations

import pytest

from reviews.rules.consultations import (
    Request,
    Waiver,
    check_compilation,
    check_consultation,
    check_poll_list,
    check_submission,
    consultees,
    participants,
    people_consulted,
    poll_row,
    poll_waiver,
)
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.roster import Roster
from reviews.rules.vocabulary import Tier
from tests.rules.district import C, District, K

P4 = load_preset("p4_xa_2023")
SILENT = load_preset("p0_huyen_2023")
OUTSIDE = 2


def told(findings):
    return [(row.code, row.severity, row.clause) for row in findings]


@pytest.fixture
def district():
    """The bodies of one level beside the committee; one more further down and one outside."""
    built = District()
    for kind, name in ((K.COUNCIL, "HĐND"), (K.PEOPLES_COMMITTEE, "UBND"), (K.FATHERLAND_FRONT, "MTTQ")):
        built.unit(kind, name)
    for number in range(5):
        built.unit(K.MASS_ORGANIZATION, f"Hội {number}")
    built.unit(K.MASS_ORGANIZATION, "Chi hội thôn", tier=Tier.CELL)
    built.unit(K.MASS_ORGANIZATION, "Hội nơi khác", parent=OUTSIDE)
    return built


def asked(district, body, plan=P4):
    roster = Roster(district.facts)
    return consultees(roster.collectives[body], roster, plan)


def test_report_of_the_standing_committee_goes_to_eight_bodies(district):  # P4-1.4.1-d
    found = asked(district, district.standing)
    assert [row.name for row in found] == [
        "Thường trực HĐND",
        "Tập thể lãnh đạo UBND",
        "Ban Thường trực MTTQ",
        *(f"Ban Thường vụ Hội {number}" for number in range(5)),
    ]
    assert {row.clause for row in found} == {"P4-1.4.1-d"}


def test_report_of_the_committee_goes_to_six_bodies(district):  # P4-1.4.1-e
    found = asked(district, district.executive)
    assert [row.name for row in found] == ["Tập thể lãnh đạo UBND", *(f"Ban Chấp hành Hội {n}" for n in range(5))]
    assert {row.clause for row in found} == {"P4-1.4.1-e"}
    other = district.body(1, C.BOARD_LEADERSHIP, "Lãnh đạo Ban")
    assert asked(district, other) == []


def test_members_and_assigned_superiors_are_asked_each_once(district):  # P4-1.4.1-f
    body = district.body(1, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành", members=11)
    roster = Roster(district.facts)
    found = people_consulted(roster.collectives[body], roster, P4, superiors=[9001])
    assert len(found) == 12
    assert found[-1] == 9001
    assert len(people_consulted(roster.collectives[body], roster, P4, superiors=[found[0]])) == 11
    assert people_consulted(roster.collectives[body], roster, SILENT, superiors=[9001]) == []


def test_draft_goes_to_its_meeting_once_everybody_asked_is_closed():  # P4-1.4.1-c
    requests = [Request("A", is_closed=True)] * 3
    found = check_consultation("Đảng ủy", [*requests, Request("HĐND")], P4)
    assert told(found) == [("consult.open", Severity.BLOCK, "P4-1.4.1-c")]
    assert "3/4 ý kiến góp ý, còn chờ: HĐND" in found[0].message
    assert check_consultation("Đảng ủy", [*requests, Request("HĐND", is_closed=True)], P4) == []
    assert told(check_consultation("Đảng ủy", [Request("A", is_sent=False, is_closed=True)], P4)) == told(found)
    assert told(check_consultation("Đảng ủy", [], P4)) == told(found)
    assert check_consultation("Đảng ủy", [], SILENT) == []


def test_classification_by_others_is_compiled_before_the_ballot():  # P4-2.2.1-b
    every = ["council", "peoples_committee", "departments", "front", "organizations"]
    assert check_compilation(every, P4) == []
    assert told(check_compilation([], P4)) == [("consult.compilation", Severity.WARN, "P4-2.2.1-b")]
    (found,) = check_compilation(every[:-1], P4)
    assert found.message.endswith("phân loại của: các tổ chức chính trị - xã hội.")
    assert check_compilation([], SILENT) == []


def test_submission_waits_for_every_board_of_the_district():  # P4-2.2.1-f
    found = check_submission(["boards", "office"], P4)
    assert told(found) == [("consult.submission", Severity.BLOCK, "P4-2.2.1-f")]
    assert "Ủy ban Kiểm tra Huyện ủy" in found[0].message
    assert check_submission(["boards", "office", "inspection"], P4) == []
    assert check_submission([], SILENT) == []


def test_poll_on_committee_members_asks_the_printed_groups_each_person_once():  # P4-1.4.1-r
    groups = {
        "committee": range(13),
        "officials": range(4, 22),  # 9 of the committee are officials too
        "front_and_organizations": range(100, 112),
        "secretaries": range(200, 212),
        "village_heads": range(300, 310),
        "others": range(400, 500),
    }
    assert sum(len(groups[key]) for key in groups if key != "others") - 9 == 56
    assert len(participants(groups, poll_row("committee_members", P4))) == 56


def test_poll_in_an_agency_asks_all_its_staff():  # P4-1.4.1-s
    assert participants({"staff": range(32)}, poll_row("agencies", P4)) == list(range(32))
    with pytest.raises(KeyError):
        poll_row("agencies", SILENT)


@pytest.mark.parametrize(
    ("polled", "meeting", "waiver"),
    [
        (range(9), range(9), Waiver.WAIVED),
        (range(10), range(9), Waiver.REQUIRED),
        (range(8), range(9), Waiver.PROPOSED),
        (range(1, 10), range(9), Waiver.REQUIRED),
        ((), range(9), Waiver.REQUIRED),
    ],
)
def test_no_poll_where_those_polled_are_those_who_meet(polled, meeting, waiver):  # P4-1.4.1-t
    assert poll_waiver(polled, meeting, P4) is waiver
    assert poll_waiver(polled, meeting, SILENT) is Waiver.REQUIRED


def test_leader_without_statement_is_not_put_to_the_poll():  # P4-1.4.1-v
    found = check_poll_list({"An": True, "Bình": False}, P4)
    assert told(found) == [("poll.statement", Severity.BLOCK, "P4-1.4.1-v")]
    assert found[0].message.startswith("Bình ")
    assert check_poll_list({"An": True}, P4) == []
    assert check_poll_list({"Bình": False}, SILENT) == []
