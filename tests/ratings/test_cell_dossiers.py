"""The dossier of a cell under the commune plan of 2023 (P4 III): made part by part, passed, sent, received."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from forms_templates.choices import DocumentKind
from forms_templates.models import Document
from organizations.choices import CollectiveKind
from organizations.models import Collective
from ratings.models import Proposal
from ratings.services.cell_dossiers import (
    propose_rewards,
    send_cell_dossier,
)
from reviews.choices import EntryState, Level
from reviews.duties import duties
from reviews.models import CellDossier, FormEntry, HandOver, Meeting, Paper, RewardProposal
from reviews.services.cell_dossiers import (
    attach_cell_paper,
    pass_step,
    register_title,
    write_scores,
)
from reviews.services.hand_overs import receive
from tests.factories.reviews import (
    MeetingFactory,
)
from tests.ratings.cell_dossiers import DAY, SCAN, complete, lacking, refused, row_of, sitting
from tests.reviews.test_commune_plan import commune
from tests.reviews.test_pages import signed_in
from tests.world import World, at, standing_on

__all__ = ["commune", "sitting"]


# --- the parts ------------------------------------------------------------------------------------------------------


def test_dossier_without_anything_lacks_its_eight_parts_and_is_not_sent(commune: World, sitting: Meeting) -> None:
    """P4-III-a, P4-III-b"""
    row = row_of(sitting)
    assert [part.row.key for part in row.parts if part.lacks] == [part.row.key for part in row.parts]
    assert len(row.parts) == 8
    codes = refused(send_cell_dossier, meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(26).date())
    assert {clause for code, clause in codes if code.startswith("cell.") and clause} == {
        "P4-III-a",
        "P4-III-b",
        "P4-III-c",
        "P4-III-e",
        "P4-3-B4-b",
        "P4-3-B4-e",
    }
    assert ("cell.meeting", "") in codes
    assert not HandOver.objects.exists()


def test_each_part_comes_from_its_own_place_and_the_whole_is_handed_over(commune: World, sitting: Meeting) -> None:
    """P4-III-a, P4-III-d"""
    complete(commune, sitting)
    assert lacking(sitting) == set()
    secretary = commune.users["village_secretary"]
    assert send_cell_dossier(meeting_id=sitting.pk, by=secretary, on=at(27).date()) == []
    given = HandOver.objects.get()
    assert (given.giver, given.receiver, given.handed_on) == (commune.village, commune.commune, at(27).date())
    assert CellDossier.objects.get().hand_over == given
    receive(hand_over_id=given.pk, received_on=at(28).date(), by=commune.users["officer"], on=at(28).date())
    given.refresh_from_db()
    assert (given.received_on, given.received_by) == (at(28).date(), commune.users["officer"])
    # Nothing changes any more, and it is not sent twice.
    for call in (
        lambda: register_title(meeting_id=sitting.pk, title="X", reason="", by=secretary),
        lambda: write_scores(meeting_id=sitting.pk, rows=[], by=secretary),
        lambda: send_cell_dossier(meeting_id=sitting.pk, by=secretary, on=at(28).date()),
    ):
        assert refused(call) == [("cell_dossier.sent", "")]


def test_dossier_after_the_27th_is_taken_and_marked_late(commune: World, sitting: Meeting) -> None:
    """P4-III-d"""
    complete(commune, sitting)
    (warning,) = send_cell_dossier(meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(28).date())
    assert (warning.code, warning.clause) == ("cell.late", "P4-III-d")
    with standing_on(28):
        page = signed_in(commune.users["officer"]).get(reverse("cell-dossiers", args=(commune.campaign.pk,)))
    assert "Gửi chậm" in page.content.decode()


def test_self_reviews_are_the_committees_and_those_of_state_paid_members_once_final(
    commune: World, sitting: Meeting
) -> None:
    """P4-III-b"""
    complete(commune, sitting)
    assert "self_reviews" not in lacking(sitting)
    chair = FormEntry.objects.filter(review=commune.review_of("chair"))
    chair.update(state=EntryState.REVISING)
    (part,) = [part for part in row_of(sitting).parts if part.row.key == "self_reviews"]
    assert part.lacks.startswith("mới có ")
    chair.update(state=EntryState.FINAL)
    # A member whom the State does not pay hands nothing in here.
    FormEntry.objects.filter(review=commune.review_of("villager1")).update(state=EntryState.DRAFT)
    assert "self_reviews" not in lacking(sitting)


def test_member_summary_made_by_the_program_fills_its_part(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    document = Document.objects.create(
        kind=DocumentKind.MEMBERS_SUMMARY, subject_key="x", source_version="1", title="Mẫu 04"
    )
    assert "member_summary" in lacking(sitting)
    Paper.objects.create(document=document, meeting=sitting)
    assert "member_summary" not in lacking(sitting)


# --- rewards --------------------------------------------------------------------------------------------------------


def test_only_members_of_the_best_level_are_proposed_and_marked(commune: World, sitting: Meeting) -> None:
    """P4-III-c"""
    good, best = commune.review_of("villager3").pk, commune.review_of("villager1").pk
    by = commune.users["village_secretary"]
    assert ("cell.reward", "P4-III-c") in refused(
        propose_rewards, meeting_id=sitting.pk, listed=[good], outstanding=[], none=False, by=by
    )
    marked = refused(propose_rewards, meeting_id=sitting.pk, listed=[good], outstanding=[good], none=False, by=by)
    assert ("cell.outstanding", "P4-III-c") in marked
    for wrong in (
        {"listed": [], "outstanding": [best], "none": False},
        {"listed": [best], "outstanding": [], "none": True},
        {"listed": [commune.review_of("chair").pk], "outstanding": [], "none": False},
        {"listed": [10**9], "outstanding": [], "none": False},
    ):
        assert refused(propose_rewards, meeting_id=sitting.pk, by=by, **wrong) == [("cell.reward", "")]
    assert not RewardProposal.objects.exists()
    propose_rewards(meeting_id=sitting.pk, listed=[best], outstanding=[best], none=False, by=by)
    assert list(RewardProposal.objects.values_list("review_id", "outstanding")) == [(best, True)]


def test_list_may_say_that_there_are_none(commune: World, sitting: Meeting) -> None:
    """P4-III-c"""
    assert "reward_list" in lacking(sitting)
    by = commune.users["village_secretary"]
    propose_rewards(meeting_id=sitting.pk, listed=[], outstanding=[], none=True, by=by)
    assert "reward_list" not in lacking(sitting)


def test_namesakes_are_told_apart_and_a_level_changed_since_keeps_the_dossier_back(
    commune: World, sitting: Meeting
) -> None:
    """P4-III-c"""
    type(commune.people["villager3"]).objects.filter(pk=commune.people["villager3"].pk).update(
        full_name=commune.people["villager1"].full_name
    )
    complete(commune, sitting)
    Proposal.objects.filter(review=commune.review_of("villager1")).update(level=Level.GOOD)
    codes = refused(send_cell_dossier, meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(26).date())
    assert ("cell.reward", "P4-III-c") in codes


# --- who, what else -------------------------------------------------------------------------------------------------


def test_others_make_no_dossier_and_its_page_does_not_exist_for_them(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    assert refused(register_title, meeting_id=sitting.pk, title="A", reason="", by=commune.users["villager1"]) == [
        ("permission.cell_dossier", "")
    ]
    assert not CellDossier.objects.exists()
    addresses = [
        reverse("cell-dossier", args=(sitting.pk,)),
        reverse("cell-scores", args=(sitting.pk,)),
        reverse("cell-rewards", args=(sitting.pk,)),
    ]
    for key, status in (("villager1", 404), ("village_secretary", 200), ("planner", 200)):
        client = signed_in(commune.users[key])
        assert [client.get(url).status_code for url in addresses] == [status] * 3, key
    inspector = signed_in(commune.users["officer"])
    assert [inspector.get(url).status_code for url in addresses] == [200, 404, 200]


def test_meeting_of_a_body_or_of_a_plan_without_cells_has_no_such_dossier(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    committee = Collective.objects.get(kind=CollectiveKind.EXECUTIVE_COMMITTEE)
    body = MeetingFactory.create(campaign=commune.campaign, collective=committee)
    by = commune.users["planner"]
    assert refused(register_title, meeting_id=body.pk, title="A", reason="", by=by) == [("cell_dossier.none", "")]
    assert refused(pass_step, meeting_id=body.pk, step="report", agreed=1, note="", by=by, now=at(DAY)) == [
        ("cell.step", "")
    ]
    assert signed_in(by).get(reverse("cell-dossier", args=(body.pk,))).status_code == 404


def test_part_that_is_no_paper_and_a_file_that_is_no_pdf_are_refused(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    by = commune.users["village_secretary"]
    for part in ("score_sheet", "reward_list", "self_reviews", "minute_book", "nothing"):
        assert refused(attach_cell_paper, meeting_id=sitting.pk, part=part, content=SCAN, by=by) == [
            ("upload.slot", "")
        ]
    assert refused(attach_cell_paper, meeting_id=sitting.pk, part="summary_report", content=b"PK", by=by) == [
        ("upload.not_a_pdf", "")
    ]
    assert not Paper.objects.exists()


def test_support_is_shown_for_each_registered_member(commune: World, sitting: Meeting) -> None:
    """P4-IV.6-a"""
    row = row_of(sitting)
    assert (row.registered, row.support) == (len(members(commune)), len(members(commune)) * 50_000)
    page = signed_in(commune.users["village_secretary"]).get(reverse("cell-dossier", args=(sitting.pk,)))
    assert f"{row.support:,}".replace(",", ".") + " đồng" in page.content.decode()


def members(world: World) -> list[int]:
    return list(world.village.memberships.filter(attendance="official").values_list("person_id", flat=True))


def test_secretary_is_told_to_send_and_the_committee_to_take_in(commune: World, sitting: Meeting) -> None:
    """P4-III-a, P4-III-d"""

    def told(key: str) -> list[tuple[str, date | None]]:
        with standing_on(26):
            found = duties(commune.campaign, on=at(26).date(), user=commune.users[key])
        return [(row.title, row.due_on) for row in found if "hồ sơ của chi bộ" in row.title or "bàn giao" in row.title]

    assert told("village_secretary") == []
    complete(commune, sitting)
    assert told("village_secretary") == [("Gửi hồ sơ của chi bộ", date(2023, 11, 27))]
    assert told("commune_secretary") == []
    send_cell_dossier(meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(26).date())
    assert told("village_secretary") == []
    assert told("commune_secretary") == [("Nhận hồ sơ bàn giao", None)]
    receive(
        hand_over_id=HandOver.objects.get().pk,
        received_on=at(26).date(),
        by=commune.users["commune_secretary"],
        on=at(26).date(),
    )
    assert told("commune_secretary") == []


def test_day_that_the_campaign_moved_is_the_one_that_counts(commune: World, sitting: Meeting) -> None:
    """P4-III-d"""
    complete(commune, sitting)
    commune.campaign.milestones.filter(code="P4-III-d").update(due_on=at(25).date())
    (warning,) = send_cell_dossier(meeting_id=sitting.pk, by=commune.users["village_secretary"], on=at(26).date())
    assert "25/11/2023" in warning.message
