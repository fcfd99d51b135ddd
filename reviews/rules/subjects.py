"""Who is reviewed and rated, where, under whose authority: derived from posts and memberships, from nothing else."""

from __future__ import annotations

from datetime import date

from .collectives import reviewed_collectives
from .individuals import reviewed_people
from .organizations import rated_subjects
from .plan import Plan
from .roster import Roster, RosterFacts
from .subject import Subject, SubjectPlan, SubjectVenue, focus_of

__all__ = ["Subject", "SubjectPlan", "SubjectVenue", "derive_subjects", "focus_of"]


def derive_subjects(facts: RosterFacts, plan: Plan, on: date) -> SubjectPlan:
    """The collectives and people of the issuer's subtree that ``plan`` reviews, and the organizations that it rates.

    As the roster stands on ``on``.
    """
    roster = Roster(facts)
    collectives, general = reviewed_collectives(roster, plan)
    people = reviewed_people(roster, plan, on, {row.collective_id for row in collectives if row.collective_id})
    return SubjectPlan((*rated_subjects(facts, plan), *collectives, *people), tuple(general))
