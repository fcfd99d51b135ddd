"""The commune plan of 2023: ballots, shares, caps and who decides (P4 II.1.2, II.1.4.3, II.2.2, II.2.3, IV.3)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from reviews.rules import calculators
from reviews.rules.caps import HeadedCollective, check_adjustment, check_deviation, head_cap
from reviews.rules.eligibility import VoterFacts, exemption, may_vote, voters
from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.parts import QuotaBase, QuotaScope, Topic
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.progress import ReviewFacts, VenueFact, next_step
from reviews.rules.quota import check_quota, seats
from reviews.rules.vocabulary import (
    Activity,
    Attendance,
    AttendeeRole,
    MemberStatus,
    RatedKind,
    Track,
    VenueKind,
)
from reviews.rules.voting import Tally, check_tally, decide

P4 = load_preset("p4_xa_2023")
E, G, D, N = Level
BLOCK, WARN = Severity.BLOCK, Severity.WARN


def told(findings):
    return [(row.code, row.clause, row.severity) for row in findings]


# --- who votes, and what a ballot gives ------------------------------------------------------------------------------


def test_twenty_present_of_whom_two_probationary_and_one_temporary_give_17_ballots():  # P4-1.2-m
    present = [VoterFacts(f"Đảng viên {n}", is_member=True) for n in range(17)]
    probationary = [VoterFacts(f"Dự bị {n}", is_member=True, status=MemberStatus.PROBATIONARY) for n in range(2)]
    temporary = VoterFacts("Tạm thời", is_member=True, attendance=Attendance.TEMPORARY)
    guest = VoterFacts("Cấp trên", is_member=False, role=AttendeeRole.SUPERVISOR)
    assert voters([*present, *probationary, temporary, guest], VenueKind.CELL, P4) == present
    for row, code in ((probationary[0], "vote.probationary"), (temporary, "vote.temporary"), (guest, "vote.guest")):
        found = may_vote(row, VenueKind.CELL, P4)
        assert found is not None
        assert (found.code, found.clause) == (code, "P4-1.2-m")
    assert told(check_tally(Tally(17, good=18), plan=P4)) == [("tally.too_many", "P4-1.2-m", BLOCK)]
    assert check_tally(Tally(17, good=17), plan=P4) == []


@pytest.mark.parametrize("kind", [RatedKind.COLLECTIVE, RatedKind.CADRE])
@pytest.mark.parametrize(
    ("tally", "level", "clause"),
    [
        (Tally(10, excellent=7, good=3), E, "P4-1.4.3-p"),
        (Tally(23, excellent=16, good=7), G, "P4-1.4.3-q"),
        (Tally(10, excellent=3, good=3, completed=4), G, "P4-1.4.3-q"),
        (Tally(10, excellent=3, good=2, completed=1, not_completed=4), D, "P4-1.4.3-r"),
        (Tally(20, completed=11, not_completed=9), D, "P4-1.4.3-r"),
        (Tally(20, completed=10, not_completed=10), N, "P4-1.4.3-s"),
        (Tally(10, completed=5, not_completed=4, blank=1), None, "P4-1.4.3-o"),
        (Tally(10, excellent=6, good=0, invalid=4), G, "P4-1.4.3-q"),
    ],
)
def test_four_thresholds_of_everybody_present_who_votes(kind, tally, level, clause):
    """P4-1.4.3-o…s: blank and invalid ballots stay in the base."""
    outcome = decide(tally, P4.voting_for(kind))
    assert (outcome.level, outcome.reference.clause) == (level, clause)
    assert not outcome.is_program_default


@pytest.mark.parametrize("kind", [RatedKind.MEMBER, RatedKind.ORGANIZATION, RatedKind.UNIT])
def test_no_threshold_is_printed_for_members_and_cells(kind):  # P4-1.4.3-o
    outcome = decide(Tally(10, excellent=6, good=4), P4.voting_for(kind))
    assert (outcome.level, outcome.is_program_default, outcome.reference.clause) == (E, True, "")


# --- shares ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rated", "excellent", "places", "over"), [(14, 3, 2, 1), (15, 3, 3, 0), (4, 0, 0, 0), (4, 1, 0, 1)]
)
def test_classified_units_share_20_percent_of_all_rated(rated, excellent, places, over):
    """P4-3-B3-h with P4-IV.3-a; the rule for fewer than five names no such units (P4-2.3-x)."""
    rules = P4.quota_for(RatedKind.UNIT)
    assert (rules.reference.clause, rules.group_reference.clause) == ("P4-3-B3-h", "P4-IV.3-a")
    assert (rules.scope, rules.base, rules.small_group) == (QuotaScope.RATING_BODY, QuotaBase.ALL_RATED, None)
    found = seats(rules=rules, levels=[E] * excellent + [D] * (rated - excellent), group_size=rated)
    assert (found.seats, found.over_by) == (places, over)
    exceeded = [row for row in check_quota(found, name="Hội Phụ nữ", rules=rules, re_rating=None) if row.blocks]
    assert told(exceeded) == ([("quota.exceeded", "P4-IV.3-a", BLOCK)] if over else [])


@pytest.mark.parametrize("kind", [kind for kind in RatedKind if kind is not RatedKind.UNIT])
@pytest.mark.parametrize(("good", "places"), [(0, 0), (1, 1), (4, 1), (5, 1), (10, 2)])
def test_fewer_than_five_good_or_better_choose_one_and_others_the_nations_share(kind, good, places):
    """P4-2.3-x; the plan prints no share of its own for them."""
    rules = P4.quota_for(kind)
    found = seats(rules=rules, levels=[G] * good + [D] * 3, group_size=good + 3)
    assert found.seats == places
    assert found.is_small_group is (good < 5)
    assert found.reference is not None
    assert found.reference.clause == ("P4-2.3-x" if good < 5 else "qd_124")
    assert rules.is_national


def test_unit_above_its_share_is_flagged_for_rating_again():  # P4-2.3-ab
    for excellent, flagged in ((3, True), (2, False)):
        group = calculators.count_group(members=14, good_or_better=10, good_only=None, rated=None, excellent=excellent)
        answer = calculators.excellent_seats(P4, group, kind=RatedKind.MEMBER)
        assert told(answer.findings) == ([("quota.exceeded", "P4-2.3-ab", WARN)] if flagged else [])


def test_review_over_the_share_waits_for_the_new_ballot():  # P4-2.3-ab
    held = VenueFact("Chi bộ xóm 3", concluded=True, voted=True)
    facts = ReviewFacts(
        "Chi bộ xóm 3",
        True,
        venues=[VenueFact(held.name, draft_sent=True, concluded=True, voted=True)],
        entry_submitted=True,
        entry_final=True,
        over_quota=True,
    )
    step = next_step(facts, P4, on=date(2023, 11, 24))
    assert step is not None
    assert (step.key, [row.clause for row in step.findings]) == ("ballot", ["P4-2.3-ab"])


# --- caps, exemptions, who decides -----------------------------------------------------------------------------------


def test_secretary_above_his_cell_is_shown_and_not_refused():  # P4-I.2-b
    cell = [HeadedCollective("Chi bộ xóm 3", D)]
    assert told(head_cap(level=E, headed=cell, plan=P4)) == [("cap.head", "P4-I.2-b", WARN)]
    assert head_cap(level=D, headed=cell, plan=P4) == []


@pytest.mark.parametrize(
    ("activity", "admitted_on", "reviewed", "rated"),
    [
        (Activity.EXEMPT, date(2005, 1, 1), False, False),
        (Activity.SUSPENDED, date(2005, 1, 1), True, False),
        (Activity.ACTIVE, date(2023, 5, 23), True, False),
        (Activity.ACTIVE, date(2023, 5, 22), True, True),
        (Activity.ACTIVE, date(2023, 8, 22), True, False),
    ],
)
def test_exempt_from_review_is_narrower_than_exempt_from_rating(activity, admitted_on, reviewed, rated):
    """P4-1.1-c against P4-2.2.3.1-a, at the cell's meeting of 22/11/2023."""
    known = {"activity": activity, "admitted_on": admitted_on, "plan": P4, "on": date(2023, 11, 22)}
    review, rating = exemption(**known), exemption(**known, from_rating=True)
    assert (review is None, rating is None) == (reviewed, rated)
    assert {row.reference.clause for row in (review,) if row} <= {"P4-1.1-c"}
    assert {row.reference.clause for row in (rating,) if row} <= {"P4-2.2.3.1-a"}


@pytest.mark.parametrize(
    ("decided", "proposed", "reason", "clause", "refused"),
    [
        (G, E, "", "P4-2.2.2-b", True),
        (E, G, "  ", "P4-2.2.2-b", True),
        (G, E, "Thống nhất với các đồng chí thường trực.", "P4-2.2.2-b", False),
        (G, G, "", "P4-2.2.2-b", False),
        (G, None, "", "P4-2.2.2-b", False),
        (G, E, "", "P4-2.2.2-a", False),
        (G, E, "", "", False),
    ],
)
def test_level_of_the_standing_deputy_adjusted_above_says_what_was_adjusted(decided, proposed, reason, clause, refused):
    found = check_adjustment(name="An", decided=decided, proposed=proposed, reason=reason, clause=clause, plan=P4)
    assert told(found) == ([("decision.adjusted", "P4-2.2.2-b", BLOCK)] if refused else [])


@pytest.mark.parametrize(("track", "clause"), [(Track.MEMBER, "P4-2.2.3.2-g"), (Track.CADRE, "P4-2.2.2-a")])
def test_decision_other_than_proposed_needs_a_reason(track, clause):
    """The committee decides the members' levels, the district those of the leaders that it manages."""
    found = check_deviation(decided=G, proposed=E, reason=" ", plan=P4, track=track)
    assert told(found) == [("decision.reason", clause, BLOCK)]
    assert check_deviation(decided=G, proposed=E, reason="vượt tỷ lệ", plan=P4, track=track) == []


@pytest.mark.parametrize(
    ("topic", "clause", "words"),
    [
        (Topic.APPRAISAL, "P4-2.2.1-e", "thẩm định"),
        (Topic.SUPERIOR_DECIDES, "P4-2.2.1-g", "Ban Thường vụ Huyện ủy"),
        (Topic.CELL_PROPOSAL, "P4-2.2.3.2-f", "đề xuất mức xếp loại"),
        (Topic.REVIEW_BEFORE_RATING, "P4-2.3-b", "hoàn thành việc kiểm điểm"),
        (Topic.PROMPT_ISSUER, "P4-1.4.2-b", "chi ủy, tổ chức đảng"),
        (Topic.REPORT_OWNER, "P4-1.4.1-a", "báo cáo kiểm điểm của tập thể"),
    ],
)
def test_steps_of_the_program_cite_the_words_that_order_them(topic, clause, words):
    reference = P4.cite(topic)
    assert reference is not None
    assert reference.clause == clause
    assert words in reference.quote
    assert reference.document.startswith("Kế hoạch số 44-KH/ĐU")


def test_share_above_the_nations_is_refused():  # P4-3-B3-h
    over = {"quota": {"classified_units": {"share": "25%"}}}
    with pytest.raises(PlanError) as caught:
        P4.with_overrides(over)
    assert caught.value.path == "quota.classified_units.share"
    assert P4.quota_for(RatedKind.UNIT).share == Fraction(1, 5)


@pytest.mark.parametrize(
    ("document", "tracks", "clause"),
    [
        ("Ban Thường vụ Tỉnh ủy năm 2023", {"organization", "collective", "cadre", "member"}, "P4-2.2-a"),
        ("02-QĐ/HU ngày 14/11/2020", {"collective", "cadre"}, "P4-2.2.2-a"),
        ("2384-QĐ/TU ngày 30/10/2018", {"collective", "member"}, "P4-IV.6-b"),
    ],
)
def test_regulations_that_the_plan_rests_on_are_kept_as_printed(document, tracks, clause):
    (basis,) = [row for row in P4.legal_bases if row.clause == clause]
    assert document in basis.document
    assert set(basis.tracks) == tracks
    assert bool(basis.note) is (clause == "P4-2.2-a"), "only the first is printed without number and day"
