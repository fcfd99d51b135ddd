"""The composition of the polls on leaders, as the roster gives it (P4 II.1.4.1, step 3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reviews.rules.consultations import participants, poll_groups, poll_row
from reviews.rules.digest import digest
from reviews.rules.plan import PlanError, load_preset
from reviews.rules.roster import Roster
from reviews.rules.vocabulary import Tier
from tests.rules.commune_2023 import HUYEN_UY, Commune
from tests.rules.district import K, R

P4 = load_preset("p4_xa_2023")


@pytest.fixture
def commune():
    return Commune()


def asked(commune, key="committee_members", *, unit=None):
    """Names by group, of those who have one."""
    roster, row = Roster(commune.facts), poll_row(key, P4)
    groups = poll_groups(row, roster, unit_id=unit)
    names = {person.id: person.name for person in commune.people}
    return {group: [names[who] for who in people if who in names] for group, people in groups.items()}, groups, row


def test_groups_of_step_three_come_from_posts_workplaces_and_titles(commune):  # P4-3-B3-b, P4-1.4.1-r
    cell = commune.village()
    women = commune.mass("Hội Phụ nữ", members=0)
    commune.person("Ủy viên", (commune.executive, R.MEMBER), cell=cell)
    commune.person("Chủ tịch UBND", (commune.committee, R.HEAD), cell=cell)
    commune.person("Công chức", cell=cell, workplace=commune.government)
    commune.person("Chủ tịch Hội", (women, R.HEAD), cell=cell)
    commune.person("Phó Chủ tịch Hội", (women, R.DEPUTY), cell=cell)
    commune.person("Ủy viên Hội", (women, R.MEMBER), cell=cell)
    commune.person("Bí thư chi bộ", (commune.committee_of(cell), R.HEAD), cell=cell)
    commune.person("Chi ủy viên", (commune.committee_of(cell), R.MEMBER), cell=cell)
    village_head = commune.person("Ông Xóm", (commune.committee_of(cell), R.MEMBER), cell=cell)
    commune.posts = [
        replace(post, title="Xóm trưởng xóm 3") if post.person_id == village_head else post for post in commune.posts
    ]
    names, _groups, _row = asked(commune)
    assert names == {
        "committee": ["Ủy viên"],
        "officials": ["Chủ tịch UBND", "Công chức"],
        "front_and_organizations": ["Chủ tịch Hội", "Phó Chủ tịch Hội"],
        "secretaries": ["Bí thư chi bộ"],
        "village_heads": ["Ông Xóm"],
    }


def test_committee_member_who_is_a_secretary_and_an_official_is_asked_once(commune):  # P4-3-B3-b
    cell = commune.village()
    posts = [(commune.executive, R.MEMBER), (commune.committee_of(cell), R.HEAD), (commune.committee, R.DEPUTY)]
    person = commune.person("An", *posts, cell=cell)
    names, groups, row = asked(commune)
    assert [key for key, people in names.items() if people == ["An"]] == ["committee", "officials", "secretaries"]
    assert participants(groups, row).count(person) == 1


def test_nobody_of_another_commune_is_asked(commune):  # P4-3-B3-b
    other = commune.unit(K.PEOPLES_COMMITTEE, "UBND xã bên", parent=HUYEN_UY, tier=Tier.COMMUNE)
    commune.person("Công chức xã bên", workplace=other)
    assert "Công chức xã bên" not in asked(commune)[0]["officials"]


def test_staff_of_the_agency_is_asked_and_of_no_other(commune):  # P4-1.4.1-s
    cell = commune.village()
    commune.school(cell, leaders=2, name="Trường Tiểu học")
    commune.school(cell, leaders=1, name="Trường Mầm non")
    school = next(row.id for row in commune.organizations if row.name == "Trường Tiểu học")
    assert asked(commune, "agencies", unit=school)[0] == {"staff": ["Trường Tiểu học 0", "Trường Tiểu học 1"]}
    assert asked(commune, "agencies")[0] == {"staff": []}


def test_plan_says_in_which_step_the_poll_is_held():  # P4-3-B3-b
    row = poll_row("committee_members", P4)
    assert row.step is not None
    assert (row.step.milestone, row.step.clause) == ("P4-3-B3-a", "P4-3-B3-b")
    (line,) = [
        rule
        for section in digest(P4)
        for rule in section.rules
        if rule.reference and rule.reference.clause == "P4-3-B3-b"
    ]
    assert line.text == "Lấy ý kiến từ ngày 08/11/2023 đến ngày 17/11/2023."
    assert poll_row("agencies", P4).step is None


@pytest.mark.parametrize(
    "row",
    [
        {"members": {"strangers": {"titles": ["khách"]}}},
        {"groups": {"guests": "khách mời"}},
        {"step": {"milestone": "P4-1.1-a"}},
    ],
)
def test_composition_is_read_strictly(row):
    with pytest.raises(PlanError):
        P4.with_overrides({"information": {"polls": {"rows": {"committee_members": row}}}})
