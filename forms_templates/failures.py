"""The papers of a batch that could not be made, as an Excel workbook."""

from __future__ import annotations

from collections.abc import Sequence

from forms_templates.excel import new_workbook
from forms_templates.selectors import Failure


def failures_workbook(title: str, failures: Sequence[Failure]) -> bytes:
    """One row a paper: its place in the batch, its title, the reason. What people typed is text, never a formula."""
    with new_workbook(title) as (workbook, target):
        sheet = workbook.add_worksheet("Chưa lập được")
        head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        text = workbook.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_column(0, 0, 6, text)
        sheet.set_column(1, 1, 60, text)
        sheet.set_column(2, 2, 70, text)
        sheet.write_string(0, 0, title, workbook.add_format({"bold": True}))
        for column, words in enumerate(("TT", "Văn bản", "Lý do chưa lập được")):
            sheet.write_string(2, column, words, head)
        for row, failure in enumerate(failures, start=3):
            sheet.write_number(row, 0, failure.position, text)
            sheet.write_string(row, 1, failure.title, text)
            sheet.write_string(row, 2, failure.reason, text)
        sheet.freeze_panes(3, 0)
    return target.getvalue()
