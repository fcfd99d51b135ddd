"""A small invented province as roster facts: organization 1 issues the plan, bodies hang below it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from reviews.rules.vocabulary import OrganizationKind, Tier
from tests.rules.district import HUYEN, C, District, K

TINH_UY = HUYEN


@dataclass
class Province(District):
    """The builder of the district with the province party committee as issuer."""

    def __post_init__(self) -> None:
        self.unit(K.PROVINCE_PARTY, "Đảng bộ tỉnh", parent=None, id=TINH_UY)
        self.standing = self.body(TINH_UY, C.STANDING_COMMITTEE, "Ban Thường vụ Tỉnh ủy")
        self.executive = self.body(TINH_UY, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành Đảng bộ tỉnh")

    def unit(
        self,
        kind: OrganizationKind,
        name: str,
        *,
        tier: Tier = Tier.PROVINCE,
        parent: int | None = TINH_UY,
        id: int | None = None,
        **more: Any,
    ) -> int:
        return super().unit(kind, name, tier=tier, parent=parent, id=id, **more)

    def district(self, name: str) -> int:
        unit = self.unit(K.DISTRICT_PARTY, f"Đảng bộ {name}", tier=Tier.DISTRICT)
        self.body(unit, C.STANDING_COMMITTEE, f"Ban Thường vụ {name}", members=3)
        return unit
