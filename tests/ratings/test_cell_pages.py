"""The pages of a cell's dossier: taken and sent in the browser, refused in words, at the same cost with many rows."""

from __future__ import annotations

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse

from forms_templates.choices import DocumentKind
from forms_templates.models import Document
from organizations.choices import OrganizationKind, Tier
from organizations.models import Person
from ratings.choices import ProposalSource
from ratings.services.cell_dossiers import (
    send_cell_dossier,
)
from reviews.choices import Level, Track, VenueKind
from reviews.models import CellDossier, CellScore, HandOver, Meeting, MeetingStep, Paper, RewardProposal
from reviews.rules.findings import RuleViolation
from reviews.selectors.cell_dossiers import cell_rows
from reviews.services.cell_dossiers import (
    attach_cell_paper,
)
from tests.factories.organizations import OrganizationFactory
from tests.factories.ratings import ProposalFactory
from tests.factories.reviews import (
    AgendaItemFactory,
    CellDossierFactory,
    CellScoreFactory,
    MeetingFactory,
    ReviewVenueFactory,
)
from tests.ratings.cell_dossiers import DAY, SCAN, client_of, complete, lacking, sitting
from tests.reviews.bad_input import form_data
from tests.reviews.test_commune_plan import commune, issue
from tests.reviews.test_pages import assert_flat, signed_in
from tests.world import World, at, standing_on

__all__ = ["commune", "sitting"]


# --- pages ----------------------------------------------------------------------------------------------------------


def test_page_takes_every_part_and_sends(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    client = signed_in(commune.users["village_secretary"])
    url = reverse("cell-dossier", args=(sitting.pk,))
    with standing_on(DAY, 9):
        assert client.post(url, {"action": "title", "title": "Trong sạch vững mạnh"}).status_code == 302
        assert client.post(url, {"action": "book"}).status_code == 302
        file = SimpleUploadedFile("bc.pdf", SCAN, "application/pdf")
        assert client.post(url, {"action": "paper", "part": "summary_report", "file": file}).status_code == 302
        sheet = form_data({"scores": [{"text": "A", "most": "10", "points": "9"}]})
        assert client.post(reverse("cell-scores", args=(sitting.pk,)), sheet).status_code == 302
        best = str(commune.review_of("villager1").pk)
        sent = {"listed": [best], "outstanding": [best]}
        assert client.post(reverse("cell-rewards", args=(sitting.pk,)), sent).status_code == 302
        answer = client.post(reverse("meeting-step", args=(sitting.pk, "report")), {"agreed": "3"})
        assert answer.status_code == 302
        page = client.get(url).content.decode()
        assert "Danh hiệu: Trong sạch vững mạnh" in page
        refusal = client.post(url, {"action": "send"})
    assert refusal.status_code == 422
    assert "Biên bản hội nghị tổng kết chi bộ: chưa có" in refusal.content.decode()
    assert lacking(sitting) == {"member_summary", "minutes", "self_reviews"}


@pytest.mark.parametrize(
    "sent",
    [
        {"action": "title", "title": ""},
        {"action": "title", "title": "x" * 201},
        {"action": "paper", "part": "summary_report"},
        {"action": "paper", "part": "minute_book"},
        {"action": "send"},
    ],
)
def test_wrong_input_is_answered_on_the_page_and_changes_nothing(
    commune: World, sitting: Meeting, sent: dict[str, str]
) -> None:
    client = signed_in(commune.users["village_secretary"])
    with standing_on(DAY, 9):
        answer = client.post(reverse("cell-dossier", args=(sitting.pk,)), sent)
    assert answer.status_code == 422
    assert not Paper.objects.exists()
    assert not CellDossier.objects.exclude(title="").exists()


def test_wrong_points_and_people_are_answered_on_their_pages(commune: World, sitting: Meeting) -> None:
    """P4-III-c, P4-III-e"""
    client = signed_in(commune.users["village_secretary"])
    sheet = form_data({"scores": [{"text": "A", "most": "10", "points": "9,5"}]})
    answer = client.post(reverse("cell-scores", args=(sitting.pk,)), sheet)
    assert (answer.status_code, CellScore.objects.count()) == (422, 0)
    assert "Dòng 1: điểm chấm là số nguyên từ 0 đến 10." in answer.content.decode()
    for listed in (["abc"], ["9" * 30], [str(commune.review_of("villager3").pk)]):
        answer = client.post(reverse("cell-rewards", args=(sitting.pk,)), {"listed": listed})
        assert answer.status_code in (302, 422)
    assert not RewardProposal.objects.exists()
    assert client.post(reverse("cell-dossier", args=(sitting.pk,)), {"action": "x"}).status_code == 404
    assert client.post(reverse("cell-print", args=(sitting.pk, "khac"))).status_code == 404
    step = reverse("meeting-step", args=(sitting.pk, "report"))
    assert client.post(step, {"agreed": "nhiều"}).status_code == 422
    assert client.post(reverse("meeting-step", args=(sitting.pk, "x")), {"agreed": "3"}).status_code == 422
    assert client.post(reverse("step-take-back", args=(sitting.pk, "x"))).status_code == 422


def test_room_of_the_cell_shows_what_it_passes_and_takes_it(commune: World, sitting: Meeting) -> None:
    """P4-3-B4-b, P4-3-B4-e"""
    client = signed_in(commune.users["village_secretary"])
    room = reverse("meeting", args=(sitting.pk,))
    with standing_on(DAY, 9):
        page = client.get(room).content.decode()
        assert "Thông qua tờ trình đăng ký danh hiệu chi bộ năm sau với đảng ủy cơ sở" in page
        assert "Báo cáo tổng kết công tác xây dựng Đảng năm 2023 chưa có" in page
        attach_cell_paper(
            meeting_id=sitting.pk, part="summary_report", content=SCAN, by=commune.users["village_secretary"]
        )
        assert client.post(reverse("meeting-step", args=(sitting.pk, "report")), {"agreed": "3"}).status_code == 302
        assert "3/3 đồng ý" in client.get(room).content.decode()
        assert client.post(reverse("step-take-back", args=(sitting.pk, "report"))).status_code == 302
    assert not MeetingStep.objects.exists()


def test_list_of_cells_costs_the_same_with_many_of_them(commune: World) -> None:
    """P4-III-a"""
    issue(commune)

    def add(count: int) -> None:
        for _ in range(count):
            cell = OrganizationFactory.create(
                parent=commune.commune, kind=OrganizationKind.PARTY_CELL, tier=Tier.CELL, name="Chi bộ mới"
            )
            review = ReviewVenueFactory.create(cell=cell, review__campaign=commune.campaign, review__unit=cell).review
            meeting = MeetingFactory.create(campaign=commune.campaign, kind=VenueKind.CELL, collective=None, cell=cell)
            AgendaItemFactory.create(meeting=meeting, review=review)
            CellScoreFactory.create(dossier=CellDossierFactory.create(meeting=meeting))

    url = reverse("cell-dossiers", args=(commune.campaign.pk,))
    client = signed_in(commune.users["officer"])
    assert_flat(client, url, add, row="Chi bộ mới")
    assert signed_in(commune.users["villager1"]).get(url).status_code == 200
    assert cell_rows(commune.campaign, user=commune.users["villager1"]) == []


def with_rows(world: World, meeting: Meeting, count: int) -> None:
    dossier, _made = CellDossier.objects.get_or_create(meeting=meeting)
    for _ in range(count):
        CellScoreFactory.create(dossier=dossier)
        review = ReviewVenueFactory.create(cell=world.village, review__campaign=world.campaign).review
        Person.objects.filter(reviews=review).update(full_name="Đảng viên mới")
        AgendaItemFactory.create(meeting=meeting, review=review)
        ProposalFactory.create(
            review=review,
            track=Track.MEMBER,
            level=Level.EXCELLENT,
            source=ProposalSource.CELL_VOTE,
            organization=world.village,
            made_by=world.users["village_secretary"],
        )
        dossier.rewards.create(review=review)
        document = Document.objects.create(
            kind=DocumentKind.UPLOAD, subject_key=f"x{review.pk}", source_version="1", title="Báo cáo có tên"
        )
        Paper.objects.create(document=document, meeting=meeting, slot="summary_report")


def test_dossier_and_its_lists_cost_the_same_with_many_rows(commune: World, sitting: Meeting) -> None:
    """P4-III-a"""
    args = (sitting.pk,)
    client = client_of(commune)
    assert_flat(
        client, reverse("cell-dossier", args=args), lambda n: with_rows(commune, sitting, n), row="Báo cáo có tên"
    )
    assert_flat(
        client, reverse("cell-rewards", args=args), lambda n: with_rows(commune, sitting, n), row="Đảng viên mới"
    )
    assert_flat(client, reverse("cell-scores", args=args), lambda n: with_rows(commune, sitting, n), row="Tiêu chí ")


def test_plan_without_cells_has_no_list_of_them(world: World) -> None:
    client = signed_in(world.users["officer"])
    assert client.get(reverse("cell-dossiers", args=(world.campaign.pk,))).status_code == 404


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_dossier_at_once_one_is_told_that_it_went(commune: World, sitting: Meeting) -> None:
    """P4-III-d"""
    complete(commune, sitting)
    barrier, ended = threading.Barrier(2), []

    def act(key: str) -> None:
        try:
            barrier.wait()
            send_cell_dossier(meeting_id=sitting.pk, by=commune.users[key], on=at(26).date())
            ended.append("done")
        except RuleViolation as violation:
            ended.append(violation.findings[0].code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(key,)) for key in ("village_secretary", "planner")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["cell_dossier.sent", "done"]
    assert HandOver.objects.count() == 1
