"""Reads the parts of a plan from a file, strictly: every value has its kind, every rule its clause."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TypeVar

from .findings import Reference, Severity
from .levels import Level
from .library import Clause
from .parts import (
    Authority,
    CollectiveRule,
    Comparator,
    Counting,
    DurationRule,
    EntryRules,
    ExemptionRules,
    FormRules,
    GroupCounter,
    IndividualRules,
    LegalBasis,
    Milestone,
    NoticeRule,
    OpinionRoute,
    OrderEdge,
    PersonAuthority,
    PostMatcher,
    PromptRule,
    QuotaBase,
    QuotaRules,
    Regime,
    ResidenceProposal,
    Scope,
    SlotRule,
    Threshold,
    Topic,
    VenueRules,
    VotingRules,
)
from .strict import Entries, Node
from .vocabulary import (
    AuthorityKind,
    CollectiveKind,
    OpinionKind,
    OrganizationKind,
    PostRole,
    PostSide,
    SubjectKind,
    Tier,
    Track,
)

_T = TypeVar("_T")

#: What an edge of order may speak of; ``order`` gives them to subjects.
STAGES = frozenset(
    {
        "review.collective",
        "review.administrative_collective",
        "review.party_collective",
        "review.person",
        "review.head",
        "review.deputy",
        "review.member",
        "rate.collective",
        "rate.cell",
        "rate.leadership",
        "rate.head",
    }
)
#: The general stage that each special one is a case of: an edge to the general one binds them all.
PARTS_OF_STAGES = {
    "review.administrative_collective": "review.collective",
    "review.party_collective": "review.collective",
    "review.head": "review.person",
    "review.deputy": "review.person",
    "review.member": "review.person",
}
SLOT_CONTENTS = frozenset({"entry", "residence", "aggregate", "vertical", "consultees"})


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one plan; knows its clauses and how it is cited."""

    clauses: Mapping[str, Clause]
    document: str

    def reference(self, clause: str) -> Reference:
        found = self.clauses[clause]
        return Reference(clause, found.section, self.document, found.quote)

    def clause(self, node: Node) -> str:
        """A clause id that the plan's clause list knows."""
        text = node.text()
        if text not in self.clauses:
            raise node.refuse(f"điều khoản “{text}” không có trong danh mục điều khoản của kế hoạch")
        return text

    def _keyed(self, node: Node, build: Callable[[str, Node], _T]) -> tuple[_T, ...]:
        return tuple(build(key, item) for key, item in node.mapping().items())

    def legal_bases(self, node: Node) -> tuple[LegalBasis, ...]:
        bases = []
        for item in node.items():
            entries = item.mapping(("document", "tracks", "clause", "note"), ("document", "tracks", "clause"))
            tracks = tuple(track.value for track in entries["tracks"].some_of(Track))
            clause = self.clause(entries["clause"])
            bases.append(LegalBasis(entries["document"].filled(), tracks, clause, entries.text("note")))
        return tuple(bases)

    def milestones(self, node: Node) -> tuple[Milestone, ...]:
        return self._keyed(node, self._milestone)

    def _milestone(self, key: str, node: Node) -> Milestone:
        if key not in self.clauses:
            raise node.refuse(f"mốc thời hạn phải mang mã điều khoản của kế hoạch, không phải “{key}”")
        required = ("title", "due_on", "comparator", "severity")
        entries = node.mapping((*required, "responsible", "starts_on", "standing_committee"), required)
        starts_on, due_on = entries.day("starts_on"), entries["due_on"].day()
        comparator = entries["comparator"].one_of(Comparator)
        if comparator is Comparator.WITHIN and starts_on is None:
            raise node.refuse("mốc “trong khoảng” phải có starts_on")
        if starts_on is not None and starts_on > due_on:
            raise node.refuse("starts_on không được sau due_on")
        return Milestone(
            clause=key,
            title=entries["title"].filled(),
            comparator=comparator,
            reference=self.reference(key),
            severity=entries["severity"].one_of(Severity),
            responsible=entries.text("responsible"),
            starts_on=starts_on,
            due_on=due_on,
            standing_committee=entries.flag("standing_committee") if "standing_committee" in entries else None,
        )

    def _authority(self, node: Node) -> Authority:
        entries = node.mapping(("kind", "by", "body", "tier", "clause"), ("kind", "by", "clause"))
        by = entries.text("by")
        if by not in ("issuer", "grassroots", "body"):
            raise entries["by"].refuse("phải là issuer, grassroots hoặc body")
        if (by == "body") is not ("body" in entries and "tier" in entries):
            raise node.refuse("body và tier đi cùng “by: body”")
        return Authority(
            kind=entries["kind"].one_of(AuthorityKind),
            by=by,
            clause=self.clause(entries["clause"]),
            body=entries["body"].one_of(OrganizationKind) if "body" in entries else None,
            tier=entries["tier"].one_of(Tier) if "tier" in entries else None,
        )

    def collectives(self, node: Node) -> tuple[CollectiveRule, ...]:
        return self._keyed(node, self._collective)

    def _collective(self, key: str, node: Node) -> CollectiveRule:
        required = ("label", "kind", "organizations", "clause", "authority")
        entries = node.mapping((*required, "tiers", "parents", "stand_in", "of_issuer"), required)
        return CollectiveRule(
            key=key,
            kind=entries["kind"].one_of(CollectiveKind),
            organizations=entries["organizations"].some_of(OrganizationKind),
            clause=self.clause(entries["clause"]),
            authority=self._authority(entries["authority"]),
            label=entries["label"].filled(),
            tiers=entries.some_of("tiers", Tier),
            parents=entries.some_of("parents", OrganizationKind),
            stand_in=entries["stand_in"].one_of(CollectiveKind) if "stand_in" in entries else None,
            of_issuer=entries.flag("of_issuer"),
        )

    def _posts(self, node: Node) -> PostMatcher:
        entries = node.mapping(("roles", "bodies", "organizations", "tiers", "sides", "of_issuer"))
        return PostMatcher(
            roles=entries.some_of("roles", PostRole),
            bodies=entries.some_of("bodies", CollectiveKind),
            organizations=entries.some_of("organizations", OrganizationKind),
            tiers=entries.some_of("tiers", Tier),
            sides=entries.some_of("sides", PostSide),
            of_issuer=entries.flag("of_issuer"),
        )

    def individuals(self, node: Node) -> IndividualRules:
        keys = ("clause", "authority_clause", "cadre_posts", "authorities")
        entries = node.mapping(keys, keys)
        return IndividualRules(
            clause=self.clause(entries["clause"]),
            authority_clause=self.clause(entries["authority_clause"]),
            cadre_posts=tuple(self._posts(item) for item in entries["cadre_posts"].items()),
            authorities=self._keyed(entries["authorities"], self._person_authority),
        )

    def _person_authority(self, key: str, node: Node) -> PersonAuthority:
        keys = ("label", "kind", "posts", "clause")
        entries = node.mapping(keys, keys)
        kind, posts = entries["kind"].one_of(AuthorityKind), self._posts(entries["posts"])
        return PersonAuthority(key, kind, posts, self.clause(entries["clause"]), entries["label"].filled())

    def venues(self, node: Node) -> VenueRules:
        entries = node.mapping(("leadership", "head_regime_replaces"), ("leadership", "head_regime_replaces"))
        return VenueRules(entries["leadership"].some_of(CollectiveKind), entries.flag("head_regime_replaces"))

    def order(self, node: Node) -> tuple[OrderEdge, ...]:
        edges = self._keyed(node, self._edge)
        refuse_cycles(edges, node)
        return edges

    def _edge(self, key: str, node: Node) -> OrderEdge:
        keys = ("before", "after", "scope", "severity", "clause", "says")
        entries = node.mapping(keys, keys)
        for side in ("before", "after"):
            if entries.text(side) not in STAGES:
                raise entries[side].refuse(
                    f"“{entries.text(side)}” không phải là một trong: {', '.join(sorted(STAGES))}"
                )
        return OrderEdge(
            key=key,
            before=entries.text("before"),
            after=entries.text("after"),
            scope=entries["scope"].one_of(Scope),
            severity=entries["severity"].one_of(Severity),
            clause=self.clause(entries["clause"]),
            says=entries["says"].filled(),
        )

    def durations(self, node: Node) -> tuple[DurationRule, ...]:
        keys = ("standing_committee", "others", "prompted")
        return tuple(self._duration(key, item) for key, item in node.mapping(keys, keys).items())

    def _duration(self, key: str, node: Node) -> DurationRule:
        keys = ("least", "usual", "clause", "severity")
        entries = node.mapping(keys, keys)
        clause, severity = self.clause(entries["clause"]), entries["severity"].one_of(Severity)
        return DurationRule(key, entries["least"].whole(), entries["usual"].whole(), clause, severity)

    def notice(self, node: Node) -> NoticeRule:
        keys = ("days", "counting", "severity")
        entries = node.mapping(keys, keys)
        return NoticeRule(
            entries["days"].whole(), entries["counting"].one_of(Counting), entries["severity"].one_of(Severity)
        )

    def prompts(self, node: Node) -> PromptRule:
        entries = node.mapping(("milestone", "issuer"), ("milestone", "issuer"))
        return PromptRule(self.clause(entries["milestone"]), entries["issuer"].filled())

    def voting(self, node: Node) -> VotingRules:
        """``printed`` is the clause that prints the thresholds, or ``none``: then they are the program's own."""
        keys = ("printed", "statement", "thresholds", "least_voters", "few_voters")
        entries = node.mapping(keys, keys)
        is_default = entries.text("printed") == "none"
        rows = entries["thresholds"].mapping(tuple(Level))
        thresholds = tuple(self._threshold(level, rows[level]) for level in Level if level in rows)
        if not thresholds:
            raise entries["thresholds"].refuse("chưa có ngưỡng phiếu nào")
        return VotingRules(
            thresholds=thresholds,
            reference=Reference("", document="Mặc định của chương trình")
            if is_default
            else self.reference(self.clause(entries["printed"])),
            is_program_default=is_default,
            statement=entries["statement"].filled(),
            least_voters=entries["least_voters"].whole(1),
            few_voters=entries["few_voters"].whole(1),
        )

    def _threshold(self, level: Level, node: Node) -> Threshold:
        entries = node.mapping(("more_than", "at_least", "cumulative"), ("cumulative",))
        if ("more_than" in entries) is ("at_least" in entries):
            raise node.refuse("ghi một trong hai: more_than hoặc at_least")
        strict = "more_than" in entries
        share = entries["more_than" if strict else "at_least"].share()
        return Threshold(level, share, strict, entries.flag("cumulative"))

    def quota(self, node: Node) -> QuotaRules:
        keys = (
            "share",
            "base",
            "alternatives",
            "base_is_program_default",
            "statement",
            "small_group",
            "whole_severity",
        )
        entries = node.mapping(keys, keys)
        small = entries["small_group"].mapping(("counter", "at_most", "seats"), ("counter", "at_most", "seats"))
        base, alternatives = entries["base"].one_of(QuotaBase), entries["alternatives"].some_of(QuotaBase)
        if base not in alternatives:
            raise entries["base"].refuse(f"“{base}” không nằm trong alternatives")
        return QuotaRules(
            share=entries["share"].share(),
            base=base,
            alternatives=alternatives,
            base_is_program_default=entries.flag("base_is_program_default"),
            statement=entries["statement"].filled(),
            small_counter=small["counter"].one_of(GroupCounter),
            small_at_most=small["at_most"].whole(),
            small_seats=small["seats"].whole(),
            whole_severity=entries["whole_severity"].one_of(Severity),
        )

    def exemptions(self, node: Node, regime: Regime) -> ExemptionRules:
        entries = node.mapping(("months",), ("months",))
        reference = Reference(regime.key, regime.exemption_article, regime.document)
        return ExemptionRules(entries["months"].whole(1), reference)

    def opinions(self, node: Node) -> tuple[OpinionRoute, ...]:
        return self._keyed(node, self._route)

    def _route(self, key: str, node: Node) -> OpinionRoute:
        required = ("kind", "posts", "addressee", "via", "body", "tier", "except_standing_committee", "clause")
        entries = node.mapping((*required, "name_contains"), required)
        return OpinionRoute(
            key=key,
            kind=entries["kind"].one_of(OpinionKind),
            posts=tuple(self._posts(item) for item in entries["posts"].items()),
            addressee=entries["addressee"].filled(),
            via=entries.text("via"),
            clause=self.clause(entries["clause"]),
            body=entries["body"].one_of(OrganizationKind),
            tier=entries["tier"].one_of(Tier),
            name_contains=entries.text("name_contains"),
            except_standing_committee=entries.flag("except_standing_committee"),
        )

    def dossier(self, node: Node) -> tuple[SlotRule, ...]:
        return self._keyed(node, self._slot)

    def _slot(self, key: str, node: Node) -> SlotRule:
        required = ("title", "subjects", "holds", "severity", "clause")
        entries = node.mapping((*required, "waivable", "armed_forces_only"), required)
        if entries.text("holds") not in SLOT_CONTENTS:
            raise entries["holds"].refuse(f"phải là một trong: {', '.join(sorted(SLOT_CONTENTS))}")
        return SlotRule(
            key=key,
            title=entries["title"].filled(),
            clause=self.clause(entries["clause"]),
            subjects=entries["subjects"].some_of(SubjectKind),
            holds=entries.text("holds"),
            severity=entries["severity"].one_of(Severity),
            waivable=entries.flag("waivable"),
            armed_forces_only=entries.flag("armed_forces_only"),
        )

    def forms(self, node: Node) -> tuple[FormRules, ...]:
        return self._keyed(node, self._form)

    def _form(self, key: str, node: Node) -> FormRules:
        clauses = ("grade", "shortcoming", "remediation", "response", "responsibility", "level")
        keys = ("subject", "text_clauses", "graded", *(f"{name}_clause" for name in clauses))
        entries = node.mapping(keys, keys)
        texts = tuple(self.clause(item) for item in entries["text_clauses"].items())
        graded = tuple(item.whole(1) for item in entries["graded"].items())
        if any(number > len(texts) for number in graded):
            raise entries["graded"].refuse(f"mục I chỉ có {len(texts)} nội dung")
        return FormRules(
            code=key,
            subject=entries["subject"].one_of(SubjectKind),
            text_clauses=texts,
            graded=graded,
            **{f"{name}_clause": self.clause(entries[f"{name}_clause"]) for name in clauses},
        )

    def entries(self, node: Node) -> EntryRules:
        keys = ("annex_bodies", "indicators", "flags", "residence_items", "residence_proposal")
        entries = node.mapping(keys, keys)
        parts = ("item", "handling", "commendation")
        proposal = entries["residence_proposal"].mapping(parts, parts)
        return EntryRules(
            indicators=tuple(item.filled() for item in entries["indicators"].items()),
            annex_bodies=entries["annex_bodies"].some_of(CollectiveKind),
            flags=tuple((key, item.filled()) for key, item in entries["flags"].mapping().items()),
            residence_items=tuple(item.filled() for item in entries["residence_items"].items()),
            residence_proposal=ResidenceProposal(*(proposal[part].filled() for part in parts)),
        )

    def citations(self, node: Node) -> Mapping[Topic, str]:
        """Every topic names its clause; a plan that prints nothing on it says ``none``."""
        topics = tuple(Topic)
        entries: Entries = node.mapping(topics, topics)
        return {topic: "" if entries.text(topic) == "none" else self.clause(entries[topic]) for topic in topics}


def refuse_cycles(edges: tuple[OrderEdge, ...], node: Node) -> None:
    """No subject may have to wait for itself."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for edge in edges:
        for after in (edge.after, *_cases(edge.after)):
            for before in (edge.before, *_cases(edge.before)):
                sorter.add(after, before)
    try:
        sorter.prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        raise node.refuse(f"thứ tự quay vòng: {' → '.join(circle)}") from None


def _cases(stage: str) -> list[str]:
    return [case for case, general in PARTS_OF_STAGES.items() if general == stage]
