"""Who may be proposed for EXCELLENT in the ballot of a leadership."""

from __future__ import annotations

import pytest

from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.nominees import Leader, check_list, check_nominees, nominates, offers_excellent
from reviews.rules.plan import Plan, available_presets, load_preset
from reviews.rules.vocabulary import Track, VenueKind

OTHERS = [slug for slug in available_presets() if slug != "p0_huyen_2023"]


def leader(level: Level | None = Level.GOOD, *, qualifies: bool | None = True, basis: str = "Đạt 92 điểm") -> Leader:
    return Leader("Bùi Văn Mẫu", level, qualifies, basis)


def offered(
    plan: Plan, *, qualifies: bool | None, venue: VenueKind = VenueKind.COLLECTIVE, track: Track = Track.CADRE
) -> bool:
    return offers_excellent(venue=venue, track=track, qualifies=qualifies, plan=plan)


def told(found: Leader, plan: Plan) -> list[tuple[str, str, str, Severity]]:
    return [(row.code, row.message, row.clause, row.severity) for row in check_nominees([found], plan)]


def test_only_who_is_good_or_better_and_qualifies_is_nominated(plan: Plan) -> None:
    """P0-4.4-i"""
    for level in (Level.GOOD, Level.EXCELLENT):
        assert told(leader(level), plan) == []
    for level in (Level.COMPLETED, Level.NOT_COMPLETED):
        message = (
            f"Bùi Văn Mẫu tự nhận mức “{level.label}”: chỉ đề xuất “Hoàn thành xuất sắc nhiệm vụ” trong số thành viên "
            "lãnh đạo “Hoàn thành tốt nhiệm vụ” nếu đủ điều kiện."
        )
        assert told(leader(level), plan) == [("nominee.level", message, "P0-4.4-i", Severity.BLOCK)]
    assert told(leader(None), plan) == [
        (
            "nominee.no_level",
            "Bùi Văn Mẫu chưa tự nhận mức xếp loại, chưa đưa vào danh sách đề xuất được.",
            "P0-4.4-i",
            Severity.BLOCK,
        )
    ]
    assert told(leader(basis=" "), plan) == [
        ("nominee.basis", "Bùi Văn Mẫu: ghi căn cứ đủ điều kiện.", "P0-4.4-i", Severity.BLOCK)
    ]
    assert offered(plan, qualifies=True)
    assert not offered(plan, qualifies=False)
    assert not offered(plan, qualifies=None)


def test_whoever_is_not_nominated_is_not_asked_for_level_and_basis(plan: Plan) -> None:
    for qualifies in (False, None):
        for level in (None, *Level):
            assert told(leader(level, qualifies=qualifies, basis=""), plan) == []


def test_each_that_may_not_be_nominated_is_named(plan: Plan) -> None:
    rows = [Leader("A", Level.COMPLETED, True, ""), Leader("B", Level.GOOD, True, "x"), Leader("C", None, True, "x")]
    codes = ["nominee.level", "nominee.basis", "nominee.no_level"]
    assert [row.code for row in check_nominees(rows, plan)] == codes


def test_list_must_be_there_and_may_be_empty(plan: Plan) -> None:
    """P0-4.4-i"""
    rows = [
        Leader("Bùi Văn Mẫu", Level.GOOD, None),
        Leader("Đinh Thị Mẫu", None, False),
        Leader("Hà Văn Mẫu", None, None),
    ]
    (missing,) = check_list(rows, plan)
    assert (missing.code, missing.clause, missing.severity) == ("nominee.list", "P0-4.4-i", Severity.BLOCK)
    assert missing.message == (
        "Chưa ghi ai đủ điều kiện đề xuất “Hoàn thành xuất sắc nhiệm vụ”: Bùi Văn Mẫu, Hà Văn Mẫu. "
        "Ghi ở trang “Trước khi bỏ phiếu” rồi mới mở bỏ phiếu."
    )
    assert check_list([leader(qualifies=False), leader(qualifies=True)], plan) == []
    assert check_list([leader(qualifies=False)], plan) == []
    assert check_list([], plan) == []


@pytest.mark.parametrize("slug", OTHERS)
def test_other_plans_and_cells_offer_every_level(slug: str, plan: Plan) -> None:
    """P0-4.4-i"""
    other = load_preset(slug)
    assert check_list([leader(qualifies=None)], other) == []
    assert check_nominees([leader(Level.COMPLETED, basis="")], other) == []
    for asked in (False, None):
        assert offered(other, qualifies=asked)
        assert offered(plan, qualifies=asked, venue=VenueKind.CELL, track=Track.MEMBER)
        assert offered(plan, qualifies=asked, venue=VenueKind.CELL, track=Track.CADRE)
        assert offered(plan, qualifies=asked, track=Track.COLLECTIVE)
    assert not nominates(venue=VenueKind.COLLECTIVE, track=Track.CADRE, plan=other)
    assert nominates(venue=VenueKind.COLLECTIVE, track=Track.CADRE, plan=plan)
    assert nominates(venue=VenueKind.KEY_CADRES, track=Track.CADRE, plan=plan)


def test_plan_that_only_warns_says_so_and_leaves_the_level_open(plan: Plan) -> None:
    mild = plan.with_overrides({"nominees": {"severity": "warn"}})
    assert [row.severity for row in check_list([leader(qualifies=None)], mild)] == [Severity.WARN]
    assert [row.severity for row in check_nominees([leader(Level.COMPLETED)], mild)] == [Severity.WARN]
    assert offered(mild, qualifies=False)
