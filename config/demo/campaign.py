"""The campaign of the demo in mid-flight: what happened between Friday 3 November and Wednesday 8 November 2023.

Friday 3: the plan is issued; a town office, a commune and three offices start at once, because drafts must lie three
working days with those who attend. Monday 6: cells ask the places of residence. Tuesday 7: the first cells review and
vote; prompts go out. Wednesday 8: the first government bodies review; one cell is voting when the demo opens.
"""

from __future__ import annotations

from datetime import date
from random import Random

from django.conf import settings
from django.db import transaction

from config.demo.meeting_days import tuesday, wednesday
from config.demo.roster import SEED, RosterIndex
from config.demo.stage import Stage, at, moment, now
from config.demo.writing_days import friday, monday
from organizations.choices import PostRole
from organizations.models import Grant, Post, User
from organizations.services import deputations
from organizations.services.demo_clock import stand_at
from reviews.choices import DeliveryState, Inclusion, RemediationStatus
from reviews.models import Campaign, Notice, RemediationItem, Review
from reviews.services import campaigns
from reviews.services.own_data import ask_correction, settle_correction

#: Where the clock of the demo stands: the working day is nearly over, a cell is still voting.
DEMO_MOMENT = moment(8, 16, 30)

PRESET = "p0_huyen_2023"
NUMBER = "96-KH/HU"

#: Shortcomings found in the review of 2022: handle of a person or place, words, state.
REMEDIATION: tuple[tuple[str, str, RemediationStatus], ...] = (
    ("phong.tckh", "Tiến độ giải ngân vốn đầu tư công quý III/2022 chậm", RemediationStatus.IN_PROGRESS),
    ("phong.tnmt", "Hồ sơ cấp giấy chứng nhận quyền sử dụng đất quá hạn còn nhiều", RemediationStatus.NOT_FIXED),
    ("phong.gddt", "Cơ sở vật chất ở 02 điểm trường lẻ chậm được sửa chữa", RemediationStatus.IN_PROGRESS),
    ("blh", "Công tác phát triển đảng viên ở chi bộ thôn chưa đạt chỉ tiêu", RemediationStatus.IN_PROGRESS),
    ("district", "Việc kiểm tra thực hiện kết luận của Ban Thường vụ ở một số nơi chưa thường xuyên",
     RemediationStatus.IN_PROGRESS),
    ("phong.tckh.head", "Công tác kiểm tra, đôn đốc cấp dưới có lúc chưa thường xuyên", RemediationStatus.NOT_FIXED),
    ("phong.tnmt.head", "Chậm chỉ đạo xử lý hồ sơ đất đai tồn đọng", RemediationStatus.NOT_FIXED),
    ("blh.ctubnd", "Chưa dành nhiều thời gian tiếp xúc, đối thoại với Nhân dân", RemediationStatus.IN_PROGRESS),
    ("nd.head", "Nội dung sinh hoạt chi hội chậm đổi mới", RemediationStatus.NOT_FIXED),
)  # fmt: skip


@transaction.atomic
def play_campaign(roster: RosterIndex) -> Stage:
    """Bring the campaign to the afternoon of 8 November and, where the demo has a clock, set it there."""
    with at(3, 7, 30):
        _remember_last_year(roster)
    campaign = _issue(roster)
    # The head of the agriculture office has handed the drafting of its report to one of his people.
    Review.objects.filter(campaign=campaign, collective=roster.body("phong.nn")).update(clerk=roster.people["cb.kt.m4"])
    stage = Stage(roster, campaign, Random(SEED))  # noqa: S311 - words and votes of made-up people
    friday(stage)
    monday(stage)
    tuesday(stage)
    wednesday(stage)
    _deputize(roster)
    _ask_for_corrections(roster)
    # The letters of those days have long been delivered; sending them again now would only fill the log.
    Notice.objects.filter(delivery=DeliveryState.PENDING).update(
        delivery=DeliveryState.SENT, sent_at=DEMO_MOMENT, attempts=1
    )
    if settings.DEMO_CLOCK:
        stand_at(DEMO_MOMENT)
    return stage


def _remember_last_year(roster: RosterIndex) -> None:
    RemediationItem.objects.bulk_create(
        RemediationItem(
            collective=None if key in roster.people else roster.body(key),
            person=roster.people.get(key),
            raised_year=2022,
            raised_by="Ban Thường vụ Huyện ủy",
            shortcoming=shortcoming,
            status=status,
        )
        for key, shortcoming, status in REMEDIATION
    )


def _deputize(roster: RosterIndex) -> None:
    """A secretary at a course lets his deputy decide; a head of office on leave will let his deputy lead."""
    secretary, head = roster.users["blh.bithu"], roster.users["phong.tckh.head"]
    decides = Grant.objects.get(user=secretary, permission__codename="decide")
    leads = Post.objects.get(person=roster.people["phong.tckh.head"], role=PostRole.HEAD)
    rows: tuple[tuple[Grant | Post, User, str, int, int, str, str], ...] = (
        (decides, secretary, "blh.pbt", 8, 17, "Dự lớp bồi dưỡng cấp ủy tại Trường Chính trị tỉnh", "03-GUQ/ĐU"),
        (leads, head, "phong.tckh.deputy1", 20, 24, "Nghỉ phép năm", ""),
    )
    with at(8, 8):
        for right, giver, receiver, first, last, reason, document in rows:
            deputations.depute(
                right=right,
                receiver=roster.users[receiver],
                period=deputations.Period(date(2023, 11, first), date(2023, 11, last)),
                reason=reason,
                document=document,
                by=giver,
                now=now(),
            )


def _ask_for_corrections(roster: RosterIndex) -> None:
    """Two people found something wrong in what is kept about them; the keeper has answered the one."""
    with at(7, 9):
        answered = ask_correction(
            text="Ngày vào Đảng chính thức ghi sai tháng; đúng theo Quyết định công nhận đảng viên chính thức.",
            by=roster.users["phong.tckh.head"],
            now=now(),
        )
    with at(8, 10):
        ask_correction(
            text="Chi bộ nơi cư trú đã đổi từ tháng 10/2023 sau khi sáp nhập thôn.",
            by=roster.users["cb.nc.m5"],
            now=now(),
        )
        settle_correction(
            correction_id=answered.pk,
            accepted=True,
            answer="Đã sửa theo hồ sơ đảng viên.",
            by=roster.users["cb.btc.m1"],
            now=now(),
        )


def _issue(roster: RosterIndex) -> Campaign:
    """Draft, one exemption by hand, confirmed defaults, issue."""
    planner = roster.users["cb.vphu.m1"]
    with at(3, 8):
        campaign = campaigns.create_campaign(
            issuer=roster.district,
            preset=PRESET,
            name="Kiểm điểm, đánh giá, xếp loại tập thể, cá nhân năm 2023",
            year=2023,
            number=NUMBER,
            dated_on=date(2023, 11, 3),
            by=planner,
        )
        away = Review.objects.get(campaign=campaign, person=roster.people["phong.ldxh.deputy2"])
        campaigns.override_subject(
            review_id=away.pk,
            inclusion=Inclusion.EXEMPT,
            override_reason="Được cử đi học tập trung từ tháng 02/2023, kiểm điểm tại cơ sở đào tạo",
            by=planner,
        )
        return campaigns.issue_campaign(
            campaign_id=campaign.pk,
            number=NUMBER,
            dated_on=date(2023, 11, 3),
            confirmed_defaults=[default.key for default in campaign.plan.defaults_to_confirm],
            by=planner,
            now=now(),
        )
