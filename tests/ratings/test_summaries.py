"""Summaries of many people and rating sheets: who stands on them, what they say, who may take them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from forms_templates.catalogue import find
from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from forms_templates.tables import summary_workbook
from organizations import clock
from organizations.choices import Activity
from organizations.models import CellMembership, Organization
from ratings.choices import ProposalSource
from ratings.selectors.summaries import annex_payload, channels_payload, managed_people, members_payload
from ratings.services.papers import print_dossier
from ratings.services.summaries import file_annex, print_rating_sheet
from reviews.choices import AuthorityKind, EntryState, Inclusion, Level, OpinionState, SubjectKind, Track, VenueKind
from reviews.models import Campaign, FormEntry, Meeting, Paper, Review
from reviews.rules.findings import RuleViolation
from reviews.selectors.campaigns import consistency_findings
from reviews.selectors.dossier import slots_of
from reviews.selectors.rating_sheets import sheet_of
from tests.factories.organizations import OrganizationFactory, PersonFactory
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory, DecisionFactory, ProposalFactory
from tests.factories.reviews import (
    EntryFactory,
    MeetingFactory,
    OpinionFactory,
    PromptFactory,
    ReviewFactory,
    ReviewVenueFactory,
)
from tests.forms_templates.reading import pages_text, text_of
from tests.kept import built_once
from tests.ratings.test_commune_plan import commune, said
from tests.reviews.quarters import build_commune, draft, hand_in, standing_in
from tests.reviews.quarters import issue as issue_quarter
from tests.reviews.test_commune_plan import issue
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import World, at, standing_on

__all__ = ["commune"]

TAKEN = date(2023, 11, 23)


@pytest.fixture
@built_once
def quarter(db: None) -> World:
    world = build_commune()
    draft(world)
    issue_quarter(world)
    return world


def cell_meeting(world: World) -> Meeting:
    return MeetingFactory.create(
        campaign=world.campaign, kind=VenueKind.CELL, collective=None, cell=world.village, starts_on=date(2023, 11, 22)
    )


def member(world: World, meeting: Meeting, **changes: Any) -> Review:
    person = PersonFactory.create(full_name=changes.pop("name", "Nông Thị Đếm"))
    review: Review = ReviewFactory.create(
        campaign=world.campaign, unit=world.village, person=person, rated_as_member=True, **changes
    )
    ReviewVenueFactory.create(review=review, kind=VenueKind.CELL, collective=None, cell=meeting.cell)
    return review


# Mẫu số 04 ----------------------------------------------------------------------------------------------------------


def test_the_summary_of_a_cell_has_every_rated_member_with_ballots_and_the_exempt_apart_with_the_reason(commune: World):
    """P4-2.2.3.2-f: rated ones in the table, exempt ones listed separately with the reason."""
    issue(commune)
    meeting = cell_meeting(commune)
    rated = commune.review_of("villager1")
    session = BallotSessionFactory.create(meeting=meeting, closed=True)
    BallotQuestionFactory.create(
        session=session,
        review=rated,
        issued=7,
        excellent=1,
        good=5,
        completed=0,
        not_completed=0,
        blank=0,
        outcome="good",
    )
    said(commune, rated, Track.MEMBER, Level.GOOD, ProposalSource.CELL_VOTE)
    FormEntry.objects.filter(review=rated).update(
        state=EntryState.SUBMITTED, submitted_at=at(20), data={"vii_member_level": "excellent"}
    )
    left_out = commune.review_of("villager2")
    Review.objects.filter(pk=left_out.pk).update(
        inclusion=Inclusion.EXEMPT, reason="Được miễn công tác và sinh hoạt đảng"
    )
    suspended = commune.review_of("villager3")
    Review.objects.filter(pk=suspended.pk).update(rated_as_member=False)
    CellMembership.objects.filter(person=suspended.person).update(activity=Activity.SUSPENDED)
    payload = members_payload(meeting, taken_on=TAKEN)
    rows = {row["name"]: row for row in payload["rows"]}
    assert rows[str(rated)] == {
        "name": str(rated),
        "self_level": "Hoàn thành xuất sắc nhiệm vụ",
        "issued": 7,
        "excellent": 1,
        "good": 5,
        "completed": 0,
        "not_completed": 0,
        "blank": 1,
        "level": "Hoàn thành tốt nhiệm vụ",
    }
    others = {row["name"]: row["reason"] for row in payload["others"]}
    assert others == {
        str(left_out): "Được miễn công tác và sinh hoạt đảng",
        str(suspended): "Bị đình chỉ sinh hoạt đảng",
    }
    people = Review.objects.filter(campaign=commune.campaign, kind=SubjectKind.PERSON, venues__cell=commune.village)
    members = people.distinct().count()
    assert len(rows) + len(others) == members


def test_the_summary_of_a_cell_says_when_its_data_was_taken_and_prints_alike_as_often_as_asked(commune: World):
    issue(commune)
    payload = members_payload(cell_meeting(commune), taken_on=TAKEN)
    first, second = (print_paper(DocumentKind.MEMBERS_SUMMARY, payload, title="x") for _ in range(2))
    assert first == second
    text = text_of(first)
    assert "Số liệu lấy ngày 23/11/2023." in text
    assert "Mẫu số 04 Mẫu do chương trình dựng theo nội dung kế hoạch" in text
    assert summary_workbook(DocumentKind.MEMBERS_SUMMARY, payload) == summary_workbook(
        DocumentKind.MEMBERS_SUMMARY, payload
    )


def test_the_excel_file_has_counts_as_numbers_levels_in_words_and_no_formulas(commune: World):
    issue(commune)
    meeting = cell_meeting(commune)
    payload = members_payload(meeting, taken_on=TAKEN)
    payload["rows"] = [{"name": "=1+1", "issued": 7, "good": 5, "level": "Hoàn thành tốt nhiệm vụ"}]
    payload["others"] = []
    book = CalamineWorkbook.from_filelike(BytesIO(summary_workbook(DocumentKind.MEMBERS_SUMMARY, payload)))
    rows = book.get_sheet_by_name("Mẫu số 04").to_python()
    assert rows[0][0] == "Mẫu số 04 – BIỂU TỔNG HỢP XẾP LOẠI ĐẢNG VIÊN"
    assert ["Số liệu lấy ngày 23/11/2023" in str(row[0]) for row in rows].count(True) == 1
    assert rows[-1][:6] == [1.0, "=1+1", "", 7.0, "", 5.0]
    assert book.sheet_names[1] == "Đảng viên không xếp loại"


def test_the_summary_of_a_cell_costs_the_same_with_many_members(commune: World):
    issue(commune)
    meeting = cell_meeting(commune)
    session = BallotSessionFactory.create(meeting=meeting, closed=True)
    counts = []
    for size in (1, 12):
        for _ in range(size):
            review = member(commune, meeting)
            BallotQuestionFactory.create(session=session, review=review, issued=5, excellent=0, good=5, completed=0,
                                         not_completed=0, blank=0)  # fmt: skip
        members_payload(meeting, taken_on=TAKEN)  # what is read once per process does not count
        with CaptureQueriesContext(connection) as captured:
            members_payload(meeting, taken_on=TAKEN)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Mẫu 11 -------------------------------------------------------------------------------------------------------------


def leader(world: World, name: str = "Tòng Văn Trực") -> Review:
    review: Review = ReviewFactory.create(
        campaign=world.campaign,
        unit=world.commune,
        person=PersonFactory.create(full_name=name),
        rated_as_cadre=True,
        authority_kind=AuthorityKind.EXTERNAL,
    )
    return review


def test_each_leader_rated_above_is_a_row_with_every_channel_and_an_empty_one_says_so(commune: World):
    """P4-2.2.2-d: residence, workplace poll, cell level, professional level, collective ballot; "không có"."""
    issue(commune)
    full, bare = leader(commune), leader(commune, "Tòng Thị Vắng")
    EntryFactory.create(review=full, submitted=True, data={"vii_cadre_level": "good"})
    OpinionFactory.create(review=full, state=OpinionState.REQUESTED)
    ProposalFactory.create(review=full, track=Track.MEMBER, source=ProposalSource.CELL_VOTE, level=Level.EXCELLENT)
    ProposalFactory.create(review=full, track=Track.CADRE, source=ProposalSource.UNIT_HEAD, level=Level.COMPLETED)
    for kind, good in ((VenueKind.COLLECTIVE, 6), (VenueKind.KEY_CADRES, 20)):
        session = BallotSessionFactory.create(closed=True, meeting__campaign=commune.campaign, meeting__kind=kind)
        BallotQuestionFactory.create(
            session=session, review=full, track=Track.CADRE, issued=good + 1, excellent=1, good=good, completed=0,
            not_completed=0, blank=0, outcome=Level.GOOD,
        )  # fmt: skip
    PromptFactory.create(review=full)
    payload = channels_payload(commune.campaign, taken_on=TAKEN)
    rows = {row["name"].split(" –")[0]: row for row in payload["rows"]}
    assert rows[str(full)] | {"name": "", "residence": ""} == {
        "name": "",
        "self_level": "Hoàn thành tốt nhiệm vụ",
        "residence": "",
        "workplace": "Hoàn thành tốt nhiệm vụ (1/20/0/0 trong 21 phiếu)",
        "member_level": "Hoàn thành xuất sắc nhiệm vụ",
        "professional": "Hoàn thành nhiệm vụ",
        "headed": "không có",
        "collective": "Hoàn thành tốt nhiệm vụ (1/6/0/0 trong 7 phiếu)",
        "prompts": "1 nội dung",
    }
    assert rows[str(full)]["residence"].endswith("chưa trả lời")
    empty = {key: text for key, text in rows[str(bare)].items() if key not in ("name", "workplace")}
    assert set(empty.values()) == {"không có"}
    assert payload["others"]
    (page, *_rest) = pages_text(print_paper(DocumentKind.CHANNELS_SUMMARY, payload, title="x"))
    assert "Mẫu 11" in page


def test_the_channels_cost_the_same_with_many_leaders(commune: World):
    issue(commune)
    counts = []
    for size in (1, 12):
        for _ in range(size):
            EntryFactory.create(review=leader(commune), submitted=True)
        channels_payload(commune.campaign, taken_on=TAKEN)  # what is read once per process does not count
        with CaptureQueriesContext(connection) as captured:
            channels_payload(commune.campaign, taken_on=TAKEN)
        counts.append(len(captured))
    assert counts[0] == counts[1]


# Phụ lục 13, 14 -----------------------------------------------------------------------------------------------------


def test_the_lists_of_a_quarter_share_nobody_and_leave_out_nobody(quarter: World):
    """P2-V.2.1-c: exactly those managed by the province; P2-V.2.1-d: everybody else, none of them twice."""
    above = managed_people(quarter.campaign, DocumentKind.ANNEX_13)
    own = managed_people(quarter.campaign, DocumentKind.ANNEX_14)
    assert {str(review) for review in above} == {str(quarter.people[key]) for key in ("chair", "commune_secretary")}
    people = Review.objects.included().filter(campaign=quarter.campaign, kind=SubjectKind.PERSON)
    assert {*above, *own} == set(people)
    assert not {*above} & {*own}


def test_the_list_above_tells_what_is_proposed_and_the_own_list_only_what_is_decided(quarter: World):
    """P2-V.2.1-c, P2-V.2.1-d."""
    chair, vice = quarter.review_of("chair"), quarter.review_of("vice")
    hand_in(quarter, chair, "25 60", by="chair")
    for review in (chair, vice):
        ProposalFactory.create(review=review, source=ProposalSource.BOARD, level=Level.EXCELLENT, points="91.5")
    (row,) = annex_payload(quarter.campaign, DocumentKind.ANNEX_13, taken_on=TAKEN, unit=chair.unit)["rows"]
    assert (row["self_points"], row["points"], row["level"]) == ("85", "91,5", "Hoàn thành xuất sắc nhiệm vụ")
    (row,) = annex_payload(quarter.campaign, DocumentKind.ANNEX_14, taken_on=TAKEN, unit=vice.unit)["rows"]
    assert (row["name"], row["points"], row["level"], row["decision"]) == (str(vice), "", "", "")
    DecisionFactory.create(review=vice, track=Track.CADRE, level=Level.GOOD, document_number="15-QĐ/ĐU")
    (row,) = annex_payload(quarter.campaign, DocumentKind.ANNEX_14, taken_on=TAKEN, unit=vice.unit)["rows"]
    assert (row["points"], row["level"]) == ("91,5", "Hoàn thành tốt nhiệm vụ")
    assert row["decision"].startswith("Số 15-QĐ/ĐU ngày ")


def test_a_list_costs_the_same_with_many_people(quarter: World):
    counts = []
    for size in (1, 12):
        for _ in range(size):
            review = ReviewFactory.create(campaign=quarter.campaign, unit=OrganizationFactory(parent=quarter.commune))
            EntryFactory.create(review=review, submitted=True)
        annex_payload(
            quarter.campaign, DocumentKind.ANNEX_14, taken_on=TAKEN
        )  # what is read once per process does not count
        with CaptureQueriesContext(connection) as captured:
            annex_payload(quarter.campaign, DocumentKind.ANNEX_14, taken_on=TAKEN)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_list_put_into_the_dossier_fills_its_line_and_the_newest_is_bound_in(quarter: World):
    """P2-V.2.1-c, P2-V.2.1-d."""
    leaders = quarter.collective_review()
    officer = quarter.users["officer"]
    with standing_in(12, 5):
        for kind in (DocumentKind.ANNEX_13, DocumentKind.ANNEX_14):
            paper = file_annex(review=leaders, kind=kind, by=officer, on=date(2025, 12, 5))
            assert paper.document.payload["taken_on"] == "2025-12-05"
        newest = file_annex(review=leaders, kind=DocumentKind.ANNEX_14, by=officer, on=date(2025, 12, 6))
        assert {slot.key for slot in slots_of(leaders) if slot.is_present} >= {"quarter_list_13", "quarter_list_14"}
        FormEntry.objects.filter(review=leaders).update(state=EntryState.SUBMITTED, submitted_at=at(20))
        leaders = Review.objects.with_subject().get(pk=leaders.pk)
        bound = print_dossier(review=leaders, by=officer).document.payload["items"]
    of_list = [item["documents"] for item in bound if "Phụ lục 14" in item["label"]]
    assert of_list == [[{"document_id": newest.document_id, "title": newest.document.title}]]


def test_what_is_proposed_is_listed_by_who_weighs_it_and_an_empty_list_by_nobody(quarter: World):
    leaders = quarter.collective_review()
    with pytest.raises(RuleViolation, match="do Ban Tổ chức"):
        file_annex(review=leaders, kind=DocumentKind.ANNEX_13, by=quarter.users["vice"], on=TAKEN)
    file_annex(review=leaders, kind=DocumentKind.ANNEX_14, by=quarter.users["vice"], on=TAKEN)
    Review.objects.filter(campaign=quarter.campaign).update(authority_kind=AuthorityKind.OWN)
    with pytest.raises(RuleViolation, match="không có cán bộ nào"):
        file_annex(review=leaders, kind=DocumentKind.ANNEX_13, by=quarter.users["officer"], on=TAKEN)


def test_nobody_makes_a_list_that_tells_what_is_proposed_for_himself(quarter: World):
    quarter.grant("chair", "appraise", quarter.commune)
    with pytest.raises(RuleViolation, match="Danh sách có chính đồng chí"):
        file_annex(review=quarter.collective_review(), kind=DocumentKind.ANNEX_13, by=quarter.users["chair"], on=TAKEN)


# Pages --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["pdf", "docx", "xlsx"])
def test_the_lists_are_taken_along_as_files_by_those_who_may_and_exist_for_nobody_else(quarter: World, suffix: str):
    officer, villager = (signed_in(quarter.users[key]) for key in ("officer", "villager"))
    for name in ("phu-luc-13", "phu-luc-14"):
        address = reverse("summary-file", args=(quarter.campaign.pk, name, suffix))
        with standing_in(12, 5):
            assert officer.get(address).status_code == 200
            assert villager.get(address).status_code == 404
    assert officer.get(reverse("summary-file", args=(quarter.campaign.pk, "mau-11", suffix))).status_code == 404


def test_the_page_of_summaries_names_each_with_its_clause_and_costs_the_same_with_many_cells(commune: World):
    issue(commune)
    client = signed_in(commune.users["officer"])
    numbers = iter(range(100))

    def add(count: int) -> None:
        for _ in range(count):
            cell: Organization = OrganizationFactory.create(
                parent=commune.commune, cell=True, name=f"Chi bộ phải đếm {next(numbers)}"
            )
            MeetingFactory.create(campaign=commune.campaign, kind=VenueKind.CELL, collective=None, cell=cell)

    address = reverse("summary-list", args=(commune.campaign.pk,))
    with standing_on(23):
        assert_flat(client, address, add, row="Chi bộ phải đếm")
        page = client.get(address).content.decode()
    for part in ("Mẫu 11", "Mẫu số 04", "Tổng hợp các kênh thông tin"):
        assert part in page


def test_the_cell_takes_its_summary_and_keeps_it_with_its_meeting(commune: World):
    issue(commune)
    meeting = cell_meeting(commune)
    BallotSessionFactory.create(meeting=meeting, closed=True)
    officer = signed_in(commune.users["officer"])
    with standing_on(23):
        page = officer.get(reverse("meeting-ballots", args=(meeting.pk,))).content.decode()
        assert reverse("members-summary-print", args=(meeting.pk,)) in page
        for suffix in ("pdf", "docx", "xlsx"):
            assert officer.get(reverse("members-summary", args=(meeting.pk, suffix))).status_code == 200
        assert officer.post(reverse("members-summary-print", args=(meeting.pk,))).status_code == 302
        stranger = signed_in(commune.users["villager1"])
        assert stranger.get(reverse("members-summary", args=(meeting.pk, "pdf"))).status_code == 404
    paper = Paper.objects.get(meeting=meeting, document__kind=DocumentKind.MEMBERS_SUMMARY)
    assert paper.document.payload["taken_on"] == "2023-11-23"


# Mẫu số 05 to Mẫu số 09 ---------------------------------------------------------------------------------------------


def test_the_sheet_of_a_leader_is_printed_with_criteria_and_what_the_channels_brought(commune: World):
    """P4-2.2.2-c."""
    issue(commune)
    review = commune.review_of("vice")
    commune.campaign.level_criteria.create(
        kind="cadre", document="Quy định số 02-QĐ/HU", text="Tiêu chí một\nTiêu chí hai",
        entered_by=commune.users["planner"], entered_at=commune.campaign.issued_at or clock.now(),
    )  # fmt: skip
    ProposalFactory.create(review=review, source=ProposalSource.UNIT_HEAD, level=Level.GOOD)
    client = signed_in(commune.users["officer"])
    with standing_on(23):
        page = client.get(reverse("review-ratings", args=(review.pk,))).content.decode()
        assert "(Mẫu số 07)" in page
        response = client.post(reverse("rating-sheet", args=(review.pk,)))
    paper = Paper.objects.get(review=review, document__kind=DocumentKind.FORM)
    assert response["Location"] == reverse("paper", args=(paper.pk,))
    payload = paper.document.payload
    assert payload["form"] == "mau_07"
    assert [row["criterion"] for row in payload["data"]["criteria"]] == ["Tiêu chí một", "Tiêu chí hai"]
    known = {row["source"]: row["level"] for row in payload["data"]["channels"]}
    assert (known["professional"], known["residence"]) == ("Hoàn thành tốt nhiệm vụ", "")
    text = text_of(print_paper(DocumentKind.FORM, payload, title="x"))
    for part in ("Mẫu số 07", "Tiêu chí hai", "Quy định số 02-QĐ/HU", "Xếp loại chuyên môn Hoàn thành tốt nhiệm vụ"):
        assert part in text
    assert find("mau_07").filled(review.pk)


def test_the_sheet_of_a_body_is_that_of_its_kind(commune: World):
    """P4-2.2.2-c."""
    issue(commune)
    forms = {
        str(review): print_rating_sheet(review=review, by=commune.users["officer"]).document.payload["form"]
        for review in Review.objects.filter(campaign=commune.campaign, kind=SubjectKind.COLLECTIVE).with_subject()
    }
    assert forms["Ban Chấp hành Đảng bộ xã"] == "mau_05"
    assert set(forms.values()) <= {"mau_05", "mau_06"}


def test_whoever_holds_no_post_has_no_sheet(commune: World):
    issue(commune)
    with pytest.raises(RuleViolation, match="không có phiếu"):
        print_rating_sheet(review=commune.review_of("villager1"), by=commune.users["officer"])
    assert "sheet.none" not in {finding.code for finding in consistency_findings(commune.campaign)}


def test_a_sheet_that_a_plan_names_and_nobody_has_laid_out_is_no_sheet(commune: World):
    issue(commune)
    rows = {"party_bodies": {"form": "mau_khong_co"}, "committee_members": {"form": "mau_khong_co"}}
    Campaign.objects.filter(pk=commune.campaign.pk).update(settings={"named_forms": {"rating_sheets": rows}})
    review = Review.objects.with_subject().get(pk=commune.review_of("vice").pk)
    assert sheet_of(review) == ""
    page = signed_in(commune.users["officer"]).get(reverse("review-ratings", args=(review.pk,)))
    assert page.status_code == 200


def test_no_sheet_is_offered_where_the_plan_names_none(quarter: World):
    page = signed_in(quarter.users["officer"]).get(reverse("review-ratings", args=(quarter.review_of("vice").pk,)))
    assert "phieu-danh-gia" not in page.content.decode()
