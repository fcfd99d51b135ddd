"""Signing a review's or a meeting's paper, and keeping what was signed elsewhere (P0-M01-f)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.views.decorators.debug import sensitive_variables

from forms_templates.models import SignedCopy
from forms_templates.signatures import copies
from forms_templates.signatures.faults import Refused
from organizations import clock
from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import path_of
from organizations.services.audit import record
from reviews.models import Paper
from reviews.permissions import signing_refusal
from reviews.rules.findings import Finding, RuleViolation, Severity, refuse_if_blocking


def attach_scan(
    *,
    paper_id: int,
    files: Sequence[bytes],
    signer: str,
    signed_on: date | None,
    seal: str,
    note: str,
    replaces: int | None,
    by: User,
) -> SignedCopy:
    """Keep the scan of a paper signed by hand, with its signer and day; refused with the reason and then kept not."""
    paper = _paper(paper_id, by)
    with _told():
        return copies.attach_scan(
            document_id=paper.document_id,
            files=files,
            signer=signer,
            signed_on=signed_on,
            seal=seal,
            note=note,
            replaces=replaces,
            by=by,
            today=clock.today(),
        )


def attach_signed_pdf(*, paper_id: int, content: bytes, note: str, replaces: int | None, by: User) -> SignedCopy:
    """Keep the paper as another program signed it; refused unless it is this very paper with signatures that hold."""
    paper = _paper(paper_id, by)
    with _told():
        return copies.attach_signed_pdf(
            document_id=paper.document_id, content=content, note=note, replaces=replaces, by=by
        )


@sensitive_variables()
def sign_paper(
    *,
    paper_id: int,
    key: bytes | None,
    secret: str,
    role: str,
    block: int,
    final: bool,
    note: str,
    replaces: int | None,
    by: User,
) -> SignedCopy:
    """Sign with a PKCS#12 file (``key``) and its passphrase, or without one with the server's token and its PIN."""
    from forms_templates.signatures.keys import Secret, p12_signer, token_signer

    paper = _paper(paper_id, by)
    with _told():
        return copies.sign_digitally(
            document_id=paper.document_id,
            opened=token_signer(Secret(secret)) if key is None else p12_signer(key, Secret(secret)),
            role=role,
            block=block,
            final=final,
            note=note,
            replaces=replaces,
            by=by,
        )


def put_on_record(copy: SignedCopy, before: SignedCopy | None, by: AbstractBaseUser | None) -> None:
    """Every signed copy is on record, with what it took the place of; none is ever dropped."""
    rows = Paper.objects.select_related("review", "meeting", "issuer", "hand_over__giver")
    paper = rows.filter(document_id=copy.document_id).first()
    told = {"cách ký": copy.get_way_display(), "người ký": copy.signer, "ghi chú": copy.note, "SHA-256": copy.sha256}
    record(
        AuditAction.SIGNED_COPY,
        paper or copy.document,
        by=by if isinstance(by, User) else None,
        unit_path=path_of(paper) if paper is not None else "",
        before={"SHA-256": before.sha256} if before is not None else None,
        after=told,
    )


def _paper(paper_id: int, by: User) -> Paper:
    rows = Paper.objects.select_related(
        "document",
        "review__unit",
        "review__authority",
        "review__entry",
        "review__collective__organization",
        "meeting__collective__organization",
        "meeting__cell",
        "meeting__chair",
        "meeting__clerk",
        "issuer",
        "hand_over__giver",
        "hand_over__receiver",
        "hand_over__campaign__issuer",
    )
    paper = rows.get(pk=paper_id)
    refuse_if_blocking(signing_refusal(by, paper))
    return paper


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except Refused as error:
        raise RuleViolation([Finding(f"signature.{error.code}", Severity.BLOCK, str(error))]) from error
