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
