"""A plan file is read strictly, and the district plan says what the paper says."""

from __future__ import annotations

import unicodedata
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.rules.findings import Severity
from reviews.rules.library import HERE, load_clauses, load_regimes, regime_on
from reviews.rules.parts import QuotaBase, Topic
from reviews.rules.parts.order import refuse_cycles
from reviews.rules.plan import PlanError, available_presets, load_plan_text, load_preset
from reviews.rules.strict import Node
from reviews.rules.vocabulary import RatedKind

TEXT = (HERE / "presets" / "p0_huyen_2023.yaml").read_text(encoding="utf-8")


def refusal(text: str) -> PlanError:
    with pytest.raises(PlanError) as caught:
        load_plan_text(text, "kế hoạch.yaml")
    return caught.value


@pytest.mark.parametrize("slug", available_presets())
def test_every_preset_loads_and_its_order_has_no_circle(slug):
    plan = load_preset(slug)
    refuse_cycles(plan.order, Node("", slug))
    assert plan.slug == slug


def test_preset_is_read_once():
    assert load_preset("p0_huyen_2023") is load_preset("p0_huyen_2023")


def test_unknown_preset_is_refused():
    with pytest.raises(PlanError):
        load_preset("../../etc/passwd")


@pytest.mark.parametrize(("name", "count"), [("p0", 108), ("p1", 49), ("p2", 64), ("p3", 51), ("p4", 193)])
def test_every_clause_has_section_kind_and_words_in_composed_letters(name, count):
    clauses = load_clauses(name)
    assert len(clauses) == count
    for clause in clauses.values():
        assert clause.id.startswith(f"{name.upper()}-")
        assert clause.section
        assert clause.quote == unicodedata.normalize("NFC", clause.quote)
        assert clause.quote == " ".join(clause.quote.split())


def test_reference_names_plan_section_and_words(plan):
    reference = plan.reference("P0-4.2-a")
    assert str(reference) == f"{plan.document}, mục 4.2"
    assert reference.quote == "Kiểm điểm tập thể trước, cá nhân sau"


def test_every_topic_names_a_clause_of_the_plan(plan):
    seldom = {Topic.CONCLUSION_VOTE, Topic.MEMBER_CAP, Topic.PROMPT_DOCUMENT, Topic.PROMPT_MANAGED}
    assert all(plan.cite(topic) is not None for topic in Topic if topic not in seldom)


def test_regime_of_november_2023_is_regulation_124(plan):
    assert plan.regime.key == "qd_124"
    assert plan.forms_regulation == "qd_124"


def test_regime_changes_on_its_day():
    assert [regime.key for regime in load_regimes()] == ["qd_132", "qd_124", "qd_366"]
    days = {(2023, 10, 3): "qd_132", (2023, 10, 4): "qd_124", (2025, 8, 29): "qd_124", (2025, 8, 30): "qd_366"}
    for day, key in days.items():
        found = regime_on(date(*day))
        assert found is not None
        assert found.key == key
    assert regime_on(date(2018, 3, 7)) is None


def test_what_the_plan_does_not_print_must_be_confirmed(plan):
    assert [default.key for default in plan.defaults_to_confirm] == ["voting_every_kind", "quota_base_every_kind"]
    assert plan.voting_for(RatedKind.CADRE).is_program_default


def test_what_must_be_confirmed_is_told_with_what_stands_behind_it():
    plan = load_preset("p2_xa_2025")
    assert plan.scoring is not None
    assert plan.sheets is not None
    own = "Mặc định của chương trình"
    regulation = "Quy định số 366-QĐ/TW ngày 30/8/2025 của Bộ Chính trị, Điều"
    assert [(row.key, row.statement, str(row.reference)) for row in plan.defaults_to_confirm] == [
        ("voting_every_kind", plan.ballots[0].statement, own),
        ("quota_base_every_kind", plan.quotas[0].statement, f"{regulation} 11.1"),
        ("score_cases", plan.scoring.cases_statement, f"{regulation} 11.4"),
        ("score_sheets", plan.sheets.statement, own),
    ]
    assert all(row.statement for row in plan.defaults_to_confirm)


def test_all_plans_but_that_of_2019_ask_the_residence():
    assert [slug for slug in available_presets() if not load_preset(slug).asks_residence] == ["p3_thi_xa_2019"]


def test_ratings_of_cadres_cite_the_four_documents_of_4_4(plan):
    cadre = [basis.document for basis in plan.legal_bases if basis.clause == "P0-4.4-a"]
    assert len(cadre) == 4
    assert any("48/2023/NĐ-CP" in document for document in cadre)


def test_ratings_of_collectives_cite_the_provincial_regulation(plan):
    bases = [basis for basis in plan.legal_bases if "collective" in basis.tracks]
    assert any("38-QĐ/TU" in basis.document for basis in bases)
    assert {basis.clause for basis in bases} == {"P0-4.3-a"}


def test_unknown_key_is_refused_with_file_line_and_reason():
    error = refusal(TEXT.replace("    whole_severity: warn", "    whole_severity: warn\n    tỷ_lệ: 20%"))
    assert error.path == "quota.every_kind.tỷ_lệ"
    assert error.line == TEXT[: TEXT.index("    whole_severity: warn")].count("\n") + 2
    assert "kế hoạch.yaml, dòng" in str(error)
    assert "không có trong quy ước" in str(error)


def test_duplicate_key_is_refused_with_both_words():
    error = refusal(TEXT.replace("    share: 20%", "    share: 20%\n    share: 30%"))
    assert "“share” viết hai lần" in str(error)
    assert error.path == "quota.every_kind.share"


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ("    due_on: 2023-11-10", "    due_on: 10/11/2023", "milestones.P0-III.1-d.due_on"),
        ("  share: 20%", "  share: 120%", "quota.every_kind.share"),
        ("  share: 20%", "  share: hai mươi", "quota.every_kind.share"),
        ("  share: 20%", "  share: 1/0", "quota.every_kind.share"),
        ("  share: 20%", "  share: 1e-999999999", "quota.every_kind.share"),
        ("  share: 20%", "  share: 21%", "quota.every_kind.share"),
        ("    scope: collective", "    scope: village", "quota.every_kind.scope"),
        ("    printed: P0-4.4-f", "    printed: P9-4.4-f", "quota.every_kind.printed"),
        ("      base: issued", "      base: present", "voting.ballots.every_kind.base"),
        ("kinds: [organization, collective, cadre, member, unit]", "kinds: [organization]", "voting.ballots"),
        ("    due_on: 2023-11-10", "    due_on: 0001-01-01", "milestones.P0-III.1-d.due_on"),
        ("  months: 6", "  months: sáu", "exemptions.months"),
        ("  months: 6", "  months: -6", "exemptions.months"),
        ("  base: good_or_better", "  base: best", "quota.every_kind.base"),
        ("    clause: P0-4.2-a", "    clause: P0-9.9-z", "order.collective_first.clause"),
        ("    before: review.collective\n", "    before: review.everything\n", "order.collective_first.before"),
        ("  head_regime_replaces: true", "  head_regime_replaces: yes", "venues.head_regime_replaces"),
        ("rules_on: 2023-11-03", "rules_on: 2001-01-01", "rules_on"),
        ("  chair: P0-4.2-i", "  chair: P0-4.2-zz", "citations.chair"),
        ("clauses: p0", "clauses: ../presets/p0_huyen_2023", "clauses"),
        ("prompts: {milestone: P0-III.1-d", "prompts: {milestone: P0-4.2-a", "prompts"),
    ],
)
def test_wrong_value_is_refused_at_its_place(old, new, path):
    assert old in TEXT
    assert refusal(TEXT.replace(old, new, 1)).path == path


def test_missing_citation_is_refused():
    error = refusal(TEXT.replace("  chair: P0-4.2-i\n", ""))
    assert "thiếu khóa “chair”" in str(error)


def test_rule_without_clause_is_refused():
    assert "clause" in str(refusal(TEXT.replace("    clause: P0-4.2-c\n", "", 1)))


def test_circle_in_the_order_is_refused_naming_it():
    edge = (
        "order:\n  circle:\n    before: review.member\n    after: review.collective\n    scope: venue\n"
        "    severity: block\n    clause: P0-4.2-a\n    says: quay vòng\n"
    )
    error = refusal(TEXT.replace("order:\n", edge, 1))
    assert "quay vòng" in str(error)
    assert "review.member" in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "a: &x 1\nb: *x",
        "!!python/object/apply:os.system ['true']",
        "- - -",
        "a: 1\n---\nb: 2",
        "[" * 5000,
        "\x00",
        "\ud800",
    ],
)
def test_what_is_no_plan_is_refused_in_vietnamese(text):
    error = refusal(text)
    assert error.finding().severity is Severity.BLOCK
    assert "kế hoạch.yaml" in error.finding().message


def test_oversized_file_is_refused():
    assert "ký tự" in str(refusal("a" * 500_000))


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text):
    with pytest.raises(PlanError):
        load_plan_text(text, "x.yaml")


def test_overrides_change_only_what_they_name(plan):
    changed = plan.with_overrides(
        {"quota": {"every_kind": {"base": "good_only", "share": "3/20"}}, "document": "Kế hoạch số 15-KH/HU"}
    )
    assert changed.quota_for(RatedKind.CADRE).base is QuotaBase.GOOD_ONLY
    assert changed.quota_for(RatedKind.CADRE).share == Fraction(3, 20)
    assert changed.reference("P0-4.2-a").document == "Kế hoạch số 15-KH/HU"
    assert changed.milestones[0].reference.document == "Kế hoạch số 15-KH/HU"
    assert changed.order[0].key == plan.order[0].key
    assert plan.quota_for(RatedKind.CADRE).base is QuotaBase.GOOD_OR_BETTER


def test_overrides_are_read_as_strictly_as_the_file(plan):
    with pytest.raises(PlanError) as caught:
        plan.with_overrides({"quota": {"every_kind": {"bases": "good_only"}}})
    assert caught.value.path == "quota.every_kind.bases"
    with pytest.raises(PlanError):
        plan.with_overrides({"quota": "20%"})
    with pytest.raises(PlanError):
        plan.with_overrides({"notice": {"days": 1.5}})


def test_holidays_and_swaps_are_editable(plan):
    changed = plan.with_overrides({"calendar": {"holidays": ["2023-11-16"], "workdays": ["2023-11-18"]}})
    assert not changed.calendar.is_working_day(date(2023, 11, 16))
    assert changed.calendar.is_working_day(date(2023, 11, 18))


def test_day_mended_by_the_program_must_be_confirmed(plan):
    changed = plan.with_overrides({"milestones": {"P0-III.3-a": {"printed_on": "2022-12-05"}}})
    (confirm,) = [row for row in changed.defaults_to_confirm if row.reference.clause == "P0-III.3-a"]
    assert confirm.key == "milestone_P0-III.3-a"
    assert "in ngày 05/12/2022, áp dụng ngày 05/12/2023" in confirm.statement
    same = plan.with_overrides({"milestones": {"P0-III.3-a": {"printed_on": "2023-12-05"}}})
    assert same.defaults_to_confirm == plan.defaults_to_confirm


def test_what_a_plan_says_of_itself_is_read_as_written():
    plan = load_preset("p4_xa_2023")
    assert plan.superior_document
    assert plan.rules_on == date(2023, 11, 1)
    assert plan.with_overrides({"superior_document": "Kế hoạch số 9"}).superior_document == "Kế hoạch số 9"


def test_a_changed_value_that_is_refused_names_the_campaigns_changes(plan):
    with pytest.raises(PlanError) as refused:
        plan.with_overrides({"rules_on": "2001-01-01"})
    assert str(refused.value) == (
        "p0_huyen_2023 (giá trị thay đổi), mục rules_on: không có quy định nào của Trung ương có hiệu lực ngày "
        "01/01/2001"
    )
    with pytest.raises(PlanError) as refused:
        plan.with_overrides({"prompts": {"milestone": "P0-4.2-a"}})
    assert str(refused.value).endswith(", mục prompts: không có mốc thời hạn P0-4.2-a")
