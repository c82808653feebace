"""Photos that come with a submission: sealed on the disk, once each."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from linli.cases.actions.papers import stored
from linli.clock import now
from linli.ids import uuid7
from linli.people.vault import seal_bytes

from ..errors import NotTheForm
from ..models import Attachment, Form, Submission
from ..xlsform.answering import Settled, split
from ..xlsform.definition import definition_of

LARGEST = 10_000_000
_PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}


@dataclass(frozen=True)
class Sent:
    """A file that came with a submission."""

    name: str
    media_type: str
    body: bytes


def wanted(form: Form, settled: Settled) -> set[str]:
    """The names of the files that the answers speak of."""
    nodes = definition_of(form.definition).nodes
    found = set()
    for path in settled.asked:
        repeat, index, name = split(path)
        if nodes[name].kind == "image":
            found.add(str((settled.values[repeat][index] if repeat else settled.values).get(name, "")))
    return found - {""}


def put_with(row: Submission, form: Form, settled: Settled, sent: Sequence[Sent], written: list[Path]) -> str:
    """Keep those that are not there yet; returns the name of one that is there with other contents. Raises NotTheForm."""
    if not sent:
        return ""
    known = {one.name: one.sha256 for one in row.attachments.all()}
    names = wanted(form, settled)
    for one in sent:
        digest = hashlib.sha256(one.body).hexdigest()
        if one.name in known:
            if known[one.name] != digest:
                return one.name
            continue
        if one.name not in names:
            raise NotTheForm(_("No answer speaks of the file “%(name)s”.") % {"name": one.name[:60]}, one.name[:60])
        _keep(row, one, digest, written)
    return ""


def _keep(row: Submission, one: Sent, digest: str, written: list[Path]) -> None:
    media_type = next((kind for start, kind in _PICTURES.items() if one.body.startswith(start)), "")
    if not media_type:
        raise NotTheForm(_("“%(name)s” is no photo (JPEG or PNG).") % {"name": one.name[:60]}, one.name[:60])
    if len(one.body) > LARGEST:
        raise NotTheForm(_("“%(name)s” is larger than 10 MB.") % {"name": one.name[:60]}, one.name[:60])
    path = f"surveys/{row.district_id}/{uuid7()}.sealed"
    target = stored(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    written.append(target)
    with target.open("xb") as out:
        out.write(seal_bytes(one.body))
        out.flush()
        os.fsync(out.fileno())
    Attachment.objects.create(
        submission=row, name=one.name[:120], media_type=media_type, size=len(one.body), sha256=digest, path=path,
        received_at=now(),
    )  # fmt: skip
