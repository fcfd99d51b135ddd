"""A small invented commune of 2023 as roster facts: organization 1 issues the plan, bodies and cells hang below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reviews.rules.vocabulary import OrganizationKind, Tier
from tests.rules.district import HUYEN, C, District, K, R

DANG_UY, HUYEN_UY = HUYEN, 2


@dataclass
class Commune(District):
    """The builder of the district with the party committee of a commune as issuer."""

    def __post_init__(self) -> None:
        self.unit(K.DISTRICT_PARTY, "Đảng bộ huyện", tier=Tier.DISTRICT, parent=None, id=HUYEN_UY)
        self.unit(K.COMMUNE_PARTY, "Đảng bộ xã", parent=HUYEN_UY, id=DANG_UY)
        self.standing = self.body(DANG_UY, C.STANDING_COMMITTEE, "Ban Thường vụ Đảng ủy", members=0)
        self.executive = self.body(DANG_UY, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành Đảng bộ", members=3)
        self.government = self.unit(K.PEOPLES_COMMITTEE, "UBND xã")
        self.committee = self.body(self.government, C.PEOPLES_COMMITTEE_LEADERSHIP, "Lãnh đạo UBND xã", members=0)
        council = self.unit(K.COUNCIL, "HĐND xã")
        self.council = self.body(council, C.COUNCIL_PERMANENT_BOARD, "Thường trực HĐND xã", members=2)
        front = self.unit(K.FATHERLAND_FRONT, "UBMTTQ xã")
        self.front = self.body(front, C.FRONT_STANDING_BOARD, "Ban Thường trực UBMTTQ xã", members=3)

    def unit(
        self,
        kind: OrganizationKind,
        name: str,
        *,
        tier: Tier = Tier.COMMUNE,
        parent: int | None = DANG_UY,
        id: int | None = None,
        **more: Any,
    ) -> int:
        return super().unit(kind, name, tier=tier, parent=parent, id=id, **more)

    def mass(self, name: str, *, members: int = 5) -> int:
        """The standing committee of a mass organization."""
        unit = self.unit(K.MASS_ORGANIZATION, name)
        return self.body(unit, C.MASS_STANDING_COMMITTEE, f"Ban Thường vụ {name}", members=members)

    def village(self, name: str = "Chi bộ xóm 3", *, committee: int = 3) -> int:
        """A cell; ``committee``: how many sit in its committee, 0 for none."""
        cell = self.unit(K.PARTY_CELL, name, tier=Tier.CELL)
        if committee:
            self.body(cell, C.CELL_COMMITTEE, f"Chi ủy {name}", members=committee)
        return cell

    def committee_of(self, cell: int) -> int:
        return next(row.id for row in self.collectives if row.organization_id == cell)

    def school(
        self, cell: int | None, *, leaders: int = 3, in_committee: int = 0, name: str = "Trường Tiểu học"
    ) -> int:
        """The leadership of a school whose leaders belong to ``cell``, some of them to its committee."""
        unit = self.unit(K.PUBLIC_SERVICE_UNIT, name, parent=self.government)
        body = self.body(unit, C.AGENCY_LEADERSHIP, f"Lãnh đạo {name}", members=0)
        for number in range(leaders):
            role = R.HEAD if number == 0 else R.DEPUTY
            posts = [(body, role)]
            if number < in_committee and cell is not None:
                posts.append((self.committee_of(cell), R.MEMBER))
            self.person(f"{name} {number}", *posts, cell=cell, workplace=unit)
        return body
