"""The paragraphs of a policy with their headings, and the table of contents that follows from them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .paragraphs import ARTICLE, CHAPTER, FIRST, SECOND, THIRD, paragraphs

# What opens a paragraph, and how deep in the table of contents it stands; 0 is not listed.
_MARKS = (
    (re.compile(CHAPTER), 1), (re.compile(FIRST), 1), (re.compile(SECOND), 2), (re.compile(ARTICLE), 0), (re.compile(THIRD), 3),
)  # fmt: skip
# A heading is a paragraph of its own, or the sentence that one begins with; a longer one is a sentence of the text.
_LONGEST = 36


@dataclass(frozen=True)
class Paragraph:
    """A stretch of an official text: its heading, where it begins with one, and the rest.

    `level` 1 to 3 for what the table of contents lists, 0 for the rest; `anchor` is where a link leads to.
    """

    text: str
    heading: str = ""
    level: int = 0
    anchor: str = ""

    @property
    def whole(self) -> str:
        return self.heading + self.text


def numbered(text: str) -> list[Paragraph]:
    """The paragraphs of a text, those with a heading numbered p1, p2, …"""
    found: list[Paragraph] = []
    count = 0
    for part in paragraphs(text):
        heading, rest, level = _headed(part)
        if heading and level:
            count += 1
        found.append(Paragraph(rest, heading, level, f"p{count}" if heading and level else ""))
    return found


def contents(found: list[Paragraph]) -> list[Paragraph]:
    """What is listed: chapters where there are such, else the headings of the two uppermost levels, in order."""
    chapters = [one for one in found if re.match(CHAPTER, one.heading)]
    if len(chapters) > 1:
        return chapters
    levels = sorted({one.level for one in found if one.level})[:2]
    return [one for one in found if one.level in levels]


def _headed(part: str) -> tuple[str, str, int]:
    for mark, level in _MARKS:
        opened = mark.match(part)
        if opened is None:
            continue
        if level == 0:
            return opened[0], part[opened.end() :], 0
        end = re.search(r"[。：:；]", part)
        heading = part[: end.end()] if end else part
        if len(heading) > _LONGEST or ("，" in heading and len(heading) > 24):
            return "", part, 0
        return heading, part[len(heading) :], level
    return "", part, 0
