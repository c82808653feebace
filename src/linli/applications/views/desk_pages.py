"""The pages of documents handed in with an application, opened from their seal, for who reads its contents."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.cases.at_desk import staff_page
from linli.people.actors import Actor

from ..errors import NoSuchDocument
from ..models import Page
from ..queries.contents import consent_for, page_for
from .sent_pages import sent


@require_safe
@never_cache
@staff_page
def page(request: HttpRequest, actor: Actor, code: str, key: UUID) -> HttpResponse:
    return sent(_found(actor, code, key))


@require_safe
@never_cache
@staff_page
def small(request: HttpRequest, actor: Actor, code: str, key: UUID) -> HttpResponse:
    return sent(_found(actor, code, key), small=True)


@require_safe
@never_cache
@staff_page
def consent(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    try:
        found = consent_for(actor, code)
    except NoSuchDocument as unknown:
        raise Http404(unknown.message) from None
    return sent(found)


def _found(actor: Actor, code: str, key: UUID) -> Page:
    try:
        return page_for(actor, code, key)
    except NoSuchDocument as unknown:
        raise Http404(unknown.message) from None
