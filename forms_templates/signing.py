"""Who signs a record and for whom: the lines of a signature block, and of "Nơi nhận"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from forms_templates.formats import FormatProfile
from forms_templates.printing import Values

#: Who a signer speaks for: the committee that decided, its own agency, or somebody who told him to.
COMMITTEE, AGENCY, ORDERED = "committee", "agency", "ordered"


def signature_block(signer: Values, profile: FormatProfile) -> dict[str, Any]:
    """``authority`` and ``post`` in capitals, both as ``caption``, and ``name``, ready for ``pdf/_signing.html``.

    ``signer``: ``for`` (committee, agency or ordered), ``body`` (“Ban Thường vụ”; for an agency the head's post,
    “Trưởng Ban”), ``post`` (“Phó Bí thư”), ``deputy`` (bool), ``name``. A committee's deputy signs on its behalf, an
    agency's in place of the head; the head of an agency signs in his own name. Blanks are dotted.
    """
    words, body = profile.signing, str(signer.get("body") or "").upper()
    speaks_for, deputy = signer.get("for") or COMMITTEE, bool(signer.get("deputy"))
    if speaks_for == ORDERED:
        authority = f"{words.by_order} {body}"
    elif speaks_for == AGENCY:
        authority = f"{words.in_place} {body}" if deputy else ""
    elif deputy and words.committee_in_place:
        authority = f"{words.in_place} {body}"
    else:
        authority = f"{words.on_behalf} {body or '………………'}"
    post = str(signer.get("post") or "").upper()
    return {
        "authority": authority,
        "post": post,
        "caption": f"{authority} {post}".strip(),
        "name": str(signer.get("name") or ""),
    }


def recipient_lines(recipients: Iterable[str], profile: FormatProfile, *, kept_by: str = "") -> list[str]:
    """“- Ban Tổ chức Huyện ủy (b/c),” … with the file's own copy last: “- Lưu VP.”"""
    kept = f"{profile.recipients.kept} {kept_by}".strip()
    return [*(f"- {name}," for name in dict.fromkeys(recipients)), f"- {kept}{profile.end}"]


def ends(text: str, profile: FormatProfile) -> str:
    """The last paragraph of a document with its closing sign."""
    return text if text.endswith(profile.end) else f"{text}{profile.end}"


def signing_context(payload: Values, profile: FormatProfile) -> dict[str, Any]:
    """``signer`` (see ``signature_block``) and ``recipients`` {names, kept_by} of a payload, for the templates."""
    recipients: Mapping[str, Any] = payload.get("recipients") or {}
    return {
        "signer": signature_block(payload.get("signer") or {}, profile),
        "recipients_title": profile.recipients.title,
        "recipients": recipient_lines(
            recipients.get("names") or (), profile, kept_by=str(recipients.get("kept_by") or "")
        ),
    }
