"""What each event of an application says on its timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _


def _named(text: Callable[[], str]) -> Callable[[dict[str, Any]], str]:
    return lambda data: text() % {"name": data.get("name", "")}


_HANDED_IN: dict[str, Callable[[], str]] = {
    "desk": lambda: _("Handed in at the counter, on the applicant’s behalf and with their consent"),
    "import": lambda: _("Reported up by another installation"),
}
_DELIVERED: dict[str, Callable[[], str]] = {
    "online": lambda: _("The applicant has opened the decision"),
    "counter": lambda: _("The decision was handed over at the counter"),
    "post": lambda: _("The decision was sent by post"),
    "across": lambda: _("The decision was told to the installation that reported it up"),
}

SENTENCES: dict[str, Callable[[dict[str, Any]], str]] = {
    "handed_in": lambda d: _HANDED_IN.get(d.get("channel", ""), lambda: _("Handed in"))(),
    "accepted": lambda d: _("Accepted; the working days begin"),
    "accepted_by_law": lambda d: _("Nobody answered within the term: accepted by law, the working days begin"),
    "returned": lambda d: _("Returned for correction, %(n)s points; the clock stands still") % {"n": d.get("count", "")},
    "corrected": lambda d: _("Corrected and handed in again; the clock runs on"),
    "recommended": lambda d: _("Looked through, a second person decides"),
    "reported_up": _named(lambda: _("Agreed, and reported up to %(name)s")),
    "sent_across": _named(lambda: _("Handed over to %(name)s, on another installation")),
    "handed_down": _named(lambda: _("Given back to %(name)s to be looked at again")),
    "consulting": lambda d: _("With the experts; the clock stands still"),
    "consulted": lambda d: _("The experts have answered; the clock runs on"),
    "granted": lambda d: _("Granted"),
    "granted_on_promise": lambda d: _("Granted at once on the applicant’s promise; it will be looked into"),
    "granted_by_silence": lambda d: _("Not decided within the term of the law: granted by law"),
    "refused": lambda d: _("Refused; the reason and what can be done stand in the decision"),
    "verified": lambda d: _("The promise was looked into, and holds"),
    "revoked": lambda d: _("The decision was revoked; its paper is no longer valid"),
    "delivered": lambda d: _DELIVERED.get(d.get("how", ""), lambda: _("Delivered"))(),
    "application_rated": lambda d: _("The applicant rated it %(score)s of 5") % {"score": d.get("score")},
}  # fmt: skip
