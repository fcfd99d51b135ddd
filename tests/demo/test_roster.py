"""The invented district has every case the plan speaks of, and is the same at every run."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Count, Q

from config.demo.accounts import PASSWORD, SIGN_INS, person_of
from config.demo.names import FAMILIES, NEVER_DRAWN
from config.demo.roster import DAY, RosterIndex, draft_people
from organizations.choices import Activity, Attendance, CollectiveKind, MemberStatus, OrganizationKind, PostRole
from organizations.models import CellMembership, Collective, Grant, Organization, Person, Post, User
from organizations.permissions import holds

pytestmark = pytest.mark.django_db


def test_same_seed_gives_the_same_people() -> None:
    first, _ = draft_people(7)
    second, _ = draft_people(7)
    assert first.people == second.people
    other, _ = draft_people(8)
    assert [draft.full_name for draft in other.people.values()] != [draft.full_name for draft in first.people.values()]


def test_names_are_believable_and_borne_by_no_well_known_leader() -> None:
    cast, _ = draft_people()
    names = [draft.full_name for draft in cast.people.values()]
    assert len(names) == len(set(names))
    assert not NEVER_DRAWN & set(names)
    assert {name.split()[0] for name in names} <= set(FAMILIES)
    assert all(("Thị" in draft.full_name.split()) <= draft.is_female for draft in cast.people.values())


def test_district_has_the_size_of_the_demo(roster: RosterIndex) -> None:
    assert len(roster.cells) == 30
    assert CellMembership.objects.filter(attendance=Attendance.OFFICIAL).count() == 458
    managed = Person.objects.filter(posts__managed_by=roster.district).distinct().count()
    assert 90 <= managed <= 120
    standing = roster.collectives["district", CollectiveKind.STANDING_COMMITTEE]
    roles = list(standing.posts.values_list("role", flat=True))
    assert len(roles) == 11
    assert roles.count(PostRole.HEAD) == 1
    assert roles.count(PostRole.DEPUTY) == 2
    assert roster.collectives["district", CollectiveKind.EXECUTIVE_COMMITTEE].posts.count() == 34


@pytest.mark.parametrize(
    ("kind", "count"),
    [
        (OrganizationKind.ADVISORY_BOARD, 5),
        (OrganizationKind.MASS_ORGANIZATION, 5),
        (OrganizationKind.DEPARTMENT, 11),
        (OrganizationKind.ARMED_FORCES, 2),
        (OrganizationKind.COMMUNE_PARTY, 5),
        (OrganizationKind.GRASSROOTS_PARTY, 4),
        (OrganizationKind.GRASSROOTS_CELL, 3),
        (OrganizationKind.PARTY_DELEGATION, 1),
        (OrganizationKind.PARTY_AFFAIRS_COMMITTEE, 1),
    ],
)
def test_every_kind_of_organization_is_there(roster: RosterIndex, kind: OrganizationKind, count: int) -> None:
    assert Organization.objects.filter(kind=kind).count() == count


def test_every_collective_has_exactly_one_head(roster: RosterIndex) -> None:
    heads = Collective.objects.annotate(heads=Count("posts", filter=Q(posts__role=PostRole.HEAD)))
    assert [collective.name for collective in heads if collective.heads != 1] == []


def test_one_commune_has_no_standing_committee_and_one_cell_no_committee(roster: RosterIndex) -> None:
    communes = Organization.objects.filter(kind=OrganizationKind.COMMUNE_PARTY)
    without = communes.exclude(collectives__kind=CollectiveKind.STANDING_COMMITTEE)
    assert [commune.pk for commune in without] == [roster.organizations["sl"].pk]
    whole = Collective.objects.get(kind=CollectiveKind.WHOLE_CELL)
    assert whole.organization == roster.organizations["sl.cb1"]
    assert whole.posts.get().role == PostRole.HEAD


def test_cell_committees_have_three_to_five_members_of_their_own_cell(roster: RosterIndex) -> None:
    for committee in Collective.objects.filter(kind=CollectiveKind.CELL_COMMITTEE):
        members = set(committee.posts.values_list("person_id", flat=True))
        assert 3 <= len(members) <= 5
        official = committee.organization.memberships.filter(attendance=Attendance.OFFICIAL)
        assert members <= set(official.values_list("person_id", flat=True))


def test_every_member_has_card_birth_date_and_one_official_cell(roster: RosterIndex) -> None:
    members = Person.objects.exclude(card_number="")
    assert members.values("card_number").distinct().count() == members.count() == 458
    assert not Person.objects.filter(birth_date=None).exists()
    official = Q(memberships__attendance=Attendance.OFFICIAL)
    assert not members.annotate(cells=Count("memberships", filter=official)).exclude(cells=1).exists()
    assert not members.filter(residence_cell=None).exists()


def test_every_managed_cadre_of_the_district_has_a_cell_and_a_workplace(roster: RosterIndex) -> None:
    managed = Person.objects.filter(posts__managed_by=roster.district).distinct()
    assert not managed.filter(Q(memberships=None) | Q(workplace=None)).exists()


def test_people_with_posts_in_two_places(roster: RosterIndex) -> None:
    for key in ("pbt", "ctubnd", "bdv.head", "btc.head", "kl.bithu", "ald.pbt"):
        assert len({post.place for post in roster.drafts[key].posts}) >= 2, key


def test_secretary_of_the_district_is_managed_by_the_province(roster: RosterIndex) -> None:
    standing = Post.objects.get(title="Bí thư Huyện ủy", collective__kind=CollectiveKind.STANDING_COMMITTEE)
    assert standing.managed_by == roster.province


def test_special_cases_are_there(roster: RosterIndex) -> None:
    people = {case: roster.people[key] for case, key in roster.special.items()}
    assert people["temporary"].memberships.filter(attendance=Attendance.TEMPORARY).count() == 1
    assert people["probationary"].memberships.get().status == MemberStatus.PROBATIONARY
    assert people["exempt"].memberships.get().activity == Activity.EXEMPT
    assert people["exempt"].posts.filter(managed_by=roster.district).exists()
    recent = people["recent"]
    assert recent.admitted_on is not None
    assert date(2023, 5, 8) < recent.admitted_on <= DAY
    assert recent.posts.filter(managed_by=roster.district).exists()
    assert people["absent"].memberships.get().cell == roster.organizations["cb.nc"]
    assert roster.organizations["phong.tt"].head_regime


def test_every_unit_below_the_district_has_a_supervisor_who_holds_no_post_in_it(roster: RosterIndex) -> None:
    units = Organization.objects.subtree(roster.district).exclude(pk=roster.district.pk)
    assert not units.filter(supervisor=None).exists()
    for unit in units.select_related("supervisor"):
        assert not Post.objects.filter(collective__organization=unit, person=unit.supervisor).exists(), unit


def test_everybody_has_an_account_and_every_role_a_sign_in(roster: RosterIndex) -> None:
    assert User.objects.count() == Person.objects.count() + 1
    for sign_in in SIGN_INS:
        user = User.objects.get(username=sign_in.username)
        assert user.check_password(PASSWORD)
        if sign_in.person:
            assert user.person == roster.people[person_of(sign_in, roster)]
    administrator = User.objects.get(username="quantri")
    assert administrator.is_staff
    assert not administrator.is_superuser
    assert User.objects.filter(is_superuser=True).count() == 0


def test_grants_carry_a_reason_and_make_the_roles(roster: RosterIndex) -> None:
    assert not Grant.objects.filter(reason="").exists()
    users, places = roster.users, roster.organizations
    assert holds(users["cb.vphu.m1"], "lead_review", places["phong.tckh"])
    assert holds(users["cb.btc.m1"], "issue_prompts", roster.district)
    assert not holds(users["cb.btc.m1"], "decide", roster.district)
    assert holds(users["pbt"], "decide", roster.district)
    assert not holds(users["pbt"], "decide", places["blh"])
    assert holds(users["blh.bithu"], "decide", places["blh"])
    assert holds(users["blh.cc4"], "lead_review", places["blh.cb1"])
    assert not holds(users["blh.cc4"], "lead_review", places["dmt"])
