"""The signs of degradation: the texts entered, one person's own answers, what his cell concluded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from organizations.models import User
from reviews.choices import ItemState
from reviews.models import AgendaItem, Campaign, FormEntry, Review, SignConclusion, SignList
from reviews.permissions import may_see_signs
from reviews.rules import signs as rules
from reviews.rules.findings import Finding, Severity
from reviews.rules.plan import Plan


def asks_signs(review: Review) -> bool:
    """Does the plan have each person hold himself against a list of signs? (P4-1.3.2-b)"""
    return review.person_id is not None and review.campaign.plan.signs is not None


def sign_list(campaign: Campaign) -> SignList | None:
    return SignList.objects.select_related("entered_by__person").filter(campaign=campaign).first()


def sign_rows(campaign: Campaign, found: SignList | None) -> list[rules.SignRow]:
    """Numbered rows with the committee's texts; without text where none was entered."""
    texts = dict(enumerate(found.texts, start=1)) if found is not None else {}
    return rules.sign_rows(campaign.plan, {number: str(text) for number, text in texts.items()})


def blank_sign_rows(review: Review) -> list[dict[str, Any]]:
    """The rows of a form's list, not yet answered; one query, none where the plan has no such list."""
    if not asks_signs(review):
        return []
    found = SignList.objects.filter(campaign=review.campaign_id).first()
    return [
        {"number": str(row.number), "text": row.text, "grade": None, "remedy": ""}
        for row in sign_rows(review.campaign, found)
    ]


def text_findings(campaign: Campaign) -> list[Finding]:
    """The texts that nobody has entered; no query where the plan has no such list."""
    if campaign.plan.signs is None or SignList.objects.filter(campaign=campaign).exists():
        return []
    message = (
        f"Cấp ủy chưa nhập nội dung {campaign.plan.signs.count} biểu hiện: đối chiếu theo số thứ tự trong văn bản của "
        "cấp trên."
    )
    return [Finding("signs.texts", Severity.WARN, message, campaign.plan.reference(campaign.plan.signs.clause))]


@dataclass(frozen=True, slots=True)
class SignLine:
    """One sign of one person: what he says of himself, what the cell confirmed and what follows from it."""

    number: int
    text: str
    own_grade: int | None
    remedy: str
    conclusion: SignConclusion | None
    result: rules.SignResult | None
    plan: Plan

    @property
    def own_words(self) -> str:
        return self._words(self.own_grade)

    @property
    def confirmed_words(self) -> str:
        return self._words(self.conclusion.grade if self.conclusion is not None else None)

    @property
    def is_open(self) -> bool:
        """Named by the person himself and not concluded on yet."""
        return self.conclusion is None and (self.own_grade or 1) > 1

    @property
    def is_named(self) -> bool:
        return self.conclusion is not None or (self.own_grade or 1) > 1

    def _words(self, grade: int | None) -> str:
        grades = self.plan.signs.grades if self.plan.signs is not None else ()
        return f"({grade}) {grades[grade - 1]}" if grade is not None and 1 <= grade <= len(grades) else ""


def sign_lines(review: Review) -> list[SignLine]:
    """Every sign in order; three queries. A draft is its writer's alone: nothing of it is told here."""
    plan = review.campaign.plan
    entry = FormEntry.objects.filter(review=review).first()
    given = rules.sign_answers(entry.data) if entry is not None and entry.is_submitted else {}
    concluded = {row.number: row for row in review.sign_conclusions.select_related("concluded_by__person")}
    lines = []
    for row in sign_rows(review.campaign, SignList.objects.filter(campaign=review.campaign_id).first()):
        own, confirmed = given.get(row.number), concluded.get(row.number)
        lines.append(
            SignLine(
                number=row.number,
                text=row.text,
                own_grade=own.grade if own is not None else None,
                remedy=own.remedy if own is not None else "",
                conclusion=confirmed,
                result=rules.sign_result(_fact(confirmed), plan) if confirmed is not None else None,
                plan=plan,
            )
        )
    return lines


def _fact(row: SignConclusion) -> rules.SignConclusion:
    return rules.SignConclusion(row.number, row.grade, row.written)


def confirmed_findings(review: Review) -> list[Finding]:
    """What the cell confirmed, for whoever decides; no query where the plan has no such list (P4-1.3.2-e, f)."""
    if not asks_signs(review):
        return []
    facts = [_fact(row) for row in review.sign_conclusions.all()]
    return rules.confirmed_findings(str(review), facts, review.campaign.plan)


def sees_signs(user: User, review: Review) -> bool:
    """May the user open the page of the member's signs? One query, none where the plan has no such list."""
    return asks_signs(review) and may_see_signs(user, review, cell_item(review))


def cell_item(review: Review) -> AgendaItem | None:
    """The review's place on its cell's agenda, once it is called up there: only then is there anything to confirm."""
    items = AgendaItem.objects.filter(review=review, meeting__cell__isnull=False).exclude(state=ItemState.PENDING)
    return items.select_related("meeting__cell", "meeting__chair", "meeting__clerk").order_by("pk").last()
