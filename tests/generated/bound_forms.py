"""Every form class of the program, filled in without its page. A new class is included by itself.

What a form asks for when it is made is given by the name of the parameter; one that stands not in ``ARGUMENTS`` fails
the test and is added there.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from forms_templates.definition import FieldKind, FormField, Section
from forms_templates.loader import get_definition
from organizations.models import Grant, Organization, Person, User
from reviews.choices import CircumstanceKind
from reviews.models import AgendaItem, Review
from reviews.rules.changes import changeable
from reviews.rules.plan import Plan, load_preset
from reviews.selectors.nominees import Nominee
from tests.generated.values import FILES, TYPED
from tests.world import PRESET

ROOMS = ("organizations", "forms_templates", "reviews", "ratings")


def form_classes() -> Iterator[type[forms.BaseForm]]:
    """Every form of the rooms, wherever it is written."""
    for room in ROOMS:
        for module in walk_packages(import_module(room).__path__, f"{room}."):
            if ".migrations" not in module.name and ".management" not in module.name:
                for part in vars(import_module(module.name)).values():
                    if isinstance(part, type) and issubclass(part, forms.BaseForm) and part.__module__ == module.name:
                        yield part


def _plan() -> Plan:
    return load_preset(PRESET)


def _sections() -> list[Section]:
    columns = (FormField(key="text", kind=FieldKind.LONG_TEXT), FormField(key="most", kind=FieldKind.POINTS))
    return [Section(key="s", fields=(FormField(key="rows", kind=FieldKind.ROWS, columns=columns),))]


def _nominees() -> list[Nominee]:
    return [Nominee(review, str(review), None, None) for review in Review.objects.with_subject()[:3]]


PAIRS = [("a", "Một"), ("b", "Hai")]
NUMBERED = [(1, "Một"), (2, "Hai")]
#: Parameter -> what a page gives for it.
ARGUMENTS: Mapping[str, Callable[[], Any]] = {
    "definition": lambda: get_definition("mau_02", "qd_124"),
    "block": lambda: "block_1",
    "sections": _sections,
    "members": lambda: list(Review.objects.with_subject()[:3]),
    "nominees": _nominees,
    "issuers": Organization.objects.all,
    "presets": lambda: [(PRESET, "P0")],
    "periods": lambda: ["quarter"],
    "plan": _plan,
    "confirmed": list,
    "value": lambda: changeable(_plan())[0],
    "kind": lambda: CircumstanceKind.ABSENCE,
    "places": Organization.objects.all,
    "label": lambda: "Ngày",
    "reviews": Review.objects.with_subject,
    "receivers": lambda: list(Organization.objects.all()[:3]),
    "lines": lambda: PAIRS,
    "people": Person.objects.all,
    "clerks": Person.objects.all,
    "units": Organization.objects.all,
    "bodies": lambda: list(Organization.objects.all()[:3]),
    "replaced": Person.objects.all,
    "proposers": lambda: PAIRS,
    "questions": lambda: NUMBERED,
    "groups": Organization.objects.all,
    "items": lambda: list(AgendaItem.objects.all()[:3]),
    "organizations": Organization.objects.all,
    "facts": lambda: PAIRS,
    "criteria": list,
    "rooms": lambda: NUMBERED,
    "has_token": lambda: False,
    "count": lambda: 27,
    "grades": lambda: ["Tốt", "Khá"],
    "numbers": lambda: NUMBERED,
    "decisions": lambda: NUMBERED,
    "outcomes": lambda: PAIRS,
    "parts": lambda: PAIRS,
    "scores": list,
    "voters": Person.objects.all,
    "rights": lambda: {f"grant-{grant.pk}": grant for grant in Grant.objects.all()[:2]},
}
#: Where a parameter of that name is something else.
OWN: Mapping[tuple[str, str], Callable[[], Any]] = {
    ("RemedyForm", "lines"): list,
    ("BundleScanForm", "items"): lambda: PAIRS,
    ("DeputationForm", "receivers"): User.objects.all,
}


def is_filled_in(form_class: type[forms.BaseForm]) -> bool:
    """Not what only others are made from: a class without a field of its own that needs one."""
    if getattr(getattr(form_class, "_meta", form_class), "model", form_class) is None:
        return False  # the administration names the model when it makes the form; its pages are sent whole
    return not form_class.__name__.startswith("_") and form_class.__name__ not in ("PlainForm",)


def maker(form_class: Callable[..., forms.BaseForm]) -> Callable[..., forms.BaseForm]:
    """Makes the form of what was sent; everything else that it asks for is asked of the database once."""
    needed: dict[str, Any] = {}
    takes_files = False
    for name, parameter in inspect.signature(form_class).parameters.items():
        if parameter.kind is parameter.VAR_KEYWORD or name == "files":
            takes_files = True
        elif parameter.default is parameter.empty and parameter.kind is not parameter.VAR_POSITIONAL:
            given = OWN.get((getattr(form_class, "__name__", ""), name)) or ARGUMENTS.get(name)
            assert given is not None, f"say in ARGUMENTS what `{name}` of {form_class} may be"
            needed[name] = given()

    def make(data: QueryDict, files: MultiValueDict[str, Any]) -> forms.BaseForm:
        return form_class(**needed, data=data, **({"files": files} if takes_files else {}))

    return make


@st.composite
def filled_in(draw: DrawFn, names: tuple[str, ...]) -> tuple[QueryDict, MultiValueDict[str, Any]]:
    """Each field with one value, none, or several; names that are like its own."""
    data = QueryDict(mutable=True)
    files: MultiValueDict[str, Any] = MultiValueDict()
    for name in names:
        for suffix in draw(st.sampled_from(((), ("",), ("",), ("",), ("", ""), ("-0", "-1", "-TOTAL"), ("_0", "_1")))):
            data.appendlist(name + suffix, draw(TYPED))
        if draw(st.integers(0, 5)) == 0:
            file_name, content = draw(st.sampled_from(FILES))
            files.appendlist(name, SimpleUploadedFile(file_name or "x", content))
    data.appendlist(draw(st.sampled_from(("rows-TOTAL", "action", "add_row", "x", "rows-0-text"))), draw(TYPED))
    return data, files


def look_at(form: forms.BaseForm) -> bool:
    """Everything that a view does with what was sent before it hands it on; whether it would."""
    valid = form.is_valid()
    assert form.errors.as_text() or valid
    if valid and hasattr(form, "to_data"):
        form.to_data()
    return valid
