"""The register of an organization's documents: its rows of numbers, its entries, and what stands in a number's way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models.functions import ExtractYear

from forms_templates.choices import DocumentKind
from forms_templates.formats import profile_on
from organizations.choices import PARTY_KINDS
from organizations.models import Organization, Term
from organizations.names import committee_name
from organizations.text import row_id
from reviews.models import NumberSeries, Paper, RegisterEntry
from reviews.models.register import RegisterEntryQuerySet
from reviews.rules.findings import Finding, Severity

#: Kinds that get a number when they are issued.
NUMBERED = (
    DocumentKind.DECISION,
    DocumentKind.NOTICE,
    DocumentKind.REPORT,
    DocumentKind.INVITATION,
    DocumentKind.MEETING_MINUTES,
    DocumentKind.COUNTING_MINUTES,
    DocumentKind.HANDOVER,
    DocumentKind.CELL_REGISTRATION,
)
#: Kinds dated by what they record; the others bear the day on which they are issued.
DATED_BY_CONTENT = (DocumentKind.MEETING_MINUTES, DocumentKind.COUNTING_MINUTES, DocumentKind.HANDOVER)


@dataclass(frozen=True, slots=True)
class NumberPeriod:
    """What a row of numbers runs through: a term, or a calendar year for whoever is no party organization."""

    term: Term | None
    year: int | None

    def __str__(self) -> str:
        return str(self.term) if self.term is not None else f"Năm {self.year}"


def period_of(issuer: Organization, on: date) -> NumberPeriod | None:
    """The term of the committee, its own or the nearest above; the year outside the Party; None while unknown."""
    if issuer.kind not in PARTY_KINDS:
        return NumberPeriod(None, on.year)
    term = Term.objects.on(on).holding_for(issuer).select_related("organization").first()
    return NumberPeriod(term, None) if term is not None else None


def number_findings(issuer: Organization, *, kind: str, dated_on: date, today: date) -> list[Finding]:
    findings = []
    if DocumentKind(kind) not in NUMBERED:
        message = f"{DocumentKind(kind).label} không lấy số văn bản."
        findings.append(Finding("register.kind", Severity.BLOCK, message))
    if dated_on > today:
        findings.append(Finding("register.day", Severity.BLOCK, f"Ngày văn bản {dated_on:%d/%m/%Y} chưa đến."))
    if period_of(issuer, dated_on) is None:
        message = (
            f"Chưa ghi nhiệm kỳ của {committee_name(issuer)} có ngày {dated_on:%d/%m/%Y}; "
            "ghi nhiệm kỳ ở Sổ văn bản rồi phát hành."
        )
        findings.append(Finding("register.term", Severity.BLOCK, message))
    return findings


def document_name(kind: str, on: date) -> str:
    """“Biên bản”: the name under which kinds share one row of numbers."""
    return profile_on(on).kinds[DocumentKind(kind)].name


def issuer_of(paper: Paper) -> Organization | None:
    """Whose register numbers the paper, as its frozen head says; None for a paper that carries no number."""
    issuer_id = (paper.document.payload.get("header") or {}).get("issuer_id")
    if issuer_id is None or DocumentKind(paper.document.kind) not in NUMBERED:
        return None
    return Organization.objects.select_related("parent").filter(pk=issuer_id).first()


def standing_entry(kind: str, subject_key: str) -> RegisterEntry | None:
    """The number that this source already has."""
    rows = RegisterEntry.objects.standing().filter(kind=kind, subject_key=subject_key)
    return rows.select_related("document__paper").first()


@dataclass(frozen=True, slots=True)
class Register:
    """One organization's register as the page shows it; ``names`` and ``years`` are what one can filter by."""

    entries: RegisterEntryQuerySet
    names: list[str]
    years: list[int]
    name: str
    year: int | None


def register_of(organization: Organization, query: Mapping[str, str]) -> Register:
    """``query``: ``kind`` (“Biên bản”) and ``year`` of the documents' dates."""
    rows = RegisterEntry.objects.filter(series__issuer=organization)
    names = list(rows.order_by("series__document_name").values_list("series__document_name", flat=True).distinct())
    years = list(
        rows.annotate(of_year=ExtractYear("dated_on")).order_by("-of_year").values_list("of_year", flat=True).distinct()
    )
    name, year = query.get("kind", ""), row_id(query.get("year", ""))
    if name:
        rows = rows.filter(series__document_name=name)
    if year is not None:
        rows = rows.filter(dated_on__year=min(year, 9999) or 1)
    entries = rows.select_related(
        "series__term", "document__paper", "issued_by__person", "cancelled_by__person"
    ).order_by("series__document_name", "-series_id", "-number")
    return Register(entries=entries, names=names, years=years, name=name, year=year)


def terms_of(organization: Organization) -> list[Term]:
    """Its own terms and those of the organizations above it, for which its numbers run where it has none."""
    return list(Term.objects.holding_for(organization).select_related("organization"))


def rows_of(organization: Organization) -> list[NumberSeries]:
    return list(
        NumberSeries.objects.filter(issuer=organization)
        .select_related("term", "issuer")
        .order_by("document_name", "-pk")
    )
