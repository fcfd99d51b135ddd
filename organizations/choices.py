"""The closed lists of the party tree: every value an organization, body, post or membership may take.

The Vietnamese labels are what users read; they follow the wording of the plans.
"""

from django.db import models


class OrganizationKind(models.TextChoices):
    """What an organization is. Depth is never fixed: a kind may stand at any level of the tree."""

    PROVINCE_PARTY = "province_party", "Đảng bộ tỉnh"
    DISTRICT_PARTY = "district_party", "Đảng bộ huyện"
    COMMUNE_PARTY = "commune_party", "Đảng bộ xã, phường, thị trấn"
    GRASSROOTS_PARTY = "grassroots_party", "Đảng bộ cơ sở"
    GRASSROOTS_CELL = "grassroots_cell", "Chi bộ cơ sở"
    SUB_PARTY = "sub_party", "Đảng bộ bộ phận"
    PARTY_CELL = "party_cell", "Chi bộ trực thuộc"
    PARTY_GROUP = "party_group", "Tổ đảng"
    ADVISORY_BOARD = "advisory_board", "Cơ quan tham mưu, giúp việc cấp ủy"
    PARTY_DELEGATION = "party_delegation", "Đảng đoàn"
    PARTY_AFFAIRS_COMMITTEE = "party_affairs_committee", "Ban cán sự đảng"
    COUNCIL = "council", "Hội đồng nhân dân"
    PEOPLES_COMMITTEE = "peoples_committee", "Ủy ban nhân dân"
    DEPARTMENT = "department", "Phòng, ban, ngành"
    FATHERLAND_FRONT = "fatherland_front", "Ủy ban Mặt trận Tổ quốc Việt Nam"
    MASS_ORGANIZATION = "mass_organization", "Tổ chức chính trị - xã hội"
    ARMED_FORCES = "armed_forces", "Lực lượng vũ trang"
    PUBLIC_SERVICE_UNIT = "public_service_unit", "Đơn vị sự nghiệp"


#: Kinds whose members hold their activity there (chi bộ).
CELL_KINDS = (OrganizationKind.GRASSROOTS_CELL, OrganizationKind.PARTY_CELL)

#: Organizations of the Party and its committees' own bodies: their documents are numbered in the committee's term.
PARTY_KINDS = (
    *CELL_KINDS,
    OrganizationKind.PROVINCE_PARTY,
    OrganizationKind.DISTRICT_PARTY,
    OrganizationKind.COMMUNE_PARTY,
    OrganizationKind.GRASSROOTS_PARTY,
    OrganizationKind.SUB_PARTY,
    OrganizationKind.PARTY_GROUP,
    OrganizationKind.ADVISORY_BOARD,
    OrganizationKind.PARTY_DELEGATION,
    OrganizationKind.PARTY_AFFAIRS_COMMITTEE,
)

#: Tổ chức cơ sở đảng: the organizations whose committee decides the member level.
GRASSROOTS_KINDS = (
    OrganizationKind.COMMUNE_PARTY,
    OrganizationKind.GRASSROOTS_PARTY,
    OrganizationKind.GRASSROOTS_CELL,
)


class Tier(models.TextChoices):
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"
    GRASSROOTS = "grassroots", "Cấp cơ sở"
    CELL = "cell", "Chi bộ"


class Sector(models.TextChoices):
    PARTY = "party", "Khối Đảng"
    GOVERNMENT = "government", "Khối chính quyền"
    PROFESSIONAL = "professional", "Khối chuyên môn"
    FRONT_MASS = "front_mass", "Khối Mặt trận, đoàn thể"
    ARMED_FORCES = "armed_forces", "Lực lượng vũ trang"


class CollectiveKind(models.TextChoices):
    STANDING_COMMITTEE = "standing_committee", "Ban Thường vụ"
    EXECUTIVE_COMMITTEE = "executive_committee", "Ban Chấp hành"
    CELL_COMMITTEE = "cell_committee", "Chi ủy"
    WHOLE_CELL = "whole_cell", "Tập thể chi bộ"
    BOARD_LEADERSHIP = "board_leadership", "Tập thể lãnh đạo cơ quan tham mưu, giúp việc"
    COUNCIL_PERMANENT_BOARD = "council_permanent_board", "Thường trực Hội đồng nhân dân"
    PEOPLES_COMMITTEE_LEADERSHIP = "peoples_committee_leadership", "Lãnh đạo Ủy ban nhân dân"
    FRONT_STANDING_BOARD = "front_standing_board", "Ban Thường trực Ủy ban MTTQ"
    MASS_STANDING_COMMITTEE = "mass_standing_committee", "Ban Thường vụ đoàn thể"
    AGENCY_LEADERSHIP = "agency_leadership", "Tập thể lãnh đạo, quản lý cơ quan, đơn vị"


class PostRole(models.TextChoices):
    HEAD = "head", "Người đứng đầu"
    DEPUTY = "deputy", "Cấp phó"
    MEMBER = "member", "Thành viên"


#: Who leads a body, and the organization it stands in.
LEADING_ROLES = (PostRole.HEAD, PostRole.DEPUTY)


class PostSide(models.TextChoices):
    """Which line of the printed Mẫu 02 carries the post's title."""

    PARTY = "party", "Chức vụ Đảng"
    GOVERNMENT = "government", "Chức vụ chính quyền"
    MASS = "mass", "Chức vụ đoàn thể"


class Attendance(models.TextChoices):
    OFFICIAL = "official", "Sinh hoạt chính thức"
    TEMPORARY = "temporary", "Sinh hoạt tạm thời"


class MemberStatus(models.TextChoices):
    FULL = "full", "Đảng viên chính thức"
    PROBATIONARY = "probationary", "Đảng viên dự bị"


class Activity(models.TextChoices):
    ACTIVE = "active", "Đang sinh hoạt"
    EXEMPT = "exempt", "Được miễn công tác và sinh hoạt"
    SUSPENDED = "suspended", "Bị đình chỉ sinh hoạt"


class GrantScope(models.TextChoices):
    NODE = "node", "Chỉ tổ chức này"
    SUBTREE = "subtree", "Tổ chức này và cấp dưới"


class InvitationWay(models.TextChoices):
    LETTER = "letter", "Thư in"
    EMAIL = "email", "Thư điện tử"


class CorrectionState(models.TextChoices):
    """How far a request to put data right has come."""

    ASKED = "asked", "Chờ giải quyết"
    ACCEPTED = "accepted", "Đã sửa"
    REFUSED = "refused", "Không sửa"


class AuditAction(models.TextChoices):
    """What the record tells of. Nothing here says how somebody voted, and nothing ever may."""

    SIGN_IN = "sign_in", "Đăng nhập"
    SIGN_IN_REFUSED = "sign_in_refused", "Đăng nhập không được"
    SIGN_OUT = "sign_out", "Đăng xuất"
    CODE_PASSED = "code_passed", "Qua bước xác thực khi đăng nhập"
    PROOF_REFUSED = "proof_refused", "Mã xác thực, mật khẩu xác nhận bị từ chối"
    RECOVERY_USED = "recovery_used", "Dùng một mã dự phòng"
    RECOVERY_NEW = "recovery_new", "Lập mã dự phòng mới"
    FACTOR_SET_UP = "factor_set_up", "Lập xác thực hai bước"
    FACTOR_REMOVED = "factor_removed", "Bỏ xác thực hai bước"
    FACTOR_TAKEN_OFF = "factor_taken_off", "Tháo thiết bị xác thực của người khác"
    LOCK_OUT = "lock_out", "Tạm khóa đăng nhập vì sai mật khẩu"
    UNLOCK = "unlock", "Mở khóa đăng nhập"
    SESSION_END = "session_end", "Kết thúc phiên đăng nhập"
    PASSWORD = "password", "Đổi mật khẩu"
    GRANT = "grant", "Giao quyền"
    GRANT_CHANGE = "grant_change", "Sửa việc giao quyền"
    GRANT_END = "grant_end", "Thôi giao quyền"
    DEPUTE = "depute", "Ủy quyền"
    DEPUTE_END = "depute_end", "Thôi ủy quyền"
    ACCOUNT = "account", "Lập tài khoản"
    ACCOUNT_CHANGE = "account_change", "Sửa tài khoản"
    ACCOUNT_END = "account_end", "Xóa tài khoản"
    ACCOUNT_CLOSE = "account_close", "Đóng tài khoản"
    ACCOUNT_REOPEN = "account_reopen", "Mở lại tài khoản"
    INVITE = "invite", "Cấp mã kích hoạt"
    ACTIVATE = "activate", "Đặt mật khẩu bằng mã kích hoạt"
    CAMPAIGN_ISSUE = "campaign_issue", "Ban hành kế hoạch"
    MEETING_OPEN = "meeting_open", "Khai mạc hội nghị"
    MEETING_CLOSE = "meeting_close", "Bế mạc hội nghị"
    BALLOT_PREPARE = "ballot_prepare", "Cử tổ kiểm phiếu"
    BALLOT_PHRASE = "ballot_phrase", "Nhận mã mở hòm phiếu"
    BALLOT_OPEN = "ballot_open", "Mở bỏ phiếu"
    BALLOT_CLOSE = "ballot_close", "Đóng hòm phiếu"
    BALLOT_FIGURES = "ballot_figures", "Nhập số phiếu giấy"
    BALLOT_COUNT = "ballot_count", "Kiểm phiếu"
    BALLOT_VOID_ASKED = "ballot_void_asked", "Đề nghị hủy vòng bỏ phiếu"
    BALLOT_VOID_WITHDRAWN = "ballot_void_withdrawn", "Rút đề nghị hủy vòng bỏ phiếu"
    BALLOT_VOID = "ballot_void", "Hủy vòng bỏ phiếu"
    CHANNEL = "channel", "Đổi cách bỏ phiếu của một người"
    PAPER_GIVEN = "paper_given", "Ghi đã nhận phiếu giấy"
    PAPER_TAKEN_BACK = "paper_taken_back", "Bỏ ghi nhận phiếu giấy"
    APPRAISE = "appraise", "Thẩm định mức xếp loại"
    DECIDE = "decide", "Quyết định mức xếp loại"
    ANNUL = "annul", "Hủy mức xếp loại"
    READ = "read", "Xem"
    CAMPAIGN_DRAFT = "campaign_draft", "Lập kế hoạch"
    PLAN_CHANGE = "plan_change", "Sửa kế hoạch"
    SUBJECT_CHANGE = "subject_change", "Điều chỉnh đối tượng kiểm điểm"
    ASSIGN = "assign", "Phân công"
    ASSIGN_END = "assign_end", "Thôi phân công"
    WAIVE = "waive", "Cho miễn, không làm"
    WAIVE_END = "waive_end", "Rút việc cho miễn"
    TARGET = "target", "Giao chỉ tiêu, nhiệm vụ"
    TARGET_END = "target_end", "Bỏ chỉ tiêu, nhiệm vụ"
    PROMPT = "prompt", "Gợi ý kiểm điểm"
    PROMPT_PROPOSE = "prompt_propose", "Đề xuất gợi ý kiểm điểm"
    PROMPT_SET_ASIDE = "prompt_set_aside", "Không đưa đề xuất vào gợi ý"
    FORM_SUBMIT = "form_submit", "Nộp bản kiểm điểm"
    FORM_FINAL = "form_final", "Hoàn thiện bản kiểm điểm"
    DRAFT_SENT = "draft_sent", "Gửi dự thảo lấy ý kiến"
    DRAFT_REPLY = "draft_reply", "Góp ý dự thảo"
    OPINION_ASK = "opinion_ask", "Xin ý kiến"
    OPINION_ANSWER = "opinion_answer", "Cho ý kiến"
    OPINION_CONFIRM = "opinion_confirm", "Xác nhận ý kiến"
    OPINION_RETURN = "opinion_return", "Trả lại ý kiến"
    CASE = "case", "Ghi trường hợp đặc biệt"
    CASE_END = "case_end", "Bỏ trường hợp đặc biệt"
    VIOLATION = "violation", "Ghi vi phạm, kỷ luật"
    VIOLATION_END = "violation_end", "Bỏ vi phạm, kỷ luật"
    SIGN = "sign", "Kết luận về biểu hiện"
    REMEDY_HAND_IN = "remedy_hand_in", "Nộp kế hoạch khắc phục"
    REMEDY_APPROVE = "remedy_approve", "Phê duyệt kế hoạch khắc phục"
    REMEDY_RETURN = "remedy_return", "Trả lại kế hoạch khắc phục"
    MEETING_PLAN = "meeting_plan", "Định ngày hội nghị"
    MEETING_CHANGE = "meeting_change", "Sửa hội nghị"
    MEETING_INVITE = "meeting_invite", "Mời dự hội nghị"
    ATTENDANCE = "attendance", "Điểm danh"
    ITEM_START = "item_start", "Bắt đầu nội dung"
    CONTRIBUTION = "contribution", "Ghi ý kiến góp ý"
    ITEM_CONCLUDE = "item_conclude", "Kết luận nội dung"
    STEP = "step", "Thông qua nội dung"
    STEP_END = "step_end", "Rút nội dung đã thông qua"
    OPEN_VOTE = "open_vote", "Ghi biểu quyết"
    GROUP = "group", "Giao tổ đảng kiểm điểm, báo cáo"
    GROUP_END = "group_end", "Rút việc giao tổ đảng"
    BEFORE_BALLOT = "before_ballot", "Ghi mức, danh sách trước khi bỏ phiếu"
    POLL_PREPARE = "poll_prepare", "Lập lấy ý kiến nơi công tác"
    POLL_SHEETS = "poll_sheets", "Ghi đã nhận phiếu lấy ý kiến"
    POLL_FIGURES = "poll_figures", "Nhập số phiếu lấy ý kiến"
    POLL_DROP = "poll_drop", "Bỏ lấy ý kiến nơi công tác"
    POLL_VOID_ASKED = "poll_void_asked", "Đề nghị hủy lấy ý kiến"
    POLL_VOID_WITHDRAWN = "poll_void_withdrawn", "Rút đề nghị hủy lấy ý kiến"
    POLL_VOID = "poll_void", "Hủy lấy ý kiến"
    FIGURES = "figures", "Nhập số liệu"
    FIGURES_SEND = "figures_send", "Gửi số liệu"
    FIGURES_RETURN = "figures_return", "Trả lại số liệu"
    REPORT_SEND = "report_send", "Gửi báo cáo, hồ sơ lên cấp trên"
    REPORT_TAKE_IN = "report_take_in", "Nhận báo cáo"
    DOSSIER_SUBMIT = "dossier_submit", "Gửi hồ sơ đến Ban Tổ chức"
    PAPER_FILED = "paper_filed", "Đưa tài liệu vào hồ sơ"
    CELL_DOSSIER = "cell_dossier", "Ghi hồ sơ chi bộ"
    REWARDS = "rewards", "Đề nghị khen thưởng"
    HAND_OVER = "hand_over", "Bàn giao hồ sơ"
    HAND_OVER_RECEIVED = "hand_over_received", "Nhận hồ sơ bàn giao"
    DOSSIER_CLOSE = "dossier_close", "Đóng hồ sơ"
    PAPER_PRINT = "paper_print", "Lập bản in"
    BATCH_PRINT = "batch_print", "In nhiều văn bản"
    PAPER_ISSUE = "paper_issue", "Phát hành văn bản"
    NUMBER_CANCEL = "number_cancel", "Hủy số văn bản"
    REGISTER = "register", "Sửa sổ văn bản"
    SIGNED_COPY = "signed_copy", "Lưu bản đã ký"
    BALLOT_SCAN = "ballot_scan", "Lưu bản quét kiểm phiếu"
    PROPOSE = "propose", "Đề xuất mức xếp loại"
    VERIFY = "verify", "Xác minh kết quả xếp loại"
    REVIEW_AGAIN = "review_again", "Kiểm điểm lại"
    DATA_EXPORT = "data_export", "Tải dữ liệu về mình"
    CORRECTION_ASKED = "correction_asked", "Đề nghị sửa dữ liệu"
    CORRECTION_SETTLED = "correction_settled", "Giải quyết đề nghị sửa dữ liệu"
    DESTROY = "destroy", "Tiêu hủy tài liệu hết thời hạn"
    LATE_FINDING = "late_finding", "Vi phạm phát hiện sau"
