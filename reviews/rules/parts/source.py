"""What every reader of a plan's parts needs: its clauses and how the plan is cited."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from reviews.rules.findings import Reference
from reviews.rules.library import Clause
from reviews.rules.strict import Entries, Node

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Source:
    """The paper that a plan file puts into data."""

    clauses: Mapping[str, Clause]
    document: str

    def reference(self, clause: str) -> Reference:
        found = self.clauses[clause]
        return Reference(clause, found.section, self.document, found.quote)

    def clause(self, node: Node) -> str:
        """A clause id that the plan's clause list knows."""
        text = node.text()
        if text not in self.clauses:
            raise node.refuse(f"điều khoản “{text}” không có trong danh mục điều khoản của kế hoạch")
        return text

    def milestone(self, node: Node, dated: Collection[str]) -> str:
        """A clause that the plan gives a day; ``none`` is the empty string."""
        if node.text() == "none":
            return ""
        clause = self.clause(node)
        if clause not in dated:
            raise node.refuse(f"không có mốc thời hạn {clause}")
        return clause

    def optional(self, entries: Entries, key: str, read: Callable[[Source, Node], _T]) -> _T | None:
        """None where the plan prints no such part."""
        return read(self, entries[key]) if key in entries else None

    def keyed(self, node: Node, build: Callable[[Source, str, Node], _T]) -> tuple[_T, ...]:
        return tuple(build(self, key, item) for key, item in node.mapping().items())
