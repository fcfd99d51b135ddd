"""The dossier list of P0 4.5."""

from __future__ import annotations

from dataclasses import replace

from reviews.rules.dossier import DossierFacts, SlotState, dossier_findings, dossier_slots
from reviews.rules.findings import Severity

PERSON = DossierFacts(
    is_collective=False, entry_final=True, residence_requested=True, residence_answered=True, residence_confirmed=True
)
COLLECTIVE = DossierFacts(is_collective=True, entry_final=True, attached=("assessment_sheets",))


def clauses(facts, plan, severity=Severity.BLOCK):
    return [row.clause for row in dossier_findings(facts, plan) if row.severity is severity]


def test_slots_come_in_the_printed_order(plan):
    assert [slot.key for slot in dossier_slots(PERSON, plan)] == ["entry", "residence"]
    assert [slot.key for slot in dossier_slots(COLLECTIVE, plan)] == ["entry", "assessment_sheets"]
    assert "Mẫu 02" in dossier_slots(PERSON, plan)[0].label
    assert "Mẫu 01" in dossier_slots(COLLECTIVE, plan)[0].label


def test_complete_dossiers_are_held_up_by_nothing(plan):
    assert dossier_findings(PERSON, plan) == []
    assert dossier_findings(COLLECTIVE, plan) == []


def test_form_that_is_not_final_is_missing(plan):
    assert clauses(replace(COLLECTIVE, entry_final=False), plan) == ["P0-4.5-a"]
    assert clauses(replace(PERSON, entry_final=False), plan) == ["P0-4.5-b"]


def test_request_without_reply_is_incomplete_and_a_reasoned_waiver_is_enough(plan):
    waiting = replace(PERSON, residence_answered=False, residence_confirmed=False)
    assert clauses(waiting, plan) == ["P0-4.5-c"]
    assert clauses(replace(waiting, residence_requested=False), plan) == ["P0-4.5-c"]
    waived = replace(waiting, residence_requested=False, residence_waiver="công tác lưu động")
    (slot,) = [row for row in dossier_slots(waived, plan) if row.key == "residence"]
    assert (slot.state, slot.waiver, slot.finding) == (SlotState.WAIVED, "công tác lưu động", None)


def test_reply_signed_by_the_cell_alone_lacks_the_committees_confirmation(plan):
    (finding,) = dossier_findings(replace(PERSON, residence_confirmed=False), plan)
    assert finding.clause == "P0-M213-e"
    assert "thiếu xác nhận của Đảng ủy" in finding.message


def test_assessment_sheets_are_asked_of_collectives_and_never_hold_up(plan):
    (finding,) = dossier_findings(replace(COLLECTIVE, attached=()), plan)
    assert (finding.severity, finding.clause) == (Severity.WARN, "P0-4.5-d")
    assert "assessment_sheets" not in [slot.key for slot in dossier_slots(PERSON, plan)]


def test_vertical_rating_has_a_place_only_in_the_armed_forces(plan):
    """P0-6-e"""
    army = replace(COLLECTIVE, is_armed_forces=True)
    (slot,) = [row for row in dossier_slots(army, plan) if row.key == "vertical_rating"]
    assert (slot.optional, slot.by_hand, slot.reason) == (True, True, "chưa có")
    given = replace(army, attached=("assessment_sheets", "vertical_rating"))
    assert [row.is_present for row in dossier_slots(given, plan)] == [True, True, True]
    assert "vertical_rating" not in [row.key for row in dossier_slots(COLLECTIVE, plan)]


def test_submission_with_one_of_two_opinions_is_incomplete(plan):
    (finding,) = dossier_findings(replace(PERSON, consultees_asked=2, consultees_in=1), plan)
    assert finding.clause == "P0-III.3-b"
    assert "1/2 ý kiến" in finding.message
