"""What may be decided now, what was decided by which document, and what stands on decision, notice and report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from organizations import clock
from organizations.choices import OrganizationKind
from organizations.models import Organization, Post, User
from organizations.models.organization import within
from organizations.names import committee_name
from organizations.permissions import granted, holds_any
from ratings.choices import ProposalSource
from ratings.models import Decision, Proposal
from ratings.permissions import appraises, decision_refusal
from reviews.choices import AuthorityKind, Inclusion, Level, MeetingState, SubjectKind, Track
from reviews.models import Campaign, Meeting, Review
from reviews.permissions import own_cases
from reviews.rules.findings import Finding, Severity
from reviews.selectors.papers import place_of
from reviews.selectors.signers import document_header, signer_of

#: The order of subjects on a list: bodies before people, the post before the membership.
_TRACKS = (Track.ORGANIZATION, Track.COLLECTIVE, Track.CADRE, Track.MEMBER)


def sees_outcomes(user: User, campaign: Campaign) -> bool:
    """Whoever weighs the campaign's levels, and whoever decides for some body."""
    return appraises(user, campaign) or holds_any(user, "decide")


def decidable(campaign: Campaign, user: User) -> QuerySet[Proposal]:
    """The proposals that the user may turn into decisions: one for each track that nobody has decided yet.

    The board's appraisal, and of a member the level that his cell voted where the plan does not score him. Nothing
    that a superior decides, and no case of his own (``left_out``).
    """
    own = Review.objects.filter(own_cases(user, "decide"), campaign=campaign)
    return _undecided(campaign, user).exclude(review__in=own.values("pk"))


def left_out(campaign: Campaign, user: User) -> list[Finding]:
    """The levels that wait for his authority and that he does not decide himself, and why. One query where none is."""
    own = Review.objects.filter(own_cases(user, "decide"), campaign=campaign)
    rows = _undecided(campaign, user).filter(review__in=own.values("pk"))
    found = [
        Finding(finding.code, Severity.INFO, f"{row.review}: {finding.message}")
        for row in rows
        for finding in decision_refusal(user, row.review, Track(row.track))
    ]
    return list(dict.fromkeys(found))


def _undecided(campaign: Campaign, user: User) -> QuerySet[Proposal]:
    member_source = ProposalSource.CELL_VOTE if campaign.plan.scoring is None else ProposalSource.BOARD
    member = Q(track=Track.MEMBER, source=member_source) & granted(user, "review__member_authority__path", "decide")
    superior = Q(review__authority_kind__in=(AuthorityKind.SELF_RATED, AuthorityKind.EXTERNAL))
    mine = granted(user, "review__authority__path", "decide") & ~superior
    others = Q(source=ProposalSource.BOARD) & ~Q(track=Track.MEMBER) & mine
    decided = Decision.objects.in_force().filter(review=OuterRef("review"), track=OuterRef("track"))
    rows = Proposal.objects.filter(review__campaign=campaign, review__inclusion=Inclusion.INCLUDED)
    rows = rows.filter(member | others).exclude(Exists(decided))
    return rows.select_related(
        "review__person",
        "review__collective__organization",
        "review__unit",
        "review__authority__parent",
        "review__member_authority__parent",
    ).order_by("review__unit_path", "review__kind", "review__person__given_name_key", "review_id", "track")


def authority_for(proposal: Proposal) -> Organization | None:
    review = proposal.review
    return review.member_authority if proposal.track == Track.MEMBER else review.authority


@dataclass(frozen=True, slots=True)
class DecidedGroup:
    """The levels decided by one document."""

    authority: Organization
    number: str
    decided_on: date
    count: int


def decided_groups(campaign: Campaign, user: User) -> list[DecidedGroup]:
    """By document, the newest first: of the authorities whose decisions the user may read. Two queries."""
    rows = (
        Decision.objects.in_force()
        .filter(granted(user, "authority__path", "decide", "appraise", "inspect"), review__campaign=campaign)
        .values("authority", "document_number", "decided_on")
        .annotate(count=Count("pk"))
        .order_by("-decided_on", "document_number")
    )
    found = list(rows)
    bodies = Organization.objects.in_bulk([row["authority"] for row in found])
    return [
        DecidedGroup(bodies[row["authority"]], row["document_number"], row["decided_on"], row["count"]) for row in found
    ]


def decision_head(campaign: Campaign, authority: Organization, *, on: date) -> dict[str, Any]:
    """Head, place, day, signer of a document in the name of ``authority`` (``parent`` fetched)."""
    signer = signer_of(authority, on=clock.today())
    name = committee_name(authority)
    speaks_as = signer.get("body", "")
    return {
        "header": document_header(authority),
        "place": place_of(authority),
        "date": on.isoformat(),
        "campaign": campaign.name,
        "year": campaign.year,
        "authority": f"{speaks_as} {name}" if speaks_as == "Ban Thường vụ" else name,
        "signer": signer,
    }


def decision_payload(
    campaign: Campaign, authority: Organization, rows: Sequence[Proposal | Decision], *, on: date
) -> dict[str, Any]:
    """The levels of ``rows`` in the order of the list, on the bases that the plan names for their tracks.

    Each row keeps the ids by which issuing decides it.
    """
    tracks = {row.track for row in rows}
    board = _board_of(authority)
    superior = [f"{committee_name(authority.parent)} (b/c)"] if authority.parent is not None else []
    return decision_head(campaign, authority, on=on) | {
        "subject": f"về việc đánh giá, xếp loại chất lượng {campaign.round_name.lower()}",
        "bases": [
            *(basis.document for basis in campaign.plan.legal_bases if tracks.intersection(basis.tracks)),
            f"{campaign.document} của {committee_name(campaign.issuer)}",
        ],
        "proposer": board,
        "rows": level_rows(rows),
        "executors": board or "Các cơ quan, đơn vị liên quan",
        "recipients": {"names": [*superior, *([board] if board else []), "Các tập thể, cá nhân có tên tại Điều 1"]},
    }


def level_rows(rows: Sequence[Proposal | Decision]) -> list[dict[str, Any]]:
    """One line a level: who, which post and unit, what is rated, the level in words. One query."""
    ordered = sorted(rows, key=lambda row: (_TRACKS.index(Track(row.track)), row.review.unit_path))
    people = [row.review.person_id for row in ordered if row.review.person_id is not None]
    titles: dict[int, str] = {}
    for person_id, title in (
        Post.objects.on(clock.today()).filter(person__in=people).order_by("pk").values_list("person_id", "title")
    ):
        titles.setdefault(person_id, title)
    return [
        {
            "name": str(row.review),
            "post": ", ".join(filter(None, (titles.get(row.review.person_id or 0, ""), str(row.review.unit)))),
            "track": Track(row.track).label,
            "level": Level(row.level).label,
            "review_id": row.review_id,
            "track_key": row.track,
            "level_key": row.level,
        }
        for row in ordered
    ]


def _board_of(authority: Organization) -> str:
    """The committee's organization board, which proposes and carries out."""
    boards = Organization.objects.filter(
        parent=authority, kind=OrganizationKind.ADVISORY_BOARD, name__startswith="Ban Tổ chức"
    )
    return str(boards.first() or "")


def notice_payload(review: Review, decisions: Sequence[Decision], *, on: date) -> dict[str, Any]:
    """To the subject and its unit: the levels that one document decided. ``authority__parent`` fetched."""
    decision = decisions[0]
    addressees = [str(review) if review.person_id is None else f"Đồng chí {review}", str(review.unit)]
    return decision_head(review.campaign, decision.authority, on=on) | {
        "subject": f"kết quả đánh giá, xếp loại chất lượng {review.campaign.round_name.lower()}",
        "addressees": list(dict.fromkeys(addressees)),
        "basis": {"number": decision.document_number, "date": decision.decided_on.isoformat()},
        "rows": level_rows(decisions),
        "recipients": {"names": ["Như trên"]},
    }


def report_payload(campaign: Campaign, unit: Organization) -> dict[str, Any]:
    """How the review and the rating of a unit and everything below it have come out. A fixed number of queries."""
    on = clock.today()
    reviews = Review.objects.filter(campaign=campaign).under(unit)
    included = reviews.filter(inclusion=Inclusion.INCLUDED)
    exempt = Counter(reviews.filter(inclusion=Inclusion.EXEMPT).values_list("reason", flat=True))
    levels = Counter(Decision.objects.in_force().filter(review__in=included).values_list("track", "level"))
    due = _tracks_due(included)
    held = Meeting.objects.filter(within("unit_path", unit.path), campaign=campaign, only_votes=False)
    meetings = Counter(held.values_list("state", flat=True))
    kinds = Counter(included.values_list("kind", flat=True))
    superior = [committee_name(unit.parent)] if unit.parent is not None else []
    return {
        "header": document_header(unit),
        "place": place_of(unit),
        "date": on.isoformat(),
        "campaign": campaign.name,
        "year": campaign.year,
        "subject": f"kết quả kiểm điểm, đánh giá, xếp loại chất lượng {campaign.round_name.lower()}",
        "bases": [f"{campaign.document} của {committee_name(campaign.issuer)}"],
        "sections": [
            {
                "title": "1. Kết quả kiểm điểm",
                "text": "\n".join(
                    [
                        f"Thuộc diện kiểm điểm: {kinds[SubjectKind.COLLECTIVE]} tập thể, "
                        f"{kinds[SubjectKind.PERSON]} cá nhân.",
                        f"Đã tổ chức {meetings[MeetingState.CONCLUDED]}/{sum(meetings.values())} hội nghị kiểm điểm.",
                        *_exempt_lines(exempt),
                    ]
                ),
            },
            {"title": "2. Kết quả đánh giá, xếp loại chất lượng", "text": "", "table": _level_table(levels, due)},
        ],
        "closing": f"Trên đây là báo cáo kết quả của {committee_name(unit)}",
        "signer": signer_of(unit, on=on),
        "recipients": {"names": superior},
    }


def _tracks_due(included: Any) -> dict[Track, int]:
    return {
        Track.ORGANIZATION: included.filter(kind=SubjectKind.ORGANIZATION).count(),
        Track.COLLECTIVE: included.filter(kind=SubjectKind.COLLECTIVE).count(),
        Track.CADRE: included.filter(kind=SubjectKind.PERSON, rated_as_cadre=True).count(),
        Track.MEMBER: included.filter(kind=SubjectKind.PERSON, rated_as_member=True).count(),
    }


def _exempt_lines(exempt: Counter[str]) -> Iterable[str]:
    if not exempt:
        return
    yield f"Không kiểm điểm {sum(exempt.values())} trường hợp:"
    for reason, count in sorted(exempt.items()):
        yield f"- {reason}: {count}."


def _level_table(levels: Counter[tuple[str, str]], due: dict[Track, int]) -> dict[str, Any]:
    rows: list[list[str | int]] = []
    for track in _TRACKS:
        if track == Track.ORGANIZATION and not due[track]:
            continue
        counts = [levels[track, level] for level in Level.values]
        rows.append([track.label, due[track], *counts, due[track] - sum(counts)])
    names = [Level(level).label.removesuffix(" nhiệm vụ") for level in Level.values]
    return {"columns": ["Đối tượng", "Tổng số", *names, "Chưa xếp loại"], "rows": rows}
