"""What must stay hidden: drafts of plans, what the residence said about oneself, other people's papers and notices."""

from __future__ import annotations

import pytest
from django.urls import reverse

from forms_templates.choices import DocumentKind
from organizations.models import Deputation, Grant
from ratings.services.papers import print_dossier, print_entry
from reviews.choices import MeetingState, OpinionKind
from reviews.models import Campaign, Meeting, Notice, Opinion, Paper, Review
from reviews.rules.findings import RuleViolation
from reviews.services.papers import print_residence_reply, print_residence_request
from tests import steps
from tests.factories.organizations import GrantFactory, UserFactory
from tests.factories.reviews import CampaignFactory, NoticeFactory, OpinionFactory
from tests.reviews.test_pages import signed_in
from tests.world import World, standing_on


def who_sees(world: World, rows: type[Campaign | Meeting | Opinion | Paper | Review], pk: int) -> set[str]:
    return {key for key, user in world.users.items() if rows.objects.visible_to(user).filter(pk=pk).exists()}


@pytest.fixture
def answered(world: World) -> Opinion:
    steps.answered_residence(world, "deputy")
    return Opinion.objects.get(review=world.review_of("deputy"))


def test_a_draft_plan_is_seen_by_those_who_write_it_only(world: World) -> None:
    draft = CampaignFactory.create(issuer=world.district)
    assert who_sees(world, Campaign, draft.pk) == {"planner", "officer", "secretary"}


def test_an_issued_plan_is_seen_by_those_who_take_part_and_by_whoever_leads_in_their_place(world: World) -> None:
    from_elsewhere, nobody = UserFactory.create(), UserFactory.create(person=None)
    world.users |= {"elsewhere": from_elsewhere, "nobody": nobody}
    assert set(world.users) - who_sees(world, Campaign, world.campaign.pk) == {"elsewhere", "nobody"}
    post = world.people["head"].posts.get(collective=world.leadership)
    with standing_on(8) as now:
        Deputation.objects.create(
            giver=world.users["head"],
            receiver=from_elsewhere,
            post=post,
            valid_from=now.date(),
            valid_to=now.date(),
            reason="Đi học",
            given_at=now,
        )
        assert set(world.users) - who_sees(world, Campaign, world.campaign.pk) == {"nobody"}
    with standing_on(9):
        assert "elsewhere" not in who_sees(world, Campaign, world.campaign.pk)


def test_a_statement_is_seen_by_its_writer_his_leaders_and_the_staff(world: World) -> None:
    assert who_sees(world, Review, world.review_of("third").pk) == {
        "third",
        "head",
        "deputy",
        "planner",
        "officer",
        "secretary",
        "agencies_secretary",  # decides his member level
    }


def test_a_draft_is_read_by_its_writer_alone(world: World) -> None:
    review = world.review_of("third")
    addresses = [reverse("entry", args=(review.pk,)), reverse("entry-versions", args=(review.pk,))]
    for key in ("head", "planner", "officer", "secretary"):
        client = signed_in(world.users[key])
        assert {client.get(address).status_code for address in addresses} == {404}, key
        printed = client.post(reverse("review-print", args=(review.pk, "ban-kiem-diem")))
        assert printed.status_code == 404, key
    assert signed_in(world.users["third"]).get(addresses[0]).status_code == 200


def test_the_print_of_a_draft_is_seen_by_whoever_asked_for_it(world: World) -> None:
    review = world.review_of("third")
    paper = print_entry(review=review, by=world.users["third"])
    assert who_sees(world, Paper, paper.pk) == {"third"}


def test_colleagues_see_a_statement_only_once_they_are_invited_to_its_meeting(world: World) -> None:
    review = world.review_of("third")
    for key in ("head", "deputy", "third"):
        steps.submit(world, world.review_of(key), by=key)
    steps.submit(world, world.collective_review(world.cell_committee), by="head")
    meeting = steps.plan_cell(world)
    assert "member2" not in who_sees(world, Review, review.pk)
    steps.prepare(world, meeting)
    assert "member2" in who_sees(world, Review, review.pk)
    assert "village_secretary" not in who_sees(world, Review, review.pk)


def test_a_meeting_in_preparation_is_not_yet_seen_by_its_members(world: World) -> None:
    meeting = steps.plan_cell(world)
    assert meeting.state == MeetingState.PLANNED
    seen = who_sees(world, Meeting, meeting.pk)
    assert {"head", "deputy", "member1"} <= seen, "chair, the other leader, clerk"
    assert "member2" not in seen


def test_the_residence_opinion_is_never_seen_by_the_person_it_is_about(world: World, answered: Opinion) -> None:
    seen = who_sees(world, Opinion, answered.pk)
    assert "deputy" not in seen, "although he leads the cell that asked"
    assert {"village_secretary", "commune_secretary", "head", "officer"} <= seen


def test_the_person_does_not_see_the_residence_opinion_by_any_office_he_holds(world: World, answered: Opinion) -> None:
    for codename in ("lead_review", "appraise", "decide", "inspect", "give_opinions"):
        world.grant("deputy", codename, world.district)
    assert "deputy" not in who_sees(world, Opinion, answered.pk)
    client = signed_in(world.users["deputy"])
    url = reverse("opinion", args=(answered.pk,))
    assert client.get(url).status_code == 404
    assert client.post(url, {"item_1": "exemplary"}).status_code == 404
    assert client.post(reverse("opinion-confirm", args=(answered.pk,))).status_code == 404
    assert client.post(reverse("opinion-return", args=(answered.pk,))).status_code == 404
    assert client.post(reverse("opinion-print", args=(answered.pk, "phieu-nhan-xet"))).status_code == 404
    page = client.get(reverse("review", args=(answered.review_id,))).content.decode()
    assert reverse("opinion", args=(answered.pk,)) not in page


def test_the_person_neither_asks_nor_waives_his_own_residence_opinion(world: World) -> None:
    review = world.review_of("head")
    client = signed_in(world.users["head"])
    for name, sent in (("residence-request", {}), ("residence-waive", {"reason": "Không cần"})):
        response = client.post(reverse(name, args=(review.pk,)), sent)
        assert response.status_code == 422
        assert "Người được kiểm điểm không được tự gửi" in response.content.decode()
    assert not Opinion.objects.filter(review=review).exists()


def test_an_answered_residence_opinion_is_not_waived_away(world: World, answered: Opinion) -> None:
    client = signed_in(world.users["head"])
    response = client.post(reverse("residence-waive", args=(answered.review_id,)), {"reason": "Không đồng ý"})
    assert response.status_code == 422
    assert "đã nhận xét về Lê Văn Bình" in response.content.decode()
    answered.refresh_from_db()
    assert answered.waived_reason == ""


def test_residence_papers_and_the_dossier_are_not_seen_by_the_person_they_are_about(
    world: World, answered: Opinion
) -> None:
    review = world.review_of("deputy")
    steps.submit(world, review, by="deputy")
    by = world.users["head"]
    hidden = [
        print_residence_request(opinion=answered, by=by),
        print_residence_reply(opinion=answered, by=by),
        print_dossier(review=review, by=by),
    ]
    shown = print_entry(review=review, by=by)
    client = signed_in(world.users["deputy"])
    for paper in hidden:
        seen = who_sees(world, Paper, paper.pk)
        assert "deputy" not in seen, paper
        assert {"head", "officer", "planner"} <= seen, paper
        for name in ("paper", "paper-card", "paper-file"):
            assert client.get(reverse(name, args=(paper.pk,))).status_code == 404
        assert client.post(reverse("paper-retry", args=(paper.pk,))).status_code == 404
    assert "deputy" in who_sees(world, Paper, shown.pk)
    for name in ("review", "dossier"):
        page = client.get(reverse(name, args=(review.pk,))).content.decode()
        assert all(reverse("paper-card", args=(paper.pk,)) not in page for paper in hidden)


def test_the_person_does_not_print_the_dossier_that_holds_what_the_residence_said(
    world: World, answered: Opinion
) -> None:
    review = world.review_of("deputy")
    with pytest.raises(RuleViolation) as refused:
        print_dossier(review=review, by=world.users["deputy"])
    assert refused.value.findings[0].code == "permission.dossier.print"
    response = signed_in(world.users["deputy"]).post(reverse("review-print", args=(review.pk, "bo-ho-so")))
    assert response.status_code == 422
    assert "phiếu nhận xét nơi cư trú" in response.content.decode()
    assert not Paper.objects.exists()
    page = signed_in(world.users["deputy"]).get(reverse("dossier", args=(review.pk,))).content.decode()
    assert reverse("review-print", args=(review.pk, "bo-ho-so")) not in page


def test_the_board_is_told_why_it_cannot_bind_a_dossier_whose_report_is_still_being_written(world: World) -> None:
    review = world.collective_review()
    client = signed_in(world.users["officer"])
    bind = reverse("review-print", args=(review.pk, "bo-ho-so"))
    page = client.get(reverse("dossier", args=(review.pk,))).content.decode()
    assert bind not in page
    assert "đang viết, chưa nộp" in page
    response = client.post(bind)
    assert response.status_code == 422
    assert "đang viết, chưa nộp" in response.content.decode()
    assert client.post(reverse("review-print", args=(review.pk, "ban-kiem-diem"))).status_code == 404
    assert not Paper.objects.exists()


def test_a_consulted_body_does_not_see_the_residence_papers(world: World, answered: Opinion) -> None:
    consulted = UserFactory.create()
    GrantFactory.create(user=consulted, codename="give_opinions", content_object=world.office)
    asked = OpinionFactory.create(review=answered.review, kind=OpinionKind.CONSULTEE, addressee=world.office)
    paper = print_residence_reply(opinion=answered, by=world.users["head"])
    assert paper.document.kind == DocumentKind.RESIDENCE_REPLY
    assert Opinion.objects.visible_to(consulted).get() == asked
    assert not Paper.objects.visible_to(consulted).exists()


def test_notices_are_opened_by_their_recipient_only(world: World) -> None:
    notice = NoticeFactory.create(campaign=world.campaign, recipient=world.users["deputy"], path="/ho-so/")
    assert signed_in(world.users["head"]).post(reverse("notice-open", args=(notice.pk,))).status_code == 404
    with standing_on(8):
        response = signed_in(world.users["deputy"]).post(reverse("notice-open", args=(notice.pk,)))
    assert response["Location"] == "/ho-so/"
    assert Notice.objects.get(pk=notice.pk).read_at is not None


def test_marking_all_notices_as_read_leaves_those_of_others_unread(world: World) -> None:
    signed_in(world.users["head"]).post(reverse("notices-read"))
    assert not Notice.objects.filter(recipient=world.users["head"], read_at=None).exists()
    assert Notice.objects.filter(recipient=world.users["deputy"], read_at=None).exists()


def test_rights_end_with_the_day_of_the_grant(world: World) -> None:
    Grant.objects.filter(user=world.users["officer"]).update(valid_to="2023-11-30")
    review = world.review_of("deputy")
    client = signed_in(world.users["officer"])
    with standing_on(30, 23):
        assert client.get(reverse("review", args=(review.pk,))).status_code == 200
    with standing_on(1, 0, month=12):
        assert client.get(reverse("review", args=(review.pk,))).status_code == 404
