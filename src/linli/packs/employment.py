"""jobs.yaml of a pack: whom posts are offered to first, the least an hour is paid, companies and their posts; a demo's half year.

rule:
  version: 2026-1                       # a change is a new version: each post keeps the one that was printed on it
  name: 优先顺序
  words: 同一岗位，先请排在前面的人
  groups: [{code: old, name: 老, words: 年满六十周岁}]
  least_an_hour: 22                     # in yuan
  source: 四川省最低工资标准
  verified: false                       # whether it was compared with its source
companies: [{organisation: 511502-fuwu, bank: "asset:bank:service-companies"}]
posts:                                  # days from the day it is loaded
  - {code: canteen-kitchen, company: 511502-fuwu, title: 食堂帮厨, about: 洗菜, area: "511502012001", place: 食堂, kind: full,
     hours_a_week: 40, pay: monthly, wage: 4200, wanted: 2, open_from: -190, open_until: 30}
demo:                                   # demo districts only: invented people
  workers: [{post: canteen-kitchen, name: 某某, group: old, days_ago: 150, days: [mon-fri], hours: 8}]
  asked: [{post: canteen-kitchen, name: 某某, group: women, days_ago: 3}]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import Field, StringConstraints, model_validator

from linli.catalogue.spec import Entry, OrganisationCode, Slug, Text, wrong
from linli.employment import actions as employment
from linli.employment.queries.jobs import hourly
from linli.places.actions import Changes
from linli.places.models import District

from .halls import Days, weekdays
from .mistakes import Mistakes, did_you_mean
from .reading import Document, read_yaml
from .validating import one_of

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames

ROOM = "employment"
FILE = "jobs.yaml"
FILES = (FILE,)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Yuan = Annotated[Decimal, Field(gt=0, le=100_000, max_digits=8, decimal_places=2)]
Person = Annotated[Text, Field(max_length=20)]
DaysAgo = Annotated[int, Field(ge=0, le=350)]
AccountCode = Annotated[str, StringConstraints(pattern=r"^asset(:[a-z][a-z0-9-]*){1,4}$")]


class GroupEntry(Entry):
    code: Slug
    name: Annotated[Text, Field(max_length=20)]
    words: Annotated[Text, Field(max_length=120)]


class RuleEntry(Entry):
    """Whom posts are offered to first; the first group first."""

    version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.-]{1,20}$")]
    name: Annotated[Text, Field(max_length=40)]
    words: Annotated[Text, Field(max_length=500)]
    groups: list[GroupEntry] = Field(min_length=1, max_length=12)
    least_an_hour: Yuan
    source: Annotated[Text, Field(max_length=200)]
    verified: bool = False


class CompanyEntry(Entry):
    organisation: OrganisationCode
    bank: AccountCode
    address: Annotated[str, StringConstraints(max_length=120)] = ""
    phone: Annotated[str, StringConstraints(max_length=20)] = ""


class PostEntry(Entry):
    code: Slug
    company: OrganisationCode
    title: Annotated[Text, Field(max_length=40)]
    about: Annotated[Text, Field(max_length=2000)]
    area: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    place: Annotated[Text, Field(max_length=60)]
    kind: Literal["full", "part"]
    hours_a_week: Annotated[int, Field(ge=1, le=60)]
    pay: Literal["monthly", "hourly"]
    wage: Yuan
    wanted: Annotated[int, Field(ge=1, le=200)]
    open_from: Annotated[int, Field(ge=-360, le=360)]
    open_until: Annotated[int, Field(ge=-360, le=360)]
    times: Annotated[str, StringConstraints(max_length=60)] = ""

    @model_validator(mode="after")
    def _days_follow(self) -> PostEntry:
        if self.open_until < self.open_from:
            raise wrong(_("A post is open until a day after it opened."))
        return self


class WorkerEntry(Entry):
    post: Slug
    name: Person
    group: str = ""
    days_ago: DaysAgo
    days: list[Days] = Field(min_length=1, max_length=7)
    hours: Annotated[Decimal, Field(gt=0, le=24, decimal_places=2)]


class AskedEntry(Entry):
    post: Slug
    name: Person
    group: str = ""
    days_ago: DaysAgo
    times: Annotated[str, StringConstraints(max_length=60)] = ""
    words: Annotated[str, StringConstraints(max_length=300)] = ""


class HalfYearEntry(Entry):
    """A demo's invented half year."""

    workers: list[WorkerEntry] = []
    asked: list[AskedEntry] = []


class JobsEntry(Entry):
    """jobs.yaml"""

    rule: RuleEntry
    companies: list[CompanyEntry] = Field(min_length=1)
    posts: list[PostEntry] = []
    demo: HalfYearEntry = HalfYearEntry()


@dataclass
class Jobs:
    """The file as it was read, with the line of each thing in it; a pack without it has none."""

    entry: JobsEntry | None = None
    document: Document | None = field(default=None)

    def line(self, *steps: str | int) -> int:
        return self.document.line(steps) if self.document else 0


def read(folder: Path, mistakes: Mistakes) -> Jobs:
    document = read_yaml(folder / FILE, mistakes) if (folder / FILE).is_file() else None
    entry = one_of(document, JobsEntry, mistakes) if document else None
    return Jobs(entry, document) if entry else Jobs()


def check(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """Every name known, each post once and paid enough, nobody placed beyond its number, invented people in a demo only."""
    found: Jobs = contents.rooms[ROOM]
    if found.entry is None:
        return
    for place, company in enumerate(found.entry.companies):
        names.organisations.must_hold(company.organisation, FILE, found.line("companies", place), "organisation")
    for place, group in enumerate(found.entry.rule.groups):
        _once(found, [one.code for one in found.entry.rule.groups], place, group.code, ("rule", "groups"), mistakes)
    _check_posts(found, found.entry, names, mistakes)
    _check_demo(found, found.entry, mistakes)
    if found.entry.demo != HalfYearEntry() and not contents.district.demo:
        message = _("People can only be given in the pack of a demo district (demo: true in district.yaml).")
        mistakes.add(FILE, found.line("demo"), "demo", message)


def _once(found: Jobs, codes: list[str], place: int, code: str, steps: tuple[str, ...], mistakes: Mistakes) -> None:
    first = codes.index(code)
    if first < place:
        told = {"key": code, "line": found.line(*steps, first)}
        message = _("“%(key)s” is there twice; first in line %(line)d.") % told
        mistakes.add(FILE, found.line(*steps, place), "code", message)


def _check_posts(found: Jobs, entry: JobsEntry, names: AllNames, mistakes: Mistakes) -> None:
    companies, codes = {one.organisation for one in entry.companies}, [one.code for one in entry.posts]
    for place, post in enumerate(entry.posts):
        line = found.line("posts", place)
        _once(found, codes, place, post.code, ("posts",), mistakes)
        names.communities.must_hold(post.area, FILE, line, "area")
        _known(post.company, companies, _("company"), line, "company", mistakes)
        paid = hourly(post.pay, post.wage, post.hours_a_week)
        if paid < entry.rule.least_an_hour:
            told = {"paid": paid, "least": entry.rule.least_an_hour}
            mistakes.add(FILE, line, "wage", _("That is %(paid)s yuan an hour; the rule wants %(least)s.") % told)


def _check_demo(found: Jobs, entry: JobsEntry, mistakes: Mistakes) -> None:
    wanted = {one.code: one.wanted for one in entry.posts}
    groups = {one.code for one in entry.rule.groups}
    for name, rows in (("workers", entry.demo.workers), ("asked", entry.demo.asked)):
        listed: Iterable[WorkerEntry | AskedEntry] = rows
        for place, row in enumerate(listed):
            line = found.line("demo", name, place)
            _known(row.post, set(wanted), _("post"), line, "post", mistakes)
            if row.group:
                _known(row.group, groups, _("group"), line, "group", mistakes)
            if isinstance(row, WorkerEntry) and row.post in wanted:
                wanted[row.post] -= 1
                if wanted[row.post] < 0:
                    message = _("More people are placed in “%(post)s” than it wants.") % {"post": row.post}
                    mistakes.add(FILE, line, "post", message)


def _known(value: str, known: set[str], kind: str, line: int, path: str, mistakes: Mistakes) -> None:
    if value not in known:
        message = _("There is no %(kind)s “%(value)s”.") % {"kind": kind, "value": value}
        mistakes.add(FILE, line, path, message + did_you_mean(value, known))


def rule_row(entry: JobsEntry) -> employment.RuleRow:
    rule = entry.rule
    groups = tuple(employment.GroupRow(one.code, one.name, one.words) for one in rule.groups)
    return employment.RuleRow(
        rule.version, rule.name, rule.words, groups, rule.least_an_hour, rule.source, rule.verified
    )


def worker_row(one: WorkerEntry) -> employment.WorkerRow:
    days = tuple(sorted({WEEKDAYS.index(day) for span in one.days for day in weekdays(span)}))
    return employment.WorkerRow(one.post, one.name, one.group, one.days_ago, days, one.hours)


def parts(district: District, contents: Contents) -> dict[str, Callable[[], Changes]]:
    """What is to be made of it, each kind after those it refers to."""
    entry = contents.rooms[ROOM].entry
    if entry is None:
        return {}
    companies = [employment.CompanyRow(**one.model_dump()) for one in entry.companies]
    posts = [employment.PostRow(**one.model_dump()) for one in entry.posts]
    workers = [worker_row(one) for one in entry.demo.workers]
    asked = [employment.AskedRow(**one.model_dump()) for one in entry.demo.asked]
    return {
        gettext_noop("Rule of whom posts are offered to first"): partial(employment.replace_rule, district, rule_row(entry)),
        gettext_noop("Companies that offer posts"): partial(employment.replace_companies, district, companies),
        gettext_noop("Posts"): partial(employment.add_posts, district, posts),
        gettext_noop("Invented half year of wages"): partial(employment.add_demo_half_year, district, workers, asked),
    }  # fmt: skip
