"""Which template and which context print a document of each kind."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from io import BytesIO
from typing import Any

import segno
from django.conf import settings

from forms_templates.choices import DocumentKind
from forms_templates.copies import copies_of
from forms_templates.loader import DEFAULT_REGULATION, get_definition
from forms_templates.pdf import render_pdf
from forms_templates.printing import Values, form_context
from forms_templates.records import (
    LAYOUTS,
    agenda_context,
    ballot_context,
    counting_minutes_context,
    decision_context,
    dossier_context,
    handover_context,
    invitation_context,
    meeting_minutes_context,
    notice_context,
    registration_context,
    report_context,
    rewards_context,
    scores_context,
    summary_context,
    support_context,
)

#: Kinds printed from a form definition, and its code unless the payload names another one of the same kind.
FORMS = {
    DocumentKind.MAU_01: "mau_01",
    DocumentKind.MAU_02: "mau_02",
    DocumentKind.RESIDENCE_REQUEST: "mau_3_213_yk",
    DocumentKind.RESIDENCE_REPLY: "mau_3_213_nx",
}

#: Records by kind: ``pdf/<kind>.html`` prints what the function makes of a payload; all summaries share one layout.
_RECORDS: dict[str, Callable[[Values], dict[str, Any]]] = {
    DocumentKind.MEETING_MINUTES: meeting_minutes_context,
    DocumentKind.COUNTING_MINUTES: counting_minutes_context,
    DocumentKind.AGENDA: agenda_context,
    DocumentKind.INVITATION: invitation_context,
    DocumentKind.DECISION: decision_context,
    DocumentKind.NOTICE: notice_context,
    DocumentKind.HANDOVER: handover_context,
    DocumentKind.REPORT: report_context,
    DocumentKind.BALLOT: ballot_context,
    DocumentKind.DOSSIER: lambda payload: dossier_context(payload, {}),
    DocumentKind.CELL_REGISTRATION: registration_context,
    DocumentKind.CELL_SCORES: scores_context,
    DocumentKind.CELL_REWARDS: rewards_context,
    DocumentKind.CELL_SUPPORT: support_context,
    **{kind: summary_context(kind) for kind in LAYOUTS},
}


def verification_path(token: str) -> str:
    """Where a reader of the paper finds out whether it is genuine."""
    return f"/xac-minh/{token}/"


def verification(token: str) -> dict[str, str]:
    """The footer's QR code and words; the full address when the installation knows its own (``PUBLIC_URL``)."""
    address = str(getattr(settings, "PUBLIC_URL", "") or "").rstrip("/") + verification_path(token)
    # Any mask can be read; looking for the one that looks best takes longer than all the rest of the code.
    code = segno.make(address, error="m", micro=False, mask=0)
    return {"address": address, "token": token, "qr": _picture(code.matrix)}


def _picture(matrix: Sequence[bytearray]) -> str:
    """Squares of 2 × 2 pixels: a drawing would be painted anew on every page, at four times the cost and size. Pillow
    writes them three times as fast as the QR library."""
    from PIL import Image  # only where papers are made

    side = len(matrix)
    code = Image.frombytes("L", (side, side), bytes(0 if module else 255 for row in matrix for module in row))
    target = BytesIO()
    code.resize((2 * side, 2 * side), Image.Resampling.NEAREST).save(target, "PNG")
    return f"data:image/png;base64,{b64encode(target.getvalue()).decode()}"


def paper(kind: str, payload: Values) -> tuple[str, dict[str, Any]]:
    """Template and context of one paper. ``payload["regulation"]`` chooses the form's edition, ``payload["form"]``
    the form itself where a kind has several (leaders and others, year and quarter).

    A residence request carries the blank reply form on its second page unless ``payload["attach_reply"]`` is false.
    ``ValueError`` for a kind that is not printed from a payload alone.
    """
    regulation = str(payload.get("regulation") or DEFAULT_REGULATION)
    known = DocumentKind(kind)
    if known in FORMS or known is DocumentKind.FORM:
        code = str(payload.get("form") or FORMS.get(known, ""))
        context = form_context(get_definition(code, regulation), payload)
        if known is DocumentKind.RESIDENCE_REQUEST and payload.get("attach_reply", True):
            context["reply"] = form_context(get_definition("mau_3_213_nx", regulation), _blank_reply(payload))
        # Handed out by the hundred, all alike but for the name: see `sheets`.
        context["sheet"] = known is DocumentKind.RESIDENCE_REPLY and not payload.get("data")
        return layout_of(code), context
    if known in _RECORDS:
        name = "summary" if known in LAYOUTS else known.value
        return f"pdf/{name}.html", _RECORDS[known](payload)
    raise ValueError(f"no template prints a document of kind '{kind}'")


def _blank_reply(payload: Values) -> dict[str, Any]:
    data: Values = payload.get("data") or {}
    return {"member": data.get("member") or payload.get("member") or ""}


def print_paper(kind: str, payload: Values, *, title: str, token: str = "") -> bytes:
    """The PDF of one paper; without a token it carries no verification footer (a draft or a blank form).

    A ballot never carries one, and comes as often as its payload's ``copies`` say.
    """
    template, context = paper(kind, payload)
    if kind == DocumentKind.BALLOT:
        sheet = render_pdf(template, context | frame(title, ""))
        copies = int(payload.get("copies") or 1)
        return copies_of(sheet, copies) if copies > 1 else sheet
    return render_pdf(template, context | frame(title, token))


def print_blank(code: str, regulation: str = DEFAULT_REGULATION) -> bytes:
    """The empty form with dotted lines, to be filled in by hand."""
    definition = get_definition(code, regulation)
    context = form_context(definition, {})
    mark = context["mark"]
    title = f"{mark} – {definition.title}" if mark else definition.title
    return render_pdf(layout_of(code), context | frame(title, ""))


def layout_of(code: str) -> str:
    """The template of a form. All share one, but for the request that carries its reply along."""
    return f"pdf/{code}.html" if code == FORMS[DocumentKind.RESIDENCE_REQUEST] else "pdf/form.html"


def print_cover(context: Mapping[str, Any], *, title: str, token: str) -> bytes:
    """The dossier's first pages."""
    return render_pdf("pdf/dossier.html", {**context, **frame(title, token)})


def frame(title: str, token: str) -> dict[str, Any]:
    """What stands around every paper: the title of the file, and the verification footer where there is a token."""
    return {"document_title": title, "verification": verification(token) if token else None}


def is_record(kind: str) -> bool:
    """Whether the program writes papers of that kind from a payload alone."""
    return kind in _RECORDS
