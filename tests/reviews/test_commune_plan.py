"""The commune plan of 2023 (P4) in the program: planned, issued and worked on by the same pages as the district's."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Sector, Tier
from organizations.models import Collective
from reviews.choices import EntryState, VenueKind
from reviews.models import FormEntry, Review
from reviews.rules.findings import RuleViolation
from reviews.selectors.venues import Venue
from reviews.services import entries, meetings
from reviews.services.campaigns import create_campaign, issue_campaign
from reviews.services.submissions import submit_to_board
from tests import steps
from tests.commune_forms import REPORT
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.kept import built_once
from tests.reviews.bad_input import form_data
from tests.reviews.test_pages import signed_in
from tests.world import World, at, build_world, standing_on


@pytest.fixture
def commune(db: None) -> World:
    return planned_commune()


@built_once
def planned_commune() -> World:
    """The small district's commune with committee, people's committee and one village cell, its plan issued."""
    world = build_world()
    world.grant("planner", "lead_review", world.commune)
    world.grant("officer", "appraise", world.commune)
    world.grant("officer", "issue_prompts", world.commune)
    committee = CollectiveFactory.create(
        organization=world.commune, kind=CollectiveKind.EXECUTIVE_COMMITTEE, name="Ban Chấp hành Đảng bộ xã"
    )
    government = OrganizationFactory.create(
        parent=world.commune,
        kind=OrganizationKind.PEOPLES_COMMITTEE,
        tier=Tier.COMMUNE,
        sector=Sector.GOVERNMENT,
        name="UBND xã Mẫu Sơn",
    )
    leaders = CollectiveFactory.create(
        organization=government,
        kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP,
        sector=Sector.GOVERNMENT,
        name="Lãnh đạo UBND xã",
    )
    _post(world, "commune_secretary", committee, PostRole.HEAD)
    for key, name, role in (("chair", "Hà Văn Chủ", PostRole.HEAD), ("vice", "Lò Thị Phó", PostRole.DEPUTY)):
        world.add(key, name, cell=world.village, residence_cell=world.village)
        _post(world, key, committee, PostRole.MEMBER)
        _post(world, key, leaders, role)
    for number in range(1, 4):
        world.add(f"villager{number}", f"Nông Văn Thôn {number}", cell=world.village, residence_cell=world.village)
    with standing_on(2):
        world.campaign = create_campaign(
            issuer=world.commune,
            preset="p4_xa_2023",
            name="Kiểm điểm năm 2023",
            year=2023,
            number="44-KH/ĐU",
            dated_on=date(2023, 11, 1),
            by=world.users["planner"],
        )
    return world


def _post(world: World, key: str, collective: Collective, role: PostRole) -> None:
    PostFactory.create(person=world.people[key], collective=collective, role=role, managed_by=world.commune)


def issue(world: World) -> None:
    confirmed = [default.key for default in world.campaign.plan.defaults_to_confirm]
    with standing_on(2, 10) as now:
        world.campaign = issue_campaign(
            campaign_id=world.campaign.pk,
            number="44-KH/ĐU",
            dated_on=date(2023, 11, 1),
            confirmed_defaults=confirmed,
            by=world.users["planner"],
            now=now,
        )


def places(review: Review) -> set[str]:
    return {str(venue) for venue in review.venues.all()}


def test_government_is_reviewed_at_the_committees_meeting_with_its_people(commune: World) -> None:
    """P4-1.2-c, P4-1.2-h"""
    leaders = Collective.objects.get(kind=CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP, organization__tier=Tier.COMMUNE)
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    assert {venue.collective for venue in commune.collective_review(leaders).venues.all()} == {committee}
    chair = commune.review_of("chair")
    assert {(venue.collective, venue.cell) for venue in chair.venues.all()} == {
        (committee, None),
        (None, commune.village),
    }


def test_a_refusal_cites_the_communes_own_plan(commune: World) -> None:
    issue(commune)
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    with standing_on(8):
        meeting = meetings.plan_meeting(
            campaign=commune.campaign,
            venue=Venue(kind=VenueKind.COLLECTIVE, collective=committee),
            starts_on=at(24).date(),
            half_days=2,
            place="Hội trường",
            chair=commune.people["commune_secretary"],
            clerk=commune.people["vice"],
            by=commune.users["commune_secretary"],
        )
    with standing_on(9) as now, pytest.raises(RuleViolation) as refused:
        meetings.send_drafts(meeting_id=meeting.pk, by=commune.users["commune_secretary"], on=now.date(), now=now)
    cited = {finding.clause for finding in refused.value.findings if finding.clause}
    assert cited == {"P4-1.4.1-b"}
    assert all(
        finding.reference.document == "Kế hoạch số 44-KH/ĐU ngày 01/11/2023"
        for finding in refused.value.findings
        if finding.reference
    )


def test_a_statement_is_handed_in_and_a_dossier_sent_too_early_is_refused_by_the_plans_words(commune: World) -> None:
    issue(commune)
    review = commune.review_of("vice")
    steps.submit(commune, review, by="vice")
    assert FormEntry.objects.get(review=review).state == EntryState.SUBMITTED
    with standing_on(27) as now, pytest.raises(RuleViolation) as refused:
        submit_to_board(review_id=review.pk, by=commune.users["commune_secretary"], on=now.date(), now=now)
    assert all(not finding.clause or finding.clause.startswith("P4-") for finding in refused.value.findings)
    assert "P4-III-a" in {finding.clause for finding in refused.value.findings}


def test_report_is_refused_shortcoming_by_shortcoming_and_nothing_typed_goes(commune: World) -> None:
    """P4-1.3-a, P4-1.3.1-e: cause, responsibility, solution and time limit of each."""
    issue(commune)
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    entry = FormEntry.objects.get(review=commune.collective_review(committee))
    (whole,) = REPORT["ii_shortcomings"]
    bare = {"text": "Sinh hoạt chuyên đề còn ít."}
    sent = form_data(REPORT | {"ii_shortcomings": [whole, bare]}, version="1", action="submit")
    url = reverse("entry", args=(entry.review_id,))
    with standing_on(8):
        answer = signed_in(commune.users["commune_secretary"]).post(url, sent)
    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert "Mục II, dòng 2: chưa ghi biện pháp khắc phục, thời gian khắc phục." in page
    assert "Mục II, dòng 2: chưa làm rõ trách nhiệm của tập thể, người đứng đầu (Lý Văn Xã)" in page
    assert "Mục II, dòng 1" not in page
    assert 'name="ii_shortcomings-1-remedy_by"' in page
    entry.refresh_from_db()
    assert [row["text"] for row in entry.shortcomings] == [whole["text"], bare["text"]]
    with standing_on(8) as now:
        entries.submit_entry(
            entry_id=entry.pk,
            by=commune.users["commune_secretary"],
            data=REPORT | {"vi": "", "v": ""},
            version=entry.version,
            now=now,
        )


def test_every_page_of_the_campaign_opens(commune: World) -> None:
    issue(commune)
    review = commune.review_of("vice")
    campaign = (commune.campaign.pk,)
    for key in ("planner", "commune_secretary", "vice"):
        client = signed_in(commune.users[key])
        for name, arguments in (
            ("home", ()),
            ("campaign", campaign),
            ("campaign-milestones", campaign),
            ("campaign-rules", campaign),
            ("campaign-subjects", campaign),
            ("reviews", ()),
            ("review", (review.pk,)),
            ("dossier", (review.pk,)),
            ("review-prompts", (review.pk,)),
            ("review-ratings", (review.pk,)),
            ("meetings", ()),
            ("board", ()),
            ("review-targets", (review.pk,)),
            ("campaign-criteria", campaign),
            ("criteria-edit", (*campaign, "member")),
            ("campaign-signs", campaign),
            ("milestone-own-days", (*campaign, commune.campaign.milestones.values_list("pk", flat=True)[0])),
            *([("campaign-polls", campaign)] if key == "planner" else []),  # of those who prepare or weigh the poll
            *([("entry", (review.pk,))] if key == "vice" else []),  # a draft is its writer's
        ):
            with standing_on(8):
                answer = client.get(reverse(name, args=arguments))
            assert answer.status_code == 200, (key, name)
            assert "P0-" not in answer.content.decode(), (key, name)
