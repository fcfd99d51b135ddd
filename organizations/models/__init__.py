"""WHO: the party tree and attached bodies, collectives, people, posts, accounts and grants; the record of all acts."""

from .accounts import Grant, User
from .audit import AuditEntry, AuditHead, AuditLink
from .clock import DemoClock
from .deputations import Deputation
from .factors import Authenticator, RecoveryCodes
from .organization import Collective, Organization
from .own_data import DataCorrection
from .people import CellMembership, Person, Post
from .reads import ReadMark
from .sign_ins import Invitation, SignedInSession
from .terms import Term

__all__ = [
    "AuditEntry",
    "AuditHead",
    "AuditLink",
    "Authenticator",
    "CellMembership",
    "Collective",
    "DataCorrection",
    "DemoClock",
    "Deputation",
    "Grant",
    "Invitation",
    "Organization",
    "Person",
    "Post",
    "ReadMark",
    "RecoveryCodes",
    "SignedInSession",
    "Term",
    "User",
]
