"""What a form asks for beside its own fields before an act that cannot be undone."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from organizations import proofs

register = template.Library()


@register.inclusion_tag("components/proof.html", takes_context=True)
def proof_field(context: Context, key: str = "", own_password: bool = False) -> dict[str, Any]:
    """A field for the code, or for the password, where the act asks for it now; else nothing. No query.

    ``key`` tells the fields of several forms on one page apart. ``own_password``: the form asks for the password
    anyway.
    """
    asked = proofs.asked(context["request"])
    return {"asked": "" if own_password and asked == "password" else asked, "suffix": f"_{key}" if key else ""}
