"""A province of 12,000 organizations: every list costs as little for whoever holds 200 rights as for one right."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organizations.choices import CollectiveKind, GrantScope, OrganizationKind, Tier
from organizations.models import Grant, Organization, User
from organizations.models.organization import MOST_RANGES, within
from organizations.permissions import STAFF_CODENAMES
from reviews.choices import VenueKind
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PersonFactory, UserFactory
from tests.factories.reviews import CampaignFactory, MeetingFactory, ReviewFactory
from tests.reviews.test_pages import signed_in
from tests.world import standing_on

COMMUNES, CELLS = 120, 99
#: Of each kind that a list shows: more than one page of it holds.
ROWS = 60
MOST_QUERIES = 10
#: Lists that put together what lies in a dozen tables for each row: as many for one right as for 200, and as they are
#: (docs/decisions/0035-hardening.md). Whoever inspects an organization finds two lists of rights on its page besides;
#: that somebody read the levels of others is noted once a day.
MORE = {"reviews": 24, "board": 20, "outcomes": 11, "organization": 12, "a commune": 12}
#: Of the province itself; nothing is administered without an account of the administration.
OPENED = {"organization": (200, 404), "outcomes": (200, 404), "people to choose from": (403,)}
#: Conditions in one statement: what somebody holds stands in it as a list, not as a chain that grows with it.
MOST_ORS = 100


def province() -> tuple[Organization, list[Organization]]:
    """The root with its communes, each with its cells, in two statements."""
    root = OrganizationFactory.create(kind=OrganizationKind.PROVINCE_PARTY, tier=Tier.PROVINCE, name="Đảng bộ tỉnh Mẫu")
    communes = Organization.objects.bulk_create(
        Organization(
            parent=root,
            path=f"{root.path}{number:05d}",
            kind=OrganizationKind.COMMUNE_PARTY,
            tier=Tier.COMMUNE,
            name=f"Đảng bộ xã {number}",
            search_name=f"dang bo xa {number}",
        )
        for number in range(1, COMMUNES + 1)
    )
    Organization.objects.bulk_create(
        (
            Organization(
                parent=commune,
                path=f"{commune.path}{number:05d}",
                kind=OrganizationKind.PARTY_CELL,
                tier=Tier.COMMUNE,
                name=f"Chi bộ thôn {number}",
                search_name=f"chi bo thon {number}",
            )
            for commune in communes
            for number in range(1, CELLS + 1)
        ),
        batch_size=2_000,
    )
    return root, communes


def holder(*places: Organization) -> User:
    """Somebody with every right of staff on each of the places and below."""
    user = UserFactory.create(is_staff=True)
    Grant.objects.bulk_create(
        Grant(
            user=user,
            permission=permission,
            content_object=place,
            scope=GrantScope.SUBTREE,
            valid_from=date(2021, 1, 1),
            reason="Phân công",
        )
        for place in places
        for permission in Permission.objects.filter(codename__in=STAFF_CODENAMES)
    )
    return user


def test_every_list_costs_the_same_for_one_right_and_for_two_hundred(db: None) -> None:
    with standing_on(14):
        root, communes = province()
        cells = list(Organization.objects.filter(kind=OrganizationKind.PARTY_CELL)[:: COMMUNES * CELLS // ROWS][:ROWS])
        campaign = CampaignFactory.create(issued=True, issuer=root)
        for cell in cells:
            ReviewFactory.create(campaign=campaign, unit=cell, person=PersonFactory.create(cell=cell, workplace=cell))
            MeetingFactory.create(campaign=campaign, kind=VenueKind.CELL, collective=None, cell=cell)
        assert Organization.objects.count() > 12_000
        elsewhere = Organization.objects.filter(parent__in=communes[100:])
        spread = [*communes[:100], *elsewhere[::19][:100]]
        assert len({place.pk for place in spread}) == 200
        addresses = {
            name: reverse(name)
            for name in (
                "organizations",
                "reviews",
                "meetings",
                "opinions",
                "notices",
                "board",
                "campaigns",
                "audit",
                "batches",
            )
        }
        for name in ("campaign-subjects", "campaign-milestones", "outcomes", "campaign-issue"):
            addresses[name] = reverse(name, args=(campaign.pk,))
        addresses["organization"] = reverse("organization", args=(root.pk,))
        addresses["a commune"] = reverse("organization", args=(communes[3].pk,))
        addresses["a search"] = f"{reverse('organizations')}?q=chi+bo+thon+9"
        addresses["the last page"] = f"{reverse('organizations')}?page=999"
        addresses["people to choose from"] = (
            f"{reverse('admin:autocomplete')}?app_label=organizations&model_name=grant&field_name=content_object&term=x"
        )
        costs = {}
        for many, user in ((1, holder(root)), (200, holder(*spread))):
            client = signed_in(user)
            for name, url in addresses.items():
                client.get(url)  # what Django reads once per process does not count
                with CaptureQueriesContext(connection) as captured:
                    answer = client.get(url)
                assert answer.status_code in OPENED.get(name, (200,)), (name, many)
                assert max(query["sql"].count(" OR ") for query in captured.captured_queries) < MOST_ORS, (name, many)
                costs[name, many] = len(captured)
    assert {name: cost for name, cost in costs.items() if cost > MORE.get(name[0], MOST_QUERIES)} == {}
    assert {name for name in addresses if costs[name, 200] > costs[name, 1] + 1} == set()


@pytest.mark.parametrize("many", [MOST_RANGES, MOST_RANGES + 1, 60])
def test_many_subtrees_hold_what_each_of_them_holds(db: None, many: int) -> None:
    root = OrganizationFactory.create(kind=OrganizationKind.PROVINCE_PARTY)
    other = OrganizationFactory.create(kind=OrganizationKind.PROVINCE_PARTY)
    communes = [OrganizationFactory.create(parent=root, kind=OrganizationKind.COMMUNE_PARTY) for _ in range(many + 1)]
    cell = OrganizationFactory.create(parent=communes[0], cell=True)
    left_out = communes.pop()
    rows = Organization.objects.filter(within("path", *(commune.path for commune in communes), cell.path))
    assert set(rows) == {*communes, cell}
    assert {root, other, left_out}.isdisjoint(rows)
    led = [CollectiveFactory.create(organization=place, kind=CollectiveKind.EXECUTIVE_COMMITTEE) for place in communes]
    below = Organization.objects.filter(within("collectives__organization__path", *(place.path for place in communes)))
    assert below.count() == len(led)
