"""All that is kept of a person's health, for them to take along: a bundle of FHIR R4, and tables for any spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from linli.clock import LOCAL, now
from linli.followup.models import Visit
from linli.health.actions.privacy import taken_along
from linli.health.errors import NoSuchPatient
from linli.health.models import Observation, ObservationState, Patient
from linli.health.queries.curve import advice_of, files_of, value_text
from linli.health.queries.privacy import OWN, Way, grants_of, looks_at_file
from linli.people.actors import actor_of
from linli.people.vault import unseal

from . import coding, resources

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
EVERYTHING = 10_000


@require_POST
@never_cache
def download(request: HttpRequest) -> HttpResponse:
    """A zip of all, for the person themselves only; that it was taken is on record."""
    actor = actor_of(request)
    own = files_of(actor).own
    asked = request.GET.get("file", "")
    patient = next((one for one in own if not asked or str(one.pk) == asked), None)
    if patient is None:
        raise Http404(NoSuchPatient().message)
    way = Way(patient, OWN)
    body = packed(way)
    taken_along(actor, way)
    response = HttpResponse(body, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="health-{patient.code}.zip"'
    return response


def packed(way: Way) -> bytes:
    """The zip: what is what, the bundle, and a table each of values, advice, visits, whom they let look, who looked."""
    patient = way.patient
    rows = _rows(patient)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_("read me.txt"), _about(patient, len(rows)))
        archive.writestr("fhir.json", orjson.dumps(_bundle(way, rows), option=orjson.OPT_INDENT_2))
        archive.writestr(_("values.csv"), _values(rows))
        archive.writestr(_("advice.csv"), _advice(patient))
        archive.writestr(_("follow-up.csv"), _visits(patient))
        archive.writestr(_("who may look.csv"), _grants(patient))
        archive.writestr(_("who looked.csv"), _looks(patient))
    return made.getvalue()


def _rows(patient: Patient) -> list[Observation]:
    found = Observation.objects.filter(patient=patient).exclude(state=ObservationState.DELETED)
    return list(found.select_related("patient", "device", "point").order_by("at", "id"))


def _bundle(way: Way, rows: Iterable[Observation]) -> resources.Resource:
    person = resources.patient(way)
    row = way.patient
    if row.phone:
        person["telecom"] = [{"system": "phone", "value": row.phone}]
    if row.id_number:
        person["identifier"].append({"type": {"text": _("Identity number")}, "value": row.id_number})
    entries = [person, *(resources.observation(one) for one in rows)]
    made = resources.bundle("collection", [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in entries])
    return made | {"timestamp": now().astimezone(LOCAL).isoformat(timespec="seconds")}


def _about(patient: Patient, count: int) -> str:
    return _(
        "What %(district)s keeps of the health card %(code)s, made on %(at)s: %(count)d values.\n"
        "fhir.json is the form that hospitals read (HL7 FHIR R4); the tables open in any spreadsheet.\n"
        "All of this is personal. Please keep it where only you can read it.\n"
    ) % {"district": patient.district.name, "code": patient.code, "at": _moment(now()), "count": count}


def _values(rows: Iterable[Observation]) -> str:
    heading = [_("When"), _("What was measured"), _("Value"), _("Unit"), _("Where"), _("State")]
    return _table(
        heading,
        (
            [
                _moment(row.at), row.get_quantity_display(), value_text(row.quantity, row.value),
                coding.MEASURES[coding.WRITTEN[row.quantity]].unit, row.point.name if row.point else "", row.get_state_display(),
            ]
            for row in rows
        ),
    )  # fmt: skip


def _advice(patient: Patient) -> str:
    rows = ([_moment(one.at), one.by.name, one.organisation.name, one.text] for one in advice_of(patient, EVERYTHING))
    return _table([_("When"), _("Physician"), _("Institution"), _("Advice")], rows)


def _visits(patient: Patient) -> str:
    """Each visit of their follow-up with all that was said and found."""
    visits = Visit.objects.filter(enrolment__patient=patient, replaced_at=None).select_related("enrolment")
    rows = (
        [
            one.on, one.enrolment.get_condition_display(), one.get_kind_display(), one.get_control_display(),
            "; ".join(f"{name}={answer}" for name, answer in one.answers.items()),
        ]
        for one in visits.order_by("on", "id")
    )  # fmt: skip
    return _table([_("Day"), _("Condition"), _("How"), _("Control"), _("What was said and found")], rows)


def _grants(patient: Patient) -> str:
    rows = (
        [one.called, unseal(one.phone_cipher), _moment(one.given_at), one.until or "", _moment(one.ended_at) if one.ended_at else ""]
        for one in grants_of(patient)
    )  # fmt: skip
    return _table([_("Who"), _("Telephone"), _("Since when"), _("Until"), _("Ended")], rows)


def _looks(patient: Patient) -> str:
    rows = ([_moment(one.at), one.who, one.organisation, one.what] for one in looks_at_file(patient))
    return _table([_("When"), _("Who"), _("Institution"), _("What they did")], rows)


def _table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """With the mark by which spreadsheets know UTF-8, and nothing that they would take for a formula."""
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(heading)
    for row in rows:
        writer.writerow([f"'{cell}" if str(cell).startswith(_FORMULA_SIGNS) else cell for cell in row])
    return "\ufeff" + made.getvalue()


def _moment(at: datetime) -> str:
    return f"{at.astimezone(LOCAL):%Y-%m-%d %H:%M}"
