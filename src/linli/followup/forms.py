"""The form of a visit: its fields after the norm's record sheets, and reading one that was filled in.

`FORM_VERSION` is kept with every visit. Every fault is named at once, with the value given and what would do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.clock import day_text, today
from linli.problem import Fault

from .models import Classed, Condition, VisitKind

FORM_VERSION = "2017-1"
LONGEST = 500
READINGS = 3
Choices = tuple[tuple[str, Promise], ...]


@dataclass(frozen=True)
class Part:
    """One field. `kind`: number, whole, choice, many, words, lines. `only`: the condition it is asked for."""

    name: str
    label: Promise
    kind: str
    group: str
    low: float = 0
    high: float = 0
    unit: str = ""
    choices: Choices = ()
    only: str = ""
    hint: Promise | str = ""


_YES_NO: Choices = (("no", gettext_lazy("None")), ("yes", gettext_lazy("There are some")))
_HOW_WELL: Choices = (
    ("good", gettext_lazy("Good")), ("fair", gettext_lazy("Fair")), ("poor", gettext_lazy("Poor")),
)  # fmt: skip
_SYMPTOMS: dict[str, Choices] = {
    Condition.HYPERTENSION: (
        ("headache", gettext_lazy("Headache, dizziness")), ("nausea", gettext_lazy("Nausea, vomiting")),
        ("eyes_ears", gettext_lazy("Blurred sight, ringing ears")), ("breath", gettext_lazy("Short of breath")),
        ("chest", gettext_lazy("Palpitations, tight chest")), ("nosebleed", gettext_lazy("Nosebleed that does not stop")),
        ("numb", gettext_lazy("Numb limbs")), ("swelling", gettext_lazy("Swollen legs")),
    ),
    Condition.T2DM: (
        ("thirst", gettext_lazy("Very thirsty")), ("hunger", gettext_lazy("Very hungry")),
        ("urine", gettext_lazy("Much urine")), ("sight", gettext_lazy("Blurred sight")),
        ("infection", gettext_lazy("Infections")), ("numb", gettext_lazy("Numb hands or feet")),
        ("swelling", gettext_lazy("Swollen legs")), ("weight", gettext_lazy("Weight falling fast")),
    ),
}  # fmt: skip
_T2DM = Condition.T2DM.value
_HYPERTENSION = Condition.HYPERTENSION.value

PARTS: tuple[Part, ...] = (
    Part("symptoms_other", gettext_lazy("Other complaints"), "words", "symptoms"),
    Part("fasting", gettext_lazy("Blood glucose, fasting"), "number", "measured", 1, 40, "mmol/L", only=_T2DM),
    Part("random", gettext_lazy("Blood glucose, at any time"), "number", "measured", 1, 40, "mmol/L", only=_T2DM),
    Part("hba1c", gettext_lazy("Glycated haemoglobin"), "number", "measured", 3, 20, "%", only=_T2DM),
    Part("pulse", gettext_lazy("Pulse"), "whole", "measured", 30, 220, "/min"),
    Part("weight", gettext_lazy("Weight"), "number", "measured", 20, 400, "kg"),
    Part("height", gettext_lazy("Height"), "number", "measured", 80, 250, "cm"),
    Part("waist", gettext_lazy("Waist"), "number", "measured", 40, 250, "cm"),
    Part(
        "foot_pulse", gettext_lazy("Pulse of the feet"), "choice", "measured", only=_T2DM,
        choices=(
            ("normal", gettext_lazy("Felt, normal")), ("weak_both", gettext_lazy("Weaker, both sides")),
            ("weak_left", gettext_lazy("Weaker, left")), ("weak_right", gettext_lazy("Weaker, right")),
            ("gone_both", gettext_lazy("Not felt, both sides")), ("gone_left", gettext_lazy("Not felt, left")),
            ("gone_right", gettext_lazy("Not felt, right")),
        ),
    ),
    Part("tests", gettext_lazy("Other findings"), "words", "measured"),
    Part("smoking", gettext_lazy("Cigarettes a day"), "whole", "living", 0, 100, ""),
    Part("drinking", gettext_lazy("Spirits a day"), "number", "living", 0, 50, gettext_lazy("liang (50 g)")),  # type: ignore[arg-type]
    Part("exercise", gettext_lazy("Exercise, times a week"), "whole", "living", 0, 28, ""),
    Part("minutes", gettext_lazy("Minutes each time"), "whole", "living", 0, 600, "min"),
    Part(
        "salt", gettext_lazy("Salt in the food"), "choice", "living", only=_HYPERTENSION,
        choices=(("light", gettext_lazy("Little")), ("middle", gettext_lazy("Middling")), ("heavy", gettext_lazy("Much"))),
    ),
    Part("staple", gettext_lazy("Staple food a day"), "whole", "living", 0, 2000, "g", only=_T2DM),
    Part("mind", gettext_lazy("How they keep their balance"), "choice", "living", choices=_HOW_WELL),
    Part("follows", gettext_lazy("Follows advice"), "choice", "living", choices=_HOW_WELL),
    Part("agreed", gettext_lazy("Agreed until next time"), "words", "living", hint=gettext_lazy("less salt, half an hour of walking, …")),
    Part("medicines", gettext_lazy("Medicines"), "lines", "medicines", hint=gettext_lazy("one a line: name, how often, how much; insulin too")),
    Part(
        "adherence", gettext_lazy("Takes them"), "choice", "medicines",
        choices=(
            ("regular", gettext_lazy("Regularly")), ("now_and_then", gettext_lazy("Now and then")),
            ("not", gettext_lazy("Not at all")), ("none", gettext_lazy("None prescribed")),
        ),
    ),
    Part("adverse", gettext_lazy("Side effects"), "choice", "medicines", choices=_YES_NO),
    Part("adverse_what", gettext_lazy("Which side effects"), "words", "medicines"),
    Part(
        "hypoglycaemia", gettext_lazy("Low blood glucose felt"), "choice", "medicines", only=_T2DM,
        choices=(("none", gettext_lazy("Never")), ("rare", gettext_lazy("Now and then")), ("often", gettext_lazy("Often"))),
    ),
    Part("complication", gettext_lazy("New or worse complications"), "choice", "medicines", choices=_YES_NO),
    Part("complication_what", gettext_lazy("Which complications"), "words", "medicines"),
)  # fmt: skip
GROUPS: dict[str, Promise] = {
    "symptoms": gettext_lazy("Complaints"),
    "measured": gettext_lazy("Measured"),
    "living": gettext_lazy("Way of living"),
    "medicines": gettext_lazy("Medicines"),
}
# What has to be said where somebody was met.
ASKED = ("adherence", "adverse", "complication")


def symptoms_of(condition: str) -> Choices:
    return _SYMPTOMS[condition]


def parts_of(condition: str) -> list[Part]:
    return [part for part in PARTS if part.only in ("", condition)]


@dataclass(frozen=True)
class VisitSheet:
    """A visit as it was filled in. `classed`, `next_due`, `refer`: what the physician chose against the rule, or nothing."""

    kind: str
    on: date
    answers: Mapping[str, Any]
    classed: str = ""
    class_word: str = ""
    next_due: date | None = None
    refer: str = "rule"
    refer_word: str = ""
    refer_to: str = ""

    @property
    def lost(self) -> bool:
        return self.kind == VisitKind.LOST

    @property
    def pressure(self) -> tuple[float, float] | None:
        """The mean of the last two readings, or the only one, in mm[Hg]; not rounded, so that 139.5 is below 140."""
        readings = self.answers.get("readings", [])[-2:]
        if not readings:
            return None
        upper, lower = (sum(one[place] for one in readings) / len(readings) for place in (0, 1))
        return upper, lower


@dataclass
class _Reader:
    """Reads one field after another, and gathers what is wrong."""

    given: Mapping[str, Any]
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str, most: int = LONGEST) -> str:
        words = str(self.given.get(name) or "").replace("\r\n", "\n").strip()
        words = "".join(sign for sign in words if sign in "\n\t" or ord(sign) >= 32)
        if len(words) > most:
            told = {"n": len(words), "most": most}
            self.say(name, _("There are %(n)d characters; at most %(most)d fit. Please shorten it.") % told, words[:60])
        return words[:most]

    def say(self, name: str, message: str, value: str = "") -> None:
        self.faults.append(Fault(name, message, value))

    def day(self, name: str, label: str) -> date | None:
        typed = self.text(name, 20)
        try:
            return date.fromisoformat(typed) if typed else None
        except ValueError:
            self.say(name, _("%(name)s: “%(value)s” is no day; please give one such as 2026-11-24.") % {"name": label, "value": typed}, typed)  # fmt: skip
            return None

    def number(self, part: Part) -> float | int | None:
        typed = self.text(part.name, 20).replace("．", ".").replace(",", ".")
        if not typed:
            return None
        try:
            value: float = int(typed) if part.kind == "whole" else float(typed)
        except ValueError:
            wanted = _("a whole number") if part.kind == "whole" else _("a number")
            self.say(part.name, _("%(name)s: “%(value)s” is not %(wanted)s.") % {"name": part.label, "value": typed, "wanted": wanted}, typed)  # fmt: skip
            return None
        if not part.low <= value <= part.high:
            told = {
                "name": part.label,
                "value": typed,
                "low": f"{part.low:g}",
                "high": f"{part.high:g}",
                "unit": part.unit,
            }
            self.say(part.name, _("%(name)s: %(value)s cannot be; between %(low)s and %(high)s %(unit)s is possible. Please look once more.") % told, typed)  # fmt: skip
            return None
        return value

    def choice(self, name: str, label: str, choices: Choices) -> str:
        typed = self.text(name, 40)
        if typed and typed not in dict(choices):
            possible = "、".join(str(word) for _code, word in choices)
            self.say(name, _("%(name)s: please choose one of: %(possible)s.") % {"name": label, "possible": possible}, typed)  # fmt: skip
            return ""
        return typed


def read_sheet(condition: str, given: Mapping[str, Any], since: date) -> tuple[VisitSheet, list[Fault]]:
    """The sheet that was filled in for a condition, and everything that is wrong with it. `since`: the day of enrolment."""
    reader = _Reader(given)
    kind = reader.choice("kind", _("How"), tuple((one.value, one.label) for one in VisitKind))
    if not kind and not reader.faults:
        reader.say("kind", _("Please say how the visit was made."))
    on = _day_of(reader, since)
    answers = {"word": reader.text("word")} if kind == VisitKind.LOST else _answers(condition, reader)
    if kind == VisitKind.LOST and len(answers["word"]) < 2:
        reader.say("word", _("Please say why nobody was met: away, moved, number wrong, …"))
    classes: Choices = tuple((one.value, one.label) for one in Classed)
    routes: Choices = (("rule", gettext_lazy("as by the rule")), ("yes", gettext_lazy("send on")), ("no", gettext_lazy("do not send on")))  # fmt: skip
    sheet = VisitSheet(
        kind, on, answers,
        classed=reader.choice("classed", _("Class"), classes), class_word=reader.text("class_word", 200),
        next_due=reader.day("next_due", _("Next visit")), refer=reader.choice("refer", _("Referral"), routes) or "rule",
        refer_word=reader.text("refer_word", 200), refer_to=reader.text("refer_to", 80),
    )  # fmt: skip
    return sheet, reader.faults


def _day_of(reader: _Reader, since: date) -> date:
    on = reader.day("on", _("Day of the visit"))
    if on is None:
        if not any(fault.field == "on" for fault in reader.faults):
            reader.say("on", _("Please give the day of the visit."))
        return today()
    if on > today():
        reader.say("on", _("%(day)s lies ahead. A visit is noted once it has been made.") % {"day": day_text(on)}, on.isoformat())  # fmt: skip
    elif on < since:
        told = {"day": day_text(on), "since": day_text(since)}
        reader.say("on", _("%(day)s is before the enrolment of %(since)s.") % told, on.isoformat())
    return on


def _answers(condition: str, reader: _Reader) -> dict[str, Any]:
    found: dict[str, Any] = {"readings": list(_readings(reader)), "symptoms": _many(reader, symptoms_of(condition))}
    readers: dict[str, Callable[[Part], Any]] = {
        "number": reader.number, "whole": reader.number, "words": lambda part: reader.text(part.name),
        "lines": lambda part: reader.text(part.name, 1000),
        "choice": lambda part: reader.choice(part.name, str(part.label), part.choices),
    }  # fmt: skip
    for part in parts_of(condition):
        value = readers[part.kind](part)
        if value not in (None, ""):
            found[part.name] = value
    _check_enough(condition, found, reader)
    return found


def _many(reader: _Reader, choices: Choices) -> list[str]:
    given = reader.given.get("symptoms") or []
    chosen = [given] if isinstance(given, str) else list(given)
    unknown = [one for one in chosen if one not in dict(choices)]
    if unknown:
        reader.say("symptoms", _("Complaints: “%(value)s” is none of the list.") % {"value": str(unknown[0])[:40]})
    return [code for code, _label in choices if code in chosen]


def _readings(reader: _Reader) -> Iterator[list[int]]:
    upper = Part("", gettext_lazy("Upper value"), "whole", "measured", 50, 300, "mmHg")
    lower = Part("", gettext_lazy("Lower value"), "whole", "measured", 30, 200, "mmHg")
    for number in range(1, READINGS + 1):
        names = f"systolic{number}", f"diastolic{number}"
        typed = [reader.text(name, 20) for name in names]
        if not any(typed):
            continue
        before = len(reader.faults)
        pair = [
            reader.number(Part(name, one.label, one.kind, one.group, one.low, one.high, one.unit))
            for name, one in zip(names, (upper, lower), strict=True)
        ]
        if not all(typed):
            missing = names[typed.index("")]
            reader.say(missing, _("A reading has two values: please fill in the other one too."))
        elif pair[0] is not None and pair[1] is not None and pair[0] <= pair[1]:
            told = {"upper": pair[0], "lower": pair[1]}
            reader.say(names[0], _("The upper value %(upper)s must be above the lower one, %(lower)s. Are they swapped?") % told)  # fmt: skip
        if len(reader.faults) == before and pair[0] is not None and pair[1] is not None:
            yield [int(pair[0]), int(pair[1])]


def _check_enough(condition: str, found: Mapping[str, Any], reader: _Reader) -> None:
    """What the norm asks of every visit at which somebody was met."""
    wrong = {fault.field for fault in reader.faults}
    if condition == Condition.HYPERTENSION and not found["readings"] and not wrong & {"systolic1", "diastolic1"}:
        reader.say("systolic1", _("Please give a reading of blood pressure; by telephone, the one they took at home."))
    if condition == Condition.T2DM and not {"fasting", "random"} & found.keys() and not wrong & {"fasting", "random"}:
        reader.say("fasting", _("Please give blood glucose, fasting or at any time."))
    labels = {part.name: part.label for part in PARTS}
    for name in ASKED:
        if name not in found and name not in wrong:
            reader.say(name, _("Please choose: %(name)s.") % {"name": labels[name]})
    for name in ("adverse", "complication"):
        if found.get(name) == "yes" and len(found.get(f"{name}_what", "")) < 2:
            reader.say(f"{name}_what", _("Please say in a few words: %(name)s.") % {"name": labels[f"{name}_what"]})
