"""The plans of 2019 (P3) and 2025 (P2), whose papers print no form: planned, issued, written, handed in and printed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import pytest
from django.urls import reverse

from forms_templates.choices import DocumentState
from forms_templates.definition import BUILT_NOTE
from forms_templates.loader import get_definition
from forms_templates.services import read_verified, render_document
from organizations import clock
from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Sector, Tier
from organizations.models import Collective, Grant, Organization, Post
from ratings.services.papers import print_entry
from reviews.choices import EntryState
from reviews.models import FormEntry, Review
from reviews.rules.findings import RuleViolation
from reviews.selectors.campaigns import consequences
from reviews.services import entries, opinions
from reviews.services.campaigns import create_campaign, issue_campaign
from reviews.services.papers import print_residence_request
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.forms_templates.reading import text_of
from tests.kept import built_once
from tests.reviews.test_pages import signed_in
from tests.world import HANOI, World, build_world


@contextmanager
def standing_in(year: int, month: int, day: int) -> Iterator[datetime]:
    moment = datetime(year, month, day, 8, tzinfo=HANOI)
    with clock.standing_at(moment):
        yield moment


#: What the campaign puts into each form: the criteria of a sheet, made up here.
CRITERIA = [
    {"criterion_id": "1", "group": "Nhóm tiêu chí chung", "criterion": "Phẩm chất, kỷ luật", "most": "30"},
    {"criterion_id": "2", "group": "Kết quả nhiệm vụ", "criterion": "Khối lượng, tiến độ", "most": "40"},
    {"criterion_id": "3", "group": "Kết quả nhiệm vụ", "criterion": "Chất lượng, sản phẩm", "most": "30"},
]
SHORTCOMING = {"content": 2, "text": "Còn chậm một số báo cáo.", "remedy_by": "31/3/2026"}


def statement(contents: int, **changes: Any) -> dict[str, Any]:
    """A form of either plan in which nothing is missing."""
    return {
        **{f"i_{number}": f"Kết quả nội dung {number}." for number in range(1, contents + 1)},
        "ii_shortcomings": [SHORTCOMING],
        "ii_none": False,
        "ii_causes": "Chưa sắp xếp công việc khoa học.",
        "iii_items": [],
        "iii_none": True,
        "iv_items": [],
        "v": "Chịu trách nhiệm về phần việc được phân công.",
        "vi": "Lập kế hoạch công tác từng tháng.",
        "vii_level": "good",
        "vii_cadre_level": "good",
        "vii_member_level": "good",
        **changes,
    }


def scored(*points: str) -> list[dict[str, Any]]:
    return [{**row, "points": given, "evidence": "Báo cáo"} for row, given in zip(CRITERIA, points, strict=True)]


def put_criteria(review: Review) -> FormEntry:
    entry = FormEntry.objects.get(review=review)
    rows = [{**row, "points": "", "evidence": ""} for row in CRITERIA]
    FormEntry.objects.filter(pk=entry.pk).update(data={**entry.data, "score_items": rows})
    entry.refresh_from_db()
    return entry


def hand_in(world: World, review: Review, data: dict[str, Any], *, by: str, now: datetime) -> FormEntry:
    entry = FormEntry.objects.get(review=review)
    entries.submit_entry(entry_id=entry.pk, by=world.users[by], data=data, version=entry.version, now=now)
    entry.refresh_from_db()
    return entry


def printed(world: World, review: Review, *, by: str) -> str:
    document = render_document(document_id=print_entry(review=review, by=world.users[by]).document_id)
    assert document.state == DocumentState.READY, document.error
    content = read_verified(document)
    assert content is not None
    assert content.startswith(b"%PDF-")
    return text_of(content)


def issue(world: World, *, issuer: Organization, preset: str, number: str, now: datetime) -> None:
    """Draft the campaign from that preset and issue it as it stands."""
    drafted = create_campaign(
        issuer=issuer,
        preset=preset,
        name=f"Kiểm điểm năm {now.year}",
        year=now.year,
        number=number,
        dated_on=now.date(),
        by=world.users["planner"],
    )
    world.campaign = issue_campaign(
        campaign_id=drafted.pk,
        number=number,
        dated_on=now.date(),
        confirmed_defaults=[default.key for default in drafted.plan.defaults_to_confirm],
        by=world.users["planner"],
        now=now,
    )


# The commune plan of 2025 -------------------------------------------------------------------------------------------


@pytest.fixture
@built_once
def commune(db: None) -> World:
    """A commune with its people's committee and one cell, the plan of 2025 issued."""
    world = build_world()
    world.grant("planner", "lead_review", world.commune)
    government = OrganizationFactory.create(
        parent=world.commune,
        kind=OrganizationKind.PEOPLES_COMMITTEE,
        tier=Tier.COMMUNE,
        sector=Sector.GOVERNMENT,
        name="UBND xã Mẫu Sơn",
    )
    leaders = CollectiveFactory.create(
        organization=government,
        kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP,
        sector=Sector.GOVERNMENT,
        name="Lãnh đạo UBND xã",
    )
    for key, name, role in (("chair", "Hà Văn Chủ", PostRole.HEAD), ("vice", "Lò Thị Phó", PostRole.DEPUTY)):
        world.add(key, name, cell=world.village, residence_cell=world.village)
        PostFactory.create(person=world.people[key], collective=leaders, role=role, managed_by=world.commune)
    world.add("villager", "Nông Văn Thôn", cell=world.village, residence_cell=world.village)
    with standing_in(2025, 11, 28) as now:
        issue(world, issuer=world.commune, preset="p2_xa_2025", number="12-KH/ĐU", now=now)
    return world


def leaders_of(world: World) -> Review:
    kind = CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP
    return world.collective_review(Collective.objects.get(kind=kind, organization__tier=Tier.COMMUNE))


def test_leaders_and_others_get_the_form_of_their_own(commune: World) -> None:
    """P2-III.2-a, P2-III.2-b."""
    entry = FormEntry.objects.get(review=commune.review_of("villager"))
    assert (entry.form_code, entry.regulation) == ("mau_02_khong_chuc_vu", "qd_366")
    assert FormEntry.objects.get(review=commune.review_of("vice")).form_code == "mau_02"
    assert FormEntry.objects.get(review=leaders_of(commune)).form_code == "mau_01"


@pytest.mark.parametrize(
    ("key", "contents", "says", "annex"), [("villager", 3, "Hồ Chí Minh", "10"), ("vice", 6, "gần dân", "8")]
)
def test_a_member_is_scored_hands_in_and_prints_the_statement_of_2025(
    commune: World, key: str, contents: int, says: str, annex: str
) -> None:
    """P2-IV.1-b, P2-IV.2-k"""
    review = commune.review_of(key)
    put_criteria(review)
    with standing_in(2025, 12, 1) as now:
        data = statement(contents, score_items=scored("27.5", "35", "25"))
        assert hand_in(commune, review, data, by=key, now=now).state == EntryState.SUBMITTED
        text = printed(commune, review, by=key)
    for part in (BUILT_NOTE, "BẢN KIỂM ĐIỂM CÁ NHÂN Năm 2025", says, "Cộng 100 87,5", "31/3/2026"):
        assert part in text
    assert f"Phụ lục {annex}" in text


def test_a_collective_hands_in_and_prints_its_report_of_2025(commune: World) -> None:
    review = leaders_of(commune)
    put_criteria(review)
    with standing_in(2025, 12, 1) as now:
        hand_in(commune, review, statement(5, score_items=scored("28", "36", "26")), by="chair", now=now)
        text = printed(commune, review, by="chair")
    for part in (
        "BÁO CÁO KIỂM ĐIỂM TẬP THỂ Năm 2025",
        "chuyển đổi số",
        "Cộng 100 90",
        "CƠ QUAN THAM MƯU",
    ):
        assert part in text


def test_a_level_above_the_points_is_refused_by_the_clause_of_their_band(commune: World) -> None:
    """P2-IV.2-g."""
    review = commune.review_of("villager")
    put_criteria(review)
    above = statement(3, score_items=scored("27.5", "35", "25"), vii_member_level="excellent")
    with standing_in(2025, 12, 1) as now, pytest.raises(RuleViolation) as refused:
        hand_in(commune, review, above, by="villager", now=now)
    assert [(row.code, row.clause) for row in refused.value.findings if row.blocks] == [("score.above", "P2-IV.2-g")]


def test_nobody_rewrites_the_criteria_of_his_form(commune: World) -> None:
    review = commune.review_of("villager")
    entry = put_criteria(review)
    forged = [{**row, "most": "90", "criterion": "Dễ"} for row in scored("90", "90", "90")]
    with standing_in(2025, 12, 1) as now:
        saved = entries.save_entry(
            entry_id=entry.pk,
            by=commune.users["villager"],
            data=statement(3, score_items=[*forged, {"criterion_id": "9", "most": "100", "points": "100"}]),
            version=entry.version,
            now=now,
        )
    stored = saved.data["score_items"]
    assert [(row["criterion"], row["most"]) for row in stored] == [(row["criterion"], row["most"]) for row in CRITERIA]
    assert {row["points"] for row in stored} == {"90"}


def test_points_typed_on_the_page_are_saved_and_wrong_ones_keep_the_text(commune: World) -> None:
    review = commune.review_of("villager")
    entry = put_criteria(review)
    client = signed_in(commune.users["villager"])
    url = reverse("entry", args=(review.pk,))
    sent = {"version": str(entry.version), "i_1": "Gương mẫu.", "score_items-TOTAL": "3", "action": "save"}
    sent |= {f"score_items-{index}-criterion_id": row["criterion_id"] for index, row in enumerate(CRITERIA)}
    with standing_in(2025, 12, 1):
        page = client.get(url).content.decode()
        assert BUILT_NOTE in page
        assert "tối đa 40 điểm" in page
        wrong = client.post(url, {**sent, "score_items-0-points": "hai bảy"})
        assert wrong.status_code == 422
        for part in ("Điểm chưa đúng. Ghi số, ví dụ 27,5.", 'value="hai bảy"', "Gương mẫu."):
            assert part in wrong.content.decode()
        assert client.post(url, {**sent, "score_items-0-points": "27,5"}).status_code == 302
        assert "27,5</output>/100 điểm" in client.get(url).content.decode()
    entry.refresh_from_db()
    assert entry.data["score_items"][0]["points"] == "27.5"


def test_the_residence_is_asked_on_the_form_of_2025(commune: World) -> None:
    """P2-V.2.2-b."""
    review = commune.review_of("villager")
    with standing_in(2025, 12, 1) as now:
        opinion = opinions.request_residence_opinion(
            review_id=review.pk, by=commune.users["village_secretary"], on=now.date(), due_on=None, now=now
        )
        paper = print_residence_request(opinion=opinion, by=commune.users["village_secretary"])
        page = signed_in(commune.users["village_secretary"]).get(reverse("opinion", args=(opinion.pk,)))
    content = read_verified(render_document(document_id=paper.document_id))
    assert content is not None
    assert "ĐẢNG ỦY XÃ, PHƯỜNG CHI BỘ" in text_of(content)
    assert page.status_code == 200


@pytest.mark.parametrize(("code", "of_collective"), [("quy_tap_the", True), ("quy_ca_nhan", False)])
def test_the_quarters_form_is_handed_in_and_printed(commune: World, code: str, of_collective: bool) -> None:
    """P2-I.2-a: until campaigns know quarters, the entry is given the quarter's form by hand."""
    review = leaders_of(commune) if of_collective else commune.review_of("villager")
    by = "chair" if of_collective else "villager"
    entry = put_criteria(review)
    FormEntry.objects.filter(pk=entry.pk).update(form_code=code)
    data = {
        "i_1": "Hoàn thành 100% nhiệm vụ của quý.",
        "ii_none": True,
        "vii_level": "good",
        "vii_member_level": "good",
        "score_items": scored("27.5", "35", "25"),
    }
    with standing_in(2025, 12, 1) as now:
        hand_in(commune, review, data, by=by, now=now)
        text = printed(commune, review, by=by)
    assert get_definition(code, "qd_366").title in text
    assert "Hoàn thành 100% nhiệm vụ của quý." in text
    assert "gợi ý kiểm điểm" not in text


# The town plan of 2019 -------------------------------------------------------------------------------------------


@pytest.fixture
@built_once
def town(db: None) -> World:
    """The small district as the town of 2019, its plan issued."""
    world = build_world()
    for rows in (Post.objects, Grant.objects):  # the factories' people took up their posts later
        rows.update(valid_from=date(2016, 7, 1))
    with standing_in(2019, 11, 13) as now:
        issue(world, issuer=world.district, preset="p3_thi_xa_2019", number="7-KH/TU", now=now)
    return world


def test_a_member_and_a_collective_hand_in_and_print_the_forms_of_2019(town: World) -> None:
    """P3-II-a: one text stands for the contents of the guidances."""
    person, collective = town.review_of("deputy"), town.collective_review()
    with standing_in(2019, 11, 22) as now:
        for review, by in ((person, "deputy"), (collective, "head")):
            assert hand_in(town, review, statement(1), by=by, now=now).regulation == "qd_132"
        statement_text, report = printed(town, person, by="deputy"), printed(town, collective, by="head")
    assert f"{BUILT_NOTE} ĐẢNG BỘ" in statement_text
    assert "BẢN KIỂM ĐIỂM CÁ NHÂN Năm 2019" in statement_text
    assert "T/M CHI ỦY (CHI BỘ)" in statement_text
    assert "BÁO CÁO KIỂM ĐIỂM TẬP THỂ Năm 2019" in report
    assert "Hướng dẫn số 21-HD/BTCTW" in report


def test_the_towns_forms_list_each_task_with_its_product_and_print_it(town: World) -> None:
    """P3-I.2-c"""
    tasks = [{"task": "Trồng rừng tập trung", "product": "120 ha", "result": "132/120 ha, đạt 110%"}]
    with standing_in(2019, 11, 22) as now:
        for review, by in ((town.review_of("deputy"), "deputy"), (town.collective_review(), "head")):
            page = signed_in(town.users[by]).get(reverse("entry", args=(review.pk,))).content.decode()
            assert 'name="tasks-0-product"' in page
            hand_in(town, review, statement(1, tasks=tasks), by=by, now=now)
            assert "Trồng rừng tập trung 120 ha 132/120 ha, đạt 110%" in printed(town, review, by=by)


def test_what_the_form_of_2019_lacks_is_refused_by_the_clause_of_its_plan(town: World) -> None:
    with standing_in(2019, 11, 22) as now, pytest.raises(RuleViolation) as refused:
        hand_in(town, town.review_of("deputy"), {}, by="deputy", now=now)
    assert {row.clause for row in refused.value.findings} <= {"P3-II-a", "P3-I.2-c"}
    assert "Mục I chưa viết nội dung." in {row.message for row in refused.value.findings}


def test_a_plan_that_does_not_ask_the_residence_sends_it_no_form(town: World) -> None:
    with standing_in(2019, 11, 22) as now, pytest.raises(RuleViolation, match="không yêu cầu lấy ý kiến"):
        opinions.request_residence_opinion(
            review_id=town.review_of("deputy").pk, by=town.users["head"], on=now.date(), due_on=None, now=now
        )


def test_a_form_that_the_program_built_is_called_by_its_title_and_by_no_number_of_another_plan(commune: World) -> None:
    review = commune.review_of("vice")
    client = signed_in(commune.users["vice"])
    campaign = (commune.campaign.pk,)
    with standing_in(2025, 12, 1):
        for name, arguments in (("home", ()), ("review", (review.pk,)), ("entry", (review.pk,)), ("reviews", ())):
            page = client.get(reverse(name, args=arguments)).content.decode()
            assert "Mẫu 01" not in page, name
            assert "Mẫu 02" not in page, name
        planner = signed_in(commune.users["planner"])
        assert planner.get(reverse("campaign", args=campaign)).status_code == 200
    assert consequences(commune.campaign)[1]["text"] == "bản kiểm điểm cá nhân được mở"


def test_a_plan_that_does_not_ask_the_residence_counts_no_requests_to_send(town: World) -> None:
    assert not [row for row in consequences(town.campaign) if "Mẫu 3-213" in row["text"]]
