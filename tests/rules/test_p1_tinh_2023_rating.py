"""The province plan of 2023: the report goes round, two meetings rate with three ballots, results are seen together."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.caps import check_linked, check_tracks
from reviews.rules.circulation import Addressee, addressees, check_circulation
from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.rating_meetings import ballot_papers, check_bundle, check_rating_item, rating_agenda
from tests.rules.district import C, K, R
from tests.rules.province import Province

P0, P1 = load_preset("p0_huyen_2023"), load_preset("p1_tinh_2023")
E, G, D, N = Level
CONFERENCE = date(2023, 12, 27)


def outcome(findings):
    return [(row.code, row.clause, row.severity) for row in findings]


@pytest.fixture
def province():
    """48 members of the executive committee, three of them of the standing committee, and 11 direct committees."""
    found = Province()
    found.posts.clear()
    for number in range(48):
        posts = [(found.executive, R.MEMBER), *([(found.standing, R.MEMBER)] if number < 3 else [])]
        found.person(f"Ủy viên {number}", *posts)
    for number in range(10):
        found.district(f"huyện {number}")
    direct = found.unit(K.GRASSROOTS_PARTY, "Đảng bộ Trường Cao đẳng")
    found.body(direct, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành Đảng bộ Trường Cao đẳng")
    return found


def test_report_goes_to_every_member_and_to_every_direct_committee(province):  # P1-8.1-c
    for kind in (K.COMMUNE_PARTY, K.GRASSROOTS_PARTY):
        below = province.unit(kind, "Đảng bộ cơ sở", parent=province.organizations[-1].id)
        province.body(below, C.STANDING_COMMITTEE, "Ban Thường vụ Đảng ủy xã")
    found = addressees(province.facts, P1)
    assert len(found) == len(set(found)) == 59
    assert sum(row.person_id is not None for row in found) == 48
    names = {row.name for row in found}
    assert {"Ủy viên 47", "Ban Thường vụ huyện 9", "Ban Chấp hành Đảng bộ Trường Cao đẳng"} <= names
    assert "Ban Thường vụ Đảng ủy xã" not in names


def test_report_sent_to_58_of_59_stops_the_conference_naming_who_lacks_it(province):  # P1-8.1-c
    sent: dict[Addressee, date | None] = dict.fromkeys(addressees(province.facts, P1), date(2023, 12, 10))
    (replies,) = check_circulation(sent, replies=40, conference_on=CONFERENCE, plan=P1)
    assert outcome([replies]) == [("circulation.replies", "P1-8.1-c", Severity.INFO)]
    assert "40/59 ý kiến đóng góp (67,8%)" in replies.message
    assert check_circulation(sent, replies=59, conference_on=CONFERENCE, plan=P1) == []
    last = next(reversed(sent))
    for day in (None, CONFERENCE):
        (finding,) = check_circulation({**sent, last: day}, replies=40, conference_on=CONFERENCE, plan=P1)
        assert outcome([finding]) == [("circulation.unsent", "P1-8.1-c", Severity.BLOCK)]
        assert f"58/59 nơi trước hội nghị ngày 27/12/2023; còn thiếu: {last.name}" in finding.message


def test_standing_committee_rates_three_groups_and_executive_committee_one():  # P1-III.4-e
    assert [row.key for row in rating_agenda(C.STANDING_COMMITTEE, P1)] == [
        "direct_bodies",
        "members",
        "standing_committee",
    ]
    assert [row.key for row in rating_agenda(C.EXECUTIVE_COMMITTEE, P1)] == ["province_party"]
    assert rating_agenda(C.CELL_COMMITTEE, P1) == ()


def test_party_organization_of_the_province_on_the_other_agenda_is_warned_of():  # P1-III.4-e
    (finding,) = check_rating_item("province_party", C.STANDING_COMMITTEE, P1)
    assert outcome([finding]) == [("rating.agenda", "P1-III.4-e", Severity.WARN)]
    assert "hội nghị Ban Chấp hành Đảng bộ tỉnh" in finding.message
    assert check_rating_item("province_party", C.EXECUTIVE_COMMITTEE, P1) == []
    assert outcome(check_rating_item("members", C.EXECUTIVE_COMMITTEE, P1)) == [
        ("rating.agenda", "P1-III.4-e", Severity.WARN)
    ]


def test_three_ballots_one_of_them_with_a_line_for_each_of_fifteen_members():  # P1-III.1-c
    members = [f"Đồng chí {number}" for number in range(1, 16)]
    papers = ballot_papers(P1, members=members)
    assert [(paper.item, len(paper.lines)) for paper in papers] == [
        ("members", 15),
        ("standing_committee", 1),
        ("province_party", 1),
    ]
    assert papers[0].lines == tuple(members)
    assert P1.rating_meetings is not None
    assert P1.rating_meetings.ballot_clause == "P1-III.1-c"


def test_bundle_lacks_the_minutes_of_one_of_three_ballots():  # P1-III.1-d
    (finding,) = check_bundle({"members", "province_party"}, P1)
    assert outcome([finding]) == [("bundle.minutes", "P1-III.1-d", Severity.BLOCK)]
    assert "2/3 phiếu biểu quyết" in finding.message
    assert "tập thể Ban Thường vụ Tỉnh ủy" in finding.message
    assert check_bundle({"members", "standing_committee", "province_party"}, P1) == []


@pytest.mark.parametrize(
    ("cadre", "member", "steps"),
    [(D, E, 2), (G, E, 1), (E, G, 1), (G, G, 0), (None, E, 0), (E, None, 0)],
)
def test_two_levels_of_one_person_that_differ_are_pointed_out(cadre, member, steps):  # P1-II.2-b
    findings = check_tracks(name="Lò Thị Mai", cadre=cadre, member=member, plan=P1)
    assert outcome(findings) == ([("tracks.differ", "P1-II.2-b", Severity.WARN)] if steps else [])
    assert all(f"({steps} bậc)" in row.message for row in findings)


def test_person_beside_no_collective_is_pointed_out():  # P1-I.2-a
    assert outcome(check_linked(name="Mai", collectives=0, plan=P1)) == [("person.unlinked", "P1-I.2-a", Severity.WARN)]
    assert check_linked(name="Mai", collectives=1, plan=P1) == []


def test_plan_that_prints_none_of_it_asks_for_none(province):
    assert addressees(province.facts, P0) == []
    assert check_circulation({}, replies=0, conference_on=CONFERENCE, plan=P0) == []
    assert rating_agenda(C.STANDING_COMMITTEE, P0) == ()
    assert check_rating_item("members", C.EXECUTIVE_COMMITTEE, P0) == []
    assert ballot_papers(P0, members=["An"]) == []
    assert check_bundle((), P0) == []
    assert check_tracks(name="An", cadre=D, member=E, plan=P0) == []
    assert check_linked(name="An", collectives=0, plan=P0) == []


@pytest.mark.parametrize(
    ("part", "value", "path"),
    [
        ("circulation", {"clause": "P1-9"}, "circulation.clause"),
        ("rating_meetings", {"meetings": {"village": {}}}, "rating_meetings.meetings.village"),
        (
            "rating_meetings",
            {"meetings": {"executive_committee": {"items": {"members": {"title": "Ủy viên"}}}}},
            "rating_meetings.meetings",
        ),
        ("ties", {"cadre_and_member": {"severity": "never"}}, "ties.cadre_and_member.severity"),
    ],
)
def test_wrong_value_of_these_parts_is_refused_at_its_place(part, value, path):
    with pytest.raises(PlanError) as caught:
        P1.with_overrides({part: value})
    assert caught.value.path == path
