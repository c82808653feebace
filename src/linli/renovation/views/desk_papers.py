"""What of a vote is printed or opened: letters with fresh codes; and, for its two keepers, who voted how."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from linli.cases.at_desk import staff_page
from linli.cases.sheet import Sheet
from linli.people.actors import Actor
from linli.places.queries import district_by
from linli.problem import Problem
from linli.typesetting import fonts

from .. import actions
from ..printing import letters_pdf
from .desk_votes import vote_of, vote_page


@require_POST
@staff_page
def letters(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """A PDF of letters for those who have not voted; each has a fresh code, what was printed before is void."""
    row = vote_of(actor, code)
    sheet = Sheet()
    try:
        # Before any code is changed: without a font nothing could be printed.
        fonts()
        vote, printed = actions.print_letters(actor, code, _key(request.POST.get("house", "")))
        if printed:
            response = HttpResponse(
                letters_pdf(vote, printed, district_by(row.district_id).slug), content_type="application/pdf"
            )
            response.headers["Content-Disposition"] = f'attachment; filename="{row.code}.pdf"'
            response.headers["Cache-Control"] = "no-store"
            return response
        sheet.loose.append(_("Every household there has voted; no letter is needed."))
    except Problem as problem:
        sheet.add(problem)
        return vote_page(request, actor, row, sheet, problem.status)
    return vote_page(request, actor, row, sheet, 409)


def _key(given: str) -> UUID | None:
    try:
        return UUID(given) if given else None
    except ValueError:
        return None


@require_POST
@staff_page
def ballots(request: HttpRequest, actor: Actor, code: str) -> HttpResponse:
    """Who voted how, for one of the two keepers who says why; the look is on the record."""
    row = vote_of(actor, code)
    sheet = Sheet(typed={"look_reason": request.POST.get("look_reason", "")})
    try:
        _vote, seen = actions.see_ballots(actor, code, {"reason": sheet.typed["look_reason"]})
    except Problem as problem:
        sheet.add(problem)
        return vote_page(request, actor, row, sheet, problem.status)
    response = vote_page(request, actor, row, sheet, 200, seen)
    response.headers["Cache-Control"] = "no-store"
    return response
