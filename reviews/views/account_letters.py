"""Letters with one-time codes, as one PDF: printed while the keeper waits, handed over to him, kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from forms_templates.output import CONTENT_TYPES
from forms_templates.pdf import render_pdf
from organizations import proofs
from organizations.account_permissions import invite_refusal, kept_accounts
from organizations.addresses import activation_address
from organizations.models import User
from organizations.refusals import refuse
from organizations.selectors import accounts as selectors
from organizations.services.invitations import invite, letters_for
from organizations.views.accounts import AT_ONCE, chosen_organization, keeper


@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """One letter for each account of the organization that waits for one, in the order of cells and names."""
    user = keeper(request)
    organization = chosen_organization(user, request.POST.get("organization", "") or "0")
    assert organization is not None
    people = selectors.people_in(user, organization)
    found = list(selectors.waiting(people, again=bool(request.POST.get("again")))[:AT_ONCE])
    accounts = [account for account in found if not invite_refusal(user, account)]
    if left_out := len(found) - len(accounts):
        messages.warning(
            request,
            f"{left_out} tài khoản chưa in: người được giao quyền thì mã do người được giao “Quản lý tài khoản” cấp.",
        )
    if not accounts:
        messages.info(request, "Không có ai chờ thư mời.")
        return redirect(f"{reverse('accounts')}?organization={organization.pk}")
    return _printed(request, accounts, name=f"thu-moi-{organization.pk}.pdf")


@require_POST
def letter(request: HttpRequest, account_id: int) -> HttpResponse:
    """One letter; the code that the account had before is void from then on."""
    user = keeper(request)
    account = get_object_or_404(selectors.for_letters(kept_accounts(user)), pk=account_id)
    refuse(invite_refusal(user, account))
    return _printed(request, [account], name=f"thu-moi-{account.username}.pdf")


def _printed(request: HttpRequest, accounts: Sequence[User], *, name: str) -> HttpResponse:
    """Printed first, then made valid: where printing fails, the codes given before still work.

    A code opens somebody else's account: whoever prints it proves that it is he.
    """
    proofs.prove(request)
    made, address = letters_for(accounts), activation_address(request)
    qr = segno.make(address, error="m", micro=False).png_data_uri(scale=4, border=0)
    content = render_pdf(
        "pdf/account_letter.html", {"document_title": "Thư mời", "letters": made, "address": address, "qr": qr}
    )
    invite(letters=made, by=keeper(request))
    response = HttpResponse(content, content_type=CONTENT_TYPES["pdf"])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
