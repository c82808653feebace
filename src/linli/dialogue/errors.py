"""What can be wrong in the dialogue, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Fault, Problem


class DialogueProblem(Problem):
    code = "dialogue_problem"


class InvalidInput(DialogueProblem):
    """One or more fields cannot be taken; every fault is named at once."""

    code = "invalid_input"
    status = 422

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            faults[0].message if len(faults) == 1 else _("Please look at the marked fields again."),
            faults=tuple(faults),
        )


class NoSuchTopic(DialogueProblem):
    code = "no_such_topic"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(_("There is no topic “%(code)s” here. Please choose one from the list.") % {"code": code[:40]})


class NoSuchProposal(DialogueProblem):
    """Also for those that are not published: whether they exist is nobody's business."""

    code = "no_such_proposal"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(
            _("We found no proposal “%(code)s”. Please check the number: it looks like JY-7K3F-9QWD.")
            % {"code": code[:40]}
        )


class NoSuchMeeting(DialogueProblem):
    code = "no_such_meeting"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(_("There is no meeting “%(code)s” here.") % {"code": code[:40]})


class NoSuchComment(DialogueProblem):
    code = "no_such_comment"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("This comment is not there any more."))


class SignInFirst(DialogueProblem):
    """One's own voice needs one's own number, so that each counts once."""

    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first, so that every voice counts once."))


class AsYourself(DialogueProblem):
    code = "as_yourself"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("At the desk you speak for your organisation. To speak for yourself, please sign in with your own telephone.")
        )  # fmt: skip


class NotYours(DialogueProblem):
    """The actor may not do this; `who` says who may."""

    code = "not_allowed"
    status = 403

    def __init__(self, who: str) -> None:
        super().__init__(_("This can be done by: %(who)s.") % {"who": who}, who=who)


class NotOpen(DialogueProblem):
    """The topic has not begun, or is over."""

    code = "not_open"
    status = 409

    def __init__(self, said: str) -> None:
        super().__init__(said)


class NotNow(DialogueProblem):
    """The thing is in a state that does not allow it (any more)."""

    code = "not_now"
    status = 409

    def __init__(self, said: str, state: str = "") -> None:
        super().__init__(said, state=state)


class TooMany(DialogueProblem):
    """There is an end to how much one person can put up in a day."""

    code = "too_many_today"
    status = 429

    def __init__(self, said: str) -> None:
        super().__init__(said)


class AlreadyVoted(DialogueProblem):
    """What was chosen is not known, so it cannot be changed either."""

    code = "already_voted"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("You have voted already. The ballot is secret, so nobody can see or change what was chosen.")
        )


class MeetingFull(DialogueProblem):
    code = "meeting_full"
    status = 409

    def __init__(self, seats: int) -> None:
        super().__init__(
            _("All %(n)d seats are taken. The minutes will stand here afterwards; if somebody gives a seat back, you can still register.")
            % {"n": seats},
            seats=seats,
        )  # fmt: skip
