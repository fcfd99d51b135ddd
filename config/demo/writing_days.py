"""Friday 3 and Monday 6 November: those who start at once write and invite, cells ask the places of residence."""

from __future__ import annotations

from datetime import date

from config.demo.stage import Stage, at, now
from organizations import clock
from organizations.models import User
from reviews.models import Review
from reviews.services import opinions

#: Offices that review on the first possible day: the finance office and the office of justice.
EARLY_OFFICES = ("phong.tckh", "phong.tp")
#: Communes whose government bodies have held their meetings.
EARLY_COMMUNES = ("blh", "sl")
#: Their cells meet first; the last one votes while the demo opens.
EARLY_CELLS = ("blh.cb4", "sl.cb2", "sl.cb3")
VOTING_CELL = "cb.nc"


def friday(stage: Stage) -> None:
    """Those who start at once write, plan their meetings and send the drafts."""
    with at(3, 10):
        for review in _early_reviews(stage):
            stage.write(review, level="excellent" if _shines(stage, review) else "good")
    with at(3, 15):
        for key in EARLY_OFFICES:
            meeting = stage.plan(
                stage.roster.body(key), on=date(2023, 11, 8), room="Phòng họp tầng 2, trụ sở UBND huyện"
            )
            stage.send_drafts(meeting)
            stage.invite(meeting)
        for key in EARLY_COMMUNES:
            for body in ("hdnd", "ubnd"):
                meeting = stage.plan(
                    stage.roster.body(f"{key}.{body}"), on=date(2023, 11, 8), room="Hội trường UBND xã"
                )
                stage.send_drafts(meeting)
                stage.invite(meeting)
        for cell in EARLY_CELLS:
            meeting = stage.plan(stage.roster.organizations[cell], on=date(2023, 11, 7), room="Nhà văn hóa")
            stage.send_drafts(meeting)
            stage.invite(meeting)
        meeting = stage.plan(
            stage.roster.organizations[VOTING_CELL], on=date(2023, 11, 8), half_days=1, room="Hội trường UBND huyện"
        )
        stage.send_drafts(meeting)
        stage.invite(meeting)


def _early_reviews(stage: Stage) -> list[Review]:
    """Everybody whose papers are needed this week: the people of the early cells and the bodies that meet."""
    cells = {*EARLY_CELLS, VOTING_CELL}
    people = [
        review
        for key, review in stage.by_person.items()
        if review.is_included and stage.roster.drafts[key].cell in cells
    ]
    bodies = [*EARLY_OFFICES, *(f"{key}.{body}" for key in EARLY_COMMUNES for body in ("hdnd", "ubnd"))]
    return [*people, *(stage.collective_review(body) for body in bodies)]


def _shines(stage: Stage, review: Review) -> bool:
    return review in {stage.person_review("blh.pcthdnd"), stage.person_review("phong.tckh.deputy1")}


def monday(stage: Stage) -> None:
    """Cells ask the cells of residence; others begin to write."""
    with at(6, 9):
        for key in _asked_at_home(stage):
            opinions.request_residence_opinion(
                review_id=stage.person_review(key).pk,
                by=_asker(stage, key),
                on=clock.today(),
                due_on=date(2023, 11, 17),
                now=now(),
            )
    with at(6, 20):
        _others_write(stage)


def _asked_at_home(stage: Stage) -> list[str]:
    wanted = ["phong.tckh.head", "phong.tckh.deputy1", "phong.tp.head", "phong.tt.head"]
    cadres = ("pcthdnd", "pctubnd1", "pctubnd2", "pbt")
    return [key for key in (*wanted, *(f"{commune}.{name}" for commune in EARLY_COMMUNES for name in cadres))
            if stage.included(key)]  # fmt: skip


def _asker(stage: Stage, key: str) -> User:
    """The secretary of the person's cell, or his deputy when he is the person."""
    cell = stage.roster.drafts[key].cell
    secretary = stage.roster.secretary_of(cell)
    return stage.user(stage.roster.deputy_of(cell) if secretary == stage.roster.people[key] else secretary)


def _others_write(stage: Stage) -> None:
    """A quarter of the others have handed in, a third are half way, the rest have not begun."""
    written = {review.pk for review in _early_reviews(stage)}
    kept_blank = {stage.person_review("phong.tnmt.head").pk, stage.collective_review("phong.tnmt").pk}
    half_way = {stage.person_review("bithu").pk, stage.collective_review("district").pk}
    half_way |= {stage.collective_review("phong.nn").pk}
    for review in [*stage.by_person.values(), *stage.by_collective.values()]:
        if not review.is_included or review.pk in written | kept_blank:
            continue
        chance = stage.random.random()
        if review.pk in half_way or 0.25 <= chance < 0.6:
            stage.write(review, half=True)
        elif chance < 0.25:
            stage.write(review)
