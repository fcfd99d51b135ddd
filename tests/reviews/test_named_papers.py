"""Papers that plans name without printing: the letter of prompts and the plan of remedies, from what is recorded."""

from __future__ import annotations

import pytest
from django.urls import reverse

from forms_templates.catalogue import find
from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from reviews.models import Paper, RemedyPlan
from reviews.rules.findings import RuleViolation
from reviews.selectors.named_papers import residence_sheet_payload
from reviews.services.named_papers import print_prompts, print_remedies, print_residence_sheet
from reviews.services.remedies import write_remedies
from tests.factories.reviews import OpinionFactory, PromptFactory
from tests.forms_templates.reading import text_of
from tests.reviews.test_commune_plan import commune
from tests.reviews.test_commune_plan import issue as issue_commune
from tests.reviews.test_pages import signed_in
from tests.reviews.test_province_plan import province
from tests.reviews.test_remedies import LINE, hand_in
from tests.world import World, standing_on

__all__ = ["commune", "province"]


def words(paper: Paper) -> str:
    return text_of(print_paper(paper.document.kind, paper.document.payload, title="x"))


def test_everything_asked_of_one_subject_is_one_letter_with_its_number(world: World):
    review = world.review_of("deputy")
    for text in ("Làm rõ việc chậm giải ngân.", "Làm rõ trách nhiệm nêu gương."):
        PromptFactory.create(review=review, text=text, document_number="12-CV/HU")
    PromptFactory.create(review=review, text="Của cấp trên.", from_above=True)
    client = signed_in(world.users["officer"])
    with standing_on(10):
        assert "In văn bản gợi ý" in client.get(reverse("review-prompts", args=(review.pk,))).content.decode()
        assert client.post(reverse("prompts-print", args=(review.pk,))).status_code == 302
    paper = Paper.objects.get(review=review, document__kind=DocumentKind.FORM)
    text = words(paper)
    for part in (
        "VĂN BẢN GỢI Ý KIỂM ĐIỂM",
        "Số: 12-CV/HU",
        f"Kính gửi: {review}",
        "1) Làm rõ việc chậm giải ngân.",
        "2) Làm rõ trách nhiệm nêu gương.",
        world.campaign.document,
    ):
        assert part in text
    assert "Của cấp trên." not in text
    assert find("goi_y_kiem_diem").filled(review.pk)


def test_letters_under_several_numbers_leave_the_number_to_the_hand(world: World):
    review = world.review_of("deputy")
    for number in ("12-CV/HU", "13-CV/HU"):
        PromptFactory.create(review=review, document_number=number)
    paper = print_prompts(review=review, by=world.users["officer"])
    assert paper.document.payload["header"]["number"] == ""


def test_no_letter_is_printed_of_nothing_or_by_whoever_issues_no_prompts(world: World):
    review = world.review_of("deputy")
    with pytest.raises(RuleViolation, match="Chưa gợi ý vấn đề nào"):
        print_prompts(review=review, by=world.users["officer"])
    PromptFactory.create(review=review)
    with pytest.raises(RuleViolation, match="Ban Tổ chức tham mưu"):
        print_prompts(review=review, by=world.users["head"])
    assert not Paper.objects.filter(document__kind=DocumentKind.FORM).exists()


def test_the_commune_sends_its_own_sheet_to_the_residence_with_where_to_send_it_back(commune: World):
    """P4-1.4.1-l"""
    issue_commune(commune)
    opinion = OpinionFactory.create(review=commune.review_of("vice"), sender=commune.commune)
    client = signed_in(commune.users["planner"])
    with standing_on(6):
        page = client.get(reverse("opinion", args=(opinion.pk,))).content.decode()
        assert "In phiếu lấy ý kiến (Mẫu 03)" in page
        assert client.post(reverse("opinion-print", args=(opinion.pk, "phieu-cua-ke-hoach"))).status_code == 302
    paper = Paper.objects.get(review=opinion.review)
    assert paper.document.kind == DocumentKind.RESIDENCE_REQUEST
    assert paper not in Paper.objects.visible_to(commune.users["vice"])
    text = words(paper)
    village = str(opinion.addressee).removeprefix("Chi bộ ")  # the form prints those words itself
    for part in ("Mẫu 03", str(opinion.review), village, "Địa chỉ cấp ủy nơi công tác: "):
        assert part in text
    assert str(commune.commune) in text.split("Địa chỉ cấp ủy nơi công tác: ")[1]
    assert find("mau_03").filled(opinion.pk)


def test_the_sheet_names_the_postal_address_for_the_envelope_where_the_sender_has_one(commune: World):
    """P4-1.4.1-m"""
    issue_commune(commune)
    commune.commune.postal_address = "Xóm 3, xã Mẫu Sơn, huyện Mẫu"
    commune.commune.save(update_fields=["postal_address"])
    opinion = OpinionFactory.create(review=commune.review_of("vice"), sender=commune.commune)
    payload = residence_sheet_payload(opinion, "mau_03")
    assert payload["return_address"] == f"{commune.commune}, Xóm 3, xã Mẫu Sơn, huyện Mẫu"


def test_a_plan_that_prints_its_sheet_has_no_other_one(world: World):
    opinion = OpinionFactory.create(review=world.review_of("deputy"), sender=world.office)
    with pytest.raises(RuleViolation, match="dùng Mẫu 3-213"):
        print_residence_sheet(opinion=opinion, by=world.users["head"])


def test_a_plan_of_remedies_is_printed_once_handed_in_and_not_as_a_draft(province: World):
    """P1-II.3-b"""
    review = province.collective_review()
    PromptFactory.create(review=review)
    with standing_on(15):
        write_remedies(review_id=review.pk, remedies=(LINE,), by=province.users["head"])
        plan = RemedyPlan.objects.select_related("review__campaign", "review__unit__parent").get(review=review)
        with pytest.raises(RuleViolation, match="chưa trình"):
            print_remedies(plan=plan, by=province.users["head"])
    hand_in(province, review, "head")
    with standing_on(21):
        client = signed_in(province.users["head"])
        page = client.get(reverse("review-remedies", args=(review.pk,))).content.decode()
        assert "In kế hoạch" in page
        assert client.post(reverse("remedies-print", args=(review.pk,))).status_code == 302
    text = words(Paper.objects.get(review=review, document__kind=DocumentKind.FORM))
    for part in ("KHẮC PHỤC HẠN CHẾ, KHUYẾT ĐIỂM", LINE.shortcoming, LINE.remedy, LINE.responsible, LINE.due_by):
        assert part in text
    assert find("ke_hoach_khac_phuc").filled(review.pk)
