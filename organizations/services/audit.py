"""Writing the record, lengthening its chain, and proving that nothing of it was changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from organizations import clock
from organizations.choices import AuditAction
from organizations.models import AuditEntry, AuditHead, AuditLink, Post, User
from organizations.services import authorities, reads
from organizations.text import nfc

START = "0" * 64
#: So many entries are tied by one transaction: it is over soon, and nobody waits for it.
AT_ONCE = 500

_address: ContextVar[str | None] = ContextVar("address of the machine", default=None)


@contextmanager
def from_address(address: str | None) -> Iterator[None]:
    """What is recorded meanwhile came from this machine."""
    token = _address.set(address)
    try:
        yield
    finally:
        _address.reset(token)


def record(
    action: AuditAction,
    subject: Model | None = None,
    *,
    by: User | None,
    actor: str = "",
    authority: str = "",
    name: str = "",
    unit_path: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    right: authorities.By | None = None,
) -> AuditEntry:
    """Add one act to the record, in the transaction of the caller: both are kept or neither.

    ``by`` is None for what nobody who is signed in did; ``actor`` then says who it was. ``authority`` is what gave him
    the right, else his posts of today are named (one query). What he may do only in another's place names that other;
    ``right``: what the act takes and where, if not any right on the subject's own unit. ``name`` and ``unit_path``
    default to what the subject says of itself.
    """
    unit_path = unit_path or getattr(subject, "unit_path", "") or getattr(subject, "path", "")
    deputed = authorities.by_deputation(action, by, unit_path, right) if by is not None else ""
    own = authority or _posts_of(by)
    entry = AuditEntry.objects.create(
        at=clock.now(),
        user=by,
        actor=(str(by) if by is not None else actor)[:200],
        authority="; ".join(part for part in (own[: 298 - len(deputed)], deputed) if part),
        action=action,
        object_type=subject._meta.label_lower if subject is not None else "",
        object_id=subject.pk if subject is not None and isinstance(subject.pk, int) else None,
        object_name=(name or (str(subject) if subject is not None else ""))[:400],
        unit_path=unit_path,
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        address=_address.get(),
    )
    waiting: list[Any] = list(connection.run_on_commit)
    if not any(seal in told for told in waiting):
        # Robust: what was done is done, and the next act or the beat ties what this one could not.
        transaction.on_commit(seal, robust=True)
    made: AuditEntry = entry
    return made


def _posts_of(user: User | None) -> str:
    if user is None or user.person_id is None:
        return ""
    posts = Post.objects.on(clock.today()).filter(person_id=user.person_id)
    return "; ".join(posts.order_by("pk").values_list("title", flat=True))


def seal() -> int:
    """Tie every entry that stands outside the chain to its end; returns how many. Safe to run at any time, by many.

    What was read meanwhile becomes entries first.

    The row of the head is locked: of two who come at once the second goes on where the first ended.
    """
    sealed = 0
    while batch := _seal_batch():
        sealed += batch
        if batch < AT_ONCE:
            break
    return sealed


@transaction.atomic
def _seal_batch() -> int:
    AuditHead.objects.get_or_create(singleton=True)
    head = AuditHead.objects.select_for_update().get()
    reads.put_on_record(limit=AT_ONCE)
    links = []
    for entry in AuditEntry.objects.unsealed()[:AT_ONCE]:
        head.number += 1
        head.digest = digest_of(head.digest, entry)
        links.append(AuditLink(number=head.number, entry=entry, digest=head.digest))
    if links:
        AuditLink.objects.bulk_create(links)
        head.save(update_fields=("number", "digest"))
    return len(links)


def digest_of(before: str, entry: AuditEntry) -> str:
    """SHA-256 over the digest before and the entry's one spelling."""
    return hashlib.sha256(before.encode() + b"\n" + entry.canonical()).hexdigest()


def head() -> str:
    """Number and digest of the last link (one query)."""
    return str(AuditHead.objects.filter(singleton=True).first() or AuditHead())


def head_of(action: AuditAction, *subjects: Model) -> str:
    """The head as it was when the last such act on one of these objects was tied: the same however often it is asked.

    Empty where none is on record, or not yet tied (one query). ``subjects`` are of one kind.
    """
    if not subjects:
        return ""
    acts = AuditLink.objects.filter(
        entry__action=action,
        entry__object_type=subjects[0]._meta.label_lower,
        entry__object_id__in=[subject.pk for subject in subjects],
    )
    last = acts.order_by("number").last()
    return f"{last.number}-{last.digest}" if last is not None else ""


#: What is printed, with or without its words, in any dash, spacing and case; the number within what a column holds.
_PRINTED = re.compile(r"(?:nhật ký:?)?\s*(?:số)?\s*([0-9]{1,18})\s*[-–—]\s*(?:mã)?\s*((?:[0-9a-f]\s*){64})")


def _as_typed(printed: str) -> tuple[int, str] | None:
    found = _PRINTED.fullmatch(nfc(printed).strip().lower())
    return (int(found[1]), "".join(found[2].split())) if found else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """``broken``: the number of the first link that is not what it was, 0 where all are; ``why`` in words."""

    links: int
    head: str
    broken: int = 0
    why: str = ""

    @property
    def holds(self) -> bool:
        return not self.why


def verify(*, printed: str = "") -> Verdict:
    """Go through the whole chain; ``printed`` is a head that a signed paper bears, typed as it stands there.

    Finds a changed field, a missing, exchanged or inserted entry, and, with a printed head, an end that was cut off or
    a chain that was reckoned anew. Constant memory, one query for the links with their entries.
    """
    wanted, digest = 0, START
    if printed:
        typed = _as_typed(printed)
        if typed is None:
            why = f"“{printed[:120]}” không phải là đầu nhật ký: cần số, gạch nối và 64 ký tự mã băm."
            return Verdict(0, "", 0, why)
        wanted, digest = typed
    number, last = 0, START
    met = wanted == 0
    for link in AuditLink.objects.select_related("entry").order_by("number").iterator(chunk_size=2000):
        number += 1
        if link.number != number:
            return Verdict(number - 1, f"{number - 1}-{last}", number, f"Thiếu mắt xích số {number}.")
        last = digest_of(last, link.entry)
        if last != link.digest:
            why = f"Mắt xích số {number} không khớp: việc ghi ở đó hoặc trước đó đã bị sửa, thay hoặc chèn."
            return Verdict(number - 1, "", number, why)
        if number == wanted:
            met = True
            if last != digest:
                return Verdict(number, f"{number}-{last}", number, f"Đến số {number}, mã băm khác với mã đã in.")
    if not met:
        why = f"Nhật ký chỉ còn đến số {number}; bản đã in có đến số {wanted}."
        return Verdict(number, f"{number}-{last}", number + 1, why)
    return Verdict(number, f"{number}-{last}")
