"""What a rule answers: one sentence with its clause; several findings are one refusal."""

from __future__ import annotations

import pytest

from reviews.rules.findings import Finding, Reference, RuleViolation, Severity, blocking, refuse_if_blocking

CITED = Finding("a", Severity.BLOCK, "Không được.", Reference("P0-4.2-a", "4.2", "Kế hoạch", "in"))
WARNING = Finding("b", Severity.WARN, "Nên chờ.")
OTHER = Finding("c", Severity.BLOCK, "Cũng không.")


@pytest.mark.parametrize(
    ("section", "document", "place", "told"),
    [
        ("4.2", "Kế hoạch", "mục 4.2", "Kế hoạch, mục 4.2"),
        ("Điều 11.1", "Quy định", "Điều 11.1", "Quy định, Điều 11.1"),
        ("Hướng dẫn số 21-HD/BTCTW, mục 2", "Quy định", "Hướng dẫn số 21-HD/BTCTW, mục 2", None),
        ("", "Mặc định của chương trình", "", "Mặc định của chương trình"),
        ("4.2", "", "mục 4.2", "mục 4.2"),
    ],
)
def test_a_reference_is_told_as_it_is_printed(section, document, place, told):
    reference = Reference("P0-4.2-a", section, document)
    assert reference.place == place
    assert str(reference) == (told or f"{document}, {section}")


def test_a_finding_has_the_clause_of_its_reference_or_none():
    assert (CITED.clause, WARNING.clause) == ("P0-4.2-a", "")
    assert (CITED.blocks, WARNING.blocks) == (True, False)
    assert blocking([WARNING, CITED, OTHER]) == [CITED, OTHER]


def test_warnings_alone_pass_and_are_handed_on():
    assert refuse_if_blocking(iter([WARNING])) == [WARNING]
    assert refuse_if_blocking([]) == []


def test_one_that_blocks_refuses_with_everything_that_was_found():
    with pytest.raises(RuleViolation) as refused:
        refuse_if_blocking(iter([CITED, WARNING, OTHER]))
    assert refused.value.findings == (CITED, WARNING, OTHER)
    assert str(refused.value) == "Không được.; Nên chờ.; Cũng không."
