"""Certificates opened for one signing: a PKCS#12 file with its passphrase, or a PKCS#11 token with its PIN.

File, passphrase and PIN live as long as the ``with`` block; they are neither stored nor logged, and neither a message
nor the report of a fault holds them.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from forms_templates.intake import MAX_KEY_BYTES, MAX_KEY_TURNS
from forms_templates.signatures.faults import Refused
from forms_templates.signatures.trust import load_trust

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.signers import Signer

#: A module logs a token in for the whole process: one signing after the other.
_token = threading.Lock()


class Secret:
    """A passphrase or PIN that shows in no report: reports print the variables of every function on the way."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Secret(…)"

    def reveal(self) -> str:
        return self._text


@contextmanager
def p12_signer(content: bytes, passphrase: Secret) -> Iterator[Signer]:
    """The certificate in a ``.p12`` or ``.pfx`` file. Raises ``Refused`` saying what is wrong with it."""
    yield _loaded(content, passphrase)


@sensitive_variables()
def _loaded(content: bytes, passphrase: Secret) -> Signer:
    from asn1crypto import keys, x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
    from pyhanko.sign.signers import SimpleSigner

    if len(content) > MAX_KEY_BYTES or not _looks_like_p12(content):
        raise Refused("key.not_p12", "Tệp không phải chứng thư số dạng PKCS#12 (.p12, .pfx).")
    if _turns(content) > MAX_KEY_TURNS:
        raise Refused("key.turns", "Tệp chứng thư mã hóa theo kiểu lạ, không nhận; hãy xuất lại chứng thư.")
    try:
        key, certificate, others = pkcs12.load_key_and_certificates(content, passphrase.reveal().encode())
    except UnsupportedAlgorithm:
        message = "Tệp chứng thư mã hóa theo kiểu quá cũ; hãy xuất lại chứng thư với mã hóa AES."
        raise Refused("key.old", message) from None
    except ValueError:
        # Without the library's own words, and without its error as a cause: neither belongs in a log.
        raise Refused("key.passphrase", "Mật khẩu của tệp chứng thư không đúng, hoặc tệp bị hỏng.") from None
    if key is None or certificate is None:
        raise Refused("key.no_key", "Tệp không có khóa riêng để ký; hãy xuất lại chứng thư kèm khóa riêng.")
    secret = keys.PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    own = x509.Certificate.load(certificate.public_bytes(Encoding.DER))
    chain = [x509.Certificate.load(other.public_bytes(Encoding.DER)) for other in others]
    refuse_unusable(own)
    return SimpleSigner(signing_cert=own, signing_key=secret, cert_registry=_registry(own, chain))


def _looks_like_p12(content: bytes) -> bool:
    from asn1crypto import pkcs12

    try:
        return bool(pkcs12.Pfx.load(content, strict=True)["version"].native == "v3")
    except (ValueError, TypeError):
        return False


def _turns(content: bytes) -> int:
    """How often the file has the passphrase be hashed: what it asks for before anybody knows whether it is right."""
    from asn1crypto import pkcs12

    try:
        file = pkcs12.Pfx.load(content, strict=True)
        turns = [file["mac_data"]["iterations"].native if file["mac_data"].native else 0]
        for part in file.authenticated_safe:
            if part["content_type"].native == "encrypted_data":
                algorithms = [part["content"]["encrypted_content_info"]["content_encryption_algorithm"]]
            else:
                bags = pkcs12.SafeContents.load(part["content"].native)
                kind = "pkcs8_shrouded_key_bag"
                algorithms = [b["bag_value"]["encryption_algorithm"] for b in bags if b["bag_id"].native == kind]
            turns += [algorithm.kdf_iterations for algorithm in algorithms]
    except (ValueError, TypeError, KeyError, AttributeError):
        return MAX_KEY_TURNS + 1
    return max(turns)


def has_token() -> bool:
    """Whether the operator named a PKCS#11 module, so that pages offer the token."""
    return bool(getattr(settings, "PKCS11_MODULE", ""))


@contextmanager
def token_signer(pin: Secret) -> Iterator[Signer]:
    """The one signing certificate of the token in the server. Raises ``Refused`` saying what is missing."""
    from pyhanko.sign.pkcs11 import PKCS11Signer

    with _token, _session(pin) as session:
        own, key_id, others = _own_certificate(session)
        refuse_unusable(own)
        yield PKCS11Signer(
            session,
            signing_cert=own,
            key_id=key_id,
            ca_chain=[*others, *load_trust().between],
            other_certs_to_pull=(),
            # Many tokens sign on curves what is hashed already and nothing else.
            use_raw_mechanism=own.public_key.algorithm == "ec",
        )


@contextmanager
def _session(pin: Secret) -> Iterator[Any]:
    import pkcs11
    from pkcs11 import exceptions

    module = str(getattr(settings, "PKCS11_MODULE", "") or "")
    if not module:
        raise Refused("token.no_module", "Máy chủ chưa khai báo thiết bị ký số (PKCS11_MODULE).")
    try:
        library = pkcs11.lib(module)
        slots = library.get_slots(token_present=True)
    except (exceptions.PKCS11Error, RuntimeError, OSError) as error:
        message = "Không nạp được thư viện của thiết bị ký số; đề nghị người quản trị xem lại PKCS11_MODULE."
        raise Refused("token.module", message) from error
    token = _chosen_token(slots)
    try:
        session = token.open(user_pin=pin.reveal())
    except (exceptions.PinIncorrect, exceptions.PinLenRange, exceptions.PinInvalid):
        message = "Mã PIN không đúng. Nhập sai nhiều lần, thiết bị sẽ bị khóa."
        raise Refused("token.pin", message) from None
    except exceptions.PinLocked:
        raise Refused("token.locked", "Thiết bị ký số đã bị khóa vì nhập sai mã PIN nhiều lần.") from None
    except exceptions.PKCS11Error as error:
        raise Refused("token.open", "Không mở được thiết bị ký số; rút ra, cắm lại rồi thử lại.") from error
    try:
        yield session
    except exceptions.PKCS11Error as error:
        raise Refused("token.failed", "Thiết bị ký số ngừng trả lời khi đang ký; chưa có gì được lưu.") from error
    finally:
        session.close()


def _chosen_token(slots: list[Any]) -> Any:
    from pkcs11 import exceptions

    label = str(getattr(settings, "PKCS11_TOKEN", "") or "")
    number = getattr(settings, "PKCS11_SLOT", None)
    found = []
    for slot in slots:
        try:
            token = slot.get_token()
        except exceptions.PKCS11Error:
            continue
        fits = token.label.strip() == label if label else number is None or slot.slot_id == number
        if fits and _is_set_up(token):
            found.append(token)
    if not found:
        raise Refused("token.missing", "Không thấy thiết bị ký số; hãy cắm thiết bị vào máy chủ rồi thử lại.")
    if len(found) > 1:
        message = "Máy chủ có nhiều thiết bị ký số; đề nghị người quản trị khai báo PKCS11_TOKEN."
        raise Refused("token.many", message)
    return found[0]


def _is_set_up(token: Any) -> bool:
    """Whether the token has been set up: an empty slot of some modules shows as a token without a user."""
    from pkcs11 import TokenFlag

    return bool(token.flags & TokenFlag.TOKEN_INITIALIZED)


def _own_certificate(session: Any) -> tuple[Certificate, bytes, list[Certificate]]:
    """The certificate that has a private key on the token, the key's id, and the other certificates there."""
    from asn1crypto import x509
    from pkcs11 import Attribute, ObjectClass

    ids = {bytes(key[Attribute.ID]) for key in session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})}
    own: list[tuple[Certificate, bytes]] = []
    others: list[Certificate] = []
    for found in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        certificate = x509.Certificate.load(bytes(found[Attribute.VALUE]))
        key_id = bytes(found[Attribute.ID])
        if key_id in ids and _may_sign(certificate):
            own.append((certificate, key_id))
        else:
            others.append(certificate)
    if not own:
        raise Refused("token.empty", "Thiết bị ký số không có chứng thư nào dùng để ký được.")
    usable = [row for row in own if row[0].not_valid_before <= datetime.now(UTC) <= row[0].not_valid_after]
    if len(usable) > 1:
        raise Refused(
            "token.certificates", "Thiết bị có nhiều chứng thư còn hạn; mỗi thiết bị chỉ để một chứng thư ký."
        )
    return (*(usable or own)[0], others)


def _registry(own: Certificate, chain: list[Certificate]) -> Any:
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    registry = SimpleCertificateStore()
    registry.register_multiple([own, *chain, *load_trust().between])
    return registry


def _may_sign(certificate: Certificate) -> bool:
    usage = certificate.key_usage_value
    return usage is None or bool({"digital_signature", "non_repudiation"} & set(usage.native))


def refuse_unusable(certificate: Certificate) -> None:
    """Refuses a certificate that is not for signing, or not valid today."""
    now = datetime.now(UTC)
    if not _may_sign(certificate):
        raise Refused("key.usage", "Chứng thư này không được cấp để ký.")
    if now < certificate.not_valid_before:
        day = f"{certificate.not_valid_before:%d/%m/%Y}"
        raise Refused("key.early", f"Chứng thư chưa có hiệu lực, có hiệu lực từ ngày {day}.")
    if now > certificate.not_valid_after:
        day = f"{certificate.not_valid_after:%d/%m/%Y}"
        raise Refused("key.expired", f"Chứng thư đã hết hạn ngày {day}; hãy dùng chứng thư còn hạn.")
