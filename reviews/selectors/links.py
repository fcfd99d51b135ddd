"""A person beside the collectives in which he holds a post: whose report stands with his, who else hears his result."""

from __future__ import annotations

from organizations import clock
from organizations.models import Collective, Post
from reviews.choices import SubjectKind
from reviews.models import Campaign, Review
from reviews.models.review import ReviewQuerySet
from reviews.rules.caps import check_linked
from reviews.rules.findings import Finding
from reviews.rules.parts.ties import Tie
from reviews.rules.places import told_places
from reviews.rules.subjects import derive_subjects
from reviews.selectors.roster import roster_facts


def unlinked(campaign: Campaign, rows: ReviewQuerySet) -> dict[int, Finding]:
    """By review: the person stands beside no collective's report of this campaign (P1-I.2-a).

    One query, and none where the plan does not tie the two.
    """
    if campaign.plan.tie(Tie.PERSON_AND_COLLECTIVE) is None:
        return {}
    reviewed = Review.objects.included().filter(campaign=campaign, kind=SubjectKind.COLLECTIVE)
    linked = Post.objects.on(clock.today()).filter(collective__in=reviewed.values("collective_id"))
    people = rows.included().filter(kind=SubjectKind.PERSON).exclude(person__in=linked.values("person_id"))
    found = {}
    for review in people.select_related("person"):
        for finding in check_linked(name=str(review), collectives=0, plan=campaign.plan):
            found[review.pk] = finding
    return found


def told_collectives(review: Review) -> list[Collective]:
    """Bodies that the person belongs to and that do not review him: they hear his result (P4-1.2-l).

    Six queries, none where the plan does not print it.
    """
    campaign = review.campaign
    most = campaign.plan.venues.most
    if review.person_id is None or most is None or not most.told_clause:
        return []
    today = clock.today()
    facts = roster_facts(campaign.issuer, on=today)
    subjects = derive_subjects(facts, campaign.plan, on=today).people
    subject = next((row for row in subjects if row.person_id == review.person_id), None)
    told = told_places(subject, facts, campaign.plan) if subject is not None else []
    return list(Collective.objects.filter(pk__in=[row.id for row in told]))
