"""What people are told of applications and appointments, and the desks that answer them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .wording import Wording

TEXTS: dict[str, Wording] = {
    # To applicants
    "application_received": Wording(
        gettext_lazy("We have your application “{title}”, number {code}. We will tell you every step.")
    ),
    "application_accepted": Wording(
        gettext_lazy("Your application “{title}” has been accepted.[ We decide by {due}.]")
    ),
    "application_returned": Wording(
        gettext_lazy(
            "“{title}”: {reason} points need correcting, all of them are on the page. The clock stands still until then."
        )
    ),
    "application_reported_up": Wording(
        gettext_lazy("“{title}” has been agreed to and is with {organisation} now."), outside=False
    ),
    "application_granted": Wording(gettext_lazy("“{title}” has been granted. The decision is on the page.")),
    "application_refused": Wording(
        gettext_lazy("“{title}” could not be granted. The reason and what you can do are on the page.")
    ),
    "commendation_granted": Wording(
        gettext_lazy("Your letter “{title}” has been passed on. Thank you for writing it.")
    ),
    "commendation_refused": Wording(
        gettext_lazy("Your letter “{title}” could not be passed on. The reason is on the page.")
    ),
    "service_offered": Wording(
        gettext_lazy("By what you handed in you may get “{title}”. What is known is filled in already; have a look.")
    ),
    "application_revoked": Wording(
        gettext_lazy("The decision on “{title}” has been revoked. The reason is on the page.")
    ),
    # To whom has an appointment
    "appointment_made": Wording(gettext_lazy("Appointment for “{title}”: {due}, {organisation}, number {code}.")),
    "appointment_reminder": Wording(
        gettext_lazy("Please remember: “{title}” {due}, {organisation}, number {code}. What to bring is on the page.")
    ),
    "appointment_cancelled": Wording(
        gettext_lazy("Your appointment for “{title}” {due}, {organisation} has been cancelled.")
    ),
    # To desks
    "application_new": Wording(gettext_lazy("New application: {title}.[ Please accept or return it by {due}.]")),
    "application_corrected": Wording(
        gettext_lazy("“{title}” has been corrected and is back. The clock runs on."), outside=False
    ),
    "application_for_review": Wording(gettext_lazy("Reported up to you: {title}.[ To be decided by {due}.]")),
    "application_handed_down": Wording(gettext_lazy("Given back to you: {title}.[ Reason: {reason}][ Due {due}.]")),
    "exchange_waits": Wording(
        gettext_lazy(
            "“{title}” has not reached {organisation} yet[, since {due}]. It is sent again and again; please ask there."
        )
    ),
    "exchange_refused": Wording(
        gettext_lazy("What we told {organisation} about “{title}” was not taken there. Please call them.")
    ),
    "application_second": Wording(
        gettext_lazy("“{title}” has been looked through and waits for a second person.[ Due {due}.]"), outside=False
    ),
    "application_promised": Wording(
        gettext_lazy("“{title}” was granted on a promise. Please look into it."), outside=False
    ),
    "application_accepted_by_law": Wording(
        gettext_lazy("“{title}” was not answered within its term and counts as accepted.")
    ),
}
