"""The province plan of 2023: prompts, who attends and directs, who takes part (P1 II.3, II.6, II.7, II.8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.rules.attendance import (
    check_assigner,
    check_participants,
    check_prompted_attendance,
    delegated_to,
)
from reviews.rules.eligibility import VoterFacts
from reviews.rules.findings import Severity
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.prompts import Proposal, check_proposal, merge_proposals, unprompted
from reviews.rules.vocabulary import AttendeeRole, Tier
from tests.rules.district import K

P0, P1 = load_preset("p0_huyen_2023"), load_preset("p1_tinh_2023")
PROPOSAL = Proposal(
    target=1,
    proposer="Đảng đoàn HĐND tỉnh",
    text="Chậm giải ngân vốn đầu tư công năm 2023",
    category="task_results",
    organization=K.PARTY_DELEGATION,
)


def outcome(findings):
    return [(row.clause, row.severity) for row in findings]


@pytest.mark.parametrize(
    ("organization", "in_standing_committee", "refused"),
    [
        (K.PARTY_DELEGATION, False, False),
        (K.PARTY_AFFAIRS_COMMITTEE, False, False),
        (K.ADVISORY_BOARD, False, False),
        (None, True, False),
        (K.DEPARTMENT, True, False),
        (K.DEPARTMENT, False, True),
        (K.MASS_ORGANIZATION, False, True),
        (None, False, True),
    ],
)
def test_five_groups_propose_and_a_department_does_not(organization, in_standing_committee, refused):  # P1-II.6-a
    proposal = replace(PROPOSAL, organization=organization, in_standing_committee=in_standing_committee)
    assert outcome(check_proposal(proposal, P1)) == ([("P1-II.6-a", Severity.BLOCK)] if refused else [])


def test_target_that_the_standing_committee_does_not_manage_is_refused():  # P1-II.6-a
    findings = check_proposal(replace(PROPOSAL, target_is_managed=False), P1)
    assert [row.code for row in findings] == ["prompt.target"]
    assert outcome(findings) == [("P1-II.6-a", Severity.BLOCK)]


@pytest.mark.parametrize(
    ("text", "category", "expected"),
    [
        (PROPOSAL.text, "", [("prompt.category", Severity.BLOCK)]),
        (PROPOSAL.text, "gossip", [("prompt.category", Severity.BLOCK)]),
        ("x" * 20, "other", []),
        ("x" * 19, "other", [("prompt.short", Severity.WARN)]),
        ("   ", "disunity", [("prompt.text", Severity.BLOCK)]),
    ],
)
def test_proposal_says_of_what_kind_it_is_and_what_exactly(text, category, expected):  # P1-II.6-b
    findings = check_proposal(replace(PROPOSAL, text=text, category=category), P1)
    assert [(row.code, row.severity) for row in findings] == expected
    assert {row.clause for row in findings} <= {"P1-II.6-b"}


def test_two_equal_proposals_of_three_are_one_line_and_all_three_stay_named():  # P1-III.1-a
    rows = [
        PROPOSAL,
        replace(PROPOSAL, proposer="Ban Nội chính Tỉnh ủy", text="  chậm giải ngân vốn đầu tư công  năm 2023"),
        replace(PROPOSAL, proposer="Văn phòng Tỉnh ủy", text="Đơn thư kéo dài", category="pressing_issue"),
    ]
    lines = merge_proposals(rows)
    assert [(line.text, line.proposers) for line in lines] == [
        (PROPOSAL.text, ("Đảng đoàn HĐND tỉnh", "Ban Nội chính Tỉnh ủy")),
        ("Đơn thư kéo dài", ("Văn phòng Tỉnh ủy",)),
    ]
    assert [line.target for line in merge_proposals([replace(PROPOSAL, target=2), *rows])] == [1, 1, 2]


def test_same_words_about_another_target_or_of_another_kind_stay_apart():  # P1-III.1-a
    assert len(merge_proposals([PROPOSAL, replace(PROPOSAL, target=2), replace(PROPOSAL, category="other")])) == 3


def test_sign_of_violation_waits_for_the_superiors_prompt():  # P1-II.3-a
    (finding,) = unprompted(name="Sở Y tế", flags=["disunity"], prompts=0, plan=P1)
    assert (finding.clause, finding.severity) == ("P1-II.3-a", Severity.WARN)
    assert "Sở Y tế có biểu hiện mất đoàn kết" in finding.message
    assert unprompted(name="Sở Y tế", flags=["disunity"], prompts=1, plan=P1) == []
    assert unprompted(name="Sở Y tế", flags=[], prompts=0, plan=P1) == []
    assert {key for key, _label in P1.entries.flags} == {
        "disunity",
        "breach",
        "corruption",
        "pressing_issue",
        "degradation",
    }


@pytest.mark.parametrize(("prompts", "assigned", "refused"), [(1, 0, True), (1, 1, False), (3, 2, True), (0, 0, False)])
def test_unit_with_a_prompt_has_exactly_one_director(prompts, assigned, refused):  # P1-II.7-c
    findings = check_prompted_attendance(unit_name="Sở Y tế", prompts=prompts, assigned=assigned, plan=P1)
    assert outcome(findings) == ([("P1-II.7-c", Severity.BLOCK)] if refused else [])
    assert all("phân công 01 đồng chí" in row.message and "Thường trực Tỉnh ủy" in row.message for row in findings)


@pytest.mark.parametrize(
    ("kind", "tier", "delegated"),
    [
        (K.DEPARTMENT, Tier.PROVINCE, True),
        (K.PUBLIC_SERVICE_UNIT, Tier.PROVINCE, True),
        (K.PEOPLES_COMMITTEE, Tier.DISTRICT, True),
        (K.PEOPLES_COMMITTEE, Tier.COMMUNE, False),
        (K.DISTRICT_PARTY, Tier.DISTRICT, False),
        (K.COUNCIL, Tier.DISTRICT, False),
    ],
)
def test_attendance_at_government_bodies_is_assigned_by_their_party_affairs_committee(
    kind, tier, delegated
):  # P1-II.7-e
    known = {"unit_name": "Sở Y tế", "kind": kind, "tier": tier, "plan": P1}
    assert (delegated_to(kind=kind, tier=tier, plan=P1) is not None) is delegated
    assert check_assigner(assigner=K.PARTY_AFFAIRS_COMMITTEE, **known) == []
    assert outcome(check_assigner(assigner=K.ADVISORY_BOARD, **known)) == (
        [("P1-II.7-e", Severity.BLOCK)] if delegated else []
    )


def test_conference_of_the_standing_committee_has_its_members_and_warns_of_guests():  # P1-8.1-b
    members = [VoterFacts(f"Đồng chí {number}", True) for number in range(15)]
    assert check_participants(members, P1) == []
    stranger = VoterFacts("Giám đốc Sở", False)
    (refused,) = check_participants([*members, stranger], P1)
    assert (refused.code, refused.clause, refused.severity) == ("meeting.participant", "P1-8.1-b", Severity.BLOCK)
    assert "Giám đốc Sở" in refused.message
    guest = VoterFacts("Đại diện Vụ Địa phương", False, role=AttendeeRole.GUEST)
    assert outcome(check_participants([*members, guest], P1)) == [("P1-8.1-b", Severity.WARN)]


def test_plan_that_prints_nothing_on_it_holds_nobody_up():
    assert P0.proposals is None
    assert check_proposal(replace(PROPOSAL, organization=K.DEPARTMENT, category=""), P0) == []
    assert unprompted(name="Phòng", flags=["disunity"], prompts=0, plan=P0) == []
    assert check_prompted_attendance(unit_name="Phòng", prompts=1, assigned=0, plan=P0) == []
    assert delegated_to(kind=K.DEPARTMENT, tier=Tier.PROVINCE, plan=P0) is None
    assert check_participants([VoterFacts("Khách", False)], P0) == []


@pytest.mark.parametrize(
    ("part", "value", "path"),
    [
        ("proposals", {"clause": "P0-4.1-d"}, "proposals.clause"),
        ("proposals", {"organizations": ["village"]}, "proposals.organizations[1]"),
        ("attendance", {"prompted": {"count": 0}}, "attendance.prompted.count"),
        ("attendance", {"delegated": {"government": {"by": "nobody"}}}, "attendance.delegated.government.by"),
    ],
)
def test_wrong_value_of_these_parts_is_refused_at_its_place(part, value, path):
    with pytest.raises(PlanError) as caught:
        P1.with_overrides({part: value})
    assert caught.value.path == path
