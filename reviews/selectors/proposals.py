"""Proposals of prompts: who may propose for whom, what waits, and whatever carries a sign and has no prompt yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from organizations import clock
from organizations.choices import CollectiveKind
from organizations.models import Organization, Person, Post, User
from organizations.permissions import holds, led_organizations
from reviews.choices import AuthorityKind, CampaignState
from reviews.models import AuthorsDay, Campaign, PromptProposal, Review, ReviewPrompt
from reviews.models.review import ReviewQuerySet
from reviews.rules.findings import Finding
from reviews.rules.prompts import PromptLine, Proposal, merge_proposals, proposal_milestone, unprompted
from reviews.rules.vocabulary import OrganizationKind


@dataclass(frozen=True, slots=True)
class Proposer:
    """For whom an account may propose: a body that it leads, or the person himself. ``key`` for the form."""

    organization: Organization | None = None
    person: Person | None = None

    @property
    def key(self) -> str:
        return f"organization-{self.organization.pk}" if self.organization is not None else "person"

    def __str__(self) -> str:
        return str(self.organization or self.person)


def proposing_bodies(campaign: Campaign) -> QuerySet[Organization]:
    """The issuer's own boards and party groups, not those of a level below it."""
    rules = campaign.plan.proposals
    kinds = rules.organizations if rules is not None else ()
    rows = Organization.objects.subtree(campaign.issuer).on(clock.today())
    return rows.filter(kind__in=kinds, tier=campaign.issuer.tier)


def in_standing_committee(campaign: Campaign, person_id: int) -> bool:
    """Ủy viên Ban Thường vụ of the issuer today."""
    return standing_posts(campaign).filter(person_id=person_id).exists()


def standing_posts(campaign: Campaign) -> QuerySet[Post]:
    return Post.objects.on(clock.today()).filter(
        collective__organization_id=campaign.issuer_id, collective__kind=CollectiveKind.STANDING_COMMITTEE
    )


def proposers_of(user: User, campaign: Campaign) -> list[Proposer]:
    """Bodies that the user leads and that the plan lets propose, then himself as a member of the standing committee."""
    rules = campaign.plan.proposals
    if rules is None or campaign.state != CampaignState.ISSUED:
        return []
    led = [organization.pk for organization in led_organizations(user)]
    found = [Proposer(organization=row) for row in proposing_bodies(campaign).filter(pk__in=led)]
    if rules.standing_committee and user.person is not None and in_standing_committee(campaign, user.person.pk):
        found.append(Proposer(person=user.person))
    return found


def sees_all_proposals(user: User, campaign: Campaign) -> bool:
    return any(holds(user, codename, campaign.issuer) for codename in ("issue_prompts", "lead_review"))


def has_proposals(user: User, campaign: Campaign) -> bool:
    """Is there a page of proposals for this user? No query where the plan knows no proposals."""
    if campaign.plan.proposals is None:
        return False
    return sees_all_proposals(user, campaign) or bool(proposers_of(user, campaign))


def is_managed(review: Review) -> bool:
    """Diện Ban Thường vụ quản lý: the issuer rates the subject, itself or by the hand of a body that it authorized."""
    if review.authority_kind == AuthorityKind.DELEGATED:
        return True
    return review.authority_kind != AuthorityKind.EXTERNAL and review.authority_id == review.campaign.issuer_id


def proposable(campaign: Campaign) -> ReviewQuerySet:
    """About whom may be proposed: whom the issuer manages, while the dossier is not yet with the board."""
    managed = Q(authority_kind=AuthorityKind.DELEGATED) | Q(authority_id=campaign.issuer_id)
    rows = Review.objects.included().filter(managed, campaign=campaign, submitted_to_board_at__isnull=True)
    return rows.exclude(authority_kind=AuthorityKind.EXTERNAL).with_subject()


def proposal_day(campaign: Campaign) -> date | None:
    """The day that the author set; None where none was set."""
    row = proposal_milestone(campaign.plan)
    if row is None:
        return None
    days = AuthorsDay.objects.filter(campaign=campaign, clause=row.clause)
    return days.values_list("due_on", flat=True).first()


def as_fact(row: PromptProposal) -> Proposal:
    """A stored proposal as the rules see it."""
    return Proposal(
        target=row.review_id,
        proposer=row.proposer,
        text=row.text,
        category=row.category,
        organization=OrganizationKind(row.organization.kind) if row.organization is not None else None,
        in_standing_committee=row.person_id is not None,
    )


@dataclass(frozen=True, slots=True)
class Merged:
    """One line to issue, with the proposals that it joins."""

    review: Review
    line: PromptLine
    label: str
    rows: tuple[PromptProposal, ...]

    @property
    def ids(self) -> str:
        return ",".join(str(row.pk) for row in self.rows)


def with_names(rows: QuerySet[PromptProposal]) -> QuerySet[PromptProposal]:
    return rows.select_related("review__collective", "review__person", "organization", "person", "prompt")


def waiting(rows: QuerySet[PromptProposal]) -> QuerySet[PromptProposal]:
    return with_names(rows.filter(prompt__isnull=True, set_aside_reason=""))


def merged(rows: Iterable[PromptProposal], campaign: Campaign) -> list[Merged]:
    """Equal proposals joined, nobody who proposed forgotten (P1-III.1-a)."""
    stored = list(rows)
    labels = dict(campaign.plan.proposals.categories) if campaign.plan.proposals else {}
    found = []
    for line in merge_proposals(as_fact(row) for row in stored):
        joined = tuple(
            row
            for row in stored
            if (row.review_id, row.category) == (line.target, line.category)
            and " ".join(row.text.split()).casefold() == line.text.casefold()
        )
        found.append(Merged(joined[0].review, line, labels.get(line.category, line.category), joined))
    return found


def proposed_prompts(review: Review) -> list[Merged]:
    """What waits about one subject; no query where the plan knows no proposals."""
    if review.campaign.plan.proposals is None:
        return []
    return merged(waiting(PromptProposal.objects.filter(review=review)), review.campaign)


def flagged_without_prompt(*campaigns: Campaign) -> list[Review]:
    """Reviews with a sign of violation and no prompt, where the plan wants one in time (P1-II.3-a): one query."""
    asking = [campaign for campaign in campaigns if campaign.plan.proposals is not None]
    prompts = ReviewPrompt.objects.filter(review=OuterRef("pk"))
    rows = Review.objects.included().filter(~Exists(prompts), campaign__in=asking).exclude(violation_flags=[])
    return list(rows.filter(submitted_to_board_at__isnull=True).select_related("campaign", "collective", "person"))


def unprompted_findings(review: Review, prompts: int) -> list[Finding]:
    return unprompted(name=str(review), flags=list(review.violation_flags), prompts=prompts, plan=review.campaign.plan)


def flagged_findings(campaign: Campaign) -> list[Finding]:
    """One sentence for each of them."""
    return [finding for review in flagged_without_prompt(campaign) for finding in unprompted_findings(review, 0)]


def sent_by(rows: QuerySet[PromptProposal], proposers: Iterable[Proposer]) -> QuerySet[PromptProposal]:
    """What these bodies and persons have sent."""
    found = list(proposers)
    bodies = [row.organization.pk for row in found if row.organization is not None]
    people = [row.person.pk for row in found if row.person is not None]
    return rows.filter(Q(organization__in=bodies) | Q(person__in=people))


def settled(rows: QuerySet[PromptProposal]) -> QuerySet[PromptProposal]:
    """Taken into a prompt, or set aside with a reason."""
    return rows.filter(Q(prompt__isnull=False) | ~Q(set_aside_reason=""))


def silent_bodies(campaign: Campaign) -> list[Organization]:
    """Bodies that may propose and have sent nothing."""
    sent = PromptProposal.objects.filter(review__campaign=campaign, organization__isnull=False)
    return list(proposing_bodies(campaign).exclude(pk__in=sent.values("organization_id")).order_by("name"))
