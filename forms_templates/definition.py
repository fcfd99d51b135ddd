"""The official papers as data: what one printed form holds, in its order and in its words.

A definition is the only place where a label stands. The web form, the printed PDF and the checks all read it.
Values of grades and levels are the ones the rules use; they are repeated here because this room stands beside the
rules and may not import them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum


class FieldKind(StrEnum):
    LONG_TEXT = "long_text"
    SHORT_TEXT = "short_text"
    DATE = "date"
    GRADE = "grade"
    LEVEL = "level"
    CHOICE = "choice"
    POINTS = "points"
    NUMBER_CHOICE = "number_choice"
    FLAG = "flag"
    ROWS = "rows"
    HIDDEN = "hidden"


class Printed(StrEnum):
    """When a field stands on paper: as the form prints it, only when someone filled it in, or never."""

    ALWAYS = "always"
    FILLED = "filled"
    NEVER = "never"


class Origin(StrEnum):
    """Where the layout of a form comes from: the paper prints it, or the program built it from what the plan says."""

    PRINTED = "printed"
    BUILT = "built"


#: What a form that no paper prints says of itself, on the page and on paper.
BUILT_NOTE = "Mẫu do chương trình dựng theo nội dung kế hoạch"


class Focus(StrEnum):
    """Where a part of a statement is dwelt on: in the cell as a member, in a leading body by the post held there."""

    MEMBER = "member"
    POST = "post"


class Side(StrEnum):
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Option:
    """One box of a choice. ``note`` is the program's own hint, never printed on the form."""

    value: str | int
    label: str
    note: str = ""


GRADES: tuple[Option, ...] = (
    Option("outstanding", "Xuất sắc"),
    Option("good", "Tốt"),
    Option("average", "Trung bình"),
    Option("poor", "Kém"),
)

LEVELS: tuple[Option, ...] = (
    Option("excellent", "Hoàn thành xuất sắc nhiệm vụ"),
    Option("good", "Hoàn thành tốt nhiệm vụ"),
    Option("completed", "Hoàn thành nhiệm vụ"),
    Option("not_completed", "Không hoàn thành nhiệm vụ"),
)


@dataclass(frozen=True, slots=True)
class FormField:
    """One thing to fill in.

    ``label`` is what the paper prints, word for word, and may be empty. ``screen_label`` replaces it on the web page
    where the paper prints nothing or less. ``print_label`` is the program's own lead-in before a filled-in value.
    Of a column: ``narrow`` takes little of a printed table's width; ``when_asked`` shows it only where the plan asks
    for it, or where something stands in it already;
    ``printed_in`` names the text of the form among whose words its answers print, a numbered paragraph a row.
    ``content``: the content of the plan that it answers; it stands on the form of those alone of whom the plan asks it.
    ``rest_column`` and ``rest_label``: one button gives every row that has no answer yet the first option of a column.
    ``spread``: a choice in a table prints as one column an option, to be crossed by hand or marked ``×``.
    """

    key: str
    kind: FieldKind
    number: str = ""
    label: str = ""
    screen_label: str = ""
    print_label: str = ""
    help: str = ""
    clause: str = ""
    empty_text: str = ""
    options: tuple[Option, ...] = ()
    columns: tuple[FormField, ...] = ()
    preset: tuple[dict[str, str], ...] = ()
    anchor: str = ""
    fixed_rows: bool = False
    locked: bool = False
    table: bool = False
    inline: bool = False
    blank_lines: int = 1
    printed: Printed = Printed.ALWAYS
    when_asked: bool = False
    printed_in: str = ""
    content: str = ""
    rest_column: str = ""
    rest_label: str = ""
    spread: bool = False
    narrow: bool = False

    @property
    def numbered_label(self) -> str:
        """``1. Việc chấp hành …`` or ``- Nguyên nhân …``, as printed."""
        if not self.number or not self.label:
            return self.label
        return f"{self.number} {self.label}" if self.number == "-" else f"{self.number}. {self.label}"

    @property
    def is_score_table(self) -> bool:
        """Rows of given criteria, each with points to give."""
        return self.fixed_rows and any(column.kind is FieldKind.POINTS for column in self.columns)

    @property
    def title(self) -> str:
        """What the web page calls the field."""
        return self.screen_label or self.label

    def option_label(self, value: object) -> str:
        """The printed words of a chosen value; empty for none or an unknown one."""
        return next((option.label for option in self.options if option.value == value), "")


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    fields: tuple[FormField, ...]
    number: str = ""
    label: str = ""
    note: str = ""
    optional: bool = False
    focus: Focus | None = None

    @property
    def heading(self) -> str:
        return f"{self.number}. {self.label}" if self.number else self.label


@dataclass(frozen=True, slots=True)
class Signature:
    key: str
    heading: tuple[str, ...]
    note: str
    side: Side = Side.RIGHT
    seal: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True)
class AuthorityBlock:
    """A part of the form that others fill in after the person has signed."""

    key: str
    screen_heading: str
    fields: tuple[FormField, ...]
    signature: Signature
    heading: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    document: str
    section: str = ""
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Annex:
    """A name under which a plan speaks of the form: ``phu_luc_8`` with the number that its mark then carries."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Header:
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormDefinition:
    """One official form. ``{name}`` in mark, subtitle, header, identity, lead and body is a blank to be filled.

    A mark whose blank stays empty is left out: no paper is headed "Phụ lục" without a number. ``compact`` sets the
    lines closer, for a form that has to stay on one sheet. ``about`` says for whom or what the form is, where several
    share a title; it is never printed. ``annexes``: the numbers under which a plan names the form. ``on_paper``:
    printed to be filled in by hand, or from what the program knows; nobody writes it on a web page.
    """

    code: str
    regulation: str
    mark: str
    title: str
    subtitle: str
    citation: Citation
    header: Header
    sections: tuple[Section, ...]
    signatures: tuple[Signature, ...]
    identity: tuple[tuple[str, ...], ...] = ()
    lead: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    authority: tuple[AuthorityBlock, ...] = ()
    origin: Origin = Origin.PRINTED
    compact: bool = False
    about: str = ""
    annexes: tuple[Annex, ...] = ()
    on_paper: bool = False

    @property
    def origin_note(self) -> str:
        """The line that says who laid the form out; empty for one that a paper prints."""
        return BUILT_NOTE if self.origin is Origin.BUILT else ""

    @property
    def words(self) -> str:
        """The title as it is written in a sentence: ``bản kiểm điểm cá nhân``."""
        return self.title.lower()

    @property
    def name(self) -> str:
        """The words, with the mark where the paper prints one that needs no filling: ``… (Mẫu 02)``."""
        return f"{self.words} ({self.mark})" if self.mark and "{" not in self.mark else self.words

    def for_contents(self, asked: Collection[str] | None) -> FormDefinition:
        """The form as it concerns one writer: without the fields of contents that are not asked of him.

        None leaves it whole, as it is printed blank. A section that keeps no field is left out.
        """
        if asked is None or not any(field.content for field in self.fields()):
            return self
        shown = [
            replace(section, fields=tuple(f for f in section.fields if not f.content or f.content in asked))
            for section in self.sections
        ]
        return replace(self, sections=tuple(section for section in shown if section.fields))

    def fields(self) -> Iterator[FormField]:
        """Every field of the sections in printed order (not the columns of rows, not the authority blocks)."""
        for section in self.sections:
            yield from section.fields

    def field(self, key: str) -> FormField:
        """The field of that key; ``KeyError`` names form and key when there is none."""
        for field in self.fields():
            if field.key == key:
                return field
        raise KeyError(f"{self.code}: {key}")

    def block(self, key: str) -> AuthorityBlock:
        for block in self.authority:
            if block.key == key:
                return block
        raise KeyError(f"{self.code}: {key}")
