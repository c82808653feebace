"""Finding anything in a district by one question: results of every kind, narrowed by chips; for staff their cases too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from linli.cases.models import Case
from linli.cases.queries.finding import found_ids
from linli.catalogue.models import Audience, LifeEvent
from linli.people.actors import Actor, actor_of
from linli.places.models import District
from linli.places.queries import district_named
from linli.portal.models import PolicyLevel
from linli.search.queries import LONGEST, Counted, Found, Item, Wanted, other_words, search, what_there_is

# Of the cases of who is staff; the worklist has them all.
CASES_SHOWN = 3
# Before anything narrower is offered, so many must be found.
_WORTH_NARROWING = 4
_VALUES_SHOWN = 12


@dataclass(frozen=True)
class Kind:
    """A kind of thing that can be found: what it is called, its icon, and where all of them are listed."""

    name: str
    label: Promise
    icon: str
    listed: str = ""


KINDS = (
    Kind("policy", gettext_lazy("Policies"), "policy", "policies"),
    Kind("service", gettext_lazy("Services"), "services", "services"),
    Kind("article", gettext_lazy("Articles"), "write"),
    Kind("event", gettext_lazy("Events"), "wait", "events"),
    Kind("venue", gettext_lazy("Venues"), "home", "venues"),
    Kind("topic", gettext_lazy("Topics"), "talk", "dialogue"),
    Kind("proposal", gettext_lazy("Proposals"), "talk", "dialogue"),
    Kind("meeting", gettext_lazy("Meetings"), "people", "dialogue"),
    Kind("project", gettext_lazy("Projects"), "neighbours", "projects?list=projects"),
    Kind("demand", gettext_lazy("Demands"), "neighbours", "projects"),
    Kind("resource", gettext_lazy("Resources"), "neighbours", "projects?list=resources"),
    Kind("vacancy", gettext_lazy("Idle shops and halls"), "map", "assets?view=vacant"),
)
_KIND = {kind.name: kind for kind in KINDS}
# What a search is narrowed by besides the kind: the name in the address, how it is called, what a value is called.
Told = Callable[[str], str]


def _of(choices: Any) -> Told:
    return lambda value: str(choices(value).label) if value in choices.values else value


def _visits(value: str) -> str:
    return _("Without coming in") if value == "none" else _("One visit")


def _year(value: str) -> str:
    return _("%(year)s (year)") % {"year": value}


NARROWING: tuple[tuple[str, Promise, Told], ...] = (
    ("level", gettext_lazy("Level"), _of(PolicyLevel)),
    ("subject", gettext_lazy("Subject"), str),
    ("audience", gettext_lazy("For whom"), _of(Audience)),
    ("event", gettext_lazy("Turn of life"), _of(LifeEvent)),
    ("visit", gettext_lazy("Coming in"), _visits),
    ("year", gettext_lazy("Year"), _year),
)


@require_safe
def search_page(request: HttpRequest, district: str) -> HttpResponse:
    """`q`, narrowed by `kind` and the rest, each as often as wanted; `page` from 1."""
    here = district_named(district)
    address = _Address.of(request)
    found = search(Wanted(here.code, address.text, address.narrowed, address.page))
    actor = actor_of(request)
    context = {
        "district": here, "text": address.text[:LONGEST], "found": found, "longest": LONGEST,
        "rows": [_row(item) for item in found.items],
        "kinds": _kinds(address, found), "groups": _groups(address, found), "is_narrowed": bool(address.narrowed),
        "report": f"/{here.slug}/report", "free": address.with_(narrowed={}), "meant": address.with_(text=found.meant, narrowed={}) if found.meant else "",
        "newer": address.with_(page=address.page - 1) if 1 < address.page <= found.pages + 1 else "",
        "older": address.with_(page=address.page + 1) if address.page < found.pages else "",
        "others": [(word, address.with_(text=word, narrowed={})) for word in other_words(here.code, address.text)],
        "cases": _cases(actor, here, address.text) if actor.is_staff else [],
        "there_is": _there_is(here) if found.asked.is_empty or not found.items else [],
    }  # fmt: skip
    return render(request, "web/search.html", context)


@dataclass(frozen=True)
class _Address:
    """What a search page was asked for, and the addresses of those beside it."""

    text: str
    narrowed: dict[str, tuple[str, ...]]
    page: int = 1

    @classmethod
    def of(cls, request: HttpRequest) -> _Address:
        given = request.GET
        names = ["kind", *(name for name, _label, _told in NARROWING)]
        # The index says is: what the address calls the kind.
        narrowed = {
            "is" if name == "kind" else name: tuple(dict.fromkeys(filter(None, given.getlist(name)))) for name in names
        }
        number = given.get("page", "1")
        page = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1
        return cls(
            given.get("q", "").strip(), {name: values[:20] for name, values in narrowed.items() if values}, max(page, 1)
        )

    def with_(
        self, *, text: str | None = None, narrowed: dict[str, tuple[str, ...]] | None = None, page: int = 1
    ) -> str:
        said = (self.text if text is None else text)[:LONGEST]
        kept = self.narrowed if narrowed is None else narrowed
        parts = [
            ("q", said),
            *(("kind" if name == "is" else name, value) for name, values in kept.items() for value in values),
        ]
        return f"?{urlencode([*parts, *([('page', page)] if page > 1 else [])])}"

    def turned(self, name: str, value: str) -> str:
        """With this value chosen if it was not, and free again if it was."""
        held = self.narrowed.get(name, ())
        other = tuple(one for one in held if one != value) if value in held else (*held, value)
        return self.with_(
            narrowed={
                **{key: values for key, values in self.narrowed.items() if key != name},
                **({name: other} if other else {}),
            }
        )


def _kinds(address: _Address, found: Found) -> list[dict[str, Any]]:
    """All, and each kind of which there is something; one at a time."""
    counts = {one.value: one for one in found.counts.get("is", ())}
    known = [(kind, counts[kind.name]) for kind in KINDS if kind.name in counts]
    if len(known) < 2 and "is" not in address.narrowed:
        return []
    free = {name: values for name, values in address.narrowed.items() if name != "is"}
    total = sum(one.count for _kind, one in known)
    every = {
        "label": _("Everything"),
        "href": address.with_(narrowed=free),
        "count": total,
        "current": "is" not in address.narrowed,
    }
    return [
        every,
        *(
            {"label": str(kind.label), "href": address.with_(narrowed={**free, "is": (kind.name,)}), "count": one.count, "current": one.chosen}
            for kind, one in known
        ),
    ]  # fmt: skip


def _groups(address: _Address, found: Found) -> list[dict[str, Any]]:
    """What narrows further, in the order of the names; what would change nothing is left out."""
    groups = []
    for name, label, told in NARROWING:
        values = [one for one in found.counts.get(name, ()) if one.count or one.chosen]
        if not any(one.chosen for one in values) and (found.total < _WORTH_NARROWING or len(values) < 2):
            continue
        chips = [_chip(address, name, one, told) for one in _in_order(name, values)]
        groups.append({"label": label, "chips": chips, "chosen": any(one.chosen for one in values)})
    return groups


def _in_order(name: str, values: Iterable[Counted]) -> list[Counted]:
    most = sorted(values, key=lambda one: (not one.chosen, -one.count))[:_VALUES_SHOWN]
    if name == "level":
        return sorted(
            most, key=lambda one: list(PolicyLevel.values).index(one.value) if one.value in PolicyLevel.values else 9
        )
    return sorted(most, key=lambda one: one.value, reverse=True) if name == "year" else most


def _chip(address: _Address, name: str, one: Counted, told: Told) -> dict[str, Any]:
    return {
        "label": told(one.value),
        "href": address.turned(name, one.value),
        "count": one.count,
        "current": one.chosen,
    }


def _row(item: Item) -> dict[str, Any]:
    kind = _KIND.get(item.kind)
    facts = [*(_of(PolicyLevel)(value) for value in item.values("level")), item.by]
    if item.kind == "service":
        facts += [_visits(value) for value in item.values("visit")]
    return {
        "item": item, "kind": kind.label if kind else item.kind, "icon": kind.icon if kind else "search",
        "facts": [fact for fact in facts if fact], "at": _when(item),
    }  # fmt: skip


def _when(item: Item) -> datetime | None:
    """When it was issued, published or takes place; a service or a place has no such time, nor what is older than all."""
    return None if item.kind in ("service", "venue", "vacancy") or item.at.year <= 1970 else item.at


def _cases(actor: Actor, district: District, text: str) -> list[Case]:
    """The best of the cases that a member of staff may see."""
    if actor.reach.district != district.code or not text:
        return []
    keys = found_ids(text, district.code, actor.reach)
    visible = Case.objects.visible_to(actor.reach).filter(pk__in=keys[:50])
    place = {key: number for number, key in enumerate(keys)}
    return sorted(visible, key=lambda case: place[case.pk])[:CASES_SHOWN]


def _there_is(district: District) -> list[dict[str, Any]]:
    """Each kind of which there is something, how much, and where it is listed."""
    counts = what_there_is(district.code)
    return [
        {"label": kind.label, "icon": kind.icon, "count": counts[kind.name], "href": f"/{district.slug}/{kind.listed}" if kind.listed else ""}
        for kind in KINDS
        if counts.get(kind.name)
    ]  # fmt: skip
