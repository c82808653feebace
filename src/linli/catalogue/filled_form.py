"""Answers to a service's form, held against it: every fault at once, what is hidden left out, what is computed worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from linli.clock import day_text, today
from linli.people.errors import InvalidPhone
from linli.people.vault import normal_phone
from linli.places.queries import names
from linli.problem import Fault

from .numbers import Unfit, bank_card_of, credit_code_of, person_of
from .services import FormField, ServiceSpec, holds

LONGEST = {"text": 200, "long_text": 2000, "address": 120}
MOST_ROWS = 50
_CENT = Decimal("0.01")
_MOST_MONEY = Decimal("9999999999.99")
# How many digits a number has at most before the point, and behind it.
_DIGITS, _PLACES = 15, 10
_FIRST_DAY, _LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


@dataclass
class Filled:
    """What was answered, each value as it is kept (money with two places, numbers without spaces), and every fault."""

    answers: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def filled(spec: ServiceSpec, district: str, given: Mapping[str, Any]) -> Filled:
    """Hold answers by field id against the form. What stands under a condition that does not hold is not taken."""
    found = Filled()
    asked = [one for group in spec.form for one in group.fields]
    for one in asked:
        if one.kind == "file" or not holds(one.only_if, found.answers):
            continue
        if one.kind == "computed":
            found.answers[one.id] = _sum(one, found.answers)
        elif _is_empty(given.get(one.id)):
            if not one.optional:
                found.faults.append(Fault(one.id, _missing(one)))
        else:
            _take(one, given[one.id], district, found, found.answers, one.id)
    for name in given.keys() - {one.id for one in asked if one.kind != "file"}:
        message = _("The form has no field “%(name)s”; please leave it out.")
        found.faults.append(Fault(str(name)[:60], message % {"name": str(name)[:60]}))
    return found


def _take(one: FormField, given: Any, district: str, found: Filled, into: dict[str, Any], at: str) -> None:
    try:
        into[one.id] = _rows(one, given, district, found) if one.kind == "table" else _value(one, given, district)
    except Unfit as unfit:
        message = _("“%(label)s”: %(why)s") % {"label": one.label, "why": unfit}
        found.faults.append(Fault(at, message, "" if isinstance(given, list | Mapping) else str(given)[:60]))


def _rows(one: FormField, given: Any, district: str, found: Filled) -> list[dict[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(row, Mapping) for row in given):
        raise Unfit(_("a list of rows is needed."))
    if len(given) > MOST_ROWS:
        raise Unfit(_("there are %(count)d rows; at most %(most)d fit.") % {"count": len(given), "most": MOST_ROWS})
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(given, 1):
        kept: dict[str, Any] = {}
        for column in one.columns:
            at = f"{one.id}.{number}.{column.id}"
            if not _is_empty(row.get(column.id)):
                _take(column, row[column.id], district, found, kept, at)
            elif not column.optional:
                message = _("“%(label)s”, row %(number)d: please fill in “%(column)s”.")
                told = {"label": one.label, "number": number, "column": column.label}
                found.faults.append(Fault(at, message % told))
        rows.append(kept)
    return rows


def _value(one: FormField, given: Any, district: str) -> Any:
    """One value as it is kept. Raises Unfit."""
    if one.kind == "person":
        return _person(given)
    if one.kind == "choices":
        return _choices(one, given)
    if one.kind == "declaration":
        if given not in (True, "true", "on", "yes"):
            raise Unfit(_("please agree, or the application cannot be taken."))
        return True
    if isinstance(given, bool | list | Mapping):
        raise Unfit(_("one value is needed here."))
    text = str(given).replace("\0", "").strip()
    return _READ[one.kind](one, text, district)


def _words(one: FormField, text: str, _district: str) -> str:
    most = LONGEST[one.kind]
    if len(text) > most:
        raise Unfit(_("it has %(length)d characters; at most %(most)d fit.") % {"length": len(text), "most": most})
    return text


def _number(one: FormField, text: str, _district: str) -> str:
    number = _decimal(text)
    least, most = one.least, one.most
    if (least is not None and number < least) or (most is not None and number > most):
        message = _("%(value)s is out of reach: from %(least)s to %(most)s, please.")
        ends = {"least": "…" if least is None else f"{least:f}", "most": "…" if most is None else f"{most:f}"}
        raise Unfit(message % {"value": text[:20], **ends})
    return f"{number:f}"


def _money(one: FormField, text: str, district: str) -> str:
    amount = _decimal(text.removesuffix("元").replace(",", "").replace("，", ""))
    if amount < 0 or amount > _MOST_MONEY or amount != amount.quantize(_CENT):
        raise Unfit(
            _("“%(value)s” is no sum of money; please write yuan with at most two places, like 1280.50.")
            % {"value": text[:30]}
        )
    return f"{amount.quantize(_CENT):f}"


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal("NaN")
    exponent = number.as_tuple().exponent
    # Held against its digits, not its value: arithmetic on 1e9999999 overflows, and to write out 1e-999999999 takes a gigabyte.
    if not isinstance(exponent, int) or number.adjusted() >= _DIGITS or exponent < -_PLACES:
        message = _("“%(value)s” is no number that fits; at most %(digits)d digits and %(places)d places, please.")
        raise Unfit(message % {"value": text[:30], "digits": _DIGITS, "places": _PLACES})
    return number


def _date(one: FormField, text: str, _district: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unfit(_("“%(value)s” is no day; please write it like 2026-01-31.") % {"value": text[:20]}) from None
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise Unfit(_("%(value)s cannot be meant; please look again.") % {"value": day_text(day)})
    if one.when == "past" and day > today():
        raise Unfit(_("%(value)s lies in the future; please look again.") % {"value": day_text(day)})
    if one.when == "future" and day < today():
        raise Unfit(_("%(value)s is past already; one that still holds is needed.") % {"value": day_text(day)})
    return day.isoformat()


def _choice(one: FormField, text: str, _district: str) -> str:
    if text not in one.choices:
        raise Unfit(
            _("“%(value)s” is not offered; possible are: %(known)s.")
            % {"value": text[:30], "known": "、".join(one.choices)}
        )
    return text


def _choices(one: FormField, given: Any) -> list[str]:
    several = given if isinstance(given, list) else [given]
    return list(dict.fromkeys(_choice(one, str(value), "") for value in several))


def _area(_one: FormField, text: str, district: str) -> str:
    if len(text) not in (12, 15) or text not in names(district):
        raise Unfit(_("“%(value)s” is no community of this district.") % {"value": text[:20]})
    return text


def _id_number(_one: FormField, text: str, _district: str) -> str:
    return person_of(text, today()).number


def _phone(_one: FormField, text: str, _district: str) -> str:
    try:
        return normal_phone(text)
    except InvalidPhone as wrong:
        raise Unfit(wrong.message) from None


def _person(given: Any) -> dict[str, str]:
    """Name and number; the day of birth and the sex follow from the number."""
    if not isinstance(given, Mapping):
        raise Unfit(_("a name and an ID number are needed."))
    name, number, phone = (_part(given, part) for part in ("name", "id_number", "phone"))
    if not 1 <= len(name) <= 40:
        raise Unfit(_("please give the name, in at most 40 characters."))
    person = person_of(number, today())
    kept = {
        "name": name,
        "id_number": person.number,
        "born": person.born.isoformat(),
        "sex": "女" if person.female else "男",
    }
    try:
        return {**kept, "phone": normal_phone(phone)} if phone else kept
    except InvalidPhone as wrong:
        raise Unfit(wrong.message) from None


def _part(given: Mapping[str, Any], part: str) -> str:
    """A part of a person, empty where nothing is given. Raises Unfit."""
    value = given.get(part)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unfit(_("name, ID number and telephone number are each written as text."))
    return value.replace("\0", "").strip()


_READ: dict[str, Callable[[FormField, str, str], str]] = {
    "text": _words, "long_text": _words, "address": _words, "number": _number, "money": _money, "date": _date,
    "choice": _choice, "area": _area, "id_number": _id_number, "phone": _phone,
    "credit_code": lambda _one, text, _district: credit_code_of(text),
    "bank_card": lambda _one, text, _district: bank_card_of(text),
}  # fmt: skip


def _sum(one: FormField, answers: Mapping[str, Any]) -> str:
    return f"{sum((Decimal(answers[name]) for name in one.adds if name in answers), Decimal(0)):f}"


def _is_empty(given: Any) -> bool:
    return given is None or (isinstance(given, str) and not given.strip()) or given in ([], {})


def _missing(one: FormField) -> str:
    if one.kind == "declaration":
        return _("Please read “%(label)s” and agree.") % {"label": one.label}
    return _("Please fill in “%(label)s”.") % {"label": one.label}
