"""The folder articles/ of a pack: a text a file, and what stands above it; for demonstrations, marked as such by the pack.

    ---
    channel: feigong-jingji
    title: 夜市开张
    date: 2026-10-12
    picture: night-market.webp
    told: 傍晚的街上挂着灯笼
    ---
    A paragraph. **Bold**; a blank line parts paragraphs, “- ” begins an item of a list.

    ## A heading
    > Something that was said
    > —— who said it
    ![what a picture shows](file.webp "its caption")
    @service gaoling-jintie

Pictures that stand one below the other are shown together. They lie in articles/pictures/.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import yaml
from django.utils.html import escape
from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints, model_validator

from linli.catalogue.spec import Entry, Slug, Text, wrong
from linli.clock import LOCAL
from linli.portal.actions import ArticleRow, PictureRow

from .mistakes import Mistakes
from .reading import Document, read_text
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

FOLDER, KIND, PICTURES = "articles", ".md", "pictures"
_KINDS_OF_PICTURE = (".webp", ".png", ".jpg")
# News is given out in the morning; an hour of its own for each file would say nothing more.
_HOUR = time(9)
_FENCE = "---"
_PICTURE = re.compile(r'!\[([^\]]+)\]\(([\w.-]+)(?:\s+"([^"]*)")?\)')
_NAME = re.compile(r"[a-z][a-z0-9-]{1,79}")


class ArticleEntry(Entry):
    """What stands above an article's text."""

    channel: Slug
    title: Annotated[Text, Field(max_length=60)]
    date: date
    kind: Literal["article", "notice", "pictures", "video"] = "article"
    summary: Annotated[str, StringConstraints(max_length=160)] = ""
    source: Annotated[str, StringConstraints(max_length=60)] = ""
    picture: str = ""
    told: Annotated[str, StringConstraints(max_length=120)] = ""

    @model_validator(mode="after")
    def _told_if_shown(self) -> ArticleEntry:
        if self.picture and not self.told:
            raise wrong(_("Please say in “told” what the picture shows, for who cannot see it."))
        return self


@dataclass
class Written:
    """An article as it was read: its entry, its pieces with their lines, and where it lies."""

    code: str
    entry: ArticleEntry
    document: Document
    folder: Path
    pieces: list[tuple[str, Any, int]] = field(default_factory=list)


def read_articles(folder: Path, mistakes: Mistakes) -> list[Written]:
    """Every article of a pack; what is wrong is in `mistakes`."""
    found = []
    for path in sorted((folder / FOLDER).glob("*")):
        shown = f"{FOLDER}/{path.name}"
        if path.name == PICTURES and path.is_dir():
            continue
        if path.suffix != KIND or not path.is_file() or not _NAME.fullmatch(path.stem):
            mistakes.add(shown, 0, "", _("A pack has no file of this name; nothing would read it."))
            continue
        text = read_text(path, mistakes, shown)
        written = _read(path, shown, text, mistakes) if text is not None else None
        if written is not None:
            found.append(written)
    return found


def _read(path: Path, shown: str, text: str, mistakes: Mistakes) -> Written | None:
    lines = text.splitlines()
    end = next((at for at, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), 0)
    if not lines or lines[0].strip() != _FENCE or not end:
        mistakes.add(shown, 1, "", _("An article begins with “---”, what it is, and “---” again; then comes its text."))
        return None
    try:
        content = yaml.load("\n".join(lines[1:end]), Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        mistakes.add(shown, 1, "", _("What stands above the text cannot be read: a line is a name, a colon and a value."))  # fmt: skip
        return None
    placed: dict[tuple[str | int, ...], int] = {(): 1}
    for number, line in enumerate(lines[1:end], 2):
        placed.setdefault((line.partition(":")[0].strip(),), number)
    document = Document(shown, content or {}, placed)
    entry = one_of(document, ArticleEntry, mistakes)
    if entry is None:
        return None
    written = Written(path.stem, entry, document, path.parent / PICTURES)
    written.pieces = list(_pieces(lines[end + 1 :], end + 2))
    if not written.pieces:
        mistakes.add(shown, end + 1, "", _("There is no text in this article yet."))
    return written


def _pieces(lines: list[str], first: int) -> Iterator[tuple[str, Any, int]]:
    """The blocks of a text: stretches of lines between blank ones, each by how it begins."""
    text: list[str] = []
    begun = first
    for blank, stretch in groupby(enumerate(lines, first), key=lambda pair: not pair[1].strip()):
        if blank:
            continue
        numbered = list(stretch)
        kind, value = _piece([line.strip() for _number, line in numbered])
        if kind == "text":
            begun = begun if text else numbered[0][0]
            text.append(value)
            continue
        if text:
            yield "text", "".join(text), begun
            text = []
        yield kind, value, numbered[0][0]
    if text:
        yield "text", "".join(text), begun


def _piece(lines: list[str]) -> tuple[str, Any]:
    if lines[0].startswith("## "):
        return "heading", lines[0][3:].strip()
    if lines[0].startswith("@service "):
        return "service", lines[0].removeprefix("@service ").strip()
    if lines[0].startswith("> "):
        said = [line.removeprefix(">").strip() for line in lines]
        who = said.pop().removeprefix("——").strip() if said[-1].startswith("——") else ""
        return "quote", ("\n".join(said), who)
    pictures = [_PICTURE.fullmatch(line) for line in lines]
    if all(pictures):
        return "pictures", [(found[2], found[1], found[3] or "") for found in pictures if found]
    if all(line.startswith("- ") for line in lines):
        return "text", "<ul>" + "".join(f"<li>{_words(line[2:])}</li>" for line in lines) + "</ul>"
    return "text", f"<p>{_words(''.join(lines))}</p>"


def _words(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", str(escape(text)))


def check_articles(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Its channel, its services and its pictures are there."""
    channels = {entry.code for entry, _line in contents.channels}
    for one in contents.articles:
        file = one.document.file
        if one.entry.channel not in channels:
            message = _("There is no %(kind)s “%(value)s”.") % {"kind": _("channel"), "value": one.entry.channel}
            mistakes.add(file, one.document.line(("channel",)), "channel", message)
        shown = [(one.entry.picture, one.document.line(("picture",)))] if one.entry.picture else []
        for kind, value, line in one.pieces:
            if kind == "service":
                names.services.must_hold(value, file, line, "@service")
            elif kind == "pictures":
                shown += [(name, line) for name, _told, _caption in value]
        for name, line in shown:
            if Path(name).suffix not in _KINDS_OF_PICTURE or not (one.folder / name).is_file():
                message = _("There is no picture “%(name)s” in articles/pictures (.webp, .png or .jpg).")
                mistakes.add(file, line, "", message % {"name": name})


def rows_of(contents: Contents) -> Iterator[ArticleRow]:
    """As the portal takes them."""
    for one in contents.articles:
        entry = one.entry
        picture = PictureRow(one.folder / entry.picture, entry.told) if entry.picture else None
        yield ArticleRow(
            one.code, entry.channel, entry.title, datetime.combine(entry.date, _HOUR, LOCAL), entry.kind, entry.summary,
            entry.source, picture, tuple(_blocks(one)),
        )  # fmt: skip


def _blocks(one: Written) -> Iterator[tuple[str, Any]]:
    for kind, value, _line in one.pieces:
        if kind != "pictures":
            yield kind, value
            continue
        rows = tuple(PictureRow(one.folder / name, told, caption) for name, told, caption in value)
        yield ("gallery", rows) if len(rows) > 1 else ("picture", rows[0])
