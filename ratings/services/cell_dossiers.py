"""The cell's list of rewards, the papers of its dossier, and sending it to the committee."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date
from typing import Any

from forms_templates.choices import DocumentKind
from organizations import clock
from organizations.choices import AuditAction
from organizations.models import User
from organizations.services.acts import recorded
from ratings.selectors import cell_dossiers as selectors
from ratings.services.papers import print_entry
from reviews.choices import EntryState, SubjectKind
from reviews.models import CellDossier, HandOver, Meeting, Paper, Review, RewardProposal
from reviews.permissions import cell_dossier_refusal
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.selectors.before_ballot import organizations_rated_at
from reviews.selectors.cell_dossiers import CellRow, cell_row
from reviews.services.cell_dossiers import locked_dossier
from reviews.services.papers import print_minutes, request_paper


@recorded(AuditAction.REWARDS)
def propose_rewards(
    *, meeting_id: int, listed: Collection[int], outstanding: Collection[int], none: bool, by: User
) -> CellDossier:
    """Whom the cell proposes for reward, by review; ``none``: the list says that there is nobody (P4-III-c).

    Refused for whoever was not rated at the best level here, for one marked without standing on the list, and for a
    list that names people and says that there are none.
    """
    dossier = locked_dossier(meeting_id, by=by)
    row = cell_row(dossier.meeting)
    known = {found.review.pk: found for found in selectors.candidates(row)}
    findings = []
    if not set(listed) | set(outstanding) <= known.keys():
        findings.append(Finding("cell.reward", Severity.BLOCK, "Chọn trong số đảng viên chi bộ đã xếp loại."))
    if not set(outstanding) <= set(listed):
        message = "Đảng viên được đánh dấu “tiêu biểu” phải có trong danh sách đề nghị khen thưởng."
        findings.append(Finding("cell.reward", Severity.BLOCK, message))
    if none and listed:
        message = "Đã chọn đảng viên đề nghị khen thưởng thì không ghi “không có”."
        findings.append(Finding("cell.reward", Severity.BLOCK, message))
    refuse_if_blocking(findings)
    chosen = [replace(known[pk], listed=True, outstanding=pk in set(outstanding)) for pk in sorted(set(listed))]
    refuse_if_blocking(selectors.reward_findings(row, chosen))
    dossier.rewards.all().delete()
    RewardProposal.objects.bulk_create(
        RewardProposal(dossier=dossier, review=found.review, outstanding=found.outstanding) for found in chosen
    )
    dossier.no_rewards = none
    dossier.save(update_fields=("no_rewards",))
    return dossier


@recorded(AuditAction.REPORT_SEND, of=(Meeting, "meeting_id"))
def send_cell_dossier(*, meeting_id: int, by: User, on: date) -> list[Finding]:
    """Hand the dossier over to the committee; a late one is taken and marked (P4-III-d).

    It is the dossier on which the cell itself is appraised.

    Refused while a part is missing, the meeting has not passed what it must, or the list of rewards names somebody
    whose level was changed since.
    """
    dossier = locked_dossier(meeting_id, by=by)
    row = cell_row(dossier.meeting)
    listed = [found for found in selectors.candidates(row) if found.listed]
    warnings = refuse_if_blocking([*row.findings(on=on), *selectors.reward_findings(row, listed)])
    assert dossier.meeting.cell is not None
    campaign = dossier.meeting.campaign
    dossier.hand_over = HandOver.objects.create(
        campaign=campaign, giver=dossier.meeting.cell, receiver=campaign.issuer, handed_on=on, handed_by=by
    )
    dossier.save(update_fields=("hand_over",))
    rated = [review.pk for review in organizations_rated_at(dossier.meeting)]
    Review.objects.filter(pk__in=rated).update(submitted_to_board_at=clock.now())
    return warnings


_Payload = Callable[[CellRow, date], dict[str, Any]]

#: What the program writes of a cell's dossier: part, kind, title, content.
_PAPERS: dict[str, tuple[DocumentKind, str, _Payload]] = {
    "title_registration": (
        DocumentKind.CELL_REGISTRATION,
        "Tờ trình đăng ký danh hiệu thi đua",
        selectors.registration_payload,
    ),
    "score_sheet": (DocumentKind.CELL_SCORES, "Bảng điểm đánh giá, xếp loại chi bộ", selectors.scores_payload),
    "reward_list": (DocumentKind.CELL_REWARDS, "Danh sách đảng viên đề nghị khen thưởng", selectors.rewards_payload),
    "support": (DocumentKind.CELL_SUPPORT, "Bảng tính kinh phí hỗ trợ hội nghị", selectors.support_payload),
}
PRINTED_PARTS = tuple(_PAPERS)


def print_cell_paper(*, row: CellRow, part: str, by: User, on: date) -> Paper:
    """One paper of the dossier as it now stands. ``part`` is one of ``PRINTED_PARTS``."""
    refuse_if_blocking([*cell_dossier_refusal(by, row.cell), *_nothing_to_print(row, part)])
    kind, title, payload = _PAPERS[part]
    assert row.meeting is not None
    return request_paper(
        kind=kind,
        subject_key=f"cell:{row.meeting.pk}:{part}",
        title=f"{title} – {row.cell}",
        payload=payload(row, on),
        by=by,
        meeting=row.meeting,
    )


def _nothing_to_print(row: CellRow, part: str) -> list[Finding]:
    dossier = row.dossier
    missing = {
        "title_registration": dossier is None or not dossier.title,
        "score_sheet": dossier is None or not dossier.scores.all(),
        "reward_list": dossier is None or not (dossier.no_rewards or dossier.rewards.all()),
        "support": row.campaign.plan.cells is None or row.campaign.plan.cells.support is None,
    }
    if row.meeting is not None and not missing[part]:
        return []
    return [Finding("cell.print", Severity.BLOCK, "Chưa ghi phần này, chưa có gì để in.")]


def print_whole_dossier(*, row: CellRow, by: User, on: date) -> Paper:
    """All parts in the printed order behind one cover that names what lacks."""
    refuse_if_blocking(cell_dossier_refusal(by, row.cell))
    if row.meeting is None:
        refuse_if_blocking([Finding("cell.print", Severity.BLOCK, f"{row.cell} chưa lập hội nghị kiểm điểm.")])
    assert row.meeting is not None
    papers = _documents(row, by, on)
    items = []
    for part in row.parts:
        kept = _kept_as_it_is(part.row.key, row.dossier)
        items.append(
            {
                "label": part.row.title,
                "optional": False,
                "waived": bool(kept),
                "missing": part.lacks or kept,
                "documents": [
                    {"document_id": paper.document_id, "title": paper.document.title}
                    for paper in papers.get(part.row.key, [])
                ],
            }
        )
    return request_paper(
        kind=DocumentKind.DOSSIER,
        subject_key=f"cell:{row.meeting.pk}:dossier",
        title=f"Hồ sơ của chi bộ – {row.cell}",
        payload={**selectors.heading(row, on), "title": f"Hồ sơ của {row.cell}", "items": items},
        by=by,
        meeting=row.meeting,
    )


def _kept_as_it_is(part: str, dossier: CellDossier | None) -> str:
    """A part that has no file: the minute book itself, a list that says that there is nobody."""
    if dossier is None:
        return ""
    if part == "minute_book" and dossier.minute_book_on is not None:
        return f"Nộp sổ gốc ngày {dossier.minute_book_on:%d/%m/%Y}"
    return "Không có" if part == "reward_list" and dossier.no_rewards else ""


def _documents(row: CellRow, by: User, on: date) -> dict[str, list[Paper]]:
    """The papers of each part as they now stand, asked for if nobody has yet; a signed scan stands in for its print."""
    assert row.meeting is not None
    found: dict[str, list[Paper]] = {}
    handed_in = Paper.objects.filter(meeting=row.meeting).select_related("document").order_by("pk")
    for paper in handed_in:
        if paper.slot:
            found.setdefault(paper.slot, []).append(paper)
        elif paper.document.kind == DocumentKind.MEMBERS_SUMMARY:
            found["member_summary"] = [paper]
    for part in ("title_registration", "score_sheet", "reward_list"):
        if part not in found and not _nothing_to_print(row, part):
            found[part] = [print_cell_paper(row=row, part=part, by=by, on=on)]
    if row.meeting.opened_at is not None and "minutes" not in found:
        found["minutes"] = [print_minutes(meeting=row.meeting, by=by)]
    found["self_reviews"] = [print_entry(review=review, by=by) for review in _self_reviews(row)]
    return found


def _self_reviews(row: CellRow) -> list[Review]:
    """The committee's report and the statements of members paid by the State, as far as they are final (P4-III-b)."""
    reviews = Review.objects.included().with_subject().filter(campaign=row.campaign, entry__state=EntryState.FINAL)
    own = reviews.filter(collective__organization=row.cell, collective__kind="cell_committee")
    people = reviews.filter(kind=SubjectKind.PERSON, venues__cell=row.cell, venues__waived_reason="").distinct()
    paid = [review for review in people if review.rated_as_cadre or (review.person and review.person.workplace_id)]
    return [*own, *sorted(paid, key=lambda review: str(review))]
