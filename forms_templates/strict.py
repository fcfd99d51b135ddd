"""YAML read strictly: every key known, every value of its kind, and each error with its file and line."""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum
from typing import TypeVar

import yaml

from forms_templates.text import nfc

_E = TypeVar("_E", bound=StrEnum)


class DefinitionError(ValueError):
    """A definition file that cannot be trusted. ``str()`` reads ``file:line: reason``."""

    def __init__(self, source: str, line: int, reason: str) -> None:
        self.source, self.line, self.reason = source, line, reason
        super().__init__(f"{source}:{line}: {reason}")


class Node:
    """One YAML node that remembers where it stands."""

    def __init__(self, node: yaml.Node, source: str) -> None:
        self._node = node
        self._source = source

    def refuse(self, reason: str) -> DefinitionError:
        return DefinitionError(self._source, self._node.start_mark.line + 1, reason)

    def mapping(self, allowed: Collection[str] | None = None, required: Collection[str] = ()) -> Entries:
        """The entries of a mapping; refuses a key that is unknown (``None``: any is known), repeated or missing."""
        if not isinstance(self._node, yaml.MappingNode):
            raise self.refuse("phải là các mục “khóa: giá trị”")
        found: dict[str, Node] = {}
        for key_node, value_node in self._node.value:
            key = Node(key_node, self._source)
            name = key.text()
            if name in found:
                raise key.refuse(f"khóa '{name}' ghi hai lần")
            if allowed is not None and name not in allowed:
                raise key.refuse(f"không có khóa '{name}' (chỉ có: {', '.join(sorted(allowed))})")
            found[name] = Node(value_node, self._source)
        for name in required:
            if name not in found:
                raise self.refuse(f"thiếu khóa '{name}'")
        return Entries(found)

    def items(self) -> list[Node]:
        if not isinstance(self._node, yaml.SequenceNode):
            raise self.refuse("phải là danh sách")
        return [Node(child, self._source) for child in self._node.value]

    def text(self) -> str:
        """A scalar as written, composed to NFC."""
        if not isinstance(self._node, yaml.ScalarNode):
            raise self.refuse("phải là một dòng chữ")
        return nfc(str(self._node.value))

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())

    def flag(self) -> bool:
        text = self.text()
        if text not in ("true", "false"):
            raise self.refuse(f"phải là true hoặc false, không phải '{text}'")
        return text == "true"

    def whole_number(self) -> int:
        text = self.text()
        if not text.isdecimal():
            raise self.refuse(f"phải là số nguyên, không phải '{text}'")
        return int(text)

    def one_of(self, kinds: type[_E]) -> _E:
        text = self.text()
        try:
            return kinds(text)
        except ValueError:
            raise self.refuse(f"'{text}' không thuộc: {', '.join(kinds)}") from None


class Entries(dict[str, Node]):
    """A mapping's entries; what is not written has its empty value."""

    def text(self, name: str) -> str:
        return self[name].text() if name in self else ""

    def texts(self, name: str) -> tuple[str, ...]:
        return self[name].texts() if name in self else ()

    def flag(self, name: str) -> bool:
        return self[name].flag() if name in self else False

    def list_of(self, name: str) -> list[Node]:
        return self[name].items() if name in self else []


def read_yaml(text: str, *, source: str) -> Node:
    """The whole file as one node. Raises ``DefinitionError`` with ``source``, line and reason."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DefinitionError(source, line, f"không đọc được: {error.problem or error}") from error
    if root is None:
        raise DefinitionError(source, 1, "tệp trống")
    return Node(root, source)
