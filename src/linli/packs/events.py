"""safety.yaml and events.yaml of a pack: what is looked at in a building and by whom, and a demo's invented events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, Field, StringConstraints

from linli.catalogue.opening import WEEKDAYS
from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text
from linli.community.actions import EventRow, PlanRow, PostRow, SafetyItemRow

from .halls import Hour
from .mistakes import Mistakes, did_you_mean
from .reading import Document
from .schema import CategoryCode, DutyPhone, LawName, Username
from .validating import one_of
from .venues import PictureEntry, check_picture, stored_picture

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

SAFETY, EVENTS = "safety.yaml", "events.yaml"
_LEVELS = ("venue", "street", "district")


class ItemEntry(Entry):
    """One thing to look at; `basis` names the law or standard, `category` the code of the case that a fault becomes."""

    code: Slug
    group: Annotated[Text, Field(max_length=20)]
    name: Annotated[Text, Field(max_length=40)]
    look: Annotated[Text, Field(max_length=200)]
    basis: list[LawName] = Field(min_length=1)
    kinds: list[Text] = []
    category: CategoryCode | None = None


class PostEntry(Entry):
    """Who answers on a level. `person` is a username of people.yaml, in a demo"""

    organisation: OrganisationCode
    person: Username | None = None


class PlanEntry(Entry):
    """One venue that is inspected: every so many days, the first time `due_in` days after it is loaded"""

    venue: Slug
    every_days: Annotated[int, Field(ge=1, le=366)]
    due_in: Annotated[int, Field(ge=-60, le=366)] = 7
    posts: dict[Literal["venue", "street", "district"], PostEntry]


class SafetyEntry(Entry):
    """safety.yaml"""

    items: list[ItemEntry] = Field(min_length=1)
    venues: list[PlanEntry] = []


class EventEntry(Entry):
    """One item of events.yaml: on a weekday, so many weeks from now (negative: held already). Demo districts only"""

    code: Slug
    title: Annotated[Text, Field(max_length=60)]
    text: Annotated[Text, Field(max_length=4000)]
    organisation: OrganisationCode
    venue: Slug | None = None
    place: Annotated[str, StringConstraints(max_length=120)] = ""
    audience: Annotated[str, StringConstraints(max_length=60)] = ""
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    weeks: Annotated[int, Field(ge=-60, le=60)] = 0
    at: Hour
    minutes: Annotated[int, Field(ge=10, le=1440)]
    seats: Annotated[int, Field(ge=1, le=100_000)] | None = None
    companions: Annotated[int, Field(ge=0, le=9)] = 0
    attended: Annotated[int, Field(ge=0)] | None = None
    phone: DutyPhone = ""
    picture: PictureEntry | None = None


class Safety(BaseModel):
    """safety.yaml as it was read: its items and plans, each with its line."""

    items: list[tuple[ItemEntry, int]] = []
    plans: list[tuple[PlanEntry, int]] = []


def read_safety(document: Document | None, mistakes: Mistakes) -> Safety:
    entry = one_of(document, SafetyEntry, mistakes) if document else None
    if document is None or entry is None:
        return Safety()
    return Safety(
        items=[(one, document.line(("items", place))) for place, one in enumerate(entry.items)],
        plans=[(one, document.line(("venues", place))) for place, one in enumerate(entry.venues)],
    )


def check_safety(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Each code once; categories, venues, organisations and people are known; a plan has its three levels."""
    categories = {entry.code for entry, _line in contents.categories}
    venues, usernames = _venues(contents), {one.username for one, _line in contents.people}
    _once([(one.code, line) for one, line in contents.safety.items], mistakes)
    _once([(one.venue, line) for one, line in contents.safety.plans], mistakes)
    for item, line in contents.safety.items:
        if item.category and categories and item.category not in categories:
            _unknown(SAFETY, line, "category", _("category"), item.category, categories, mistakes)
    for plan, line in contents.safety.plans:
        if plan.venue not in venues:
            _unknown(SAFETY, line, "venue", _("venue"), plan.venue, venues, mistakes)
        missing = [level for level in _LEVELS if level not in plan.posts]
        if missing:
            message = _("Three levels answer for a venue; missing: %(levels)s.") % {"levels": ", ".join(missing)}
            mistakes.add(SAFETY, line, "posts", message)
        for post in plan.posts.values():
            names.organisations.must_hold(post.organisation, SAFETY, line, "posts")
            if post.person and post.person not in usernames:
                known = {name for name in usernames if name}
                _unknown(SAFETY, line, "posts", _("person"), post.person, known, mistakes)


def check_events(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    if contents.events and not contents.district.demo:
        message = _("Events can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(EVENTS, 1, "", message)
    venues = _venues(contents)
    for entry, line in contents.events:
        names.organisations.must_hold(entry.organisation, EVENTS, line, "organisation")
        if entry.venue and entry.venue not in venues:
            _unknown(EVENTS, line, "venue", _("venue"), entry.venue, venues, mistakes)
        if not entry.venue and not entry.place:
            mistakes.add(EVENTS, line, "venue", _("An event needs a “venue”, or a “place” in words."))
        if entry.picture:
            check_picture(contents.folder, entry.picture.file, EVENTS, line, mistakes)


def _venues(contents: Contents) -> set[str]:
    return {entry.code for entry, _line in contents.venues if entry.code}


def _once(keys: list[tuple[str, int]], mistakes: Mistakes) -> None:
    first: dict[str, int] = {}
    for key, line in keys:
        if key in first:
            message = _("“%(key)s” is there twice; first in line %(line)d.") % {"key": key, "line": first[key]}
            mistakes.add(SAFETY, line, "code", message)
        first.setdefault(key, line)


def _unknown(file: str, line: int, path: str, kind: str, value: str, known: set[str], mistakes: Mistakes) -> None:
    message = _("There is no %(kind)s “%(value)s”.") % {"kind": kind, "value": value}
    mistakes.add(file, line, path, message + did_you_mean(value, known))


def item_rows(contents: Contents) -> Iterator[SafetyItemRow]:
    for one, _line in contents.safety.items:
        yield SafetyItemRow(
            one.code, one.group, one.name, one.look, tuple(one.basis), tuple(one.kinds), one.category or ""
        )


def plan_rows(contents: Contents) -> Iterator[PlanRow]:
    for one, _line in contents.safety.plans:
        posts = tuple(PostRow(level, post.organisation, post.person or "") for level, post in one.posts.items())
        yield PlanRow(one.venue, one.every_days, one.due_in, posts)


def event_rows(contents: Contents) -> Iterator[EventRow]:
    for one, _line in contents.events:
        kept = (*stored_picture(contents.folder, one.picture.file), one.picture.alt) if one.picture else ("", "", "")
        yield EventRow(
            one.code, one.title, one.text, one.organisation, WEEKDAYS.index(one.weekday), one.weeks,
            time.fromisoformat(one.at), one.minutes, one.venue or "", one.place, one.audience, one.seats, one.companions,
            one.attended, one.phone, kept,
        )  # fmt: skip
