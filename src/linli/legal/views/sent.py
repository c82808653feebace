"""A form that is sent is done once; what went wrong comes back to the page it came from."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.audit.idempotency import Answer, once
from linli.people.actors import Actor
from linli.people.vault import blind_index
from linli.problem import Problem


def key_of(request: HttpRequest) -> str:
    """The key that the form carries, or a new one."""
    return request.POST.get("key", "")[:40] or uuid4().hex


def done_once(request: HttpRequest, actor: Actor, given: Mapping[str, object], do: Callable[[], str]) -> str:
    """The code of what was made; the same form sent again gives the same, and another one with its key is another."""
    digest = blind_index(json.dumps(given, ensure_ascii=False, default=str))
    key = f"{key_of(request)}-{digest[:16]}"
    scope = f"legal {actor.account.pk if actor.account else ''}"
    answer = once(scope, key if key.isascii() else None, digest, lambda: Answer(201, do().encode()))
    return answer.body.decode()


def unknown(request: HttpRequest, problem: Problem) -> HttpResponse:
    """There is nothing here for this reader; nobody is told whether there is something."""
    return render(request, "legal/unknown.html", {"said": problem.message}, status=404)
