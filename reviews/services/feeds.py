"""Figures for the appraisal: typed by an office, sent within the plan's day, sent back by the organization board."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from organizations.choices import AuditAction
from organizations.models import Organization, User
from organizations.services.acts import recorded
from organizations.text import nfc
from reviews.choices import NoticeKind, PlaceKind
from reviews.models import Campaign, FeedPlace, FeedSending, FeedValue
from reviews.permissions import figures_refusal, figures_return_refusal
from reviews.rules.feed_tables import read_table
from reviews.rules.feeds import FeedRow, check_rows
from reviews.rules.findings import Finding, Severity, refuse_if_blocking
from reviews.rules.parts.feeds import Feed
from reviews.selectors.feeds import Cell, Figures, marks_new_rural, place_kinds
from reviews.selectors.people import users_who_answer_for
from reviews.services.campaigns import locked_campaign
from reviews.services.notices import notify

LONGEST_VALUE = 300
LONGEST_NAME = 200


@recorded(AuditAction.FIGURES, of=(Campaign, "campaign_id"))
def save_figures(
    *,
    campaign_id: int,
    feed_key: str,
    typed: Mapping[Cell, str],
    by: User,
    now: datetime,
    seen: Mapping[Cell, str] | None = None,
    new_rural: Mapping[int, bool] | None = None,
) -> int:
    """Keep what was typed, right or wrong; return how many cells changed.

    ``seen``: what stood in the cells when the page was opened; a cell left as it was is not written, one that somebody
    else has changed meanwhile is refused and named. ``new_rural``: communes marked or no longer marked as of the new
    kind. Refused for whoever is not of the office, once the feed is sent, and for a unit or column that the template
    does not have (P3-III.2.5-a).
    """
    figures, feed, _campaign = _open(campaign_id, feed_key, by=by, on=timezone.localdate(now))
    _mark(figures, feed, new_rural or {}, by=by, now=now)
    clean = {cell: nfc(text.strip()) for cell, text in typed.items()}
    standing = {(unit, key): text for unit, row in figures.values(feed).items() for key, text in row.items()}
    changed = {
        cell: text
        for cell, text in clean.items()
        if text != standing.get(cell, "") and (seen is None or text != nfc(seen.get(cell, "").strip()))
    }
    refuse_if_blocking(
        [
            *_outside(figures, feed, changed),
            *_too_long(figures, feed, changed),
            *_changed_meanwhile(figures, feed, changed, standing=standing, seen=seen),
        ]
    )
    for (unit, column), text in changed.items():
        of = {"unit_id": unit} if unit > 0 else {"place_id": -unit}
        rows = FeedValue.objects.filter(campaign_id=campaign_id, feed=feed.key, column=column, **of)
        if not text:
            rows.delete()
        elif not rows.update(value=text, entered_by=by, entered_at=now):
            FeedValue.objects.create(
                campaign_id=campaign_id, feed=feed.key, column=column, value=text, entered_by=by, entered_at=now, **of
            )
    return len(changed)


def _open(campaign_id: int, feed_key: str, *, by: User, on: date) -> tuple[Figures, Feed, Campaign]:
    """The feed, with its campaign's row held until the transaction ends; refused unless ``by`` may change it now."""
    campaign = locked_campaign(campaign_id)
    figures = Figures(campaign, on=on)
    feed = figures.rules.feed(feed_key)
    office = figures.offices.entering(campaign, feed)
    refuse_if_blocking([*figures_refusal(by, campaign, office), *_already_sent(figures, feed)])
    return figures, feed, campaign


def _already_sent(figures: Figures, feed: Feed) -> list[Finding]:
    sending = figures.sending(feed)
    if sending is None or not sending.stands:
        return []
    message = (
        f"“{feed.title}” đã gửi ngày {timezone.localtime(sending.sent_at):%d/%m/%Y}; chỉ sửa được khi "
        f"{figures.rules.recipient} trả lại."
    )
    return [Finding("feed.sent", Severity.BLOCK, message)]


def _outside(figures: Figures, feed: Feed, changed: Mapping[Cell, str]) -> list[Finding]:
    """Cells that the template does not have; what stands in a cell is judged when the feed is sent."""
    units = figures.units(feed)
    rows: dict[int, dict[str, str]] = {}
    for unit, column in changed:
        rows.setdefault(unit, {})[column] = ""
    return check_rows(feed, [FeedRow(unit, row) for unit, row in rows.items()], units, figures.plan)


def _named(figures: Figures, feed: Feed, cell: Cell) -> str:
    unit, column = cell
    names = {row.id: row.name for row in figures.units(feed)}
    labels = {row.key: row.label for row in feed.columns}
    return f"{names.get(unit, unit)}, {labels.get(column, column)}"


def _too_long(figures: Figures, feed: Feed, changed: Mapping[Cell, str]) -> list[Finding]:
    return [
        Finding(
            "feed.long",
            Severity.BLOCK,
            f"{_named(figures, feed, cell)}: dài {len(text)} ký tự, mỗi ô ghi nhiều nhất {LONGEST_VALUE} ký tự.",
        )
        for cell, text in changed.items()
        if len(text) > LONGEST_VALUE
    ]


def _changed_meanwhile(
    figures: Figures,
    feed: Feed,
    changed: Iterable[Cell],
    *,
    standing: Mapping[Cell, str],
    seen: Mapping[Cell, str] | None,
) -> list[Finding]:
    if seen is None:
        return []
    return [
        Finding(
            "feed.changed",
            Severity.BLOCK,
            f"{_named(figures, feed, cell)}: người khác vừa ghi “{standing.get(cell) or 'trống'}”. Xem lại ô này; ghi "
            "lần nữa thì lấy giá trị của đồng chí.",
        )
        for cell in changed
        if standing.get(cell, "") != nfc(seen.get(cell, "").strip())
    ]


def _mark(figures: Figures, feed: Feed, wanted: Mapping[int, bool], *, by: User, now: datetime) -> None:
    """Write which communes are of the new kind; their cells of the template follow from it."""
    if not marks_new_rural(feed) or not wanted:
        return
    marked, campaign = figures.marked(feed), figures.campaign
    known = {unit.id for unit in figures.units(feed) if unit.id > 0}
    for organization_id, is_marked in wanted.items():
        if organization_id in known and is_marked and organization_id not in marked:
            FeedPlace.objects.create(
                campaign=campaign,
                feed=feed.key,
                kind=PlaceKind.NEW_RURAL_COMMUNE,
                organization_id=organization_id,
                added_by=by,
                added_at=now,
            )
    dropped = [organization_id for organization_id, is_marked in wanted.items() if not is_marked]
    FeedPlace.objects.filter(campaign=campaign, feed=feed.key, organization_id__in=dropped).delete()


def paste_figures(*, campaign_id: int, feed_key: str, text: str, by: User, now: datetime) -> int:
    """Take over a table copied from a spreadsheet; return how many cells changed. Refused whole, line by line."""
    campaign = Campaign.objects.select_related("issuer").get(pk=campaign_id)
    figures = Figures(campaign, on=timezone.localdate(now))
    feed = figures.rules.feed(feed_key)
    refuse_if_blocking(figures_refusal(by, campaign, figures.offices.entering(campaign, feed)))
    rows, findings = read_table(feed, nfc(text), figures.units(feed), figures.plan)
    refuse_if_blocking(findings)
    typed = {(row.unit_id, key): value for row in rows for key, value in row.values.items()}
    return save_figures(campaign_id=campaign_id, feed_key=feed_key, typed=typed, by=by, now=now)


@recorded(AuditAction.FIGURES, of=(Campaign, "campaign_id"))
def add_places(
    *, campaign_id: int, feed_key: str, kind: str, names: Iterable[str], by: User, now: datetime
) -> list[FeedPlace]:
    """Add residential areas or enterprises, which stand in no tree (P3-III.2.3-b); one named already is left alone."""
    figures, feed, campaign = _open(campaign_id, feed_key, by=by, on=timezone.localdate(now))
    clean = list(dict.fromkeys(nfc(" ".join(name.split())) for name in names if name.strip()))
    findings = []
    if kind not in place_kinds(feed):
        findings.append(Finding("place.kind", Severity.BLOCK, f"“{feed.title}” không tổng hợp loại đơn vị này."))
    if not clean:
        findings.append(Finding("place.name", Severity.BLOCK, "Ghi tên, mỗi đơn vị một dòng."))
    findings += [
        Finding("place.long", Severity.BLOCK, f"Tên “{name[:40]}…” dài quá {LONGEST_NAME} ký tự.")
        for name in clean
        if len(name) > LONGEST_NAME
    ]
    refuse_if_blocking(findings)
    known = {(place.kind, place.name) for place in figures.places(feed)}
    return FeedPlace.objects.bulk_create(
        FeedPlace(campaign=campaign, feed=feed.key, kind=PlaceKind(kind), name=name, added_by=by, added_at=now)
        for name in clean
        if (kind, name) not in known
    )


@recorded(AuditAction.FIGURES, of=(FeedPlace, "place_id"))
def remove_place(*, campaign_id: int, feed_key: str, place_id: int, by: User, now: datetime) -> None:
    """Take a place away that was added by mistake; refused while a figure of it is typed."""
    figures, feed, _campaign = _open(campaign_id, feed_key, by=by, on=timezone.localdate(now))
    place = next((row for row in figures.places(feed) if row.pk == place_id), None)
    if place is None:
        return
    if place.values.exists():
        message = f"{place.name} đã có số liệu; xóa trống các ô của đơn vị này rồi mới bỏ."
        refuse_if_blocking([Finding("place.used", Severity.BLOCK, message)])
    place.delete()


@recorded(AuditAction.FIGURES_SEND, of=(Campaign, "campaign_id"))
def send_figures(*, campaign_id: int, feed_key: str, by: User, now: datetime) -> list[Finding]:
    """Hand a feed in; from now on it is closed. Returns what it lacks and that it is late, which it is sent with all
    the same (P3-III.2.5-b).

    Refused with a value that cannot stand, and when it has been sent already; of two at once the database keeps one.
    """
    figures, feed, campaign = _open(campaign_id, feed_key, by=by, on=timezone.localdate(now))
    refuse_if_blocking(figures.wrong(feed))
    warnings = figures.open_points(feed)
    try:
        with transaction.atomic():
            FeedSending.objects.create(campaign=campaign, feed=feed.key, sent_by=by, sent_at=now)
    except IntegrityError:
        refuse_if_blocking(_already_sent(Figures(campaign, on=timezone.localdate(now)), feed))
        raise
    return warnings


@recorded(AuditAction.FIGURES_RETURN, of=(Campaign, "campaign_id"))
def return_figures(*, campaign_id: int, feed_key: str, reason: str, by: User, now: datetime) -> FeedSending:
    """Send a feed back to its office with a reason; the office corrects it and sends it anew."""
    campaign = locked_campaign(campaign_id)
    figures = Figures(campaign, on=timezone.localdate(now))
    feed = figures.rules.feed(feed_key)
    sending = figures.sending(feed)
    findings = figures_return_refusal(by, campaign)
    if sending is None or not sending.stands:
        findings.append(Finding("feed.not_sent", Severity.BLOCK, f"“{feed.title}” chưa gửi, không có gì để trả lại."))
    if not reason.strip():
        findings.append(Finding("feed.reason", Severity.BLOCK, "Ghi lý do trả lại."))
    refuse_if_blocking(findings)
    assert sending is not None
    sending.returned_by, sending.returned_at, sending.return_reason = by, now, nfc(reason.strip())
    sending.save(update_fields=("returned_by", "returned_at", "return_reason"))
    office = figures.offices.entering(campaign, feed)
    _tell(campaign, feed, office, sending, now=now)
    return sending


def _tell(campaign: Campaign, feed: Feed, office: Organization, sending: FeedSending, *, now: datetime) -> None:
    notify(
        campaign=campaign,
        recipients=users_who_answer_for(office, "lead_review"),
        kind=NoticeKind.FIGURES,
        key=f"feed-returned:{sending.pk}",
        subject=f"Số liệu được trả lại: {feed.title}",
        body=f"Lý do: {sending.return_reason} Đề nghị {office} bổ sung và gửi lại.",
        path=reverse("feed", args=(campaign.pk, feed.key)),
        now=now,
    )
