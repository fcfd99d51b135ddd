"""Writing Mẫu 01 and Mẫu 02: nothing typed is lost, only submitting checks."""

from __future__ import annotations

from typing import Any

import pytest

from reviews.choices import EntryState
from reviews.models import EntryVersion, FormEntry, Review
from reviews.rules.findings import RuleViolation
from reviews.services.entries import StaleEntry, save_entry, submit_entry
from reviews.services.prompts import issue_prompt
from tests.factories.reviews import AgendaItemFactory, RemediationItemFactory
from tests.world import STATEMENT, World, at, standing_on


def entry_of(world: World, key: str) -> FormEntry:
    return FormEntry.objects.get(review=world.review_of(key))


def test_a_half_written_statement_is_saved_without_asking_for_anything(world: World) -> None:
    entry = entry_of(world, "deputy")
    with standing_on(8) as now:
        saved = save_entry(entry_id=entry.pk, by=world.users["deputy"], data={"i_1": "Mới viết"}, version=1, now=now)
    assert saved.version == 2
    assert saved.data["i_1"] == "Mới viết"
    assert saved.state == EntryState.DRAFT


def test_a_stale_save_is_refused_and_writes_nothing(world: World) -> None:
    entry = entry_of(world, "deputy")
    user = world.users["deputy"]
    with standing_on(8) as now:
        save_entry(entry_id=entry.pk, by=user, data={"i_1": "Thẻ thứ nhất"}, version=1, now=now)
        with pytest.raises(StaleEntry) as refused:
            save_entry(entry_id=entry.pk, by=user, data={"i_1": "Thẻ thứ hai"}, version=1, now=now)
    assert refused.value.current.data["i_1"] == "Thẻ thứ nhất"
    entry.refresh_from_db()
    assert entry.data["i_1"] == "Thẻ thứ nhất"


def test_nobody_else_writes_a_persons_statement(world: World) -> None:
    entry = entry_of(world, "deputy")
    with standing_on(8) as now, pytest.raises(RuleViolation) as refused:
        save_entry(entry_id=entry.pk, by=world.users["head"], data={"i_1": "Sửa hộ"}, version=1, now=now)
    assert refused.value.findings[0].code == "permission.entry.edit"
    entry.refresh_from_db()
    assert entry.version == 1


def test_an_incomplete_statement_is_refused_with_every_missing_part_and_stays_a_draft(world: World) -> None:
    entry = entry_of(world, "deputy")
    with standing_on(8) as now, pytest.raises(RuleViolation) as refused:
        submit_entry(
            entry_id=entry.pk,
            by=world.users["deputy"],
            data=STATEMENT | {"i_2": "", "i_4_grade": ""},
            version=1,
            now=now,
        )
    assert len(refused.value.findings) >= 2
    assert all(finding.reference for finding in refused.value.findings)
    entry.refresh_from_db()
    assert entry.state == EntryState.DRAFT
    assert entry.version == 1


def test_a_complete_statement_is_handed_in_once_and_kept_as_a_version(world: World) -> None:
    entry = entry_of(world, "deputy")
    user = world.users["deputy"]
    with standing_on(8) as now:
        submit_entry(entry_id=entry.pk, by=user, data=STATEMENT, version=1, now=now)
        with pytest.raises(RuleViolation):
            submit_entry(entry_id=entry.pk, by=user, data=STATEMENT, version=2, now=now)
    entry.refresh_from_db()
    assert entry.state == EntryState.SUBMITTED
    assert EntryVersion.objects.get(entry=entry).label == "Nộp"


def test_a_prompt_opens_a_statement_already_handed_in_and_must_be_answered(world: World) -> None:
    entry = entry_of(world, "deputy")
    user = world.users["deputy"]
    with standing_on(8) as now:
        submit_entry(entry_id=entry.pk, by=user, data=STATEMENT, version=1, now=now)
        issue_prompt(
            review_id=entry.review_id,
            text="Làm rõ việc chậm giải ngân.",
            document_number="512-CV/HU",
            by=world.users["officer"],
            on=now.date(),
            now=now,
        )
        entry.refresh_from_db()
        assert entry.state == EntryState.DRAFT
        with pytest.raises(RuleViolation) as refused:
            submit_entry(entry_id=entry.pk, by=user, data=STATEMENT, version=entry.version, now=now)
        assert any("gợi ý" in finding.message for finding in refused.value.findings)
        row = entry.data["iv_items"][0]
        answered = STATEMENT | {
            "iv_items": [row | {"explanation": "Đã rõ", "cause": "Do chủ quan", "responsibility": "Cá nhân tôi"}]
        }
        submit_entry(entry_id=entry.pk, by=user, data=answered, version=entry.version, now=now)


def test_the_words_of_a_prompt_cannot_be_rewritten_by_the_person(world: World) -> None:
    entry = entry_of(world, "deputy")
    with standing_on(8) as now:
        prompt = issue_prompt(
            review_id=entry.review_id,
            text="Làm rõ việc chậm giải ngân.",
            document_number="512-CV/HU",
            by=world.users["officer"],
            on=now.date(),
            now=now,
        )
        entry.refresh_from_db()
        forged = {"iv_items": [{"prompt_id": prompt.pk, "prompt": "Không có gì", "explanation": "Đã rõ"}]}
        saved = save_entry(entry_id=entry.pk, by=world.users["deputy"], data=forged, version=entry.version, now=now)
    assert saved.data["iv_items"][0]["prompt"] == "Làm rõ việc chậm giải ngân."
    assert saved.data["iv_items"][0]["explanation"] == "Đã rõ"


@pytest.mark.parametrize(
    ("key", "number", "code"), [("head", "512-CV/HU", "permission.prompt.issue"), ("officer", " ", "prompt.document")]
)
def test_a_prompt_is_entered_by_the_board_under_the_number_of_the_standing_boards_document(
    world: World, key: str, number: str, code: str
) -> None:
    review = world.review_of("deputy")
    with standing_on(9) as now, pytest.raises(RuleViolation) as refused:
        issue_prompt(
            review_id=review.pk, text="Làm rõ.", document_number=number, by=world.users[key], on=now.date(), now=now
        )
    (finding,) = refused.value.findings
    assert finding.code == code
    assert finding.reference is not None
    assert finding.reference.clause == "P0-4.1-d"
    assert not review.prompts.exists()


def test_last_years_shortcomings_stand_in_section_three(world: World) -> None:
    from reviews.services.entries import carried_shortcomings

    RemediationItemFactory.create(person=world.people["deputy"], shortcoming="Chưa đi cơ sở")
    RemediationItemFactory.create(person=world.people["deputy"], shortcoming="Đã xong", status="fixed")
    rows = carried_shortcomings(world.review_of("deputy"))
    assert [row["shortcoming"] for row in rows] == ["Chưa đi cơ sở (năm 2022)"]


def test_a_prompt_on_the_tenth_of_november_is_refused_and_writes_nothing(world: World) -> None:
    review = world.review_of("deputy")
    with standing_on(10, 0) as now, pytest.raises(RuleViolation) as refused:
        issue_prompt(
            review_id=review.pk,
            text="Làm rõ trách nhiệm.",
            document_number="512-CV/HU",
            by=world.users["officer"],
            on=now.date(),
            now=now,
        )
    finding = refused.value.findings[0]
    assert finding.reference is not None
    assert finding.reference.clause == "P0-III.1-d"
    assert "10/11/2023" in finding.message
    assert not review.prompts.exists()


def test_a_prompt_on_the_ninth_of_november_is_in_time(world: World) -> None:
    review = world.review_of("deputy")
    with standing_on(9, 23) as now:
        issue_prompt(
            review_id=review.pk,
            text="Làm rõ trách nhiệm.",
            document_number="512-CV/HU",
            by=world.users["officer"],
            on=now.date(),
            now=now,
        )
    assert review.prompts.count() == 1
    assert world.users["deputy"].notices.filter(kind="prompt").count() == 1


def test_a_statement_handed_in_after_the_conclusion_is_open_for_revision_at_once(world: World) -> None:
    entry = entry_of(world, "deputy")
    AgendaItemFactory.create(
        meeting__campaign=world.campaign,
        review=entry.review,
        state="concluded",
        conclusion="Nhất trí.",
        concluded_at=at(7),
    )
    with standing_on(8) as now:
        submit_entry(entry_id=entry.pk, by=world.users["deputy"], data=STATEMENT, version=1, now=now)
    entry.refresh_from_db()
    assert entry.state == EntryState.REVISING


def test_a_prompt_opens_a_finished_statement_until_the_dossier_is_sent(world: World) -> None:
    entry = entry_of(world, "deputy")
    FormEntry.objects.filter(pk=entry.pk).update(state=EntryState.FINAL, submitted_at=at(7), finalized_at=at(7))
    prompt: dict[str, Any] = {"text": "Làm rõ.", "document_number": "512-CV/HU", "by": world.users["officer"]}
    with standing_on(8) as now:
        issue_prompt(review_id=entry.review_id, on=now.date(), now=now, **prompt)
        entry.refresh_from_db()
        assert entry.state == EntryState.REVISING
        Review.objects.filter(pk=entry.review_id).update(submitted_to_board_at=now)
        with pytest.raises(RuleViolation) as refused:
            issue_prompt(review_id=entry.review_id, on=now.date(), now=now, **prompt)
    assert refused.value.findings[0].code == "prompt.sent"
