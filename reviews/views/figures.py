"""Figures of paper ballots and polls as they come in: one of two entries, made without seeing the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, ParamSpec, TypeVar

from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from reviews.forms.paper_counts import PaperCountForm
from reviews.rules.findings import Finding, RuleViolation
from reviews.rules.paper_count import Sheets

P = ParamSpec("P")
Count = TypeVar("Count")


def blind(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A page on which figures are typed: no browser stores its answer, no report of an error holds what was typed."""
    return never_cache(sensitive_post_parameters()(sensitive_variables()(view)))


@dataclass(frozen=True, slots=True)
class Taken(Generic[Count]):
    """``count`` once it is kept; else ``findings``, and the ``form`` to show again.

    There is no form where the figures are those of an earlier count: a recount begins with an empty one.
    """

    count: Count | None = None
    form: PaperCountForm | None = None
    findings: tuple[Finding, ...] = ()


@sensitive_variables()
def take_figures(form: PaperCountForm, enter: Callable[[Sheets, int], Count]) -> Taken[Count]:
    """``form`` as it was sent; ``enter`` keeps the figures for the count that the page was opened for."""
    if not form.is_valid():
        return Taken(form=form)
    try:
        return Taken(enter(form.sheets(), form.cleaned_data["attempt"]))
    except RuleViolation as violation:
        outdated = any(finding.code == "paper.attempt" for finding in violation.findings)
        return Taken(form=None if outdated else form, findings=violation.findings)
