"""What `linli verify` looks at: chains, seals, cases against the replay of their events, and the books."""

from __future__ import annotations

from collections.abc import Callable

from linli.audit import queries as audit
from linli.cases.queries.replay import unfolded
from linli.cooperative.queries import whole as of_cooperative
from linli.employment.queries import whole as of_employment
from linli.ledger.queries import whole as of_ledger
from linli.mediation.queries import whole as of_mediation
from linli.projects.queries import whole as of_projects
from linli.renovation.queries import whole as of_renovation

Told = Callable[[str], Callable[[int, int | None], None]]


def verify_all(told: Told) -> list[str]:
    """One sentence for each first broken thing; empty when all is whole."""
    faults: list[str] = []
    for model in audit.chained_models():
        step = told(str(model._meta.verbose_name_plural))
        faults += [str(broken) for broken in audit.broken(model, progress=step)]
    faults += [str(broken) for broken in audit.broken_seals(told("Seals"))]
    faults += [str(difference) for difference in unfolded(told("Cases against their events"))]
    for room in (of_ledger, of_employment, of_cooperative, of_projects, of_renovation, of_mediation):
        faults += room.faults()
    return faults
