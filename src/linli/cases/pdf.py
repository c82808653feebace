"""A case on paper: typeset by typst from one template, all words handed over as JSON and never as markup."""

from __future__ import annotations

import io
import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils.translation import gettext as _

from linli.clock import LOCAL, now

from .errors import CaseProblem
from .queries.case_page import Called, CasePage

TEMPLATE = Path(__file__).parent / "templates/cases/desk/case.typ"
# In the order of preference; the first is what Debian's fonts-noto-cjk brings.
FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
    "SimSun",
    "Microsoft YaHei",
    "PingFang SC",
)


class NoChineseFont(CaseProblem):
    """The machine has no font that can write Chinese."""

    code = "no_chinese_font"
    status = 503

    def __init__(self) -> None:
        super().__init__(_("The PDF cannot be made here yet: this machine has no Chinese font"))
        self.advice = _(
            "Please ask the administrator to install one, on Debian with: apt install fonts-noto-cjk. Then start the server again."
        )


@cache
def _known_fonts() -> frozenset[str]:
    return frozenset(typst.Fonts().families())


def _font() -> str:
    known = _known_fonts()
    found = next((name for name in FONTS if name in known), None)
    if found is None:
        raise NoChineseFont
    return found


def case_pdf(page: CasePage) -> bytes:
    """PDF, A4, about 0.2 s. Raises NoChineseFont."""
    font = _font()
    content = json.dumps({**_content(page), "font": font}, ensure_ascii=False)
    return typst.compile(TEMPLATE.read_bytes(), sys_inputs={"content": content})


def _content(page: CasePage) -> dict[str, Any]:
    case = page.case
    follow = f"{settings.LINLI_ADDRESS}/c/{case.code}"
    return {
        "code": case.code, "title": case.title, "text": case.text, "state": case.state_label,
        "category": page.category.path if page.category else "", "follow": follow, "qr": _qr(follow),
        "facts": [fact for fact in _facts(page) if fact[1]], "boards": [_board(board) for board in page.boards],
        "course": [[_moment(e.at), e.sentence, e.who, e.words] for e in reversed(page.entries)],
        "words": _words(), "printed": _("Printed %(at)s") % {"at": _moment(now())},
    }  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "case": _("Case file"), "reported": _("What was reported"), "board": _("Whistle and reporting in"),
        "course": _("What happened"), "follow": _("Follow it by this code"), "department": _("Department"),
        "state": _("State"), "steps": _("Steps"), "remarks": _("Remarks"),
    }  # fmt: skip


def _facts(page: CasePage) -> list[tuple[str, str]]:
    case = page.case
    place = case.area_label + (f"　{case.address}" if case.address else "")
    reporter = f"{case.reporter.masked_name} {case.reporter.masked_phone}" if case.reporter else ""
    clocks = "　".join(f"{clock.kind_label} {_moment(clock.due_at)}" for clock in page.clocks)
    return [
        (_("State"), case.state_label + (f"（{case.result_label}）" if case.result else "")),
        (_("Category"), page.category.path if page.category else ""), (_("Place"), place),
        (_("Desk"), page.office), (_("Assigned to"), page.organisation), (_("Came in"), f"{_moment(case.created_at)}　{case.channel_label}"),
        (_("Due"), clocks), (_("Reporter"), reporter), (_("Followers"), str(case.followers) if case.followers else ""),
        (_("Rating"), f"{case.score} / 5" if case.score else ""),
    ]  # fmt: skip


def _board(board: Any) -> dict[str, Any]:
    whistle = board.whistle
    return {
        "kind": whistle.kind_label, "reason": whistle.reason,
        "by": f"{_moment(whistle.blown_at)}　{board.blown_by}　{whistle.blown_by_name}",
        "rows": [_row(one) for one in board.called],
    }  # fmt: skip


def _row(one: Called) -> list[str]:
    callout = one.callout
    steps = "\n".join(f"{stage.name} {_moment(stage.at)}" for stage in one.stages if stage.at)
    told = [
        callout.who_comes and _("%(who)s comes") % {"who": callout.who_comes},
        callout.distance is not None and _("Checked in %(metres)s m from the place") % {"metres": round(callout.distance)},
        callout.refusal and _("Refused because: %(reason)s") % {"reason": callout.refusal},
        callout.ruling and f"{one.ruling_label}：{callout.ruling_reason}", callout.work,
        callout.rating and _("Rating by the community: %(n)s of 5") % {"n": callout.rating},
    ]  # fmt: skip
    return [one.name, callout.state_label, steps, "\n".join(str(part) for part in told if part)]


def _moment(at: datetime) -> str:
    return at.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M")


def _qr(text: str) -> str:
    drawn = io.BytesIO()
    segno.make(text, error="m").save(drawn, kind="svg", border=1, xmldecl=False)
    return drawn.getvalue().decode()
