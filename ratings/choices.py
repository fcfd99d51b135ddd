"""The states and sources of the judgement."""

from django.db import models


class BallotState(models.TextChoices):
    OPEN = "open", "Đang bỏ phiếu"
    CLOSED = "closed", "Đã kiểm phiếu"


class ProposalSource(models.TextChoices):
    """Who proposes a level, in the order in which the levels come about."""

    CELL_VOTE = "cell_vote", "Chi bộ đề xuất"
    COLLECTIVE_VOTE = "collective_vote", "Tập thể lãnh đạo, quản lý đề xuất"
    UNIT_HEAD = "unit_head", "Thủ trưởng cơ quan, đơn vị"
    BOARD = "board", "Ban Tổ chức thẩm định"


class DecisionState(models.TextChoices):
    IN_FORCE = "in_force", "Có hiệu lực"
    SUSPENDED = "suspended", "Tạm dừng, chờ kiểm điểm lại"
    ANNULLED = "annulled", "Đã hủy bỏ"
