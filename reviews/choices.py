"""The states and kinds of the year's work. Labels are what users read."""

from django.db import models

from reviews.rules.dossier import Medium as RuleMedium
from reviews.rules.levels import Level as RuleLevel
from reviews.rules.parts.feeds import FeedUnitKind
from reviews.rules.vocabulary import Period as RulePeriod


class Level(models.TextChoices):
    """``reviews.rules.levels.Level`` for model fields."""

    EXCELLENT = RuleLevel.EXCELLENT, RuleLevel.EXCELLENT.label
    GOOD = RuleLevel.GOOD, RuleLevel.GOOD.label
    COMPLETED = RuleLevel.COMPLETED, RuleLevel.COMPLETED.label
    NOT_COMPLETED = RuleLevel.NOT_COMPLETED, RuleLevel.NOT_COMPLETED.label


class Period(models.TextChoices):
    """``reviews.rules.vocabulary.Period`` for model fields; labels as plan P2 prints them."""

    YEAR = RulePeriod.YEAR, "Hằng năm"
    QUARTER = RulePeriod.QUARTER, "Hằng quý"
    TERM = RulePeriod.TERM, "Theo nhiệm kỳ"
    AD_HOC = RulePeriod.AD_HOC, "Khi cần thiết"


class CampaignState(models.TextChoices):
    DRAFT = "draft", "Đang lập"
    ISSUED = "issued", "Đã ban hành"
    CLOSED = "closed", "Đã kết thúc"


class Comparator(models.TextChoices):
    """How a printed date is read; local calendar days."""

    BEFORE = "before", "trước ngày"
    BY = "by", "chậm nhất ngày"
    WITHIN = "within", "trong khoảng"


class SubjectKind(models.TextChoices):
    """An organization is rated only; collectives and people are reviewed too."""

    ORGANIZATION = "organization", "Tổ chức đảng"
    COLLECTIVE = "collective", "Tập thể"
    PERSON = "person", "Cá nhân"


class Track(models.TextChoices):
    """What a rating is about. A person may carry two of them on one Mẫu 02."""

    ORGANIZATION = "organization", "Tổ chức đảng"
    COLLECTIVE = "collective", "Tập thể lãnh đạo, quản lý"
    CADRE = "cadre", "Cán bộ, công chức, viên chức"
    MEMBER = "member", "Đảng viên"


class Inclusion(models.TextChoices):
    INCLUDED = "included", "Thuộc diện kiểm điểm"
    EXEMPT = "exempt", "Không thuộc diện kiểm điểm"


class AuthorityKind(models.TextChoices):
    """How the deciding organization comes to decide."""

    OWN = "own", "Theo thẩm quyền"
    DELEGATED = "delegated", "Theo ủy quyền"
    SELF_RATED = "self_rated", "Tự xếp loại, cấp trên quyết định"
    EXTERNAL = "external", "Cấp trên quản lý quyết định"


class VenueKind(models.TextChoices):
    COLLECTIVE = "collective", "Tập thể lãnh đạo, quản lý"
    KEY_CADRES = "key_cadres", "Hội nghị cán bộ chủ chốt"
    CELL = "cell", "Chi bộ"


class EntryState(models.TextChoices):
    DRAFT = "draft", "Đang viết"
    SUBMITTED = "submitted", "Đã nộp"
    REVISING = "revising", "Đang hoàn thiện sau kiểm điểm"
    FINAL = "final", "Đã hoàn thiện sau kiểm điểm"


class OpinionKind(models.TextChoices):
    RESIDENCE = "residence", "Nhận xét của chi ủy nơi cư trú"
    CONSULTEE = "consultee", "Nhận xét, đánh giá của cơ quan được lấy ý kiến"
    SUPERIOR = "superior", "Ý kiến trước khi đánh giá"


class OpinionState(models.TextChoices):
    REQUESTED = "requested", "Chờ trả lời"
    ANSWERED = "answered", "Đã nhận xét, chờ xác nhận"
    CONFIRMED = "confirmed", "Đã xác nhận"
    WAIVED = "waived", "Không phải lấy ý kiến"


class MeetingState(models.TextChoices):
    PLANNED = "planned", "Đang chuẩn bị"
    INVITED = "invited", "Đã mời"
    OPEN = "open", "Đang họp"
    CONCLUDED = "concluded", "Đã kết luận"


class AttendeeRole(models.TextChoices):
    MEMBER = "member", "Thành viên"
    COMMITTEE = "committee", "Ủy viên Ủy ban, Ban Chấp hành"
    SUPERVISOR = "supervisor", "Ủy viên Ban Thường vụ phụ trách"
    BOARD_REPRESENTATIVE = "board_representative", "Đại diện lãnh đạo Ban xây dựng Đảng"
    GUEST = "guest", "Đại biểu mời"


#: Who belongs to the meeting: the body that meets, and the wider committee where the plan has it sit with the body.
CONVENED = (AttendeeRole.MEMBER, AttendeeRole.COMMITTEE)


class Presence(models.TextChoices):
    UNKNOWN = "unknown", "Chưa điểm danh"
    PRESENT = "present", "Có mặt"
    ABSENT_WITH_REASON = "absent_with_reason", "Vắng có lý do"
    ABSENT = "absent", "Vắng không lý do"


class ItemState(models.TextChoices):
    PENDING = "pending", "Chưa kiểm điểm"
    IN_PROGRESS = "in_progress", "Đang kiểm điểm"
    CONCLUDED = "concluded", "Đã kết luận"


class PollState(models.TextChoices):
    PREPARED = "prepared", "Chờ kết quả kiểm phiếu"
    COUNTED = "counted", "Đã có kết quả"
    VOID = "void", "Đã hủy"


class RemediationStatus(models.TextChoices):
    FIXED = "fixed", "đã được khắc phục"
    IN_PROGRESS = "in_progress", "đang khắc phục"
    NOT_FIXED = "not_fixed", "chưa được khắc phục"


class CircumstanceKind(models.TextChoices):
    """What is recorded of a person whose case is not the ordinary one; all else is read from posts and memberships."""

    ABSENCE = "absence", "Vắng mặt khi đánh giá, xếp loại"
    FORMER_RESULT = "former_result", "Kết quả đánh giá ở đơn vị công tác trước đó"
    OLD_COMMENT = "old_comment", "Nhận xét của chi bộ nơi chuyển đi"
    TEMPORARY_COMMENT = "temporary_comment", "Nhận xét của chi bộ nơi sinh hoạt tạm thời"
    HIGHEST_POST = "highest_post", "Nơi giữ chức vụ cao nhất"
    COMMITTEE_SUSPENSION = "committee_suspension", "Bị đình chỉ sinh hoạt cấp ủy"


class PlaceKind(models.TextChoices):
    """What figures are collected of and the tree does not tell: those of the rules' ``FeedUnitKind``."""

    RESIDENTIAL_AREA = FeedUnitKind.RESIDENTIAL_AREA, "Khu dân cư"
    ENTERPRISE = FeedUnitKind.ENTERPRISE, "Doanh nghiệp"
    NEW_RURAL_COMMUNE = FeedUnitKind.NEW_RURAL_COMMUNE, "Xã nông thôn mới"


class Medium(models.TextChoices):
    """How a part of the dossier is kept; those of the rules."""

    PAPER = RuleMedium.PAPER, "Văn bản giấy"
    ELECTRONIC = RuleMedium.ELECTRONIC, "Dữ liệu điện tử"


class RemedyState(models.TextChoices):
    DRAFT = "draft", "Đang lập"
    HANDED_IN = "handed_in", "Đã trình, chờ phê duyệt"
    IN_FORCE = "in_force", "Đang thực hiện"


class NoticeKind(models.TextChoices):
    CAMPAIGN_ISSUED = "campaign_issued", "Kế hoạch được ban hành"
    PROMPT = "prompt", "Gợi ý kiểm điểm"
    INVITATION = "invitation", "Giấy mời"
    DRAFT = "draft", "Dự thảo báo cáo"
    OPINION = "opinion", "Lấy ý kiến"
    BALLOT = "ballot", "Bỏ phiếu"
    DECISION = "decision", "Thông báo kết quả"
    FIGURES = "figures", "Số liệu phục vụ thẩm định"
    REMINDER = "reminder", "Nhắc hạn"
    OWN_DATA = "own_data", "Dữ liệu của tôi"


class DeliveryState(models.TextChoices):
    PENDING = "pending", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    NO_ADDRESS = "no_address", "Không có địa chỉ"
    FAILED = "failed", "Gửi không được"
