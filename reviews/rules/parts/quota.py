"""The share of EXCELLENT: what it is taken of, among whom, and what small groups get."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from reviews.rules.findings import Reference, Severity
from reviews.rules.library import Regime
from reviews.rules.strict import Entries, Node
from reviews.rules.vocabulary import RatedKind

from .source import Source
from .voting import refuse_gaps


class QuotaBase(StrEnum):
    """What the share of EXCELLENT is taken of; the paper's words allow the first three readings."""

    GOOD_OR_BETTER = "good_or_better"
    GOOD_ONLY = "good_only"
    ALL_RATED = "all_rated"
    GROUP_SIZE = "group_size"


class QuotaScope(StrEnum):
    """Among whom the share is taken."""

    COLLECTIVE = "collective"
    PEER_GROUP = "peer_group"
    GRASSROOTS = "grassroots"
    RATING_BODY = "rating_body"

    @property
    def label(self) -> str:
        return _SCOPE_LABELS[self]


_SCOPE_LABELS = {
    QuotaScope.COLLECTIVE: "trong từng tập thể",
    QuotaScope.PEER_GROUP: "trong từng nhóm có vị trí, chức năng, nhiệm vụ tương đồng",
    QuotaScope.GRASSROOTS: "trong từng tổ chức cơ sở đảng",
    QuotaScope.RATING_BODY: "trong số các đơn vị do từng tổ chức, đơn vị xếp loại",
}


class GroupCounter(StrEnum):
    """What makes a group small: its members, or those of them rated GOOD or better."""

    GROUP_SIZE = "group_size"
    GOOD_OR_BETTER = "good_or_better"


@dataclass(frozen=True, slots=True)
class SmallGroup:
    """A group of ``at_most`` or fewer, counted by ``counter``, has ``seats`` places if somebody qualifies."""

    counter: GroupCounter
    at_most: int
    seats: int
    reference: Reference


@dataclass(frozen=True, slots=True)
class QuotaRules:
    """How many of one kind may be EXCELLENT.

    ``reference`` prints the share, ``group_reference`` that it holds within each group; both are the regime's where the
    plan prints none (``is_national``). A group that exceeds it meets ``severity``, the whole campaign
    ``whole_severity``. ``authorization``: the document that allows more than the regime's share, empty where none does.
    """

    key: str
    kinds: tuple[RatedKind, ...]
    share: Fraction
    scope: QuotaScope
    base: QuotaBase
    alternatives: tuple[QuotaBase, ...]
    base_is_program_default: bool
    statement: str
    small_group: SmallGroup | None
    severity: Severity
    whole_severity: Severity
    reference: Reference
    group_reference: Reference
    is_national: bool
    authorization: str = ""


def read_quotas(source: Source, node: Node, regime: Regime) -> tuple[QuotaRules, ...]:
    """One rule for each kind of what is rated; ``printed: regime`` takes share and scope from the nation's."""
    rules = tuple(_quota(source, key, item, regime) for key, item in node.mapping().items())
    refuse_gaps(node, [kind for rule in rules for kind in rule.kinds])
    return rules


_KEYS = (
    "kinds",
    "printed",
    "base",
    "alternatives",
    "base_is_program_default",
    "statement",
    "severity",
    "whole_severity",
)
_PRINTED = ("share", "scope", "group_clause")


def _quota(source: Source, key: str, node: Node, regime: Regime) -> QuotaRules:
    entries = node.mapping((*_KEYS, *_PRINTED, "small_group", "authorization"), _KEYS)
    national = entries.text("printed") == "regime"
    allowed, authorization = _allowed(entries, regime)
    if national:
        for name in _PRINTED:
            if name in entries:
                raise entries[name].refuse("quy định của Trung ương đã ghi giá trị này")
        share = allowed
        reference = group_reference = regime.quota_reference
        scope = QuotaScope(regime.quota_scope)
    else:
        for name in ("share", "scope"):
            if name not in entries:
                raise node.refuse(f"thiếu khóa “{name}”")
        share, scope = entries["share"].share(), entries["scope"].one_of(QuotaScope)
        if share > allowed:
            limit = f"{allowed * 100}% của {authorization or regime.document}"
            raise entries["share"].refuse(f"vượt {limit}; mức cao hơn phải ghi văn bản cho phép")
        reference = source.reference(source.clause(entries["printed"]))
        group_reference = (
            source.reference(source.clause(entries["group_clause"])) if "group_clause" in entries else reference
        )
    base, alternatives = entries["base"].one_of(QuotaBase), entries["alternatives"].some_of(QuotaBase)
    if base not in alternatives:
        raise entries["base"].refuse(f"“{base}” không nằm trong alternatives")
    return QuotaRules(
        key=key,
        kinds=entries["kinds"].some_of(RatedKind),
        share=share,
        scope=scope,
        base=base,
        alternatives=alternatives,
        base_is_program_default=entries.flag("base_is_program_default"),
        statement=entries["statement"].filled(),
        small_group=_small_group(source, entries["small_group"]) if "small_group" in entries else None,
        severity=entries["severity"].one_of(Severity),
        whole_severity=entries["whole_severity"].one_of(Severity),
        reference=reference,
        group_reference=group_reference,
        is_national=national,
        authorization=authorization,
    )


def _small_group(source: Source, node: Node) -> SmallGroup:
    keys = ("counter", "at_most", "seats", "clause")
    entries = node.mapping(keys, keys)
    return SmallGroup(
        entries["counter"].one_of(GroupCounter),
        entries["at_most"].whole(),
        entries["seats"].whole(),
        source.reference(source.clause(entries["clause"])),
    )


def _allowed(entries: Entries, regime: Regime) -> tuple[Fraction, str]:
    """A larger share needs the number and date of the document that allows it, and a regime that knows one."""
    if "authorization" not in entries:
        return regime.quota_share, ""
    node = entries["authorization"]
    keys = ("share", "document", "dated_on")
    inner = node.mapping(keys, keys)
    share = inner["share"].share()
    if regime.quota_ceiling is None:
        raise node.refuse(f"{regime.document} không có mức cao hơn {regime.quota_share * 100}%")
    if share > regime.quota_ceiling:
        raise inner["share"].refuse(f"{regime.document} cho phép cao nhất {regime.quota_ceiling * 100}%")
    document, dated_on = inner["document"].filled(), inner["dated_on"].day()
    if not any(character.isdecimal() for character in document):
        raise inner["document"].refuse("phải ghi số văn bản cho phép")
    if dated_on < regime.since:
        raise inner["dated_on"].refuse(f"văn bản cho phép có trước {regime.document}")
    return share, f"{document} ngày {dated_on:%d/%m/%Y}"
