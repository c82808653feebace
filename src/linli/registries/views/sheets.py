"""The form of each kind of card: its fields in groups, each with its label, kind of input and what can be chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.places.queries import names

from ..choices import CHOICES, REQUIRED, label
from ..queries.catalogue import name_of_field
from ..queries.desk import CODED, Told

_DAYS = ("born", "died_on", "diagnosed_on", "onset_on")
_COMMUNITY = 12


@dataclass(frozen=True)
class Kind:
    """A registry as its pages call it."""

    code: str
    name: Promise
    new: Promise
    hint: Promise


KINDS = {
    "death": Kind("death", _("Deaths"), _("Report a death"), _("Medical certificate of death: the chain of causes, underlying cause by ICD-10")),
    "tumour": Kind("tumour", _("Tumours"), _("Report a tumour"), _("Site, histology, behaviour and basis by ICD-O")),
    "event": Kind("event", _("Heart and brain events"), _("Report an event"), _("Stroke, heart attack, sudden cardiac death; counted from the onset")),
}  # fmt: skip
HINTS: dict[str, Promise] = {
    "id_number": _("eighteen signs; finds who is reported twice"),
    "area": _("where they lived, not where they died"),
    "a_text": _("What directly led to death. Not how it came: no “heart stopped”, no “breath failed” alone."),
    "b_text": _("what led to (a)"),
    "c_text": _("what led to (b)"),
    "d_text": _("what led to (c)"),
    "a_lasted": _("as 30分钟, 3天, 10年"),
    "other_text": _("contributed, but is no link of the chain"),
    "other_codes": _("several with a space between"),
    "cause": _("Left empty: the lowest line of part I that has a code is proposed."),
    "diagnosed_on": _("the first day on which it was known"),
    "onset_on": _("the day of the attack; the 28 days count from it, not from the report"),
    "laterality": _("of paired sites"),
    "stage": _("TNM stage, if known"),
}
_GROUPS: dict[str, tuple[tuple[Promise, tuple[tuple[str, ...], ...]], ...]] = {
    "death": (
        (_("The death"), (("died_on", "place", "manner"),)),
        (_("Part I: the chain of causes"), tuple((f"{line}_text", f"{line}_code", f"{line}_lasted") for line in "abcd")),
        (_("Part II: other conditions"), (("other_text", "other_codes"),)),
        (_("Underlying cause"), (("cause",),)),
    ),
    "tumour": (
        (_("The tumour"), (("diagnosed_on", "basis"), ("topography", "morphology"), ("behaviour", "grade"), ("laterality", "stage"))),
        (_("If they died"), (("died_on",),)),
    ),
    "event": (
        (_("The event"), (("icd",), ("onset_on", "diagnosed_on"), ("confirmed_by", "first_ever"))),
        (_("If they died"), (("died_on",),)),
    ),
}  # fmt: skip
_WHO: tuple[tuple[str, ...], ...] = (("name", "id_number"), ("sex", "born"), ("phone", "area"), ("address",))


@dataclass(frozen=True)
class Input:
    """One field of the form. `codes`: which list its codes are of; `meaning` what the code in it means."""

    name: str
    label: str
    value: str
    kind: str
    hint: str = ""
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    codes: str = ""
    meaning: str = ""
    wrong: tuple[Told, ...] = ()

    @property
    def is_wrong(self) -> bool:
        return any(one.blocks for one in self.wrong)


@dataclass(frozen=True)
class FormGroup:
    name: str
    rows: tuple[tuple[Input, ...], ...]
    is_chain: bool = False


def groups_of(district: str, kind: str, typed: Mapping[str, str], wrong: Mapping[str, list[Told]]) -> list[FormGroup]:
    groups = [(_("The person it is about"), _WHO), *_GROUPS[kind]]
    places = tuple((code, area.name) for code, area in names(district).items() if len(code) == _COMMUNITY)
    made = []
    for name, rows in groups:
        inputs = tuple(tuple(_input(kind, one, typed, wrong, places) for one in row) for row in rows)
        made.append(FormGroup(str(name), inputs, is_chain=rows[0][0] == "a_text"))
    return made


def _input(
    kind: str, name: str, typed: Mapping[str, str], wrong: Mapping[str, list[Told]], places: tuple[tuple[str, str], ...]
) -> Input:  # fmt: skip
    value = typed.get(name, "")
    codes = CODED.get(name, "")
    choices = tuple((code, str(words)) for code, words in CHOICES.get(name, {}).items())
    sort = "choice" if choices else "day" if name in _DAYS else "code" if codes else "text"
    if name == "area":
        sort, choices = "place", places
    meaning = name_of_field("cause" if codes == "icd10" else name, value) if codes and value else ""
    optional = name not in REQUIRED[kind] or name == "cause"
    said = tuple(wrong.get(name, ()))
    return Input(name, label(name), value, sort, str(HINTS.get(name, "")), optional, choices, codes, meaning, said)
