"""The four levels and the four performance grades, in the order and words of the printed forms."""

from __future__ import annotations

from enum import StrEnum


class Level(StrEnum):
    """Mức xếp loại chất lượng, best first as printed."""

    EXCELLENT = "excellent"
    GOOD = "good"
    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"

    @property
    def label(self) -> str:
        return _LEVEL_LABELS[self]

    @property
    def rank(self) -> int:
        """3 for the best level down to 0; larger is better."""
        return _LEVEL_RANKS[self]

    def is_at_least(self, other: Level) -> bool:
        return self.rank >= other.rank


_LEVEL_LABELS = {
    Level.EXCELLENT: "Hoàn thành xuất sắc nhiệm vụ",
    Level.GOOD: "Hoàn thành tốt nhiệm vụ",
    Level.COMPLETED: "Hoàn thành nhiệm vụ",
    Level.NOT_COMPLETED: "Không hoàn thành nhiệm vụ",
}
_LEVEL_RANKS = {level: rank for rank, level in enumerate(reversed(Level))}


class Grade(StrEnum):
    """Cấp độ thực hiện of one criterion, best first as printed."""

    OUTSTANDING = "outstanding"
    GOOD = "good"
    AVERAGE = "average"
    POOR = "poor"

    @property
    def label(self) -> str:
        return _GRADE_LABELS[self]


_GRADE_LABELS = {
    Grade.OUTSTANDING: "Xuất sắc",
    Grade.GOOD: "Tốt",
    Grade.AVERAGE: "Trung bình",
    Grade.POOR: "Kém",
}
