"""Who is asked about whom: P0 III.2 and 5.2."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.roster import Roster
from reviews.rules.routes import OpinionFact, check_opinions, check_written_opinion, route_findings, routes_for
from reviews.rules.vocabulary import OpinionKind, Tier
from tests.rules.district import TINH, C, District, K, R


class Asked(District):
    """A district with every body that is asked."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.council = self.unit(K.COUNCIL, "HĐND huyện")
        self.committee = self.unit(K.PEOPLES_COMMITTEE, "UBND huyện")
        self.board = self.unit(K.ADVISORY_BOARD, "Ban Tổ chức Huyện ủy")
        self.delegation = self.unit(K.PARTY_DELEGATION, "Đảng đoàn HĐND tỉnh", tier=Tier.PROVINCE, parent=TINH)
        self.affairs = self.unit(
            K.PARTY_AFFAIRS_COMMITTEE, "Ban cán sự đảng UBND tỉnh", tier=Tier.PROVINCE, parent=TINH
        )
        self.commune = self.unit(K.COMMUNE_PARTY, "Đảng bộ xã", tier=Tier.COMMUNE)
        self.council_board = self.body(self.council, C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND huyện")
        self.leadership = self.body(self.committee, C.PEOPLES_COMMITTEE_LEADERSHIP, "Lãnh đạo UBND huyện")


@pytest.fixture
def district():
    return Asked()


def below(district, kind, body, name):
    unit = district.unit(kind, name, tier=Tier.COMMUNE, parent=district.commune)
    return district.body(unit, body, name)


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def asked(district, plan, person):
    return [(route.clause, route.addressee_id) for route in routes_for(district.facts, plan, person_id=person)]


def test_commune_council_chair_goes_to_the_districts_council_unless_in_the_standing_committee(district, plan):
    board = below(district, K.COUNCIL, C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND xã")
    chair = district.person("An", (board, R.HEAD))
    both = district.person("Bình", (board, R.DEPUTY), (district.standing, R.MEMBER))
    assert asked(district, plan, chair) == [("P0-III.2-c", district.council)]
    assert asked(district, plan, both) == []
    assert routes_for(district.facts, plan, person_id=chair)[0].via == "Văn phòng HĐND-UBND huyện"


def test_head_of_a_department_goes_to_the_peoples_committee_through_the_home_affairs_office(district, plan):
    office = district.unit(K.DEPARTMENT, "Phòng Tài chính", parent=district.committee)
    head = district.person("An", (district.body(office, C.AGENCY_LEADERSHIP, "Lãnh đạo Phòng"), R.HEAD))
    (route,) = routes_for(district.facts, plan, person_id=head)
    assert (route.clause, route.addressee_id, route.via) == ("P0-III.2-d", district.committee, "Phòng Nội vụ")


def test_commune_deputy_secretary_who_chairs_the_peoples_committee_goes_two_ways(district, plan):
    party = district.body(district.commune, C.STANDING_COMMITTEE, "Ban Thường vụ Đảng ủy xã")
    committee = below(district, K.PEOPLES_COMMITTEE, C.PEOPLES_COMMITTEE_LEADERSHIP, "UBND xã")
    person = district.person("An", (party, R.DEPUTY), (committee, R.HEAD))
    assert sorted(asked(district, plan, person)) == [
        ("P0-III.2-d", district.committee),
        ("P0-III.2-e", district.board),
    ]


def test_secretary_of_a_commune_without_standing_committee_goes_to_the_organization_board(district, plan):
    executive = district.body(district.commune, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành Đảng bộ xã")
    secretary = district.person("An", (executive, R.HEAD))
    member = district.person("Bình", (executive, R.MEMBER))
    assert asked(district, plan, secretary) == [("P0-III.2-e", district.board)]
    assert asked(district, plan, member) == []


def test_district_council_chair_needs_the_party_delegation_even_in_the_standing_committee(district, plan):
    chair = district.person("An", (district.council_board, R.HEAD), (district.standing, R.MEMBER))
    (route,) = routes_for(district.facts, plan, person_id=chair)
    assert (route.kind, route.clause, route.addressee_id) == (OpinionKind.SUPERIOR, "P0-5.2-b", district.delegation)


def test_deputy_secretary_needs_the_affairs_committee_only_as_chair_of_the_peoples_committee(district, plan):
    chair = district.person("An", (district.standing, R.DEPUTY), (district.leadership, R.HEAD))
    permanent = district.person("Bình", (district.standing, R.DEPUTY))
    assert asked(district, plan, chair) == [("P0-5.2-c", district.affairs)]
    assert asked(district, plan, permanent) == []


def test_body_that_the_tree_lacks_is_named_not_forgotten(district, plan):
    chair = district.person("An", (district.leadership, R.HEAD), (district.standing, R.MEMBER))
    district.organizations = [row for row in district.organizations if row.id != district.affairs]
    assert routes_for(district.facts, plan, person_id=chair) == []
    (finding,) = route_findings(district.facts, plan, person_id=chair)
    assert told([finding]) == [
        (
            "route.no_addressee",
            Severity.WARN,
            "Phải lấy ý kiến của Ban cán sự đảng Ủy ban nhân dân tỉnh về An, nhưng tổ chức này chưa có trong cây tổ "
            "chức.",
            "P0-5.2-c",
        )
    ]


def test_a_roster_read_once_serves_for_everybody(district, plan):
    chair = district.person("An", (district.leadership, R.HEAD), (district.standing, R.MEMBER))
    roster = Roster(district.facts)
    assert routes_for(roster, plan, person_id=chair) == routes_for(district.facts, plan, person_id=chair)
    (route,) = routes_for(roster, plan, person_id=chair)
    assert (route.key, route.addressee, route.via) == (
        "peoples_committee_chair",
        "Ban cán sự đảng Ủy ban nhân dân tỉnh",
        "",
    )
    assert route_findings(roster, plan, person_id=chair) == []
    assert route_findings(roster, plan, person_id=9999) == []


# --- every row of III.2 and 5.2 -------------------------------------------------------------------------------------

COUNCIL = ("P0-III.2-c", "council", "Văn phòng HĐND-UBND huyện")
COMMITTEE = ("P0-III.2-d", "committee", "Phòng Nội vụ")
BOARD = ("P0-III.2-e", "board", "")
DELEGATION = ("P0-5.2-b", "delegation", "")
AFFAIRS = ("P0-5.2-c", "affairs", "")

#: Kind of organization, its tier, its body, the role held there, and every body that is asked about whoever holds it.
ROWS = [
    # c) "cán bộ cơ quan Thường trực HĐND huyện, các đồng chí Chủ tịch, Phó Chủ tịch HĐND xã, thị trấn"
    (K.COUNCIL, Tier.DISTRICT, C.COUNCIL_PERMANENT_BOARD, R.HEAD, [COUNCIL, DELEGATION]),
    (K.COUNCIL, Tier.DISTRICT, C.COUNCIL_PERMANENT_BOARD, R.DEPUTY, [COUNCIL]),
    (K.COUNCIL, Tier.DISTRICT, C.COUNCIL_PERMANENT_BOARD, R.MEMBER, [COUNCIL]),
    (K.COUNCIL, Tier.COMMUNE, C.COUNCIL_PERMANENT_BOARD, R.HEAD, [COUNCIL]),
    (K.COUNCIL, Tier.COMMUNE, C.COUNCIL_PERMANENT_BOARD, R.DEPUTY, [COUNCIL]),
    (K.COUNCIL, Tier.COMMUNE, C.COUNCIL_PERMANENT_BOARD, R.MEMBER, []),
    # d) "cán bộ ở các đơn vị trực thuộc UBND huyện, kể cả các đồng chí Chủ tịch, các Phó Chủ tịch UBND xã, thị trấn"
    (K.PEOPLES_COMMITTEE, Tier.DISTRICT, C.PEOPLES_COMMITTEE_LEADERSHIP, R.HEAD, [COMMITTEE, AFFAIRS]),
    (K.PEOPLES_COMMITTEE, Tier.DISTRICT, C.PEOPLES_COMMITTEE_LEADERSHIP, R.DEPUTY, [COMMITTEE]),
    (K.PEOPLES_COMMITTEE, Tier.DISTRICT, C.PEOPLES_COMMITTEE_LEADERSHIP, R.MEMBER, [COMMITTEE]),
    (K.DEPARTMENT, Tier.DISTRICT, C.AGENCY_LEADERSHIP, R.HEAD, [COMMITTEE]),
    (K.DEPARTMENT, Tier.DISTRICT, C.AGENCY_LEADERSHIP, R.DEPUTY, [COMMITTEE]),
    (K.DEPARTMENT, Tier.DISTRICT, C.AGENCY_LEADERSHIP, R.MEMBER, [COMMITTEE]),
    (K.PUBLIC_SERVICE_UNIT, Tier.DISTRICT, C.AGENCY_LEADERSHIP, R.HEAD, [COMMITTEE]),
    (K.PUBLIC_SERVICE_UNIT, Tier.DISTRICT, C.AGENCY_LEADERSHIP, R.DEPUTY, [COMMITTEE]),
    (K.PEOPLES_COMMITTEE, Tier.COMMUNE, C.PEOPLES_COMMITTEE_LEADERSHIP, R.HEAD, [COMMITTEE]),
    (K.PEOPLES_COMMITTEE, Tier.COMMUNE, C.PEOPLES_COMMITTEE_LEADERSHIP, R.DEPUTY, [COMMITTEE]),
    (K.PEOPLES_COMMITTEE, Tier.COMMUNE, C.PEOPLES_COMMITTEE_LEADERSHIP, R.MEMBER, []),
    # e) "cán bộ thuộc khối Đảng, Mặt trận, đoàn thể huyện, các đồng chí Bí thư, Phó Bí thư Đảng uỷ xã, thị trấn"
    (K.ADVISORY_BOARD, Tier.DISTRICT, C.BOARD_LEADERSHIP, R.HEAD, [BOARD]),
    (K.ADVISORY_BOARD, Tier.DISTRICT, C.BOARD_LEADERSHIP, R.DEPUTY, [BOARD]),
    (K.ADVISORY_BOARD, Tier.DISTRICT, C.BOARD_LEADERSHIP, R.MEMBER, [BOARD]),
    (K.FATHERLAND_FRONT, Tier.DISTRICT, C.FRONT_STANDING_BOARD, R.HEAD, [BOARD]),
    (K.FATHERLAND_FRONT, Tier.DISTRICT, C.FRONT_STANDING_BOARD, R.DEPUTY, [BOARD]),
    (K.FATHERLAND_FRONT, Tier.DISTRICT, C.FRONT_STANDING_BOARD, R.MEMBER, [BOARD]),
    (K.MASS_ORGANIZATION, Tier.DISTRICT, C.MASS_STANDING_COMMITTEE, R.HEAD, [BOARD]),
    (K.MASS_ORGANIZATION, Tier.DISTRICT, C.MASS_STANDING_COMMITTEE, R.DEPUTY, [BOARD]),
    (K.MASS_ORGANIZATION, Tier.DISTRICT, C.MASS_STANDING_COMMITTEE, R.MEMBER, [BOARD]),
    (K.COMMUNE_PARTY, Tier.COMMUNE, C.STANDING_COMMITTEE, R.HEAD, [BOARD]),
    (K.COMMUNE_PARTY, Tier.COMMUNE, C.STANDING_COMMITTEE, R.DEPUTY, [BOARD]),
    (K.COMMUNE_PARTY, Tier.COMMUNE, C.STANDING_COMMITTEE, R.MEMBER, []),
    (K.COMMUNE_PARTY, Tier.COMMUNE, C.EXECUTIVE_COMMITTEE, R.HEAD, [BOARD]),
    (K.COMMUNE_PARTY, Tier.COMMUNE, C.EXECUTIVE_COMMITTEE, R.DEPUTY, [BOARD]),
    (K.COMMUNE_PARTY, Tier.COMMUNE, C.EXECUTIVE_COMMITTEE, R.MEMBER, []),
    # Named in none of the three.
    (K.FATHERLAND_FRONT, Tier.COMMUNE, C.FRONT_STANDING_BOARD, R.HEAD, []),
    (K.GRASSROOTS_PARTY, Tier.GRASSROOTS, C.STANDING_COMMITTEE, R.HEAD, []),
    (K.GRASSROOTS_CELL, Tier.CELL, C.CELL_COMMITTEE, R.HEAD, []),
    (K.ARMED_FORCES, Tier.DISTRICT, C.AGENCY_LEADERSHIP, R.HEAD, []),
]


def holder(district, row, *others):
    """Somebody who holds that post in an organization of that kind, among others of the same kinds."""
    kind, tier, body, role, _asked = row
    unit = {
        (K.COUNCIL, Tier.DISTRICT): district.council,
        (K.PEOPLES_COMMITTEE, Tier.DISTRICT): district.committee,
        (K.COMMUNE_PARTY, Tier.COMMUNE): district.commune,
    }.get((kind, tier)) or district.unit(kind, "Văn phòng", tier=tier)
    below(district, K.COUNCIL, C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND xã khác")
    below(district, K.PEOPLES_COMMITTEE, C.PEOPLES_COMMITTEE_LEADERSHIP, "UBND xã khác")
    district.unit(K.ADVISORY_BOARD, "Ban Tuyên giáo Huyện ủy")
    district.organizations.reverse()  # the body asked is found by what it is, not by where it stands
    return district.person("An", (district.body(unit, body, "Tập thể"), role), *others)


def routes(district, plan, person):
    return [
        (route.clause, route.addressee_id, route.via) for route in routes_for(district.facts, plan, person_id=person)
    ]


def expected(district, bodies):
    return [(clause, getattr(district, name), via) for clause, name, via in bodies]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: "-".join(row[:4]))
def test_whoever_holds_a_post_is_sent_to_the_bodies_that_the_plan_names_for_it(district, plan, row):
    person = holder(district, row)
    assert routes(district, plan, person) == expected(district, row[4])
    assert route_findings(district.facts, plan, person_id=person) == []


@pytest.mark.parametrize("row", [row for row in ROWS if row[4]], ids=lambda row: "-".join(row[:4]))
def test_a_member_of_the_districts_standing_committee_goes_to_nobody_but_the_superior_body(district, plan, row):
    # "trừ các đồng chí là UVTV Huyện ủy"; 5.2 knows no exception.
    person = holder(district, row, (district.standing, R.MEMBER))
    superior = [body for body in row[4] if body in (DELEGATION, AFFAIRS)]
    assert routes(district, plan, person) == expected(district, superior)


@pytest.mark.parametrize("row", [row for row in ROWS if row[4]], ids=lambda row: "-".join(row[:4]))
def test_a_member_of_the_executive_committee_only_is_sent_like_everybody(district, plan, row):
    person = holder(district, row, (district.executive, R.MEMBER))
    assert routes(district, plan, person) == expected(district, row[4])


def test_every_route_of_the_plan_has_a_row(plan):
    tested = {clause for row in ROWS for clause, _name, _via in row[4]}
    assert tested == {rule.clause for rule in plan.opinion_routes}


def opinion(kind=OpinionKind.CONSULTEE, *, is_in=True, on=date(2023, 12, 8), clause="P0-III.2-d", name="UBND huyện"):
    return OpinionFact(name, kind, is_in, on, clause)


def test_conclusion_waits_for_every_opinion(plan):
    opinions = [opinion(), opinion(is_in=False, on=None, name="Ban Tổ chức Huyện ủy")]
    (finding,) = check_opinions(name="An", opinions=opinions, rated_on=date(2023, 12, 11), plan=plan)
    assert finding.clause == "P0-III.2-b"
    assert "1/2 ý kiến" in finding.message
    assert "Ban Tổ chức Huyện ủy" in finding.message
    assert check_opinions(name="An", opinions=[], rated_on=date(2023, 12, 11), plan=plan) == []


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (opinion(OpinionKind.SUPERIOR, clause="P0-5.2-b"), None),
        (opinion(OpinionKind.SUPERIOR, clause="P0-5.2-b", is_in=False, on=None), "opinion.missing"),
        (opinion(OpinionKind.SUPERIOR, clause="P0-5.2-b", on=date(2023, 12, 12)), "opinion.after_rating"),
        (opinion(OpinionKind.SUPERIOR, clause="P0-5.2-c"), None),
        (opinion(OpinionKind.SUPERIOR, clause="P0-5.2-c", is_in=False, on=None), "opinion.missing"),
        (opinion(OpinionKind.SUPERIOR, clause="P0-5.2-c", on=date(2023, 12, 12)), "opinion.after_rating"),
    ],
)
def test_superior_body_answers_before_the_rating(plan, fact, code):
    findings = check_opinions(name="An", opinions=[fact], rated_on=date(2023, 12, 11), plan=plan)
    assert [row.code for row in findings] == ([code] if code else [])
    assert all(row.blocks and row.clause == fact.clause for row in findings)


def test_all_who_have_not_answered_are_named(plan):
    asked = [opinion(), *(opinion(is_in=False, on=None, name=name) for name in ("HĐND huyện", "Ban Tổ chức"))]
    assert told(check_opinions(name="An", opinions=asked, rated_on=date(2023, 12, 11), plan=plan)) == [
        (
            "opinion.missing",
            Severity.BLOCK,
            "An mới có 1/3 ý kiến, còn thiếu ý kiến của: HĐND huyện, Ban Tổ chức.",
            "P0-III.2-b",
        )
    ]


def test_superior_and_consulted_bodies_that_are_both_missing_share_the_general_clause(plan):
    superior = opinion(OpinionKind.SUPERIOR, clause="P0-5.2-b", is_in=False, on=None)
    consulted = opinion(is_in=False, on=None, clause="")
    answered = opinion(OpinionKind.SUPERIOR, clause="P0-5.2-c")

    def clause(*opinions):
        (finding,) = check_opinions(name="An", opinions=opinions, rated_on=date(2023, 12, 11), plan=plan)
        return finding.clause

    assert clause(superior, consulted) == "P0-III.2-b"
    assert clause(superior, replace(superior, clause="P0-5.2-c")) == "P0-III.2-b"
    assert clause(superior, answered, opinion()) == "P0-5.2-b"
    assert clause(replace(superior, clause="")) == "P0-III.2-b"


def test_an_opinion_of_the_day_of_the_rating_is_in_time_and_the_next_days_is_not(plan):
    day = date(2023, 12, 11)
    assert check_opinions(name="An", opinions=[opinion(on=day)], rated_on=day, plan=plan) == []
    late = [opinion(on=date(2023, 12, 12)), opinion(on=date(2023, 12, 13), clause="", name="HĐND huyện")]
    assert told(check_opinions(name="An", opinions=late, rated_on=day, plan=plan)) == [
        (
            "opinion.after_rating",
            Severity.BLOCK,
            "Ý kiến của UBND huyện về An ngày 12/12/2023, sau ngày xếp loại 11/12/2023.",
            "P0-III.2-d",
        ),
        (
            "opinion.after_rating",
            Severity.BLOCK,
            "Ý kiến của HĐND huyện về An ngày 13/12/2023, sau ngày xếp loại 11/12/2023.",
            "P0-III.2-b",
        ),
    ]


def test_residence_opinion_is_no_condition_of_the_decision(plan):
    fact = opinion(OpinionKind.RESIDENCE, is_in=False, on=None)
    assert check_opinions(name="An", opinions=[fact], rated_on=date(2023, 12, 11), plan=plan) == []


def test_written_opinion_has_number_day_comment_and_level(plan):
    whole = check_written_opinion(
        name="An", document_number="12-NX", document_on=date(2023, 12, 1), level=Level.GOOD, comment="Tốt", plan=plan
    )
    assert whole == []
    findings = check_written_opinion(
        name="An", document_number=" ", document_on=None, level=None, comment="", plan=plan
    )
    assert told(findings) == [
        (
            "opinion.written",
            Severity.BLOCK,
            "Ý kiến về An còn thiếu: số văn bản, ngày văn bản, nhận xét, đánh giá, mức đề nghị xếp loại.",
            "P0-III.2-f",
        )
    ]
