"""What the clock does to applications: accept and grant what the law says when nobody spoke, sweep old drafts."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef

from linli.cases.models import Case, Deadline, DeadlineKind, State
from linli.clock import now
from linli.people.actors import Actor

from ..file import ApplicationFile
from ..models import Application, Document, Draft, Verdict
from .deciding import decide
from .folder import wipe
from .forgetting import forget
from .reviewing import begin_clock

logger = logging.getLogger(__name__)

BATCH = 100
DRAFTS_KEPT = timedelta(days=180)


def silence(limit: int = BATCH) -> int:
    """Nobody accepted or returned within the term: accepted by law. Not decided within the term of the law, where the
    service's law says that silence is consent: granted. Returns how many."""
    passed = Deadline.objects.ended_by_silence().filter(due_at__lte=now()).order_by("due_at")
    cases = dict.fromkeys(passed.values_list("case_id", flat=True)[:limit])
    return sum(_by_law(pk) for pk in cases)


def _by_law(pk: UUID) -> bool:
    """One case, one transaction, its row locked: safe beside people at work and a second worker."""
    try:
        with transaction.atomic():
            file = ApplicationFile.load(Case.objects.select_for_update(of=("self",)).get(pk=pk))
            changed = _spoken_for(file)
            file.save()
    except OperationalError:
        raise
    except Exception:  # an application that something is wrong with stops no other's clock
        logger.exception("silence on case %s failed", pk)
        return False
    return changed


def _spoken_for(file: ApplicationFile) -> bool:
    late = {d.kind for d in file.file.running(DeadlineKind.ACCEPT, DeadlineKind.BY_LAW) if d.due_at <= now()}
    if DeadlineKind.BY_LAW in late and file.spec.consent == "silence":
        # The paper is of the level whose decision it would have been.
        last = file.spec.chain[-1]
        file.give_to(last, file.chain[last])
        file.case.state = State.GRANTED
        decide(Actor.system(), file, Verdict.GRANT, "granted_by_silence")
        return True
    if DeadlineKind.ACCEPT in late and file.case.state == State.SUBMITTED:
        file.case.state = State.ACCEPTED
        begin_clock(file)
        file.file.record("accepted_by_law", Actor.system())
        file.file.tell(file.case.organisation_id, "application_accepted_by_law")
        file.file.tell_reporter("application_accepted")
        return True
    return False


def sweep_drafts() -> int:
    """Forget drafts that nobody came back to for half a year, with the documents that lay with them alone."""
    with transaction.atomic():
        old = Draft.objects.filter(saved_at__lte=now() - DRAFTS_KEPT).order_by("saved_at").values("pk")[:500]
        swept = forget(Draft.objects.filter(pk__in=old, saved_at__lte=now() - DRAFTS_KEPT))
        # Documents of who was helped at a counter lie in nobody's folder.
        nobodys = Document.objects.filter(
            ~Exists(Application.objects.filter(consent=OuterRef("pk"))), account=None, contact=None, uses=None,
            consents=None, created_at__lte=now() - timedelta(days=1),
        )  # fmt: skip
        wipe(list(nobodys[:500]))
    return swept
