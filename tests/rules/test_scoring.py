"""Points into levels: P2 IV.2 with the conditions of Regulation 366, article 11."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules import calculators
from reviews.rules.calculators import BadInput
from reviews.rules.findings import RuleViolation, Severity
from reviews.rules.levels import Level
from reviews.rules.library import load_regimes
from reviews.rules.parts import Condition, Override
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.scoring import (
    check_criteria,
    check_decision,
    check_points,
    check_quarter,
    check_quarters,
    check_scores,
    propose,
    total_of,
)
from reviews.rules.vocabulary import RatedKind

E, G, D, K = Level.EXCELLENT, Level.GOOD, Level.COMPLETED, Level.NOT_COMPLETED
PLAN = load_preset("p2_xa_2025")
assert PLAN.scoring is not None
RULES = PLAN.scoring
CONDITIONS = [row.key for row in RULES.conditions]
OVERRIDES = [row.key for row in RULES.overrides]
ROWS: list[Condition | Override] = [*RULES.overrides, *RULES.conditions]
POINTS = st.integers(0, 10_000).map(lambda hundredths: Decimal(hundredths) / 100)
FACTS = st.dictionaries(st.sampled_from([*CONDITIONS, *OVERRIDES]), st.booleans(), max_size=5)
KINDS = st.sampled_from([None, RatedKind.COLLECTIVE, RatedKind.CADRE, RatedKind.MEMBER])


def refused(points, **more):
    with pytest.raises(RuleViolation) as caught:
        propose(points, RULES, **more)
    assert all(row.blocks for row in caught.value.findings)
    return [row.code for row in caught.value.findings]


@pytest.mark.parametrize(
    ("points", "level", "clause"),
    [
        ("100", E, "P2-IV.2-f"),
        ("90", E, "P2-IV.2-f"),
        ("90.00", E, "P2-IV.2-f"),
        ("89.99", G, "P2-IV.2-g"),
        ("89.9", G, "P2-IV.2-g"),
        ("70", G, "P2-IV.2-g"),
        ("69.99", D, "P2-IV.2-h"),
        ("69.9", D, "P2-IV.2-h"),
        ("50", D, "P2-IV.2-h"),
        ("50.0", D, "P2-IV.2-h"),
        ("49.99", K, "P2-IV.2-i"),
        ("49.5", K, "P2-IV.2-i"),
        ("0", K, "P2-IV.2-i"),
    ],
)
def test_lower_bound_of_a_band_belongs_to_it(points, level, clause):
    found = propose(Decimal(points), RULES)
    assert (found.level, found.by_points) == (level, level)
    assert found.reference.clause == clause


def test_explanation_prints_points_and_band_as_vietnamese_papers_do():
    assert propose(Decimal("89.50"), RULES).explanation == (
        "89,5 điểm: Hoàn thành tốt nhiệm vụ (từ 70 đến dưới 90 điểm)."
    )
    assert "(từ 90 điểm trở lên)" in propose(Decimal(90), RULES).explanation
    assert "(dưới 50 điểm)" in propose(Decimal(0), RULES).explanation


@pytest.mark.parametrize(
    ("points", "code"),
    [
        ("-0.01", "score.range"),
        ("100.01", "score.range"),
        ("NaN", "score.range"),
        ("sNaN", "score.range"),
        ("Infinity", "score.range"),
        ("1E+999999999", "score.range"),
        ("89.995", "score.decimals"),
        ("1E-999999999", "score.decimals"),
        ("89.9999999999999999999999999999999999", "score.decimals"),
    ],
)
def test_points_outside_the_scale_or_finer_than_it_are_refused_never_rounded(points, code):
    (finding,) = check_points(Decimal(points), RULES)
    assert (finding.code, finding.severity, finding.clause) == (code, Severity.BLOCK, "P2-IV.2-a")
    assert len(finding.message) < 200
    assert refused(Decimal(points)) == [code]


@pytest.mark.parametrize("points", ["89.990", "89.9900000000000000000000000000000000", "1E+2", "0E-9", "100.000"])
def test_zeros_behind_the_second_decimal_are_nothing_finer(points):
    assert check_points(Decimal(points), RULES) == []


@pytest.mark.parametrize(
    ("most", "codes"),
    [
        ([30, 70], []),
        ([30, 69], ["score.criteria"]),
        ([30, 71], ["score.criteria"]),
        ([], ["score.criteria"]),
        ([100, 0], ["score.criterion_most"]),
        ([110, -10], ["score.criterion_most", "score.criterion_most"]),
        (["NaN", 70], ["score.criterion_most"]),
        (["33.25", "33.25", "33.5"], []),
    ],
)
def test_criteria_of_a_sheet_add_up_to_the_scale(most, codes):
    findings = check_criteria([Decimal(value) for value in most], RULES)
    assert [row.code for row in findings] == codes
    assert all(row.blocks and row.clause == "P2-IV.2-a" for row in findings)


def test_criterion_that_is_worth_nothing_is_named():
    (finding,) = check_criteria([Decimal(100), Decimal(0)], RULES)
    assert finding.message == "Tiêu chí 2: điểm tối đa 0 phải trên 0, không quá 100."


@pytest.mark.parametrize(
    ("scored", "message"),
    [
        (["10.5", "20"], "Tiêu chí 1 được 10,5 điểm, phải từ 0 đến 10"),
        (["-1", "20"], "Tiêu chí 1 được -1 điểm, phải từ 0 đến 10"),
        (["10", "NaN"], "Tiêu chí 2 được NaN điểm, phải từ 0 đến 90"),
        (["10", "20.125"], "Tiêu chí 2 được 20,125 điểm, quá 2 chữ số thập phân"),
        (["10"], "Tiêu chí 2 chưa chấm điểm"),
        (["10", "20", "1"], "Không có tiêu chí 3"),
    ],
)
def test_each_criterion_is_scored_within_its_own_most(scored, message):
    most = [Decimal(10), Decimal(90)]
    values = [Decimal(value) for value in scored]
    (finding,) = check_scores(most, values, RULES)
    assert (finding.code, finding.severity, finding.clause) == ("score.criterion", Severity.BLOCK, "P2-IV.2-a")
    assert message in finding.message
    with pytest.raises(RuleViolation):
        total_of(most, values, RULES)


def test_self_level_is_that_of_the_sum_of_the_criteria():
    """P2-IV.2-k: 30 + 35 + 24 = 89 is GOOD."""
    most = [Decimal(30), Decimal(40), Decimal(30)]
    assert check_scores(most, [Decimal("29.75"), Decimal("0.50"), Decimal("30.000")], RULES) == []
    total = total_of(most, [Decimal(30), Decimal(35), Decimal(24)], RULES)
    assert total == 89
    assert propose(total, RULES).level is G


@pytest.mark.parametrize("case", OVERRIDES)
def test_prescribed_case_makes_not_completed_at_any_points(case):
    """P2-IV.2-i: 95 points with a case that befell."""
    found = propose(Decimal(95), RULES, facts={case: True})
    assert (found.level, found.by_points) == (K, E)
    assert found.override is not None
    assert found.override.key == case
    assert str(found.reference) == "Quy định số 366-QĐ/TW ngày 30/8/2025 của Bộ Chính trị, Điều 11.4"
    assert found.override.says in found.explanation
    assert propose(Decimal(95), RULES, facts={case: False}).level is E


@pytest.mark.parametrize(
    ("condition", "article", "kind", "left"),
    [
        ("tasks_exceeded", "Điều 11.1", RatedKind.MEMBER, G),
        ("nobody_disciplined", "Điều 11.1", RatedKind.COLLECTIVE, G),
        ("led_unit_exceeded", "Điều 11.1", RatedKind.CADRE, G),
        ("shortcomings_fixed", "Điều 11.1", RatedKind.COLLECTIVE, G),
        ("tasks_on_time", "Điều 11.2", RatedKind.MEMBER, D),
        ("led_unit_on_time", "Điều 11.2", RatedKind.CADRE, D),
        ("tasks_done", "Điều 11.3", RatedKind.CADRE, K),
    ],
)
def test_condition_not_met_bars_its_level_and_every_better_one(condition, article, kind, left):
    found = propose(Decimal(95), RULES, facts={condition: False}, kind=kind)
    assert found.level is left
    assert [row.key for row in found.unmet] == [condition]
    assert found.unmet[0].reference.section == article
    assert found.unmet[0].says in found.explanation
    (finding,) = check_decision(decided=E, proposal=found)
    assert (finding.code, finding.severity) == ("score.above", Severity.BLOCK)
    assert propose(Decimal(95), RULES, facts={condition: True}, kind=kind).level is E


def test_conditions_are_national_and_dated_by_regime():
    assert [regime.key for regime in load_regimes() if regime.score_conditions] == ["qd_366"]
    assert {row.reference.clause for row in ROWS} == {"qd_366"}
    assert [row.key for row in RULES.conditions if RatedKind.COLLECTIVE in row.kinds] == [
        "tasks_exceeded", "nobody_disciplined", "shortcomings_fixed", "tasks_on_time", "tasks_done",
    ]  # fmt: skip
    assert [row.key for row in RULES.overrides if RatedKind.MEMBER in row.kinds] == [
        "disciplined", "degraded", "tasks_not_done",
    ]  # fmt: skip
    assert "score_cases" in [row.key for row in PLAN.defaults_to_confirm]


def test_what_is_not_asked_of_a_subject_is_refused_as_a_fact():
    assert refused(Decimal(95), facts={"low_confidence": True}, kind=RatedKind.MEMBER) == ["score.fact"]
    assert refused(Decimal(95), facts={"nothing": True}) == ["score.fact"]
    assert propose(Decimal(95), RULES, facts={"low_confidence": True}, kind=RatedKind.CADRE).level is K


def test_plan_adds_its_own_cases_and_may_not_reuse_a_national_key():
    own = {"says": "có một quý không hoàn thành nhiệm vụ", "clause": "P2-I.2-c"}
    changed = PLAN.with_overrides(
        {"scoring": {"cases": {"conditions": {"quarters": {**own, "level": "excellent"}}, "overrides": {"late": own}}}}
    ).scoring
    assert changed is not None
    found = propose(Decimal(95), changed, facts={"quarters": False})
    assert (found.level, found.unmet[0].reference.clause) == (G, "P2-I.2-c")
    assert propose(Decimal(95), changed, facts={"late": True}).reference.clause == "P2-I.2-c"
    assert propose(Decimal(95), changed, facts={"disciplined": True}).level is K
    with pytest.raises(PlanError) as caught:
        PLAN.with_overrides({"scoring": {"cases": {"overrides": {"disciplined": own}}}})
    assert "đã có trong Quy định số 366" in str(caught.value)


def test_plan_without_national_cases_knows_only_its_own():
    own = PLAN.with_overrides({"scoring": {"cases": {"printed": "plan"}}})
    assert own.scoring is not None
    assert (own.scoring.overrides, own.scoring.conditions) == ((), ())
    assert "score_cases" not in [row.key for row in own.defaults_to_confirm]
    with pytest.raises(RuleViolation) as caught:
        propose(Decimal(1), own.scoring, facts={"x": True})
    assert "(các trường hợp, điều kiện: không có)" in str(caught.value)


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"bands": {"good": {"at_least": "90"}}}, "scoring.bands"),
        ({"bands": {"not_completed": {"at_least": "1"}}}, "scoring.bands"),
        ({"bands": {"excellent": {"at_least": "101"}}}, "scoring.bands"),
        ({"bands": {"excellent": {"at_least": "9E+1"}}}, "scoring.bands.excellent.at_least"),
        ({"bands": {"excellent": {"at_least": "-1"}}}, "scoring.bands.excellent.at_least"),
        ({"bands": {"outstanding": {"at_least": "95", "clause": "P2-IV.2-f"}}}, "scoring.bands.outstanding"),
        ({"total": "NaN"}, "scoring.total"),
        ({"cases": {"printed": "nation"}}, "scoring.cases.printed"),
        ({"quarters": {"rated": ["1", "2"]}}, "scoring.quarters"),
        ({"quarters": {"rated": ["1", "2", "3", "4"]}}, "scoring.quarters"),
        (
            {"cases": {"conditions": {"x": {"level": "not_completed", "says": "x", "clause": "P2-IV.2-i"}}}},
            "scoring.cases.conditions.x.level",
        ),
    ],
)
def test_scale_that_cannot_be_is_refused_at_its_place(values, path):
    with pytest.raises(PlanError) as caught:
        PLAN.with_overrides({"scoring": values})
    assert caught.value.path == path


def test_older_regime_has_no_national_cases():
    with pytest.raises(PlanError) as caught:
        PLAN.with_overrides({"rules_on": "2025-08-29"})
    assert "không chấm theo thang điểm" in str(caught.value)


def test_decision_above_the_points_is_refused_and_one_below_is_not():
    """P2-IV.2-f: EXCELLENT with less than 90 points is blocked, a lower level is the authority's."""
    met = dict.fromkeys(CONDITIONS, True)
    good = propose(Decimal("89.99"), RULES, facts=met)
    (finding,) = check_decision(decided=E, proposal=good)
    assert (finding.code, finding.severity, finding.clause) == ("score.above", Severity.BLOCK, "P2-IV.2-g")
    assert "89,99 điểm" in finding.message
    assert [check_decision(decided=level, proposal=good) for level in (G, D, K)] == [[], [], []]


def test_whoever_decides_sees_what_nobody_has_confirmed():
    found = propose(Decimal(92), RULES, facts={"tasks_on_time": True}, kind=RatedKind.MEMBER)
    assert [row.key for row in found.unconfirmed] == ["tasks_exceeded", "shortcomings_fixed", "tasks_done"]
    (finding,) = check_decision(decided=E, proposal=found)
    assert (finding.code, finding.severity) == ("score.unconfirmed", Severity.WARN)
    assert "ít nhất 30% số nhiệm vụ hoàn thành vượt mức" in finding.message
    (lower,) = check_decision(decided=G, proposal=found)
    assert "30%" not in lower.message
    assert check_decision(decided=K, proposal=found) == []


@pytest.mark.parametrize(
    ("quarter", "code"), [(1, ""), (2, ""), (3, ""), (4, "quarter.merged"), (5, "quarter.unknown")]
)
def test_fourth_quarter_is_judged_within_the_year(quarter, code):
    findings = check_quarter(quarter, RULES)
    assert [row.code for row in findings] == ([code] if code else [])
    assert all(row.blocks for row in findings)
    if code == "quarter.merged":
        assert findings[0].clause == "P2-I.2-b"
        assert "Quý IV" in findings[0].message


@pytest.mark.parametrize(
    ("levels", "names"),
    [
        ({1: G, 2: G, 3: G}, ""),
        ({1: G, 3: G}, "Quý II,"),
        ({1: G, 2: None, 3: G}, "Quý II,"),
        ({}, "Quý I, Quý II, Quý III,"),
        ({4: E}, "Quý I, Quý II, Quý III,"),
    ],
)
def test_year_warns_of_the_quarters_that_have_no_level(levels, names):
    findings = check_quarters(levels, RULES)
    assert bool(findings) is bool(names)
    for row in findings:
        assert (row.severity, row.clause) == (Severity.WARN, "P2-I.2-c")
        assert f"xếp loại {names}" in row.message


@given(POINTS, FACTS, KINDS)
def test_total_every_number_of_points_gives_exactly_one_level(points, facts, kind):
    known = {row.key: facts[row.key] for row in ROWS if row.key in facts and (kind is None or kind in row.kinds)}
    found = propose(points, RULES, facts=known, kind=kind)
    assert found.level in Level
    assert found.by_points.is_at_least(found.level)
    fitting = [
        level for level, least, below in ((E, 90, 101), (G, 70, 90), (D, 50, 70), (K, 0, 50)) if least <= points < below
    ]
    assert [found.by_points] == fitting


@given(POINTS, POINTS, FACTS)
def test_monotonic_more_points_never_lower_the_level(one, other, facts):
    low, high = sorted((one, other))
    assert propose(high, RULES, facts=facts).level.is_at_least(propose(low, RULES, facts=facts).level)


@given(POINTS, FACTS, st.sampled_from(CONDITIONS))
def test_confirming_a_condition_never_lowers_the_level(points, facts, condition):
    failed = propose(points, RULES, facts={**facts, condition: False})
    met = propose(points, RULES, facts={**facts, condition: True})
    assert met.level.is_at_least(failed.level)


def test_calculator_answers_with_level_clause_and_what_is_to_be_confirmed():
    answer = calculators.score(PLAN, Decimal("89.5"), kind=RatedKind.MEMBER)
    assert answer.holds
    assert answer.facts["level"] == "good"
    assert answer.facts["clause"] == "P2-IV.2-g"
    assert answer.facts["unconfirmed"] == ["tasks_on_time", "tasks_done"]
    assert answer.lines[1].startswith("Phải xác nhận (tasks_on_time): hoàn thành 100% nhiệm vụ")
    assert answer.lines[1].endswith("(Điều 11.2).")


def test_calculator_tells_a_case_and_a_condition_not_met_as_findings():
    case = calculators.score(PLAN, Decimal(95), facts={"disciplined": True})
    assert (case.facts["level"], [row.code for row in case.findings]) == ("not_completed", ["score.override"])
    lapse = calculators.score(PLAN, Decimal(95), facts={"tasks_on_time": False})
    assert (lapse.facts["level"], [row.code for row in lapse.findings]) == ("completed", ["score.condition"])
    with pytest.raises(BadInput):
        calculators.score(PLAN, Decimal(101))
    with pytest.raises(BadInput):
        calculators.score(load_preset("p0_huyen_2023"), Decimal(90))


def test_facts_of_the_command_line_say_yes_or_no_once():
    assert calculators.recorded_facts(["a", "b=yes", "c=no", "a=yes"]) == {"a": True, "b": True, "c": False}
    for words in (["a=maybe"], ["a", "a=no"], ["a=no", "a"]):
        with pytest.raises(BadInput):
            calculators.recorded_facts(words)
