"""What a rule says, and the clause of each plan that says it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from reviews.rules.findings import Severity
from reviews.rules.strict import Entries, Node

from .source import Source


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
    PROMPT_DOCUMENT = "prompt_document"
    PROMPT_MANAGED = "prompt_managed"
    PROMPT_ANSWER = "prompt_answer"
    CHAIR = "chair"
    PRESENTER = "presenter"
    CONTRIBUTIONS = "contributions"
    COLLECTIVE_CONCLUSION = "collective_conclusion"
    PERSON_CONCLUSION = "person_conclusion"
    CONCLUSION_VOTE = "conclusion_vote"
    COLLECTIVE_REVISION = "collective_revision"
    PERSON_REVISION = "person_revision"
    SUPERVISOR = "supervisor"
    BOARD_REPRESENTATIVES = "board_representatives"
    REVIEW_BEFORE_RATING = "review_before_rating"
    HEAD_CAP = "head_cap"
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
    SUPERIOR_DECIDES = "superior_decides"
    MEMBER_CAP = "member_cap"
    PERSON_FOCUS = "person_focus"


#: Topics on which most plans print nothing; left out means ``none``.
_SELDOM = frozenset(
    {Topic.CONCLUSION_VOTE, Topic.MEMBER_CAP, Topic.PERSON_FOCUS, Topic.PROMPT_DOCUMENT, Topic.PROMPT_MANAGED}
)


def read_citations(source: Source, node: Node) -> Mapping[Topic, str]:
    """Every topic names its clause; a plan that prints nothing on it says ``none``."""
    topics = tuple(Topic)
    entries: Entries = node.mapping(topics, [topic for topic in topics if topic not in _SELDOM])
    return {topic: "" if entries.text(topic, "none") == "none" else source.clause(entries[topic]) for topic in topics}


def read_severities(node: Node) -> Mapping[Topic, Severity]:
    """How strictly single rules hold in this plan; all others as the program has them."""
    return {Topic(key): item.one_of(Severity) for key, item in node.mapping(tuple(Topic)).items()}
