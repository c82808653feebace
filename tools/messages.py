"""What people read: each room's catalogue src/linli/<room>/locale/zh_Hans/LC_MESSAGES/django.po.

python tools/messages.py extract [ROOM…]    add ids that are missing, set aside those no longer used
python tools/messages.py compile [ROOM…]    write django.mo beside each django.po (and djangojs.mo, of scripts that come with their own words)
python tools/messages.py check [ROOM…]      list what is missing, untranslated, unused or wrong; exit 1 if any
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/linli"
LOCALE = "zh_Hans"
HEADER = """# What the room {room} says to people.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
# Modules above and below the rooms speak through this room's catalogue.
SPEAKER_FOR_THE_HOUSE = "web"
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}

Key = tuple[str, str]


@dataclass(frozen=True)
class Fault:
    """Something in a catalogue that a reader would stumble over."""

    room: str
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.room}: {self.kind}: {self.text!r}"


def rooms() -> list[str]:
    """The Django apps of the package, by name."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def catalogue_of(room: str) -> Path:
    """Where the room's translations are kept."""
    return PACKAGE / room / "locale" / LOCALE / "LC_MESSAGES" / "django.po"


def _sources(room: str) -> Iterator[Path]:
    """Python and templates of a room; the house's own modules count as the speaker's."""
    folder = PACKAGE / room
    for pattern in ("**/*.py", "**/templates/**/*", "editors/**/*"):
        yield from (path for path in sorted(folder.glob(pattern)) if path.is_file() and "migrations" not in path.parts)
    if room == SPEAKER_FOR_THE_HOUSE:
        yield from sorted(PACKAGE.glob("*.py"))


def _template_as_python(path: Path) -> str:
    """The template's messages as gettext calls on the same lines; all other words are blanked."""
    from django.utils.translation.template import templatize

    flat = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in flat.split("\n"))


def used(room: str) -> Catalog:
    """A catalogue of what the room's sources say, without translations."""
    catalog = Catalog(locale=LOCALE)
    for path in _sources(room):
        is_python = path.suffix == ".py"
        text = path.read_text(encoding="utf-8") if is_python else _template_as_python(path)
        place = str(path.relative_to(ROOT))
        found = extract("python", io.BytesIO(text.encode()), keywords=KEYWORDS)
        for _line, ids, _comments, context in found:
            if ids != "" and not (isinstance(ids, tuple) and ids[0] == ""):
                catalog.add(ids, locations=[(place, 0)], context=context)
    return catalog


def kept(room: str) -> Catalog:
    """The room's catalogue as it stands; an empty one if there is none."""
    path = catalogue_of(room)
    if not path.exists():
        return Catalog(locale=LOCALE, charset="utf-8", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE, abort_invalid=True)


def _key(message: Message) -> Key:
    """What gettext looks a message up by: context and (singular) id."""
    return message.context or "", message.id if isinstance(message.id, str) else message.id[0]


def _named(messages: Iterable[Message]) -> dict[Key, Message]:
    return {_key(message): message for message in messages if message.id}


def translated(message: Message) -> bool:
    """Whether it says something in every form it has."""
    forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(forms) and all(forms)


def extract_room(room: str) -> int:
    """Bring the room's catalogue up to its sources; every translation is kept. How many ids are new."""
    wanted, old = used(room), kept(room)
    if not wanted and not len(old):
        return 0
    before = _named(old.obsolete.values()) | _named(old)
    result = Catalog(locale=LOCALE, charset="utf-8", fuzzy=False)
    new = 0
    for message in wanted:
        if not message.id:
            continue
        was = before.pop(_key(message), None)
        new += was is None
        same_shape = was is not None and was.pluralizable == message.pluralizable
        result.add(
            message.id, was.string if was is not None and same_shape else None, locations=message.locations,
            flags=set(message.flags) | ({"fuzzy"} & set(was.flags if was else ())),
            user_comments=was.user_comments if was else (), context=message.context,
        )  # fmt: skip
    result.obsolete.update({_key(gone): gone for gone in before.values() if translated(gone)})
    path = catalogue_of(room)
    path.parent.mkdir(parents=True, exist_ok=True)
    entries = io.BytesIO()
    write_po(entries, result, width=110, sort_output=True, include_lineno=False, omit_header=True)
    path.write_bytes(_heading(room, old).encode() + entries.getvalue().rstrip() + b"\n")
    return new


def _heading(room: str, old: Catalog) -> str:
    """The head of a catalogue, with the comment its room has given it."""
    first, rest = HEADER.format(room=room).split("\n", 1)
    given = old.header_comment if catalogue_of(room).exists() else ""
    return f"{given.strip() or first}\n{rest}"


def compile_room(room: str) -> bool:
    """Write the room's django.mo, and djangojs.mo of what others' scripts say; False when it has no catalogue."""
    if not catalogue_of(room).exists():
        return False
    for path in catalogue_of(room).parent.glob("*.po"):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read_po(source, locale=LOCALE, abort_invalid=True))
    return True


def faults_in(room: str) -> Iterator[Fault]:
    """What is wrong between a room's sources and its catalogue."""
    wanted, have = _named(used(room)), _named(kept(room))
    for key in wanted.keys() - have.keys():
        yield Fault(room, "missing", key[1])
    for key in have.keys() - wanted.keys():
        yield Fault(room, "unused", key[1])
    for key in wanted.keys() & have.keys():
        message = have[key]
        if "fuzzy" in message.flags:
            yield Fault(room, "fuzzy", key[1])
        elif not translated(message):
            yield Fault(room, "untranslated", key[1])
        message.flags |= wanted[key].flags
        yield from (Fault(room, f"wrong ({error})", key[1]) for error in message.check())


def contradictions() -> Iterator[Fault]:
    """Ids that two rooms translate differently: Django merges the catalogues, so one would be lost."""
    said: dict[Key, tuple[str, object]] = {}
    for room in rooms():
        for key, message in _named(kept(room)).items():
            if not translated(message):
                continue
            first, words = said.setdefault(key, (room, message.string))
            if words != message.string:
                yield Fault(room, f"otherwise than in {first}: {words!r}, {message.string!r}", key[1])


def faults(chosen: Iterable[str] | None = None) -> list[Fault]:
    """Every fault of the chosen rooms (all of them by default), in order."""
    names = list(chosen or rooms())
    found = [*(fault for room in names for fault in faults_in(room)), *contradictions()]
    return sorted((fault for fault in found if fault.room in names), key=str)


def main(arguments: list[str]) -> int:
    """Do one of the three; 1 when `check` found something."""
    verb, *named = arguments or [""]
    unknown = set(named) - set(rooms())
    if verb not in {"extract", "compile", "check"} or unknown:
        print(__doc__ if not unknown else f"no such room: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    chosen = named or rooms()
    if verb == "check":
        found = faults(chosen)
        print("\n".join(map(str, found)) or f"{len(chosen)} rooms: every text is translated")
        return 1 if found else 0
    for room in chosen:
        if verb == "compile":
            compile_room(room)
        elif new := extract_room(room):
            print(f"{room}: {new} new")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
