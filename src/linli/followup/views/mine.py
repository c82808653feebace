"""What a resident sees of their own follow-up."""

from __future__ import annotations

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.people.actors import actor_of

from ..queries.mine import own_enrolments
from ..queries.people import told


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """When the next visit is due, the aims, and what was found at the last ones."""
    actor = actor_of(request)
    if not actor.is_resident:
        return redirect_to_login(request.get_full_path(), reverse("people:sign_in"))
    own = [
        {"one": one, "row": one.enrolment, "visits": [told(one.enrolment.condition, visit) for visit in one.visits]}
        for one in own_enrolments(actor)
    ]
    return render(request, "followup/mine.html", {"own": own})
