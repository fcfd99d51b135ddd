"""Who is reviewed, where and by whom is decided under P2: II.2, IV.1, VI.1.a."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviews.rules.calculators import eligible
from reviews.rules.findings import Severity
from reviews.rules.order import check_invitation
from reviews.rules.plan import load_preset
from reviews.rules.subjects import derive_subjects
from reviews.rules.vocabulary import Activity, Attendance, AuthorityKind, Tier, VenueKind
from tests.rules.commune import XA, Commune
from tests.rules.district import TINH, C, K, R, named, of_clause

P2 = load_preset("p2_xa_2025")
DAY = date(2025, 12, 15)


def derived(commune):
    return derive_subjects(commune.facts, P2, DAY)


def codes(found, name=""):
    return [row.code for row in found.findings if name in row.message]


def town():
    """One unit of each of the seven printed groups; the first has two bodies."""
    commune = Commune()
    inspection = commune.unit(K.ADVISORY_BOARD, "Ủy ban Kiểm tra Đảng ủy")
    commune.body(inspection, C.BOARD_LEADERSHIP, "Ủy ban Kiểm tra Đảng ủy")
    commune.body(commune.unit(K.COUNCIL, "HĐND xã"), C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND xã")
    office = commune.unit(K.PEOPLES_COMMITTEE, "UBND xã")
    commune.body(office, C.PEOPLES_COMMITTEE_LEADERSHIP, "Lãnh đạo UBND xã")
    center = commune.unit(K.PUBLIC_SERVICE_UNIT, "Trung tâm Chính trị xã")
    commune.body(center, C.AGENCY_LEADERSHIP, "Lãnh đạo Trung tâm Chính trị xã")
    commune.body(commune.unit(K.FATHERLAND_FRONT, "MTTQ xã"), C.FRONT_STANDING_BOARD, "Ban Thường trực MTTQ xã")
    school = commune.unit(K.PUBLIC_SERVICE_UNIT, "Trường Tiểu học", parent=office)
    commune.body(school, C.AGENCY_LEADERSHIP, "Lãnh đạo Trường Tiểu học")
    commune.hamlet_cell()
    return commune


def test_each_of_the_seven_groups_gives_its_collectives():
    """P2-II.2-a: one unit in each group and two bodies in the first make eight reports."""
    found = derived(town()).collectives
    assert [row.name for row in found] == [
        "Ban Thường vụ Đảng ủy",
        "Ủy ban Kiểm tra Đảng ủy",
        "Thường trực HĐND xã",
        "Lãnh đạo UBND xã",
        "Ban Thường trực MTTQ xã",
        "Lãnh đạo Trung tâm Chính trị xã",
        "Lãnh đạo Trường Tiểu học",
        "Chi ủy Chi bộ thôn 1",
    ]
    clauses = {row.clause for row in found}
    assert clauses == {"P2-II.2-a", "P2-II.2-b", "P2-II.2-c"}
    assert {row.form_code for row in found} == {"mau_01"}


def test_mass_organizations_and_grassroots_committees_of_agencies_are_reviewed_too():
    """P2-II.2-a, groups five and seven."""
    commune = Commune()
    commune.body(commune.unit(K.MASS_ORGANIZATION, "Hội Nông dân xã"), C.MASS_STANDING_COMMITTEE, "BCH Hội Nông dân")
    agency = commune.unit(K.GRASSROOTS_PARTY, "Đảng bộ các cơ quan Đảng", tier=Tier.GRASSROOTS)
    commune.body(agency, C.EXECUTIVE_COMMITTEE, "BCH Đảng bộ các cơ quan Đảng")
    cell = commune.unit(K.PARTY_CELL, "Chi bộ Văn phòng", tier=Tier.CELL, parent=agency)
    commune.body(cell, C.CELL_COMMITTEE, "Chi ủy Văn phòng")
    names = [row.name for row in of_clause(derived(commune), "P2-II.2-a")]
    assert names == ["Ban Thường vụ Đảng ủy", "BCH Hội Nông dân", "BCH Đảng bộ các cơ quan Đảng"]


def test_permanent_board_is_chair_vice_chairs_and_heads_of_committees_not_their_deputies():
    """P2-II.2-b: four members; the committees' deputies hold no post in the board."""
    commune = Commune()
    council = commune.unit(K.COUNCIL, "HĐND xã")
    board = commune.body(council, C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND xã", members=0)
    cell = commune.hamlet_cell()
    commune.person("Chủ tịch", (board, R.HEAD), cell=cell)
    commune.person("Phó Chủ tịch", (board, R.DEPUTY), cell=cell)
    for number in (1, 2):
        committee = commune.unit(K.DEPARTMENT, f"Ban {number}", parent=council)
        body = commune.body(committee, C.AGENCY_LEADERSHIP, f"Lãnh đạo Ban {number}", members=0)
        commune.person(f"Trưởng Ban {number}", (board, R.MEMBER), (body, R.HEAD), cell=cell)
        commune.person(f"Phó Ban {number}", (body, R.DEPUTY), cell=cell)
    found = derived(commune)
    (subject,) = of_clause(found, "P2-II.2-b")
    assert subject.reason == "Thường trực Hội đồng nhân dân (Chủ tịch, Phó Chủ tịch và các Trưởng Ban)"
    at_board = [
        row.name for row in found.people if any(place.collective_id == subject.collective_id for place in row.venues)
    ]
    assert at_board == ["Chủ tịch", "Phó Chủ tịch"]
    assert not [row for row in found.collectives if row.name.startswith("Lãnh đạo Ban")]


def test_plain_member_of_the_peoples_committee_is_not_of_its_leadership():
    """P2-II.2-c: chair and vice-chairs only."""
    commune = Commune()
    office = commune.unit(K.PEOPLES_COMMITTEE, "UBND xã")
    body = commune.body(office, C.PEOPLES_COMMITTEE_LEADERSHIP, "Lãnh đạo UBND xã", members=0)
    cell = commune.hamlet_cell()
    commune.person("Chủ tịch", (body, R.HEAD), cell=cell)
    commune.person("Phó Chủ tịch", (body, R.DEPUTY), cell=cell)
    assert "roster.not_in_body" not in codes(derived(commune))
    commune.person("Ủy viên", (body, R.MEMBER), cell=cell)
    (finding,) = [row for row in derived(commune).findings if row.code == "roster.not_in_body"]
    assert (finding.severity, finding.clause) == (Severity.WARN, "P2-II.2-c")
    assert "không gồm 1 người" in finding.message


@pytest.mark.parametrize(
    ("admitted", "activity", "rated", "words"),
    [
        (date(2025, 6, 15), Activity.ACTIVE, True, ""),
        (date(2025, 6, 16), Activity.ACTIVE, False, "chưa đủ 06 tháng"),
        (date(2005, 5, 19), Activity.EXEMPT, False, "miễn công tác"),
        (date(2005, 5, 19), Activity.SUSPENDED, False, "đình chỉ"),
    ],
)
def test_exempt_suspended_and_new_members_are_neither_reviewed_nor_rated(admitted, activity, rated, words):
    """P2-II.2-d: 15/06 is six months on 15/12, 16/06 is not yet; the exemption covers review and rating."""
    answer = eligible(P2, {"name": "An", "activity": activity, "admitted_on": admitted}, on=DAY)
    assert (answer.facts["reviewed"], answer.facts["rated"]) == (rated, rated)
    assert [row.clause for row in answer.findings] == ([] if rated else ["P2-II.2-d", "P2-II.2-d"])
    assert all(words in row.message for row in answer.findings)
    commune = Commune()
    commune.member("An", commune.hamlet_cell(), admitted_on=admitted, activity=activity)
    assert named(derived(commune), "An").is_included is rated


def test_every_member_of_the_commune_is_reviewed_without_any_post():
    """P2-II.2-d: "Đảng viên trong toàn Đảng bộ xã", not only whom the committee manages."""
    commune = Commune()
    cell = commune.hamlet_cell()
    commune.member("Nông dân", cell)
    subject = named(derived(commune), "Nông dân")
    assert (subject.clause, subject.form_code) == ("P2-II.2-d", "mau_02_khong_chuc_vu")
    assert (subject.rated_as_member, subject.rated_as_cadre) == (True, False)
    assert subject.reason == "Đảng viên của Đảng bộ"
    assert "roster.no_workplace" not in codes(derived(commune))


def test_leader_of_a_hamlet_gets_the_leaders_form():
    """P2-II.2-e: leaders of the commune and of its hamlets."""
    commune = Commune()
    cell = commune.hamlet_cell()
    hamlet = commune.unit(K.DEPARTMENT, "Thôn 1", tier=Tier.GRASSROOTS)
    body = commune.body(hamlet, C.AGENCY_LEADERSHIP, "Lãnh đạo thôn 1", members=0)
    commune.person("Trưởng thôn", (body, R.HEAD), cell=cell)
    secretary = next(row.id for row in commune.collectives if row.organization_id == cell)
    commune.person("Bí thư chi bộ", (secretary, R.HEAD), cell=cell)
    commune.person("Chi ủy viên", (secretary, R.MEMBER), cell=cell)
    found = derived(commune)
    for name in ("Trưởng thôn", "Bí thư chi bộ"):
        subject = named(found, name)
        assert (subject.clause, subject.form_code, subject.rated_as_cadre) == ("P2-II.2-e", "mau_02", True)
    assert named(found, "Chi ủy viên").form_code == "mau_02_khong_chuc_vu"
    assert "roster.no_workplace" not in codes(found)


def test_leader_without_leadership_body_is_shown():
    commune = Commune()
    cell = commune.hamlet_cell()
    commune.person("Phó Bí thư", (commune.executive, R.DEPUTY), cell=cell)
    alone = commune.unit(K.COUNCIL, "HĐND xã")
    commune.person("Ủy viên", (commune.body(alone, C.WHOLE_CELL, "Tập thể", members=0), R.MEMBER), cell=cell)
    found = derived(commune)
    assert codes(found, "Phó Bí thư") == []
    (finding,) = [row for row in found.findings if row.code == "roster.no_workplace"]
    assert (finding.severity, finding.clause) == (Severity.WARN, "P2-IV.1-f")
    assert finding.message.startswith("Ủy viên ")


def test_who_is_no_party_member_is_listed_under_the_decree_and_not_reviewed():
    """P2-II.2-f: no self-review is opened, and no missing cell is held against anybody."""
    commune = Commune()
    office = commune.unit(K.PEOPLES_COMMITTEE, "UBND xã")
    commune.person("Viên chức", managed=False, workplace=office, admitted_on=None)
    commune.person("Đảng viên không chi bộ", managed=False, workplace=office)
    commune.person("Viên chức của tỉnh", managed=False, workplace=TINH, admitted_on=None)
    commune.person("Không rõ nơi làm việc", managed=False, workplace=None, admitted_on=None)
    found = derived(commune)
    subject = named(found, "Viên chức")
    assert (subject.is_included, subject.clause) == (False, "P2-II.2-f")
    assert subject.reason == "Chưa là đảng viên: đánh giá, xếp loại theo Nghị định của Chính phủ"
    assert not subject.rated_as_member
    assert codes(found, "Viên chức") == []
    assert [row.name for row in found.people] == ["Viên chức"]


def test_collective_is_reviewed_at_its_own_level():
    """P2-IV.1-d: the cell's committee in its own meeting, never before the commune's standing committee."""
    commune = Commune()
    commune.hamlet_cell()
    (subject,) = [row for row in derived(commune).collectives if row.name == "Chi ủy Chi bộ thôn 1"]
    (venue,) = subject.venues
    assert (venue.collective_id, venue.clause) == (subject.collective_id, "P2-IV.1-d")
    assert venue.collective_id != commune.standing


def test_member_has_one_cell_that_of_his_official_membership():
    """P2-IV.1-e: official at A, temporary at B: A only."""
    commune = Commune()
    a, b = commune.hamlet_cell("Chi bộ A"), commune.hamlet_cell("Chi bộ B")
    person = commune.member("An", a)
    commune.memberships.append(replace(commune.memberships[-1], cell_id=b, attendance=Attendance.TEMPORARY))
    assert commune.memberships[-1].person_id == person
    (venue,) = named(derived(commune), "An").venues
    assert (venue.kind, venue.cell_id, venue.clause) == (VenueKind.CELL, a, "P2-IV.1-e")


def test_holder_of_several_posts_has_two_places_the_workplace_and_the_cell():
    """P2-IV.1-f: two places are made, whatever the number of posts; the plan prints no most."""
    commune = Commune()
    cell = commune.hamlet_cell()
    office = commune.unit(K.PEOPLES_COMMITTEE, "UBND xã")
    body = commune.body(office, C.PEOPLES_COMMITTEE_LEADERSHIP, "Lãnh đạo UBND xã", members=0)
    front = commune.body(commune.unit(K.FATHERLAND_FRONT, "MTTQ xã"), C.FRONT_STANDING_BOARD, "Ban Thường trực MTTQ")
    posts = ((commune.standing, R.MEMBER), (body, R.HEAD), (front, R.MEMBER))
    commune.person("Chủ tịch", *posts, cell=cell, workplace=office)
    venues = named(derived(commune), "Chủ tịch").venues
    assert [(row.kind, row.collective_id or row.cell_id, row.clause) for row in venues] == [
        (VenueKind.COLLECTIVE, body, "P2-IV.1-f"),
        (VenueKind.CELL, cell, "P2-IV.1-f"),
    ]
    assert P2.venues.most is None


def test_commune_decides_on_its_own_and_only_proposes_for_whom_the_province_manages():
    """P2-VI.1.a-d: Bí thư and whoever the province manages are external, a hamlet's head is the commune's."""
    commune = Commune()
    cell = commune.hamlet_cell()
    hamlet = commune.body(
        commune.unit(K.DEPARTMENT, "Thôn 1", tier=Tier.GRASSROOTS), C.AGENCY_LEADERSHIP, "Lãnh đạo thôn 1", members=0
    )
    council = commune.body(commune.unit(K.COUNCIL, "HĐND xã"), C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND xã")
    commune.person("Bí thư", (commune.standing, R.HEAD), cell=cell)
    commune.province_managed("Chủ tịch HĐND", (council, R.HEAD), cell=cell)
    commune.person("Trưởng thôn", (hamlet, R.HEAD), cell=cell)
    found = derived(commune)
    kinds = {name: named(found, name).authority_kind for name in ("Bí thư", "Chủ tịch HĐND", "Trưởng thôn")}
    assert kinds == {
        "Bí thư": AuthorityKind.EXTERNAL,
        "Chủ tịch HĐND": AuthorityKind.EXTERNAL,
        "Trưởng thôn": AuthorityKind.OWN,
    }
    assert named(found, "Chủ tịch HĐND").authority_id == TINH
    assert named(found, "Trưởng thôn").authority_id == XA
    assert {row.authority_clause for row in found.people} == {"P2-VI.1.a-d"}
    standing = named(found, "Ban Thường vụ Đảng ủy")
    assert (standing.authority_kind, standing.authority_clause) == (AuthorityKind.EXTERNAL, "P2-VI.1.a-d")


def test_collective_without_head_has_nobody_to_direct_its_report():
    """P2-IV.1-a."""
    commune = Commune()
    commune.body(commune.unit(K.COUNCIL, "HĐND xã"), C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND xã", members=0)
    (finding,) = [row for row in derived(commune).findings if row.code == "roster.no_head"]
    assert (finding.severity, finding.clause) == (Severity.WARN, "P2-IV.1-a")


def test_place_without_assignee_is_a_gap_and_he_is_invited():
    """P2-VI.1.a-b."""
    commune = Commune()
    commune.unit(K.PARTY_CELL, "Chi bộ thôn 9", tier=Tier.CELL, supervisor_id=None, id=500)
    commune.body(500, C.CELL_COMMITTEE, "Chi ủy thôn 9")
    (finding,) = [row for row in derived(commune).findings if row.code == "roster.no_supervisor"]
    assert (finding.clause, "Chi bộ thôn 9" in finding.message) == ("P2-VI.1.a-b", True)
    (uninvited,) = check_invitation(
        unit_name="UBND xã", supervisor_name="An", supervisor_invited=False, board_representatives=0, plan=P2
    )
    assert (uninvited.code, uninvited.clause, uninvited.blocks) == ("meeting.supervisor", "P2-VI.1.a-b", True)
