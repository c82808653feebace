"""Moves over JSON: one address for each line of the tables of moves, so that the docs are drawn from them too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from linli.answers import ERRORS, json_answer, seen_version, write
from linli.people.actors import actor_of

from .. import commands as c
from ..actions import Done, perform, perform_on_callout, perform_on_whistle
from ..lifecycle import CALLOUT_MOVES, CASE_MOVES, CONFIRM, Move, confirmable, offered, offered_on
from ..models import Callout
from ..queries.of_case import case_read_by
from ..queries.timeline import audience_of
from .views import actor_with, callout_view, receipt_of, seen_by, whole

View = Callable[..., HttpResponse]


class RatingWithReceipt(c.Rate):
    receipt: c.Line = ""


def add_to(router: Router) -> None:
    router.get("/cases/{code}/moves", response={200: dict, **ERRORS}, summary="What the asker can do now")(list_moves)
    for move in CASE_MOVES.values():
        view = _case_view(move)
        router.post(f"/cases/{{code}}/moves/{move.name}", response={200: dict, **ERRORS}, summary=str(move.name))(view)
    router.post("/cases/{code}/moves/{move}", response={200: dict, **ERRORS}, include_in_schema=False)(unknown_move)
    router.post("/cases/{code}/whistles", response={201: dict, **ERRORS}, summary="Blow the whistle")(blow)
    router.post("/cases/{code}/rating", response={200: dict, **ERRORS}, summary="Rate, with the receipt")(rate)
    for move in CALLOUT_MOVES.values():
        view = _callout_view(move)
        router.post(f"/callouts/{{callout_id}}/{move.name}", response={200: dict, **ERRORS}, summary=str(move.name))(
            view
        )
    router.post("/whistles/{whistle_id}/confirm", response={200: dict, **ERRORS}, summary="Confirm on site")(confirm)


def list_moves(request: HttpRequest, code: str) -> HttpResponse:
    case, _audience, actor = seen_by(request, code)
    moves = [_shown(move) for move in offered(actor, case)]
    callouts = list(Callout.objects.filter(case=case).select_related("whistle")) if actor.kind == "staff" else []
    on_callouts = [
        {
            "id": str(callout.pk),
            "organisation": callout.organisation_id,
            "state": callout.state,
            "moves": [_shown(m) for m in offered_on(actor, case, callout)],
        }
        for callout in callouts
    ]
    on_whistles = [{"id": str(one.pk), "moves": [_shown(CONFIRM)]} for one in confirmable(actor, case, callouts)]
    shown = {"moves": moves, "callouts": on_callouts, "whistles": on_whistles}
    return json_answer({"state": case.state, "version": case.version, **shown}, etag=str(case.version))


def _shown(move: Move) -> dict[str, Any]:
    return {
        "move": move.name, "label": str(move.label), "to": move.to, "who": [part.name.lower() for part in move.who],
        "from": sorted(str(s) for s in move.starts), "needs": move.command.model_json_schema(),
    }  # fmt: skip


def _case_view(move: Move) -> View:
    def view(request: HttpRequest, code: str, payload: c.Command) -> HttpResponse:
        def do() -> HttpResponse:
            actor = actor_with(request, code, receipt_of(request))
            return _after(request, perform(actor, code, move.name, payload, seen_version(request), exactly=True))

        return write(request, do)

    view.__name__ = f"case_{move.name}"
    view.__annotations__["payload"] = move.command
    return view


def unknown_move(request: HttpRequest, code: str, move: str) -> HttpResponse:
    """A move that is not in the table: say which there are."""
    from django.utils.translation import gettext as _

    from linli.problem import Fault

    from ..errors import InvalidInput

    message = _("There is no move “%(move)s”. Possible are: %(moves)s.") % {
        "move": move[:40],
        "moves": "、".join(CASE_MOVES),
    }
    raise InvalidInput([Fault("move", message, move[:40])])


def _callout_view(move: Move) -> View:
    def view(request: HttpRequest, callout_id: UUID, payload: c.Command) -> HttpResponse:
        def do() -> HttpResponse:
            done = perform_on_callout(
                actor_of(request), callout_id, move.name, payload, seen_version(request), exactly=True
            )
            callout = done.file.callout(callout_id)
            assert callout is not None
            deadlines = [d for d in done.file.deadlines if d.callout_id == callout_id]
            shown = callout_view(callout, deadlines, audience_of(actor_of(request), done.case))
            return json_answer(
                {**shown, "case": done.case.code, "version": done.case.version}, etag=str(done.case.version)
            )

        return write(request, do)

    view.__name__ = f"callout_{move.name.replace('-', '_')}"
    view.__annotations__["payload"] = move.command
    return view


def blow(request: HttpRequest, code: str, payload: c.BlowWhistle) -> HttpResponse:
    def do() -> HttpResponse:
        done = perform(actor_of(request), code, "whistle", payload, seen_version(request), exactly=True)
        whistle = done.file.whistles[-1]
        callouts = [
            callout_view(
                callout,
                [d for d in done.file.deadlines if d.callout_id == callout.pk],
                audience_of(actor_of(request), done.case),
            )
            for callout in done.file.callouts_of(whistle)
        ]
        return json_answer(
            {"id": str(whistle.pk), "case": done.case.code, "version": done.case.version, "callouts": callouts}, 201,
            etag=str(done.case.version),
        )  # fmt: skip

    return write(request, do)


def rate(request: HttpRequest, code: str, payload: RatingWithReceipt) -> HttpResponse:
    def do() -> HttpResponse:
        actor = actor_with(request, code, receipt_of(request, payload.receipt))
        command = c.Rate(score=payload.score, solved=payload.solved, text=payload.text)
        return _after(
            request, perform(actor, code, "rate", command, seen_version(request), exactly=True), payload.receipt
        )

    return write(request, do)


def confirm(request: HttpRequest, whistle_id: UUID, payload: c.Confirm) -> HttpResponse:
    def do() -> HttpResponse:
        return _after(
            request, perform_on_whistle(actor_of(request), whistle_id, payload, seen_version(request), exactly=True)
        )

    return write(request, do)


def _after(request: HttpRequest, done: Done, receipt: str = "") -> HttpResponse:
    actor = actor_with(request, done.case.code, receipt_of(request, receipt))
    case, audience = case_read_by(actor, done.case.code)
    return json_answer(whole(case, audience), etag=str(case.version))
