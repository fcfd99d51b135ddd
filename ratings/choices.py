"""The states and sources of the judgement."""

from django.db import models


class BallotState(models.TextChoices):
    """A round from its preparation to its count. Nothing but a standing round that is not yet counted can be void."""

    PREPARING = "preparing", "Đang chuẩn bị"
    OPEN = "open", "Đang bỏ phiếu"
    CLOSED = "closed", "Đã đóng, chờ kiểm phiếu"
    COUNTED = "counted", "Đã kiểm phiếu"
    VOID = "void", "Đã hủy"


#: Rounds that hold up their meeting: something must still be done about them.
RUNNING = (BallotState.PREPARING, BallotState.OPEN, BallotState.CLOSED)


class VotingMethod(models.TextChoices):
    """How the voters of a round vote; a mixed round has both channels, each voter one of them."""

    ELECTRONIC = "electronic", "Bỏ phiếu điện tử"
    PAPER = "paper", "Bỏ phiếu giấy"
    MIXED = "mixed", "Điện tử và giấy"


class Channel(models.TextChoices):
    ELECTRONIC = "electronic", "Điện tử"
    PAPER = "paper", "Phiếu giấy"


class ScanKind(models.TextChoices):
    """What is scanned of a count by hand."""

    SIGNED = "signed", "Biên bản kiểm phiếu viết tay, đã ký"
    BALLOTS = "ballots", "Tập phiếu thu về"


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
