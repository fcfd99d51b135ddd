"""The 27 signs on five grades (P4 II.1.3.2.a): rows, remedies, what follows from a confirmed grade."""

from __future__ import annotations

import pytest

from reviews.rules.findings import Severity
from reviews.rules.parts.signs import SignOutcome
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.signs import (
    SignAnswer,
    SignConclusion,
    check_conclusion,
    check_sign_texts,
    check_signs,
    confirmed_findings,
    handling_cases,
    sign_answers,
    sign_result,
    sign_rows,
    texts_of,
)

P4 = load_preset("p4_xa_2023")
SILENT = load_preset("p0_huyen_2023")
NONE = SignAnswer(1)


def answers(**changes):
    return dict.fromkeys(range(1, 28), NONE) | {int(key[1:]): row for key, row in changes.items()}


def told(findings):
    return [(row.code, row.severity, row.clause) for row in findings]


def test_twenty_seven_numbered_rows_have_no_text_until_the_committee_enters_it():  # P4-1.3.2-b
    rows = sign_rows(P4)
    assert [row.number for row in rows] == list(range(1, 28))
    assert {row.text for row in rows} == {""}
    entered = sign_rows(P4, {7: " chữ của văn bản "})
    assert [row.text for row in entered if row.text] == ["chữ của văn bản"]
    assert entered[6].text == "chữ của văn bản"
    assert sign_rows(SILENT) == []


def test_all_27_signs_are_answered():  # P4-1.3.2-b
    assert check_signs("An", answers(), P4) == []
    missing = answers()
    del missing[27]
    found = check_signs("An", missing, P4)
    assert told(found) == [("signs.rows", Severity.BLOCK, "P4-1.3.2-b")]
    assert "26/27 biểu hiện (còn thiếu: 27)" in found[0].message


@pytest.mark.parametrize("number", [0, 28])
def test_there_is_no_28th_sign(number):  # P4-1.3.2-b
    found = check_signs("An", answers() | {number: NONE}, P4)
    assert told(found) == [("signs.rows", Severity.BLOCK, "P4-1.3.2-b")]
    assert f"ngoài 27 biểu hiện (biểu hiện: {number})" in found[0].message


@pytest.mark.parametrize(("grade", "fits"), [(0, False), (1, True), (5, True), (6, False)])
def test_grades_go_from_one_to_five(grade, fits):  # P4-1.3.2-b
    found = check_signs("An", answers(n7=SignAnswer(grade, "sửa chữa")), P4)
    assert told(found) == ([] if fits else [("signs.grade", Severity.BLOCK, "P4-1.3.2-b")])
    assert P4.signs is not None
    assert len(P4.signs.grades) == 5


@pytest.mark.parametrize("grade", [2, 3, 4, 5])
def test_sign_above_the_first_grade_wants_a_remedy(grade):  # P4-1.3.2-c
    found = check_signs("An", answers(n7=SignAnswer(grade, " ")), P4)
    assert told(found) == [("signs.remedy", Severity.BLOCK, "P4-1.3.2-c")]
    assert "(biểu hiện: 7)" in found[0].message
    assert check_signs("An", answers(n7=SignAnswer(grade, "phòng ngừa")), P4) == []
    assert check_signs("An", answers(n7=SignAnswer(1, "")), P4) == []


def test_shortcoming_beside_no_sign_at_all_is_warned_of_and_no_grade_is_set():  # P4-1.3.2-d
    given = answers()
    found = check_signs("An", given, P4, shortcomings=1)
    assert told(found) == [("signs.contradiction", Severity.WARN, "P4-1.3.2-d")]
    assert "cả 27 biểu hiện đều ở cấp độ (1) Không có biểu hiện" in found[0].message
    assert given == answers()
    assert check_signs("An", answers(), P4, shortcomings=0) == []
    assert check_signs("An", answers(n1=SignAnswer(2, "sửa")), P4, shortcomings=1) == []
    partly = answers()
    del partly[3]
    assert [row.code for row in check_signs("An", partly, P4, shortcomings=1)] == ["signs.rows"]


@pytest.mark.parametrize("grade", [4, 5])
def test_confirmed_regular_or_serious_sign_opens_a_case(grade):  # P4-1.3.2-e
    (case,) = handling_cases([SignConclusion(7, grade), SignConclusion(8, 3), SignConclusion(9, 1)], P4)
    assert (case.number, case.outcome, case.clause) == (7, SignOutcome.HANDLING, "P4-1.3.2-e")
    assert case.text.startswith("xem xét xử lý")


def test_confirmed_occasional_sign_ends_in_a_lesson_unless_something_else_is_written():  # P4-1.3.2-f
    result = sign_result(SignConclusion(7, 3), P4)
    assert result is not None
    assert (result.outcome, result.text, result.clause) == (
        SignOutcome.LESSON,
        "kiểm điểm rút kinh nghiệm",
        "P4-1.3.2-f",
    )
    written = sign_result(SignConclusion(7, 3, " phê bình "), P4)
    assert written is not None
    assert written.text == "phê bình"
    assert sign_result(SignConclusion(7, 2), P4) is None
    assert sign_result(SignConclusion(7, 1), P4) is None


TEXTS = [f"Biểu hiện mẫu thứ {number}" for number in range(1, 28)]


def test_texts_are_27_lines_with_or_without_their_numbers():  # P4-1.3.2-b
    pasted = "\r\n\n".join(f" {number}.  {text} " for number, text in enumerate(TEXTS, start=1))
    assert texts_of(pasted) == TEXTS
    assert check_sign_texts(TEXTS, P4) == []
    assert texts_of("(1) a\n2) b\n3- c\n4: d\n27 biểu hiện") == ["a", "b", "c", "d", "27 biểu hiện"]
    assert texts_of(" \n\t\n") == []


@pytest.mark.parametrize(
    ("texts", "code", "says"),
    [
        (TEXTS[:26], "signs.count", "có 26 dòng; phải đúng 27"),
        ([*TEXTS, "Thêm"], "signs.count", "có 28 dòng"),
        ([*TEXTS[:26], "…"], "signs.words", "(dòng: 27)"),
        ([*TEXTS[:26], TEXTS[2].upper()], "signs.twice", "(dòng: 3, 27)"),
        (["a" * 1001, *TEXTS[1:]], "signs.long", "(dòng: 1)"),
    ],
)
def test_other_texts_than_27_are_refused_with_the_line(texts, code, says):  # P4-1.3.2-b
    (found,) = check_sign_texts(texts, P4)
    assert (found.code, found.severity, found.clause) == (code, Severity.BLOCK, "P4-1.3.2-b")
    assert says in found.message


def test_answers_are_read_from_any_data_and_half_a_row_is_none():
    rows = [{"number": "1", "grade": 2, "remedy": "sửa"}, {"number": "2", "grade": ""}, {"grade": 1}, "x", None]
    assert sign_answers({"signs": rows}) == {1: SignAnswer(2, "sửa")}
    assert sign_answers({"signs": "x"}) == {}
    assert sign_answers({}) == {}
    assert sign_answers({"signs": [{"number": "²", "grade": "1"}, {"number": 12345, "grade": 1}]}) == {}


@pytest.mark.parametrize(
    ("number", "grade", "fits"), [(1, 1, True), (27, 5, True), (0, 1, False), (28, 1, False), (1, 6, False)]
)
def test_conclusion_is_on_a_sign_of_the_list_and_one_of_its_grades(number, grade, fits):  # P4-1.3.2-e
    found = check_conclusion(SignConclusion(number, grade), P4)
    assert told(found) == ([] if fits else [("signs.conclusion", Severity.BLOCK, "P4-1.3.2-b")])
    assert check_conclusion(SignConclusion(number, grade), SILENT)[0].blocks


def test_whoever_decides_is_told_what_was_confirmed_in_the_order_of_the_list():  # P4-1.3.2-e, P4-1.3.2-f
    rows = [SignConclusion(9, 5), SignConclusion(7, 3), SignConclusion(8, 2), SignConclusion(1, 1)]
    found = confirmed_findings("An", rows, P4)
    assert told(found) == [
        ("signs.lesson", Severity.INFO, "P4-1.3.2-f"),
        ("signs.handling", Severity.WARN, "P4-1.3.2-e"),
    ]
    assert found[0].message == (
        "An: chi bộ kết luận biểu hiện 7 ở cấp độ (3) có biểu hiện nhưng không thường xuyên; kiểm điểm rút kinh nghiệm."
    )
    assert confirmed_findings("An", rows, SILENT) == []


def test_plan_without_signs_asks_nothing():
    assert check_signs("An", {}, SILENT, shortcomings=3) == []
    assert sign_result(SignConclusion(1, 5), SILENT) is None
    assert handling_cases([SignConclusion(1, 5)], SILENT) == []
    assert [row.code for row in check_sign_texts(TEXTS, SILENT)] == ["signs.plan"]


@pytest.mark.parametrize(
    ("over", "path"),
    [
        ({"count": 0}, "count"),
        ({"grades": ["Không có biểu hiện"]}, "grades"),
        (
            {"consequences": [{"grades": [6], "outcome": "lesson", "says": "a", "clause": "P4-1.3.2-f"}]},
            "consequences[1].grades",
        ),
        ({"remedy": {"clause": "none"}}, "remedy.clause"),
    ],
)
def test_signs_are_read_strictly(over, path):
    with pytest.raises(PlanError) as caught:
        P4.with_overrides({"signs": over})
    assert caught.value.path == f"signs.{path}"
