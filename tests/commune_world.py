"""The small district with the councils and people's committees of district and commune: whom P0 5.1 delegates to."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from organizations.choices import CollectiveKind, OrganizationKind, PostRole, PostSide, Sector, Tier
from organizations.models import Collective, Organization
from tests.factories.organizations import CollectiveFactory, OrganizationFactory, PostFactory
from tests.kept import built_once
from tests.world import World, build_world, issue


@dataclass
class CommuneWorld(World):
    """``council`` and ``committee`` stand at the district; the two bodies of the commune are theirs to rate."""

    council: Organization = field(init=False)
    committee: Organization = field(init=False)
    party: Collective = field(init=False)
    commune_council: Collective = field(init=False)
    commune_committee: Collective = field(init=False)


@built_once
def issued_commune_world() -> CommuneWorld:
    base = build_world()
    world = CommuneWorld(**{row.name: getattr(base, row.name) for row in fields(base) if row.init})
    world.council = OrganizationFactory.create(
        parent=world.district, kind=OrganizationKind.COUNCIL, sector=Sector.GOVERNMENT, name="HĐND huyện Mẫu"
    )
    world.committee = Organization.objects.get(kind=OrganizationKind.PEOPLES_COMMITTEE)
    world.party = Collective.objects.get(organization=world.commune)
    _led(world, world.council, CollectiveKind.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND huyện", "council_chair")
    _led(world, world.committee, CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP, "Lãnh đạo UBND huyện", "committee_chair")
    for kind, body, name, key in (
        (OrganizationKind.COUNCIL, CollectiveKind.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND xã", "commune_council"),
        (
            OrganizationKind.PEOPLES_COMMITTEE,
            CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP,
            "Lãnh đạo UBND xã",
            "commune_committee",
        ),
    ):
        unit = OrganizationFactory.create(
            parent=world.commune, kind=kind, tier=Tier.COMMUNE, sector=Sector.GOVERNMENT, name=f"{name} (cơ quan)"
        )
        setattr(world, key, _led(world, unit, body, name, f"{key}_chair"))
    world.grant("council_chair", "decide", world.council)
    world.grant("committee_chair", "decide", world.committee)
    return issue(world)


def _led(world: World, unit: Organization, kind: CollectiveKind, name: str, key: str) -> Collective:
    """A body of two: its chair, whose account is ``key``, and a deputy."""
    body = CollectiveFactory.create(organization=unit, kind=kind, sector=unit.sector, name=name)
    for number, (account, role) in enumerate(((key, PostRole.HEAD), (f"{key}_deputy", PostRole.DEPUTY))):
        person = world.add(account, f"Phan Văn {name[-12:]} {number}", cell=world.village, residence_cell=world.village)
        PostFactory.create(
            person=person,
            collective=body,
            role=role,
            side=PostSide.GOVERNMENT,
            title=f"{role.label} {name}",
            managed_by=world.district,
        )
    return body
