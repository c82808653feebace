"""What is printed of a vote: a letter for each household with its code, and the notice of the result for the stairwell."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from linli.clock import LOCAL, day_text, today
from linli.typesetting import fonts, pdf, qr

from .actions.opening import Letter
from .models import Vote
from .queries.voting import Standing

FOLDER = Path(__file__).parent / "papers"


def letters_pdf(vote: Vote, letters: Sequence[Letter], slug: str) -> bytes:
    """PDF, one A4 page a household. Raises NoChineseFont."""
    address = f"{settings.LINLI_ADDRESS}/{slug}/renovation/votes/{vote.code}"
    content = {
        "fonts": fonts(), "title": _("Letter to the owners"), "vote": vote.title, "paragraphs": _paragraphs(vote.text),
        "asked": _("What is voted on"), "until": _("Please vote by the end of %(day)s.") % {"day": day_text(vote.closes_on)},
        "final": _("One owner, one vote, with the area of all units that are theirs. A vote that is cast cannot be changed."),
        "how": [
            _("By telephone: scan the code on the right, choose, and send."),
            _("Or open %(address)s and type the code of this letter.") % {"address": address},
            _("Or on paper: the community has ballots, and enters yours with two people."),
        ],
        "secret": _("Only your household knows this code. If this letter is printed anew, this code no longer counts."),
        "code_label": _("Code of your household"), "issued_by": vote.organisation.name, "issued_on": day_text(today()),
        "demo": _("Demonstration, invented") if vote.estate.district.demo else "",
        "letters": [_letter(one, address) for one in letters],
    }  # fmt: skip
    return pdf((FOLDER / "letters.typ").read_bytes(), content, FOLDER)


def _letter(one: Letter, address: str) -> dict[str, str]:
    told = {"house": one.unit.house.name, "unit": one.unit.unit}
    return {
        "to": _("To the household %(house)s %(unit)s") % told, "area": _("counts for %(area)s m²") % {"area": f"{one.unit.area:,.2f}"},
        "code": one.code, "qr": qr(f"{address}/letter?code={one.code}"),
    }  # fmt: skip


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def notice_pdf(shown: Standing, slug: str) -> bytes:
    """PDF, A4: the result with each ratio, as it is put up in the stairwell. Raises NoChineseFont."""
    vote = shown.row
    address = f"{settings.LINLI_ADDRESS}/{slug}/renovation/votes/{vote.code}"
    content = {
        "fonts": fonts(), "title": _("Result of the owners' vote"), "vote": vote.title, "of_whom": vote.of_whom,
        "outcome": _("The owners agreed") if vote.result.outcome == "reached" else _("Not agreed"), "reached": vote.result.outcome == "reached",
        "asked": _("What was voted on"), "paragraphs": _paragraphs(vote.text),
        "facts": _facts(shown), "heads": [_("What is asked"), _("This vote"), _("Share of the whole"), _("Share asked for"), ""],
        "checks": [
            [one.name, f"{one.part} ÷ {one.whole}", one.percent, one.asked, _("reached") if one.met else _("not reached")]
            for one in shown.checks
        ],
        "note": _("Who abstains takes part. The votes of single households are not published."),
        "rule": _("Counted by: %(rule)s (version %(n)d). %(basis)s") % {"rule": vote.rule.name, "n": vote.rule.version, "basis": vote.rule.basis},
        "issued_by": vote.organisation.name, "issued_on": day_text(vote.result.closed_at.astimezone(LOCAL).date()),
        "number": _("Vote %(code)s") % {"code": vote.code}, "address": address, "qr": qr(address),
        "demo": _("Demonstration, invented") if vote.estate.district.demo else "",
    }  # fmt: skip
    return pdf((FOLDER / "notice.typ").read_bytes(), content, FOLDER)


def _facts(shown: Standing) -> list[list[str]]:
    """Each a name and what stands for it; so few that they would tell who are left out."""
    vote, counted = shown.row, shown.counted
    opened = day_text(vote.opened_at.astimezone(LOCAL).date())
    found: list[list[Any]] = [[_("Time of the vote"), f"{opened} – {day_text(vote.closes_on)}"]]
    if counted is not None and not shown.sum_hidden:
        told = _(
            "%(yes)d agree (%(yes_area)s m²), %(no)d do not (%(no_area)s m²), %(abstain)d abstain (%(abstain_area)s m²)"
        )
        numbers = {"yes": counted.yes, "no": counted.no, "abstain": counted.abstain}
        areas = {f"{name}_area": f"{getattr(counted, f'{name}_area'):,.2f}" for name in numbers}
        found.append([_("Votes cast"), told % {**numbers, **areas}])
    return found
