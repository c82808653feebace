"""What is said of a year's registries: sentences from the figures that are left, methods, and what was used."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.health.statistics.populations import STANDARDS
from linli.people import queries as people
from linli.people.models import OrganisationKind
from linli.places.models import District
from linli.registries.queries import Published

from .. import figures
from ..content import Content, Line, Method, Section, Table, Used


def issuer_of(district: District) -> str:
    """The district's centre for disease control, or the district itself."""
    cards = people.organisations(district.code).values()
    centre = next((one.name for one in cards if one.kind == OrganisationKind.HEALTH and "疾病预防控制" in one.name), "")
    return centre or district.name


def worded(content: Content) -> Content:
    sections = tuple(_noted(one.model_copy(update={"message": message_of(one)})) for one in content.sections)
    summary = tuple(one.message for one in sections if one.code.endswith(("-rates", "-ages")) and one.message) or (
        _("The figures of %(period)s, as the registries have them.") % {"period": content.period},
    )
    return content.model_copy(update={"sections": sections, "summary": summary})


def _noted(section: Section) -> Section:
    """The standardised rates of all together go with the crude one."""
    table = section.table
    if table.lines and table.lines[0].cells[0].kept_back and table.note and section.code.endswith("-rates"):
        return section.model_copy(update={"table": table.model_copy(update={"note": ""})})
    return section


def message_of(section: Section) -> str:
    """What a table says in one sentence, from numbers that are printed."""
    table = section.table
    what = section.code.rsplit("-", 1)
    if what[-1] == "rates":
        return _leading(table, what[0])
    if what[-1] == "ages":
        return _eldest(table)
    if what[-1] == "counts":
        return _sexes(table)
    return {
        "early": _(
            "As registered, and with causes that say too little shared out: compare years by the same of the two."
        ),
        "quality": _("The registries' own measure: how far what they say can be relied on."),
    }.get(section.code, "")


def _leading(table: Table, kind: str) -> str:
    whole, *groups = table.lines
    known = [one for one in groups if one.cells[0].cases and not one.cells[0].kept_back][:3]
    cell = whole.cells[0]
    if not known or not cell.cases:
        return _("Too few for a ranking.")
    shares = "、".join(f"{one.label}（{100 * (one.cells[0].cases or 0) / cell.cases:.1f}%）" for one in known)
    words = {
        "death": _("Of %(all)s deaths most were of: %(shares)s."), "tumour": _("Of %(all)s new tumours most were of: %(shares)s."),
        "event": _("Of %(all)s events most were: %(shares)s."),
    }  # fmt: skip
    return words[kind] % {"all": figures.count(cell.cases), "shares": shares}


def _eldest(table: Table) -> str:
    whole, *ages = table.lines
    parts = [_of(one) for one in ages[-3:]]
    total = whole.cells[0].cases
    if not total or None in parts:
        return _("Numbers by age and sex; those of few people are kept back.")
    return _("%(share)s%% were 60 or older.") % {"share": f"{100 * sum(part or 0 for part in parts) / total:.0f}"}


def _of(line: Line) -> int | None:
    return None if line.cells[0].kept_back else line.cells[0].cases


def _sexes(table: Table) -> str:
    _whole, men, women = table.lines[0].cells
    if men.cases is None or women.cases is None:
        return _("Numbers by sex; those of few people are kept back.")
    return _("%(men)s were men, %(women)s women.") % {
        "men": figures.count(men.cases),
        "women": figures.count(women.cases),
    }


def methods(found: Published) -> tuple[Method, ...]:
    counted = _("Cards that were handed in or accepted, of what happened in the year; cards merged as the same count once. Tumours: malignant ones, and all of brain and spine. Events of heart and brain: what falls within 28 days of onset, day 28 included, is one event.")  # fmt: skip
    rates = _("Crude rates by the population of the year, with Byar's limits; standardised rates directly, with gamma limits (Fay and Feuer 1997). All limits are 95 per cent.")  # fmt: skip
    quality = "\n".join(f"{one.name}：{one.rule}" for one in found.indicators)
    made = [
        Method(name=_("What is counted"), text=counted),
        Method(name=_("Rates and limits"), text=rates),
        Method(name=_("Indicators"), text=quality),
    ]
    if found.problems:
        made.append(Method(name=_("What is missing"), text="\n".join(found.problems)))
    return tuple(made)


def used(found: Published) -> tuple[Used, ...]:
    source = found.population_source or _("not given")
    own = Used(
        kind="population",
        name=_("Population of the district, %(n)s people") % {"n": figures.count(found.population)},
        version=str(found.year),
        source=source,
    )
    standards = [
        Used(kind="population", name=name, version=code, source=STANDARDS[code].source)
        for code, name in found.standards
        if code in STANDARDS
    ]
    return (
        *([own] if found.population else []), *standards,
        Used(kind="list", name=_("Causes that say too little"), version=found.garbage_list, source="WHO", verified=False),
        Used(kind="rule", name=_("Events of heart and brain: 28 days"), version="2015", source=_("plan of registration of the district's level"), verified=False),
        Used(kind="rule", name=_("Classification of diseases"), version="ICD-10", source="GB/T 14396"),
    )  # fmt: skip
