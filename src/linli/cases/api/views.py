"""What the API shows of a case: to everyone, to its reporter, to staff who see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from linli.catalogue import queries as catalogue
from linli.ids import read_case_code, receipt_digest
from linli.people import queries as people
from linli.people.actors import Actor, actor_of
from linli.places.queries import names

from ..errors import WrongReceipt
from ..models import NEVER, Callout, Case, DeadlineState, Timed
from ..privacy import masked
from ..queries.of_case import callouts_of, case_read_by, deadlines_of
from ..queries.timeline import Audience, timeline


def receipt_of(request: HttpRequest, given: str = "") -> str:
    """The receipt, from the body, the header `Receipt` or the query."""
    return given or request.headers.get("Receipt", "") or request.GET.get("receipt", "")


def actor_with(request: HttpRequest, code: str, receipt: str) -> Actor:
    """The actor, proved as the reporter if the receipt is this case's. Raises WrongReceipt when it is another's."""
    actor = actor_of(request)
    if not receipt:
        return actor
    spelled = read_case_code(code)
    mine = (
        Case.objects.filter(code=spelled, receipt_digest=receipt_digest(receipt)).values_list("pk", flat=True).first()
    )
    if mine is None:
        raise WrongReceipt(code)
    return actor.holding(mine)


def seen_by(request: HttpRequest, code: str) -> tuple[Case, Audience, Actor]:
    """The case and how much of it the asker may see."""
    actor = actor_with(request, code, receipt_of(request))
    return *case_read_by(actor, code), actor


def iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at and at != NEVER else None


def brief(case: Case, audience: Audience) -> dict[str, Any]:
    """One line of a list."""
    public = audience == Audience.PUBLIC
    shown = case.published or not public
    code = (case.community or None) if public else case.area_id
    category = catalogue.category_by_id(case.district_id, case.category_id) if shown else None
    return {
        "code": case.code, "state": case.state, "result": case.result or None,
        "title": (case.public_title if public else masked(case.title)) if shown else None,
        "district": case.district_id, "area": area_of(case, code),
        "category": {"code": category.code, "name": category.name} if category else None,
        "followers": case.followers, "created_at": iso(case.created_at), "updated_at": iso(case.updated_at),
        "due_at": iso(case.due_at), "version": case.version,
    }  # fmt: skip


def area_of(case: Case, code: str | None) -> dict[str, str] | None:
    if not code:
        return None
    known = names(case.district_id)
    return {"code": code, "name": known[code].name if code in known else code}


def whole(case: Case, audience: Audience) -> dict[str, Any]:
    """A case of `case_read_by` as data. Statements: deadlines, callouts, events, and remarks unless public."""
    shown = brief(case, audience)
    merged_code: str | None = vars(case)["merged_code"]
    deadlines, callouts = deadlines_of(case=case.pk), callouts_of(case=case.pk)
    shown |= {
        "office": unit(case.office_id, case.district_id), "organisation": unit(case.organisation_id, case.district_id),
        "registered_at": iso(case.registered_at), "answered_at": iso(case.answered_at), "closed_at": iso(case.closed_at),
        "score": case.score, "solved": case.solved, "reopened": case.reopened,
        "merged_into": merged_code, "next_door": case.next_door or None,
        "deadlines": [deadline(d) for d in deadlines if d.callout_id is None and d.state != DeadlineState.CANCELLED],
        "whistles": _whistles(callouts, deadlines, audience),
        "timeline": [
            {"seq": e.seq, "at": iso(e.at), "kind": e.kind, "what": e.sentence, "who": e.who, "words": e.words or None}
            for e in timeline(case, audience)
        ],
    }  # fmt: skip
    if audience >= Audience.REPORTER:
        shown |= {
            "text": case.text,
            "address": case.address,
            "lat": case.lat,
            "lon": case.lon,
            "accuracy": case.accuracy,
        }
    if audience == Audience.STAFF:
        reporter = case.reporter
        shown["reporter"] = {"name": reporter.masked_name, "phone": reporter.masked_phone} if reporter else None
    return shown


def _whistles(callouts: list[Callout], deadlines: Sequence[Timed], audience: Audience) -> list[dict[str, Any]]:
    of_whistle: dict[Any, dict[str, Any]] = {}
    for callout in callouts:
        blown = callout.whistle
        board = of_whistle.setdefault(
            blown.pk,
            {
                "id": str(blown.pk), "kind": blown.kind, "blown_at": iso(blown.blown_at),
                "confirmed_at": iso(blown.confirmed_at), "callouts": [],
                **({"reason": blown.reason} if audience == Audience.STAFF else {}),
            },
        )  # fmt: skip
        board["callouts"].append(callout_view(callout, [d for d in deadlines if d.callout_id == callout.pk], audience))
    return list(of_whistle.values())


def callout_view(callout: Callout, deadlines: Sequence[Timed], audience: Audience) -> dict[str, Any]:
    """One department called; its words and position are for staff."""
    shown: dict[str, Any] = {
        "id": str(callout.pk), "organisation": callout.organisation_id, "name": unit_name(callout.organisation_id, callout.district_id),
        "state": callout.state, "acknowledged_at": iso(callout.acknowledged_at), "reported_in_at": iso(callout.reported_in_at),
        "arrived_at": iso(callout.arrived_at), "finished_at": iso(callout.finished_at), "ruling": callout.ruling or None,
        "deadlines": [deadline(d) for d in deadlines if d.state != DeadlineState.CANCELLED],
    }  # fmt: skip
    if audience == Audience.STAFF:
        shown |= {
            "who_comes": callout.who_comes or None, "comes_at": iso(callout.comes_at), "distance": callout.distance,
            "far": callout.far, "work": callout.work or None, "refusal": callout.refusal or None,
            "suggestion": callout.suggestion or None, "ruling_reason": callout.ruling_reason or None, "rating": callout.rating,
        }  # fmt: skip
    return shown


def deadline(row: Timed) -> dict[str, Any]:
    return {
        "kind": row.kind, "organisation": row.organisation_id, "state": row.state, "started_at": iso(row.started_at),
        "due_at": iso(row.due_at), "met_at": iso(row.met_at),
    }  # fmt: skip


def unit(code: str | None, district: str) -> dict[str, str] | None:
    return {"code": code, "name": unit_name(code, district)} if code else None


def unit_name(code: str, district: str) -> str:
    card = people.organisations(district).get(code)
    return card.name if card else code
