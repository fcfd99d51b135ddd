"""The list of those who are asked about the commune's leaders: the plan's groups, each person once (P4 3, step 3)."""

from __future__ import annotations

from django.urls import reverse

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, Tier
from organizations.models import Collective, Organization
from reviews.selectors.polls import Poll, poll_steps, polls_of
from tests.factories.organizations import PersonFactory, PostFactory
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on

__all__ = ["commune"]


def polls(world: World, unit: Organization | None = None) -> dict[str, Poll]:
    with standing_on(8):
        return {poll.row.key: poll for poll in polls_of(world.campaign, unit=unit)}


def government() -> Organization:
    return Organization.objects.get(kind=OrganizationKind.PEOPLES_COMMITTEE, tier=Tier.COMMUNE)


def test_committee_member_who_is_also_a_secretary_stands_once_with_both_groups(commune: World) -> None:
    """P4-3-B3-b"""
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    PostFactory.create(person=commune.people["village_secretary"], collective=committee, role=PostRole.MEMBER)
    issue(commune)
    found = polls(commune)["committee_members"]
    (row,) = [row for row in found.people if row.person == commune.people["village_secretary"]]
    assert row.groups == ("Ban Chấp hành Đảng bộ", "bí thư chi bộ trực thuộc")
    assert len({row.person for row in found.people}) == len(found.people)


def test_staff_who_are_no_members_of_the_party_are_asked_in_their_agency(commune: World) -> None:
    """P4-1.4.1-s"""
    clerk = PersonFactory.create(full_name="Hoàng Thị Viên", workplace=government())
    PersonFactory.create(full_name="Người nơi khác", workplace=commune.office)
    issue(commune)
    found = polls(commune, government())["agencies"]
    assert [row.person for row in found.people] == [clerk]
    assert polls(commune)["agencies"].needs_unit


def test_step_three_leads_to_the_list_and_the_list_cites_the_step(commune: World) -> None:
    """P4-3-B3-b, P4-1.4.1-r"""
    issue(commune)
    campaign, client = commune.campaign, signed_in(commune.users["planner"])
    address = reverse("campaign-polls", args=(campaign.pk,))
    assert poll_steps(campaign) == ("P4-3-B3-a",)
    for name in ("campaign", "campaign-milestones"):
        assert address in client.get(reverse(name, args=(campaign.pk,))).content.decode(), name
    with standing_on(8):
        page = client.get(address).content.decode()
    assert "Mục II.3 Bước 3: từ ngày 08/11/2023 đến ngày 17/11/2023" in page
    assert "Lò Thị Phó" in page
    PersonFactory.create(full_name="Hoàng Thị Viên", workplace=government())
    choose = "Chọn cơ quan, đơn vị để xem danh sách"
    assert choose in page
    with standing_on(8):
        page = client.get(address, {"unit": government().pk}).content.decode()
    assert choose not in page
    assert "Hoàng Thị Viên" in page


def test_list_is_for_those_who_prepare_or_weigh_the_poll(commune: World) -> None:
    """P4-3-B3-b"""
    issue(commune)
    address = reverse("campaign-polls", args=(commune.campaign.pk,))
    found = {key: signed_in(commune.users[key]).get(address).status_code for key in ("planner", "officer", "vice")}
    assert found == {"planner": 200, "officer": 200, "vice": 404}


def test_plan_without_polls_has_no_such_page(world: World) -> None:
    assert polls_of(world.campaign, unit=None) == []
    address = reverse("campaign-polls", args=(world.campaign.pk,))
    assert signed_in(world.users["planner"]).get(address).status_code == 404
