"""The form of each move: the command's fields, with what this case proposes for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.catalogue import queries as catalogue
from linli.clock import LOCAL, now
from linli.people import queries as people
from linli.places import queries as places
from linli.places.errors import AmbiguousPlace, PlaceError
from linli.problem import Fault

from ..forms import Choice, Field, fields_of, keep_typed, show_faults
from ..lifecycle import MAY_NAME, Move
from ..models import Callout, CalloutState, Case, Result, Whistle, WhistleKind
from ..queries.alongside import Near


@dataclass(frozen=True)
class Subject:
    """What a move is made on."""

    case: Case
    callout: Callout | None = None
    whistle: Whistle | None = None
    callouts: Sequence[Callout] = ()
    nearby: Sequence[Near] = ()

    @property
    def name(self) -> str:
        """The department, where the move is one of a callout."""
        return _organisation(self.case.district_id, self.callout.organisation_id) if self.callout else ""


@dataclass
class MoveForm:
    """A move's form as the page draws it."""

    move: Move
    subject: Subject
    action: str
    fields: dict[str, Field]
    lead: str = ""
    loose: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        name = self.subject.name
        return f"{name} · {self.move.label}" if name else str(self.move.label)

    @property
    def seen(self) -> int:
        return self.subject.case.version

    @property
    def grave(self) -> bool:
        return self.move.name in ("decline", "merge", "withdraw")

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every fault with the field it belongs to: (id, sentence)."""
        named = [(one.id, text) for one in self.fields.values() for text in one.faults]
        return [*named, *(("", text) for text in self.loose)]


def address_of(move: Move, subject: Subject) -> str:
    if subject.callout:
        return reverse("cases:desk_callout", args=[subject.callout.pk, move.name])
    if subject.whistle:
        return reverse("cases:desk_confirm", args=[subject.whistle.pk])
    return reverse("cases:desk_move", args=[subject.case.code, move.name])


def form_for(
    move: Move, subject: Subject, typed: QueryDict | None = None, faults: Sequence[Fault] = (), lead: str = ""
) -> MoveForm:
    """The form; with `typed`, as it was sent, and with the faults beside their fields."""
    fields = fields_of(move.command)
    furnish = _FURNISH.get(move.name)
    said = furnish(subject, fields) if furnish else ""
    if typed is not None:
        keep_typed(fields, typed)
    loose = show_faults(fields, faults)
    return MoveForm(move, subject, address_of(move, subject), fields, lead or said, loose)


def _organisation(district: str, code: str) -> str:
    card = people.organisations(district).get(code)
    return card.name if card else code


def category_choices(district: str) -> list[Choice]:
    """The leaves, each under the two levels above it."""
    return [
        Choice(card.code, card.name, note=" ".join(card.keywords), group=" / ".join(card.path.split("/")[:-1]))
        for card in catalogue.leaves(district)
    ]


def category_guesses(text: str, district: str) -> list[Choice]:
    return [Choice(card.code, card.name, group=card.path) for card in catalogue.guess_category(text, district)]


def organisation_choices(district: str, kinds: Sequence[str]) -> list[Choice]:
    """The organisations of these kinds, the kinds in the order given."""
    headings = {
        "department": _("Departments"), "street": _("Streets and towns"), "community": _("Communities"),
        "centre": _("District centre"), "enterprise": _("Enterprises"), "social": _("Social organisations"),
    }  # fmt: skip
    cards = [card for card in people.organisations(district).values() if card.active]
    return [Choice(card.code, card.name, group=headings[kind]) for kind in kinds for card in cards if card.kind == kind]


def _category(subject: Subject, one: Field) -> None:
    case = subject.case
    one.choices = category_choices(case.district_id)
    one.more = category_guesses(case.text, case.district_id)
    known = catalogue.category_by_id(case.district_id, case.category_id)
    one.choose(known.code if known else (one.more[0].value if one.more else ""))


def _register(subject: Subject, fields: dict[str, Field]) -> str:
    _category(subject, fields["category"])
    fields["title"].value = subject.case.title
    fields["title"].label = _("Title that the public reads")
    fields["title"].hint = _("What and where, in one line. No names, no telephone numbers.")
    fields["publish"].value = True
    fields["publish"].label = _("Show it in the public list and on the map, blurred to the grid cell")
    return _("The reporter is told that it has been taken up, and the clock of the category begins.")


def _classify(subject: Subject, fields: dict[str, Field]) -> str:
    _category(subject, fields["category"])
    return ""


def _locate(subject: Subject, fields: dict[str, Field]) -> str:
    one, case = fields["area"], subject.case
    known = places.names(case.district_id)
    one.choices = [
        Choice(code, area.name, group=known[code[:9]].name if code[:9] in known else "")
        for code, area in sorted(known.items())
        if len(code) == 12
    ]
    one.more = _places_meant(case)
    one.choose(one.more[0].value if len(one.more) == 1 else "")
    one.hint = _("The case moves to the desk of that community; its clock goes on.")
    return ""


def _places_meant(case: Case) -> list[Choice]:
    """What the address or the text may mean, to choose from; nothing is chosen for anyone."""
    district = places.district_by(case.district_id)
    for words in filter(None, (case.address, case.text)):
        try:
            located = places.locate_text(words, district)
        except AmbiguousPlace as several:
            return [Choice(place.area, place.label) for place in several.candidates if place.community]
        except PlaceError:
            continue
        if located.community:
            return [Choice(located.area, located.label)]
    return []


def whistle_fields(case: Case, fields: dict[str, Field], busy: Sequence[str] = ()) -> None:
    """The kinds, and the departments: those whose duty it is are chosen, the others are at hand."""
    notes = {
        WhistleKind.ROUTINE: _("ordinary work of one or several departments"),
        WhistleKind.JOINT: _("a hard one that needs several at once"),
        WhistleKind.EMERGENCY: _("danger now: the shortest clocks"),
    }
    card = catalogue.category_by_id(case.district_id, case.category_id)
    holders = catalogue.duty_holders(card) if card else []
    kind = (
        WhistleKind.EMERGENCY
        if card and card.emergency
        else WhistleKind.JOINT
        if len(holders) > 1
        else WhistleKind.ROUTINE
    )
    fields["kind"].choices = [
        Choice(value, str(WhistleKind(value).label), str(notes[WhistleKind(value)])) for value in WhistleKind.values
    ]
    fields["kind"].choose(kind)
    others = organisation_choices(case.district_id, MAY_NAME["whistle"])
    callable_units = {choice.value for choice in others}
    own = [
        Choice(h.organisation, h.name, h.part_label, chosen=True)
        for h in holders
        if h.organisation in callable_units and h.organisation not in busy
    ]
    named = {choice.value for choice in own} | set(busy)
    fields["organisations"].choices = own
    fields["organisations"].hint = holders[0].notes if holders else ""
    fields["organisations"].more = [choice for choice in others if choice.value not in named]
    fields["reason"].label = _("What is to be done on site, and why together")


def _whistle(subject: Subject, fields: dict[str, Field]) -> str:
    whistle_fields(subject.case, fields, [c.organisation_id for c in subject.callouts if not c.has_ended])
    return _("Each department called gets notice at once and its own clock: acknowledge, report in, arrive, finish.")


def _assign(subject: Subject, fields: dict[str, Field]) -> str:
    case = subject.case
    one = fields["organisation"]
    one.choices = organisation_choices(case.district_id, MAY_NAME["assign"])
    card = catalogue.category_by_id(case.district_id, case.category_id)
    possible = {choice.value for choice in one.choices}
    holders = [h for h in (catalogue.duty_holders(card) if card else []) if h.organisation in possible]
    one.more = [Choice(h.organisation, h.name, h.part_label) for h in holders]
    one.choose(one.more[0].value if one.more else "")
    fields["text"].label = _("A word to them")
    return _("One organisation does the work. If several must come together, blow the whistle instead.")


def _transfer(subject: Subject, fields: dict[str, Field]) -> str:
    here = subject.case.office_id
    fields["organisation"].choices = [
        choice
        for choice in organisation_choices(subject.case.district_id, MAY_NAME["transfer"])
        if choice.value != here
    ]
    return _("Another desk is answerable from then on, and has to acknowledge it anew.")


def _hand_back(subject: Subject, fields: dict[str, Field]) -> str:
    fields["next_organisation"].choices = organisation_choices(subject.case.district_id, MAY_NAME["hand_back"])
    return _("The community reads whose matter you say it is, and decides.")


def _ask(subject: Subject, fields: dict[str, Field]) -> str:
    fields["question"].label = _("What do we need to know?")
    return _("Every clock stands still until the resident has replied, by the link they get.")


def _answer(subject: Subject, fields: dict[str, Field]) -> str:
    one, case = fields["text"], subject.case
    card = catalogue.category_by_id(case.district_id, case.category_id)
    templates = catalogue.answer_templates(case.district_id, card)
    one.kind = "answer"
    one.label = _("What was done, for the reporter")
    one.choices = [Choice(template.code, template.title, template.text) for template in templates]
    return _("The reporter is sent the answer. Then the community looks on site and closes the case.")


def _close(subject: Subject, fields: dict[str, Field]) -> str:
    notes = {
        Result.SOLVED: _("seen on site, the trouble is gone"),
        Result.NOT_SOLVED: _("kept as that in the public figures"),
        Result.EXPLAINED: _("nothing to be done here, and why was said"),
    }
    fields["result"].choices = [Choice(value.value, str(value.label), str(note)) for value, note in notes.items()]
    fields["text"].label = _("What was found on site")
    return _("The reporter is asked to rate it.")


def _decline(subject: Subject, fields: dict[str, Field]) -> str:
    fields["reason"].hint = _("The reporter reads this. Which rule or whose matter it is, in plain words.")
    fields["next_door"].hint = _("An office, a telephone number, an address")
    return _("Only when it is no matter of the district’s. The reporter is told where to go instead.")


def _merge(subject: Subject, fields: dict[str, Field]) -> str:
    fields["into"].choices = [
        Choice(one.case.code, one.case.title, _near_note(one)) for one in subject.nearby if one.case.is_open
    ]
    return _("Those who follow this case will follow that one; this one ends here.")


def _near_note(one: Near) -> str:
    parts = [one.case.code, one.case.state_label]
    if one.metres is not None:
        parts.append(_("%(n)s m away") % {"n": one.metres})
    return " · ".join(parts)


def _report_in(subject: Subject, fields: dict[str, Field]) -> str:
    soon = (now() + timedelta(minutes=30)).astimezone(LOCAL)
    fields["who"].hint = _("Name and post of who comes; the community and the reporter see it")
    fields["at"].label, fields["at"].value = _("When they will be there"), soon.strftime("%Y-%m-%dT%H:%M")
    return ""


def _arrive(subject: Subject, fields: dict[str, Field]) -> str:
    return _("Check in on the spot with the position of this device. Beyond 500 m from the case it is marked as far.")


def _finish(subject: Subject, fields: dict[str, Field]) -> str:
    fields["text"].label = _("What was done")
    return _("When every department is done, the community looks on site and rates each.")


def _refuse(subject: Subject, fields: dict[str, Field]) -> str:
    fields["suggestion"].label = _("Whose matter is it, or what would help?")
    return _("The district centre rules on it within its own deadline. A department may refuse once.")


def _rule(subject: Subject, fields: dict[str, Field]) -> str:
    callout = subject.callout
    return _("Refused because: %(reason)s") % {"reason": callout.refusal} if callout else ""


def _confirm(subject: Subject, fields: dict[str, Field]) -> str:
    came = [one for one in subject.callouts if one.state == CalloutState.FINISHED]
    fields["ratings"].choices = [
        Choice(one.organisation_id, _organisation(subject.case.district_id, one.organisation_id), group=one.work)
        for one in came
    ]
    fields["text"].label = _("What was found on site")
    return _("Confirm only what you have seen on site. Your ratings count in each department’s figures.")


_FURNISH: dict[str, Callable[[Subject, dict[str, Field]], str]] = {
    "register": _register, "classify": _classify, "locate": _locate, "whistle": _whistle, "assign": _assign,
    "transfer": _transfer, "hand_back": _hand_back, "ask": _ask, "answer": _answer, "close": _close,
    "decline": _decline, "merge": _merge, "report-in": _report_in, "arrive": _arrive, "finish": _finish,
    "refuse": _refuse, "overrule": _rule, "uphold": _rule, "confirm": _confirm,
}  # fmt: skip
