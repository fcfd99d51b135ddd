"""What is told of the share of EXCELLENT, word for word: P0 4.4, P4 II.2.3."""

from __future__ import annotations

from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.plan import load_preset
from reviews.rules.quota import check_quota, seats
from reviews.rules.vocabulary import RatedKind

P0 = load_preset("p0_huyen_2023")
P4 = load_preset("p4_xa_2023")
BLOCK, WARN = Severity.BLOCK, Severity.WARN
E, G = Level.EXCELLENT, Level.GOOD


def told(findings):
    return [(row.code, row.severity, row.message, row.clause) for row in findings]


def share(plan, kind, levels, size, name="Tập thể"):
    rules = plan.quota_for(kind)
    found = seats(rules=rules, levels=levels, group_size=size)
    return check_quota(found, name=name, rules=rules, re_rating=None)


def test_a_group_too_small_for_a_place_is_told_so_and_what_smaller_ones_have():
    findings = share(P0, RatedKind.CADRE, [Level.GOOD] * 3, 6)
    assert told(findings) == [
        (
            "quota.none",
            WARN,
            "Tập thể có 6 thành viên, theo tỷ lệ không được chọn người nào (tập thể từ 05 thành viên trở xuống thì "
            "được chọn 01).",
            "P0-4.4-g",
        ),
    ]


def test_a_whole_campaign_over_its_share_is_not_told_to_rate_again():
    findings = share(P0, RatedKind.CADRE, [E] * 3 + [G] * 7, None, "Toàn đợt")
    assert told(findings) == [
        (
            "quota.exceeded",
            WARN,
            "Toàn đợt đề xuất 3 “Hoàn thành xuất sắc nhiệm vụ”, nhiều nhất 2, vượt 1. 20% của 10 (số được xếp loại từ "
            "“Hoàn thành tốt nhiệm vụ” trở lên) là 2, lấy phần nguyên: nhiều nhất 2.",
            "P0-4.4-f",
        ),
    ]


def test_a_group_over_its_share_is_told_to_rate_again():
    findings = share(P0, RatedKind.CADRE, [E] * 3 + [G] * 7, 10)
    assert told(findings) == [
        (
            "quota.exceeded",
            BLOCK,
            "Tập thể đề xuất 3 “Hoàn thành xuất sắc nhiệm vụ”, nhiều nhất 2, vượt 1. 20% của 10 (số được xếp loại từ "
            "“Hoàn thành tốt nhiệm vụ” trở lên) là 2, lấy phần nguyên: nhiều nhất 2. Phải xếp loại lại.",
            "P0-4.4-g",
        ),
    ]


def test_a_small_group_over_its_one_place_is_told_why():
    findings = share(P0, RatedKind.CADRE, [E] * 2 + [G], 3)
    assert told(findings) == [
        (
            "quota.exceeded",
            BLOCK,
            "Tập thể đề xuất 2 “Hoàn thành xuất sắc nhiệm vụ”, nhiều nhất 1, vượt 1. Tập thể có 3 thành viên lãnh đạo "
            "(từ 05 trở xuống): chọn nhiều nhất 01 trong 3 đạt từ “Hoàn thành tốt nhiệm vụ” trở lên. Phải xếp loại "
            "lại.",
            "P0-4.4-h",
        ),
    ]


def test_a_few_who_are_good_are_told_why_they_have_none():
    findings = share(P4, RatedKind.MEMBER, [E] * 2 + [Level.COMPLETED] * 6, 8)
    assert told(findings) == [
        (
            "quota.exceeded",
            WARN,
            "Tập thể đề xuất 2 “Hoàn thành xuất sắc nhiệm vụ”, nhiều nhất 1, vượt 1. Có 2 được xếp loại từ “Hoàn "
            "thành tốt nhiệm vụ” trở lên (dưới 05): chọn nhiều nhất 01 trong 2 đạt từ “Hoàn thành tốt nhiệm vụ” trở "
            "lên.",
            "P4-2.3-x",
        ),
    ]


def test_places_of_a_small_group_are_told_with_what_they_are_counted_from():
    found = seats(rules=P0.quota_for(RatedKind.CADRE), levels=[E, G, Level.COMPLETED], group_size=3)
    assert (found.base, found.seats, found.excellent, found.share.denominator, found.group_size) == (2, 1, 1, 5, 3)
    assert found.explanation == (
        "Tập thể có 3 thành viên lãnh đạo (từ 05 trở xuống): chọn nhiều nhất 01 trong 2 đạt từ “Hoàn thành tốt nhiệm "
        "vụ” "
        "trở lên."
    )
    few = seats(rules=P4.quota_for(RatedKind.MEMBER), levels=[E, G, *[Level.COMPLETED] * 6], group_size=8)
    assert few.explanation == (
        "Có 2 được xếp loại từ “Hoàn thành tốt nhiệm vụ” trở lên (dưới 05): chọn nhiều nhất 01 trong 2 đạt từ “Hoàn "
        "thành tốt nhiệm vụ” trở lên."
    )


def test_a_share_of_the_whole_group_counts_those_not_rated_too():
    whole = P0.with_overrides({"quota": {"every_kind": {"base": "group_size"}}}).quota_for(RatedKind.CADRE)
    assert seats(rules=whole, levels=[G] * 9, group_size=11).explanation == (
        "20% của 11 (tổng số thành viên lãnh đạo) là 2,2, lấy phần nguyên: nhiều nhất 2."
    )
    assert seats(rules=whole, levels=[G] * 9, group_size=None).base == 9


def test_places_not_taken_are_free_and_never_fewer_than_none():
    rules = P0.quota_for(RatedKind.CADRE)
    counts = [
        (taken, seats(rules=rules, levels=[E] * taken + [G] * (10 - taken), group_size=10)) for taken in (0, 2, 3)
    ]
    assert [(found.free, found.over_by) for _taken, found in counts] == [(2, 0), (0, 0), (0, 1)]
