"""From a definition and its data to what stands on paper: words, boxes and dotted blanks, ready for a template.

Everything here is plain data; the templates under ``pdf/`` only lay it out, so every form prints the same way.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from textwrap import shorten
from types import MappingProxyType
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from forms_templates.definition import (
    AuthorityBlock,
    FieldKind,
    FormDefinition,
    FormField,
    Printed,
    Section,
    Side,
    Signature,
)
from forms_templates.printed import (
    Box,
    Line,
    PrintedBlock,
    PrintedField,
    PrintedRow,
    PrintedSection,
    PrintedSignature,
    ScoreGroup,
    ScoreRow,
)
from forms_templates.scores import SCORE_COLUMNS, sum_of
from forms_templates.text import written_points

Values = Mapping[str, Any]

_PLACEHOLDER = re.compile(r"\{(\??)(\w+)\}")
_DOTS = {"year": 2, "place": 4, "day": 2, "month": 2, "date_year": 2, "issuer": 5}
_DEFAULT_DOTS = 8
_SPACES = re.compile(r" {2,}")
_ALTERNATIVES = re.compile(r"[/();:]")
#: Characters of a shortcoming by which another section of the form speaks of it.
_NAMED_WITH = 120


def form_context(definition: FormDefinition, payload: Values) -> dict[str, Any]:
    """What the form templates print. A payload with nothing but ``{}`` prints the blank form with dotted lines.

    Payload: ``header`` (names of the header's blanks, ``date`` as ISO day), ``year``, ``period`` ("Quý III năm 2025"),
    ``annex_number`` ("8"), ``identity`` and further blanks by name, ``data`` (the stored entry), ``annex`` (bool: with
    the optional annex), ``authority`` ({block: {comment, level, signed_on,
    signer}}), ``signatures`` ({key: {name, date}}), ``contents`` (keys of the contents asked of the writer; all of the
    form stands on paper without it).
    """
    definition = definition.for_contents(payload.get("contents"))
    data: Values = payload.get("data") or {}
    values = blanks(payload)
    left, right = definition.header.left, definition.header.right
    signatures: Values = payload.get("signatures") or {}
    authority: Values = payload.get("authority") or {}
    with_annex = bool(payload.get("annex")) or bool(data.get("annex"))
    shown, elsewhere = definition.sections, answers_elsewhere(definition, data)
    return {
        "mark": printed_mark(definition, values),
        "title": definition.title,
        "subtitle": fill(definition.subtitle, values, as_given=True),
        "origin": definition.origin_note,
        "compact": definition.compact,
        "left": [fill(line, values) for line in left],
        "right": [fill(line, values) for line in right[:-1]],
        "place_date": fill(right[-1], values),
        "rule": not any(set(line) == {"-"} for line in right),
        "identity": [[fill(cell, values, to_end=True) for cell in row] for row in definition.identity],
        "lead": [fill(text, values) for text in definition.lead],
        "body": [fill(text, values | _texts(data)) for text in definition.body],
        "sections": [printed_section(section, data, elsewhere) for section in shown if not section.optional],
        "annexes": [printed_section(section, data) for section in shown if section.optional and with_annex],
        "signatures": [printed_signature(s, signatures.get(s.key) or {}) for s in definition.signatures],
        "signed_on_the_right": all(s.side is Side.RIGHT for s in definition.signatures),
        "authority": [printed_block(block, authority.get(block.key) or {}) for block in definition.authority],
    }


def printed_mark(definition: FormDefinition, values: Values) -> str:
    """The corner mark; none while one of its blanks is not known."""
    missing = [match[2] for match in _PLACEHOLDER.finditer(definition.mark) if not values.get(match[2])]
    return "" if missing else fill(definition.mark, values, as_given=True)


def blanks(payload: Values) -> dict[str, str]:
    """Every named blank of the payload as text; ``header.date`` becomes day, month and year."""
    header: Values = payload.get("header") or {}
    merged = {**_texts(payload), **_texts(header), **_texts(payload.get("identity") or {})}
    if birth := as_date(merged.get("birth_date")):
        merged["birth_date"] = short_date(birth)
    if day := as_date(header.get("date")):
        merged |= {"day": f"{day:%d}", "month": f"{day:%m}" if day.month < 3 else str(day.month)}
        merged["date_year"] = str(day.year)
    return merged


def fill(text: str, values: Values, *, to_end: bool = False, as_given: bool = False) -> SafeString:
    """``text`` with its ``{blanks}`` filled, or dotted where nothing is known; ``{?name}`` leaves nothing behind.

    A value is not repeated after the printed word it begins with (``CHI BỘ`` + ``Chi bộ thôn 1``), and is set in
    capitals where the print is, unless ``as_given``. ``to_end``: a blank at the end of the text is dotted to the end of
    its line.
    """
    parts: list[str] = []
    position, dotted = 0, False
    for match in _PLACEHOLDER.finditer(text):
        literal = text[position : match.start()]
        parts.append(literal)
        position = match.end()
        value = _without_repetition(literal, str(values.get(match[2]) or ""))
        if value:
            parts.append(value.upper() if _is_upper(text) and not as_given else value)
        elif match[1]:
            continue
        elif to_end and position == len(text):
            dotted = True
        else:
            parts.append("…" * _DOTS.get(match[2], _DEFAULT_DOTS))
    parts.append(text[position:])
    words = escape(_SPACES.sub(" ", "".join(parts)))
    return format_html('{}<span class="fill"></span>', words) if dotted else words


def _is_upper(text: str) -> bool:
    literal = _PLACEHOLDER.sub("", text)
    return literal == literal.upper() and "," not in literal


def _without_repetition(literal: str, value: str) -> str:
    for words in _ALTERNATIVES.split(literal.rstrip(" :"))[-3:]:
        words = words.strip()
        if words and value.casefold().startswith(f"{words.casefold()} "):
            return value[len(words) + 1 :]
    return value


def _texts(values: Values) -> dict[str, str]:
    return {key: str(value) for key, value in values.items() if isinstance(value, str | int) and value is not True}


def as_date(value: object) -> datetime.date | None:
    """An ISO day as a date; anything else is none."""
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value)[:10]) if value else None
    except ValueError:
        return None


def short_date(day: datetime.date) -> str:
    return f"{day:%d/%m/%Y}"


def long_date(day: datetime.date) -> str:
    """``ngày 05 tháng 02 năm 2023``: days under ten and the first two months take a zero, as papers are written."""
    month = f"{day:%m}" if day.month < 3 else str(day.month)
    return f"ngày {day:%d} tháng {month} năm {day.year}"


def paragraphs(text: object) -> tuple[str, ...]:
    """The non-empty lines of a text."""
    return tuple(line.strip() for line in str(text or "").split("\n") if line.strip())


def answers_elsewhere(definition: FormDefinition, data: Values) -> dict[str, tuple[PrintedRow, ...]]:
    """By the text among whose words they print: what the rows of a list say there, under the numbers of the list.

    In another section the words of the row's first text open the paragraph, so that nobody has to leaf back.
    """
    found: dict[str, list[PrintedRow]] = {}
    for section in definition.sections:
        own = {field.key for field in section.fields}
        for field in section.fields:
            targets = dict.fromkeys(column.printed_in for column in field.columns if column.printed_in)
            rows = data.get(field.key) or () if targets else ()
            for number, row in enumerate(rows, start=1):
                for target in targets:
                    columns = [column for column in field.columns if column.printed_in == target]
                    if any(_cell(column, row) for column in columns):
                        named = () if target in own else _named(field, row)
                        found.setdefault(target, []).append(_row(number, columns, row, named))
    return {target: tuple(rows) for target, rows in found.items()}


def _named(field: FormField, row: Values) -> tuple[str, ...]:
    """The opening words of a row where it is spoken of again: its first text, cut at a word, and a colon."""
    texts = (text for column in field.columns if column.kind is FieldKind.LONG_TEXT for text in _cell(column, row))
    words = shorten(next(texts, "…"), _NAMED_WITH, placeholder="…").rstrip(".;:")
    return (f"{words}:",)


def printed_section(
    section: Section, data: Values, elsewhere: Mapping[str, tuple[PrintedRow, ...]] = MappingProxyType({})
) -> PrintedSection:
    """``elsewhere``: rows of another list that print among a field's words (``answers_elsewhere``)."""
    declared_none = any(field.kind is FieldKind.FLAG and data.get(field.key) for field in section.fields)
    fields = (
        printed_field(field, data.get(field.key), filled=bool(data), rows=elsewhere.get(field.key, ()))
        for field in section.fields
    )
    if declared_none:
        # Whoever declares that there is nothing leaves no dotted line to write on.
        fields = (replace(field, blanks=range(0)) if field and field.layout == "rows" else field for field in fields)
    return PrintedSection(
        key=section.key,
        heading=section.heading,
        note=section.note,
        fields=tuple(field for field in fields if field is not None),
        optional=section.optional,
    )


def printed_block(block: AuthorityBlock, values: Values) -> PrintedBlock:
    fields = (printed_field(field, values.get(field.key), filled=bool(values)) for field in block.fields)
    signed = {"name": values.get("signer", ""), "date": values.get("signed_on", "")}
    return PrintedBlock(
        heading=block.heading,
        fields=tuple(field for field in fields if field is not None),
        signature=printed_signature(block.signature, signed),
    )


def printed_signature(signature: Signature, values: Values) -> PrintedSignature:
    day = as_date(values.get("date"))
    return PrintedSignature(
        heading=signature.heading,
        note=signature.note,
        side=signature.side.value,
        date=long_date(day).capitalize() if day else "",
        name=str(values.get("name") or ""),
    )


def printed_field(
    field: FormField, value: Any, *, filled: bool, rows: tuple[PrintedRow, ...] = ()
) -> PrintedField | None:
    """One field as printed, or none when it does not stand on paper. ``filled``: someone filled in the form.

    ``rows`` stand before a text's own words.
    """
    if field.printed is Printed.NEVER or (field.printed is Printed.FILLED and not value):
        return None
    if field.kind is FieldKind.ROWS:
        return _printed_rows(field, value or [], filled=filled)
    if field.kind is FieldKind.FLAG:
        return PrintedField(layout="flag", label="", paragraphs=paragraphs(field.print_label))
    if field.options and not field.inline:
        boxes = tuple(Box(option.label, option.value == value) for option in field.options)
        return PrintedField(layout=field.kind.value, label=field.numbered_label, boxes=boxes)
    text = field.option_label(value) if field.options else value
    if field.kind is FieldKind.POINTS:
        text = written_points(value)
    words = paragraphs(text)
    if not words and not rows and filled and field.empty_text:
        words = (field.empty_text,)
    return PrintedField(
        layout="inline" if field.inline else "text",
        label=field.numbered_label,
        lead=field.print_label,
        paragraphs=words,
        rows=rows,
        blanks=range(0 if words or rows else field.blank_lines),
    )


def _printed_scores(field: FormField, rows: Iterable[Values]) -> PrintedField:
    """Criteria under the headings of their groups, in the order of the sheet, and the sum."""
    listed = list(rows)
    groups: list[ScoreGroup] = []
    numbered = enumerate(listed, start=1)
    for heading, members in groupby(numbered, key=lambda pair: str(pair[1].get("group") or "").strip()):
        groups.append(ScoreGroup(heading, tuple(_score_row(number, row) for number, row in members)))
    titles = tuple(column.title for column in field.columns if column.key in SCORE_COLUMNS[2:])
    return PrintedField(
        layout="scores",
        label=field.numbered_label,
        columns=titles,
        groups=tuple(groups),
        total=sum_of(listed),
        empty_text="" if listed else field.empty_text,
    )


def _score_row(number: int, row: Values) -> ScoreRow:
    return ScoreRow(
        number=number,
        criterion=paragraphs(row.get("criterion")),
        most=written_points(row.get("most")),
        points=written_points(row.get("points")),
        evidence=paragraphs(row.get("evidence")),
    )


def _printed_rows(field: FormField, rows: Iterable[Values], *, filled: bool) -> PrintedField:
    if field.is_score_table:
        return _printed_scores(field, rows)
    columns = [column for column in field.columns if column.kind is not FieldKind.HIDDEN and not column.printed_in]
    shown = rows or (field.preset if field.table else ())
    printed = tuple(_row(number, columns, row, table=field.table) for number, row in enumerate(shown, start=1))
    if field.table and not printed and not (filled and field.empty_text):
        # An empty table is there to be written in: as many rows as the form keeps free.
        printed = tuple(_row(number, columns, {}, table=True) for number in range(1, field.blank_lines + 1))
    return PrintedField(
        layout="table" if field.table else "rows",
        label=field.numbered_label,
        rows=printed,
        columns=tuple(_titles(columns) if field.table else (column.title for column in columns)),
        narrow=tuple(title for column in columns if column.spread or column.narrow for title in _titles([column])),
        blanks=range(0 if printed or (filled and field.empty_text) else field.blank_lines),
        empty_text=field.empty_text if filled and not printed else "",
        answers=bool(field.rest_column),
    )


def _row(
    number: int, columns: Sequence[FormField], row: Values, named: tuple[str, ...] = (), *, table: bool = False
) -> PrintedRow:
    title = [word for column in columns if not column.print_label for word in _cell(column, row)]
    lines = [Line(c.print_label, _cell(c, row)) for c in columns if c.print_label and _cell(c, row)]
    if columns[0].kind is FieldKind.NUMBER_CHOICE and len(title) > 1:
        title = [f"{title[0]}: {title[1]}", *title[2:]]
    cells = tuple(cell for column in columns for cell in _table_cells(column, row)) if table else ()
    return PrintedRow(number=number, title=(*named, *title), lines=tuple(lines), cells=cells)


def _titles(columns: Iterable[FormField]) -> Iterator[str]:
    """The heads of a table: one a column, or one an option of a column that is spread."""
    for column in columns:
        yield from (option.label for option in column.options) if column.spread else (column.title,)


def _table_cells(column: FormField, row: Values) -> Iterator[str]:
    if column.spread:
        yield from ("×" if option.value == row.get(column.key) else "" for option in column.options)
    else:
        yield " ".join(_cell(column, row))


def _cell(column: FormField, row: Values) -> tuple[str, ...]:
    value = row.get(column.key)
    if column.kind is FieldKind.POINTS:
        value = written_points(value)
    return paragraphs(column.option_label(value) if column.options else value)


def printed_names(names: Sequence[str] | str) -> str:
    """A list of names as one line of text."""
    return names if isinstance(names, str) else ", ".join(names)
