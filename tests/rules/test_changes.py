"""A committee's own values: each with its basis, cited from then on wherever the value binds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reviews.rules.changes import Change, changeable, check_change, overrides_of
from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.parts import Topic
from reviews.rules.plan import PlanError, available_presets, load_preset
from reviews.rules.vocabulary import RatedKind
from reviews.rules.voting import Tally, decide
from tests.rules.golden import proof_read

P0 = load_preset("p0_huyen_2023")


def changed(*changes, plan=P0):
    return plan.with_overrides(overrides_of(plan, changes))


def change(key, written, section="Công văn số 5, mục 2", quote="như văn bản in"):
    return Change(key, written, section, quote)


@pytest.mark.parametrize("slug", available_presets())
def test_every_value_written_back_as_it_was_says_the_same_and_cites_its_new_basis(slug):
    plan = load_preset(slug)
    for value in changeable(plan):
        own = changed(change(value.key, value.written), plan=plan)
        (again,) = [row for row in changeable(own) if row.key == value.key]
        assert again.written == value.written
        if value.cited_at:
            assert again.reference is not None
            assert again.reference.section == "Công văn số 5, mục 2"
            assert again.reference.quote == "như văn bản in"


@pytest.mark.parametrize("slug", available_presets())
def test_every_value_has_a_key_of_its_own(slug):
    keys = [value.key for value in changeable(load_preset(slug))]
    assert len(keys) == len(set(keys)) > 5


def test_days_of_notice_are_counted_and_cited_anew():
    own = changed(change("notice-days", "5"))
    assert own.notice.days == 5
    assert own.cite(Topic.DRAFT_NOTICE).section == "Công văn số 5, mục 2"
    assert P0.notice.days == 3


def test_thresholds_that_the_committee_prints_are_no_more_the_programs_own():
    own = changed(change("threshold-every_kind-excellent", "70%"))
    rules = own.voting_for(RatedKind.CADRE)
    assert not rules.is_program_default
    assert rules.thresholds[0].share == Fraction(7, 10)
    assert [row.key for row in own.defaults_to_confirm] == ["quota_base_every_kind"]
    outcome = decide(Tally(10, excellent=7, good=3), rules)
    assert outcome.level is Level.GOOD, "more than 70%, as the comparator stays"
    assert "mặc định của chương trình" not in outcome.explanation


def test_base_of_the_share_chosen_by_the_committee_needs_no_more_confirmation():
    own = changed(change("quota-every_kind-base", "all_rated"))
    assert own.quota_for(RatedKind.CADRE).base.value == "all_rated"
    assert [row.key for row in own.defaults_to_confirm] == ["voting_every_kind"]


def test_strength_of_an_edge_is_changed_and_cited_anew():
    own = changed(change("order-deputies_before_members", "block"))
    (edge,) = [row for row in own.order if row.key == "deputies_before_members"]
    assert edge.severity.value == "block"
    assert own.reference(edge.clause).quote == "như văn bản in"


def test_each_of_several_changes_keeps_its_own_basis():
    own = changed(
        change("notice-days", "4", section="Mục A"), change("duration-others", "4", section="Mục B", quote="hai ngày")
    )
    assert own.cite(Topic.DRAFT_NOTICE).section == "Mục A"
    assert own.reference(own.duration("others").clause).quote == "hai ngày"


@pytest.mark.parametrize(
    ("key", "written", "reason"),
    [
        ("quota-every_kind-share", "25%", "mức cao hơn phải ghi văn bản cho phép"),
        ("quota-every_kind-share", "một phần năm", "phải là tỷ lệ"),
        ("notice-days", "-1", "phải là số nguyên"),
        ("threshold-every_kind-good", "200%", "tỷ lệ phải từ 0% đến 100%"),
    ],
)
def test_what_the_file_could_not_say_is_refused_by_the_reader(key, written, reason):
    with pytest.raises(PlanError, match=reason):
        changed(change(key, written))


@pytest.mark.parametrize(("section", "quote"), [("", "in"), ("Mục 1", " "), ("", "")])
def test_a_changed_value_without_its_basis_is_refused(section, quote):
    (finding,) = check_change(P0, change("notice-days", "5", section, quote))
    assert finding.blocks
    assert finding.clause == "P0-4.1-b"


def values_told(plan):
    """Every value as the page shows it: group, label, value, hint, clause, and what may be chosen."""
    for value in changeable(plan):
        clause = value.reference.clause if value.reference else ""
        chosen = "; ".join(f"{key}: {label}" for key, label in value.choices)
        yield " | ".join((value.key, value.group, value.label, value.shown, value.hint, clause, chosen))


@pytest.mark.parametrize("slug", available_presets())
def test_the_page_of_changes_says_what_was_proof_read_in_the_digests_beside(slug):
    lines = list(values_told(load_preset(slug)))
    assert lines == proof_read(f"{slug}.values.txt", lines)


def test_what_is_refused_names_the_value():
    (unknown,) = check_change(P0, change("notice-hours", "5"))
    assert (unknown.severity, unknown.message) == (Severity.BLOCK, "Kế hoạch không có giá trị này.")
    basis, choice = check_change(P0, change("notice-counting", "hours", "", ""))
    assert (basis.code, basis.severity, basis.message, basis.clause) == (
        "change.basis",
        Severity.BLOCK,
        "Thay đổi “Cách tính ngày” thì phải ghi căn cứ: số văn bản, mục và nguyên văn.",
        "P0-4.1-b",
    )
    assert (choice.code, choice.severity, choice.message, choice.clause) == (
        "change.choice",
        Severity.BLOCK,
        "“Cách tính ngày”: chọn một trong các giá trị đã cho.",
        "P0-4.1-b",
    )


def test_bases_are_numbered_in_the_order_of_the_changes():
    over = overrides_of(P0, [change("notice-hours", "5"), change("notice-days", " 5 "), change("duration-others", "4")])
    assert over == {
        "own_clauses": {
            "P0-R-1": {"section": "Công văn số 5, mục 2", "quote": "như văn bản in"},
            "P0-R-2": {"section": "Công văn số 5, mục 2", "quote": "như văn bản in"},
        },
        "notice": {"days": "5"},
        "citations": {"draft_notice": "P0-R-1"},
        "durations": {"others": {"least": "4", "clause": "P0-R-2"}},
    }


def test_a_value_is_said_with_its_unit_or_as_what_was_chosen():
    days, counting = changeable(P0)[:2]
    assert (days.say("5"), days.shown) == ("5 ngày", "3 ngày")
    assert counting.say("calendar") == "ngày theo lịch"
    (share,) = [row for row in changeable(P0) if row.key == "quota-every_kind-share"]
    assert share.say("15%") == "15%"


def test_a_value_the_plan_does_not_know_and_a_choice_not_offered_are_refused():
    assert [row.code for row in check_change(P0, change("notice-hours", "5"))] == ["change.unknown"]
    assert [row.code for row in check_change(P0, change("notice-counting", "hours"))] == ["change.choice"]
    assert check_change(P0, change("notice-counting", "calendar")) == []


def test_changes_of_values_that_a_later_preset_no_longer_has_are_left_out():
    assert overrides_of(P0, [change("notice-hours", "5")]) == {}
