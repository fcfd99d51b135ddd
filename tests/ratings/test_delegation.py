"""P0 5.1: the district's council and people's committee rate the communes' bodies, as delegated; nobody else does."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from organizations import clock
from organizations.choices import GrantScope
from organizations.models import Grant
from ratings.choices import ProposalSource
from ratings.models import Decision
from ratings.services.proposals import appraise
from reviews.choices import AuthorityKind, Level, Track
from reviews.duties import duties
from reviews.models import Notice, Review
from reviews.rules.findings import RuleViolation
from tests.commune_world import CommuneWorld, issued_commune_world
from tests.factories.ratings import ProposalFactory
from tests.kept import built_once
from tests.ratings.test_decisions import decision, sent
from tests.reviews.test_pages import signed_in
from tests.world import standing_on

#: The commune's body, the body of the district that rates it, and who signs there.
DELEGATED = [
    ("commune_council", "council", "council_chair"),
    ("commune_committee", "committee", "committee_chair"),
]


@pytest.fixture
@built_once
def world(db: None) -> CommuneWorld:
    """The secretary decides for the standing committee and, as there, for nobody below it."""
    world = issued_commune_world()
    Grant.objects.filter(user=world.users["secretary"], permission__codename="decide").update(scope=GrantScope.NODE)
    return world


def appraised(world: CommuneWorld, body: str, level: Level = Level.GOOD) -> Review:
    """The commune has voted, the organization board has taken the dossier in."""
    review = sent(world.collective_review(getattr(world, body)))
    ProposalFactory.create(
        review=review,
        track=Track.COLLECTIVE,
        source=ProposalSource.COLLECTIVE_VOTE,
        level=level,
        made_by=world.users["commune_secretary"],
    )
    with standing_on(7, month=12) as now:
        appraise(
            review_id=review.pk, track=Track.COLLECTIVE, level=level, comment="", by=world.users["officer"], now=now
        )
    return review


@pytest.mark.parametrize(("body", "authority", "signer"), DELEGATED)
def test_the_communes_bodies_are_the_districts_to_rate_by_delegation(
    world: CommuneWorld, body: str, authority: str, signer: str
) -> None:
    review = world.collective_review(getattr(world, body))
    assert (review.authority, review.authority_kind) == (getattr(world, authority), AuthorityKind.DELEGATED)
    assert review.clause == "P0-5.1-c"


@pytest.mark.parametrize(("body", "authority", "signer"), DELEGATED)
def test_who_was_delegated_decides_on_the_page_and_the_commune_is_told_by_whom(
    world: CommuneWorld, body: str, authority: str, signer: str
) -> None:
    review = appraised(world, body)
    url = reverse("review-ratings", args=(review.pk,))
    with standing_on(8, 14, month=12):
        sent_form = {
            "action": "decision-collective",
            "decision-collective-level": "good",
            "decision-collective-document_number": "12-NQ/HĐND",
            "decision-collective-decided_on": "2023-12-08",
        }
        client = signed_in(world.users[signer])
        page = client.get(url).content.decode()
        response = client.post(url, sent_form)
    assert f"<strong>{getattr(world, authority)}</strong></span><span>Theo ủy quyền</span>" in page
    assert response.status_code == 302
    made = Decision.objects.get(review=review)
    assert (made.track, made.level, made.document_number) == (Track.COLLECTIVE, Level.GOOD, "12-NQ/HĐND")
    assert (made.authority, made.decided_by) == (getattr(world, authority), world.users[signer])
    notice = Notice.objects.get(recipient=world.users[f"{body}_chair"], kind="decision")
    assert f"được {getattr(world, authority)} xếp loại" in notice.body


@pytest.mark.parametrize(("body", "authority", "signer"), DELEGATED)
@pytest.mark.parametrize("by", ["secretary", "council_chair", "committee_chair", "commune_secretary", "officer"])
def test_neither_the_standing_committee_nor_another_body_decides_what_was_delegated(
    world: CommuneWorld, body: str, authority: str, signer: str, by: str
) -> None:
    if by == signer:
        by = f"{body}_chair"  # nor the body itself
    review = appraised(world, body)
    with pytest.raises(RuleViolation) as refused:
        decision(world, review, track=Track.COLLECTIVE, by=by)
    assert f"Mức xếp loại này do {getattr(world, authority)} quyết định." in str(refused.value)
    assert not Decision.objects.exists()


def test_what_was_delegated_is_on_nobody_elses_list(world: CommuneWorld) -> None:
    reviews = {body: appraised(world, body) for body, _authority, _signer in DELEGATED}
    with standing_on(8, 14, month=12):
        for body, _authority, signer in DELEGATED:
            subjects = [
                duty.subject
                for duty in duties(world.campaign, on=clock.today(), user=world.users[signer])
                if duty.title.startswith("Xem xét, quyết định xếp loại")
            ]
            assert subjects == [str(reviews[body])]
        titles = [duty.title for duty in duties(world.campaign, on=clock.today(), user=world.users["secretary"])]
        assert not any(title.startswith("Xem xét, quyết định xếp loại") for title in titles)


def test_the_delegated_body_decides_no_other_collective(world: CommuneWorld) -> None:
    review = sent(world.collective_review(world.leadership))
    ProposalFactory.create(
        review=review,
        track=Track.COLLECTIVE,
        source=ProposalSource.BOARD,
        organization=world.district,
        made_by=world.users["officer"],
    )
    with pytest.raises(RuleViolation, match="do Đảng bộ huyện Mẫu quyết định"):
        decision(world, review, track=Track.COLLECTIVE, by="committee_chair")
    made = decision(world, review, track=Track.COLLECTIVE, by="secretary", decided_on=date(2023, 12, 8))
    assert made.authority == world.district
