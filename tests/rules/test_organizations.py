"""Party organizations: where each is voted on, and what comes before that ballot."""

from __future__ import annotations

import pytest

from reviews.rules.findings import Severity
from reviews.rules.levels import Level
from reviews.rules.organizations import check_organization_ballot, rated_subjects
from reviews.rules.plan import load_preset
from reviews.rules.vocabulary import OrganizationKind, SubjectKind, Track, VenueKind
from tests.rules.commune_2023 import DANG_UY, Commune

P4 = load_preset("p4_xa_2023")
CELL = OrganizationKind.PARTY_CELL


@pytest.mark.parametrize(
    ("level", "discussed", "codes"),
    [
        (None, False, ["organization.self_level", "organization.discussion"]),
        (Level.GOOD, False, ["organization.discussion"]),
        (None, True, ["organization.self_level"]),
        (Level.NOT_COMPLETED, True, []),
    ],
)
def test_ballot_on_an_organization_waits_for_its_own_level_and_the_discussion(level, discussed, codes):
    """P4-2.2.1-c"""
    found = check_organization_ballot(name="Chi bộ A", kind=CELL, self_level=level, discussed=discussed, plan=P4)
    assert [row.code for row in found] == codes
    assert {(row.clause, row.severity) for row in found} <= {("P4-2.2.1-c", Severity.BLOCK)}
    assert all("Chi bộ A" in row.message for row in found)


@pytest.mark.parametrize(("slug", "kind"), [("p0_huyen_2023", CELL), ("p4_xa_2023", OrganizationKind.DISTRICT_PARTY)])
def test_nothing_is_asked_of_an_organization_that_the_plan_does_not_rate(slug, kind):
    plan = load_preset(slug)
    assert check_organization_ballot(name="A", kind=kind, self_level=None, discussed=False, plan=plan) == []


def test_each_organization_is_a_subject_without_a_form_voted_on_where_it_meets():
    commune = Commune()
    cell = commune.village()
    own, below = rated_subjects(commune.facts, P4)
    assert {row.kind for row in (own, below)} == {SubjectKind.ORGANIZATION}
    assert (own.unit_id, below.unit_id) == (DANG_UY, cell)
    assert (own.organization_id, own.tracks, own.form_code) == (DANG_UY, (Track.ORGANIZATION,), "")
    assert (own.collective_id, own.person_id, own.gaps) == (None, None, ())
    assert [(row.kind, row.collective_id, row.clause) for row in own.venues] == [
        (VenueKind.COLLECTIVE, commune.executive, "P4-2.2.1-c")
    ]
    assert [(row.kind, row.cell_id, row.clause) for row in below.venues] == [(VenueKind.CELL, cell, "P4-3-B4-c")]


def test_organization_without_committee_or_superior_lacks_them_and_is_warned_of():
    commune = Commune()
    commune.collectives = [row for row in commune.collectives if row.id != commune.executive]
    commune.organizations = [
        row if row.id != DANG_UY else type(row)(DANG_UY, None, row.kind, row.tier, row.sector, row.name)
        for row in commune.organizations
    ]
    (own,) = rated_subjects(commune.facts, P4)
    assert own.venues == ()
    assert [(row.code, row.severity, row.clause) for row in own.gaps] == [
        ("roster.no_collective", Severity.WARN, "P4-2.1-a"),
        ("roster.no_authority", Severity.WARN, "P4-2.2.1-g"),
    ]
