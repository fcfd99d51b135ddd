"""Who is reviewed and who votes: exemptions, the six months, temporary and probationary members."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from .findings import Finding, Reference, Severity
from .parts import ExemptCase, Topic
from .plan import Plan
from .vocabulary import Activity, Attendance, AttendeeRole, CollectiveKind, MemberStatus, Presence, VenueKind


def add_months(day: date, months: int) -> date:
    """The same day of a later month; its last day where there is none (31/8 + 6 → 28 or 29/2)."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def has_been_months(since: date, months: int, on: date) -> bool:
    """Calendar months to the day of the rating meeting: 22/05 → 22/11 is six months, 23/05 is not yet."""
    return add_months(since, months) <= on


@dataclass(frozen=True, slots=True)
class Exemption:
    reason: str
    reference: Reference


def exemption(
    *, activity: Activity, admitted_on: date | None, plan: Plan, on: date, from_rating: bool = False
) -> Exemption | None:
    """Why a member is not reviewed this time, or not rated; None for everybody else.

    ``on`` is the day of the meeting that rates. A member of a committee who is suspended from the committee only, not
    from Party activity, is reviewed and rated (P4-2.2.3.1-b).
    """
    rules = plan.exemptions
    cases = rules.rating if from_rating else rules.review
    reference = rules.rating_reference if from_rating else rules.review_reference
    if activity is Activity.EXEMPT and ExemptCase.EXEMPT in cases:
        return Exemption("Được miễn công tác và sinh hoạt đảng", reference)
    if activity is Activity.SUSPENDED and ExemptCase.SUSPENDED in cases:
        return Exemption("Bị đình chỉ sinh hoạt đảng", reference)
    if admitted_on is None or ExemptCase.NEW not in cases or has_been_months(admitted_on, rules.months, on):
        return None
    full = add_months(admitted_on, rules.months)
    return Exemption(
        f"Kết nạp ngày {admitted_on:%d/%m/%Y}, đến ngày {on:%d/%m/%Y} chưa đủ {rules.months:02d} tháng "
        f"(đủ từ ngày {full:%d/%m/%Y})",
        reference,
    )


@dataclass(frozen=True, slots=True)
class VoterFacts:
    """One attendee of the meeting that votes. ``is_member``: belongs to the collective or the cell itself."""

    name: str
    is_member: bool
    role: AttendeeRole = AttendeeRole.MEMBER
    presence: Presence = Presence.PRESENT
    absence_reason: str = ""
    attendance: Attendance = Attendance.OFFICIAL
    status: MemberStatus = MemberStatus.FULL
    activity: Activity = Activity.ACTIVE


def may_vote(voter: VoterFacts, venue: VenueKind, plan: Plan, body: CollectiveKind | None = None) -> Finding | None:
    """Why this attendee gets no ballot; None for a voter.

    A collective: its members who attended the review, and the committee that the plan has sit with such a ``body``
    (P4-3-B3-c). A cell: official, full members in attendance. Presence
    ``UNKNOWN`` is not held against anybody: attendance is taken before the ballot opens.
    """

    def no(code: str, reason: str) -> Finding:
        return Finding(f"vote.{code}", Severity.BLOCK, f"{voter.name} {reason}.", plan.cite(Topic.VOTERS))

    in_committee = voter.role is AttendeeRole.COMMITTEE and body in plan.venues.wider
    if not in_committee and (voter.role is not AttendeeRole.MEMBER or not voter.is_member):
        return no("guest", "là đại biểu mời, dự hội nghị nhưng không bỏ phiếu")
    if voter.presence is Presence.ABSENT_WITH_REASON:
        reason = f" ({voter.absence_reason})" if voter.absence_reason else ""
        return no("absent", f"vắng có lý do{reason}, không dự kiểm điểm nên không bỏ phiếu")
    if voter.presence is Presence.ABSENT:
        return no("absent", "vắng mặt, không dự kiểm điểm nên không bỏ phiếu")
    if venue is not VenueKind.CELL:
        return None
    if voter.activity is Activity.EXEMPT:
        return no("exempt", "được miễn công tác và sinh hoạt đảng, không bỏ phiếu")
    if voter.activity is Activity.SUSPENDED:
        return no("suspended", "bị đình chỉ sinh hoạt đảng, không bỏ phiếu")
    if voter.attendance is Attendance.TEMPORARY:
        return no("temporary", "sinh hoạt tạm thời, xếp loại ở nơi sinh hoạt chính thức và không bỏ phiếu ở đây")
    if voter.status is MemberStatus.PROBATIONARY:
        return no("probationary", "là đảng viên dự bị, được kiểm điểm nhưng không bỏ phiếu")
    return None


def check_wider(body: CollectiveKind | None, plan: Plan) -> list[Finding]:
    """A committee sits with the body only where the plan says so (P4-3-B3-c)."""
    if body in plan.venues.wider:
        return []
    message = "Kế hoạch không mời Ủy viên Ủy ban, Ban Chấp hành dự hội nghị này."
    return [Finding("meeting.wider", Severity.BLOCK, message)]


def voters(attendees: list[VoterFacts], venue: VenueKind, plan: Plan) -> list[VoterFacts]:
    """Those who get a ballot; as many ballots are issued (P0-4.4-j)."""
    return [voter for voter in attendees if may_vote(voter, venue, plan) is None]
