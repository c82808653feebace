"""What people are told of cases, and colleagues of each other."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .wording import Wording

TEXTS: dict[str, Wording] = {
    # To residents
    "case_received": Wording(
        gettext_lazy("We have your report “{title}”, number {code}. We will tell you every step.")
    ),
    "case_registered": Wording(gettext_lazy("Your report “{title}” has been taken up by the community.")),
    "case_whistled": Wording(
        gettext_lazy("For “{title}” the community has called {organisation} to the spot together.")
    ),
    "case_reported_in": Wording(gettext_lazy("{organisation} has answered the call for “{title}” and is coming.")),
    "case_arrived": Wording(gettext_lazy("{organisation} is on the spot for “{title}”.")),
    "case_question": Wording(
        gettext_lazy("To deal with “{title}” we need a word from you. Please answer by the link.")
    ),
    "case_answered": Wording(gettext_lazy("There is an answer to “{title}”. Please see whether it helps.")),
    "case_closed": Wording(gettext_lazy("“{title}” has been dealt with. Thank you for telling us.")),
    "case_declined": Wording(
        gettext_lazy(
            "We cannot take “{title}” up ourselves.[ Please turn to {organisation}.] The reason is on the page."
        )
    ),
    "case_transferred": Wording(gettext_lazy("“{title}” is now with {organisation}, who will go on with it.")),
    "case_merged": Wording(
        gettext_lazy("“{title}” was joined with case {organisation} about the same matter; you follow that one now.")
    ),
    "case_reopened": Wording(gettext_lazy("“{title}” has been opened again. We go on with it.")),
    "rating_asked": Wording(gettext_lazy("Was “{title}” solved, and are you satisfied? One tap tells us.")),
    "rating_reminder": Wording(gettext_lazy("We would still like to hear your word on “{title}”. One tap will do.")),
    # To desks, on cases
    "new_case": Wording(gettext_lazy("New case: {title}, {area}.[ Please acknowledge by {due}.]")),
    "callout_called": Wording(gettext_lazy("The community calls you: {title}, {area}.[ Please acknowledge by {due}.]")),
    "callout_refused": Wording(
        gettext_lazy("{organisation} says “{title}” is not theirs.[ Reason: {reason}][ Please rule by {due}.]")
    ),
    "callout_ruled": Wording(
        gettext_lazy("The district centre has ruled on {organisation} in “{title}”.[ Reason: {reason}]")
    ),
    "callout_finished_all": Wording(
        gettext_lazy("The work on “{title}” is done. Please confirm on site."), outside=False
    ),
    "case_assigned": Wording(gettext_lazy("Given to you: {title}, {area}.[ Please finish by {due}.]")),
    "case_replied": Wording(gettext_lazy("The resident has replied on “{title}”. The clocks run on."), outside=False),
    "case_reopened_staff": Wording(
        gettext_lazy("The resident says “{title}” is not solved. It has been opened again.")
    ),
    "case_rated": Wording(gettext_lazy("The resident has rated “{title}”[: {reason}]."), outside=False),
    "case_reported_in.desk": Wording(gettext_lazy("{organisation} has reported in for “{title}”."), outside=False),
    "case_arrived.desk": Wording(gettext_lazy("{organisation} has arrived on site for “{title}”."), outside=False),
    "deadline_near": Wording(gettext_lazy("“{title}” is nearly due[: {due}].")),
    "deadline_passed": Wording(gettext_lazy("“{title}” is overdue[ since {due}]. Please deal with it now.")),
    "escalated": Wording(gettext_lazy("Please look after “{title}”.[ {reason}][ Due {due}.]")),
    # To a colleague
    "stand_in_named": Wording(
        gettext_lazy(
            "You stand in for a colleague[ of {organisation}], {days}. Whom, and what comes with it, is on the page."
        ),
        outside=False,
    ),
    "stand_in_ended": Wording(
        gettext_lazy("You no longer stand in for a colleague[ of {organisation}], {days}. Thank you for being there."),
        outside=False,
    ),
}
