"""Moves on applications over JSON: one address for each line of the table, so that the docs are drawn from it too."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from ninja import Router

from linli.answers import ERRORS, json_answer, seen_version, write
from linli.cases.api.views import actor_with, receipt_of
from linli.cases.commands import Command
from linli.cases.lifecycle import Move

from ..actions import perform
from ..lifecycle import APPLICATION_MOVES
from .applying import brief

View = Callable[..., HttpResponse]


def add_to(router: Router) -> None:
    for move in APPLICATION_MOVES.values():
        router.post(
            f"/applications/{{code}}/moves/{move.name}", response={200: dict, **ERRORS}, summary=str(move.name)
        )(_view(move))


def _view(move: Move) -> View:
    def view(request: HttpRequest, code: str, payload: Command) -> HttpResponse:
        def do() -> HttpResponse:
            actor = actor_with(request, code, receipt_of(request))
            done = perform(actor, code, move.name, payload, seen_version(request), exactly=True)
            return json_answer(brief(done.case), etag=str(done.case.version))

        return write(request, do)

    view.__name__ = f"application_{move.name}"
    view.__annotations__["payload"] = move.command
    return view
