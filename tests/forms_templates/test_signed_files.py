"""A signed file is taken only when it is the very paper with nothing but signatures: 40 ways in which it is not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import LazySettings
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner

from forms_templates.signatures.checking import FoundSignature, check_signed
from forms_templates.signatures.faults import Refused
from forms_templates.signatures.signing import Role
from tests.forms_templates.certificates import NOW, Identity, authority, issued, keep_trust, persons, secretary
from tests.forms_templates.signing import printed, signed_and_sealed, signed_by, signed_once


@pytest.fixture(autouse=True)
def _trust(tmp_path: Path, settings: LazySettings) -> None:
    keep_trust(tmp_path / "roots")
    settings.TRUST_ROOTS = str(tmp_path / "roots")


def check(content: bytes, original: bytes | None = None) -> list[FoundSignature]:
    return check_signed(content, original=original or printed())


def refused(content: bytes, original: bytes | None = None) -> str:
    with pytest.raises(Refused) as caught:
        check(content, original)
    assert str(caught.value)[0].isupper()
    assert str(caught.value).endswith(".")
    return caught.value.code


# As other programs sign --------------------------------------------------------------------------------------------


def elsewhere(
    who: Identity,
    content: bytes,
    *,
    name: str = "Signature1",
    box: tuple[int, int, int, int] | None = (90, 90, 250, 140),
) -> bytes:
    """Signed as another program does: one field of its own, nothing certified."""
    signer = SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(who.certificate.public_bytes(Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(who.private_der()),
        cert_registry=None,  # type: ignore[arg-type]
    )
    writer = IncrementalPdfFileWriter(BytesIO(content))
    field = SigFieldSpec(name, on_page=0, box=box)
    metadata = PdfSignatureMetadata(field_name=name, md_algorithm="sha256")
    return bytes(PdfSigner(metadata, signer, new_field_spec=field).sign_pdf(writer).getvalue())


def test_a_file_signed_by_another_program_is_taken_with_who_when_and_by_whose_certificate():
    (found,) = check(elsewhere(secretary(), printed()))
    assert (found.signer, found.organization) == ("Nguyễn Thị Thưởng", "Đảng ủy xã Tân Lập")
    assert (found.issuer, found.standing, found.level) == ("Cơ quan chứng thực cá nhân (thử)", "trusted", "B-B")
    assert found.signed_at
    assert not found.timestamped


def test_two_programs_may_sign_one_after_the_other():
    twice = elsewhere(
        issued("Trần Văn Ước"), elsewhere(secretary(), printed()), name="Signature2", box=(90, 30, 250, 80)
    )
    assert [found.signer for found in check(twice)] == ["Nguyễn Thị Thưởng", "Trần Văn Ước"]


# Not this paper, or no longer ---------------------------------------------------------------------------------------


def resaved(content: bytes, **how: object) -> bytes:
    target = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        pdf.save(target, **how)  # type: ignore[arg-type]
    return target.getvalue()


def appended(content: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """An update of the file that changes something else than signatures."""
    writer = IncrementalPdfFileWriter(BytesIO(content))
    change(writer)
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def changed_page(writer: IncrementalPdfFileWriter) -> None:
    stream = generic.StreamObject(stream_data=b"0 0 595 842 re f")
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(stream)
    writer.update_container(page)


def added_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    page = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Page"),
            generic.pdf_name("/Parent"): writer.root.raw_get("/Pages"),
            generic.pdf_name("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
        }
    )
    pages["/Kids"].append(writer.add_object(page))
    pages["/Count"] = generic.NumberObject(int(pages["/Count"]) + 1)
    writer.update_container(pages["/Kids"])
    writer.update_container(pages)


def dropped_page(writer: IncrementalPdfFileWriter) -> None:
    pages = writer.root["/Pages"]
    del pages["/Kids"][-1]
    pages["/Count"] = generic.NumberObject(int(pages["/Count"]) - 1)
    writer.update_container(pages["/Kids"])
    writer.update_container(pages)


def turned_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(180)
    writer.update_container(page)


def annotated(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/FreeText"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842))),
            generic.pdf_name("/Contents"): generic.TextStringObject("Hoàn thành xuất sắc"),
        }
    )
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), writer.add_object(note)])
    writer.update_container(page)


def scripted(writer: IncrementalPdfFileWriter) -> None:
    action = {generic.pdf_name("/S"): generic.pdf_name("/JavaScript"), generic.pdf_name("/JS"): generic.pdf_string("1")}
    writer.root["/OpenAction"] = generic.DictionaryObject(action)
    writer.update_root()


def renamed(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/Names"] = generic.DictionaryObject()
    writer.update_root()


def moved_stamp(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0].get_object()
    field["/Rect"] = generic.ArrayObject(map(generic.NumberObject, (0, 700, 200, 800)))
    writer.update_container(field)


def redrawn_stamp(writer: IncrementalPdfFileWriter) -> None:
    fields = [field.get_object() for field in writer.root["/AcroForm"]["/Fields"]]
    field = next(field for field in fields if "/V" in field)
    picture = generic.StreamObject(stream_data=b"1 0 0 rg 0 0 100 100 re f")
    picture["/Subtype"] = generic.pdf_name("/Form")
    picture["/BBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 100, 100)))
    field["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): writer.add_object(picture)})
    writer.update_container(field)


def dropped_signature(writer: IncrementalPdfFileWriter) -> None:
    fields = [field.get_object() for field in writer.root["/AcroForm"]["/Fields"]]
    field = next(field for field in fields if "/V" in field)
    del field["/V"]
    writer.update_container(field)


def text_field(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    field = writer.add_object(
        generic.DictionaryObject(
            {
                generic.pdf_name("/FT"): generic.pdf_name("/Tx"),
                generic.pdf_name("/T"): generic.TextStringObject("Muc"),
                generic.pdf_name("/V"): generic.TextStringObject("Hoàn thành xuất sắc"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Widget"),
                generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (10, 10, 200, 40))),
            }
        )
    )
    page["/Annots"] = generic.ArrayObject([*page.get("/Annots", []), field])
    writer.update_container(page)
    if "/AcroForm" in writer.root:
        form = writer.root["/AcroForm"]
    else:
        form = generic.DictionaryObject({generic.pdf_name("/Fields"): generic.ArrayObject()})
        writer.root["/AcroForm"] = form
        writer.update_root()
    fields = form["/Fields"]
    fields.append(field)
    writer.update_container(fields)


def flipped(content: bytes, place: float) -> bytes:
    where = int(len(content) * place)
    return content[:where] + bytes([content[where] ^ 1]) + content[where + 1 :]


def replaced(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    at = content.rindex(old)
    return content[:at] + new + content[at + len(old) :]


def digest_flipped(content: bytes) -> bytes:
    """A byte within the signature itself."""
    at = max(found.end() for found in re.finditer(rb"/Contents <[0-9a-f]*[1-9a-f]", content)) - 20
    return content[:at] + (b"0" if content[at : at + 1] != b"0" else b"1") + content[at + 1 :]


def moved_over(content: bytes) -> bytes:
    """The update that signed one paper, hung on another."""
    return printed("mau_02") + content[len(printed()) :]


def stranger_behind(content: bytes) -> bytes:
    """The paper's bytes, then a whole other signed paper that does not build on them."""
    other = signed_by(secretary(), printed("mau_02"), original=printed("mau_02"))
    return content[: len(printed())] + other


ONCE, SEALED = signed_once, signed_and_sealed

#: Name → the file, and the reason that is given.
VARIANTS: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "one bit of the first page": (lambda: flipped(ONCE(), 0.05), {"signed.other_paper"}),
    "one bit of the paper's middle": (lambda: flipped(ONCE(), 0.3), {"signed.other_paper"}),
    "one bit at the paper's end": (
        lambda: flipped(ONCE(), (len(printed()) - 20) / len(ONCE())),
        {"signed.other_paper", "signed.not_a_pdf"},
    ),
    "one bit of the update": (
        lambda: flipped(ONCE(), (len(printed()) + 60) / len(ONCE())),
        {"signed.not_intact", "signed.broken", "signed.not_a_pdf", "signed.changed"},
    ),
    "one digit of the signature": (lambda: digest_flipped(ONCE()), {"signed.not_intact", "signed.broken"}),
    "one digit of the last signature": (lambda: digest_flipped(SEALED()), {"signed.not_intact", "signed.broken"}),
    "the signing day in the file": (
        lambda: replaced(ONCE(), rb"/M (D\07220", rb"/M (D\07219"),
        {"signed.not_intact"},
    ),
    "the range that is signed": (
        lambda: replaced(ONCE(), b"/ByteRange [0 ", b"/ByteRange [1 "),
        {"signed.not_intact", "signed.broken", "signed.changed"},
    ),
    "the name of the signer's field": (lambda: replaced(ONCE(), rb"(Ky\1371)", rb"(Kx\1371)"), {"signed.not_intact"}),
    "cut in the middle": (lambda: ONCE()[: len(ONCE()) // 2], {"signed.not_a_pdf", "signed.other_paper"}),
    "cut within the signature": (
        lambda: ONCE()[: ONCE().rindex(b"/Contents <") + 500],
        {"signed.none", "signed.broken", "signed.not_a_pdf"},
    ),
    "cut by its last line": (lambda: ONCE()[:-8], {"signed.not_intact", "signed.broken", "signed.changed"}),
    "cut back to the paper": (lambda: printed(), {"signed.none"}),
    "a comment behind": (lambda: ONCE() + b"% xin ch\xc3\xa0o\n", {"signed.changed", "signed.broken"}),
    "words behind": (lambda: ONCE() + b"\nbien ban khac\n%%EOF\n", {"signed.changed", "signed.broken"}),
    "another whole file behind": (lambda: ONCE() + printed("mau_02"), {"signed.changed", "signed.broken"}),
    "a stranger on the paper's bytes": (
        lambda: stranger_behind(ONCE()),
        {"signed.changed", "signed.broken", "signed.not_a_pdf"},
    ),
    "saved again": (lambda: resaved(ONCE()), {"signed.other_paper"}),
    "saved again, packed": (
        lambda: resaved(ONCE(), object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True),
        {"signed.other_paper"},
    ),
    "saved again for the web": (lambda: resaved(ONCE(), linearize=True), {"signed.other_paper"}),
    "saved again with a password": (
        lambda: resaved(ONCE(), encryption=pikepdf.Encryption(owner="x", user="x")),
        {"signed.not_a_pdf"},
    ),
    "saved again with a password to change it": (
        lambda: resaved(ONCE(), encryption=pikepdf.Encryption(owner="x", user="")),
        {"signed.other_paper"},
    ),
    "saved again and signed": (lambda: elsewhere(secretary(), resaved(printed())), {"signed.other_paper"}),
    "another paper signed": (
        lambda: signed_by(secretary(), printed("mau_02"), original=printed("mau_02")),
        {"signed.other_paper"},
    ),
    "the signature moved to another paper": (lambda: moved_over(ONCE()), {"signed.other_paper"}),
    "a page added after signing": (lambda: appended(ONCE(), added_page), {"signed.changed"}),
    "a page added before signing": (
        lambda: elsewhere(secretary(), appended(printed(), added_page)),
        {"signed.changed"},
    ),
    "a page dropped after signing": (lambda: appended(ONCE(), dropped_page), {"signed.changed"}),
    "a page dropped before signing": (
        lambda: elsewhere(secretary(), appended(printed(), dropped_page)),
        {"signed.changed"},
    ),
    "a page turned": (lambda: appended(ONCE(), turned_page), {"signed.changed"}),
    "the words changed after signing": (lambda: appended(ONCE(), changed_page), {"signed.changed"}),
    "the words changed before signing": (
        lambda: elsewhere(secretary(), appended(printed(), changed_page)),
        {"signed.changed"},
    ),
    "words changed between two signatures": (
        lambda: elsewhere(
            issued("Trần Văn Ước"), appended(elsewhere(secretary(), printed()), changed_page), name="Signature2"
        ),
        {"signed.changed"},
    ),
    "a note laid over the page": (lambda: appended(ONCE(), annotated), {"signed.changed"}),
    "a note laid over before signing": (
        lambda: elsewhere(secretary(), appended(printed(), annotated)),
        {"signed.changed"},
    ),
    "a note on the sealed paper": (lambda: appended(SEALED(), annotated), {"signed.changed"}),
    "a field filled in after signing": (lambda: appended(ONCE(), text_field), {"signed.changed"}),
    "a field filled in before signing": (
        lambda: elsewhere(secretary(), appended(printed(), text_field)),
        {"signed.changed"},
    ),
    "a script": (lambda: appended(ONCE(), scripted), {"signed.changed"}),
    "a script before signing": (lambda: elsewhere(secretary(), appended(printed(), scripted)), {"signed.changed"}),
    "names of places dropped": (lambda: appended(ONCE(), renamed), {"signed.changed"}),
    "the stamp moved": (lambda: appended(ONCE(), moved_stamp), {"signed.changed"}),
    "the stamp drawn anew": (lambda: appended(ONCE(), redrawn_stamp), {"signed.changed"}),
    "the signature taken out": (
        lambda: appended(ONCE(), dropped_signature),
        {"signed.none", "signed.changed", "signed.broken"},
    ),
    "a stamp as large as the page": (
        lambda: elsewhere(secretary(), printed(), box=(0, 0, 595, 842)),
        {"signed.changed"},
    ),
    "signed again after the last signature": (
        lambda: elsewhere(issued("Trần Văn Ước"), SEALED(), name="Signature2"),
        {"signed.changed"},
    ),
    "a new room for a signature after the first": (
        lambda: elsewhere(issued("Trần Văn Ước"), ONCE(), name="Signature2"),
        {"signed.changed"},
    ),
    "no signature": (lambda: appended(printed(), renamed), {"signed.none"}),
    "an empty file": (lambda: b"", {"signed.not_a_pdf"}),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(500), {"signed.not_a_pdf"}),
    "a Word file": (lambda: b"PK\x03\x04" + bytes(500), {"signed.not_a_pdf"}),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_file_that_is_not_the_signed_paper_is_refused_with_its_reason(name: str) -> None:
    make, reasons = VARIANTS[name]
    assert refused(make()) in reasons


def test_there_are_as_many_variants_as_asked_for():
    assert len(VARIANTS) >= 30


# Certificates -------------------------------------------------------------------------------------------------------


def test_an_unknown_certificate_is_told_and_not_refused():
    stranger = issued("Người Lạ", by=authority("Cơ quan chứng thực không quen (thử)"))
    assert [found.standing for found in check(elsewhere(stranger, printed()))] == ["unknown"]


def test_without_a_folder_of_roots_every_certificate_is_unknown(settings: LazySettings):
    settings.TRUST_ROOTS = ""
    assert [found.standing for found in check(signed_and_sealed())] == ["unknown", "unknown"]


def test_a_forged_certificate_with_the_authoritys_name_is_not_trusted():
    forged = issued("Nguyễn Thị Thưởng", by=authority.__wrapped__("Cơ quan chứng thực cá nhân (thử)"))
    assert [found.standing for found in check(elsewhere(forged, printed()))] == ["unknown"]


def test_a_certificate_that_had_expired_before_signing_is_refused():
    assert refused(elsewhere(issued("Người Cũ", begins=-900, ends=-10), printed())) == "signed.expired"


def test_a_certificate_not_yet_valid_is_refused():
    assert refused(elsewhere(issued("Người Mới", begins=10, ends=90), printed())) == "signed.expired"


def test_a_revoked_certificate_is_refused_when_the_list_is_at_hand(tmp_path: Path):
    victim = issued("Người Mất Thẻ")
    signed = elsewhere(victim, printed())
    assert check(signed)[0].standing == "trusted"
    keep_trust(tmp_path / "roots", lists=(persons().revoked(victim),))
    assert refused(signed) == "signed.revoked"


def test_a_certificate_revoked_after_the_claimed_time_is_refused_too(tmp_path: Path):
    """Without a trusted timestamp whoever stole the key writes any time he likes."""
    victim = issued("Người Mất Thẻ")
    signed = elsewhere(victim, printed())
    keep_trust(tmp_path / "roots", lists=(persons().revoked(victim, at=NOW + timedelta(seconds=1)),))
    assert refused(signed) == "signed.revoked"


def test_an_old_list_still_says_who_was_revoked(tmp_path: Path):
    victim = issued("Người Mất Thẻ")
    keep_trust(tmp_path / "roots", lists=(persons().revoked(victim, listed=-90),))
    assert refused(elsewhere(victim, printed())) == "signed.revoked"


def test_a_list_that_another_authority_forged_revokes_nobody(tmp_path: Path):
    forged = authority.__wrapped__("Cơ quan chứng thực cá nhân (thử)").revoked(secretary())
    keep_trust(tmp_path / "roots", lists=(forged,))
    assert check(signed_once())[0].standing == "trusted"


def test_a_list_that_names_others_leaves_the_signer_trusted(tmp_path: Path):
    keep_trust(tmp_path / "roots", lists=(persons().revoked(issued("Người Mất Thẻ")),))
    assert check(signed_once())[0].standing == "trusted"


def test_a_certificate_that_is_not_for_signing_is_not_trusted():
    server = issued("may-chu.noi-bo", signs=False)
    assert [found.standing for found in check(elsewhere(server, printed()))] == ["unknown"]


def test_a_broken_file_in_the_folder_of_roots_is_passed_over(tmp_path: Path):
    (tmp_path / "roots" / "hong.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    (tmp_path / "roots" / "hong.crl").write_bytes(b"nothing")
    (tmp_path / "roots" / "doc-toi.txt").write_text("ghi chú")
    assert check(signed_once(), printed())[0].standing == "trusted"


def test_the_roles_of_the_fields_are_told():
    assert [found.field for found in check(signed_and_sealed())] == [f"{Role.PERSON}_1", f"{Role.AGENCY}Cuoi_1"]
