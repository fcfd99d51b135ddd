"""Reads form definitions strictly: an unknown, missing or duplicate key is refused with file, line and reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Error as CheckError
from django.core.exceptions import ImproperlyConfigured

from forms_templates.definition import (
    GRADES,
    LEVELS,
    Annex,
    AuthorityBlock,
    Citation,
    FieldKind,
    Focus,
    FormDefinition,
    FormField,
    Header,
    Option,
    Origin,
    Printed,
    Section,
    Side,
    Signature,
)
from forms_templates.scores import SCORE_COLUMNS
from forms_templates.strict import DefinitionError, Entries, Node, read_yaml

DEFINITIONS = Path(__file__).parent / "definitions"
DEFAULT_REGULATION = "qd_124"

_CHOICE_KINDS = (FieldKind.CHOICE, FieldKind.NUMBER_CHOICE)


_K = TypeVar("_K", FormField, Section, Signature, AuthorityBlock)


_OPTION_KEYS, _FIELD_KEYS, _SECTION_KEYS, _SIGNATURE_KEYS, _BLOCK_KEYS, _FORM_KEYS, _CITATION_KEYS, _HEADER_KEYS = (
    tuple(field.name for field in fields(kind))
    for kind in (Option, FormField, Section, Signature, AuthorityBlock, FormDefinition, Citation, Header)
)
_ANNEX_KEYS = tuple(field.name for field in fields(Annex))


def _option(node: Node, kind: FieldKind) -> Option:
    entries = node.mapping(_OPTION_KEYS, ("value", "label"))
    value = entries["value"].whole_number() if kind is FieldKind.NUMBER_CHOICE else entries.text("value")
    return Option(value=value, label=entries.text("label"), note=entries.text("note"))


def _options(entries: Entries, kind: FieldKind, node: Node) -> tuple[Option, ...]:
    if kind not in _CHOICE_KINDS:
        if "options" in entries:
            raise entries["options"].refuse(f"trường loại '{kind}' không có lựa chọn (options)")
        return {FieldKind.GRADE: GRADES, FieldKind.LEVEL: LEVELS}.get(kind, ())
    if "options" not in entries:
        raise node.refuse(f"trường loại '{kind}' cần có lựa chọn (options)")
    options = tuple(_option(item, kind) for item in entries["options"].items())
    if len({option.value for option in options}) != len(options):
        raise entries["options"].refuse("hai lựa chọn trùng giá trị")
    return options


def _unique(nodes: list[Node], build: Callable[[Node], _K], what: str) -> tuple[_K, ...]:
    built: dict[str, _K] = {}
    for node in nodes:
        item = build(node)
        if item.key in built:
            raise node.refuse(f"{what}: khóa '{item.key}' ghi hai lần")
        built[item.key] = item
    return tuple(built.values())


def _field(node: Node) -> FormField:
    entries = node.mapping(_FIELD_KEYS, ("key", "kind"))
    kind = entries["kind"].one_of(FieldKind)
    columns = _unique(entries.list_of("columns"), _field, "cột")
    if bool(columns) is not (kind is FieldKind.ROWS):
        raise node.refuse("cột (columns) chỉ có ở trường loại 'rows', và trường loại ấy phải có cột")
    names = {column.key for column in columns}
    if entries.text("anchor") and entries.text("anchor") not in names:
        raise entries["anchor"].refuse(f"khóa neo (anchor) '{entries.text('anchor')}' không phải là cột")
    presets = [row.mapping(names) for row in entries.list_of("preset")]
    field = FormField(
        key=entries.text("key"),
        kind=kind,
        number=entries.text("number"),
        label=entries.text("label"),
        screen_label=entries.text("screen_label"),
        print_label=entries.text("print_label"),
        help=entries.text("help"),
        clause=entries.text("clause"),
        empty_text=entries.text("empty_text"),
        options=_options(entries, kind, node),
        columns=columns,
        preset=tuple({name: row.text(name) for name in row} for row in presets),
        anchor=entries.text("anchor"),
        fixed_rows=entries.flag("fixed_rows"),
        locked=entries.flag("locked"),
        table=entries.flag("table"),
        inline=entries.flag("inline"),
        blank_lines=entries["blank_lines"].whole_number() if "blank_lines" in entries else 1,
        printed=entries["printed"].one_of(Printed) if "printed" in entries else Printed.ALWAYS,
        when_asked=entries.flag("when_asked"),
        printed_in=entries.text("printed_in"),
        content=entries.text("content"),
        rest_column=entries.text("rest_column"),
        rest_label=entries.text("rest_label"),
        spread=entries.flag("spread"),
        narrow=entries.flag("narrow"),
    )
    if field.spread and not field.options:
        raise entries["spread"].refuse(f"trường loại '{kind}' không có lựa chọn để dàn (spread)")
    if any(column.spread for column in columns) and not field.table:
        raise node.refuse("chỉ cột của bảng mới dàn (spread)")
    if field.rest_column or field.rest_label:
        _check_rest(field, node)
    if field.is_score_table:
        _check_score_table(field, node)
    if not field.title and kind is not FieldKind.HIDDEN:
        raise node.refuse(f"trường '{field.key}' không có label lẫn screen_label")
    return field


def _check_score_table(field: FormField, node: Node) -> None:
    if tuple(column.key for column in field.columns) != SCORE_COLUMNS:
        raise node.refuse(f"bảng điểm có các cột {', '.join(SCORE_COLUMNS)}")
    if field.anchor != SCORE_COLUMNS[0]:
        raise node.refuse(f"bảng điểm có khóa neo '{SCORE_COLUMNS[0]}'")


def _check_rest(field: FormField, node: Node) -> None:
    """The button of a list fills a column that has options, in rows that nobody adds."""
    column = next((column for column in field.columns if column.key == field.rest_column), None)
    if column is None or not column.options or not field.fixed_rows or not field.rest_label:
        raise node.refuse("rest_column là một cột có lựa chọn của bảng cố định dòng và đi cùng rest_label")


def _section(node: Node) -> Section:
    entries = node.mapping(_SECTION_KEYS, ("key", "fields"))
    return Section(
        key=entries.text("key"),
        number=entries.text("number"),
        label=entries.text("label"),
        note=entries.text("note"),
        optional=entries.flag("optional"),
        focus=entries["focus"].one_of(Focus) if "focus" in entries else None,
        fields=_unique(entries["fields"].items(), _field, "trường"),
    )


def _signature(node: Node) -> Signature:
    entries = node.mapping(_SIGNATURE_KEYS, ("key", "heading", "note"))
    return Signature(
        key=entries.text("key"),
        heading=entries.texts("heading"),
        note=entries.text("note"),
        side=entries["side"].one_of(Side) if "side" in entries else Side.RIGHT,
        seal=entries.flag("seal"),
        dated=entries.flag("dated"),
    )


def _block(node: Node) -> AuthorityBlock:
    entries = node.mapping(_BLOCK_KEYS, ("key", "screen_heading", "fields", "signature"))
    return AuthorityBlock(
        key=entries.text("key"),
        heading=entries.text("heading"),
        screen_heading=entries.text("screen_heading"),
        clause=entries.text("clause"),
        fields=_unique(entries["fields"].items(), _field, "trường"),
        signature=_signature(entries["signature"]),
    )


def _annex(node: Node) -> Annex:
    entries = node.mapping(_ANNEX_KEYS, _ANNEX_KEYS)
    name = entries.text("name")
    if not name.isidentifier():
        raise entries["name"].refuse(f"'{name}' không dùng làm tên phụ lục được: chỉ gồm chữ, số, dấu gạch dưới")
    return Annex(name=name, number=entries.text("number"))


def _form(node: Node) -> FormDefinition:
    required = ("code", "regulation", "mark", "title", "subtitle", "citation", "header", "sections", "signatures")
    entries = node.mapping(_FORM_KEYS, required)
    citation = entries["citation"].mapping(_CITATION_KEYS, ("document",))
    header = entries["header"].mapping(_HEADER_KEYS, _HEADER_KEYS)
    definition = FormDefinition(
        code=entries.text("code"),
        regulation=entries.text("regulation"),
        mark=entries.text("mark"),
        title=entries.text("title"),
        subtitle=entries.text("subtitle"),
        citation=Citation(
            document=citation.text("document"), section=citation.text("section"), clause=citation.text("clause")
        ),
        header=Header(left=header.texts("left"), right=header.texts("right")),
        identity=tuple(row.texts() for row in entries.list_of("identity")),
        lead=entries.texts("lead"),
        body=entries.texts("body"),
        sections=_unique(entries["sections"].items(), _section, "phần"),
        signatures=_unique(entries["signatures"].items(), _signature, "chữ ký"),
        authority=_unique(entries.list_of("authority"), _block, "phần của cấp có thẩm quyền"),
        origin=entries["origin"].one_of(Origin) if "origin" in entries else Origin.PRINTED,
        compact=entries.flag("compact"),
        about=entries.text("about"),
        on_paper=entries.flag("on_paper"),
        annexes=tuple(_annex(item) for item in entries.list_of("annexes")),
    )
    if definition.annexes and "{annex_number}" not in definition.mark:
        raise entries["annexes"].refuse("số phụ lục không có chỗ trên ký hiệu mẫu (mark cần {annex_number})")
    keys = [field.key for field in definition.fields()]
    for key in keys:
        if keys.count(key) > 1:
            raise entries["sections"].refuse(f"hai trường cùng khóa '{key}'")
    texts = {field.key for field in definition.fields() if field.kind is FieldKind.LONG_TEXT}
    for column in (column for field in definition.fields() for column in field.columns):
        if column.printed_in and column.printed_in not in texts:
            raise entries["sections"].refuse(
                f"'{column.key}' in trong '{column.printed_in}', không phải là đoạn văn dài (long_text)"
            )
    return definition


def parse_definition(text: str, *, source: str) -> FormDefinition:
    """One definition from YAML text. Raises ``DefinitionError`` with ``source``, line and reason."""
    return _form(read_yaml(text, source=source))


def folders() -> tuple[Path, ...]:
    """Where definitions lie: a committee's own (``FORMS_DIR``) before the program's."""
    return (Path(settings.FORMS_DIR), DEFINITIONS)


def is_own(definition: FormDefinition) -> bool:
    """Whether a committee's own file describes this form."""
    return (folders()[0] / definition.regulation / f"{definition.code}.yaml").is_file()


@lru_cache(maxsize=256)
def get_definition(code: str, regulation: str = DEFAULT_REGULATION) -> FormDefinition:
    """The form of that code under that regulation, read once per process. ``LookupError`` when there is none."""
    name = Path(regulation) / f"{code}.yaml"
    known = code.isidentifier() and regulation.isidentifier()
    path = next((folder / name for folder in folders() if known and (folder / name).is_file()), None)
    if path is None:
        raise LookupError(f"no form '{code}' under '{regulation}'")
    source = str(name) if path.is_relative_to(DEFINITIONS) else str(path)
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise DefinitionError(source, 1, "tệp không phải là UTF-8") from error
    definition = parse_definition(text, source=source)
    if (definition.code, definition.regulation) != (code, regulation):
        raise DefinitionError(source, 1, f"tệp lại mô tả {definition.regulation}/{definition.code}")
    return definition


def has_definition(code: str, regulation: str) -> bool:
    """Whether there is a form of that code under that regulation."""
    try:
        get_definition(code, regulation)
    except LookupError:
        return False
    return True


def built_words(code: str, regulation: str) -> str:
    """What a form that the program laid out is called in a sentence; empty for a printed one or none at all."""
    try:
        definition = get_definition(code, regulation)
    except LookupError:
        return ""
    return definition.words if definition.origin is Origin.BUILT else ""


@cache
def regulations() -> frozenset[str]:
    """The regulations whose forms there are."""
    return frozenset(regulation for regulation, _code in _names())


def all_definitions() -> Iterator[FormDefinition]:
    """Every stored definition, in a stable order; a committee's own file stands for the program's of that name."""
    for regulation, code in _names():
        yield get_definition(code, regulation)


def _names() -> list[tuple[str, str]]:
    found = {(path.parent.name, path.stem) for folder in folders() for path in folder.glob("*/*.yaml")}
    return sorted(found)


def check_definitions(**kwargs: object) -> list[CheckMessage]:
    """System check: a definition with an error is refused at start, with file, line and reason."""
    found: list[CheckMessage] = []
    for regulation, code in _names():
        try:
            get_definition(code, regulation)
        except (DefinitionError, LookupError) as error:
            found.append(CheckError(f"Mẫu {regulation}/{code} không dùng được: {error}", id="forms_templates.E001"))
    return found


def refuse_wrong_definitions() -> None:
    """Stops the start of web and worker where a definition cannot be trusted: nothing is printed from half of it.

    Raises ``ImproperlyConfigured`` with file, line and reason of each.
    """
    if problems := [str(problem.msg) for problem in check_definitions()]:
        raise ImproperlyConfigured("\n".join(problems))
