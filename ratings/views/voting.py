"""A voter's page: the ballot, the look back at it, the receipt."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from ratings.choices import BallotState, Channel
from ratings.models import BallotQuestion, Voter
from ratings.selectors import boxes
from ratings.services import casting
from ratings.views.ballots import session_or_404
from reviews.choices import Level
from reviews.rules.findings import RuleViolation
from reviews.views.home import signed_in

#: What the form sends for each choice: of one length, so that the size of what is sent tells nothing.
CODES = {str(code): choice for code, choice in enumerate(boxes.CHOICES)}


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
def vote(request: HttpRequest, session_id: int) -> HttpResponse:
    """One page, one question a subject, four levels and blank; then the confirmation; then the vote is cast.

    Without JavaScript: the first POST shows what was chosen, the second, with ``confirmed``, casts it and is answered
    with the receipt, which no other page shows again.
    """
    user = signed_in(request)
    session = session_or_404(request, session_id)
    voter = Voter.objects.filter(session=session, person_id=user.person_key).first()
    questions = list(session.questions.select_related("review__person", "review__collective").order_by("position"))
    context: dict[str, Any] = {
        "session": session,
        "voter": voter,
        "questions": questions,
        "levels": [(code, Level(choice).label) for code, choice in CODES.items() if choice != boxes.BLANK],
        "findings": (),
    }
    # Confirmed when the box was shut already: refused with its reason, not passed over.
    too_late = voter is not None and not voter.voted and "confirmed" in request.POST
    is_open = session.state == BallotState.OPEN
    if voter is None or voter.voted or voter.channel == Channel.PAPER or not (is_open or too_late):
        context["again"] = "confirmed" in request.POST
        return render(request, "ratings/vote_closed.html", context)
    if request.method != "POST":
        return render(request, "ratings/vote.html", context)
    sent = {question.pk: request.POST.get(f"question-{question.pk}", "") for question in questions}
    context["chosen"] = sent
    choices = {pk: CODES.get(code, "?") for pk, code in sent.items() if code}
    if len(choices) < len(questions) and is_open:
        context["findings"] = (boxes.incomplete(len(choices), len(questions)),)
        return render(request, "ratings/vote.html", context, status=422)
    if "edit" in request.POST and is_open:
        return render(request, "ratings/vote.html", context)
    if "confirmed" not in request.POST:
        return _look_back(request, questions, sent, choices, context)
    try:
        receipt = casting.cast_vote(session_id=session.pk, voter=user, choices=choices)
    except RuleViolation as violation:
        context["findings"] = violation.findings
        return render(request, "ratings/vote_closed.html", context, status=422)
    signed_out = session.sign_out_after_vote
    if signed_out:
        logout(request)
    done = {"session": session, "receipt": receipt, "signed_out": signed_out}
    return render(request, "ratings/vote_done.html", done)


def _look_back(
    request: HttpRequest,
    questions: list[BallotQuestion],
    sent: dict[int, str],
    choices: dict[int, str],
    context: dict[str, Any],
) -> HttpResponse:
    if unknown := boxes.ballot_findings([question.pk for question in questions], choices):
        context["findings"] = unknown
        return render(request, "ratings/vote.html", context, status=422)
    context["rows"] = [(question, sent[question.pk], choices[question.pk]) for question in questions]
    return render(request, "ratings/vote_confirm.html", context)
