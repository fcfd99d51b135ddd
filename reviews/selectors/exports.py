"""What people wrote, as the Excel table of one form."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from forms_templates.columns import EntryRow, workbook
from forms_templates.loader import get_definition
from reviews.choices import EntryState
from reviews.models import FormEntry
from reviews.models.review import ReviewQuerySet

#: More than a commune and less than what a spreadsheet program opens on an office computer.
MOST_ROWS = 5_000

LEAD_TITLES = ("Tập thể, cá nhân", "Đơn vị", "Tình trạng")


@dataclass(frozen=True, slots=True)
class ExportableForm:
    """One form among the filtered reviews, and how many have handed it in."""

    code: str
    regulation: str
    name: str
    count: int

    @property
    def is_too_long(self) -> bool:
        return self.count > MOST_ROWS


def exportable_forms(rows: ReviewQuerySet) -> list[ExportableForm]:
    """The forms handed in, one query; a draft is its writer's alone and stands in no table."""
    found = (
        FormEntry.objects.filter(review__in=rows.order_by().values("pk"))
        .exclude(state=EntryState.DRAFT)
        .values_list("form_code", "regulation")
        .annotate(count=Count("pk"))
        .order_by("regulation", "form_code")
    )
    return [ExportableForm(code, of, get_definition(code, of).name, count) for code, of, count in found]


def entries_workbook(rows: ReviewQuerySet, code: str, regulation: str) -> bytes | None:
    """The handed-in entries of one form as ``.xlsx`` in the order of the list; none where there is no such entry."""
    entries = list(
        FormEntry.objects.filter(review__in=rows.order_by().values("pk"), form_code=code, regulation=regulation)
        .exclude(state=EntryState.DRAFT)
        .select_related("review__person", "review__collective__organization", "review__unit")
        .order_by("review__unit__path", "review__kind", "review_id")[: MOST_ROWS + 1]
    )
    if not entries or len(entries) > MOST_ROWS:
        return None
    table = (
        EntryRow((str(entry.review), str(entry.review.unit), str(entry.get_state_display())), entry.data)
        for entry in entries
    )
    return workbook(get_definition(code, regulation), table, lead_titles=LEAD_TITLES)
