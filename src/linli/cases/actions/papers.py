"""Photos and papers of a case, and of a report on its way to be one.

Files are written before the row that names them is committed, and taken away again if it is not: a row never
names a file that is missing; a file without a row (the power went) is only room wasted.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import read_case_code, uuid7
from linli.people.actors import Actor
from linli.places.models import District
from linli.problem import Fault

from ..commands import Position
from ..errors import NoSuchCase, NotNow, NotYours, TooMany
from ..file import CaseFile
from ..intake import Taken, take_in
from ..lifecycle import Part, parts_of, states_text
from ..models import OPEN_STATES, Attachment, Case, ReportDraft

log = logging.getLogger(__name__)

MOST = 10
DRAFTS_KEPT = timedelta(days=1)
_ADDERS = frozenset({Part.REPORTER, Part.STAFF})


def attach(actor: Actor, code: str, files: Sequence[UploadedFile]) -> list[Attachment]:
    """Add photos or papers to an open case, all or none; one that is there already is not kept twice.

    Raises NoSuchCase, NotYours, NotNow, NotTaken (every file that will not do), TooMany.
    """
    _may_add(actor, code, lock=False)
    taken = take_in(files)
    with written_files() as written, transaction.atomic():
        case, parts = _may_add(actor, code, lock=True)
        return put_in(actor, CaseFile.load(case), taken, written, from_reporter=Part.REPORTER in parts)


def put_in(
    actor: Actor, file: CaseFile, taken: Sequence[Taken], written: list[Path], *, from_reporter: bool, step: str = ""
) -> list[Attachment]:
    """Put photos or papers into a case file, within `written_files` and the transaction that loaded it; `step`: the
    move they were taken at. Returns each one's row, also of what is there already. Raises TooMany."""
    case = file.case
    there = {one.sha256: one for one in Attachment.objects.filter(case=case)}
    fresh = _not_there(taken, set(there))
    _check_room(len(there), len(fresh))
    rows = [_row(one, f"{case.district_id}/{case.pk}", written, case=case) for one in fresh]
    for row in rows:
        row.from_reporter, row.step = from_reporter, step
        row.organisation_id = actor.organisation or None
    if rows:
        file.record("attached", actor, files=named(rows))
        file.rows.extend(rows)
        file.save()
    known = there | {row.sha256: row for row in rows}
    return [known[one.sha256] for one in taken]


def named(rows: Sequence[Attachment]) -> list[dict[str, str]]:
    """Files as an event names them."""
    return [{"id": str(row.pk), "sha256": row.sha256} for row in rows]


def _may_add(actor: Actor, code: str, *, lock: bool) -> tuple[Case, frozenset[Part]]:
    spelled = read_case_code(code)
    requests = Case.objects.requests()
    cases = requests.select_for_update(of=("self",)) if lock else requests
    case = cases.filter(code=spelled).first() if spelled else None
    if case is None:
        raise NoSuchCase(code)
    parts = parts_of(actor, case)
    as_staff = actor.kind == "staff" and Part.REPORTER not in parts
    if as_staff and not Case.objects.visible_to(actor.reach).filter(pk=case.pk).exists():
        raise NoSuchCase(code)
    label, who = _("Add photos or papers"), "、".join(str(part.value) for part in Part if part in _ADDERS)
    if not parts & _ADDERS:
        raise NotYours(label, who)
    if case.state not in OPEN_STATES:
        raise NotNow(label, case.state_label, states_text(OPEN_STATES), who, version=case.version, state_id=case.state)
    return case, parts


def _not_there(taken: Sequence[Taken], there: set[str]) -> list[Taken]:
    return list({one.sha256: one for one in taken if one.sha256 not in there}.values())


def _check_room(there: int, coming: int) -> None:
    if there + coming <= MOST:
        return
    if there:
        words = _("A case holds at most %(limit)s photos and papers; it has %(there)s, so %(room)s more can be added.")
    else:
        words = _("A case holds at most %(limit)s photos and papers; these are %(coming)s. Please leave some out.")
    message = words % {"limit": MOST, "there": there, "room": max(0, MOST - there), "coming": coming}
    raise TooMany(message, faults=(Fault("file", message, str(coming)),))


# Files


def stored(path: str) -> Path:
    return Path(settings.MEDIA_ROOT) / path


@contextmanager
def written_files() -> Iterator[list[Path]]:
    """Files written within are removed again if what is within fails."""
    written: list[Path] = []
    try:
        yield written
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _row(
    taken: Taken, folder: str, written: list[Path], *, case: Case | None = None, draft: ReportDraft | None = None
) -> Attachment:
    """The row of a file just written."""
    key = uuid7()
    path, small = f"{folder}/{key}{taken.suffix}", f"{folder}/{key}.small.jpg" if taken.thumbnail else ""
    _write(path, taken.body, written)
    if small:
        _write(small, taken.thumbnail, written)
    return Attachment(
        id=key, case=case, draft=draft, name=taken.name, media_type=taken.media_type, size=len(taken.body),
        sha256=taken.sha256, path=path, thumbnail=small, width=taken.width, height=taken.height, created_at=now(),
    )  # fmt: skip


def _write(path: str, body: bytes, written: list[Path]) -> None:
    """On the disk, not only on its way there, when this returns."""
    target = stored(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    written.append(target)
    with target.open("xb") as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())


def _remove(paths: Sequence[str]) -> None:
    for path in filter(None, paths):
        stored(path).unlink(missing_ok=True)


# Drafts


@dataclass(frozen=True)
class Said:
    """What a step of the report tells; None leaves what was said before."""

    text: str | None = None
    address: str | None = None
    position: Position | None = None
    place_label: str | None = None
    category: UUID | None = None
    forget_position: bool = False


@dataclass(frozen=True)
class KeptDraft:
    """A draft and the secret that opens it, as the browser keeps it."""

    draft: ReportDraft
    secret: str


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def draft_for(secret: str, district: District) -> ReportDraft | None:
    """The draft that this secret (“key.secret”) opens, if it is not swept away yet."""
    key, _dot, own = secret.partition(".")
    try:
        pk = UUID(hex=key)
    except ValueError:
        return None
    found = ReportDraft.objects.filter(pk=pk, district=district, created_at__gt=now() - DRAFTS_KEPT).first()
    return found if found and hmac.compare_digest(found.secret_digest, _digest(own)) else None


def save_draft(secret: str, district: District, said: Said) -> KeptDraft:
    """Keep what was said so far, whatever it is: faults are named later, nothing is lost. Begins a draft if needed."""
    draft = draft_for(secret, district)
    if draft is None:
        own = secrets.token_urlsafe(24)
        draft = ReportDraft(id=uuid7(), district=district, secret_digest=_digest(own), created_at=now())
        secret = f"{draft.pk.hex}.{own}"
    if said.text is not None:
        draft.text = said.text.replace("\0", "")
        draft.category_id = said.category
    if said.address is not None:
        draft.address = said.address.replace("\0", "")[:120]
    if said.place_label is not None:
        draft.place_label = said.place_label[:120]
    if said.position or said.forget_position:
        at = said.position
        draft.lat, draft.lon, draft.accuracy = (at.lat, at.lon, at.accuracy) if at else (None, None, None)
    draft.save()
    return KeptDraft(draft, secret)


def attach_to_draft(draft: ReportDraft, files: Sequence[UploadedFile]) -> list[Attachment]:
    """Keep photos with a draft, all or none. Raises NotTaken, TooMany."""
    return keep_with_draft(draft, take_in(files))


def keep_with_draft(draft: ReportDraft, taken: Sequence[Taken]) -> list[Attachment]:
    """Keep photos made ready. Raises TooMany."""
    with written_files() as written, transaction.atomic():
        ReportDraft.objects.select_for_update().filter(pk=draft.pk).first()
        there = set(draft.attachments.values_list("sha256", flat=True))
        fresh = _not_there(taken, there)
        _check_room(len(there), len(fresh))
        rows = [_row(one, f"drafts/{draft.pk}", written, draft=draft) for one in fresh]
        return Attachment.objects.bulk_create(rows)


def drop_from_draft(draft: ReportDraft, key: UUID) -> None:
    """Take one photo out of a draft again."""
    found = draft.attachments.filter(pk=key).first()
    if found is None:
        return
    found.delete()
    transaction.on_commit(lambda: _remove([found.path, found.thumbnail]))


def drop_draft(draft: ReportDraft) -> None:
    """Forget a draft and its photos."""
    folder = stored(f"drafts/{draft.pk}")
    draft.delete()
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def photos_of_draft(draft_id: UUID) -> list[Attachment]:
    """The photos that a case opened in this transaction gets; none can be added to the draft meanwhile."""
    list(ReportDraft.objects.select_for_update().filter(pk=draft_id).values_list("pk"))
    return list(Attachment.objects.select_for_update().filter(draft_id=draft_id).order_by("created_at", "id"))


def hand_over(draft_id: UUID, photos: Sequence[Attachment], case: Case) -> None:
    """The photos of a draft become those of the case just opened; called within the transaction that opens it.

    Each file gets its new name beside the old one, which goes only after the commit: whichever way the
    transaction ends, the rows that stay name files that are there.
    """
    with written_files() as written:
        for row in photos:
            row.path = _linked(row.path, case, written)
            row.thumbnail = _linked(row.thumbnail, case, written) if row.thumbnail else ""
            row.case, row.draft = case, None
        Attachment.objects.bulk_update(photos, ["case", "draft", "path", "thumbnail"])
    ReportDraft.objects.filter(pk=draft_id).delete()
    transaction.on_commit(lambda: shutil.rmtree(stored(f"drafts/{draft_id}"), ignore_errors=True))


def _linked(path: str, case: Case, written: list[Path]) -> str:
    old, fresh = stored(path), f"{case.district_id}/{case.pk}/{Path(path).name}"
    target = stored(fresh)
    target.parent.mkdir(parents=True, exist_ok=True)
    written.append(target)
    try:
        os.link(old, target)
    except OSError:
        # A disk that knows no links, such as a network share.
        shutil.copyfile(old, target)
    return fresh


def sweep_drafts() -> int:
    """Forget drafts older than a day, and folders of drafts that are no more. Returns how many drafts went."""
    before = now() - DRAFTS_KEPT
    old = list(ReportDraft.objects.filter(created_at__lte=before).values_list("pk", flat=True)[:500])
    ReportDraft.objects.filter(pk__in=old).delete()
    root = stored("drafts")
    folders = {path.name: path for path in root.iterdir()} if root.is_dir() else {}
    here = {str(pk) for pk in ReportDraft.objects.values_list("pk", flat=True)}
    for name in folders.keys() - here:
        shutil.rmtree(folders[name], ignore_errors=True)
    if old:
        log.info("%s drafts swept away", len(old))
    return len(old)
