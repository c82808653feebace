"""What can be wrong with policies, subscriptions and handbooks, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from .errors import PortalProblem


class NoSuchPolicy(PortalProblem):
    """Not there, not published, or another district's."""

    code = "no_such_policy"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such policy in this district. You can look for it by its words or its number."))


class NothingToPrint(PortalProblem):
    code = "nothing_to_print"
    status = 422

    def __init__(self) -> None:
        super().__init__(_("No policy is like this. Please choose a wider level, subject or period."))


class TooManyToPrint(PortalProblem):
    code = "too_many_to_print"
    status = 422

    def __init__(self, count: int, most: int) -> None:
        told = {"n": count, "most": most}
        super().__init__(
            _("That would be %(n)d policies; one handbook holds up to %(most)d. Please choose a level, a subject or a shorter period.")
            % told
        )  # fmt: skip


class BeingPrinted(PortalProblem):
    """Another handbook is being typeset; one after the other."""

    code = "being_printed"
    status = 503

    def __init__(self) -> None:
        super().__init__(_("Another handbook is being made right now. Please try again in half a minute."))


class NotAChoice(PortalProblem):
    """A filter or a subscription names what the district does not have."""

    code = "not_a_choice"
    status = 422

    def __init__(self, field: str, value: str, known: str) -> None:
        message = _("“%(value)s” is not offered here; possible are: %(known)s.")
        super().__init__(message % {"value": value[:30], "known": known}, field=field)


class SignInFirst(PortalProblem):
    code = "sign_in_first"
    status = 403

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first, so that we know whom to tell."))


class TooManySubscriptions(PortalProblem):
    code = "too_many_subscriptions"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(
            _("You have %(n)d subscriptions, and that is the most. Please end one that you do not need.") % {"n": most}
        )
