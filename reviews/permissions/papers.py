"""Who sees a paper, numbers it and signs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from organizations.permissions import granted, holds, leads, led_organizations
from reviews.choices import EntryState, MeetingState, OpinionKind
from reviews.permissions.common import acts_for, refusal
from reviews.permissions.dossiers import cell_dossiers, taken_in
from reviews.permissions.meetings import meeting_refusal
from reviews.permissions.opinions import opinion_answer_refusal, opinion_confirm_refusal, unseen_residence
from reviews.permissions.reviews import may_attach, may_edit_entry
from reviews.rules.findings import Finding

if TYPE_CHECKING:
    from organizations.models import Organization, User
    from reviews.models import (
        FormEntry,
        Paper,
    )
    from reviews.models.paper import PaperQuerySet
    from reviews.models.register import RegisterEntryQuerySet


def visible_papers(rows: PaperQuerySet, user: User) -> PaperQuerySet:
    """A paper is seen by whoever sees its review, meeting or hand-over, or reads its issuer's register.

    The residence's sheets are seen only by whoever sees the opinion. A dossier holds those sheets too: whoever may
    not see them does not see it either. The print of a draft is seen by whoever asked for it.
    """
    from reviews.models import HandOver, Meeting, Opinion, Review

    residence = Q(document__kind__startswith="residence")
    seen = Opinion.objects.visible_to(user).filter(kind=OpinionKind.RESIDENCE)
    closed = Q(document__kind="dossier") & Q(review__in=unseen_residence(user).values("review_id"))
    draft = (
        Q(document__kind__in=("mau_01", "mau_02", "dossier"))
        & Q(review__entry__state=EntryState.DRAFT)
        & ~Q(document__requested_by_id=user.pk)
    )
    return rows.filter(
        (Q(review__in=Review.objects.visible_to(user)) & ~residence & ~closed & ~draft)
        | (residence & Q(review__in=seen.values("review_id")))
        | (Q(meeting__in=Meeting.objects.visible_to(user)) & ~Q(document__kind="dossier"))
        | (Q(document__kind="dossier") & cell_dossiers(user))
        | taken_in(user)
        | Q(hand_over__in=HandOver.objects.visible_to(user))
        | Q(issuer_id__in=[organization.pk for organization in led_organizations(user)])
        | granted(user, "issuer__path", *REGISTER_READERS)
    )


#: Besides its leaders, these read what an organization issues and its register of numbers.
REGISTER_READERS = ("lead_review", "decide", "appraise", "inspect")


def reads_register(user: User, organization: Organization) -> bool:
    return leads(user, organization) or any(holds(user, codename, organization) for codename in REGISTER_READERS)


def register_refusal(user: User, organization: Organization) -> list[Finding]:
    """Giving and cancelling numbers: whoever leads the issuer, plans for it or decides in its name."""
    return refusal(
        acts_for(user, organization) or holds(user, "decide", organization),
        "register.keep",
        f"Số văn bản của {organization} do {organization} cấp.",
    )


def visible_register_entries(rows: RegisterEntryQuerySet, user: User) -> RegisterEntryQuerySet:
    led = [organization.pk for organization in led_organizations(user)]
    return rows.filter(granted(user, "series__issuer__path", *REGISTER_READERS) | Q(series__issuer_id__in=led))


def paper_issue_refusal(user: User, paper: Paper, issuer: Organization) -> list[Finding]:
    """Whoever runs the meeting issues its papers; any other, whoever keeps the issuer's register."""
    if paper.meeting is not None and not meeting_refusal(user, paper.meeting):
        return []
    return register_refusal(user, issuer)


def signing_refusal(user: User, paper: Paper) -> list[Finding]:
    """Who puts signatures on a paper or keeps its signed copy.

    Whoever runs the meeting, gives or receives the dossiers, keeps the issuer's register or decides for it. Of a
    review its unit's leaders and staff and the committee that decides, and the writer of his own statement; of the
    residence's sheets also those who answer and confirm them. Nobody signs a draft, or a letter before its number.
    """
    if paper.meeting is not None:
        is_early = paper.document.kind == "meeting_minutes" and paper.meeting.state != MeetingState.CONCLUDED
        early = refusal(not is_early, "paper.early", "Hội nghị chưa bế mạc; biên bản chưa đầy đủ để ký.")
        return [*meeting_refusal(user, paper.meeting), *early]
    if paper.hand_over is not None:
        sides = (paper.hand_over.giver, paper.hand_over.receiver)
        allowed = any(acts_for(user, side) for side in sides)
        return refusal(allowed, "paper.sign", f"Biên bản này do {sides[0]} và {sides[1]} ký, lưu.")
    if paper.issuer is not None:
        message = "Văn bản chưa có số; phát hành rồi mới ký bản có số."
        unnumbered = refusal(bool(paper.document.number), "paper.number", message)
        decides = holds(user, "decide", paper.issuer)
        return [*([] if decides else register_refusal(user, paper.issuer)), *unnumbered]
    review = paper.review
    assert review is not None
    kind = paper.document.kind
    own = review.person_id is not None and review.person_id == user.person_id
    allowed = may_attach(user, review) or (
        not own and review.authority is not None and holds(user, "decide", review.authority)
    )
    if kind in ("mau_01", "mau_02"):
        entry: FormEntry | None = getattr(review, "entry", None)
        if entry is not None and entry.state == EntryState.DRAFT:
            return refusal(False, "paper.draft", "Bản kiểm điểm còn là bản nháp; nộp bản kiểm điểm rồi mới ký.")
        allowed = allowed or may_edit_entry(user, review)
    elif kind.startswith("residence") and not allowed:
        sheets = review.opinions.filter(kind=OpinionKind.RESIDENCE).select_related("review", "addressee__parent")
        allowed = any(
            not opinion_answer_refusal(user, sheet) or not opinion_confirm_refusal(user, sheet) for sheet in sheets
        )
    return refusal(allowed, "paper.sign", f"Bản đã ký của văn bản này do {review.unit} lưu.")
