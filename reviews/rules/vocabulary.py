"""The closed lists that the rules speak in, with the values that the models store.

The rules import no model; ``tests/organizations/test_choices_mirror.py`` holds both sides together.
"""

from __future__ import annotations

from enum import StrEnum


class OrganizationKind(StrEnum):
    PROVINCE_PARTY = "province_party"
    DISTRICT_PARTY = "district_party"
    COMMUNE_PARTY = "commune_party"
    GRASSROOTS_PARTY = "grassroots_party"
    GRASSROOTS_CELL = "grassroots_cell"
    SUB_PARTY = "sub_party"
    PARTY_CELL = "party_cell"
    PARTY_GROUP = "party_group"
    ADVISORY_BOARD = "advisory_board"
    PARTY_DELEGATION = "party_delegation"
    PARTY_AFFAIRS_COMMITTEE = "party_affairs_committee"
    COUNCIL = "council"
    PEOPLES_COMMITTEE = "peoples_committee"
    DEPARTMENT = "department"
    FATHERLAND_FRONT = "fatherland_front"
    MASS_ORGANIZATION = "mass_organization"
    ARMED_FORCES = "armed_forces"
    PUBLIC_SERVICE_UNIT = "public_service_unit"


#: Organizations of the Party itself; every other body is attached to the nearest of them above it.
PARTY_KINDS = frozenset(
    {
        OrganizationKind.PROVINCE_PARTY,
        OrganizationKind.DISTRICT_PARTY,
        OrganizationKind.COMMUNE_PARTY,
        OrganizationKind.GRASSROOTS_PARTY,
        OrganizationKind.GRASSROOTS_CELL,
        OrganizationKind.SUB_PARTY,
        OrganizationKind.PARTY_CELL,
        OrganizationKind.PARTY_GROUP,
    }
)
CELL_KINDS = frozenset({OrganizationKind.GRASSROOTS_CELL, OrganizationKind.PARTY_CELL})
GRASSROOTS_KINDS = frozenset(
    {OrganizationKind.COMMUNE_PARTY, OrganizationKind.GRASSROOTS_PARTY, OrganizationKind.GRASSROOTS_CELL}
)


class Tier(StrEnum):
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    GRASSROOTS = "grassroots"
    CELL = "cell"


class Sector(StrEnum):
    PARTY = "party"
    GOVERNMENT = "government"
    PROFESSIONAL = "professional"
    FRONT_MASS = "front_mass"
    ARMED_FORCES = "armed_forces"


class CollectiveKind(StrEnum):
    STANDING_COMMITTEE = "standing_committee"
    EXECUTIVE_COMMITTEE = "executive_committee"
    CELL_COMMITTEE = "cell_committee"
    WHOLE_CELL = "whole_cell"
    BOARD_LEADERSHIP = "board_leadership"
    COUNCIL_PERMANENT_BOARD = "council_permanent_board"
    PEOPLES_COMMITTEE_LEADERSHIP = "peoples_committee_leadership"
    FRONT_STANDING_BOARD = "front_standing_board"
    MASS_STANDING_COMMITTEE = "mass_standing_committee"
    AGENCY_LEADERSHIP = "agency_leadership"


class PostRole(StrEnum):
    HEAD = "head"
    DEPUTY = "deputy"
    MEMBER = "member"


class CellGroup(StrEnum):
    """Who is called up together in a cell's meeting, in the printed order of the groups (P4-CT-b)."""

    COMMITTEE_MEMBER = "committee_member"
    COMMUNE_OFFICIAL = "commune_official"
    BRANCH_OFFICIAL = "branch_official"
    ORDINARY = "ordinary"


class PostSide(StrEnum):
    PARTY = "party"
    GOVERNMENT = "government"
    MASS = "mass"


class Attendance(StrEnum):
    OFFICIAL = "official"
    TEMPORARY = "temporary"


class MemberStatus(StrEnum):
    FULL = "full"
    PROBATIONARY = "probationary"


class Activity(StrEnum):
    ACTIVE = "active"
    EXEMPT = "exempt"
    SUSPENDED = "suspended"


class Period(StrEnum):
    """What a campaign reviews: a term of office, a year, a quarter, or one matter when it is needed."""

    TERM = "term"
    YEAR = "year"
    QUARTER = "quarter"
    AD_HOC = "ad_hoc"

    @property
    def label(self) -> str:
        return _PERIOD_LABELS[self]

    @property
    def of_papers(self) -> Period:
        """Whose list of papers serves it: the quarter has its own, everything else the year's."""
        return self if self is Period.QUARTER else Period.YEAR


QUARTERS = {1: "Quý I", 2: "Quý II", 3: "Quý III", 4: "Quý IV"}

_PERIOD_LABELS = {
    Period.TERM: "theo nhiệm kỳ",
    Period.YEAR: "hằng năm",
    Period.QUARTER: "hằng quý",
    Period.AD_HOC: "khi cần thiết",
}


class SubjectKind(StrEnum):
    """An organization is rated only; collectives and people are reviewed too."""

    ORGANIZATION = "organization"
    COLLECTIVE = "collective"
    PERSON = "person"


class RatedKind(StrEnum):
    """What is rated, as thresholds and shares tell it apart.

    A unit is a field office, hamlet or branch that a people's committee, the Front or a mass organization classifies.
    """

    ORGANIZATION = "organization"
    COLLECTIVE = "collective"
    CADRE = "cadre"
    MEMBER = "member"
    UNIT = "unit"

    @property
    def label(self) -> str:
        return _RATED_LABELS[self]


_RATED_LABELS = {
    RatedKind.ORGANIZATION: "tổ chức đảng",
    RatedKind.COLLECTIVE: "tập thể lãnh đạo, quản lý",
    RatedKind.CADRE: "cán bộ lãnh đạo, quản lý",
    RatedKind.MEMBER: "đảng viên",
    RatedKind.UNIT: "đơn vị do chính quyền, Mặt trận, đoàn thể xếp loại",
}


class Track(StrEnum):
    ORGANIZATION = "organization"
    COLLECTIVE = "collective"
    CADRE = "cadre"
    MEMBER = "member"


class AuthorityKind(StrEnum):
    OWN = "own"
    DELEGATED = "delegated"
    SELF_RATED = "self_rated"
    EXTERNAL = "external"


class VenueKind(StrEnum):
    COLLECTIVE = "collective"
    KEY_CADRES = "key_cadres"
    CELL = "cell"


class AttendeeRole(StrEnum):
    MEMBER = "member"
    COMMITTEE = "committee"
    SUPERVISOR = "supervisor"
    BOARD_REPRESENTATIVE = "board_representative"
    GUEST = "guest"


class Presence(StrEnum):
    UNKNOWN = "unknown"
    PRESENT = "present"
    ABSENT_WITH_REASON = "absent_with_reason"
    ABSENT = "absent"


class OpinionKind(StrEnum):
    RESIDENCE = "residence"
    CONSULTEE = "consultee"
    SUPERIOR = "superior"


class RemediationStatus(StrEnum):
    FIXED = "fixed"
    IN_PROGRESS = "in_progress"
    NOT_FIXED = "not_fixed"


class Inclusion(StrEnum):
    INCLUDED = "included"
    EXEMPT = "exempt"
