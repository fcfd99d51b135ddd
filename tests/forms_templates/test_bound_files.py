"""Bound files are as accessible as their parts, and say of themselves no more than that (PDF/UA-1)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from forms_templates.binding import bind
from forms_templates.choices import DocumentKind
from forms_templates.contents import Part, bound_pdf
from forms_templates.papers import print_blank, print_paper
from forms_templates.services import documents as services
from forms_templates.signatures.scans import scan_pdf
from tests.forms_templates.reading import text_of
from tests.forms_templates.samples import COUNTING, PAYLOAD_02
from tests.forms_templates.signing import signed_and_sealed
from tests.forms_templates.structure import faults
from tests.forms_templates.test_scans import page, photo
from tests.forms_templates.test_structure import FAMILY, below, is_element
from tests.load.papers import TOKEN, request

CLAIM = "does not say that it is PDF/UA-1 (5)"


def statement() -> bytes:
    return print_paper(DocumentKind.MAU_02, PAYLOAD_02, title="Mẫu 02", token=TOKEN)


def counting() -> bytes:
    return print_paper(DocumentKind.COUNTING_MINUTES, COUNTING, title="Biên bản kiểm phiếu", token=TOKEN)


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def parts_of(document: Any) -> list[Any]:
    return list(document.Root.StructTreeRoot.K[0].K)


def read_aloud(document: Any, element: Any) -> list[str]:
    """Kinds of all elements below one, in the order they are read."""
    by_number = {item.objgen: item for item in document.objects if is_element(item)}
    return [str(by_number[number].S)[1:] for number in below(element)]


# Papers of our own --------------------------------------------------------------------------------------------------


def test_papers_bound_into_one_file_keep_the_structure_that_pdf_ua_asks_for():
    content = bind([("Bản kiểm điểm", statement()), ("Kiểm phiếu", counting()), ("Lần hai", counting())], title="Hồ sơ")
    assert faults(content, family=FAMILY) == []
    with opened(content) as document:
        assert document.check_pdf_syntax() == []
        assert [(str(part.S), str(part.T)) for part in parts_of(document)] == [
            ("/Part", "Bản kiểm điểm"),
            ("/Part", "Kiểm phiếu"),
            ("/Part", "Lần hai"),
        ]
        elements = {item.objgen for item in document.objects if is_element(item)}
        assert elements == set(below(document.Root.StructTreeRoot.K[0])), "nothing is left of the parts' own trees"


def test_each_part_is_read_as_it_was_alone():
    with (
        opened(statement()) as alone,
        opened(bind([("Một", counting()), ("Hai", statement())], title="Hồ sơ")) as bound,
    ):
        before = read_aloud(alone, alone.Root.StructTreeRoot.K[0])
        assert read_aloud(bound, parts_of(bound)[1])[1:] == before[1:]


def test_headers_of_tables_bound_twice_are_told_apart():
    with opened(bind([("Một", counting()), ("Hai", counting())], title="Hồ sơ")) as document:
        names = [bytes(name) for name in list(document.Root.StructTreeRoot.IDTree.Names)[::2]]
        assert len(names) == len(set(names)) > 0
        for number, part in enumerate(parts_of(document), start=1):
            reached = set(below(part))
            pointed = {
                bytes(name)
                for item in document.objects
                if is_element(item) and item.objgen in reached and item.S == "/TD"
                for name in item.A.get("/Headers", [])
            }
            assert pointed
            assert all(name.startswith(b"%d." % number) for name in pointed)


def test_a_merged_batch_with_its_list_of_contents_is_accessible():
    papers = [print_paper(DocumentKind.RESIDENCE_REQUEST, request(n), title="Phiếu", token=TOKEN) for n in (1, 2)]
    parts = [
        Part(1, "Phiếu & <1>", 1, "", "", lambda: papers[0]),
        Part(2, "Phiếu 2", 0, "", "Chưa nộp.", bytes),
        Part(3, "Phiếu 3", 1, "", "", lambda: papers[1]),
    ]
    content = bound_pdf(parts, title="Phiếu & <xin ý kiến>", asked_on="01/12/2025")
    assert faults(content, family=FAMILY) == []
    assert bound_pdf(parts, title="Phiếu & <xin ý kiến>", asked_on="01/12/2025") == content


@pytest.mark.django_db
def test_a_dossier_behind_its_cover_is_accessible():
    given: dict[str, Any] = {"subject_key": "x:1", "source_version": "1", "by": None}
    paper = services.request_document(kind=DocumentKind.MAU_02, title="Bản kiểm điểm", payload=PAYLOAD_02, **given)
    payload = {"title": "A", "items": [{"label": "Bản kiểm điểm", "documents": [{"document_id": paper.pk}]}]}
    dossier = services.request_document(kind=DocumentKind.DOSSIER, title="Hồ sơ", payload=payload, **given)
    content = services.read_verified(services.render_document(document_id=dossier.pk))
    assert content is not None
    assert faults(content, family=FAMILY) == []


def test_what_a_digital_signature_shows_is_read_as_words():
    content = bind([("Mẫu 01", signed_and_sealed()), ("Kiểm phiếu", counting())], title="Hồ sơ")
    assert faults(content, family=FAMILY) == []
    assert bind([("Mẫu 01", signed_and_sealed()), ("Kiểm phiếu", counting())], title="Hồ sơ") == content
    for lead in ("Ký số bởi:", "Con dấu số của:"):
        assert lead in text_of(content)
    with opened(content) as document:
        part = parts_of(document)[0]
        assert [str(kid.S) for kid in list(part.K)[-2:]] == ["/P", "/P"]
        for page_of in document.pages:
            for drawn in page_of.obj.Resources.get("/XObject", {}).values():
                assert b"MCID" not in drawn.read_bytes(), "no marks of the stamp's own structure"


# Papers from elsewhere ----------------------------------------------------------------------------------------------


def test_a_scan_is_named_as_one_and_the_file_claims_nothing():
    scan = scan_pdf([photo(page(0)), photo(page(1))])
    content = bind([("Kiểm phiếu", counting()), ("Phiếu nhận xét", scan)], title="Hồ sơ")
    assert faults(content, family=FAMILY) == [CLAIM]
    with opened(content) as document:
        figures = list(parts_of(document)[1].K)
        assert [str(figure.Alt) for figure in figures] == [
            "Bản quét: Phiếu nhận xét, trang 1/2",
            "Bản quét: Phiếu nhận xét, trang 2/2",
        ]


def untagged(content: bytes) -> bytes:
    """As files bound by another program are: the marks are there, the tree is not."""
    with opened(content) as document:
        for name in ("/StructTreeRoot", "/MarkInfo", "/Metadata"):
            del document.Root[name]
        target = BytesIO()
        document.save(target)
        return target.getvalue()


def test_words_of_a_paper_without_tags_are_read_in_their_order_and_no_figure_hides_them():
    content = bind([("Kiểm phiếu", untagged(counting()))], title="Hồ sơ")
    assert faults(content, family=FAMILY) == [CLAIM, "the first heading is not H1 (7.4.2)"]
    with opened(content) as document:
        part = parts_of(document)[0]
        assert {str(kid.S) for kid in part.K} == {"/P"}
        assert len(part.K) == len(document.pages)
    assert text_of(content) == text_of(counting())


Spoil = Callable[[Any], None]


def foreign(spoil: Spoil = lambda document: None) -> bytes:
    """A tagged PDF of another program: its own kinds and classes, a link, and things that are none of a paper."""
    script = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))
    with pikepdf.new() as document:
        sheet = document.add_blank_page(page_size=(595, 842))
        link = document.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=script, StructParent=5, F=4)
        )
        sheet.obj.Annots = Array([link])
        sheet.obj.StructParents = 3
        sheet.obj.Contents = document.make_stream(
            b"/Heading1 <</MCID 0>> BDC 0 0 9 9 re f EMC /Link <</MCID 1>> BDC 9 9 9 9 re f EMC"
        )
        tree = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))

        def element(kind: str, above: Any, kids: Any, **more: Any) -> Any:
            return document.make_indirect(
                Dictionary(Type=Name.StructElem, S=Name(kind), P=above, K=kids, Pg=sheet.obj, **more)
            )

        heading = element("/Heading1", tree, 0, C=Name.Wide, ID=String("1-0"), AF=document.make_stream(b"payload"))
        place = Dictionary(Type=Name.OBJR, Obj=link, Pg=sheet.obj)
        linked = element("/Link", tree, Array([1, place]), Alt=String("liên kết"), A=Dictionary(O=Name.X, Do=script))
        tree.K = Array([heading, linked])
        tree.RoleMap = Dictionary({"/Heading1": Name.Heading, "/Heading": Name.H1})
        tree.ClassMap = Dictionary(Wide=Dictionary(O=Name.Layout, Placement=Name.Block))
        tree.ParentTree = Dictionary(Kids=[Dictionary(Nums=[3, [heading, linked], 5, linked], Limits=[3, 5])])
        document.Root.StructTreeRoot = tree
        document.Root.MarkInfo = Dictionary(Marked=True)
        document.Root.Lang = String("en")
        spoil(document)
        target = BytesIO()
        document.save(target)
        return target.getvalue()


def test_tags_of_another_program_are_kept_in_plain_kinds_and_nothing_active_with_them():
    content = bind([("Một", foreign()), ("Kiểm phiếu", counting()), ("Hai", foreign())], title="Hồ sơ")
    with opened(content) as document:
        assert document.check_pdf_syntax() == []
        parts = parts_of(document)
        for part in (parts[0], parts[2]):
            heading, linked = part.K
            assert (str(heading.S), str(heading.A.Placement), "/C" in heading) == ("/H1", "/Block", False)
            assert (str(linked.S), str(linked.Alt), str(part.Lang)) == ("/Link", "liên kết", "en")
            owners: Any = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
            annotation = linked.K[1].Obj
            assert owners[annotation.StructParent].objgen == linked.objgen
            assert annotation.objgen in {one.objgen for sheet in document.pages for one in sheet.obj.get("/Annots", [])}
            assert [one.objgen for one in owners[heading.Pg.StructParents]] == [heading.objgen, linked.objgen]
        assert "/RoleMap" not in document.Root.StructTreeRoot
        everything = b"".join(
            item.read_bytes() if isinstance(item, pikepdf.Stream) else item.unparse() for item in document.objects
        )
    assert not re.search(rb"JavaScript|app\.alert|payload", everything)
    assert list(faults_of_content(content)) == []


def faults_of_content(content: bytes) -> Iterator[str]:
    """Each piece of marked content of each page hangs at one place of the tree, and its page says where."""
    with opened(content) as document:
        owners: Any = pikepdf.NumberTree(document.Root.StructTreeRoot.ParentTree)
        keys = [int(sheet.obj.StructParents) for sheet in document.pages]
        if len(set(keys)) != len(keys):
            yield "two pages have one number"
        for sheet in document.pages:
            marks = {
                int(step.operands[1].MCID)
                for step in pikepdf.parse_content_stream(sheet)
                if str(step.operator) == "BDC" and "/MCID" in step.operands[1]
            }
            for mark in marks:
                if owners[sheet.obj.StructParents][mark] is None:
                    yield f"content {mark} is nobody's"


def leads_in_circles(document: Any) -> None:
    first, second = document.Root.StructTreeRoot.K
    first.K = Array([second])
    second.K = Array([first])


def names_a_page_that_is_gone(document: Any) -> None:
    document.Root.StructTreeRoot.K[0].Pg = document.make_indirect(Dictionary(Type=Name.Page))


def has_no_owners(document: Any) -> None:
    del document.Root.StructTreeRoot["/ParentTree"]


def is_not_marked(document: Any) -> None:
    del document.Root["/MarkInfo"]


@pytest.mark.parametrize("spoil", [leads_in_circles, names_a_page_that_is_gone, has_no_owners, is_not_marked])
def test_tags_that_cannot_be_relied_on_are_replaced_by_what_is_true_of_the_page(spoil: Spoil):
    content = bind([("Một", foreign(spoil)), ("Kiểm phiếu", counting())], title="Hồ sơ")
    assert list(faults_of_content(content)) == []
    with opened(content) as document:
        (figure,) = parts_of(document)[0].K
        assert (str(figure.S), str(figure.Alt)) == ("/Figure", "Bản quét: Một")
        assert b"Heading" not in document.pages[0].Contents[1].read_bytes(), "marks of the lost structure are gone"


def test_a_page_that_cannot_be_read_is_bound_as_it_is():
    with pikepdf.new() as document:
        sheet = document.add_blank_page()
        sheet.obj.Contents = document.make_stream(b"not deflated", Filter=Name.FlateDecode)
        target = BytesIO()
        document.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with opened(bind([("Hỏng", target.getvalue()), ("Mẫu 01", print_blank("mau_01"))], title="Hồ sơ")) as document:
        assert len(document.pages) > 1


def test_layers_that_are_not_shown_stay_so():
    with pikepdf.new() as document:
        sheet = document.add_blank_page()
        sheet.obj.Contents = document.make_stream(
            b"/OC /Hidden BDC /P <</MCID 4>> BDC 0 0 9 9 re f EMC EMC /Span <</MCID 0>> BDC 9 9 9 9 re f EMC"
        )
        target = BytesIO()
        document.save(target)
    with opened(bind([("Lớp", target.getvalue())], title="Hồ sơ")) as document:
        marks = [
            str(step.operands[0])
            for step in pikepdf.parse_content_stream(document.pages[0])
            if str(step.operator) == "BDC"
        ]
    assert marks == ["/Figure", "/OC"]
