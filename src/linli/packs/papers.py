"""The folder papers/ of a pack: what decisions are typeset from, each file tried on made-up decisions before it is kept."""

from __future__ import annotations

import re
from pathlib import Path

from django.utils.translation import gettext as _

from linli.applications.actions import BadPaper, check_paper

from .mistakes import Mistakes
from .reading import read_text

FOLDER, KIND = "papers", ".typ"
LONGEST = 60_000
_NAME = re.compile(r"[a-z][a-z0-9-]{1,39}")
# Each template by the name of its file.
Written = list[tuple[str, str]]


def read_papers(folder: Path, mistakes: Mistakes) -> Written:
    """Every template that can be printed with; what is wrong is in `mistakes`."""
    found: Written = []
    for path in sorted((folder / FOLDER).glob("*")):
        shown = f"{FOLDER}/{path.name}"
        if path.suffix != KIND or not path.is_file():
            mistakes.add(shown, 0, "", _("A pack has no file of this name; nothing would read it."))
            continue
        if not _NAME.fullmatch(path.stem):
            message = _("“%(value)s” is not written as it should be here. Like this: %(example)s.")
            mistakes.add(shown, 0, "", message % {"value": path.stem, "example": "decision"})
            continue
        source = read_text(path, mistakes, shown)
        if source is None:
            continue
        try:
            check_paper(source, LONGEST)
        except BadPaper as wrong:
            mistakes.add(shown, wrong.line, "", wrong.message)
        else:
            found.append((path.stem, source))
    return found
