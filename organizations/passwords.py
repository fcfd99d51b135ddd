"""What is no password: what everybody in the office knows of its holder, or of the program.

No rule says which signs a password is made of, and none grows old: such rules lead to passwords on slips of paper.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError

from organizations.text import fold

if TYPE_CHECKING:
    from organizations.models import User

_PHONE = re.compile(r"(0|84)\d{9}")
#: Words of the program and of party life, alone or with digits and signs around them.
_WORDS = frozenset(
    ("kiemdiem", "danhgia", "xeploai", "dangvien", "dangcongsan", "dangbo", "chibo", "matkhau", "chatluong")
)


class NothingEverybodyKnowsValidator:
    """Refuses a telephone number, one's own birthday or card number, and the words that everybody tries first."""

    def validate(self, password: str, user: User | None = None) -> None:
        digits = re.sub(r"[\s./+-]", "", password)
        bare = re.sub(r"[^a-z]", "", fold(password))
        if bare in _WORDS or (digits.isdecimal() and (_PHONE.fullmatch(digits) or digits in _numbers_of(user))):
            raise ValidationError(self.get_help_text(), code="password_everybody_knows")

    def get_help_text(self) -> str:
        return "Không dùng số điện thoại, ngày sinh, số thẻ đảng viên của mình hay từ ai cũng đoán được như “kiemdiem”."


def _numbers_of(user: User | None) -> set[str]:
    person = getattr(user, "person", None)
    if person is None:
        return set()
    born = person.birth_date
    days = {born.strftime(spelling) for spelling in ("%d%m%Y", "%Y%m%d", "%d%m%y")} if born else set()
    # A birthday is shorter than any password may be: people write it twice.
    return {number * times for number in {*days, person.card_number} - {""} for times in (1, 2)}
