"""What happens to an application becomes a parcel, in the transaction of what happened: up to a level above that works on
another installation, and down to the installation that reported it up."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from pydantic import BaseModel

from linli.applications.across import CorrectedBelow, EndedBelow, Outcome, ReportedUp, What
from linli.applications.errors import NotConnected
from linli.applications.file import ApplicationFile
from linli.applications.levels import installation_of
from linli.applications.models import Decision, Shortcoming
from linli.applications.queries.across import border, contents_of, name_of, opinions_of
from linli.cases.models import Case, CaseEvent, DeadlineKind
from linli.catalogue.guides import version_of
from linli.catalogue.working_time import Term, calendar_of
from linli.clock import now
from linli.ids import uuid7
from linli.people import queries as people
from linli.people.vault import seal
from linli.places.models import Level

from ..models import Parcel, ParcelKind, ParcelState
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
    match event.kind:
        case "sent_across" if installation:
            _put_up(file, ParcelKind.APPLICATION, installation, _application(file, installation))
        case "corrected" if installation:
            corrected = CorrectedBelow(case=case.code, contents=contents_of(file))
            _put_up(file, ParcelKind.CORRECTION, installation, corrected)
        case "withdrawn":
            said = _words(file)[:1000]
            _end_above(file, said if len(said) > 1 else _("The applicant has withdrawn it."))
        case "granted_by_silence":
            _end_above(file, _("Not decided within the term of the law: it counts as granted."))


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


def _end_above(file: ApplicationFile, reason: str) -> None:
    """Whoever it was handed over to last hears that it is over; where it never went across, nobody.

    By now it may lie with another level, and the peer may no longer be listed: neither keeps anybody from withdrawing,
    nor the law from granting. The parcel waits.
    """
    case = file.case
    handed_up = Parcel.objects.filter(case=case, kind__in=(ParcelKind.APPLICATION, ParcelKind.CORRECTION))
    last = handed_up.exclude(state=ParcelState.REFUSED).order_by("-id").first()
    if last is not None:
        ended = EndedBelow(case=case.code, reason=reason)
        _write(case, ParcelKind.ENDED, last.peer, last.name, last.organisation_id, ended)


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
    _must_be_listed(case.source, case.source)
    _write(case, ParcelKind.OUTCOME, case.source, case.source, case.organisation_id or case.office_id, outcome)


def _words(file: ApplicationFile) -> str:
    """What was said with the change."""
    return "\n".join(one.text for one in file.file.remarks)


def _put_up(file: ApplicationFile, kind: ParcelKind, peer: str, body: BaseModel) -> None:
    name = name_of(file.case)
    _must_be_listed(peer, name)
    own, _theirs = border(file, peer)
    _write(file.case, kind, peer, name, file.chain[own], body)


def _must_be_listed(peer: str, name: str) -> None:
    if peer not in peers():
        raise NotConnected(name)


def _write(case: Case, kind: ParcelKind, peer: str, name: str, organisation: str, body: BaseModel) -> None:
    at = now()
    Parcel.objects.create(
        id=uuid7(), district_id=case.district_id, case=case, organisation_id=organisation, peer=peer, kind=kind, name=name,
        body_cipher=seal(body.model_dump_json()), created_at=at, next_at=at,
        tell_at=calendar_of(case.district_id).add(at, Term.parse(TELL_AFTER)),
    )  # fmt: skip
