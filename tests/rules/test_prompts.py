"""What a prompt needs before it is sent: a number, and the committee that manages its subject."""

from __future__ import annotations

import pytest

from reviews.rules.findings import Severity
from reviews.rules.plan import load_preset
from reviews.rules.prompts import Prompt, check_prompt

P0, P3, P4 = (load_preset(slug) for slug in ("p0_huyen_2023", "p3_thi_xa_2019", "p4_xa_2023"))
BLOCK = Severity.BLOCK


def told(plan, name="Chi ủy Chi bộ xóm 3", text="Làm rõ việc thu đảng phí.", number="12-CV/ĐU", **more):
    return [(row.code, row.clause, row.severity) for row in check_prompt(Prompt(name, text, number, **more), plan)]


@pytest.mark.parametrize(("plan", "clause"), [(P4, "P4-1.4.2-a"), (P3, "P3-III.1.1-e"), (P0, "P0-4.1-d")])
def test_prompt_without_a_document_is_refused_by_the_words_that_want_it_written(plan, clause):
    assert told(plan) == []
    assert told(plan, number="  ") == [("prompt.document", clause, BLOCK)]
    assert told(plan, text=" ") == [("prompt.text", "", BLOCK)]


@pytest.mark.parametrize(("plan", "clause"), [(P4, "P4-IV.4-a"), (P3, "P3-III.1.1-e")])
def test_whom_the_superior_manages_is_prompted_by_the_superior_only(plan, clause):  # P4-1.4.2-b
    assert told(plan, managed_above=True) == [("prompt.managed_above", clause, BLOCK)]
    assert told(plan, managed_above=True, from_above=True) == []


@pytest.mark.parametrize(("plan", "clause"), [(P4, "P4-1.4.2-a"), (P3, "P3-III.1.1-e")])
def test_whom_the_issuer_manages_is_prompted_by_nobody_above(plan, clause):
    assert told(plan, from_above=True) == [("prompt.managed_here", clause, BLOCK)]


def test_missing_number_is_asked_of_the_committee_whose_document_it_is():  # P4-1.4.2-a
    own, above = (check_prompt(Prompt("An", "Làm rõ.", "", above, above), P4)[0].message for above in (False, True))
    assert own == "Ghi số văn bản gợi ý của Ban Thường vụ Đảng ủy."
    assert above == "Ghi số văn bản gợi ý của cấp trên quản lý."


@pytest.mark.parametrize("from_above", [False, True])
def test_plan_silent_on_management_prompts_everybody(from_above):
    assert told(P0, managed_above=True, from_above=from_above) == []
    assert told(P0, managed_above=False, from_above=from_above) == []
