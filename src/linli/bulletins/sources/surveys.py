"""A survey's published tables as a bulletin: each indicator with its chart, by sex, age and stratum."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.clock import LOCAL, today
from linli.places.models import District
from linli.surveys.queries import Published, published, surveys_published
from linli.surveys.queries.published import Figure, IndicatorTable, label_of

from .. import figures
from ..content import Cell, Column, Content, KeyFigure, Line, Method, Section, Table, Tone, Used
from ..errors import NothingToTell
from ..models import Kind
from . import Source
from .registry_words import issuer_of

BREAKDOWNS = ("sex", "age_group", "area")
_TONES: dict[str, Tone] = {"male": "men", "female": "women"}
MOST_KEY_FIGURES = 6
# What a bulletin begins with, where the questionnaire has it.
FIRST = ("hypertension", "diabetes", "smoking", "overweight", "obesity", "salt_much")


class Surveys:
    """The surveys of which tables were published."""

    def sources(self, district: District) -> list[Source]:
        return [
            Source(f"survey:{one.code}", Kind.SURVEY, one.title, one.starts_on.year, _("synthetic") if one.synthetic else "")
            for one in surveys_published(district.code)
        ]  # fmt: skip

    def content(self, district: District, source: Source) -> Content:
        row = next((one for one in surveys_published(district.code) if f"survey:{one.code}" == source.key), None)
        found = published(row) if row else None
        if found is None or not found.tables:
            raise NothingToTell(source.name)
        return content_of_survey(district, found, source.year)

    def worded(self, content: Content) -> Content:
        sections = tuple(one.model_copy(update={"message": message_of(one.table)}) for one in content.sections)
        first = {one.table for one in content.key_figures}
        told = [f"{one.title}：{one.message}" for one in sections if one.table.code in first and one.message]
        counted = next((line.cells[0].n for one in sections for line in one.table.lines if not line.domain), None)
        begin = _("%(n)s adults were asked and measured; the figures stand for all of the district.") % {
            "n": figures.count(counted)
        }
        return content.model_copy(update={"sections": sections, "summary": (begin, *told)})


def content_of_survey(district: District, found: Published, year: int) -> Content:
    return Content(
        title=_("%(title)s: bulletin") % {"title": found.title}, district=district.name, issuer=issuer_of(district), year=year,
        period=_("interviews from %(first)s to %(last)s") % {"first": found.starts_on, "last": found.ends_on}, summary=(),
        key_figures=_key_figures(found.tables), sections=tuple(_section(one) for one in found.tables), methods=methods(found),
        used=used(found), made_on=today(), synthetic=found.synthetic or district.demo,
    )  # fmt: skip


def _key_figures(tables: Sequence[IndicatorTable]) -> tuple[KeyFigure, ...]:
    known = {one.code: one for one in tables}
    shares = [one.code for one in tables if one.unit == "%"]
    chosen = list(dict.fromkeys([*(code for code in FIRST if code in known), *shares]))[:MOST_KEY_FIGURES]
    return tuple(KeyFigure(name=known[code].label, table=code, definition=known[code].definition) for code in chosen)


def _section(one: IndicatorTable) -> Section:
    return Section(
        code=f"i-{one.code.replace('_', '-')}",
        title=one.label,
        message="",
        table=_table(one),
        chart="bars" if one.unit == "%" else "forest",
        definition=one.definition,
        subject=one.topic,
    )


def _table(one: IndicatorTable) -> Table:
    share = one.unit == "%"
    whole = one.whole
    lines = [_line(whole, _("All adults"), "", "total", share)] if whole else []
    for by in BREAKDOWNS:
        lines += _group(one.of(by), by, whole, share)
    return Table(
        code=one.code, title=one.label, measure=one.code, shows="share" if share else "mean", unit=one.unit, base=_("Interviewed"),
        columns=(Column(label=_("All adults")),), lines=tuple(lines),
    )  # fmt: skip


def _group(given: Sequence[Figure], by: str, whole: Figure | None, share: bool) -> list[Line]:
    names = {"sex": _("Sex"), "age_group": _("Age"), "area": _("Stratum of the sample")}
    rows = _completed(given, whole)
    return [
        _line(one, label_of(by, one.group), names[by], _TONES.get(one.group, "plain"), share, {by: one.group})
        for one in rows
        if len(rows) > 1
    ]  # fmt: skip


def _completed(given: Sequence[Figure], whole: Figure | None) -> list[Figure]:
    """What is hidden in a group, as counts that fit the total: what a reader could work out is what has to be protected."""
    hidden = [one for one in given if one.hidden]
    if whole is None or not hidden:
        return list(given)
    without_n = [one for one in hidden if not one.count]
    people = _split(whole.count - sum(one.count for one in given), len(without_n))
    having = _split((whole.having or 0) - sum(one.having or 0 for one in given), len(hidden))
    return [
        one if not one.hidden else Figure(one.by, one.group, None, None, None, None, one.count or people.pop(), having.pop(), None, True)
        for one in given
    ]  # fmt: skip


def _split(number: int, among: int) -> list[int]:
    """As evenly as whole numbers go; nothing below nought."""
    part, more = divmod(max(number, 0), among) if among else (0, 0)
    return [part + (at < more) for at in range(among)]


def _line(one: Figure, label: str, group: str, tone: Tone, share: bool, domain: dict[str, str] | None = None) -> Line:
    factor = 100 if share else 1
    value, low, high = (None if each is None else each * factor for each in (one.value, one.low, one.high))
    cell = Cell(n=one.count, cases=one.having if share else None, value=value, low=low, high=high, kept_back=one.hidden)
    return Line(label=label, group=group, domain=domain or {}, tone=tone, cells=(cell,))


def message_of(table: Table) -> str:
    """What is printed of all and of both sexes, in a sentence."""
    told = {line.domain.get("sex", "all" if not line.domain else ""): line.cells[0] for line in table.lines}
    whole = told.get("all")
    if whole is None or whole.value is None:
        return _("Too few for a figure.")
    said = f"{figures.value(whole, table)}{'' if table.unit == '%' else table.unit}"
    limits = figures.interval(whole, table)
    text = _("%(value)s (95 per cent limits %(limits)s)") % {"value": said, "limits": limits} if limits else said
    men, women = told.get("male"), told.get("female")
    if men and women and men.value is not None and women.value is not None:
        text += _("; men %(men)s, women %(women)s") % {
            "men": figures.value(men, table),
            "women": figures.value(women, table),
        }
    return text + "。"


def methods(found: Published) -> tuple[Method, ...]:
    work = found.fieldwork
    design = _("%(strata)d strata, %(clusters)d clusters drawn, %(drawn)d people drawn; whom the figures stand for: %(whom)s.") % {
        "strata": work.strata, "clusters": work.clusters, "drawn": work.drawn, "whom": found.population,
    }  # fmt: skip
    rate = (
        ""
        if work.response is None
        else _(" That is %(rate)s of those who could be asked.") % {"rate": f"{work.response:.1%}"}
    )
    came = _("%(done)d were interviewed, %(refused)d refused, %(absent)d were not met, %(ineligible)d did not belong to it.") % {
        "done": work.done, "refused": work.refused, "absent": work.absent, "ineligible": work.ineligible,
    }  # fmt: skip
    return (
        Method(name=_("How people were drawn"), text=design), Method(name=_("Who answered"), text=came + rate),
        Method(name=_("Weights"), text=found.weights), Method(name=_("Estimates and their limits"), text=found.method),
    )  # fmt: skip


def used(found: Published) -> tuple[Used, ...]:
    at = found.at.astimezone(LOCAL).date().isoformat() if found.at else ""
    total = _("Population that the weights add up to, %(n)s") % {"n": figures.count(round(found.population_total))}
    return (
        Used(kind="sample", name=_("Sample, by its digest"), version=found.sample_digest[:12], source=found.title),
        Used(kind="questionnaire", name=found.title, version=found.form_version),
        Used(kind="sample", name=_("Published tables no. %(n)d") % {"n": found.number}, version=at, source=found.digest[:16]),
        Used(kind="population", name=total, version=found.starts_on[:4], source=found.population_source),
        *(Used(kind="rule", name=_("Limits of values"), version="", source=name, verified=verified) for name, verified in found.rules),
    )  # fmt: skip
