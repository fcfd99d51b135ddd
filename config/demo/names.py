"""Believable Vietnamese names, drawn at random from common parts. No name is taken from a real person."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from organizations.text import fold

#: Family names with their rough weight among a hundred people.
FAMILIES = {
    "Nguyễn": 32,
    "Trần": 11,
    "Lê": 10,
    "Phạm": 7,
    "Hoàng": 5,
    "Vũ": 5,
    "Đặng": 4,
    "Bùi": 4,
    "Đỗ": 3,
    "Hồ": 2,
    "Ngô": 2,
    "Dương": 2,
    "Đinh": 2,
    "Lương": 2,
    "Hà": 2,
    "Trịnh": 1,
    "Mai": 1,
    "Cao": 1,
    "Lưu": 1,
    "Tạ": 1,
    "Quách": 1,
    "Phùng": 1,
}

MEN_MIDDLE = (
    "Văn", "Văn", "Văn", "Đức", "Hữu", "Quang", "Xuân", "Minh", "Ngọc", "Công", "Đình", "Trọng", "Bá", "Duy", "Thế",
    "Mạnh", "Quốc", "Thanh",
)  # fmt: skip
MEN_GIVEN = (
    "An", "Bình", "Bách", "Chiến", "Cường", "Dũng", "Duy", "Đạt", "Định", "Đông", "Giang", "Hải", "Hào", "Hậu", "Hiếu",
    "Hòa", "Hoàn", "Hùng", "Huy", "Hưng", "Khánh", "Khôi", "Kiên", "Lâm", "Lực", "Long", "Lộc", "Luân", "Mạnh", "Nam",
    "Nghĩa", "Nhân", "Phong", "Phú", "Phúc", "Quân", "Quý", "Quyết", "Sáng", "Sơn", "Tài", "Tâm", "Tân", "Thái",
    "Thắng", "Thành", "Thiện", "Thịnh", "Thọ", "Thuận", "Tiến", "Toàn", "Trung", "Trường", "Tuấn", "Tùng", "Việt",
    "Vinh", "Vượng",
)  # fmt: skip
WOMEN_MIDDLE = (
    "Thị", "Thị", "Thị", "Thị Thu", "Thị Thanh", "Thị Hồng", "Thị Bích", "Thị Kim", "Thị Minh", "Thị Ngọc", "Thị Mỹ",
    "Ngọc", "Thu", "Phương", "Thanh",
)  # fmt: skip
WOMEN_GIVEN = (
    "Anh", "Bình", "Châu", "Chi", "Cúc", "Diệp", "Dung", "Duyên", "Đào", "Giang", "Hà", "Hải", "Hằng", "Hạnh", "Hiền",
    "Hoa", "Hòa", "Hồng", "Huệ", "Huyền", "Hương", "Hường", "Khánh", "Lam", "Lan", "Liên", "Linh", "Loan", "Mai",
    "Minh", "Nga", "Ngân", "Nghĩa", "Nguyệt", "Nhàn", "Nhung", "Oanh", "Phương", "Quyên", "Quỳnh", "Tâm", "Thảo",
    "Thắm", "Thoa", "Thu", "Thủy", "Thúy", "Trang", "Tuyết", "Vân", "Xuân", "Yến",
)  # fmt: skip

#: Full names borne by well-known leaders; the pools could yield them, the demo must not.
NEVER_DRAWN = frozenset(
    {
        "Nguyễn Xuân Phúc", "Trần Quốc Vượng", "Lê Đức Thọ", "Nguyễn Văn An", "Nguyễn Thị Bình", "Nguyễn Thị Kim Ngân",
        "Lê Thanh Hải", "Nguyễn Văn Hùng", "Nguyễn Văn Thắng", "Đỗ Văn Chiến", "Trần Hồng Hà", "Lê Thành Long",
        "Nguyễn Duy Trinh", "Phạm Hùng", "Lê Quang Hòa", "Nguyễn Văn Trung", "Trần Xuân Bách", "Đặng Quân Thụy",
    }
)  # fmt: skip


@dataclass
class Names:
    """Draws full names, each at most once, and readable sign-in names made from them."""

    random: Random
    _given_away: set[str] = field(default_factory=set)
    _usernames: set[str] = field(default_factory=set)

    def draw(self, *, is_female: bool) -> str:
        middles, givens = (WOMEN_MIDDLE, WOMEN_GIVEN) if is_female else (MEN_MIDDLE, MEN_GIVEN)
        while True:
            (family,) = self.random.choices(tuple(FAMILIES), weights=tuple(FAMILIES.values()))
            middle, given = self.random.choice(middles), self.random.choice(givens)
            name = f"{family} {middle} {given}"
            if name not in self._given_away | NEVER_DRAWN and given not in middle.split():
                self._given_away.add(name)
                return name

    def username(self, full_name: str) -> str:
        """``Nguyễn Văn An`` → ``an.nguyenvan``; the second of the same letters becomes ``an.nguyenvan2``."""
        *before, given = fold(full_name).split()
        stem = f"{given}.{''.join(before)}"
        username, count = stem, 1
        while username in self._usernames:
            count += 1
            username = f"{stem}{count}"
        self._usernames.add(username)
        return username
