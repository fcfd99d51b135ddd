"""The one place where text becomes a cell of a table that a spreadsheet program opens: text stays text.

A program takes a cell for a formula by its first sign. In ``.csv`` an apostrophe stands before such a text; in
``.xlsx`` (``excel``) the cell says that it is text, and goes on saying so when somebody edits it. Numbers stay numbers.
"""

from __future__ import annotations

import re

#: What Excel takes for one cell.
CELL_LIMIT = 32_767
#: Signs with which spreadsheet programs begin a formula, also as they are typed on a wide keyboard.
_FORMULA = frozenset("=+-@＝＋－＠")
#: Lines end in one way; a cell begins with none of the signs that a program skips, and holds none that XML does not.
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff]")


def text_of_cell(text: str) -> str:
    """``text`` as far as a cell holds it, without signs that nobody sees."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text)).lstrip("\t\n")[:CELL_LIMIT]


def is_like_formula(text: str) -> bool:
    """Whether a program may take the text for a formula, blanks before it aside."""
    return text.lstrip()[:1] in _FORMULA


def csv_cell(cell: object) -> object:
    """A cell of a ``.csv``; what is no text is left as it is."""
    if not isinstance(cell, str):
        return cell
    text = text_of_cell(cell)
    return f"'{text}" if is_like_formula(text) else text
