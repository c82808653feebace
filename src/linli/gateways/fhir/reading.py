"""Reading over FHIR: one resource, or what a search finds; every look of others at a person's file is on record."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.utils.translation import gettext as _

from linli.health.errors import NoSuchPatient
from linli.health.models import Observation, ObservationState, Patient
from linli.health.queries.privacy import way_to

from . import resources
from .intake import kept_identifier
from .outcomes import GatewayProblem
from .searching import (
    Parameters,
    Search,
    card_of,
    key_of,
    looked,
    narrowed,
    page,
    read_search,
    visible,
    wrong,
)
from .signing import Sender

Resource = dict[str, Any]


def _none(kind: str, key: str) -> GatewayProblem:
    message = _("There is no %(kind)s/%(key)s that you may read.") % {"kind": kind, "key": key[:40]}
    return GatewayProblem(404, "not_found", message, issue="not-found")


def observation(sender: Sender, key: str) -> Resource:
    """Raises GatewayProblem: 404 also for those of others, 410 for a deleted one."""
    row = Observation.objects.select_related("patient", "device").filter(pk=_key("Observation", key)).first()
    if row is None:
        raise _none("Observation", key)
    if sender.device is not None:
        if row.device_id != sender.device.pk or row.patient.erased_at is not None:
            raise _none("Observation", key)
    else:
        try:
            way = way_to(sender.actor, row.patient)
        except NoSuchPatient:
            raise _none("Observation", key) from None
        looked(sender, [way])
    if row.state == ObservationState.DELETED:
        raise GatewayProblem(410, "was_deleted", _("This observation was deleted."))
    return resources.observation(row)


def patient(sender: Sender, key: str) -> Resource:
    """Raises GatewayProblem (404) likewise; a device finds people by their card only."""
    row = Patient.objects.select_related("organisation").filter(pk=_key("Patient", key)).first()
    if sender.device is not None:
        raise _none("Patient", key)
    try:
        way = way_to(sender.actor, row)
    except NoSuchPatient:
        raise _none("Patient", key) from None
    looked(sender, [way])
    return resources.patient(way)


def _key(kind: str, key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError:
        raise _none(kind, key) from None


def observations(sender: Sender, given: Parameters, base: str) -> Resource:
    """A searchset of a page, newest first, with the link to the next one."""
    search = read_search(given)
    try:
        rows, last = page(matched(sender, search), search)
    except NoSuchPatient:
        rows, last = [], None
    own = [pair for pair in given if pair[0] != "_after"]
    links = [("self", f"{base}/Observation?{urlencode(given)}")]
    if last is not None:
        links.append(("next", f"{base}/Observation?{urlencode([*own, ('_after', str(last))])}"))
    return resources.bundle("searchset", [_entry(base, resources.observation(row)) for row in rows], links)


def matched(sender: Sender, search: Search) -> Any:
    """What a search finds among what the sender may see. Raises NoSuchPatient, GatewayProblem."""
    return narrowed(visible(sender, search), search, lambda one: kept_identifier(_barred(one), sender))


def _barred(token: str) -> str:
    return token if "|" in token else f"|{token}"


def patients(sender: Sender, given: Parameters, base: str) -> Resource:
    """Whoever has this card; nobody at all is found by a name or a part of a number."""
    rows = Patient.objects.select_related("organisation").filter(erased_at=None)
    asked = [(name, value) for name, value in given if name not in ("_format", "_count")]
    if len(asked) != 1 or asked[0][0] not in ("identifier", "_id"):
        names = ", ".join(name for name, _value in asked)
        raise wrong(
            names or "identifier", "", _("People are found by one identifier, or one _id, and by nothing else.")
        )
    name, value = asked[0]
    if name == "_id" and sender.device is None:
        rows = rows.filter(pk=key_of("_id", value))
    else:
        rows = rows.filter(code=card_of(value))
    found = [one for row in rows if (one := _seen(sender, row)) is not None]
    links = [("self", f"{base}/Patient?{urlencode(given)}")]
    return resources.bundle("searchset", [_entry(base, one) for one in found], links)


def _seen(sender: Sender, row: Patient) -> Resource | None:
    if sender.device is not None:
        return resources.patient_to_confirm(row) if row.district_id == sender.district else None
    try:
        way = way_to(sender.actor, row)
    except NoSuchPatient:
        return None
    looked(sender, [way])
    return resources.patient(way)


def _entry(base: str, resource: Resource) -> Resource:
    where = f"{base}/{resource['resourceType']}/{resource['id']}"
    return {"fullUrl": where, "resource": resource, "search": {"mode": "match"}}
