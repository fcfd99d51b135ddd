"""A voter's page: the ballot, the look back at it, the receipt; and whether his vote counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from organizations.middleware import tells_if_done
from organizations.text import row_id
from ratings.choices import BallotState, Channel
from ratings.models import BallotQuestion, BallotSession, Voter
from ratings.selectors import boxes
from ratings.selectors.ballot_names import asked_in
from ratings.selectors.ballot_questions import note_of, scope_of
from ratings.services import casting
from ratings.views.ballots import session_or_404
from ratings.views.receipt_page import receipt_page
from reviews.choices import Level
from reviews.models import Meeting
from reviews.rules.findings import Finding, RuleViolation
from reviews.views.home import signed_in

#: What the form sends for each choice: of one length, so that the size of what is sent tells nothing.
CODES = {str(code): choice for code, choice in enumerate(boxes.CHOICES)}
WORDS = {code: Level(choice).label if choice else "Phiếu trắng" for code, choice in CODES.items()}
_WIDEST = max(len(words.encode()) for words in WORDS.values())

#: How the fields of the form are named; the question's id follows.
_FIELD = "question-"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the page shows it; ``code`` is empty while nothing, or nothing that exists, is chosen.

    ``scope``: on what alone he is rated here.
    """

    number: int
    question: BallotQuestion
    name: str
    code: str
    scope: Finding | None

    @property
    def levels(self) -> list[tuple[str, str]]:
        """What the line offers besides a blank, with its code; the same for every voter."""
        return [
            (code, words)
            for code, words in WORDS.items()
            if CODES[code] != boxes.BLANK and _is_offered(self.question, code)
        ]

    @property
    def words(self) -> str:
        return WORDS[self.code]

    @property
    def fill(self) -> str:
        """What makes every choice as long as the longest: nobody on the line reads it from the size of the page."""
        return "." * (_WIDEST - len(self.words.encode()))


@tells_if_done
@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def vote(request: HttpRequest, session_id: int) -> HttpResponse:
    """One page, one question a subject, four levels and blank; then the confirmation; then the vote is cast.

    Without JavaScript: the first POST shows what was chosen, the second, with ``confirmed``, casts it and is answered
    with the receipt, which no other page shows again. Whatever comes after that says that the vote is in.
    """
    user = signed_in(request)
    confirmed = "confirmed" in request.POST and "edit" not in request.POST
    refusal: Sequence[Finding] = ()
    if confirmed:
        # Straight into the box: all that is asked below, the box asks itself under its lock.
        try:
            return _done(
                request, casting.cast_vote(session_id=session_id, voter=user, choices=_choices(_sent(request)))
            )
        except BallotSession.DoesNotExist as error:
            raise Http404 from error
        except RuleViolation as violation:
            refusal = violation.findings
    session = session_or_404(request, session_id)
    voter = Voter.objects.filter(session=session, person_id=user.person_key).first()
    may_vote = voter is not None and not voter.voted and voter.channel == Channel.ELECTRONIC
    # Confirmed when the box was shut already: refused with its reason, not passed over.
    if not may_vote or not (session.state == BallotState.OPEN or confirmed):
        return _standing(request, session, voter, again="confirmed" in request.POST)
    named = asked_in(session)
    if request.method != "POST":
        return _ballot(request, session, _sheet(session.meeting, named, {}))
    sent = _sent(request)
    sheet = _sheet(session.meeting, named, sent)
    findings = _findings(list(named), sent)
    if findings and session.state == BallotState.OPEN:
        return _ballot(request, session, sheet, findings=findings)
    if "edit" in request.POST:
        return _ballot(request, session, sheet)
    if confirmed:
        return render(request, "ratings/vote_refused.html", {"session": session, "findings": refusal}, status=422)
    return render(request, "ratings/vote_confirm.html", {"session": session, "sheet": sheet})


@sensitive_variables()
def _sent(request: HttpRequest) -> dict[str, str]:
    """What was chosen, by the name of its field; two choices for one question are none that exists."""
    return {
        name: codes[0] if len(codes) == 1 else "?"
        for name, codes in request.POST.lists()
        if name.startswith(_FIELD) and codes != [""]
    }


@sensitive_variables()
def _sheet(meeting: Meeting, named: Mapping[BallotQuestion, str], sent: Mapping[str, str]) -> list[Asked]:
    codes = [sent.get(f"{_FIELD}{question.pk}", "") for question in named]
    return [
        Asked(
            number,
            question,
            name,
            code if code in CODES and _is_offered(question, code) else "",
            scope_of(meeting, question.review, question.track),
        )
        for number, ((question, name), code) in enumerate(zip(named.items(), codes, strict=True), start=1)
    ]


def _is_offered(question: BallotQuestion, code: str) -> bool:
    return question.excellent_offered or CODES[code] != Level.EXCELLENT


@sensitive_variables()
def _choices(sent: Mapping[str, str]) -> dict[int, str]:
    """As the box takes them; what has no such id or code stays something that it refuses."""
    return {row_id(name.removeprefix(_FIELD)) or 0: CODES.get(code, "?") for name, code in sent.items()}


@sensitive_variables()
def _findings(questions: Sequence[BallotQuestion], sent: Mapping[str, str]) -> list[Finding]:
    asked = {question.pk for question in questions}
    choices = _choices(sent)
    if choices.keys() < asked:
        return [boxes.incomplete(len(choices), len(asked))]
    return boxes.ballot_findings(
        asked, choices, [question.pk for question in questions if not question.excellent_offered]
    )


@sensitive_variables()
def _ballot(
    request: HttpRequest, session: BallotSession, sheet: Sequence[Asked], *, findings: Sequence[Finding] = ()
) -> HttpResponse:
    plan = session.meeting.campaign.plan
    context = {
        "session": session,
        "sheet": sheet,
        "note": note_of(session.meeting),
        "nominees": plan.reference(plan.nominees.clause) if plan.nominees is not None else None,
        "findings": findings,
        "missing": [asked for asked in sheet if not asked.code] if findings else [],
    }
    return render(request, "ratings/vote.html", context, status=422 if findings else 200)


@sensitive_variables()
def _done(request: HttpRequest, cast: casting.Cast) -> HttpResponse:
    if cast.session.sign_out_after_vote:
        logout(request)
    return receipt_page(request, cast.session, cast.receipt)


def _standing(
    request: HttpRequest, session: BallotSession, voter: Voter | None, *, again: bool = False
) -> HttpResponse:
    """Whether the vote is in, and why there is no ballot here; never a level."""
    on_paper = voter is not None and voter.channel == Channel.PAPER
    is_in = voter is not None and voter.voted and not on_paper
    context = {"session": session, "voter": voter, "on_paper": on_paper, "is_in": is_in, "again": again}
    refused = request.method == "POST" and not is_in
    return render(request, "ratings/vote_standing.html", context, status=422 if refused else 200)
