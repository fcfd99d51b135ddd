"""The province plan of 2023 says what its paper says, and borrows nothing from the plans below it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from reviews.rules.caps import HeadedCollective, head_cap
from reviews.rules.deadlines import (
    Timing,
    check_milestone,
    dossier_milestone,
    draft_notice,
    earliest_meeting_day,
    last_draft_day,
    reminder_stage,
    state,
)
from reviews.rules.dossier import DossierFacts, SlotState, dossier_findings, dossier_slots
from reviews.rules.entries import EntryContext, check_entry
from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.order import Turn, check_duration, check_invitation, check_order
from reviews.rules.parts import QuotaBase, QuotaScope, Topic
from reviews.rules.plan import load_preset
from reviews.rules.plan_checks import contradictions
from reviews.rules.quota import check_quota, seats
from reviews.rules.vocabulary import OrganizationKind, RatedKind
from reviews.rules.voting import Tally, check_tally, decide

P0, P1, P4 = load_preset("p0_huyen_2023"), load_preset("p1_tinh_2023"), load_preset("p4_xa_2023")
E, G, D, K = Level.EXCELLENT, Level.GOOD, Level.COMPLETED, Level.NOT_COMPLETED


def outcome(findings):
    return [(row.clause, row.severity) for row in findings]


@pytest.mark.parametrize(
    ("clause", "last"),
    [
        ("P1-II.5-a", date(2023, 12, 19)),
        ("P1-III.4-a", date(2023, 12, 19)),
        ("P1-II.5-c", date(2023, 12, 24)),
        ("P1-8.1-f", date(2023, 12, 24)),
        ("P1-II.5-b", date(2023, 12, 26)),
        ("P1-II.5-d", date(2023, 12, 29)),
        ("P1-II.5-e", date(2024, 1, 29)),
        ("P1-II.5-f", date(2024, 1, 29)),
        ("P1-II.5-g", date(2024, 2, 14)),
    ],
)
def test_last_good_day_is_the_day_before_the_printed_one_and_the_printed_day_is_late(clause, last):
    milestone = P1.milestone(clause)
    assert check_milestone(milestone, last) == []
    (finding,) = check_milestone(milestone, date.fromordinal(last.toordinal() + 1))
    assert (finding.code, finding.severity, finding.clause) == ("deadline.late", Severity.WARN, clause)
    assert f"hạn cuối là ngày {last:%d/%m/%Y}" in finding.message


def test_plan_has_no_other_days_than_the_nine_printed():
    assert len(P1.milestones) == 9
    assert all(row.printed_on is None for row in P1.milestones)


@pytest.mark.parametrize(
    ("clause", "event"),
    [
        ("P1-II.4-a", "year_end_summary"),
        ("P1-8.1-c", "meeting"),
        ("P1-8.1-e", "issuer_review"),
        ("P1-II.7-c", "meeting"),
        ("P1-III.4-c", "meeting"),
        ("P1-II.3-b", "unit_reviewed"),
        ("P1-8.2-a", "rating"),
        ("P1-II.3-a", None),
        ("P1-II.6-a", None),
        ("P1-III.1-e", None),
        ("P1-III.3-a", None),
        ("P1-8.2-b", None),
    ],
)
def test_day_that_hangs_on_an_event_names_it_and_an_undated_one_says_so(clause, event):
    (row,) = [row for row in P1.relative_milestones if row.clause == clause]
    assert (row.event.value if row.event else None) == event
    assert row.event is not None or "không in" in row.note or "theo quy định" in row.note


def test_dossiers_of_the_standing_committee_go_to_the_office_before_25_december():  # P1-8.1-f
    assert dossier_milestone(P1, standing_committee=True) == P1.milestone("P1-8.1-f")


@pytest.mark.parametrize(
    ("unit", "clause"),
    [
        (None, "P1-II.5-c"),
        (OrganizationKind.DEPARTMENT, "P1-II.5-c"),
        (OrganizationKind.DISTRICT_PARTY, "P1-II.5-b"),
    ],
)
def test_other_dossiers_have_the_day_of_their_level(unit, clause):  # P1-II.5-b, P1-II.5-c
    assert dossier_milestone(P1, standing_committee=False, unit=unit) == P1.milestone(clause)


def test_reminder_of_17_december_is_that_of_three_days():  # P1-III.1-b
    left = state(P1.milestone("P1-II.5-a"), date(2023, 12, 17)).days_left
    assert left is not None
    assert reminder_stage(left, P1.reminder_days) == "d3"
    assert P1.reminds_late


def test_district_is_due_after_the_province_and_both_days_stay_as_printed():  # P1-II.5-b, P1-II.5-c
    (finding,) = [row for row in contradictions(P1) if row.clause == "P1-II.5-c"]
    assert (finding.code, finding.severity) == ("plan.contradiction", Severity.WARN)
    assert "trước ngày 25/12/2023" in finding.message
    assert "trước ngày 27/12/2023, cùng mục II.5" in finding.message
    province, district = P1.milestone("P1-II.5-c"), P1.milestone("P1-II.5-b")
    assert (province.due_on, district.due_on) == (date(2023, 12, 25), date(2023, 12, 27))
    assert not {edge.clause for edge in P1.order} & {"P1-II.5-b", "P1-II.5-c"}


def test_papers_of_a_three_day_conference_leave_on_the_day_the_last_statement_may_come():  # P1-8.1-f, P1-III.4-c
    (finding,) = [row for row in contradictions(P1) if row.clause == "P1-8.1-f"]
    assert finding.severity is Severity.WARN
    assert "mục III.4" in finding.message
    last_start, last_paper = date(2023, 12, 27), date(2023, 12, 24)
    assert check_milestone(P1.milestone("P1-II.5-d"), date(2023, 12, 29)) == []
    assert draft_notice(last_start, {"An": last_paper}, P1) == []
    assert draft_notice(last_start, {"An": date(2023, 12, 25)}, P1) != []
    assert P1.milestone("P1-8.1-f").last_good_day == last_paper


def test_plan_shows_two_contradictions_and_no_slip():
    assert [row.clause for row in contradictions(P1)] == ["P1-II.5-c", "P1-8.1-f"]


def test_days_bind_the_committees_of_their_level_only():  # P1-II.5-a, P1-II.5-b
    kinds = OrganizationKind
    assert P1.milestone("P1-II.5-b").binds == (kinds.DISTRICT_PARTY,)
    assert set(P1.milestone("P1-II.5-a").binds) == {kinds.COMMUNE_PARTY, kinds.GRASSROOTS_PARTY, kinds.GRASSROOTS_CELL}
    assert [row.clause for row in P1.milestones if row.binds] == ["P1-II.5-a", "P1-II.5-b"]


@pytest.mark.parametrize(
    ("sent", "late"),
    [(date(2023, 12, 25), False), (date(2023, 12, 26), True), (date(2023, 12, 24), False)],
)
def test_papers_reach_every_member_three_calendar_days_before_the_conference(sent, late):  # P1-III.4-c
    members = {f"Đồng chí {number}": date(2023, 12, 22) for number in range(1, 15)}
    findings = draft_notice(date(2023, 12, 28), {**members, "Đồng chí 15": sent}, P1)
    assert outcome(findings) == ([("P1-III.4-c", Severity.BLOCK)] if late else [])
    if late:
        assert "Đồng chí 15 (ngày 26/12/2023)" in findings[0].message
        assert "mới được 2 ngày, ít nhất phải 3 ngày" in findings[0].message


def test_papers_not_sent_to_one_member_stop_the_conference():  # P1-III.4-c
    assert outcome(draft_notice(date(2023, 12, 28), {"An": date(2023, 12, 20), "Bình": None}, P1)) == [
        ("P1-III.4-c", Severity.BLOCK)
    ]


def test_other_meetings_have_no_printed_notice():  # P1-III.4-c
    meeting = date(2023, 12, 18)
    assert draft_notice(meeting, {"An": meeting, "Bình": None}, P1, of_issuer=False) == []
    assert last_draft_day(meeting, P1, of_issuer=False) == meeting
    assert earliest_meeting_day(meeting, P1, of_issuer=False) == meeting
    assert last_draft_day(meeting, P1) == date(2023, 12, 15)
    assert last_draft_day(meeting, P0, of_issuer=False) == date(2023, 12, 13)


def test_working_days_are_a_setting():  # P1-III.4-c
    stricter = P1.with_overrides({"notice": {"counting": "sending"}})
    assert draft_notice(date(2023, 12, 26), {"An": date(2023, 12, 23)}, P1) == []
    assert draft_notice(date(2023, 12, 26), {"An": date(2023, 12, 22)}, stricter) != []


@pytest.mark.parametrize(
    ("half_days", "code"), [(3, "meeting.duration"), (4, None), (6, None), (7, "meeting.duration_long")]
)
def test_conference_of_two_to_three_days_is_expected_and_never_refused(half_days, code):  # P1-8.1-a
    findings = check_duration(half_days=half_days, prompted=False, plan=P1, standing_committee=True)
    assert [row.code for row in findings] == ([code] if code else [])
    assert outcome(findings) == [("P1-8.1-a", Severity.WARN)] * bool(code)
    assert all("kế hoạch dự kiến 02 - 03 ngày" in row.message for row in findings)


def test_other_meetings_have_no_printed_length():  # P1-8.1-a
    assert check_duration(half_days=1, prompted=True, plan=P1) == []


def test_three_days_from_28_december_end_too_late():  # P1-8.1-a, P1-II.5-d
    conference = P1.milestone("P1-II.5-d")
    assert check_milestone(conference, date(2023, 12, 27 + 2)) == []
    assert outcome(check_milestone(conference, date(2023, 12, 28 + 2))) == [("P1-II.5-d", Severity.WARN)]


@pytest.mark.parametrize(
    ("head", "unit", "codes"),
    [(E, G, ["cap.head"]), (G, G, []), (D, G, []), (G, None, ["cap.collective_first"])],
)
def test_head_above_the_unit_is_warned_of_and_not_refused(head, unit, codes):  # P1-II.2-a
    findings = head_cap(level=head, headed=[HeadedCollective("Sở Y tế", unit)], plan=P1)
    assert [row.code for row in findings] == codes
    assert outcome(findings) == [("P1-II.2-a", Severity.WARN)] * len(codes)


def test_cap_of_the_head_can_be_hardened():  # P1-II.2-a
    strict = P1.with_overrides({"severities": {"head_cap": "block"}})
    assert head_cap(level=E, headed=[HeadedCollective("Sở Y tế", G)], plan=strict)[0].blocks


def test_member_rated_before_the_cadre_result_is_warned_of():  # P1-II.2-b
    member, cadre = Turn("Mức đảng viên", frozenset({"rate.member"})), Turn("Mức cán bộ", frozenset({"rate.cadre"}))
    assert outcome(check_order(member, of_person=[cadre], plan=P1)) == [("P1-II.2-b", Severity.WARN)]
    assert check_order(member, of_person=[Turn(cadre.name, cadre.stages, True)], plan=P1) == []


def test_summary_of_the_year_waits_for_every_rating_of_the_unit():  # P1-II.4-a
    summary = Turn("Hội nghị tổng kết năm", frozenset({"year_end_summary"}))
    ratings = [Turn("Tập thể Sở", frozenset({"rate.collective"})), Turn("Giám đốc Sở", frozenset({"rate.leadership"}))]
    assert outcome(check_order(summary, in_unit=ratings, plan=P1)) == [("P1-II.4-a", Severity.WARN)] * 2
    assert check_order(summary, in_unit=[Turn(row.name, row.stages, True) for row in ratings], plan=P1) == []


def test_threshold_and_share_are_to_be_confirmed_before_issuing():  # P1-II.1-b, P1-III.1-c
    assert [row.key for row in P1.defaults_to_confirm] == ["voting_every_kind", "quota_base_every_kind"]


@pytest.mark.parametrize("kind", RatedKind)
def test_threshold_is_the_programs_and_not_that_of_the_commune_plan(kind):  # P1-III.1-c
    rules = P1.voting_for(kind)
    assert rules.is_program_default
    assert {(row.share, row.strict, row.reference) for row in rules.thresholds} == {(Fraction(1, 2), True, None)}
    tally = Tally(25, excellent=13, good=9, completed=2, not_completed=1)
    assert decide(tally, rules).level is E
    assert decide(Tally(25, excellent=12, good=10, completed=2, not_completed=1), rules).level is G


def test_sixteen_ballots_of_fifteen_issued_are_no_count():  # P1-III.1-c
    (finding,) = check_tally(Tally(15, excellent=10, good=6), plan=P1)
    assert (finding.clause, finding.severity) == ("", Severity.BLOCK)  # the plan prints nothing on who votes
    assert check_tally(Tally(15, excellent=10, good=5), plan=P1) == []


@pytest.mark.parametrize("kind", RatedKind)
def test_share_is_the_nations_within_each_peer_group_and_shown_as_such(kind):  # P1-II.1-b
    rules = P1.quota_for(kind)
    assert (rules.is_national, rules.share, rules.scope) == (True, Fraction(1, 5), QuotaScope.PEER_GROUP)
    assert (rules.base, rules.small_group) == (QuotaBase.GOOD_OR_BETTER, None)
    assert rules.reference.clause == "qd_124"


def test_third_of_eleven_is_over_the_share_and_only_warned_of():  # P1-II.1-b
    rules = P1.quota_for(RatedKind.ORGANIZATION)
    found = seats(rules=rules, levels=[E] * 3 + [G] * 8, group_size=11)
    assert (found.seats, found.over_by) == (2, 1)
    (finding,) = check_quota(found, name="Các đảng bộ trực thuộc", rules=rules, re_rating=P1.cite(Topic.RE_RATING))
    assert (finding.severity, finding.reference) == (Severity.WARN, rules.group_reference)
    assert seats(rules=rules, levels=[E, G, G, G], group_size=4).seats == 0


PERSON = DossierFacts(
    is_collective=False, entry_final=True, residence_requested=True, residence_answered=True, residence_confirmed=True
)


def test_dossier_of_a_member_holds_statement_and_residence_opinion():  # P1-8.1-d
    assert dossier_findings(PERSON, P1) == []
    bare = DossierFacts(is_collective=False, entry_final=True)
    assert outcome(dossier_findings(bare, P1)) == [("P1-8.1-d", Severity.BLOCK)]
    waived = DossierFacts(is_collective=False, entry_final=True, residence_waiver="công tác biệt phái")
    assert [slot.state for slot in dossier_slots(waived, P1)] == [SlotState.PRESENT, SlotState.WAIVED]


def test_dossier_of_a_collective_lacks_the_minutes_of_its_ballot():  # P1-III.1-d
    facts = DossierFacts(is_collective=True, entry_final=True)
    assert outcome(dossier_findings(facts, P1)) == [("P1-III.1-d", Severity.WARN)]
    unfinished = DossierFacts(is_collective=True, entry_final=False, attached=("ballot_minutes",))
    assert outcome(dossier_findings(unfinished, P1)) == [("P1-III.4-a", Severity.BLOCK)]


@pytest.mark.parametrize("flag", [key for key, _label in P1.entries.flags])
def test_sign_of_part_ii_3_must_be_explained(flag):  # P1-II.3-a
    findings = check_entry("mau_01", {}, EntryContext(flags=[flag]), P1)
    (finding,) = [row for row in findings if row.code == "entry.flag"]
    assert outcome([finding]) == [("P1-II.3-a", Severity.BLOCK)]
    assert dict(P1.entries.flags)[flag] in finding.message


def test_report_that_leaves_out_digital_transformation_is_reminded_and_not_held_up():  # P1-II.1-c
    written = "; ".join(P1.entries.focus)
    kept, dropped = written.replace("chuyển đổi số", "…"), "chuyển đổi số"
    assert [
        row for row in check_entry("mau_01", {"i_1": written}, EntryContext(), P1) if row.code == "entry.focus"
    ] == []
    (finding,) = [row for row in check_entry("mau_01", {"i_2": kept}, EntryContext(), P1) if row.code == "entry.focus"]
    assert outcome([finding]) == [("P1-II.1-c", Severity.INFO)]
    assert finding.message.endswith(f": {dropped}.")
    assert "entry.focus" not in {row.code for row in check_entry("mau_02", {}, EntryContext(), P1)}


def test_statement_that_is_silent_on_the_collectives_shortcomings_is_warned_of():  # P1-I.2-a
    findings = check_entry("mau_02", {}, EntryContext(collective_shortcomings=2), P1)
    (finding,) = [row for row in findings if row.code == "entry.v"]
    assert outcome([finding]) == [("P1-I.2-a", Severity.WARN)]


def invitation(name, invited, observers):
    return check_invitation(
        unit_name="Đảng bộ huyện A",
        supervisor_name=name,
        supervisor_invited=invited,
        board_representatives=observers,
        plan=P1,
    )


def test_meeting_without_its_supervisor_or_an_observer_is_warned_of():  # P1-II.7-a, P1-II.7-d
    assert invitation("An", True, 1) == []
    assert outcome(invitation("An", False, 0)) == [("P1-II.7-a", Severity.WARN), ("P1-II.7-d", Severity.WARN)]
    assert outcome(invitation(None, False, 1)) == [("P1-II.7-a", Severity.WARN)]


def test_legal_bases_are_the_three_of_part_ii_and_the_documents_of_part_iii():  # P1-II.1-b, P1-III.2-a
    assert [row.clause for row in P1.legal_bases] == ["P1-II.1-b"] * 3 + ["P1-III.2-a"]
    assert P1.regime.key == "qd_124"
    assert P1.legal_bases[-1].tracks == ("cadre",)


def test_what_the_plan_does_not_print_is_cited_by_none():
    silent = (Topic.CHAIR, Topic.RE_RATING, Topic.OPINIONS_FIRST, Topic.REVIEW_BEFORE_RATING)
    assert [P1.cite(topic) for topic in silent] == [None] * len(silent)
    assert P1.opinion_routes == ()


def test_state_of_the_provinces_own_day_on_its_last_sunday():  # P1-II.5-c
    found = state(P1.milestone("P1-II.5-c"), date(2023, 12, 24))
    assert (found.timing, found.days_left) == (Timing.DUE, 0)
