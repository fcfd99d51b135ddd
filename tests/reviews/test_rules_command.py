"""``manage.py rules``: what it answers, in words and as JSON, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reviews.management.commands.rules import Command
from reviews.rules.library import HERE


@pytest.fixture
def rules(capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs the command as a shell would; gives exit code, output and the error channel."""

    def run(*words: str) -> tuple[int, str, str]:
        try:
            Command().run_from_argv(["manage.py", "rules", *words])
            code = 0
        except SystemExit as leaving:
            code = int(str(leaving.code))
        return code, *capsys.readouterr()

    return run


def answered(rules: Any, *words: str) -> tuple[int, dict[str, Any]]:
    code, out, err = rules(*words, "--json")
    assert err == ""
    return code, json.loads(out)


@pytest.mark.parametrize(
    ("counts", "level", "clause", "code"),
    [
        ("--present 25 --excellent 17 --good 5 --completed 2 --not-completed 1", "good", "P4-1.4.3-q", 0),
        ("--present 10 --excellent 7 --good 3", "excellent", "P4-1.4.3-p", 0),
        ("--present 23 --excellent 16 --good 7", "good", "P4-1.4.3-q", 0),
        ("--present 20 --completed 11 --not-completed 9", "completed", "P4-1.4.3-r", 0),
        ("--present 20 --completed 10 --not-completed 10", "not_completed", "P4-1.4.3-s", 0),
        ("--present 10 --completed 5 --not-completed 4 --blank 1", "undecided", "P4-1.4.3-o", 1),
        ("--present 10 --excellent 7 --good 2 --invalid 1", "excellent", "P4-1.4.3-p", 0),
    ],
)
def test_thresholds_of_the_commune_plan(rules: Any, counts: str, level: str, clause: str, code: int) -> None:
    exit_code, found = answered(rules, "thresholds", "--plan", "P4", *counts.split())
    assert (exit_code, found["level"], found["clause"]) == (code, level, clause)
    assert not found["program_default"]


def test_fractions_are_exact(rules: Any) -> None:
    counts = "thresholds --plan P4 --present 23 --excellent 16 --good 7"
    _code, found = answered(rules, *counts.split(" "))
    assert found["fractions"] == {"excellent": "16/23", "good": "7/23", "completed": "0", "not_completed": "0"}
    assert found["counted"]["good"] == "1"


def test_a_ballot_of_members_is_decided_by_the_programs_own_default_and_says_so(rules: Any) -> None:
    words = ["thresholds", "--plan", "P4", "--kind", "member", "--present", "10", "--excellent", "6", "--good", "4"]
    code, found = answered(rules, *words)
    assert (code, found["level"], found["program_default"], found["clause"]) == (0, "excellent", True, "")
    assert "đề xuất của chương trình" in rules(*words)[1]


@pytest.mark.parametrize(
    ("words", "seats", "over_by", "clause", "code"),
    [
        ("--plan P0 --members 9 --good-or-better 9 --excellent 2", 1, 1, "P0-4.4-g", 1),
        ("--plan P0 --members 9 --good-or-better 9 --excellent 1", 1, 0, "P0-4.4-g", 0),
        ("--plan P0 --members 10 --good-only 8 --excellent 2", 2, 0, "P0-4.4-g", 0),
        ("--plan P0 --members 5 --good-or-better 4 --excellent 1", 1, 0, "P0-4.4-h", 0),
        ("--plan P0 --members 6 --good-or-better 4", 0, 0, "P0-4.4-g", 0),
        ("--plan P4 --kind member --members 28 --good-or-better 4 --excellent 1", 1, 0, "P4-2.3-x", 0),
        ("--plan P4 --kind member --members 28 --good-or-better 25 --excellent 5", 5, 0, "qd_124", 0),
        ("--plan P4 --kind unit --members 14 --good-or-better 14 --excellent 3", 2, 1, "P4-IV.3-a", 1),
        ("--plan P4 --kind unit --members 15 --good-or-better 4 --excellent 3", 3, 0, "P4-IV.3-a", 0),
        ("--plan P4 --kind unit --members 15 --all-rated 14 --good-or-better 4", 2, 0, "P4-IV.3-a", 0),
    ],
)
def test_seats_for_excellent(rules: Any, words: str, seats: int, over_by: int, clause: str, code: int) -> None:
    exit_code, found = answered(rules, "quota", *words.split())
    assert (exit_code, found["seats"], found["over_by"], found["clause"]) == (code, seats, over_by, clause)
    assert found["rounding"] == "floor"


def test_a_plan_without_a_share_answers_with_the_nations_and_names_it(rules: Any) -> None:
    words = ["quota", "--plan", "P4", "--kind", "member", "--members", "28", "--good-or-better", "25"]
    _code, found = answered(rules, *words)
    assert (found["national"], found["scope"]) == (True, "peer_group")
    assert "Quy định số 124-QĐ/TW" in rules(*words)[1]


def test_every_milestone_has_its_state_and_clause(rules: Any) -> None:
    code, found = answered(rules, "deadlines", "--plan", "P4", "--on", "2023-11-20")
    states = {row["clause"]: (row["state"], row.get("days_left")) for row in found["milestones"]}
    assert states["P4-1.4.5-a"] == ("late", -1)
    assert states["P4-3-B4-a"] == ("due_in", 5)
    assert states["P4-III-d"] == ("due_in", 7)
    assert states["P4-1.4.5-b"] == ("open", 9)
    assert states["P4-3-B5-b"][0] == "not_yet"
    assert states["P4-1.4.1-b"][0] == "relative"
    assert code == 1
    assert "P4-1.4.5-a" in {row["clause"] for row in found["findings"]}


def test_before_anything_is_late_the_days_hold(rules: Any) -> None:
    code, out, _err = rules("deadlines", "--plan", "P0", "--on", "2023-11-09")
    assert code == 0
    assert "trước ngày 10/11/2023, hôm nay là hạn cuối (mục III.1)" in out


def test_order_names_every_edge_with_clause_and_severity(rules: Any) -> None:
    code, found = answered(rules, "order", "--plan", "P4")
    edges = {edge["key"]: (edge["clause"], edge["severity"]) for edge in found["edges"]}
    assert code == 0
    assert edges["leaders_before_ordinary_members"] == ("P4-1.4.3-c", "block")
    assert edges["finished_before_summary"] == ("P4-2.3-ac", "warn")


@pytest.mark.parametrize(
    ("plan", "person", "reviewed", "rated"),
    [
        ("P4", "name: Nguyễn Văn Mẫu\nadmitted_on: 2023-05-22\n", True, True),
        ("P4", "name: Nguyễn Văn Mẫu\nadmitted_on: 2023-05-23\n", True, False),
        ("P4", "name: Nguyễn Văn Mẫu\nactivity: suspended\n", True, False),
        ("P4", "name: Nguyễn Văn Mẫu\nactivity: exempt\n", False, False),
        ("P0", "name: Nguyễn Văn Mẫu\nadmitted_on: 2023-05-23\n", False, False),
    ],
)
def test_who_is_reviewed_and_who_is_rated(
    rules: Any, tmp_path: Path, plan: str, person: str, reviewed: bool, rated: bool
) -> None:
    path = tmp_path / "nguoi.yaml"
    path.write_text(person, encoding="utf-8")
    code, found = answered(rules, "eligibility", "--plan", plan, "--person", str(path), "--on", "2023-11-22")
    assert (found["reviewed"], found["rated"]) == (reviewed, rated)
    assert code == (0 if reviewed and rated else 1)


def test_a_plan_file_that_agrees_with_itself_holds(rules: Any) -> None:
    code, out, err = rules("check-plan", str(HERE / "presets" / "p0_huyen_2023.yaml"))
    assert (code, err) == (0, "")
    assert "3 mốc thời hạn" in out


def test_the_contradictions_of_a_plan_are_findings_with_their_clause(rules: Any) -> None:
    code, found = answered(rules, "check-plan", str(HERE / "presets" / "p4_xa_2023.yaml"))
    assert code == 1
    assert "P4-1.4.5-a" in {row["clause"] for row in found["findings"]}


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "question"),
        ("thresholds --plan P4", "--present"),
        ("thresholds --plan P9 --present 5", "Không có kế hoạch “P9”"),
        ("thresholds --plan P4 --present năm", "--present"),
        ("thresholds --plan P4 --present 5 --excellent 6", "nhiều hơn 5 phiếu phát ra"),
        ("thresholds --plan P4 --present 5 --good -1", "không thể nhỏ hơn 0"),
        ("thresholds --plan P4 --present 5 --kind party", "Không có loại “party”"),
        ("quota --plan P0 --members 9", "Ghi một trong hai"),
        ("quota --plan P0 --members 9 --good-or-better 10", "Các số không khớp"),
        ("quota --plan P0 --members 9 --good-or-better 2 --excellent 3", "Các số không khớp"),
        ("quota --plan P0 --members -1 --good-or-better -1", "không được âm"),
        ("deadlines --plan P0 --on 24/12/2023", "không phải là ngày"),
        ("score --plan P0 --points 89", "không chấm theo thang điểm"),
        ("score --plan P0 --points nhiều", "không phải là số điểm"),
        ("eligibility --plan P0 --person khong-co.yaml --on 2023-11-22", "không đọc được tệp"),
        ("check-plan khong-co.yaml", "không đọc được tệp"),
        ("check-plan .", "không đọc được tệp"),
    ],
)
def test_bad_input_is_one_clear_line_and_exit_code_two(rules: Any, words: str, reason: str) -> None:
    code, out, err = rules(*words.split())
    assert (code, out) == (2, "")
    assert reason in err
    assert err.count("\n") == 1


def test_a_file_that_is_no_plan_or_no_person_is_refused_with_its_line(rules: Any, tmp_path: Path) -> None:
    path = tmp_path / "tep.yaml"
    path.write_text("code: P0\nslug: a\nslug: b\n", encoding="utf-8")
    assert "tep.yaml, dòng 3" in rules("check-plan", str(path))[2]
    path.write_text("name: Nguyễn Văn Mẫu\ntuoi: 40\n", encoding="utf-8")
    assert "tep.yaml, dòng 2" in rules("eligibility", "--plan", "P0", "--person", str(path), "--on", "2023-11-22")[2]
    path.write_bytes(b"\xff\xfe\x00")
    assert rules("check-plan", str(path))[0] == 2
