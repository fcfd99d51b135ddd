"""Asking others about a person: what I am asked, what I ask, prompts of the organization board."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from forms_templates.forms import EntryForm
from forms_templates.loader import get_definition
from organizations import clock
from reviews.choices import OpinionKind, OpinionState
from reviews.forms import ConsulteeReplyForm, PromptForm
from reviews.models import Opinion, Review
from reviews.permissions import opinion_answer_refusal, opinion_confirm_refusal, prompt_refusal
from reviews.rules.findings import Finding, RuleViolation
from reviews.rules.parts import Topic
from reviews.selectors.opinions import RESIDENCE_REPLY_FORM, printing_senders, requests_to_send
from reviews.selectors.proposals import Merged, proposed_prompts, proposers_of, unprompted_findings
from reviews.services import opinions as services
from reviews.services.named_papers import print_prompts
from reviews.services.prompts import issue_prompt, prompt_day

from .home import signed_in

#: Days the residence cell is given when the sender names no day.
REPLY_DAYS = 7

#: What waits for somebody stands on top.
OPEN_FIRST = Case(
    *(When(state=state, then=Value(place)) for place, state in enumerate(OpinionState.values)),
    output_field=IntegerField(),
)


@require_safe
def opinion_list(request: HttpRequest) -> HttpResponse:
    """First what I must send, then what I am asked, then what is on its way."""
    user = signed_in(request)
    rows = Opinion.objects.visible_to(user).select_related(
        "review__person", "review__collective", "review__campaign", "addressee", "sender"
    )
    if state := request.GET.get("state", ""):
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by(OPEN_FIRST, F("due_on").asc(nulls_last=True), "pk"), 30).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "to_send": requests_to_send(user),
        "senders": printing_senders(user),
        "states": OpinionState.choices,
        "state": state,
    }
    return render(request, "reviews/opinions.html", context)


def opinion(request: HttpRequest, opinion_id: int) -> HttpResponse:
    """One request and its reply, laid out as the paper."""
    user = signed_in(request)
    found = get_object_or_404(
        Opinion.objects.visible_to(user).select_related(
            "review__person__workplace", "review__campaign__issuer", "addressee__parent", "sender"
        ),
        pk=opinion_id,
    )
    form = _form(found, request.POST if request.method == "POST" else None)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            for warning in _answer(request, found, form):
                messages.warning(request, warning.message)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, "Đã ghi nhận xét.")
            return redirect("opinion", found.pk)
    context = {
        "opinion": found,
        "form": form,
        "findings": findings,
        "may_answer": found.state == OpinionState.REQUESTED and not opinion_answer_refusal(user, found),
        "may_confirm": found.state == OpinionState.ANSWERED and not opinion_confirm_refusal(user, found),
        "committee": found.addressee.parent or found.addressee,
        "is_residence": found.kind == OpinionKind.RESIDENCE,
    }
    return render(request, "reviews/opinion.html", context, status=422 if request.method == "POST" else 200)


def _form(found: Opinion, data: Any) -> EntryForm | ConsulteeReplyForm:
    if found.kind == OpinionKind.RESIDENCE:
        regulation = found.review.campaign.plan.forms_regulation
        return EntryForm(get_definition(RESIDENCE_REPLY_FORM, regulation), data, initial=found.data)
    initial = {
        "comment": found.comment,
        "level": found.level,
        "document_number": found.document_number,
        "document_on": found.document_on,
    }
    return ConsulteeReplyForm(data, initial=initial)


def _answer(request: HttpRequest, found: Opinion, form: EntryForm | ConsulteeReplyForm) -> list[Finding]:
    user, now = signed_in(request), clock.now()
    if isinstance(form, EntryForm):
        return services.answer_residence_opinion(opinion_id=found.pk, data=form.to_data(), by=user, now=now)
    services.answer_consultee_opinion(opinion_id=found.pk, by=user, now=now, **form.cleaned_data)
    return []


def _visible(request: HttpRequest, opinion_id: int) -> Opinion:
    return get_object_or_404(Opinion.objects.visible_to(signed_in(request)), pk=opinion_id)


@require_POST
def confirm(request: HttpRequest, opinion_id: int) -> HttpResponse:
    found = _visible(request, opinion_id)
    services.confirm_residence_opinion(opinion_id=found.pk, by=signed_in(request), now=clock.now())
    messages.success(request, "Đã xác nhận phiếu nhận xét.")
    return redirect("opinion", found.pk)


@require_POST
def give_back(request: HttpRequest, opinion_id: int) -> HttpResponse:
    found = _visible(request, opinion_id)
    services.return_residence_opinion(opinion_id=found.pk, by=signed_in(request))
    messages.success(request, "Đã trả lại phiếu để chi bộ ghi lại.")
    return redirect("opinions")


def _review(request: HttpRequest, review_id: int) -> Review:
    return get_object_or_404(Review.objects.visible_to(signed_in(request)).reviewed().with_subject(), pk=review_id)


@require_POST
def request_residence(request: HttpRequest, review_id: int) -> HttpResponse:
    review = _review(request, review_id)
    today = clock.today()
    opinion = services.request_residence_opinion(
        review_id=review.pk,
        by=signed_in(request),
        on=today,
        due_on=today + timedelta(days=REPLY_DAYS),
        now=clock.now(),
    )
    messages.success(request, f"Đã gửi phiếu xin ý kiến đến {opinion.addressee}.")
    if request.POST.get("next") == "opinions":
        return redirect("opinions")
    return redirect("review", review.pk)


@require_POST
def waive_residence(request: HttpRequest, review_id: int) -> HttpResponse:
    review = _review(request, review_id)
    reason = request.POST.get("reason", "")
    services.waive_residence_opinion(
        review_id=review.pk,
        reason=reason,
        case=request.POST.get("case", ""),
        by=signed_in(request),
        on=clock.today(),
    )
    messages.success(request, "Đã ghi lý do không lấy ý kiến nơi cư trú.")
    return redirect("review", review.pk)


def prompts(request: HttpRequest, review_id: int) -> HttpResponse:
    """Gợi ý kiểm điểm to one subject; a refused prompt keeps its text on the page."""
    review = _review(request, review_id)
    user = signed_in(request)
    may_issue = not prompt_refusal(user, review.campaign)
    lines = proposed_prompts(review) if may_issue else []
    form = PromptForm(
        request.POST if request.method == "POST" else None,
        plan=review.campaign.plan,
        initial=_proposed(lines, request.GET.get("de-xuat", "")),
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            issue_prompt(review_id=review.pk, by=user, on=clock.today(), now=clock.now(), **form.cleaned_data)
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, f"Đã gợi ý kiểm điểm đối với {review}.")
            return redirect("review-prompts", review.pk)
    issued = list(review.prompts.all())
    context = {
        "review": review,
        "form": form,
        "findings": findings,
        "prompts": issued,
        "proposed": lines,
        "missing": unprompted_findings(review, len(issued)) if may_issue else [],
        "may_propose": may_issue or bool(proposers_of(user, review.campaign)),
        "flags": review.campaign.plan.entries.flags,
        "last_day": prompt_day(review.campaign),
        "rests_on": [
            reference
            for topic in (Topic.PROMPT_DOCUMENT, Topic.PROMPT_MANAGED)
            if (reference := review.campaign.plan.cite(topic)) is not None
        ],
        "may_issue": may_issue,
    }
    return render(request, "reviews/prompts.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def print_letter(request: HttpRequest, review_id: int) -> HttpResponse:
    """What was asked of one subject, as a letter."""
    paper = print_prompts(review=_review(request, review_id), by=signed_in(request))
    return redirect("paper", paper.pk)


def _proposed(lines: list[Merged], ids: str) -> dict[str, str]:
    """The prompt as the chosen proposals say it, for the board to finish."""
    chosen = next((row for row in lines if row.ids == ids), None)
    return {"text": chosen.line.text, "proposals": chosen.ids} if chosen is not None else {}
