"""A tablet's unsent interviews, brought to the desk as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from linli.people.actors import Actor
from linli.problem import Problem

from .. import actions
from ..errors import NoInterviews
from .desk import all_surveys
from .door import leaders_page

LARGEST = 100_000_000


@require_POST
@leaders_page
def bring(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Each interview with what became of it."""
    file = request.FILES.get("file")
    try:
        if file is None or (file.size or 0) > LARGEST:
            raise NoInterviews
        return all_surveys(request, actor, {"brought": actions.bring(actor, file.read())})
    except Problem as problem:
        return all_surveys(request, actor, {"faults": [problem.message]}, problem.status)
