"""Codes as somebody types: by code, Chinese name, pinyin or first letters."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from linli.cases.at_desk import staff_page
from linli.people.actors import Actor

from ..queries import catalogue
from .cards import registrars_only

_LISTS = ("icd10", "topography", "morphology")


@require_safe
@staff_page
def found(request: HttpRequest, actor: Actor) -> HttpResponse:
    """{"codes": [["I63.9", "未特指的脑梗死"], …]}"""
    registrars_only(actor)
    which = request.GET.get("list", "icd10")
    rows = catalogue.search(which if which in _LISTS else "icd10", request.GET.get("q", ""))
    answer = JsonResponse({"codes": [[one.code, one.name] for one in rows]}, json_dumps_params={"ensure_ascii": False})
    answer.headers["Cache-Control"] = "private, max-age=300"
    return answer
