"""legal.yaml of a pack: what is asked about, where lawyers advise and when, common questions, visits before the desk was kept here.

kinds: [{code: zufang, name: 租房}]
places:
  - {code: dongjie, name: 东街社区法律超市, organisation: "511502012001", area: "511502012001", address: …}
  - {code: dianhua, name: 电话咨询, organisation: 511502-sifa, by_phone: true}
lawyers:
  - code: su
    name: 苏明哲
    organisation: 511502-sifa          # whose staff sets the hours
    firm: …
    about: …
    username: lvshi                    # in people.yaml, with the role lawyer
    hours: [{place: dongjie, days: mon, begins: "09:00", ends: "11:30", minutes: 30}]
questions: [{code: yajin, kind: zufang, question: …, answer: …, law: [《民法典》第七百三十三条]}]
visits:                                # only numbers are known of these
  source: 演示数据：虚构的按月人次
  months: [{month: 2025-01, place: dongjie, counts: {zufang: 12}}]
demo: [{day: 1, slot: 0, kind: zufang, name: 某某}]   # demo districts only; all people are invented
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints, model_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, like, wrong
from linli.legal import actions as legal
from linli.people.models import Role
from linli.places.actions import Changes
from linli.places.models import District

from .halls import Days, Hour, weekdays
from .mistakes import Mistakes, did_you_mean
from .reading import Document, read_yaml
from .schema import AreaCode, MobilePhone, Username
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM = "legal"
FILE = "legal.yaml"
FILES = (FILE,)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Words = Annotated[str, StringConstraints(max_length=2000)]
Short = Annotated[str, StringConstraints(max_length=120)]
Month = Annotated[str, like("2025-01", r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]


class KindEntry(Entry):
    code: Slug
    name: Annotated[Text, Field(max_length=20)]


class PlaceEntry(Entry):
    """Where one is advised; `by_phone`: the lawyer calls."""

    code: Slug
    name: Annotated[Text, Field(max_length=40)]
    organisation: OrganisationCode
    address: Short = ""
    area: AreaCode | None = None
    by_phone: bool = False


class HoursEntry(Entry):
    place: Slug
    days: Days
    begins: Hour
    ends: Hour
    minutes: Literal["20", "30"]

    @model_validator(mode="after")
    def _follow(self) -> HoursEntry:
        if self.ends <= self.begins or not weekdays(self.days):
            raise wrong(_("The hours and weekdays of a lawyer must run forwards."))
        if self.begins[-1] != "0" or self.ends[-1] != "0":
            raise wrong(_("Hours begin and end on a full ten minutes, such as 09:00 or 14:30."))
        return self


class LawyerEntry(Entry):
    code: Slug
    name: Annotated[Text, Field(max_length=20)]
    organisation: OrganisationCode
    firm: Annotated[str, StringConstraints(max_length=60)] = ""
    about: Annotated[str, StringConstraints(max_length=200)] = ""
    username: Username | None = None
    hours: list[HoursEntry] = []


class QuestionEntry(Entry):
    """A common question; `law` names each article that the answer rests on."""

    code: Slug
    kind: Slug
    question: Annotated[Text, Field(max_length=80)]
    answer: Annotated[Text, Field(max_length=1000)]
    law: list[Annotated[str, like("《民法典》第七百三十三条", r"^《[^《》]+》")]] = Field(min_length=1)


class MonthEntry(Entry):
    month: Month
    place: Slug
    counts: dict[Slug, Annotated[int, Field(ge=1, le=100_000)]] = Field(min_length=1)


class VisitsEntry(Entry):
    """Visits of the time before, by month, place and kind; `source` is shown with them."""

    source: Annotated[Text, Field(max_length=120)]
    months: list[MonthEntry] = []


class DemoEntry(Entry):
    """The n-th slot (from 0) of the n-th day from tomorrow that has any, or, negative, before today. Invented."""

    day: Annotated[int, Field(ge=-20, le=15)]
    slot: Annotated[int, Field(ge=0, le=60)]
    kind: Slug
    name: Annotated[Text, Field(max_length=20)]
    question: Annotated[str, StringConstraints(max_length=500)] = ""
    phone: MobilePhone | Literal[""] = ""
    asked: Words = ""
    explained: Words = ""
    law: Words = ""
    next: Words = ""


class LegalEntry(Entry):
    """legal.yaml"""

    kinds: list[KindEntry] = []
    places: list[PlaceEntry] = []
    lawyers: list[LawyerEntry] = []
    questions: list[QuestionEntry] = []
    visits: VisitsEntry | None = None
    demo: list[DemoEntry] = []


class Legal:
    """legal.yaml as it was read, with the line of each thing in it."""

    def __init__(self, entry: LegalEntry | None = None, document: Document | None = None) -> None:
        self.entry = entry or LegalEntry()
        self._document = document

    def line(self, *steps: str | int) -> int:
        return self._document.line(steps) if self._document else 0


def read(folder: Path, mistakes: Mistakes) -> Legal:
    path = folder / FILE
    document = read_yaml(path, mistakes) if path.exists() else None
    entry = one_of(document, LegalEntry, mistakes) if document else None
    return Legal(entry, document) if entry else Legal()


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Each code once, every name known, no lawyer in two places at once, and invented people in a demo only."""
    found: Legal = contents.rooms[ROOM]
    entry = found.entry
    if entry.demo and not contents.district.demo:
        message = _("People can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(FILE, found.line("demo"), "demo", message)
    for part in ("kinds", "places", "lawyers", "questions"):
        _check_once(found, part, mistakes)
    for number, lawyer in enumerate(entry.lawyers):
        names.organisations.must_hold(lawyer.organisation, FILE, found.line("lawyers", number), "organisation")
    for number, place in enumerate(entry.places):
        names.organisations.must_hold(place.organisation, FILE, found.line("places", number), "organisation")
        if place.area:
            names.areas.must_hold(place.area, FILE, found.line("places", number), "area")
    _check_lawyers(contents, found, mistakes)
    _check_names(found, mistakes)


def _check_once(found: Legal, part: str, mistakes: Mistakes) -> None:
    seen: set[str] = set()
    for place, row in enumerate(getattr(found.entry, part)):
        if row.code in seen:
            message = _("“%(key)s” is there twice.") % {"key": row.code}
            mistakes.add(FILE, found.line(part, place), "code", message)
        seen.add(row.code)


def _check_lawyers(contents: Contents, found: Legal, mistakes: Mistakes) -> None:
    known = {
        person.username
        for person, _line in contents.people
        if person.username and any(held.role == Role.LAWYER for held in person.positions)
    }
    for place, lawyer in enumerate(found.entry.lawyers):
        line = found.line("lawyers", place)
        if contents.district.demo and lawyer.username and lawyer.username not in known:
            message = _("“%(name)s” is no lawyer in people.yaml.") % {"name": lawyer.username}
            mistakes.add(FILE, line, "username", message + did_you_mean(lawyer.username, known))
        for day in WEEKDAYS:
            busy = sorted((one.begins, one.ends) for one in lawyer.hours if day in weekdays(one.days))
            for earlier, later in pairwise(busy):
                if later[0] < earlier[1]:
                    message = _("On %(day)s “%(who)s” is busy from %(begins)s to %(ends)s already.")
                    told = {"day": day, "who": lawyer.name, "begins": earlier[0], "ends": earlier[1]}
                    mistakes.add(FILE, line, "hours", message % told)


def _named(found: Legal) -> Iterator[tuple[int, str, str, str]]:
    """Every name that must be known: its line, where, which list it is from, and itself."""
    entry = found.entry
    for place, lawyer in enumerate(entry.lawyers):
        for number, one in enumerate(lawyer.hours):
            yield found.line("lawyers", place, "hours", number), "place", "places", one.place
    for place, question in enumerate(entry.questions):
        yield found.line("questions", place), "kind", "kinds", question.kind
    for place, month in enumerate(entry.visits.months if entry.visits else []):
        line = found.line("visits", "months", place)
        yield line, "place", "places", month.place
        yield from ((line, "counts", "kinds", kind) for kind in month.counts)
    for place, row in enumerate(entry.demo):
        yield found.line("demo", place), "kind", "kinds", row.kind


def _check_names(found: Legal, mistakes: Mistakes) -> None:
    known = {part: {row.code for row in getattr(found.entry, part)} for part in ("places", "kinds")}
    kinds = {"places": _("place"), "kinds": _("kind")}
    for line, path, part, value in _named(found):
        if value not in known[part]:
            message = _("There is no %(kind)s “%(value)s”.") % {"kind": kinds[part], "value": value}
            mistakes.add(FILE, line, path, message + did_you_mean(value, known[part]))
    seen: set[tuple[str, str]] = set()
    for place, month in enumerate(found.entry.visits.months if found.entry.visits else []):
        if (month.month, month.place) in seen:
            message = _("“%(key)s” is there twice.") % {"key": f"{month.month} {month.place}"}
            mistakes.add(FILE, found.line("visits", "months", place), "month", message)
        seen.add((month.month, month.place))


def _lawyers(entry: LegalEntry) -> list[legal.LawyerRow]:
    return [
        legal.LawyerRow(
            one.code, one.name, one.organisation, one.firm, one.about, one.username or "",
            tuple(
                legal.HoursRow(
                    held.place, WEEKDAYS.index(day), time.fromisoformat(held.begins), time.fromisoformat(held.ends), int(held.minutes)
                )
                for held in one.hours
                for day in weekdays(held.days)
            ),
        )
        for one in entry.lawyers
    ]  # fmt: skip


def _visits(entry: LegalEntry) -> list[legal.VisitsRow]:
    if entry.visits is None:
        return []
    return [
        legal.VisitsRow(date.fromisoformat(f"{one.month}-01"), kind, one.place, number, entry.visits.source)
        for one in entry.visits.months
        for kind, number in one.counts.items()
    ]


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    """What is to be made of it, each kind after those it refers to."""
    entry: LegalEntry = contents.rooms[ROOM].entry
    kinds = [legal.KindRow(**one.model_dump()) for one in entry.kinds]
    places = [legal.PlaceRow(**{**one.model_dump(), "area": one.area or ""}) for one in entry.places]
    questions = [legal.QuestionRow(**{**one.model_dump(), "law": tuple(one.law)}) for one in entry.questions]
    demo = [legal.DemoRow(**one.model_dump()) for one in entry.demo]
    return {
        gettext_noop("Kinds of legal matters"): partial(legal.replace_kinds, district, kinds),
        gettext_noop("Places of the legal desk"): partial(legal.replace_places, district, places),
        gettext_noop("Lawyers"): partial(legal.replace_lawyers, district, _lawyers(entry)),
        gettext_noop("Common legal questions"): partial(legal.replace_questions, district, questions),
        gettext_noop("Legal visits before"): partial(legal.replace_visits, district, _visits(entry)),
        gettext_noop("Invented consultations"): partial(legal.add_demo, district, demo),
    }
