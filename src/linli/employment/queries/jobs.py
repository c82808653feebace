"""Posts as everyone sees them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.clock import today
from linli.places.models import Level
from linli.places.queries import label, names

from ..errors import NotThere
from ..models import Company, Post, PostKind, PostState, Rule
from ..wages import an_hour

PAGE = 30
# Hours a week, by the words of the filter: up to and with.
HOURS = {"few": (1, 20), "half": (21, 34), "full": (35, 60)}


def offered(amount: Decimal) -> str:
    """A wage as a post says it: ¥4,200, ¥22.50."""
    whole = amount == amount.to_integral_value()
    return f"¥{amount:,.0f}" if whole else f"¥{amount:,.2f}"


@dataclass(frozen=True)
class Card:
    """A post as a line of a list or the head of its page."""

    row: Post

    @property
    def wage(self) -> str:
        return _("%(yuan)s %(per)s") % {"yuan": offered(self.row.wage), "per": self.row.pay_label}

    @property
    def area(self) -> str:
        return label(self.row.district_id, self.row.area_id)

    @property
    def hours(self) -> str:
        return ngettext("%(n)d hour a week", "%(n)d hours a week", self.row.hours_a_week) % {"n": self.row.hours_a_week}

    @property
    def left(self) -> str:
        return ngettext("%(n)d wanted", "%(n)d wanted", self.row.left) % {"n": self.row.left}

    @property
    def paragraphs(self) -> list[str]:
        return [line for line in self.row.about.splitlines() if line.strip()]


@dataclass(frozen=True)
class Choice:
    """What somebody filters by; what is not known is nothing."""

    kind: str = ""
    area: str = ""
    hours: str = ""

    @classmethod
    def of(cls, given: Any) -> Choice:
        kind, hours = str(given.get("kind", "")), str(given.get("hours", ""))
        return cls(
            kind if kind in PostKind.values else "", str(given.get("area", ""))[:12], hours if hours in HOURS else ""
        )

    @property
    def is_any(self) -> bool:
        return not (self.kind or self.area or self.hours)


def open_posts(district: str) -> QuerySet[Post]:
    day = today()
    rows = Post.objects.filter(
        district=district, state=PostState.OPEN, open_from__lte=day, open_until__gte=day, taken__lt=F("wanted")
    )
    return rows.select_related("company__organisation")


def listed(district: str, choice: Choice, after: str = "") -> list[Card]:
    """The newest first, one more than a page; one statement."""
    rows = open_posts(district)
    if choice.kind:
        rows = rows.filter(kind=choice.kind)
    if choice.area:
        rows = rows.filter(area__code__startswith=choice.area)
    if choice.hours:
        rows = rows.filter(hours_a_week__range=HOURS[choice.hours])
    if after:
        last = Post.objects.filter(district=district, code=after).values_list("open_from", "pk").first()
        if last is not None:
            rows = rows.filter(Q(open_from__lt=last[0]) | Q(open_from=last[0], pk__gt=last[1]))
    return [Card(row) for row in rows.order_by("-open_from", "pk")[: PAGE + 1]]


def areas_with_posts(district: str) -> list[tuple[str, str]]:
    """Communities in which anything is open: code and name; one statement."""
    codes = set(open_posts(district).values_list("area", flat=True))
    known = names(district)
    return [
        (code, area.name) for code, area in sorted(known.items()) if code in codes and area.level == Level.COMMUNITY
    ]


def hourly(pay: str, wage: Decimal, hours_a_week: int) -> Decimal:
    """What an hour of a post is paid, to hold against the least."""
    return an_hour(pay, wage, hours_a_week)


def a_post(district: str, code: str) -> Post:
    """Raises NotThere."""
    rows = Post.objects.select_related("company__organisation", "rule", "area")
    row = rows.filter(district=district, code=code).first()
    if row is None:
        raise NotThere(_("the post"))
    return row


def current_rule(district: str) -> Rule | None:
    return Rule.objects.filter(district=district, current=True).first()


def has_jobs(district: str) -> bool:
    """Whether a district has a company that offers posts."""
    return Company.objects.filter(district=district, active=True).exists()


def open_number(district: str) -> int:
    """How many people are wanted today."""
    return sum(wanted - taken for wanted, taken in open_posts(district).values_list("wanted", "taken"))
