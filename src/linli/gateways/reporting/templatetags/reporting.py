"""How a release stands as a whole, and what its counts are called."""

from __future__ import annotations

from django import template

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
