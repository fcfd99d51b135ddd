"""Where the content of a batch's papers comes from: rooms further up register a source, workers gather from it.

A source answers for several papers at once, in as few queries as it can; what it returns is frozen as the document's
payload. A paper that cannot be made is answered with the reason, in words for the person who asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forms_templates.choices import DocumentKind
from forms_templates.text import clean_json, clean_text, fingerprint

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser

    from forms_templates.models import Document

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A paper to be made of this content; ``owner`` is for the room that asked and is not looked at here."""

    kind: str
    subject_key: str
    title: str
    payload: Mapping[str, Any]
    number: str = ""
    owner: Any = None

    @property
    def key(self) -> Key:
        """Kind, subject and source version: the same content is the same paper."""
        return DocumentKind(self.kind).value, self.subject_key, fingerprint(self.payload)

    @property
    def content(self) -> dict[str, Any]:
        return {
            "title": clean_text(self.title)[:300],
            "number": clean_text(self.number),
            "payload": clean_json(self.payload),
        }


#: What a source answers for each of its references: the paper, or why there is none.
Answers = Mapping[str, "Wanted | str"]
Gather = Callable[[Sequence[str], "AbstractBaseUser"], Answers]
Keep = Callable[[Sequence[tuple["Document", Any]]], None]


@dataclass(frozen=True, slots=True)
class Source:
    """``gather`` answers for up to ``chunk`` references; ``keep`` notes, in the transaction that asks for the
    documents, whose they are: pairs of document and ``Wanted.owner``."""

    key: str
    gather: Gather
    keep: Keep
    chunk: int


_SOURCES: dict[str, Source] = {}


def register_batch_source(key: str, gather: Gather, *, keep: Keep, chunk: int = 20) -> None:
    """Makes ``key`` known to the workers. ``chunk``: papers one worker takes at a time, about two seconds' work."""
    _SOURCES[key] = Source(key, gather, keep, chunk)


def source_of(key: str) -> Source:
    return _SOURCES[key]
