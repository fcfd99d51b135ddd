"""Tuesday 7 and Wednesday 8 November: the first reviews, ballots, opinions, dossiers, an appraisal and a decision."""

from __future__ import annotations

from datetime import date

from config.demo.stage import Stage, at, now
from config.demo.texts import texts
from config.demo.writing_days import EARLY_CELLS, EARLY_COMMUNES, EARLY_OFFICES, VOTING_CELL
from organizations import clock
from ratings.choices import ProposalSource
from ratings.models import Proposal
from ratings.services import decisions, proposals
from reviews.choices import Level, OpinionKind, Track
from reviews.models import Meeting, Opinion, Review
from reviews.services import opinions, prompts, submissions


def tuesday(stage: Stage) -> None:
    """The first cells review and vote; replies come from the places of residence; prompts go out."""
    for hour, cell in zip((7, 9, 13), EARLY_CELLS, strict=True):
        with at(7, hour, 30):
            meeting = Meeting.objects.get(campaign=stage.campaign, cell=stage.roster.organizations[cell])
            stage.open(meeting)
        with at(7, hour + 1, 30):
            stage.review_all(meeting, voices=4)
            session = stage.open_ballot(meeting)
            stage.vote(session, excellent=[stage.person_review("blh.pcthdnd")])
            stage.close_ballot(session)
            stage.conclude(meeting)
    with at(7, 10):
        _places_of_residence_answer(stage)
    with at(7, 14):
        for review, text in _prompts(stage):
            prompts.issue_prompt(
                review_id=review.pk,
                text=text,
                document_number="412-CV/HU",
                by=stage.roster.users["cb.btc.m1"],
                on=clock.today(),
                now=now(),
            )
    with at(7, 16):
        for key in ("pbt", "ctubnd"):
            opinions.request_routed_opinions(
                review=stage.person_review(key),
                by=stage.roster.users["cb.btc.m1"],
                on=clock.today(),
                due_on=date(2023, 11, 24),
                now=now(),
            )
        _cell_comments(stage)
        stage.write(stage.collective_review("blh"))
        stage.write(stage.collective_review("phong.gddt"))


def _prompts(stage: Stage) -> tuple[tuple[Review, str], ...]:
    words = texts()["prompts"]
    return (
        (stage.collective_review("phong.tnmt"), words["collective"]),
        (stage.person_review("phong.tnmt.head"), words["person"]),
    )


#: Replies: confirmed ones, and one that the committee of the commune has yet to confirm; the rest still wait.
CONFIRMED_AT_HOME = ("phong.tp.head", "blh.pcthdnd", "blh.pctubnd1", "blh.pctubnd2", "sl.pcthdnd")
ANSWERED_AT_HOME = ("phong.tckh.deputy1",)


def _places_of_residence_answer(stage: Stage) -> None:
    for key in (*CONFIRMED_AT_HOME, *ANSWERED_AT_HOME):
        opinion = Opinion.objects.filter(review=stage.by_person[key], kind=OpinionKind.RESIDENCE).first()
        if opinion is None:
            continue
        place = stage.roster.drafts[key].residence
        assert place is not None
        opinions.answer_residence_opinion(
            opinion_id=opinion.pk,
            data=stage.writer.residence_reply(met_on="2023-11-06"),
            by=stage.user(stage.roster.secretary_of(place)),
            now=now(),
        )
        if key in CONFIRMED_AT_HOME:
            committee = place.split(".")[0]
            clerk = stage.roster.users[f"{committee}.{'cc2' if committee == 'sl' else 'cc4'}"]
            opinions.confirm_residence_opinion(opinion_id=opinion.pk, by=clerk, now=now())


def _cell_comments(stage: Stage) -> None:
    """Cell committees have commented on some of those they proposed; the rest waits."""
    for key, _head in RATED_BY_HEAD:
        cell = stage.roster.drafts[key].cell
        secretary = stage.roster.secretary_of(cell)
        writer = stage.roster.deputy_of(cell) if secretary == stage.roster.people[key] else secretary
        proposals.comment_for_cell(
            review_id=stage.person_review(key).pk,
            comment=stage.writer.one_of("comments"),
            by=stage.user(writer),
            now=now(),
        )


def wednesday(stage: Stage) -> None:
    """Government bodies meet; the first dossiers go up; a cell votes while the day ends."""
    bodies = [f"{key}.{body}" for key in EARLY_COMMUNES for body in ("hdnd", "ubnd")]
    with at(8, 7, 30):
        for key in (*EARLY_OFFICES, *bodies):
            meeting = _meeting_of(stage, key)
            stage.open(meeting)
    with at(8, 10):
        for key in (*EARLY_OFFICES, *bodies):
            stage.review_all(_meeting_of(stage, key))
    with at(8, 11):
        for key in ("phong.tp", *bodies):
            meeting = _meeting_of(stage, key)
            if key in ("blh.ubnd", "blh.hdnd", "sl.hdnd"):  # three voters or more
                session = stage.open_ballot(meeting)
                stage.vote(session)
                stage.close_ballot(session)
            stage.conclude(meeting)
    with at(8, 14):
        _dossiers_go_up(stage)
        _meetings_to_come(stage)
    with at(8, 14, 30):
        meeting = Meeting.objects.get(campaign=stage.campaign, cell=stage.roster.organizations[VOTING_CELL])
        away = stage.roster.people[stage.roster.special["absent"]]
        stage.open(meeting, absent={away: "Điều trị tại Bệnh viện Đa khoa tỉnh, có giấy xác nhận"})
    with at(8, 15, 45):
        stage.review_all(meeting, voices=3)
    with at(8, 16):
        session = stage.open_ballot(meeting)
        not_yet = ["cb.nc.m5", "cb.nc.m6", "cb.nc.m8", "phong.tt.head", "phong.nv.deputy1", "phong.tckh.head"]
        stage.vote(session, not_yet=[stage.roster.people[key] for key in not_yet],
                   excellent=[stage.person_review("phong.tckh.deputy1")])  # fmt: skip


def _meeting_of(stage: Stage, key: str) -> Meeting:
    return Meeting.objects.get(campaign=stage.campaign, collective=stage.roster.body(key))


#: Whose dossiers go up, and who heads the body in which they work.
RATED_BY_HEAD = (
    ("blh.pcthdnd", "blh.bithu"),
    ("blh.pctubnd1", "blh.ctubnd"),
    ("blh.pctubnd2", "blh.ctubnd"),
    ("sl.pcthdnd", "sl.bithu"),
)


def _dossiers_go_up(stage: Stage) -> None:
    """Four dossiers reach the board: one is appraised, one waits for it, two wait for the bodies consulted."""
    users = stage.roster.users
    for key, head in RATED_BY_HEAD:
        review = stage.person_review(key)
        stage.finish(review)
        proposals.rate_as_unit_head(
            review_id=review.pk,
            level=_voted(review, Track.MEMBER),
            comment=stage.writer.one_of("comments"),
            by=users[head],
            now=now(),
        )
        clerk = "blh.cc4" if key.startswith("blh.") else "sl.cc2"
        submissions.submit_to_board(review_id=review.pk, by=users[clerk], on=clock.today(), now=now())
    for key, body, number in (
        ("blh.pcthdnd", "hdnd.deputy1", "57-CV/TTHĐND"),
        ("blh.pctubnd1", "phong.nv.head", "1184/UBND-NV"),
    ):
        review = stage.person_review(key)
        opinion = Opinion.objects.get(review=review, kind=OpinionKind.CONSULTEE)
        opinions.answer_consultee_opinion(
            opinion_id=opinion.pk,
            comment=stage.writer.one_of("comments"),
            level=Level.GOOD,
            document_number=number,
            document_on=clock.today(),
            by=users[body],
            now=now(),
        )
    appraised = stage.person_review("blh.pcthdnd")
    proposals.appraise(
        review_id=appraised.pk,
        track=Track.CADRE,
        level=Level.GOOD,
        comment="Hồ sơ đầy đủ; ý kiến của các cơ quan thống nhất. Mức đề nghị phù hợp với kết quả thực hiện nhiệm vụ.",
        by=users["cb.btc.m1"],
        now=now(),
    )
    decisions.decide(
        review_id=stage.person_review("sl.pcthdnd").pk,
        track=Track.MEMBER,
        level=_voted(stage.person_review("sl.pcthdnd"), Track.MEMBER),
        document_number="31-QĐ/ĐU",
        decided_on=clock.today(),
        reason="",
        by=users["sl.bithu"],
        now=now(),
    )


def _voted(review: Review, track: Track) -> Level:
    proposal = Proposal.objects.get(review=review, track=track, source=ProposalSource.CELL_VOTE)
    return Level(proposal.level)


def _meetings_to_come(stage: Stage) -> None:
    """A commune's standing committee has its drafts out; the district's and the education office have fixed a day."""
    planner = stage.roster.people["cb.vphu.m1"]
    stage.plan(
        stage.roster.body("district"),
        on=date(2023, 11, 29),
        half_days=4,
        room="Hội trường Huyện ủy",
        clerk=planner,
    )
    clerk = stage.roster.people["blh.cc4"]
    meeting = stage.plan(stage.roster.body("blh"), on=date(2023, 11, 15), room="Phòng họp Đảng ủy xã", clerk=clerk)
    stage.send_drafts(meeting)
    stage.plan(stage.roster.body("phong.gddt"), on=date(2023, 11, 16), room="Phòng họp cơ quan")
