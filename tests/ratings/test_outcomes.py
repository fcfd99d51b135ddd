"""Decisions, notices and reports: drawn up without a number, decided when they are issued, on the plan's own bases."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from forms_templates.papers import print_paper
from organizations.models import Term
from ratings.models import Decision
from ratings.selectors.outcomes import decidable
from ratings.services.decisions import annul
from ratings.services.outcomes import draft_decision, print_decision, print_notice, print_report
from reviews.choices import Level, Track
from reviews.models import Paper, RegisterEntry
from reviews.rules.findings import RuleViolation
from reviews.services.register import cancel_number, issue_document
from tests.factories.ratings import DecisionFactory
from tests.factories.reviews import ReviewFactory
from tests.forms_templates.reading import text_of
from tests.forms_templates.test_records import in_order
from tests.ratings.test_decisions import decision, proposed, rated
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import World, standing_on


@pytest.fixture(autouse=True)
def term(world: World) -> Term:
    return Term.objects.create(organization=world.district, starts_on=date(2020, 8, 1), ends_on=date(2025, 7, 31))


def waiting(world: World) -> list[int]:
    """Two deputies appraised, the collective among them: what the secretary may decide in one document."""
    proposed(world, world.collective_review(), track=Track.COLLECTIVE)
    DecisionFactory.create(
        review=world.collective_review(world.cell_committee),
        track=Track.COLLECTIVE,
        level=Level.GOOD,
        decided_by=world.users["secretary"],
    )
    for key in ("deputy", "third", "head"):
        proposed(world, world.review_of(key))
    return list(decidable(world.campaign, world.users["secretary"]).values_list("pk", flat=True))


def drafted(world: World) -> Paper:
    with standing_on(8, 9, month=12):
        return draft_decision(campaign=world.campaign, proposal_ids=waiting(world), by=world.users["secretary"])


def issued(world: World, paper: Paper) -> Paper:
    with standing_on(8, 14, month=12) as now:
        return issue_document(paper_id=paper.pk, by=world.users["secretary"], now=now)


def text(paper: Paper) -> str:
    document = paper.document
    return text_of(print_paper(document.kind, document.payload, title=document.title))


def test_draft_has_no_number_and_decides_nothing(world: World) -> None:
    paper = drafted(world)
    in_order(text(paper), "HUYỆN ỦY MẪU * Số ……-QĐ/HU", "QUYẾT ĐỊNH")
    assert not Decision.objects.filter(review__person__isnull=False).exists()
    assert not RegisterEntry.objects.exists()


def test_issued_decision_prints_its_number_its_bases_its_list_and_whom_it_goes_to(world: World) -> None:
    """P0-4.3-a, P0-4.4-a: the documents on which the levels rest stand at its head."""
    said = text(issued(world, drafted(world)))
    in_order(
        said,
        "HUYỆN ỦY MẪU * Số 01-QĐ/HU ĐẢNG CỘNG SẢN VIỆT NAM Mẫu, ngày 08 tháng 12 năm 2023",
        "QUYẾT ĐỊNH về việc đánh giá, xếp loại chất lượng năm 2023",
        "Căn cứ Quy định 38-QĐ/TU ngày 02/11/2023 của Ban Thường vụ Tỉnh ủy;",
        "Căn cứ Nghị định số 90/2020/NĐ-CP ngày 13/8/2020 của Chính phủ;",
        "Căn cứ Kế hoạch số 128-KH/HU ngày 06/11/2023 của Huyện ủy Mẫu;",
        "Xét đề nghị của Ban Tổ chức Huyện ủy,",
        "BAN THƯỜNG VỤ HUYỆN ỦY MẪU QUYẾT ĐỊNH Điều 1. Xếp loại chất lượng năm 2023 đối với 04 trường hợp",
        "Nơi nhận: - Ban Tổ chức Huyện ủy, - Các tập thể, cá nhân có tên tại Điều 1, - Lưu.",
        "T/M BAN THƯỜNG VỤ BÍ THƯ Hoàng Văn Nam",
        "DANH SÁCH XẾP LOẠI CHẤT LƯỢNG NĂM 2023 (Kèm theo Quyết định số 01-QĐ/HU, ngày 08 tháng 12 năm 2023)",
        "1 Tập thể lãnh đạo Phòng Tài chính - Kế hoạch",
    )
    for name in ("Trần Thị Hà", "Lê Văn Bình", "Phạm Thị Lan"):
        assert name in said


def test_decision_cites_the_four_documents_on_cadres_and_only_for_them(world: World) -> None:
    """P0-4.4-a"""
    proposed(world, world.collective_review(), track=Track.COLLECTIVE)
    rows = list(decidable(world.campaign, world.users["secretary"]).values_list("pk", flat=True))
    with standing_on(8, 9, month=12):
        alone = draft_decision(campaign=world.campaign, proposal_ids=rows, by=world.users["secretary"])
    cadre = [basis.document for basis in world.campaign.plan.legal_bases if basis.clause == "P0-4.4-a"]
    assert len(cadre) == 4
    assert not set(cadre) & set(alone.document.payload["bases"])
    assert any("38-QĐ/TU" in basis for basis in alone.document.payload["bases"])


def test_issuing_decides_every_level_by_number_and_day(world: World) -> None:
    paper = issued(world, drafted(world))
    rows = Decision.objects.in_force().filter(document_number="01-QĐ/HU")
    assert rows.count() == 4
    assert {row.decided_on for row in rows} == {date(2023, 12, 8)}
    assert {row.level for row in rows} == {Level.GOOD}
    assert paper.issuer == world.district
    assert issued(world, paper) == paper


def test_one_level_refused_refuses_all_and_gives_the_number_back(world: World) -> None:
    paper = drafted(world)
    decision(world, world.review_of("third"))
    with pytest.raises(RuleViolation) as refused:
        issued(world, paper)
    assert {finding.code for finding in refused.value.findings} == {"decision.exists"}
    assert not RegisterEntry.objects.exists()
    assert Decision.objects.filter(document_number="01-QĐ/HU").count() == 0


def test_number_that_was_typed_for_another_decision_is_not_given_again(world: World) -> None:
    paper = drafted(world)
    DecisionFactory.create(
        review=ReviewFactory.create(campaign=world.campaign),
        track=Track.CADRE,
        level=Level.GOOD,
        authority=world.district,
        document_number="01-QĐ/HU",
        decided_on=date(2023, 12, 1),
        decided_by=world.users["secretary"],
    )
    with pytest.raises(RuleViolation) as refused:
        issued(world, paper)
    assert {finding.code for finding in refused.value.findings} == {"register.elsewhere"}
    assert not RegisterEntry.objects.exists()


def test_a_decision_names_one_authority_and_only_what_waits(world: World) -> None:
    rows = waiting(world)
    with pytest.raises(RuleViolation) as refused:
        draft_decision(campaign=world.campaign, proposal_ids=rows, by=world.users["officer"])
    assert {finding.code for finding in refused.value.findings} == {"decision.none", "decision.gone"}


def test_number_of_a_decision_in_force_is_cancelled_only_after_its_levels(world: World) -> None:
    paper = issued(world, drafted(world))
    entry = RegisterEntry.objects.get(document=paper.document)
    by = world.users["secretary"]
    with standing_on(9, month=12) as now:
        with pytest.raises(RuleViolation) as refused:
            cancel_number(entry_id=entry.pk, reason="Sai danh sách", by=by, now=now)
        assert {finding.code for finding in refused.value.findings} == {"register.in_force"}
        for row in Decision.objects.in_force().filter(document_number="01-QĐ/HU"):
            annul(decision_id=row.pk, reason="Sai danh sách", by=by)
        cancel_number(entry_id=entry.pk, reason="Sai danh sách", by=by, now=now)


def test_decision_entered_by_a_number_given_elsewhere_prints_that_number(world: World) -> None:
    rated(world, Level.GOOD)
    proposed(world, world.review_of("deputy"))
    decision(world, world.review_of("deputy"))
    paper = print_decision(
        campaign=world.campaign, authority=world.district, number="45-QĐ/HU", by=world.users["secretary"]
    )
    said = text(paper)
    in_order(said, "Số 45-QĐ/HU", "Xếp loại chất lượng năm 2023 đối với Lê Văn Bình", "Hoàn thành tốt nhiệm vụ.")
    assert "DANH SÁCH" not in said


def test_notice_goes_to_the_person_and_his_unit_and_names_the_decision(world: World) -> None:
    issued(world, drafted(world))
    with standing_on(9, month=12):
        paper = print_notice(review=world.review_of("deputy"), by=world.users["officer"])
    in_order(
        text(paper),
        "Số ……-TB/HU",
        "THÔNG BÁO kết quả đánh giá, xếp loại chất lượng năm 2023",
        "Kính gửi: - Đồng chí Lê Văn Bình; - Phòng Tài chính - Kế hoạch.",
        "Căn cứ Quyết định số 01-QĐ/HU, ngày 08 tháng 12 năm 2023 của Ban Thường vụ Huyện ủy Mẫu",
        "Lê Văn Bình",
        "Hoàn thành tốt nhiệm vụ",
        "Nơi nhận: - Như trên, - Lưu.",
    )
    with pytest.raises(RuleViolation):
        print_notice(review=world.review_of("deputy"), by=world.users["deputy"])


def test_report_counts_what_was_reviewed_and_rated(world: World) -> None:
    issued(world, drafted(world))
    with standing_on(20, month=12):
        paper = print_report(campaign=world.campaign, unit=world.district, by=world.users["officer"])
    table = paper.document.payload["sections"][1]["table"]
    collective, cadre, member = table["rows"]
    assert table["columns"][-1] == "Chưa xếp loại"
    assert collective[3] == 2
    assert cadre[0] == "Cán bộ, công chức, viên chức"
    assert cadre[3] == 3
    assert cadre[1] == sum(cadre[2:])
    assert member[1] == sum(member[2:])
    in_order(
        text(paper),
        "Số ……-BC/HU",
        "BÁO CÁO kết quả kiểm điểm, đánh giá, xếp loại chất lượng năm 2023",
        "Thực hiện Kế hoạch số 128-KH/HU ngày 06/11/2023 của Huyện ủy Mẫu",
        "1. Kết quả kiểm điểm Thuộc diện kiểm điểm:",
        "2. Kết quả đánh giá, xếp loại chất lượng",
        "Trên đây là báo cáo kết quả của Huyện ủy Mẫu.",
        "T/M BAN THƯỜNG VỤ BÍ THƯ Hoàng Văn Nam",
    )
    with pytest.raises(RuleViolation):
        print_report(campaign=world.campaign, unit=world.district, by=world.users["head"])
    print_report(campaign=world.campaign, unit=world.office, by=world.users["head"])


def test_the_page_drafts_issues_and_shows_the_refusal(world: World) -> None:
    rows = waiting(world)
    client = signed_in(world.users["secretary"])
    with standing_on(8, 9, month=12):
        page = client.get(reverse("outcomes", args=(world.campaign.pk,))).content.decode()
        assert "Lê Văn Bình" in page
        empty = client.post(reverse("decision-draft", args=(world.campaign.pk,)))
        assert empty.status_code == 422
        answer = client.post(reverse("decision-draft", args=(world.campaign.pk,)), {"row": rows}, follow=True)
        assert "Phát hành, lấy số" in answer.content.decode()
        paper = Paper.objects.get(document__kind="decision")
        answer = client.post(reverse("paper-issue", args=(paper.pk,)), follow=True)
        assert "Đã phát hành: số 01-QĐ/HU" in answer.content.decode()
        other = {"authority": str(world.village.pk)}
        assert client.post(reverse("decision-print", args=(world.campaign.pk,)), other).status_code == 404
    assert signed_in(world.users["head"]).get(reverse("outcomes", args=(world.campaign.pk,))).status_code == 404


def test_page_of_decisions_costs_the_same_for_many_rows(world: World) -> None:
    from ratings.choices import ProposalSource
    from tests.factories.ratings import ProposalFactory

    def add(count: int) -> None:
        for _ in range(count):
            review = ReviewFactory.create(campaign=world.campaign, authority=world.district)
            ProposalFactory.create(
                review=review, track=Track.CADRE, source=ProposalSource.BOARD, organization=world.district
            )

    assert_flat(
        signed_in(world.users["secretary"]),
        reverse("outcomes", args=(world.campaign.pk,)),
        add,
        row='name="row"',
    )
