"""``manage.py rules score``: level, clause and exit code for points and recorded facts."""

from __future__ import annotations

import json

import pytest

from reviews.management.commands.rules import Command


def ask(capsys, *words):
    """Exit code, what was printed, what was complained of."""
    code = 0
    try:
        Command().run_from_argv(["manage.py", "rules", "score", "--plan", "P2", *words])
    except SystemExit as leaving:
        code = int(leaving.code or 0)
    printed = capsys.readouterr()
    return code, printed.out, printed.err


def test_points_give_their_level_with_the_clause(capsys):
    code, out, _err = ask(capsys, "--points", "89.5", "--kind", "member", "--json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["level"], answer["clause"], answer["holds"]) == ("good", "P2-IV.2-g", True)
    assert answer["unconfirmed"] == ["tasks_on_time", "tasks_done"]


def test_comma_is_a_decimal_sign(capsys):
    code, out, _err = ask(capsys, "--points", "89,99")
    assert (code, out.splitlines()[0]) == (0, "89,99 điểm: Hoàn thành tốt nhiệm vụ (từ 70 đến dưới 90 điểm).")


def test_recorded_facts_change_the_level_and_the_exit_code(capsys):
    code, out, _err = ask(capsys, "--points", "95", "--fact", "disciplined", "--json")
    answer = json.loads(out)
    assert (code, answer["level"], answer["by_points"]) == (1, "not_completed", "excellent")
    assert [row["code"] for row in answer["findings"]] == ["score.override"]
    code, out, _err = ask(capsys, "--points", "95", "--fact", "tasks_exceeded=no", "--fact", "tasks_done", "--json")
    answer = json.loads(out)
    assert (code, answer["level"], answer["unmet"]) == (1, "good", ["tasks_exceeded"])
    assert "tasks_done" not in answer["unconfirmed"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--points", "100.01"), "phải từ 0 đến 100"),
        (("--points", "89.995"), "quá 2 chữ số thập phân"),
        (("--points", "1e999999999"), "phải từ 0 đến 100"),
        (("--points", "nhiều"), "không phải là số điểm"),
        (("--points", "90", "--fact", "unheard_of"), "unheard_of"),
        (("--points", "90", "--fact", "disciplined=maybe"), "KHÓA=no"),
        (("--points", "90", "--kind", "everybody"), "Không có loại “everybody”"),
    ],
)
def test_input_that_cannot_be_is_refused_in_one_line(capsys, words, reason):
    code, out, err = ask(capsys, *words)
    assert (code, out) == (2, "")
    assert reason in err
    assert err.count("\n") == 1
