"""What an organization is called as an author, and its sign in the numbers of documents."""

from __future__ import annotations

import pytest

from organizations.choices import OrganizationKind
from organizations.models import Organization
from organizations.names import committee_name, committee_word, symbol_of

K = OrganizationKind


def organization(
    kind: OrganizationKind, name: str, symbol: str = "", parent: Organization | None = None
) -> Organization:
    return Organization(kind=kind, name=name, symbol=symbol, parent=parent)


@pytest.mark.parametrize(
    ("kind", "name", "committee", "word", "symbol"),
    [
        (K.PROVINCE_PARTY, "Đảng bộ tỉnh Mẫu", "Tỉnh ủy Mẫu", "Tỉnh ủy", "TU"),
        (K.PROVINCE_PARTY, "Đảng bộ thành phố Mẫu", "Thành ủy Mẫu", "Thành ủy", "TU"),
        (K.DISTRICT_PARTY, "Đảng bộ huyện Mẫu", "Huyện ủy Mẫu", "Huyện ủy", "HU"),
        (K.DISTRICT_PARTY, "Đảng bộ thị xã Mẫu", "Thị ủy Mẫu", "Thị ủy", "ThU"),
        (K.DISTRICT_PARTY, "Đảng bộ quận Mẫu", "Quận ủy Mẫu", "Quận ủy", "QU"),
        (K.COMMUNE_PARTY, "Đảng bộ xã Mẫu Sơn", "Đảng ủy xã Mẫu Sơn", "Đảng ủy", "ĐU"),
        (K.GRASSROOTS_PARTY, "Đảng bộ cơ quan UBND huyện", "Đảng ủy cơ quan UBND huyện", "Đảng ủy", "ĐU"),
        (K.PARTY_CELL, "Chi bộ thôn Đông", "Chi bộ thôn Đông", "Chi bộ", "CB"),
        (K.PEOPLES_COMMITTEE, "UBND xã", "UBND xã", "UBND xã", "UBND"),
        (K.DEPARTMENT, "Phòng Nội vụ", "Phòng Nội vụ", "Phòng Nội vụ", "PNV"),
        (K.ADVISORY_BOARD, "Ban Tổ chức Huyện ủy", "Ban Tổ chức Huyện ủy", "Ban Tổ chức Huyện ủy", "BTCHU"),
    ],
)
def test_names_and_signs_follow_kind_and_name(
    kind: OrganizationKind, name: str, committee: str, word: str, symbol: str
) -> None:
    found = organization(kind, name)
    assert (committee_name(found), committee_word(found), symbol_of(found)) == (committee, word, symbol)


def test_the_sign_entered_for_an_organization_comes_first() -> None:
    assert symbol_of(organization(K.PARTY_CELL, "Chi bộ 1", symbol="CB1")) == "CB1"


def test_a_board_takes_the_sign_of_the_committee_that_it_serves() -> None:
    province = organization(K.PROVINCE_PARTY, "Đảng bộ tỉnh Mẫu")
    assert symbol_of(organization(K.ADVISORY_BOARD, "Ban Tổ chức", parent=province)) == "BTCTU"
    assert symbol_of(organization(K.ADVISORY_BOARD, "Ban Tổ chức Tỉnh ủy", parent=province)) == "BTCTU"
