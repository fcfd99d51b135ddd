"""What the page of a form needs to know, and what the rules say of a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms_templates.definition import FieldKind, FormDefinition, FormField
from forms_templates.loader import get_definition
from forms_templates.text import written_points
from organizations import clock
from organizations.choices import CollectiveKind, PostRole
from organizations.models import Post
from reviews.choices import EntryState, ItemState, SubjectKind
from reviews.models import AgendaItem, FormEntry, Review, ReviewPrompt
from reviews.rules.entries import Anchored, EntryContext, check_entry
from reviews.rules.findings import Finding, Severity
from reviews.rules.order import check_revision
from reviews.rules.parts import ShortcomingPart
from reviews.rules.vocabulary import SubjectKind as RuleSubjectKind
from reviews.selectors.agenda import head_of_collective
from reviews.selectors.contents import asked_contents, shown_contents
from reviews.selectors.due_days import DueDays
from reviews.selectors.papers import cell_of, identity
from reviews.selectors.wording import Piece, word_changes

#: Committees whose report carries the annex of indicators (P0-6).
_PARTY_COMMITTEES = (CollectiveKind.STANDING_COMMITTEE, CollectiveKind.EXECUTIVE_COMMITTEE)


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """Around the form: the person's particulars, the due day, prompts to answer, conclusions to take in.

    ``definition``: the form as it concerns this writer.
    """

    definition: FormDefinition
    has_annex: bool
    identity: dict[str, str]
    due_on: date | None
    prompts: list[ReviewPrompt]
    conclusions: list[AgendaItem]


def has_annex(review: Review) -> bool:
    return review.collective is not None and review.collective.kind in _PARTY_COMMITTEES


def asked_columns(entry: FormEntry) -> list[str]:
    """What the plan wants said of each shortcoming, by the columns of its row."""
    return [asked.part.value for asked in entry.review.campaign.plan.form(entry.form_code).each_shortcoming]


def column_notes(entry: FormEntry) -> dict[str, str]:
    """Who heads the collective and who else belongs to it, beside the columns on responsibility; one query."""
    if ShortcomingPart.HEAD not in asked_columns(entry):
        return {}
    posts = Post.objects.on(clock.today()).filter(collective_id=entry.review.collective_id).select_related("person")
    heads = [str(post.person) for post in posts if post.role == PostRole.HEAD]
    others = [str(post.person) for post in posts if post.role != PostRole.HEAD]
    notes = {ShortcomingPart.HEAD: heads, ShortcomingPart.MEMBERS: others}
    return {part.value: f"Đồng chí {'; '.join(names)}." for part, names in notes.items() if names}


def entry_context(entry: FormEntry) -> EntryFacts:
    review = entry.review
    return EntryFacts(
        definition=get_definition(entry.form_code, entry.regulation).for_contents(shown_contents(entry)),
        has_annex=has_annex(review),
        identity=identity(review.person, cell=cell_of(review)) if review.person is not None else {},
        due_on=DueDays(review.campaign).of(review),
        prompts=list(review.prompts.all()),
        conclusions=list(
            AgendaItem.objects.filter(review=review, state=ItemState.CONCLUDED).select_related(
                "meeting__collective__organization", "meeting__cell", "chair"
            )
        ),
    )


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    old: str
    new: str

    @property
    def pieces(self) -> list[Piece]:
        """Old and new in one text, word by word."""
        return word_changes(self.old, self.new)


def differences(definition: FormDefinition, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Field by field in the order of the form, only what differs; choices and rows as people read them."""
    changes = []
    for field in definition.fields():
        before, after = _text(field, old.get(field.key)), _text(field, new.get(field.key))
        if before != after:
            changes.append(Change(_place(definition, field), before, after))
    return changes


def _place(definition: FormDefinition, field: FormField) -> str:
    """The field's printed words, with its section where many fields are called alike."""
    section = next(section for section in definition.sections if field in section.fields)
    return f"{section.number}. {field.title}" if section.number and not field.number else field.title


def _text(field: FormField, value: Any) -> str:
    if value in (None, "", [], False):
        return ""
    if field.kind is FieldKind.ROWS:
        return "\n".join(
            "; ".join(text for column in field.columns if (text := _text(column, row.get(column.key)))) for row in value
        )
    if field.kind is FieldKind.POINTS:
        return written_points(value)
    return str(field.option_label(value)) if field.options else ("Có" if value is True else str(value))


def collective_shortcomings(review: Review) -> int:
    """How many shortcomings the reports of the person's own collectives list (P0-3.2-a)."""
    if review.person_id is None:
        return 0
    collectives = Post.objects.on(clock.today()).filter(person_id=review.person_id).values("collective_id")
    entries = FormEntry.objects.filter(
        review__campaign_id=review.campaign_id,
        review__kind=SubjectKind.COLLECTIVE,
        review__collective__in=collectives,
    )
    return sum(len(entry.shortcomings) for entry in entries)


def completeness(entry: FormEntry) -> list[Finding]:
    """Everything the printed form asks for and the entry lacks."""
    review = entry.review
    head = head_of_collective(review) if review.is_collective else None
    context = EntryContext(
        rated_as_cadre=review.rated_as_cadre,
        rated_as_member=review.rated_as_member,
        prompts=[Anchored(str(prompt.pk), prompt.text) for prompt in review.prompts.all()],
        prior=[
            Anchored(str(row["id"]), str(row.get("shortcoming", "")))
            for row in entry.data.get("iii_items") or []
            if row.get("id")
        ],
        collective_shortcomings=collective_shortcomings(review),
        has_annex=has_annex(review),
        flags=review.violation_flags,
        head_name=str(head) if head else "",
        contents=asked_contents(review, entry.data),
    )
    return check_entry(entry.form_code, entry.data, context, review.campaign.plan)


def finishing_findings(entry: FormEntry) -> list[Finding]:
    """What stands before the final version: the conclusion at every required place (P0-4.2-f, P0-4.2-h)."""
    review = entry.review
    if entry.state == EntryState.FINAL:
        return [Finding("entry.final", Severity.BLOCK, "Bản kiểm điểm đã hoàn thiện sau kiểm điểm.")]
    if entry.state == EntryState.DRAFT:
        return [Finding("entry.draft", Severity.BLOCK, "Bản kiểm điểm chưa nộp; nộp rồi mới kiểm điểm và hoàn thiện.")]
    venues = list(review.venues.filter(waived_reason=""))
    concluded = {
        (item.meeting.collective_id, item.meeting.cell_id): item.concluded_at
        for item in AgendaItem.objects.filter(review=review).select_related("meeting")
    }
    return check_revision(
        name=str(review),
        kind=RuleSubjectKind(review.kind),
        concluded_at=[concluded.get((venue.collective_id, venue.cell_id)) for venue in venues],
        finalized_at=None,
        plan=review.campaign.plan,
    )
