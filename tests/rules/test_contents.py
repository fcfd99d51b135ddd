"""Which contents a person's statement needs by category and post (P4 II.1.3.1, II.1.3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from reviews.rules.contents import Author, author_of, collective_contents, contents_for, missing_contents
from reviews.rules.findings import Severity
from reviews.rules.parts.contents import MemberCategory
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.roster import Roster
from reviews.rules.vocabulary import OrganizationKind, Tier
from tests.rules.district import HUYEN, C, District, K, R

P4 = load_preset("p4_xa_2023")
SILENT = load_preset("p0_huyen_2023")


@dataclass
class Xa(District):
    """The same builder with the party committee of a commune as issuer."""

    def __post_init__(self) -> None:
        self.unit(K.COMMUNE_PARTY, "Đảng bộ xã", parent=None, id=HUYEN)
        self.executive = self.body(HUYEN, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành Đảng bộ")
        self.government = self.body(
            self.unit(K.PEOPLES_COMMITTEE, "UBND xã"), C.PEOPLES_COMMITTEE_LEADERSHIP, "Lãnh đạo UBND xã"
        )
        self.front = self.body(self.unit(K.FATHERLAND_FRONT, "UBMTTQ xã"), C.FRONT_STANDING_BOARD, "Ban Thường trực")

    def unit(self, kind: OrganizationKind, name: str, **more: Any) -> int:
        more.setdefault("tier", Tier.COMMUNE)
        return super().unit(kind, name, **more)

    def asked(self, *posts, category=None, is_rotated=False, plan=P4):
        person = self.person("An", *posts)
        return contents_for(Author(person, category, is_rotated), Roster(self.facts), plan)


@pytest.fixture
def xa():
    return Xa()


def by_clause(rows, *clauses):
    return [row.key for row in rows if row.clause in clauses]


MEMBER = ("thought", "ethics", "discipline", "style", "duties", "commitment")
LEADER = ("P4-1.3.2-k", "P4-1.3.2-m")


@pytest.mark.parametrize(
    ("category", "keys"),
    [
        (MemberCategory.STATE_PAID, ["workload", "initiative", "service"]),
        (MemberCategory.WORKING, ["emulation", "self_reliance"]),
        (MemberCategory.RETIRED, ["law", "activity_and_fees", "residence_duties", "discipline_of_speech"]),
        (None, []),
    ],
)
def test_each_category_of_members_dwells_on_its_own_contents(xa, category, keys):  # P4-1.3.2-g
    rows = xa.asked(category=category)
    assert by_clause(rows, "P4-1.3.2-g") == keys
    assert [row.key for row in rows if row.key not in MEMBER] == keys


def test_head_of_the_peoples_committee_has_ten_leader_topics_a_deputy_nine_a_member_none(xa):  # P4-1.3.2-k
    assert len(by_clause(xa.asked((xa.government, R.HEAD)), *LEADER)) == 10
    assert len(by_clause(xa.asked((xa.government, R.DEPUTY)), *LEADER)) == 9
    assert by_clause(xa.asked(), *LEADER) == []


def test_head_answers_for_the_results_of_his_body(xa):  # P4-1.3.2-l
    rows = xa.asked((xa.government, R.HEAD))
    assert by_clause(rows, "P4-1.3.2-l") == ["collective_results"]
    assert by_clause(xa.asked((xa.government, R.DEPUTY)), "P4-1.3.2-l") == []
    filled = {row.key for row in rows} - {"collective_results"}
    (found,) = missing_contents("An", rows, filled, P4)
    assert (found.code, found.severity, found.clause) == ("content.collective_results", Severity.BLOCK, "P4-1.3.2-l")
    assert missing_contents("An", rows, {*filled, "collective_results"}, P4) == []


def test_citizens_are_received_by_heads_of_committees_and_agencies_only(xa):  # P4-1.3.2-m
    assert by_clause(xa.asked((xa.government, R.HEAD)), "P4-1.3.2-m") == ["reception"]
    assert by_clause(xa.asked((xa.executive, R.HEAD)), "P4-1.3.2-m") == ["reception"]
    assert by_clause(xa.asked((xa.government, R.DEPUTY)), "P4-1.3.2-m") == []
    front = xa.asked((xa.front, R.HEAD))
    assert by_clause(front, "P4-1.3.2-m") == []
    assert by_clause(front, "P4-1.3.2-l") == ["collective_results"]


def test_rotated_leader_has_five_topics_more(xa):  # P4-1.3.2-n
    rotated = xa.asked((xa.government, R.DEPUTY), is_rotated=True)
    assert len(by_clause(rotated, "P4-1.3.2-n")) == 5
    assert by_clause(xa.asked((xa.government, R.DEPUTY)), "P4-1.3.2-n") == []
    assert by_clause(xa.asked(is_rotated=True), "P4-1.3.2-n") == []
    deputy = xa.person("Bình", (xa.government, R.DEPUTY))
    assert by_clause(contents_for(Author(deputy), Roster(xa.facts), P4), "P4-1.3.2-n") == []


def test_confidence_vote_is_a_topic_of_districts_only(xa):  # P4-1.3.1-b
    rows = collective_contents(Tier.DISTRICT, P4)
    assert by_clause(collective_contents(Tier.COMMUNE, P4), "P4-1.3.1-b") == []
    assert by_clause(rows, "P4-1.3.1-b") == ["confidence_vote"]
    others = [row.key for row in rows if row.key != "confidence_vote"]
    assert others == [row.key for row in collective_contents(Tier.COMMUNE, P4)]
    (found,) = missing_contents("Ban Thường vụ Huyện ủy", rows, others, P4)
    assert (found.code, found.clause) == ("content.confidence_vote", "P4-1.3.1-b")


def test_what_is_printed_if_any_may_have_no_text():  # P4-1.3.1-a
    rows = [row for row in collective_contents(Tier.COMMUNE, P4) if row.if_any]
    assert [row.key for row in rows] == ["asset_recovery", "personnel_planning", "corruption_cases"]
    assert missing_contents("Đảng ủy", rows, (), P4) == []


@pytest.mark.parametrize(
    ("data", "state_paid", "category", "is_rotated"),
    [
        ({}, False, None, False),
        ({}, True, MemberCategory.STATE_PAID, False),
        ({"member_category": "retired"}, True, MemberCategory.RETIRED, False),
        ({"member_category": "pilot", "is_rotated": "yes"}, False, None, False),
        ({"member_category": ["retired"], "is_rotated": True}, False, None, True),
    ],
)
def test_writer_is_known_by_what_he_says_of_himself_or_by_who_pays_him(data, state_paid, category, is_rotated):
    """P4-1.3.2-g, P4-1.3.2-n"""
    assert author_of(1, data, state_paid=state_paid) == Author(1, category, is_rotated)


def test_plan_without_such_contents_asks_none(xa):
    assert xa.asked((xa.government, R.HEAD), category=MemberCategory.RETIRED, is_rotated=True, plan=SILENT) == []
    assert collective_contents(Tier.DISTRICT, SILENT) == []


@pytest.mark.parametrize(
    ("over", "path"),
    [
        ({"people": {"law": {"of": "anybody"}}}, "people.law.of"),
        ({"people": {"law": {"bodies": ["agency_leadership"]}}}, "people.law"),
        ({"people": {"reception": {"of": "head"}}}, "people.reception"),
        ({"people": {"law": {"says": " "}}}, "people.law.says"),
        ({"collectives": {"confidence_vote": {"tiers": ["world"]}}}, "collectives.confidence_vote.tiers[1]"),
    ],
)
def test_contents_are_read_strictly(over, path):
    with pytest.raises(PlanError) as caught:
        P4.with_overrides({"contents": over})
    assert caught.value.path == f"contents.{path}"
