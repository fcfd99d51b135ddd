"""The commune plan of 2023: who is reviewed and rated, and where (P4 II.1.1, II.2.1, II.2.3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviews.rules.eligibility import VoterFacts, check_wider, may_vote
from reviews.rules.findings import Severity
from reviews.rules.organizations import rated_organizations
from reviews.rules.places import (
    cell_group,
    check_own_ballot,
    check_own_meeting,
    check_places,
    group_of,
    own_ballot,
    told_places,
)
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.subjects import derive_subjects
from reviews.rules.vocabulary import (
    Activity,
    AttendeeRole,
    AuthorityKind,
    CellGroup,
    CollectiveKind,
    MemberStatus,
    PostRole,
    Presence,
    Tier,
    Track,
    VenueKind,
)
from tests.rules.commune_2023 import DANG_UY, HUYEN_UY, Commune
from tests.rules.district import C, K, R, named, of_clause

P0, P4 = load_preset("p0_huyen_2023"), load_preset("p4_xa_2023")
DAY = date(2023, 11, 22)


@pytest.fixture
def commune():
    return Commune()


def derived(commune, plan=P4):
    return derive_subjects(commune.facts, plan, DAY)


def places(subject):
    return [(venue.kind, venue.collective_id or venue.cell_id, venue.clause) for venue in subject.venues]


def found(derived, code):
    return [(row.clause, row.severity) for row in derived.findings if row.code == f"roster.{code}"]


# --- collectives -----------------------------------------------------------------------------------------------------


def test_commune_of_five_mass_organizations_and_twelve_committees_has_21_collectives(commune):  # P4-1.1-a
    for number in range(5):
        commune.mass(f"Hội {number}")
    for number in range(12):
        commune.village(f"Chi bộ xóm {number}")
    kinds = [row.collective_kind for row in derived(commune).collectives]
    assert len(kinds) == 21
    assert [kinds.count(kind) for kind in CollectiveKind] == [0, 1, 12, 0, 0, 1, 1, 1, 5, 0]
    assert len(of_clause(derived(commune), "P4-1.1-a")) == 7


def test_council_is_reviewed_at_the_executive_committees_meeting_and_has_none_of_its_own(commune):  # P4-1.1-b
    (council,) = of_clause(derived(commune), "P4-1.1-b")
    assert places(council) == [(VenueKind.COLLECTIVE, commune.executive, "P4-1.1-b")]
    assert not council.is_whole_unit, "two members, yet no meeting to widen"


def test_executive_committee_and_mass_bodies_are_reviewed_at_their_own_level(commune):  # P4-1.2-a, P4-1.2-d
    youth = commune.mass("Đoàn Thanh niên")
    rows = {row.collective_id: places(row) for row in derived(commune).collectives}
    assert rows[commune.executive] == [(VenueKind.COLLECTIVE, commune.executive, "P4-1.2-a")]
    assert rows[youth] == [(VenueKind.COLLECTIVE, youth, "P4-1.2-d")]
    assert rows[commune.front] == [(VenueKind.COLLECTIVE, commune.front, "P4-1.2-d")]


@pytest.mark.parametrize("outside", [[], ["Phó Chủ tịch"]])
def test_leaders_of_the_peoples_committee_outside_the_executive_committee_are_named(commune, outside):  # P4-1.2-c
    cell = commune.village()
    for name, role in (("Chủ tịch", R.HEAD), ("Phó Chủ tịch thường trực", R.DEPUTY)):
        commune.person(name, (commune.committee, role), (commune.executive, R.MEMBER), cell=cell)
    for name in outside:
        commune.person(name, (commune.committee, R.DEPUTY), cell=cell)
    commune.person("Phó Chủ tịch HĐND", (commune.council, R.DEPUTY), cell=cell)  # of whom P4-1.1-b asks nothing
    answer = derived(commune)
    (committee,) = of_clause(answer, "P4-1.2-c")
    assert places(committee) == [(VenueKind.COLLECTIVE, commune.executive, "P4-1.2-c")]
    assert found(answer, "not_in_host") == [("P4-1.2-c", Severity.WARN)] * len(outside)
    assert all("Phó Chủ tịch không thuộc" in row.message for row in answer.findings if "not_in_host" in row.code)


def test_committee_of_a_cell_is_reviewed_before_the_cell(commune):  # P4-1.2-f, P4-1.2-a
    third, fourth = commune.village("Chi bộ xóm 3"), commune.village("Chi bộ xóm 4")
    rows = {row.unit_id: places(row) for row in of_clause(derived(commune), "P4-1.2-f")}
    assert rows == {cell: [(VenueKind.CELL, cell, "P4-1.2-f")] for cell in (third, fourth)}


def test_cell_without_committee_has_no_such_item_and_lacks_nothing(commune):  # P4-1.2-f
    commune.village(committee=0)
    emptied = commune.unit(K.PARTY_CELL, "Chi bộ xóm 5", tier=Tier.CELL)
    commune.body(emptied, C.CELL_COMMITTEE, "Chi ủy xóm 5", members=0)
    answer = derived(commune)
    assert of_clause(answer, "P4-1.2-f") == []
    assert found(answer, "no_collective") == []


def test_school_and_health_station_are_reviewed_before_their_cell(commune):  # P4-1.2-e
    cell = commune.village("Chi bộ Trạm Y tế")
    station = commune.school(cell, name="Trạm Y tế")
    (subject,) = of_clause(derived(commune), "P4-1.2-e")
    assert subject.collective_id == station
    assert places(subject) == [(VenueKind.CELL, cell, "P4-1.2-e")]


def test_body_attached_to_a_cell_is_reviewed_there_wherever_its_leaders_belong(commune):  # P4-1.2-e
    own, other = commune.village("Chi bộ Trường"), commune.village("Chi bộ xóm 1")
    unit = commune.unit(K.PUBLIC_SERVICE_UNIT, "Trường Mầm non", parent=own)
    body = commune.body(unit, C.AGENCY_LEADERSHIP, "Lãnh đạo Trường Mầm non", members=2)
    commune.person("Hiệu trưởng", (body, R.HEAD), cell=other)
    (subject,) = of_clause(derived(commune), "P4-1.2-e")
    assert [place[1] for place in places(subject)] == [own]


def test_school_whose_leaders_belong_to_two_cells_has_no_place_yet(commune):  # P4-1.2-e
    body = commune.school(commune.village("Chi bộ A"))
    commune.person("Phó hiệu trưởng", (body, R.DEPUTY), cell=commune.village("Chi bộ B"))
    answer = derived(commune)
    assert found(answer, "no_cell") == [("P4-1.2-e", Severity.WARN)]
    (subject,) = of_clause(answer, "P4-1.2-e")
    assert [place[0] for place in places(subject)] == [VenueKind.COLLECTIVE]


@pytest.mark.parametrize(("in_committee", "merged"), [(3, True), (2, False)])
def test_leaders_who_all_sit_in_the_cells_committee_have_no_review_of_their_own(commune, in_committee, merged):
    """P4-1.2-b."""
    cell = commune.village("Chi bộ Trường")
    commune.school(cell, in_committee=in_committee)
    answer = derived(commune)
    assert len(of_clause(answer, "P4-1.2-e")) == (0 if merged else 1)
    assert found(answer, "merged") == ([("P4-1.2-b", Severity.INFO)] if merged else [])


@pytest.mark.parametrize(("leaders", "whole"), [(1, True), (2, True), (3, False)])
def test_one_or_two_leaders_are_reviewed_as_the_whole_unit(commune, leaders, whole):  # P4-2.3-d
    body = commune.mass("Hội Cựu chiến binh", members=leaders)
    subject = next(row for row in derived(commune).collectives if row.collective_id == body)
    assert subject.is_whole_unit is whole
    assert subject.name == ("Tập thể Hội Cựu chiến binh" if whole else "Ban Thường vụ Hội Cựu chiến binh")
    assert places(subject) == [(VenueKind.COLLECTIVE, body, "P4-2.3-d" if whole else "P4-1.2-d")]


def test_person_with_two_posts_in_a_body_counts_once_for_its_size(commune):  # P4-2.3-d
    body = commune.mass("Hội Nông dân", members=0)
    commune.person("An", (body, R.HEAD), (body, R.MEMBER))
    commune.person("Bình", (body, R.DEPUTY))
    assert next(row for row in derived(commune).collectives if row.collective_id == body).is_whole_unit
    emptied = commune.mass("Hội Cựu chiến binh", members=0)
    assert not next(row for row in derived(commune).collectives if row.collective_id == emptied).is_whole_unit
    assert not any(row.is_whole_unit for row in derive_subjects(commune.facts, P0, DAY).collectives)


def test_authorities_are_the_district_for_the_committee_and_the_commune_for_the_rest(commune):
    """P4-2.2.1-g, P4-2.2.2-a, P4-2.2.1-e."""
    commune.mass("Hội Phụ nữ")
    commune.school(commune.village("Chi bộ Trường"))
    rows = {row.collective_kind: (row.authority_kind, row.authority_clause) for row in derived(commune).collectives}
    assert rows[C.EXECUTIVE_COMMITTEE] == (AuthorityKind.EXTERNAL, "P4-2.2.1-g")
    managed = (C.PEOPLES_COMMITTEE_LEADERSHIP, C.COUNCIL_PERMANENT_BOARD, C.FRONT_STANDING_BOARD)
    for kind in (*managed, C.MASS_STANDING_COMMITTEE, C.AGENCY_LEADERSHIP):
        assert rows[kind] == (AuthorityKind.OWN, "P4-2.2.2-a"), kind
    assert rows[C.CELL_COMMITTEE] == (AuthorityKind.OWN, "P4-2.2.1-e")


def test_thirteen_party_organizations_are_rated_the_committees_own_by_the_district(commune):  # P4-2.1-a, P4-2.2.1-g
    cells = [commune.village(f"Chi bộ xóm {number}") for number in range(12)]
    commune.unit(K.PARTY_CELL, "Chi bộ xã khác", tier=Tier.CELL, parent=HUYEN_UY)
    rows = rated_organizations(commune.facts, P4)
    assert [row.organization_id for row in rows] == [DANG_UY, *cells]
    assert {row.clause for row in rows} == {"P4-2.1-a"}
    own, *below = [(row.authority_id, row.authority_kind, row.authority_clause) for row in rows]
    assert own == (HUYEN_UY, AuthorityKind.EXTERNAL, "P4-2.2.1-g")
    assert set(below) == {(DANG_UY, AuthorityKind.OWN, "P4-2.1-a")}
    assert rated_organizations(commune.facts, P0) == []


# --- people ----------------------------------------------------------------------------------------------------------


def test_every_member_of_every_cell_is_reviewed_in_his_own(commune):  # P4-1.1-c, P4-1.2-g
    cells = [commune.village(f"Chi bộ xóm {number}") for number in range(12)]
    for cell in cells:
        for number in range(25):
            commune.person(f"Đảng viên {cell}-{number}", cell=cell, managed=False, residence=None)
    commune.person("Không phải đảng viên", (commune.front, R.MEMBER), managed=False)
    answer = derived(commune)
    assert len(answer.people) == 300
    assert {places(row)[0] for row in answer.people} == {(VenueKind.CELL, cell, "P4-1.2-g") for cell in cells}
    assert {(row.clause, row.tracks, row.authority_id, row.authority_clause) for row in answer.people} == {
        ("P4-1.1-c", (Track.MEMBER,), DANG_UY, "P4-2.2.3.2-g")
    }
    assert found(answer, "no_residence") == [], "P4-1.4.1-h: only about those whom the State pays"
    assert derived(commune, P0).people == ()


def test_member_of_a_cell_outside_the_commune_is_not_reviewed(commune):  # P4-1.1-c
    elsewhere = commune.unit(K.PARTY_CELL, "Chi bộ xã khác", tier=Tier.CELL, parent=HUYEN_UY)
    commune.person("An", cell=elsewhere, managed=False)
    assert derived(commune).people == ()


def test_whoever_works_for_the_state_lacks_a_residence(commune):  # P4-1.4.1-h
    commune.person("Công chức", cell=commune.village(), managed=False, residence=None, workplace=commune.government)
    assert found(derived(commune), "no_residence") == [("P4-1.4.1-h", Severity.WARN)]


@pytest.mark.parametrize(
    ("facts", "reviewed", "tracks"),
    [
        ({"activity": Activity.EXEMPT}, False, (Track.MEMBER,)),
        ({"activity": Activity.SUSPENDED}, True, ()),
        ({"admitted_on": date(2023, 8, 22), "status": MemberStatus.PROBATIONARY}, True, ()),
        ({"admitted_on": date(2023, 5, 23)}, True, ()),
        ({"admitted_on": date(2023, 5, 22)}, True, (Track.MEMBER,)),
    ],
)
def test_new_and_suspended_members_are_reviewed_and_not_rated(commune, facts, reviewed, tracks):
    """P4-1.1-c, P4-2.2.3.1-a."""
    commune.person("An", cell=commune.village(), managed=False, **facts)
    subject = named(derived(commune), "An")
    assert (subject.is_included, subject.tracks) == (reviewed, tracks)
    assert P4.exemptions.review_reference.clause == "P4-1.1-c"
    assert P4.exemptions.rating_reference.clause == "P4-2.2.3.1-a"


def test_commune_leader_is_rated_twice_and_a_village_head_as_a_member_only(commune):  # P4-1.1-d
    cell = commune.village()
    commune.person("Chủ tịch UBND", (commune.committee, R.HEAD), cell=cell)
    commune.person("Xóm trưởng", (commune.committee_of(cell), R.MEMBER), cell=cell)
    answer = derived(commune)
    assert named(answer, "Chủ tịch UBND").tracks == (Track.CADRE, Track.MEMBER)
    assert (named(answer, "Chủ tịch UBND").clause, named(answer, "Xóm trưởng").clause) == ("P4-1.1-d", "P4-1.1-c")
    assert named(answer, "Xóm trưởng").tracks == (Track.MEMBER,)


def test_secretary_is_rated_by_the_district(commune):  # P4-2.2.2-a
    commune.person("Bí thư", (commune.executive, R.HEAD), cell=commune.village())
    subject = named(derived(commune), "Bí thư")
    assert (subject.authority_kind, subject.authority_id, subject.authority_clause) == (
        AuthorityKind.EXTERNAL,
        HUYEN_UY,
        "P4-2.2.2-a",
    )


def test_deputy_who_stands_in_for_the_committee_is_rated_by_the_district_by_its_own_words(commune):  # P4-2.2.2-b
    cell = commune.village()
    commune.person("Phó bí thư", (commune.executive, R.DEPUTY), cell=cell)
    commune.person("Ủy viên", (commune.executive, R.MEMBER), cell=cell)
    school = commune.unit(K.GRASSROOTS_CELL, "Chi bộ cơ sở Trường Trung học", tier=Tier.CELL)
    committee = commune.body(school, C.CELL_COMMITTEE, "Chi ủy Trường Trung học")
    commune.person("Phó bí thư chi bộ cơ sở", (committee, R.DEPUTY), cell=school)
    commune.person("Phó bí thư chi bộ xóm", (commune.committee_of(cell), R.DEPUTY), cell=cell)
    answer = derived(commune)

    def decided(name):
        subject = named(answer, name)
        return subject.authority_kind, subject.authority_id, subject.authority_clause

    above = (AuthorityKind.EXTERNAL, HUYEN_UY, "P4-2.2.2-b")
    assert decided("Phó bí thư") == decided("Phó bí thư chi bộ cơ sở") == above
    own = (AuthorityKind.OWN, DANG_UY, "P4-2.2.3.2-g")
    assert decided("Ủy viên") == decided("Phó bí thư chi bộ xóm") == own


def test_grassroots_cell_decides_the_levels_of_its_members_and_others_propose_them(commune):  # P4-2.2.3.2-h
    school = commune.unit(K.GRASSROOTS_CELL, "Chi bộ cơ sở Trường Trung học", tier=Tier.CELL)
    commune.person("Giáo viên", cell=school)
    commune.person("Nông dân", cell=commune.village())
    answer = derived(commune)
    teacher, farmer = named(answer, "Giáo viên"), named(answer, "Nông dân")
    assert (teacher.member_authority_id, teacher.member_authority_clause) == (school, "P4-2.2.3.2-h")
    assert (farmer.member_authority_id, farmer.member_authority_clause) == (DANG_UY, "P4-2.2.3.2-g")


def test_leader_without_a_cell_has_one_place_too_few(commune):  # P4-1.2-h
    commune.person("An", (commune.executive, R.MEMBER))
    assert found(derived(commune), "no_cell") == [("P4-1.2-h", Severity.BLOCK)]


@pytest.mark.parametrize("body", ["executive", "council", "committee"])
def test_second_place_of_committee_council_and_government_people_is_the_executive_committee(commune, body):
    """P4-1.2-h: the head of the police, member of the people's committee only, too."""
    cell = commune.village()
    commune.person("An", (getattr(commune, body), R.MEMBER), cell=cell)
    assert places(named(derived(commune), "An")) == [
        (VenueKind.COLLECTIVE, commune.executive, "P4-1.2-h"),
        (VenueKind.CELL, cell, "P4-1.2-g"),
    ]


def test_whoever_holds_no_listed_post_has_no_second_place(commune):  # P4-1.2-h
    cell = commune.village()
    commune.person("Phó ban HĐND", cell=cell, workplace=commune.government)
    assert places(named(derived(commune), "Phó ban HĐND")) == [(VenueKind.CELL, cell, "P4-1.2-g")]


def test_deputy_head_of_a_mass_organization_is_reviewed_before_its_standing_committee(commune):  # P4-1.2-i
    cell, women = commune.village(), commune.mass("Hội Phụ nữ")
    commune.person("Phó Chủ tịch Hội", (women, R.DEPUTY), cell=cell)
    commune.person("Ủy viên Thường trực", (commune.front, R.MEMBER), cell=cell)
    answer = derived(commune)
    assert places(named(answer, "Phó Chủ tịch Hội"))[0] == (VenueKind.COLLECTIVE, women, "P4-1.2-i")
    assert places(named(answer, "Ủy viên Thường trực"))[0] == (VenueKind.COLLECTIVE, commune.front, "P4-1.2-i")


def test_school_head_is_reviewed_at_one_place_with_both_ratings(commune):  # P4-1.2-j
    cell = commune.village("Chi bộ Trường")
    commune.school(cell)
    head = named(derived(commune), "Trường Tiểu học 0")
    assert places(head) == [(VenueKind.CELL, cell, "P4-1.2-j")]
    assert head.tracks == (Track.CADRE, Track.MEMBER)


def holder(commune, *extra):
    """A member of the executive committee who chairs the Front's board, with more posts."""
    cell = commune.village()
    commune.person("An", (commune.executive, R.MEMBER), (commune.front, R.HEAD), *extra, cell=cell)
    return cell


def test_four_posts_leave_the_cell_the_highest_and_the_chaired_place(commune):  # P4-1.2-k, P4-1.2-l
    women, farmers, youth = (commune.mass(name) for name in ("Hội Phụ nữ", "Hội Nông dân", "Đoàn Thanh niên"))
    cell = holder(commune, (women, R.MEMBER), (farmers, R.MEMBER), (youth, R.MEMBER))
    answer = derived(commune)
    subject = named(answer, "An")
    assert [place[1] for place in places(subject)] == [commune.executive, commune.front, cell]
    assert [row.id for row in told_places(subject, commune.facts, P4)] == [women, farmers, youth]
    assert subject.gaps == ()


def test_highest_and_chaired_post_in_one_body_leave_two_places(commune):  # P4-1.2-k, P4-1.2-l
    cell = commune.village()
    women = commune.mass("Hội Phụ nữ")
    posts = [(commune.executive, R.MEMBER), (commune.committee, R.HEAD), (commune.council, R.MEMBER), (women, R.MEMBER)]
    commune.person("An", *posts, cell=cell)
    subject = named(derived(commune), "An")
    assert [place[1] for place in places(subject)] == [commune.executive, cell]
    assert [row.id for row in told_places(subject, commune.facts, P4)] == [women]


def test_place_of_his_own_cells_committee_is_the_cell_and_hears_nothing_more(commune):  # P4-1.2-l
    cell = commune.village()
    women = commune.mass("Hội Phụ nữ")
    posts = [(commune.executive, R.MEMBER), (commune.front, R.HEAD), (women, R.MEMBER)]
    commune.person("An", *posts, (commune.committee_of(cell), R.HEAD), cell=cell)
    assert [row.id for row in told_places(named(derived(commune), "An"), commune.facts, P4)] == [women]


def test_three_posts_keep_every_place_and_four_places_are_pointed_out(commune):  # P4-1.2-k
    women = commune.mass("Hội Phụ nữ")
    cell = holder(commune, (women, R.MEMBER))
    answer = derived(commune)
    subject = named(answer, "An")
    assert {place[1] for place in places(subject)} == {commune.executive, commune.front, women, cell}
    assert [(row.code, row.clause, row.severity) for row in subject.gaps] == [
        ("venue.too_many", "P4-1.2-k", Severity.WARN)
    ]
    commune.person("Bình", (commune.executive, R.MEMBER), (women, R.MEMBER), (commune.school(cell), R.HEAD), cell=cell)
    answer = derived(commune)
    assert told_places(named(answer, "An"), commune.facts, P4) == []
    assert told_places(named(answer, "Bình"), commune.facts, P4) == []


@pytest.mark.parametrize(
    ("posts", "count", "severity"),
    [(4, 4, Severity.BLOCK), (4, 3, None), (3, 4, Severity.WARN), (3, 3, None), (2, 4, None)],
)
def test_further_place_by_hand_is_refused_above_three_posts(posts, count, severity):  # P4-1.2-k
    rows = check_places(name="An", posts=posts, places=count, plan=P4)
    assert [(row.clause, row.severity) for row in rows] == ([("P4-1.2-k", severity)] if severity else [])
    assert check_places(name="An", posts=posts, places=count, plan=P0) == []


def test_members_of_a_cell_fall_into_the_four_groups_of_its_programme(commune):  # P4-CT-b
    cell = commune.village()
    branch = commune.unit(K.MASS_ORGANIZATION, "Chi hội Phụ nữ xóm 3", tier=Tier.CELL, parent=cell)
    board = commune.body(branch, C.MASS_STANDING_COMMITTEE, "Ban Chấp hành Chi hội")
    chair = (commune.committee, R.HEAD)
    groups = {
        commune.person(
            "Chi ủy viên, Chủ tịch xã", (commune.committee_of(cell), R.MEMBER), chair, cell=cell
        ): "committee",
        commune.person("Chủ tịch UBND xã", chair, cell=cell): "commune",
        commune.person("Công chức xã", cell=cell, workplace=commune.government): "commune",
        commune.person("Chi hội trưởng", (board, R.HEAD), cell=cell): "branch",
        commune.person("Đảng viên thường", cell=cell): "ordinary",
    }
    names = {"committee": CellGroup.COMMITTEE_MEMBER, "commune": CellGroup.COMMUNE_OFFICIAL}
    names |= {"branch": CellGroup.BRANCH_OFFICIAL, "ordinary": CellGroup.ORDINARY}
    for person, group in groups.items():
        assert cell_group(person, cell, commune.facts, P4) is names[group]
    assert group_of(in_committee=False, leads=True, units=[]) is CellGroup.COMMUNE_OFFICIAL


@pytest.mark.parametrize(
    ("part", "value", "path"),
    [
        ("embedded_in_cell", {"school": {"organizations": [], "clause": "P4-1.2-e"}}, "embedded_in_cell.school"),
        ("own_clauses", {"school": "P4-1.2-d"}, "own_clauses.school"),
        ("people_clauses", {"whole_cell": "P4-9"}, "people_clauses.whole_cell"),
        ("most", {"told_clause": "P4-9"}, "most.told_clause"),
    ],
)
def test_wrong_value_of_a_place_is_refused_where_it_stands(part, value, path):
    with pytest.raises(PlanError) as caught:
        P4.with_overrides({"venues": {part: value}})
    assert caught.value.path == f"venues.{path}"


@pytest.mark.parametrize(
    ("body", "clause"),
    [
        (CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP, "P4-3-B3-d"),
        (CollectiveKind.COUNCIL_PERMANENT_BOARD, "P4-1.1-b"),
        (CollectiveKind.MASS_STANDING_COMMITTEE, None),
        (CollectiveKind.FRONT_STANDING_BOARD, None),
        (CollectiveKind.EXECUTIVE_COMMITTEE, None),
    ],
)
def test_body_reviewed_at_the_committees_meeting_reviews_nothing_at_its_own(body, clause):
    rows = check_own_meeting(name="Tập thể", body=body, plan=P4)
    assert [(row.clause, row.severity) for row in rows] == ([(clause, Severity.BLOCK)] if clause else [])
    assert check_own_meeting(name="Tập thể", body=body, plan=P0) == []


def test_peoples_committee_may_meet_to_vote_on_head_and_deputies_and_the_council_may_not():  # P4-3-B3-c, P4-3-B3-e
    government, council = CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP, CollectiveKind.COUNCIL_PERMANENT_BOARD
    assert check_own_meeting(name="UBND", body=government, plan=P4, only_votes=True) == []
    ballot = own_ballot(government, P4)
    assert ballot is not None
    assert (ballot.roles, ballot.clause) == ((PostRole.HEAD, PostRole.DEPUTY), "P4-3-B3-e")
    assert ballot.says == P4.reference("P4-3-B3-e").quote
    for body, plan in ((council, P4), (CollectiveKind.MASS_STANDING_COMMITTEE, P4), (government, P0)):
        (refused,) = check_own_meeting(name="Tập thể", body=body, plan=plan, only_votes=True)
        assert (refused.code, refused.severity) == ("venue.no_ballot", Severity.BLOCK)
        assert own_ballot(body, plan) is None
    assert check_own_ballot(name="UBND", asked=2, plan=P4, body=government) == []
    (nobody,) = check_own_ballot(name="UBND", asked=0, plan=P4, body=government)
    assert (nobody.code, nobody.clause, nobody.severity) == ("ballot.leaders", "P4-3-B3-e", Severity.BLOCK)


@pytest.mark.parametrize(
    ("body", "votes"),
    [
        (CollectiveKind.MASS_STANDING_COMMITTEE, True),
        (CollectiveKind.FRONT_STANDING_BOARD, True),
        (CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP, False),
        (CollectiveKind.EXECUTIVE_COMMITTEE, False),
        (None, False),
    ],
)
def test_committee_sits_and_votes_with_the_front_and_the_associations_only(body, votes):  # P4-3-B3-c
    of_committee = VoterFacts(name="Lò Thị Chấp", is_member=False, role=AttendeeRole.COMMITTEE)
    guest = VoterFacts(name="Lò Thị Khách", is_member=False, role=AttendeeRole.GUEST)
    away = replace(of_committee, presence=Presence.ABSENT)

    def refused(voter, plan=P4):
        found = may_vote(voter, VenueKind.COLLECTIVE, plan, body)
        return found.code if found is not None else None

    assert refused(of_committee) == (None if votes else "vote.guest")
    assert refused(away) == ("vote.absent" if votes else "vote.guest")
    assert [refused(guest), refused(of_committee, P0)] == ["vote.guest"] * 2
    assert [row.code for row in check_wider(body, P4)] == ([] if votes else ["meeting.wider"])


def test_each_body_meets_within_its_step_and_a_day_without_a_date_is_refused():  # P4-3-B5-b
    days = {kind.value: clause for kind, clause in P4.venues.meeting_days.items()}
    assert days == {
        "peoples_committee_leadership": "P4-3-B3-a",
        "front_standing_board": "P4-3-B3-a",
        "mass_standing_committee": "P4-3-B3-a",
        "whole_cell": "P4-3-B4-a",
        "executive_committee": "P4-3-B5-b",
    }
    with pytest.raises(PlanError, match=r"không có mốc thời hạn P4-1\.1-a"):
        P4.with_overrides({"venues": {"meeting_days": {"executive_committee": "P4-1.1-a"}}})
