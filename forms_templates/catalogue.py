"""Every paper the program can print: the forms, from their definitions, and the records it writes itself.

The rooms above tell where the content of a filled-in paper comes from (``register_source``), so that this room need
not know their models.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from forms_templates.choices import DocumentKind
from forms_templates.definition import FormDefinition, Origin
from forms_templates.loader import DEFAULT_REGULATION, all_definitions, is_own
from forms_templates.papers import FORMS, frame, is_record, layout_of, paper
from forms_templates.printing import form_context, printed_mark


@dataclass(frozen=True, slots=True)
class Content:
    """What one paper says: ready for ``papers.paper``."""

    kind: str
    title: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a filled-in paper comes from. ``of`` says what its number counts: “bản kiểm điểm”, “hội nghị”.

    ``gather`` raises ``LookupError`` for a number that stands for nothing.
    """

    of: str
    gather: Callable[[int], Content]


_sources: dict[str, Source] = {}

#: The source of every form that has none of its own.
ENTRY = "entry"


def register_source(name: str, *, of: str, gather: Callable[[int], Content]) -> None:
    """``name``: a form's code, a record's kind, or ``ENTRY`` for all forms that people fill in."""
    _sources[name] = Source(of, gather)


@dataclass(frozen=True, slots=True)
class Printable:
    """One line of the list: a form of one regulation, or a record (no regulation).

    ``annex``: the form under one of the numbers by which a plan names it.
    """

    name: str
    title: str
    regulation: str = ""
    mark: str = ""
    definition: FormDefinition | None = None
    annex: str = ""

    @property
    def origin(self) -> str:
        """Who laid it out, in a word."""
        if self.definition is None:
            return "do chương trình lập"
        if is_own(self.definition):
            return "mẫu riêng của cấp ủy"
        return "theo bản in" if self.definition.origin is Origin.PRINTED else "dựng theo nội dung kế hoạch"

    @property
    def words(self) -> str:
        """The title as written in a sentence, capitalized."""
        return self.definition.words.capitalize() if self.definition else self.title

    @property
    def about(self) -> str:
        """For whom or what it is, where that is not plain from the title."""
        return self.definition.about if self.definition else ""

    @property
    def source(self) -> Source | None:
        """Where a filled-in one comes from; none for a form that is printed blank only."""
        own = _sources.get(self.definition.code if self.definition else self.name)
        return own or (None if self.definition is None or self.definition.on_paper else _sources.get(ENTRY))

    @property
    def also(self) -> tuple[str, ...]:
        """Other names by which the form is found: the annexes of the plans that it serves."""
        return tuple(annex.name for annex in self.definition.annexes) if self.definition and not self.annex else ()

    def blank(self) -> tuple[str, dict[str, Any]]:
        """Template and context of the empty paper."""
        if self.definition is None:
            template, context = paper(self.name, {})
        else:
            known = {"annex_number": self.annex} if self.annex else {}
            template, context = layout_of(self.definition.code), form_context(self.definition, known)
        title = f"{self.mark} – {self.title}" if self.mark else self.title
        return template, context | frame(title, "")

    def filled(self, number: int) -> tuple[str, dict[str, Any]]:
        """Template and context of the paper of that number. ``LookupError`` says what is wrong, in Vietnamese."""
        source = self.source
        if source is None:
            raise LookupError(f"{self.title}: chỉ in được bản trống.")
        found = source.gather(number)
        self._check_same(found, number, source)
        template, context = paper(found.kind, found.payload)
        return template, context | frame(found.title, "")

    def _check_same(self, found: Content, number: int, source: Source) -> None:
        if self.definition is None:
            return
        kind = DocumentKind(found.kind)
        code = str(found.payload.get("form") or FORMS.get(kind, ""))
        regulation = str(found.payload.get("regulation") or DEFAULT_REGULATION)
        if (code, regulation) != (self.definition.code, self.regulation):
            raise LookupError(
                f"{source.of.capitalize()} số {number} dùng mẫu {code} ({regulation}), "
                f"không phải {self.name} ({self.regulation})."
            )


def printables() -> list[Printable]:
    """Forms by regulation and code, then records in the order of their list."""
    forms = [
        Printable(
            name=definition.code,
            title=definition.title,
            regulation=definition.regulation,
            mark=printed_mark(definition, {}),
            definition=definition,
        )
        for definition in all_definitions()
    ]
    records = [Printable(name=kind.value, title=str(kind.label)) for kind in DocumentKind if is_record(kind.value)]
    return forms + records


def find(name: str, regulation: str = "") -> Printable:
    """The paper of that name or annex; of several regulations the named one, else the default, else the newest.

    ``LookupError`` tells, in Vietnamese, which names there are.
    """
    listed = printables()
    named = [paper for paper in listed if paper.name == name] or list(_by_annex(listed, name))
    if not named:
        raise LookupError(f"Không có mẫu hoặc văn bản “{name}”. Xem tên bằng --list.")
    if not regulation:
        return next((paper for paper in named if paper.regulation in ("", DEFAULT_REGULATION)), named[-1])
    for found in named:
        if found.regulation == regulation:
            return found
    known = ", ".join(paper.regulation or "mọi quy định" for paper in named)
    raise LookupError(f"Không có mẫu “{name}” theo “{regulation}”; có: {known}.")


def _by_annex(listed: Iterable[Printable], name: str) -> Iterator[Printable]:
    """The forms that a plan names by that annex, under the annex's number."""
    for form in listed:
        for annex in form.definition.annexes if form.definition else ():
            if annex.name == name:
                assert form.definition is not None
                mark = printed_mark(form.definition, {"annex_number": annex.number})
                yield replace(form, name=name, mark=mark, annex=annex.number)
