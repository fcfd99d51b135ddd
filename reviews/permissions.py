"""Who sees and does what in the year's work.

``visible_…`` narrows a queryset: what it leaves out does not exist for the user (404). ``…_refusal`` answers for an
object the user may see: an empty list, or the finding that says why not and who may.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from organizations import clock
from organizations.choices import PostRole
from organizations.permissions import STAFF_CODENAMES, granted, holds, leads, led_organizations
from reviews.choices import CampaignState, EntryState, MeetingState, OpinionKind, OpinionState
from reviews.rules.findings import Finding, Severity
from reviews.rules.parts import Topic

if TYPE_CHECKING:
    from organizations.models import Organization, User
    from reviews.models import (
        AgendaItem,
        Campaign,
        CirculatedDraft,
        FormEntry,
        HandOver,
        Meeting,
        Opinion,
        Paper,
        Review,
    )
    from reviews.models.campaign import CampaignQuerySet
    from reviews.models.dossier import HandOverQuerySet
    from reviews.models.meeting import MeetingQuerySet
    from reviews.models.opinion import OpinionQuerySet
    from reviews.models.paper import PaperQuerySet
    from reviews.models.register import RegisterEntryQuerySet
    from reviews.models.review import ReviewQuerySet


def refusal(allowed: bool, code: str, message: str) -> list[Finding]:
    return [] if allowed else [Finding(f"permission.{code}", Severity.BLOCK, message)]


#: Whoever holds one of these on a committee or above it reads its plan also before it is issued.
PLAN_READERS = ("lead_review", "appraise", "decide", "issue_prompts", "inspect")


def visible_campaigns(rows: CampaignQuerySet, user: User) -> CampaignQuerySet:
    """Issued plans are read by everybody who takes part; drafts by those who write them."""
    condition = granted(user, "issuer__path", *PLAN_READERS)
    return rows.filter(condition | ~Q(state=CampaignState.DRAFT))


def visible_reviews(rows: ReviewQuerySet, user: User) -> ReviewQuerySet:
    """Staff of the unit or above; oneself; one's collectives; subjects of meetings one leads or is invited to."""
    from organizations.models import Post
    from reviews.models import AgendaItem, ReviewVenue

    condition = (
        granted(user, "unit_path", *STAFF_CODENAMES)
        | granted(user, "authority__path", "decide")
        | granted(user, "member_authority__path", "decide")
    )
    if user.person_id is not None:
        own_posts = Post.objects.on(clock.today()).filter(person_id=user.person_id)
        invited = AgendaItem.objects.filter(
            review=OuterRef("pk"), meeting__attendees__person_id=user.person_id
        ).exclude(meeting__state=MeetingState.PLANNED)
        recorded = AgendaItem.objects.filter(review=OuterRef("pk")).filter(
            Q(meeting__clerk_id=user.person_id) | Q(meeting__chair_id=user.person_id)
        )
        condition |= (
            Q(person_id=user.person_id)
            | Q(clerk_id=user.person_id)
            | Q(collective__in=own_posts.values("collective_id"))
            | Q(Exists(invited))
            | Q(Exists(recorded))
        )
        led = [organization.pk for organization in led_organizations(user)]
        if led:
            held_here = ReviewVenue.objects.filter(review=OuterRef("pk")).filter(
                Q(cell_id__in=led) | Q(collective__organization_id__in=led)
            )
            condition |= Q(Exists(held_here))
            # Whoever leads the organization above a unit rates the head of that unit (P0-M02-g).
            heads_the_unit = Post.objects.on(clock.today()).filter(
                person_id=OuterRef("person_id"),
                role=PostRole.HEAD,
                collective__organization_id=OuterRef("unit_id"),
            )
            condition |= Q(unit__parent_id__in=led) & Q(Exists(heads_the_unit))
    return rows.filter(condition)


def visible_opinions(rows: OpinionQuerySet, user: User) -> OpinionQuerySet:
    """The body asked, the committee above it that confirms, the sender and the staff; never the person reviewed."""
    led = [organization.pk for organization in led_organizations(user)]
    condition = (
        granted(user, "addressee__path", "give_opinions", "lead_review")
        | granted(user, "sender__path", "lead_review")
        | granted(user, "review__unit_path", "appraise", "decide", "inspect", "lead_review")
        | Q(addressee_id__in=led)
        | Q(addressee__parent_id__in=led)
        | Q(sender_id__in=led)
    )
    rows = rows.filter(condition)
    return rows.exclude(review__person_id=user.person_id) if user.person_id is not None else rows


def visible_meetings(rows: MeetingQuerySet, user: User) -> MeetingQuerySet:
    from reviews.models import MeetingAttendee

    condition = granted(user, "unit_path", *STAFF_CODENAMES)
    if user.person_id is not None:
        attending = MeetingAttendee.objects.filter(meeting=OuterRef("pk"), person_id=user.person_id)
        led = [organization.pk for organization in led_organizations(user)]
        condition |= (
            Q(chair_id=user.person_id)
            | Q(clerk_id=user.person_id)
            | Q(cell_id__in=led)
            | Q(collective__organization_id__in=led)
            | (Q(Exists(attending)) & ~Q(state=MeetingState.PLANNED))
        )
    return rows.filter(condition)


def visible_papers(rows: PaperQuerySet, user: User) -> PaperQuerySet:
    """A paper is seen by whoever sees its review, meeting or hand-over, or reads its issuer's register.

    The residence's sheets are seen only by whoever sees the opinion. A dossier holds those sheets too: whoever may
    not see them does not see it either. The print of a draft is seen by whoever asked for it.
    """
    from reviews.models import HandOver, Meeting, Opinion, Review

    residence = Q(document__kind__startswith="residence")
    seen = Opinion.objects.visible_to(user).filter(kind=OpinionKind.RESIDENCE)
    closed = Q(document__kind="dossier") & Q(review__in=_unseen_residence(user).values("review_id"))
    draft = (
        Q(document__kind__in=("mau_01", "mau_02", "dossier"))
        & Q(review__entry__state=EntryState.DRAFT)
        & ~Q(document__requested_by_id=user.pk)
    )
    return rows.filter(
        (Q(review__in=Review.objects.visible_to(user)) & ~residence & ~closed & ~draft)
        | (residence & Q(review__in=seen.values("review_id")))
        | (Q(meeting__in=Meeting.objects.visible_to(user)) & ~Q(document__kind="dossier"))
        | (Q(document__kind="dossier") & _cell_dossiers(user))
        | _taken_in(user)
        | Q(hand_over__in=HandOver.objects.visible_to(user))
        | Q(issuer_id__in=[organization.pk for organization in led_organizations(user)])
        | granted(user, "issuer__path", *REGISTER_READERS)
    )


#: Besides its leaders, these read what an organization issues and its register of numbers.
REGISTER_READERS = ("lead_review", "decide", "appraise", "inspect")


def speaks_for(user: User, campaign: Campaign, unit: Organization | None) -> bool:
    """Reports the results of a unit, or without one of the whole campaign, in its name."""
    if unit is not None and unit.pk != campaign.issuer_id:
        return acts_for(user, unit)
    issuer = campaign.issuer
    return acts_for(user, issuer) or any(
        holds(user, codename, issuer) for codename in ("appraise", "decide", "inspect")
    )


def reads_register(user: User, organization: Organization) -> bool:
    return leads(user, organization) or any(holds(user, codename, organization) for codename in REGISTER_READERS)


def register_refusal(user: User, organization: Organization) -> list[Finding]:
    """Giving and cancelling numbers: whoever leads the issuer, plans for it or decides in its name."""
    return refusal(
        acts_for(user, organization) or holds(user, "decide", organization),
        "register.keep",
        f"Số văn bản của {organization} do {organization} cấp.",
    )


def visible_register_entries(rows: RegisterEntryQuerySet, user: User) -> RegisterEntryQuerySet:
    led = [organization.pk for organization in led_organizations(user)]
    return rows.filter(granted(user, "series__issuer__path", *REGISTER_READERS) | Q(series__issuer_id__in=led))


def paper_issue_refusal(user: User, paper: Paper, issuer: Organization) -> list[Finding]:
    """Whoever runs the meeting issues its papers; any other, whoever keeps the issuer's register."""
    if paper.meeting is not None and not meeting_refusal(user, paper.meeting):
        return []
    return register_refusal(user, issuer)


def _cell_dossiers(user: User) -> Q:
    """Papers of meetings of cells whose dossier the user reads: it holds the statements of single members."""
    led = [organization.pk for organization in led_organizations(user)]
    return (
        Q(meeting__cell__in=led)
        | (Q(meeting__isnull=False) & granted(user, "meeting__unit_path", *CELL_READERS))
        | _taken_in(user)
    )


def _taken_in(user: User) -> Q:
    """Papers of a cell's dossier that was handed over to a body for which the user speaks."""
    led = [organization.pk for organization in led_organizations(user)]
    received = "meeting__cell_dossier__hand_over__receiver"
    return Q(**{f"{received}__in": led}) | (
        Q(meeting__isnull=False) & granted(user, f"{received}__path", "lead_review")
    )


def _unseen_residence(user: User) -> OpinionQuerySet:
    """The residence's sheets that the user may not see."""
    from reviews.models import Opinion

    asked = Opinion.objects.filter(kind=OpinionKind.RESIDENCE).exclude(state=OpinionState.WAIVED)
    return asked.exclude(pk__in=Opinion.objects.visible_to(user).values("pk"))


def dossier_refusal(user: User, review: Review) -> list[Finding]:
    """Printing the whole dossier: never by the person reviewed once the residence was asked about him, and by nobody
    who may not yet read the form in it."""
    entry: FormEntry | None = getattr(review, "entry", None)
    form = "Báo cáo kiểm điểm" if review.is_collective else "Bản kiểm điểm"
    return [
        *refusal(
            not _unseen_residence(user).filter(review=review).exists(),
            "dossier.print",
            f"Bộ hồ sơ có phiếu nhận xét nơi cư trú nên do {review.unit} hoặc Ban Tổ chức lập.",
        ),
        *refusal(
            entry is None or may_read_entry(user, entry),
            "dossier.draft",
            f"{form} của {review} đang viết, chưa nộp; nộp rồi mới lập được bộ hồ sơ.",
        ),
    ]


def visible_hand_overs(rows: HandOverQuerySet, user: User) -> HandOverQuerySet:
    """Both sides, and the staff who follow the giver."""
    led = [organization.pk for organization in led_organizations(user)]
    return rows.filter(
        granted(user, "giver__path", *STAFF_CODENAMES)
        | granted(user, "receiver__path", "lead_review", "appraise")
        | Q(giver_id__in=led)
        | Q(receiver_id__in=led)
    )


def hand_over_refusal(user: User, giver: Organization) -> list[Finding]:
    """The unit that keeps the dossiers gives them."""
    return refusal(acts_for(user, giver), "hand_over.give", f"Hồ sơ do {giver} bàn giao.")


def receipt_refusal(user: User, hand_over: HandOver) -> list[Finding]:
    """Whoever speaks for the receiver; the issuer's organization board where the receiver has nobody in the program."""
    receiver = hand_over.receiver
    return refusal(
        acts_for(user, receiver) or holds(user, "appraise", hand_over.campaign.issuer),
        "hand_over.receive",
        f"Việc nhận hồ sơ do {receiver} ghi.",
    )


def closing_refusal(user: User, review: Review) -> list[Finding]:
    """Closed by whoever keeps it: the unit's leaders and staff, or the organization board; nobody his own."""
    own = user.person_id is not None and review.person_id == user.person_id
    return refusal(
        not own and (may_attach(user, review) or holds(user, "appraise", review.campaign.issuer)),
        "dossier.close",
        f"Hồ sơ do {review.unit} hoặc Ban Tổ chức đóng.",
    )


#: Besides the cell's own leaders, these read its dossier.
CELL_READERS = STAFF_CODENAMES


def reads_cell_dossier(user: User, cell: Organization, hand_over: HandOver | None = None) -> bool:
    """Whoever makes it, the staff who follow the cell, and the committee once it was handed over to it."""
    return (
        acts_for(user, cell)
        or any(holds(user, codename, cell) for codename in CELL_READERS)
        or (hand_over is not None and acts_for(user, hand_over.receiver))
    )


def cell_dossier_refusal(user: User, cell: Organization) -> list[Finding]:
    """The cell's secretary and deputy, or the staff who follow it."""
    return refusal(acts_for(user, cell), "cell_dossier", f"Hồ sơ của chi bộ do chi ủy {cell} lập.")


def plan_refusal(user: User, campaign: Campaign) -> list[Finding]:
    """Planning, editing and issuing a campaign: staff with "lead_review" on the issuer."""
    return refusal(
        holds(user, "lead_review", campaign.issuer),
        "campaign.plan",
        f"Chỉ cán bộ được giao tham mưu kế hoạch của {campaign.issuer} mới thực hiện được việc này.",
    )


def draft_refusal(user: User, campaign: Campaign) -> list[Finding]:
    """Changing what a plan says: its planners, until it is issued."""
    findings = plan_refusal(user, campaign)
    if campaign.state != CampaignState.DRAFT:
        message = f"{campaign.document} đã ban hành; chỉ thay đổi bằng văn bản bổ sung có số."
        findings.append(Finding("campaign.issued", Severity.BLOCK, message))
    return findings


def prompt_refusal(user: User, campaign: Campaign) -> list[Finding]:
    plan = campaign.plan
    message = f"Gợi ý kiểm điểm do Ban Tổ chức tham mưu, {plan.prompts.issuer} ban hành."
    return [
        replace(finding, reference=plan.cite(Topic.PROMPT_ISSUER))
        for finding in refusal(holds(user, "issue_prompts", campaign.issuer), "prompt.issue", message)
    ]


def may_edit_entry(user: User, review: Review) -> bool:
    """The person himself; for a collective its head, deputies, the drafter it named, or the unit's review staff."""
    if not review.is_collective:
        return user.person_id is not None and review.person_id == user.person_id
    assert review.collective is not None
    if user.person_id is not None and review.clerk_id == user.person_id:
        return True
    return leads(user, review.collective.organization) or holds(user, "lead_review", review.unit)


def may_read_entry(user: User, entry: FormEntry) -> bool:
    """A draft is read by whoever writes it; once handed in, by whoever sees the review."""
    return entry.is_submitted or may_edit_entry(user, entry.review)


def open_for_opinion(rows: ReviewQuerySet, user: User) -> ReviewQuerySet:
    """Reviews that one sees, and those whose draft went to him or to a body in which he holds a post (P1-8.1-c).

    An addressee reads the draft on the page of the round; the rest of the review stays closed to him.
    """
    from organizations.models import Post
    from reviews.models import CirculatedDraft

    bodies = Post.objects.on(clock.today()).filter(person_id=user.person_key).values("collective_id")
    sent = CirculatedDraft.objects.filter(Q(person_id=user.person_key) | Q(collective__in=bodies))
    return rows.filter(Q(pk__in=visible_reviews(rows, user).values("pk")) | Q(pk__in=sent.values("review_id")))


def circulation_refusal(user: User, review: Review) -> list[Finding]:
    """Whoever prepares the issuer's own conference sends its draft round (P1-8.1-c)."""
    issuer = review.campaign.issuer
    return refusal(manages_venue(user, issuer), "circulation", f"Việc gửi lấy ý kiến do {issuer} thực hiện.")


def sees_circulation(user: User, review: Review) -> bool:
    """All replies are read by whoever prepares the conference and by the members of the body that reviews itself."""
    from organizations.models import Post

    if not circulation_refusal(user, review):
        return True
    posts = Post.objects.on(clock.today()).filter(collective_id=review.collective_id)
    return posts.filter(person_id=user.person_key).exists()


def reply_refusal(user: User, row: CirculatedDraft) -> list[Finding]:
    """The person asked, the leaders of the body asked, or staff who write down what came on paper."""
    asked = row.person_id == user.person_key if row.collective is None else leads(user, row.collective.organization)
    return refusal(asked or not circulation_refusal(user, row.review), "circulation.reply", f"Ý kiến này của {row}.")


def may_see_polls(user: User, campaign: Campaign) -> bool:
    """Who is asked about leaders is prepared by the planners and read by those who weigh the answers."""
    return any(holds(user, codename, campaign.issuer) for codename in ("lead_review", "appraise", "decide", "inspect"))


def target_refusal(user: User, review: Review) -> list[Finding]:
    """Who leads the unit, the one above it, or its review staff; nobody gives himself a target (P4-2.3-a)."""
    if user.person_id is not None and review.person_id == user.person_id:
        return refusal(False, "target.own", "Đồng chí không tự giao chỉ tiêu, nhiệm vụ cho mình.")
    above = review.unit.parent
    return refusal(
        leads(user, review.unit)
        or (above is not None and leads(user, above))
        or holds(user, "lead_review", review.unit),
        "target.give",
        f"Chỉ tiêu, nhiệm vụ do người đứng đầu {review.unit} hoặc cấp trên giao.",
    )


def case_refusal(user: User, review: Review) -> list[Finding]:
    """Circumstances and violations are written down by who leads the unit or the cell, its review staff and the board.

    Never by the person himself; a unit's head writes down nothing about himself either.
    """
    if user.person_id is not None and review.person_id == user.person_id:
        return refusal(False, "case.own", "Đồng chí không tự ghi trường hợp, vi phạm của mình.")
    return refusal(
        leads(user, review.unit)
        or holds(user, "lead_review", review.unit)
        or holds(user, "appraise", review.campaign.issuer)
        or any(venue.cell is not None and leads(user, venue.cell) for venue in review.venues.select_related("cell")),
        "case.record",
        f"Việc này do lãnh đạo {review.unit}, chi ủy hoặc Ban Tổ chức ghi.",
    )


def may_see_cases(user: User, review: Review) -> bool:
    """Who writes them down, and who weighs the review; the person himself learns what is decided."""
    if user.person_id is not None and review.person_id == user.person_id:
        return False
    issuer = review.campaign.issuer
    return any(holds(user, codename, issuer) for codename in ("decide", "inspect")) or not case_refusal(user, review)


def entry_refusal(user: User, entry: FormEntry) -> list[Finding]:
    review = entry.review
    who = (
        f"Báo cáo do người đứng đầu hoặc người được giao soạn của {review} viết."
        if review.is_collective
        else f"Bản kiểm điểm do chính {review} viết."
    )
    return refusal(may_edit_entry(user, review), "entry.edit", who)


def may_attach(user: User, review: Review) -> bool:
    """The unit's leaders and staff add papers to a dossier; nobody to his own."""
    own = review.person_id is not None and review.person_id == user.person_id
    return not own and (leads(user, review.unit) or holds(user, "lead_review", review.unit))


def signing_refusal(user: User, paper: Paper) -> list[Finding]:
    """Who puts signatures on a paper or keeps its signed copy.

    Whoever runs the meeting, gives or receives the dossiers, keeps the issuer's register or decides for it. Of a
    review its unit's leaders and staff and the committee that decides, and the writer of his own statement; of the
    residence's sheets also those who answer and confirm them. Nobody signs a draft, or a letter before its number.
    """
    if paper.meeting is not None:
        is_early = paper.document.kind == "meeting_minutes" and paper.meeting.state != MeetingState.CONCLUDED
        early = refusal(not is_early, "paper.early", "Hội nghị chưa bế mạc; biên bản chưa đầy đủ để ký.")
        return [*meeting_refusal(user, paper.meeting), *early]
    if paper.hand_over is not None:
        giving = hand_over_refusal(user, paper.hand_over.giver)
        return giving if receipt_refusal(user, paper.hand_over) else []
    if paper.issuer is not None:
        message = "Văn bản chưa có số; phát hành rồi mới ký bản có số."
        unnumbered = refusal(bool(paper.document.number), "paper.number", message)
        decides = holds(user, "decide", paper.issuer)
        return [*([] if decides else register_refusal(user, paper.issuer)), *unnumbered]
    review = paper.review
    assert review is not None
    kind = paper.document.kind
    own = review.person_id is not None and review.person_id == user.person_id
    allowed = may_attach(user, review) or (
        not own and review.authority is not None and holds(user, "decide", review.authority)
    )
    if kind in ("mau_01", "mau_02"):
        entry: FormEntry | None = getattr(review, "entry", None)
        if entry is not None and entry.state == EntryState.DRAFT:
            return refusal(False, "paper.draft", "Bản kiểm điểm còn là bản nháp; nộp bản kiểm điểm rồi mới ký.")
        allowed = allowed or may_edit_entry(user, review)
    elif kind.startswith("residence") and not allowed:
        sheets = review.opinions.filter(kind=OpinionKind.RESIDENCE).select_related("review", "addressee__parent")
        allowed = any(
            not opinion_answer_refusal(user, sheet) or not opinion_confirm_refusal(user, sheet) for sheet in sheets
        )
    return refusal(allowed, "paper.sign", f"Bản đã ký của văn bản này do {review.unit} lưu.")


def manages_venue(user: User, organization: Organization) -> bool:
    """May prepare and run meetings there: whoever leads the body, or the unit's review staff."""
    return leads(user, organization) or holds(user, "lead_review", organization)


def meeting_refusal(user: User, meeting: Meeting) -> list[Finding]:
    allowed = (user.person_id is not None and user.person_id in (meeting.chair_id, meeting.clerk_id)) or manages_venue(
        user, meeting.organization
    )
    return refusal(
        allowed, "meeting.run", f"Chủ trì ({meeting.chair}) hoặc thư ký ({meeting.clerk}) hội nghị thực hiện việc này."
    )


def residence_batch_refusal(user: User, sender: Organization) -> list[Finding]:
    return refusal(
        manages_venue(user, sender), "opinion.print", f"Các phiếu xin ý kiến của {sender} do {sender} lập bản in."
    )


def forms_refusal(user: User, campaign: Campaign, unit: Organization | None) -> list[Finding]:
    """Printing all forms of a unit, or of the whole campaign: whoever leads the unit, and the staff who weigh them."""
    place = unit or campaign.issuer
    return refusal(
        leads(user, place)
        or any(holds(user, codename, place) for codename in ("lead_review", "appraise", "decide", "inspect")),
        "forms.print",
        f"Các biểu mẫu của {place} do lãnh đạo, cán bộ tham mưu của {place} hoặc Ban Tổ chức lập bản in.",
    )


def sign_refusal(user: User, review: Review, item: AgendaItem | None) -> list[Finding]:
    """Chair and clerk of the cell's meeting that calls the member up; nobody concludes on himself (P4-1.3.2-e)."""
    if item is None:
        message = f"Chi bộ chưa kiểm điểm {review}: kết luận về biểu hiện sau khi hội nghị chi bộ kiểm điểm."
        return [Finding("signs.early", Severity.BLOCK, message)]
    if user.person_id is not None and review.person_id == user.person_id:
        return refusal(False, "signs.own", "Đồng chí không tự kết luận về biểu hiện của mình.")
    return meeting_refusal(user, item.meeting)


def may_see_signs(user: User, review: Review, item: AgendaItem | None) -> bool:
    """The member himself, whoever concludes on him, and whoever weighs his case."""
    own = user.person_id is not None and review.person_id == user.person_id
    return own or may_see_cases(user, review) or not sign_refusal(user, review, item)


def group_refusal(user: User, meeting: Meeting, group: Organization) -> list[Finding]:
    """Whoever runs the cell's meeting, or leads the party group that reports to it (P4-1.4.3-e)."""
    return [] if leads(user, group) else meeting_refusal(user, meeting)


def opinion_request_refusal(user: User, review: Review, sender: Organization) -> list[Finding]:
    if user.person_id is not None and review.person_id == user.person_id:
        return refusal(
            False, "opinion.own", "Người được kiểm điểm không được tự gửi hoặc tự lấy phiếu nhận xét của mình."
        )
    return refusal(
        manages_venue(user, sender) or holds(user, "lead_review", review.unit),
        "opinion.request",
        f"Phiếu xin ý kiến do cấp ủy nơi công tác ({sender}) gửi.",
    )


def opinion_answer_refusal(user: User, opinion: Opinion) -> list[Finding]:
    if user.person_id is not None and opinion.review.person_id == user.person_id:
        return refusal(False, "opinion.own", "Người được nhận xét không được ghi hoặc sửa phiếu nhận xét của mình.")
    return refusal(
        leads(user, opinion.addressee) or holds(user, "give_opinions", opinion.addressee),
        "opinion.answer",
        f"Phiếu này do {opinion.addressee} trả lời.",
    )


def opinion_confirm_refusal(user: User, opinion: Opinion) -> list[Finding]:
    """The committee above the residence cell confirms, and not by the hand that answered (P0-M213-e)."""
    if user.person_id is not None and opinion.review.person_id == user.person_id:
        return refusal(False, "opinion.own", "Người được nhận xét không được xác nhận phiếu nhận xét của mình.")
    if opinion.answered_by_id == user.pk:
        return refusal(False, "opinion.same_hand", "Người đã ghi nhận xét không được tự xác nhận thay Đảng ủy.")
    committee = opinion.addressee.parent or opinion.addressee
    return refusal(
        leads(user, committee) or holds(user, "give_opinions", committee) or holds(user, "lead_review", committee),
        "opinion.confirm",
        f"Phiếu nhận xét do {committee} xác nhận.",
    )


def acts_for(user: User, organization: Organization) -> bool:
    """Speaks for an office or unit: whoever leads it, or holds "lead_review" on it."""
    return leads(user, organization) or holds(user, "lead_review", organization)


def reads_figures(user: User, campaign: Campaign) -> bool:
    """Sees all figures and reports that come in: the organization board, the authority, inspectors, the planners."""
    return any(holds(user, codename, campaign.issuer) for codename in ("appraise", "decide", "inspect", "lead_review"))


def figures_refusal(user: User, campaign: Campaign, office: Organization) -> list[Finding]:
    """Entering and sending figures: the office that collects them, while the campaign runs."""
    return [
        *refusal(acts_for(user, office), "figures.enter", f"Số liệu này do {office} tổng hợp, ghi và gửi."),
        *_running(campaign),
    ]


def figures_return_refusal(user: User, campaign: Campaign) -> list[Finding]:
    """Sending figures back: the organization board, which appraises with them."""
    return [
        *refusal(
            holds(user, "appraise", campaign.issuer),
            "figures.return",
            f"Số liệu do Ban Tổ chức của {campaign.issuer} trả lại.",
        ),
        *_running(campaign),
    ]


def report_refusal(user: User, campaign: Campaign, what: str, *bodies: Organization) -> list[Finding]:
    """Recording a step of a report: one of the bodies whose step it is."""
    who = ", ".join(dict.fromkeys(str(body) for body in bodies))
    return [
        *refusal(any(acts_for(user, body) for body in bodies), "report.record", f"{what} do {who} ghi."),
        *_running(campaign),
    ]


def _running(campaign: Campaign) -> list[Finding]:
    if campaign.state == CampaignState.ISSUED:
        return []
    state = "chưa ban hành" if campaign.is_draft else "đã kết thúc"
    return [Finding("campaign.not_running", Severity.BLOCK, f"{campaign.document} {state}.")]


def remedy_refusal(user: User, review: Review) -> list[Finding]:
    """Whoever writes the form of the review draws up its plan of remedies."""
    return refusal(may_edit_entry(user, review), "remedies.write", f"Kế hoạch khắc phục do {review} lập.")


def remedy_approval_refusal(user: User, review: Review) -> list[Finding]:
    """The committee that issued the plan approves; nobody his own (P2-VI.2-b)."""
    own = user.person_id is not None and review.person_id == user.person_id
    issuer = review.campaign.issuer
    return refusal(
        not own and holds(user, "decide", issuer), "remedies.approve", f"Kế hoạch khắc phục do {issuer} phê duyệt."
    )
