"""A bulletin as PDF: typeset once, kept by what is in it and how it stands, one at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from linli.typesetting import fonts, pdf

from ..models import Bulletin
from ..queries.paper import paper
from ..queries.reading import content_of_row
from ..queries.shown import shown

PAPERS = Path(__file__).resolve().parents[1] / "papers"
# Files kept; the one unused for longest goes first.
KEPT = 60


def print_bulletin(row: Bulletin) -> Path:
    """The PDF, made now or kept from before. Who may read the bulletin may print it. Raises Altered, NoChineseFont."""
    folder = Path(settings.LINLI_DATA) / "bulletins"
    path = folder / f"{row.edition.digest[:40]}-{row.version}-{row.state}.pdf"
    if path.is_file():
        path.touch()
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if not path.is_file():
            _write(path, typeset(row))
            _tidy(folder)
    return path


def typeset(row: Bulletin) -> bytes:
    families = fonts()
    return pdf((PAPERS / "bulletin.typ").read_bytes(), paper(row, shown(content_of_row(row)), families), PAPERS)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time on this machine; who comes second waits the few seconds, and finds it made."""
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, whoever is killed in between."""
    waiting = path.with_suffix(f".{os.getpid()}")
    waiting.write_bytes(content)
    waiting.replace(path)


def _tidy(folder: Path) -> None:
    kept = sorted(folder.glob("*.pdf"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in kept[KEPT:]:
        old.unlink(missing_ok=True)
