"""What a district's front page tells: how it does this month, and what is being worked on."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.cache import cache

from linli.cases.models import Case
from linli.cases.queries.figures import Period, Rates, definitions, three_rates
from linli.catalogue.guides import Savings, savings
from linli.catalogue.questions import questions

CASES_SHOWN = 6
# The page that everyone opens first does not count a month's cases each time; the open figures do.
COUNTED_EVERY = 60


@dataclass(frozen=True)
class FrontPage:
    """The district's rates of the month, up to a minute old, with what each is, and the newest open cases that anyone may see.

    `asks`: whether a few questions lead to what one may get.
    """

    month: Period
    rates: Rates
    definitions: dict[str, str]
    cases: list[Case]
    savings: Savings
    asks: bool


def front_page(district: str) -> FrontPage:
    """The front page of a district (its code)."""
    month = Period.this_month()
    cases = Case.objects.public().open().filter(district_id=district).order_by("-id")[:CASES_SHOWN]
    rates = cache.get_or_set(
        f"front-page:{district}:{month.first}", lambda: three_rates(district, month), COUNTED_EVERY
    )
    assert isinstance(rates, Rates)
    return FrontPage(month, rates, definitions(), list(cases), savings(district), bool(questions(district)))
