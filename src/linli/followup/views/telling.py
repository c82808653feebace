"""How rates and rules are told: sentences under a figure, and numbers for everybody with the small ones left out."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import Condition
from ..norm import Norm, Rates, Share
from ..queries.figures import SMALLEST, Report


@dataclass(frozen=True)
class Rule:
    """One rule in words. `verified`: compared with the norm's text, or said by the district itself."""

    text: str
    verified: bool


def rules_of(norm: Norm) -> list[Rule]:
    """What the figures rest on."""
    told = {
        "n": norm.visits_a_year, "upper": f"{norm.systolic_below:g}", "lower": f"{norm.diastolic_below:g}",
        "age": norm.older_from, "older": f"{norm.older_systolic_below:g}", "older_lower": f"{norm.older_diastolic_below:g}",
        "fasting": f"{norm.fasting_below:g}", "months": norm.exam_after_months, "weeks": norm.soon_days // 7,
        "high": f"{norm.urgent_systolic:g}/{norm.urgent_diastolic:g}", "above": f"{norm.urgent_glucose_high:g}",
        "below": f"{norm.urgent_glucose_low:g}", "times": norm.refer_after, "from_age": norm.from_age,
    }  # fmt: skip

    def sure(*names: str) -> bool:
        return not norm.unverified.intersection(names)

    lost = _("Who was not met at the last visit, or not visited in the year, counts as not controlled.")
    kept = _(
        "Who was not met at the last visit is left as unknown; who was not visited in the year counts as not controlled."
    )
    return [
        Rule(_("Managed: enrolled on at least one day of the year. Residents of %(from_age)d and over.") % told, sure()),
        Rule(_("Managed to the norm: one visit face to face for each full three months of management in the year (%(n)d in a whole year), and from two weeks on at least one for who was enrolled in the year.") % told, sure()),
        Rule(_("And the yearly examination, within twelve months, from %(months)d months of management on.") % told, sure("exam_after_months")),
        Rule(_("Aim of blood pressure: below %(upper)s and below %(lower)s mmHg; from %(age)d years on below %(older)s and below %(older_lower)s.") % told, sure("systolic_below", "diastolic_below", "older_from", "older_systolic_below", "older_diastolic_below")),
        Rule(_("Aim of diabetes: fasting glucose below %(fasting)s mmol/L.") % told, sure("fasting_below")),
        Rule(lost if norm.lost_is_uncontrolled else kept, sure("lost_is_uncontrolled")),
        Rule(_("Urgent: from %(high)s mmHg (either value), glucose from %(above)s or down to %(below)s mmol/L; sent on, and followed up within %(weeks)d weeks.") % told, sure()),
        Rule(_("Not at the aim: visited again within %(weeks)d weeks; %(times)d times in a row: sent on.") % told, sure("refer_after")),
    ]  # fmt: skip


@dataclass(frozen=True)
class PublicShare:
    """A rate for everybody: `value` is None where a count behind it is small; the counts are texts."""

    numerator: str
    denominator: str
    value: float | None


@dataclass(frozen=True)
class PublicRow:
    condition: Condition
    managed: str
    management: PublicShare | None
    standard: PublicShare
    control: PublicShare


def count(number: int) -> str:
    """A count as the public is shown it."""
    return f"<{SMALLEST}" if 0 < number < SMALLEST else str(number)


def public_share(share: Share) -> PublicShare:
    """With a small count, or a small rest, neither the part nor the rate is shown: one would give the other away."""
    small = any(0 < one < SMALLEST for one in (share.numerator, share.denominator - share.numerator, share.denominator))
    if small:
        return PublicShare(
            count(share.numerator) if share.numerator < SMALLEST else "…", count(share.denominator), None
        )
    return PublicShare(str(share.numerator), str(share.denominator), share.value)


def public_rows(report: Report) -> list[PublicRow]:
    return [_public(part.condition, part.total.rates) for part in report.parts]


def _public(condition: Condition, rates: Rates) -> PublicRow:
    management = public_share(rates.management) if rates.management else None
    return PublicRow(
        condition,
        count(rates.managed),
        management,
        public_share(rates.standard_management),
        public_share(rates.control),
    )
