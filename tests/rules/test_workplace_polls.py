"""The poll at work on leaders: waived for the same people, held before the review, entered twice (P4 II.1.4.1)."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.rules.blind_entries import Entry, check_turn, turn_after
from reviews.rules.consultations import Waiver
from reviews.rules.findings import Severity
from reviews.rules.paper_count import SheetRow, Sheets, check_sheets
from reviews.rules.plan import load_preset
from reviews.rules.workplace_polls import (
    Waived,
    best_waiver,
    check_few,
    check_own,
    check_poll_day,
    check_waiver,
    explain_waiver,
    opinion_edge,
)

P4 = load_preset("p4_xa_2023")
SILENT = load_preset("p0_huyen_2023")
NINE = frozenset(range(9))


def told(findings):
    return [(finding.code, finding.severity, finding.clause) for finding in findings]


# Waived --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("meetings", "found"),
    [
        ({"Hội nghị A": NINE}, Waived(Waiver.WAIVED, "Hội nghị A")),
        ({"Hội nghị A": NINE - {0}}, Waived(Waiver.REQUIRED)),
        ({"Hội nghị A": NINE | {9}}, Waived(Waiver.PROPOSED, "Hội nghị A")),
        ({"Hội nghị A": NINE | {9}, "Hội nghị B": NINE}, Waived(Waiver.WAIVED, "Hội nghị B")),
        (
            {"Hội nghị A": {0}, "Hội nghị B": NINE | {9}, "Hội nghị C": NINE | {9, 10}},
            Waived(Waiver.PROPOSED, "Hội nghị B"),
        ),
        ({}, Waived(Waiver.REQUIRED)),
    ],
)
def test_same_people_in_one_of_the_meetings_need_no_poll(meetings, found):  # P4-1.4.1-t
    assert best_waiver(NINE, meetings, P4) == found
    assert best_waiver(NINE, meetings, SILENT) == Waived(Waiver.REQUIRED)


def test_reason_names_the_meeting_and_the_numbers():  # P4-1.4.1-t
    (waived,) = explain_waiver("An", Waived(Waiver.WAIVED, "Hội nghị A"), polled=9, meeting=9, plan=P4)
    assert told([waived]) == [("poll.waiver", Severity.INFO, "P4-1.4.1-t")]
    assert "9 người được lấy ý kiến trùng với những người tham gia Hội nghị A" in waived.message
    (proposed,) = explain_waiver("An", Waived(Waiver.PROPOSED, "Hội nghị A"), polled=9, meeting=11, plan=P4)
    assert told([proposed]) == [("poll.waiver", Severity.WARN, "P4-1.4.1-t")]
    assert "hội nghị ấy có 11 người" in proposed.message
    assert explain_waiver("An", Waived(Waiver.REQUIRED), polled=9, meeting=0, plan=P4) == []
    assert explain_waiver("An", Waived(Waiver.WAIVED, "A"), polled=9, meeting=9, plan=SILENT) == []


@pytest.mark.parametrize(
    ("waiver", "reason", "code"),
    [
        (Waiver.PROPOSED, "Cùng một tập thể", None),
        (Waiver.PROPOSED, "  ", "poll.waiver_reason"),
        (Waiver.WAIVED, "Cùng một tập thể", "poll.not_waived"),
        (Waiver.REQUIRED, "Cùng một tập thể", "poll.not_waived"),
    ],
)
def test_only_a_proposed_waiver_is_confirmed_and_with_a_reason(waiver, reason, code):  # P4-1.4.1-t
    found = check_waiver("An", Waived(waiver, "A"), reason=reason, plan=P4)
    assert told(found) == ([(code, Severity.BLOCK, "P4-1.4.1-t")] if code else [])


# Held ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "late"), [(15, False), (24, False), (25, True)])
def test_poll_after_the_review_is_refused(day, late):  # P4-1.4.1-q
    found = check_poll_day(date(2023, 11, day), {"An": date(2023, 11, 24)}, P4)
    assert told(found) == ([("poll.late", Severity.BLOCK, "P4-1.4.1-q")] if late else [])
    assert check_poll_day(date(2023, 11, day), {"An": date(2023, 11, 24)}, SILENT) == []


def test_order_of_the_plan_is_where_the_poll_comes_first():  # P4-1.4.1-q
    edge = opinion_edge(P4)
    assert edge is not None
    assert (edge.after, edge.clause) == ("review.leader", "P4-1.4.1-q")
    assert opinion_edge(SILENT) is None


def test_few_sheets_are_warned_of_and_held_all_the_same():  # P4-1.4.1-u
    assert told(check_few(2, P4)) == [("poll.few", Severity.WARN, "P4-1.4.1-u")]
    assert check_few(3, P4) == []


def test_nobody_holds_a_poll_on_himself():
    assert told(check_own("An", is_subject=True, plan=P4)) == [("poll.own", Severity.BLOCK, "P4-1.4.1-u")]
    assert check_own("An", is_subject=False, plan=P4) == []


@pytest.mark.parametrize(("good", "agrees"), [(14, True), (15, False), (13, False)])
def test_levels_make_up_the_sheets_of_those_attending(good, agrees):  # P4-1.4.1-u
    found = check_sheets(sheets(good=good), handed=56, names={1: "An"}, reference=P4.reference("P4-1.4.1-u"))
    assert told(found) == ([] if agrees else [("paper.levels", Severity.BLOCK, "P4-1.4.1-u")])


# Entered twice -------------------------------------------------------------------------------------------------------


def sheets(good=14):
    rows = {1: SheetRow(excellent=40, good=good, completed=2)}
    return Sheets(issued=56, collected=56, unused=0, spoiled=0, valid=56, invalid=0, rows=rows)


def test_second_entry_is_compared_with_the_first_and_a_recount_begins_where_they_differ():
    names = {1: "An"}
    first = Entry(1, 1, 7, sheets())
    turn = turn_after([first], names=names)
    assert (turn.attempt, turn.ordinal, turn.first_by, turn.first) == (1, 2, 7, sheets())
    apart = turn_after([first, Entry(1, 2, 8, sheets(good=13))], names=names)
    assert (apart.attempt, apart.ordinal, apart.first, apart.apart) == (2, 1, None, ("An: Hoàn thành tốt nhiệm vụ",))
    settled = turn_after([first, Entry(1, 2, 8, sheets(), agreed=True)], names=names)
    assert settled.is_settled
    assert turn_after([], names=names).attempt == 1


def test_one_person_never_enters_twice_nor_for_an_earlier_count_nor_after_they_agree():
    names = {1: "An"}
    turn = turn_after([Entry(1, 1, 7, sheets())], names=names)

    def codes(turn, by, attempt):
        return [finding.code for finding in check_turn(turn, by=by, name="Bình", attempt=attempt)]

    assert codes(turn, 7, 1) == ["paper.same_person"]
    assert codes(turn, 8, 1) == []
    assert codes(turn, 8, 2) == ["paper.attempt"]
    assert codes(turn, 0, 1) == codes(turn_after([], names=names), 0, 1) == ["paper.no_person"]
    settled = turn_after([Entry(1, 2, 8, sheets(), agreed=True)], names=names)
    assert codes(settled, 9, 1) == ["paper.settled"]
