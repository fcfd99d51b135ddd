"""A token in the server signs as a certificate file does; each thing that is missing is told in its own sentence."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pkcs11
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import LazySettings
from pkcs11 import Attribute, CertificateType, ObjectClass

from config.dev.bootstrap import softhsm_module
from forms_templates.signatures.blocks import signature_blocks
from forms_templates.signatures.checking import check_signed
from forms_templates.signatures.faults import Refused
from forms_templates.signatures.keys import Secret, has_token, token_signer
from forms_templates.signatures.signing import Role, sign_pdf
from tests.forms_templates.certificates import Identity, issued, keep_trust, persons
from tests.forms_templates.signing import printed

PIN, SO_PIN = "8642 9753", "00000000"


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The library, with an empty token, one of a signer, and one with two signers."""
    module = softhsm_module()
    assert module, "python3 config/dev/bootstrap.py test installs it"
    folder = tmp_path_factory.mktemp("softhsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    before = os.environ.get("SOFTHSM2_CONF")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    owner = issued("Nguyễn Văn Thẻ", "Đảng ủy xã Tân Lập")
    other = issued("Trần Thị Khác")
    for label, owners in (("trong", ()), ("mot", (owner,)), ("hai", (owner, other)), ("het-han", (expired(),))):
        init = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", SO_PIN]
        subprocess.run(init, check=True, capture_output=True)
        for number, identity in enumerate(owners, start=1):
            put(folder, label, number, identity)
    library = pkcs11.lib(module)
    library.reinitialize()
    for label, owners in (("mot", (owner,)), ("hai", (owner, other)), ("het-han", (expired(),))):
        with library.get_token(token_label=label).open(user_pin=PIN, rw=True) as session:
            for number, identity in enumerate(owners, start=1):
                session.create_object(certificate_of(identity, bytes([number])))
            session.create_object(certificate_of(persons(), b"\xff"))
    yield module
    if before is None:
        del os.environ["SOFTHSM2_CONF"]
    else:
        os.environ["SOFTHSM2_CONF"] = before


def expired() -> Identity:
    return issued("Người Cũ", begins=-900, ends=-10)


def put(folder: Path, label: str, number: int, identity: Identity) -> None:
    key = folder / f"{label}-{number}.pem"
    key.write_bytes(identity.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    import_key = ["softhsm2-util", "--import", str(key), "--token", label, "--label", f"khoa-{number}"]
    subprocess.run([*import_key, "--id", f"{number:02x}", "--pin", PIN], check=True, capture_output=True)


def certificate_of(identity: Identity, key_id: bytes) -> dict[Attribute, object]:
    return {
        Attribute.CLASS: ObjectClass.CERTIFICATE,
        Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
        Attribute.TOKEN: True,
        Attribute.LABEL: "chung thu",
        Attribute.ID: key_id,
        Attribute.SUBJECT: identity.certificate.subject.public_bytes(),
        Attribute.VALUE: identity.certificate.public_bytes(Encoding.DER),
    }


@pytest.fixture
def plugged(tokens: str, settings: LazySettings, tmp_path: Path) -> LazySettings:
    keep_trust(tmp_path / "roots")
    settings.TRUST_ROOTS = str(tmp_path / "roots")
    settings.PKCS11_MODULE = tokens
    settings.PKCS11_TOKEN = "mot"
    return settings


def signed(pin: str = PIN) -> bytes:
    with token_signer(Secret(pin)) as signer:
        blocks = signature_blocks(printed())
        return sign_pdf(printed(), signer=signer, role=Role.PERSON, block=1, final=False, blocks=blocks)


def refused(pin: str = PIN) -> Refused:
    with pytest.raises(Refused) as caught:
        signed(pin)
    return caught.value


def test_a_token_signs_with_its_one_certificate(plugged: LazySettings):
    assert has_token()
    (found,) = check_signed(signed(), original=printed())
    assert (found.signer, found.standing) == ("Nguyễn Văn Thẻ", "trusted")
    assert signed() != printed(), "and again: the token is let go after each signature"


def test_a_wrong_pin_is_told_and_not_logged(plugged: LazySettings, caplog: pytest.LogCaptureFixture):
    error = refused("13579-sai")
    assert error.code == "token.pin"
    assert str(error) == "Mã PIN không đúng. Nhập sai nhiều lần, thiết bị sẽ bị khóa."
    assert "13579" not in caplog.text
    assert refused("1").code == "token.pin"
    assert signed(), "the right one still opens it"


def test_a_token_that_is_not_there_is_told(plugged: LazySettings):
    plugged.PKCS11_TOKEN = "không có"
    error = refused()
    assert error.code == "token.missing"
    assert str(error) == "Không thấy thiết bị ký số; hãy cắm thiết bị vào máy chủ rồi thử lại."


def test_a_module_that_is_not_there_is_told(plugged: LazySettings, tmp_path: Path):
    plugged.PKCS11_MODULE = str(tmp_path / "khong-co.so")
    assert refused().code == "token.module"
    (tmp_path / "gia.so").write_text("not a library")
    plugged.PKCS11_MODULE = str(tmp_path / "gia.so")
    assert "PKCS11_MODULE" in str(refused())


def test_without_a_module_no_token_is_offered(settings: LazySettings):
    settings.PKCS11_MODULE = ""
    assert not has_token()
    assert refused().code == "token.no_module"


def test_several_tokens_ask_for_a_label(plugged: LazySettings):
    plugged.PKCS11_TOKEN = ""
    assert refused().code == "token.many"


def test_the_slots_number_chooses_too(plugged: LazySettings):
    library = pkcs11.lib(plugged.PKCS11_MODULE)
    plugged.PKCS11_TOKEN = ""
    plugged.PKCS11_SLOT = library.get_token(token_label="mot").slot.slot_id
    assert check_signed(signed(), original=printed())


@pytest.mark.parametrize(
    ("label", "code"), [("trong", "token.empty"), ("hai", "token.certificates"), ("het-han", "key.expired")]
)
def test_a_token_without_one_usable_certificate_is_told(plugged: LazySettings, label: str, code: str) -> None:
    plugged.PKCS11_TOKEN = label
    assert refused().code == code
