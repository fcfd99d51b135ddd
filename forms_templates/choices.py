"""The closed lists of the papers: kinds of documents and the states a rendered one goes through."""

from django.db import models


class DocumentKind(models.TextChoices):
    MAU_01 = "mau_01", "Báo cáo kiểm điểm tập thể (Mẫu 01)"
    MAU_02 = "mau_02", "Bản kiểm điểm cá nhân (Mẫu 02)"
    RESIDENCE_REQUEST = "residence_request", "Phiếu xin ý kiến chi ủy nơi cư trú (Mẫu 3-213)"
    RESIDENCE_REPLY = "residence_reply", "Phiếu nhận xét của chi ủy nơi cư trú (Mẫu 3-213)"
    MEETING_MINUTES = "meeting_minutes", "Biên bản hội nghị kiểm điểm"
    COUNTING_MINUTES = "counting_minutes", "Biên bản kiểm phiếu"
    DOSSIER = "dossier", "Hồ sơ kiểm điểm"
    UPLOAD = "upload", "Tài liệu kèm theo"


class DocumentState(models.TextChoices):
    PENDING = "pending", "Chờ tạo bản in"
    RENDERING = "rendering", "Đang tạo bản in"
    READY = "ready", "Đã có bản in"
    FAILED = "failed", "Không tạo được bản in"


class BatchState(models.TextChoices):
    RUNNING = "running", "Đang lập"
    FINISHED = "finished", "Đã lập xong"
    CANCELLED = "cancelled", "Đã dừng"


class BatchFormat(models.TextChoices):
    PDF = "pdf", "Một tệp PDF có mục lục"
    ZIP = "zip", "Một tệp nén (zip)"
