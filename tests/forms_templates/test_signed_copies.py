"""A signed copy is kept with who, when and its hash, one current, none lost; a refusal or a full disk leaves no row."""

from __future__ import annotations

import errno
import hashlib
import os
import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings, settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from forms_templates.choices import CopyState, DocumentKind, DocumentState, Seal, SigningWay
from forms_templates.models import Document, SignedCopy
from forms_templates.services import read_copy, read_verified, render_document, request_document, store_upload
from forms_templates.signatures import copies
from forms_templates.signatures.faults import Refused
from forms_templates.storage import PrivateStorage
from forms_templates.views import documents
from tests.forms_templates.certificates import authority, issued, keep_trust, seal, secretary
from tests.forms_templates.reading import pages_text, text_of
from tests.forms_templates.signing import made, opened, printed
from tests.forms_templates.test_scans import page, photo
from tests.forms_templates.test_signed_files import elsewhere, resaved

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 15)


@pytest.fixture(autouse=True)
def _trust(tmp_path: Path, settings: LazySettings) -> None:
    keep_trust(tmp_path / "roots")
    settings.TRUST_ROOTS = str(tmp_path / "roots")


def attach(document: Document, *files: bytes, **given: Any) -> SignedCopy:
    usual: dict[str, Any] = {
        "signer": "Nguyễn Thị Thưởng",
        "signed_on": date(2026, 1, 14),
        "seal": Seal.NOT_ASKED,
        "note": "",
        "replaces": None,
        "by": None,
        "today": TODAY,
    }
    return copies.attach_scan(document_id=document.pk, files=files or (printed("mau_02"),), **{**usual, **given})


def sign(document: Document, who: object = None, **given: Any) -> SignedCopy:
    usual: dict[str, Any] = {"role": "Ky", "block": 1, "final": False, "note": "", "replaces": None, "by": None}
    signer: Any = opened(who or secretary())  # type: ignore[arg-type]
    return copies.sign_digitally(document_id=document.pk, opened=signer, **{**usual, **given})


def upload(document: Document, content: bytes, **given: Any) -> SignedCopy:
    usual: dict[str, Any] = {"note": "", "replaces": None, "by": None}
    return copies.attach_signed_pdf(document_id=document.pk, content=content, **{**usual, **given})


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value.code


def bytes_of(document: Document) -> bytes:
    content = read_verified(document)
    assert content is not None
    return content


# By hand --------------------------------------------------------------------------------------------------------


def test_a_scan_is_kept_with_signer_day_pages_and_hash():
    document = made()
    content = printed("mau_02")
    copy = attach(document, content)
    assert (copy.way, copy.state, copy.signer, copy.signed_on) == (
        SigningWay.SCAN,
        CopyState.CURRENT,
        "Nguyễn Thị Thưởng",
        date(2026, 1, 14),
    )
    assert copy.sha256 == hashlib.sha256(content).hexdigest()
    assert read_copy(copy) == content
    document.refresh_from_db()
    assert document.signed_way == SigningWay.SCAN
    assert copy.file.path.startswith(str(settings.MEDIA_ROOT))


def test_photos_are_bound_and_another_number_of_pages_is_only_told():
    document = made()
    copy = attach(document, photo(page(0)), photo(page(1)))
    assert copy.page_count == 2
    assert copy.warnings == [f"Bản quét có 2 trang, bản in có {document.page_count} trang."]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"signer": "  "}, "copy.signer"),
        ({"signed_on": None}, "copy.day"),
        ({"signed_on": date(2026, 1, 16)}, "copy.day"),
        ({"seal": Seal.NO_SEAL}, "copy.seal"),
        ({"files": ()}, "scan.none"),
        ({"files": (b"nothing",)}, "scan.not_an_image"),
    ],
)
def test_signed_takes_signer_day_and_file_or_nothing_is_recorded(given: dict[str, Any], code: str) -> None:
    document = made()
    files = given.pop("files", (printed("mau_02"),))
    usual = {"signer": "A", "signed_on": TODAY, "seal": Seal.NOT_ASKED, "note": "", "replaces": None, "by": None}
    act = partial(copies.attach_scan, document_id=document.pk, files=files, today=TODAY, **{**usual, **given})
    assert code_of(act) == code
    document.refresh_from_db()
    assert (SignedCopy.objects.count(), document.signed_way) == (0, "")


def test_a_report_of_a_collective_is_sealed_or_says_why_not():
    """P0-M01-f: "Ký, ghi rõ họ tên và đóng dấu"; a cell without a seal of its own notes that."""
    document = made(kind=DocumentKind.MAU_01)
    assert code_of(lambda: attach(document)) == "copy.seal"
    assert code_of(lambda: attach(document, seal=Seal.NO_SEAL)) == "copy.seal"
    copy = attach(document, seal=Seal.NO_SEAL, note="Chi bộ không có con dấu riêng.")
    assert (copy.seal, copy.note) == (Seal.NO_SEAL, "Chi bộ không có con dấu riêng.")
    assert (
        attach(document, printed(), seal=Seal.STAMPED, note="Đã xin dấu cấp trên", replaces=copy.pk).seal == "stamped"
    )


def test_a_paper_of_others_or_without_a_print_is_not_signed():
    waiting = request_document(
        kind=DocumentKind.MAU_02, subject_key="x", source_version="1", title="x", payload={}, by=None
    )
    foreign = store_upload(subject_key="x", source_version="1", title="x", content=printed(), by=None)
    assert code_of(lambda: attach(waiting)) == "copy.not_signable"
    assert code_of(lambda: attach(foreign)) == "copy.not_signable"


def test_another_scan_takes_a_reason_and_keeps_the_first_one():
    document = made()
    first = attach(document)
    assert code_of(lambda: attach(document, printed(), replaces=first.pk)) == "copy.reason"
    second = attach(document, printed(), replaces=first.pk, note="Bản trước mờ")
    first.refresh_from_db()
    assert (first.state, first.replaced_at is not None) == (CopyState.REPLACED, True)
    assert read_copy(first) == printed("mau_02"), "the earlier file is still there"
    assert list(SignedCopy.objects.current()) == [second]


def test_sent_twice_it_is_kept_once():
    document = made()
    assert attach(document) == attach(document)
    assert SignedCopy.objects.count() == 1


def test_whoever_did_not_see_the_copy_kept_meanwhile_does_not_replace_it():
    document = made()
    attach(document)
    assert code_of(lambda: attach(document, printed(), note="Bản khác")) == "copy.meanwhile"
    assert SignedCopy.objects.count() == 1


# Faults of the disk -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errno.ENOSPC, "Ổ đĩa của máy chủ đã đầy"),
        (errno.EDQUOT, "Ổ đĩa của máy chủ đã đầy"),
        (errno.EACCES, "không ghi được vào thư mục"),
        (errno.EROFS, "không ghi được vào thư mục"),
    ],
)
def test_a_full_or_closed_disk_is_told_and_nothing_is_lost(
    error: int, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = made()
    first = attach(document)

    def fails(*args: object) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(PrivateStorage, "write_whole", fails)
    with pytest.raises(Refused, match=words) as caught:
        attach(document, printed(), replaces=first.pk, note="Bản rõ hơn")
    assert caught.value.code == "copy.disk"
    assert list(SignedCopy.objects.all()) == [first]
    assert read_copy(first) is not None


def test_a_disk_that_fills_up_while_writing_leaves_no_piece(monkeypatch: pytest.MonkeyPatch):
    document = made()
    before = sorted(Path(settings.MEDIA_ROOT).rglob("*.pdf"))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert code_of(lambda: attach(document, photo(page(0)))) == "copy.disk"
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*.pdf")) == before
    assert not list(Path(settings.MEDIA_ROOT).rglob(".part-*"))


def test_a_print_that_was_changed_on_the_disk_is_not_signed():
    document = made()
    Path(document.file.path).write_bytes(printed())
    assert code_of(lambda: sign(document)) == "copy.original"
    assert code_of(lambda: upload(document, printed())) == "copy.original"


# Digitally --------------------------------------------------------------------------------------------------------


def test_a_digital_signature_leaves_the_documents_own_bytes_alone():
    document = made()
    original = bytes_of(document)
    copy = sign(document)
    content = read_copy(copy)
    assert content is not None
    assert content.startswith(original)
    assert bytes_of(document) == original
    assert (copy.signer, copy.way, copy.seal, copy.warnings) == (
        "Nguyễn Thị Thưởng",
        SigningWay.DIGITAL,
        Seal.NOT_ASKED,
        [],
    )
    assert [found["level"] for found in copy.signatures] == ["B-B"]
    assert copy.signed_on == timezone.localdate()


def test_the_seal_follows_on_the_signed_copy_and_locks():
    document = made()
    first = sign(document)
    last = sign(document, seal(), role="Dau", final=True, replaces=first.pk)
    assert (last.signer, last.seal, last.is_final) == (
        "Nguyễn Thị Thưởng, Đảng ủy xã Tân Lập",
        Seal.STAMPED,
        True,
    )
    first.refresh_from_db()
    assert first.state == CopyState.REPLACED
    assert code_of(lambda: sign(document, block=2, replaces=last.pk)) == "sign.locked"


def test_a_room_or_role_that_the_paper_lacks_is_refused():
    document = made()
    assert code_of(lambda: sign(document, block=9)) == "sign.block"
    assert code_of(lambda: sign(document, role="Khac")) == "sign.block"


def test_a_paper_without_rooms_is_signed_unseen(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copies, "blocks_of", lambda content: [])
    document = made()
    assert copies.signature_rooms(document) == [(0, "Cả văn bản (chữ ký không hiện trên trang)")]
    assert [found["field"] for found in sign(document, block=0).signatures] == ["Ky_0"]


def test_a_digital_signature_over_a_scan_takes_a_reason():
    document = made()
    scan = attach(document)
    assert code_of(lambda: sign(document, replaces=scan.pk)) == "copy.reason"
    assert sign(document, replaces=scan.pk, note="Ký số thay bản giấy").way == SigningWay.DIGITAL


def test_a_signers_unknown_certificate_is_a_warning():
    stranger = issued("Người Lạ", by=authority("Cơ quan chứng thực không quen (thử)"))
    (warning,) = sign(made(), stranger).warnings
    assert warning.startswith("Chứng thư của Người Lạ do Cơ quan chứng thực không quen (thử) cấp, chưa nằm trong")


# Signed elsewhere -------------------------------------------------------------------------------------------------


def test_a_file_signed_elsewhere_is_kept_as_it_came():
    document = made()
    content = elsewhere(secretary(), bytes_of(document))
    copy = upload(document, content)
    assert (copy.way, copy.signer, read_copy(copy)) == (SigningWay.EXTERNAL, "Nguyễn Thị Thưởng", content)


def test_a_file_of_another_document_or_saved_again_is_refused_and_kept_nowhere():
    document, other = made("1"), made("2", DocumentKind.MAU_01)
    for content in (elsewhere(secretary(), bytes_of(other)), elsewhere(secretary(), resaved(bytes_of(document)))):
        assert code_of(partial(upload, document, content)) == "signed.other_paper"
    assert not SignedCopy.objects.exists()


def test_a_file_that_lacks_the_signatures_kept_so_far_is_refused():
    document = made()
    first = upload(document, elsewhere(secretary(), bytes_of(document)))
    alone = elsewhere(issued("Trần Văn Ước"), bytes_of(document))
    assert code_of(lambda: upload(document, alone, replaces=first.pk)) == "copy.base"
    both = elsewhere(issued("Trần Văn Ước"), read_copy(first) or b"", name="Signature2", box=(90, 30, 250, 80))
    assert upload(document, both, replaces=first.pk).signer == "Nguyễn Thị Thưởng, Trần Văn Ước"


def test_here_one_signs_on_after_another_program():
    document = made()
    first = upload(document, elsewhere(secretary(), bytes_of(document)))
    again = sign(document, issued("Trần Văn Ước"), replaces=first.pk)
    assert [found["field"] for found in again.signatures] == ["Signature1", "Ky_1"]


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(copies, "MAX_BYTES", 1000)
    assert code_of(lambda: upload(made(), printed())) == "copy.size"


# What the database holds ------------------------------------------------------------------------------------------


def test_the_database_refuses_a_second_current_copy_and_one_without_its_file():
    copy = attach(made())
    names = [field.attname for field in SignedCopy._meta.concrete_fields if field.name != "id"]
    same = {name: getattr(copy, name) for name in names}
    replaced = {"state": CopyState.REPLACED, "replaced_at": timezone.now()}
    for wrong in ({}, {**replaced, "file": ""}, {**replaced, "signer": ""}, {**replaced, "seal": Seal.NO_SEAL}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SignedCopy.objects.create(**{**same, **wrong})


@pytest.mark.django_db(transaction=True)
def test_of_two_who_attach_at_once_one_is_kept_and_the_other_is_told():
    document = made()
    start = threading.Barrier(2)
    ended: list[str] = []

    def send(content: bytes) -> None:
        start.wait()
        try:
            attach(document, content)
            ended.append("kept")
        except Refused as error:
            ended.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(content,)) for content in (printed(), printed("mau_02"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["copy.meanwhile", "kept"]
    assert SignedCopy.objects.count() == 1


# Seen -------------------------------------------------------------------------------------------------------------


def verification(document: Document) -> str:
    response = Client().get(reverse("forms_templates:verify", args=(document.verify_token,)))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_a_stranger_learns_that_and_how_it_was_signed_and_never_by_whom():
    document = made()
    assert "Chưa lưu bản đã ký." in verification(document)
    copy = attach(document, note="Lưu ý riêng")
    shown = verification(document)
    assert "Đã ký tay ngày 14/01/2026, có lưu bản quét." in shown
    assert copy.sha256 in shown
    digital = sign(document, replaces=copy.pk, note="Ký số")
    signed = verification(document)
    assert f"Đã ký số ngày {digital.signed_on:%d/%m/%Y}." in signed
    for secret in ("Thưởng", "Tân Lập", "Lưu ý riêng", "Cơ quan chứng thực"):
        assert secret not in shown + signed


def test_a_stranger_is_told_when_the_certificate_is_not_known(settings: LazySettings):
    settings.TRUST_ROOTS = ""
    document = made()
    sign(document)
    assert "chứng thư chưa nằm trong danh sách tin cậy" in verification(document)


def compared(document: Document, content: bytes | None) -> str:
    sent = {} if content is None else {"file": SimpleUploadedFile("tep.pdf", content)}
    answer = Client().post(reverse("forms_templates:verify", args=(document.verify_token,)), sent)
    assert answer.status_code == 200
    return answer.content.decode().split('role="status"><strong>')[1].split("<")[0]


def test_a_stranger_compares_a_file_with_the_paper_and_nothing_of_it_is_kept():
    document = made()
    first = attach(document)
    second = sign(document, replaces=first.pk, note="Ký số")
    signed = read_copy(second) or b""
    files = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    assert compared(document, bytes_of(document)) == "Trùng với bản in của văn bản này."
    assert compared(document, signed) == "Trùng với bản đã ký đang lưu của văn bản này."
    assert compared(document, printed("mau_02")).startswith("Trùng với một bản đã ký trước đây")
    for other in (resaved(signed), signed + b"\n", b"x"):
        assert compared(document, other).startswith("Không trùng: tệp đã bị sửa")
    assert compared(document, None) == "Chưa chọn tệp."
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == files
    assert SignedCopy.objects.count() == 2


def test_comparing_has_its_limits(monkeypatch: pytest.MonkeyPatch):
    document = made()
    monkeypatch.setattr(documents, "MAX_BYTES", 10)
    assert compared(document, b"x" * 11) == "Tệp lớn hơn 20 MB, chưa so."
    monkeypatch.setattr(documents, "MAX_COMPARISONS", 2)  # within the minute, however slow the machine is
    compared(document, b"x")
    assert compared(document, b"x").endswith("hãy thử lại sau một phút.")
    unknown = reverse("forms_templates:verify", args=("khong-co",))
    assert Client().post(unknown, {"file": SimpleUploadedFile("a", b"x")}).status_code == 404


def test_comparing_takes_a_form_of_this_page():
    address = reverse("forms_templates:verify", args=(made().verify_token,))
    assert Client(enforce_csrf_checks=True).post(address, {}).status_code == 403


def test_the_signed_copy_is_bound_into_a_dossier_in_the_papers_place():
    document = made()
    copy = attach(document, photo(page(0)), photo(page(1)))
    entry = {"document_id": document.pk, "title": document.title}
    texts = []
    for version, named in (("signed", [{**entry, "copy_id": copy.pk}]), ("unsigned", [entry])):
        dossier = request_document(
            kind=DocumentKind.DOSSIER,
            subject_key="dossier:1",
            source_version=version,
            title="Hồ sơ kiểm điểm",
            payload={"title": "A", "items": [{"label": "Bản kiểm điểm", "documents": named}]},
            by=None,
        )
        done = render_document(document_id=dossier.pk)
        assert done.state == DocumentState.READY
        texts.append(pages_text(bytes_of(done)))
    signed, unsigned = texts
    assert len(unsigned) - len(signed) == document.page_count - 2
    assert not any(text.strip() for text in signed[-2:]), "the photos stand there"


def test_a_digital_signature_still_shows_in_the_dossier():
    document = made()
    copy = sign(document)
    from forms_templates.binding import bind

    bound = bind([("Bản kiểm điểm", read_copy(copy) or b"")], title="Hồ sơ")
    assert "Ký số bởi:" in text_of(bound)
