"""Who is asked about leaders at work: everybody in the printed groups, each once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from organizations import clock
from organizations.models import Organization, Person
from reviews.models import Campaign, Review
from reviews.rules.consultations import participants, poll_groups
from reviews.rules.findings import Reference
from reviews.rules.parts import Milestone
from reviews.rules.parts.information import PollRow
from reviews.rules.roster import PersonFact, Roster, RosterFacts
from reviews.selectors.due_days import milestone_of
from reviews.selectors.roster import roster_facts


@dataclass(frozen=True, slots=True)
class Polled:
    """One person on the list and the groups that put him there."""

    person: Person
    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PollGroupCount:
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Poll:
    """One poll of the plan: ``milestone`` and ``step`` where its calendar prints the composition again.

    ``of_unit``: the list is that of one agency; ``needs_unit``: and none was chosen yet.
    """

    row: PollRow
    reference: Reference
    milestone: Milestone | None
    step: Reference | None
    groups: list[PollGroupCount]
    people: list[Polled]
    of_unit: bool
    needs_unit: bool


def has_polls(campaign: Campaign) -> bool:
    return bool(poll_rows(campaign))


def poll_rows(campaign: Campaign) -> tuple[PollRow, ...]:
    """The polls that the plan prints."""
    information = campaign.plan.information
    return information.polls.rows if information is not None and information.polls is not None else ()


def poll_steps(campaign: Campaign) -> tuple[str, ...]:
    """The milestones whose step holds a poll."""
    return tuple(row.step.milestone for row in poll_rows(campaign) if row.step is not None)


def polls_of(campaign: Campaign, *, unit: Organization | None) -> list[Poll]:
    """Every poll that the plan prints with its composition of today; ``unit``: the agency asked for.

    Seven queries, however many people.
    """
    rows = poll_rows(campaign)
    roster = Roster(poll_facts(campaign))
    asked = {row.key: poll_groups(row, roster, unit_id=unit.pk if unit else None) for row in rows}
    people = Person.objects.in_bulk(
        {person for groups in asked.values() for group in groups.values() for person in group}
    )
    return [_poll(campaign, row, asked[row.key], people, unit) for row in rows]


def leaders_of(campaign: Campaign) -> list[Review]:
    """Leaders reviewed in the campaign, by name."""
    rows = Review.objects.included().filter(campaign=campaign, rated_as_cadre=True, person__isnull=False)
    return list(rows.with_subject().order_by("person__given_name_key", "pk"))


def poll_facts(campaign: Campaign) -> RosterFacts:
    """The roster with everybody who works in the issuer's units, members of the Party or not."""
    facts = roster_facts(campaign.issuer, on=clock.today())
    known = {person.id for person in facts.people}
    units = Organization.objects.subtree(campaign.issuer)
    others = Person.objects.filter(workplace__in=units).exclude(pk__in=known)
    staff = [PersonFact(person.pk, str(person), workplace_id=person.workplace_id) for person in others]
    return replace(facts, people=(*facts.people, *staff))


def _poll(
    campaign: Campaign,
    row: PollRow,
    groups: dict[str, list[int]],
    people: dict[int, Person],
    unit: Organization | None,
) -> Poll:
    labels = dict(row.groups)
    polled = [
        Polled(people[person], tuple(labels[key] for key, members in groups.items() if person in members))
        for person in participants(groups, row)
        if person in people
    ]
    plan, step = campaign.plan, row.step
    of_unit = any(group.own_unit for group in row.members.values())
    return Poll(
        row=row,
        reference=plan.reference(row.clause),
        milestone=milestone_of(campaign, step.milestone) if step else None,
        step=plan.reference(step.clause) if step else None,
        groups=[PollGroupCount(label, len(groups[key])) for key, label in row.groups],
        people=sorted(polled, key=lambda found: found.person.given_name_key),
        of_unit=of_unit,
        needs_unit=of_unit and unit is None,
    )


def polled_agencies(campaign: Campaign) -> list[Organization]:
    """Units below the issuer in which somebody works."""
    units = Organization.objects.subtree(campaign.issuer).exclude(pk=campaign.issuer_id)
    return list(units.filter(pk__in=Person.objects.filter(workplace__in=units).values("workplace")).order_by("name"))
