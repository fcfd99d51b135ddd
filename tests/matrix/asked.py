"""The cases in their order, what is asked in each, and the answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.matrix import cases, other_plans
from tests.matrix.addresses import Address, addresses
from tests.matrix.asking import NOBODY, Asker
from tests.matrix.cases import Case
from tests.matrix.people import STRANGER
from tests.matrix.sent import ONE, sent
from tests.matrix.table import Answers, Row


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Addresses of steps that one plan alone prints: asked in its case, and only there.
PRINTED_BY: dict[str, frozenset[str]] = {
    "province": _names("""
        campaign-proposals proposal-day proposal-set-aside campaign-directors director-take-back review-circulation
        circulation-send circulation-reply campaign-summaries review-remedies remedies-settle remedies-print bundle
        bundle-paper"""),
    "commune": _names("""
        campaign-criteria criteria-edit campaign-signs review-signs milestone-own-days own-day-drop review-targets
        target-withdraw review-cases circumstance-withdraw violation-withdraw review-corrections campaign-polls
        poll-prepare poll-waive poll-waiver-take-back poll poll-sheets poll-taken poll-count poll-drop poll-void
        poll-print meeting-groups group-report group-take-back meeting-before-ballot meeting-step step-take-back
        cell-dossiers cell-dossier cell-scores cell-rewards cell-print members-summary members-summary-print
        summary-list summary-file rating-sheet"""),
    "commune of 2025": _names(
        "campaign-sheets campaign-sheet hand-overs hand-over-new hand-over hand-over-print dossier-annex"
    ),
    "town": _names("feeds feed feed-paste feed-send reports reports-of-route report report-scan"),
}
OF_ONE_PLAN: frozenset[str] = frozenset().union(*PRINTED_BY.values())

CASES: dict[str, Callable[[], Case]] = {
    "issued": cases.issued,
    "invited": cases.invited,
    "voting": cases.voting,
    "counted": cases.counted,
    "decided": cases.decided,
    "province": other_plans.province,
    "commune": other_plans.commune,
    "commune of 2025": other_plans.commune_of_2025,
    "town": other_plans.town,
}
FIRST = next(iter(CASES))


def questions(name: str, case: Case) -> dict[Row, tuple[str, dict[str, object] | None]]:
    """By line of the table: the address, and what is sent to it."""
    filled = sent(case.objects)
    found: dict[Row, tuple[str, dict[str, object] | None]] = {}
    for address in addresses():
        url = address.url(case.objects) if _belongs(name, address, case) else None
        if url is None:
            continue
        found["GET", address.name] = (url, None)
        for act, data in filled.get(address.name, {ONE: {}}).items():
            found["POST", f"{address.name} {act}".strip()] = (url, data)
    return found


def _belongs(name: str, address: Address, case: Case) -> bool:
    """An address in which no object of a case stands - a list, the administration - is asked in the first one alone."""
    if name in PRINTED_BY:
        return address.name in PRINTED_BY[name]
    if address.name in OF_ONE_PLAN:
        return False
    return name == FIRST or any(part in case.objects for part in address.parts)


def answers(name: str, case: Case, columns: Iterable[str], rows: Iterable[Row] | None = None) -> dict[Row, Answers]:
    """Ask ``rows``, or every line of the case, in the name of ``columns``."""
    asked = questions(name, case)
    found: dict[Row, Answers] = {row: {} for row in (asked if rows is None else rows)}
    with case.clock():
        for column in columns:
            user = case.users.get(column)
            asker = Asker(user) if user is not None or column == STRANGER else None
            for row in found:
                url, data = asked[row]
                found[row][column] = NOBODY if asker is None else asker.ask(row[0], url, data)
    return found
