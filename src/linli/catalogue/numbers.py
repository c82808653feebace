"""Numbers that check themselves: of persons, of organisations, of bank cards."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from linli.clock import day_text

# GB 11643-1999: weights of the first seventeen digits, and the check character by remainder.
_PERSON_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PERSON_CHECKS = "10X98765432"
# GB 32100-2015: the characters by their value (no I, O, S, V, Z); weights are powers of three modulo 31.
_UNIT_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PERSON_CHARACTERS = ("123456789", *("0123456789",) * 16, "0123456789X")
_FIRST_BIRTH = date(1900, 1, 1)


class Unfit(ValueError):
    """A value that cannot be taken; its words say why and what would do."""


class Person(NamedTuple):
    """What a citizen's number says of itself."""

    number: str
    born: date
    female: bool


def bare(text: str) -> str:
    """Without spaces and dashes, full-width characters as half-width ones, capitals."""
    return re.sub(r"[\s\-·]", "", unicodedata.normalize("NFKC", text)).upper()


def person_check(first: str) -> str:
    """The check character that seventeen digits need."""
    total = sum(int(digit) * weight for digit, weight in zip(first, _PERSON_WEIGHTS, strict=True))
    return _PERSON_CHECKS[total % 11]


def person_of(text: str, today: date) -> Person:
    """A citizen's number (GB 11643): 18 characters, a day of birth that was, and the right last one. Raises Unfit."""
    number = bare(text)
    _check_characters(text, number)
    try:
        born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    except ValueError:
        message = _("In “%(value)s” the 7th to 14th digits are no day: %(day)s. Please look again.")
        raise Unfit(message % {"value": number, "day": number[6:14]}) from None
    if not _FIRST_BIRTH <= born <= today:
        message = _("By “%(value)s” the day of birth would be %(day)s, which cannot be. Please look again.")
        raise Unfit(message % {"value": number, "day": day_text(born)})
    if number[17] != person_check(number[:17]):
        raise Unfit(_("“%(value)s” is mistyped somewhere: its last character does not fit.") % {"value": number})
    return Person(number, born, int(number[16]) % 2 == 0)


def _check_characters(text: str, number: str) -> None:
    """Raises Unfit for too many characters or too few, and for one that cannot stand where it does."""
    if len(number) != len(_PERSON_CHARACTERS):
        message = _("“%(value)s” has %(length)d characters that count; an ID number has 18, the last may be X.")
        raise Unfit(message % {"value": text[:40], "length": len(number)})
    for place, (char, possible) in enumerate(zip(number, _PERSON_CHARACTERS, strict=True), 1):
        if char not in possible:
            message = _(
                "In “%(value)s” character %(place)d cannot be “%(strange)s”: an ID number has 18 digits, the first is not 0, the last may be X."
            )
            raise Unfit(message % {"value": number, "place": place, "strange": char})


def unit_check(first: str) -> str:
    """The check character that seventeen characters of a credit code need."""
    total = sum(_UNIT_CHARACTERS.index(char) * pow(3, place, 31) for place, char in enumerate(first))
    return _UNIT_CHARACTERS[-total % 31]


def credit_code_of(text: str) -> str:
    """A unified social credit code (GB 32100): 18 characters with the right last one. Raises Unfit."""
    code = bare(text)
    strange = sorted(set(code) - set(_UNIT_CHARACTERS))
    if strange:
        message = _(
            "“%(value)s”: a credit code has digits and capitals but no I, O, S, V, Z; “%(strange)s” cannot be in it."
        )
        raise Unfit(message % {"value": text[:40], "strange": "".join(strange)[:10]})
    if len(code) != 18:
        message = _("“%(value)s” has %(length)d characters; a credit code has 18.")
        raise Unfit(message % {"value": text[:40], "length": len(code)})
    if code[17] != unit_check(code[:17]):
        raise Unfit(_("“%(value)s” is mistyped somewhere: its last character does not fit.") % {"value": code})
    return code


def card_check(first: str) -> str:
    """The check digit (ISO/IEC 7812, Luhn) that the digits before it need."""
    total = 0
    for place, digit in enumerate(reversed(first)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def bank_card_of(text: str) -> str:
    """A bank card's number, 12 to 19 digits with the right last one. Raises Unfit."""
    number = bare(text)
    if not re.fullmatch(r"[0-9]{12,19}", number):
        message = _("“%(value)s” is no card number: those have 12 to 19 digits.")
        raise Unfit(message % {"value": text[:40]})
    if number[-1] != card_check(number[:-1]):
        raise Unfit(_("“%(value)s” is mistyped somewhere: its last digit does not fit.") % {"value": number})
    return number
