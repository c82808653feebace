"""The whistle and what each department called does with it: acknowledge, report in, arrive, finish, or refuse."""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.clock import now
from linli.ids import uuid7
from linli.people import queries as people
from linli.people.actors import Actor
from linli.places.coordinates import distance_m
from linli.places.queries import check_position
from linli.problem import Fault

from .. import commands as c
from ..errors import InvalidInput, NotNow
from ..file import CaseFile
from ..lifecycle import CONFIRM, MAY_NAME
from ..models import Callout, CalloutState, DeadlineKind, RemarkKind, Whistle
from .handling import known_organisation

# Beyond this a check-in is flagged: the accuracy of a phone in a street canyon is some 50 m.
FAR_METRES = 500


def blow(actor: Actor, file: CaseFile, command: c.BlowWhistle) -> None:
    """Call departments to the spot. A department with a callout still open is not called twice."""
    case, cards = file.case, _called(file, command)
    whistle = Whistle(
        id=uuid7(), district_id=case.district_id, case=case, kind=command.kind, reason=command.reason,
        blown_by_id=actor.organisation or case.office_id, blown_by_name=actor.name, blown_at=now(),
    )  # fmt: skip
    file.whistles.append(whistle)
    file.meet(DeadlineKind.ACKNOWLEDGE)
    terms = _terms(file, str(command.kind))
    for card in cards:
        callout = Callout(
            id=uuid7(),
            district_id=case.district_id,
            case=case,
            whistle=whistle,
            organisation_id=card.code,
            called_at=now(),
        )
        file.callouts.append(callout)
        file.start_all(terms, card.code, callout)
        due = min(d.due_at for d in file.running(callout=callout))
        file.tell(card.code, "callout_called", reason=command.reason[:60], due=due.isoformat())
    file.record(
        "whistled", actor, whistle=str(whistle.pk), whistle_kind=str(command.kind),
        organisations=[card.code for card in cards], names=[card.name for card in cards],
        callouts=[str(c.pk) for c in file.callouts_of(whistle)],
    )  # fmt: skip
    file.tell_reporter("case_whistled", organisation="、".join(card.short for card in cards))


def _called(file: CaseFile, command: c.BlowWhistle) -> list[people.OrgCard]:
    """Whom the whistle calls, each once."""
    codes = dict.fromkeys(command.organisations)
    cards = [known_organisation(file.case.district_id, code, "organisations") for code in codes]
    idle = [card for card in cards if card.kind not in MAY_NAME["whistle"]]
    if idle:
        message = _("%(names)s cannot be called: a whistle calls departments, enterprises and social organisations.")
        raise InvalidInput([Fault("organisations", message % {"names": "、".join(card.name for card in idle)})])
    busy = {callout.organisation_id for callout in file.callouts if not callout.has_ended}
    twice = [card for card in cards if card.code in busy]
    if twice:
        message = _("%(names)s has been called for this case already and is not done yet. Please leave it out.")
        names = "、".join(card.name for card in twice)
        raise InvalidInput([Fault("organisations", message % {"names": names}, twice[0].code)])
    return cards


def _terms(file: CaseFile, kind: str) -> dict[str, str]:
    return dict(file.clock.callout_terms(kind))


def acknowledge(actor: Actor, file: CaseFile, command: c.Acknowledge, callout: Callout) -> None:
    _acknowledge(file, callout)
    callout.state = CalloutState.ACKNOWLEDGED
    _record(actor, file, "acknowledged", callout)


def _acknowledge(file: CaseFile, callout: Callout) -> None:
    callout.acknowledged_at = callout.acknowledged_at or now()
    file.meet(DeadlineKind.ACKNOWLEDGE, callout=callout)


def report_in(actor: Actor, file: CaseFile, command: c.ReportIn, callout: Callout) -> None:
    """Who comes, and when (报到)."""
    _acknowledge(file, callout)
    file.meet(DeadlineKind.REPORT_IN, callout=callout)
    callout.state, callout.reported_in_at = CalloutState.REPORTED_IN, now()
    callout.who_comes, callout.comes_at = command.who, command.at
    _record(actor, file, "reported_in", callout, who=command.who, comes_at=command.at.isoformat())
    _tell_office(file, callout, "case_reported_in")
    file.tell_reporter("case_reported_in", organisation=_name(file, callout))


def arrive(actor: Actor, file: CaseFile, command: c.Arrive, callout: Callout) -> None:
    """Checked in on site; how far from the case is kept, and said when it is far."""
    here, case = command.location, file.case
    check_position(here.lat, here.lon)
    callout.state, callout.arrived_at = CalloutState.ARRIVED, now()
    callout.lat, callout.lon, callout.accuracy = here.lat, here.lon, here.accuracy
    if case.lat is not None and case.lon is not None:
        callout.distance = round(distance_m(case.lat, case.lon, here.lat, here.lon), 1)
        callout.far = callout.distance > FAR_METRES
    file.meet(DeadlineKind.ARRIVE, callout=callout)
    _record(
        actor, file, "arrived", callout, lat=here.lat, lon=here.lon, accuracy=here.accuracy,
        distance=callout.distance, far=callout.far,
    )  # fmt: skip
    _tell_office(file, callout, "case_arrived")
    file.tell_reporter("case_arrived", organisation=_name(file, callout))


def finish(actor: Actor, file: CaseFile, command: c.Finish, callout: Callout) -> None:
    callout.state, callout.finished_at, callout.work = CalloutState.FINISHED, now(), command.text
    file.meet(DeadlineKind.FINISH, callout=callout)
    _record(actor, file, "finished", callout)
    _tell_when_all_ended(file, callout)


def refuse(actor: Actor, file: CaseFile, command: c.Refuse, callout: Callout) -> None:
    """Not ours: the reason goes to the district centre, whose own deadline to rule starts now."""
    case = file.case
    _acknowledge(file, callout)
    callout.state, callout.refused_at = CalloutState.REFUSED, now()
    callout.refusal, callout.suggestion = command.reason, command.suggestion
    file.cancel(callout=callout)
    centre = people.centre(case.district_id)
    ruling = file.start(DeadlineKind.RULING, centre, file.clock.ruling_term(), callout)
    _record(actor, file, "refused", callout)
    file.tell(
        centre,
        "callout_refused",
        organisation=_name(file, callout),
        reason=command.reason[:60],
        due=ruling.due_at.isoformat(),
    )
    _tell_office(file, callout, "callout_refused")


def overrule(actor: Actor, file: CaseFile, command: c.Rule, callout: Callout) -> None:
    """The district centre says it must come: the callout's clocks start anew."""
    _rule(callout, "overruled", command.reason)
    file.meet(DeadlineKind.RULING, callout=callout)
    callout.state = CalloutState.CALLED
    terms = _terms(file, callout.whistle.kind)
    if callout.acknowledged_at:
        terms.pop("acknowledge", None)
    file.start_all(terms, callout.organisation_id, callout)
    _record(actor, file, "overruled", callout)
    file.tell(callout.organisation_id, "callout_ruled", organisation=_name(file, callout), reason=command.reason[:60])
    _tell_office(file, callout, "callout_ruled")


def uphold(actor: Actor, file: CaseFile, command: c.Rule, callout: Callout) -> None:
    """The district centre agrees that it need not come."""
    _rule(callout, "upheld", command.reason)
    file.meet(DeadlineKind.RULING, callout=callout)
    callout.state = CalloutState.RELEASED
    file.cancel(callout=callout)
    _record(actor, file, "upheld", callout)
    file.tell(callout.organisation_id, "callout_ruled", organisation=_name(file, callout), reason=command.reason[:60])
    _tell_office(file, callout, "callout_ruled")
    _tell_when_all_ended(file, callout)


def _rule(callout: Callout, ruling: str, reason: str) -> None:
    callout.ruling, callout.ruled_at, callout.ruling_reason = ruling, now(), reason


def check_confirmable(file: CaseFile, whistle: Whistle) -> None:
    """A whistle is confirmed once, when every department has finished or was released."""
    case = file.case
    pending = [callout for callout in file.callouts_of(whistle) if not callout.has_ended]
    if whistle.confirmed_at is None and not pending:
        return
    if whistle.confirmed_at:
        state = str(_("Confirmed already"))
    else:
        names = "、".join(_name(file, callout) for callout in pending)
        state = _("still waiting for %(names)s") % {"names": names}
    raise NotNow(
        str(CONFIRM.label), state, str(_("every department finished or released")), CONFIRM.who_text,
        version=case.version, state_id=case.state,
    )  # fmt: skip


def confirm(actor: Actor, file: CaseFile, command: c.Confirm, whistle: Whistle) -> None:
    """The community has been on site and rates each department that worked."""
    came = {
        callout.organisation_id: callout
        for callout in file.callouts_of(whistle)
        if callout.state == CalloutState.FINISHED
    }
    missing = [_name(file, callout) for code, callout in came.items() if code not in command.ratings]
    unknown = [code for code in command.ratings if code not in came]
    if missing:
        message = _("Please rate each department; missing: %(names)s.") % {"names": "、".join(missing)}
        raise InvalidInput([Fault("ratings", message)])
    if unknown:
        message = _("“%(value)s” did no work under this whistle. Please rate only: %(names)s.")
        raise InvalidInput([Fault("ratings", message % {"value": unknown[0], "names": "、".join(came)}, unknown[0])])
    for code, callout in came.items():
        callout.rating = command.ratings[code]
    whistle.confirmed_at, whistle.confirmed_by_name = now(), actor.name
    detail: dict[str, object] = {**file.say(RemarkKind.CLOSING, command.text, actor)} if command.text else {}
    if command.location:
        check_position(command.location.lat, command.location.lon)
        detail |= command.location.model_dump()
    file.record("confirmed", actor, whistle=str(whistle.pk), ratings=command.ratings, **detail)


def _record(actor: Actor, file: CaseFile, kind: str, callout: Callout, **detail: object) -> None:
    file.record(
        f"callout_{kind}", actor, callout=str(callout.pk), organisation=callout.organisation_id,
        name=_name(file, callout), **detail,
    )  # fmt: skip


def _tell_office(file: CaseFile, callout: Callout, template: str) -> None:
    file.tell(
        file.case.office_id,
        template,
        organisation=_name(file, callout),
        reason=(callout.ruling_reason or callout.refusal)[:60],
    )


def _tell_when_all_ended(file: CaseFile, callout: Callout) -> None:
    if all(other.has_ended for other in file.callouts if other.whistle_id == callout.whistle_id):
        file.tell(file.case.office_id, "callout_finished_all")


def _name(file: CaseFile, callout: Callout) -> str:
    card = people.organisations(file.case.district_id).get(callout.organisation_id)
    return card.name if card else callout.organisation_id
