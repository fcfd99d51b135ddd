"""Which public services write, and which of them put themselves on record: read from their source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

#: Where services live; the signed copies of `forms_templates` are kept in a module of their own.
MODULES = (
    "organizations/services/*.py",
    "forms_templates/services/*.py",
    "forms_templates/signatures/copies.py",
    "reviews/services/*.py",
    "ratings/services/*.py",
)
#: Methods of a manager or a row that write.
WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "save", "update", "bulk_update", "delete"}
RECORD = "organizations.services.audit.record"


class Services:
    """Functions by their whole name (``reviews.services.papers.ask_for``); calls are followed through the imports."""

    def __init__(self) -> None:
        self.functions: dict[str, ast.FunctionDef] = {}
        self._meant: dict[str, dict[str, str]] = {}
        for pattern in MODULES:
            for file in sorted(Path(settings.BASE_DIR).glob(pattern)):
                module = ".".join(file.relative_to(settings.BASE_DIR).with_suffix("").parts)
                tree = ast.parse(file.read_text(encoding="utf-8"))
                self._meant[module] = dict(_imported(tree))
                for node in tree.body:
                    if isinstance(node, ast.FunctionDef):
                        self.functions[f"{module}.{node.name}"] = node

    def acts(self) -> Iterator[str]:
        """Public ones that somebody does (they are told ``by`` whom) or that write anything."""
        for key, function in self.functions.items():
            told = {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}
            if not function.name.startswith("_") and ("by" in told or self._writes(key, set())):
                yield key

    def is_recorded(self, key: str) -> bool:
        marks = [mark.func for mark in self.functions[key].decorator_list if isinstance(mark, ast.Call)]
        return any(getattr(mark, "id", "") == "recorded" for mark in marks) or self._records(key, set())

    def _records(self, key: str, seen: set[str]) -> bool:
        called = set(self._called(key)) - seen
        return RECORD in called or any(self._records(one, seen | called) for one in called if one in self.functions)

    def _writes(self, key: str, seen: set[str]) -> bool:
        parts = (part.func for part in ast.walk(self.functions[key]) if isinstance(part, ast.Call))
        own = any(isinstance(called, ast.Attribute) and called.attr in WRITES for called in parts)
        further = {one for one in self._called(key) if one in self.functions} - seen
        return own or any(self._writes(one, seen | further) for one in further)

    def _called(self, key: str) -> Iterator[str]:
        module = key.rpartition(".")[0]
        meant = self._meant[module]
        for part in ast.walk(self.functions[key]):
            if not isinstance(part, ast.Call):
                continue
            called = part.func
            if isinstance(called, ast.Name):
                yield meant.get(called.id, f"{module}.{called.id}")
            elif isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
                yield f"{meant.get(called.value.id, called.value.id)}.{called.attr}"


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"
