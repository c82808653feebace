"""Identity numbers of residents (GB 11643-1999): eighteen signs with birth date, sex and a check sign."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.clock import today

from .errors import HealthProblem
from .models import Sex

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
# By the remainder of the weighted sum modulo 11 (ISO 7064, MOD 11-2).
_CHECKS = "10X98765432"
_OLDEST = 130


class InvalidIdNumber(HealthProblem):
    code = "invalid_id_number"
    status = 422

    def __init__(self, why: str) -> None:
        super().__init__(why, field="id_number")


@dataclass(frozen=True)
class IdNumber:
    text: str
    born: date
    sex: Sex


def check_sign(first_seventeen: str) -> str:
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True)) % 11]


def read_id_number(given: str) -> IdNumber:
    """The number in its one spelling and what it says. Raises InvalidIdNumber saying what is wrong with it."""
    text = "".join(unicodedata.normalize("NFKC", given).split()).upper()
    if len(text) != 18:
        message = _("An identity number has 18 signs, this one has %(n)d. Please compare it with the card.")
        raise InvalidIdNumber(message % {"n": len(text)})
    if not (text[:17].isascii() and text[:17].isdigit()) or text[17] not in "0123456789X":
        raise InvalidIdNumber(_("An identity number is 17 digits and a digit or X at the end."))
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        message = _("The digits 7 to 14 (%(digits)s) are no date of birth. Please compare them with the card.")
        raise InvalidIdNumber(message % {"digits": text[6:14]}) from None
    if born > today() or today().year - born.year > _OLDEST:
        message = _("By its digits 7 to 14 this person would be born on %(born)s. Please compare them with the card.")
        raise InvalidIdNumber(message % {"born": born})
    if check_sign(text[:17]) != text[17]:
        raise InvalidIdNumber(_("The last sign does not fit the others: one of them is mistyped. Please compare them."))
    return IdNumber(text, born, Sex.MALE if int(text[16]) % 2 else Sex.FEMALE)
