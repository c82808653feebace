"""The policy station: a district's policies, the newest first, narrowed by whom they are for, subject, level and whether they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Self
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.catalogue.models import Audience
from linli.clock import day_text, today
from linli.places.models import District
from linli.places.revision import per_revision

from ..models import Policy, PolicyLevel, PolicySubject, PolicyTerm, Validity

PAGE = 20
# What a line shows; the text itself may be as long as a book.
_LINE = (
    "id", "title", "number", "issuer", "level", "issued_on", "listed_on", "validity", "in_force_from", "in_force_until",
    "summary", "subjects", "audiences", "services", "updated_at",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a list of policies is narrowed to, and where its page begins."""

    audience: str = ""
    subject: str = ""
    level: str = ""
    in_force: bool = False
    after: str = ""
    before: str = ""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Self:
        """From an address; what is not known there narrows nothing."""
        audience, level = given.get("for", ""), given.get("level", "")
        return cls(
            audience if audience in Audience.values else "", given.get("subject", "")[:20],
            level if level in PolicyLevel.values else "", bool(given.get("in_force")), given.get("after", ""), given.get("before", ""),
        )  # fmt: skip

    def address(self, **other: Any) -> str:
        """The address of the same, or of something else of it; always from the first page on."""
        one = replace(self, after="", before="", **other)
        words = {
            "for": one.audience,
            "subject": one.subject,
            "level": one.level,
            "in_force": "1" if one.in_force else "",
        }
        return f"?{urlencode({name: value for name, value in words.items() if value})}"

    @property
    def narrows(self) -> bool:
        return bool(self.audience or self.subject or self.level or self.in_force)


@dataclass(frozen=True)
class Line:
    """One policy of a list."""

    policy: Policy

    @property
    def facts(self) -> str:
        one = self.policy
        return " · ".join(filter(None, [one.issuer, one.number, day_text(one.issued_on)]))

    @property
    def state(self) -> tuple[str, str]:
        return state_of(self.policy)


def state_of(policy: Policy) -> tuple[str, str]:
    """Whether it holds, in a word, and its tone."""
    day = today()
    if policy.validity == Validity.REPEALED:
        return _("Repealed"), "late"
    if policy.has_run_out(day):
        return _("Run out"), "late"
    if policy.validity == Validity.AMENDED:
        return _("Amended"), "wait"
    if policy.in_force_from and policy.in_force_from > day:
        return _("From %(day)s") % {"day": day_text(policy.in_force_from)}, "calm"
    return _("In force"), "good"


@per_revision
def has_policies(district: str) -> bool:
    """Whether a district has published any, as of its last pack. Known by every page without a statement."""
    return Policy.objects.filter(district=district, live=True).exists()


def published(district: District) -> QuerySet[Policy]:
    """What anybody may read."""
    return Policy.objects.filter(district=district, live=True)


def in_force(rows: QuerySet[Policy], day: date) -> QuerySet[Policy]:
    return rows.exclude(validity=Validity.REPEALED).filter(Q(in_force_until=None) | Q(in_force_until__gte=day))


def narrowed(district: District, asked: Asked) -> QuerySet[Policy]:
    rows = published(district)
    if asked.level:
        rows = rows.filter(level=asked.level)
    if asked.audience:
        rows = rows.filter(_has("audience", asked.audience, Audience.EVERYONE.value))
    if asked.subject:
        rows = rows.filter(_has("subject", asked.subject))
    return in_force(rows, today()) if asked.in_force else rows


def _has(name: str, *values: str) -> Exists:
    terms = PolicyTerm.objects.filter(policy=OuterRef("pk"), term__in=[f"{name}:{value}" for value in values])
    return Exists(terms)


@dataclass(frozen=True)
class Page:
    """A page of the list; `newer` and `older` are where the neighbouring ones begin, empty where there is none."""

    rows: list[Policy]
    newer: str = ""
    older: str = ""


def page_of(district: District, asked: Asked, size: int = PAGE) -> Page:
    """One page, in one statement. It begins where the last one ended, so the thousandth costs what the first did."""
    rows = narrowed(district, asked).only(*_LINE)
    backwards = bool(asked.before)
    place = read_place(asked.before or asked.after)
    if place:
        day, key = place
        further = Q(listed_on__gt=day) | Q(listed_on=day, pk__gt=key)
        rows = rows.filter(further if backwards else Q(listed_on__lt=day) | Q(listed_on=day, pk__lt=key))
    order = ("listed_on", "pk") if backwards else ("-listed_on", "-pk")
    found = list(rows.order_by(*order)[: size + 1])
    more, shown = len(found) > size, found[:size]
    if backwards:
        shown.reverse()
    newer = more if backwards else place is not None
    older = True if backwards and place else more
    return Page(shown, place_of(shown[0]) if newer and shown else "", place_of(shown[-1]) if older and shown else "")


def place_of(policy: Policy) -> str:
    return f"{policy.listed_on:%Y%m%d}-{policy.pk.hex}" if policy.listed_on.year > 999 else ""


def read_place(text: str) -> tuple[date, UUID] | None:
    """The place an address names; None for one that is empty or altered, which is the first page."""
    day, _dash, key = text.partition("-")
    try:
        return date.fromisoformat(day), UUID(hex=key)
    except ValueError:
        return None


@dataclass(frozen=True)
class Chip:
    label: str
    href: str
    current: bool
    count: None = None


def subjects_of(district: District) -> list[str]:
    return list(PolicySubject.objects.filter(district=district).order_by("position").values_list("name", flat=True))


def audiences_there(district: District) -> list[Audience]:
    """Whom the district's policies are for."""
    rows = PolicyTerm.objects.filter(policy__district=district, policy__live=True, term__startswith="audience:")
    held = set(rows.values_list("term", flat=True).distinct())
    return [one for one in Audience if f"audience:{one.value}" in held and one != Audience.EVERYONE]


def station(district: District, asked: Asked) -> dict[str, Any]:
    """All that the page shows, in four statements."""
    page = page_of(district, asked)
    subjects = subjects_of(district)
    base = asked.address()
    joint = "&" if len(base) > 1 else ""
    return {
        "district": district, "asked": asked, "rows": [Line(one) for one in page.rows], "station": f"/{district.slug}/policies",
        "newer": f"{base}{joint}before={page.newer}" if page.newer else "",
        "older": f"{base}{joint}after={page.older}" if page.older else "",
        "audience_chips": _chips(asked, "audience", _("For anyone"), [(one.value, str(one.label)) for one in audiences_there(district)]),
        "subject_chips": _chips(asked, "subject", _("Any subject"), [(name, name) for name in subjects]),
        "level_chips": _chips(asked, "level", _("Any level"), [(value, str(label)) for value, label in PolicyLevel.choices]),
        "in_force_href": asked.address(in_force=not asked.in_force), "all_href": asked.address(),
        "is_empty": not page.rows and not asked.narrows and not asked.after,
    }  # fmt: skip


def _chips(asked: Asked, name: str, anything: str, choices: Iterable[tuple[str, str]]) -> list[Chip]:
    current = getattr(asked, name)
    return [
        Chip(label, asked.address(**{name: value}) if value or asked.narrows else "?", value == current)
        for value, label in [("", anything), *choices]
    ]
