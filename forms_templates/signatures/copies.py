"""Signed copies of a document kept, one current, the earlier ones with it; never a row without its file.

Who may add one is for the caller to decide. Every function raises ``Refused`` with a sentence for the person who acts,
and leaves the current copy as it was.
"""

from __future__ import annotations

import errno
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from forms_templates.binding import count_pages
from forms_templates.choices import CopyState, DocumentKind, DocumentState, Seal, SigningWay
from forms_templates.intake import MAX_BYTES
from forms_templates.models import Document, SignedCopy
from forms_templates.services import read_copy, read_verified
from forms_templates.signatures.faults import Refused
from forms_templates.signatures.scans import scan_pdf
from forms_templates.storage import document_storage
from forms_templates.text import clean_text

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from django.contrib.auth.base_user import AbstractBaseUser
    from pyhanko.sign.signers import Signer

    from forms_templates.signatures.blocks import Block
    from forms_templates.signatures.checking import FoundSignature

logger = logging.getLogger(__name__)

#: What nobody signs: ballots, papers of others as they came in, and papers bound from papers.
NOT_SIGNED = frozenset({DocumentKind.UPLOAD, DocumentKind.DOSSIER, DocumentKind.MERGED, DocumentKind.BALLOT})
#: Papers whose printed signature block asks for the seal.
SEALED = frozenset({DocumentKind.MAU_01, DocumentKind.DECISION, DocumentKind.NOTICE, DocumentKind.REPORT})


#: Told of every copy that is kept, in its transaction: the copy, the one before it, and who keeps it.
Told = Callable[[SignedCopy, "SignedCopy | None", "AbstractBaseUser | None"], None]

_told: list[Told] = []


def on_keeping(told: Told) -> None:
    """The rooms above have an act of their own to do when a signed copy is kept."""
    if told not in _told:
        _told.append(told)


def is_signable(document: Document) -> bool:
    """Whether anybody signs papers of this kind, and this one is printed."""
    return document.state == DocumentState.READY and document.kind not in NOT_SIGNED


def attach_scan(
    *,
    document_id: int,
    files: Sequence[bytes],
    signer: str,
    signed_on: date | None,
    seal: str,
    note: str,
    replaces: int | None,
    by: AbstractBaseUser | None,
    today: date,
) -> SignedCopy:
    """Keeps the scan or the photos of the paper signed by hand.

    Recording a signature takes who signed, on which day and the file itself (P0, Mẫu 01: sealed, or with the reason
    why not). ``replaces`` is the copy that the sender saw as current; another one since then is not overwritten. A
    scan with another number of pages than the print is kept with a warning.
    """
    document = _signable(document_id)
    signer, note = clean_text(signer), clean_text(note)
    if not signer:
        raise Refused("copy.signer", "Ghi người ký.")
    if signed_on is None:
        raise Refused("copy.day", "Ghi ngày ký.")
    if signed_on > today:
        raise Refused("copy.day", f"Ngày ký {signed_on:%d/%m/%Y} chưa tới.")
    if document.kind in SEALED and seal == Seal.NOT_ASKED:
        raise Refused("copy.seal", "Văn bản này phải đóng dấu; ghi đã đóng dấu, hoặc đơn vị không có con dấu.")
    if seal == Seal.NO_SEAL and not note:
        raise Refused("copy.seal", "Đơn vị không có con dấu thì ghi rõ ở phần ghi chú.")
    content = scan_pdf(files)
    pages = count_pages(content)
    warnings = []
    if pages != document.page_count:
        warnings.append(f"Bản quét có {pages} trang, bản in có {document.page_count} trang.")
    given = {"signer": signer[:300], "signed_on": signed_on, "seal": seal, "note": note, "warnings": warnings}
    return _keep(document, SigningWay.SCAN, content, pages, given, replaces=replaces, by=by)


def attach_signed_pdf(
    *, document_id: int, content: bytes, note: str, replaces: int | None, by: AbstractBaseUser | None
) -> SignedCopy:
    """Keeps the paper as another program signed it, once it is found to be this very paper and its signatures hold.

    A file that lacks signatures of the current copy is refused: they would be lost from sight.
    """
    from forms_templates.signatures.checking import check_signed

    document = _signable(document_id)
    if len(content) > MAX_BYTES:
        raise Refused("copy.size", f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB.")
    found = check_signed(content, original=_original(document))
    held = _current(document)
    if held is not None and held.is_digital and not content.startswith(_content_of(held)):
        raise Refused(
            "copy.base",
            "Tệp này thiếu chữ ký đã có trong bản đang lưu. Hãy tải bản đã ký ở trang này về rồi ký tiếp vào tệp ấy.",
        )
    given = {**_of_signatures(found), "note": clean_text(note)}
    return _keep(document, SigningWay.EXTERNAL, content, document.page_count, given, replaces=replaces, by=by)


def sign_digitally(
    *,
    document_id: int,
    opened: AbstractContextManager[Signer],
    role: str,
    block: int,
    final: bool,
    note: str,
    replaces: int | None,
    by: AbstractBaseUser | None,
) -> SignedCopy:
    """Puts one digital signature more on the paper, or the first one, and keeps it.

    ``opened``: ``keys.p12_signer(…)`` or ``keys.token_signer(…)``, entered here and left before anything is kept.
    """
    from forms_templates.signatures.checking import check_signed
    from forms_templates.signatures.signing import Role, sign_pdf

    document = _signable(document_id)
    original = _original(document)
    held = _current(document)
    base = _content_of(held) if held is not None and held.is_digital else original
    blocks = blocks_of(original)
    if block not in ([row.number for row in blocks] or [0]) or role not in list(Role):
        raise Refused("sign.block", "Chọn lại khối ký.")
    with opened as signer:
        content = sign_pdf(base, signer=signer, role=Role(role), block=block, final=final, blocks=blocks)
    found = check_signed(content, original=original)
    given = {
        **_of_signatures(found),
        "note": clean_text(note),
        "is_final": final,
        "seal": Seal.STAMPED if any(row.field.startswith(Role.AGENCY) for row in found) else Seal.NOT_ASKED,
    }
    return _keep(document, SigningWay.DIGITAL, content, document.page_count, given, replaces=replaces, by=by)


def blocks_of(content: bytes) -> list[Block]:
    from forms_templates.signatures.blocks import signature_blocks

    return signature_blocks(content)


def signature_rooms(document: Document) -> list[tuple[int, str]]:
    """Number and caption of each room of the paper, for a page to choose from; one nameless room where none is
    marked."""
    content = read_verified(document)
    rooms = [(row.number, row.caption) for row in blocks_of(content)] if content is not None else []
    return rooms or [(0, "Cả văn bản (chữ ký không hiện trên trang)")]


def current_copies(document_ids: Sequence[int]) -> dict[int, int]:
    """Document → its current signed copy, for those that have one."""
    rows = SignedCopy.objects.current().filter(document_id__in=document_ids)
    return dict(rows.values_list("document_id", "pk"))


# Keeping ----------------------------------------------------------------------------------------------------------


def _signable(document_id: int) -> Document:
    document = Document.objects.get(pk=document_id)
    if not is_signable(document):
        raise Refused("copy.not_signable", "Văn bản này chưa có bản in, hoặc không phải văn bản để ký.")
    return document


def _original(document: Document) -> bytes:
    content = read_verified(document)
    if content is None:
        message = "Tệp bản in không còn nguyên như lúc lập; đề nghị báo người quản trị."
        raise Refused("copy.original", message)
    return content


def _current(document: Document) -> SignedCopy | None:
    return SignedCopy.objects.current().filter(document=document).first()


def _content_of(copy: SignedCopy) -> bytes:
    content = read_copy(copy)
    if content is None:
        message = "Tệp bản đã ký không còn nguyên như lúc lưu; đề nghị báo người quản trị."
        raise Refused("copy.lost", message)
    return content


_SAID = {
    "unknown": "Chứng thư của {signer} do {issuer} cấp, chưa nằm trong danh sách tin cậy của chương trình.",
    "expired_since": "Chứng thư của {signer} đã hết hạn sau khi ký.",
}


def _of_signatures(found: Sequence[FoundSignature]) -> dict[str, Any]:
    last = found[-1]
    day = datetime.fromisoformat(last.signed_at) if last.signed_at else timezone.now()
    return {
        "signer": ", ".join(row.signer for row in found)[:300],
        "signed_on": timezone.localdate(day) if timezone.is_aware(day) else day.date(),
        "signatures": [row.as_json() for row in found],
        "warnings": [_SAID[row.standing].format(**row.as_json()) for row in found if row.standing in _SAID],
    }


def _keep(
    document: Document,
    way: SigningWay,
    content: bytes,
    pages: int,
    given: Mapping[str, Any],
    *,
    replaces: int | None,
    by: AbstractBaseUser | None,
) -> SignedCopy:
    """First the file, whole, then the row: a full disk leaves neither. Of two at once the first one is kept."""
    digest = hashlib.sha256(content).hexdigest()
    name = f"{digest[:2]}/{digest}.pdf"
    try:
        document_storage().write_whole(name, content)
    except OSError as error:
        logger.exception("a signed copy of document %s cannot be written", document.pk)
        raise Refused("copy.disk", _disk_words(error)) from error
    with transaction.atomic():
        locked = Document.objects.select_for_update().get(pk=document.pk)
        held = _current(locked)
        if held is not None and held.sha256 == digest:
            return held  # sent twice
        if (held.pk if held else None) != replaces:
            raise Refused("copy.meanwhile", "Vừa có bản ký khác được lưu. Hãy xem lại rồi gửi lại nếu vẫn cần.")
        adds_a_signature = held is not None and held.is_digital and way != SigningWay.SCAN
        if held is not None and not adds_a_signature and not given["note"]:
            raise Refused("copy.reason", "Văn bản đã có bản ký; thay bản khác thì ghi lý do ở phần ghi chú.")
        now = timezone.now()
        if held is not None:
            SignedCopy.objects.filter(pk=held.pk).update(state=CopyState.REPLACED, replaced_at=now)
        Document.objects.filter(pk=locked.pk).update(signed_way=way)
        kept = SignedCopy.objects.create(
            document=locked,
            way=way,
            file=name,
            sha256=digest,
            page_count=pages,
            added_by_id=None if by is None else by.pk,
            **given,
        )
        for told in _told:
            told(kept, held, by)
        return kept


def _disk_words(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "Ổ đĩa của máy chủ đã đầy nên chưa lưu được bản ký; chưa có gì thay đổi. Đề nghị báo người quản trị."
    return "Máy chủ không ghi được vào thư mục văn bản; chưa có gì thay đổi. Đề nghị báo người quản trị."
