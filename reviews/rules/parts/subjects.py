"""Who is reviewed, who decides, who is exempt; the law that a plan rests on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reviews.rules.findings import Reference
from reviews.rules.library import Regime
from reviews.rules.strict import Node
from reviews.rules.vocabulary import AuthorityKind, CollectiveKind, OrganizationKind, PostRole, PostSide, Tier, Track

from .source import Source
from .special_cases import CitedRule, read_cited


@dataclass(frozen=True, slots=True)
class LegalBasis:
    document: str
    tracks: tuple[str, ...]
    clause: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who decides: the issuer, the nearest grassroots committee, or a body named by its kind and tier."""

    kind: AuthorityKind
    by: str
    clause: str
    body: OrganizationKind | None = None
    tier: Tier | None = None


@dataclass(frozen=True, slots=True)
class CollectiveRule:
    """Which leadership bodies are reviewed; ``stand_in`` is reviewed where the body does not exist.

    ``roles``: whom the plan counts among the body, all where empty.
    ``if_exists``: a unit without the body has nothing to review and lacks nothing.
    """

    key: str
    kind: CollectiveKind
    organizations: tuple[OrganizationKind, ...]
    clause: str
    authority: Authority
    label: str
    tiers: tuple[Tier, ...] = ()
    parents: tuple[OrganizationKind, ...] = ()
    stand_in: CollectiveKind | None = None
    of_issuer: bool = False
    roles: tuple[PostRole, ...] = ()
    if_exists: bool = False


@dataclass(frozen=True, slots=True)
class RatedOrganization:
    """Party organizations of some kinds that are rated as such, besides their leading bodies.

    ``venue_clause`` prints where the level is voted on; ``ballot``: that the organization has taken a level of its own
    and the meeting has discussed it before.
    """

    key: str
    organizations: tuple[OrganizationKind, ...]
    clause: str
    authority: Authority
    venue_clause: str = ""
    ballot: CitedRule | None = None


@dataclass(frozen=True, slots=True)
class PostMatcher:
    """Posts by role, body, organization and side; an empty part matches everything.

    ``managed_above``: posts that a committee above the issuer manages.
    """

    roles: tuple[PostRole, ...] = ()
    bodies: tuple[CollectiveKind, ...] = ()
    organizations: tuple[OrganizationKind, ...] = ()
    tiers: tuple[Tier, ...] = ()
    sides: tuple[PostSide, ...] = ()
    of_issuer: bool = False
    managed_above: bool = False


@dataclass(frozen=True, slots=True)
class PersonAuthority:
    """Posts whose rating is delegated to the issuer, or kept above it.

    ``adjusted``: the superior makes their levels uniform; where it changes one, what was adjusted is written down.
    """

    key: str
    kind: AuthorityKind
    posts: PostMatcher
    clause: str
    label: str
    adjusted: bool = False


@dataclass(frozen=True, slots=True)
class CellDecides:
    """Cells that decide the levels of their members themselves; all others only propose them."""

    organizations: tuple[OrganizationKind, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class IndividualRules:
    """``cadre_posts`` make their holder a cadre to be rated as such; everybody is rated as a member.

    ``every_member``: all members of the issuer's cells are reviewed, not only those whose posts it manages.
    ``outside_party``: the clause that leaves those who are no members to the Government's decree; empty where the plan
    says nothing of them. ``residence_of_state_paid``: the residence is asked only about those whom the State pays.
    ``cell_decides``: None where the plan prints nothing of it.
    """

    clause: str
    authority_clause: str
    cadre_posts: tuple[PostMatcher, ...]
    authorities: tuple[PersonAuthority, ...]
    every_member: bool = False
    cadre_clause: str = ""
    outside_party: str = ""
    residence_of_state_paid: bool = False
    cell_decides: CellDecides | None = None


class ExemptCase(StrEnum):
    """Miễn công tác và sinh hoạt đảng; bị đình chỉ sinh hoạt đảng; mới kết nạp."""

    EXEMPT = "exempt"
    SUSPENDED = "suspended"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class ExemptionRules:
    """Which of the cases keeps a member from being reviewed, and which from being rated.

    Where the plan prints none, the regime's articles apply and are cited as such. A member counts as new for ``months``
    calendar months after admission.
    """

    months: int
    review: tuple[ExemptCase, ...]
    rating: tuple[ExemptCase, ...]
    review_reference: Reference
    rating_reference: Reference


def read_legal_bases(source: Source, node: Node) -> tuple[LegalBasis, ...]:
    bases = []
    for item in node.items():
        entries = item.mapping(("document", "tracks", "clause", "note"), ("document", "tracks", "clause"))
        tracks = tuple(track.value for track in entries["tracks"].some_of(Track))
        clause = source.clause(entries["clause"])
        bases.append(LegalBasis(entries["document"].filled(), tracks, clause, entries.text("note")))
    return tuple(bases)


def _authority(source: Source, node: Node) -> Authority:
    entries = node.mapping(("kind", "by", "body", "tier", "clause"), ("kind", "by", "clause"))
    by = entries.text("by")
    if by not in ("issuer", "grassroots", "body"):
        raise entries["by"].refuse("phải là issuer, grassroots hoặc body")
    if (by == "body") is not ("body" in entries and "tier" in entries):
        raise node.refuse("body và tier đi cùng “by: body”")
    return Authority(
        kind=entries["kind"].one_of(AuthorityKind),
        by=by,
        clause=source.clause(entries["clause"]),
        body=entries["body"].one_of(OrganizationKind) if "body" in entries else None,
        tier=entries["tier"].one_of(Tier) if "tier" in entries else None,
    )


def read_collectives(source: Source, node: Node) -> tuple[CollectiveRule, ...]:
    return source.keyed(node, _collective)


def _collective(source: Source, key: str, node: Node) -> CollectiveRule:
    required = ("label", "kind", "organizations", "clause", "authority")
    entries = node.mapping((*required, "tiers", "parents", "stand_in", "of_issuer", "roles", "if_exists"), required)
    return CollectiveRule(
        key=key,
        kind=entries["kind"].one_of(CollectiveKind),
        organizations=entries["organizations"].some_of(OrganizationKind),
        clause=source.clause(entries["clause"]),
        authority=_authority(source, entries["authority"]),
        label=entries["label"].filled(),
        tiers=entries.some_of("tiers", Tier),
        parents=entries.some_of("parents", OrganizationKind),
        stand_in=entries["stand_in"].one_of(CollectiveKind) if "stand_in" in entries else None,
        of_issuer=entries.flag("of_issuer"),
        roles=entries.some_of("roles", PostRole),
        if_exists=entries.flag("if_exists"),
    )


def read_rated_organizations(source: Source, node: Node) -> tuple[RatedOrganization, ...]:
    return source.keyed(node, _rated_organization)


def _rated_organization(source: Source, key: str, node: Node) -> RatedOrganization:
    keys = ("organizations", "clause", "authority")
    entries = node.mapping((*keys, "venue_clause", "ballot"), keys)
    return RatedOrganization(
        key,
        entries["organizations"].some_of(OrganizationKind),
        source.clause(entries["clause"]),
        _authority(source, entries["authority"]),
        venue_clause=source.clause(entries["venue_clause"]) if "venue_clause" in entries else "",
        ballot=source.optional(entries, "ballot", read_cited),
    )


def read_posts(source: Source, node: Node) -> PostMatcher:
    entries = node.mapping(("roles", "bodies", "organizations", "tiers", "sides", "of_issuer", "managed_above"))
    return PostMatcher(
        roles=entries.some_of("roles", PostRole),
        bodies=entries.some_of("bodies", CollectiveKind),
        organizations=entries.some_of("organizations", OrganizationKind),
        tiers=entries.some_of("tiers", Tier),
        sides=entries.some_of("sides", PostSide),
        of_issuer=entries.flag("of_issuer"),
        managed_above=entries.flag("managed_above"),
    )


def read_individuals(source: Source, node: Node) -> IndividualRules:
    keys = ("clause", "authority_clause", "cadre_posts", "authorities")
    optional = ("every_member", "cadre_clause", "outside_party", "residence_of_state_paid", "cell_decides")
    entries = node.mapping((*keys, *optional), keys)
    return IndividualRules(
        clause=source.clause(entries["clause"]),
        authority_clause=source.clause(entries["authority_clause"]),
        cadre_posts=tuple(read_posts(source, item) for item in entries["cadre_posts"].items()),
        authorities=source.keyed(entries["authorities"], _person_authority),
        every_member=entries.flag("every_member"),
        residence_of_state_paid=entries.flag("residence_of_state_paid"),
        cadre_clause=source.clause(entries["cadre_clause"]) if "cadre_clause" in entries else "",
        outside_party=source.clause(entries["outside_party"]) if "outside_party" in entries else "",
        cell_decides=source.optional(entries, "cell_decides", _cell_decides),
    )


def _cell_decides(source: Source, node: Node) -> CellDecides:
    entries = node.mapping(("organizations", "clause"), ("organizations", "clause"))
    return CellDecides(entries["organizations"].some_of(OrganizationKind), source.clause(entries["clause"]))


def _person_authority(source: Source, key: str, node: Node) -> PersonAuthority:
    keys = ("label", "kind", "posts", "clause")
    entries = node.mapping((*keys, "adjusted"), keys)
    kind, posts = entries["kind"].one_of(AuthorityKind), read_posts(source, entries["posts"])
    return PersonAuthority(
        key, kind, posts, source.clause(entries["clause"]), entries["label"].filled(), entries.flag("adjusted")
    )


def read_exemptions(source: Source, node: Node, regime: Regime) -> ExemptionRules:
    keys = ("months", "review", "rating")
    entries = node.mapping(keys, keys)
    review, review_reference = _exempt(source, entries["review"], regime)
    rating, rating_reference = _exempt(source, entries["rating"], regime)
    if not set(review) <= set(rating):
        raise entries["rating"].refuse("ai không kiểm điểm thì cũng không xếp loại")
    return ExemptionRules(entries["months"].whole(1), review, rating, review_reference, rating_reference)


def _exempt(source: Source, node: Node, regime: Regime) -> tuple[tuple[ExemptCase, ...], Reference]:
    entries = node.mapping(("cases", "printed"), ("cases", "printed"))
    if entries.text("printed") == "regime":
        reference = Reference(regime.key, regime.exemption_article, regime.document)
    else:
        reference = source.reference(source.clause(entries["printed"]))
    return entries["cases"].some_of(ExemptCase), reference
