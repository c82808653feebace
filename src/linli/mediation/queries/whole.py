"""Are the record books whole? `linli verify` asks; of what stands in them nothing is read."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from ..actions.book import broken_entries


def faults() -> Iterator[str]:
    """One sentence for each page that is not what was written."""
    why = {
        "missing": _("a page before it is missing"),
        "unlinked": _("it does not follow the page before"),
        "changed": _("it is not what was written"),
    }
    for one in broken_entries():
        told = {"team": one.team, "label": one.label, "why": why[one.why]}
        yield _("Record book of %(team)s, page %(label)s: %(why)s") % told
