"""Printing handbooks: typeset once, kept by what is in them, and one at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from linli.people.actors import Actor
from linli.places.models import District
from linli.typesetting import fonts, pdf, qr

from ..policy_errors import BeingPrinted, NothingToPrint, TooManyToPrint
from ..queries.addresses import Destination
from ..queries.handbook import Choice, Handbook, whole_words

PAPERS = Path(__file__).resolve().parents[1] / "papers"
# Books kept; the one unused for longest goes first.
KEPT = 40


def print_handbook(actor: Actor, district: District, choice: Choice) -> Path:
    """The PDF of what was chosen, made now or kept from before. Anyone may have one printed.

    Raises NothingToPrint, TooManyToPrint, BeingPrinted, NoChineseFont.
    """
    book = Handbook.of(district, choice)
    if not book.policies:
        raise NothingToPrint
    if len(book.policies) > choice.most:
        raise TooManyToPrint(choice.rows(district).count(), choice.most)
    folder = Path(settings.LINLI_DATA) / "handbooks"
    path = folder / f"{book.digest}.pdf"
    if path.is_file():
        path.touch()
        return path
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        if not path.is_file():
            _write(path, typeset(book))
            _tidy(folder)
    return path


def typeset(book: Handbook) -> bytes:
    return pdf((PAPERS / "handbook.typ").read_bytes(), book.content(fonts()), PAPERS)


def print_poster(shown: Destination) -> bytes:
    """One A4 page for a wall: what it is, and its code. Raises NoChineseFont."""
    content = {
        "district": shown.district.name, "kind": _kinds()[shown.target], "title": whole_words(shown.title or shown.district.name),
        "lead": [whole_words(line) for line in shown.lead.split("\n")],
        "qr": qr(shown.address), "address": shown.short, "fonts": fonts(),
        "words": {"scan": _("Scan with WeChat or the camera"), "typed": _("or open")},
        "foot": _("A demonstration") if shown.district.demo else "",
    }  # fmt: skip
    return pdf((PAPERS / "poster.typ").read_bytes(), content, PAPERS)


def _kinds() -> dict[str, str]:
    return {
        "policy": _("Policy station"), "service": _("Apply online"), "article": _("To read"), "venue": _("Venue"),
        "event": _("Event"), "topic": _("Have your say"),
    }  # fmt: skip


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One book at a time on this machine: typesetting takes a whole core. Raises BeingPrinted."""
    handle = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise BeingPrinted from None
    try:
        yield
    finally:
        os.close(handle)


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, whoever is killed in between."""
    waiting = path.with_suffix(f".{os.getpid()}")
    waiting.write_bytes(content)
    waiting.replace(path)


def _tidy(folder: Path) -> None:
    books = sorted(folder.glob("*.pdf"), key=lambda one: one.stat().st_mtime, reverse=True)
    for old in books[KEPT:]:
        old.unlink(missing_ok=True)
