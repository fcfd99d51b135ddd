"""Channels of information by category, the sheet of proposals and its ballot (P4 II.1.4.1.b, II.2.2.3.2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.rules.channels import (
    MemberFacts,
    SheetRow,
    addressee,
    channels_for,
    check_ballot_opening,
    check_member_counts,
    check_proposer,
    check_residence_waiver,
    check_sheet,
    check_statements,
    missing_channels,
    waiver_cases,
)
from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.parts.contents import MemberCategory
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.vocabulary import PostRole
from reviews.rules.voting import Tally

P0, P4 = load_preset("p0_huyen_2023"), load_preset("p4_xa_2023")
SILENT = load_preset("p0_huyen_2023")
TEACHER = MemberFacts("An", MemberCategory.STATE_PAID)
FARMER = MemberFacts("Bình", MemberCategory.WORKING, joined=("Hội Nông dân", "Hội Cựu chiến binh"))
PAPERS = {("residence", ""), ("professional", "")}


def told(findings):
    return [(row.code, row.severity, row.clause) for row in findings]


def keys(member):
    return [channel.key for channel in channels_for(member, P4)]


def test_one_statement_serves_every_place():  # P4-1.4.1-g
    assert check_statements("An", 1, P4) == []
    assert told(check_statements("An", 2, P4)) == [("channel.second_statement", Severity.BLOCK, "P4-1.4.1-g")]


def test_residence_is_asked_about_those_paid_by_the_state_only():  # P4-1.4.1-h
    assert ("residence", "") in keys(TEACHER)
    assert ("residence", "") not in keys(FARMER)
    channel = channels_for(TEACHER, P4)[0]
    assert addressee(channel, TEACHER) == "Chi ủy nơi cư trú"
    assert addressee(channel, replace(TEACHER, has_residence_committee=False)) == "Chi bộ nơi cư trú"
    anyone = P4.with_overrides({"information": {"channels": {"residence": {"otherwise": ""}}}})
    assert (
        addressee(channels_for(TEACHER, anyone)[0], replace(TEACHER, has_residence_committee=False)) == channel.row.to
    )
    found = missing_channels(TEACHER, {("professional", "")}, P4)
    assert told(found) == [("channel.residence", Severity.WARN, "P4-1.4.1-h")]
    assert missing_channels(TEACHER, {("professional", "")}, P4, waived=["residence"]) == []


def test_professional_rating_is_in_before_a_level_is_proposed():  # P4-1.4.1-i
    found = missing_channels(TEACHER, {("residence", "")}, P4, waived=["professional"])
    assert told(found) == [("channel.professional", Severity.BLOCK, "P4-1.4.1-i")]
    assert missing_channels(TEACHER, PAPERS, P4) == []
    assert addressee(channels_for(TEACHER, P4)[1], TEACHER) == ""


def test_organization_that_a_state_paid_member_heads_is_a_channel():  # P4-1.4.1-j
    head = replace(TEACHER, headed=("Hội Nông dân",))
    found = missing_channels(head, PAPERS, P4)
    assert told(found) == [("channel.headed_organization", Severity.WARN, "P4-1.4.1-j")]
    assert "Hội Nông dân" in found[0].message
    assert missing_channels(replace(TEACHER, joined=("Hội Nông dân",)), PAPERS, P4) == []


@pytest.mark.parametrize("category", [MemberCategory.WORKING, MemberCategory.RETIRED])
def test_organizations_of_other_members_are_channels_each(category):  # P4-1.4.1-o
    member = replace(FARMER, category=category, headed=("Hội Nông dân",))
    assert keys(member) == [("joined_organization", "Hội Nông dân"), ("joined_organization", "Hội Cựu chiến binh")]
    found = missing_channels(member, {("joined_organization", "Hội Nông dân")}, P4)
    assert told(found) == [("channel.joined_organization", Severity.WARN, "P4-1.4.1-o")]
    assert "Hội Cựu chiến binh" in found[0].message


def sheet(proposed, members=28):
    level = Level.GOOD
    return [SheetRow(f"Đảng viên {n}", level, level if n < proposed else None) for n in range(members)]


def test_sheet_has_own_level_and_proposal_of_every_member():  # P4-1.4.1-p
    found = check_sheet(sheet(27), P4)
    assert told(found) == [("channel.sheet", Severity.WARN, "P4-1.4.1-p")]
    assert "27/28 đảng viên, còn thiếu: Đảng viên 27" in found[0].message
    assert check_sheet(sheet(28), P4) == []
    assert told(check_sheet([SheetRow("An", None, Level.GOOD)], P4)) == told(found)


def test_ballot_on_a_member_without_proposal_is_refused():  # P4-2.2.3.2-c
    found = check_ballot_opening(sheet(27), P4)
    assert told(found) == [("channel.no_proposal", Severity.BLOCK, "P4-2.2.3.2-c")]
    assert "Đảng viên 27" in found[0].message
    assert check_ballot_opening(sheet(28), P4) == []


@pytest.mark.parametrize(
    ("in_committee", "role", "has_committee", "may"),
    [
        (True, PostRole.MEMBER, True, True),
        (False, PostRole.HEAD, True, False),
        (False, PostRole.HEAD, False, True),
        (False, None, False, False),
    ],
)
def test_committee_proposes_and_the_secretary_where_there_is_none(
    in_committee, role, has_committee, may
):  # P4-2.2.3.2-c
    found = check_proposer("An", in_committee=in_committee, role=role, cell_has_committee=has_committee, plan=P4)
    assert told(found) == ([] if may else [("channel.proposer", Severity.BLOCK, "P4-2.2.3.2-c")])
    who = "chi ủy." if has_committee else "bí thư chi bộ (nơi không có chi ủy)."
    assert all(row.message.endswith(f"việc này của {who}") for row in found)


@pytest.mark.parametrize(
    ("completed", "blank", "code"), [(2, 0, ""), (1, 0, "uncounted"), (1, 1, ""), (3, 0, "too_many")]
)
def test_counts_on_a_member_account_for_every_voter(completed, blank, code):  # P4-2.2.3.2-e
    found = check_member_counts("An", Tally(25, 4, 19, completed, 0, blank), P4)
    assert told(found) == ([(f"channel.{code}", Severity.BLOCK, "P4-2.2.3.2-e")] if code else [])
    assert code != "uncounted" or "còn 1 phiếu chưa ghi" in found[0].message


def test_plan_without_channels_asks_for_none():
    assert channels_for(TEACHER, SILENT) == []
    assert check_statements("An", 2, SILENT) == []
    assert check_sheet(sheet(0), SILENT) == []
    assert check_ballot_opening(sheet(0), SILENT) == []
    assert check_proposer("An", in_committee=False, role=None, cell_has_committee=True, plan=SILENT) == []
    assert check_member_counts("An", Tally(25), SILENT) == []


@pytest.mark.parametrize(
    ("over", "path"),
    [
        ({"channels": {"residence": {"per": "village"}}}, "channels.residence.per"),
        ({"channels": {"residence": {"categories": ["noble"]}}}, "channels.residence.categories[1]"),
        ({"channels": {"residence": {"label": ""}}}, "channels.residence.label"),
        ({"one_statement": {"clause": "P9-1"}}, "one_statement.clause"),
        ({"proposals": {"counts": {"severity": "hard"}}}, "proposals.counts.severity"),
        ({"other": {}}, "other"),
    ],
)
def test_information_is_read_strictly(over, path):
    with pytest.raises(PlanError) as caught:
        P4.with_overrides({"information": over})
    assert caught.value.path == f"information.{path}"


@pytest.mark.parametrize("case", ["armed_forces", "mobile", "rotated", "study", "student", "not_introduced", "other"])
def test_residence_is_not_asked_in_a_case_of_the_guidance_with_a_reason(case):  # P4-1.4.1-k
    assert check_residence_waiver(name="An", case=case, reason="Đóng quân ở tỉnh khác.", plan=P4) == []


@pytest.mark.parametrize("case", ["", "Đóng quân", "retired"])
def test_waiver_without_a_case_of_the_guidance_is_refused(case):  # P4-1.4.1-k
    (finding,) = check_residence_waiver(name="An", case=case, reason="Bận công tác.", plan=P4)
    assert (finding.code, finding.clause, finding.severity) == ("opinion.waiver_case", "P4-1.4.1-k", Severity.BLOCK)
    assert "Hướng dẫn số 33-HD/BTCTW ngày 30/10/2020" in finding.message


def test_other_case_is_described_in_words_and_every_waiver_says_why():  # P4-1.4.1-k
    (other,) = check_residence_waiver(name="An", case="other", reason=" ", plan=P4)
    assert (other.code, other.clause) == ("opinion.waiver", "P4-1.4.1-k")
    (plain,) = check_residence_waiver(name="An", case="study", reason=" ", plan=P4)
    assert (plain.code, plain.clause) == ("opinion.waiver", "")


def test_plan_without_cases_is_content_with_a_reason():
    assert check_residence_waiver(name="An", case="", reason="Mới chuyển đến.", plan=P0) == []
    assert [row.code for row in check_residence_waiver(name="An", case="", reason="", plan=P0)] == ["opinion.waiver"]
    assert waiver_cases(P0) == ()


def test_case_in_words_must_be_one_of_the_cases():
    with pytest.raises(PlanError, match="không phải là một trong các trường hợp"):
        P4.with_overrides({"information": {"residence_waiver": {"others": "khac"}}})
