"""The page of a paper's signatures: who may sign, what is told when it is refused, what is kept and seen after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import pkcs12
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.views.debug import ExceptionReporter

from forms_templates.choices import CopyState, DocumentKind
from forms_templates.models import Document, SignedCopy
from forms_templates.services import read_copy, read_verified, render_document, request_document
from organizations.models import User
from ratings.services.papers import print_dossier, print_entry
from reviews.models import Meeting, Paper, Review
from reviews.rules.findings import RuleViolation
from reviews.services import signatures as services
from reviews.services.papers import print_residence_reply, print_residence_request
from tests import steps
from tests.factories.organizations import UserFactory
from tests.factories.reviews import HandOverFactory
from tests.forms_templates.certificates import PASSPHRASE, keep_trust, seal, secretary
from tests.forms_templates.signing import printed
from tests.forms_templates.test_scans import page, photo
from tests.forms_templates.test_signed_files import elsewhere, resaved
from tests.kept import built_once
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import World, issued_world, standing_on


@pytest.fixture(autouse=True)
def _trust(tmp_path: Path, settings: LazySettings) -> None:
    keep_trust(tmp_path / "roots")
    settings.TRUST_ROOTS = str(tmp_path / "roots")


@pytest.fixture(autouse=True)
def _on_an_ordinary_day(world: World) -> Iterator[None]:
    with standing_on(14, 10):
        yield


@pytest.fixture
@built_once
def scene(db: None) -> tuple[World, Paper]:
    world = issued_world()
    with standing_on(14, 10):
        steps.ready_cell(world)
        return world, finished(print_entry(review=world.review_of("deputy"), by=world.users["head"]))


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> World:
    """The one of ``paper``, where a test asks for that."""
    return request.getfixturevalue("scene")[0] if "paper" in request.fixturenames else issued_world()


@pytest.fixture
def paper(scene: tuple[World, Paper]) -> Paper:
    """The deputy's statement, handed in and printed."""
    return scene[1]


def finished(paper: Paper) -> Paper:
    render_document(document_id=paper.document_id)
    return Paper.objects.select_related("document", "review", "meeting").get(pk=paper.pk)


def address(paper: Paper) -> str:
    return reverse("paper-signatures", args=(paper.pk,))


def upload(content: bytes, name: str = "bản quét.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def send(user: User, paper: Paper, action: str, **sent: object) -> HttpResponse:
    answer: HttpResponse = signed_in(user).post(address(paper), {"action": action, **sent})  # type: ignore[assignment]
    return answer


def send_scan(user: User, paper: Paper, *files: bytes, **sent: object) -> HttpResponse:
    usual: dict[str, object] = {
        "scans": [upload(content) for content in files or (printed("mau_02"),)],
        "signer": "Nguyễn Thị Thưởng",
        "signed_on": "2023-11-13",
        "seal": "not_asked",
    }
    return send(user, paper, "scan", **{**usual, **sent})


def send_signing(user: User, paper: Paper, **sent: object) -> HttpResponse:
    usual: dict[str, object] = {
        "block": 1,
        "role": "Ky",
        "key": upload(secretary().p12(), "khóa.p12"),
        "secret": PASSPHRASE,
    }
    return send(user, paper, "sign", **{**usual, **sent})


def shown(user: User, paper: Paper) -> str:
    return words(signed_in(user).get(address(paper)).content)


def only_copy() -> SignedCopy:
    return SignedCopy.objects.select_related("document").get()


# By hand --------------------------------------------------------------------------------------------------------


def test_a_printed_paper_waits_for_its_signature_and_then_says_how_it_was_signed(world: World, paper: Paper) -> None:
    head = world.users["head"]
    assert "Đã in, chờ ký" in shown(head, paper)
    response = send_scan(head, paper, photo(page(0)), photo(page(1)))
    assert (response.status_code, response["Location"]) == (302, address(paper))
    after = shown(head, paper)
    assert "Đã ký (bản quét)" in after
    assert "Nguyễn Thị Thưởng" in after
    assert f"Bản quét có 2 trang, bản in có {paper.document.page_count} trang." in after
    assert "Đã ký (bản quét)" in words(signed_in(head).get(reverse("paper", args=(paper.pk,))).content)
    assert (only_copy().added_by, only_copy().signed_on) == (head, date(2023, 11, 13))


def test_the_signed_copy_is_read_by_whoever_sees_the_paper_and_nobody_else(world: World, paper: Paper) -> None:
    send_scan(world.users["head"], paper)
    url = reverse("signed-copy", args=(paper.pk, only_copy().pk))
    given = signed_in(world.users["member2"]).get(f"{url}?download=1")
    assert b"".join(given.streaming_content) == printed("mau_02")  # type: ignore[attr-defined]
    assert given["Cache-Control"] == "private, no-store"
    assert "da-ky" in given["Content-Disposition"]
    assert signed_in(UserFactory.create(person=None)).get(url).status_code == 404
    assert signed_in(UserFactory.create(person=None)).get(address(paper)).status_code == 404
    assert Client().get(url).status_code == 302, "a stranger signs in first"


def test_a_copy_is_not_reached_through_another_paper(world: World, paper: Paper) -> None:
    send_scan(world.users["head"], paper)
    other = finished(print_entry(review=world.review_of("head"), by=world.users["head"]))
    url = reverse("signed-copy", args=(other.pk, only_copy().pk))
    assert signed_in(world.users["head"]).get(url).status_code == 404


def test_signed_without_signer_day_or_file_is_refused_and_keeps_what_was_typed(world: World, paper: Paper) -> None:
    head = world.users["head"]
    lacking: list[dict[str, object]] = [{"signer": ""}, {"signed_on": ""}, {"scans": []}]
    for missing in lacking:
        response = send_scan(head, paper, **missing, note="Ghi chú của tôi")
        assert response.status_code == 422
        assert 'value="Ghi chú của tôi"' in response.content.decode()
    future = send_scan(head, paper, signed_on="2023-11-15")
    assert future.status_code == 422
    assert "Ngày ký 15/11/2023 chưa tới." in future.content.decode()
    assert not SignedCopy.objects.exists()


def test_a_collectives_report_marked_as_signed_without_file_or_seal_is_refused(world: World) -> None:
    """P0-M01-f: signer, day and the sealed file make it signed; a cell without a seal notes so."""
    head, review = world.users["head"], world.collective_review()
    with standing_on(8):
        steps.submit(world, review, by="head")
    report = finished(print_entry(review=review, by=head))
    assert send_scan(head, report, scans=[], seal="stamped").status_code == 422
    unsealed = send_scan(head, report)
    assert unsealed.status_code == 422
    assert "Văn bản này phải đóng dấu" in unsealed.content.decode()
    bare = send_scan(head, report, seal="no_seal")
    assert "Đơn vị không có con dấu thì ghi rõ ở phần ghi chú." in bare.content.decode()
    assert not SignedCopy.objects.exists()
    assert send_scan(head, report, seal="no_seal", note="Chi bộ không có con dấu").status_code == 302
    copy = only_copy()
    assert (copy.signer, copy.signed_on, copy.note) == (
        "Nguyễn Thị Thưởng",
        date(2023, 11, 13),
        "Chi bộ không có con dấu",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"MZ program", "Tệp thứ 1 không phải PDF, cũng không phải ảnh JPEG, PNG hay WebP."),
        (b"%PDF-1.7 cut", "Tệp PDF bị hỏng, không mở được."),
    ],
)
def test_a_wrong_scan_is_refused_with_its_reason(world: World, paper: Paper, content: bytes, reason: str) -> None:
    response = send_scan(world.users["head"], paper, content)
    assert response.status_code == 422
    assert reason in words(response.content)
    assert not SignedCopy.objects.exists()


def test_another_scan_replaces_the_first_only_with_a_reason_and_both_stay_on_the_page(
    world: World, paper: Paper
) -> None:
    head = world.users["head"]
    send_scan(head, paper)
    first = only_copy()
    refused = send_scan(head, paper, printed(), replaces=first.pk)
    assert "thay bản khác thì ghi lý do" in words(refused.content)
    assert send_scan(head, paper, printed(), replaces=first.pk, note="Bản trước mờ").status_code == 302
    after = shown(head, paper)
    assert "(đã thay)" in after
    assert "Bản trước mờ" in after
    assert SignedCopy.objects.get(pk=first.pk).state == CopyState.REPLACED


def test_two_who_send_at_once_do_not_replace_each_other(world: World, paper: Paper) -> None:
    send_scan(world.users["head"], paper)
    late = send_scan(world.users["planner"], paper, printed())
    assert late.status_code == 422
    assert "Vừa có bản ký khác được lưu." in words(late.content)
    assert SignedCopy.objects.count() == 1


# Digitally --------------------------------------------------------------------------------------------------------


def test_one_signs_in_the_browser_and_the_file_keeps_the_papers_bytes(world: World, paper: Paper) -> None:
    head = world.users["head"]
    assert send_signing(head, paper).status_code == 302
    copy = only_copy()
    content, original = read_copy(copy), read_verified(paper.document)
    assert content is not None
    assert original is not None
    assert content.startswith(original)
    after = shown(head, paper)
    for text in ("Đã ký số", "Nguyễn Thị Thưởng", "Cơ quan chứng thực cá nhân (thử)", "Chứng thư tin cậy"):
        assert text in after
    sealed = send_signing(head, paper, role="Dau", final="on", key=upload(seal().p12()), replaces=copy.pk)
    assert sealed.status_code == 302
    assert "chữ ký cuối cùng đã khóa văn bản" in shown(head, paper)
    assert 'value="sign"' not in shown(head, paper), "nobody signs after the last one"


def test_the_passphrase_comes_back_on_no_page_and_stands_in_no_row(
    world: World, paper: Paper, caplog: pytest.LogCaptureFixture
) -> None:
    wrong = send_signing(world.users["head"], paper, secret="sai-mật-khẩu-8642")
    assert wrong.status_code == 422
    assert "Mật khẩu của tệp chứng thư không đúng" in words(wrong.content)
    assert "sai-mật-khẩu-8642" not in wrong.content.decode() + caplog.text
    send_signing(world.users["head"], paper)
    rows = str(list(SignedCopy.objects.values())) + str(list(Document.objects.values()))
    assert PASSPHRASE not in rows + caplog.text


def test_a_fault_of_the_program_while_signing_reports_no_secret(
    world: World, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr(pkcs12, "load_key_and_certificates", broken)
    given: dict[str, Any] = {"role": "Ky", "block": 1, "final": False, "note": "", "replaces": None}
    with pytest.raises(RuntimeError) as caught:
        services.sign_paper(
            paper_id=paper.pk, key=secretary().p12(), secret="đừng để lộ", by=world.users["head"], **given
        )
    below = caught.tb.tb_next
    report = ExceptionReporter(None, RuntimeError, caught.value, below).get_traceback_html()
    assert "p12_signer" in report
    assert "đừng để lộ" not in report


def test_without_a_token_the_certificate_file_is_required_and_with_one_the_pin_is_asked(
    world: World, paper: Paper, settings: LazySettings
) -> None:
    head = world.users["head"]
    assert "mã PIN" not in shown(head, paper)
    assert send_signing(head, paper, key="").status_code == 422
    settings.PKCS11_MODULE = "/khong/co.so"
    assert "mã PIN của thiết bị" in shown(head, paper)
    missing = send_signing(head, paper, key="", secret="1234")
    assert missing.status_code == 422
    assert "Không nạp được thư viện của thiết bị ký số" in words(missing.content)
    assert not SignedCopy.objects.exists()


def test_a_file_signed_elsewhere_is_checked_and_kept_or_refused_with_the_reason(world: World, paper: Paper) -> None:
    head = world.users["head"]
    original = read_verified(paper.document)
    assert original is not None
    again = send(head, paper, "upload", file=upload(elsewhere(secretary(), resaved(original))))
    assert again.status_code == 422
    assert "đã bị chương trình khác lưu lại" in words(again.content)
    assert not SignedCopy.objects.exists()
    assert send(head, paper, "upload", file=upload(elsewhere(secretary(), original))).status_code == 302
    assert "Ký số bằng chương trình khác" in shown(head, paper)


def test_an_action_that_the_page_does_not_know_is_refused(world: World, paper: Paper) -> None:
    assert send(world.users["head"], paper, "khác").status_code == 422


# Who may ----------------------------------------------------------------------------------------------------------


def allowed(act: Callable[[User], object], world: World) -> set[str]:
    found = set()
    for role, user in world.users.items():
        try:
            act(user)
        except RuleViolation as violation:
            if violation.findings[0].code.startswith("permission."):
                continue
        found.add(role)
    return found


def nothing_sent(paper: Paper) -> Callable[[User], object]:
    """An attempt that is refused for want of a file, where not for want of permission."""
    return lambda by: services.attach_scan(
        paper_id=paper.pk, files=(), signer="A", signed_on=date(2023, 11, 1), seal="not_asked", note="", replaces=None,
        by=by,
    )  # fmt: skip


def test_a_statement_is_signed_by_its_writer_and_his_units_leaders_and_staff(world: World, paper: Paper) -> None:
    who = allowed(nothing_sent(paper), world)
    assert {"head", "deputy", "planner"} <= who
    assert not {"member2", "village_secretary"} & who


def test_who_only_looks_on_is_told_who_signs_and_offered_no_form(world: World, paper: Paper) -> None:
    page_shown = shown(world.users["member2"], paper)
    assert 'type="file"' not in page_shown
    refused = send_scan(world.users["member2"], paper)
    assert refused.status_code == 422
    assert f"Bản đã ký của văn bản này do {world.office} lưu." in words(refused.content)
    assert not SignedCopy.objects.exists()


def of_meeting(meeting: Meeting, kind: DocumentKind) -> Paper:
    document = request_document(kind=kind, subject_key="m", source_version="1", title="Biên bản", payload={}, by=None)
    return finished(Paper.objects.create(document=document, meeting=meeting))


def test_papers_of_a_meeting_are_signed_by_who_runs_it(world: World, paper: Paper) -> None:
    counted = of_meeting(Meeting.objects.get(), DocumentKind.COUNTING_MINUTES)
    who = allowed(nothing_sent(counted), world)
    assert {"head", "member1"} & set(world.users) <= who
    assert not {"member2", "member3", "village_secretary"} & who


def test_minutes_wait_for_the_end_of_the_meeting(world: World, paper: Paper) -> None:
    minutes = of_meeting(Meeting.objects.get(), DocumentKind.MEETING_MINUTES)
    with pytest.raises(RuleViolation, match="Hội nghị chưa bế mạc"):
        nothing_sent(minutes)(world.users["head"])
    Meeting.objects.update(state="concluded")
    assert "head" in allowed(nothing_sent(minutes), world)


def test_the_residences_sheets_are_signed_where_they_are_answered_and_never_by_the_person(
    world: World, paper: Paper
) -> None:
    steps.answered_residence(world, "deputy")
    opinion = Review.objects.get(pk=world.review_of("deputy").pk).opinions.get(kind="residence")
    reply = finished(print_residence_reply(opinion=opinion, by=world.users["head"]))
    request = finished(print_residence_request(opinion=opinion, by=world.users["head"]))
    for sheet in (reply, request):
        who = allowed(nothing_sent(sheet), world)
        assert {"head", "village_secretary"} <= who
        assert "deputy" not in who


def of_owner(number: str = "", **owner: Any) -> Paper:
    document = request_document(
        kind=DocumentKind.HANDOVER if "hand_over" in owner else DocumentKind.MAU_02,
        subject_key="x",
        source_version=number or "1",
        title="Văn bản",
        payload={},
        by=None,
        number=number,
    )
    return Paper.objects.create(document=document, **owner)


def test_a_hand_over_is_signed_by_both_sides_and_nobody_else(world: World, paper: Paper) -> None:
    given = HandOverFactory.create(campaign=world.campaign, giver=world.office, receiver=world.district)
    who = allowed(nothing_sent(of_owner(hand_over=given)), world)
    assert "head" in who
    assert not {"member2", "village_secretary"} & who


def test_what_an_organization_issues_is_signed_with_its_number_by_whoever_keeps_its_register(
    world: World, paper: Paper
) -> None:
    draft, numbered = of_owner(issuer=world.district), of_owner("12-QĐ/HU", issuer=world.district)
    assert not allowed(nothing_sent(draft), world)
    who = allowed(nothing_sent(numbered), world)
    assert who
    assert not {"head", "member2", "village_secretary"} & who


def test_a_draft_is_not_signed(world: World, paper: Paper) -> None:
    review = world.review_of("deputy")
    type(review.entry).objects.filter(pk=review.entry.pk).update(state="draft")
    with pytest.raises(RuleViolation, match="còn là bản nháp"):
        nothing_sent(paper)(world.users["deputy"])


# The dossier and the lists ----------------------------------------------------------------------------------------


def test_the_dossier_binds_the_signed_copy_in_the_papers_place(world: World, paper: Paper) -> None:
    head, review = world.users["head"], world.review_of("deputy")
    before = print_dossier(review=review, by=head)
    send_scan(head, paper, photo(page(0)))
    after = print_dossier(review=review, by=head)
    assert after.pk != before.pk, "a signed paper makes another dossier"
    named = [entry for item in after.document.payload["items"] for entry in item["documents"]]
    assert {entry.get("copy_id") for entry in named if entry["document_id"] == paper.document_id} == {only_copy().pk}
    assert print_dossier(review=review, by=head).pk == after.pk


def test_the_page_costs_the_same_for_many_copies(world: World, paper: Paper) -> None:
    send_scan(world.users["head"], paper)
    row = only_copy()

    def add(count: int) -> None:
        for _ in range(count):
            row.pk, row._state.adding = None, True
            row.state, row.replaced_at = CopyState.REPLACED, row.added_at
            row.save()

    assert_flat(signed_in(world.users["head"]), reverse("paper-signatures", args=(paper.pk,)), add, row='id="ban-')
