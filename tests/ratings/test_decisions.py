"""The board appraises, the authority decides; what is missing, out of order or one's own case is refused."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from django.db import connections
from django.test import TransactionTestCase
from django.urls import reverse

from organizations.models import AuditEntry
from ratings.choices import DecisionState, ProposalSource
from ratings.models import Decision, Proposal
from ratings.services.decisions import annul, decide, record_superior_decision
from ratings.services.proposals import appraise, comment_for_cell, rate_as_unit_head
from reviews.choices import AuthorityKind, Level, OpinionKind, OpinionState, Track
from reviews.models import Notice, Review
from reviews.rules.findings import RuleViolation
from tests import steps
from tests.factories.ratings import DecisionFactory, ProposalFactory
from tests.factories.reviews import ISSUED_AT, OpinionFactory
from tests.reviews.test_pages import signed_in
from tests.world import World, issued_world, standing_on


def sent(review: Review) -> Review:
    """The dossier has come to the organization board."""
    review.submitted_to_board_at = ISSUED_AT
    review.save(update_fields=("submitted_to_board_at",))
    return review


def proposed(world: World, review: Review, level: Level = Level.GOOD, track: Track = Track.CADRE) -> Review:
    """The unit has proposed, the board has appraised, both the same level."""
    sent(review)
    ProposalFactory.create(review=review, track=track, level=level, made_by=world.users["head"])
    ProposalFactory.create(
        review=review,
        track=track,
        level=level,
        source=ProposalSource.BOARD,
        organization=world.district,
        made_by=world.users["officer"],
    )
    return review


def rated(world: World, level: Level) -> None:
    """Both collectives that the head of the office heads have their level."""
    for collective in (world.leadership, world.cell_committee):
        DecisionFactory.create(
            review=world.collective_review(collective),
            track=Track.COLLECTIVE,
            level=level,
            decided_by=world.users["secretary"],
        )


def decision(
    world: World,
    review: Review,
    level: Level = Level.GOOD,
    *,
    track: Track = Track.CADRE,
    by: str = "secretary",
    **changes: Any,
) -> Decision:
    values: dict[str, Any] = {"document_number": "45-QĐ/HU", "decided_on": date(2023, 12, 8), "reason": ""}
    values |= changes
    with standing_on(8, 14, month=12) as now:
        return decide(review_id=review.pk, track=track, level=level, by=world.users[by], now=now, **values)


def refusal(world: World, review: Review, level: Level = Level.GOOD, **changes: Any) -> dict[str, str]:
    """Clause (or nothing) by code of what refuses a decision; nothing is written then."""
    written = Decision.objects.count()
    with pytest.raises(RuleViolation) as refused:
        decision(world, review, level, **changes)
    assert Decision.objects.count() == written
    return {f.code: f.reference.clause if f.reference else "" for f in refused.value.findings if f.blocks}


# --- the authority --------------------------------------------------------------------------------------------------


def test_an_appraised_level_is_decided_and_told_to_the_person(world: World) -> None:
    made = decision(world, proposed(world, world.review_of("deputy")))
    assert (made.level, made.authority, made.state) == (Level.GOOD, world.district, DecisionState.IN_FORCE)
    notice = Notice.objects.get(recipient=world.users["deputy"], kind="decision")
    assert "Hoàn thành tốt nhiệm vụ" in notice.subject
    assert "45-QĐ/HU" in notice.body


def test_a_head_above_his_collective_is_refused_with_the_clause(world: World) -> None:
    rated(world, Level.GOOD)
    head = proposed(world, world.review_of("head"), Level.EXCELLENT)
    assert refusal(world, head, Level.EXCELLENT) == {"cap.head": "P0-4.4-e"}


def test_a_head_level_with_his_collective_or_below_is_decided(world: World) -> None:
    rated(world, Level.GOOD)
    head = proposed(world, world.review_of("head"), Level.GOOD)
    assert decision(world, head, Level.GOOD).level == Level.GOOD


def test_a_head_is_held_by_the_lowest_of_the_collectives_he_heads(world: World) -> None:
    rated(world, Level.EXCELLENT)
    Decision.objects.filter(review__collective=world.cell_committee).update(level=Level.COMPLETED)
    head = proposed(world, world.review_of("head"), Level.GOOD)
    assert refusal(world, head, Level.GOOD) == {"cap.head": "P0-4.4-e"}


def test_a_head_before_his_collective_is_rated_is_refused_with_the_clause(world: World) -> None:
    head = proposed(world, world.review_of("head"))
    assert refusal(world, head) == {"cap.collective_first": "P0-4.4-e"}


def test_a_deputy_may_be_above_the_collective_and_before_it(world: World) -> None:
    deputy = proposed(world, world.review_of("third"), Level.EXCELLENT)
    assert decision(world, deputy, Level.EXCELLENT).level == Level.EXCELLENT


@pytest.mark.parametrize("kind", [OpinionKind.CONSULTEE, OpinionKind.SUPERIOR])
def test_a_missing_opinion_stops_the_decision_and_names_the_body(world: World, kind: OpinionKind) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    OpinionFactory.create(review=deputy, kind=kind, addressee=world.commune)
    with pytest.raises(RuleViolation) as refused:
        decision(world, deputy)
    assert "Đảng bộ xã Mẫu Sơn" in str(refused.value)
    assert set(refusal(world, deputy).values()) == {"P0-III.2-b"}


def test_an_opinion_that_is_in_or_waived_does_not_stop_the_decision(world: World) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    OpinionFactory.create(
        review=deputy,
        kind=OpinionKind.CONSULTEE,
        addressee=world.commune,
        state=OpinionState.CONFIRMED,
        answered_at=ISSUED_AT,
        confirmed_at=ISSUED_AT,
    )
    OpinionFactory.create(
        review=deputy,
        kind=OpinionKind.CONSULTEE,
        addressee=world.village,
        state=OpinionState.WAIVED,
        waived_reason="Cơ quan đã giải thể.",
    )
    assert decision(world, deputy).state == DecisionState.IN_FORCE


def test_a_decision_without_appraisal_is_refused_with_the_clause(world: World) -> None:
    assert refusal(world, sent(world.review_of("deputy"))) == {"decision.not_appraised": "P0-III.2-g"}


def test_a_level_other_than_the_appraised_one_needs_its_reason(world: World) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    assert "decision.reason" in refusal(world, deputy, Level.COMPLETED)
    assert "decision.reason" in refusal(world, deputy, Level.COMPLETED, reason="   ")
    made = decision(world, deputy, Level.COMPLETED, reason="Đơn vị có vi phạm bị kỷ luật.")
    assert made.reason == "Đơn vị có vi phạm bị kỷ luật."


def test_a_decision_needs_a_number_and_a_day_that_has_come(world: World) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    found = refusal(world, deputy, document_number="  ", decided_on=date(2023, 12, 9))
    assert set(found) == {"decision.number", "decision.date"}


def test_only_the_authority_decides(world: World) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    for by in ("head", "officer", "planner", "agencies_secretary", "member1"):
        assert "permission.rating.decide" in refusal(world, deputy, by=by)


def test_nobody_decides_his_own_case(world: World) -> None:
    review = proposed(world, world.review_of("deputy"))
    Review.objects.filter(pk=review.pk).update(person=world.people["member5"])
    world.grant("member5", "decide", world.district)
    assert "permission.rating.own" in refusal(world, review, by="member5")


@pytest.mark.parametrize("kind", [AuthorityKind.EXTERNAL, AuthorityKind.SELF_RATED])
def test_what_the_superior_decides_is_not_decided_here(world: World, kind: AuthorityKind) -> None:
    review = proposed(world, world.review_of("deputy"))
    Review.objects.filter(pk=review.pk).update(authority_kind=kind)
    assert refusal(world, review) == {"decision.superior": "P0-5.1-b"}


def test_a_review_without_an_authority_here_is_not_decided(world: World) -> None:
    review = proposed(world, world.review_of("deputy"))
    Review.objects.filter(pk=review.pk).update(authority=None, authority_kind=AuthorityKind.EXTERNAL)
    assert "permission.rating.external" in refusal(world, review)


def test_the_standing_committee_of_the_district_rates_itself_and_waits_for_its_superior(world: World) -> None:
    review = world.collective_review(world.standing)
    assert review.authority_kind == AuthorityKind.SELF_RATED
    found = refusal(world, proposed(world, review, track=Track.COLLECTIVE), track=Track.COLLECTIVE)
    assert found["decision.superior"] == "P0-5.1-b"


def test_a_track_that_is_not_rated_is_refused(world: World) -> None:
    collective = proposed(world, world.collective_review(), track=Track.COLLECTIVE)
    assert "rating.track" in refusal(world, collective, track=Track.CADRE)


# --- the member level -----------------------------------------------------------------------------------------------


def test_the_member_level_waits_for_the_cells_proposal(world: World) -> None:
    deputy = world.review_of("deputy")
    found = refusal(world, deputy, track=Track.MEMBER, by="agencies_secretary")
    assert found == {"decision.no_proposal": "P0-M02-h"}


def test_the_committee_above_the_cell_decides_the_member_level(world: World) -> None:
    deputy = world.review_of("deputy")
    ProposalFactory.create(
        review=deputy, track=Track.MEMBER, source=ProposalSource.CELL_VOTE, organization=world.cell, level=Level.GOOD
    )
    made = decision(world, deputy, track=Track.MEMBER, by="agencies_secretary")
    assert made.authority == deputy.member_authority
    assert "permission.rating.decide" in refusal(world, world.review_of("third"), track=Track.MEMBER, by="planner")


# --- twice and annulled ---------------------------------------------------------------------------------------------


def test_a_second_decision_of_a_track_is_refused_and_names_the_first(world: World) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    decision(world, deputy)
    with pytest.raises(RuleViolation, match="45-QĐ/HU"):
        decision(world, deputy, document_number="46-QĐ/HU")
    assert set(refusal(world, deputy)) == {"decision.exists"}


def test_an_annulled_decision_stays_readable_and_the_track_may_be_decided_again(world: World) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    wrong = decision(world, deputy)
    annul(decision_id=wrong.pk, reason="Ghi nhầm số văn bản.", by=world.users["secretary"])
    right = decision(world, deputy, document_number="46-QĐ/HU")
    wrong.refresh_from_db()
    assert (wrong.state, wrong.annulled_reason) == (DecisionState.ANNULLED, "Ghi nhầm số văn bản.")
    assert Decision.objects.in_force().get(review=deputy) == right
    acts = AuditEntry.objects.filter(action__in=("decide", "annul")).order_by("pk")
    told = [((row.before or {}).get("văn bản"), (row.after or {}).get("văn bản")) for row in acts]
    assert told == [(None, "45-QĐ/HU"), ("45-QĐ/HU", ""), ("45-QĐ/HU", "46-QĐ/HU")], "on record before and after"
    with standing_on(8, 15, month=12):
        page = signed_in(world.users["secretary"]).get(reverse("review-ratings", args=(deputy.pk,))).content.decode()
    assert "45-QĐ/HU" in page
    assert "46-QĐ/HU" in page


def test_annulling_needs_a_reason_and_the_authority_and_happens_once(world: World) -> None:
    made = decision(world, proposed(world, world.review_of("deputy")))
    for by, reason, code in (
        ("secretary", " ", "decision.annul_reason"),
        ("officer", "Sai", "permission.rating.decide"),
        ("deputy", "Tôi không đồng ý", "permission.rating.own"),
    ):
        with pytest.raises(RuleViolation) as refused:
            annul(decision_id=made.pk, reason=reason, by=world.users[by])
        assert code in {finding.code for finding in refused.value.findings}
        assert Decision.objects.in_force().filter(pk=made.pk).exists()
    annul(decision_id=made.pk, reason="Ghi nhầm.", by=world.users["secretary"])
    with pytest.raises(RuleViolation) as refused:
        annul(decision_id=made.pk, reason="Lần nữa.", by=world.users["secretary"])
    assert refused.value.findings[0].code == "decision.annulled"


def test_a_decided_level_takes_no_more_proposals(world: World) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    decision(world, deputy)
    with standing_on(8, 15, month=12) as now, pytest.raises(RuleViolation) as refused:
        appraise(
            review_id=deputy.pk,
            track=Track.CADRE,
            level=Level.COMPLETED,
            comment="Xem lại",
            by=world.users["officer"],
            now=now,
        )
    assert "proposal.decided" in {finding.code for finding in refused.value.findings}
    assert Proposal.objects.get(review=deputy, source=ProposalSource.BOARD).level == Level.GOOD


# --- before the decision --------------------------------------------------------------------------------------------


def appraisal(
    world: World, review: Review, level: Level = Level.GOOD, *, by: str = "officer", comment: str = ""
) -> None:
    with standing_on(6, month=12) as now:
        appraise(review_id=review.pk, track=Track.CADRE, level=level, comment=comment, by=world.users[by], now=now)


def appraisal_refusal(world: World, review: Review, level: Level = Level.GOOD, **changes: str) -> dict[str, str]:
    with pytest.raises(RuleViolation) as refused:
        appraisal(world, review, level, **changes)
    assert not Proposal.objects.filter(review=review, source=ProposalSource.BOARD).exists()
    return {f.code: f.reference.clause if f.reference else "" for f in refused.value.findings if f.blocks}


def test_an_appraisal_before_the_dossier_is_sent_is_refused_with_the_clause(world: World) -> None:
    deputy = world.review_of("deputy")
    ProposalFactory.create(review=deputy, made_by=world.users["head"])
    assert appraisal_refusal(world, deputy) == {"appraisal.dossier": "P0-III.2-a"}


def test_an_appraisal_without_any_proposal_below_is_refused(world: World) -> None:
    assert "appraisal.no_proposal" in appraisal_refusal(world, sent(world.review_of("deputy")))


def test_an_appraisal_that_differs_from_the_proposal_needs_its_reason(world: World) -> None:
    deputy = sent(world.review_of("deputy"))
    ProposalFactory.create(review=deputy, made_by=world.users["head"])
    assert "appraisal.reason" in appraisal_refusal(world, deputy, Level.COMPLETED)
    appraisal(world, deputy, Level.COMPLETED, comment="Chậm báo cáo nhiều kỳ.")
    assert Proposal.objects.get(review=deputy, source=ProposalSource.BOARD).level == Level.COMPLETED


def test_only_the_board_appraises_and_nobody_himself(world: World) -> None:
    deputy = sent(world.review_of("deputy"))
    ProposalFactory.create(review=deputy, made_by=world.users["head"])
    for by in ("head", "secretary", "planner"):
        assert "permission.rating.appraise" in appraisal_refusal(world, deputy, by=by)
    world.grant("deputy", "appraise", world.district)
    assert "permission.rating.own" in appraisal_refusal(world, deputy, by="deputy")


def test_the_head_rates_his_deputy_after_the_review_and_never_himself(world: World) -> None:
    """P0-M02-g, the first block of the form: the unit's head, for others only."""
    steps.ready_cell(world)
    deputy, head = world.review_of("deputy"), world.review_of("head")

    def rate(review: Review, by: str) -> set[str]:
        try:
            with standing_on(15, 11) as now:
                rate_as_unit_head(
                    review_id=review.pk, level=Level.GOOD, comment="Hoàn thành tốt.", by=world.users[by], now=now
                )
        except RuleViolation as refused:
            return {finding.code for finding in refused.findings}
        return set()

    assert rate(deputy, "head") == {"rating.review_first"}
    assert rate(head, "head") >= {"permission.rating.own"}
    assert rate(head, "deputy") >= {"permission.rating.unit_head"}
    assert not Proposal.objects.exists()


def test_a_cells_comment_waits_for_the_ballot(world: World) -> None:
    deputy = world.review_of("deputy")
    with standing_on(14, 15) as now, pytest.raises(RuleViolation) as refused:
        comment_for_cell(review_id=deputy.pk, comment="Gương mẫu.", by=world.users["head"], now=now)
    assert "proposal.no_vote" in {finding.code for finding in refused.value.findings}
    assert not Proposal.objects.exists()


# --- in the browser -------------------------------------------------------------------------------------------------


def form(track: Track, level: Level, **changes: str) -> dict[str, str]:
    prefix = f"decision-{track}"
    values = {"level": level, "document_number": "45-QĐ/HU", "decided_on": "2023-12-08", "reason": ""} | changes
    return {"action": prefix, **{f"{prefix}-{name}": value for name, value in values.items()}}


def test_a_refused_decision_answers_422_with_sentence_clause_and_typed_text(world: World) -> None:
    rated(world, Level.GOOD)
    head = proposed(world, world.review_of("head"), Level.EXCELLENT)
    client = signed_in(world.users["secretary"])
    with standing_on(8, 14, month=12):
        response = client.post(
            reverse("review-ratings", args=(head.pk,)),
            form(Track.CADRE, Level.EXCELLENT, reason="Có nhiều thành tích <b>nổi bật</b>"),
        )
    page = response.content.decode()
    assert response.status_code == 422
    assert "cao hơn mức “Hoàn thành tốt nhiệm vụ”" in page
    assert "mục 4.4" in page
    assert "Có nhiều thành tích &lt;b&gt;nổi bật&lt;/b&gt;" in page
    assert not Decision.objects.filter(review=head).exists()


def test_a_decision_sent_twice_from_the_page_is_one_row(world: World) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    client = signed_in(world.users["secretary"])
    url = reverse("review-ratings", args=(deputy.pk,))
    with standing_on(8, 14, month=12):
        first = client.post(url, form(Track.CADRE, Level.GOOD))
        second = client.post(url, form(Track.CADRE, Level.GOOD))
    assert (first.status_code, second.status_code) == (302, 422)
    assert "đã được xếp loại" in second.content.decode()
    assert Decision.objects.filter(review=deputy).count() == 1
    assert Notice.objects.filter(recipient=world.users["deputy"], kind="decision").count() == 1


def test_an_action_that_the_page_does_not_offer_changes_nothing_and_says_so(world: World) -> None:
    deputy = proposed(world, world.review_of("deputy"))
    client = signed_in(world.users["secretary"])
    response = client.post(reverse("review-ratings", args=(deputy.pk,)), {"action": "board-khong-co"})
    assert response.status_code == 422
    assert "Chưa ghi được" in response.content.decode()


class DecidedTwiceAtOnce(TransactionTestCase):
    """Two windows press the button together: the database keeps one decision."""

    def test_of_many_decisions_at_once_one_is_written(self) -> None:
        world = issued_world()
        deputy = proposed(world, world.review_of("deputy"))
        outcomes: list[str] = []

        def attempt() -> None:
            try:
                decision(world, deputy)
                outcomes.append("decided")
            except RuleViolation:
                outcomes.append("refused")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=attempt) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["decided", *["refused"] * 7]
        assert Decision.objects.filter(review=deputy).count() == 1
        assert Notice.objects.filter(kind="decision").count() == 1


# --- the superior ---------------------------------------------------------------------------------------------------


def superior(world: World, review: Review, *, by: str = "officer", number: str = "301-QĐ/TU") -> Decision:
    with standing_on(20, 9, month=12) as now:
        return record_superior_decision(
            review_id=review.pk,
            track=Track.COLLECTIVE if review.is_collective else Track.CADRE,
            level=Level.GOOD,
            document_number=number,
            decided_on=date(2023, 12, 18),
            by=world.users[by],
            now=now,
        )


def test_the_superiors_document_makes_the_self_rated_level_final(world: World) -> None:
    made = superior(world, world.collective_review(world.standing))
    assert (made.level, made.document_number) == (Level.GOOD, "301-QĐ/TU")


def test_a_superiors_level_without_its_document_is_refused(world: World) -> None:
    with pytest.raises(RuleViolation):
        superior(world, world.collective_review(world.standing), number=" ")
    assert not Decision.objects.exists()


def test_what_the_district_decides_itself_is_not_entered_as_the_superiors(world: World) -> None:
    with pytest.raises(RuleViolation) as refused:
        superior(world, world.review_of("deputy"))
    assert [finding.code for finding in refused.value.findings] == ["decision.not_superior"]


def test_only_the_organization_board_enters_the_superiors_level(world: World) -> None:
    with pytest.raises(RuleViolation) as refused:
        superior(world, world.collective_review(world.standing), by="deputy")
    assert refused.value.findings[0].code == "permission.rating.appraise"


def test_a_superiors_decision_entered_wrong_is_annulled_by_the_board_and_entered_again(world: World) -> None:
    review = world.collective_review(world.standing)
    wrong = superior(world, review)
    with pytest.raises(RuleViolation) as refused:
        annul(decision_id=wrong.pk, reason="Ghi nhầm.", by=world.users["planner"])
    assert refused.value.findings[0].code == "permission.rating.appraise"
    url = reverse("review-ratings", args=(review.pk,))
    client = signed_in(world.users["officer"])
    with standing_on(20, 10, month=12):
        assert "annul-collective" in client.get(url).content.decode()
        sent = client.post(url, {"action": "annul-collective", "annul-collective-reason": "Ghi nhầm số."})
    assert sent.status_code == 302
    right = superior(world, review, number="302-QĐ/TU")
    assert list(Decision.objects.in_force().filter(review=review)) == [right]


def test_whoever_may_decide_is_not_offered_to_decide_for_the_superior(world: World) -> None:
    url = reverse("review-ratings", args=(world.collective_review(world.standing).pk,))
    with standing_on(20, 10, month=12):
        page = signed_in(world.users["secretary"]).get(url).content.decode()
    assert "decision-collective" not in page
