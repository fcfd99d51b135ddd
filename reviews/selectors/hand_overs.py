"""Copies of dossiers: which go where, which were given and received, what still keeps a dossier from being closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from organizations import clock
from organizations.choices import OrganizationKind
from organizations.models import Organization, User
from organizations.permissions import led_organizations
from reviews.choices import Medium
from reviews.models import Campaign, DossierClosing, HandOver, HandOverItem, Review, SlotKeeping
from reviews.permissions import acts_for
from reviews.rules.dossier import Slot, check_copies, check_kept, dossier_findings, dossier_slots
from reviews.rules.findings import Finding
from reviews.rules.parts.papers import CopyRule
from reviews.selectors.dossier import dossier_facts, slots_of
from reviews.selectors.papers import place_of
from reviews.selectors.signers import document_header

#: The copy that stays where the dossier was made.
OWN_COPY = "unit"
#: The copy for the body that advises the superior on cadres.
_ADVISORY_COPY = "advisory"


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One of the plan's copies of one dossier; ``item`` is None while it was not given."""

    rule: CopyRule
    item: HandOverItem | None

    @property
    def is_received(self) -> bool:
        return self.item is not None and self.item.hand_over.received_on is not None


def copy_rows(review: Review) -> list[CopyRow]:
    """The plan's copies in order; no query where it prints none."""
    copies = review.campaign.plan.copies
    if not copies:
        return []
    rows = HandOverItem.objects.filter(review=review).select_related(
        "hand_over__giver", "hand_over__receiver", "hand_over__received_by__person"
    )
    given = {row.copy: row for row in rows}
    return [CopyRow(copy, given.get(copy.key)) for copy in copies]


def closing_of(review: Review) -> DossierClosing | None:
    return DossierClosing.objects.select_related("closed_by__person").filter(review=review).first()


def closes(campaign: Campaign) -> bool:
    """Does the plan print what closes a dossier: papers that come after it was sent, or copies that are received?"""
    plan = campaign.plan
    return bool(plan.copies) or any(rule.at_closing for rule in plan.dossier)


def closing_findings(review: Review) -> list[Finding]:
    """What keeps the dossier open: a part, appraisal, decision or copy that lacks (P2-V.2.2-f, P2-V.1-a)."""
    plan = review.campaign.plan
    facts = replace(dossier_facts(review), closing=True)
    received = {row.rule.key for row in copy_rows(review) if row.is_received}
    return [
        *dossier_findings(facts, plan),
        *kept_findings(review, dossier_slots(facts, plan)),
        *check_copies(received, plan, closing=True),
    ]


def kept_findings(review: Review, slots: Iterable[Slot]) -> list[Finding]:
    return check_kept(slots, set(keepings(review)), review.campaign.plan)


def keepings(review: Review) -> dict[str, SlotKeeping]:
    """By line of the dossier; no query where the plan does not ask."""
    if review.campaign.plan.keeping is None:
        return {}
    return {row.slot: row for row in review.kept_slots.all()}


@dataclass(frozen=True, slots=True)
class KeptSlot:
    """One line of the dossier with how and where it is kept; empty words where that is not said yet."""

    slot: Slot
    medium: str
    place: str


def kept_slots(review: Review, slots: Iterable[Slot]) -> list[KeptSlot]:
    """What the program wrote it keeps as data, with the committee that manages the subject (P2-V-a)."""
    said = keepings(review)
    keeper = str(review.authority or review.campaign.issuer)
    rows = []
    for slot in slots:
        found = said.get(slot.key)
        if found is not None:
            rows.append(KeptSlot(slot, found.get_medium_display(), found.place))
        elif slot.is_present and not slot.by_hand:
            rows.append(KeptSlot(slot, Medium.ELECTRONIC.label, keeper))
        else:
            rows.append(KeptSlot(slot, "", ""))
    return rows


# Giving dossiers --------------------------------------------------------------------------------------------------


def givers(user: User, campaign: Campaign) -> list[Organization]:
    """The units with dossiers of the campaign for which the user acts; one query."""
    if not campaign.plan.copies:
        return []
    rows = Organization.objects.filter(reviews__campaign=campaign).distinct().order_by("path")
    led_organizations(user)
    return [unit for unit in rows if acts_for(user, unit)]


def not_given(campaign: Campaign, unit: Organization, copy: str) -> QuerySet[Review]:
    """The unit's dossiers of which that copy was not given yet, in the order of the list."""
    plan = campaign.plan
    period = plan.period.of_papers
    kinds = {kind.value for rule in plan.dossier if rule.period is period for kind in rule.subjects}
    given = HandOverItem.objects.filter(review=OuterRef("pk"), copy=copy)
    rows = Review.objects.included().filter(campaign=campaign, unit=unit, kind__in=kinds)
    return rows.filter(~Exists(given)).select_related("campaign__issuer", "collective", "person", "unit", "authority")


def receivers(campaign: Campaign, unit: Organization, copy: str) -> list[Organization]:
    """To whom that copy may go, the likeliest first; two queries at most."""
    if copy == OWN_COPY:
        return [unit]
    issuer = campaign.issuer
    above = list(Organization.objects.filter(path__in=unit.ancestor_paths()[:-1]).order_by("-path"))
    bodies = [issuer] if issuer.pk not in {row.pk for row in above} and issuer.pk != unit.pk else []
    found = [*above, *bodies]
    if copy != _ADVISORY_COPY:
        return found or [issuer]
    boards = Organization.objects.on(clock.today()).filter(
        kind=OrganizationKind.ADVISORY_BOARD, parent__in=[row.pk for row in [*found, issuer]]
    )
    advising = sorted(boards, key=lambda row: (not _keeps_cadres(row), row.path))
    return [*advising, *found] or [issuer]


def _keeps_cadres(board: Organization) -> bool:
    """The board that advises on cadres, as committees call it before and since 2025."""
    return any(words in board.name for words in ("Ban Tổ chức", "Ban Xây dựng Đảng"))


# The record -------------------------------------------------------------------------------------------------------


def hand_overs_of(campaign: Campaign, user: User) -> QuerySet[HandOver]:
    return (
        HandOver.objects.visible_to(user)
        .filter(campaign=campaign)
        .select_related("giver", "receiver", "cell_dossier__meeting__cell")
        .prefetch_related("items")
    )


def handover_payload(hand_over: HandOver) -> dict[str, Any]:
    """Biên bản bàn giao hồ sơ: giver, receiver, day, which copy, and every dossier with its parts.

    ``dossiers`` [{name, parts: [{label, state, medium, place}]}]; ``received_on`` is empty until it was received.
    """
    campaign = hand_over.campaign
    copy = next((row.title for row in campaign.plan.copies if row.key == hand_over.copy), "")
    received = hand_over.received_on
    return {
        "header": document_header(hand_over.giver),
        "place": place_of(hand_over.giver),
        "date": hand_over.handed_on.isoformat(),
        "title": str(hand_over.giver),
        "campaign": campaign.name,
        "giver": {"organization": str(hand_over.giver), "person": str(hand_over.handed_by)},
        "receiver": {
            "organization": str(hand_over.receiver),
            "person": str(hand_over.received_by) if hand_over.received_by else "",
        },
        "copy": copy,
        "received_on": received.isoformat() if received else "",
        "dossiers": _dossiers(hand_over),
        "notes": [hand_over.note] if hand_over.note else [],
    }


def _dossiers(hand_over: HandOver) -> list[dict[str, Any]]:
    dossier = getattr(hand_over, "cell_dossier", None)
    if dossier is not None:
        from reviews.selectors.cell_dossiers import cell_row

        row = cell_row(dossier.meeting)
        parts = [
            {"label": part.row.title, "state": part.lacks or "đủ", "medium": "", "place": ""} for part in row.parts
        ]
        return [{"name": str(dossier), "parts": parts}]
    found = []
    for item in hand_over.items.select_related(
        "review__campaign__issuer", "review__person", "review__collective", "review__unit", "review__authority"
    ):
        rows = kept_slots(item.review, slots_of(item.review))
        found.append({"name": str(item.review), "parts": [_part(row) for row in rows]})
    return found


def _part(row: KeptSlot) -> dict[str, str]:
    slot = row.slot
    state = (
        "có" if slot.is_present else slot.waiver or ("không có" if slot.optional and not slot.later else slot.reason)
    )
    return {"label": slot.label, "state": state, "medium": row.medium, "place": row.place}
