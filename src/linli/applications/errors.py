"""What can be wrong with an application, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Problem


class ApplicationProblem(Problem):
    code = "application_problem"


class FormChanged(ApplicationProblem):
    """The service has a newer version than the one that was filled in; what was filled in is kept."""

    code = "form_changed"
    status = 409

    def __init__(self, name: str, seen: int, current: int) -> None:
        super().__init__(
            _("The form of “%(name)s” has changed since you began (version %(seen)d, now %(current)d). What you filled in is kept; please look at what is new and send it again.")
            % {"name": name, "seen": seen, "current": current},
            seen=seen,
            version=current,
        )  # fmt: skip


class NoSuchDraft(ApplicationProblem):
    """Also for drafts of others, and for one that has been sent."""

    code = "no_such_draft"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such draft. It may have been sent already: please look under “Mine”."))


class NoSuchDocument(ApplicationProblem):
    code = "no_such_document"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("This document is not in your folder."))


class NoLevel(ApplicationProblem):
    """Nobody is there for a level that a service needs."""

    code = "no_level"
    status = 409

    def __init__(self, level: str) -> None:
        self.level = level
        super().__init__(
            _("There is no office for the level “%(level)s” here, so it cannot be handed in yet. Please go to the counter; we have been told.")
            % {"level": level}
        )  # fmt: skip


class SameEyes(ApplicationProblem):
    """Two people have to look at it, and this is the first of them again, or nobody looked before."""

    code = "four_eyes"
    status = 409


class NotSignedIn(ApplicationProblem):
    """An application belongs to a person; a guest is asked to sign in first."""

    code = "sign_in"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your mobile number first: an application belongs to a person."))


class NotConnected(ApplicationProblem):
    """The level above works on an installation that this one does not know how to reach."""

    code = "not_connected"
    status = 409

    def __init__(self, name: str) -> None:
        super().__init__(
            _("The connection to %(name)s, which works on another installation, has not been set up yet: nothing can be handed over. Please tell whoever runs this installation.")
            % {"name": name}
        )  # fmt: skip


class TooMuchToSend(ApplicationProblem):
    code = "too_much_to_send"
    status = 413

    def __init__(self, size: int, most: int) -> None:
        super().__init__(
            _("The documents have %(size)s MB together; at most %(most)s MB can be handed over to another installation. Please have it returned for smaller ones.")
            % {"size": f"{size / 1024 / 1024:.0f}", "most": f"{most / 1024 / 1024:.0f}"}
        )  # fmt: skip


class NoServiceHere(ApplicationProblem):
    """What was handed up cannot be reviewed here: no service of that code begins with the level that is asked."""

    code = "no_service_here"
    status = 422

    def __init__(self, name: str, level: str, found: int) -> None:
        if found:
            message = _(
                "“%(name)s” is decided on from the level “%(level)s” in %(found)d districts here: whoever runs this installation has to say which one looks at what comes from you."
            )
        else:
            message = _("“%(name)s” is not decided on from the level “%(level)s” here, so it cannot be looked at.")
        super().__init__(message % {"name": name, "level": level, "found": found})


class NotAcross(ApplicationProblem):
    """Between two installations something arrives that the application is past, or that is not theirs to say."""

    code = "not_possible_now"
    status = 422

    def __init__(self, code: str, state: str) -> None:
        super().__init__(
            _("%(code)s is “%(state)s” by now, so this can no longer be done.") % {"code": code, "state": state}
        )


class NoSuchLetter(ApplicationProblem):
    """Also for letters of others, and for one taken down before."""

    code = "no_such_letter"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such letter of thanks that you could take down. It may be down already."))
