"""What an organization is called as the author of a document: the committee's name, and the sign in its numbers."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from organizations.choices import CELL_KINDS, OrganizationKind

if TYPE_CHECKING:
    from organizations.models import Organization

#: “Đảng bộ huyện Mẫu” signs as “Huyện ủy Mẫu”; of a commune or an agency the whole name follows “Đảng ủy”.
_COMMITTEES = (
    ("Đảng bộ tỉnh ", "Tỉnh ủy ", "TU"),
    ("Đảng bộ thành phố ", "Thành ủy ", "ThU"),
    ("Đảng bộ thị xã ", "Thị ủy ", "ThU"),
    ("Đảng bộ huyện ", "Huyện ủy ", "HU"),
    ("Đảng bộ quận ", "Quận ủy ", "QU"),
    ("Đảng bộ ", "Đảng ủy ", "ĐU"),
)

_SYMBOLS = {
    OrganizationKind.PROVINCE_PARTY: "TU",
    OrganizationKind.DISTRICT_PARTY: "HU",
    OrganizationKind.COMMUNE_PARTY: "ĐU",
    OrganizationKind.GRASSROOTS_PARTY: "ĐU",
    OrganizationKind.SUB_PARTY: "ĐUBP",
    OrganizationKind.COUNCIL: "HĐND",
    OrganizationKind.PEOPLES_COMMITTEE: "UBND",
    OrganizationKind.FATHERLAND_FRONT: "MTTQ",
}
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
#: Of an advisory board the sign of its committee follows the board's own: BTCHU.
_WITH_SUPERIOR = (OrganizationKind.ADVISORY_BOARD,)


def committee_name(organization: Organization) -> str:
    """``Huyện ủy Mẫu`` for “Đảng bộ huyện Mẫu”, ``Đảng ủy xã Mẫu Sơn`` for “Đảng bộ xã Mẫu Sơn”; others unchanged."""
    name = str(organization)
    for whole, committee, _symbol in _COMMITTEES:
        if name.startswith(whole):
            return committee + name.removeprefix(whole)
    return name


def committee_word(organization: Organization) -> str:
    """The committee without its place: ``Huyện ủy``, ``Đảng ủy``, ``Chi bộ``."""
    name = str(organization)
    if organization.kind in CELL_KINDS:
        return "Chi bộ"
    return next((committee.strip() for whole, committee, _symbol in _COMMITTEES if name.startswith(whole)), name)


def symbol_of(organization: Organization) -> str:
    """The sign behind the stroke of a number: as entered for the organization, else from its kind and name."""
    if organization.symbol:
        return organization.symbol
    if organization.kind in CELL_KINDS:
        return "CB"
    name = str(organization)
    if organization.kind in (OrganizationKind.PROVINCE_PARTY, OrganizationKind.DISTRICT_PARTY):
        found = next((symbol for whole, _committee, symbol in _COMMITTEES[:-1] if name.startswith(whole)), "")
        province = organization.kind == OrganizationKind.PROVINCE_PARTY
        return "TU" if province else found or _SYMBOLS[OrganizationKind.DISTRICT_PARTY]
    known = _SYMBOLS.get(OrganizationKind(organization.kind))
    if known:
        return known
    own = _initials(name)
    if organization.kind in _WITH_SUPERIOR and organization.parent is not None:
        above = symbol_of(organization.parent)
        return own if own.endswith(above) else _initials(_before_committee(name)) + above
    return own


def _initials(name: str) -> str:
    """``PTCKH`` for “Phòng Tài chính - Kế hoạch”: the first letter of each word, without its tone."""
    letters = unicodedata.normalize("NFD", "".join(word[0].upper() for word in re.findall(r"\w+", name)))
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))


def _before_committee(name: str) -> str:
    return re.split(r"\s(?:Tỉnh|Thành|Thị|Huyện|Quận|Đảng) ủy\b", name)[0]
