"""What can be wrong with a work, a roll, a vote or a payment, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.clock import day_text
from linli.problem import Fault, Problem


def yuan(amount: Decimal) -> str:
    """¥1,234.50"""
    return f"¥{amount:,.2f}"


class RenovationProblem(Problem):
    code = "renovation_problem"


class NotThere(RenovationProblem):
    """Also what is another's: a number alone opens nothing."""

    code = "not_there"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(_("We cannot find this here: %(what)s. The list shows what there is.") % {"what": what})


class NotYours(RenovationProblem):
    code = "not_yours"
    status = 403

    def __init__(self, why: str) -> None:
        super().__init__(why)


class SignInFirst(RenovationProblem):
    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with the telephone that stands on the roll of your house."))


class NotPossible(RenovationProblem):
    """A work cannot go from one state to another."""

    code = "not_possible"
    status = 409

    def __init__(self, what: str, was: str, wanted: str, possible: Sequence[str]) -> None:
        told = {"what": what, "was": was, "wanted": wanted, "possible": "、".join(possible)}
        words = (
            _("%(what)s is “%(was)s” and cannot become “%(wanted)s”. Possible: %(possible)s.")
            if possible
            else _("%(what)s is “%(was)s” and stays so. What is wrong with it now is reported as a fault.")
        )
        super().__init__(words % told)


class FaultsOpen(RenovationProblem):
    """Nothing is accepted while a fault of it is open."""

    code = "faults_open"
    status = 409

    def __init__(self, what: str, codes: Sequence[str]) -> None:
        told = {"what": what, "n": len(codes), "codes": "、".join(codes[:5])}
        words = ngettext(
            "%(what)s cannot be accepted: %(n)d fault is not mended yet (%(codes)s).",
            "%(what)s cannot be accepted: %(n)d faults are not mended yet (%(codes)s).",
            len(codes),
        )
        super().__init__(words % told)


class TooManyPlanned(RenovationProblem):
    """More is asked for than a work was planned to cost."""

    code = "over_the_plan"
    status = 409

    def __init__(self, work: str, planned: Decimal, promised: Decimal, amount: Decimal) -> None:
        told = {"work": work, "planned": yuan(planned), "promised": yuan(promised), "amount": yuan(amount)}
        super().__init__(
            _("%(work)s here is planned at %(planned)s; %(promised)s are paid or promised already, and %(amount)s more would be too much. Please change the plan first, or ask for less.")
            % told,
            field="amount",
        )  # fmt: skip


class PaymentTaken(RenovationProblem):
    code = "payment_taken"
    status = 409

    def __init__(self, code: str) -> None:
        super().__init__(
            _("Payment %(code)s stands beside a work already; one payment is counted once.") % {"code": code},
            field="code",
        )


class RollRefused(RenovationProblem):
    """A roll with mistakes; each is named by its line, and nothing of it is taken."""

    code = "roll_refused"
    status = 422

    def __init__(self, mistakes: Sequence[tuple[int, str]]) -> None:
        self.mistakes = tuple(mistakes)
        words = ngettext(
            "The roll has %(n)d mistake; nothing was taken.",
            "The roll has %(n)d mistakes; nothing was taken.",
            len(mistakes),
        )
        super().__init__(words % {"n": len(mistakes)}, field="roll")


class VoteIsOpen(RenovationProblem):
    """The roll stands still while people vote by it."""

    code = "vote_is_open"
    status = 409

    def __init__(self, title: str, until: date) -> None:
        told = {"title": title, "until": day_text(until)}
        super().__init__(
            _("“%(title)s” is being voted on until %(until)s; so long the roll stays as it is.") % told, field="roll"
        )


class NoRoll(RenovationProblem):
    """A vote where nobody is on the roll, or not all of a house are."""

    code = "no_roll"
    status = 409

    def __init__(self, house: str, known: int, households: int) -> None:
        told = {"house": house, "known": known, "households": households}
        super().__init__(
            _("%(house)s has %(households)d households and %(known)d of them are on the roll. Please complete the roll first: those who are missing could not vote.")
            % told,
            field="house",
        )  # fmt: skip


class VoteClosed(RenovationProblem):
    code = "vote_closed"
    status = 409

    def __init__(self, until: date) -> None:
        super().__init__(_("This vote ended on %(until)s; no ballot is taken any more.") % {"until": day_text(until)})


class TooEarlyToClose(RenovationProblem):
    code = "too_early_to_close"
    status = 409

    def __init__(self, until: date) -> None:
        super().__init__(
            _("Owners were told that they can vote until the end of %(until)s; it is counted from the next day on.")
            % {"until": day_text(until)}
        )


class VotedAlready(RenovationProblem):
    """One household, one vote."""

    code = "voted_already"
    status = 409

    def __init__(self, unit: str, on: date) -> None:
        told = {"unit": unit, "on": day_text(on)}
        super().__init__(_("Household %(unit)s voted on %(on)s. A household votes once, and a vote that is cast stays.") % told)  # fmt: skip


class NotOnTheRoll(RenovationProblem):
    code = "not_on_the_roll"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("Your telephone does not stand on the roll of this vote. If a household here is yours, please vote with the code of your letter or on paper, and ask the community to correct the roll.")
        )  # fmt: skip


class UnknownCode(RenovationProblem):
    code = "unknown_code"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("This code belongs to no letter of this vote. Please compare each character; where a letter was printed anew, only the newer one counts."),
            field="code",
        )  # fmt: skip


class PaperWaits(RenovationProblem):
    code = "paper_waits"
    status = 409

    def __init__(self, unit: str) -> None:
        super().__init__(
            _("A paper of household %(unit)s is entered already and waits for a second person.") % {"unit": unit},
            field="unit",
        )


class SamePerson(RenovationProblem):
    code = "same_person"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Who entered a paper cannot confirm it. Please ask a colleague."))


class OtherChoice(RenovationProblem):
    """Two people read one paper differently."""

    code = "other_choice"
    status = 409

    def __init__(self, unit: str) -> None:
        super().__init__(
            _("The first entry of household %(unit)s says something else. Please look at the paper together; if the first entry is wrong, set it aside and enter the paper anew.")
            % {"unit": unit}
        )  # fmt: skip


class PaperDecided(RenovationProblem):
    code = "paper_decided"
    status = 409

    def __init__(self, state: str) -> None:
        super().__init__(_("This paper is decided already: %(state)s.") % {"state": state})


class NotAKeeper(RenovationProblem):
    code = "not_a_keeper"
    status = 403

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _("Who voted how is looked at by the two keepers of this vote alone: %(names)s.")
            % {"names": "、".join(names)}
        )


class NotYetDone(RenovationProblem):
    """A rating before anything was finished."""

    code = "not_yet_done"
    status = 409

    def __init__(self, house: str) -> None:
        super().__init__(
            _("No work is done at %(house)s yet. Once one is, please tell us how it is.") % {"house": house}
        )


class RatedAlready(RenovationProblem):
    code = "rated_already"
    status = 409

    def __init__(self, unit: str) -> None:
        super().__init__(_("Household %(unit)s has said how satisfied it is; each says it once.") % {"unit": unit})


class RuleChanged(RenovationProblem):
    """A pack that words a version of a rule anew."""

    code = "rule_changed"
    status = 422

    def __init__(self, code: str, version: int) -> None:
        told = {"code": code, "version": version, "next": version + 1}
        super().__init__(
            _("Rule “%(code)s” version %(version)d was laid down with other words or numbers. Please give it version %(next)d.")
            % told
        )  # fmt: skip


class Unfit(RenovationProblem):
    """One field with something that cannot be there."""

    code = "unfit"
    status = 422

    def __init__(self, field: str, message: str, value: str = "") -> None:
        super().__init__(message, faults=(Fault(field, message, value),))
