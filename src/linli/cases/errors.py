"""What can be wrong with a request to the cases room, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.problem import Fault, Problem


class CaseProblem(Problem):
    code = "case_problem"


class InvalidInput(CaseProblem):
    """One or more fields cannot be taken; every fault is named at once."""

    code = "invalid_input"
    status = 422

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(
            faults[0].message if len(faults) == 1 else _("Please look at the marked fields again."),
            faults=tuple(faults),
        )


class NoSuchCase(CaseProblem):
    """Also for cases whose existence is none of the asker's business."""

    code = "no_such_case"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(
            _("We found no case “%(code)s”. Please check the code: it looks like CP-7K3F-9QWD.") % {"code": code[:40]}
        )


class WrongReceipt(CaseProblem):
    code = "wrong_receipt"
    status = 404

    def __init__(self, code: str) -> None:
        super().__init__(
            _("This receipt does not belong to case %(code)s. Please copy it from the page you saw after reporting.")
            % {"code": code},
            field="receipt",
        )


class NotYours(CaseProblem):
    """The actor sees the case but may not make this move."""

    code = "not_allowed"
    status = 403

    def __init__(self, move: str, who: str) -> None:
        super().__init__(_("“%(move)s” can be done by: %(who)s.") % {"move": move, "who": who}, move=move, who=who)


class NotNow(CaseProblem):
    """The move does not start from the state the case is in."""

    code = "move_not_allowed_now"
    status = 409

    def __init__(self, move: str, state: str, from_states: str, who: str, *, version: int, state_id: str) -> None:
        super().__init__(
            _("“%(move)s” is not possible now: the case is “%(state)s”. It is possible from: %(from)s, by: %(who)s.")
            % {"move": move, "state": state, "from": from_states, "who": who},
            state=state_id,
            version=version,
        )


class Stale(CaseProblem):
    """Somebody else changed the case since the actor looked at it."""

    code = "stale"
    status = 409

    def __init__(self, seen: int, version: int, state_id: str, changes: list[str]) -> None:
        super().__init__(
            _(
                "Someone changed this case while you were looking at it: %(changes)s. Nothing you wrote is lost; please look again and send it once more."
            )
            % {"changes": "；".join(changes) or "—"},
            seen=seen,
            version=version,
            state=state_id,
            changes=changes,
        )


class TooMany(CaseProblem):
    code = "too_many"
    status = 413


class NotTaken(CaseProblem):
    """A file that cannot be taken."""

    code = "file_not_taken"
    status = 422
