"""The meeting room: agenda in lawful order, attendance, the present item, conclusions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from organizations import clock
from organizations.models import Person, User
from organizations.text import row_id, search_text
from reviews.choices import AttendeeRole, Presence
from reviews.forms import (
    ConcludeMeetingForm,
    GuestForm,
    HandsForm,
    ItemChairForm,
    PresenceForm,
    RescheduleForm,
    StartItemForm,
    StepForm,
)
from reviews.forms.base import PlainForm
from reviews.models import AgendaItem, Meeting, Paper
from reviews.permissions import meeting_refusal, reads_cell_dossier
from reviews.rules.findings import Finding, RuleViolation, Severity
from reviews.selectors import room as selectors
from reviews.selectors import venues
from reviews.selectors.before_ballot import asks_before_ballot
from reviews.selectors.cell_dossiers import cell_row, has_steps, step_rows
from reviews.selectors.nominees import nominates
from reviews.selectors.party_groups import groups_of
from reviews.services import cell_dossiers, sittings
from reviews.services import meetings as preparing

from .home import signed_in
from .proofs import proof_findings


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Meetings one takes part in or follows, the nearest first."""
    rows = Meeting.objects.visible_to(signed_in(request)).select_related(
        "campaign", "collective__organization", "cell", "chair"
    )
    if search := search_text(request.GET.get("q", "")):
        rows = rows.filter(Q(collective__name__icontains=search) | Q(cell__name__icontains=search))
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return render(request, "reviews/meetings.html", {"page": page, "q": search})


@require_safe
def meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    return room_page(request, visible_meeting(request, meeting_id))


def room_page(
    request: HttpRequest, found: Meeting, *, findings: tuple[Finding, ...] = (), status: int = 200, **extra: Any
) -> HttpResponse:
    """The whole room; after a refused action with its findings on top and what was typed still in its form."""
    user = signed_in(request)
    room = selectors.room(found, on=clock.today())
    people = Person.objects.filter(attendances__meeting=found)
    context = {
        "meeting": found,
        "room": room,
        "running": not meeting_refusal(user, found),
        "findings": findings,
        "guest_form": _guest_form(found),
        "wider": venues.wider_of(found),
        "start_form": StartItemForm(people=people, initial=selectors.start_initial(room.next_item)),
        "chair_form": ItemChairForm(people=people),
        "reschedule_form": RescheduleForm(initial={"starts_on": found.starts_on}),
        "conclude_form": ConcludeMeetingForm(initial={"half_days": found.planned_half_days}),
        "typed": request.POST if status != 200 else {},
        "has_groups": groups_of(found).exists(),
        **_programme(user, found),
        "before_ballot": asks_before_ballot(found),
        "nominates": nominates(found),
        "papers": Paper.objects.visible_to(user).filter(meeting=found).select_related("document"),
        **extra,
    }
    return render(request, "reviews/meeting.html", context, status=status)


def _programme(user: User, found: Meeting) -> dict[str, Any]:
    """What the cell's meeting passes, and whether the user reads the cell's dossier; nothing for other meetings."""
    if not has_steps(found):
        return {}
    assert found.cell is not None
    return {"programme": step_rows(cell_row(found)), "reads_cell_dossier": reads_cell_dossier(user, found.cell)}


def visible_meeting(request: HttpRequest, meeting_id: int) -> Meeting:
    rows = Meeting.objects.visible_to(signed_in(request)).select_related(
        "campaign__issuer", "collective__organization", "cell", "chair", "clerk"
    )
    return get_object_or_404(rows, pk=meeting_id)


def act_in_room(request: HttpRequest, found: Meeting, action: Any, success: str) -> HttpResponse:
    """Run one action of the room; refused, show the room again with the findings and the typed text."""
    try:
        outcome = action()
    except RuleViolation as violation:
        found.refresh_from_db()
        return room_page(request, visible_meeting(request, found.pk), findings=violation.findings, status=422)
    for finding in outcome if isinstance(outcome, list) else ():
        messages.warning(request, finding.message)
    messages.success(request, success)
    return redirect("meeting", found.pk)


def said_by(form: PlainForm) -> tuple[Finding, ...]:
    """What is wrong with a form that each row of a list draws for itself, and so shows no errors."""
    return tuple(
        Finding(f"form.{name}", Severity.BLOCK, f"{form.fields[name].label}: {error}")
        for name, errors in form.errors.items()
        for error in errors
    )


@require_POST
def send_drafts(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = visible_meeting(request, meeting_id)
    return act_in_room(
        request,
        found,
        lambda: preparing.send_drafts(meeting_id=found.pk, by=signed_in(request), on=clock.today(), now=clock.now()),
        "Đã gửi dự thảo báo cáo cho thành viên dự hội nghị.",
    )


@require_POST
def invite(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = visible_meeting(request, meeting_id)
    return act_in_room(
        request,
        found,
        lambda: preparing.invite(meeting_id=found.pk, by=signed_in(request), now=clock.now()),
        "Đã gửi giấy mời.",
    )


def _guest_form(found: Meeting, sent: Any = None) -> GuestForm:
    wider = venues.wider_of(found)
    return GuestForm(sent, people=venues.possible_guests(found), wider=wider.says if wider is not None else "")


@require_POST
def add_guest(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = visible_meeting(request, meeting_id)
    form = _guest_form(found, request.POST)
    if not form.is_valid():
        return room_page(request, found, status=422, guest_form=form)
    return act_in_room(
        request,
        found,
        lambda: preparing.add_guest(
            meeting_id=found.pk,
            person=form.cleaned_data["person"],
            role=AttendeeRole(form.cleaned_data["role"]),
            by=signed_in(request),
        ),
        "Đã thêm đại biểu.",
    )


@require_POST
def remove_guest(request: HttpRequest, meeting_id: int, attendee_id: int) -> HttpResponse:
    found = visible_meeting(request, meeting_id)
    return act_in_room(
        request,
        found,
        lambda: preparing.remove_guest(meeting_id=found.pk, attendee_id=attendee_id, by=signed_in(request)),
        "Đã bỏ đại biểu khỏi danh sách.",
    )


@require_POST
def reschedule(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = visible_meeting(request, meeting_id)
    form = RescheduleForm(request.POST)
    if not form.is_valid():
        return room_page(request, found, status=422, reschedule_form=form)
    return act_in_room(
        request,
        found,
        lambda: preparing.reschedule(meeting_id=found.pk, by=signed_in(request), now=clock.now(), **form.cleaned_data),
        f"Đã đổi ngày họp sang {form.cleaned_data['starts_on']:%d/%m/%Y}.",
    )


@require_POST
def presence(request: HttpRequest, meeting_id: int, attendee_id: int) -> HttpResponse:
    found = visible_meeting(request, meeting_id)
    get_object_or_404(found.attendees, pk=attendee_id)
    form = PresenceForm(request.POST)
    if not form.is_valid():
        return room_page(request, found, findings=said_by(form), status=422)
    return act_in_room(
        request,
        found,
        lambda: preparing.record_presence(
            meeting_id=found.pk,
            attendee_id=attendee_id,
            presence=Presence(form.cleaned_data["presence"]),
            absence_reason=form.cleaned_data["absence_reason"],
            by=signed_in(request),
        ),
        "Đã ghi điểm danh.",
    )


@require_POST
def everybody_present(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = visible_meeting(request, meeting_id)
    return act_in_room(
        request,
        found,
        lambda: preparing.record_everybody_present(meeting_id=found.pk, by=signed_in(request)),
        "Đã ghi có mặt cho những người chưa điểm danh; sửa lại người vắng.",
    )


@require_POST
def open_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    found = visible_meeting(request, meeting_id)
    return act_in_room(
        request,
        found,
        lambda: sittings.open_meeting(meeting_id=found.pk, by=signed_in(request), on=clock.today(), now=clock.now()),
        "Hội nghị đã khai mạc.",
    )


@require_POST
def conclude_meeting(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The record is closed with it: whoever closes proves himself once more."""
    found = visible_meeting(request, meeting_id)
    form = ConcludeMeetingForm(request.POST)
    if (lacking := proof_findings(request)) or not form.is_valid():
        return room_page(request, found, status=422, findings=lacking, conclude_form=form)
    return act_in_room(
        request,
        found,
        lambda: sittings.conclude_meeting(
            meeting_id=found.pk, by=signed_in(request), now=clock.now(), **form.cleaned_data
        ),
        "Hội nghị đã bế mạc.",
    )


def _item(request: HttpRequest, meeting_id: int, item_id: int) -> tuple[Meeting, AgendaItem]:
    found = visible_meeting(request, meeting_id)
    return found, get_object_or_404(found.items, pk=item_id)


@require_POST
def item_chair(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    found, item = _item(request, meeting_id, item_id)
    form = ItemChairForm(request.POST, people=Person.objects.filter(attendances__meeting=found))
    if not form.is_valid():
        return room_page(request, found, status=422, chair_form=form)
    return act_in_room(
        request,
        found,
        lambda: sittings.assign_chair(item_id=item.pk, by=signed_in(request), **form.cleaned_data),
        "Đã phân công chủ trì.",
    )


@require_POST
def item_start(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    found, item = _item(request, meeting_id, item_id)
    form = StartItemForm(request.POST, people=Person.objects.filter(attendances__meeting=found))
    if not form.is_valid():
        return room_page(request, found, status=422, start_form=form)
    return act_in_room(
        request,
        found,
        lambda: sittings.start_item(item_id=item.pk, by=signed_in(request), now=clock.now(), **form.cleaned_data),
        "Bắt đầu kiểm điểm.",
    )


@require_POST
def item_contribution(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    found, item = _item(request, meeting_id, item_id)
    person = get_object_or_404(
        Person.objects.filter(attendances__meeting=found), pk=row_id(request.POST.get("person", ""))
    )
    return act_in_room(
        request,
        found,
        lambda: sittings.record_contribution(
            item_id=item.pk, person=person, text=request.POST.get("text", ""), by=signed_in(request)
        ),
        f"Đã ghi ý kiến của {person}.",
    )


@require_POST
def item_conclude(request: HttpRequest, meeting_id: int, item_id: int) -> HttpResponse:
    """The chair's conclusion, and the hands raised for it where the plan has it voted on."""
    found, item = _item(request, meeting_id, item_id)
    form = HandsForm(request.POST, optional=True)
    if not form.is_valid():
        return room_page(request, found, findings=said_by(form), status=422)
    return act_in_room(
        request,
        found,
        lambda: sittings.conclude_item(
            item_id=item.pk,
            conclusion=request.POST.get("conclusion", ""),
            hands=form.hands,
            by=signed_in(request),
            now=clock.now(),
        ),
        f"Đã kết luận: {item.review}.",
    )


@require_POST
def pass_step(request: HttpRequest, meeting_id: int, step: str) -> HttpResponse:
    """The meeting passes a part of its programme; how many agree."""
    found = visible_meeting(request, meeting_id)
    form = StepForm(request.POST)
    if not form.is_valid():
        return room_page(request, found, status=422, findings=said_by(form))
    return act_in_room(
        request,
        found,
        lambda: cell_dossiers.pass_step(
            meeting_id=found.pk, step=step, by=signed_in(request), now=clock.now(), **form.cleaned_data
        ),
        "Đã ghi nội dung hội nghị thông qua.",
    )


@require_POST
def take_back_step(request: HttpRequest, meeting_id: int, step: str) -> HttpResponse:
    found = visible_meeting(request, meeting_id)
    return act_in_room(
        request,
        found,
        lambda: cell_dossiers.take_back_step(meeting_id=found.pk, step=step, by=signed_in(request)),
        "Đã rút lại nội dung ghi nhầm.",
    )
