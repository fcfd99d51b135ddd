"""Tra cứu quy định: the rules in force for a campaign, each with its clause, and what they give for plain numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from organizations import clock
from reviews.forms.rules import BallotQuestionForm, EligibilityQuestionForm, ScoreQuestionForm, SeatsQuestionForm
from reviews.rules import calculators
from reviews.rules.calculators import Answer, BadInput
from reviews.rules.digest import digest
from reviews.rules.plan import Plan
from reviews.rules.vocabulary import Activity, RatedKind
from reviews.rules.voting import Tally
from reviews.selectors.campaigns import plan_as_amended

from .campaigns import visible_campaign


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the page: its form, and what the plan answers once it is asked."""

    form: Any
    answer: Answer | None = None
    refusal: str = ""


@require_safe
def rules(request: HttpRequest, campaign_id: int) -> HttpResponse:
    found = visible_campaign(request, campaign_id)
    plan = plan_as_amended(found)
    asked = [_ask(form, plan) for form in _forms(plan, request.GET)]
    wrong = any(question.refusal or question.form.errors for question in asked)
    context = {"campaign": found, "plan": plan, "sections": digest(plan), "questions": asked}
    return render(request, "reviews/rules.html", context, status=422 if wrong else 200)


def _forms(plan: Plan, query: QueryDict) -> list[Any]:
    key = query.get("tinh", "")
    kinds: list[tuple[Any, dict[str, Any]]] = [(BallotQuestionForm, {}), (SeatsQuestionForm, {})]
    if plan.scoring is not None:
        cases = [(row.key, row.says) for row in plan.scoring.overrides]
        conditions = [(row.key, row.says) for row in plan.scoring.conditions]
        kinds.append((ScoreQuestionForm, {"facts": [*cases, *conditions]}))
    kinds.append((EligibilityQuestionForm, {"initial": {"on": clock.today()}}))
    return [form(query if form.key == key else None, **more) for form, more in kinds]


def _ask(form: Any, plan: Plan) -> Asked:
    if not (form.is_bound and form.is_valid()):
        return Asked(form)
    try:
        return Asked(form, _answer(form, plan))
    except BadInput as error:
        return Asked(form, refusal=str(error))


def _answer(form: Any, plan: Plan) -> Answer:
    data = form.cleaned_data
    match form:
        case BallotQuestionForm():
            levels = {level: data[level] for level in ("excellent", "good", "completed", "not_completed")}
            tally = Tally(data["present"], **levels, blank=data["blank"] or 0, invalid=data["invalid"] or 0)
            return calculators.thresholds(plan, tally, kind=RatedKind(data["kind"]))
        case SeatsQuestionForm():
            counts = calculators.count_group(
                members=data["members"],
                good_or_better=data["good_or_better"],
                good_only=None,
                rated=data["rated"],
                excellent=data["excellent"],
            )
            return calculators.excellent_seats(plan, counts, kind=RatedKind(data["kind"]))
        case ScoreQuestionForm():
            return calculators.score(plan, data["points"], facts=data["facts"])
        case _:
            person = {
                "name": "Đảng viên",
                "activity": Activity(data["activity"]),
                "admitted_on": data["admitted_on"],
            }
            return calculators.eligible(plan, person, on=data["on"])
