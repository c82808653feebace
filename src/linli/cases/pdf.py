"""A case on paper."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.clock import LOCAL, now
from linli.typesetting import fonts, pdf, qr

from .queries.case_page import Called, CasePage

TEMPLATE = Path(__file__).parent / "templates/cases/desk/case.typ"


def case_pdf(page: CasePage) -> bytes:
    """PDF, A4, some milliseconds. Raises NoChineseFont."""
    return pdf(TEMPLATE.read_bytes(), {"font": fonts()["sans"], **_content(page)}, TEMPLATE.parent)


def _content(page: CasePage) -> dict[str, Any]:
    case = page.case
    follow = f"{settings.LINLI_ADDRESS}/c/{case.code}"
    return {
        "code": case.code, "title": case.title, "text": case.text, "state": case.state_label,
        "category": page.category.path if page.category else "", "follow": follow, "qr": qr(follow),
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
