"""What can be wrong with what a tablet sends, and with giving it a key."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Problem


class OdkProblem(Problem):
    code = "odk_problem"


class NotSignedIn(OdkProblem):
    """`stale`: the sign-in was right and only too old; a client signs in again by itself."""

    code = "not_signed_in"
    status = 401

    def __init__(self, *, stale: bool = False) -> None:
        self.stale = stale
        super().__init__(
            _("This tablet is not signed in, or its key has ended. Please scan the code of a key that holds.")
        )


class NoSuchForm(OdkProblem):
    code = "no_such_form"
    status = 404

    def __init__(self, form: str) -> None:
        super().__init__(
            _("There is no questionnaire “%(form)s” to fill in now. Please load the list again.") % {"form": form[:64]}
        )


class NoSubmission(OdkProblem):
    """What came has no questionnaire in it."""

    code = "no_submission"

    def __init__(self) -> None:
        super().__init__(
            _("There is no filled-in questionnaire in what was sent: a part named “xml_submission_file” is needed."),
            field="xml_submission_file",
        )


class NotMultipart(OdkProblem):
    code = "not_multipart"

    def __init__(self) -> None:
        super().__init__(_("What was sent cannot be read: multipart/form-data is needed."))


class TooLarge(OdkProblem):
    code = "too_large"
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(
            _("At most %(most)d MB can be sent at a time. Please let photos be made smaller in the settings of ODK Collect.")
            % {"most": most // 1_000_000}
        )  # fmt: skip


class SaidOtherwise(OdkProblem):
    """The same interview came before, and was another."""

    code = "said_otherwise"
    status = 409

    def __init__(self, part: str) -> None:
        super().__init__(
            _("This interview was sent before and was another then (%(part)s). What was sent first stays; please tell the officer who leads the survey.")
            % {"part": part}
        )  # fmt: skip


class NotYours(OdkProblem):
    code = "not_yours"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("Keys of tablets are given out by officers of disease control, and to oneself by interviewers.")
        )


class NoInterviewer(OdkProblem):
    code = "no_interviewer"

    def __init__(self) -> None:
        super().__init__(_("Please choose an interviewer of this district."), field="person")


class NoName(OdkProblem):
    code = "no_name"

    def __init__(self) -> None:
        super().__init__(_("Please say which tablet it is, as “tablet 3”, in 40 characters at most."), field="name")


class WrongDays(OdkProblem):
    code = "wrong_days"

    def __init__(self, given: str) -> None:
        super().__init__(_("A key holds for 1 to 365 days, not “%(given)s”.") % {"given": given[:20]}, field="days")
