"""What people are told of policies, of what they write in the portal, and of what is proposed and asked in public."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from .wording import Wording

TEXTS: dict[str, Wording] = {
    # To who wants to be told of policies
    "policy_published": Wording(
        gettext_lazy(
            "A new policy that fits what you asked for: “{title}”[, {organisation}]. In plain words on the page."
        )
    ),
    "policy_published_quiet": Wording(
        gettext_lazy(
            "A new policy that fits what you asked for: “{title}”[, {organisation}]. In plain words on the page."
        ),
        outside=False,
    ),
    # Of many at once, in one word: {reason} says how many
    "policy_published_many": Wording(
        gettext_lazy(
            "{reason} new policies fit what you asked for[, among them “{title}”]. All of them are on the page."
        )
    ),
    "policy_published_many_quiet": Wording(
        gettext_lazy(
            "{reason} new policies fit what you asked for[, among them “{title}”]. All of them are on the page."
        ),
        outside=False,
    ),
    # To who writes in the portal, and who looks at it
    "review_asked": Wording(gettext_lazy("Please look at “{title}” before everybody does."), outside=False),
    "review_agreed": Wording(gettext_lazy("“{title}” has been agreed to and is published."), outside=False),
    "review_returned": Wording(gettext_lazy("“{title}” came back to you[: {reason}]."), outside=False),
    # On what is proposed and asked
    "proposal_published": Wording(
        gettext_lazy("Everybody can read your proposal “{title}” now.[ It is answered by {due}.]")
    ),
    "proposal_held": Wording(
        gettext_lazy("Your proposal “{title}” is not published.[ Reason: {reason}]"), outside=False
    ),
    "proposal_answered": Wording(
        gettext_lazy("{organisation} has answered “{title}”, which you stand behind. The answer is on the page.")
    ),
    "proposal_news": Wording(gettext_lazy("There is news on “{title}”, which you stand behind."), outside=False),
    "proposal_new": Wording(
        gettext_lazy("New proposal to you: {title}.[ Please answer in public by {due}.]"), outside=False
    ),
    "proposal_unrouted": Wording(
        gettext_lazy("Please say whose matter it is: “{title}”.[ It is to be answered by {due}.]"), outside=False
    ),
    "proposal_due": Wording(gettext_lazy("The answer to “{title}” is due soon.[ Please answer in public by {due}.]")),
    "proposal_late": Wording(
        gettext_lazy("The answer to “{title}” is overdue[, since {due}]. Everybody can see that.")
    ),
    "proposal_escalated": Wording(
        gettext_lazy("Please look after the answer to “{title}”[, with {organisation}]: it is overdue[, since {due}].")
    ),
    "topic_ended": Wording(
        gettext_lazy("Your topic “{title}” is over. What was proposed is still to be answered."), outside=False
    ),
    "meeting_registered": Wording(gettext_lazy("You are registered for “{title}”, {due}. The address is on the page.")),
    "meeting_reminder": Wording(gettext_lazy("Please remember: “{title}” begins {due}. The address is on the page.")),
    "meeting_called_off": Wording(gettext_lazy("“{title}”, {due}, is called off. The reason is on the page.")),
    "meeting_minutes": Wording(gettext_lazy("The minutes of “{title}” can be read now."), outside=False),
}
