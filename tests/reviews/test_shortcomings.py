"""Each shortcoming of a report says who answers for it: nothing typed is lost, the paper is as printed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import reverse

from organizations.choices import PostRole
from reviews.choices import EntryState
from reviews.models import FormEntry
from reviews.rules.findings import RuleViolation, Severity
from reviews.services.entries import submit_entry
from tests.factories.organizations import PersonFactory, PostFactory
from tests.reviews.bad_input import form_data
from tests.reviews.test_pages import assert_flat, signed_in, words
from tests.world import REPORT, SHORTCOMING, STATEMENT, World, standing_on

#: A draft of before the plan asked who answers for what.
OLD = {"ii_shortcomings": [{"content": 2, "text": "Chậm giải ngân."}], "v": "Tập thể nhận trách nhiệm."}


@pytest.fixture(autouse=True)
def _on_the_eighth() -> Iterator[None]:
    with standing_on(8):
        yield


def report_of(world: World) -> FormEntry:
    return FormEntry.objects.get(review=world.collective_review())


def address(world: World) -> str:
    return reverse("entry", args=(report_of(world).review_id,))


def rows(count: int, **changes: str) -> list[dict[str, object]]:
    return [SHORTCOMING | changes for _ in range(count)]


def test_page_asks_who_answers_for_each_shortcoming_and_names_head_and_members(world: World) -> None:
    """P0-3.1-f."""
    page = words(signed_in(world.users["head"]).get(address(world)).content)
    assert "Trách nhiệm của tập thể" in page
    assert "Đồng chí Trần Thị Hà." in page
    assert "Đồng chí Lê Văn Bình; Phạm Thị Lan. Ghi rõ họ tên" in page
    assert 'name="ii_shortcomings-0-remedy"' not in page, "the district plan asks for one text in section VI"
    own = signed_in(world.users["deputy"]).get(reverse("entry", args=(world.review_of("deputy").pk,))).content.decode()
    assert 'name="ii_shortcomings-0-text"' in own
    assert 'name="ii_shortcomings-0-head"' not in own


def test_report_with_a_shortcoming_nobody_answers_for_is_handed_in_with_a_warning(world: World) -> None:
    """P0-3.1-f: three shortcomings, two with somebody responsible."""
    entry = report_of(world)
    data = REPORT | {"ii_shortcomings": [*rows(2), *rows(1, collective="", head="")]}
    with standing_on(8) as now:
        warnings = submit_entry(entry_id=entry.pk, by=world.users["head"], data=data, version=1, now=now)
    (finding,) = [row for row in warnings if row.code.startswith("entry.ii_")]
    assert (finding.severity, finding.clause) == (Severity.WARN, "P0-3.1-f")
    assert finding.message.startswith(
        "Mục II, dòng 3: chưa làm rõ trách nhiệm của tập thể, người đứng đầu (Trần Thị Hà)"
    )
    entry.refresh_from_db()
    assert entry.state == EntryState.SUBMITTED


def test_committee_that_is_stricter_than_the_district_plan_refuses_and_keeps_what_was_typed(world: World) -> None:
    """The severity is a value of the plan (P0-3.1-f)."""
    strict = {"forms": {"mau_01": {"each_shortcoming": {"head": {"severity": "block"}}}}}
    world.campaign.settings = strict
    world.campaign.save(update_fields=("settings",))
    sent = form_data(REPORT | {"ii_shortcomings": rows(2, head="")}, version="1", action="submit")
    answer = signed_in(world.users["head"]).post(address(world), sent)
    page = words(answer.content)
    assert answer.status_code == 422
    assert "Mục II, dòng 2: chưa làm rõ trách nhiệm của người đứng đầu (Trần Thị Hà)" in page
    assert page.count("Chưa kiểm tra tiến độ hằng tháng.") == 2
    entry = report_of(world)
    assert entry.state == EntryState.DRAFT
    assert len(entry.shortcomings) == 2
    with standing_on(8) as now, pytest.raises(RuleViolation):
        submit_entry(entry_id=entry.pk, by=world.users["head"], data=entry.data, version=entry.version, now=now)


def test_row_is_added_without_a_script_with_every_typed_word_kept(world: World) -> None:
    sent = form_data(REPORT, version="1", add_row="ii_shortcomings")
    answer = signed_in(world.users["head"]).post(address(world), sent)
    page = words(answer.content)
    assert answer.status_code == 200
    assert "Chưa kiên quyết đôn đốc chủ đầu tư." in page
    assert 'name="ii_shortcomings-1-head"' in page


def test_draft_of_before_opens_and_saves_as_it_was(world: World) -> None:
    entry = report_of(world)
    FormEntry.objects.filter(pk=entry.pk).update(data=entry.data | OLD)
    client = signed_in(world.users["head"])
    page = words(client.get(address(world)).content)
    assert "Chậm giải ngân." in page
    assert "Tập thể nhận trách nhiệm." in page
    answer = client.post(address(world), form_data(OLD, version="1", action="save"))
    assert answer.status_code == 302
    kept = report_of(world)
    assert kept.shortcomings[0]["text"] == "Chậm giải ngân."
    assert kept.data["v"] == "Tập thể nhận trách nhiệm."


def test_report_read_by_others_shows_responsibility_in_section_five(world: World) -> None:
    entry = report_of(world)
    with standing_on(8) as now:
        submit_entry(entry_id=entry.pk, by=world.users["head"], data=REPORT, version=1, now=now)
    page = words(signed_in(world.users["third"]).get(address(world)).content)
    section = page[page.index('id="section-v"') : page.index('id="section-vi"')]
    assert "Giải ngân vốn đầu tư còn chậm:" in section
    assert "Chưa kiên quyết đôn đốc chủ đầu tư." in section
    assert section.index("Chưa kiên quyết") < section.index("Trách nhiệm của tập thể và người đứng đầu.")


def test_no_shortcoming_may_still_be_said(world: World) -> None:
    entry = report_of(world)
    with standing_on(8) as now:
        warnings = submit_entry(
            entry_id=entry.pk,
            by=world.users["head"],
            data=REPORT | {"ii_shortcomings": [], "ii_none": True, "ii_causes": ""},
            version=1,
            now=now,
        )
    assert [row.code for row in warnings if "ii_" in row.code] == ["entry.ii_declared_none"]


def test_form_costs_the_same_with_many_members_and_rows(world: World) -> None:
    entry = report_of(world)

    def add(count: int) -> None:
        for _ in range(count):
            person = PersonFactory.create(full_name="Đinh Văn Viên")
            PostFactory.create(person=person, collective=world.leadership, role=PostRole.MEMBER)
        stored = [*entry.data.get("ii_shortcomings", []), *rows(count)]
        entry.data = entry.data | {"ii_shortcomings": stored[:29]}
        entry.save()

    assert_flat(signed_in(world.users["head"]), address(world), add, row="Đinh Văn Viên")


def test_own_shortcomings_of_a_person_ask_for_no_other_person(world: World) -> None:
    """Mẫu 02 as the district prints it: what, its causes, remedies in one text (P0-M02-c)."""
    entry = FormEntry.objects.get(review=world.review_of("deputy"))
    bare = STATEMENT | {"ii_shortcomings": [{"content": 2, "text": "Còn chậm."}]}
    with standing_on(8) as now:
        warnings = submit_entry(entry_id=entry.pk, by=world.users["deputy"], data=bare, version=1, now=now)
    assert [row.code for row in warnings if "ii_" in row.code] == []
