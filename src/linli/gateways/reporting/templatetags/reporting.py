"""How a release stands as a whole, and what its counts are called."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from ..actions.sending import NOT_LISTED
from ..models import Release, ReportState
from ..queries.received import named

register = template.Library()


@register.filter
def outcome(release: Release) -> str:
    """The worst of its parts speaks for it: refused, waiting, sent."""
    states = {one.state for one in release.reports.all()}
    return next(
        (str(one) for one in (ReportState.REFUSED, ReportState.WAITING) if one in states), str(ReportState.SENT)
    )


@register.filter
def counts(release: Release) -> list[tuple[str, int]]:
    return named(release.counts)


@register.filter
def why_waiting(error: str) -> str:
    """Why something was not taken yet, in words: nobody there, another answer than was hoped for, or no address."""
    if error == NOT_LISTED:
        return _("No address and key of it are written down on this installation yet; nothing is sent.")
    if error[:3].isdigit():
        return _("It answered “%(said)s”; it is tried again.") % {"said": error}
    return _("It does not answer (%(how)s); it is tried again.") % {"how": error}
