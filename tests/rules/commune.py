"""A small invented commune of 2025 as roster facts: the province above it, no district between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from reviews.rules.vocabulary import OrganizationKind, PostRole, PostSide, Tier
from tests.rules.district import HUYEN, TINH, C, District, K

XA = HUYEN


@dataclass
class Commune(District):
    """Organization 1 is the commune's Party organization, the issuer."""

    def __post_init__(self) -> None:
        self.unit(K.PROVINCE_PARTY, "Đảng bộ tỉnh", tier=Tier.PROVINCE, parent=None, id=TINH)
        self.unit(K.COMMUNE_PARTY, "Đảng bộ xã", parent=TINH, id=XA)
        self.standing = self.body(XA, C.STANDING_COMMITTEE, "Ban Thường vụ Đảng ủy")
        self.executive = self.body(XA, C.EXECUTIVE_COMMITTEE, "Ban Chấp hành Đảng bộ xã")

    def unit(
        self,
        kind: OrganizationKind,
        name: str,
        *,
        tier: Tier = Tier.COMMUNE,
        parent: int | None = XA,
        id: int | None = None,
        **more: Any,
    ) -> int:
        return super().unit(kind, name, tier=tier, parent=parent, id=id, **more)

    def hamlet_cell(self, name: str = "Chi bộ thôn 1", *, committee: int = 3) -> int:
        cell = self.unit(K.PARTY_CELL, name, tier=Tier.CELL)
        if committee:
            self.body(cell, C.CELL_COMMITTEE, f"Chi ủy {name}", members=committee)
        return cell

    def member(self, name: str, cell: int, **more: Any) -> int:
        return self.person(name, cell=cell, managed=False, **more)

    def province_managed(self, name: str, *posts: tuple[int, PostRole], cell: int) -> int:
        """Cán bộ diện Ban Thường vụ Tỉnh ủy quản lý."""
        person = self.person(name, *posts, cell=cell, side=PostSide.PARTY)
        self.posts = [replace(row, managed_by_id=TINH) if row.person_id == person else row for row in self.posts]
        return person
