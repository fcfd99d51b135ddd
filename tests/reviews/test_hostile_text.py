"""Text that would be markup, or turn a page around, is shown as the text it is."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from organizations.models import Person
from reviews.choices import ItemState, Presence
from reviews.models import Campaign, Contribution, EntryVersion, FormEntry, Meeting, Opinion, Review
from tests import steps
from tests.reviews.bad_input import HOSTILE, _on_the_eighth, assert_escaped, entry_of, form_data
from tests.reviews.test_pages import Scene, pages, scene, signed_in
from tests.world import PRESET, STATEMENT, World

__all__ = ["_on_the_eighth", "scene"]


# --- hostile text ---------------------------------------------------------------------------------------------------


def asked(world: World) -> Opinion:
    signed_in(world.users["head"]).post(reverse("residence-request", args=(world.review_of("deputy").pk,)))
    return Opinion.objects.get()


def open_meeting(world: World) -> Meeting:
    """The office's meeting with its first item taken up."""
    steps.submit(world, world.collective_review(), by="head")
    meeting = steps.plan_office(world)
    steps.prepare(world, meeting)
    steps.open_sitting(world, meeting)
    item = meeting.items.order_by("position").first()
    assert item is not None
    item.state, item.started_at, item.presenter = ItemState.IN_PROGRESS, meeting.invited_at, world.people["head"]
    item.save()
    meeting.refresh_from_db()
    return meeting


def test_hostile_text_in_a_statement_is_shown_escaped_on_every_page_of_it(world: World) -> None:
    entry = entry_of(world, "deputy")
    client = signed_in(world.users["deputy"])
    url = reverse("entry", args=(entry.review_id,))
    sent = form_data(STATEMENT | {"i_1": HOSTILE, "ii_shortcomings": [{"content": 2, "text": HOSTILE}]})
    client.post(url, sent | {"version": "1", "action": "save"})
    assert_escaped(client.get(url).content.decode())
    client.post(url, sent | {"version": "2", "action": "submit"})
    assert_escaped(client.get(url).content.decode())
    kept = EntryVersion.objects.filter(entry=entry).first()
    assert kept is not None
    FormEntry.objects.filter(pk=entry.pk).update(data={})
    assert_escaped(client.get(reverse("entry-version", args=(entry.review_id, kept.version))).content.decode())


def test_hostile_text_in_a_prompt_is_shown_escaped_to_both_sides(world: World) -> None:
    review = world.review_of("deputy")
    officer = signed_in(world.users["officer"])
    officer.post(reverse("review-prompts", args=(review.pk,)), {"text": HOSTILE, "document_number": "512-CV/HU"})
    assert_escaped(officer.get(reverse("review-prompts", args=(review.pk,))).content.decode())
    deputy = signed_in(world.users["deputy"])
    assert_escaped(deputy.get(reverse("review", args=(review.pk,))).content.decode())
    assert_escaped(deputy.get(reverse("entry", args=(review.pk,))).content.decode())


def test_hostile_text_in_the_room_is_shown_escaped(world: World) -> None:
    meeting = open_meeting(world)
    client = signed_in(world.users["head"])
    item = meeting.items.get(state=ItemState.IN_PROGRESS)
    person = world.people["third"].pk
    room = reverse("meeting", args=(meeting.pk,))
    client.post(reverse("item-contribution", args=(meeting.pk, item.pk)), {"person": person, "text": HOSTILE})
    assert Contribution.objects.count() == 1
    assert_escaped(client.get(room).content.decode())
    for attendee in meeting.attendees.filter(role="member").exclude(person_id=person):
        assert attendee.person_id
        client.post(
            reverse("item-contribution", args=(meeting.pk, item.pk)),
            {"person": attendee.person_id, "text": "Nhất trí."},
        )
    client.post(reverse("item-conclude", args=(meeting.pk, item.pk)), {"conclusion": HOSTILE})
    item.refresh_from_db()
    assert item.state == ItemState.CONCLUDED
    assert_escaped(client.get(room).content.decode())
    attendee = meeting.attendees.get(person=world.people["deputy"])
    client.post(
        reverse("meeting-presence", args=(meeting.pk, attendee.pk)),
        {"presence": Presence.ABSENT_WITH_REASON, "absence_reason": HOSTILE},
    )
    attendee.refresh_from_db()
    assert attendee.absence_reason
    assert_escaped(client.get(room).content.decode())


def test_a_refused_action_of_the_room_answers_422_with_the_typed_text_escaped(world: World) -> None:
    meeting = open_meeting(world)
    client = signed_in(world.users["head"])
    item = meeting.items.filter(state=ItemState.PENDING).first()
    assert item is not None
    response = client.post(reverse("item-conclude", args=(meeting.pk, item.pk)), {"conclusion": HOSTILE})
    page = response.content.decode()
    assert response.status_code == 422
    assert "phải đang kiểm điểm mới làm được việc này" in page
    assert_escaped(page)
    item.refresh_from_db()
    assert item.conclusion == ""


def test_hostile_text_in_a_consulted_bodys_opinion_is_shown_escaped(world: World) -> None:
    opinion = Opinion.objects.create(
        review=world.review_of("deputy"),
        kind="consultee",
        addressee=world.village,
        sender=world.office,
        requested_on=date(2023, 11, 8),
    )
    client = signed_in(world.users["village_secretary"])
    url = reverse("opinion", args=(opinion.pk,))
    refused = client.post(url, {"comment": HOSTILE, "level": "good"})
    assert refused.status_code == 422
    assert "còn thiếu: số văn bản, ngày văn bản" in refused.content.decode()
    assert_escaped(refused.content.decode())
    sent = {"comment": HOSTILE, "level": "good", "document_number": "7-CV", "document_on": "2023-11-08"}
    assert client.post(url, sent).status_code == 302
    assert_escaped(client.get(url).content.decode())


def test_hostile_text_in_a_campaign_and_its_corrections_is_shown_escaped(world: World) -> None:
    client = signed_in(world.users["planner"])
    sent = {"issuer": world.district.pk, "preset": PRESET, "name": HOSTILE, "year": "2023", "number": ""}
    client.post(reverse("campaign-new"), sent)
    campaign = Campaign.objects.get(state="draft")
    assert_escaped(client.get(reverse("campaigns")).content.decode())
    assert_escaped(client.get(reverse("campaign", args=(campaign.pk,))).content.decode())
    review = Review.objects.filter(campaign=campaign, kind="person").first()
    milestone = campaign.milestones.first()
    assert review is not None
    assert milestone is not None
    client.post(
        reverse("review-override", args=(review.pk,)), {"inclusion": "exempt", "override_reason": f"Lý do {HOSTILE}"}
    )
    client.post(
        reverse("milestone-edit", args=(campaign.pk, milestone.pk)),
        {"due_on": "2023-11-20", "change_reason": f"Căn cứ {HOSTILE}"},
    )
    subjects = client.get(f"{reverse('campaign-subjects', args=(campaign.pk,))}?inclusion=exempt").content.decode()
    assert "Lý do &lt;script&gt;" in subjects
    assert_escaped(subjects)
    milestones = client.get(reverse("campaign-milestones", args=(campaign.pk,))).content.decode()
    assert "Căn cứ &lt;script&gt;" in milestones
    assert_escaped(milestones)


def test_hostile_names_are_shown_escaped_on_every_page(scene: Scene) -> None:
    Person.objects.filter(pk=scene.world.people["deputy"].pk).update(full_name='<script>alert("x")</script>Bình')
    client = signed_in(scene.world.users["planner"])
    for name, (url, who) in pages(scene).items():
        if "planner" in who:
            assert "<script>alert" not in client.get(url).content.decode(errors="replace"), name
