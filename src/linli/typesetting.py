"""Papers as PDF: typeset by typst from a template, all words handed over as JSON and never as markup."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils.translation import gettext as _

from linli.problem import Problem

# In the order of preference; the first of each is what Debian's fonts-noto-cjk brings.
SANS = (
    "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "WenQuanYi Micro Hei", "SimHei", "Microsoft YaHei", "PingFang SC",
)  # fmt: skip
SERIF = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimSun", "FangSong", "STSong", "Songti SC")
BROUGHT = "Libertinus Serif"
# Where typst found the fault: in what it was given as bytes, line and column.
_PLACE = re.compile(r"__typst_py_bytes__\.typ:(\d+):\d+")


class NoChineseFont(Problem):
    """The machine has no font that can write Chinese."""

    code = "no_chinese_font"
    status = 503

    def __init__(self) -> None:
        super().__init__(_("The PDF cannot be made here yet: this machine has no Chinese font"))
        self.advice = _(
            "Please ask the administrator to install one, on Debian with: apt install fonts-noto-cjk. Then start the server again."
        )


class BadTemplate(Exception):
    """What typst refused: `line` of the source from 1 (0 where it cannot be told), and why, in typst's words."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line
        self.why = why


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts()


@cache
def known_fonts() -> frozenset[str]:
    return frozenset(_fonts().families())


def fonts() -> dict[str, list[str]]:
    """The Chinese fonts that are here, by manner. Raises NoChineseFont."""
    if known_fonts().isdisjoint((*SANS, *SERIF)):
        raise NoChineseFont
    return fonts_to_try_with()


def fonts_to_try_with() -> dict[str, list[str]]:
    """The same, or one that typst brings: a template is as good or bad without Chinese ones."""
    sans = [name for name in SANS if name in known_fonts()]
    serif = [name for name in SERIF if name in known_fonts()]
    return {"sans": sans or serif or [BROUGHT], "serif": serif or sans or [BROUGHT]}


def pdf(source: bytes, content: Mapping[str, Any], root: Path) -> bytes:
    """A PDF of what the template makes of `sys.inputs.content`. It reads nothing outside of `root`. Raises BadTemplate."""
    given = {"content": json.dumps(content, ensure_ascii=False)}
    try:
        # Given the fonts, typst keeps what it knows of them between calls: a page takes milliseconds.
        made = typst.Compiler(source, root=root, font_paths=_fonts(), sys_inputs=given).compile(format="pdf")
    except typst.TypstError as refused:
        place = _PLACE.search(refused.diagnostic)
        why = "; ".join([refused.message, *refused.hints])
        raise BadTemplate(int(place[1]) if place else 0, why) from refused
    assert isinstance(made, bytes), "a PDF is one file"
    return made


def qr(text: str) -> str:
    """A QR code as SVG."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", border=1, xmldecl=False)
    return drawn.getvalue().decode()
