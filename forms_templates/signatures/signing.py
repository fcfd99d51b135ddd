"""One digital signature put on a paper: PAdES, visible in its room, as an update that leaves the paper's bytes alone.

The first signature certifies: from then on only further signatures are allowed, in the fields made with it. The last
one may lock the paper; after that nothing is.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

from asn1crypto.x509 import Certificate
from django.utils import timezone
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import (
    FieldMDPAction,
    FieldMDPSpec,
    MDPPerm,
    SigFieldSpec,
    SigSeedSubFilter,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError, ValidationError

from forms_templates.pdf import render_pdf
from forms_templates.signatures.blocks import Block
from forms_templates.signatures.faults import Refused
from forms_templates.signatures.timestamps import NoTimestamp, timestamper
from forms_templates.signatures.trust import load_trust

logger = logging.getLogger(__name__)

_NOT_KNOWN = (PathBuildingError, PathValidationError, ValidationError, SigningError)


class Role(StrEnum):
    """Who signs: a person, or the body with its seal."""

    PERSON = "Ky"
    AGENCY = "Dau"


def field_name(role: Role, block: int, *, final: bool) -> str:
    """``Ky_1``, ``Dau_1``; ``KyCuoi_1`` and ``DauCuoi_1`` are the same rooms for the signature that locks."""
    return f"{role.value}{'Cuoi' if final else ''}_{block}"


def sign_pdf(content: bytes, *, signer: Signer, role: Role, block: int, final: bool, blocks: Sequence[Block]) -> bytes:
    """``content`` with one signature more, in room ``block`` of ``blocks`` (0 for a paper that marks none).

    B-LT where the timestamp server is named and the folder of trusted certificates answers for every certificate, else
    B-T with that server, else B-B. Refused when the room is signed already, the paper is locked, a seal comes before
    the signature it goes with, or the timestamp server does not answer.
    """
    stamper, trust = timestamper(), load_trust()
    signed = [str(found.field_name) for found in PdfFileReader(BytesIO(content)).embedded_regular_signatures]
    _refuse_out_of_turn(signed, role, block)
    known = {row.number: row for row in blocks}
    metadata: dict[str, Any] = {
        "field_name": field_name(role, block, final=final),
        "md_algorithm": "sha256",
        "subfilter": SigSeedSubFilter.PADES,
        "certify": not signed,
        "docmdp_permissions": MDPPerm.NO_CHANGES if final else MDPPerm.FILL_FORMS,
        "signer_key_usage": set(),  # looked at when the key was opened
    }
    style = _appearance(signer, role, known.get(block))

    def put(**long_term: Any) -> bytes:
        writer = IncrementalPdfFileWriter(BytesIO(content))
        if not signed:
            _add_fields(writer, blocks, only=metadata["field_name"] if final else "")
        elif metadata["field_name"] not in _fields(writer):  # another program signed first and made only its own
            _add_fields(writer, blocks, only=metadata["field_name"])
        done = PdfSigner(PdfSignatureMetadata(**metadata, **long_term), signer, timestamper=stamper, stamp_style=style)
        return bytes(done.sign_pdf(writer).getvalue())

    try:
        if stamper is not None and trust.roots and trust.lists:
            try:
                return put(embed_validation_info=True, validation_context=trust.context(revocation="require"))
            except _NOT_KNOWN as error:
                logger.info("signed without long-term material: %s", error)
        return put()
    except (NoTimestamp, TimestampRequestError) as error:
        logger.warning("the timestamp server gives no timestamp: %s", error)
        message = "Máy chủ dấu thời gian không trả lời đúng; chưa ký. Thử lại sau hoặc báo người quản trị."
        raise Refused("sign.timestamp", message) from error
    except SigningError as error:
        logger.info("a paper cannot be signed: %s", error)
        message = "Bản đã ký không cho ký thêm: chữ ký trước đã khóa văn bản."
        raise Refused("sign.locked", message) from error


def _fields(writer: IncrementalPdfFileWriter) -> set[str]:
    return {str(name) for name, _value, _field in enumerate_sig_fields(writer)}


def _refuse_out_of_turn(signed: Sequence[str], role: Role, block: int) -> None:
    def has(of: Role) -> bool:
        return any(field_name(of, block, final=final) in signed for final in (False, True))

    if any(name.split("_")[0].endswith("Cuoi") for name in signed):
        raise Refused("sign.locked", "Văn bản đã có chữ ký cuối cùng, không ai ký thêm được.")
    if has(role):
        raise Refused("sign.twice", "Khối ký này đã có chữ ký ấy rồi.")
    if role is Role.AGENCY and not has(Role.PERSON):
        raise Refused("sign.order", "Người có thẩm quyền ký trước, con dấu số của cơ quan ký sau.")


def _add_fields(writer: IncrementalPdfFileWriter, blocks: Sequence[Block], *, only: str) -> None:
    """All fields that anyone may sign later, before the paper is certified: afterwards none may be added."""
    rooms: list[tuple[int, int, Block | None]] = [(row.number, row.page, row) for row in blocks] or [(0, 0, None)]
    for number, page, block in rooms:
        for role in Role:
            for final in (False, True):
                name = field_name(role, number, final=final)
                if only and name != only:
                    continue
                lock: dict[str, Any] = {}
                if final:
                    lock["field_mdp_spec"] = FieldMDPSpec(FieldMDPAction.ALL)
                    lock["doc_mdp_update_value"] = MDPPerm.NO_CHANGES
                box = _box(block, role) if block else None
                append_signature_field(writer, SigFieldSpec(name, on_page=page, box=box, **lock))


def _box(block: Block, role: Role) -> tuple[int, int, int, int]:
    """The seal stands left of the person's signature, where a stamp touches it on paper; neither hides the other."""
    left, bottom, right, top = (round(side) for side in block.box)
    middle = left + (right - left) * 2 // 5
    return (middle, bottom, right, top) if role is Role.PERSON else (left, bottom, middle, top)


# What is seen -----------------------------------------------------------------------------------------------------

_INK = {Role.PERSON: "#1f3a8a", Role.AGENCY: "#b91c1c"}
_LEADS = {Role.PERSON: "Ký số bởi:", Role.AGENCY: "Con dấu số của:"}


class _Drawn(PdfContent):
    """The first page of a small PDF as the picture of a signature."""

    def __init__(self, drawn: bytes) -> None:
        super().__init__()
        self._drawn = drawn

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self._drawn)))
        self.resources.xobject["/Stamp"] = page
        left, bottom, right, top = (float(side) for side in page.get_object()["/BBox"])
        self.box = BoxConstraints(width=right - left, height=top - bottom)
        return b"/Stamp Do"


def _appearance(signer: Signer, role: Role, block: Block | None) -> StaticStampStyle:
    """The stamp drawn in the paper's own font, so that every Vietnamese letter is there."""
    if block is None:
        return StaticStampStyle(border_width=0)
    own = signer.signing_cert
    assert own is not None
    left, bottom, right, top = _box(block, role)
    height = (top - bottom) / 72 * 25.4
    drawn = render_pdf(
        "pdf/signature_stamp.html",
        {
            "width": f"{(right - left) / 72 * 25.4:.2f}",
            "height": f"{height:.2f}",
            "size": "7" if height > 16 else "6",
            "colour": _INK[role],
            "lead": _LEADS[role],
            "signer": subject_name(own),
            "organization": subject_part(own, "organization_name"),
            "when": timezone.localtime(datetime.now(UTC)),
        },
    )
    level = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, Margins.uniform(0))
    return StaticStampStyle(border_width=0, background=_Drawn(drawn), background_layout=level, background_opacity=1.0)


def subject_part(certificate: Certificate, part: str) -> str:
    value = certificate.subject.native.get(part)
    return str(value[0] if isinstance(value, list) and value else value or "")


def subject_name(certificate: Certificate) -> str:
    """Whose certificate it is, as it says itself."""
    return subject_part(certificate, "common_name") or str(certificate.subject.human_friendly)
