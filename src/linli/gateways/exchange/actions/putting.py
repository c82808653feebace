"""What happens to an application becomes a parcel, in the transaction of what happened: up to a level above that works on
another installation, and down to the installation that reported it up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from linli.applications.across import CorrectedBelow, EndedBelow, Outcome, ReportedUp, What
from linli.applications.actions.across import name_of
from linli.applications.errors import NotConnected
from linli.applications.file import ApplicationFile
from linli.applications.levels import installation_of
from linli.applications.models import Decision, Shortcoming
from linli.applications.queries.across import border, contents_of, opinions_of
from linli.cases.models import CaseEvent, DeadlineKind
from linli.catalogue.guides import version_of
from linli.catalogue.working_time import Term, calendar_of
from linli.clock import now
from linli.ids import uuid7
from linli.people import queries as people
from linli.people.vault import seal
from linli.places.models import Level

from ..models import Parcel, ParcelKind
from ..peers import peers

# After this long without an answer the sender is told.
TELL_AFTER = "3个工作日"

# What is told to whoever reported it up, by the event that says it here.
_OUTCOMES: dict[str, What] = {
    "granted": "granted", "refused": "refused", "returned": "returned", "reported_up": "reported_up",
    "sent_across": "reported_up", "handed_down": "stage", "consulting": "consulting", "consulted": "consulted",
    "revoked": "revoked",
}  # fmt: skip


def on_changed(sender: object, file: ApplicationFile, **_said: Any) -> None:
    """A change of an application was written. Raises NotConnected, TooMuchToSend: then it is not."""
    for event in file.file.events:
        _tell_above(file, event)
        if file.case.source and event.kind in _OUTCOMES:
            _tell_below(file, event)


def _tell_above(file: ApplicationFile, event: CaseEvent) -> None:
    case = file.case
    installation = installation_of(case.district_id, case.organisation_id)
    if not installation:
        return
    match event.kind:
        case "sent_across":
            _put(file, ParcelKind.APPLICATION, installation, _application(file, installation))
        case "corrected":
            _put(file, ParcelKind.CORRECTION, installation, CorrectedBelow(case=case.code, contents=contents_of(file)))
        case "withdrawn":
            said, otherwise = _words(file)[:1000], _("The applicant has withdrawn it.")
            ended = EndedBelow(case=case.code, reason=said if len(said) > 1 else otherwise)
            _put(file, ParcelKind.ENDED, installation, ended)
        case "granted_by_silence":
            reason = _("Not decided within the term of the law: it counts as granted.")
            _put(file, ParcelKind.ENDED, installation, EndedBelow(case=case.code, reason=reason))


def _application(file: ApplicationFile, installation: str) -> ReportedUp:
    case = file.case
    cards = people.organisations(case.district_id)
    assert case.service_id is not None
    own, _theirs = border(file, installation)
    running = file.file.running(DeadlineKind.DECIDE)
    return ReportedUp(
        case=case.code, service=file.spec.code, service_name=file.spec.name,
        version=version_of(case.service_id).version, level=Level(case.level), organisation=cards[file.chain[own]].name,
        promised=file.spec.days.promised, due=min((one.due_at for one in running), default=None),
        contents=contents_of(file), opinions=opinions_of(file),
    )  # fmt: skip


def _tell_below(file: ApplicationFile, event: CaseEvent) -> None:
    case = file.case
    decision = next((row for row in file.file.rows if isinstance(row, Decision)), None)
    verdict: What = "handed_down" if event.data.get("across") else _OUTCOMES[event.kind]
    # What reviewers only note for each other stays here.
    words = "" if verdict in ("reported_up", "stage", "consulted") else _words(file)[:2000]
    outcome = Outcome(
        case=case.source_id, verdict=verdict, organisation=name_of(case), level=Level(case.level), text=words,
        number=decision.number if decision else "", valid_until=decision.valid_until if decision else None,
        shortcomings={row.about: row.text for row in file.file.rows if isinstance(row, Shortcoming)},
    )  # fmt: skip
    _put(file, ParcelKind.OUTCOME, case.source, outcome)


def _words(file: ApplicationFile) -> str:
    """What was said with the change."""
    return "\n".join(one.text for one in file.file.remarks)


def _put(file: ApplicationFile, kind: ParcelKind, peer: str, body: BaseModel) -> None:
    case, at = file.case, now()
    up = kind != ParcelKind.OUTCOME
    name = name_of(case) if up else peer
    if peer not in peers():
        raise NotConnected(name)
    own = file.chain[border(file, peer)[0]] if up else case.organisation_id or case.office_id
    Parcel.objects.create(
        id=uuid7(), district_id=case.district_id, case=case, organisation_id=own, peer=peer, kind=kind, name=name,
        body_cipher=seal(body.model_dump_json()), created_at=at, next_at=at,
        tell_at=calendar_of(case.district_id).add(at, Term.parse(TELL_AFTER)),
    )  # fmt: skip
