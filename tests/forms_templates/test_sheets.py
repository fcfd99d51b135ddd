"""Sheets that many papers have in common: to the last byte what printing each of them whole gives."""

from __future__ import annotations

import re

import pytest

from forms_templates import pdf, sheets
from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from tests.forms_templates.reading import pages_text
from tests.load.papers import request_and_reply

NAMES = ["Trần Văn Ơn", "A", "Nguyễn Thị Thưởng " * 9, "Lê Hồng", "Đặng Thị Ơn " * 12, "Nông Văn Thôn"]
TOKENS = ["abcDEFghiJKLmnoPQRstuv12", "short"]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "_kept", type(sheets._kept)())


def printed(kind: DocumentKind, name: str, token: str) -> bytes:
    payload = request_and_reply() if kind == DocumentKind.RESIDENCE_REQUEST else {}
    named = {**payload, "member": name}
    if "data" in named:
        named["data"] = {**named["data"], "member": name}
    return print_paper(kind, named, title="Mẫu 3-213", token=token)


def whole(kind: DocumentKind, name: str, token: str) -> bytes:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "_SHEET", re.compile(r"(?!x)x"))
        return printed(kind, name, token)


@pytest.mark.parametrize("kind", [DocumentKind.RESIDENCE_REQUEST, DocumentKind.RESIDENCE_REPLY])
def test_a_paper_in_a_batch_is_the_paper_printed_alone(kind: DocumentKind):
    """Names of one line and of several, one after the other, each with its own code."""
    for name in NAMES:
        for token in TOKENS:
            assert printed(kind, name, token) == whole(kind, name, token), name
    assert 1 < len(sheets._kept) < len(NAMES), "a sheet is laid out once for each height it takes"


def test_the_second_paper_lays_out_its_own_words_alone(monkeypatch: pytest.MonkeyPatch):
    laid_out: list[str] = []
    original = pdf._lay_out

    def noted(press: object, text: str) -> object:
        laid_out.append(text)
        return original(press, text)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf, "_lay_out", noted)
    printed(DocumentKind.RESIDENCE_REPLY, NAMES[0], TOKENS[0])
    assert len(laid_out) == 2
    printed(DocumentKind.RESIDENCE_REPLY, NAMES[3], TOKENS[0])
    assert len(laid_out) == 3
    assert "PHIẾU NHẬN XÉT</h1>" not in laid_out[2]


def test_nothing_of_an_earlier_paper_stays_on_the_sheet():
    first = printed(DocumentKind.RESIDENCE_REQUEST, NAMES[0], TOKENS[0])
    second = printed(DocumentKind.RESIDENCE_REQUEST, NAMES[3], TOKENS[1])
    assert NAMES[0] in " ".join(pages_text(first)[1].split())
    for page in (" ".join(text.split()) for text in pages_text(second)):
        assert NAMES[3] in page
        assert NAMES[0] not in page
        assert TOKENS[0] not in page


def test_a_filled_reply_is_laid_out_whole_and_typed_marks_are_text():
    data = {"item_1": "exemplary", "item_7": "<!--sheet--><!--own-->"}
    content = print_paper(DocumentKind.RESIDENCE_REPLY, {"member": "A", "data": data}, title="Mẫu 3-213")
    assert not sheets._kept
    assert "<!--sheet--><!--own-->" in pages_text(content)[0]
    typed = printed(DocumentKind.RESIDENCE_REPLY, "<!--/own--><!--/sheet-->", "")
    assert "<!--/own--><!--/sheet-->" in pages_text(typed)[0]


def test_only_so_many_sheets_are_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheets, "_MOST", 2)
    for cell in ("Chi bộ thôn 1", "Chi bộ thôn 2", "Chi bộ thôn 3"):
        payload = {"member": "A", "header": {"cell": cell}}
        print_paper(DocumentKind.RESIDENCE_REPLY, payload, title="Mẫu 3-213")
    assert len(sheets._kept) == 2
