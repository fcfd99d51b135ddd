"""The province plan of 2023: who is reviewed, where, and who decides (P1 II.1, II.5, II.8)."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.plan import load_preset
from reviews.rules.subjects import derive_subjects
from reviews.rules.vocabulary import Activity, AuthorityKind, CollectiveKind, SubjectKind, Tier, Track, VenueKind
from tests.rules.district import C, K, R, named, of_clause
from tests.rules.province import TINH_UY, Province

DAY = date(2023, 12, 1)
P1 = load_preset("p1_tinh_2023")


def derived(province):
    return derive_subjects(province.facts, P1, DAY)


def agency(province, name="Sở Y tế", kind=K.DEPARTMENT, body=C.AGENCY_LEADERSHIP, **more):
    unit = province.unit(kind, name, **more)
    return unit, province.body(unit, body, f"Lãnh đạo {name}")


def test_standing_committee_and_party_organization_of_the_province_rate_themselves():  # P1-II.5-e, P1-II.5-f, P1-II.5-h
    found = derived(Province())
    (standing,) = of_clause(found, "P1-II.5-d")
    (whole,) = of_clause(found, "P1-II.5-f")
    assert (standing.name, standing.authority_kind, standing.authority_clause) == (
        "Ban Thường vụ Tỉnh ủy",
        AuthorityKind.SELF_RATED,
        "P1-II.5-e",
    )
    assert (whole.collective_kind, whole.authority_kind) == (C.EXECUTIVE_COMMITTEE, AuthorityKind.SELF_RATED)


@pytest.mark.parametrize(
    ("kind", "body", "name"),
    [
        (K.DISTRICT_PARTY, C.STANDING_COMMITTEE, "Đảng bộ huyện A"),
        (K.GRASSROOTS_PARTY, C.EXECUTIVE_COMMITTEE, "Đảng bộ Trường Cao đẳng"),
        (K.PARTY_DELEGATION, C.BOARD_LEADERSHIP, "Đảng đoàn HĐND tỉnh"),
        (K.PARTY_AFFAIRS_COMMITTEE, C.BOARD_LEADERSHIP, "Ban cán sự Đảng UBND tỉnh"),
    ],
)
def test_direct_party_bodies_are_rated_by_the_standing_committee_of_the_province(kind, body, name):  # P1-II.5-h
    province = Province()
    agency(province, name, kind, body)
    subject = named(derived(province), f"Lãnh đạo {name}")
    assert (subject.authority_id, subject.authority_kind) == (TINH_UY, AuthorityKind.OWN)
    assert (subject.clause, subject.authority_clause) == ("P1-II.1-a", "P1-II.5-h")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (K.ADVISORY_BOARD, C.BOARD_LEADERSHIP),
        (K.COUNCIL, C.COUNCIL_PERMANENT_BOARD),
        (K.PEOPLES_COMMITTEE, C.PEOPLES_COMMITTEE_LEADERSHIP),
        (K.FATHERLAND_FRONT, C.FRONT_STANDING_BOARD),
        (K.MASS_ORGANIZATION, C.MASS_STANDING_COMMITTEE),
        (K.DEPARTMENT, C.AGENCY_LEADERSHIP),
        (K.PUBLIC_SERVICE_UNIT, C.AGENCY_LEADERSHIP),
    ],
)
def test_other_managed_bodies_of_the_province_are_rated_under_the_heading_of_8_2(kind, body):  # P1-8.2-b
    province = Province()
    agency(province, "cơ quan", kind, body)
    subject = named(derived(province), "Lãnh đạo cơ quan")
    assert subject.authority_clause == "P1-8.2-b"
    assert subject.authority_id == TINH_UY


def test_bodies_below_the_province_belong_to_the_plans_of_their_own_committees():  # P1-III.3-a
    province = Province()
    district = province.district("huyện A")
    agency(
        province, "UBND huyện", K.PEOPLES_COMMITTEE, C.PEOPLES_COMMITTEE_LEADERSHIP, tier=Tier.DISTRICT, parent=district
    )
    commune = province.unit(K.COMMUNE_PARTY, "Đảng bộ xã", tier=Tier.COMMUNE, parent=district)
    province.body(commune, C.STANDING_COMMITTEE, "Ban Thường vụ Đảng ủy xã")
    province.cell(parent=commune)
    names = [subject.name for subject in derived(province).subjects]
    assert names == ["Ban Thường vụ Tỉnh ủy", "Ban Chấp hành Đảng bộ tỉnh", "Ban Thường vụ huyện A"]


def test_person_who_leads_and_is_a_member_has_one_dossier_and_two_ratings():  # P1-II.1-a
    province = Province()
    _unit, body = agency(province)
    province.person("Lò Thị Mai", (body, R.HEAD), (province.executive, R.MEMBER), cell=province.cell())
    (subject,) = derived(province).people
    assert subject.tracks == (Track.CADRE, Track.MEMBER)
    assert (subject.kind, subject.clause) == (SubjectKind.PERSON, "P1-II.1-a")


def test_member_of_the_standing_committee_is_reviewed_in_cell_agency_and_standing_committee():  # P1-8.1-e
    province = Province()
    _unit, board = agency(province, "Ban Tổ chức Tỉnh ủy", K.ADVISORY_BOARD, C.BOARD_LEADERSHIP)
    cell = province.cell()
    province.person("Hà Văn Sơn", (province.standing, R.MEMBER), (board, R.HEAD), cell=cell)
    subject = named(derived(province), "Hà Văn Sơn")
    places = [(venue.kind, venue.collective_id or venue.cell_id, venue.clause) for venue in subject.venues]
    assert places == [
        (VenueKind.COLLECTIVE, province.standing, "P1-8.1-e"),
        (VenueKind.COLLECTIVE, board, "P1-8.1-e"),
        (VenueKind.CELL, cell, "P1-8.1-e"),
    ]
    assert (subject.authority_kind, subject.authority_id) == (AuthorityKind.OWN, TINH_UY)
    assert subject.authority_clause == "P1-II.5-e"


def test_head_of_a_department_is_rated_by_the_standing_committee_without_any_printed_venue():  # P1-8.2-b
    province = Province()
    _unit, body = agency(province)
    cell = province.cell()
    province.person("Nông Thị Hoa", (body, R.HEAD), cell=cell)
    subject = named(derived(province), "Nông Thị Hoa")
    assert [venue.collective_id or venue.cell_id for venue in subject.venues] == [body, cell]
    assert {venue.clause for venue in subject.venues} == {""}
    assert subject.authority_clause == "P1-8.2-b"
    assert P1.reference(subject.authority_clause).section == "II.8.2"


def test_collective_is_reviewed_by_itself_and_the_plan_prints_no_clause_for_it():
    (subject,) = of_clause(derived(Province()), "P1-II.5-d")
    (venue,) = subject.venues
    assert (venue.collective_id, venue.clause) == (subject.collective_id, "")


@pytest.mark.parametrize(
    ("activity", "admitted_on", "exempt"),
    [
        (Activity.EXEMPT, date(2005, 1, 1), True),
        (Activity.SUSPENDED, date(2005, 1, 1), True),
        (Activity.ACTIVE, date(2023, 6, 2), True),
        (Activity.ACTIVE, date(2023, 6, 1), False),
    ],
)
def test_exemptions_are_the_nations_because_the_plan_prints_none(activity, admitted_on, exempt):
    province = Province()
    _unit, body = agency(province)
    province.person("Vàng A Páo", (body, R.DEPUTY), cell=province.cell(), activity=activity, admitted_on=admitted_on)
    assert [subject.name for subject in derived(province).exempt] == (["Vàng A Páo"] if exempt else [])
    assert P1.exemptions.review_reference.document == P1.regime.document


def test_gap_of_supervision_cites_the_assignment_of_the_standing_committee():  # P1-II.7-a
    province = Province()
    agency(province, "Đảng bộ huyện B", K.DISTRICT_PARTY, C.STANDING_COMMITTEE, supervisor_id=None)
    province.district("huyện A")
    found = [row for row in derived(province).findings if row.code == "roster.no_supervisor"]
    assert [(row.clause, "Đảng bộ huyện B" in row.message) for row in found] == [("P1-II.7-a", True)]


def test_province_without_standing_committee_cannot_start():
    province = Province()
    province.collectives.clear()
    clauses = {row.clause for row in derived(province).findings if row.code == "roster.no_collective" and row.blocks}
    assert clauses == {"P1-II.5-d", "P1-II.5-f"}
    assert CollectiveKind.WHOLE_CELL not in {row.kind for row in P1.collectives}
