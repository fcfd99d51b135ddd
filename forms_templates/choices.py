"""The closed lists of the papers: kinds of documents and the states a rendered one goes through."""

from django.db import models


class DocumentKind(models.TextChoices):
    MAU_01 = "mau_01", "Báo cáo kiểm điểm tập thể (Mẫu 01)"
    MAU_02 = "mau_02", "Bản kiểm điểm cá nhân (Mẫu 02)"
    RESIDENCE_REQUEST = "residence_request", "Phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213)"
    RESIDENCE_REPLY = "residence_reply", "Phiếu nhận xét của chi ủy nơi cư trú (Mẫu 3-213)"
    FORM = "form", "Biểu mẫu"
    MEETING_MINUTES = "meeting_minutes", "Biên bản hội nghị kiểm điểm"
    COUNTING_MINUTES = "counting_minutes", "Biên bản kiểm phiếu"
    AGENDA = "agenda", "Chương trình hội nghị kiểm điểm (Mẫu số 10)"
    INVITATION = "invitation", "Giấy mời họp"
    DECISION = "decision", "Quyết định xếp loại chất lượng"
    NOTICE = "notice", "Thông báo kết quả xếp loại chất lượng"
    HANDOVER = "handover", "Biên bản bàn giao hồ sơ"
    REPORT = "report", "Báo cáo kết quả kiểm điểm, đánh giá, xếp loại chất lượng"
    BALLOT = "ballot", "Phiếu đề xuất mức xếp loại chất lượng"
    MEMBERS_SUMMARY = "members_summary", "Biểu tổng hợp xếp loại đảng viên (Mẫu số 04)"
    CHANNELS_SUMMARY = "channels_summary", "Tổng hợp các kênh thông tin (Mẫu 11)"
    ANNEX_13 = "annex_13", "Bản tổng hợp danh sách kết quả đề xuất đánh giá, xếp loại (Phụ lục 13)"
    ANNEX_14 = "annex_14", "Bản tổng hợp danh sách kết quả đánh giá, xếp loại (Phụ lục 14)"
    CELL_REGISTRATION = "cell_registration", "Tờ trình đăng ký danh hiệu thi đua"
    CELL_SCORES = "cell_scores", "Bảng điểm đánh giá, xếp loại chi bộ"
    CELL_REWARDS = "cell_rewards", "Danh sách đảng viên đề nghị khen thưởng"
    CELL_SUPPORT = "cell_support", "Bảng tính kinh phí hỗ trợ hội nghị chi bộ"
    MERGED = "merged", "Tập văn bản"
    DOSSIER = "dossier", "Hồ sơ kiểm điểm"
    UPLOAD = "upload", "Tài liệu kèm theo"


class DocumentState(models.TextChoices):
    PENDING = "pending", "Chờ tạo bản in"
    RENDERING = "rendering", "Đang tạo bản in"
    READY = "ready", "Đã có bản in"
    FAILED = "failed", "Không tạo được bản in"


class SigningWay(models.TextChoices):
    SCAN = "scan", "Ký tay, lưu bản quét"
    DIGITAL = "digital", "Ký số"
    EXTERNAL = "external", "Ký số bằng chương trình khác"


class Seal(models.TextChoices):
    """Whether the signed paper bears the seal of the body it speaks for."""

    STAMPED = "stamped", "Đã đóng dấu"
    NO_SEAL = "no_seal", "Đơn vị không có con dấu"
    NOT_ASKED = "not_asked", "Văn bản không phải đóng dấu"


class CopyState(models.TextChoices):
    CURRENT = "current", "Đang dùng"
    REPLACED = "replaced", "Đã thay"


class BatchState(models.TextChoices):
    RUNNING = "running", "Đang lập"
    FINISHED = "finished", "Đã lập xong"
    CANCELLED = "cancelled", "Đã dừng"


class BatchFormat(models.TextChoices):
    PDF = "pdf", "Một tệp PDF có mục lục"
    ZIP = "zip", "Một tệp nén (zip)"
