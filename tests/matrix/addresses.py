"""Every address that the resolver knows, with the parts that a case fills in; a new one is here by itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse

#: What stands for a word in an address, where every address that has the part takes the same.
WORDS: dict[str, object] = {
    "regulation": "qd_124",
    "key": "notice-days",
    "annex": "5",
    "format": "zip",
    "token": "khong-co",
    "object_id": 1,
    "id": 1,
    "content_type_id": 1,
    "app_label": "organizations",
}
#: The same for the part of one address.
OWN_WORDS: dict[tuple[str, str], object] = {
    ("forms_templates:fill-in", "name"): "mau_02",
    ("forms_templates:blank", "name"): "mau_02",
    ("forms_templates:blank", "suffix"): "pdf",
    ("reviews-export", "code"): "mau_02",
    ("dossier-annex", "name"): "phu-luc-13",
    ("summary-file", "name"): "mau-11",
    ("summary-file", "suffix"): "pdf",
    ("members-summary", "suffix"): "pdf",
    ("criteria-edit", "kind"): "member",
    ("opinion-print", "kind"): "phieu-nhan-xet",
    ("review-print", "kind"): "ban-kiem-diem",
    ("feed", "feed_key"): "budget",
    ("feed-paste", "feed_key"): "budget",
    ("feed-send", "feed_key"): "budget",
    ("reports-of-route", "route_key"): "results",
    ("report", "route_key"): "results",
    ("report-scan", "route_key"): "results",
    ("hand-over-new", "copy"): "unit",
    ("meeting-step", "step"): "report",
    ("step-take-back", "step"): "report",
    ("cell-print", "part"): "support",
    ("bundle-paper", "item"): "members",
}


@dataclass(frozen=True)
class Address:
    """``name`` with its room; the administration's pages that have none are told apart by the ones beside them."""

    name: str
    parts: tuple[str, ...]

    def url(self, objects: Mapping[str, object]) -> str | None:
        """None where the case has no such object (yet). What is named ``address:part`` is of that address alone,
        ``address?`` is what stands behind its question mark."""
        filled = {}
        for part in self.parts:
            own = objects.get(f"{self.name}:{part}", OWN_WORDS.get((self.name, part)))
            known = own or objects.get(part, WORDS.get(part))
            if known is None:
                return None
            filled[part] = known
        return reverse(self.name, kwargs=filled) + str(objects.get(f"{self.name}?", ""))


def addresses() -> list[Address]:
    """In the order of the resolver. Raises AssertionError for a part that nothing here can fill."""
    return list(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: list[URLPattern | URLResolver], space: str) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            # Two addresses of the administration are written as an expression: its parts are there.
            parts = tuple(pattern.pattern.converters) or tuple(pattern.pattern.regex.groupindex)
            yield Address(space + pattern.name, parts)
