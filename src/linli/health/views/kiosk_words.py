"""The sentences that the kiosk's page says from its script, in the words of a good counter."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "card": _("Please enter the number of your card"),
    "id": _("Please enter your identity number"),
    "phone": _("Please enter the last 4 digits of your telephone"),
    "phone_hint": _("Or the whole number."),
    "card_hint": _("The eight signs after JK, or hold the card to the scanner."),
    "id_hint": _("18 signs; the last may be X."),
    "born": _("born in {year}"),
    "reading": _("Measurement {n} of {all}"),
    "again": _("Measure once more"),
    "wait": _("Please sit quietly for {n} seconds"),
    "missing": _("Please enter “{name}” first."),
    "range": _(
        "“{name}” cannot be {value}: it lies between {least} and {most} {unit}. Please look at the display once more."
    ),
    "least": _("“{name}” cannot be {value}: it is at least {least} {unit}. Please look at the display once more."),
    "tenth": _("Perhaps there is a digit too many: is {value} meant?"),
    "order": _("The upper value ({upper}) must be above the lower one ({lower}). Perhaps the two were exchanged."),
    "systolic": _("Upper value"),
    "diastolic": _("Lower value"),
    "pulse": _("Heart rate"),
    "measured": _("{who} · {born} · measured"),
    "times": _("{who} · {born} · {n} times measured"),
    "guest": _("Not registered: nothing of this is kept"),
    "physician": _("{name} will look at it and get in touch if need be."),
    "advice_by": _("{name} says:"),
    "kept": _("Kept on this device; it is sent as soon as there is a network."),
    "sent": _("Sent to the physician."),
    "aside": _("Kept for the physician to look at."),
    "refused": _("This could not be taken: {said}"),
    "end": _("Finish ({n})"),
    "unsent": _("{n} not sent yet"),
    "all_sent": _("All is sent"),
    "offline": _("No network"),
    "online": _("Connected"),
    "offline_find": _("There is no network now. Please use your card, or measure without registering."),
    "not_known": _("This card is not known here without a network. You can measure without registering."),
    "fork": _(
        "What is kept on this device does not continue what the office has. Please export it and call the physician."
    ),
    "insecure": _(
        "This page was not opened over a secure connection (https), so nothing could be kept here safely. Please call the physician."
    ),
    "signed_out": _("This device is not signed in any more. What is kept stays here; please call the physician."),
    "clock": _("The clock of this device is wrong by {n} minutes. What is measured is put right when it is sent."),
    "bmi": _("Body mass index {value}"),
    "weight_is": _("Weight {value} kg"),
    "height_is": _("Height {value} cm"),
    "from_device": _("From the device: {value}"),
    "ask_weight": _("How much do you weigh?"),
    "ask_height": _("How tall are you?"),
    "urgent_told": _("The physician is being told right now."),
    "urgent_kept": _("There is no network now: please tell the physician or somebody beside you at once."),
    "urgent_guest": _("Please tell the physician or somebody beside you at once. As a guest you are known to nobody."),
    "next_good": _("Well done. Next time in a month is early enough."),
    "next_calm": _("Less salt, some walking. Please measure again next week."),
    "next_raised": _("Please measure again on two other days this week, and show it to the physician."),
    "still": _("In {n} seconds this ends, and nothing more is shown of you."),
    "chosen": _("Which one are you?"),
}


def words() -> dict[str, str]:
    """In the reader's language."""
    return {name: str(text) for name, text in WORDS.items()}
