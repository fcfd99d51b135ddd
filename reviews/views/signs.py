"""The signs of degradation: the texts of a campaign, and one member's with what his cell concluded."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from organizations import clock
from reviews.forms import SignConclusionForm, SignListForm
from reviews.models import Review
from reviews.permissions import plan_refusal, sign_refusal
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.selectors import signs as selectors
from reviews.services import signs as services

from .campaigns import visible_campaign
from .home import signed_in

#: The form for a sign that the member did not name himself.
_OTHER = "khac"


def campaign_signs(request: HttpRequest, campaign_id: int) -> HttpResponse:
    """The texts entered, and the form to paste them; a refused list keeps its text on the page."""
    user, found = signed_in(request), visible_campaign(request, campaign_id)
    rules = found.plan.signs
    if rules is None:
        raise Http404
    entered = selectors.sign_list(found)
    initial = {"document": entered.document, "texts": "\n".join(entered.texts)} if entered is not None else {}
    form = SignListForm(request.POST if request.method == "POST" else None, initial=initial, count=rules.count)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.enter_signs(
                campaign_id=found.pk, document=data["document"], pasted=data["texts"], by=user, now=clock.now()
            )
        except RuleViolation as violation:
            findings = violation.findings
        else:
            messages.success(request, f"Đã ghi nội dung {rules.count} biểu hiện.")
            return redirect("campaign-signs", found.pk)
    context = {
        "campaign": found,
        "count": rules.count,
        "entered": entered,
        "rows": selectors.sign_rows(found, entered),
        "reference": found.plan.reference(rules.clause),
        "may_enter": not plan_refusal(user, found),
        "form": form,
        "findings": findings,
    }
    return render(request, "reviews/campaign_signs.html", context, status=422 if request.method == "POST" else 200)


def review_signs(request: HttpRequest, review_id: int) -> HttpResponse:
    """What the member says of himself sign by sign, what the cell confirmed and what follows from it."""
    user = signed_in(request)
    review = get_object_or_404(Review.objects.visible_to(user).reviewed().with_subject(), pk=review_id)
    if not selectors.sees_signs(user, review):
        raise Http404
    lines = selectors.sign_lines(review)
    refused = sign_refusal(user, review, selectors.cell_item(review))
    forms = {} if refused else _forms(request, review, lines)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        form = forms.get(request.POST.get("sign", ""))
        if form is None:
            message = "Trang này không có biểu hiện vừa gửi; tải lại trang."
            findings = tuple(refused) or (Finding("signs.form", Severity.BLOCK, message),)
        elif form.is_valid():
            try:
                services.conclude_sign(review_id=review.pk, by=user, now=clock.now(), **form.cleaned_data)
            except RuleViolation as violation:
                findings = violation.findings
            else:
                messages.success(request, f"Đã ghi kết luận về biểu hiện {form.cleaned_data['number']}.")
                return redirect("review-signs", review.pk)
    context = {
        "review": review,
        "lines": lines,
        "named": [(line, forms.get(str(line.number))) for line in lines if line.is_named],
        "answered": sum(line.own_grade is not None for line in lines),
        "other": forms.get(_OTHER),
        "other_key": _OTHER,
        "waiting": refused if not forms else [],
        "told": selectors.confirmed_findings(review),
        "findings": findings,
        "sent": request.POST.get("sign", ""),
    }
    return render(request, "reviews/review_signs.html", context, status=422 if request.method == "POST" else 200)


def _forms(request: HttpRequest, review: Review, lines: list[selectors.SignLine]) -> dict[str, SignConclusionForm]:
    """One for each sign that was named, one for all others; only the one that was sent is bound."""
    rules = review.campaign.plan.signs
    assert rules is not None
    sent = request.POST.get("sign", "") if request.method == "POST" else ""
    forms = {}
    for line in lines:
        if line.is_named:
            key = str(line.number)
            concluded = line.conclusion
            forms[key] = SignConclusionForm(
                request.POST if sent == key else None,
                prefix=f"s{key}",
                grades=rules.grades,
                numbers=[(line.number, key)],
                initial={
                    "number": line.number,
                    "grade": concluded.grade if concluded is not None else line.own_grade,
                    "written": concluded.written if concluded is not None else "",
                },
            )
    others = [(line.number, f"{line.number}. {line.text}".strip()[:120]) for line in lines if not line.is_named]
    if others:
        forms[_OTHER] = SignConclusionForm(
            request.POST if sent == _OTHER else None, prefix=_OTHER, grades=rules.grades, numbers=others
        )
    return forms
