"""What a review is about: its subject, the places where it is held, who decides."""

from __future__ import annotations

from dataclasses import dataclass

from .findings import Finding
from .parts import PostMatcher
from .plan import Plan
from .roster import PostFact, Roster
from .vocabulary import AuthorityKind, CollectiveKind, Inclusion, SubjectKind, Track, VenueKind


@dataclass(frozen=True, slots=True)
class SubjectVenue:
    """A place where the review must be held; a collective's id for COLLECTIVE and KEY_CADRES, a cell's for CELL."""

    kind: VenueKind
    clause: str
    reason: str
    collective_id: int | None = None
    cell_id: int | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """One review to open.

    ``collective_id`` is None for a body that the roster lacks (a whole cell standing in for its committee): the
    shell then creates one of ``collective_kind`` in ``unit_id``. ``reason`` says why the subject is on the list, or
    why it is exempt. An organization is ``unit_id`` itself: no form, no collective, no person. ``is_whole_unit``: too
    few lead the body, so the whole unit is reviewed and all its people attend. ``annex``: the number of the criteria
    on which it is scored; empty where the plan scores on none.
    """

    kind: SubjectKind
    name: str
    unit_id: int
    form_code: str
    reason: str
    clause: str
    collective_id: int | None = None
    collective_kind: CollectiveKind | None = None
    person_id: int | None = None
    rated_as_cadre: bool = False
    rated_as_member: bool = False
    inclusion: Inclusion = Inclusion.INCLUDED
    authority_id: int | None = None
    authority_kind: AuthorityKind = AuthorityKind.OWN
    authority_clause: str = ""
    member_authority_id: int | None = None
    member_authority_clause: str = ""
    venues: tuple[SubjectVenue, ...] = ()
    posts: tuple[PostFact, ...] = ()
    gaps: tuple[Finding, ...] = ()
    is_whole_unit: bool = False
    annex: str = ""

    @property
    def is_included(self) -> bool:
        return self.inclusion is Inclusion.INCLUDED

    @property
    def organization_id(self) -> int | None:
        """The organization that is the subject itself."""
        return self.unit_id if self.kind is SubjectKind.ORGANIZATION else None

    @property
    def tracks(self) -> tuple[Track, ...]:
        if self.kind is not SubjectKind.PERSON:
            return (Track(self.kind),)
        rated = ((Track.CADRE, self.rated_as_cadre), (Track.MEMBER, self.rated_as_member))
        return tuple(track for track, is_rated in rated if is_rated)


@dataclass(frozen=True, slots=True)
class SubjectPlan:
    """Every subject, exempt ones included, each with what the roster lacks for it; ``general``: for no one subject."""

    subjects: tuple[Subject, ...]
    general: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (*(finding for subject in self.subjects for finding in subject.gaps), *self.general)

    @property
    def organizations(self) -> tuple[Subject, ...]:
        return tuple(subject for subject in self.subjects if subject.kind is SubjectKind.ORGANIZATION)

    @property
    def collectives(self) -> tuple[Subject, ...]:
        return tuple(subject for subject in self.subjects if subject.kind is SubjectKind.COLLECTIVE)

    @property
    def people(self) -> tuple[Subject, ...]:
        return tuple(subject for subject in self.subjects if subject.kind is SubjectKind.PERSON)

    @property
    def exempt(self) -> tuple[Subject, ...]:
        return tuple(subject for subject in self.subjects if not subject.is_included)


def focus_of(kind: VenueKind) -> str:
    """What a review dwells on at each place (P0-4.2-j); one Mẫu 02 serves them all."""
    if kind is VenueKind.CELL:
        return "tập trung kiểm điểm việc thực hiện nhiệm vụ đảng viên"
    return "kiểm điểm sâu về chức trách, nhiệm vụ được giao"


def matches(matcher: PostMatcher, post: PostFact, roster: Roster) -> bool:
    collective, organization = roster.collective_of(post), roster.organization_of(post)
    return (
        (not matcher.roles or post.role in matcher.roles)
        and (not matcher.sides or post.side in matcher.sides)
        and (not matcher.bodies or collective.kind in matcher.bodies)
        and (not matcher.organizations or organization.kind in matcher.organizations)
        and (not matcher.tiers or organization.tier in matcher.tiers)
        and (not matcher.of_issuer or organization.id == roster.facts.issuer_id)
        and (not matcher.managed_above or roster.is_above_issuer(post.managed_by_id))
    )


def in_standing_committee(person_id: int, roster: Roster) -> bool:
    """Ủy viên Ban Thường vụ of the issuer."""
    return roster.holds(person_id, roster.facts.issuer_id, CollectiveKind.STANDING_COMMITTEE) is not None


def form_of(kind: SubjectKind, plan: Plan, *, leader: bool = True) -> str:
    """The code of the form such a subject fills in; a term and a review held when needed use the year's forms.

    ``LookupError`` where the plan has none, as for the quarter in a plan that knows only years.
    """
    wanted = plan.period.of_papers
    for form in plan.forms:
        if form.subject is kind and form.leaders in (None, leader) and form.period is wanted:
            return form.code
    raise LookupError(f"{plan.slug}: no form of a {kind} for the {wanted}")
