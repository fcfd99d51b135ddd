"""Order, days, caps, rounds and steps of P2, the commune plan of 2025; its calendar day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from reviews.rules.calculators import milestones
from reviews.rules.caps import HeadedCollective, check_deviation, head_cap, member_cap
from reviews.rules.deadlines import (
    Timing,
    check_milestone,
    check_reminder,
    describe_relative,
    draft_notice,
    prompt_issue,
    reminder_day,
    state,
)
from reviews.rules.findings import Finding, Severity
from reviews.rules.levels import Level
from reviews.rules.order import (
    agenda_order,
    check_order,
    check_revision,
    collective_review,
    held_review,
    least_half_days,
    person_review,
)
from reviews.rules.parts import Topic
from reviews.rules.periods import Round, check_package, check_period, rounds, sheet_for
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.plan_checks import contradictions, later_than_superior
from reviews.rules.progress import ReviewFacts, StepState, VenueFact, steps_of
from reviews.rules.scoring import check_decision, check_quarter, propose
from reviews.rules.vocabulary import CollectiveKind, Period, PostRole, RatedKind, SubjectKind, Track, VenueKind

P2 = load_preset("p2_xa_2025")
E, G, D, K = Level.EXCELLENT, Level.GOOD, Level.COMPLETED, Level.NOT_COMPLETED
DOSSIERS, FINISHED, REMEDIES = "P2-VI.1.b-c", "P2-VI.2-a", "P2-VI.2-b"
BOARD = VenueKind.COLLECTIVE


def remedies():
    return next(row for row in P2.relative_milestones if row.clause == REMEDIES)


def found(findings):
    return [(row.code, row.severity, row.clause) for row in findings]


def test_plan_says_whose_it_is_and_under_which_regulation():
    assert (P2.code, P2.year, P2.issuer_kind) == ("P2", 2025, "commune_party")
    assert P2.regime.key == "qd_366"
    assert [row.document for row in P2.legal_bases if row.clause == "P2-VI.2-c"] == [P2.superior_document]
    assert [row.key for row in P2.defaults_to_confirm] == [
        "voting_every_kind", "quota_base_every_kind", "score_cases", "score_sheets",
    ]  # fmt: skip


def test_three_quarters_and_the_year_are_rated():
    """P2-I.2-a, P2-I.2-b: exactly three quarterly rounds and the year; no fourth."""
    assert rounds(P2) == (*(Round(Period.QUARTER, quarter) for quarter in (1, 2, 3)), Round(Period.YEAR))
    assert rounds(load_preset("p0_huyen_2023")) == (Round(Period.YEAR),)
    assert P2.scoring is not None
    assert found(check_quarter(4, P2.scoring)) == [("quarter.merged", Severity.BLOCK, "P2-I.2-b")]
    assert P2.scoring.quarters is not None
    assert P2.scoring.quarters.rated_reference.clause == "P2-I.2-a"
    undated = next(row for row in P2.relative_milestones if row.clause == "P2-I.2-a")
    assert undated.event is None
    assert "không in thời hạn" in describe_relative(undated)


def test_campaign_is_of_one_of_the_four_periods():
    """P2-II.1-a."""
    for period in (Period.TERM, Period.YEAR, Period.QUARTER):
        assert check_period(period, reason="", plan=P2) == []
    assert check_period(Period.AD_HOC, reason="Theo yêu cầu của Tỉnh ủy", plan=P2) == []
    assert found(check_period(Period.AD_HOC, reason=" ", plan=P2)) == [
        ("period.reason", Severity.BLOCK, "P2-II.1-a"),
    ]
    yearly = P2.with_overrides({"periods": {"kinds": ["year"]}})
    assert found(check_period(Period.QUARTER, reason="", plan=yearly)) == [
        ("period.unknown", Severity.BLOCK, "P2-II.1-a"),
    ]
    with pytest.raises(PlanError):
        P2.with_overrides({"periods": {"kinds": ["month"]}})


def test_four_levels_and_no_fifth_serve_quarter_and_year():
    """P2-IV.2-e."""
    assert P2.scoring is not None
    assert [row.level for row in P2.scoring.bands] == list(Level)
    with pytest.raises(PlanError):
        P2.with_overrides({"scoring": {"bands": {"fair": {"at_least": "60", "clause": "P2-IV.2-h"}}}})


@pytest.mark.parametrize(
    ("level", "collective", "warned"), [(G, D, True), (D, D, False), (K, D, False), (E, None, False)]
)
def test_level_above_the_collectives_is_shown_never_refused(level, collective, warned):
    """P2-I.2-d: "gắn với" sets no cap, for members and heads alike."""
    bodies = [HeadedCollective("UBND xã", collective)]
    expected = [("cap.member", Severity.WARN, "P2-I.2-d")] if warned else []
    assert found(member_cap(level=level, collectives=bodies, plan=P2)) == expected
    assert {row.severity for row in head_cap(level=level, headed=bodies, plan=P2)} <= {Severity.WARN}
    assert member_cap(level=level, collectives=bodies, plan=load_preset("p0_huyen_2023")) == []


def test_collective_is_concluded_before_its_people():
    """P2-IV.1-g, within one venue."""
    board = collective_review(name="UBND xã", kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP)
    an = person_review(name="An", role=PostRole.HEAD)
    assert found(check_order(an, in_venue=[board], plan=P2)) == [
        ("order.collective_first", Severity.BLOCK, "P2-IV.1-g"),
    ]
    assert check_order(an, in_venue=[replace(board, done=True)], plan=P2) == []
    assert check_order(an, in_unit=[board], plan=P2) == []


def test_head_then_deputies_then_members():
    """P2-IV.1-h."""
    member, deputy, head = (
        person_review(name=name, role=role)
        for name, role in (("M", PostRole.MEMBER), ("D", PostRole.DEPUTY), ("H", PostRole.HEAD))
    )
    assert [turn.name for turn in agenda_order([member, deputy, head], P2)] == ["H", "D", "M"]
    assert found(check_order(deputy, in_venue=[head], plan=P2)) == [
        ("order.head_before_deputies", Severity.BLOCK, "P2-IV.1-h"),
    ]
    assert found(check_order(member, in_venue=[head, deputy], plan=P2)) == [
        ("order.head_before_members", Severity.BLOCK, "P2-IV.1-h"),
        ("order.deputies_before_members", Severity.WARN, "P2-IV.1-h"),
    ]
    assert check_order(member, in_venue=[replace(head, done=True), replace(deputy, done=True)], plan=P2) == []


def test_leader_is_reviewed_in_the_cell_before_the_leadership_body():
    """P2-IV.1-j, across venues."""
    cell = held_review(name="An tại chi bộ", venue=VenueKind.CELL)
    board = held_review(name="An tại UBND xã", venue=BOARD)
    (finding,) = check_order(board, of_person=[cell], plan=P2)
    assert found([finding]) == [("order.cell_before_leadership", Severity.BLOCK, "P2-IV.1-j")]
    assert "An tại chi bộ" in finding.message
    assert check_order(board, of_person=[replace(cell, done=True)], plan=P2) == []
    assert check_order(cell, of_person=[board], plan=P2) == []


def test_collective_report_is_revised_after_its_people_were_reviewed():
    """P2-IV.1-i: the result of the collective is the basis for its people and the other way round."""
    concluded, earlier = datetime(2025, 12, 10, 17), datetime(2025, 12, 10, 9)  # noqa: DTZ001

    def check(*moments: datetime | None, finalized_at: datetime | None) -> list[Finding]:
        return check_revision(
            name="UBND xã", kind=SubjectKind.COLLECTIVE, concluded_at=moments, finalized_at=finalized_at, plan=P2
        )

    assert found(check(None, finalized_at=None)) == [
        ("order.revision", Severity.BLOCK, "P2-IV.1-i"),
    ]
    assert found(check(concluded, finalized_at=earlier)) == [
        ("order.revision", Severity.BLOCK, "P2-IV.1-i"),
    ]
    assert check(concluded, finalized_at=concluded) == []


def test_neither_length_nor_notice_nor_day_of_prompts_is_printed():
    assert least_half_days(standing_committee=True, prompted=True, plan=P2) is None
    assert draft_notice(date(2025, 12, 10), {"An": None}, P2) == []
    assert prompt_issue(on=date(2025, 12, 31), plan=P2) == []
    assert P2.cite(Topic.DRAFT_NOTICE) is None
    assert P2.prompts.issuer == "Ban Thường vụ Đảng ủy"


def test_no_ballot_threshold_is_printed():
    rules = P2.voting_for(RatedKind.COLLECTIVE)
    assert rules.is_program_default
    assert {row.reference for row in rules.thresholds} == {None}


@pytest.mark.parametrize(
    ("kind", "period", "more", "annex", "clause"),
    [
        (RatedKind.COLLECTIVE, Period.YEAR, {}, "3", "P2-IV.2-b"),
        (RatedKind.ORGANIZATION, Period.QUARTER, {}, "3", "P2-IV.2-b"),
        (RatedKind.CADRE, Period.QUARTER, {}, "5", "P2-IV.2-c"),
        (RatedKind.CADRE, Period.QUARTER, {"managed_above": True}, "5", "P2-IV.2-c"),
        (RatedKind.CADRE, Period.YEAR, {}, "8", "P2-IV.2-c"),
        (RatedKind.CADRE, Period.YEAR, {"managed_above": True}, "7", "P2-IV.2-c"),
        (RatedKind.MEMBER, Period.YEAR, {}, "9", "P2-IV.2-d"),
        (RatedKind.MEMBER, Period.QUARTER, {"in_system": False}, "10", "P2-IV.2-d"),
    ],
)
def test_each_subject_is_scored_on_its_annex(kind, period, more, annex, clause):
    """P2-IV.1-b, P2-IV.2-b, P2-IV.2-c, P2-IV.2-d."""
    sheet = sheet_for(kind, period, P2, **more)
    assert sheet is not None
    assert (sheet.annex, sheet.clause) == (annex, clause)


def test_plan_without_an_annex_for_a_kind_is_refused():
    """P2-IV.2-b: a collective without annex cannot be launched."""
    with pytest.raises(PlanError) as caught:
        P2.with_overrides({"sheets": {"rows": {"collectives": {"kinds": ["organization"]}}}})
    assert "“collective” chưa có phụ lục tiêu chí" in caught.value.reason
    with pytest.raises(PlanError) as caught:
        P2.with_overrides({"sheets": {"rows": {"collectives": {"annexes": []}}}})
    assert caught.value.path == "sheets.rows.collectives.annexes"
    with pytest.raises(PlanError) as caught:
        P2.with_overrides({"sheets": {"package": ["3"]}})
    assert "thiếu phụ lục 4" in caught.value.reason
    assert sheet_for(RatedKind.MEMBER, Period.YEAR, load_preset("p0_huyen_2023")) is None


def test_missing_annex_of_the_package_is_named():
    """P2-VI.2-c."""
    assert P2.sheets is not None
    held = set(P2.sheets.package)
    assert len(held) == 9
    assert check_package(held, P2) == []
    (finding,) = check_package(held - {"14"}, P2)
    assert found([finding]) == [("package.missing", Severity.WARN, "P2-VI.2-c")]
    assert finding.message == "Chưa có Phụ lục 14 của Quy định số 09-QĐ/TU ngày 28/11/2025."
    assert check_package((), load_preset("p0_huyen_2023")) == []


def test_self_rating_appraisal_and_decision_follow_each_other():
    """P2-IV.2-j, P2-IV.2-l, P2-IV.2-m: no step is skipped."""
    venue = VenueFact("UBND xã", draft_sent=True, concluded=True, voted=True)
    sent = ReviewFacts(
        name="An",
        is_collective=False,
        venues=(venue,),
        entry_submitted=True,
        entry_final=True,
        residence_in=True,
        submitted_on=date(2025, 12, 18),
    )
    rows = {row.key: row.state for row in steps_of(sent, P2, on=date(2025, 12, 18))}
    assert (rows["appraisal"], rows["decision"]) == (StepState.TODO, StepState.WAITING)
    appraised = {row.key: row.state for row in steps_of(replace(sent, appraised=True), P2, on=date(2025, 12, 18))}
    assert (appraised["appraisal"], appraised["decision"]) == (StepState.DONE, StepState.TODO)
    written = ReviewFacts(name="An", is_collective=False, venues=(venue,))
    assert {row.key: row.state for row in steps_of(written, P2, on=date(2025, 12, 1))}["appraisal"] is StepState.WAITING


def test_appraised_score_stands_beside_the_self_score_and_the_authority_decides():
    """P2-IV.2-l, P2-IV.2-m: self 92, appraised 88 proposes GOOD; another level needs its reason."""
    assert P2.scoring is not None
    own, appraised = (propose(Decimal(points), P2.scoring) for points in (92, 88))
    assert (own.level, appraised.level) == (E, G)
    assert [row.code for row in check_decision(decided=E, proposal=appraised)] == ["score.above"]
    for track in (Track.CADRE, Track.MEMBER):
        assert found(check_deviation(decided=D, proposed=G, reason="", plan=P2, track=track)) == [
            ("decision.reason", Severity.BLOCK, "P2-IV.2-m"),
        ]
    cited = P2.cite(Topic.APPRAISAL)
    assert cited is not None
    assert cited.clause == "P2-IV.2-l"


@pytest.mark.parametrize(("clause", "last"), [(DOSSIERS, date(2025, 12, 19)), (FINISHED, date(2025, 12, 24))])
def test_last_good_day_is_the_day_before_the_printed_one(clause, last):
    """P2-VI.1.b-c, P2-VI.2-a."""
    milestone = P2.milestone(clause)
    assert check_milestone(milestone, last) == []
    assert found(check_milestone(milestone, last + timedelta(days=1))) == [("deadline.late", Severity.WARN, clause)]


def test_remediation_plan_is_reminded_of_five_working_days_after_the_results():
    """P2-VI.2-b: results on Wednesday 24/12/2025, the program's own day is Wednesday 31/12/2025."""
    row, results = remedies(), date(2025, 12, 24)
    assert reminder_day(row, event_on=results, plan=P2) == date(2025, 12, 31)

    def check(done_on: date | None, on: date) -> list[Finding]:
        return check_reminder(row, event_on=results, done_on=done_on, on=on, plan=P2)

    assert check(date(2025, 12, 31), date(2026, 1, 5)) == []
    assert check(None, date(2025, 12, 31)) == []
    (late,) = check(None, date(2026, 1, 1))
    assert found([late]) == [("deadline.reminder", Severity.WARN, REMEDIES)]
    assert "kế hoạch không in số ngày" in late.message
    assert check(date(2026, 1, 2), date(2026, 1, 2))
    assert describe_relative(row) == "ngay sau khi có kết quả đánh giá, xếp loại"
    undated = next(other for other in P2.relative_milestones if other.clause == "P2-I.2-a")
    assert reminder_day(undated, event_on=results, plan=P2) is None
    assert check_reminder(undated, event_on=results, done_on=None, on=date(2030, 1, 1), plan=P2) == []


def test_plan_does_not_contradict_itself_and_binds_the_units_below():
    assert contradictions(P2) == []
    unit = replace(
        P2,
        issuer_kind=P2.milestone(DOSSIERS).binds[0],
        milestones=(replace(P2.milestone(DOSSIERS), due_on=date(2025, 12, 22)),),
    )
    assert found(later_than_superior(unit, P2)) == [("deadline.after_superior", Severity.WARN, DOSSIERS)]
    assert later_than_superior(replace(unit, milestones=(P2.milestone(DOSSIERS),)), P2) == []


def _expected(day, last):
    if day > last:
        return Timing.LATE
    return Timing.DUE if (last - day).days <= 7 else Timing.OPEN


def test_the_whole_calendar_day_by_day():
    """From the plan's first day to a few days past the last: each milestone's state, and every refused or late act.

    Clauses P2-I.2-b, P2-IV.1-g, P2-IV.1-h, P2-IV.1-j, P2-IV.2-f, P2-VI.1.b-c, P2-VI.2-a, P2-VI.2-b.
    """
    assert P2.scoring is not None
    cell_done, board_done, head_done = date(2025, 12, 10), date(2025, 12, 11), date(2025, 12, 12)
    results, refused = date(2025, 12, 24), dict[str, list[date]]()
    day, end = date(2025, 11, 28), date(2026, 1, 3)
    while day <= end:
        answer = milestones(P2, on=day)
        states = {row["clause"]: row["state"] for row in answer.facts["milestones"]}
        assert states == {
            DOSSIERS: _expected(day, date(2025, 12, 19)).value,
            FINISHED: _expected(day, date(2025, 12, 24)).value,
            REMEDIES: "relative",
            "P2-I.2-a": "undated",
        }
        late = [row.clause for row in answer.findings]
        assert late == [clause for clause in (DOSSIERS, FINISHED) if states[clause] == "late"]
        acts = [
            *check_quarter(4, P2.scoring),
            *check_order(
                held_review(name="An tại UBND xã", venue=BOARD),
                of_person=[held_review(name="An tại chi bộ", venue=VenueKind.CELL, done=day >= cell_done)],
                plan=P2,
            ),
            *check_order(
                person_review(name="An", role=PostRole.HEAD),
                in_venue=[
                    collective_review(
                        name="UBND xã", kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP, done=day >= board_done
                    )
                ],
                plan=P2,
            ),
            *check_order(
                person_review(name="Bình", role=PostRole.DEPUTY),
                in_venue=[person_review(name="An", role=PostRole.HEAD, done=day >= head_done)],
                plan=P2,
            ),
            *check_decision(decided=E, proposal=propose(Decimal("89.99"), P2.scoring)),
            *check_milestone(P2.milestone(DOSSIERS), day),
            *check_milestone(P2.milestone(FINISHED), day),
            *check_reminder(remedies(), event_on=results, done_on=None, on=day, plan=P2),
        ]
        for row in acts:
            refused.setdefault(row.code + " " + row.clause, []).append(day)
        day += timedelta(days=1)
    first, last = date(2025, 11, 28), end
    assert {key: (days[0], days[-1]) for key, days in refused.items()} == {
        "quarter.merged P2-I.2-b": (first, last),
        "order.cell_before_leadership P2-IV.1-j": (first, cell_done - timedelta(days=1)),
        "order.collective_first P2-IV.1-g": (first, board_done - timedelta(days=1)),
        "order.head_before_deputies P2-IV.1-h": (first, head_done - timedelta(days=1)),
        "score.above P2-IV.2-g": (first, last),
        f"deadline.late {DOSSIERS}": (date(2025, 12, 20), last),
        f"deadline.late {FINISHED}": (date(2025, 12, 25), last),
        f"deadline.reminder {REMEDIES}": (date(2026, 1, 1), last),
    }


def test_milestone_done_late_stays_marked():
    found_state = state(P2.milestone(DOSSIERS), date(2025, 12, 30), date(2025, 12, 20))
    assert (found_state.timing, found_state.on_time) == (Timing.DONE, False)
