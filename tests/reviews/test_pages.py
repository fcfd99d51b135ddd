"""The addresses of the district's plan in mid-year; strangers sign in first, and who only looks on changes nothing.

Who may open which of them stands in the table of ``tests/matrix``.

``signed_in``, ``answer`` and ``assert_flat`` serve the page tests of the other rooms too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms_templates.models import Batch
from organizations import urls as organizations_urls
from organizations.addresses import is_only_sent_to
from organizations.models import Term, User
from ratings import urls as ratings_urls
from ratings.models import (
    BallotQuestion,
    BallotScan,
    BallotSession,
    Decision,
    Envelope,
    KeyHolder,
    KeyLock,
    LateFinding,
    PaperCount,
    PaperQuestionCount,
    Proposal,
    ReviewOrder,
    Verification,
    Voter,
)
from ratings.services.papers import print_entry
from reviews import urls as reviews_urls
from reviews.models import (
    AgendaItem,
    Campaign,
    Circumstance,
    Contribution,
    EntryVersion,
    FeedPlace,
    FeedSending,
    FeedValue,
    FormEntry,
    Meeting,
    MeetingAttendee,
    Milestone,
    Notice,
    NumberSeries,
    OpenVote,
    Opinion,
    Paper,
    RegisterEntry,
    RelayedReport,
    Review,
    ReviewPrompt,
    ReviewVenue,
    Violation,
)
from reviews.services.batches import print_meeting
from reviews.services.papers import print_residence_reply
from tests import steps
from tests.box import open_ballot
from tests.factories.organizations import PASSWORD, UserFactory
from tests.factories.reviews import CampaignFactory
from tests.world import World, standing_on

#: How many rows a list is measured with.
SIZES = (1, 3, 30)


def signed_in(user: User) -> Client:
    """A browser in which ``user`` has signed in; an error of the program is an answer 500, never an exception."""
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def words(content: bytes) -> str:
    return " ".join(content.decode().split())


def assert_flat(
    client: Client, url: str, add: Callable[[int], object], *, row: str, sizes: tuple[int, ...] = SIZES
) -> None:
    """The page costs the same number of queries with 1, 3 and 30 rows.

    ``add(n)`` adds so many rows; ``row`` is a text that stands on the page once for each of them at least.
    """
    counts: dict[int, int] = {}
    for size in sizes:
        add(size - max(counts, default=0))
        client.get(url)  # what Django reads once per process does not count
        with CaptureQueriesContext(connection) as captured:
            response = client.get(url)
        assert response.status_code == 200, url
        assert response.content.decode().count(row) >= size, f"{url} does not show its {size} rows"
        counts[size] = len(captured)
    assert len(set(counts.values())) == 1, f"{url}: queries by number of rows: {counts}"


@dataclass(frozen=True)
class Scene:
    """A campaign in mid-flight: forms handed in, one opinion answered, the cell voting, the office not yet planned."""

    world: World
    draft: Campaign
    statement: Review
    opinion: Opinion
    meeting: Meeting
    ballot: BallotSession
    paper: Paper
    residence_paper: Paper
    batch: Batch

    def user(self, role: str) -> User:
        return UserFactory.create(person=None) if role == "outsider" else self.world.users[role]


@pytest.fixture
def scene(world: World) -> Scene:
    return played(world)


def played(world: World) -> Scene:
    meeting = steps.ready_cell(world)
    steps.answered_residence(world, "deputy")
    opinion = Opinion.objects.get(review=world.review_of("deputy"))
    with standing_on(14, 10) as now:
        ballot = open_ballot(
            meeting_id=meeting.pk, counting_team=[world.people["member2"]], by=world.users["head"], now=now
        )
        paper = print_entry(review=world.review_of("deputy"), by=world.users["head"])
        residence_paper = print_residence_reply(opinion=opinion, by=world.users["head"])
        batch = print_meeting(meeting=meeting, by=world.users["head"])
    return Scene(
        world=world,
        draft=CampaignFactory.create(issuer=world.district),
        statement=world.review_of("deputy"),
        opinion=opinion,
        meeting=meeting,
        ballot=ballot,
        paper=paper,
        residence_paper=residence_paper,
        batch=batch,
    )


STAFF = {"planner", "officer", "secretary"}
#: Who attends the meeting of the cell, where the deputy is reviewed.
CELL = {"head", "deputy", "member2"}
TAKES_PART = {*STAFF, *CELL, "village_secretary"}
ROLES = {*TAKES_PART, "outsider"}

#: Every page and who may see it; for everybody else it does not exist.
Pages = dict[str, tuple[str, set[str]]]


def pages(scene: Scene) -> Pages:
    world, statement = scene.world, scene.statement
    milestone = world.campaign.milestones.first()
    assert milestone is not None
    statement.entry.versions.get_or_create(version=1, defaults={"data": {}, "saved_at": scene.ballot.prepared_at})
    seen: list[tuple[str, tuple[object, ...], set[str]]] = [
        ("home", (), ROLES),
        ("notices", (), ROLES),
        ("campaigns", (), ROLES),
        ("campaign-new", (), {"planner"}),
        ("campaign", (world.campaign.pk,), TAKES_PART),
        ("campaign-milestones", (world.campaign.pk,), TAKES_PART),
        ("campaign-rules", (world.campaign.pk,), TAKES_PART),
        ("campaign-sheets", (world.campaign.pk,), set()),  # this plan does not score
        ("campaign-sheet", (world.campaign.pk, "5"), set()),
        ("feeds", (world.campaign.pk,), set()),  # this plan collects no figures: see test_figures_seen.py
        ("feed", (world.campaign.pk, "budget"), set()),
        ("feed-paste", (world.campaign.pk, "budget"), set()),
        ("feed-send", (world.campaign.pk, "budget"), set()),
        ("reports", (world.campaign.pk,), set()),  # nor does it name a way for reports
        ("reports-of-route", (world.campaign.pk, "results"), set()),
        ("report", (world.campaign.pk, "results", world.commune.pk), set()),
        ("report-scan", (world.campaign.pk, "results", world.commune.pk, 1), set()),
        ("plan-values", (world.campaign.pk,), TAKES_PART),
        ("plan-value", (world.campaign.pk, "notice-days"), TAKES_PART),
        ("milestone-edit", (world.campaign.pk, milestone.pk), TAKES_PART),
        ("campaign-subjects", (world.campaign.pk,), TAKES_PART),
        ("campaign-issue", (world.campaign.pk,), TAKES_PART),
        ("meeting-new", (world.campaign.pk,), {"planner", "head", "deputy"}),
        ("reviews", (), ROLES),
        ("reviews-export", ("qd_124", "mau_02"), STAFF | CELL),
        ("review", (statement.pk,), STAFF | CELL),
        ("review-override", (statement.pk,), STAFF | CELL),
        ("entry", (statement.pk,), STAFF | CELL),
        ("entry-versions", (statement.pk,), {"deputy"}),
        ("entry-version", (statement.pk, 1), {"deputy"}),
        ("review-prompts", (statement.pk,), STAFF | CELL),
        ("review-ratings", (statement.pk,), STAFF | CELL),
        ("dossier", (statement.pk,), STAFF | CELL),
        ("opinions", (), ROLES),
        ("opinion", (scene.opinion.pk,), STAFF | {"head", "village_secretary"}),
        ("meetings", (), ROLES),
        ("meeting", (scene.meeting.pk,), STAFF | CELL),
        ("meeting-ballots", (scene.meeting.pk,), STAFF | CELL),
        ("ballot-live", (scene.meeting.pk,), CELL | {"planner"}),
        ("ballot-screen", (scene.meeting.pk,), CELL | {"planner"}),
        ("ballot-vote", (scene.ballot.pk,), CELL | {"planner"}),
        ("ballot-receipts", (scene.ballot.pk,), CELL | {"planner"}),
        ("ballot-close", (scene.ballot.pk,), CELL | {"planner"}),
        ("ballot-count", (scene.ballot.pk,), CELL | {"planner"}),
        ("ballot-void", (scene.ballot.pk,), CELL | {"planner"}),
        ("paper-count", (scene.ballot.pk,), CELL | {"planner"}),
        ("ballot-scan", (scene.ballot.pk, 1), set()),  # no scan yet: see ratings/test_ballot_scans.py
        ("paper", (scene.paper.pk,), STAFF | CELL),
        ("paper-card", (scene.paper.pk,), STAFF | CELL),
        ("paper-file", (scene.paper.pk,), set()),  # not printed yet
        ("paper-signatures", (scene.paper.pk,), set()),  # nor signed: see test_signatures.py
        ("signed-copy", (scene.paper.pk, 1), set()),
        ("board", (), ROLES),
        ("outcomes", (world.campaign.pk,), {"officer", "secretary"}),
        ("register", (world.district.pk,), STAFF),
        ("register-export", (world.district.pk,), STAFF),
        ("batches", (), ROLES),
        ("batch", (scene.batch.pk,), {"head"}),
        ("batch-progress", (scene.batch.pk,), {"head"}),
        ("batch-failures", (scene.batch.pk,), {"head"}),
        ("batch-file", (scene.batch.pk, "zip"), set()),  # still being made
        ("organizations", (), ROLES),
        ("audit", (), ROLES),
        ("account", (), ROLES),
        ("factor-set-up", (), ROLES),
        ("factor-remove", (), set()),  # nobody has an app yet: see organizations/test_second_factor.py
        ("recovery-codes", (), set()),
        ("accounts", (), set()),  # nobody here keeps accounts: see organizations/test_invitations.py
        ("kept-account", (world.users["deputy"].pk,), set()),
        ("grants-left", (), set()),
        ("my-rights", (), ROLES),
        ("deputation-new", (), ROLES),
        ("rights-of-others", (), ROLES),
        ("organization", (world.office.pk,), STAFF | {"head", "deputy"}),
        ("own-data", (), ROLES),
        ("corrections", (), set()),  # nobody here keeps a roster: see organizations/test_own_data.py
        ("retention", (world.district.pk,), STAFF),
        # The district's plan asks for none of these; the commune's does (test_commune_plan.py).
        ("campaign-criteria", (world.campaign.pk,), set()),
        ("criteria-edit", (world.campaign.pk, "member"), set()),
        ("campaign-signs", (world.campaign.pk,), set()),
        ("review-signs", (statement.pk,), set()),
        ("campaign-polls", (world.campaign.pk,), set()),
        ("milestone-own-days", (world.campaign.pk, milestone.pk), set()),
        ("review-targets", (statement.pk,), set()),
        ("review-cases", (statement.pk,), set()),
        ("review-corrections", (statement.pk,), set()),
        # Nor does it print the steps of the province's (test_province_*.py).
        ("campaign-proposals", (world.campaign.pk,), set()),
        ("review-remedies", (statement.pk,), set()),
        ("review-circulation", (statement.pk,), set()),
        ("campaign-summaries", (world.campaign.pk,), set()),
        ("poll", (1,), set()),
        ("poll-sheets", (1,), set()),
        ("poll-count", (1,), set()),
        ("summary-list", (world.campaign.pk,), set()),  # this plan names no summaries
        ("summary-file", (world.campaign.pk, "mau-11", "pdf"), set()),
        ("members-summary", (scene.meeting.pk, "pdf"), set()),
        ("campaign-directors", (world.campaign.pk,), set()),
        ("meeting-groups", (scene.meeting.pk,), set()),
        ("meeting-before-ballot", (scene.meeting.pk,), set()),
        ("group-report", (scene.meeting.pk, 1), set()),
        # Nor copies of dossiers, dossiers of cells or a bundle that goes up (test_hand_overs.py, ratings/).
        ("hand-overs", (world.campaign.pk,), set()),
        ("hand-over-new", (world.campaign.pk, world.office.pk, "unit"), set()),
        ("hand-over", (1,), set()),
        ("cell-dossiers", (world.campaign.pk,), set()),
        ("cell-dossier", (scene.meeting.pk,), set()),
        ("cell-scores", (scene.meeting.pk,), set()),
        ("cell-rewards", (scene.meeting.pk,), set()),
        ("bundle", (world.campaign.pk,), set()),
        ("bundle-paper", (world.campaign.pk, "members"), set()),
        ("living", (), set()),
        ("demo-clock", (), set()),
    ]
    queries = {"meeting-new": f"?collective={world.leadership.pk}"}
    found = {name: (reverse(name, args=args) + queries.get(name, ""), who) for name, args, who in seen}
    found["a draft campaign"] = (reverse("campaign", args=(scene.draft.pk,)), STAFF)
    found["a residence paper"] = (
        reverse("paper", args=(scene.residence_paper.pk,)),
        STAFF | {"head", "village_secretary"},
    )
    return found


def actions(scene: Scene) -> dict[str, str]:
    """Every address that only changes something."""
    review, meeting, ballot = scene.statement.pk, scene.meeting.pk, scene.ballot.pk
    item, attendee = scene.meeting.items.first(), scene.meeting.attendees.first()
    venue = scene.statement.venues.first()
    notice = scene.world.users["head"].notices.first()
    assert item is not None
    assert attendee is not None
    assert venue is not None
    assert notice is not None
    known: dict[str, tuple[object, ...]] = {
        "session-end": (),
        "accounts-create": (),
        "account-letters": (),
        "account-letter": (scene.world.users["deputy"].pk,),
        "account-mail": (scene.world.users["deputy"].pk,),
        "account-unlock": (scene.world.users["deputy"].pk,),
        "account-close": (scene.world.users["deputy"].pk,),
        "account-reopen": (scene.world.users["deputy"].pk,),
        "grant-end": (1,),
        "notices-read": (),
        "deputation-end": (1,),
        "notice-open": (notice.pk,),
        "campaign-regenerate": (scene.draft.pk,),
        "plan-value-reset": (scene.draft.pk, "notice-days"),
        "own-day-drop": (scene.world.campaign.pk, scene.world.campaign.milestones.values_list("pk", flat=True)[0], 1),
        "target-withdraw": (review, 1),
        "circumstance-withdraw": (review, 1),
        "violation-withdraw": (review, 1),
        "director-take-back": (scene.world.campaign.pk, 1),
        "circulation-send": (review,),
        "circulation-reply": (review, 1),
        "remedies-settle": (review,),
        "remedies-print": (review,),
        "prompts-print": (review,),
        "proposal-day": (scene.world.campaign.pk,),
        "proposal-set-aside": (scene.world.campaign.pk, 1),
        "group-take-back": (meeting, 1),
        "poll-prepare": (scene.world.campaign.pk,),
        "poll-waive": (scene.world.campaign.pk, review),
        "poll-waiver-take-back": (scene.world.campaign.pk, 1),
        "poll-taken": (1,),
        "poll-drop": (1,),
        "poll-void": (1,),
        "poll-print": (1,),
        "review-submit": (review,),
        "review-drafter": (review,),
        "review-flags": (review,),
        "venue-waive": (review, venue.pk),
        "entry-autosave": (review,),
        "residence-request": (review,),
        "residence-waive": (review,),
        "opinion-confirm": (scene.opinion.pk,),
        "opinion-return": (scene.opinion.pk,),
        "opinion-print": (scene.opinion.pk, "phieu-nhan-xet"),
        "meeting-drafts": (meeting,),
        "meeting-invite": (meeting,),
        "meeting-guest": (meeting,),
        "meeting-guest-remove": (meeting, attendee.pk),
        "meeting-reschedule": (meeting,),
        "meeting-present": (meeting,),
        "meeting-presence": (meeting, attendee.pk),
        "meeting-open": (meeting,),
        "meeting-conclude": (meeting,),
        "item-chair": (meeting, item.pk),
        "item-start": (meeting, item.pk),
        "item-contribution": (meeting, item.pk),
        "item-conclude": (meeting, item.pk),
        "item-open-vote": (meeting, item.pk),
        "open-vote": (meeting,),
        "open-vote-correct": (meeting, 1),
        "meeting-print": (meeting,),
        "meeting-print-agenda": (meeting,),
        "meeting-print-invitation": (meeting,),
        "meeting-print-all": (meeting,),
        "requests-print-all": (scene.world.cell.pk,),
        "batch-cancel": (scene.batch.pk,),
        "batch-resume": (scene.batch.pk,),
        "batch-retry": (scene.batch.pk,),
        "batch-bind": (scene.batch.pk, "zip"),
        "forms-print-all": (scene.world.campaign.pk,),
        "dossier-print-all": (review,),
        "meeting-step": (meeting, "report"),
        "step-take-back": (meeting, "report"),
        "hand-over-print": (1,),
        "cell-print": (meeting, "support"),
        "dossier-record": (review,),
        "paper-retry": (scene.paper.pk,),
        "paper-issue": (scene.paper.pk,),
        "register-term": (scene.world.district.pk,),
        "register-earlier": (scene.world.district.pk,),
        "register-cancel": (scene.world.district.pk, 1),
        "retention-destroy": (scene.world.district.pk,),
        "correction-ask": (),
        "correction-settle": (1,),
        "own-data-export": (),
        "notice-print": (review,),
        "decision-draft": (scene.world.campaign.pk,),
        "decision-print": (scene.world.campaign.pk,),
        "result-report-print": (scene.world.campaign.pk,),
        "ballot-prepare": (meeting,),
        "ballot-open": (ballot,),
        "ballot-phrase": (ballot, scene.world.people["member2"].pk),
        "ballot-keep": (ballot,),
        "ballot-again": (ballot,),
        "ballot-print": (ballot,),
        "ballot-sheets": (meeting,),
        "members-summary-print": (meeting,),
        "dossier-annex": (review, "phu-luc-13"),
        "rating-sheet": (review,),
        "review-print": (review, "ban-kiem-diem"),
    }
    return {name: reverse(name, args=args) for name, args in known.items()}


def test_strangers_are_sent_to_sign_in_and_come_back_to_the_page(scene: Scene) -> None:
    client = Client(raise_request_exception=False)
    for url in [url for url, _who in pages(scene).values()]:
        response = client.get(url)
        assert response.status_code == 302, url
        assert response["Location"] == f"{reverse('login')}?{urlencode({'next': url}, safe='/')}"


def test_the_sign_in_knows_which_addresses_can_be_opened(scene: Scene) -> None:
    assert [name for name, url in actions(scene).items() if not is_only_sent_to(url)] == []
    assert [name for name, (url, _) in pages(scene).items() if is_only_sent_to(url)] == []
    assert is_only_sent_to(reverse("logout"))
    for name in ("login", "password_change", "admin:index"):
        assert not is_only_sent_to(reverse(name))


#: Everything that an action could change.
TABLES: tuple[type[Model], ...] = (
    Campaign, Milestone, Review, ReviewVenue, FormEntry, EntryVersion, ReviewPrompt, Opinion, Meeting, MeetingAttendee,
    AgendaItem, Contribution, OpenVote, Notice, Paper, BallotSession, BallotQuestion, Voter, Envelope,
    KeyHolder, KeyLock, PaperCount, PaperQuestionCount, BallotScan, Proposal, Decision,
    Circumstance, Violation, Verification, ReviewOrder, LateFinding,
    FeedPlace, FeedSending, FeedValue, RelayedReport, NumberSeries, RegisterEntry, Term,
)  # fmt: skip


def everything() -> dict[str, list[dict[str, object]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in TABLES}


def test_those_who_only_look_on_are_refused_in_words_and_change_nothing(scene: Scene) -> None:
    """A member sees the meeting and the reviews of his cell; what others must do there he cannot do."""
    world, addresses, look_on = scene.world, actions(scene), pages(scene)
    person = world.people["member3"].pk
    level: dict[str, object] = {"action": "unit", "unit-level": "good", "unit-comment": "Tốt"}
    sent: dict[str, tuple[str, dict[str, object]]] = {
        **{name: (addresses[name], {}) for name in ("meeting-drafts", "meeting-invite", "meeting-present")},
        **{
            name: (addresses[name], {})
            for name in (
                "meeting-open",
                "ballot-prepare",
                "ballot-open",
                "ballot-keep",
                "ballot-again",
                "review-submit",
            )
        },
        "ballot-sheets": (addresses["ballot-sheets"], {"spare": 2}),
        "meeting-guest": (addresses["meeting-guest"], {"person": world.people["secretary"].pk, "role": "guest"}),
        "meeting-presence": (addresses["meeting-presence"], {"presence": "absent"}),
        "meeting-conclude": (addresses["meeting-conclude"], {"half_days": 2}),
        "item-chair": (addresses["item-chair"], {"chair": person}),
        "item-start": (addresses["item-start"], {"presenter": person}),
        "item-contribution": (addresses["item-contribution"], {"person": person, "text": "Nhất trí"}),
        "item-conclude": (addresses["item-conclude"], {"conclusion": "Nhất trí"}),
        "item-open-vote": (addresses["item-open-vote"], {"agree": 3, "disagree": 0, "abstain": 0}),
        "open-vote": (addresses["open-vote"], {"question": "Việc", "agree": 3, "disagree": 0, "abstain": 0}),
        "residence-request": (addresses["residence-request"], {}),
        "residence-waive": (addresses["residence-waive"], {"reason": "Không cần"}),
        "review-flags": (addresses["review-flags"], {}),
        "venue-waive": (addresses["venue-waive"], {"reason": "Không cần"}),
        "entry-autosave": (addresses["entry-autosave"], {"i_1": "Sửa hộ", "version": scene.statement.entry.version}),
        "entry": (look_on["entry"][0], {"i_1": "Sửa hộ", "version": scene.statement.entry.version}),
        "review-override": (look_on["review-override"][0], {"inclusion": "exempt", "override_reason": "Bận"}),
        "review-prompts": (look_on["review-prompts"][0], {"text": "Làm rõ", "document_number": "1-CV"}),
        "review-ratings": (look_on["review-ratings"][0], level),
        "milestone-edit": (look_on["milestone-edit"][0], {"due_on": "2023-12-08", "change_reason": "Căn cứ"}),
        "campaign-regenerate": (reverse("campaign-regenerate", args=(world.campaign.pk,)), {}),
        "campaign-issue": (
            look_on["campaign-issue"][0],
            {"number": "1-KH", "dated_on": "2023-11-06", "password": PASSWORD},
        ),
        "dossier": (look_on["dossier"][0], {"title": "Phiếu"}),
    }
    client = signed_in(scene.user("member2"))
    before = everything()
    with standing_on(9, 10):
        answered = {name: client.post(url, data) for name, (url, data) in sent.items()}
    assert {name: answer.status_code for name, answer in answered.items()} == dict.fromkeys(answered, 422)
    assert everything() == before
    for name in set(sent) - {"entry-autosave", "dossier"}:
        page = answered[name].content.decode()
        assert "finding-message" in page, f"{name} does not say why"


def test_a_number_that_no_row_has_is_not_found(scene: Scene) -> None:
    client = signed_in(scene.world.users["planner"])
    for number in (0, 999_999, 10**30):
        for name in ("campaign", "review", "entry", "opinion", "meeting", "ballot-vote", "paper", "organization"):
            assert client.get(reverse(name, args=(number,))).status_code == 404, (name, number)


def test_every_address_of_the_rooms_stands_in_the_lists_above(scene: Scene) -> None:
    addresses = {
        pattern.name for room in (organizations_urls, reviews_urls, ratings_urls) for pattern in room.urlpatterns
    }
    assert addresses == {name for name in {*pages(scene), *actions(scene)} if " " not in name}
