"""What can be wrong with a matter, a session or an agreement, in the reader's language."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.clock import moment_text
from linli.problem import Problem


class MediationProblem(Problem):
    code = "mediation_problem"


class NotThere(MediationProblem):
    """Also what is another's: a number alone opens nothing, and nobody is told that there is something."""

    code = "not_there"
    status = 404

    def __init__(self, what: str) -> None:
        super().__init__(
            _("There is no %(what)s for you here. What concerns you stands under “My mediation”.") % {"what": what}
        )


class NotYours(MediationProblem):
    code = "not_yours"
    status = 403

    def __init__(self, why: str) -> None:
        super().__init__(why)


class SignInFirst(MediationProblem):
    code = "sign_in_first"
    status = 401

    def __init__(self) -> None:
        super().__init__(_("Please sign in with your telephone first: only you and the team see what you write."))


class NotNow(MediationProblem):
    """The state it is in does not allow it (any more)."""

    code = "not_now"
    status = 409

    def __init__(self, what: str, state: str) -> None:
        told = {"what": what, "state": state}
        super().__init__(
            _("“%(what)s” is not possible: it stands at “%(state)s”. It may have changed a moment ago; the page shows how it stands.")
            % told,
            state=state,
        )  # fmt: skip


class NoConsentYet(MediationProblem):
    """A session before everybody said that they take part."""

    code = "no_consent_yet"
    status = 409

    def __init__(self, waiting: str) -> None:
        super().__init__(_("A session needs the consent of everybody. Still waiting for: %(who)s.") % {"who": waiting})


class TooFewParties(MediationProblem):
    code = "too_few_parties"
    status = 409

    def __init__(self, there: int) -> None:
        super().__init__(
            _("A mediation needs two parties at least; here there is %(n)d. Please add the other one first.")
            % {"n": there}
        )


class TooManyParties(MediationProblem):
    code = "too_many_parties"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(_("One matter has %(most)d parties at most. Please open a second one.") % {"most": most})


class SamePerson(MediationProblem):
    code = "same_person"
    status = 422

    def __init__(self, field: str) -> None:
        super().__init__(_("This number is that of another party already. Each party needs their own."), field=field)


class TooManyOpen(MediationProblem):
    code = "too_many_open"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(
            _("You have %(most)d matters open. Please let one of them come to its end, or call the team.")
            % {"most": most}
        )


class AnsweredAlready(MediationProblem):
    code = "answered_already"
    status = 409

    def __init__(self, answer: str) -> None:
        super().__init__(_("This was answered already: %(answer)s.") % {"answer": answer})


class NobodyLeft(MediationProblem):
    """The last mediator of a team cannot step aside from a matter."""

    code = "nobody_left"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("Nobody else of the team could go on with it. Please ask the judicial bureau for another mediator, or end the matter.")
        )  # fmt: skip


class BadMoment(MediationProblem):
    code = "bad_moment"
    status = 422

    def __init__(self, at: datetime, why: str) -> None:
        super().__init__(f"{moment_text(at)}：{why}", field="begins_at")


class SignedAlready(MediationProblem):
    """What somebody signed is not changed any more: neither here nor in the database."""

    code = "signed_already"
    status = 409

    def __init__(self, who: str) -> None:
        super().__init__(
            _("%(who)s signed this version already, so it cannot be changed. If it has to say something else, write a new version: everybody signs that one again.")
            % {"who": who},
            field="anew",
        )  # fmt: skip


class SignedOnce(MediationProblem):
    code = "signed_once"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("This version bears your signature already. Signing once is enough."))


class TextChanged(MediationProblem):
    """They read another version than the one that is to be signed now."""

    code = "text_changed"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("The text changed while you were reading. Please read it once more; nothing has been signed.")
        )


class NothingDrawn(MediationProblem):
    code = "nothing_drawn"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("There is no signature in the field, or only a dot. Please write your name in it."), field="strokes"
        )


class AnotherName(MediationProblem):
    code = "another_name"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("This is not the name that stands in the agreement. Please type it exactly as it stands there."),
            field="name",
        )


class WrongCode(MediationProblem):
    code = "wrong_code"
    status = 422

    def __init__(self, left: int) -> None:
        words = (
            _("This is not the code that we sent. You can try %(left)d times more.") % {"left": left}
            if left
            else _("This code does not count any more. Please have a new one sent.")
        )
        super().__init__(words, field="code")


class NoTelephone(MediationProblem):
    code = "no_telephone"
    status = 409

    def __init__(self) -> None:
        super().__init__(
            _("There is no telephone number of this party, so no code can be sent. Please let them sign by hand.")
        )


class TooSoon(MediationProblem):
    code = "too_soon"
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(_("A code was sent a moment ago. A new one can be sent in %(n)d seconds.") % {"n": seconds})


class NoAgreementYet(MediationProblem):
    code = "no_agreement_yet"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("There is no agreement to sign yet. Please write its points first."))


class NotToCourt(MediationProblem):
    """Handing over needs the word of each party."""

    code = "not_to_court"
    status = 409

    def __init__(self, waiting: str) -> None:
        super().__init__(
            _("The summary goes to the court only if every party agrees. Not agreed (yet): %(who)s.") % {"who": waiting}
        )
