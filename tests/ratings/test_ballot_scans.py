"""Scans of what was counted by hand: kept with their hash, opened by nobody before the round is over."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from forms_templates.models import Document
from forms_templates.services import render_document
from ratings.choices import ScanKind, VotingMethod
from ratings.models import BallotScan, BallotSession
from ratings.services.ballot_scans import attach_ballot_scan
from ratings.services.papers import print_counting
from reviews.models import Meeting, Paper
from reviews.rules.findings import RuleViolation
from reviews.rules.paper_count import SheetRow
from tests import steps
from tests.forms_templates.reading import text_of
from tests.paper_round import FIRST, SECOND, closed_paper, enter, open_paper, sheets
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on


@pytest.fixture
def meeting(world: World) -> Meeting:
    return steps.ready_cell(world)


@pytest.fixture
def session(world: World, meeting: Meeting) -> BallotSession:
    return closed_paper(world, meeting)


def pdf(pages: int = 1) -> bytes:
    made = BytesIO()
    with pikepdf.new() as file:
        for _ in range(pages):
            file.add_blank_page(page_size=(595, 842))
        file.save(made, deterministic_id=True)
    return made.getvalue()


def photo() -> bytes:
    made = BytesIO()
    Image.new("RGB", (400, 560), "white").save(made, "JPEG")
    return made.getvalue()


def attach(
    world: World,
    session: BallotSession,
    *files: bytes,
    key: str = FIRST,
    kind: ScanKind = ScanKind.SIGNED,
    note: str = "",
    replaces: int | None = None,
) -> BallotScan:
    with standing_on(14, 13) as now:
        return attach_ballot_scan(
            session_id=session.pk,
            kind=kind,
            files=files or (pdf(),),
            note=note,
            replaces=replaces,
            by=world.users[key],
            now=now,
        )


def refused(*args, **more) -> str:
    before = list(BallotScan.objects.values()), Document.objects.count()
    with pytest.raises(RuleViolation) as violation:
        attach(*args, **more)
    assert (list(BallotScan.objects.values()), Document.objects.count()) == before
    return violation.value.findings[0].code


def agree(world: World, session: BallotSession) -> None:
    for key in (FIRST, SECOND):
        enter(world, session, key, sheets(session, SheetRow(good=8, blank=1)))
    session.refresh_from_db()


def test_a_scan_is_kept_with_its_hash_before_the_count_and_after_it(world: World, session: BallotSession):
    before = attach(world, session, pdf(2))
    assert before.document.sha256 == hashlib.sha256(pdf(2)).hexdigest()
    assert before.document.page_count == 2
    agree(world, session)
    after = attach(world, session, photo(), photo(), kind=ScanKind.BALLOTS)
    assert after.document.page_count == 2
    assert session.scans.current().count() == 2
    assert not Paper.objects.filter(document__in=[before.document, after.document]).exists()


def test_a_replaced_scan_stays_and_replacing_takes_a_reason(world: World, session: BallotSession):
    first = attach(world, session)
    assert attach(world, session).pk == first.pk, "sent twice"
    assert refused(world, session, pdf(2)) == "scan.meanwhile"
    assert refused(world, session, pdf(2), replaces=first.pk) == "scan.reason"
    second = attach(world, session, pdf(2), replaces=first.pk, note="Thiếu trang hai")
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert list(session.scans.current()) == [second]
    assert session.scans.count() == 2


@pytest.mark.parametrize(
    ("files", "code"),
    [
        ((b"no paper at all",), "scan.not_an_image"),
        ((b"%PDF-1.7 broken",), "scan.not_a_pdf"),
        ((photo()[:-200],), "scan.broken"),
        ((pdf(), pdf()), "scan.mixed"),
        ((b"%PDF-" + bytes(20 * 1024 * 1024),), "scan.size"),
    ],
)
def test_what_is_no_scan_is_refused_and_nothing_is_kept(
    world: World, session: BallotSession, files: tuple[bytes, ...], code: str
):
    assert refused(world, session, *files) == code


def test_only_who_counts_or_runs_the_meeting_keeps_scans_and_only_of_paper_once_it_is_collected(
    world: World, meeting: Meeting
):
    session = open_paper(world, meeting)
    assert refused(world, session) == "scan.state"
    BallotSession.objects.filter(pk=session.pk).update(method=VotingMethod.ELECTRONIC)
    assert refused(world, session) == "scan.method"
    assert refused(world, session, key="member4") == "permission.meeting.run"


def test_nobody_opens_a_scan_before_the_round_is_over_and_no_plain_voter_after_it(world: World, session: BallotSession):
    scan = attach(world, session)
    address = reverse("ballot-scan", args=(session.pk, scan.pk))
    for key in (FIRST, SECOND, "head"):
        assert signed_in(world.users[key]).get(address).status_code == 404
    agree(world, session)
    answer = signed_in(world.users["head"]).get(address)
    assert answer.status_code == 200
    assert b"".join(answer) == pdf()
    assert answer["Cache-Control"] == "private, no-store"
    assert signed_in(world.users["member4"]).get(address).status_code == 404
    other = reverse("ballot-scan", args=(session.pk, 999_999))
    assert signed_in(world.users["head"]).get(other).status_code == 404


def test_the_counting_minutes_name_the_hash_the_sheets_and_every_count(world: World, session: BallotSession):
    scan = attach(world, session)
    enter(world, session, FIRST, sheets(session, SheetRow(good=9)))
    enter(world, session, SECOND, sheets(session, SheetRow(good=8, blank=1)))
    agree(world, session)
    paper = print_counting(session=session, by=world.users["head"])
    document = render_document(document_id=paper.document_id)
    with document.file.open("rb") as file:
        words = " ".join(text_of(file.read()).split())
    assert scan.document.sha256 in words.replace(" ", "")
    assert "Phiếu giấy: 9 người bỏ phiếu giấy, 9 người đã nhận phiếu." in words
    assert "Số phiếu phát ra: 9; Số phiếu thu về: 9" in words
    assert "Lần đếm 1:" in words
    assert "không khớp ở 6 dòng" in words
    assert "Lần đếm 2:" in words


def test_a_scan_kept_later_stands_in_minutes_printed_anew(world: World, session: BallotSession):
    agree(world, session)
    before = print_counting(session=session, by=world.users["head"])
    scan = attach(world, session)
    after = print_counting(session=session, by=world.users["head"])
    assert before.pk != after.pk
    assert after.document.payload["paper"]["scans"][0]["sha256"] == scan.document.sha256


def test_the_page_keeps_a_scan_and_says_what_is_wrong_with_another(world: World, session: BallotSession):
    client = signed_in(world.users[FIRST])
    address = reverse("paper-count", args=(session.pk,))
    with standing_on(14, 13):
        empty = client.post(address, {"action": "scan"})
        assert empty.status_code == 422
        assert "Chưa lưu được" in empty.content.decode()
        bad = {"action": "scan", "kind": "signed", "scans": SimpleUploadedFile("a.pdf", b"no")}
        assert "không phải PDF" in client.post(address, bad).content.decode()
        good = {"action": "scan", "kind": "signed", "scans": SimpleUploadedFile("a.pdf", pdf())}
        assert client.post(address, good).status_code == 302
        page = client.get(address).content.decode()
    scan = session.scans.get()
    assert scan.document.sha256 in page
    assert f'name="replaces-signed" value="{scan.pk}"' in page
    assert reverse("ballot-scan", args=(session.pk, scan.pk)) not in page
