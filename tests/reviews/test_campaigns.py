"""Planning a campaign from P0, correcting it by hand with reasons, issuing it once."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from organizations.choices import PostRole
from organizations.models import Post
from reviews.choices import CampaignState, EntryState, Inclusion, SubjectKind
from reviews.models import Campaign, FormEntry, Milestone, Notice, Review
from reviews.rules.findings import RuleViolation
from reviews.rules.plan import available_presets, load_preset
from reviews.selectors.campaigns import offered_presets, preset_findings
from reviews.services.campaigns import (
    change_milestone,
    create_campaign,
    issue_campaign,
    override_subject,
    regenerate_subjects,
)
from tests.factories.organizations import PASSWORD, OrganizationFactory, PersonFactory, PostFactory
from tests.factories.reviews import RemediationItemFactory
from tests.kept import built_once
from tests.reviews.test_pages import signed_in
from tests.world import PRESET, World, build_world, standing_on


@pytest.fixture
@built_once
def planned(db: None) -> World:
    """The district with a draft of P0 that nobody has touched."""
    world = build_world()
    world.campaign = draft(world)
    return world


def draft(world: World, *, by: str = "planner", number: str = "128-KH/HU", **changes: Any) -> Campaign:
    values: dict[str, Any] = {
        "issuer": world.district,
        "preset": PRESET,
        "name": "  Kiểm điểm năm 2023  ",
        "year": 2023,
        "dated_on": date(2023, 11, 6),
    }
    with standing_on(6):
        return create_campaign(by=world.users[by], number=number, **values | changes)


def issue(
    world: World,
    *,
    by: str = "planner",
    number: str = "128-KH/HU",
    confirmed: tuple[str, ...] = ("voting_every_kind", "quota_base_every_kind"),
) -> Campaign:
    with standing_on(6, 9) as now:
        return issue_campaign(
            campaign_id=world.campaign.pk,
            number=number,
            dated_on=date(2023, 11, 6),
            confirmed_defaults=list(confirmed),
            by=world.users[by],
            now=now,
        )


def codes(violation: RuleViolation) -> set[str]:
    return {finding.code for finding in violation.findings if finding.blocks}


# --- creating -------------------------------------------------------------------------------------------------------


def test_a_draft_has_the_plans_milestones_each_with_its_clause(planned: World) -> None:
    rows = {row.code: (row.due_on, row.comparator, row.section) for row in planned.campaign.milestones.all()}
    assert rows["P0-III.1-d"] == (date(2023, 11, 10), "before", "III.1")
    assert rows["P0-III.3-a"][0] == date(2023, 12, 5)
    assert len(rows) == len(planned.campaign.plan.milestones)


def test_a_draft_lists_who_is_reviewed_where_and_why(planned: World) -> None:
    head = planned.review_of("head")
    assert head.inclusion == Inclusion.INCLUDED
    assert head.reason
    assert head.clause in planned.campaign.plan.clauses
    assert {str(venue) for venue in head.venues.all()} == {
        "Tập thể lãnh đạo Phòng Tài chính - Kế hoạch",
        "Chi bộ Tài chính - Kế hoạch",
    }
    assert all(venue.clause in planned.campaign.plan.clauses for venue in head.venues.all())


def test_a_draft_opens_no_forms_and_tells_nobody(planned: World) -> None:
    assert not FormEntry.objects.exists()
    assert not Notice.objects.exists()


def test_the_name_of_a_campaign_is_trimmed(planned: World) -> None:
    assert planned.campaign.name == "Kiểm điểm năm 2023"


@pytest.mark.parametrize("by", ["officer", "secretary", "head", "member1"])
def test_only_staff_who_lead_the_review_plan_a_campaign(db: None, by: str) -> None:
    world = build_world()
    with pytest.raises(RuleViolation) as refused:
        draft(world, by=by)
    assert codes(refused.value) == {"permission.campaign.plan"}
    assert not Campaign.objects.exists()


def test_a_number_is_used_once_in_a_year_by_one_issuer(planned: World) -> None:
    with pytest.raises(RuleViolation, match="đã có kế hoạch số 128-KH/HU"):
        draft(planned)
    assert Campaign.objects.count() == 1
    assert draft(planned, year=2024).pk
    assert draft(planned, number="").pk, "a draft may wait for its number"


def test_the_same_draft_sent_twice_is_made_once(planned: World) -> None:
    client = signed_in(planned.users["planner"])
    sent = {"issuer": planned.district.pk, "preset": PRESET, "name": "Đợt bổ sung", "year": "2023", "number": ""}
    with standing_on(6):
        first, second = (client.post(reverse("campaign-new"), sent) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 422)
    assert "Đã có dự thảo “Đợt bổ sung”" in second.content.decode()
    assert Campaign.objects.filter(name="Đợt bổ sung").count() == 1


def test_a_number_taken_meanwhile_refuses_the_issuing(planned: World) -> None:
    other = draft(planned, number="")
    issue(planned)
    planned.campaign = other
    with pytest.raises(RuleViolation) as refused:
        issue(planned)
    assert codes(refused.value) == {"campaign.number"}
    other.refresh_from_db()
    assert other.state == CampaignState.DRAFT
    assert not FormEntry.objects.filter(review__campaign=other).exists()


# --- correcting -----------------------------------------------------------------------------------------------------


def test_an_override_needs_a_reason_and_keeps_it(planned: World) -> None:
    review = planned.review_of("third")
    with pytest.raises(RuleViolation) as refused:
        override_subject(review_id=review.pk, inclusion="exempt", override_reason="  ", by=planned.users["planner"])
    assert codes(refused.value) == {"subject.reason"}
    assert Review.objects.included().filter(pk=review.pk).exists()
    override_subject(
        review_id=review.pk, inclusion="exempt", override_reason="Nghỉ chữa bệnh.", by=planned.users["planner"]
    )
    review.refresh_from_db()
    assert not review.is_included
    assert (review.override_reason, review.overridden_by) == ("Nghỉ chữa bệnh.", planned.users["planner"])


def test_deriving_the_subjects_anew_keeps_what_was_changed_by_hand(planned: World) -> None:
    review = planned.review_of("third")
    override_subject(
        review_id=review.pk, inclusion="exempt", override_reason="Nghỉ chữa bệnh.", by=planned.users["planner"]
    )
    newcomer = PersonFactory.create(
        full_name="Đinh Thị Mới", cell=planned.cell, workplace=planned.office, residence_cell=planned.village
    )
    PostFactory.create(
        person=newcomer, collective=planned.leadership, role=PostRole.DEPUTY, managed_by=planned.district
    )
    Post.objects.filter(person=planned.people["deputy"]).delete()
    with standing_on(6):
        regenerate_subjects(campaign_id=planned.campaign.pk, by=planned.users["planner"])
    review.refresh_from_db()
    assert (review.inclusion, review.override_reason) == (Inclusion.EXEMPT, "Nghỉ chữa bệnh.")
    subjects = Review.objects.filter(campaign=planned.campaign, kind=SubjectKind.PERSON, inclusion=Inclusion.INCLUDED)
    names = {str(row) for row in subjects}
    assert "Đinh Thị Mới" in names
    assert "Lê Văn Bình" not in names


def test_deriving_the_subjects_twice_changes_nothing(planned: World) -> None:
    def listed() -> set[tuple[str, str, str]]:
        return {(str(row), row.inclusion, row.reason) for row in planned.campaign.reviews.all()}

    before = listed()
    with standing_on(6):
        regenerate_subjects(campaign_id=planned.campaign.pk, by=planned.users["planner"])
        regenerate_subjects(campaign_id=planned.campaign.pk, by=planned.users["planner"])
    assert listed() == before


def change(world: World, milestone: Milestone, due_on: date, reason: str, *, by: str = "planner") -> Milestone:
    return change_milestone(milestone_id=milestone.pk, due_on=due_on, change_reason=reason, by=world.users[by])


def test_another_day_than_the_printed_one_needs_its_basis(planned: World) -> None:
    milestone = planned.campaign.milestones.get(code="P0-III.3-a")
    with pytest.raises(RuleViolation) as refused:
        change(planned, milestone, date(2023, 12, 8), " ")
    assert codes(refused.value) == {"milestone.basis"}
    milestone.refresh_from_db()
    assert milestone.due_on == date(2023, 12, 5)
    changed = change(planned, milestone, date(2023, 12, 8), "Công văn số 20-CV/HU")
    assert (changed.due_on, changed.change_reason) == (date(2023, 12, 8), "Công văn số 20-CV/HU")


def test_the_basis_of_a_changed_day_cannot_be_wiped_out(planned: World) -> None:
    milestone = planned.campaign.milestones.get(code="P0-III.3-a")
    change(planned, milestone, date(2023, 12, 8), "Công văn số 20-CV/HU")
    with pytest.raises(RuleViolation) as refused:
        change(planned, milestone, date(2023, 12, 8), "")
    assert codes(refused.value) == {"milestone.basis"}
    milestone.refresh_from_db()
    assert milestone.change_reason == "Công văn số 20-CV/HU"


def test_the_printed_day_needs_no_basis(planned: World) -> None:
    milestone = planned.campaign.milestones.get(code="P0-III.3-a")
    change(planned, milestone, date(2023, 12, 8), "Công văn số 20-CV/HU")
    back = change(planned, milestone, date(2023, 12, 5), "")
    assert (back.due_on, back.change_reason) == (date(2023, 12, 5), "")


def test_a_window_never_ends_before_it_starts(planned: World) -> None:
    milestone = planned.campaign.milestones.get(code="P0-III.3-a")
    Milestone.objects.filter(pk=milestone.pk).update(starts_on=date(2023, 12, 1))
    with pytest.raises(RuleViolation) as refused:
        change(planned, milestone, date(2023, 11, 30), "Công văn số 20-CV/HU")
    assert codes(refused.value) == {"milestone.window"}


@pytest.mark.parametrize("by", ["officer", "head"])
def test_others_change_nothing_in_a_draft(planned: World, by: str) -> None:
    milestone, review = planned.campaign.milestones.all()[0], planned.review_of("third")
    user = planned.users[by]
    for attempt in (
        lambda: change(planned, milestone, date(2023, 12, 8), "Căn cứ", by=by),
        lambda: override_subject(review_id=review.pk, inclusion="exempt", override_reason="Bận", by=user),
        lambda: regenerate_subjects(campaign_id=planned.campaign.pk, by=user),
        lambda: issue(planned, by=by),
    ):
        with pytest.raises(RuleViolation) as refused:
            attempt()
        assert "permission.campaign.plan" in codes(refused.value)
    planned.campaign.refresh_from_db()
    assert planned.campaign.state == CampaignState.DRAFT


# --- issuing --------------------------------------------------------------------------------------------------------


def test_issuing_without_confirming_the_programs_defaults_is_refused_with_both(planned: World) -> None:
    with pytest.raises(RuleViolation) as refused:
        issue(planned, confirmed=())
    assert codes(refused.value) == {"campaign.default.voting_every_kind", "campaign.default.quota_base_every_kind"}
    assert all(finding.reference is not None for finding in refused.value.findings)
    planned.campaign.refresh_from_db()
    assert planned.campaign.state == CampaignState.DRAFT
    assert not FormEntry.objects.exists()
    assert not Notice.objects.exists()


def test_leaving_somebody_out_does_not_lift_what_the_roster_lacks_for_his_namesake(planned: World) -> None:
    """Each is named by the beginning of the other's name; only one is left out."""
    for key, name in (("short", "Đỗ Văn A"), ("long", "Đỗ Văn An")):
        person = planned.add(key, name)
        PostFactory.create(person=person, collective=planned.leadership, managed_by=planned.district)
    regenerate_subjects(campaign_id=planned.campaign.pk, by=planned.users["planner"])
    override_subject(
        review_id=planned.review_of("short").pk,
        inclusion="exempt",
        override_reason="Chưa chuyển sinh hoạt đảng đến",
        by=planned.users["planner"],
    )
    with pytest.raises(RuleViolation) as refused:
        issue(planned)
    assert [finding.message for finding in refused.value.findings] == [
        "Đỗ Văn An chưa có chi bộ sinh hoạt chính thức để kiểm điểm."
    ]


def test_a_subject_derived_anew_meanwhile_is_refused_and_not_a_fault(planned: World) -> None:
    review = planned.review_of("third")
    Review.objects.filter(pk=review.pk).delete()
    with pytest.raises(RuleViolation, match="vừa được lập lại"):
        override_subject(review_id=review.pk, inclusion="exempt", override_reason="Bận", by=planned.users["planner"])


def test_issuing_with_one_default_confirmed_is_refused_with_the_other(planned: World) -> None:
    with pytest.raises(RuleViolation) as refused:
        issue(planned, confirmed=("voting_every_kind",))
    assert codes(refused.value) == {"campaign.default.quota_base_every_kind"}


def test_issuing_needs_a_number_and_somebody_to_review(planned: World) -> None:
    planned.campaign.reviews.update(inclusion=Inclusion.EXEMPT, reason="Không thuộc diện.")
    with pytest.raises(RuleViolation) as refused:
        issue(planned, number=" ")
    assert codes(refused.value) == {"campaign.number", "campaign.empty"}


def test_issuing_opens_one_form_for_each_included_subject(planned: World) -> None:
    override_subject(
        review_id=planned.review_of("third").pk,
        inclusion="exempt",
        override_reason="Nghỉ chữa bệnh.",
        by=planned.users["planner"],
    )
    campaign = issue(planned)
    included = set(campaign.reviews.included().values_list("pk", flat=True))
    entries = FormEntry.objects.filter(review__campaign=campaign)
    assert set(entries.values_list("review_id", flat=True)) == included
    assert {entry.state for entry in entries} == {EntryState.DRAFT}
    assert {entry.form_code for entry in entries} == {"mau_01", "mau_02"}
    assert {entry.regulation for entry in entries} == {"qd_124"}


def test_one_statement_for_a_person_in_one_campaign(planned: World) -> None:
    """P0-4.1-c: one in this year's campaign, another in the next one's."""
    review = planned.review_of("head")
    again = {"kind": SubjectKind.PERSON, "person": review.person, "unit": review.unit, "form_code": review.form_code}
    with pytest.raises(IntegrityError, match=r"one_review_of_a_person|UNIQUE"), transaction.atomic():
        Review.objects.create(campaign=planned.campaign, **again)
    entry = FormEntry.objects.create(review=review, form_code="mau_02", regulation="qd_124", data={})
    with pytest.raises(IntegrityError), transaction.atomic():
        FormEntry.objects.create(review=entry.review, form_code="mau_02", regulation="qd_124", data={})
    assert draft(planned, year=2024).reviews.filter(person=review.person).count() == 1


def test_issuing_carries_last_years_shortcomings_into_the_forms(planned: World) -> None:
    RemediationItemFactory.create(person=planned.people["deputy"], shortcoming="Ít đi cơ sở")
    RemediationItemFactory.create(person=None, collective=planned.leadership, shortcoming="Chậm giải ngân")
    RemediationItemFactory.create(person=planned.people["deputy"], shortcoming="Đã xong", status="fixed")
    issue(planned)

    def carried(review: Review) -> list[str]:
        return [row["shortcoming"] for row in review.entry.data["iii_items"]]

    assert carried(planned.review_of("deputy")) == ["Ít đi cơ sở (năm 2022)"]
    assert carried(planned.collective_review()) == ["Chậm giải ngân (năm 2022)"]
    assert carried(planned.review_of("head")) == []


def test_issuing_tells_those_reviewed_once(planned: World) -> None:
    issue(planned)
    told = Notice.objects.filter(kind="campaign_issued")
    assert told.filter(recipient=planned.users["head"]).count() == 1, "reviewed himself and in two collectives"
    assert told.filter(recipient=planned.users["deputy"]).count() == 1
    assert told.values("recipient").distinct().count() == told.count()
    assert not told.filter(recipient=planned.users["planner"], path="").exists()


def test_issuing_twice_is_refused_and_tells_nobody_again(planned: World) -> None:
    issue(planned)
    forms, notices = FormEntry.objects.count(), Notice.objects.count()
    with pytest.raises(RuleViolation) as refused:
        issue(planned, number="129-KH/HU")
    assert codes(refused.value) == {"campaign.issued"}
    assert (FormEntry.objects.count(), Notice.objects.count()) == (forms, notices)
    planned.campaign.refresh_from_db()
    assert planned.campaign.number == "128-KH/HU"


def test_an_issued_plan_is_changed_by_nobody(planned: World) -> None:
    issue(planned)
    milestone, review = planned.campaign.milestones.all()[0], planned.review_of("third")
    by = planned.users["planner"]
    for attempt in (
        lambda: change(planned, milestone, date(2023, 12, 8), "Căn cứ"),
        lambda: override_subject(review_id=review.pk, inclusion="exempt", override_reason="Bận", by=by),
        lambda: regenerate_subjects(campaign_id=planned.campaign.pk, by=by),
    ):
        with pytest.raises(RuleViolation, match="Kế hoạch số 128-KH/HU ngày 06/11/2023 đã ban hành"):
            attempt()


@pytest.mark.parametrize("name", ["milestone-edit", "review-override"])
def test_the_page_of_an_issued_plan_says_why_it_is_closed_and_offers_no_form(planned: World, name: str) -> None:
    milestone, review = planned.campaign.milestones.all()[0], planned.review_of("third")
    arguments = {"milestone-edit": (planned.campaign.pk, milestone.pk), "review-override": (review.pk,)}
    address = reverse(name, args=arguments[name])
    client = signed_in(planned.users["planner"])
    assert "data-guard" in client.get(address).content.decode()
    issue(planned)
    page = client.get(address).content.decode()
    assert "đã ban hành; chỉ thay đổi bằng văn bản bổ sung có số" in page
    assert "data-guard" not in page
    typed = client.post(
        address,
        {"due_on": "2023-12-08", "change_reason": "Chữ đã gõ", "inclusion": "exempt", "override_reason": "Chữ đã gõ"},
    )
    assert typed.status_code == 422
    assert "Chữ đã gõ" in typed.content.decode()


# --- in the browser -------------------------------------------------------------------------------------------------


def issue_form(**changes: str) -> dict[str, str]:
    return {
        "number": "128-KH/HU",
        "dated_on": "2023-11-06",
        "confirm_voting_every_kind": "on",
        "confirm_quota_base_every_kind": "on",
        "password": PASSWORD,
    } | changes


def test_the_wizard_makes_a_draft_and_opens_it(db: None) -> None:
    world = build_world()
    client = signed_in(world.users["planner"])
    sent = {"issuer": str(world.district.pk), "preset": PRESET, "name": "Kiểm điểm 2023", "year": "2023", "number": ""}
    with standing_on(6):
        response = client.post(reverse("campaign-new"), sent)
    campaign = Campaign.objects.get()
    assert response["Location"] == reverse("campaign", args=(campaign.pk,))
    assert campaign.reviews.exists()


def test_a_wizard_form_that_is_incomplete_answers_422_and_keeps_the_text(db: None) -> None:
    world = build_world()
    client = signed_in(world.users["planner"])
    response = client.post(reverse("campaign-new"), {"name": "Kiểm điểm <i>2023</i>", "year": "hai nghìn"})
    assert response.status_code == 422
    assert "Kiểm điểm &lt;i&gt;2023&lt;/i&gt;" in response.content.decode()
    assert not Campaign.objects.exists()


def test_a_committee_drafts_only_from_plans_of_its_own_kind(planned: World) -> None:
    assert [slug for slug, _title in offered_presets([planned.district])] == [PRESET, "p3_thi_xa_2019"]
    assert [slug for slug, _title in offered_presets([planned.commune])] == ["p2_xa_2025", "p4_xa_2023"]
    with pytest.raises(RuleViolation, match="là kế hoạch của Đảng bộ xã") as refused:
        draft(planned, number="130-KH/HU", preset="p4_xa_2023")
    assert codes(refused.value) == {"campaign.preset"}
    assert not Campaign.objects.filter(preset="p4_xa_2023").exists()


def test_the_program_has_the_forms_of_every_plan_that_it_knows() -> None:
    assert [finding for slug in available_presets() for finding in preset_findings(load_preset(slug))] == []


def test_a_plan_of_a_regime_without_forms_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reviews.selectors.campaigns.regulations", lambda: frozenset({"qd_124"}))
    (finding,) = preset_findings(load_preset("p2_xa_2025"))
    assert (finding.code, finding.blocks) == ("campaign.forms", True)
    assert "366-QĐ/TW" in finding.message


def test_staff_cannot_issue_for_a_committee_that_is_not_theirs(planned: World) -> None:
    stranger = OrganizationFactory.create(name="Đảng bộ huyện Khác")
    client = signed_in(planned.users["planner"])
    sent = {"issuer": str(stranger.pk), "preset": PRESET, "name": "Kiểm điểm", "year": "2023"}
    assert client.post(reverse("campaign-new"), sent).status_code == 422
    assert not Campaign.objects.filter(issuer=stranger).exists()


def test_issuing_from_the_page_asks_for_the_password(planned: World) -> None:
    client = signed_in(planned.users["planner"])
    url = reverse("campaign-issue", args=(planned.campaign.pk,))
    with standing_on(6):
        refused = client.post(url, issue_form(password="sai"))
        planned.campaign.refresh_from_db()
        state = planned.campaign.state
        accepted = client.post(url, issue_form())
    assert (refused.status_code, state) == (422, CampaignState.DRAFT)
    assert "Mật khẩu không đúng." in refused.content.decode()
    assert accepted.status_code == 302


def test_issuing_from_the_page_without_the_defaults_says_which(planned: World) -> None:
    client = signed_in(planned.users["planner"])
    sent = issue_form()
    del sent["confirm_voting_every_kind"], sent["confirm_quota_base_every_kind"]
    response = client.post(reverse("campaign-issue", args=(planned.campaign.pk,)), sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.count("Kế hoạch không in rõ nội dung này, phải xác nhận trước khi ban hành") == 2
    planned.campaign.refresh_from_db()
    assert planned.campaign.state == CampaignState.DRAFT


def test_the_issue_button_pressed_twice_issues_once(planned: World) -> None:
    client = signed_in(planned.users["planner"])
    url = reverse("campaign-issue", args=(planned.campaign.pk,))
    with standing_on(6):
        first = client.post(url, issue_form())
        notices = Notice.objects.count()
        second = client.post(url, issue_form())
    assert (first.status_code, second.status_code) == (302, 422)
    assert "đã ban hành" in second.content.decode()
    assert Notice.objects.count() == notices
    assert FormEntry.objects.count() == planned.campaign.reviews.included().count()
