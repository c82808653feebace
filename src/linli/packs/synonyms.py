"""synonyms.yaml of a pack: words that mean the same, official and of every day, one group a line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from django.utils.translation import gettext as _
from pydantic import Field, TypeAdapter, ValidationError

from linli.catalogue.spec import Text

from .mistakes import Mistakes
from .reading import Document, read_yaml

FILE = "synonyms.yaml"
_LEAST, _MOST = 2, 12
Word = Annotated[Text, Field(max_length=30)]
_Group = TypeAdapter(Annotated[list[Word], Field(min_length=_LEAST, max_length=_MOST)])
Group = tuple[tuple[str, ...], int]


def read_synonyms(folder: Path, mistakes: Mistakes) -> list[Group]:
    """The groups with their lines. A word may stand in several groups, but once in each."""
    if not (folder / FILE).is_file():
        return []
    document = read_yaml(folder / FILE, mistakes)
    if document is None:
        return []
    if not isinstance(document.content, list):
        mistakes.add(FILE, 1, "", _("This must be a list of groups, each [低保, 最低生活保障]."))
        return []
    return [group for number in range(len(document.content)) if (group := _group(document, number, mistakes))]


def _group(document: Document, number: int, mistakes: Mistakes) -> Group | None:
    line, given = document.line((number,)), document.content[number]
    try:
        words = _Group.validate_python(given)
    except ValidationError:
        message = _("A group is %(least)d to %(most)d words of at most 30 characters, like [低保, 最低生活保障].")
        mistakes.add(FILE, line, str(number), message % {"least": _LEAST, "most": _MOST})
        return None
    twice = next((word for word in words if words.count(word) > 1), "")
    if twice:
        mistakes.add(FILE, line, str(number), _("“%(word)s” is in this group twice.") % {"word": twice})
    return tuple(words), line
