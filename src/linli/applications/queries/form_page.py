"""One page of a form as it is drawn: each question with what was answered, what stands against it, and what is known already."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from linli.catalogue.filled_form import LONGEST, MOST_ROWS, filled
from linli.catalogue.numbers import Unfit, person_of
from linli.catalogue.services import FormField, Group, ServiceSpec, holds
from linli.clock import day_text, today
from linli.places.queries import names
from linli.problem import Fault

# What a line of text is typed with.
_INPUTS: dict[str, dict[str, str]] = {
    "number": {"inputmode": "decimal"}, "money": {"inputmode": "decimal"}, "date": {"type": "date"},
    "phone": {"type": "tel", "autocomplete": "tel"}, "bank_card": {"inputmode": "numeric"},
    "id_number": {"autocapitalize": "characters"}, "credit_code": {"autocapitalize": "characters"},
}  # fmt: skip
_TEMPLATES = {
    "long_text": "long_text", "choice": "choice", "choices": "choice", "area": "area", "person": "person", "table": "table",
    "computed": "computed", "declaration": "declaration", "file": "file",
}  # fmt: skip


@dataclass
class Question:
    """A field on the page. `unmet`: its condition does not hold by what is answered so far on this page. `said`: what the
    return that is being corrected said of it."""

    field: FormField
    name: str
    value: Any = None
    faults: list[str] = dataclasses.field(default_factory=list)
    unmet: bool = False
    toggles: bool = False
    rows: list[Row] = dataclasses.field(default_factory=list)
    areas: list[tuple[str, list[tuple[str, str, bool]]]] = dataclasses.field(default_factory=list)
    known: list[Known] = dataclasses.field(default_factory=list)
    derived: str = ""
    said: str = ""

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")

    @property
    def template(self) -> str:
        return f"applications/apply/fields/{_TEMPLATES.get(self.field.kind, 'line')}.html"

    @property
    def text(self) -> str:
        """What stands in a line."""
        return "" if self.value is None or isinstance(self.value, dict | list) else str(self.value)

    @property
    def input(self) -> dict[str, str]:
        bounds = {"past": {"max": today().isoformat()}, "future": {"min": today().isoformat()}}
        return {"type": "text", **_INPUTS.get(self.field.kind, {}), **bounds.get(self.field.when or "", {})}

    @property
    def limit(self) -> int:
        return LONGEST.get(self.field.kind, 40)

    @property
    def choices(self) -> list[tuple[str, bool]]:
        """What is offered, and whether it is chosen."""
        chosen = self.value if isinstance(self.value, list) else [self.value]
        return [(choice, choice in chosen) for choice in self.field.choices]

    @property
    def several(self) -> bool:
        return self.field.kind == "choices"

    @property
    def person(self) -> Mapping[str, str]:
        return self.value if isinstance(self.value, Mapping) else {}

    @property
    def condition(self) -> dict[str, list[str]]:
        """For the script: the names of inputs on this page and the answers waited for."""
        return {f"f-{name}": wanted for name, wanted in self.field.only_if.items()} if self.toggles else {}

    @property
    def described_by(self) -> str:
        ids = [f"{self.id}-hint"] if self.field.hint else []
        return " ".join([*ids, *([f"{self.id}-fault"] if self.faults else [])])


@dataclass
class Row:
    """One row of a table."""

    number: int
    cells: list[Question]

    @property
    def is_blank(self) -> bool:
        return all(cell.value is None for cell in self.cells)


@dataclass(frozen=True)
class Known:
    """Somebody named before, to be taken over with one touch: their place in the list, and enough to know them by."""

    number: int
    name: str
    tail: str


def questions(
    spec: ServiceSpec,
    district: str,
    group: Group,
    answers: Mapping[str, Any],
    faults: Sequence[Fault] = (),
    people: Sequence[Mapping[str, str]] = (),
    more_rows: str = "",
    said: Mapping[str, str] | None = None,
) -> list[Question]:
    """The questions of a group that are asked by what was answered before; a further blank row for table `more_rows`."""
    here = {one.id for one in group.fields}
    kept = filled(spec, district, answers).answers
    found = []
    for one in group.fields:
        within = {name: wanted for name, wanted in one.only_if.items() if name in here}
        before = {name: wanted for name, wanted in one.only_if.items() if name not in here}
        if not holds(before, kept):
            continue
        asked = _question(one, f"f-{one.id}", answers.get(one.id), faults, one.id, district)
        asked.toggles, asked.unmet = bool(within), not holds(within, answers)
        asked.said = (said or {}).get(one.id, "")
        if one.kind == "computed":
            asked.value = kept.get(one.id)
        if one.kind == "table":
            asked.rows = _rows(one, asked.value, faults, district, more=one.id == more_rows)
        if one.kind == "person":
            asked.known = [
                Known(at, person.get("name", ""), person.get("id_number", "")[-4:])
                for at, person in enumerate(people)
                if person.get("id_number") != asked.person.get("id_number")
            ]
        found.append(asked)
    return found


def _question(one: FormField, name: str, value: Any, faults: Sequence[Fault], at: str, district: str) -> Question:
    # Beside its own field a fault need not say which one it is about.
    named = _("“%(label)s”: %(why)s") % {"label": one.label, "why": ""}
    asked = Question(one, name, value, [fault.message.removeprefix(named) for fault in faults if fault.field == at])
    if one.kind == "area":
        asked.areas = _areas(district, str(value or ""))
    if one.kind == "person":
        asked.derived = _derived(str(asked.person.get("id_number", "")))
    if one.kind == "id_number":
        asked.derived = _derived(asked.text)
    return asked


def _rows(one: FormField, value: Any, faults: Sequence[Fault], district: str, *, more: bool) -> list[Row]:
    given = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    blank: list[Mapping[str, Any]] = [{}] if (more or not given) and len(given) < MOST_ROWS else []
    return [
        Row(
            number,
            [
                _question(column, f"f-{one.id}.{number}.{column.id}", row.get(column.id), faults, f"{one.id}.{number}.{column.id}", district)
                for column in one.columns
            ],
        )
        for number, row in enumerate([*given, *blank], 1)
    ]  # fmt: skip


def _areas(district: str, chosen: str) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Communities and villages under their street: code, name, whether it is the one."""
    known = names(district)
    streets: dict[str, list[tuple[str, str, bool]]] = {}
    for code, area in known.items():
        if len(code) == 12:
            streets.setdefault(code[:9], []).append((code, area.name, code == chosen[:12]))
    return [(known[street].name if street in known else "", inside) for street, inside in streets.items()]


def _derived(number: str) -> str:
    """What an ID number says of its own: day of birth, sex, age; nothing while it is not right."""
    try:
        person = person_of(number, today())
    except Unfit:
        return ""
    day, born = today(), person.born
    age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    sex = _("female") if person.female else _("male")
    return _("born %(day)s, %(sex)s, aged %(age)d") % {"day": day_text(born), "sex": sex, "age": age}
