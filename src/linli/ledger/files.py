"""Receipts on the disk, sealed. Written before the row is: one that is not committed after all leaves a file nobody names."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from linli.people.vault import seal_bytes, unseal_bytes
from linli.public_files import is_trial

from .models import Receipt


@dataclass(frozen=True)
class PaperIn:
    """A paper as it was handed in; `kind` is what it was found to be, such as application/pdf."""

    name: str
    kind: str
    body: bytes


def path_of(receipt: Receipt) -> Path:
    return Path(settings.LINLI_DATA) / "receipts" / receipt.district_id / f"{receipt.pk}.sealed"


def write(receipt: Receipt, body: bytes) -> None:
    """On the disk, not only on its way there, when this returns; of a trial nothing is kept."""
    if is_trial():
        return
    target = path_of(receipt)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as out:
        out.write(seal_bytes(body))
        out.flush()
        os.fsync(out.fileno())


def read(receipt: Receipt) -> bytes:
    """The plain bytes. Raises Unreadable when they were altered, FileNotFoundError when they are gone."""
    return unseal_bytes(path_of(receipt).read_bytes())
