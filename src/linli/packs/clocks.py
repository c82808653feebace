"""The clocks of a pack: what is asked of a department must follow in time as it follows in work."""

from __future__ import annotations

from itertools import combinations

from django.utils.translation import gettext as _

from linli.catalogue.working_time import Term, Unit

from .mistakes import Mistakes
from .reading import Document, Steps, dotted
from .schema import CalloutTerms, ClockEntry, WhistleTerms
from .validating import items_of

# The steps of a callout in their order: nobody finishes before arriving, or arrives before reporting in.
STEPS = ("acknowledge", "report_in", "arrive", "finish")
# A term of working days ends at the close of a later day: always after this.
_OVERNIGHT = Term.minutes(12 * 60)


def read_clocks(document: Document | None, mistakes: Mistakes) -> list[tuple[ClockEntry, int]]:
    """The clocks, each with its line; a mistake for each later step that would be due before an earlier one."""
    listed = items_of(document, ClockEntry, mistakes)
    if document is None or not listed:
        return listed
    places = {document.line((place,)): place for place in range(len(document.content))}
    for clock, line in listed:
        _check_rising(document, (places[line], "callout"), clock.callout, None, mistakes)
        for kind, changed in clock.whistle.items():
            _check_rising(document, (places[line], "whistle", kind), changed, clock.callout, mistakes)
    return listed


def _check_rising(
    document: Document, at: Steps, terms: CalloutTerms | WhistleTerms, beneath: CalloutTerms | None, mistakes: Mistakes
) -> None:
    """Look at every two terms of which at least one is written here; `beneath` are those that are not."""
    here = terms.model_dump(exclude_none=True)
    whole = (beneath.model_dump(exclude_none=True) if beneath else {}) | here
    for first, second in combinations([step for step in STEPS if step in whole], 2):
        earlier, later = Term.parse(whole[first]), Term.parse(whole[second])
        if not (first in here or second in here) or not _is_after(earlier, later):
            continue
        steps = (*at, first if first in here else second)
        message = _("%(first)s (%(earlier)s) would be due after %(second)s (%(later)s), which comes later.")
        told = {"first": first, "earlier": earlier.text, "second": second, "later": later.text}
        mistakes.add(document.file, document.line(steps), dotted(steps), message % told)


def _is_after(one: Term, other: Term) -> bool:
    """Whether the first surely ends after the other."""
    if one.unit == other.unit:
        return one.amount > other.amount
    overnight = one.unit == Unit.WORKING_DAYS and other.unit == Unit.MINUTES
    return overnight and other.amount <= _OVERNIGHT.amount
