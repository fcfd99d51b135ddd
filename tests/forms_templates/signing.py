"""Papers signed for the tests, and the trust of an office."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from forms_templates.choices import DocumentKind
from forms_templates.models import Document
from forms_templates.papers import print_blank
from forms_templates.services import render_document, request_document
from forms_templates.signatures.blocks import signature_blocks
from forms_templates.signatures.keys import Secret, p12_signer
from forms_templates.signatures.signing import Role, sign_pdf
from tests.forms_templates.certificates import PASSPHRASE, Identity, seal, secretary
from tests.forms_templates.samples import PAYLOAD_02


@cache
def printed(code: str = "mau_01") -> bytes:
    return print_blank(code)


def signed_by(
    who: Identity,
    content: bytes,
    *,
    role: Role = Role.PERSON,
    block: int = 1,
    final: bool = False,
    original: bytes | None = None,
) -> bytes:
    """``content`` with one signature more, as the program puts it on."""
    blocks = signature_blocks(original or printed())
    with p12_signer(who.p12(), Secret(PASSPHRASE)) as signer:
        return sign_pdf(content, signer=signer, role=role, block=block, final=final, blocks=blocks)


@cache
def signed_once() -> bytes:
    return signed_by(secretary(), printed())


@cache
def signed_and_sealed() -> bytes:
    return signed_by(seal(), signed_once(), role=Role.AGENCY, final=True)


def made(version: str = "1", kind: DocumentKind = DocumentKind.MAU_02) -> Document:
    """A document with its file."""
    document = request_document(
        kind=kind,
        subject_key="entry:12",
        source_version=version,
        title="Bản kiểm điểm của Nguyễn Thị Thưởng",
        payload=PAYLOAD_02,
        by=None,
    )
    return render_document(document_id=document.pk)


@contextmanager
def opened(who: Identity) -> Iterator[object]:
    with p12_signer(who.p12(), Secret(PASSPHRASE)) as signer:
        yield signer
