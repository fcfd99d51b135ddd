"""Before an act that cannot be undone whoever does it proves once more that it is he."""

from __future__ import annotations

from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from organizations import proofs
from organizations.refusals import Refused
from reviews.rules.findings import Finding, Severity, refuse_if_blocking


@sensitive_variables()
def proof_findings(request: HttpRequest) -> tuple[Finding, ...]:
    """Why the act does not go yet: the proof is missing, too old or wrong. Nothing where it goes.

    Stands before everything that the act writes, and before its form is looked at: a code that was right goes for the
    next ten minutes, so nobody waits for another one because a date was missing. The page shows what was typed and, in
    the same form, the field (``{% proof_field %}``).
    """
    try:
        proofs.prove(request)
    except Refused as refusal:
        return (Finding("proof.needed", Severity.BLOCK, str(refusal)),)
    return ()


def prove(request: HttpRequest) -> None:
    """The same for a page that shows refusals of its services: ``RuleViolation``."""
    refuse_if_blocking(proof_findings(request))
