"""A herder's own milk and money, by the phone they sign in with: on the screen and on paper."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from linli.people.actors import actor_of

from ..errors import NotThere
from ..paper import pdf_answer, statements_pdf
from ..queries import mine as queries
from ..queries.settling import statements
from .desk import month_given


@require_safe
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/cooperative")
    every = queries.households_of(actor)
    if not every:
        return render(request, "cooperative/no_household.html", {})
    try:
        own = queries.own(actor, request.GET.get("household", ""))
        milk = queries.milk_of(own, month_given(request.GET.get("month", "")))
    except NotThere as unknown:
        return render(request, "cooperative/no_household.html", {"said": unknown.message}, status=404)
    chips = [
        {"label": f"{one.number}", "href": f"?household={one.number}", "current": one.pk == own.pk} for one in every
    ]
    context = {
        "milk": milk,
        "line": milk.shown.line if milk.shown else None,
        "district": own.district,
        "chips": chips if len(every) > 1 else [],
    }
    return render(request, "cooperative/mine.html", context)


@require_safe
@never_cache
def paper(request: HttpRequest, month: str) -> HttpResponse:
    actor = actor_of(request)
    if actor.kind != "resident":
        return redirect("/sign-in?next=/my/cooperative")
    given = month_given(month)
    try:
        own = queries.own(actor, request.GET.get("household", ""))
        if given is None:
            raise NotThere(month[:10])
        row = queries.own_settlement(own, given)
    except NotThere as unknown:
        return render(request, "cooperative/no_household.html", {"said": unknown.message}, status=404)
    return pdf_answer(lambda: statements_pdf(row, statements(row, [own.number]), "a5"), f"milk-{row}.pdf")
