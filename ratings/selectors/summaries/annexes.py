"""Phụ lục 13 and 14: what is proposed for those managed above, what is decided for those managed here.

P2-V.2.1-c, P2-V.2.1-d.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from forms_templates.choices import DocumentKind
from forms_templates.text import stored_points, written_points
from organizations.models import Organization, User
from ratings.choices import ProposalSource
from ratings.models import Decision, Proposal
from ratings.permissions import annex_refusal
from ratings.selectors.scores import points_in
from ratings.selectors.summaries.common import entries_in, posts_of, self_level_in, summary_head, words
from reviews.choices import AuthorityKind, SubjectKind, Track
from reviews.models import Campaign, Review
from reviews.models.review import ReviewQuerySet
from reviews.selectors.names import told_apart

_WHOSE = {
    DocumentKind.ANNEX_13: "(của cán bộ diện Ban Thường vụ Tỉnh ủy quản lý)",
    DocumentKind.ANNEX_14: "(của cán bộ diện cấp ủy trực thuộc Tỉnh ủy, cơ quan, đơn vị quản lý)",
}


def managed_people(campaign: Campaign, kind: DocumentKind, *, unit: Organization | None = None) -> ReviewQuerySet:
    """Who stands on the list: nobody on both. ``unit``: only its own people, as in the dossier of a unit."""
    above = Q(authority_kind=AuthorityKind.EXTERNAL)
    rows = Review.objects.included().filter(above if kind is DocumentKind.ANNEX_13 else ~above)
    rows = rows.filter(campaign=campaign, kind=SubjectKind.PERSON)
    if unit is not None:
        rows = rows.filter(unit=unit)
    return rows.with_subject().order_by("unit_path", "person__given_name_key", "pk")


#: In addresses, and the line of a unit's quarterly dossier that each list fills.
ANNEXES = {"phu-luc-13": DocumentKind.ANNEX_13, "phu-luc-14": DocumentKind.ANNEX_14}
SLOTS = {DocumentKind.ANNEX_13: "quarter_list_13", DocumentKind.ANNEX_14: "quarter_list_14"}


def lists_for(user: User, review: Review) -> list[tuple[str, DocumentKind]]:
    """The lists that the user may put into this dossier: those it has a line for and that name somebody."""
    campaign, unit = review.campaign, review.unit
    lines = {rule.key for rule in campaign.plan.dossier if rule.period is campaign.plan.period.of_papers}
    found = []
    for name, kind in ANNEXES.items() if review.is_collective else ():
        if SLOTS[kind] in lines:
            people = managed_people(campaign, kind, unit=unit)
            if not annex_refusal(user, campaign, kind, people, unit=unit) and people.exists():
                found.append((name, kind))
    return found


def annex_payload(
    campaign: Campaign, kind: DocumentKind, *, taken_on: date, unit: Organization | None = None
) -> dict[str, Any]:
    """The list of a quarter or a year, in the order of the units; a fixed number of queries.

    On Phụ lục 13 the level that the board proposes, on 14 the level in force and the document that decided it.
    """
    reviews = list(managed_people(campaign, kind, unit=unit))
    entries = entries_in(reviews)
    posts = posts_of(review.person_id for review in reviews)
    board = {
        (row.review_id, row.track): row
        for row in Proposal.objects.filter(review__in=reviews, source=ProposalSource.BOARD)
    }
    decided = {(row.review_id, row.track): row for row in Decision.objects.in_force().filter(review__in=reviews)}
    rows = []
    for review, name in zip(reviews, told_apart(reviews), strict=True):
        track = Track.CADRE if review.rated_as_cadre else Track.MEMBER
        proposal, decision = board.get((review.pk, track)), decided.get((review.pk, track))
        entry = entries.get(review.pk)
        row = {
            "name": name,
            "posts": posts.get(review.person_id or 0, ""),
            "unit": str(review.unit),
            "self_points": _points(points_in(entry)) if entry is not None else "",
            "self_level": self_level_in(entries, review, track),
        }
        if kind is DocumentKind.ANNEX_13:
            row |= {
                "points": _points(proposal.points) if proposal is not None else "",
                "level": words(proposal.level) if proposal is not None else "",
            }
        else:
            # What the board proposed is told beside what was decided, never before.
            row |= {
                "points": _points(proposal.points) if proposal is not None and decision is not None else "",
                "level": words(decision.level) if decision is not None else "",
                "decision": f"Số {decision.document_number} ngày {decision.decided_on:%d/%m/%Y}" if decision else "",
            }
        rows.append(row)
    body = unit or campaign.issuer
    about = (_WHOSE[kind], campaign.round_name, str(unit) if unit is not None else "")
    return summary_head(campaign, body, taken_on=taken_on, about=about) | {"rows": rows}


def _points(points: Any) -> str:
    return "" if points is None else written_points(stored_points(points))
