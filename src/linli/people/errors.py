"""What can be wrong with people's input, in their language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.clock import LOCAL, now
from linli.problem import Problem


class PeopleProblem(Problem):
    code = "people_problem"


class InvalidPhone(PeopleProblem):
    code = "invalid_phone"
    status = 422

    def __init__(self, given: str, digits: str, *, mobile_only: bool = False) -> None:
        shown = given.strip()[:20]
        if mobile_only:
            words = _("“%(value)s” is a landline; text messages need a mobile number of 11 digits.")
        elif digits.isdigit() and digits.startswith("1") and len(digits) < 11:
            words = _("The phone number “%(value)s” has %(n)s digits, %(missing)s too few. A mobile number has 11.")
        elif digits.isdigit() and len(digits) > 11:
            words = _("The phone number “%(value)s” has %(n)s digits. A mobile number has 11.")
        else:
            words = _("“%(value)s” is not a phone number. 13812345678 or 0831-8888888 would do.")
        values = {"value": shown, "n": len(digits), "missing": 11 - len(digits)}
        super().__init__(words % values, field="phone")


class Unreadable(PeopleProblem):
    """A sealed value that this installation's secret does not open."""

    code = "unreadable"
    status = 500

    def __init__(self) -> None:
        super().__init__(_("This value was sealed with another secret, or changed. Please restore secret.key."))


class UnopenedLetter(PeopleProblem):
    """What a device sealed to an installation, and this one cannot open."""

    code = "unopened_letter"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _(
                "What this device sealed was changed on its way, or sealed for another installation. Nothing was taken in; it stays on the device."
            )
        )


class UnfitAccount(PeopleProblem):
    """An account or position that cannot be given or taken as asked."""

    code = "unfit_account"
    status = 422

    def __init__(self, field: str, value: str) -> None:
        messages = {
            "username": _(
                "“%(value)s” cannot be a user name: 3 to 40 small letters, digits, dots and dashes, a letter first."
            ),
            "taken": _(
                "“%(value)s” is someone's user name in another district or a demo already. Please choose another."
            ),
            "unknown": _(
                "There is no member of staff with the user name “%(value)s”. People of a demo are changed in its pack."
            ),
            "not_held": _("This person does not hold the position “%(value)s”."),
            "role": _("There is no position “%(value)s”."),
            "organisation": _("There is no organisation “%(value)s” in this district."),
            "area": _("There is no area “%(value)s” in this district."),
        }
        super().__init__(messages[field] % {"value": value}, field=field)


class NobodyKnown(PeopleProblem):
    """Nothing to erase under a number."""

    code = "nobody_known"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("Nothing is kept under this number."), field="phone")


class WrongCredentials(PeopleProblem):
    code = "wrong_credentials"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Name or password is not right. Please check both."), field="username")


class LockedOut(PeopleProblem):
    """Too many wrong passwords from this address for this name."""

    code = "locked_out"
    status = 429

    def __init__(self, minutes: int) -> None:
        super().__init__(
            _("Too many wrong passwords. For safety, please try again in %(n)s minutes, or ask the administrator.")
            % {"n": minutes},
            field="username",
        )


class DemoOnly(PeopleProblem):
    code = "demo_only"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("This is a demo account; it works only with demo data."), field="username")


class TooSoon(PeopleProblem):
    """Codes are not sent faster than they can arrive."""

    code = "too_soon"
    status = 429

    def __init__(self, until: datetime) -> None:
        seconds = max(1, round((until - now()).total_seconds()))
        if seconds <= 120:
            words = _("A code was sent a moment ago. Please wait %(n)s seconds before the next.") % {"n": seconds}
        else:
            words = _("Too many codes were asked for. Please try again after %(at)s.") % {
                "at": until.astimezone(LOCAL).strftime("%m-%d %H:%M")}  # fmt: skip
        super().__init__(words, field="phone")


class WrongCode(PeopleProblem):
    code = "wrong_code"
    status = 422

    def __init__(self, left: int) -> None:
        if left > 0:
            words = _("The code is not right; %(n)s more tries.") % {"n": left}
        else:
            words = _("The code has expired or was tried too often. Please ask for another one.")
        super().__init__(words, field="code")


class UnknownToken(PeopleProblem):
    code = "unknown_token"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("This token has expired or was ended. POST /api/v1/tokens gives another one."))


class UnfitAbsence(PeopleProblem):
    """Days, a stand-in or a reason that will not do; `field` is the one of the form."""

    code = "unfit_absence"
    status = 422


class LoopingChain(UnfitAbsence):
    """A stand-in who is away in that time: their work would come back, or go on and on."""

    code = "looping_chain"
    status = 409


class NotTheirs(PeopleProblem):
    """Naming or ending for somebody else what is not this person's to name or end."""

    code = "not_theirs"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("One names a stand-in for oneself; for somebody who cannot, a supervisor or the administrator of the district does.")
        )  # fmt: skip


class NoSuchAbsence(PeopleProblem):
    """Also for those of others, and for what is over."""

    code = "no_such_absence"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such absence, or it is over already."))
