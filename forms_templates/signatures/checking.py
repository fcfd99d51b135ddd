"""What a digitally signed file is worth: whether it is the very paper, untouched, and who signed it when."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.validation import (
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    validate_pdf_signature,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints

from forms_templates.intake import ActivePdf, NotAPdf, pages_of_foreign_pdf
from forms_templates.signatures.additions import only_signatures_follow
from forms_templates.signatures.faults import Refused
from forms_templates.signatures.signing import subject_name, subject_part
from forms_templates.signatures.trust import Trust, load_trust

logger = logging.getLogger(__name__)

#: A signature's picture may cover so much of a page; a larger one could hide what the paper says.
_LARGEST_PICTURE = 0.2
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


class Standing(StrEnum):
    """How the certificate of one signature stands."""

    TRUSTED = "trusted"
    UNKNOWN = "unknown"
    EXPIRED_SINCE = "expired_since"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """One signature that holds: who, by whose certificate, when, and what is to be said of the certificate."""

    field: str
    signer: str
    organization: str
    issuer: str
    serial: str
    signed_at: str
    timestamped: bool
    level: str
    standing: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def check_signed(content: bytes, *, original: bytes) -> list[FoundSignature]:
    """Every signature of ``content``, in signing order. ``original`` is the paper as it was printed.

    Raises ``Refused`` when the file is no readable PDF, is not this very paper with nothing but signatures added,
    carries no signature or one that does not hold, or one whose certificate had expired or is revoked. An unknown
    certificate is told, not refused: not every office has its roots in the folder.
    """
    try:
        pages_of_foreign_pdf(content)
    except NotAPdf as error:
        raise Refused("signed.changed" if isinstance(error, ActivePdf) else "signed.not_a_pdf", str(error)) from error
    if not content.startswith(original):
        raise Refused(
            "signed.other_paper",
            "Tệp này không phải bản in của văn bản này, hoặc đã bị chương trình khác lưu lại làm đổi nội dung tệp. "
            "Hãy tải bản in ở trang này về, ký số thẳng vào tệp ấy rồi gửi lên.",
        )
    try:
        reader = PdfFileReader(BytesIO(content), strict=True)
        first = PdfFileReader(BytesIO(original), strict=True).xrefs.get_startxref_for_revision(0)
        if reader.xrefs.get_startxref_for_revision(0) != first:
            raise SuspiciousModification("the file does not build on the paper it begins with")
        signatures = list(reader.embedded_regular_signatures)
        if not signatures:
            raise Refused("signed.none", "Tệp không có chữ ký số nào.")
        _refuse_changes(reader, signatures)
        trust = load_trust()
        return [_found(signature, trust) for signature in signatures]
    except Refused:
        raise
    except SuspiciousModification as error:
        logger.info("a signed file changes the paper: %s", error)
        raise Refused(
            "signed.changed",
            "Tệp có thay đổi khác ngoài chữ ký (trang, chữ, chú thích…); nội dung không còn như bản in.",
        ) from error
    except Exception as error:
        # The file comes from outside and its parser meets whatever somebody put there; any fault of it is the file's.
        logger.info("a signed file cannot be read: %s: %s", type(error).__name__, error)
        message = "Tệp PDF bị hỏng hoặc bị sửa, không đọc được chữ ký. Hãy ký lại từ bản in ở trang này."
        raise Refused("signed.broken", message) from error


# Nothing but signatures -------------------------------------------------------------------------------------------


def _refuse_changes(reader: PdfFileReader, signatures: Sequence[EmbeddedPdfSignature]) -> None:
    changed = only_signatures_follow().review_file(reader, 0)
    if isinstance(changed, SuspiciousModification):
        raise changed
    for signature in signatures:
        if _share_of_page(signature) > _LARGEST_PICTURE:
            raise SuspiciousModification(f"the picture of {signature.field_name} covers the page")
    # What was added after the last signature, if only a comment at the end, nobody has signed.
    last = signatures[-1]
    behind = range(last.signed_revision + 1, reader.xrefs.total_revisions)
    if any("/DSS" not in reader.get_historical_root(revision) for revision in behind):
        raise SuspiciousModification("the file goes on after its last signature")
    if not behind and last.evaluate_signature_coverage() != SignatureCoverageLevel.ENTIRE_FILE:
        raise SuspiciousModification("bytes stand behind the last signature")


def _share_of_page(signature: EmbeddedPdfSignature) -> float:
    field = signature.sig_field
    if "/Rect" not in field or "/P" not in field:
        return 0.0
    left, bottom, right, top = (float(side) for side in field["/Rect"])
    sides = [float(side) for side in field["/P"].get("/MediaBox") or (0, 0, 595, 842)]
    return abs((right - left) * (top - bottom) / ((sides[2] - sides[0]) * (sides[3] - sides[1])))


# One signature ----------------------------------------------------------------------------------------------------


def _found(signature: EmbeddedPdfSignature, trust: Trust) -> FoundSignature:
    own = signature.signer_cert
    name = subject_name(own)
    status = _validate(signature, trust, None)
    if not (status.intact and status.valid):
        message = f"Chữ ký của {name} không đúng với nội dung: tệp đã bị sửa sau khi ký."
        raise Refused("signed.not_intact", message)
    if not status.docmdp_ok:
        raise SuspiciousModification(f"changed after the signature of {name}")
    moment = status.signer_reported_dt
    stamped = status.timestamp_validity is not None and bool(status.timestamp_validity.trusted)
    if status.timestamp_validity is not None:
        moment = status.timestamp_validity.timestamp
    standing = _standing(signature, status, trust, moment, stamped=stamped)
    if standing is Standing.REVOKED:
        message = f"Chứng thư của {name} đã bị thu hồi; chữ ký này không dùng được."
        raise Refused("signed.revoked", message)
    if standing is Standing.EXPIRED:
        day = f"{own.not_valid_after:%d/%m/%Y}"
        raise Refused("signed.expired", f"Chứng thư của {name} đã hết hạn ngày {day}, trước khi ký.")
    return FoundSignature(
        field=str(signature.field_name),
        signer=name,
        organization=subject_part(own, "organization_name"),
        issuer=str(own.issuer.native.get("common_name") or own.issuer.human_friendly),
        serial=f"{own.serial_number:x}",
        signed_at=moment.isoformat() if moment else "",
        timestamped=stamped,
        level=_level(signature, timestamped=status.timestamp_validity is not None),
        standing=standing.value,
    )


def _validate(signature: EmbeddedPdfSignature, trust: Trust, moment: datetime | None) -> PdfSignatureStatus:
    context = trust.context(moment=moment)
    return validate_pdf_signature(signature, context, ts_validation_context=trust.context(), key_usage_settings=_USAGE)


def _standing(
    signature: EmbeddedPdfSignature, status: PdfSignatureStatus, trust: Trust, moment: datetime | None, *, stamped: bool
) -> Standing:
    """``moment`` is when it was signed: by the timestamp where one is trusted, else as the signer's clock said."""
    own = signature.signer_cert
    revoked = trust.revoked_on(own)
    # Only a trusted timestamp proves that it was signed before the certificate was revoked.
    if revoked is not None and not (stamped and moment is not None and moment < revoked):
        return Standing.REVOKED
    if status.trusted:
        return Standing.TRUSTED
    if moment is not None and not own.not_valid_before <= moment <= own.not_valid_after:
        return Standing.EXPIRED
    if own.not_valid_after < datetime.now(UTC):
        known = moment is not None and _validate(signature, trust, moment).trusted
        return Standing.EXPIRED_SINCE if known else Standing.UNKNOWN
    return Standing.UNKNOWN


def _level(signature: EmbeddedPdfSignature, *, timestamped: bool) -> str:
    if not timestamped:
        return "B-B"
    return "B-LT" if "/DSS" in signature.reader.root else "B-T"
