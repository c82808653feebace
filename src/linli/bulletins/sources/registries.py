"""A year of the registries as a bulletin: deaths, new tumours, events of heart and brain, and how good the registries are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from linli.clock import today
from linli.places.models import District
from linli.registries.queries import Published, published
from linli.registries.queries.figures import Indicator, Line, Rated
from linli.registries.queries.tally import BOTH, population_total, years_with_cards

from ..content import Cell, Column, Content, KeyFigure, Section, Shows, Table, Tone
from ..content import Line as Row
from ..errors import NothingToTell
from ..models import Kind
from . import Source
from .registry_words import issuer_of, methods, used, worded

PER = "1/10万"
# Wider than the registries' nineteen groups, so that few counts are small; by their places among those.
AGES = (
    ("0–14岁", 0, 4), ("15–29岁", 4, 7), ("30–44岁", 7, 10), ("45–59岁", 10, 13), ("60–69岁", 13, 15), ("70–79岁", 15, 17), ("80岁及以上", 17, 19),
)  # fmt: skip
SHOWN_IN_CHART = 12


class Registries:
    """The registries' years as sources."""

    def sources(self, district: District) -> list[Source]:
        """Every year with cards that is over, and this one so far."""
        return [self._source(district, year) for year in years_with_cards(district.code)]

    def _source(self, district: District, year: int) -> Source:
        name = _("Registries of %(year)d") % {"year": year}
        said = _("still under way") if year >= today().year else ""
        if not population_total(district.code, year):
            said = _("no population yet, so no rates")
        return Source(f"registries:{year}", Kind.REGISTRIES, name, year, said)

    def content(self, district: District, source: Source) -> Content:
        found = published(district.code, source.year)
        if not any(found.count(kind) for kind in found.lines):
            raise NothingToTell(source.name)
        return Content(
            title=_("Deaths, tumours, heart and brain events in %(year)d") % {"year": source.year}, district=district.name,
            issuer=issuer_of(district), year=source.year, period=_("The year %(year)d") % {"year": source.year},
            summary=(), key_figures=key_figures(found), sections=sections(found), methods=methods(found), used=used(found),
            made_on=today(), synthetic=district.demo,
        )  # fmt: skip

    def worded(self, content: Content) -> Content:
        return worded(content)


def sections(found: Published) -> tuple[Section, ...]:
    made = [one for kind in _KINDS if found.count(kind) for one in _of_kind(found, kind)]
    early = _("Probability of dying between 30 and 70 of a disease of heart, vessels or lung, of cancer or diabetes, if no other cause were there.")  # fmt: skip
    made.append(Section(code="early", title=_("Dying early"), message="", table=_early(found.indicators), chart="", definition=early))  # fmt: skip
    made.append(Section(code="quality", title=_("How good the registries are"), message="", table=_quality(found.indicators), chart=""))  # fmt: skip
    return tuple(one for one in made if one.table.lines)


_KINDS = ("death", "tumour", "event")


def _of_kind(found: Published, kind: str) -> Iterator[Section]:
    """Rates where there is a population, numbers by sex, by age and sex."""
    title, of_whom = {
        "death": (_("What people died of"), _("Causes")), "tumour": (_("New tumours"), _("Sites")),
        "event": (_("Heart and brain events"), _("Kinds")),
    }[kind]  # fmt: skip
    if found.lines[kind][0].crude is not None:
        yield Section(code=f"{kind}-rates", title=title, message="", table=_rates(found, kind, of_whom), subject=title)
    by_sex, by_age = _("%(title)s: by sex") % {"title": title}, _("%(title)s: by age and sex") % {"title": title}
    yield Section(
        code=f"{kind}-counts", title=by_sex, message="", table=_counts(found, kind, of_whom), chart="", subject=title
    )
    yield Section(code=f"{kind}-ages", title=by_age, message="", table=_ages(found, kind), chart="lines", subject=title)


def _rates(found: Published, kind: str, of_whom: str) -> Table:
    """Crude rates with limits beside the standardised ones; the chart shows the crude ones."""
    whole, *groups = _main(found.lines[kind])
    ranked = sorted(groups, key=lambda one: -one.total)[:SHOWN_IN_CHART]
    lines = [
        _rate_row(whole, found.population, "", "total"),
        *(_rate_row(one, found.population, of_whom, "plain") for one in ranked),
    ]
    return Table(
        code=f"{kind}-rates", title=_("Crude rate, both sexes"), measure=kind, shows="rate", unit=PER, base=_("Person-years"),
        columns=(Column(label=_("Crude rate")),), lines=tuple(lines),
        note=_standardised_note(whole, found),
    )  # fmt: skip


def _standardised_note(whole: Line, found: Published) -> str:
    """Of all together, by each population: a standardised rate without its name says nothing."""
    names = dict(found.standards)
    told = [
        _("%(value)s (%(low)s–%(high)s) by %(standard)s") % {"value": _n(rated.value), "low": _n(rated.low), "high": _n(rated.high), "standard": names[code]}
        for code, rated in whole.standardised.items()
        if whole.total >= 5
    ]  # fmt: skip
    return _("All together, age-standardised per 100,000: %(rates)s.") % {"rates": "；".join(told)} if told else ""


def _n(value: float | None) -> str:
    return "—" if value is None else f"{value:,.1f}"


def _rate_row(line: Line, population: int, group: str, tone: Tone) -> Row:
    rated = line.crude or Rated(0.0, None, None)
    cell = Cell(n=population, cases=line.total, value=rated.value, low=rated.low, high=rated.high)
    return Row(label=line.name, group=group, domain=_domain(line), tone=tone, cells=(cell,))


def _domain(line: Line) -> dict[str, str]:
    return {} if line.code == "all" else {"cause": line.code}


def _main(lines: Sequence[Line]) -> list[Line]:
    return [one for one in lines if not one.within]


SEXES: tuple[tuple[str, str, Tone], ...] = (("", BOTH, "total"), ("male", "male", "men"), ("female", "female", "women"))


def _columns() -> tuple[Column, ...]:
    names = {BOTH: _("Both sexes"), "male": _("Men"), "female": _("Women")}
    return tuple(
        Column(label=names[key], domain={"sex": sex} if sex else {}, tone=tone) for sex, key, tone in SEXES
    )  # fmt: skip


def _counts(found: Published, kind: str, of_whom: str) -> Table:
    lines = [
        Row(
            label=one.name, group="" if one.code == "all" else of_whom, domain=_domain(one), tone="plain",
            cells=tuple(Cell(cases=one.counts[key]) for _sex, key, _tone in SEXES),
        )
        for one in _main(found.lines[kind])
    ]  # fmt: skip
    return _table(f"{kind}-counts", _("How many, by sex"), kind, "count", lines)


def _ages(found: Published, kind: str) -> Table:
    by_age, whole = found.by_age[kind], found.lines[kind][0]
    lines = [
        Row(label=_("All ages together"), cells=tuple(Cell(cases=whole.counts[key]) for _sex, key, _tone in SEXES))
    ]
    for label, first, after in AGES:
        cells = tuple(Cell(cases=sum(by_age[key][first:after])) for _sex, key, _tone in SEXES)
        lines.append(Row(label=label, group=_("Age"), domain={"age": label}, cells=cells))
    return _table(f"{kind}-ages", _("How many, by age and sex"), kind, "count", lines)


def _table(code: str, title: str, measure: str, shows: Shows, lines: list[Row]) -> Table:
    return Table(
        code=code,
        title=title,
        measure=measure,
        shows=shows,
        unit=_("people"),
        columns=_columns(),
        lines=tuple(lines),
        decimals=0,
    )


def _early(indicators: Sequence[Indicator]) -> Table:
    rows = [_indicator_row(one) for one in indicators if one.code.startswith("premature") and one.value is not None]
    return Table(
        code="early", title=_("Probability of dying between 30 and 70"), measure="early", shows="rate", unit="%", decimals=2,
        base=_("Person-years, 30–69"), columns=(Column(label=_("Probability")),), lines=tuple(rows),
    )  # fmt: skip


def _quality(indicators: Sequence[Indicator]) -> Table:
    rows = [_indicator_row(one) for one in indicators if not one.code.startswith("premature") and one.value is not None]
    return Table(
        code="quality", title=_("Indicators of quality"), measure="quality", shows="share", unit="%", base=_("Cards"),
        columns=(Column(label=_("Share of cards")),), lines=tuple(rows), note=_("What each is made of stands under the methods."),
    )  # fmt: skip


def _indicator_row(one: Indicator) -> Row:
    assert one.value is not None
    cell = Cell(n=round(one.denominator or 0), cases=round(one.numerator or 0), value=100 * one.value)
    return Row(label=one.name, domain={"indicator": one.code}, cells=(cell,))


def key_figures(found: Published) -> tuple[KeyFigure, ...]:
    made = []
    names = {"death": _("Deaths"), "tumour": _("New tumours"), "event": _("Heart and brain events")}
    for kind, name in names.items():
        if found.count(kind) and found.lines[kind][0].crude is not None:
            made.append(
                KeyFigure(
                    name=name, table=f"{kind}-rates", definition=_("crude rate of both sexes, per 100,000 a year")
                )
            )
        elif found.count(kind):
            made.append(KeyFigure(name=name, table=f"{kind}-counts", definition=_("both sexes")))
    if any(one.code == "premature" and one.value is not None for one in found.indicators):
        made.append(
            KeyFigure(
                name=_("Dying early"),
                table="early",
                definition=_("probability of dying between 30 and 70 of four groups of diseases, as registered"),
            )
        )
    return tuple(made)
