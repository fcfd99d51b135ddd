"""The author of a document: its head block, who signs it and in which capacity."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from forms_templates.signing import AGENCY, COMMITTEE
from organizations.choices import CollectiveKind, OrganizationKind, PostRole
from organizations.models import Organization, Post
from organizations.names import committee_name, committee_word, symbol_of

#: Which body of an organization speaks for it, the first that has a leader.
_SPEAKS = (
    CollectiveKind.STANDING_COMMITTEE,
    CollectiveKind.EXECUTIVE_COMMITTEE,
    CollectiveKind.CELL_COMMITTEE,
    CollectiveKind.WHOLE_CELL,
    CollectiveKind.COUNCIL_PERMANENT_BOARD,
    CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP,
    CollectiveKind.FRONT_STANDING_BOARD,
    CollectiveKind.MASS_STANDING_COMMITTEE,
    CollectiveKind.BOARD_LEADERSHIP,
    CollectiveKind.AGENCY_LEADERSHIP,
)
#: Their head signs in his own name.
_AGENCIES = (CollectiveKind.BOARD_LEADERSHIP, CollectiveKind.AGENCY_LEADERSHIP)

_BODIES = {
    CollectiveKind.STANDING_COMMITTEE: "Ban Thường vụ",
    CollectiveKind.CELL_COMMITTEE: "Chi ủy",
    CollectiveKind.WHOLE_CELL: "Chi bộ",
    CollectiveKind.COUNCIL_PERMANENT_BOARD: "Thường trực Hội đồng nhân dân",
    CollectiveKind.PEOPLES_COMMITTEE_LEADERSHIP: "Ủy ban nhân dân",
    CollectiveKind.FRONT_STANDING_BOARD: "Ban Thường trực",
    CollectiveKind.MASS_STANDING_COMMITTEE: "Ban Thường vụ",
}
#: A post without the name of the body in which it is held.
_POST = re.compile(
    r"(?:Quyền |Q\. )?(?:Phó )?(?:Bí thư(?: Thường trực)?|Trưởng Ban|Trưởng ban|Trưởng phòng|Chủ tịch(?: Thường trực)?"
    r"|Chủ nhiệm|Chánh Văn phòng|Chánh Thanh tra|Giám đốc|Hiệu trưởng|Trạm trưởng)"
)


def document_header(organization: Organization) -> dict[str, Any]:
    """Superior, issuer and sign for the head of a record; ``issuer_id`` says whose register numbers it.

    ``organization.parent`` fetched.
    """
    superior = organization.parent
    return {
        "superior": _superior_name(organization, superior) if superior else "",
        "issuer": committee_name(organization),
        "symbol": symbol_of(organization),
        "issuer_id": organization.pk,
    }


def _superior_name(organization: Organization, superior: Organization) -> str:
    """Over a committee stands the party organization above it, over a board the committee it serves."""
    serves = organization.kind == OrganizationKind.ADVISORY_BOARD
    return committee_name(superior) if serves else str(superior)


def signer_of(organization: Organization, *, on: date) -> dict[str, Any]:
    """Who signs for it on that day: the head of the body that speaks for it, else a deputy; blanks if none."""
    posts = Post.objects.on(on).filter(collective__organization=organization, role__in=(PostRole.HEAD, PostRole.DEPUTY))
    by_body: dict[str, list[Post]] = {}
    for post in posts.select_related("person", "collective"):
        by_body.setdefault(post.collective.kind, []).append(post)
    for kind in _SPEAKS:
        if kind in by_body:
            signer = min(by_body[kind], key=lambda post: (post.role != PostRole.HEAD, post.pk))
            return _signer(organization, kind, signer)
    return {"for": COMMITTEE, "body": committee_word(organization)}


def _signer(organization: Organization, kind: CollectiveKind, post: Post) -> dict[str, Any]:
    short = short_post(post.title)
    deputy = post.role == PostRole.DEPUTY
    agency = kind in _AGENCIES
    body = short.removeprefix("Phó ") if agency else _BODIES.get(kind, committee_word(organization))
    return {
        "for": AGENCY if agency else COMMITTEE,
        "body": body,
        "post": short,
        "deputy": deputy,
        "name": str(post.person),
    }


def short_post(title: str) -> str:
    """``Phó Bí thư Thường trực`` for “Phó Bí thư Thường trực Huyện ủy”; a title it does not know stays whole."""
    found = _POST.match(title)
    return found[0] if found else title
