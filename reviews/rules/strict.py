"""Reads plan files strictly: what is unknown, repeated or missing is refused with its place and reason."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

import yaml

from .findings import Finding, Severity

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_E = TypeVar("_E", bound=StrEnum)

_DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d", re.ASCII)
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d{1,4})?)\s*%", re.ASCII)
_PART = re.compile(r"(\d{1,6})/(\d{1,6})", re.ASCII)

#: Longer texts are no plan; deeper nesting would exhaust the reader.
MAX_CHARACTERS = 400_000


class PlanError(ValueError):
    """A plan file that cannot be trusted. ``str()`` reads ``file, dòng 12, mục quota.share: reason``."""

    def __init__(self, source: str, line: int, path: str, reason: str) -> None:
        self.source, self.line, self.path, self.reason = source, line, path, reason
        where = [source, f"dòng {line}" if line else "", f"mục {path}" if path else ""]
        super().__init__(f"{', '.join(part for part in where if part)}: {reason}")

    def finding(self) -> Finding:
        return Finding("plan.file", Severity.BLOCK, str(self))


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a plan file with the place where it stands: a mapping, a list, or a text."""

    value: dict[str, Node] | list[Node] | str | None
    source: str
    line: int = 0
    path: str = ""

    def refuse(self, reason: str) -> PlanError:
        return PlanError(self.source, self.line, self.path, reason)

    def mapping(self, allowed: Collection[str] | None = None, required: Collection[str] = ()) -> Entries:
        """The entries; ``allowed`` of None means that the keys are free (clause ids, forms)."""
        if not isinstance(self.value, dict):
            raise self.refuse("phải là một nhóm “khóa: giá trị”")
        for key, node in self.value.items():
            if allowed is not None and key not in allowed:
                raise node.refuse(f"khóa “{key}” không có trong quy ước (được dùng: {', '.join(sorted(allowed))})")
        for key in required:
            if key not in self.value:
                raise self.refuse(f"thiếu khóa “{key}”")
        return Entries(self, self.value)

    def items(self) -> list[Node]:
        if not isinstance(self.value, list):
            raise self.refuse("phải là một danh sách")
        return self.value

    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.refuse("phải là một đoạn chữ")
        return self.value

    def filled(self) -> str:
        text = self.text().strip()
        if not text:
            raise self.refuse("không được để trống")
        return text

    def flag(self) -> bool:
        text = self.text()
        if text not in ("true", "false"):
            raise self.refuse(f"phải là true hoặc false, không phải “{text}”")
        return text == "true"

    def whole(self, least: int = 0) -> int:
        text = self.text()
        if not (text.isascii() and text.isdecimal() and len(text) < 7 and int(text) >= least):
            raise self.refuse(f"phải là số nguyên không nhỏ hơn {least}, không phải “{text}”")
        return int(text)

    def share(self) -> Fraction:
        """An exact share between 0 and 1, written ``20%`` or ``1/5``."""
        text = self.text().strip()
        percent, part = _PERCENT.fullmatch(text), _PART.fullmatch(text)
        if percent:
            value = Fraction(percent[1].replace(",", ".")) / 100
        elif part and int(part[2]):
            value = Fraction(int(part[1]), int(part[2]))
        else:
            raise self.refuse(f"phải là tỷ lệ như 20% hoặc 1/5, không phải “{text}”")
        if not 0 <= value <= 1:
            raise self.refuse(f"tỷ lệ phải từ 0% đến 100%, không phải “{text}”")
        return value

    def day(self) -> date:
        text = self.text()
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.refuse(f"phải là ngày viết dạng 2023-11-10, không phải “{text}”")

    def one_of(self, kinds: type[_E]) -> _E:
        text = self.text()
        try:
            return kinds(text)
        except ValueError:
            raise self.refuse(f"“{text}” không phải là một trong: {', '.join(kinds)}") from None

    def some_of(self, kinds: type[_E]) -> tuple[_E, ...]:
        return tuple(item.one_of(kinds) for item in self.items())


@dataclass(frozen=True, slots=True)
class Entries:
    """A mapping's entries; what is not written has the default given."""

    node: Node
    nodes: Mapping[str, Node] = field(default_factory=dict)

    def __contains__(self, key: str) -> bool:
        return key in self.nodes

    def __getitem__(self, key: str) -> Node:
        return self.nodes[key]

    def items(self) -> list[tuple[str, Node]]:
        return list(self.nodes.items())

    def text(self, key: str, default: str = "") -> str:
        return self.nodes[key].text() if key in self.nodes else default

    def flag(self, key: str, default: bool = False) -> bool:
        return self.nodes[key].flag() if key in self.nodes else default

    def day(self, key: str) -> date | None:
        return self.nodes[key].day() if key in self.nodes else None

    def list_of(self, key: str) -> list[Node]:
        return self.nodes[key].items() if key in self.nodes else []

    def one_of(self, key: str, kinds: type[_E], default: _E) -> _E:
        return self.nodes[key].one_of(kinds) if key in self.nodes else default

    def some_of(self, key: str, kinds: type[_E]) -> tuple[_E, ...]:
        return self.nodes[key].some_of(kinds) if key in self.nodes else ()


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def read_text(text: str, source: str) -> Node:
    """Parse YAML into nodes; one document, texts only, no anchors, no tags, no repeated keys."""
    if len(text) > MAX_CHARACTERS:
        raise PlanError(source, 0, "", f"tệp dài {len(text)} ký tự, quá {MAX_CHARACTERS} ký tự")
    try:
        for token in yaml.scan(text, Loader=_Loader):
            if isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken):
                raise PlanError(
                    source, token.start_mark.line + 1, "", "không dùng neo (&, *) hay thẻ kiểu (!) của YAML"
                )
        root = yaml.compose(text, Loader=_Loader)
        if root is None:
            raise PlanError(source, 0, "", "tệp trống")
        return _from_yaml(root, source, "")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise PlanError(source, line, "", f"không đọc được theo định dạng YAML ({error.problem})") from None
    except yaml.YAMLError as error:
        raise PlanError(source, 0, "", f"không đọc được theo định dạng YAML ({error})") from None
    except UnicodeError:
        raise PlanError(source, 0, "", "có ký tự không hợp lệ") from None
    except RecursionError:
        raise PlanError(source, 0, "", "các mục lồng nhau quá sâu") from None


def _from_yaml(node: yaml.Node, source: str, path: str) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        empty = node.tag == "tag:yaml.org,2002:null"
        return Node(None if empty else nfc(str(node.value)), source, line, path)
    if isinstance(node, yaml.SequenceNode):
        children = [_from_yaml(child, source, f"{path}[{index}]") for index, child in enumerate(node.value, start=1)]
        return Node(children, source, line, path)
    entries: dict[str, Node] = {}
    for key_node, value_node in node.value:
        key_line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise PlanError(source, key_line, path, "khóa phải là một đoạn chữ")
        key = nfc(str(key_node.value))
        below = f"{path}.{key}" if path else key
        if key in entries:
            raise PlanError(source, key_line, below, f"khóa “{key}” viết hai lần")
        value = _from_yaml(value_node, source, below)
        entries[key] = Node(value.value, source, key_line, below)
    return Node(entries, source, line, path)


def from_data(data: Any, source: str, path: str = "") -> Node:
    """The same nodes from plain data (a campaign's stored settings); places have no line."""
    if data is None:
        return Node(None, source, 0, path)
    if isinstance(data, Mapping):
        entries = {
            nfc(str(key)): from_data(value, source, f"{path}.{key}" if path else str(key))
            for key, value in data.items()
        }
        return Node(entries, source, 0, path)
    if isinstance(data, bool):
        return Node("true" if data else "false", source, 0, path)
    if isinstance(data, str | int | Fraction | date):
        return Node(nfc(str(data)), source, 0, path)
    if isinstance(data, Sequence):
        return Node([from_data(item, source, f"{path}[{n}]") for n, item in enumerate(data, start=1)], source, 0, path)
    raise PlanError(source, 0, path, f"không nhận giá trị kiểu {type(data).__name__}")


def merged(base: Node, over: Node) -> Node:
    """``over`` laid on ``base``: groups are joined key by key, everything else is replaced."""
    if isinstance(base.value, dict) and isinstance(over.value, dict):
        joined = dict(base.value)
        for key, node in over.value.items():
            joined[key] = merged(joined[key], node) if key in joined else node
        return Node(joined, base.source, base.line, base.path)
    return over
