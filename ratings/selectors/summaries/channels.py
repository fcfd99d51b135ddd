"""Mẫu 11: every channel of information about each leader whom the superior rates (P4-2.2.2-d)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q

from organizations import clock
from organizations.models import Organization, Post
from ratings.choices import BallotState, ProposalSource
from ratings.models import BallotQuestion, Decision, Proposal
from ratings.selectors.heads import headed_by
from ratings.selectors.summaries.classified import classified, level_and_counts
from ratings.selectors.summaries.common import NONE, entries_in, posts_of, self_level_in, summary_head, words
from reviews.choices import AuthorityKind, OpinionKind, OpinionState, SubjectKind, Track, VenueKind
from reviews.models import Campaign, Opinion, Review, ReviewPrompt
from reviews.models.review import ReviewQuerySet
from reviews.rules.vocabulary import SubjectKind as RuleSubjectKind
from reviews.selectors.names import told_apart
from reviews.selectors.poll_counts import opinion_at_work

_BY_HAND = "Chưa có kết quả lấy ý kiến nơi công tác trong chương trình: ghi tay vào ô để trống."


def leaders_rated_above(campaign: Campaign) -> ReviewQuerySet:
    """Leaders whom a committee above the issuer manages, by their post or by the plan's words about them."""
    above = Organization.objects.filter(path__in=campaign.issuer.ancestor_paths()[:-1])
    managed = Post.objects.on(clock.today()).filter(managed_by__in=above).values("person_id")
    superior = (AuthorityKind.EXTERNAL, AuthorityKind.SELF_RATED)
    rows = Review.objects.included().filter(campaign=campaign, kind=SubjectKind.PERSON, rated_as_cadre=True)
    rows = rows.filter(Q(person__in=managed) | Q(authority_kind__in=superior))
    return rows.with_subject().order_by("unit_path", "person__given_name_key", "pk")


def channels_payload(campaign: Campaign, *, taken_on: date) -> dict[str, Any]:
    """A row a leader; a channel that brought nothing says so, and what the program does not hold stays open.

    A fixed number of queries, however many leaders.
    """
    reviews = list(leaders_rated_above(campaign))
    known, posts = channels_of(campaign, reviews), posts_of(review.person_id for review in reviews)
    rows = []
    for review, name in zip(reviews, told_apart(reviews), strict=True):
        post = posts.get(review.person_id or 0, "")
        # A poll at work that is not recorded here may have been held: the cell stays open for it.
        said = {key: text or (NONE if key != "workplace" else "") for key, text in known[review.pk].items()}
        rows.append({"name": f"{name} – {post}" if post else name, **said})
    about = ("đối với cán bộ thuộc diện cấp ủy cấp trên xếp loại", campaign.round_name)
    return summary_head(campaign, campaign.issuer, taken_on=taken_on, about=about) | {
        "rows": rows,
        "others": [{"document": title} for title in _documents(campaign)] if rows else [],
        "notes": [_BY_HAND] if any(not row["workplace"] for row in rows) else [],
    }


def channels_of(campaign: Campaign, reviews: list[Review]) -> dict[int, dict[str, str]]:
    """By review what each channel brought, in words; empty for what brought nothing (eleven queries).

    What a meeting that only votes said of a leader stands beside his professional rating.
    """
    entries, residence = entries_in(reviews), _residence(reviews)
    members, headed = _member_levels(reviews), headed_by((row.person_id for row in reviews), [campaign])
    proposed, votes, said = _proposed(reviews), _votes(reviews), classified(reviews)
    polled = opinion_at_work([review.pk for review in reviews])
    prompts = dict(
        ReviewPrompt.objects.filter(review__in=reviews).order_by().values_list("review").annotate(Count("pk"))
    )
    found = {}
    for review in reviews:
        track = Track.COLLECTIVE if review.is_collective else Track.CADRE
        bodies = headed.get((campaign.pk, review.person_id or 0), [])
        prompted = prompts.get(review.pk, 0)
        rated = words(proposed.get((review.pk, ProposalSource.UNIT_HEAD), ""))
        found[review.pk] = {
            "self_level": self_level_in(entries, review, track),
            "residence": residence.get(review.pk, ""),
            "workplace": polled.get(review.pk) or votes[review.pk].get(VenueKind.KEY_CADRES, ""),
            "member_level": words(members.get(review.pk, "")),
            "professional": "; ".join([*([rated] if rated else []), *said.get(review.pk, [])]),
            "headed": "; ".join(f"{body.name}: {body.level.label if body.level else 'chưa có'}" for body in bodies),
            "collective": votes[review.pk].get(VenueKind.COLLECTIVE)
            or words(proposed.get((review.pk, ProposalSource.COLLECTIVE_VOTE), "")),
            "prompts": f"{prompted} nội dung" if prompted else "",
        }
    return found


def _documents(campaign: Campaign) -> list[str]:
    """The lines of a person's dossier as the plan prints them."""
    plan = campaign.plan
    return [
        rule.title
        for rule in plan.dossier
        if RuleSubjectKind.PERSON in rule.subjects and rule.period is plan.period.of_papers
    ]


def _residence(reviews: Iterable[Review]) -> dict[int, str]:
    found = {}
    rows = Opinion.objects.filter(review__in=list(reviews), kind=OpinionKind.RESIDENCE).select_related("addressee")
    for row in rows:
        said = {
            OpinionState.REQUESTED: "chưa trả lời",
            OpinionState.ANSWERED: "chưa được cấp ủy cơ sở xác nhận",
            OpinionState.CONFIRMED: "đã nhận xét, có xác nhận của cấp ủy cơ sở",
            OpinionState.WAIVED: "không phải lấy ý kiến",
        }
        found[row.review_id] = f"{row.addressee}: {said[OpinionState(row.state)]}"
    return found


def _member_levels(reviews: list[Review]) -> dict[int, str]:
    """What the cell proposed, or what was decided since (two queries)."""
    voted = Proposal.objects.filter(review__in=reviews, track=Track.MEMBER, source=ProposalSource.CELL_VOTE)
    levels = dict(voted.order_by("made_at").values_list("review_id", "level"))
    decided = Decision.objects.in_force().filter(review__in=reviews, track=Track.MEMBER)
    return levels | dict(decided.values_list("review_id", "level"))


def _proposed(reviews: list[Review]) -> dict[tuple[int, str], str]:
    rows = Proposal.objects.filter(review__in=reviews).exclude(track=Track.MEMBER).order_by("made_at")
    return {(review, source): level for review, source, level in rows.values_list("review_id", "source", "level")}


def _votes(reviews: list[Review]) -> dict[int, dict[str, str]]:
    """By review and kind of meeting: the level and the counts of the last counted round (one query)."""
    rows = BallotQuestion.objects.of_ratings().filter(review__in=reviews, session__state=BallotState.COUNTED)
    rows = rows.exclude(track=Track.MEMBER)
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for row in rows.select_related("session__meeting").order_by("session__closed_at"):
        found[row.review_id][row.session.meeting.kind] = level_and_counts(row)
    return found
