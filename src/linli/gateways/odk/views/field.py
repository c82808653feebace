"""What ODK Collect asks on a tablet: which forms there are, one of them, and whether a filled-in one is taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any

from django.core.exceptions import TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.people.actors import Actor
from linli.problem import Problem
from linli.surveys.actions import Device, Sent, submit
from linli.surveys.models import Form
from linli.surveys.queries.forms import form_xml, forms_for

from .. import actions
from ..errors import NoSubmission, NoSuchForm, NotMultipart, NotSignedIn, SaidOtherwise, TooLarge
from ..models import Key
from ..openrosa import MOST, Offered, answered, form_list, manifest, response
from ..signing_in import challenge, key_from

_SUBMISSION, _MORE_TO_COME = "xml_submission_file", "*isIncomplete*"
View = Callable[..., HttpResponse]


def by_key(view: View) -> View:
    """For a tablet signed in with a key of this district; whatever is refused is said in the protocol's own answer."""

    @csrf_exempt  # A key says who sends; no browser's session counts here.
    @never_cache
    @wraps(view)
    def signed_in(request: HttpRequest, district: str = "", token: str = "", **more: Any) -> HttpResponse:
        try:
            key = key_from(request, token)
            if district and key.district.slug != district:
                raise NotSignedIn
            actor = Actor.of(key.account)
            # Whoever moved to another district takes no key along.
            if actor.reach.district != key.district_id:
                raise NotSignedIn
            actions.note_use(key, _clock(request))
            return view(request, actor, key, token, **more)
        except NotSignedIn as stranger:
            answer = _refused(stranger)
            answer.headers["WWW-Authenticate"] = challenge(stale=stranger.stale)
            return answer
        except Problem as refused:
            return _refused(refused)

    return signed_in


def _refused(problem: Problem) -> HttpResponse:
    """Every fault with its field, so that an interviewer can put it right."""
    told = [fault.message for fault in problem.faults if fault.message != problem.message]
    message = "\n".join([problem.message, *told[:10]])
    answer = answered(response("submit_error", message), problem.status)
    answer.headers["X-Linli-Code"] = problem.code
    return answer


@by_key
@require_safe
def listed(request: HttpRequest, actor: Actor, key: Key, token: str) -> HttpResponse:
    """The forms to fill in now; `?formID=` asks of one."""
    wanted = request.GET.get("formID", "")
    forms = [one for one in forms_for(actor) if not wanted or one.form_id == wanted]
    return answered(form_list([_offered(request, one, key, token) for one in forms]))


@by_key
@require_safe
def form(request: HttpRequest, actor: Actor, key: Key, token: str, *, form_id: str) -> HttpResponse:
    return answered(form_xml(_form(actor, form_id)))


@by_key
@require_safe
def files(request: HttpRequest, actor: Actor, key: Key, token: str, *, form_id: str) -> HttpResponse:
    _form(actor, form_id)
    return answered(manifest())


@by_key
@require_http_methods(["HEAD", "POST"])
def submission(request: HttpRequest, actor: Actor, key: Key, token: str) -> HttpResponse:
    """HEAD: how much may be sent, and where. POST: 201 taken, 202 there already, 409 there already and another then."""
    if request.method == "HEAD":
        answer = answered(status=204)
        answer.headers["Location"] = request.build_absolute_uri(request.path)
        return answer
    xml, sent = _parts(request)
    done = submit(actor, xml, sent, Device(now=_clock(request)))
    if done.state == "conflict":
        raise SaidOtherwise(done.conflict)
    answer = _thanks(new=done.state == "new", more=request.POST.get(_MORE_TO_COME) == "yes")
    answer.headers["Location"] = request.build_absolute_uri(request.path)
    return answer


def _thanks(*, new: bool, more: bool) -> HttpResponse:
    if more:
        said = _("Taken in. More photos of this interview are to come.")
    elif new:
        said = _("Thank you. The interview is taken in.")
    else:
        said = _("This interview had come already; nothing is stored twice.")
    return answered(response("submit_success", said), 201 if new else 202)


def _parts(request: HttpRequest) -> tuple[bytes, Sequence[Sent]]:
    """The filled-in form and what is attached. Raises TooLarge before anything is read, NotMultipart, NoSubmission."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST:
        raise TooLarge(MOST)
    if request.content_type != "multipart/form-data":
        raise NotMultipart
    try:
        given = request.FILES
    except (MultiPartParserError, TooManyFilesSent, TooManyFieldsSent):
        raise NotMultipart from None
    filled = given.getlist(_SUBMISSION)
    if not filled:
        raise NoSubmission
    sent = [
        Sent(one.name or name, one.content_type or "", one.read())
        for name, ones in given.lists()
        if name != _SUBMISSION
        for one in ones
    ]
    return filled[0].read(), sent


def _clock(request: HttpRequest) -> datetime | None:
    """What the tablet says the time is."""
    try:
        said = parsedate_to_datetime(request.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _form(actor: Actor, form_id: str) -> Form:
    found = next((one for one in forms_for(actor) if one.form_id == form_id), None)
    if found is None:
        raise NoSuchForm(form_id)
    return found


def _offered(request: HttpRequest, form: Form, key: Key, token: str) -> Offered:
    def whole(name: str) -> str:
        where = {"token": token} if token else {"district": key.district.slug}
        path = reverse(f"odk:{name}_by_token" if token else f"odk:{name}", kwargs={**where, "form_id": form.form_id})
        return request.build_absolute_uri(path)

    return Offered(
        form.form_id, form.title, form.version, form_xml(form), form.survey.title, whole("form"), whole("manifest")
    )
