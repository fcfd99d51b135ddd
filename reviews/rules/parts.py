"""The parts of a plan as data. ``ruleset`` reads them from a file, ``plan`` puts them together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from .findings import Reference, Severity
from .levels import Level
from .vocabulary import (
    AuthorityKind,
    CollectiveKind,
    OpinionKind,
    OrganizationKind,
    PostRole,
    PostSide,
    SubjectKind,
    Tier,
)


class Comparator(StrEnum):
    """How a printed day binds: "trước ngày" (strictly), "chậm nhất ngày", a window, "sau ngày"."""

    BEFORE = "before"
    BY = "by"
    WITHIN = "within"
    AFTER = "after"


class Counting(StrEnum):
    """``SENDING``: the day of sending counts, the meeting day does not. ``CLEAR``: neither counts."""

    SENDING = "sending"
    CLEAR = "clear"


class QuotaBase(StrEnum):
    """What the share of EXCELLENT is taken of; the paper's words allow the first three readings."""

    GOOD_OR_BETTER = "good_or_better"
    GOOD_ONLY = "good_only"
    ALL_RATED = "all_rated"
    GROUP_SIZE = "group_size"


class GroupCounter(StrEnum):
    """What makes a group small: its members, or those of them rated GOOD or better."""

    GROUP_SIZE = "group_size"
    GOOD_OR_BETTER = "good_or_better"


class Topic(StrEnum):
    """What a rule says; each plan names the clause that says it, or none."""

    VENUE_OWN_LEVEL = "venue_own_level"
    VENUE_STANDING_COMMITTEE = "venue_standing_committee"
    VENUE_OTHERS = "venue_others"
    VENUE_HEAD_REGIME = "venue_head_regime"
    VENUE_CELL = "venue_cell"
    DRAFT_NOTICE = "draft_notice"
    REPORT_OWNER = "report_owner"
    PROMPT_ISSUER = "prompt_issuer"
    PROMPT_ANSWER = "prompt_answer"
    CHAIR = "chair"
    PRESENTER = "presenter"
    CONTRIBUTIONS = "contributions"
    COLLECTIVE_CONCLUSION = "collective_conclusion"
    PERSON_CONCLUSION = "person_conclusion"
    COLLECTIVE_REVISION = "collective_revision"
    PERSON_REVISION = "person_revision"
    SUPERVISOR = "supervisor"
    BOARD_REPRESENTATIVES = "board_representatives"
    CELL_RATING_FIRST = "cell_rating_first"
    HEAD_RATED_LAST = "head_rated_last"
    HEAD_CAP = "head_cap"
    QUOTA = "quota"
    QUOTA_GROUP = "quota_group"
    QUOTA_SMALL_GROUP = "quota_small_group"
    RE_RATING = "re_rating"
    VOTERS = "voters"
    RESIDENCE_OPINION = "residence_opinion"
    RESIDENCE_REQUEST = "residence_request"
    RESIDENCE_ITEMS = "residence_items"
    RESIDENCE_MEETING = "residence_meeting"
    RESIDENCE_CONFIRMATION = "residence_confirmation"
    RESIDENCE_PROPOSAL = "residence_proposal"
    OPINIONS_FIRST = "opinions_first"
    OPINION_WRITTEN = "opinion_written"
    PARTICULARS = "particulars"
    SELF_EXAMINATION = "self_examination"
    PRIOR_SHORTCOMINGS = "prior_shortcomings"
    UNFINISHED_REMEDY = "unfinished_remedy"
    RESPONSIBILITY_FLAGS = "responsibility_flags"
    SUBORDINATE_DISCIPLINE = "subordinate_discipline"
    ANNEX = "annex"
    ANNEX_INDICATORS = "annex_indicators"
    ANNEX_EVIDENCE = "annex_evidence"
    DOSSIER_SENT = "dossier_sent"
    CELL_PROPOSAL = "cell_proposal"
    MEMBER_DECISION = "member_decision"
    CADRE_DECISION = "cadre_decision"
    APPRAISAL = "appraisal"


class Scope(StrEnum):
    """Among which objects an edge of order holds: one venue, one unit, one person."""

    VENUE = "venue"
    UNIT = "unit"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class LegalBasis:
    document: str
    tracks: tuple[str, ...]
    clause: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One day or window of the plan. The day printed after "trước ngày" is itself already late."""

    clause: str
    title: str
    comparator: Comparator
    reference: Reference
    severity: Severity
    responsible: str = ""
    starts_on: date | None = None
    due_on: date | None = None
    standing_committee: bool | None = None

    @property
    def section(self) -> str:
        return self.reference.section

    @property
    def last_good_day(self) -> date | None:
        """The last day that is on time; None where nothing ends it."""
        if self.due_on is None or self.comparator is Comparator.AFTER:
            return None
        return self.due_on - timedelta(days=1) if self.comparator is Comparator.BEFORE else self.due_on

    @property
    def first_good_day(self) -> date | None:
        if self.comparator is Comparator.AFTER and self.due_on is not None:
            return self.due_on + timedelta(days=1)
        return self.starts_on

    def moved(self, *, starts_on: date | None, due_on: date | None) -> Milestone:
        return replace(self, starts_on=starts_on, due_on=due_on)


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
    """Which leadership bodies are reviewed; ``stand_in`` is reviewed where the body does not exist."""

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


@dataclass(frozen=True, slots=True)
class PostMatcher:
    """Posts by role, body, organization and side; an empty part matches everything."""

    roles: tuple[PostRole, ...] = ()
    bodies: tuple[CollectiveKind, ...] = ()
    organizations: tuple[OrganizationKind, ...] = ()
    tiers: tuple[Tier, ...] = ()
    sides: tuple[PostSide, ...] = ()
    of_issuer: bool = False


@dataclass(frozen=True, slots=True)
class PersonAuthority:
    """Posts whose rating is delegated to the issuer, or kept above it."""

    key: str
    kind: AuthorityKind
    posts: PostMatcher
    clause: str
    label: str


@dataclass(frozen=True, slots=True)
class IndividualRules:
    """``cadre_posts`` make their holder a cadre to be rated as such; everybody is rated as a member."""

    clause: str
    authority_clause: str
    cadre_posts: tuple[PostMatcher, ...]
    authorities: tuple[PersonAuthority, ...]


@dataclass(frozen=True, slots=True)
class VenueRules:
    """Bodies before which their members are reviewed; in a unit led by one head, the key cadres instead."""

    leadership: tuple[CollectiveKind, ...]
    head_regime_replaces: bool


@dataclass(frozen=True, slots=True)
class OrderEdge:
    """``before`` is done before ``after`` starts, among the objects of one ``scope``; ``says`` is the printed rule."""

    key: str
    before: str
    after: str
    scope: Scope
    severity: Severity
    clause: str
    says: str


@dataclass(frozen=True, slots=True)
class DurationRule:
    """Least and usual number of half days of a review meeting."""

    key: str
    least: int
    usual: int
    clause: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class NoticeRule:
    """The draft reaches every attendee ``days`` working days before the meeting."""

    days: int
    counting: Counting
    severity: Severity


@dataclass(frozen=True, slots=True)
class PromptRule:
    """Prompts are issued within the milestone of that clause, by that body."""

    milestone: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """``level`` is proposed when at least (or more than) ``share`` of the votes propose it, or it and better."""

    level: Level
    share: Fraction
    strict: bool
    cumulative: bool


@dataclass(frozen=True, slots=True)
class VotingRules:
    """Checked from the top; the first level whose threshold holds is the outcome."""

    thresholds: tuple[Threshold, ...]
    reference: Reference
    is_program_default: bool
    statement: str
    least_voters: int
    few_voters: int


@dataclass(frozen=True, slots=True)
class QuotaRules:
    """The share of EXCELLENT, what it is taken of, and the seats of a group of ``small_at_most`` or fewer."""

    share: Fraction
    base: QuotaBase
    alternatives: tuple[QuotaBase, ...]
    base_is_program_default: bool
    statement: str
    small_counter: GroupCounter
    small_at_most: int
    small_seats: int
    whole_severity: Severity


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
class ExemptionRules:
    """P0 prints none: the regime's articles apply and are cited as such."""

    months: int
    reference: Reference


@dataclass(frozen=True, slots=True)
class SlotRule:
    """One line of the dossier list, in the order printed. ``holds`` names what the program looks for."""

    key: str
    title: str
    clause: str
    subjects: tuple[SubjectKind, ...]
    holds: str
    severity: Severity
    waivable: bool = False
    armed_forces_only: bool = False


@dataclass(frozen=True, slots=True)
class FormRules:
    """Section I has one text per content; ``graded`` are those that print the four boxes, besides section III."""

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

    @property
    def contents(self) -> int:
        return len(self.text_clauses)


@dataclass(frozen=True, slots=True)
class ResidenceProposal:
    """The item of the reply in which the residence proposes handling or commendation, and the two options."""

    item: str
    handling: str
    commendation: str


@dataclass(frozen=True, slots=True)
class EntryRules:
    """``flags``: the signs that call for a special explanation (P0 3.3); ``indicators``: rows of the annex (P0 6)."""

    indicators: tuple[str, ...]
    annex_bodies: tuple[CollectiveKind, ...]
    flags: tuple[tuple[str, str], ...]
    residence_items: tuple[str, ...]
    residence_proposal: ResidenceProposal


@dataclass(frozen=True, slots=True)
class DefaultToConfirm:
    """A value that the plan does not print; its author confirms it before issuing."""

    key: str
    statement: str
    reference: Reference


@dataclass(frozen=True, slots=True)
class Regime:
    """A national regulation in force from ``since``."""

    key: str
    since: date
    document: str
    guidance: str
    forms_regulation: str
    exemption_article: str = ""
