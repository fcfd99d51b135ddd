"""The province plan of 2023 where staff look it up."""

from __future__ import annotations

from reviews.rules.digest import digest
from reviews.rules.digest_lines import STRENGTH
from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset


def cited(slug):
    return {
        rule.reference.clause: rule
        for section in digest(load_preset(slug))
        for rule in section.rules
        if rule.reference is not None
    }


def test_what_only_this_plan_prints_is_listed_with_its_clause():
    rules = cited("p1_tinh_2023")
    assert "phân công 01 đồng chí" in rules["P1-II.7-c"].text
    assert "Ban cán sự Đảng UBND tỉnh" in rules["P1-II.7-e"].text
    assert {"P1-II.6-a", "P1-II.6-b", "P1-8.1-b", "P1-8.1-c", "P1-III.1-c", "P1-III.4-e"} <= set(rules)
    assert rules["P1-8.1-a"].text == "Dự kiến 2 - 3 ngày (4 - 6 buổi)."
    assert "tập thể Ban Thường vụ Tỉnh ủy" in rules["P1-III.1-c"].text


def test_notice_says_that_it_binds_the_issuers_conference_only():
    sections = {section.key: section.rules for section in digest(load_preset("p1_tinh_2023"))}
    assert sections["hoi-nghi"][0].text == "Ít nhất 3 ngày trước hội nghị của Ban Thường vụ ban hành kế hoạch."


def test_days_of_plans_below_and_what_each_shortcoming_says_are_listed():
    sections = {section.key: section.rules for section in digest(load_preset("p1_tinh_2023"))}
    (lower,) = [rule for rule in sections["viec"] if rule.label == "Kế hoạch của cấp dưới"]
    assert (lower.reference and lower.reference.clause, lower.strength) == ("P1-III.3-a", STRENGTH[Severity.BLOCK])
    each = {section.key: section.rules for section in digest(load_preset("p4_xa_2023"))}["han-che"]
    assert [(rule.reference and rule.reference.clause, rule.text) for rule in each] == [
        ("P4-1.3-a", "Ghi rõ nguyên nhân, biện pháp khắc phục, thời gian khắc phục."),
        (
            "P4-1.3.1-e",
            "Ghi rõ trách nhiệm của tập thể, trách nhiệm của người đứng đầu, trách nhiệm của thành viên (nếu có).",
        ),
        ("P4-1.3-a", "Ghi rõ nguyên nhân, biện pháp khắc phục, thời gian khắc phục."),
    ]


def test_plan_without_these_parts_has_no_such_sections():
    keys = {section.key for section in digest(load_preset("p0_huyen_2023"))}
    assert not keys & {"du", "chuong-trinh"}
