"""How the Party writes its documents, as data by date: ``profiles/*.yaml`` (margins, sizes, numbers, signatures).

A record follows the profile in force on its own day; one without a day yet follows the newest.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage
from django.core.checks import Error as CheckError

from forms_templates.choices import DocumentKind
from forms_templates.strict import DefinitionError, Node, read_yaml

PROFILES = Path(__file__).parent / "profiles"

#: Dots where a number, a sign or a part of a date is still to be written.
DOTS = "……"


@dataclass(frozen=True, slots=True)
class Margins:
    """In millimetres."""

    top: int
    right: int
    bottom: int
    left: int


@dataclass(frozen=True, slots=True)
class HeadSizes:
    """In points: the parts of the head, and the title of the document."""

    party: int
    superior: int
    issuer: int
    number: int
    date: int
    title: int


@dataclass(frozen=True, slots=True)
class SigningWords:
    """``committee_in_place``: a committee's deputy signs in place of its head (K/T) instead of on behalf of all."""

    on_behalf: str
    in_place: str
    by_order: str
    committee_in_place: bool


@dataclass(frozen=True, slots=True)
class RecipientWords:
    """``title_size`` and ``size`` in points; ``kept``: the first word of the last line, for the file."""

    title: str
    title_size: int
    size: int
    kept: str


@dataclass(frozen=True, slots=True)
class KindWords:
    """``name`` (“Biên bản”) shares one row of numbers; ``abbreviation`` is what the number carries."""

    name: str
    abbreviation: str
    title: str


@dataclass(frozen=True, slots=True)
class FormatProfile:
    """One document format, from the day ``since``.

    ``size`` in points, ``line`` the exact height of a line in points (0: as the letters need), ``indent_mm`` of a
    paragraph, ``end`` the sign after its last word. ``numbered_from``: the first page that carries its number.
    """

    key: str
    since: datetime.date
    document: str
    margins_mm: Margins
    numbered_from: int
    size: int
    line: int
    indent_mm: int
    end: str
    party: str
    mark: str
    sizes: HeadSizes
    number_word: str
    least_digits: int
    zero_below_day: int
    zero_below_month: int
    signing: SigningWords
    recipients: RecipientWords
    kinds: Mapping[DocumentKind, KindWords]

    def full_number(self, number: int, kind: str, symbol: str) -> str:
        """``05-QĐ/HU``."""
        return f"{number:0{self.least_digits}d}-{self.kinds[DocumentKind(kind)].abbreviation}/{symbol}"

    def number_line(self, kind: str, *, number: str = "", symbol: str = "") -> str:
        """``Số 05-QĐ/HU``; before it is issued ``Số ……-QĐ/HU``; empty for a kind that carries no number."""
        if number:
            return f"{self.number_word} {number}"
        words = self.kinds.get(DocumentKind(kind))
        return f"{self.number_word} {DOTS}-{words.abbreviation}/{symbol or DOTS}" if words else ""

    def long_date(self, day: datetime.date | None) -> str:
        """``ngày 05 tháng 02 năm 2026``; dots while there is no day."""
        if day is None:
            return f"ngày {DOTS} tháng {DOTS} năm {DOTS}"
        in_month = f"{day.day:02d}" if day.day < self.zero_below_day else str(day.day)
        month = f"{day.month:02d}" if day.month < self.zero_below_month else str(day.month)
        return f"ngày {in_month} tháng {month} năm {day.year}"

    @property
    def look_sizes(self) -> Mapping[str, int]:
        """Points by the class that the layout gives to a paragraph."""
        names = {"date": "place-date", "number": "number-line"}
        head = {names.get(field.name, field.name): getattr(self.sizes, field.name) for field in fields(HeadSizes)}
        return {**head, "sent-to": self.recipients.title_size, "recipient": self.recipients.size}


def profile_on(day: datetime.date | None) -> FormatProfile:
    """The format of documents of that day; the first one known for any day before it, the newest without a day."""
    known = profiles()
    if day is None:
        return known[-1]
    return next((profile for profile in reversed(known) if profile.since <= day), known[0])


@cache
def profiles() -> tuple[FormatProfile, ...]:
    """Every profile, the oldest first."""
    found = [
        parse_profile(path.read_text(encoding="utf-8"), source=path.name) for path in sorted(PROFILES.glob("*.yaml"))
    ]
    return tuple(sorted(found, key=lambda profile: profile.since))


def parse_profile(text: str, *, source: str) -> FormatProfile:
    """One profile from YAML text. Raises ``DefinitionError`` with ``source``, line and reason."""
    root = read_yaml(text, source=source)
    keys = (
        "key",
        "since",
        "document",
        "page",
        "text",
        "head",
        "number",
        "date",
        "signing",
        "recipients",
        "abbreviations",
        "kinds",
    )
    entries = root.mapping(keys, keys)
    page = _all(entries["page"], "margins_mm", "numbered_from")
    body = _all(entries["text"], "size", "line", "indent_mm", "end")
    head = _all(entries["head"], "party", "mark", "sizes")
    number = _all(entries["number"], "word", "least_digits")
    date = _all(entries["date"], "zero_below_day", "zero_below_month")
    if page["numbered_from"].text() not in ("1", "2"):
        raise page["numbered_from"].refuse("trang được đánh số từ trang 1 hoặc trang 2")
    return FormatProfile(
        key=entries.text("key"),
        since=_day(entries["since"]),
        document=entries.text("document"),
        margins_mm=_numbers(page["margins_mm"], Margins),
        numbered_from=page["numbered_from"].whole_number(),
        size=_size(body["size"]),
        line=body["line"].whole_number(),
        indent_mm=body["indent_mm"].whole_number(),
        end=body["end"].text(),
        party=head["party"].text(),
        mark=head["mark"].text(),
        sizes=_numbers(head["sizes"], HeadSizes, read=_size),
        number_word=number["word"].text(),
        least_digits=number["least_digits"].whole_number(),
        zero_below_day=date["zero_below_day"].whole_number(),
        zero_below_month=date["zero_below_month"].whole_number(),
        signing=_signing(entries["signing"]),
        recipients=_recipients(entries["recipients"]),
        kinds=_kinds(entries["kinds"], _abbreviations(entries["abbreviations"])),
    )


def _all(node: Node, *keys: str) -> Mapping[str, Node]:
    return node.mapping(keys, keys)


def _day(node: Node) -> datetime.date:
    try:
        return datetime.date.fromisoformat(node.text())
    except ValueError:
        raise node.refuse(f"phải là ngày viết như 2018-04-03, không phải '{node.text()}'") from None


def _size(node: Node) -> int:
    size = node.whole_number()
    if not 8 <= size <= 20:
        raise node.refuse(f"cỡ chữ phải từ 8 đến 20, không phải {size}")
    return size


def _numbers(node: Node, build: Callable[..., Any], *, read: Callable[[Node], int] = Node.whole_number) -> Any:
    names = [field.name for field in fields(build)]  # type: ignore[arg-type]  # one of the classes above
    return build(**{name: read(found) for name, found in node.mapping(names, names).items()})


def _signing(node: Node) -> SigningWords:
    words = _all(node, "on_behalf", "in_place", "by_order", "committee_in_place")
    return SigningWords(
        words["on_behalf"].text(),
        words["in_place"].text(),
        words["by_order"].text(),
        words["committee_in_place"].flag(),
    )


def _recipients(node: Node) -> RecipientWords:
    words = _all(node, "title", "title_size", "size", "kept")
    return RecipientWords(words["title"].text(), _size(words["title_size"]), _size(words["size"]), words["kept"].text())


def _abbreviations(node: Node) -> dict[str, str]:
    found = {name: item.text() for name, item in node.mapping().items()}
    for name, abbreviation in found.items():
        if not abbreviation:
            raise node.refuse(f"'{name}' chưa có chữ viết tắt")
    return found


def _kinds(node: Node, abbreviations: Mapping[str, str]) -> dict[DocumentKind, KindWords]:
    kinds = {}
    for name, entry in node.mapping(DocumentKind.values).items():
        words = _all(entry, "of", "title")
        of = words["of"].text()
        if of not in abbreviations:
            raise words["of"].refuse(f"'{of}' chưa có chữ viết tắt (abbreviations)")
        kinds[DocumentKind(name)] = KindWords(of, abbreviations[of], words["title"].text())
    return kinds


def check_profiles(**kwargs: object) -> list[CheckMessage]:
    """System check: a profile with an error is refused at start, with file, line and reason."""
    found: list[CheckMessage] = []
    since: dict[datetime.date, str] = {}
    for path in sorted(PROFILES.glob("*.yaml")):
        try:
            profile = parse_profile(path.read_text(encoding="utf-8"), source=path.name)
        except DefinitionError as error:
            found.append(CheckError(f"Thể thức văn bản không dùng được: {error}", id="forms_templates.E002"))
            continue
        if profile.since in since:
            message = f"Thể thức văn bản {path.name} và {since[profile.since]} cùng áp dụng từ một ngày."
            found.append(CheckError(message, id="forms_templates.E003"))
        since[profile.since] = path.name
    return found
