"""Orders for many papers that carry levels: all forms of a unit or a campaign, a dossier's papers, a meeting's."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse

from forms_templates.choices import DocumentKind
from forms_templates.models import Batch
from forms_templates.services.batches import Listed
from organizations.models import Organization, User
from ratings.choices import BallotState
from ratings.models import BallotSession
from ratings.selectors.paper_ballots import asked_on_paper, unlisted_findings, voters_of
from ratings.services import papers, sources
from ratings.services.paper_ballots import ballots_title
from reviews.choices import SubjectKind
from reviews.models import Campaign, FormEntry, Meeting, Paper, Review
from reviews.permissions import dossier_refusal, forms_refusal
from reviews.rules.findings import blocking, refuse_if_blocking
from reviews.selectors.dossier import meetings_of
from reviews.services.batches import FORM_CHOICES, minutes_of, order, register_meeting_part
from reviews.services.papers import residence_reply_title, residence_request_title
from reviews.services.sources import RESIDENCE_REPLY, RESIDENCE_REQUEST, residence_opinions

_KINDS = {"collectives": [SubjectKind.COLLECTIVE], "people": [SubjectKind.PERSON]}


def print_forms(*, campaign: Campaign, unit: Organization | None, what: str, by: User) -> Batch:
    """All Mẫu 01, Mẫu 02 or dossiers of a unit with what is below it, or of the whole campaign.

    ``what``: a key of ``FORM_CHOICES``. Forms that are not handed in are listed with that reason.
    """
    refuse_if_blocking(forms_refusal(by, campaign, unit))
    rows = sources.reviews(by).filter(campaign=campaign).included().filter(kind__in=_KINDS.get(what, SubjectKind))
    if unit is not None:
        rows = rows.under(unit)
    rows = rows.order_by("unit_path", "kind", "person__given_name_key", "pk")
    listed = _dossiers(rows) if what == "dossiers" else forms_of(rows)
    return order(
        kind=f"forms_{what}",
        subject_key=f"campaign:{campaign.pk}:{unit.pk if unit else ''}",
        title=f"{FORM_CHOICES[what]} – {unit or campaign}",
        items=listed,
        by=by,
        origin=reverse("campaign", args=(campaign.pk,)) + (f"?unit={unit.pk}" if unit else ""),
    )


def print_dossier_papers(*, review: Review, by: User) -> Batch:
    """The papers of one dossier, each for itself; together they are the zip or the bound PDF."""
    refuse_if_blocking(dossier_refusal(by, review))
    opinions = residence_opinions(by).filter(review=review)
    items = forms_of(sources.reviews(by).filter(pk=review.pk))
    for opinion in opinions:
        items.append(Listed(RESIDENCE_REQUEST, str(opinion.pk), residence_request_title(review)))
        if opinion.answered_at is not None:
            items.append(Listed(RESIDENCE_REPLY, str(opinion.pk), residence_reply_title(review)))
    for meeting in meetings_of(review):
        items += minutes_of(meeting, by)
    attached = Paper.objects.visible_to(by).filter(review=review, document__kind=DocumentKind.UPLOAD)
    items += [
        Listed("upload", str(paper.document_id), paper.document.title, document_id=paper.document_id)
        for paper in attached.select_related("document").order_by("pk")
    ]
    return order(
        kind="dossier",
        subject_key=f"review:{review.pk}",
        title=f"Từng văn bản trong hồ sơ – {review}",
        items=items,
        by=by,
        origin=reverse("dossier", args=(review.pk,)),
    )


def forms_of(rows: QuerySet[Review]) -> list[Listed]:
    """The form of each review, or why there is none yet; one query."""
    return [_form(review, getattr(review, "entry", None)) for review in rows]


def _form(review: Review, entry: FormEntry | None) -> Listed:
    usual = "Báo cáo kiểm điểm" if review.is_collective else "Bản kiểm điểm"
    title = papers.entry_title(entry, review) if entry else f"{usual} – {review}"
    return Listed(sources.ENTRY, str(review.pk), title, error=sources.why_no_entry(review, entry))


def _dossiers(rows: QuerySet[Review]) -> list[Listed]:
    return [Listed(sources.DOSSIER, str(review.pk), papers.dossier_title(review)) for review in rows]


# What the judgement has of a meeting.


def counting_of(meeting: Meeting, user: User) -> list[Listed]:
    closed = BallotSession.objects.visible_to(user).filter(meeting=meeting, state=BallotState.COUNTED)
    return [
        Listed(sources.COUNTING, str(session.pk), papers.counting_title(session))
        for session in closed.select_related("meeting__collective", "meeting__cell").order_by("round")
    ]


def forms_at(meeting: Meeting, user: User) -> list[Listed]:
    """The forms of those reviewed there, in the order of the agenda."""
    rows = sources.reviews(user).filter(agenda_items__meeting=meeting)
    return forms_of(rows.order_by("agenda_items__position", "pk"))


def ballots_of(meeting: Meeting, user: User) -> list[Listed]:
    """The sheets of the round that runs or comes first, as many as there are voters; or why there are none yet."""
    copies, questions = voters_of(meeting), asked_on_paper(meeting)
    if not copies or not questions:
        return []
    missing = " ".join(finding.message for finding in blocking(unlisted_findings(meeting, questions)))
    return [Listed(sources.BALLOTS, str(meeting.pk), ballots_title(meeting, copies), error=missing)]


def register_meeting_parts() -> None:
    register_meeting_part(30, counting_of)
    register_meeting_part(40, forms_at)
    register_meeting_part(60, ballots_of)
