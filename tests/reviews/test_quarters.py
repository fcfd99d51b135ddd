"""A quarter is a campaign of its own: its day, forms, annexes and dossier; what the plan of 2025 prints of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from reviews.choices import EntryState, Period
from reviews.models import Campaign, FormEntry, ScoreCriterion
from reviews.rules.findings import RuleViolation
from reviews.selectors.campaigns import consequences, consistency_findings
from reviews.selectors.dossier import dossier_facts, slots_of
from reviews.selectors.due_days import DueDays
from reviews.selectors.sheets import sheets_of
from reviews.services.sheets import WrittenCriterion, write_sheet
from reviews.services.uploads import attach_paper
from tests.reviews.quarters import build_commune, draft, hand_in, issue, standing_in, statement
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.reviews.test_uploads import scan
from tests.world import World


@pytest.fixture
def commune(db: None) -> World:
    return build_commune()


def refused(world: World, **changes: object) -> dict[str, str]:
    """Clause by code of what refuses such a draft; nothing is written then."""
    before = Campaign.objects.count()
    with pytest.raises(RuleViolation) as caught:
        draft(world, **changes)  # type: ignore[arg-type]
    assert Campaign.objects.count() == before
    return {row.code: row.reference.clause if row.reference else "" for row in caught.value.findings}


# --- planning --------------------------------------------------------------------------------------------------------


def test_a_quarter_is_drafted_with_its_own_forms_annexes_and_day(commune: World) -> None:
    """P2-I.2-a, P2-II.1-a, P2-IV.2-b, P2-IV.2-c, P2-IV.2-d"""
    found = draft(commune)
    assert found.round_name == "Quý III năm 2025"
    sheet = {
        str(review): (review.form_code, review.annex) for review in found.reviews.select_related("person", "collective")
    }
    assert sheet["Lãnh đạo UBND xã Mẫu Sơn"] == ("quy_tap_the", "3")
    assert sheet["Hà Văn Chủ"] == sheet["Lò Thị Phó"] == ("quy_ca_nhan", "5")
    assert sheet["Nông Văn Thôn"] == ("quy_ca_nhan", "10")
    (milestone,) = found.milestones.all()
    assert (milestone.code, milestone.last_good_day) == ("P2-I.2-a", date(2025, 12, 10))
    assert {DueDays(found).of(review) for review in found.reviews.select_related("unit")} == {date(2025, 12, 10)}


def test_the_year_scores_leaders_of_province_and_commune_on_different_annexes(commune: World) -> None:
    """P2-IV.2-c, P2-IV.2-d, P2-IV.1-b"""
    found = draft(commune, quarter=None)
    forms = {str(row): (row.form_code, row.annex) for row in found.reviews.select_related("person", "collective")}
    assert forms["Hà Văn Chủ"] == ("mau_02", "7")
    assert forms["Lò Thị Phó"] == ("mau_02", "8")
    assert forms["Nông Văn Thôn"] == ("mau_02_khong_chuc_vu", "10")
    assert {milestone.code for milestone in found.milestones.all()} == {"P2-VI.1.b-c", "P2-VI.2-a"}


def test_quarter_four_is_refused_because_the_year_takes_it_in(commune: World) -> None:
    assert refused(commune, quarter=4) == {"quarter.merged": "P2-I.2-b"}


def test_a_quarter_needs_its_number_and_its_day(commune: World) -> None:
    assert refused(commune, quarter=None, period=Period.QUARTER) == {
        "period.quarter": "P2-I.2-a",
        "period.due_on": "P2-I.2-a",
    }
    assert refused(commune, due_on=None) == {"period.due_on": "P2-I.2-a"}


def test_a_review_held_when_needed_says_why(commune: World) -> None:
    assert refused(commune, quarter=None, period=Period.AD_HOC) == {"period.reason": "P2-II.1-a"}
    found = draft(commune, quarter=None, period=Period.AD_HOC, occasion="Theo kết luận thanh tra")
    assert (found.round_name, found.occasion) == ("Khi cần thiết, năm 2025", "Theo kết luận thanh tra")
    assert found.reviews.filter(form_code="mau_02").exists()


def test_a_plan_that_knows_only_years_has_no_quarter(commune: World) -> None:
    assert refused(commune, issuer=commune.district, preset="p0_huyen_2023") == {"period.unknown": ""}


def test_one_quarter_is_one_campaign_whoever_asks_twice(commune: World) -> None:
    first = draft(commune)
    assert refused(commune, name="Đợt khác") == {"campaign.quarter": ""}
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.create(
            issuer=commune.commune,
            preset=first.preset,
            name="Lách",
            year=2025,
            rules_on=first.rules_on,
            period=Period.QUARTER,
            quarter=3,
        )
    draft(commune, quarter=2)
    draft(commune, quarter=None)


def test_the_residence_is_not_asked_in_a_quarter(commune: World) -> None:
    """P2-V.2.2-b is of the year's dossier."""
    quarter, year = draft(commune), draft(commune, quarter=None)
    assert (quarter.plan.asks_residence, year.plan.asks_residence) == (False, True)
    told = {campaign.period: [row["text"] for row in consequences(campaign)] for campaign in (quarter, year)}
    assert [text for text in told[Period.QUARTER] if "cư trú" in text or "Mẫu 0" in text] == []
    assert any("Mẫu 3-213" in text for text in told[Period.YEAR])


# --- the annexes -----------------------------------------------------------------------------------------------------


def criteria(*most: str) -> list[WrittenCriterion]:
    return [WrittenCriterion("Nhóm", f"Tiêu chí {n}", Decimal(value)) for n, value in enumerate(most, start=1)]


def test_an_annex_nobody_wrote_starts_from_the_national_groups_and_is_named_before_issuing(commune: World) -> None:
    """P2-VI.2-c"""
    found = draft(commune)
    sheets = {sheet.annex: sheet for sheet in sheets_of(found)}
    assert list(sheets) == ["3", "5", "9", "10"]
    assert [str(row.most) for row in sheets["5"].criteria] == ["30", "70"]
    (missing,) = [row for row in consistency_findings(found) if row.code == "package.missing"]
    assert missing.clause == "P2-VI.2-c"
    assert "Phụ lục 3, Phụ lục 5, Phụ lục 9, Phụ lục 10" in missing.message
    for annex in sheets:
        write_sheet(campaign_id=found.pk, annex=annex, criteria=criteria("60", "40"), by=commune.users["planner"])
    assert [row for row in consistency_findings(found) if row.code == "package.missing"] == []


def test_criteria_that_do_not_make_a_hundred_are_refused_and_nothing_is_written(commune: World) -> None:
    """P2-IV.2-a"""
    found = draft(commune)
    for wrong in (criteria("60", "39.5"), criteria("100", "0"), [WrittenCriterion("", "Tiêu chí", None)]):
        with pytest.raises(RuleViolation):
            write_sheet(campaign_id=found.pk, annex="5", criteria=wrong, by=commune.users["planner"])
    with pytest.raises(RuleViolation) as caught:
        write_sheet(campaign_id=found.pk, annex="99", criteria=criteria("100"), by=commune.users["planner"])
    assert [row.code for row in caught.value.findings] == ["sheet.unknown"]
    assert not ScoreCriterion.objects.exists()


def test_criteria_written_become_the_rows_of_the_form_and_stay_fixed(commune: World) -> None:
    """P2-IV.2-k"""
    found = draft(commune)
    write_sheet(campaign_id=found.pk, annex="5", criteria=criteria("60", "40"), by=commune.users["planner"])
    issue(commune)
    review = commune.review_of("vice")
    changed = statement(review, "50 32.5")
    changed["score_items"][0]["most"] = "90"
    entry = hand_in(commune, review, "50 32.5", by="vice", score_items=changed["score_items"])
    assert [(row["criterion"], row["most"], row["points"]) for row in entry.data["score_items"]] == [
        ("Tiêu chí 1", "60", "50"),
        ("Tiêu chí 2", "40", "32.5"),
    ]
    with pytest.raises(RuleViolation):
        write_sheet(campaign_id=found.pk, annex="5", criteria=criteria("100"), by=commune.users["planner"])


def test_the_page_of_a_quarter_hands_in_what_the_paper_calls_it(commune: World) -> None:
    """P2-V.2.1-b: “Bản tự đánh giá, xếp loại của cá nhân”."""
    draft(commune)
    issue(commune)
    page = words(signed_in(commune.users["vice"]).get(reverse("entry", args=(commune.review_of("vice").pk,))).content)
    assert "Nộp bản tự đánh giá" in page
    assert "Nộp bản kiểm điểm" not in page


def test_a_level_above_the_points_is_not_handed_in(commune: World) -> None:
    """P2-IV.2-f"""
    draft(commune)
    issue(commune)
    review = commune.review_of("vice")
    with pytest.raises(RuleViolation) as caught:
        hand_in(commune, review, "25 64.99", by="vice", vii_cadre_level="excellent")
    assert [(row.code, row.clause) for row in caught.value.findings if row.blocks] == [("score.above", "P2-IV.2-g")]
    assert FormEntry.objects.get(review=review).state == EntryState.DRAFT
    assert hand_in(commune, review, "25 65", by="vice", vii_cadre_level="excellent").state == EntryState.SUBMITTED


# --- the quarter's dossier -------------------------------------------------------------------------------------------


def test_the_quarters_dossier_is_the_units_and_counts_its_peoples_own_ratings(commune: World) -> None:
    """P2-V.2.1-a, P2-V.2.1-b, P2-V.2.1-c, P2-V.2.1-d"""
    draft(commune)
    issue(commune)
    leaders = commune.collective_review()
    facts = dossier_facts(leaders)
    assert (facts.entries_due, facts.entries_in, facts.managed_above, facts.managed_own) == (2, 0, 1, 1)
    hand_in(commune, commune.review_of("vice"), "25 60", by="vice")
    missing = {slot.key: slot.reason for slot in slots_of(leaders)}
    assert missing == {
        "quarter_proposal": "chưa có",
        "entries": "mới có 1/2 bản",
        "minutes": "chưa có",
        "quarter_list_13": "chưa có",
        "quarter_list_14": "chưa có",
    }
    assert {slot.reference.clause for slot in slots_of(leaders)} == {
        "P2-V.2.1-a",
        "P2-V.2.1-b",
        "P2-V.2.1-c",
        "P2-V.2.1-d",
    }
    hand_in(commune, commune.review_of("chair"), "25 60", by="chair")
    assert "entries" not in {slot.key for slot in slots_of(leaders) if not slot.is_present}
    assert slots_of(commune.review_of("vice")) == []


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_planner_drafts_a_quarter_in_the_browser(commune: World) -> None:
    """P2-II.1-a, P2-I.2-a"""
    planner = signed_in(commune.users["planner"])
    with standing_in(12, 1):
        page = words(planner.get(reverse("campaign-new")).content)
        assert "Hằng quý" in page
        sent = {
            "issuer": commune.commune.pk,
            "preset": "p2_xa_2025",
            "period": "quarter",
            "quarter": "3",
            "due_on": "2025-12-10",
            "name": "Kiểm điểm, đánh giá, xếp loại chất lượng năm 2025",
            "year": "2025",
        }
        refusal = planner.post(reverse("campaign-new"), {**sent, "quarter": "4"})
        assert refusal.status_code == 422
        assert "Không xếp loại riêng Quý IV" in words(refusal.content)
        assert planner.post(reverse("campaign-new"), sent).status_code == 302
    found = Campaign.objects.get(issuer=commune.commune)
    assert (found.quarter, found.name) == (3, "Kiểm điểm, đánh giá, xếp loại chất lượng Quý III năm 2025")


def test_the_planner_writes_an_annex_in_the_browser_and_a_wrong_sum_loses_no_word(commune: World) -> None:
    """P2-IV.2-a, P2-VI.2-c"""
    found = draft(commune)
    planner = signed_in(commune.users["planner"])
    address = reverse("campaign-sheet", args=(found.pk, "5"))
    assert "Phụ lục 5" in words(planner.get(reverse("campaign-sheets", args=(found.pk,))).content)
    sent = {
        "criteria-TOTAL": "2",
        "criteria-0-group": "Nhóm tiêu chí chung",
        "criteria-0-text": "Chấp hành kỷ luật",
        "criteria-0-most": "29,5",
        "criteria-1-text": "Kết quả nhiệm vụ",
        "criteria-1-most": "70",
    }
    assert "Thêm dòng" in words(planner.get(address).content)
    wrong = planner.post(address, sent)
    assert wrong.status_code == 422
    assert "99,5, phải bằng 100" in words(wrong.content)
    assert "Chấp hành kỷ luật" in words(wrong.content)
    assert not ScoreCriterion.objects.exists()
    grown = planner.post(address, {**sent, "add_row": "criteria"})
    assert grown.status_code == 200
    assert "criteria-2-most" in words(grown.content)
    assert planner.post(address, {**sent, "criteria-0-most": "30"}).status_code == 302
    assert list(found.criteria.values_list("annex", "place", "group", "most")) == [
        ("5", 1, "Nhóm tiêu chí chung", Decimal(30)),
        ("5", 2, "", Decimal(70)),
    ]
    assert planner.get(reverse("campaign-sheet", args=(found.pk, "4"))).status_code == 404
    issue(commune)
    assert "Không sửa được phụ lục này" in words(planner.get(address).content)
    assert planner.post(address, sent).status_code == 422


def test_the_annexes_cost_the_same_however_many_criteria(commune: World) -> None:
    found = draft(commune)

    def add(count: int) -> None:
        place = found.criteria.count()
        ScoreCriterion.objects.bulk_create(
            ScoreCriterion(campaign=found, annex="5", place=place + n, text=f"Tiêu chí số {place + n}", most=1)
            for n in range(1, count + 1)
        )

    planner = signed_in(commune.users["planner"])
    assert_flat(planner, reverse("campaign-sheets", args=(found.pk,)), add, row="Tiêu chí số")
    found.criteria.all().delete()
    assert_flat(planner, reverse("campaign-sheet", args=(found.pk, "5")), add, row="Tiêu chí số")


def test_papers_handed_in_fill_the_lines_of_the_quarter(commune: World) -> None:
    """P2-V.2.1-a, P2-V.2.1-c"""
    draft(commune)
    issue(commune)
    leaders = commune.collective_review()
    for slot in ("quarter_proposal", "quarter_list_13"):
        attach_paper(
            review_id=leaders.pk, title="Bản quét", content=scan(pages=len(slot)), by=commune.users["chair"], slot=slot
        )
    present = {slot.key for slot in slots_of(leaders) if slot.is_present}
    assert present == {"quarter_proposal", "quarter_list_13"}
    page = signed_in(commune.users["chair"]).get(reverse("dossier", args=(leaders.pk,)))
    assert "theo Phụ lục 14" in words(page.content)
