"""The two addresses that peers use: hand over a report, and ask which have come."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from linli.answers import json_answer, problem
from linli.problem import Problem

from ...exchange.actions import sender_of
from ...exchange.requests import authority_of, body_of
from ..actions import known, take

# A hundred cards, or the tables of a thick bulletin, and room to spare.
MOST, MOST_ASKED = 32 * 1024 * 1024, 4096


@csrf_exempt  # A signature says who sends; no browser's session counts here.
@require_POST
def reports(request: HttpRequest) -> HttpResponse:
    """201 when it was taken, 200 when it had been before, with the same receipt; else a problem."""
    try:
        peer = sender_of(request.headers, method="POST", authority=authority_of(request), path=request.path)
        answer, fresh = take(peer, request.headers, body_of(request, MOST))
    except Problem as refused:
        return _refused(refused)
    return json_answer(answer, 201 if fresh else 200)


@csrf_exempt
@require_POST
def reports_known(request: HttpRequest) -> HttpResponse:
    """Which numbers of the one who asks are here."""
    try:
        peer = sender_of(request.headers, method="POST", authority=authority_of(request), path=request.path)
        answer = known(peer, request.headers, body_of(request, MOST_ASKED))
    except Problem as refused:
        return _refused(refused)
    return json_answer(answer)


def _refused(refused: Problem) -> HttpResponse:
    errors = [{"field": one.field, "message": one.message, "value": one.value} for one in refused.faults]
    return problem(refused.status, refused.code, refused.message, errors, refused.extra)
