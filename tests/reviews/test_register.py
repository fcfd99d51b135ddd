"""Numbers of documents: without gap or double per issuer, kind and term; a cancelled one stays and is never reused."""

from __future__ import annotations

import threading
from datetime import date, datetime
from io import BytesIO

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from forms_templates.choices import DocumentKind
from forms_templates.papers import print_paper
from organizations.choices import AuditAction, Sector
from organizations.models import Term
from organizations.services import audit
from reviews.choices import MeetingState
from reviews.models import Meeting, NumberSeries, Paper, RegisterEntry
from reviews.register_sheet import register_workbook
from reviews.rules.findings import RuleViolation
from reviews.services.papers import print_agenda, print_invitation, print_minutes, request_paper
from reviews.services.register import (
    cancel_number,
    issue_document,
    record_earlier_numbers,
    record_term,
)
from tests import steps
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import World, at, issued_world, standing_on

NOW = at(14)


def term(world: World, first: int = 2020, last: int = 2025) -> Term:
    return Term.objects.create(organization=world.district, starts_on=date(first, 8, 1), ends_on=date(last, 7, 31))


def draft(world: World, number: int = 1, *, kind: DocumentKind = DocumentKind.REPORT) -> Paper:
    """A report of the district that nobody has issued yet."""
    return request_paper(
        kind=kind,
        subject_key=f"test:{number}",
        title=f"Báo cáo {number}",
        payload={
            "header": {"issuer": "Huyện ủy Mẫu", "symbol": "HU", "issuer_id": world.district.pk},
            "date": "2023-11-01",
            "subject": f"kết quả {number}",
        },
        by=world.users["secretary"],
        issuer=world.district,
    )


def issue(world: World, paper: Paper, *, now: datetime = NOW) -> Paper:
    return issue_document(paper_id=paper.pk, by=world.users["secretary"], now=now)


def codes(refused: pytest.ExceptionInfo[RuleViolation]) -> set[str]:
    return {finding.code for finding in refused.value.findings}


def test_numbers_follow_each_other_and_are_printed_with_the_day_of_issue(world: World) -> None:
    term(world)
    issued = [issue(world, draft(world, number)) for number in (1, 2, 3)]
    assert [paper.document.number for paper in issued] == ["01-BC/HU", "02-BC/HU", "03-BC/HU"]
    payload = issued[1].document.payload
    assert (payload["header"]["number"], payload["date"], payload["subject"]) == ("02-BC/HU", "2023-11-14", "kết quả 2")
    entry = RegisterEntry.objects.get(document=issued[1].document)
    assert (entry.number, entry.title, entry.dated_on) == (2, "Báo cáo 2", date(2023, 11, 14))


def test_what_is_signed_once_bears_the_head_of_the_record_when_its_number_is_given(world: World) -> None:
    term(world)
    audit.record(AuditAction.SIGN_IN, by=world.users["secretary"])
    audit.seal()
    notice = issue(world, draft(world, kind=DocumentKind.NOTICE)).document
    audit.record(AuditAction.SIGN_OUT, by=world.users["secretary"])
    audit.seal()
    assert audit.verify(printed=notice.payload["audit_head"]).holds
    again = [print_paper(notice.kind, notice.payload, title=notice.title, token="x") for _ in range(2)]
    assert again[0] == again[1], "printed anew from what is kept it is the same to the last byte"
    assert "audit_head" not in issue(world, draft(world, 2)).document.payload, "a report is drawn up again and again"


def test_issuing_twice_gives_the_same_paper_and_takes_one_number(world: World) -> None:
    term(world)
    paper = draft(world)
    assert issue(world, paper) == issue(world, paper)
    assert NumberSeries.objects.get().last == 1


def test_each_kind_and_each_term_has_its_own_row_of_numbers(world: World) -> None:
    term(world)
    term(world, 2025, 2030)
    issue(world, draft(world, 1))
    notice = issue(world, draft(world, 2, kind=DocumentKind.NOTICE))
    later = issue(world, draft(world, 3), now=at(14).replace(year=2025))
    assert [notice.document.number, later.document.number] == ["01-TB/HU", "01-BC/HU"]
    assert {row.period for row in NumberSeries.objects.all()} == {"nhiệm kỳ 2020 – 2025", "nhiệm kỳ 2025 – 2030"}


def test_last_day_of_a_term_and_first_of_the_next_number_apart(world: World) -> None:
    term(world)
    term(world, 2025, 2030)
    last = issue(world, draft(world, 1), now=at(1).replace(year=2025, month=7, day=31))
    first = issue(world, draft(world, 2), now=at(1).replace(year=2025, month=8, day=1))
    terms = [RegisterEntry.objects.get(document=paper.document).series.term for paper in (last, first)]
    assert [str(found) for found in terms] == ["Nhiệm kỳ 2020 – 2025", "Nhiệm kỳ 2025 – 2030"]


def test_without_a_term_nothing_is_issued_and_nothing_written(world: World) -> None:
    paper = draft(world)
    with pytest.raises(RuleViolation) as refused:
        issue(world, paper)
    assert codes(refused) == {"register.term"}
    assert not NumberSeries.objects.exists()
    assert Paper.objects.count() == 1


def test_a_body_outside_the_party_numbers_by_the_year(world: World) -> None:
    meeting = steps.plan_office(world)
    with standing_on(14) as now:
        paper = print_invitation(meeting=meeting, by=world.users["head"])
        issued = issue_document(paper_id=paper.pk, by=world.users["head"], now=now)
    assert RegisterEntry.objects.get(document=issued.document).series.year == 2023
    assert issued.document.number == "01-GM/PTCKH"


def test_a_cell_numbers_in_the_term_of_the_committee_above_until_it_has_its_own(world: World) -> None:
    term(world)
    world.cell.sector = Sector.GOVERNMENT  # the cell of a government office is the Party's all the same
    world.cell.save(update_fields=("sector",))
    meeting = steps.plan_cell(world)
    with standing_on(9) as now:
        paper = print_invitation(meeting=meeting, by=world.users["head"])
        issued = issue_document(paper_id=paper.pk, by=world.users["head"], now=now)
        assert issued.document.number == "01-GM/CB"
        with pytest.raises(RuleViolation) as refused:
            record_term(
                organization=world.cell,
                starts_on=date(2022, 6, 1),
                ends_on=date(2025, 5, 31),
                by=world.users["head"],
            )
    assert codes(refused) == {"term.numbered"}


def test_cancelled_number_stays_with_its_reason_and_the_next_is_another(world: World) -> None:
    term(world)
    paper = draft(world)
    issued = issue(world, paper)
    entry = RegisterEntry.objects.get(document=issued.document)
    with pytest.raises(RuleViolation) as refused:
        cancel_number(entry_id=entry.pk, reason=" ", by=world.users["secretary"], now=NOW)
    assert codes(refused) == {"register.reason"}
    cancel_number(entry_id=entry.pk, reason="Sai trích yếu", by=world.users["secretary"], now=NOW)
    with pytest.raises(RuleViolation) as refused:
        cancel_number(entry_id=entry.pk, reason="Lần nữa", by=world.users["secretary"], now=NOW)
    assert codes(refused) == {"register.cancelled"}
    again = issue(world, paper)
    assert again.document.number == "02-BC/HU"
    entry.refresh_from_db()
    assert (entry.number, entry.cancelled_reason) == (1, "Sai trích yếu")


def test_only_whoever_keeps_the_register_issues_and_cancels(world: World) -> None:
    term(world)
    paper = draft(world)
    with pytest.raises(RuleViolation) as refused:
        issue_document(paper_id=paper.pk, by=world.users["officer"], now=NOW)
    assert codes(refused) == {"permission.register.keep"}
    entry = RegisterEntry.objects.get(document=issue(world, paper).document)
    with pytest.raises(RuleViolation) as refused:
        cancel_number(entry_id=entry.pk, reason="Thử", by=world.users["head"], now=NOW)
    assert codes(refused) == {"permission.register.keep"}


def test_terms_of_one_committee_never_overlap(world: World) -> None:
    term(world)
    by = world.users["secretary"]
    with pytest.raises(RuleViolation) as refused:
        record_term(organization=world.district, starts_on=date(2025, 7, 31), ends_on=date(2030, 7, 31), by=by)
    assert codes(refused) == {"term.overlaps"}
    record_term(organization=world.district, starts_on=date(2025, 8, 1), ends_on=date(2030, 7, 31), by=by)
    with pytest.raises(RuleViolation) as refused:
        record_term(organization=world.district, starts_on=date(2035, 8, 1), ends_on=date(2035, 8, 1), by=by)
    assert codes(refused) == {"term.days"}


def test_numbers_given_on_paper_go_before_and_cannot_be_set_once_one_is_given(world: World) -> None:
    term(world)
    by = world.users["secretary"]
    record_earlier_numbers(organization=world.district, document_kind="report", last=36, by=by, now=NOW)
    assert issue(world, draft(world)).document.number == "37-BC/HU"
    with pytest.raises(RuleViolation) as refused:
        record_earlier_numbers(organization=world.district, document_kind="report", last=50, by=by, now=NOW)
    assert codes(refused) == {"register.begun"}


def test_a_failure_after_the_number_was_taken_gives_it_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    term(world)

    def fails(*args: object) -> None:
        raise RuleViolation([])

    monkeypatch.setattr("reviews.services.register._acts", {"report": fails})
    with pytest.raises(RuleViolation):
        issue(world, draft(world))
    monkeypatch.undo()
    assert issue(world, draft(world, 2)).document.number == "01-BC/HU"


def test_the_database_gives_a_number_once(world: World) -> None:
    term(world)
    entry = RegisterEntry.objects.get(document=issue(world, draft(world)).document)
    other = draft(world, 2).document
    with pytest.raises(IntegrityError), transaction.atomic():
        RegisterEntry.objects.create(
            series=entry.series,
            number=entry.number,
            full_number="01-BC/HU",
            document=other,
            kind="report",
            subject_key="test:2",
            title="Báo cáo",
            dated_on=date(2023, 11, 14),
            issued_at=NOW,
            issued_by=world.users["secretary"],
        )


def test_minutes_take_their_number_when_the_meeting_is_over_and_bear_its_day(world: World) -> None:
    term(world)
    meeting = steps.ready_cell(world)
    meeting.refresh_from_db()
    with standing_on(14, 10) as now:
        paper = print_minutes(meeting=meeting, by=world.users["head"])
        with pytest.raises(RuleViolation) as refused:
            issue_document(paper_id=paper.pk, by=world.users["head"], now=now)
        assert codes(refused) == {"minutes.open"}
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.CONCLUDED, concluded_at=at(14, 16))
    meeting.refresh_from_db()
    with standing_on(20) as now:
        with pytest.raises(RuleViolation) as refused:
            issue_document(paper_id=paper.pk, by=world.users["head"], now=now)
        assert codes(refused) == {"paper.changed"}
        paper = print_minutes(meeting=meeting, by=world.users["head"])
        issued = issue_document(paper_id=paper.pk, by=world.users["head"], now=now)
    assert (issued.document.number, issued.document.payload["date"]) == ("01-BB/CB", "2023-11-14")


def test_a_changed_invitation_is_not_issued(world: World) -> None:
    term(world)
    meeting = steps.plan_cell(world)
    with standing_on(9) as now:
        paper = print_invitation(meeting=meeting, by=world.users["head"])
        meeting.place = "Hội trường"
        meeting.save(update_fields=("place",))
        with pytest.raises(RuleViolation) as refused:
            issue_document(paper_id=paper.pk, by=world.users["head"], now=now)
    assert codes(refused) == {"paper.changed"}


def test_a_form_takes_no_number(world: World) -> None:
    term(world)
    meeting = steps.plan_cell(world)
    paper = print_agenda(meeting=meeting, by=world.users["head"])
    with pytest.raises(RuleViolation) as refused:
        issue(world, paper)
    assert codes(refused) == {"register.kind"}


def test_the_excel_register_has_one_row_a_number_and_no_formula(world: World) -> None:
    term(world)
    paper = draft(world)
    paper.document.title = "=1+1"
    paper.document.save(update_fields=("title",))
    issue(world, paper)
    entries = RegisterEntry.objects.select_related("series__term", "issued_by__person")
    book = CalamineWorkbook.from_filelike(BytesIO(register_workbook("Huyện ủy Mẫu", entries)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Số", "Số, ký hiệu", "Ngày văn bản"]
    assert rows[1][:6] == [1.0, "01-BC/HU", date(2023, 11, 14), "Báo cáo", "=1+1", "nhiệm kỳ 2020 – 2025"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_exactly_the_numbers_from_one_on() -> None:
    world = issued_world()
    term(world)
    papers = [draft(world, number).pk for number in range(1, 25)]
    failed: list[BaseException] = []

    def run(paper_id: int) -> None:
        try:
            issue_document(paper_id=paper_id, by=world.users["secretary"], now=NOW)
        except BaseException as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(paper,)) for paper in (*papers, *papers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(RegisterEntry.objects.values_list("number", flat=True)) == list(range(1, 25))
    assert NumberSeries.objects.get().last == 24


def test_register_page_filters_cancels_and_exports(world: World) -> None:
    term(world)
    issued = issue(world, draft(world))
    issue(world, draft(world, 2, kind=DocumentKind.NOTICE))
    client, url = signed_in(world.users["secretary"]), reverse("register", args=(world.district.pk,))
    with standing_on(15):
        assert {"01-BC/HU", "01-TB/HU"} <= set(client.get(url).content.decode().replace("<", ">").split(">"))
        only = client.get(url, {"kind": "Báo cáo", "year": "2023"}).content.decode()
        assert "01-BC/HU" in only
        assert "01-TB/HU" not in only
        assert "Không có văn bản nào khớp" in client.get(url, {"year": "2019"}).content.decode()
        entry = RegisterEntry.objects.get(document=issued.document)
        cancel = reverse("register-cancel", args=(world.district.pk, entry.pk))
        assert client.post(cancel, {"reason": ""}).status_code == 422
        page = client.post(cancel, {"reason": "Sai trích yếu"}, follow=True).content.decode()
        assert "Đã hủy số 01-BC/HU" in page
        shown = client.get(reverse("paper", args=(issued.pk,))).content.decode()
        assert "Văn bản này không còn giá trị" in shown
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(reverse("register-export", args=(world.district.pk,)))
        assert answer["Content-Type"].endswith("sheet")
        assert len(captured) <= 9, "eight, and the note of who took the file"
    assert signed_in(world.users["head"]).get(url).status_code == 404


def test_register_page_records_a_term_and_earlier_numbers(world: World) -> None:
    client = signed_in(world.users["planner"])
    with standing_on(15):
        page = reverse("register", args=(world.district.pk,))
        assert "Chưa ghi nhiệm kỳ" in client.get(page).content.decode()
        sent = {"term-starts_on": "2020-08-01", "term-ends_on": "2025-07-31"}
        assert client.post(reverse("register-term", args=(world.district.pk,)), sent).status_code == 302
        assert client.post(reverse("register-term", args=(world.district.pk,)), sent).status_code == 422
        numbers = {"earlier-document_kind": "report", "earlier-last": "12"}
        assert client.post(reverse("register-earlier", args=(world.district.pk,)), numbers).status_code == 302
        assert client.post(reverse("register-earlier", args=(world.district.pk,)), {}).status_code == 422
    assert issue(world, draft(world)).document.number == "13-BC/HU"


def test_register_page_costs_the_same_for_many_rows(world: World) -> None:
    term(world)
    made = iter(range(1, 100))

    def add(count: int) -> None:
        for number in [next(made) for _ in range(count)]:
            issue(world, draft(world, number))

    assert_flat(
        signed_in(world.users["secretary"]), reverse("register", args=(world.district.pk,)), add, row="-BC/HU</th>"
    )
