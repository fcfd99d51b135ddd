"""One line of the rules in a reader's words, with the clause as printed."""

from __future__ import annotations

from dataclasses import dataclass

from .findings import Reference, Severity

STRENGTH = {Severity.BLOCK: "bắt buộc", Severity.WARN: "cảnh báo khi trái", Severity.INFO: "ghi nhận"}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: ``text`` says it; ``reference`` prints it, None where nothing printed stands behind it.

    ``strength`` says what happens to whoever acts against it. ``is_default``: the program's own proposal, which the
    plan's author confirms. ``note``: what the paper contradicts or leaves open.
    """

    label: str
    text: str
    reference: Reference | None = None
    strength: str = ""
    is_default: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    rules: tuple[Rule, ...]


def sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
