"""Who is reviewed, where and by whom is decided: P0 1.1, 1.2, 2.2, 5.1, 5.2."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.findings import Severity
from reviews.rules.subjects import derive_subjects, focus_of
from reviews.rules.vocabulary import (
    Activity,
    Attendance,
    AuthorityKind,
    CollectiveKind,
    MemberStatus,
    OrganizationKind,
    PostSide,
    Tier,
    Track,
    VenueKind,
)
from tests.rules.district import HUYEN, TINH, C, District, K, R, named, of_clause

DAY = date(2023, 11, 8)


def codes(derived):
    return {finding.code for finding in derived.findings}


def test_standing_committee_of_the_issuer_is_one_subject_and_rates_itself(plan):
    (subject,) = of_clause(derive_subjects(District().facts, plan, DAY), "P0-1.1-a")
    assert subject.name == "Ban Thường vụ Huyện ủy"
    assert subject.authority_kind is AuthorityKind.SELF_RATED
    assert subject.authority_id == HUYEN
    assert subject.form_code == "mau_01"
    assert subject.tracks == (Track.COLLECTIVE,)


def test_issuer_without_standing_committee_is_a_blocking_finding(plan):
    district = District()
    district.collectives.clear()
    derived = derive_subjects(district.facts, plan, DAY)
    assert of_clause(derived, "P0-1.1-a") == []
    (finding,) = [row for row in derived.findings if row.code == "roster.no_collective"]
    assert finding.severity is Severity.BLOCK
    assert finding.clause == "P0-1.1-a"


@pytest.mark.parametrize(
    ("kind", "body", "count", "clause"),
    [
        (K.ADVISORY_BOARD, C.BOARD_LEADERSHIP, 5, "P0-1.1-b"),
        (K.FATHERLAND_FRONT, C.FRONT_STANDING_BOARD, 1, "P0-1.1-d"),
        (K.MASS_ORGANIZATION, C.MASS_STANDING_COMMITTEE, 5, "P0-1.1-d"),
        (K.DEPARTMENT, C.AGENCY_LEADERSHIP, 12, "P0-1.1-e"),
    ],
)
def test_each_body_of_the_district_has_its_own_dossier(plan, kind, body, count, clause):
    district = District()
    for number in range(count):
        district.body(district.unit(kind, f"Đơn vị {number}"), body, f"Tập thể {number}")
    found = of_clause(derive_subjects(district.facts, plan, DAY), clause)
    assert len(found) == count
    assert {subject.authority_id for subject in found} == {HUYEN}
    assert {subject.authority_kind for subject in found} == {AuthorityKind.OWN}
    assert {subject.authority_clause for subject in found} == {"P0-5.1-a"}


def test_council_and_peoples_committee_are_two_dossiers(plan):
    district = District()
    district.body(district.unit(K.COUNCIL, "HĐND huyện"), C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND huyện")
    district.body(
        district.unit(K.PEOPLES_COMMITTEE, "UBND huyện"), C.PEOPLES_COMMITTEE_LEADERSHIP, "Lãnh đạo UBND huyện"
    )
    found = of_clause(derive_subjects(district.facts, plan, DAY), "P0-1.1-c")
    assert [subject.name for subject in found] == ["Thường trực HĐND huyện", "Lãnh đạo UBND huyện"]


def test_school_under_a_department_is_no_subject(plan):
    district = District()
    office = district.unit(K.DEPARTMENT, "Phòng Giáo dục và Đào tạo")
    district.body(office, C.AGENCY_LEADERSHIP, "Lãnh đạo Phòng Giáo dục và Đào tạo")
    school = district.unit(K.PUBLIC_SERVICE_UNIT, "Trường Tiểu học", parent=office)
    district.body(school, C.AGENCY_LEADERSHIP, "Lãnh đạo Trường Tiểu học")
    assert [row.name for row in of_clause(derive_subjects(district.facts, plan, DAY), "P0-1.1-e")] == [
        "Lãnh đạo Phòng Giáo dục và Đào tạo"
    ]


def test_grassroots_committee_is_its_standing_committee_or_its_executive_committee_never_both(plan):
    district = District()
    with_standing = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã A", tier=Tier.COMMUNE)
    district.body(with_standing, C.STANDING_COMMITTEE, "Ban Thường vụ A")
    district.body(with_standing, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành A")
    without = district.unit(K.GRASSROOTS_PARTY, "Đảng bộ cơ quan B", tier=Tier.GRASSROOTS)
    district.body(without, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành B")
    emptied = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã D", tier=Tier.COMMUNE)
    district.body(emptied, C.STANDING_COMMITTEE, "Ban Thường vụ D", members=0)
    district.body(emptied, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành D")
    found = of_clause(derive_subjects(district.facts, plan, DAY), "P0-1.1-f")
    assert [row.name for row in found] == ["Ban Thường vụ A", "Ban Chấp hành B", "Ban Chấp hành D"]


def test_cell_without_committee_is_reviewed_as_a_whole_even_where_the_roster_lacks_the_body(plan):
    district = District()
    commune = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã A", tier=Tier.COMMUNE)
    district.body(commune, C.STANDING_COMMITTEE, "Ban Thường vụ A")
    bare = district.unit(K.PARTY_CELL, "Chi bộ thôn 1", tier=Tier.CELL, parent=commune)
    with_committee = district.unit(K.PARTY_CELL, "Chi bộ thôn 2", tier=Tier.CELL, parent=commune)
    committee = district.body(with_committee, C.CELL_COMMITTEE, "Chi ủy thôn 2", members=3)
    found = {row.unit_id: row for row in of_clause(derive_subjects(district.facts, plan, DAY), "P0-1.1-g")}
    assert found[bare].collective_id is None
    assert found[bare].collective_kind is CollectiveKind.WHOLE_CELL
    assert [(venue.kind, venue.cell_id) for venue in found[bare].venues] == [(VenueKind.CELL, bare)]
    assert found[with_committee].collective_id == committee


def test_cell_under_a_grassroots_committee_is_rated_by_it_and_a_grassroots_cell_by_the_issuer(plan):
    district = District()
    commune = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã A", tier=Tier.COMMUNE)
    district.body(commune, C.STANDING_COMMITTEE, "Ban Thường vụ A")
    below = district.unit(K.PARTY_CELL, "Chi bộ thôn 1", tier=Tier.CELL, parent=commune)
    district.body(below, C.CELL_COMMITTEE, "Chi ủy thôn 1")
    grassroots = district.cell("Chi bộ cơ sở")
    rows = of_clause(derive_subjects(district.facts, plan, DAY), "P0-1.1-g")
    assert {row.unit_id: row.authority_id for row in rows} == {below: commune, grassroots: HUYEN}
    assert {row.authority_clause for row in rows} == {"P0-5.1-a"}


def test_commune_council_and_peoples_committee_are_rated_by_those_of_the_district_under_delegation(plan):
    district = District()
    council = district.unit(K.COUNCIL, "HĐND huyện")
    committee = district.unit(K.PEOPLES_COMMITTEE, "UBND huyện")
    commune = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã A", tier=Tier.COMMUNE)
    for kind, body, name in (
        (K.COUNCIL, C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND xã A"),
        (K.PEOPLES_COMMITTEE, C.PEOPLES_COMMITTEE_LEADERSHIP, "UBND xã A"),
    ):
        district.body(district.unit(kind, name, tier=Tier.COMMUNE, parent=commune), body, name)
    found = of_clause(derive_subjects(district.facts, plan, DAY), "P0-5.1-c")
    assert [(row.name, row.authority_id, row.authority_kind) for row in found] == [
        ("Thường trực HĐND xã A", council, AuthorityKind.DELEGATED),
        ("UBND xã A", committee, AuthorityKind.DELEGATED),
    ]


def test_collective_is_reviewed_at_its_own_level(plan):
    (subject,) = of_clause(derive_subjects(District().facts, plan, DAY), "P0-1.1-a")
    (venue,) = subject.venues
    assert (venue.kind, venue.collective_id, venue.clause) == (VenueKind.COLLECTIVE, subject.collective_id, "P0-2.1-a")


def office(district, name="Phòng Nội vụ", **more):
    unit = district.unit(OrganizationKind.DEPARTMENT, name, **more)
    return unit, district.body(unit, C.AGENCY_LEADERSHIP, f"Lãnh đạo {name}")


def test_three_managed_posts_are_one_dossier_and_an_ordinary_member_has_none(plan):
    district = District()
    unit, body = office(district)
    _unit, other = office(district, "Phòng Tư pháp")
    cell = district.cell()
    district.person("Lò Thị Mai", (body, R.HEAD), (other, R.DEPUTY), (district.executive, R.MEMBER), cell=cell)
    district.person("Hà Văn Sơn", (body, R.MEMBER), cell=cell, managed=False)
    derived = derive_subjects(district.facts, plan, DAY)
    (subject,) = derived.people
    assert subject.name == "Lò Thị Mai"
    assert len(subject.posts) == 3
    assert subject.clause == "P0-1.2-a"
    assert subject.unit_id == unit
    assert subject.form_code == "mau_02"


def test_member_of_the_standing_committee_is_reviewed_there_in_each_body_and_in_the_cell(plan):
    district = District()
    _unit, body = office(district)
    council = district.body(district.unit(K.COUNCIL, "HĐND huyện"), C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND huyện")
    cell = district.cell()
    district.person("An", (district.standing, R.MEMBER), (body, R.HEAD), (council, R.MEMBER), cell=cell)
    subject = named(derive_subjects(district.facts, plan, DAY), "An")
    assert [venue.collective_id or venue.cell_id for venue in subject.venues] == [
        district.standing,
        body,
        council,
        cell,
    ]
    assert {venue.clause for venue in subject.venues} == {"P0-2.2-a"}


def test_other_cadre_is_reviewed_at_the_workplace_and_in_the_cell_only(plan):
    district = District()
    _unit, other = office(district, "Phòng Tư pháp")
    unit, body = office(district)
    cell = district.cell()
    district.person(
        "Bình", (other, R.HEAD), (body, R.MEMBER), (district.executive, R.MEMBER), cell=cell, workplace=unit
    )
    subject = named(derive_subjects(district.facts, plan, DAY), "Bình")
    assert [(venue.kind, venue.collective_id or venue.cell_id) for venue in subject.venues] == [
        (VenueKind.COLLECTIVE, body),
        (VenueKind.CELL, cell),
    ]
    assert {venue.clause for venue in subject.venues} == {"P0-2.2-b"}


def test_unit_led_by_one_head_holds_the_key_cadre_conference_instead(plan):
    district = District()
    _unit, body = office(district, "Thanh tra huyện", head_regime=True)
    district.person("Chi", (body, R.HEAD), cell=district.cell())
    subject = named(derive_subjects(district.facts, plan, DAY), "Chi")
    assert [venue.kind for venue in subject.venues] == [VenueKind.KEY_CADRES, VenueKind.CELL]
    assert subject.venues[0].clause == "P0-2.2-c"


def test_member_of_a_committee_that_stands_in_is_reviewed_before_it(plan):
    district = District()
    party = district.unit(K.GRASSROOTS_PARTY, "Đảng bộ cơ quan", tier=Tier.GRASSROOTS)
    executive = district.body(party, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành")
    district.person("Dung", (executive, R.DEPUTY), cell=district.cell())
    subject = named(derive_subjects(district.facts, plan, DAY), "Dung")
    assert subject.venues[0].collective_id == executive


@pytest.mark.parametrize(
    ("role", "kind", "authority", "clause"),
    [
        (R.HEAD, AuthorityKind.EXTERNAL, TINH, "P0-5.2-a"),
        (R.DEPUTY, AuthorityKind.DELEGATED, HUYEN, "P0-5.2-a"),
        (R.MEMBER, AuthorityKind.OWN, HUYEN, "P0-5.2-d"),
    ],
)
def test_secretary_is_rated_above_and_deputy_under_delegation(plan, role, kind, authority, clause):
    district = District()
    district.person("Giang", (district.standing, role), cell=district.cell(), managed=False)
    subject = named(derive_subjects(district.facts, plan, DAY), "Giang")
    assert (subject.authority_kind, subject.authority_id, subject.authority_clause) == (kind, authority, clause)


def test_secretary_who_chairs_the_council_stays_with_the_superior(plan):
    district = District()
    council = district.body(district.unit(K.COUNCIL, "HĐND huyện"), C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND huyện")
    district.person("Giang", (council, R.HEAD), (district.standing, R.HEAD), cell=district.cell())
    assert named(derive_subjects(district.facts, plan, DAY), "Giang").authority_kind is AuthorityKind.EXTERNAL


@pytest.mark.parametrize(
    ("kind", "body"), [(K.COUNCIL, C.COUNCIL_PERMANENT_BOARD), (K.PEOPLES_COMMITTEE, C.PEOPLES_COMMITTEE_LEADERSHIP)]
)
def test_district_chairs_are_rated_by_the_issuer_under_delegation(plan, kind, body):
    district = District()
    board = district.body(district.unit(kind, "Cơ quan huyện"), body, "Lãnh đạo")
    commune = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã", tier=Tier.COMMUNE)
    below = district.body(district.unit(kind, "Cơ quan xã", tier=Tier.COMMUNE, parent=commune), body, "Lãnh đạo xã")
    cell = district.cell()
    district.person("Chủ tịch huyện", (board, R.HEAD), cell=cell)
    district.person("Chủ tịch xã", (below, R.HEAD), cell=cell)
    derived = derive_subjects(district.facts, plan, DAY)
    assert named(derived, "Chủ tịch huyện").authority_kind is AuthorityKind.DELEGATED
    assert named(derived, "Chủ tịch huyện").authority_clause == "P0-5.2-a"
    assert named(derived, "Chủ tịch xã").authority_kind is AuthorityKind.OWN


def test_member_level_belongs_to_the_grassroots_organization_of_the_official_cell(plan):
    district = District()
    _unit, body = office(district)
    commune = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã", tier=Tier.COMMUNE)
    below = district.unit(K.PARTY_CELL, "Chi bộ thôn", tier=Tier.CELL, parent=commune)
    own = district.cell("Chi bộ cơ sở")
    district.person("Hoa", (body, R.HEAD), cell=below)
    district.person("Khánh", (body, R.DEPUTY), cell=own)
    derived = derive_subjects(district.facts, plan, DAY)
    assert named(derived, "Hoa").member_authority_id == commune
    assert named(derived, "Khánh").member_authority_id == own


def test_cell_secretary_without_any_office_is_rated_as_member_only(plan):
    district = District()
    cell = district.cell("Chi bộ thôn")
    committee = next(row.id for row in district.collectives if row.organization_id == cell)
    _unit, body = office(district)
    district.person("Cụ Lâm", (committee, R.HEAD), cell=cell)
    district.person("Trưởng phòng", (body, R.HEAD), cell=cell, side=PostSide.GOVERNMENT)
    derived = derive_subjects(district.facts, plan, DAY)
    assert named(derived, "Cụ Lâm").tracks == (Track.MEMBER,)
    assert named(derived, "Trưởng phòng").tracks == (Track.CADRE, Track.MEMBER)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"activity": Activity.EXEMPT}, "miễn công tác"),
        ({"activity": Activity.SUSPENDED}, "đình chỉ"),
        ({"admitted_on": date(2023, 7, 19)}, "chưa đủ 06 tháng"),
    ],
)
def test_exempt_person_is_listed_with_reason_and_the_regimes_article(plan, facts, words):
    district = District()
    _unit, body = office(district)
    district.person("Nga", (body, R.DEPUTY), cell=district.cell(), residence=None, **facts)
    derived = derive_subjects(district.facts, plan, DAY)
    (subject,) = derived.exempt
    assert words in subject.reason
    assert [venue.kind for venue in subject.venues] == [VenueKind.COLLECTIVE, VenueKind.CELL], "should he be put in"
    assert subject.rated_as_member
    assert plan.exemptions.review_reference.document.startswith("Quy định số 124-QĐ/TW")
    assert "roster.no_residence" not in codes(derived)


def test_whoever_reaches_six_months_before_the_last_day_is_pointed_out(plan):
    district = District()
    _unit, body = office(district)
    district.person("Oanh", (body, R.DEPUTY), cell=district.cell(), admitted_on=date(2023, 5, 20))
    derived = derive_subjects(district.facts, plan, DAY)
    (finding,) = [row for row in derived.findings if row.code == "roster.soon_eligible"]
    assert "20/11/2023" in finding.message


def test_temporary_member_is_rated_at_the_official_cell_and_probationary_ones_are_reviewed(plan):
    district = District()
    _unit, body = office(district)
    official, away = district.cell("Chi bộ Cơ quan"), district.cell("Chi bộ thôn")
    person = district.person("Phúc", (body, R.MEMBER), cell=official, status=MemberStatus.PROBATIONARY)
    district.memberships.insert(0, type(district.memberships[0])(person, away, Attendance.TEMPORARY))
    subject = named(derive_subjects(district.facts, plan, DAY), "Phúc")
    assert subject.venues[-1].cell_id == official
    assert subject.is_included
    assert "sinh hoạt tạm thời" in subject.reason
    assert "không bỏ phiếu" in subject.reason


def test_gaps_of_the_roster_are_named_with_person_or_unit(plan):
    district = District()
    _unit, body = office(district, "Phòng Tài chính", supervisor_id=None)
    district.posts = [post for post in district.posts if post.collective_id != body]
    district.person("Quang", (body, R.DEPUTY), residence=None, born=False)
    derived = derive_subjects(district.facts, plan, DAY)
    found = {finding.code: finding for finding in derived.findings}
    assert found["roster.no_cell"].severity is Severity.BLOCK
    assert found["roster.no_residence"].clause == "P0-M213-a"
    assert found["roster.no_birth_date"].clause == "P0-M02-a"
    assert "Phòng Tài chính" in found["roster.no_supervisor"].message
    assert found["roster.no_supervisor"].clause == "P0-III.1-b"
    assert "Lãnh đạo Phòng Tài chính" in found["roster.no_head"].message
    assert found["roster.no_head"].clause == "P0-4.1-a"
    assert all("Quang" in found[f"roster.{code}"].message for code in ("no_cell", "no_residence", "no_birth_date"))


def test_unit_below_a_supervised_one_needs_no_supervisor_of_its_own(plan):
    district = District()
    commune = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã", tier=Tier.COMMUNE, supervisor_id=7)
    district.body(commune, C.STANDING_COMMITTEE, "Ban Thường vụ")
    below = district.unit(K.PARTY_CELL, "Chi bộ thôn", tier=Tier.CELL, parent=commune, supervisor_id=None)
    district.body(below, C.CELL_COMMITTEE, "Chi ủy")
    assert "roster.no_supervisor" not in codes(derive_subjects(district.facts, plan, DAY))


def test_focus_is_on_the_members_duties_in_the_cell_only():
    """P0-4.2-j."""
    assert [kind for kind in VenueKind if "nhiệm vụ đảng viên" in focus_of(kind)] == [VenueKind.CELL]


def test_bodies_outside_the_issuers_tree_are_left_alone(plan):
    district = District()
    stranger = district.unit(K.COMMUNE_PARTY, "Đảng bộ huyện khác", tier=Tier.COMMUNE, parent=TINH)
    district.body(stranger, C.STANDING_COMMITTEE, "Ban Thường vụ nơi khác")
    assert of_clause(derive_subjects(district.facts, plan, DAY), "P0-1.1-f") == []
