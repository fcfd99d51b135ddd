"""Whoever reads a sensitive paper of somebody else leaves one line in the record a day; asking writes nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from forms_templates.services import render_document
from organizations.choices import AuditAction
from organizations.models import AuditEntry, ReadMark
from organizations.services import audit, reads
from ratings.services.papers import print_entry
from reviews.models import Review
from tests import steps
from tests.reviews.test_pages import signed_in
from tests.reviews.test_pages_measured import names_of_pages
from tests.world import World, issued_world, standing_on


@pytest.fixture(autouse=True)
def _in_november() -> Iterator[None]:
    with standing_on(14):
        yield


@pytest.fixture
def world(db: None) -> World:
    return issued_world()


@pytest.fixture
def statement(world: World) -> Review:
    """The deputy's, handed in."""
    steps.ready_cell(world)
    return world.review_of("deputy")


def marks() -> list[tuple[str, str, str]]:
    return [(str(mark.user), mark.what, str(mark.person)) for mark in ReadMark.objects.order_by("pk")]


def test_a_reading_is_marked_once_a_day_by_one_statement_and_writes_nothing_else(
    world: World, statement: Review
) -> None:
    client, url = signed_in(world.users["officer"]), reverse("entry", args=(statement.pk,))
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        written = [query["sql"] for query in captured if not query["sql"].lstrip(" (").upper().startswith("SELECT")]
        assert len(written) == 1, written
        assert "organizations_readmark" in written[0]
    reader, subject = str(world.users["officer"]), str(world.people["deputy"])
    assert marks() == [(reader, "Bản tự kiểm điểm", subject)]
    with standing_on(15):
        signed_in(world.users["officer"]).get(url)
    assert len(marks()) == 2, "another day, another line"
    client.get(reverse("review-ratings", args=(statement.pk,)))
    assert marks()[-1] == (reader, "Mức xếp loại", subject)


def test_nothing_is_marked_of_ones_own_of_a_collective_or_of_what_was_not_shown(
    world: World, statement: Review
) -> None:
    own, collective = signed_in(world.users["deputy"]), Review.objects.get(collective=world.leadership)
    assert own.get(reverse("entry", args=(statement.pk,))).status_code == 200
    assert own.get(reverse("review-ratings", args=(statement.pk,))).status_code == 200
    assert signed_in(world.users["officer"]).get(reverse("review-ratings", args=(collective.pk,))).status_code == 200
    assert signed_in(world.users["village_secretary"]).get(reverse("entry", args=(statement.pk,))).status_code == 404
    assert signed_in(world.users["officer"]).head(reverse("entry", args=(statement.pk,))).status_code == 200
    assert marks() == []


def test_a_file_is_marked_before_it_is_sent_and_becomes_an_entry_of_the_chain(world: World, statement: Review) -> None:
    paper = print_entry(review=statement, by=world.users["head"])
    render_document(document_id=paper.document_id)
    response = signed_in(world.users["secretary"]).get(reverse("paper-file", args=(paper.pk,)), REMOTE_ADDR="10.0.0.7")
    assert ReadMark.objects.count() == 1, "nothing of the file was sent yet"
    assert b"".join(response).startswith(b"%PDF")
    assert audit.seal() >= 1
    entry = AuditEntry.objects.get(action=AuditAction.READ)
    assert (entry.actor, entry.object_name, entry.address) == (
        str(world.users["secretary"]),
        str(paper),
        "10.0.0.7",
    )
    assert entry.after == {"nội dung": "Tệp văn bản", "của": str(world.people["deputy"])}
    assert entry.unit_path == statement.unit_path
    assert ReadMark.objects.get().entry == entry
    audit.seal()
    assert AuditEntry.objects.filter(action=AuditAction.READ).count() == 1
    assert audit.verify().holds


#: Pages whose readings are not noted, by why.
NOT_NOTED = {
    "one's own, or nobody's": """
        login password_change password_change_done health home notices own-data batches batch batch-progress
        batch-failures audit demo-clock living forms_templates:verify forms_templates:forms forms_templates:blank
        forms_templates:fill-in
        account activate factor factor-remove factor-set-up recovery-codes my-rights deputation-new""",
    "who has an account or a right, by whom and why; nothing that anybody wrote of another": """
        accounts kept-account grants-left rights-of-others""",
    "plans, days and figures of units, no statement of a person": """
        campaigns campaign campaign-new campaign-milestones milestone-edit milestone-own-days campaign-issue
        campaign-rules campaign-sheets campaign-sheet plan-values plan-value campaign-criteria criteria-edit
        campaign-signs campaign-summaries retention feeds feed feed-paste feed-send reports reports-of-route report
        bundle         cell-dossiers cell-dossier cell-scores summary-list""",
    "lists of names and states, each of which leads to a page that is noted": """
        reviews review opinions meetings organizations organization campaign-subjects campaign-directors
        campaign-polls hand-overs hand-over hand-over-new register entry-versions paper paper-card paper-signatures""",
    "a form that asks, or a target of work": "review-override review-targets meeting-new",
    "what was written to the reader himself": "corrections",
    "what a meeting sees in its own room": "meeting meeting-groups group-report",
    "around a ballot: when somebody looked would tell when he voted": """
        meeting-ballots ballot-live ballot-screen ballot-vote ballot-receipts ballot-close ballot-count ballot-void
        paper-count poll-count poll-sheets""",
}


def test_every_page_is_noted_or_has_a_reason_not_to_be() -> None:
    names = set(names_of_pages(get_resolver().url_patterns))
    reasons = [name for told in NOT_NOTED.values() for name in told.split()]
    assert len(reasons) == len(set(reasons))
    assert reads.addresses() <= names
    assert names - reads.addresses() == set(reasons)
