"""Certificates made for the tests: an authority of persons, one of agencies, a timestamp server, lists of revoked ones.

Everything is made up; keys live as long as the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSPHRASE = "mật khẩu của tôi"
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Identity:
    """A certificate and its key; ``issuer`` is none for a root."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
    issuer: Identity | None = None

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def p12(self, passphrase: str = PASSPHRASE) -> bytes:
        others = [self.issuer.certificate] if self.issuer else None
        encryption = BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"key", self.key, self.certificate, others, encryption)

    def private_der(self) -> bytes:
        return self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def revoked(self, *victims: Identity, at: datetime | None = None, listed: int = -1) -> bytes:
        """The list of revoked certificates that this authority signs."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.certificate.subject)
        day = NOW + timedelta(days=listed)
        builder = builder.last_update(day).next_update(day + timedelta(days=30))
        for victim in victims:
            entry = x509.RevokedCertificateBuilder().serial_number(victim.certificate.serial_number)
            builder = builder.add_revoked_certificate(entry.revocation_date(at or day - timedelta(hours=2)).build())
        number = x509.CRLNumber(1)
        identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key())
        builder = builder.add_extension(number, critical=False).add_extension(identifier, critical=False)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)


def _name(common: str, organization: str = "") -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if organization:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _usage(*, signs: bool, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        content_commitment=signs,
        key_encipherment=not signs and not certifies,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certifies,
        crl_sign=certifies,
        encipher_only=False,
        decipher_only=False,
    )


def _make(
    subject: x509.Name, issuer: Identity | None, begins: datetime, ends: datetime, usage: x509.KeyUsage, *, stamps: bool
) -> Identity:
    # The timestamp server of pyHanko that the tests run knows RSA alone.
    key = rsa.generate_private_key(65537, 2048) if stamps else ec.generate_private_key(ec.SECP256R1())
    signing = issuer.key if issuer else key
    is_authority = usage.key_cert_sign
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing.public_key()), critical=False)
    )
    if stamps:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    return Identity(builder.sign(signing, hashes.SHA256()), key, issuer)


@cache
def authority(name: str) -> Identity:
    usage = _usage(signs=False, certifies=True)
    return _make(_name(name), None, NOW - timedelta(days=3650), NOW + timedelta(days=3650), usage, stamps=False)


def persons() -> Identity:
    return authority("Cơ quan chứng thực cá nhân (thử)")


def agencies() -> Identity:
    return authority("Cơ quan chứng thực tổ chức (thử)")


@cache
def issued(
    common: str,
    organization: str = "",
    *,
    by: Identity | None = None,
    begins: int = -400,
    ends: int = 400,
    signs: bool = True,
    stamps: bool = False,
) -> Identity:
    """A certificate valid from ``begins`` to ``ends``, days from now."""
    usage = _usage(signs=signs, certifies=False)
    span = (NOW + timedelta(days=begins), NOW + timedelta(days=ends))
    return _make(_name(common, organization), by or persons(), *span, usage, stamps=stamps)


def secretary() -> Identity:
    return issued("Nguyễn Thị Thưởng", "Đảng ủy xã Tân Lập")


def seal() -> Identity:
    return issued("Đảng ủy xã Tân Lập", "Đảng ủy xã Tân Lập", by=agencies())


def keep_trust(folder: Path, *, lists: tuple[bytes, ...] = ()) -> None:
    """The folder of an office that trusts both authorities."""
    folder.mkdir(exist_ok=True)
    for number, root in enumerate((persons(), agencies())):
        (folder / f"goc-{number}.pem").write_bytes(root.pem)
    for number, listed in enumerate(lists):
        (folder / f"thu-hoi-{number}.crl").write_bytes(listed)
