"""Whom the installation trusts: certificates and revocation lists in one folder that the operator keeps."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from asn1crypto.crl import CertificateList
    from asn1crypto.x509 import Certificate

logger = logging.getLogger(__name__)

_CERTIFICATES = (".pem", ".crt", ".cer", ".der")
_LISTS = (".crl",)
_LONGEST_CHAIN = 8


@dataclass(frozen=True, slots=True)
class Trust:
    """Roots, the authorities between them and the signers, and lists of revoked certificates."""

    roots: tuple[Certificate, ...] = ()
    between: tuple[Certificate, ...] = ()
    lists: tuple[CertificateList, ...] = ()

    def revoked_on(self, certificate: Certificate) -> datetime | None:
        """When it, or an authority above it, was revoked by a list at hand; none where no list names it.

        A list counts when the authority above the certificate signed it, however old it is: what it names stays
        revoked. pyHanko looks only for those certificates into a list that say where to fetch one.
        """
        days: list[datetime] = []
        below = certificate
        for _ in range(_LONGEST_CHAIN):
            above = [row for row in (*self.between, *self.roots) if row.subject == below.issuer]
            days.extend(day for row in above if (day := self._named(below, row)) is not None)
            if not above or above[0].self_issued:
                break
            below = above[0]
        return min(days, default=None)

    def _named(self, certificate: Certificate, by: Certificate) -> datetime | None:
        from cryptography import x509

        key = x509.load_der_x509_certificate(by.dump()).public_key()
        for listed in self.lists:
            if listed.issuer != certificate.issuer:
                continue
            parsed = x509.load_der_x509_crl(listed.dump())
            entry = parsed.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and parsed.is_signature_valid(key):  # type: ignore[arg-type]
                return entry.revocation_date_utc
        return None

    def context(self, *, moment: datetime | None = None, revocation: str = "soft-fail") -> Any:
        """What pyHanko validates against. Nothing is fetched: what is not in the folder is not known.

        ``revocation``: ``soft-fail`` lets pass what no list speaks of, ``require`` does not.
        """
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=list(self.roots),
            other_certs=list(self.between),
            crls=list(self.lists),
            moment=moment,
            allow_fetching=False,
            revocation_mode=revocation,
            retroactive_revinfo=True,
        )


def load_trust() -> Trust:
    """What lies in the folder ``TRUST_ROOTS`` now; a file that cannot be read is passed over with a line in the log."""
    folder = str(getattr(settings, "TRUST_ROOTS", "") or "")
    if not folder:
        return Trust()
    roots: list[Certificate] = []
    between: list[Certificate] = []
    lists: list[CertificateList] = []
    for path in sorted(Path(folder).glob("*")):
        try:
            if path.suffix.lower() in _LISTS:
                lists.extend(_lists(path.read_bytes()))
            elif path.suffix.lower() in _CERTIFICATES:
                for certificate in _certificates(path.read_bytes()):
                    (roots if certificate.self_issued else between).append(certificate)
        except (OSError, ValueError, TypeError) as error:
            logger.warning("%s in the folder of trusted certificates cannot be read: %s", path.name, error)
    return Trust(tuple(roots), tuple(between), tuple(lists))


def _certificates(content: bytes) -> list[Certificate]:
    from asn1crypto.x509 import Certificate

    found = [Certificate.load(der, strict=True) for der in _der(content)]
    for certificate in found:
        _ = certificate.subject.native  # a file of something else fails here and not while a paper is checked
    return found


def _lists(content: bytes) -> list[CertificateList]:
    from asn1crypto.crl import CertificateList

    found = [CertificateList.load(der, strict=True) for der in _der(content)]
    for listed in found:
        _ = listed["tbs_cert_list"]["this_update"].native
    return found


def _der(content: bytes) -> list[bytes]:
    from asn1crypto import pem

    if not pem.detect(content):
        return [content]
    return [der for _name, _headers, der in pem.unarmor(content, multiple=True)]
