"""Prompts to propose, proposals to weigh, signs of violation to look into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.urls import reverse

from organizations import clock
from organizations.choices import CollectiveKind
from organizations.models import Organization, Post
from organizations.models.organization import within
from reviews.duties import Duty, listed
from reviews.models import AuthorsDay, Campaign, PromptProposal, Review
from reviews.rules.prompts import proposal_milestone
from reviews.selectors.actors import Actors
from reviews.selectors.proposals import flagged_without_prompt, waiting


def proposals_to_send(campaigns: Sequence[Campaign], actors: Actors, on: date) -> Iterator[Duty]:
    """Each printed body, and each member of the standing committee, until it has proposed or the author's day is over.

    Nobody is reminded where the author set no day: the paper prints none (P1-II.6-a).
    """
    asking = [campaign for campaign in campaigns if campaign.plan.proposals is not None]
    if not asking:
        return
    days: dict[tuple[int, str], date] = {
        (campaign_id, clause): day
        for campaign_id, clause, day in AuthorsDay.objects.filter(campaign__in=asking).values_list(
            "campaign_id", "clause", "due_on"
        )
    }
    open_days = {
        campaign.pk: day
        for campaign in asking
        if (row := proposal_milestone(campaign.plan)) is not None
        and (day := days.get((campaign.pk, row.clause))) is not None
        and on <= day
    }
    asking = [campaign for campaign in asking if campaign.pk in open_days]
    if not asking:
        return
    sent: set[tuple[int, int | None, int | None]] = set(
        PromptProposal.objects.filter(review__campaign__in=asking).values_list(
            "review__campaign_id", "organization_id", "person_id"
        )
    )
    bodies = _bodies(asking, actors)
    members = set(
        Post.objects.on(clock.today())
        .filter(
            collective__kind=CollectiveKind.STANDING_COMMITTEE,
            collective__organization__in=[campaign.issuer_id for campaign in asking],
            person__in=list(actors.by_person),
        )
        .values_list("collective__organization_id", "person_id")
    )
    for campaign in asking:
        rules = campaign.plan.proposals
        assert rules is not None
        for body in bodies:
            who = actors.leading(body)
            proposes = body.kind in rules.organizations and body.tier == campaign.issuer.tier
            if proposes and body.path.startswith(campaign.issuer.path) and (campaign.pk, body.pk, None) not in sent:
                yield from _to_send(campaign, f"propose:{body.pk}", who, str(body), open_days[campaign.pk])
        for issuer_id, person_id in members if rules.standing_committee else ():
            if issuer_id == campaign.issuer_id and (campaign.pk, None, person_id) not in sent:
                who = actors.person(person_id)
                yield from _to_send(campaign, f"propose-person:{person_id}", who, campaign.name, open_days[campaign.pk])


def _bodies(campaigns: Sequence[Campaign], actors: Actors) -> list[Organization]:
    below = within("path", *(campaign.issuer.path for campaign in campaigns))
    kinds = {kind for campaign in campaigns if (rules := campaign.plan.proposals) for kind in rules.organizations}
    return list(Organization.objects.on(clock.today()).filter(below, kind__in=kinds, pk__in=list(actors.leaders)))


def _to_send(campaign: Campaign, key: str, who: frozenset[int], subject: str, due_on: date) -> Iterator[Duty]:
    if who:
        yield Duty(
            key=key,
            user_ids=who,
            title="Đề xuất nội dung gợi ý kiểm điểm (nếu có)",
            subject=subject,
            action="Đề xuất",
            path=reverse("campaign-proposals", args=(campaign.pk,)),
            due_on=due_on,
        )


def proposals_to_weigh(campaigns: Sequence[Campaign], actors: Actors) -> Iterator[Duty]:
    """The board merges what was proposed (P1-III.1-a) and looks at once into signs of violation (P1-II.3-a)."""
    boards = {
        campaign.pk: who
        for campaign in campaigns
        if campaign.plan.proposals is not None and (who := actors.holding("issue_prompts", campaign.issuer))
    }
    if not boards:
        return
    weighed: dict[int, dict[int, Review]] = {pk: {} for pk in boards}
    for row in waiting(PromptProposal.objects.filter(review__campaign__in=list(boards))):
        weighed[row.review.campaign_id][row.review_id] = row.review
    flagged: dict[int, list[Review]] = {pk: [] for pk in boards}
    for review in flagged_without_prompt(*(campaign for campaign in campaigns if campaign.pk in boards)):
        flagged[review.campaign_id].append(review)
    for pk, who in boards.items():
        path = reverse("campaign-proposals", args=(pk,))
        if reviews := list(weighed[pk].values()):
            yield Duty(
                key="proposals",
                user_ids=who,
                title="Tổng hợp nội dung đề xuất gợi ý kiểm điểm",
                subject=listed(reviews),
                action="Tổng hợp",
                path=path,
            )
        if flagged[pk]:
            yield Duty(
                key="flagged",
                user_ids=who,
                title="Xem xét, gợi ý kiểm điểm nơi có biểu hiện vi phạm",
                subject=listed(flagged[pk]),
                action="Xem xét",
                path=path,
            )
