"""Documents: asked for once, made once, kept whole, found again by the sweeper and by the QR code."""

from __future__ import annotations

import datetime
import hashlib
import threading
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from forms_templates import papers
from forms_templates.binding import bind, count_pages
from forms_templates.choices import DocumentKind, DocumentState
from forms_templates.intake import NotAPdf
from forms_templates.models import Document
from forms_templates.papers import print_blank
from forms_templates.pdf import FontMissing
from forms_templates.services import documents as services
from forms_templates.views import document_response
from tests.forms_templates.reading import pages_text, text_of
from tests.forms_templates.samples import PAYLOAD_02

pytestmark = pytest.mark.django_db


def ask(version: str = "1", **kwargs: Any) -> Document:
    given: dict[str, Any] = {
        "kind": DocumentKind.MAU_02,
        "subject_key": "entry:12",
        "source_version": version,
        "title": "Bản kiểm điểm của Nguyễn Thị Thưởng",
        "payload": PAYLOAD_02,
        "by": None,
    }
    return services.request_document(**{**given, **kwargs})


def made(document: Document) -> Document:
    return services.render_document(document_id=document.pk)


@pytest.fixture
def counted(monkeypatch):
    """How often a paper was printed."""
    calls = []
    original = papers.print_paper

    def counting(*args, **kwargs):
        calls.append(args)
        return original(*args, **kwargs)

    monkeypatch.setattr(services, "print_paper", counting)
    return calls


def test_a_paper_asked_for_is_made_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = ask()
        assert document.state == DocumentState.PENDING
    document.refresh_from_db()
    assert document.state == DocumentState.READY
    content = Path(document.file.path).read_bytes()
    assert hashlib.sha256(content).hexdigest() == document.sha256
    assert document.page_count == len(pages_text(content))
    assert f"/xac-minh/{document.verify_token}/" in text_of(content)
    assert Path(document.file.path).is_relative_to(Path(settings.MEDIA_ROOT) / "documents")


def test_asking_twice_makes_one_paper(django_capture_on_commit_callbacks, counted):
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert ask() == ask()
    assert len(callbacks) == 1
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        ask(payload={"year": 1999})
    assert (len(callbacks), len(counted), Document.objects.count()) == (0, 1, 1)


def test_a_new_version_is_a_new_paper():
    assert ask("1").verify_token != ask("2").verify_token


def test_rendering_twice_changes_nothing(counted):
    first = made(ask())
    again = made(first)
    assert len(counted) == 1
    assert (again.sha256, again.rendered_at, again.attempts) == (first.sha256, first.rendered_at, 1)


def test_a_paper_that_another_worker_holds_is_left_to_it(counted):
    document = ask()
    lease = {"state": DocumentState.RENDERING, "lease_token": "x", "lease_until": timezone.now() + services.LEASE}
    Document.objects.update(**lease)
    assert made(document).state == DocumentState.RENDERING
    assert counted == []


def test_a_worker_that_lost_its_lease_does_not_overwrite_the_one_that_took_over(monkeypatch):
    document = ask()

    def stolen(*args: object, **kwargs: object) -> bytes:
        Document.objects.update(lease_token="another")
        return print_blank("mau_02")

    monkeypatch.setattr(services, "print_paper", stolen)
    assert made(document).state == DocumentState.RENDERING
    assert document.sha256 == ""


def test_a_fault_of_the_program_is_not_shown_in_its_own_words(monkeypatch):
    document = ask()

    def broken(*args: object, **kwargs: object) -> bytes:
        raise KeyError("mau_02: iv_items")

    with monkeypatch.context() as patch:
        patch.setattr(services, "print_paper", broken)
        for _ in range(services.MAX_ATTEMPTS):
            failed = made(document)
    assert failed.state == DocumentState.FAILED
    assert failed.error == "Chương trình gặp lỗi khi lập bản in; đề nghị báo người quản trị."


def test_a_paper_that_cannot_be_made_is_tried_again_and_then_says_why(monkeypatch):
    document = ask()

    def broken(*args: object, **kwargs: object) -> bytes:
        raise FontMissing("Thiếu phông chữ")

    with monkeypatch.context() as patch:
        patch.setattr(services, "print_paper", broken)
        states = [made(document).state for _ in range(services.MAX_ATTEMPTS)]
        failed = made(document)
    assert states == [DocumentState.PENDING, DocumentState.PENDING, DocumentState.FAILED]
    assert failed.error == "Thiếu phông chữ"
    assert not list(Path(settings.MEDIA_ROOT).rglob(".part-*"))
    again = ask(title="Tên mới")
    assert (again.pk, again.state, again.title) == (document.pk, DocumentState.PENDING, "Tên mới")
    assert made(again).state == DocumentState.READY


def test_a_failed_paper_can_be_tried_again_and_no_other(django_capture_on_commit_callbacks):
    document = ask()
    assert not services.retry_document(document_id=document.pk)
    Document.objects.update(state=DocumentState.FAILED, error="x", attempts=3)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.retry_document(document_id=document.pk)
    document.refresh_from_db()
    assert document.state == DocumentState.READY


def test_sweeper_finds_forgotten_and_abandoned_papers_only(monkeypatch):
    now = timezone.now()
    asked: list[int] = []
    monkeypatch.setattr(services, "_enqueue", asked.append)
    forgotten, fresh, abandoned, held, hopeless, ready = (ask(str(n)) for n in range(6))
    Document.objects.exclude(pk=fresh.pk).update(created_at=now - datetime.timedelta(hours=1))
    lease = {"state": DocumentState.RENDERING, "lease_token": "x"}
    past, future = now - datetime.timedelta(seconds=1), now + datetime.timedelta(minutes=1)
    Document.objects.filter(pk=abandoned.pk).update(**lease, lease_until=past, attempts=1)
    Document.objects.filter(pk=held.pk).update(**lease, lease_until=future, attempts=1)
    Document.objects.filter(pk=hopeless.pk).update(**lease, lease_until=past, attempts=services.MAX_DEATHS)
    made(ready)
    assert services.sweep_documents(now=now) == 2
    assert asked == [forgotten.pk, abandoned.pk]
    hopeless.refresh_from_db()
    assert hopeless.state == DocumentState.FAILED
    assert services.sweep_documents(now=now) == 0, "asked for again only after a while"
    assert services.sweep_documents(now=now + datetime.timedelta(hours=1)) == 4
    assert made(abandoned).state == DocumentState.READY


def test_a_request_succeeds_although_the_broker_is_away(monkeypatch, django_capture_on_commit_callbacks):
    def away(document_id: int) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr(services, "_enqueue", away)
    with django_capture_on_commit_callbacks() as callbacks:
        document = ask()
    assert len(callbacks) == 1
    assert Document.objects.get(pk=document.pk).state == DocumentState.PENDING


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": DocumentState.READY},
        {"state": DocumentState.READY, "file": "x.pdf", "sha256": "", "page_count": 1, "rendered_at": timezone.now()},
        {"state": DocumentState.RENDERING},
        {"state": DocumentState.FAILED},
        {"state": "lost"},
    ],
)
def test_the_database_refuses_a_state_without_what_it_promises(wrong):
    document = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**wrong)


def test_the_database_keeps_one_paper_per_version():
    ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.create(kind=DocumentKind.MAU_02, subject_key="entry:12", source_version="1", title="x")


def test_what_a_database_refuses_is_cleaned_out_of_the_frozen_content():
    document = ask(title="Ba\u0309n\x00", payload={"data": {"iv_items": [{"prompt": "a\x00\ud800b"}]}, "year": 2023})
    document.refresh_from_db()
    assert (document.title, document.payload) == ("Bản", {"data": {"iv_items": [{"prompt": "ab"}]}, "year": 2023})


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="poster"):
        ask(kind="poster")


def test_a_paper_has_no_address_of_its_own():
    with pytest.raises(ValueError, match="view"):
        made(ask()).file.url  # noqa: B018


# Dossier ------------------------------------------------------------------------------------------------------------


def dossier(*documents: Document, **extra: Any) -> Document:
    items = [
        {"label": "Bản kiểm điểm cá nhân (Mẫu 02).", "documents": [{"document_id": d.pk} for d in documents]},
        {"label": "Phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213).", "note": "(Kèm theo các biểu mẫu)"},
        {"label": "Phiếu tự đánh giá (nếu có).", "optional": True},
    ]
    payload = {"title": "Nguyễn Thị Thưởng", "items": items}
    return ask("1", kind=DocumentKind.DOSSIER, subject_key="review:3", title="Hồ sơ", payload=payload, **extra)


def test_dossier_binds_its_papers_in_order_behind_a_cover_that_says_what_is_missing():
    statement = made(ask())
    scan = services.store_upload(
        subject_key="review:3", source_version="a", title="Phiếu nhận xét (bản quét)", content=blank_pdf(2), by=None
    )
    bound = made(dossier(statement, scan))
    assert bound.state == DocumentState.READY
    content = Path(bound.file.path).read_bytes()
    cover = " ".join(pages_text(content)[0].split())
    assert "HỒ SƠ KIỂM ĐIỂM Nguyễn Thị Thưởng" in cover
    assert f"Nguyễn Thị Thưởng: {statement.page_count} trang" in cover
    assert "bản quét): 2 trang" in cover
    assert "(Kèm theo các biểu mẫu) Chưa có" in cover
    assert "Còn thiếu 1 tài liệu bắt buộc." in cover
    assert bound.page_count == 1 + statement.page_count + 2
    with pikepdf.open(BytesIO(content)) as document, document.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Mục lục hồ sơ", statement.title, scan.title]


def test_dossier_makes_the_papers_that_are_not_made_yet():
    statement = ask()
    assert made(dossier(statement)).page_count > 1
    statement.refresh_from_db()
    assert statement.state == DocumentState.READY


def test_dossier_waits_for_a_paper_that_is_being_made():
    statement = ask()
    until = timezone.now() + services.LEASE
    Document.objects.update(state=DocumentState.RENDERING, lease_token="x", lease_until=until)
    waiting = made(dossier(statement))
    assert (waiting.state, waiting.attempts) == (DocumentState.PENDING, 0)


def test_dossier_leaves_out_a_file_that_was_changed_and_says_so():
    statement = made(ask())
    Path(statement.file.path).write_bytes(blank_pdf(9))
    bound = made(dossier(statement))
    assert bound.page_count == 1
    assert "chưa có bản in" in text_of(Path(bound.file.path).read_bytes())


# Uploads ------------------------------------------------------------------------------------------------------------


def blank_pdf(pages: int, *, active: bool = False, **save: Any) -> bytes:
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page()
        if active:
            document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
            document.pages[0].obj.AA = pikepdf.Dictionary(O=document.Root.OpenAction)
        target = BytesIO()
        document.save(target, **save)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"PK\x03\x04", "không phải là PDF"),
        (b"%PDF-1.7 broken", "bị hỏng"),
        (blank_pdf(1, active=True), "mã lệnh"),
        (blank_pdf(1, encryption=pikepdf.Encryption(owner="a", user="b")), "mật khẩu"),
    ],
)
def test_an_upload_that_is_no_usable_pdf_is_refused_and_nothing_is_kept(content, reason):
    with pytest.raises(NotAPdf, match=reason):
        services.store_upload(subject_key="s", source_version="1", title="x", content=content, by=None)
    assert not Document.objects.exists()


def test_an_upload_larger_than_allowed_is_refused(monkeypatch):
    monkeypatch.setattr(services, "MAX_UPLOAD_BYTES", 1024 * 1024)
    content = b"%PDF-" + b"x" * 1024 * 1024
    with pytest.raises(NotAPdf, match="1 MB"):
        services.store_upload(subject_key="s", source_version="1", title="x", content=content, by=None)


def test_binding_leaves_scripts_out_and_is_repeatable():
    parts = [("Một", blank_pdf(1, active=True)), ("Hai", blank_pdf(2, active=True))]
    content = bind(parts, title="Hồ sơ")
    assert bind(parts, title="Hồ sơ") == content
    assert b"JavaScript" not in content
    assert count_pages(content) == 3
    with pikepdf.open(BytesIO(content)) as document:
        assert "/AA" not in document.pages[0].obj


# Who may look -------------------------------------------------------------------------------------------------------


def test_anybody_may_verify_a_paper_and_learns_nothing_of_what_it_says(client):
    document = made(ask(number="05-BB/ĐU"))
    response = client.get(f"/xac-minh/{document.verify_token}/")
    page = response.content.decode()
    assert response.status_code == 200
    for shown in (document.sha256, "05-BB/ĐU", "Bản kiểm điểm cá nhân (Mẫu 02)"):
        assert shown in page
    assert "Thưởng" not in page
    assert response["X-Robots-Tag"] == "noindex"


def test_a_token_of_no_finished_paper_is_not_found(client):
    pending = ask()
    for token in ("nothing", pending.verify_token):
        response = client.get(f"/xac-minh/{token}/")
        assert response.status_code == 404
        assert "Không có văn bản nào mang mã này" in response.content.decode()
    assert client.post(f"/xac-minh/{pending.verify_token}/").status_code == 404


def test_a_paper_is_streamed_privately_under_a_plain_name():
    response = document_response(made(ask()), download=True)
    assert response["Content-Disposition"].startswith('attachment; filename="mau_02-')
    assert response["Cache-Control"] == "private, no-store"
    assert response.getvalue().startswith(b"%PDF-")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_print_one_paper(monkeypatch):
    document = Document.objects.create(kind=DocumentKind.MAU_02, subject_key="entry:1", source_version="1", title="x")
    printed = []
    started = threading.Barrier(2, timeout=10)
    content = print_blank("mau_02")

    def slowly(*args: object, **kwargs: object) -> bytes:
        printed.append(1)
        return content

    monkeypatch.setattr(services, "print_paper", slowly)

    def work() -> None:
        try:
            started.wait()
            services.render_document(document_id=document.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    document.refresh_from_db()
    assert (printed, document.state, document.attempts) == ([1], DocumentState.READY, 1)
