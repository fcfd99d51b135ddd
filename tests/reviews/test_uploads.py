"""Papers that others made are kept with the dossier as they are; what is no paper is refused with the reason."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.urls import reverse

from forms_templates.choices import DocumentKind, DocumentState
from forms_templates.models import Document
from forms_templates.services import documents as services
from organizations.choices import Sector
from organizations.models import User
from reviews.models import Paper, Review
from reviews.rules.findings import RuleViolation
from reviews.services import uploads
from tests.reviews.test_pages import signed_in
from tests.world import World

TITLE = "Phiếu tự đánh giá"


def scan(*, pages: int = 1, password: str = "") -> bytes:
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        target = BytesIO()
        pdf.save(target, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
    return target.getvalue()


def send(
    user: User, review: Review, content: bytes, *, title: str = TITLE, slot: str = "assessment_sheets"
) -> HttpResponse:
    sent = {
        "slot": slot,
        "title": title,
        "file": SimpleUploadedFile("phiếu.pdf", content, content_type="application/pdf"),
    }
    answer: HttpResponse = signed_in(user).post(reverse("dossier", args=(review.pk,)), sent)  # type: ignore[assignment]
    return answer


def slots_shown(user: User, review: Review) -> list[str]:
    """The state of each slot of P0 4.5 as the page shows it."""
    page = signed_in(user).get(reverse("dossier", args=(review.pk,))).content.decode()
    shown = page.split('<p class="slot-state">')[1:]
    states = ("Đã có", "Còn thiếu", "Không có", "Không phải có")
    return [next(state for state in states if state in part.split("</p>")[0]) for part in shown]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ\x90\x00 not a paper", "Tệp không phải là PDF."),
        (b"<html></html>", "Tệp không phải là PDF."),
        (b"%PDF-1.7 cut off", "Tệp PDF bị hỏng, không mở được."),
        (scan(password="khóa"), "Tệp PDF có mật khẩu."),
        (scan(pages=0), "Tệp PDF không có trang nào."),
    ],
)
def test_a_wrong_file_is_refused_with_its_reason_and_kept_nowhere(world: World, content: bytes, reason: str) -> None:
    response = send(world.users["head"], world.collective_review(), content)
    page = response.content.decode()
    assert response.status_code == 422
    assert reason in page
    assert f'value="{TITLE}"' in page, "what was typed stays on the page"
    assert not Document.objects.exists()
    assert not Paper.objects.exists()


def test_a_form_without_a_file_or_a_title_is_refused_and_keeps_nothing(world: World) -> None:
    review = world.collective_review()
    without_file = signed_in(world.users["head"]).post(reverse("dossier", args=(review.pk,)), {"title": TITLE})
    without_title = send(world.users["head"], review, scan(), title="  ")
    assert (without_file.status_code, without_title.status_code) == (422, 422)
    with pytest.raises(RuleViolation, match="Ghi tên tài liệu"):
        uploads.attach_paper(review_id=review.pk, title="  ", content=scan(), by=world.users["head"])
    assert not Document.objects.exists()


def test_a_file_that_is_too_large_is_refused_in_megabytes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MAX_UPLOAD_BYTES", 1024 * 1024)
    monkeypatch.setattr(services, "MAX_UPLOAD_BYTES", 1024 * 1024)
    response = send(world.users["head"], world.collective_review(), scan() + b"%" * 1024 * 1024)
    assert response.status_code == 422
    assert "Tệp lớn hơn 1 MB" in response.content.decode()
    assert not Document.objects.exists()


def test_a_valid_paper_fills_the_fourth_slot_of_the_list_and_is_kept_byte_for_byte(world: World) -> None:
    # P0 4.5: Mẫu 01, Mẫu 02, Mẫu 3-213, then the assessment sheets; of a collective the first and the last are asked.
    head, review, content = world.users["head"], world.collective_review(), scan(pages=2)
    assert slots_shown(head, review) == ["Còn thiếu", "Không có"]
    response = send(head, review, content)
    assert (response.status_code, response["Location"]) == (302, reverse("dossier", args=(review.pk,)))
    paper = Paper.objects.select_related("document").get()
    assert (paper.review, paper.document.kind, paper.document.state) == (
        review,
        DocumentKind.UPLOAD,
        DocumentState.READY,
    )
    assert (paper.document.title, paper.document.page_count) == (TITLE, 2)
    assert paper.document.sha256 == hashlib.sha256(content).hexdigest()
    assert slots_shown(head, review) == ["Còn thiếu", "Đã có"]
    given = signed_in(head).get(reverse("paper-file", args=(paper.pk,)))
    assert b"".join(given.streaming_content) == content  # type: ignore[attr-defined]


def test_the_same_paper_sent_twice_is_kept_once(world: World) -> None:
    content = scan()
    for _ in range(2):
        assert send(world.users["head"], world.collective_review(), content).status_code == 302
    assert Paper.objects.count() == 1


def test_nobody_attaches_a_paper_to_his_own_dossier(world: World) -> None:
    review = world.review_of("deputy")
    refused = send(world.users["deputy"], review, scan())
    assert refused.status_code == 422
    assert f"Tài liệu kèm theo hồ sơ do {world.office} nộp." in refused.content.decode()
    assert not Document.objects.exists()
    assert send(world.users["head"], review, scan()).status_code == 302


def test_an_armed_forces_unit_hands_in_its_vertical_superiors_rating_in_its_own_line(world: World) -> None:
    """P0-6-e"""
    world.office.sector = Sector.ARMED_FORCES
    world.office.save()
    head, review = world.users["head"], world.collective_review()
    page = signed_in(head).get(reverse("dossier", args=(review.pk,))).content.decode()
    assert '<option value="vertical_rating">' in page
    assert send(head, review, scan(), slot="vertical_rating").status_code == 302
    assert slots_shown(head, review) == ["Còn thiếu", "Không có", "Đã có"]


def test_a_paper_for_no_line_of_the_list_fills_none_and_a_forged_line_is_refused(world: World) -> None:
    head, review = world.users["head"], world.collective_review()
    assert send(head, review, scan(), slot="").status_code == 302
    assert slots_shown(head, review) == ["Còn thiếu", "Không có"]
    assert send(head, review, scan(pages=3), slot="vertical_rating").status_code == 422
    with pytest.raises(RuleViolation, match="Chọn lại mục"):
        uploads.attach_paper(review_id=review.pk, title=TITLE, content=scan(), by=head, slot="vertical_rating")
    assert Paper.objects.count() == 1
