"""What can be wrong with a device that is switched on, and with telling it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Problem


class PushProblem(Problem):
    code = "push_problem"


class UnfitSubscription(PushProblem):
    """What came is not what a browser says of itself."""

    code = "unfit_subscription"

    def __init__(self, part: str, value: object) -> None:
        super().__init__(
            _("“%(part)s” is “%(value)s”, which is not what a browser gives. Please switch reminders on again.")
            % {"part": part, "value": str(value)[:80]},
            field=part,
        )


class UnfitEndpoint(PushProblem):
    """Not an address that a push service can have; we call no other."""

    code = "unfit_endpoint"

    def __init__(self, host: str) -> None:
        super().__init__(
            _("Reminders cannot be sent to “%(host)s”: it has to be the https address of a public push service.")
            % {"host": host[:80]},
            field="endpoint",
        )


class TooLarge(PushProblem):
    code = "too_large"
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(_("What a browser says of itself has at most %(most)d kB.") % {"most": most // 1024})


class NotSignedIn(PushProblem):
    code = "not_signed_in"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first; reminders are for the person who is signed in."))


class Unreachable(Exception):
    """The push service did not answer. Says how, never which address: whoever has that can write to it."""
