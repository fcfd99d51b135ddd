"""The programme of a meeting as its plan prints it, and the invitation, from the meeting's own agenda."""

from __future__ import annotations

import pytest
from django.urls import reverse

from forms_templates.catalogue import find
from forms_templates.papers import print_paper
from forms_templates.plain import render_text
from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Sector, Tier
from reviews.models import Meeting, Paper
from reviews.rules.library import HERE
from reviews.rules.plan import load_plan_text, load_preset
from reviews.rules.strict import PlanError
from reviews.selectors.records import agenda_payload
from reviews.selectors.signers import short_post, signer_of
from reviews.services.campaigns import regenerate_subjects
from reviews.services.papers import print_agenda, print_invitation
from tests import steps
from tests.classifying import government, planned
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.forms_templates.reading import text_of
from tests.forms_templates.test_records import in_order
from tests.reviews.test_cell_programme import meeting
from tests.reviews.test_commune_meetings import plan
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, at, standing_on

__all__ = ["commune", "meeting"]


def said(paper: Paper) -> str:
    return text_of(print_paper(paper.document.kind, paper.document.payload, title=paper.document.title))


def test_cells_programme_is_the_printed_one_word_for_word_with_the_cells_people(
    commune: World, meeting: Meeting
) -> None:
    """P4-CT-a, P4-1.4.3-m, P4-3-B4-b"""
    with standing_on(9):
        text = said(print_agenda(meeting=meeting, by=commune.users["village_secretary"]))
    in_order(
        text,
        "Mẫu số 10",
        "ĐẢNG BỘ XÃ MẪU SƠN",
        "CHI BỘ THÔN ĐÔNG",
        "CHƯƠNG TRÌNH HỘI NGHỊ KIỂM ĐIỂM, TỔNG KẾT CHI BỘ",
        "Thời gian: ngày 24 tháng 11 năm 2023",
        "Chủ trì: Đồng chí Mai Thị Thôn.",
        "- 1/ Ổn định tổ chức – thông qua chương trình hội nghị",
        "- 2/ Khai mạc, giới thiệu đại biểu",
        "- 3/ Đọc báo cáo tổng kết, BC kiểm điểm chi ủy",
        "- 4/ Thảo luận:",
        "- 5/ Phát biểu chỉ đạo của đại biểu Đảng ủy",
        "- 6/ Kiểm điểm:",
        "- Các đồng chí chi ủy viên: Mai Thị Thôn",
        "- Cán bộ cấp xã: ",
        "Hà Văn Chủ, Lò Thị Phó",
        "- Cán bộ các chi hội: Nông Văn Thôn 2",
        "- Đảng viên thường: ",
        "Nông Văn Thôn 1",
        "- 7/ Thông qua bảng chấm điểm và nhận loại chi bộ",
        "- 8/ Bỏ phiếu xếp loại chi bộ",
        "- 9/ Bỏ phiếu xếp loại đảng viên",
        "- 10/ Thông qua tờ trình đăng ký thi đua năm 2024",
        "- 11/ Tổng kết và bế mạc hội nghị",
        "xét đề nghị các cấp biểu dương, khen thưởng đối với chi bộ và đảng viên.",
        "T/M CHI ỦY BÍ THƯ",
    )


def test_the_printed_words_are_those_of_the_plan() -> None:
    """P4-CT-a: the eleven points and four groups, letter by letter."""
    programme = next(row for row in load_preset("p4_xa_2023").programmes if row.key == "cell")
    printed = [f"- {item.number} {item.says.replace('{next_year}', '2024')}" for item in programme.items]
    groups = [f" - {says}" for item in programme.items for _group, says in item.groups]
    assert (len(printed), len(groups)) == (11, 4)
    assert programme.title == "CHƯƠNG TRÌNH HỘI NGHỊ KIỂM ĐIỂM, TỔNG KẾT CHI BỘ"


def test_mass_organizations_programme_has_the_three_points_of_the_third_step(commune: World) -> None:
    """P4-3-B3-c: reviews, ballot on heads and deputies, emulation of branches in four levels."""
    union = OrganizationFactory.create(
        parent=commune.commune,
        kind=OrganizationKind.MASS_ORGANIZATION,
        tier=Tier.COMMUNE,
        sector=Sector.FRONT_MASS,
        name="Hội Phụ nữ xã",
    )
    board = CollectiveFactory.create(
        organization=union, kind=CollectiveKind.MASS_STANDING_COMMITTEE, name="Ban Thường vụ Hội Phụ nữ xã"
    )
    PostFactory.create(
        person=commune.people["villager2"], collective=board, role=PostRole.HEAD, title="Chủ tịch Hội Phụ nữ"
    )
    for key, role in (("villager3", PostRole.DEPUTY), ("villager1", PostRole.MEMBER)):
        PostFactory.create(person=commune.people[key], collective=board, role=role)
    regenerate_subjects(campaign_id=commune.campaign.pk, by=commune.users["planner"])
    issue(commune)
    with standing_on(9):
        payload = agenda_payload(plan(commune, board, 15))
    assert [item["number"] for item in payload["items"]] == ["1/", "2/", "3/"]
    assert payload["items"][0]["groups"][0]["text"] == "Ban Thường vụ Hội Phụ nữ xã"
    assert payload["items"][1]["text"] == "Bỏ phiếu phân loại cán bộ lãnh đạo (trưởng, phó)"
    assert "theo 4 mức (HTXSNV, HTTNV, HTNV, KHTNV)" in payload["items"][2]["text"]
    assert payload["signer"]["body"] == "Ban Thường vụ"


def test_programme_of_the_peoples_committee_has_the_ballot_and_no_review(commune: World) -> None:
    """P4-3-B3-c: what is left of the step where nobody is reviewed."""
    issue(commune)
    with standing_on(9):
        meeting = planned(commune, government())
        text = said(print_agenda(meeting=meeting, by=commune.users["chair"]))
    in_order(
        text,
        "CHƯƠNG TRÌNH HỘI NGHỊ",
        "Hội nghị bỏ phiếu phân loại cán bộ lãnh đạo, Lãnh đạo UBND xã",
        "- 1/ Bỏ phiếu phân loại cán bộ lãnh đạo (trưởng, phó)",
        "- 2/ Xét phân loại thi đua các xóm, Ban CTMT, các chi đoàn, chi hội theo 4 mức (HTXSNV, HTTNV, HTNV, KHTNV)",
        "Báo cáo kết quả về Đảng ủy",
    )
    assert "KIỂM ĐIỂM" not in text
    assert "Mẫu số 10" not in text
    assert "Kiểm điểm tập thể" not in text


def test_a_committees_programme_is_the_course_that_1_4_3_prints(commune: World) -> None:
    """P4-1.4.3-m: report, focus, contributions, conclusion, then each person, then the secret ballot."""
    issue(commune)
    committee = commune.people["chair"].posts.get(collective__kind=CollectiveKind.EXECUTIVE_COMMITTEE).collective
    with standing_on(9):
        payload = agenda_payload(plan(commune, committee, 28))
    assert payload["mark"] == "Mẫu số 10"
    assert [item["text"].split()[0] for item in payload["items"]] == [
        "Người", "Người", "Từng", "Người", "Đại", "Cá", "Tập",
    ]  # fmt: skip
    assert {group["text"] for group in payload["items"][5]["groups"]} >= {"Hà Văn Chủ", "Lò Thị Phó"}


def test_a_plan_that_prints_no_programme_gets_the_usual_course_in_the_lawful_order(world: World) -> None:
    office = steps.plan_office(world)
    with standing_on(9):
        payload = agenda_payload(office)
    assert "mark" not in payload
    subjects = [str(item.review) for item in office.items.order_by("position")]
    assert [group["text"] for group in payload["items"][1]["groups"]] == subjects


def test_invitation_calls_everybody_but_the_chair_and_encloses_the_report_handed_in(world: World) -> None:
    steps.submit(world, world.collective_review(), by="head")
    office = steps.plan_office(world)
    with standing_on(9):
        paper = print_invitation(meeting=office, by=world.users["head"])
    payload = paper.document.payload
    assert "Trần Thị Hà" not in {guest["name"] for guest in payload["guests"]}
    assert {"Lê Văn Bình", "Phạm Thị Lan"} <= {guest["name"] for guest in payload["guests"]}
    assert payload["enclosed"] == ["Dự thảo báo cáo kiểm điểm của Tập thể lãnh đạo Phòng Tài chính - Kế hoạch"]
    assert payload["signer"] == {
        "for": "agency", "body": "Trưởng phòng", "post": "Trưởng phòng", "deputy": False, "name": "Trần Thị Hà",
    }  # fmt: skip


def test_programme_and_invitation_print_by_the_meetings_number_from_the_command_line(world: World) -> None:
    """What `manage.py print_form NAME --entry ID` prints."""
    office = steps.plan_office(world)
    with standing_on(9):
        for name, words in (("agenda", "CHƯƠNG TRÌNH"), ("invitation", "GIẤY MỜI")):
            assert words in render_text(*find(name).filled(office.pk)).decode()
            with pytest.raises(LookupError):
                find(name).filled(0)


def test_pages_of_the_meeting_print_programme_and_invitations(world: World) -> None:
    office = steps.plan_office(world)
    client = signed_in(world.users["head"])
    with standing_on(9):
        for name, sent, words in (
            ("meeting-print-agenda", {}, "Chương trình hội nghị kiểm điểm"),
            ("meeting-print-invitation", {}, "Giấy mời dự hội nghị kiểm điểm"),
            ("meeting-print-invitation", {"each": "1"}, "Giấy mời dự hội nghị kiểm điểm"),
        ):
            answer = client.post(reverse(name, args=(office.pk,)), sent, follow=True)
            assert words in answer.content.decode()
    assert Paper.objects.filter(meeting=office).count() == 3


def test_signer_is_the_head_of_the_body_that_speaks_for_the_organization(world: World) -> None:
    day = at(9).date()
    assert signer_of(world.district, on=day) == {
        "for": "committee", "body": "Ban Thường vụ", "post": "Bí thư", "deputy": False, "name": "Hoàng Văn Nam",
    }  # fmt: skip
    assert signer_of(world.cell, on=day)["body"] == "Chi ủy"
    assert signer_of(OrganizationFactory.create(cell=True), on=day) == {"for": "committee", "body": "Chi bộ"}


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Bí thư Huyện ủy", "Bí thư"),
        ("Phó Bí thư Thường trực Huyện ủy", "Phó Bí thư Thường trực"),
        ("Phó Trưởng Ban Tổ chức Huyện ủy", "Phó Trưởng Ban"),
        ("Ủy viên", "Ủy viên"),
    ],
)
def test_posts_are_signed_without_the_name_of_the_body(title: str, short: str) -> None:
    assert short_post(title) == short


def test_a_programme_without_reviews_is_refused_with_its_line() -> None:
    path = HERE / "presets" / "p4_xa_2023.yaml"
    text = path.read_text(encoding="utf-8").replace(", agenda: true}", "}")
    with pytest.raises(PlanError, match="chương trình không có phần kiểm điểm"):
        load_plan_text(text, "p4.yaml")
