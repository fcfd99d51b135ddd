"""Which words of a text were taken out and which put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

_SENTENCES = re.compile(r"[^\n.;!?]*[\n.;!?]+\s*|[^\n.;!?]+")
_WORDS = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)
#: Product of word counts beyond which a rewritten passage is shown as a whole, not word by word.
_TOO_LONG = 1_500_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: in both, only in the old (``out``) or only in the new (``in``)."""

    kind: Literal["same", "out", "in"]
    text: str


def word_changes(old: str, new: str) -> list[Piece]:
    """Both texts in one: without the ``in`` pieces it is the old text, without the ``out`` pieces the new one.

    Sentences first, then the words of those that differ; whole words are exchanged, never letters within. A lone blank
    between two changes goes with them, so that a rewritten clause reads as one change.
    """
    runs: list[tuple[bool, str, str]] = []
    for changed, gone, come in _compared(_SENTENCES.findall(old), _SENTENCES.findall(new)):
        before, after = _WORDS.findall(gone), _WORDS.findall(come)
        if changed and before and after and len(before) * len(after) <= _TOO_LONG:
            runs += _compared(before, after)
        else:
            runs.append((changed, gone, come))
    return [piece for run in _joined(runs) for piece in _pieces(*run)]


def _compared(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """Runs of parts: whether they differ, the old and the new text."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        yield tag != "equal", "".join(before[old_from:old_to]), "".join(after[new_from:new_to])


def _joined(runs: Sequence[tuple[bool, str, str]]) -> list[tuple[bool, str, str]]:
    joined: list[tuple[bool, str, str]] = []
    for place, (changed, gone, come) in enumerate(runs):
        between = gone == " " and place + 1 < len(runs) and runs[place + 1][0]
        if joined and joined[-1][0] and (changed or between):
            joined[-1] = (True, joined[-1][1] + gone, joined[-1][2] + come)
        else:
            joined.append((changed, gone, come))
    return joined


def _pieces(changed: bool, gone: str, come: str) -> Iterator[Piece]:
    if not changed:
        yield Piece("same", gone)
        return
    if gone:
        yield Piece("out", gone)
    if come:
        yield Piece("in", come)
