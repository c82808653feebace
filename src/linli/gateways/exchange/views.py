"""The one address of the exchange: a peer hands over a parcel."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from linli.answers import json_answer, problem
from linli.problem import Problem

from .actions import sender_of, take
from .requests import authority_of, body_of

# 60 MB of documents in base64, and room for the rest.
MOST = 84 * 1024 * 1024


@csrf_exempt  # A signature says who sends; no browser's session counts here.
@require_POST
def parcels(request: HttpRequest) -> HttpResponse:
    """201 when it was taken, 200 when it had been before, with the same answer; else a problem."""
    try:
        peer = sender_of(request.headers, method="POST", authority=authority_of(request), path=request.path)
        answer, fresh = take(peer, request.headers, body_of(request, MOST))
    except Problem as refused:
        errors = [{"field": one.field, "message": one.message, "value": one.value} for one in refused.faults]
        return problem(refused.status, refused.code, refused.message, errors, refused.extra)
    return json_answer(answer, 201 if fresh else 200)
