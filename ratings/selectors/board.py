"""Levels side by side: the chain of one review, and the board's table of many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import F, Q
from django.utils import timezone

from forms_templates.text import stored_points, written_points
from organizations.models import Organization, User
from organizations.text import fold, search_text
from ratings.choices import DecisionState, ProposalSource
from ratings.models import Decision, Proposal
from ratings.permissions import appraises, authority_of, sees_appraisal
from ratings.selectors.ballots import tally_of
from ratings.selectors.corrections import to_recognize_again
from ratings.selectors.heads import belonged_to, headed_by, reopenings
from ratings.selectors.scores import points_in, quarter_findings, quarter_levels
from reviews.choices import EntryState, Level, OpinionKind, OpinionState, SubjectKind, Track
from reviews.models import Campaign, FormEntry, Opinion, Review, SelfRating
from reviews.models.review import ReviewQuerySet
from reviews.rules import caps, quota
from reviews.rules.findings import Finding, Severity
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.parts import Topic
from reviews.rules.parts.ties import Tie
from reviews.rules.residence import residence_proposal
from reviews.rules.vocabulary import QUARTERS, RatedKind
from reviews.selectors.preparation import criteria_findings
from reviews.selectors.self_levels import SELF_LEVEL_FIELDS


@dataclass(frozen=True, slots=True)
class Link:
    """One word in the chain: who said which level, when, on what ground."""

    label: str
    body: str = ""
    level: str = ""
    comment: str = ""
    on: date | None = None
    basis: str = ""


@dataclass(slots=True)
class Chain:
    """The links of one track, from the subject himself to the authority."""

    track: Track
    links: list[Link] = field(default_factory=list)
    decision: Decision | None = None
    authority: Organization | None = None
    authority_label: str = ""
    findings: list[Finding] = field(default_factory=list)
    missing_quarters: list[Finding] = field(default_factory=list)


def chain_of(review: Review, *, user: User) -> list[Chain]:
    """Each track's levels side by side, as far as ``user`` may know them; every word said is kept (four queries).

    Opinions are shown to whoever may read them, the board's appraisal to those who weigh it until it is decided.
    """
    entry = FormEntry.objects.filter(review=review).first()
    proposals = list(
        Proposal.objects.filter(review=review).select_related("organization", "question__session").order_by("made_at")
    )
    opinions = list(
        Opinion.objects.visible_to(user)
        .filter(review=review, state=OpinionState.CONFIRMED)
        .exclude(kind=OpinionKind.RESIDENCE)
        .select_related("addressee")
    )
    decisions = list(
        Decision.objects.filter(review=review).select_related(
            "authority", "annulling_authority", "suspending_order__ordered_by"
        )
    )
    for decision in decisions:
        decision.review = review
    decided = {decision.track for decision in decisions if decision.state == DecisionState.IN_FORCE}
    for proposal in proposals:
        proposal.review = review
    told = [
        proposal
        for proposal in proposals
        if proposal.source != ProposalSource.BOARD
        or proposal.track in decided
        or sees_appraisal(user, review, Track(proposal.track))
    ]
    chain = [_chain(review, track, entry, told, opinions, decisions) for track in review.tracks]
    cadre = next((line for line in chain if line.track == Track.CADRE and line.decision is not None), None)
    if cadre is not None and cadre.decision is not None:
        levels = {review.pk: cadre.decision.level}
        cadre.findings = reopenings([review], [review.campaign], levels=levels).get(review.pk, [])
    return chain


def _chain(
    review: Review,
    track: Track,
    entry: FormEntry | None,
    proposals: Iterable[Proposal],
    opinions: Iterable[Opinion],
    decisions: Iterable[Decision],
) -> Chain:
    chain = Chain(
        track=track, authority=authority_of(review, track), authority_label=review.get_authority_kind_display()
    )
    quarters = quarter_levels(review, track)
    for quarter, level in quarters.items():
        chain.links.append(Link(f"Kết quả {QUARTERS[quarter]}", level=level or ""))
    chain.missing_quarters = quarter_findings(review, quarters)
    if review.is_organization:
        own = SelfRating.objects.filter(review=review).first()
        if own is not None:
            on = timezone.localdate(own.recorded_at)
            chain.links.append(Link("Tự nhận mức xếp loại", str(review), own.level, own.basis, on))
    if entry is not None and entry.is_submitted:
        chain.links.append(
            Link(
                "Tự nhận mức xếp loại",
                str(review),
                str(entry.data.get(SELF_LEVEL_FIELDS[track]) or ""),
                basis=_points("Tự chấm", points_in(entry), review),
            )
        )
    spoken = [proposal for proposal in proposals if proposal.track == track]
    chain.links += [_proposed(proposal) for proposal in spoken if proposal.source != ProposalSource.BOARD]
    if track != Track.MEMBER:
        chain.links += [
            Link(
                opinion.get_kind_display(),
                str(opinion.addressee),
                opinion.level,
                opinion.comment,
                opinion.document_on,
                f"Văn bản số {opinion.document_number}",
            )
            for opinion in opinions
        ]
    chain.links += [_proposed(proposal) for proposal in spoken if proposal.source == ProposalSource.BOARD]
    for decision in decisions:
        if decision.track == track:
            chain.links.append(
                Link(
                    f"Quyết định ({decision.get_state_display().lower()})",
                    str(decision.authority),
                    decision.level,
                    "\n\n".join(filter(None, (decision.reason, decision.annulled_reason))),
                    decision.decided_on,
                    _decided_by(decision),
                )
            )
            if decision.state == DecisionState.IN_FORCE:
                chain.decision = decision
    return chain


def _decided_by(decision: Decision) -> str:
    """The document; of a level annulled also by whom, when and by which other document."""
    said = f"Văn bản số {decision.document_number}"
    if decision.annulled_document and decision.annulled_on is not None:
        said += (
            f"; {decision.annulling_authority} hủy bỏ ngày {decision.annulled_on:%d/%m/%Y} theo "
            f"{decision.annulled_document}"
        )
    if decision.suspending_order is not None:
        order = decision.suspending_order
        said += f"; tạm dừng ngày {order.ordered_on:%d/%m/%Y} theo yêu cầu kiểm điểm lại của {order.ordered_by}"
    return said


def _proposed(proposal: Proposal) -> Link:
    return Link(
        proposal.get_source_display(),
        str(proposal.organization),
        proposal.level,
        proposal.comment,
        proposal.signed_on,
        _points("Thẩm định", proposal.points, proposal.review) or _basis(proposal),
    )


def _points(said_by: str, points: Decimal | None, review: Review) -> str:
    return "" if points is None else f"{said_by} {written_points(stored_points(points))} điểm (Phụ lục {review.annex})"


def _basis(proposal: Proposal) -> str:
    """The counts behind a voted level, in the levels' own words."""
    question = proposal.question
    if question is None or question.issued is None:
        return ""
    tally = tally_of(question)
    said = [f"{count} {Level(level).label}" for level in Level.values if (count := getattr(question, level))]
    ballots = f"{tally.issued} phiếu"
    if tally.collected < tally.issued:
        ballots = f"Thu về {tally.collected}/{tally.issued} phiếu phát ra"
    return f"{ballots}: {'; '.join(said)}" if said else ballots


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One track of one subject on the board."""

    review: Review
    track: Track
    self_level: str
    cell_level: str
    voted_level: str
    unit_level: str
    opinion_levels: tuple[str, ...]
    missing_opinions: int
    board_level: str
    decision: Decision | None
    submitted: bool
    reopen: bool


@dataclass(slots=True)
class BoardTable:
    """The board's view of a campaign: the filtered reviews, the quota, the distribution of levels."""

    campaign: Campaign
    user: User
    reviews: ReviewQuerySet
    kind: str
    search: str
    quota: quota.Quota | None
    findings: list[Finding]
    disagreements: list[Finding]
    again: list[Finding]
    distribution: list[tuple[str, str, int]]
    decided_count: int
    total_count: int

    def rows(self, page: Iterable[Review]) -> list[BoardRow]:
        """The rows of one page: eight more queries, however many rows; no more than ``user`` may know."""
        reviews = list(page)
        handed_in = FormEntry.objects.filter(review__in=reviews).exclude(state=EntryState.DRAFT)
        entries = dict(handed_in.values_list("review_id", "data"))
        taken = dict(SelfRating.objects.filter(review__in=reviews).values_list("review_id", "level"))
        proposals: dict[tuple[int, str, str], str] = {}
        for proposal in Proposal.objects.filter(review__in=reviews).order_by("made_at"):
            proposals[proposal.review_id, proposal.track, proposal.source] = proposal.level
        opinions: dict[int, list[Opinion]] = defaultdict(list)
        asked_of = Opinion.objects.visible_to(self.user).filter(review__in=reviews)
        for opinion in asked_of.exclude(kind=OpinionKind.RESIDENCE):
            opinions[opinion.review_id].append(opinion)
        decisions = {
            (decision.review_id, decision.track): decision
            for decision in Decision.objects.in_force().filter(review__in=reviews)
        }
        again = reopenings(
            reviews,
            [self.campaign],
            levels={review: row.level for (review, track), row in decisions.items() if track == Track.CADRE},
        )
        rows = []
        for review in reviews:
            asked = opinions[review.pk]
            own_vote = review.person_id is None  # a cell votes on itself and on its committee
            for track in review.tracks:
                if track == Track.MEMBER and Track.CADRE in review.tracks:
                    continue
                decision = decisions.get((review.pk, track))
                told = decision is not None or sees_appraisal(self.user, review, track)
                rows.append(
                    BoardRow(
                        review=review,
                        track=track,
                        self_level=taken.get(review.pk)
                        or str((entries.get(review.pk) or {}).get(SELF_LEVEL_FIELDS.get(track, "")) or ""),
                        cell_level=proposals.get((review.pk, Track.MEMBER, ProposalSource.CELL_VOTE), ""),
                        voted_level=proposals.get((review.pk, track, ProposalSource.COLLECTIVE_VOTE))
                        or (proposals.get((review.pk, track, ProposalSource.CELL_VOTE), "") if own_vote else ""),
                        unit_level=proposals.get((review.pk, track, ProposalSource.UNIT_HEAD), ""),
                        opinion_levels=tuple(opinion.level for opinion in asked if opinion.level),
                        missing_opinions=sum(1 for opinion in asked if not opinion.is_in),
                        board_level=proposals.get((review.pk, track, ProposalSource.BOARD), "") if told else "",
                        decision=decision,
                        submitted=review.submitted_to_board_at is not None,
                        reopen=track == Track.CADRE and review.pk in again,
                    )
                )
        return rows


def board_rows(campaign: Campaign, *, user: User, query: Mapping[str, str]) -> BoardTable:
    """The campaign's subjects that the user sees, filtered by kind and name."""
    asked = query.get("kind", "")
    kind = SubjectKind(asked) if asked in SubjectKind.values else SubjectKind.PERSON
    search = search_text(query.get("q", ""))
    reviews = Review.objects.visible_to(user).rated().filter(campaign=campaign, kind=kind)
    reviews = reviews.with_subject().select_related("authority", "member_authority")
    if search:
        reviews = reviews.filter(
            Q(person__search_name__contains=fold(search))
            | Q(collective__name__icontains=search)
            | Q(unit__search_name__contains=fold(search))
        )
    track = Track.CADRE if kind == SubjectKind.PERSON else Track(kind)
    levels = _latest_levels(reviews, track, appraised=appraises(user, campaign))
    counts = {level: sum(1 for found in levels.values() if found == level) for level in Level.values}
    rules = campaign.plan.quota_for(RatedKind(track))
    counted = None
    if levels:
        counted = quota.seats(rules=rules, levels=[RuleLevel(level) for level in levels.values()], group_size=None)
    whole = counted is not None and not search and appraises(user, campaign)
    return BoardTable(
        campaign=campaign,
        user=user,
        # What has come in to be appraised stands on top.
        reviews=reviews.order_by(
            F("submitted_to_board_at").asc(nulls_last=True), "unit_path", "person__given_name_key", "pk"
        ),
        kind=kind,
        search=search,
        quota=counted,
        findings=quota.check_quota(counted, name=str(campaign.issuer), rules=rules, re_rating=None)
        if counted and whole
        else [],
        again=to_recognize_again(reviews, campaign) if appraises(user, campaign) else [],
        disagreements=_disagreements(reviews, levels, campaign, user) if track == Track.CADRE else [],
        distribution=[(level, Level(level).label, counts[level]) for level in Level.values],
        decided_count=Decision.objects.in_force().filter(review__in=reviews, track=track).count(),
        total_count=reviews.count(),
    )


def _disagreements(reviews: ReviewQuerySet, cadre: Mapping[int, str], campaign: Campaign, user: User) -> list[Finding]:
    """Everybody whose two levels differ, where the plan wants them seen together (P1-II.2-b, P4-2.3-k).

    Nobody's own: he learns what is decided. Two queries and two more for whoever is named; none for other plans.
    """
    plan = campaign.plan
    if plan.tie(Tie.CADRE_AND_MEMBER) is None or not cadre:
        return []
    both = reviews.filter(rated_as_member=True, pk__in=cadre).exclude(person_id=user.person_key)
    member = _latest_levels(both, Track.MEMBER, appraised=appraises(user, campaign))
    return [
        finding
        for review in both.filter(pk__in=[pk for pk, level in member.items() if level != cadre[pk]])
        for finding in caps.check_tracks(
            name=str(review), cadre=RuleLevel(cadre[review.pk]), member=RuleLevel(member[review.pk]), plan=plan
        )
    ]


def _latest_levels(reviews: ReviewQuerySet, track: Track, *, appraised: bool) -> dict[int, str]:
    """The word that counts most on each subject: the decision, else the board's, else the last of ballot or unit head.

    ``appraised``: the board's word may be counted before it is decided.
    """
    proposals = Proposal.objects.filter(review__in=reviews, track=track)
    below = proposals.exclude(source=ProposalSource.BOARD).order_by("made_at", "pk")
    levels: dict[int, str] = dict(below.values_list("review_id", "level"))
    if appraised:
        levels.update(proposals.filter(source=ProposalSource.BOARD).values_list("review_id", "level"))
    levels.update(Decision.objects.in_force().filter(review__in=reviews, track=track).values_list("review_id", "level"))
    return levels


def seen_together(review: Review, user: User) -> list[Finding]:
    """What a plan wants seen beside a level: the same person's other one, those of his bodies (P1-II.2-b, P4-2.3-k).

    Of the levels that count most so far; the board's only for whoever may see it. First the criteria that nobody has
    entered yet (P4-2.2-a).
    """
    plan = review.campaign.plan
    findings = criteria_findings(review.campaign, [RatedKind(track) for track in review.tracks])
    if review.person_id is None:
        return findings
    rows = Review.objects.filter(pk=review.pk)
    levels = {}
    for track in review.tracks:
        found = _latest_levels(rows, track, appraised=sees_appraisal(user, review, track)).get(review.pk)
        if found:
            levels[track] = RuleLevel(found)
    if plan.tie(Tie.CADRE_AND_MEMBER) is not None:
        cadre, member = levels.get(Track.CADRE), levels.get(Track.MEMBER)
        findings += caps.check_tracks(name=str(review), cadre=cadre, member=member, plan=plan)
    if plan.cite(Topic.MEMBER_CAP) is not None and levels:
        bodies = belonged_to(review.person_id, review.campaign)
        best = max(levels.values(), key=lambda level: level.rank)
        findings += caps.member_cap(level=best, collectives=bodies, plan=plan)
    if plan.severity(Topic.HEAD_CAP) is not Severity.BLOCK and Track.CADRE in levels:
        headed = headed_by([review.person_id], [review.campaign]).get((review.campaign_id, review.person_id), [])
        findings += caps.head_cap(level=levels[Track.CADRE], headed=headed, plan=plan)
    return findings


def proposed_by_residence(review: Review, user: User) -> list[Finding]:
    """What the committee of the residence proposes, before the board and the authority; it lowers nothing (P0-M213-d).

    One query, none for a collective or for whoever does not weigh the levels.
    """
    if review.person_id is None or not any(sees_appraisal(user, review, track) for track in review.tracks):
        return []
    opinion = (
        Opinion.objects.visible_to(user)
        .filter(review=review, kind=OpinionKind.RESIDENCE, state=OpinionState.CONFIRMED)
        .first()
    )
    found = residence_proposal(opinion.data, name=str(review), plan=review.campaign.plan) if opinion else None
    return [found] if found is not None else []
