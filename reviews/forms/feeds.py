"""The table of a feed as fields: a row a unit, a cell a column; and the small forms beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django import forms

from forms_templates.forms.uploads import UploadField
from forms_templates.intake import Kind
from reviews.rules.feeds import FeedUnit
from reviews.rules.levels import Level
from reviews.rules.parts.feeds import ColumnKind, Feed, FeedColumn
from reviews.selectors.feeds import Cell

from .base import DayField, PlainForm, text_area

_CHOICES = {
    ColumnKind.YES_NO: ("Có", "Không"),
    ColumnKind.PASSED: ("Đạt", "Không đạt"),
    ColumnKind.LEVEL: tuple(level.label for level in Level),
}


@dataclass(frozen=True, slots=True)
class CellField:
    """One cell; ``choices`` empty for one that is typed. A value that is no choice is offered as it stands."""

    name: str
    heading: str
    label: str
    value: str
    choices: tuple[str, ...]
    is_number: bool
    is_wrong: bool

    @property
    def other(self) -> str:
        """What stands in the cell and is not one of the choices."""
        return self.value if self.value and self.chosen not in self.choices else ""

    @property
    def chosen(self) -> str:
        """The choice that the value is, however it was written."""
        folded = " ".join(self.value.split()).casefold()
        return next((choice for choice in self.choices if choice.casefold() == folded), self.value)


@dataclass(frozen=True, slots=True)
class RowFields:
    """A unit's cells in the order of the feed's columns; None where the unit has no such column."""

    unit: FeedUnit
    cells: tuple[CellField | None, ...]
    mark: str = ""
    is_marked: bool = False
    place_id: int | None = None


Template = Sequence[tuple[FeedUnit, tuple[FeedColumn, ...]]]


class FigureTable:
    """The cells of one page of a feed's template, filled with what stands or with what was just typed."""

    def __init__(
        self,
        feed: Feed,
        template: Template,
        *,
        values: Mapping[int, Mapping[str, str]],
        wrong: Iterable[Cell] = (),
        markable: Iterable[int] = (),
        marked: Iterable[int] = (),
        data: Mapping[str, str] | None = None,
    ) -> None:
        self.feed, self._template, self._values, self._data = feed, template, values, data
        self._wrong, self._markable, self._marked = set(wrong), set(markable), set(marked)

    def rows(self) -> list[RowFields]:
        return [self._row(unit, columns) for unit, columns in self._template]

    def _row(self, unit: FeedUnit, columns: tuple[FeedColumn, ...]) -> RowFields:
        mark = f"new-rural-{unit.id}" if unit.id in self._markable else ""
        marked = unit.id in self._marked
        return RowFields(
            unit=unit,
            cells=tuple(self._cell(unit, column) if column in columns else None for column in self.feed.columns),
            mark=mark,
            is_marked=mark in self._data if self._data is not None and mark else marked,
            place_id=-unit.id if unit.id < 0 else None,
        )

    def _cell(self, unit: FeedUnit, column: FeedColumn) -> CellField:
        name = _name(unit.id, column.key)
        value = self._standing(unit.id, column.key)
        return CellField(
            name=name,
            heading=column.label,
            label=f"{unit.name}: {column.label}",
            value=self._data.get(name, value) if self._data is not None else value,
            choices=_CHOICES.get(column.kind, ()),
            is_number=column.is_number,
            is_wrong=(unit.id, column.key) in self._wrong,
        )

    def _standing(self, unit: int, column: str) -> str:
        return self._values.get(unit, {}).get(column, "")

    def seen(self) -> str:
        """What stands in the cells of this page now: kept in the form, so that a second editor is noticed."""
        cells = {
            _name(unit.id, column.key): self._standing(unit.id, column.key)
            for unit, columns in self._template
            for column in columns
            if self._standing(unit.id, column.key)
        }
        return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))

    def typed(self) -> dict[Cell, str]:
        """The cells that were sent."""
        assert self._data is not None
        return {
            (unit.id, column.key): self._data[name]
            for unit, columns in self._template
            for column in columns
            if (name := _name(unit.id, column.key)) in self._data
        }

    def seen_then(self) -> dict[Cell, str]:
        """What stood in the cells when the page was opened; empty cells where the form does not say."""
        assert self._data is not None
        try:
            kept = json.loads(self._data.get("seen", "{}"))
        except json.JSONDecodeError:
            kept = {}
        said = kept if isinstance(kept, dict) else {}
        return {
            (unit.id, column.key): str(said.get(_name(unit.id, column.key), ""))
            for unit, columns in self._template
            for column in columns
        }

    def marks(self) -> dict[int, bool]:
        assert self._data is not None
        shown = [unit.id for unit, _columns in self._template if unit.id in self._markable]
        return {unit: f"new-rural-{unit}" in self._data for unit in shown}


def _name(unit: int, column: str) -> str:
    return f"o_{unit}_{column}"


class PasteForm(PlainForm):
    table = forms.CharField(
        label="Bảng số liệu",
        widget=text_area(14),
        strip=False,
        help_text="Chép các dòng trong Excel rồi dán vào đây. Mỗi dòng một đơn vị, cột đầu là tên đơn vị.",
    )


class ReturnForm(PlainForm):
    reason = forms.CharField(label="Lý do trả lại", max_length=400, widget=text_area(3))


class ReportForm(PlainForm):
    number = forms.CharField(label="Số văn bản", max_length=40)
    dated_on = DayField(label="Ngày văn bản")
    sent_on = DayField(label="Ngày gửi")
    scan = UploadField(Kind.PDF, label="Bản quét PDF (nếu có)", required=False)


class ArrivalForm(PlainForm):
    on = DayField(label="Ngày")

    def __init__(self, *args: object, label: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].label = label
