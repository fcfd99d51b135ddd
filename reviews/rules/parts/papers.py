"""Opinions to be asked, the dossier list and the official forms."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviews.rules.findings import Severity
from reviews.rules.strict import Entries, Node
from reviews.rules.vocabulary import CollectiveKind, OpinionKind, OrganizationKind, Period, SubjectKind, Tier

from .source import Source
from .subjects import PostMatcher, read_posts

SLOT_CONTENTS = frozenset(
    {
        "entry",
        "residence",
        "aggregate",
        "vertical",
        "consultees",
        "minutes",
        "appraisal",
        "decision",
        "prompts",
        "appeals",
        "upload",
        "entries",
        "list_above",
        "list_own",
    }
)


@dataclass(frozen=True, slots=True)
class OpinionRoute:
    """Who is asked about the holders of certain posts. ``addressee`` is found in the tree by kind, tier and name."""

    key: str
    kind: OpinionKind
    posts: tuple[PostMatcher, ...]
    addressee: str
    via: str
    clause: str
    body: OrganizationKind
    tier: Tier
    name_contains: str
    except_standing_committee: bool


@dataclass(frozen=True, slots=True)
class SlotRule:
    """One line of the dossier list, in the order printed. ``holds`` names what the program looks for.

    ``if_any``: printed "(nếu có)". ``at_closing``: comes into being after the dossier is sent, and keeps only its
    closing. ``period``: the quarter has a list of its own.
    """

    key: str
    title: str
    clause: str
    subjects: tuple[SubjectKind, ...]
    holds: str
    severity: Severity
    waivable: bool = False
    armed_forces_only: bool = False
    if_any: bool = False
    at_closing: bool = False
    period: Period = Period.YEAR


@dataclass(frozen=True, slots=True)
class CopyRule:
    """One of the copies of the dossier and where it goes."""

    key: str
    title: str
    clause: str


@dataclass(frozen=True, slots=True)
class RemedyRules:
    """Each shortcoming says by when it is mended, and the form how: what lacks meets ``severity``."""

    clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class ProductRules:
    """Each task of the year is listed with its quantity or product and its result: what lacks meets ``severity``."""

    clause: str
    severity: Severity


class ShortcomingPart(StrEnum):
    """What a plan may ask to be said of each shortcoming, by the name of the column in its row."""

    CAUSE = "cause"
    COLLECTIVE = "collective"
    HEAD = "head"
    MEMBERS = "members"
    REMEDY = "remedy"
    REMEDY_BY = "remedy_by"

    @property
    def of_responsibility(self) -> bool:
        return self in (ShortcomingPart.COLLECTIVE, ShortcomingPart.HEAD, ShortcomingPart.MEMBERS)


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One thing to be said of each shortcoming; ``if_any``: it has its place, and may stay blank."""

    part: ShortcomingPart
    clause: str
    severity: Severity
    if_any: bool = False


@dataclass(frozen=True, slots=True)
class FormRules:
    """Section I has one text per content; ``graded`` are those that print the four boxes, besides section III.

    An empty clause: the plan asks for no such part; without the one on earlier shortcomings the form has no part on
    remedies either. ``leaders``: the form of those who lead, or of those who do not; None where one form serves both.
    ``remedies_if_any``: the part on earlier shortcomings may stay blank where there were none. ``period``: the quarter
    has forms of its own. ``score_clause``: the form carries the table of criteria and points. ``level_section``: the
    number of the section in which the level is named. ``each_shortcoming``: what the plan asks of every single one in
    section II. ``products``: tasks are listed with what came of them. Without texts of its own the form is laid out by
    the plan's ``contents``.
    """

    code: str
    subject: SubjectKind
    text_clauses: tuple[str, ...]
    graded: tuple[int, ...]
    grade_clause: str
    shortcoming_clause: str
    remediation_clause: str
    response_clause: str
    responsibility_clause: str
    level_clause: str
    leaders: bool | None = None
    remedies: RemedyRules | None = None
    remedies_if_any: bool = False
    period: Period = Period.YEAR
    score_clause: str = ""
    level_section: str = "VII"
    each_shortcoming: tuple[AskedPart, ...] = ()
    products: ProductRules | None = None

    @property
    def contents(self) -> int:
        return len(self.text_clauses)

    @property
    def scored(self) -> bool:
        """Is the subject scored by criteria on this form?"""
        return bool(self.score_clause)

    def asks_each(self, *parts: ShortcomingPart) -> bool:
        """Must each shortcoming say one of these?"""
        return any(row.part in parts and not row.if_any for row in self.each_shortcoming)


@dataclass(frozen=True, slots=True)
class ResidenceProposal:
    """The item of the reply in which the residence proposes handling or commendation, and the two options."""

    item: str
    handling: str
    commendation: str


@dataclass(frozen=True, slots=True)
class EntryRules:
    """``flags``: the signs that call for a special explanation (P0 3.3); ``indicators``: rows of the annex (P0 6).

    ``focus``: what a collective's report should dwell on, by the words to be found in it; ``focus_clause`` prints them.
    """

    indicators: tuple[str, ...]
    annex_bodies: tuple[CollectiveKind, ...]
    flags: tuple[tuple[str, str], ...]
    residence_items: tuple[str, ...]
    residence_proposal: ResidenceProposal | None
    focus: tuple[str, ...] = ()
    focus_clause: str = ""


def read_opinions(source: Source, node: Node) -> tuple[OpinionRoute, ...]:
    return source.keyed(node, _route)


def _route(source: Source, key: str, node: Node) -> OpinionRoute:
    required = ("kind", "posts", "addressee", "via", "body", "tier", "except_standing_committee", "clause")
    entries = node.mapping((*required, "name_contains"), required)
    return OpinionRoute(
        key=key,
        kind=entries["kind"].one_of(OpinionKind),
        posts=tuple(read_posts(source, item) for item in entries["posts"].items()),
        addressee=entries["addressee"].filled(),
        via=entries.text("via"),
        clause=source.clause(entries["clause"]),
        body=entries["body"].one_of(OrganizationKind),
        tier=entries["tier"].one_of(Tier),
        name_contains=entries.text("name_contains"),
        except_standing_committee=entries.flag("except_standing_committee"),
    )


def read_dossier(source: Source, node: Node) -> tuple[SlotRule, ...]:
    return source.keyed(node, _slot)


def _slot(source: Source, key: str, node: Node) -> SlotRule:
    required = ("title", "subjects", "holds", "severity", "clause")
    optional = ("waivable", "armed_forces_only", "if_any", "at_closing", "period")
    entries = node.mapping((*required, *optional), required)
    if entries.text("holds") not in SLOT_CONTENTS:
        raise entries["holds"].refuse(f"phải là một trong: {', '.join(sorted(SLOT_CONTENTS))}")
    return SlotRule(
        key=key,
        title=entries["title"].filled(),
        clause=source.clause(entries["clause"]),
        subjects=entries["subjects"].some_of(SubjectKind),
        holds=entries.text("holds"),
        severity=entries["severity"].one_of(Severity),
        waivable=entries.flag("waivable"),
        armed_forces_only=entries.flag("armed_forces_only"),
        if_any=entries.flag("if_any"),
        at_closing=entries.flag("at_closing"),
        period=entries.one_of("period", Period, Period.YEAR),
    )


def read_copies(source: Source, node: Node) -> tuple[CopyRule, ...]:
    return source.keyed(node, _copy)


def _copy(source: Source, key: str, node: Node) -> CopyRule:
    entries = node.mapping(("title", "clause"), ("title", "clause"))
    return CopyRule(key, entries["title"].filled(), source.clause(entries["clause"]))


def read_forms(source: Source, node: Node, *, scale: bool) -> tuple[FormRules, ...]:
    """The forms of the plan; one with a table of points is refused where the plan has no scale (``scale`` false)."""
    forms = source.keyed(node, _form)
    for form in forms:
        if form.scored and not scale:
            raise node.refuse(f"“{form.code}” có bảng điểm nhưng kế hoạch không có thang điểm")
    return forms


def _form(source: Source, key: str, node: Node) -> FormRules:
    clauses = ("grade", "shortcoming", "remediation", "response", "responsibility", "level")
    keys = ("subject", "text_clauses", "graded", *(f"{name}_clause" for name in clauses))
    optional = ("leaders", "remedies", "remedies_if_any", "period", "score_clause", "level_section")
    entries = node.mapping((*keys, *optional, "each_shortcoming", "products"), keys)
    texts = tuple(source.clause(item) for item in entries["text_clauses"].items())
    graded = tuple(item.whole(1) for item in entries["graded"].items())
    if any(number > len(texts) for number in graded):
        raise entries["graded"].refuse(f"mục I chỉ có {len(texts)} nội dung")
    remedies = _remedies(source, entries["remedies"]) if "remedies" in entries else None
    return FormRules(
        code=key,
        subject=entries["subject"].one_of(SubjectKind),
        text_clauses=texts,
        graded=graded,
        **{f"{name}_clause": _clause_or_none(source, entries[f"{name}_clause"]) for name in clauses},
        leaders=entries.flag("leaders") if "leaders" in entries else None,
        remedies=remedies,
        remedies_if_any=entries.flag("remedies_if_any"),
        each_shortcoming=_each_shortcoming(source, entries, remedies),
        period=entries.one_of("period", Period, Period.YEAR),
        score_clause=source.clause(entries["score_clause"]) if "score_clause" in entries else "",
        level_section=entries.text("level_section") or "VII",
        products=_products(source, entries["products"]) if "products" in entries else None,
    )


def _clause_or_none(source: Source, node: Node) -> str:
    return "" if node.text() == "none" else source.clause(node)


def _remedies(source: Source, node: Node) -> RemedyRules:
    entries = node.mapping(("clause", "severity"), ("clause", "severity"))
    return RemedyRules(source.clause(entries["clause"]), entries["severity"].one_of(Severity))


def _products(source: Source, node: Node) -> ProductRules:
    entries = node.mapping(("clause", "severity"), ("clause", "severity"))
    return ProductRules(source.clause(entries["clause"]), entries["severity"].one_of(Severity))


def _each_shortcoming(source: Source, entries: Entries, remedies: RemedyRules | None) -> tuple[AskedPart, ...]:
    """In the order of the row's columns; ``remedies`` asks for the time limit of each one without naming it again."""
    asked = {}
    if remedies is not None:
        part = ShortcomingPart.REMEDY_BY
        asked[part] = AskedPart(part, remedies.clause, remedies.severity)
    if "each_shortcoming" in entries:
        for name, node in entries["each_shortcoming"].mapping(tuple(ShortcomingPart)).items():
            part = ShortcomingPart(name)
            asked[part] = _asked(source, part, node)
    return tuple(asked[part] for part in ShortcomingPart if part in asked)


def _asked(source: Source, part: ShortcomingPart, node: Node) -> AskedPart:
    entries = node.mapping(("clause", "severity", "if_any"), ("clause", "severity"))
    clause, severity = source.clause(entries["clause"]), entries["severity"].one_of(Severity)
    return AskedPart(part, clause, severity, entries.flag("if_any"))


def read_entries(source: Source, node: Node) -> EntryRules:
    keys = ("annex_bodies", "indicators", "flags", "residence_items", "residence_proposal")
    entries = node.mapping((*keys, "focus", "focus_clause"), keys)
    if ("focus" in entries) is not ("focus_clause" in entries):
        raise node.refuse("focus và focus_clause đi cùng nhau")
    return EntryRules(
        indicators=tuple(item.filled() for item in entries["indicators"].items()),
        annex_bodies=entries["annex_bodies"].some_of(CollectiveKind),
        flags=tuple((key, item.filled()) for key, item in entries["flags"].mapping().items()),
        residence_items=tuple(item.filled() for item in entries["residence_items"].items()),
        residence_proposal=_residence_proposal(entries["residence_proposal"]),
        focus=tuple(item.filled() for item in entries.list_of("focus")),
        focus_clause=source.clause(entries["focus_clause"]) if "focus_clause" in entries else "",
    )


def _residence_proposal(node: Node) -> ResidenceProposal | None:
    """``none`` where the plan asks no residence."""
    if node.value == "none":
        return None
    parts = ("item", "handling", "commendation")
    proposal = node.mapping(parts, parts)
    return ResidenceProposal(*(proposal[part].filled() for part in parts))
