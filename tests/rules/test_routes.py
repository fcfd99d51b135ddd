"""Who is asked about whom: P0 III.2 and 5.2."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.levels import Level
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


def test_front_and_mass_organizations_go_to_the_organization_board(district, plan):
    front = district.body(district.unit(K.FATHERLAND_FRONT, "MTTQ huyện"), C.FRONT_STANDING_BOARD, "Ban Thường trực")
    union = district.body(
        district.unit(K.MASS_ORGANIZATION, "Hội Nông dân"), C.MASS_STANDING_COMMITTEE, "Ban Thường vụ"
    )
    for body in (front, union):
        assert asked(district, plan, district.person("An", (body, R.DEPUTY))) == [("P0-III.2-e", district.board)]


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
    assert "Ban cán sự đảng" in finding.message
    assert finding.clause == "P0-5.2-c"


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
    ],
)
def test_superior_body_answers_before_the_rating(plan, fact, code):
    findings = check_opinions(name="An", opinions=[fact], rated_on=date(2023, 12, 11), plan=plan)
    assert [row.code for row in findings] == ([code] if code else [])
    assert all(row.blocks and row.clause == "P0-5.2-b" for row in findings)


def test_residence_opinion_is_no_condition_of_the_decision(plan):
    fact = opinion(OpinionKind.RESIDENCE, is_in=False, on=None)
    assert check_opinions(name="An", opinions=[fact], rated_on=date(2023, 12, 11), plan=plan) == []


def test_written_opinion_has_number_day_comment_and_level(plan):
    whole = check_written_opinion(
        name="An", document_number="12-NX", document_on=date(2023, 12, 1), level=Level.GOOD, comment="Tốt", plan=plan
    )
    assert whole == []
    (finding,) = check_written_opinion(
        name="An", document_number="", document_on=None, level=None, comment="Tốt", plan=plan
    )
    assert finding.clause == "P0-III.2-f"
    assert "số văn bản, ngày văn bản, mức đề nghị xếp loại" in finding.message
