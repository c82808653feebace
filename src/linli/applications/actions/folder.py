"""The folder (材料库): keep a document, and take it out again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from linli.audit.actions import record
from linli.cases.errors import InvalidInput, TooMany
from linli.cases.intake import Taken, take_in
from linli.clock import day_text, now, today
from linli.ids import uuid7
from linli.people.actors import Actor
from linli.problem import Fault

from .. import sealed_files
from ..errors import NoSuchDocument, NotSignedIn
from ..models import Document, HandedIn, Page

MOST_PAGES = 12


def keep_document(
    actor: Actor,
    district: str,
    *,
    name: str,
    sample: str,
    files: Sequence[UploadedFile],
    issued_by: str = "",
    valid_until: date | None = None,
) -> Document:
    """A document of several pages, in the folder of a resident; of who is helped at a counter it lies with the draft only.

    Raises NotSignedIn, NotTaken (every file that will not do), TooMany, InvalidInput (one that has run out).
    """
    if actor.account is None:
        raise NotSignedIn
    if valid_until:
        check_valid(name, valid_until)
    taken = take_in(files)
    if len(taken) > MOST_PAGES:
        message = _("A document has at most %(limit)s pages; these are %(coming)s. Please send them as one PDF.")
        raise TooMany(message % {"limit": MOST_PAGES, "coming": len(taken)})
    with sealed_files.written_files() as written, transaction.atomic():
        document = Document.objects.create(
            id=uuid7(), district_id=district, account=actor.account if actor.kind == "resident" else None,
            taken_in_by=actor.account if actor.kind == "staff" else None, name=name, sample=sample, issued_by=issued_by, valid_until=valid_until, created_at=now(),
        )  # fmt: skip
        Page.objects.bulk_create(
            [page_row(document, number, one, written) for number, one in enumerate(_once_each(taken), 1)]
        )
    return document


def check_valid(name: str, until: date) -> None:
    """Raises InvalidInput for what has run out already."""
    if until < today():
        message = _("“%(name)s” ran out on %(day)s. Please hand in one that is valid.")
        raise InvalidInput([Fault("valid_until", message % {"name": name, "day": day_text(until)}, str(until))])


def _once_each(taken: Sequence[Taken]) -> list[Taken]:
    return list({one.sha256: one for one in taken}.values())


def page_row(document: Document, number: int, taken: Taken, written: list[sealed_files.Path]) -> Page:
    key = uuid7()
    path = f"{document.district_id}/documents/{document.pk}/{key}{taken.suffix}"
    small = f"{document.district_id}/documents/{document.pk}/{key}.small.jpg" if taken.thumbnail else ""
    sealed_files.write(path, taken.body, written)
    if small:
        sealed_files.write(small, taken.thumbnail, written)
    return Page(
        id=key, document=document, number=number, name=taken.name, media_type=taken.media_type, size=len(taken.body),
        sha256=taken.sha256, path=path, thumbnail=small,
    )  # fmt: skip


@transaction.atomic
def remove_document(actor: Actor, key: UUID) -> None:
    """Out of the folder. What an application holds stays with that application, as its file must; else the pages are
    wiped. Raises NoSuchDocument."""
    document = Document.objects.select_for_update().filter(pk=key, account=actor.account, removed_at=None).first()
    if document is None or actor.kind != "resident":
        raise NoSuchDocument
    record(actor, "document_removed", district=document.district_id, subject=str(document.pk))
    HandedIn.objects.filter(document=document, case=None).delete()
    if HandedIn.objects.filter(document=document).exists():
        document.removed_at = now()
        document.save(update_fields=["removed_at"])
        return
    wipe([document])


def wipe(documents: Sequence[Document]) -> None:
    """Delete documents that no application holds, their files after the commit."""
    keys = [one.pk for one in documents]
    paths = [path for pair in Page.objects.filter(document__in=keys).values_list("path", "thumbnail") for path in pair]
    Document.objects.filter(pk__in=keys).delete()
    transaction.on_commit(lambda: sealed_files.remove(paths))
