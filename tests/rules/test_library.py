"""What is printed elsewhere than in a plan: the national regulations and the lists of clauses, as data."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from reviews.rules.findings import Reference
from reviews.rules.library import Clause, ClauseKind, Enforcement, load_clauses, load_regimes, own_clauses
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.strict import from_data
from reviews.rules.vocabulary import RatedKind


def regimes():
    return {row.key: row for row in load_regimes()}


@pytest.mark.parametrize(
    ("key", "since", "share", "ceiling", "exemption"),
    [
        ("qd_132", date(2018, 3, 8), Fraction(1, 5), None, ""),
        ("qd_124", date(2023, 10, 4), Fraction(1, 5), None, ""),
        ("qd_366", date(2025, 8, 30), Fraction(1, 5), Fraction(1, 4), "Điều 5.2"),
    ],
)
def test_a_regulation_says_from_when_and_for_how_many(key, since, share, ceiling, exemption):
    regime = regimes()[key]
    assert (regime.since, regime.quota_share, regime.quota_ceiling) == (since, share, ceiling)
    assert regime.exemption_article == exemption


def test_the_share_cites_article_and_words_of_its_regulation():
    regime = regimes()["qd_366"]
    assert regime.quota_reference == Reference(
        "qd_366", "Điều 11.1", "Quy định số 366-QĐ/TW ngày 30/8/2025 của Bộ Chính trị", regime.quota_quote
    )
    assert all(
        row.guidance and row.forms_regulation and row.quota_quote and row.quota_scope for row in regimes().values()
    )


def test_a_clause_is_listed_with_its_words_and_what_it_asks():
    clause = load_clauses("p0")["P0-4.2-a"]
    assert (clause.id, clause.section) == ("P0-4.2-a", "4.2")
    assert (clause.kind, clause.enforce) == (ClauseKind.ORDER, Enforcement.BLOCK)
    assert clause.quote


def test_a_committees_own_clause_is_a_condition_that_binds():
    node = from_data({"P0-R-1": {"section": " Mục 2 ", "quote": "như in"}}, "đợt")
    assert own_clauses(node, {}) == {
        "P0-R-1": Clause("P0-R-1", "Mục 2", ClauseKind.PRECONDITION, Enforcement.BLOCK, "như in")
    }


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (
            {"P0-4.2-a": {"section": "1", "quote": "in"}},
            "mục P0-4.2-a: điều khoản “P0-4.2-a” đã có trong danh mục điều khoản của kế hoạch",
        ),
        ({"R": {"section": "1"}}, "mục R: thiếu khóa “quote”"),
        (
            {"R": {"section": "1", "quote": "in", "màu": "đỏ"}},
            "mục R.màu: khóa “màu” không có trong quy ước (được dùng: quote, section)",
        ),
    ],
)
def test_a_committees_own_clause_is_read_strictly(own, told):
    with pytest.raises(PlanError) as refused:
        own_clauses(from_data(own, "đợt"), load_clauses("p0"))
    assert str(refused.value) == f"đợt, {told}"


def test_an_unknown_preset_is_told_by_its_name():
    with pytest.raises(PlanError) as refused:
        load_preset("p9")
    assert str(refused.value) == "p9: không có mẫu kế hoạch này"


def test_conditions_name_the_kinds_that_they_bind():
    regime = regimes()["qd_366"]
    assert {row.key for row in regime.score_overrides if not row.kinds or RatedKind.MEMBER in row.kinds} == {
        "disciplined",
        "degraded",
        "tasks_not_done",
    }
