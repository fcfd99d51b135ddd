"""What a ballot in a cell is about, where its voters might judge more than the cell's own matters."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.rules.strict import Node

from .source import Source


@dataclass(frozen=True, slots=True)
class CellScope:
    """``says``: the printed limit of what a cell rates a leading cadre on."""

    says: str
    clause: str


def read_cell_scope(source: Source, node: Node) -> CellScope:
    entries = node.mapping(("says", "clause"), ("says", "clause"))
    return CellScope(entries["says"].filled(), source.clause(entries["clause"]))
