"""A paper as plain text: one printed line a line, for reading aloud, searching and comparing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forms_templates.markup import (
    Block,
    Columns,
    DottedLine,
    Mark,
    PageBreak,
    Paragraph,
    Room,
    Run,
    Table,
    paper_blocks,
)

DOTS = "…" * 20
_SIGNS = {Mark.FILL: DOTS, Mark.BREAK: "\n"}


def render_text(template: str, context: Mapping[str, Any]) -> bytes:
    """The paper in UTF-8. Labels and values stand in printed order; columns follow each other from left to right."""
    lines = [line.rstrip() for line in _lines(paper_blocks(template, context))]
    return ("\n".join(lines).strip("\n") + "\n").encode()


def text_of(runs: Iterable[Run]) -> str:
    """The words of one paragraph, boxes as ``☐`` and ``☒``."""
    return "".join(run.text if run.mark is Mark.TEXT else _SIGNS.get(run.mark, run.sign) for run in runs)


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        yield from _block_lines(block)


def _block_lines(block: Block) -> Iterator[str]:
    match block:
        case Paragraph():
            if block.level:
                yield ""
            yield text_of(block.runs)
        case DottedLine():
            yield DOTS
        case Room() | PageBreak():
            yield ""
        case Columns():
            yield from _column_lines(block)
        case Table():
            for row in (*block.head, *block.body):
                yield " | ".join(" ".join(_lines(cell.blocks)) for cell in row)
            yield ""


def _column_lines(block: Columns) -> Iterator[str]:
    columns = [list(_lines(cell.blocks)) for cell in block.cells]
    if all(len(column) <= 1 for column in columns):
        yield "    ".join(column[0] for column in columns if column)
        return
    for column in columns:
        yield from column
