"""What stands on a printed form, as plain data: boxes, lines, rows, fields, sections, signatures."""

from __future__ import annotations

from dataclasses import dataclass

from forms_templates.scores import ScoreSum


@dataclass(frozen=True, slots=True)
class Box:
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One ``lead-in: text`` of a printed row."""

    lead: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row of a list: its number, its opening words, then the answers given to it."""

    number: int
    title: tuple[str, ...]
    lines: tuple[Line, ...]
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One criterion as printed; ``number`` runs through all groups."""

    number: int
    criterion: tuple[str, ...]
    most: str
    points: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoreGroup:
    """Criteria that stand under one heading; an empty one prints none."""

    heading: str
    rows: tuple[ScoreRow, ...]


@dataclass(frozen=True, slots=True)
class PrintedField:
    """``layout`` is one of text, inline, grade, level, choice, flag, rows, table, scores.

    ``answers``: a table of given rows, whose first column holds most of the words.
    ``narrow``: heads of a table whose cells hold a cross and no more.
    """

    layout: str
    label: str
    lead: str = ""
    paragraphs: tuple[str, ...] = ()
    boxes: tuple[Box, ...] = ()
    rows: tuple[PrintedRow, ...] = ()
    columns: tuple[str, ...] = ()
    narrow: tuple[str, ...] = ()
    blanks: range = range(0)
    empty_text: str = ""
    groups: tuple[ScoreGroup, ...] = ()
    total: ScoreSum | None = None
    answers: bool = False


@dataclass(frozen=True, slots=True)
class PrintedSection:
    key: str
    heading: str
    note: str
    fields: tuple[PrintedField, ...]
    optional: bool = False


@dataclass(frozen=True, slots=True)
class PrintedSignature:
    heading: tuple[str, ...]
    note: str
    side: str
    date: str
    name: str


@dataclass(frozen=True, slots=True)
class PrintedBlock:
    heading: str
    fields: tuple[PrintedField, ...]
    signature: PrintedSignature
