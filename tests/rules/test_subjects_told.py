"""Why somebody is reviewed where he is, and what the roster lacks for it, word for word: P0 1, 2.2; P2 II.2; P4 1.2."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.roster import MembershipFact, PostFact
from reviews.rules.subjects import derive_subjects
from reviews.rules.vocabulary import Activity, Attendance, CollectiveKind, Inclusion, MemberStatus, Tier
from tests.rules.commune import Commune as Commune2025
from tests.rules.commune_2023 import Commune
from tests.rules.district import HUYEN, C, District, K, R, named, of_clause
from tests.rules.test_subjects import office

DAY = date(2023, 11, 8)
P2, P4 = load_preset("p2_xa_2025"), load_preset("p4_xa_2023")
BLOCK, WARN, INFO = Severity.BLOCK, Severity.WARN, Severity.INFO


def told(findings, code=""):
    return [
        (row.code.removeprefix("roster."), row.severity, row.message, row.clause)
        for row in findings
        if row.code.endswith(code)
    ]


def why(subject):
    return [(venue.reason, venue.collective_id, venue.cell_id) for venue in subject.venues]


# --- people ----------------------------------------------------------------------------------------------------------


def test_each_place_of_a_member_of_the_standing_committee_says_why(plan):
    district = District()
    _unit, body = office(district)
    cell = district.cell()
    district.person("An", (district.standing, R.MEMBER), (body, R.HEAD), cell=cell)
    subject = named(derive_subjects(district.facts, plan, DAY), "An")
    assert why(subject) == [
        ("Ủy viên Ban Thường vụ", district.standing, None),
        ("Tập thể lãnh đạo mà mình là thành viên", body, None),
        ("Chi bộ sinh hoạt chính thức", None, cell),
    ]
    assert subject.reason == f"Thuộc diện quản lý: member {district.standing}; head {body}"
    assert subject.person_id == district.people[-1].id


def test_each_place_of_another_cadre_says_why(plan):
    district = District()
    _unit, body = office(district)
    _head_regime, inspectorate = office(district, "Thanh tra huyện", head_regime=True)
    cell = district.cell()
    district.person("Bình", (body, R.DEPUTY), cell=cell)
    district.person("Chi", (inspectorate, R.HEAD), cell=cell)
    derived = derive_subjects(district.facts, plan, DAY)
    assert why(named(derived, "Bình")) == [
        ("Tập thể lãnh đạo nơi làm việc", body, None),
        ("Chi bộ sinh hoạt chính thức", None, cell),
    ]
    assert why(named(derived, "Chi"))[0] == ("Nơi thực hiện chế độ thủ trưởng", inspectorate, None)


def untitled(district, name, *posts, cell, managed_by=HUYEN, **membership):
    """Somebody whose posts carry no title."""
    person = district.person(name, cell=cell, **membership)
    district.posts += [PostFact(person, body, role, "", managed_by_id=managed_by) for body, role in posts]
    return person


def test_a_post_without_title_is_only_told_to_be_managed(plan):
    district = District()
    _unit, body = office(district)
    cell = district.cell()
    untitled(district, "An", (body, R.DEPUTY), cell=cell)
    untitled(district, "Bình", (district.standing, R.MEMBER), cell=cell)
    derived = derive_subjects(district.facts, plan, DAY)
    assert named(derived, "An").reason == "Thuộc diện quản lý"
    assert named(derived, "Bình").reason == "Ủy viên Ban Thường vụ"


def test_probation_and_a_temporary_cell_are_told_beside_the_post(plan):
    district = District()
    _unit, body = office(district)
    person = untitled(district, "An", (body, R.DEPUTY), cell=district.cell(), status=MemberStatus.PROBATIONARY)
    district.memberships.append(MembershipFact(person, district.cell("Chi bộ thôn"), Attendance.TEMPORARY))
    assert named(derive_subjects(district.facts, plan, DAY), "An").reason == (
        "Thuộc diện quản lý; đảng viên dự bị: kiểm điểm, không bỏ phiếu; có nơi sinh hoạt tạm thời: xếp loại ở chi bộ "
        "sinh hoạt chính thức"
    )


def test_the_unit_of_a_person_is_the_workplace_else_the_body_else_the_cell_else_the_highest_post(plan):
    district = District()
    unit, body = office(district)
    other, _body = office(district, "Phòng Tư pháp")
    third, board = office(district, "Phòng Y tế")
    cell = district.cell()
    district.person("Nơi công tác", (body, R.DEPUTY), cell=cell, workplace=other)
    district.person("Tập thể", (body, R.DEPUTY), cell=cell, workplace=4711)
    district.person("Chi bộ", (district.executive, R.MEMBER), cell=cell)
    district.person("Chức vụ", (district.executive, R.MEMBER))
    village = district.unit(K.PARTY_CELL, "Chi bộ thôn", tier=Tier.CELL)
    secretary = district.body(village, C.CELL_COMMITTEE, "Chi ủy thôn")
    district.person("Bí thư", (district.executive, R.MEMBER), (secretary, R.HEAD))
    units = {row.name: row.unit_id for row in derive_subjects(district.facts, plan, DAY).people}
    assert units == {"Nơi công tác": other, "Tập thể": unit, "Chi bộ": cell, "Chức vụ": HUYEN, "Bí thư": village}
    assert third != unit
    assert board


def test_everything_that_the_roster_lacks_for_a_person_is_told(plan):
    district = District()
    district.person("Quang", (district.executive, R.MEMBER), residence=None, born=False)
    (subject,) = derive_subjects(district.facts, plan, DAY).people
    assert told(subject.gaps) == [
        ("no_cell", BLOCK, "Quang chưa có chi bộ sinh hoạt chính thức để kiểm điểm.", "P0-2.2-b"),
        ("no_workplace", WARN, "Quang chưa có tập thể lãnh đạo nơi làm việc để kiểm điểm.", "P0-2.2-b"),
        (
            "no_residence",
            WARN,
            "Quang chưa có chi bộ nơi cư trú: không lập được phiếu xin ý kiến (Mẫu 3-213).",
            "P0-M213-a",
        ),
        ("no_birth_date", WARN, "Quang chưa có ngày sinh để ghi vào Mẫu 02.", "P0-M02-a"),
    ]


def test_two_official_cells_of_one_person_are_refused(plan):
    district = District()
    _unit, body = office(district)
    person = district.person("An", (body, R.DEPUTY), cell=district.cell())
    district.memberships.append(MembershipFact(person, district.cell("Chi bộ thôn")))
    (subject,) = derive_subjects(district.facts, plan, DAY).people
    assert told(subject.gaps) == [("two_cells", BLOCK, "An đang sinh hoạt chính thức ở 2 chi bộ.", "P0-2.2-b")]


@pytest.mark.parametrize(
    ("admitted_on", "full"),
    [
        (date(2023, 5, 8), None),  # six months are full on the day itself
        (date(2023, 5, 9), "09/11/2023"),
        (date(2023, 6, 4), "04/12/2023"),
        (date(2023, 6, 5), None),  # full only after the last day of the plan
    ],
)
def test_six_months_full_between_today_and_the_last_day_are_pointed_out(plan, admitted_on, full):
    district = District()
    _unit, body = office(district)
    district.person("Oanh", (body, R.DEPUTY), cell=district.cell(), admitted_on=admitted_on)
    (subject,) = derive_subjects(district.facts, plan, DAY).people
    assert told(subject.gaps, "soon_eligible") == (
        [
            (
                "soon_eligible",
                INFO,
                f"Oanh đủ 06 tháng từ ngày {full}, trước hạn gửi hồ sơ 04/12/2023: nếu xếp loại từ ngày đó thì thuộc "
                "diện kiểm điểm.",
                "qd_124",
            )
        ]
        if full
        else []
    )


def test_whoever_is_exempt_has_no_clause_of_the_list_unless_it_puts_him_outside(plan):
    district = District()
    _unit, body = office(district)
    district.person("An", (body, R.DEPUTY), cell=district.cell(), activity=Activity.EXEMPT)
    assert named(derive_subjects(district.facts, plan, DAY), "An").clause == ""


def test_whoever_works_for_the_commune_and_is_no_party_member_is_left_to_the_decree():  # P2-II.2-f
    commune = Commune2025()
    unit = commune.unit(K.DEPARTMENT, "Phòng Kinh tế")
    body = commune.body(unit, C.AGENCY_LEADERSHIP, "Lãnh đạo Phòng Kinh tế")
    commune.person("Có chức vụ", (body, R.DEPUTY), managed=False, admitted_on=None)
    commune.person("Công chức", managed=False, admitted_on=None, workplace=unit)
    commune.person("Người lạ", managed=False, admitted_on=None, workplace=4711)
    commune.person("Chưa rõ chi bộ", managed=False, workplace=unit)
    derived = derive_subjects(commune.facts, P2, date(2025, 12, 1))
    rows = {row.name: (row.inclusion, row.clause, row.reason) for row in derived.people}
    outside = (
        Inclusion.EXEMPT,
        "P2-II.2-f",
        "Chưa là đảng viên: đánh giá, xếp loại theo Nghị định của Chính phủ",
    )
    assert rows == {"Có chức vụ": outside, "Công chức": outside}
    assert all(not row.rated_as_member for row in derived.people)


def test_a_member_of_the_commune_is_on_the_list_as_such():
    commune = Commune2025()
    commune.member("An", commune.hamlet_cell())
    (subject,) = derive_subjects(commune.facts, P2, date(2025, 12, 1)).people
    assert subject.reason == "Đảng viên của Đảng bộ"
    assert told(subject.gaps, "no_workplace") == []


@pytest.mark.parametrize(("workplace", "asked"), [(None, False), (True, True)])
def test_the_residence_is_only_asked_about_whom_the_state_pays(workplace, asked):  # P4-1.4.1-h
    commune = Commune()
    cell = commune.village()
    commune.person("An", cell=cell, residence=None, workplace=commune.government if workplace else None)
    (subject,) = derive_subjects(commune.facts, P4, DAY).people
    assert bool(told(subject.gaps, "no_residence")) is asked


def test_too_many_places_are_told_with_the_name():  # P4-1.2-k
    commune = Commune()
    cell = commune.village()
    bodies = [commune.mass(f"Hội {number}") for number in range(3)]
    commune.person("An", *((body, R.MEMBER) for body in bodies), cell=cell)
    (subject,) = derive_subjects(commune.facts, P4, DAY).people
    assert told(subject.gaps, "too_many") == [
        (
            "venue.too_many",
            WARN,
            "An giữ 3 chức vụ, kiểm điểm ở 4 nơi; giữ quá 03 chức vụ thì kiểm điểm tối đa ở 03 nơi.",
            "P4-1.2-k",
        )
    ]


def test_of_many_posts_only_the_highest_and_the_chaired_places_count():  # P4-1.2-k
    commune = Commune()
    cell = commune.village()
    bodies = [commune.mass(f"Hội {number}") for number in range(3)]
    posts = [(commune.executive, R.MEMBER), *((body, R.HEAD) for body in bodies)]
    commune.person("An", *posts, cell=cell)
    (subject,) = derive_subjects(commune.facts, P4, DAY).people
    assert [row.collective_id or row.cell_id for row in subject.venues] == [commune.executive, bodies[0], cell]


# --- collectives -----------------------------------------------------------------------------------------------------


def test_a_body_says_at_which_level_it_is_reviewed(plan):
    (subject,) = of_clause(derive_subjects(District().facts, plan, DAY), "P0-1.1-a")
    assert why(subject) == [
        ("Tập thể lãnh đạo ở cấp nào thực hiện kiểm điểm ở cấp đó", subject.collective_id, None),
    ]
    assert subject.reason == "Ban Thường vụ Huyện ủy"


def test_a_body_that_stands_in_says_so(plan):
    district = District()
    party = district.unit(K.GRASSROOTS_PARTY, "Đảng bộ cơ quan", tier=Tier.GRASSROOTS)
    district.body(party, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành")
    (subject,) = of_clause(derive_subjects(district.facts, plan, DAY), "P0-1.1-f")
    assert subject.reason == "Ban Thường vụ Đảng ủy cơ sở (thay cho nơi không có)"


def test_a_body_with_two_heads_names_them(plan):
    district = District()
    unit, body = office(district)
    cell = district.cell()
    people = [district.person(name, cell=cell) for name in ("An", "Bình")]
    district.posts = [row for row in district.posts if row.collective_id != body]
    district.posts += [PostFact(person, body, R.HEAD, "Trưởng phòng") for person in people]
    derived = derive_subjects(district.facts, plan, DAY)
    (subject,) = [row for row in derived.collectives if row.unit_id == unit]
    assert told(subject.gaps) == [
        ("two_heads", WARN, "Lãnh đạo Phòng Nội vụ có 2 người đứng đầu: An, Bình.", "P0-4.1-a")
    ]
    district.people = [row for row in district.people if row.name != "Bình"]
    (subject,) = [row for row in derive_subjects(district.facts, plan, DAY).collectives if row.unit_id == unit]
    assert [row.message for row in subject.gaps] == ["Lãnh đạo Phòng Nội vụ có 2 người đứng đầu: An."]


def test_a_cell_is_headed_by_its_secretary_in_whichever_body_he_stands(plan):
    district = District()
    commune = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã", tier=Tier.COMMUNE)
    district.body(commune, C.STANDING_COMMITTEE, "Ban Thường vụ")
    cell = district.unit(K.PARTY_CELL, "Chi bộ thôn", tier=Tier.CELL, parent=commune)
    committee = district.body(cell, C.CELL_COMMITTEE, "Chi ủy thôn", members=2)
    district.posts = [row for row in district.posts if (row.collective_id, row.role) != (committee, R.HEAD)]
    assert told(derive_subjects(district.facts, plan, DAY).findings, "no_head") == [
        (
            "no_head",
            WARN,
            "Chi ủy thôn chưa có người đứng đầu: không có người chỉ đạo chuẩn bị báo cáo và chủ trì kiểm điểm.",
            "P0-4.1-a",
        )
    ]
    district.body(cell, C.WHOLE_CELL, "Chi bộ thôn")
    assert told(derive_subjects(district.facts, plan, DAY).findings, "no_head") == []


def test_the_head_of_another_body_of_an_agency_heads_only_that_one(plan):
    district = District()
    unit, body = office(district)
    district.posts = [row for row in district.posts if row.collective_id != body]
    district.posts.append(PostFact(4711, body, R.DEPUTY, "Phó phòng"))
    district.body(unit, C.BOARD_LEADERSHIP, "Tập thể khác")
    (row,) = told(derive_subjects(district.facts, plan, DAY).findings, "no_head")
    assert row[2].startswith("Lãnh đạo Phòng Nội vụ chưa có người đứng đầu")


def test_a_body_whose_authority_the_roster_lacks_is_refused(plan):
    district = District()
    commune = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã A", tier=Tier.COMMUNE)
    unit = district.unit(K.COUNCIL, "HĐND xã A", tier=Tier.COMMUNE, parent=commune)
    district.body(unit, C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND xã A")
    (subject,) = of_clause(derive_subjects(district.facts, plan, DAY), "P0-5.1-c")
    assert told(subject.gaps) == [
        (
            "no_authority",
            BLOCK,
            "Thường trực HĐND xã A chưa xác định được cấp có thẩm quyền xếp loại.",
            "P0-5.1-c",
        )
    ]
    assert subject.authority_id is None


def test_a_unit_without_its_body_is_told_which_one_it_lacks(plan):
    district = District()
    district.unit(K.DEPARTMENT, "Phòng Nội vụ")
    assert told(derive_subjects(district.facts, plan, DAY).general, "no_collective") == [
        (
            "no_collective",
            WARN,
            "Phòng Nội vụ chưa có tập thể để kiểm điểm (Tập thể lãnh đạo quản lý các phòng, ban, ngành trực thuộc "
            "huyện).",
            "P0-1.1-e",
        )
    ]


def test_a_unit_without_supervisor_is_told_by_name(plan):
    district = District()
    office(district, supervisor_id=None)
    assert told(derive_subjects(district.facts, plan, DAY).general) == [
        (
            "no_supervisor",
            WARN,
            "Phòng Nội vụ chưa phân công Ủy viên Ban Thường vụ phụ trách.",
            "P0-III.1-b",
        )
    ]


def test_whoever_sits_in_a_body_that_the_plan_does_not_count_is_named():  # P2-II.2-c
    commune = Commune2025()
    unit = commune.unit(K.PEOPLES_COMMITTEE, "UBND xã")
    body = commune.body(unit, C.PEOPLES_COMMITTEE_LEADERSHIP, "Lãnh đạo UBND xã")
    commune.posts += [PostFact(4711, body, R.MEMBER, "Ủy viên"), PostFact(4712, body, R.MEMBER, "")]
    (subject,) = of_clause(derive_subjects(commune.facts, P2, date(2025, 12, 1)), "P2-II.2-c")
    assert told(subject.gaps, "not_in_body") == [
        (
            "not_in_body",
            WARN,
            "Lãnh đạo UBND xã không gồm 2 người đang ghi trong tập thể (Ủy viên, thành viên): Lãnh đạo Ủy ban nhân dân "
            "(Chủ tịch và các Phó Chủ tịch).",
            "P2-II.2-c",
        )
    ]


def test_a_body_reviewed_before_a_cell_says_so_and_one_that_finds_none_is_told():  # P4-1.2-e
    commune = Commune()
    cell = commune.village("Chi bộ Trường")
    leadership = commune.school(cell)
    (subject,) = of_clause(derive_subjects(commune.facts, P4, DAY), "P4-1.2-e")
    assert why(subject) == [("Kiểm điểm trước chi bộ", None, cell)]
    commune.person("Phó hiệu trưởng", (leadership, R.DEPUTY), cell=commune.village("Chi bộ khác"))
    (subject,) = of_clause(derive_subjects(commune.facts, P4, DAY), "P4-1.2-e")
    assert told(subject.gaps, "no_cell") == [
        (
            "no_cell",
            WARN,
            "Lãnh đạo Trường Tiểu học kiểm điểm trước chi bộ, chưa xác định được chi bộ nào.",
            "P4-1.2-e",
        )
    ]


def test_leaders_who_all_sit_in_the_cells_committee_are_told_to_be_reviewed_with_it():  # P4-1.2-b
    commune = Commune()
    commune.school(commune.village("Chi bộ Trường"), in_committee=3)
    assert told(derive_subjects(commune.facts, P4, DAY).findings, "merged") == [
        (
            "merged",
            INFO,
            "Lãnh đạo Trường Tiểu học đều là ủy viên Chi ủy Chi bộ Trường: kết hợp kiểm điểm, không kiểm điểm riêng.",
            "P4-1.2-b",
        )
    ]


def test_a_body_reviewed_at_anothers_meeting_names_it_and_whoever_does_not_sit_there():  # P4-1.2-c
    commune = Commune()
    cell = commune.village()
    for name, role in (("An", R.HEAD), ("Bình", R.DEPUTY)):
        commune.person(name, (commune.committee, role), cell=cell)
    (subject,) = of_clause(derive_subjects(commune.facts, P4, DAY), "P4-1.2-c")
    assert why(subject) == [("Kiểm điểm trước hội nghị Ban Chấp hành Đảng bộ", commune.executive, None)]
    assert told(subject.gaps, "not_in_host") == [
        (
            "not_in_host",
            WARN,
            "Lãnh đạo UBND xã: An, Bình không thuộc Ban Chấp hành Đảng bộ; xem xét kiểm điểm riêng.",
            "P4-1.2-c",
        )
    ]


def test_a_body_of_one_or_two_says_that_the_whole_unit_is_reviewed():  # P4-2.3-d
    commune = Commune()
    body = commune.mass("Hội Cựu chiến binh", members=2)
    (subject,) = [row for row in derive_subjects(commune.facts, P4, DAY).collectives if row.collective_id == body]
    assert subject.reason == (
        "Ban Thường vụ các đoàn thể chính trị - xã hội: chỉ có từ 01 đến 02 thành viên, kiểm điểm cả đơn vị"
    )
    assert why(subject) == [("Kiểm điểm tập thể cơ quan, đơn vị", body, None)]


def test_a_whole_cell_is_reviewed_in_the_cell_whether_the_roster_has_the_body_or_not(plan):
    district = District()
    commune = district.unit(K.COMMUNE_PARTY, "Đảng bộ xã", tier=Tier.COMMUNE)
    cell = district.unit(K.PARTY_CELL, "Chi bộ thôn", tier=Tier.CELL, parent=commune)
    body = district.body(cell, C.WHOLE_CELL, "Toàn thể Chi bộ thôn")
    (subject,) = of_clause(derive_subjects(district.facts, plan, DAY), "P0-1.1-g")
    assert (subject.collective_id, subject.collective_kind, subject.name) == (
        body,
        CollectiveKind.WHOLE_CELL,
        "Toàn thể Chi bộ thôn",
    )
    assert [(row.collective_id, row.cell_id) for row in subject.venues] == [(None, cell)]
    assert subject.reason == "Chi ủy trực thuộc đảng ủy cơ sở (thay cho nơi không có)"
