"""One outcome per tally, exact, from the top; nothing that cannot be is counted."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.findings import RuleViolation, Severity
from reviews.rules.levels import Level
from reviews.rules.parts import BallotBase, Threshold
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.vocabulary import RatedKind
from reviews.rules.voting import Tally, check_tally, closing, decide, electorate, unanimity

P0 = load_preset("p0_huyen_2023")
DEFAULT = P0.voting_for(RatedKind.CADRE)
#: Thresholds of the kind that other plans print: at least 70 %, at least 60 %, more than half, at least half.
PRINTED = replace(
    DEFAULT,
    is_program_default=False,
    thresholds=(
        Threshold(Level.EXCELLENT, Fraction(7, 10), False, True),
        Threshold(Level.GOOD, Fraction(6, 10), False, True),
        Threshold(Level.COMPLETED, Fraction(1, 2), True, True),
        Threshold(Level.NOT_COMPLETED, Fraction(1, 2), False, False),
    ),
)
COUNTS = st.integers(0, 12)
TALLIES = st.builds(
    lambda excellent, good, completed, poor, blank, invalid, lost: Tally(
        excellent + good + completed + poor + blank + invalid + lost, excellent, good, completed, poor, blank, invalid
    ),
    *[COUNTS] * 7,
)
RULES = st.sampled_from((DEFAULT, PRINTED))


def told(finding):
    return finding.code, finding.severity, finding.message, finding.clause


@pytest.mark.parametrize(
    ("tally", "level"),
    [
        (Tally(9, excellent=5, good=4), Level.EXCELLENT),
        (Tally(10, excellent=5, good=5), Level.GOOD),
        (Tally(9, excellent=4, good=1, completed=4), Level.GOOD),
        (Tally(9, excellent=2, good=2, completed=1, not_completed=4), Level.COMPLETED),
        (Tally(9, not_completed=5, good=4), Level.NOT_COMPLETED),
        (Tally(10, good=5, not_completed=5), None),
        (Tally(9, excellent=4, blank=5), None),
        (Tally(0), None),
    ],
)
def test_program_default_is_more_than_half_of_the_ballots_issued_adding_up_from_the_top(tally, level):
    outcome = decide(tally, DEFAULT)
    assert outcome.level is level
    assert outcome.is_program_default
    assert "mặc định của chương trình" in outcome.explanation


@pytest.mark.parametrize(
    ("tally", "level"),
    [
        (Tally(10, excellent=7, good=3), Level.EXCELLENT),
        (Tally(10, excellent=6, good=4), Level.GOOD),
        (Tally(100, excellent=69, good=31), Level.GOOD),
        (Tally(10, excellent=2, good=4, completed=4), Level.GOOD),
        (Tally(100, good=59, completed=41), Level.COMPLETED),
        (Tally(10, good=5, not_completed=5), Level.NOT_COMPLETED),
        (Tally(10, good=4, completed=1, not_completed=4, invalid=1), None),
    ],
)
def test_printed_thresholds_of_another_plan_are_only_data(tally, level):
    outcome = decide(tally, PRINTED)
    assert outcome.level is level
    assert "mặc định" not in outcome.explanation


def test_bases_count_blank_ballots_and_all_but_the_last_the_invalid_too():
    tally = Tally(12, excellent=4, good=3, completed=1, blank=1, invalid=2)
    assert (tally.collected, tally.valid) == (11, 9)
    assert [tally.base(kind) for kind in (BallotBase.ISSUED, BallotBase.RETURNED, BallotBase.VALID)] == [12, 11, 9]


def test_blank_and_invalid_ballots_stay_in_the_base():
    outcome = decide(Tally(10, excellent=5, good=2, blank=2, invalid=1), DEFAULT)
    assert outcome.own_shares[Level.EXCELLENT] == Fraction(1, 2)
    assert outcome.shares[Level.GOOD] == Fraction(7, 10)


@pytest.mark.parametrize(
    ("tally", "rules", "explanation"),
    [
        (
            Tally(9, 3, 4, 2),
            DEFAULT,
            "Hoàn thành tốt nhiệm vụ: 7/9 phiếu đề xuất từ mức này trở lên (77,8%), ngưỡng quá 50% (mặc định của "
            "chương trình, kế hoạch không quy định).",
        ),
        (
            Tally(10, excellent=7, good=3),
            PRINTED,
            "Hoàn thành xuất sắc nhiệm vụ: 7/10 phiếu đề xuất (70%), ngưỡng từ 70%.",
        ),
        (
            Tally(10, good=4, completed=2, not_completed=4),
            PRINTED,
            "Hoàn thành nhiệm vụ: 6/10 phiếu đề xuất từ mức này trở lên (60%), ngưỡng quá 50%.",
        ),
        (
            Tally(10, good=5, not_completed=5),
            PRINTED,
            "Không hoàn thành nhiệm vụ: 5/10 phiếu đề xuất (50%), ngưỡng từ 50%.",
        ),
        (Tally(10, good=5, blank=5), PRINTED, "Không mức nào đủ tỷ lệ trên 10 phiếu phát ra."),
    ],
)
def test_explanation_tells_votes_share_and_threshold(tally, rules, explanation):
    assert decide(tally, rules).explanation == explanation


@given(TALLIES, RULES)
def test_every_tally_has_exactly_one_outcome_and_its_threshold_holds(tally, rules):
    outcome = decide(tally, rules)
    assert outcome == decide(tally, rules)
    assert all(0 <= share <= 1 for share in outcome.shares.values())
    if outcome.threshold is None:
        assert outcome.level is None
    else:
        assert outcome.threshold.level is outcome.level
        bound, share = outcome.threshold.share, outcome.shares[outcome.threshold.level]
        assert share > bound if outcome.threshold.strict else share >= bound


@given(TALLIES, RULES, st.sampled_from([(Level.GOOD, Level.EXCELLENT), (Level.NOT_COMPLETED, Level.COMPLETED)]))
def test_a_vote_moved_to_a_better_level_never_lowers_the_outcome(tally, rules, move):
    worse, better = move
    if not tally.votes(worse):
        return
    moved = replace(tally, **{worse: tally.votes(worse) - 1, better: tally.votes(better) + 1})
    before, after = decide(tally, rules).level, decide(moved, rules).level
    if before is not None and before is not Level.NOT_COMPLETED:
        assert after is not None
        assert after.rank >= before.rank


def test_more_returned_than_issued_is_refused():
    findings = check_tally(Tally(8, excellent=9))
    assert [row.code for row in findings] == ["tally.too_many"]
    assert "9" in findings[0].message
    with pytest.raises(RuleViolation):
        decide(Tally(8, excellent=9), DEFAULT)


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("excellent", "Hoàn thành xuất sắc nhiệm vụ"),
        ("good", "Hoàn thành tốt nhiệm vụ"),
        ("completed", "Hoàn thành nhiệm vụ"),
        ("not_completed", "Không hoàn thành nhiệm vụ"),
        ("blank", "trắng"),
        ("invalid", "không hợp lệ"),
    ],
)
def test_negative_counts_are_refused_by_their_name(plan, field, name):
    assert [told(row) for row in check_tally(Tally(5, **{field: -1}), plan=plan)] == [
        ("tally.negative", Severity.BLOCK, f"Số phiếu “{name}” là -1, không thể nhỏ hơn 0.", "P0-4.4-j")
    ]


def test_nobody_issues_fewer_than_no_ballots(plan):
    negative, more = check_tally(Tally(-1), plan=plan)
    assert negative.message == "Số phiếu “phát ra” là -1, không thể nhỏ hơn 0."
    assert told(more) == ("tally.too_many", Severity.BLOCK, "Thu về 0 phiếu, nhiều hơn -1 phiếu phát ra.", "P0-4.4-j")


def test_counts_that_cannot_be_are_refused_with_the_clause_of_the_plan(plan):
    with pytest.raises(RuleViolation) as refused:
        decide(Tally(8, good=9), DEFAULT, plan=plan)
    assert [told(row) for row in refused.value.findings] == [
        ("tally.too_many", Severity.BLOCK, "Thu về 9 phiếu, nhiều hơn 8 phiếu phát ra.", "P0-4.4-j")
    ]


@pytest.mark.parametrize(
    ("voters", "severity"),
    [(0, Severity.BLOCK), (2, Severity.BLOCK), (3, Severity.WARN), (4, Severity.WARN), (5, None)],
)
def test_small_electorate_is_refused_or_marked(voters, severity):
    assert [row.severity for row in electorate(voters=voters, plan=P0)] == ([severity] if severity else [])


def test_a_small_electorate_is_told_what_it_gives_away():
    (refused,), (marked,) = electorate(voters=2, plan=P0), electorate(voters=4, plan=P0)
    assert told(refused) == (
        "vote.too_few",
        Severity.BLOCK,
        "Chỉ có 2 người bỏ phiếu, ít nhất phải có 3 người mới giữ được bí mật.",
        "",
    )
    assert told(marked) == (
        "vote.few",
        Severity.WARN,
        "Chỉ có 4 người bỏ phiếu: dễ đoán ra ai bỏ phiếu thế nào.",
        "",
    )


def test_a_box_opened_early_is_told_whom_it_gives_away_and_what_is_lost():
    few, lost = closing(voters=8, cast=2, plan=P0)
    assert told(few) == (
        "ballot.few_cast",
        Severity.BLOCK,
        "Mới có 2/8 người bỏ phiếu: kiểm phiếu lúc này thì biết được phiếu của từng người. Chờ ít nhất 3 người bỏ "
        "phiếu.",
        "",
    )
    assert told(lost) == (
        "ballot.not_cast",
        Severity.WARN,
        "Còn 6/8 người chưa bỏ phiếu. Đóng rồi thì không bỏ được nữa; phiếu không thu về vẫn tính trong 8 phiếu phát "
        "ra, không tính cho mức nào.",
        "",
    )


def test_unanimity_is_pointed_out():
    mixed = Tally(6, good=5, blank=1)
    (finding,) = unanimity({"An": Tally(6, good=6), "Bình": mixed, "Chi": Tally(6, excellent=5)})
    assert told(finding) == (
        "vote.unanimous",
        Severity.WARN,
        "Mọi phiếu cùng một mức, kết quả cho biết phiếu của từng người: An, Chi.",
        "",
    )
    assert unanimity({"Bình": mixed, "Dung": Tally(0)}) == []


@pytest.mark.parametrize(
    ("cast", "codes"),
    [
        (0, ["ballot.not_cast"]),
        (1, ["ballot.few_cast", "ballot.not_cast"]),
        (2, ["ballot.few_cast", "ballot.not_cast"]),
        (3, ["vote.few", "ballot.not_cast"]),
        (5, ["ballot.not_cast"]),
        (8, []),
    ],
)
def test_a_box_with_one_or_two_ballots_is_not_opened(cast, codes):
    assert [row.code for row in closing(voters=8, cast=cast, plan=P0)] == codes


def test_threshold_of_a_file_is_either_more_than_or_at_least(plan):
    both = {"voting": {"ballots": {"every_kind": {"thresholds": {"good": {"at_least": "60%"}}}}}}
    with pytest.raises(PlanError, match="more_than hoặc at_least"):
        plan.with_overrides(both)


def test_thresholds_printed_by_a_clause_need_no_confirmation(plan):
    thresholds = {level.value: {"clause": "P0-4.4-j"} for level in Level}
    printed = {"every_kind": {"printed": "P0-4.4-j", "thresholds": thresholds}}
    changed = plan.with_overrides({"voting": {"ballots": printed}})
    assert not changed.voting_for(RatedKind.CADRE).is_program_default
    assert [row.key for row in changed.defaults_to_confirm] == ["quota_base_every_kind"]
    del thresholds["good"]
    with pytest.raises(PlanError, match="thiếu khóa “clause”"):
        plan.with_overrides({"voting": {"ballots": printed}})
