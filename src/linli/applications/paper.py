"""A decision on paper: what is printed on it, in words, and the PDF of it.

A template is typst; frame.typ goes before it, so that every paper bears the QR code and, once revoked, the stamp. What is
printed comes to it as JSON: nothing that anyone wrote is ever read as markup.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.clock import LOCAL
from linli.people.vault import unseal
from linli.typesetting import BadTemplate, fonts, fonts_to_try_with, pdf, qr

from .file import opened
from .models import Decision, Verdict

logger = logging.getLogger(__name__)

FOLDER = Path(__file__).parent / "papers"
FRAME = (FOLDER / "frame.typ").read_text(encoding="utf-8")
BUILT_IN = (FOLDER / "decision.typ").read_text(encoding="utf-8")
# Asks, where a template is tried, for the marks that frame.typ leaves where it has drawn the QR code and the stamp.
PROBE = """#context {
  if query(<linli-check>).len() == 0 { panic("linli-check") }
  if paper.revoked_on != "" and query(<linli-revoked>).len() == 0 { panic("linli-revoked") }
}
"""
# A word without an end would run out of the page; Chinese breaks anywhere.
_ENDLESS = re.compile(r"([!-~]{24})(?=[!-~])")


@dataclass(frozen=True)
class Printed:
    """What stands on a paper; dates as they are written. `said` is the decision in a sentence."""

    district: str
    service: str
    title: str
    number: str
    verdict: str
    applicant: str
    said: str
    text: str
    promised: str
    results: tuple[str, ...]
    basis: tuple[str, ...]
    remedy: str
    issued_by: str
    issued_on: str
    valid_until: str
    revoked_on: str
    demo: bool

    @property
    def is_granted(self) -> bool:
        return self.verdict == Verdict.GRANT


def printed(decision: Decision) -> Printed:
    """With empty words where its contents were erased."""
    content = opened(decision.content_cipher)
    revoked = decision.revoked_at.astimezone(LOCAL).date() if decision.revoked_at else None
    demo = decision.district.demo
    return _printed({"number": decision.number, "verdict": decision.verdict, **content}, revoked, demo=demo)


def _printed(content: Mapping[str, Any], revoked: date | None, *, demo: bool) -> Printed:
    verdict = str(content["verdict"])
    basis = tuple(content.get("basis", ()))
    return Printed(
        district=content.get("district", ""), service=content.get("service", ""), title=title_of(verdict),
        number=content["number"], verdict=verdict, applicant=content.get("applicant", ""), said=_said(content, basis),
        text=content.get("text", "") if verdict == Verdict.GRANT else _reason(content.get("text", "")),
        promised=_on_promise() if content.get("promised") else "",
        results=tuple(content.get("results", ())) if verdict == Verdict.GRANT else (), basis=basis,
        remedy=content.get("remedy", ""), issued_by=content.get("issued_by", ""), issued_on=_day(content.get("issued_on", "")),
        valid_until=_day(content.get("valid_until", "")), revoked_on=_day(revoked.isoformat() if revoked else ""), demo=demo,
    )  # fmt: skip


def title_of(verdict: str) -> str:
    return _("Decision to grant") if verdict == Verdict.GRANT else _("Decision to refuse")


def _said(content: Mapping[str, Any], basis: tuple[str, ...]) -> str:
    told = {"service": content.get("service", ""), "code": content.get("code", ""), "basis": "、".join(basis)}
    if content["verdict"] == Verdict.GRANT:
        return _("On your application for “%(service)s” (%(code)s), by %(basis)s, we decide: it is granted.") % told
    return _("On your application for “%(service)s” (%(code)s), by %(basis)s, we decide: it is not granted.") % told


def _reason(text: str) -> str:
    return _("The reason: %(text)s") % {"text": text} if text else ""


def _on_promise() -> str:
    return _(
        "This was decided on your promise, and will be looked into. If the promise does not hold, the decision is revoked."
    )


def _day(iso: str) -> str:
    """2026年11月2日"""
    if not iso:
        return ""
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


# The PDF


def decision_pdf(decision: Decision) -> bytes:
    """A4, some milliseconds. Raises NoChineseFont.

    A template is tried before it is kept; one that fails on a real decision all the same must not keep the paper from its
    owner, so the built-in one is taken.
    """
    token = unseal(decision.token_cipher)
    given = _given(printed(decision), f"{settings.LINLI_ADDRESS}/v/{token}", fonts())
    if decision.template is not None:
        try:
            return _typeset(decision.template.source, given)
        except BadTemplate as broken:
            logger.error(
                "paper template %s of %s: line %d: %s", decision.template, decision.district_id, broken.line, broken.why
            )
    return _typeset(BUILT_IN, given)


def _typeset(template: str, given: Mapping[str, Any]) -> bytes:
    return pdf((FRAME + template).encode(), given, FOLDER)


def _given(paper: Printed, address: str, families: Mapping[str, list[str]]) -> dict[str, Any]:
    """What a template reads of `sys.inputs.content`."""
    words = {
        "check": _("Scan to check that it is genuine"), "revoked": _("Revoked"), "results": _("What you get"),
        "valid_until": _("Valid until"), "demo": _("A demonstration: this paper proves nothing"),
    }  # fmt: skip
    short = address.split("://", 1)[-1]
    return {**_broken(asdict(paper)), "words": words, "fonts": families, "address": short, "qr": qr(address)}


def _broken(value: Any) -> Any:
    """With places to break in words that have no end."""
    if isinstance(value, str):
        return _ENDLESS.sub("\\1\u200b", value)
    if isinstance(value, Mapping):
        return {name: _broken(one) for name, one in value.items()}
    return [_broken(one) for one in value] if isinstance(value, list | tuple) else value


# Trying a template


@lru_cache(maxsize=64)
def fault_of(template: str) -> tuple[int, str | Promise] | None:
    """What first keeps a template from printing decisions of every kind: its line (0: all of it), and why."""
    before = FRAME + PROBE
    for paper in _samples():
        given = _given(paper, f"{settings.LINLI_ADDRESS}/v/0123456789abcdefghijkl", fonts_to_try_with())
        try:
            pdf((before + template).encode(), given, FOLDER)
        except BadTemplate as broken:
            missing = next((told for mark, told in MISSING.items() if mark in broken.why), None)
            return (0, missing) if missing else (max(broken.line - before.count("\n"), 0), broken.why)
    return None


MISSING = {
    "linli-check": gettext_lazy("The foot with the QR code is missing: please leave the footer of the page as it is."),
    "linli-revoked": gettext_lazy("The stamp on a revoked paper is missing: please leave the foreground of the page as it is."),
}  # fmt: skip


def _samples() -> list[Printed]:
    """Granted with as little and with as much as there can be, refused, revoked."""
    least = {
        "district": "样例区", "service": "样例事项", "number": "样例局〔2026〕YL-0000-0000号", "verdict": "grant", "code": "YL-0000-0000",
        "applicant": "张三（110101********0011）", "issued_by": "样例区样例局", "issued_on": "2026-11-02", "basis": ["《样例办法》"],
    }  # fmt: skip
    most = least | {
        "text": "第一行\n\n" + "很长的一段话" * 200, "results": ["样例结果"] * 4, "basis": ["《样例办法》第一条"] * 6,
        "valid_until": "2027-11-01", "promised": True, "service": "样例" * 20, "issued_by": "样例" * 20,
    }  # fmt: skip
    refused = least | {"verdict": "refuse", "text": "不符合条件", "remedy": "可以申请行政复议"}
    papers = [_printed(content, None, demo=True) for content in (least, most, refused)]
    return [*papers, replace(papers[0], revoked_on="2026年12月1日", applicant="", demo=False)]
