"""Choosing a row by its name at the administrator's desk, also when a forged form names what no row can be.

Django's own field asks the database for whatever was sent and breaks on what is no number of a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AutocompleteSelect
from django.http import HttpRequest

from organizations.text import row_id


class KnownRowSelect(AutocompleteSelect):
    """The usual field; what can be no row is shown as nothing chosen, and the form says what is wrong with it."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> Any:
        return super().optgroups(name, [one for one in value if not one or row_id(str(one)) is not None], attr)


class KnownRows(BaseModelAdmin):  # type: ignore[type-arg]  # the one that it is mixed into knows its model
    """For each ``ModelAdmin`` and inline: its ``autocomplete_fields`` are such fields."""

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KnownRowSelect(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
