"""The list of all forms: blank ones to print, and any of them to fill in on the screen and take along as a file."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from forms_templates.catalogue import Printable, find, printables
from forms_templates.choices import DocumentKind
from forms_templates.columns import workbook
from forms_templates.forms import EntryForm
from forms_templates.forms.blanks import BlanksForm
from forms_templates.output import CONTENT_TYPES, WRITERS
from forms_templates.papers import frame, paper

#: In addresses, the place of a regulation for what the program writes itself.
RECORDS = "van-ban"


@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """Every form by regulation, then the records."""
    groups = [
        {"regulation": regulation, "title": regulation_title(regulation), "papers": list(papers)}
        for regulation, papers in groupby(printables(), key=lambda found: found.regulation)
    ]
    return render(request, "forms_templates/forms.html", {"groups": groups, "records": RECORDS})


def regulation_title(regulation: str) -> str:
    """``qd_124`` → ``Quy định số 124-QĐ/TW``."""
    if not regulation:
        return "Văn bản do chương trình lập"
    number = regulation.removeprefix("qd_")
    return f"Biểu mẫu theo Quy định số {number}-QĐ/TW" if number.isdecimal() else f"Biểu mẫu “{regulation}”"


@require_safe
def blank(request: HttpRequest, regulation: str, name: str, suffix: str) -> HttpResponse:
    """The empty form as PDF, Word, text, or its columns as Excel."""
    found = _found(regulation, name)
    if suffix == "xlsx" and found.definition is not None:
        content = workbook(found.definition, [], lead_titles=("Họ và tên hoặc tập thể", "Đơn vị"))
    elif suffix in WRITERS:
        content = WRITERS[suffix](*found.blank())
    else:
        raise Http404
    return file_response(content, f"{found.name}-{found.regulation}" if found.regulation else found.name, suffix)


@require_http_methods(["GET", "HEAD", "POST"])
def fill_in(request: HttpRequest, regulation: str, name: str) -> HttpResponse:
    """Any form on the screen; what is typed goes into the file and nowhere else."""
    found = _found(regulation, name)
    definition = found.definition
    if definition is None:
        raise Http404
    sent = request.POST if request.method == "POST" else None
    blanks, sections = BlanksForm(definition, sent), EntryForm(definition, sent, annex=True)
    wanted = str(sent.get("suffix") or "") if sent is not None else ""
    if sent is not None and wanted in WRITERS and not sections.add_row and blanks.is_valid() and sections.is_valid():
        payload: dict[str, Any] = {
            **blanks.payload(),
            "regulation": definition.regulation,
            "form": definition.code,
            "annex": True,
            "data": sections.to_data(),
        }
        template, context = paper(DocumentKind.FORM, payload)
        return file_response(WRITERS[wanted](template, context | frame(found.title, "")), found.name, wanted)
    wrong = sent is not None and not sections.add_row and bool(blanks.errors or sections.errors)
    page = {"paper": found, "definition": definition, "blanks": blanks, "form": sections}
    page["regulation_title"] = regulation_title(definition.regulation)
    return render(request, "forms_templates/fill_in.html", page, status=422 if wrong else 200)


def _found(regulation: str, name: str) -> Printable:
    try:
        found = find(name, "" if regulation == RECORDS else regulation)
    except LookupError as error:
        raise Http404 from error
    if (regulation == RECORDS) is not (found.definition is None):
        raise Http404
    return found


def file_response(content: bytes, name: str, suffix: str) -> HttpResponse:
    """A file made for this one request, to keep and not to cache."""
    response = HttpResponse(content, content_type=CONTENT_TYPES[suffix])
    response["Content-Disposition"] = f'attachment; filename="{name}.{suffix}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
