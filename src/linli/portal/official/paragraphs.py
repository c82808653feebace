"""A text as it came, cut into the paragraphs that it was written in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# How official texts number their headings: 第一章, 第一条, 一、, （一）, 1.
CHAPTER = r"第[一二三四五六七八九十百]{1,4}[章编]"
ARTICLE = r"第[一二三四五六七八九十百零]{1,5}条"
FIRST = r"[一二三四五六七八九十]{1,3}、"
SECOND = r"[（(][一二三四五六七八九十]{1,3}[)）]"
THIRD = r"[1-9][0-9]?[.．、](?![0-9])"
_HEADING = f"(?:{CHAPTER}|{ARTICLE}|{FIRST}|{SECOND}|{THIRD}|附件)"

# A blank stands for a line's end after a sentence, and before a heading, a date or a remark in brackets.
_AFTER_SENTENCE = re.compile(r"(?<=[。；！？：;”）)》])\s+")
_BEFORE_HEADING = re.compile(rf"\s+(?={_HEADING})")
_BEFORE_DATE = re.compile(r"\s+(?=(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日|二[〇○零ＯO0]{2}[一二三四五六七八九]年)")
# Where even the blank is gone: a heading right after a sentence, and a second one right after a first.
_GLUED = re.compile(rf"(?<=[。；！？”）])(?={CHAPTER}|{ARTICLE}|{FIRST}|{SECOND}(?![^。；]{{0,3}}[、，和至]))")
_GLUED_HEADINGS = re.compile(rf"((?:^|(?<=\n)){FIRST}[^。，；：\n（(]{{2,30}})(?={SECOND})")
_HEADING_THEN_BLANK = re.compile(rf"((?:^|(?<=\n)){FIRST}[^\n ，。；：]{{2,30}}) +(?=[\u3400-\u9fff])")
_ARTICLE_AFTER_CHAPTER = re.compile(rf"((?:^|(?<=\n)){CHAPTER}\s*[^。，；：\n第]{{2,20}})(?={ARTICLE})")
# Who signed and when, run into what it sends along: …请认真贯彻落实。河北省人民政府办公厅2024年4月28日为加快…
_SIGNED = re.compile(
    r"(?<=。)([\u3400-\u9fff 　、]{3,120}(?:厅|局|府|委|会|部|院|办公室)\s*(?:19|20)[0-9]{2}年[0-9]{1,2}月[0-9]{1,2}日)(?![起至前以，。）])"
)
_SPACES = re.compile(r"[ \t\u3000\xa0]+")
_BETWEEN_CHINESE = re.compile(
    r"(?<=[\u3400-\u9fff，。；：、（）《》“”])[ \t\u3000\xa0]+(?=[\u3400-\u9fff，。；：、（）《》“”])"
)
# A line that long holds more than one paragraph.
_LONG = 300


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each without a line's end in it. Texts that lost theirs are cut where they must have been."""
    lines = [line for line in even(text).split("\n") if line.strip()]
    return [part for line in lines for part in (_cut(line) if len(line) > _LONG or len(lines) == 1 else [line.strip()])]


def even(text: str) -> str:
    """Lines ended alike, full-width digits as half-width ones; punctuation stays full-width."""
    lines = (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\0", "").replace("\ufeff", "")
    )
    return "".join(unicodedata.normalize("NFKC", char) if "０" <= char <= "９" else char for char in lines)


def _cut(line: str) -> Iterator[str]:
    line = _SIGNED.sub("\n\\1\n", line)
    for pattern in (_AFTER_SENTENCE, _BEFORE_HEADING, _BEFORE_DATE, _GLUED):
        line = pattern.sub("\n", line)
    for glued in (_GLUED_HEADINGS, _HEADING_THEN_BLANK, _ARTICLE_AFTER_CHAPTER):
        line = glued.sub("\\1\n", line)
    for part in line.split("\n"):
        plain = _SPACES.sub(" ", part).strip()
        if plain:
            yield plain


def compact(text: str) -> str:
    """A text without blanks and with one kind of punctuation, by which two copies of it are the same."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def joined(text: str) -> str:
    """A title or a name on one line, without the blanks that its lines ended in; those between names stay."""
    return _SPACES.sub(" ", even(text).replace("\n", " ")).strip()


def title_of(text: str) -> str:
    """A title on one line. One whose characters were spaced out to fill a line (河 北 省 教 育 厅) has lost its blanks."""
    title = joined(text)
    alone = [part for part in title.split(" ") if re.fullmatch(r"[\u3400-\u9fff]", part)]
    return unspaced(title) if len(alone) > 3 else title


def unspaced(text: str) -> str:
    """The same without any blank between Chinese characters."""
    return _BETWEEN_CHINESE.sub("", joined(text))
