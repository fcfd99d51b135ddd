"""Pages that ask before they act cost the same with 1, 3 and 30 rows behind them; and no page goes unmeasured."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from organizations.addresses import takes_only_forms
from organizations.choices import CollectiveKind, OrganizationKind, PostRole
from organizations.models import Organization
from reviews.choices import Track, VenueKind
from tests.factories.organizations import (
    CollectiveFactory,
    GrantFactory,
    OrganizationFactory,
    PersonFactory,
    PostFactory,
    UserFactory,
)
from tests.factories.ratings import BallotQuestionFactory, BallotSessionFactory, VoterFactory
from tests.factories.reviews import (
    CampaignFactory,
    EntryFactory,
    MeetingFactory,
    MilestoneFactory,
    PromptFactory,
    ReviewFactory,
    ReviewVenueFactory,
)
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import standing_on

TESTS = Path(__file__).resolve().parents[1]

#: Pages with no list whose length people decide.
WITHOUT_ROWS = {
    "login": "one form",
    "factor": "one field",
    "factor-set-up": "one key",
    "factor-remove": "one question",
    "recovery-codes": "one number",
    "activate": "one form",
    "my-rights": "its queries are counted in organizations/test_deputations.py",
    "deputation-new": "its queries are counted in organizations/test_deputations.py",
    "rights-of-others": "its queries are counted in organizations/test_deputations.py",
    "password_change": "one form",
    "password_change_done": "one sentence",
    "health": "one word, no page",
    "campaign-new": "one form over the committees one plans for",
    "milestone-edit": "one day and its reason",
    "campaign-rules": "the rules of one plan file; the campaign's days come in one query",
    "plan-values": "the values of one plan file",
    "plan-value": "one value and its basis",
    "feeds": "the feeds of one plan file; their units and values come in one query each (test_figures_measured.py)",
    "reports": "the routes of one plan file; their units and reports come in one query each",
    "report-scan": "one file",
    "bundle-paper": "one file",
    "ballot-scan": "one file",
    "review-override": "one decision and its reason",
    "campaign-criteria": "the kinds of subjects of one plan file",
    "criteria-edit": "one text and its document",
    "campaign-signs": "one list of texts",
    "entry-version": "two texts of one form",
    "opinion": "one request and its reply",
    "poll-sheets": "a file of the list that `poll` shows",
    "summary-file": "a file; its queries are counted in ratings/test_summaries.py",
    "members-summary": "a file; its queries are counted in ratings/test_summaries.py",
    "paper": "one paper",
    "paper-card": "one paper's line",
    "paper-file": "one file",
    "register-export": "one file; its rows come in one query (test_register.py)",
    "signed-copy": "one file",
    "batch-progress": "one bar; its counts are one query (tests/forms_templates/test_batches.py)",
    "batch-failures": "a workbook of one query",
    "batch-file": "one file",
    "forms_templates:verify": "one paper",
    "forms_templates:forms": "the definitions; no row of the database",
    "forms_templates:blank": "one file",
    "forms_templates:fill-in": "one form",
    "reviews-export": "one file; its queries are counted in test_exports.py",
    "demo-clock": "one moment",
    "living": "made-up rows, no data",
}


@pytest.fixture(autouse=True)
def _on_an_ordinary_day() -> Iterator[None]:
    with standing_on(14):
        yield


@pytest.fixture
def district(db: None) -> Organization:
    return OrganizationFactory.create()


@pytest.fixture
def leader(district: Organization) -> Client:
    user = UserFactory.create()
    GrantFactory.create(user=user, codename="lead_review", content_object=district)
    return signed_in(user)


def department(district: Organization) -> Organization:
    return OrganizationFactory.create(parent=district, kind=OrganizationKind.DEPARTMENT)


# Every page -------------------------------------------------------------------------------------------------------


def names_of_pages(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":  # measured list by list, beside the lists
                yield from names_of_pages(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name and not takes_only_forms(pattern.callback):
            yield space + pattern.name


def measured(names: set[str]) -> set[str]:
    """The pages whose name stands in a test that counts queries."""
    found = set()
    for file in TESTS.rglob("test_*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for test in [node for node in tree.body if isinstance(node, ast.FunctionDef)]:
            parts = list(ast.walk(test))
            counts = any(isinstance(part, ast.Name) and part.id == "assert_flat" for part in parts)
            if counts:
                found |= {part.value for part in parts if isinstance(part, ast.Constant) and part.value in names}
    return found


def test_every_page_is_measured_or_has_a_reason_not_to_be():
    names = set(names_of_pages(get_resolver().url_patterns))
    assert {"home", "meeting-new", "ballot-close", "forms_templates:verify", "login"} <= names
    assert names - measured(names) == WITHOUT_ROWS.keys()


# Pages that ask ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["cell", "collective"])
def test_planning_a_meeting_costs_the_same_with_many_people_of_the_place(
    district: Organization, leader: Client, place: str
) -> None:
    campaign = CampaignFactory.create(issued=True, issuer=district)
    review = ReviewFactory.create(campaign=campaign, unit=department(district))
    cell = OrganizationFactory.create(parent=district, cell=True)
    collective = CollectiveFactory.create(organization=review.unit, kind=CollectiveKind.AGENCY_LEADERSHIP)
    ReviewVenueFactory.create(review=review, cell=cell)
    ReviewVenueFactory.create(review=review, kind=VenueKind.COLLECTIVE, collective=collective, cell=None)

    def add(count: int) -> None:
        for _ in range(count):
            person = PersonFactory.create(full_name="Lê Thị Phải Đếm", cell=cell, workplace=review.unit)
            PostFactory.create(person=person, collective=collective, role=PostRole.DEPUTY)

    address = reverse("meeting-new", args=(campaign.pk,))
    chosen = f"?cell={cell.pk}" if place == "cell" else f"?collective={collective.pk}"
    assert_flat(leader, address + chosen, add, row="Lê Thị Phải Đếm")


def test_issuing_a_plan_costs_the_same_with_many_subjects_and_milestones(
    district: Organization, leader: Client
) -> None:
    draft = CampaignFactory.create(issuer=district)

    def add(count: int) -> None:
        for _ in range(count):
            review = ReviewFactory.create(campaign=draft, unit=department(district))
            ReviewVenueFactory.create(review=review, cell=OrganizationFactory.create(parent=district, cell=True))
            MilestoneFactory.create(campaign=draft)

    address = reverse("campaign-issue", args=(draft.pk,))
    assert_flat(leader, address, add, row="")
    page = leader.get(address).content.decode()
    for words in ("bản kiểm điểm cá nhân", "hội nghị kiểm điểm phải", "mốc thời hạn có hiệu lực"):
        assert f"<dt>30</dt><dd>{words}" in page


def test_closing_a_ballot_costs_the_same_with_many_voters_and_questions(district: Organization, leader: Client) -> None:
    cell = OrganizationFactory.create(parent=district, cell=True)
    campaign = CampaignFactory.create(issued=True, issuer=district)
    meeting = MeetingFactory.create(campaign=campaign, kind=VenueKind.CELL, collective=None, cell=cell)
    session = BallotSessionFactory.create(meeting=meeting)

    def add(count: int) -> None:
        for _ in range(count):
            review = ReviewFactory.create(campaign=campaign, unit=department(district))
            BallotQuestionFactory.create(session=session, review=review, track=Track.CADRE)
            VoterFactory.create(session=session, person=review.person)

    address = reverse("ballot-close", args=(session.pk,))
    assert_flat(leader, address, add, row="")
    page = leader.get(address).content.decode()
    assert "trên 30 người được bỏ phiếu" in page
    assert "<dt>30</dt><dd>nội dung" in page
    for name in ("ballot-count", "ballot-void"):
        assert_flat(leader, reverse(name, args=(session.pk,)), add, row="")


def test_a_form_costs_the_same_with_many_prompts_and_rows(district: Organization, leader: Client) -> None:
    review = ReviewFactory.create(
        campaign=CampaignFactory.create(issued=True, issuer=district), unit=department(district)
    )
    entry = EntryFactory.create(review=review, submitted=True)

    def add(count: int) -> None:
        for _ in range(count):
            prompt = PromptFactory.create(review=review, text="Làm rõ trách nhiệm.")
            row = {"prompt_id": str(prompt.pk), "prompt": prompt.text}
            entry.data = entry.data | {
                "iv_items": [*entry.data.get("iv_items", []), row],
                "ii_shortcomings": [*entry.data.get("ii_shortcomings", []), {"content": 2, "text": "Chậm báo cáo."}],
            }
        entry.save()

    assert_flat(leader, reverse("entry", args=(review.pk,)), add, row="Chậm báo cáo.")
