"""What can be wrong with a value, a journal, a device or a health file, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.problem import Fault, Problem


class HealthProblem(Problem):
    code = "health_problem"


class Impossible(HealthProblem):
    """Nobody can have this value. `faults` are all of them, each with field, value, limits and advice (ValueFault)."""

    code = "impossible_value"
    status = 422

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(one.message for one in faults), faults=tuple(faults))


class IndexAlone(HealthProblem):
    """A body mass index without the weight and height it is worked out from."""

    code = "index_alone"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _("The body mass index is worked out here from weight and height of the same day, and none are known. Please send these two."),
            field="value",
        )  # fmt: skip


class SameIdOtherBody(HealthProblem):
    """An identifier that came before with something else in `field`."""

    code = "same_id_other_body"
    status = 409

    def __init__(self, field: str) -> None:
        super().__init__(
            _("This identifier came before with another “%(field)s”. What came first is kept; please send a correction under a new identifier.")
            % {"field": field},
            field=field,
        )  # fmt: skip


class WasDeleted(HealthProblem):
    code = "was_deleted"
    status = 410

    def __init__(self) -> None:
        super().__init__(_("The value with this identifier was deleted here, so it is not taken again."))


class NoSuchPatient(HealthProblem):
    """Also for those whom the asker may not see, and for those erased."""

    code = "no_such_patient"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            _("We do not find this person here. Please compare the number, or let the physician open a health file.")
        )


class SeveralPatients(HealthProblem):
    code = "several_patients"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("Several people have this number. Please use the card or the identity number."))


class NotYours(HealthProblem):
    code = "not_yours"
    status = 403

    def __init__(self, why: str = "") -> None:
        super().__init__(why or _("Health files are for the physicians who look after people, and for themselves."))


class UnknownDevice(HealthProblem):
    code = "unknown_device"
    status = 401

    def __init__(self) -> None:
        super().__init__(
            _("This device is not signed in. Its secret comes from the health point's physician or an administrator.")
        )


class NoSuchDevice(HealthProblem):
    code = "no_such_device"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(_("There is no device “%(code)s” at your health points.") % {"code": code[:40]})


class JournalGap(HealthProblem):
    """Entries before these are missing here."""

    code = "journal_gap"
    status = 409

    def __init__(self, expected: int, digest: str) -> None:
        super().__init__(
            _("The journal is known here up to %(last)d; please send from %(next)d on.")
            % {"last": expected - 1, "next": expected},
            expected_seq=expected,
            expected_digest=digest,
        )


class JournalFork(HealthProblem):
    """An entry does not continue what is known here: the journal was changed, or is another one's."""

    code = "journal_fork"
    status = 409

    def __init__(self, seq: int, expected: int, digest: str) -> None:
        super().__init__(
            _("Entry %(seq)d does not continue the journal known here. Nothing of it was taken; please export what is unsent and ask the administrator.")
            % {"seq": seq},
            expected_seq=expected,
            expected_digest=digest,
        )  # fmt: skip


class KnownAlready(HealthProblem):
    """Somebody with this identity number has a file."""

    code = "patient_known"
    status = 409

    def __init__(self, code: str) -> None:
        super().__init__(
            _("There is a health file with this identity number already: card %(code)s.") % {"code": code},
            field="id_number",
        )


class NoSuchAlert(HealthProblem):
    code = "no_such_alert"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such urgent value at your institution."))


class NoSuchObservation(HealthProblem):
    code = "no_such_observation"
    status = 404

    def __init__(self) -> None:
        super().__init__(_("There is no such value to decide on. A colleague may have decided a moment ago."))


class AlertClosed(HealthProblem):
    code = "alert_closed"
    status = 409

    def __init__(self) -> None:
        super().__init__(_("What became of this is noted already; the person's page shows it."))
