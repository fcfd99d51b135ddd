"""Batches for tests: a source whose answers the test decides, papers of one small page, a worker's steps."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.utils import timezone

from forms_templates import sources
from forms_templates.choices import DocumentKind, DocumentState
from forms_templates.models import Batch, Document
from forms_templates.services import batches, documents, files
from forms_templates.services.batches import Listed
from forms_templates.sources import Answers, Wanted, register_batch_source
from organizations.models import User
from tests.factories.organizations import UserFactory

CHUNK = 4


def request(ref: str, **data: Any) -> Wanted:
    """A short paper, different for each reference."""
    payload = {
        "attach_reply": False,
        "header": {"superior": "Đảng ủy xã Tân Hòa", "issuer": "Chi bộ thôn Đông", "place": "Tân Hòa"},
        "data": {"addressee": "Chi ủy thôn Tây", "member": f"Nguyễn Văn {ref}", **data},
    }
    return Wanted(DocumentKind.RESIDENCE_REQUEST, f"opinion:{ref}", f"Phiếu {ref}", payload, owner=ref)


class Papers:
    """A source whose answers the test decides."""

    def __init__(self) -> None:
        self.answers: dict[str, Wanted | str] = {}
        self.asked: list[list[str]] = []
        self.kept: list[tuple[int, str]] = []
        self.meanwhile: Callable[[], object] = lambda: None

    def gather(self, refs: Sequence[str], by: object) -> Answers:
        self.asked.append(list(refs))
        self.meanwhile()
        if "broken" in refs:
            raise KeyError("broken")
        return {ref: self.answers.get(ref, request(ref)) for ref in refs if ref != "gone"}

    def keep(self, pairs: Sequence[tuple[Document, Any]]) -> None:
        self.kept += [(document.pk, owner) for document, owner in pairs]


@pytest.fixture
def source(monkeypatch: pytest.MonkeyPatch) -> Papers:
    monkeypatch.setattr(sources, "_SOURCES", dict(sources._SOURCES))
    papers = Papers()
    register_batch_source("test", papers.gather, keep=papers.keep, chunk=CHUNK)
    return papers


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Titles of the papers printed; each is printed as one small page."""
    titles: list[str] = []

    def quickly(kind: str, payload: object, *, title: str, token: str) -> bytes:
        titles.append(title)
        return one_page(title)

    monkeypatch.setattr(documents, "print_paper", quickly)
    return titles


def one_page(title: str) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = title
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


@pytest.fixture
def user() -> User:
    return UserFactory.create()


def start(user: User, refs: Sequence[str], **given: Any) -> Batch:
    items = [Listed("test", ref, f"Phiếu {ref}") for ref in refs]
    defaults = {"kind": "requests", "subject_key": "cell:1", "title": "Phiếu xin ý kiến", "items": items, "by": user}
    return batches.start_batch(**{**defaults, **given})


def work(batch: Batch) -> int:
    """Lets one worker do all there is to do; how many steps it took."""
    steps = 0
    while batches.work_batch(batch_id=batch.pk):
        steps += 1
    batch.refresh_from_db()
    return steps


NAMES = [str(number) for number in range(1, 10)]


def later() -> datetime.datetime:
    return timezone.now() + datetime.timedelta(hours=1)


# One file -----------------------------------------------------------------------------------------------------------


def made_file(batch: Batch, form: str) -> bytes:
    file = files.request_file(batch_id=batch.pk, format=form)
    files.make_file(file_id=file.pk)
    file.refresh_from_db()
    assert file.state == DocumentState.READY, file.error
    return Path(file.file.path).read_bytes()
