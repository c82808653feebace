"""What can be wrong with reading the record or repeating a request."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Problem


class AuditProblem(Problem):
    """Base of this room's errors."""

    code = "audit_problem"


class UnknownEvent(AuditProblem):
    """A reader goes on from an event that there is not."""

    code = "unknown_event"
    status = 404

    def __init__(self, value: object) -> None:
        message = _("There is no event “%(value)s”. Please leave `after` out to read from the beginning.")
        super().__init__(message % {"value": str(value)[:60]}, field="after")


class InvalidKey(AuditProblem):
    """An Idempotency-Key that is empty, too long, or holds characters that cannot be printed."""

    code = "invalid_idempotency_key"

    def __init__(self, value: str) -> None:
        message = _(
            "The Idempotency-Key “%(value)s” has %(length)s characters or some that cannot be printed. "
            "Please send 1 to 200 printable ASCII characters, for example a UUID."
        )
        shown = "".join(char if char.isprintable() else "·" for char in value[:40])
        super().__init__(message % {"value": shown, "length": len(value)}, field="Idempotency-Key")


class KeyReused(AuditProblem):
    """The same Idempotency-Key came with another request."""

    code = "idempotency_key_reused"
    status = 409

    def __init__(self, key: str) -> None:
        message = _(
            "The Idempotency-Key “%(value)s” was used for another request already. "
            "Please send the same request again, or a new key."
        )
        super().__init__(message % {"value": key}, field="Idempotency-Key")
