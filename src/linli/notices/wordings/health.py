"""What people are told of courses, treatment and visits: nothing of what they suffer from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .wording import Wording

TEXTS: dict[str, Wording] = {
    # To who learns at the university for the elderly, or is treated there: nothing of what they suffer from
    "course_seated": Wording(gettext_lazy("You have a seat: “{title}”, from {due}, {organisation}, number {code}.")),
    "course_waiting": Wording(
        gettext_lazy("“{title}”: all seats are taken, you are on the waiting list. We tell you when you move up."),
        outside=False,
    ),
    "course_moved_up": Wording(
        gettext_lazy("A seat became free for you: “{title}”, from {due}, {organisation}, number {code}.")
    ),
    "course_given_back": Wording(gettext_lazy("Your place {code} in “{title}” has been given back at your wish.")),
    "course_cancelled": Wording(gettext_lazy("“{title}” has been called off.[ Reason: {reason}]")),
    "course_session_dropped": Wording(gettext_lazy("“{title}” on {due} does not take place.[ Reason: {reason}]")),
    "course_session_moved": Wording(gettext_lazy("“{title}” has a new day: {due}, {organisation}.")),
    "course_certificate": Wording(
        gettext_lazy("“{title}” is completed. Your certificate is under “Mine”; congratulations."), outside=False
    ),
    "therapy_booked": Wording(gettext_lazy("Booked: {due}, {organisation}, number {code}.")),
    "therapy_reminder": Wording(
        gettext_lazy("Please remember: {due}, {organisation}, number {code}. If you cannot come, please cancel.")
    ),
    "therapy_cancelled": Wording(
        gettext_lazy("Your time {due}, {organisation} has been cancelled. You can book another.")
    ),
    # To a physician: no name, no value
    "health_urgent": Wording(
        gettext_lazy("An urgent value was measured at {organisation}[, {due}]. Please look at it at once.")
    ),
    # To who is visited by their physician: nothing of why; and to the institution: a number
    "followup_due": Wording(
        gettext_lazy("It is time for your follow-up visit: please come to {organisation} by {due}, or expect a call.")
    ),
    "followup_overdue": Wording(
        gettext_lazy("{organisation}: {reason} follow-up visits have become overdue. The list says which."),
        outside=False,
    ),
}
