"""Which pages of the year's work show what somebody else wrote, or what is said of him: readings of them are noted.

Of a collective's own report nothing is noted, and nothing of lists that name states only.
"""

from django.db.models import Q

from forms_templates.choices import DocumentKind
from forms_templates.models import Batch, SignedCopy
from organizations.models import Organization, User
from organizations.services.reads import Sensitive, register
from reviews.models import Campaign, Meeting, Opinion, Paper, Review, WorkplacePoll

#: Papers that say nothing of anybody.
_PLAIN = (DocumentKind.AGENDA, DocumentKind.INVITATION, DocumentKind.BALLOT, DocumentKind.MAU_01)


def of_review(what: str) -> Sensitive:
    """A page of a person's review."""
    return Sensitive(what, Review, "review_id", person="person_id", units=("unit_path",), of=Q(person__isnull=False))


def of_list(what: str) -> Sensitive:
    """A list or a file of many people, which no row stands for."""
    return Sensitive(what, User, "", units=("person__workplace__path",))


def of_campaign(what: str) -> Sensitive:
    return Sensitive(what, Campaign, "campaign_id", units=("issuer__path",))


def of_meeting(what: str) -> Sensitive:
    return Sensitive(what, Meeting, "meeting_id", units=("unit_path",))


_SENSITIVE = {
    "entry": of_review("Bản tự kiểm điểm"),
    "entry-version": of_review("Bản tự kiểm điểm, bản trước"),
    "review-cases": of_review("Trường hợp, vi phạm"),
    "review-signs": of_review("Đối chiếu biểu hiện suy thoái"),
    "review-prompts": of_review("Gợi ý kiểm điểm"),
    "review-remedies": of_review("Kế hoạch khắc phục"),
    "review-circulation": of_review("Ý kiến về dự thảo"),
    "opinion": Sensitive(
        "Ý kiến nhận xét",
        Opinion,
        "opinion_id",
        person="review__person_id",
        units=("review__unit_path",),
        of=Q(answered_at__isnull=False),
        own=("answered_by_id",),
    ),
    "paper-file": Sensitive(
        "Tệp văn bản",
        Paper,
        "paper_id",
        person="review__person_id",
        units=("review__unit_path", "meeting__unit_path", "hand_over__giver__path", "issuer__path"),
        of=~Q(document__kind__in=_PLAIN),
    ),
    "signed-copy": Sensitive(
        "Bản đã ký",
        SignedCopy,
        "copy_id",
        person="document__paper__review__person_id",
        units=(
            "document__paper__review__unit_path",
            "document__paper__meeting__unit_path",
            "document__paper__hand_over__giver__path",
            "document__paper__issuer__path",
        ),
        of=~Q(document__kind__in=_PLAIN),
    ),
    "batch-file": Sensitive(
        "Nhiều văn bản trong một tệp", Batch, "batch_id", units=("requested_by__person__workplace__path",)
    ),
    "report-scan": of_campaign("Bản quét báo cáo"),
    "campaign-proposals": of_campaign("Đề xuất gợi ý kiểm điểm"),
    "meeting-before-ballot": of_meeting("Mức và danh sách trước khi bỏ phiếu"),
    "poll": Sensitive("Lấy ý kiến nơi công tác", WorkplacePoll, "poll_id", units=("campaign__issuer__path",)),
    "reviews-export": of_list("Xuất Excel các bản kiểm điểm"),
    "register-export": Sensitive("Xuất Excel sổ văn bản", Organization, "organization_id", units=("path",)),
}


def register_sensitive() -> None:
    register(_SENSITIVE)
