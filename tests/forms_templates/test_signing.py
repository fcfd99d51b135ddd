"""A paper signed here keeps its bytes, shows each signature in its room, and says itself what may still follow."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, pkcs12
from django.conf import LazySettings
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature

from forms_templates.intake import MAX_KEY_BYTES
from forms_templates.signatures.blocks import signature_blocks
from forms_templates.signatures.checking import check_signed
from forms_templates.signatures.faults import Refused
from forms_templates.signatures.keys import Secret, p12_signer
from forms_templates.signatures.signing import Role
from forms_templates.signatures.trust import load_trust
from tests.forms_templates.certificates import (
    PASSPHRASE,
    Identity,
    agencies,
    authority,
    issued,
    keep_trust,
    persons,
    seal,
    secretary,
)
from tests.forms_templates.reading import text_of
from tests.forms_templates.signing import printed, signed_and_sealed, signed_by, signed_once


@pytest.fixture(autouse=True)
def roots(tmp_path: Path, settings: LazySettings) -> Path:
    keep_trust(tmp_path / "roots")
    settings.TRUST_ROOTS = str(tmp_path / "roots")
    return tmp_path / "roots"


# Rooms ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "captions"),
    [
        ("mau_01", ["T/M TẬP THỂ LÃNH ĐẠO, QUẢN LÝ"]),
        (
            "mau_02",
            ["NGƯỜI TỰ KIỂM ĐIỂM", "THỦ TRƯỞNG CƠ QUAN, ĐƠN VỊ", "T/M CHI ỦY (CHI BỘ)", "T/M ĐẢNG ỦY (CHI ỦY)"],
        ),
        ("mau_3_213_nx", ["XÁC NHẬN CỦA ĐẢNG ỦY XÃ, PHƯỜNG, THỊ TRẤN", "T/M CHI BỘ"]),
    ],
)
def test_every_room_of_a_form_is_found_below_its_caption(code: str, captions: list[str]) -> None:
    blocks = signature_blocks(printed(code))
    assert sorted(block.caption for block in blocks) == sorted(captions)
    for block in blocks:
        left, bottom, right, top = block.box
        assert 0 < left < right < 596
        assert 0 < bottom < top < 842
        page = pypdfium2.PdfDocument(printed(code)).get_page(block.page)
        words = page.get_textpage()
        assert not words.get_text_bounded(left, bottom + 2, right, top - 2).strip(), "the room is empty"
        above = words.get_text_bounded(left - 60, top, right + 60, top + 45)
        assert block.caption.split()[-1] in above


def test_a_paper_without_rooms_has_none():
    from forms_templates.pdf import render_pdf

    cover = render_pdf("pdf/signature_stamp.html", {"width": "60", "height": "20", "size": "7", "colour": "#000"})
    assert signature_blocks(cover) == []


# Signing --------------------------------------------------------------------------------------------------------


def test_the_papers_own_bytes_are_the_first_part_of_the_signed_file():
    assert signed_once().startswith(printed())
    assert signed_and_sealed().startswith(signed_once())


def test_the_stamps_show_the_signers_in_vietnamese_in_their_room():
    pdf = pypdfium2.PdfDocument(signed_and_sealed())
    pdf.init_forms()
    (block,) = signature_blocks(printed())
    page = pdf.get_page(block.page)
    pypdfium2.raw.FPDFPage_Flatten(page.raw, pypdfium2.raw.FLAT_NORMALDISPLAY)
    page = pdf.get_page(block.page)
    left, bottom, right, top = block.box
    shown = " ".join(page.get_textpage().get_text_bounded(left, bottom, right, top).split())
    for words in ("Ký số bởi:", "Nguyễn Thị Thưởng", "Con dấu số của:", "Đảng ủy xã Tân Lập", "+0700"):
        assert words in shown
    assert text_of(signed_and_sealed()) == text_of(printed()), "the paper's own words are untouched"


def test_the_person_signs_first_then_the_agency_and_the_last_one_locks():
    found = check_signed(signed_and_sealed(), original=printed())
    assert [(row.signer, row.standing) for row in found] == [
        ("Nguyễn Thị Thưởng", "trusted"),
        ("Đảng ủy xã Tân Lập", "trusted"),
    ]
    reader = PdfFileReader(BytesIO(signed_and_sealed()))
    first, last = reader.embedded_signatures
    assert first.docmdp_level is not None
    assert first.docmdp_level.value == 2, "certified: only signatures may follow"
    lock = last.sig_field["/Lock"]
    assert (str(lock["/Action"]), int(lock["/P"])) == ("/All", 1)


def test_pyhankos_own_strict_policy_finds_nothing_to_object_to():
    for embedded in PdfFileReader(BytesIO(signed_and_sealed())).embedded_signatures:
        status = validate_pdf_signature(embedded, load_trust().context())
        assert status.bottom_line


def refused(content: bytes, **how: object) -> str:
    with pytest.raises(Refused) as caught:
        signed_by(secretary(), content, **how)  # type: ignore[arg-type]
    return caught.value.code


def test_who_signs_out_of_turn_is_refused():
    assert refused(printed(), role=Role.AGENCY) == "sign.order"
    assert refused(signed_once(), role=Role.PERSON) == "sign.twice"
    assert refused(signed_and_sealed(), role=Role.AGENCY) == "sign.locked"


def test_a_first_signature_that_is_the_last_one_too_forbids_every_change():
    only = signed_by(secretary(), printed(), final=True)
    assert [row.field for row in check_signed(only, original=printed())] == ["KyCuoi_1"]
    (embedded,) = PdfFileReader(BytesIO(only)).embedded_signatures
    assert embedded.docmdp_level is not None
    assert embedded.docmdp_level.value == 1
    assert refused(only, role=Role.AGENCY) == "sign.locked"


def test_several_rooms_are_signed_one_after_the_other():
    form = printed("mau_02")
    rooms = {block.caption: block.number for block in signature_blocks(form)}
    content = form
    for caption in ("NGƯỜI TỰ KIỂM ĐIỂM", "T/M CHI ỦY (CHI BỘ)", "T/M ĐẢNG ỦY (CHI ỦY)"):
        content = signed_by(secretary(), content, block=rooms[caption], original=form)
    last = rooms["T/M ĐẢNG ỦY (CHI ỦY)"]
    content = signed_by(seal(), content, role=Role.AGENCY, block=last, final=True, original=form)
    assert len(check_signed(content, original=form)) == 4


# Keys -----------------------------------------------------------------------------------------------------------


def key_refused(content: bytes, passphrase: str = PASSPHRASE) -> Refused:
    with pytest.raises(Refused) as caught, p12_signer(content, Secret(passphrase)):
        pass
    return caught.value


def test_a_wrong_passphrase_is_told_and_appears_nowhere(caplog: pytest.LogCaptureFixture):
    error = key_refused(secretary().p12(), "bí mật không được lộ")
    assert (error.code, str(error)) == (
        "key.passphrase",
        "Mật khẩu của tệp chứng thư không đúng, hoặc tệp bị hỏng.",
    )
    assert error.__cause__ is None
    assert "bí mật" not in caplog.text + str(error)


@pytest.mark.parametrize("content", [b"", b"not a key", secretary().pem, bytes(MAX_KEY_BYTES + 1)])
def test_what_is_no_certificate_file_is_told(content: bytes) -> None:
    assert key_refused(content).code == "key.not_p12"


def test_a_file_that_would_have_its_passphrase_hashed_for_hours_is_refused_before(monkeypatch: pytest.MonkeyPatch):
    from asn1crypto import pkcs12 as asn1

    endless = asn1.Pfx.load(secretary().p12())
    endless["mac_data"]["iterations"] = 2**31 - 1
    monkeypatch.setattr(pkcs12, "load_key_and_certificates", None)
    assert key_refused(endless.dump(force=True)).code == "key.turns"


def test_a_file_encrypted_in_a_way_no_longer_supported_is_told(monkeypatch: pytest.MonkeyPatch):
    def too_old(*args: object) -> None:
        raise UnsupportedAlgorithm("RC2 with 40 bits")

    monkeypatch.setattr(pkcs12, "load_key_and_certificates", too_old)
    assert key_refused(secretary().p12()).code == "key.old"


def test_a_certificate_without_its_key_cannot_sign():
    bare = pkcs12.serialize_key_and_certificates(b"x", None, secretary().certificate, None, NoEncryption())
    assert key_refused(bare, "").code == "key.no_key"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (issued("Người Cũ", begins=-900, ends=-10), "key.expired"),
        (issued("Người Mới", begins=10, ends=90), "key.early"),
        (issued("may-chu.noi-bo", signs=False), "key.usage"),
    ],
)
def test_a_certificate_that_may_not_sign_today_is_refused_with_the_day(who: Identity, code: str) -> None:
    error = key_refused(who.p12())
    assert error.code == code
    if code != "key.usage":
        day = who.certificate.not_valid_after_utc if code == "key.expired" else who.certificate.not_valid_before_utc
        assert f"{day:%d/%m/%Y}" in str(error)


# Timestamps -------------------------------------------------------------------------------------------------------


class _Server(HTTPServer):
    """A timestamp server on the loopback; ``broken`` answers with something else."""

    broken = False

    def __init__(self, who: Identity) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.stamper = DummyTimeStamper(
            tsa_cert=asn1_x509.Certificate.load(who.certificate.public_bytes(Encoding.DER)),
            tsa_key=asn1_keys.PrivateKeyInfo.load(who.private_der()),
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/tsa?x=1"


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
        answer = (
            b"<html>"
            if self.server.broken
            else asyncio.run(self.server.stamper.async_request_tsa_response(request)).dump()
        )
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture
def server(settings: LazySettings) -> Iterator[_Server]:
    running = _Server(issued("Máy chủ dấu thời gian (thử)", by=agencies(), stamps=True))
    thread = threading.Thread(target=running.serve_forever)
    thread.start()
    settings.TIMESTAMP_URL = running.url
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def test_without_a_timestamp_server_the_signature_is_b_b():
    assert check_signed(signed_once(), original=printed())[0].level == "B-B"


def test_with_a_timestamp_server_the_signature_is_b_t(server: _Server):
    (found,) = check_signed(signed_by(secretary(), printed()), original=printed())
    assert (found.level, found.timestamped, found.standing) == ("B-T", True, "trusted")


def test_with_lists_for_every_certificate_too_it_is_b_lt(server: _Server, roots: Path):
    keep_trust(roots, lists=(persons().revoked(), agencies().revoked()))
    signed = signed_by(secretary(), printed())
    (found,) = check_signed(signed, original=printed())
    assert (found.level, found.standing) == ("B-LT", "trusted")
    sealed = signed_by(seal(), signed, role=Role.AGENCY, final=True)
    assert [row.level for row in check_signed(sealed, original=printed())] == ["B-LT", "B-LT"]


def test_a_list_that_is_missing_leaves_b_t(server: _Server, roots: Path):
    keep_trust(roots, lists=(agencies().revoked(),))
    (found,) = check_signed(signed_by(secretary(), printed()), original=printed())
    assert found.level == "B-T"


def test_revoked_after_a_trusted_timestamp_the_signature_still_counts(server: _Server, roots: Path):
    signed = signed_by(secretary(), printed())
    keep_trust(roots, lists=(persons().revoked(secretary(), at=datetime.now(UTC) + timedelta(minutes=1)),))
    assert check_signed(signed, original=printed())[0].standing == "trusted"


def test_a_timestamp_of_an_unknown_server_proves_nothing(server: _Server):
    stranger = issued("Máy chủ lạ", by=authority("Cơ quan chứng thực không quen (thử)"), stamps=True)
    server.stamper = _Server(stranger).stamper
    (found,) = check_signed(signed_by(secretary(), printed()), original=printed())
    assert (found.timestamped, found.standing) == (False, "trusted")


def test_a_timestamp_server_that_answers_nonsense_or_not_at_all_leaves_the_paper_unsigned(
    server: _Server, settings: LazySettings
):
    server.broken = True
    assert refused(printed()) == "sign.timestamp"
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    assert refused(printed()) == "sign.timestamp"
    settings.TIMESTAMP_URL = "không phải địa chỉ"
    assert refused(printed()) == "sign.timestamp"
