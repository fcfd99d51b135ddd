"""The rules speak in the very values that the models store."""

from __future__ import annotations

import pytest

from organizations import choices as organizations
from reviews import choices as reviews
from reviews.rules import levels, vocabulary

MIRRORED = [
    *[
        (getattr(vocabulary, name), getattr(organizations, name))
        for name in (
            "Activity",
            "Attendance",
            "CollectiveKind",
            "MemberStatus",
            "OrganizationKind",
            "PostRole",
            "PostSide",
            "Sector",
            "Tier",
        )
    ],
    *[
        (getattr(vocabulary, name), getattr(reviews, name))
        for name in (
            "AttendeeRole",
            "AuthorityKind",
            "Inclusion",
            "OpinionKind",
            "Presence",
            "RemediationStatus",
            "SubjectKind",
            "Track",
            "VenueKind",
        )
    ],
    (levels.Level, reviews.Level),
]


@pytest.mark.parametrize(("rule", "model"), MIRRORED, ids=lambda value: value.__name__)
def test_rules_and_models_name_the_same_values_in_the_same_order(rule, model):
    assert [(row.name, row.value) for row in rule] == [(row.name, row.value) for row in model]


def test_groups_of_kinds_are_the_same_on_both_sides():
    assert {str(kind) for kind in organizations.CELL_KINDS} == {str(kind) for kind in vocabulary.CELL_KINDS}
    assert {str(kind) for kind in organizations.GRASSROOTS_KINDS} == {str(kind) for kind in vocabulary.GRASSROOTS_KINDS}
