"""The rules of every plan in a reader's words: nothing without a clause unless it is the program's own."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest

from reviews.rules.digest import digest
from reviews.rules.plan import available_presets, load_preset
from tests.rules.golden import proof_read


def told(plan):
    """The digest as lines: label, text, clause, strength, whether the program's own, note."""
    for section in digest(plan):
        yield f"## {section.key}: {section.title}"
        for rule in section.rules:
            clause, own = rule.reference.clause if rule.reference else "", "mặc định" if rule.is_default else ""
            yield " | ".join((rule.label, rule.text, clause, rule.strength, own, rule.note))


@pytest.mark.parametrize("slug", available_presets())
def test_the_page_of_the_rules_says_what_was_proof_read_in_the_digests_beside(slug):
    lines = list(told(load_preset(slug)))
    assert lines == proof_read(f"{slug}.txt", lines)


@pytest.mark.parametrize("slug", available_presets())
def test_every_rule_is_a_sentence_with_its_clause_or_is_marked_as_the_programs_own(slug):
    plan = load_preset(slug)
    rules = [rule for section in digest(plan) for rule in section.rules]
    assert len(rules) > 20
    for rule in rules:
        assert rule.text[-1] in "." or rule.text[-1].isdigit() or rule.text[0].islower(), rule
        assert rule.is_default or (rule.reference is not None and rule.reference.document), rule


@pytest.mark.parametrize("slug", available_presets())
def test_every_dated_and_relative_day_and_every_edge_is_listed(slug):
    plan = load_preset(slug)
    sections = {section.key: section.rules for section in digest(plan)}
    cited = {rule.reference.clause for rules in sections.values() for rule in rules if rule.reference}
    wanted = {row.clause for row in plan.milestones} | {row.clause for row in plan.relative_milestones}
    wanted |= {edge.clause for edge in plan.order}
    assert wanted <= cited
    assert len(sections["moc"]) == len(plan.milestones)


def test_what_the_commune_plan_contradicts_is_said_beside_the_day():
    plan = load_preset("p4_xa_2023")
    (days,) = [section.rules for section in digest(plan) if section.key == "moc"]
    notes = {rule.reference.clause: rule.note for rule in days if rule.reference and rule.note}
    assert "Mâu thuẫn với bước 4" in notes["P4-1.4.5-a"]


def test_thresholds_and_shares_say_for_whom_they_hold():
    plan = load_preset("p4_xa_2023")
    sections = {section.key: section.rules for section in digest(plan)}
    ballots = {rule.label: rule for rule in sections["phieu"]}
    assert ballots["Tập thể lãnh đạo, quản lý, cán bộ lãnh đạo, quản lý"].reference == plan.reference("P4-1.4.3-o")
    assert ballots["Tổ chức đảng, đảng viên, đơn vị do chính quyền, Mặt trận, đoàn thể xếp loại"].is_default
    assert any("dưới 05" in rule.text and rule.reference == plan.reference("P4-2.3-x") for rule in sections["ty-le"])


def clauses_in(part):
    """Every clause id that a part of a plan names, however deep."""
    if is_dataclass(part):
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, str):
                if value and (field.name == "clause" or field.name.endswith("_clause")):
                    yield value
            else:
                yield from clauses_in(value)
    elif isinstance(part, tuple):
        for item in part:
            yield from clauses_in(item)


@pytest.mark.parametrize("part", ["special_cases", "corrections", "signs", "contents", "information", "cells"])
def test_every_rule_on_special_cases_contents_channels_and_cells_is_listed(part):
    plan = load_preset("p4_xa_2023")
    cited = {rule.reference.clause for section in digest(plan) for rule in section.rules if rule.reference}
    wanted = set(clauses_in(getattr(plan, part)))
    assert wanted
    assert wanted <= cited


def test_plan_without_special_cases_lists_none():
    sections = {section.key for section in digest(load_preset("p0_huyen_2023"))}
    assert not sections & {"dac-biet", "sua-doi", "noi-dung", "kenh", "noi-cong-tac", "chi-bo"}


def test_support_and_grades_are_told_in_full():
    sections = {section.key: section.rules for section in digest(load_preset("p4_xa_2023"))}
    texts = [rule.text for key in ("noi-dung", "chi-bo", "dac-biet") for rule in sections[key]]
    assert "50.000 đồng mỗi đảng viên của chi bộ, trích từ kinh phí thu đảng phí." in texts
    assert any("27 biểu hiện theo 5 cấp độ: (1) không có biểu hiện;" in text for text in texts)
    assert any("từ 06 tháng trở lên trong năm" in text for text in texts)


def test_places_of_a_commune_and_its_rated_organizations_are_told_with_their_clauses():
    sections = {section.key: section.rules for section in digest(load_preset("p4_xa_2023"))}
    told = {rule.reference.clause: rule.text for rules in sections.values() for rule in rules if rule.reference}
    assert told["P4-1.2-e"] == "Lãnh đạo trường học, trạm y tế: kiểm điểm trước chi bộ."
    assert told["P4-1.2-b"].startswith("Lãnh đạo trường học, trạm y tế đều là chi ủy viên")
    assert "chỉ nghe báo cáo" in told["P4-1.2-l"]
    assert told["P4-1.1-d"].startswith("Cán bộ lãnh đạo, quản lý")
    people = [rule.text for rules in sections.values() for rule in rules if rule.label == "Cá nhân"]
    assert people[0] == "Đảng viên trong toàn Đảng bộ."
    organizations = [rule.text for rules in sections.values() for rule in rules if rule.label == "Tổ chức đảng"]
    assert organizations == ["Xếp loại Đảng ủy xã.", "Xếp loại các chi bộ trực thuộc."]
