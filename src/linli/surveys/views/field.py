"""The interviewer's page on a phone or tablet: loaded once, it works without network; what is filled in comes to `submissions`."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.answers import problem
from linli.audit import actions as audit
from linli.cases.at_desk import staff_page
from linli.people.actors import Actor, actor_of
from linli.people.vault import device_key, letter_key
from linli.places.queries import district_by
from linli.problem import Problem

from ..access import may_interview
from ..actions.submitting import Device, Sent, submit
from ..errors import SaidOtherwise
from ..models import Source
from ..queries.field import package
from ..times import moment

MOST_FILES = 20
LONGEST_SECONDS = 7 * 86_400

WORDS: dict[str, Promise] = {
    "waiting": gettext_lazy("{n} waiting to be sent"),
    "refused": gettext_lazy("{n} not taken: please look at the reason"),
    "all_sent": gettext_lazy("All sent"),
    "nothing": gettext_lazy("Nothing to be sent"),
    "offline": gettext_lazy("No network. Please go on as usual: interviews stay on this device and are sent once the network is back."),
    "sending": gettext_lazy("Being sent…"),
    "later": gettext_lazy("The server cannot be reached; it is tried again by itself."),
    "sign_in": gettext_lazy("Please sign in again, then they are sent. Nothing is lost."),
    "others": gettext_lazy("{n} of a colleague are kept on this device too; they are sent when that colleague signs in."),
    "no_people": gettext_lazy("Nobody is given to you yet"),
    "no_people_text": gettext_lazy("Once the centre for disease control gives you people to visit, they appear here, also without network afterwards."),
    "state_waiting": gettext_lazy("To visit"),
    "state_draft": gettext_lazy("Begun to fill in"),
    "state_queued": gettext_lazy("To be sent"),
    "state_sent": gettext_lazy("Has arrived"),
    "state_done": gettext_lazy("Was interviewed"),
    "state_refused": gettext_lazy("Refused to answer"),
    "state_absent": gettext_lazy("Not met"),
    "state_ineligible": gettext_lazy("Not of the population"),
    "state_rejected": gettext_lazy("Not taken"),
    "search": gettext_lazy("Name, address or number"),
    "open_only": gettext_lazy("Only those still to visit"),
    "step": gettext_lazy("Part {n} of {of}"),
    "next": gettext_lazy("Next part"),
    "back": gettext_lazy("Part before"),
    "leave": gettext_lazy("Keep it for later"),
    "finish": gettext_lazy("Finish the interview"),
    "finished": gettext_lazy("Finished. It is sent as soon as there is network."),
    "kept": gettext_lazy("Kept on this device."),
    "drop": gettext_lazy("Throw away"),
    "drop_sure": gettext_lazy("Throw this interview away? Its answers are only on this device."),
    "again": gettext_lazy("Change and send again"),
    "required": gettext_lazy("Please answer this question."),
    "type_integer": gettext_lazy("Please give a whole number."),
    "type_decimal": gettext_lazy("Please give a number."),
    "type_date": gettext_lazy("Please give a day."),
    "type_text": gettext_lazy("This text is too long."),
    "choice": gettext_lazy("Please choose one of these."),
    "constraint": gettext_lazy("This value is not possible here."),
    "optional": gettext_lazy("may be left empty"),
    "reading": gettext_lazy("No. {n}"),
    "locate": gettext_lazy("Take the position"),
    "locating": gettext_lazy("Looking…"),
    "located": gettext_lazy("Taken, to {n} m"),
    "no_position": gettext_lazy("No position could be had. Please go on without."),
    "photo": gettext_lazy("Take a photo"),
    "photo_kept": gettext_lazy("Photo kept ({n} kB)"),
    "photo_drop": gettext_lazy("Without this photo"),
    "photo_none": gettext_lazy("This is no picture that could be read."),
    "clock": gettext_lazy("The clock of this device is {n} off. Please set it; what was said of times is marked until then."),
    "minutes": gettext_lazy("{n} min"),
    "days": gettext_lazy("{n} days"),
    "export": gettext_lazy("Save what is not sent as a file"),
    "full": gettext_lazy("This device has no room left. Please free some space first."),
    "unreadable": gettext_lazy("{n} cannot be opened on this device. Nothing was deleted: please keep the device as it is and tell whoever leads the survey."),
    "insecure": gettext_lazy("This page was not opened over a secure connection (https), so nothing could be kept here safely. Please open it by the address beginning with https."),
    "unknown": gettext_lazy("It could not be taken (answer {n}). It is kept here; please tell whoever leads the survey."),
    "synthetic": gettext_lazy("Invented data: the people of this survey are made up for the demo."),
    "loaded": gettext_lazy("Questionnaires and people as of {at}"),
    "list_number": gettext_lazy("No. {n} of the list"),
    "fault_some": gettext_lazy("Please look at {n} answers once more"),
}  # fmt: skip


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor) -> HttpResponse:
    if not may_interview(actor):
        raise PermissionDenied
    context = {
        "district": district_by(actor.reach.district), "account": actor.reach.account_id, "name": actor.name,
        "device_key": device_key(f"account {actor.reach.account_id}"), "letter_key": letter_key(),
        "script_words": {key: str(text) for key, text in WORDS.items()},
    }  # fmt: skip
    return render(request, "surveys/field/page.html", context)


@require_safe
@never_cache
@staff_page
def take_along(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Questionnaires and people, as JSON for the device. Whose names went out is on record."""
    if not may_interview(actor):
        raise PermissionDenied
    found = package(actor)
    if found.people:
        told = {"surveys": found.surveys, "people": found.people}
        audit.record(actor, "survey_list_seen", district=actor.reach.district, subject="/survey/", data=told)
    return JsonResponse(found.body, json_dumps_params={"ensure_ascii": False})


@require_POST
@never_cache
def submissions(request: HttpRequest) -> HttpResponseBase:
    """Take one interview from the device's queue: taken (201), had come already (200), refused with the reason (4xx)."""
    actor = actor_of(request)
    if actor.kind != "staff":
        return problem(401, "sign_in", _("Please sign in again, then they are sent. Nothing is lost."))
    if request.POST.get("account", str(actor.reach.account_id)) != str(actor.reach.account_id):
        return problem(
            403, "other_account", _("Somebody else made this interview on this device; it is sent when they sign in.")
        )
    try:
        files = [one for name in request.FILES for one in request.FILES.getlist(name)][:MOST_FILES]
        sent = [Sent(one.name or "", one.content_type or "", one.read()) for one in files]
        done = submit(actor, request.POST.get("xml", "").encode(), sent, _device(request))
        if done.state == "conflict":
            raise SaidOtherwise(done.submission.instance_id, done.conflict)
    except Problem as refused:
        faults = [{"field": one.field, "message": one.message, "value": ""} for one in refused.faults]
        return problem(refused.status, refused.code, refused.message, faults)
    body = {
        "instance": done.submission.instance_id,
        "state": done.state,
        "clock_trusted": done.submission.clock_trusted,
    }
    return JsonResponse(body, status=201 if done.state == "new" else 200)


def _device(request: HttpRequest) -> Device:
    """What it says of its clock and of how long it took; what is no number is not said."""
    said: datetime | None = moment(request.POST.get("device_now", ""))
    seconds = request.POST.get("seconds", "")
    known = int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 8 else None
    return Device(Source.PAGE.value, said, known if known is not None and known <= LONGEST_SECONDS else None)
