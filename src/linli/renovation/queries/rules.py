"""The rules by which votes are counted, and what each asks, in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ..counting import Check, Counted, Share, Terms, judge
from ..models import Rule


def current_rules(district: str) -> list[Rule]:
    """The newest version of each, in the order of their codes."""
    newest = {one.code: one for one in Rule.objects.filter(district=district).order_by("version")}
    return [newest[code] for code in sorted(newest)]


def share_text(share: Share) -> str:
    told = {"n": share.numerator, "d": share.denominator}
    if share.more_than:
        return (
            _("more than half") if (share.numerator, share.denominator) == (1, 2) else _("more than %(n)d/%(d)d") % told
        )
    return _("%(n)d/%(d)d or more") % told


def terms_text(terms: Terms) -> list[str]:
    """Two sentences: who must take part, who must agree."""
    told = {
        "turnout_units": share_text(terms.turnout_units), "turnout_area": share_text(terms.turnout_area),
        "agree_units": share_text(terms.agree_units), "agree_area": share_text(terms.agree_area),
    }  # fmt: skip
    return [
        _("Taking part: %(turnout_units)s of all owners, and %(turnout_area)s of all area.") % told,
        _("Of those who take part agree: %(agree_units)s of owners, and %(agree_area)s of area.") % told,
    ]


@dataclass(frozen=True)
class CheckLine:
    """One of the four checks as a page shows it."""

    name: str
    part: str
    whole: str
    asked: str
    met: bool
    ratio: float | None

    @property
    def percent(self) -> str:
        """Cut, never rounded up: 66.66% is not two thirds."""
        return "—" if self.ratio is None else f"{int(self.ratio * 10_000) / 100:.2f}%"


def check_lines(rule: Rule, counted: Counted) -> list[CheckLine]:
    """Each ratio with what stands above and below its line."""
    names = {
        "turnout_units": _("Owners that took part"), "turnout_area": _("Area that took part"),
        "agree_units": _("Owners that agree"), "agree_area": _("Area that agrees"),
    }  # fmt: skip
    return [_line(names[one.name], one) for one in judge(Terms.read(rule.terms), counted).checks]


def _line(name: str, check: Check) -> CheckLine:
    by_area = check.name.endswith("area")
    return CheckLine(
        name,
        _number(check.part, by_area),
        _number(check.whole, by_area),
        share_text(check.share),
        check.met,
        check.ratio,
    )


def _number(value: Decimal, by_area: bool) -> str:
    return f"{value:,.2f} ㎡" if by_area else _("%(n)s owners") % {"n": f"{value:,.0f}"}
