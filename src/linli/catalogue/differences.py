"""What differs between two versions of a service, in plain words, first what matters to whoever applies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.people import queries as people

from .form_differences import form_differences
from .guides import Guide, version_of, versions
from .material_differences import material_differences
from .models import Audience, LifeEvent
from .services import Amount, Basis, Condition, Days, Savings, ServiceSpec, Step
from .wording import Told, level_name, line, term


class Part(TextChoices):
    """What of a service differs, as it is headed."""

    MATERIALS = "materials", gettext_lazy("What to hand in")
    FORM = "form", gettext_lazy("The form")
    CONDITIONS = "conditions", gettext_lazy("Conditions")
    AMOUNTS = "amounts", gettext_lazy("Amounts")
    DAYS = "days", gettext_lazy("Working days")
    FEE = "fee", gettext_lazy("Fee")
    VISIT = "visit", gettext_lazy("Coming in person")
    WAY = "way", gettext_lazy("The way it takes")
    RESULTS = "results", gettext_lazy("What one gets")
    BASIS = "basis", gettext_lazy("Basis in law")
    ABOUT = "about", gettext_lazy("How it is called and found")
    SAVES = "saves", gettext_lazy("What it saves")


# What somebody with a half-filled form need not be told.
_BESIDES = (Part.BASIS, Part.ABOUT, Part.SAVES)


@dataclass(frozen=True)
class Difference:
    """One thing that differs: a sentence, and the same before and after where there was, or is, something."""

    part: Part
    text: str
    before: str = ""
    after: str = ""

    @property
    def part_label(self) -> str:
        return str(self.part.label)

    @property
    def before_unsaid(self) -> str:
        """What it was, where the sentence does not say it."""
        return "" if self.before in self.text else self.before

    @property
    def after_unsaid(self) -> str:
        return "" if self.after in self.text else self.after

    @property
    def concerns_applicants(self) -> bool:
        return self.part not in _BESIDES


def differences(old: ServiceSpec, new: ServiceSpec, names: Mapping[str, str] | None = None) -> list[Difference]:
    """Everything that differs; empty exactly when nothing does. `names`: of organisations by code."""
    found: list[Difference] = []
    for field in [*_WORDED, *(name for name in ServiceSpec.model_fields if name not in _WORDED)]:
        if getattr(old, field) == getattr(new, field):
            continue
        part, tell = _WORDED.get(field, (Part.ABOUT, _something))
        told = list(tell(old, new)) or [_in_another_order(part)]
        found += [Difference(part, *one) for one in told]
    return [_with_names(one, names) for one in found] if names else found


def since_version(guide: Guide, version: int) -> list[str]:
    """What changed since that version of a service, in sentences for whoever began to fill in its form then."""
    then = next((one.id for one in versions(guide.district) if (one.code, one.version) == (guide.code, version)), None)
    if then is None or then == guide.id:
        return []
    names = {code: card.name for code, card in people.organisations(guide.district).items()}
    return [one.text for one in differences(version_of(then).spec, guide.spec, names) if one.concerns_applicants]


Teller = Callable[[ServiceSpec, ServiceSpec], Iterable[Told]]


def _something(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    yield _("Other details differ"), "", ""


def _in_another_order(part: Part) -> Told:
    return _("%(what)s: the same, in another order") % {"what": part.label}, "", ""


def _with_names(one: Difference, names: Mapping[str, str]) -> Difference:
    """Codes of organisations read as their names; the longer one first, for the other may begin it."""
    texts = [one.text, one.before, one.after]
    if one.part == Part.WAY and one.before in names and one.after in names:
        for code in sorted((one.before, one.after), key=len, reverse=True):
            texts = [text.replace(code, names[code]) for text in texts]
    return Difference(one.part, *texts)


def _aligned(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """Places of lines that belong together; None where there is no line before, or none after."""
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        left, right = list(range(i1, i2)), list(range(j1, j2))
        both = min(len(left), len(right)) if tag != "insert" else 0
        yield from zip(left[:both], right[:both], strict=True)
        yield from ((place, None) for place in left[both:])
        yield from ((None, place) for place in right[both:])


def _lines(before: Sequence[str], after: Sequence[str], gone: str, come: str, changed: str) -> Iterator[Told]:
    """Lines without a key: which are gone, came, or read differently. The sentences take `%(text)s`, the last also `%(was)s`."""
    for i, j in _aligned(before, after):
        if i is not None and j is not None:
            if before[i] != after[j]:
                yield changed % {"text": after[j], "was": before[i]}, before[i], after[j]
        elif i is not None:
            yield gone % {"text": before[i]}, before[i], ""
        elif j is not None:
            yield come % {"text": after[j]}, "", after[j]


def _conditions(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    yield from _lines(
        [one.text for one in old.conditions], [one.text for one in new.conditions],
        _("No longer a condition: %(text)s"), _("A new condition: %(text)s"), _("A condition now reads: %(text)s"),
    )  # fmt: skip
    for i, j in _aligned([one.text for one in old.conditions], [one.text for one in new.conditions]):
        if i is None or j is None:
            continue
        was, now_is = _question(old.conditions[i]), _question(new.conditions[j])
        if was != now_is:
            yield _("The question about “%(text)s” is put differently") % {"text": new.conditions[j].text}, was, now_is


def _question(one: Condition) -> str:
    if not one.ask:
        return ""
    wanted = _("yes") if one.yes else _("no")
    return _("%(ask)s (it takes “%(answer)s”; otherwise: %(missing)s)") % {
        "ask": one.ask, "answer": wanted, "missing": one.missing,
    }  # fmt: skip


def _amounts(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    for i, j in _aligned([one.what for one in old.amounts], [one.what for one in new.amounts]):
        was = old.amounts[i] if i is not None else None
        now_is = new.amounts[j] if j is not None else None
        if was and now_is:
            yield from _amount_changed(was, now_is)
        elif was:
            yield _("No longer named: %(what)s %(value)s") % {"what": was.what, "value": was.value}, was.value, ""
        elif now_is:
            yield _("Newly named: %(what)s %(value)s") % {"what": now_is.what, "value": now_is.value}, "", now_is.value


def _amount_changed(was: Amount, now_is: Amount) -> Iterator[Told]:
    if was.what != now_is.what:
        yield line(_("Amount"), f"{was.what} {was.value}", f"{now_is.what} {now_is.value}")
    elif was.value != now_is.value:
        yield line(was.what, was.value, now_is.value)
    if was.checked != now_is.checked:
        yield _confirmed(now_is.what, now_is.checked)


def _basis(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    was, now_is = ([f"{one.name}{one.article}" for one in spec.basis] for spec in (old, new))
    yield from _lines(
        was, now_is, _("No longer the basis: %(text)s"), _("A new basis: %(text)s"),
        _("The basis is now %(text)s, it was %(was)s"),
    )  # fmt: skip
    for i, j in _aligned(was, now_is):
        if i is not None and j is not None:
            yield from _basis_checked(old.basis[i], new.basis[j])


def _basis_checked(was: Basis, now_is: Basis) -> Iterator[Told]:
    if was.checked != now_is.checked:
        yield _confirmed(f"{now_is.name}{now_is.article}", now_is.checked)


def _confirmed(what: str, checked: bool) -> Told:
    yes, no = _("confirmed by the district"), _("to be confirmed by the district")
    return line(what, *((no, yes) if checked else (yes, no)))


def _days(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    was, now_is = old.days, new.days
    if was.promised != now_is.promised:
        yield line(_("Promised working days"), str(was.promised), str(now_is.promised))
    if was.law != now_is.law:
        yield line(_("Working days by law"), _by_law(was), _by_law(now_is))


def _by_law(days: Days) -> str:
    return str(days.law) if days.law else _("none named")


def _visit(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    if old.visit and new.visit:
        yield line(_("Why one has to come in"), old.visit, new.visit)
    elif new.visit:
        yield _("One now has to come in: %(why)s") % {"why": new.visit}, "", new.visit
    else:
        yield _("One no longer has to come in"), old.visit, ""


def _steps(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    def said(one: Step) -> str:
        return f"{one.who}：{one.does}" + (f"（{one.term_text}）" if one.term else "")

    yield from _lines(
        [said(one) for one in old.steps], [said(one) for one in new.steps],
        _("A step less: %(text)s"), _("A step more: %(text)s"), _("A step is now: %(text)s"),
    )  # fmt: skip


def _saves(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
    named: dict[str, str] = {
        "materials_before": _("Papers before"), "materials_now": _("Papers now"),
        "visits_before": _("Visits before"), "visits_now": _("Visits now"),
    }  # fmt: skip
    for field in Savings.model_fields:
        was, now_is = str(getattr(old.saves, field)), str(getattr(new.saves, field))
        if was != now_is:
            yield line(named[field], was, now_is)


def _plain(name: Callable[[], str], said: Callable[[ServiceSpec], str]) -> Teller:
    """One value with a name."""

    def tell(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
        yield line(name(), said(old), said(new))

    return tell


def _sentence(said: Callable[[], str]) -> Teller:
    """What cannot be shown in a line."""

    def tell(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
        yield said(), "", ""

    return tell


def _consent(spec: ServiceSpec) -> str:
    return {
        "none": _("a decision"), "promise": _("granted at once on one’s promise"),
        "silence": _("granted by law where nobody decides in time"),
    }[spec.consent]  # fmt: skip


def _listed(name: Callable[[], str], said: Callable[[ServiceSpec], Sequence[str]]) -> Teller:
    """Several values with a name: those that came, and those that are gone."""

    def tell(old: ServiceSpec, new: ServiceSpec) -> Iterator[Told]:
        was, now_is = said(old), said(new)
        fresh = "、".join(one for one in now_is if one not in was)
        gone = "、".join(one for one in was if one not in now_is)
        if fresh:
            yield _("%(name)s, besides: %(what)s") % {"name": name(), "what": fresh}, "", fresh
        if gone:
            yield _("%(name)s, no longer: %(what)s") % {"name": name(), "what": gone}, gone, ""

    return tell


def _labels(kind: type[Audience] | type[LifeEvent], values: Iterable[Any]) -> list[str]:
    return [str(kind(one).label) for one in values]


# Every part of a service in the order of what matters to whoever applies, and how its difference is told.
_WORDED: dict[str, tuple[Part, Teller]] = {
    "materials": (Part.MATERIALS, material_differences),
    "form": (Part.FORM, form_differences),
    "who": (Part.CONDITIONS, _plain(lambda: _("Who qualifies"), lambda s: s.who)),
    "conditions": (Part.CONDITIONS, _conditions),
    "amounts": (Part.AMOUNTS, _amounts),
    "days": (Part.DAYS, _days),
    "fee": (Part.FEE, _plain(lambda: _("Fee"), lambda s: s.fee)),
    "visit": (Part.VISIT, _visit),
    "counter": (Part.WAY, _plain(lambda: _("Handed in at"), lambda s: level_name(s.counter))),
    "chain": (Part.WAY, _plain(lambda: _("Looked at by"), lambda s: " → ".join(map(level_name, s.chain)))),
    "holder": (Part.WAY, _plain(lambda: _("Who answers for it"), lambda s: s.holder)),
    "consent": (Part.WAY, _plain(lambda: _("How it is decided"), _consent)),
    "accept": (Part.WAY, _plain(lambda: _("Accepted, or what is missing said, within"), lambda s: term(s.accept))),
    "look_into": (Part.WAY, _plain(lambda: _("A promise is looked into within"), lambda s: term(s.look_into))),
    "four_eyes": (Part.WAY, _plain(lambda: _("Looked at from the district up by"), lambda s: _("two people") if s.four_eyes else _("one person"))),
    "steps": (Part.WAY, _steps),
    "results": (Part.RESULTS, _listed(lambda: _("What one gets"), lambda s: s.results)),
    "basis": (Part.BASIS, _basis),
    "name": (Part.ABOUT, _plain(lambda: _("Name of the service"), lambda s: s.name)),
    "code": (Part.ABOUT, _plain(lambda: _("Code of the service"), lambda s: s.code)),
    "summary": (Part.ABOUT, _plain(lambda: _("In one sentence"), lambda s: s.summary)),
    "audience": (Part.ABOUT, _listed(lambda: _("Who it is for"), lambda s: _labels(Audience, s.audience))),
    "events": (Part.ABOUT, _listed(lambda: _("At which turn of a life"), lambda s: _labels(LifeEvent, s.events))),
    "words": (Part.ABOUT, _listed(lambda: _("What people call it"), lambda s: s.words)),
    "kind": (Part.ABOUT, _sentence(lambda: _("It is something else than it was: an application, or a letter of thanks"))),
    "fits": (Part.ABOUT, _sentence(lambda: _("Other answers to the guiding questions lead to it"))),
    "nearly": (Part.ABOUT, _sentence(lambda: _("To whom it does not quite fit, something else is said"))),
    "paper": (Part.ABOUT, _sentence(lambda: _("Its decisions are printed in another form"))),
    "saves": (Part.SAVES, _saves),
}  # fmt: skip
