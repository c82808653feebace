"""The sentences that our scripts say, so that they are translated like every other."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCRIPT_WORDS: dict[str, dict[str, Promise]] = {
    "ago": {
        "now": _("just now"),
        "minutes": _("{n} min ago"),
        "hours": _("{n} h ago"),
        "days": _("{n} d ago"),
        "left": _("{span} left"),
        "over": _("{span} over"),
        "minute": _("{n} min"),
        "hour": _("{n} h"),
        "day": _("{n} d"),
    },
    "draft": {
        "found": _("This is what you had written last time."),
        "drop": _("Start afresh"),
        "kept": _("Kept on this device"),
    },
    "locate": {
        "looking": _("Looking for where you are…"),
        "found": _("Found, within {n} m."),
        "rough": _("Only found within {n} m. Please move the map, or write the address."),
        "refused": _("You have not allowed the position to be used. Please write the address instead."),
        "unknown": _("Your position could not be found here. Please write the address, or choose it on the map."),
        "slow": _("Finding your position takes too long. Please write the address instead."),
    },
    "photos": {
        "many": _("At most {n} photos can be sent; the others were left out: {names}."),
        "big": _("“{name}” is {size} MB. Please choose one of at most {limit} MB."),
        "kind": _(
            "“{name}” cannot be taken. Please choose a JPEG, PNG or WebP picture; "
            "an iPhone takes JPEG when its camera is set to “most compatible”."
        ),
        "remove": _("Remove photo {n}"),
        "shrinking": _("Making the photos smaller for sending…"),
        "ready": _("{n} photos ready, {size} MB in all"),
    },
    "map": {
        "pick": _("Move the map until the cross is on the spot"),
        "chosen": _("Chosen: {lat}, {lon}"),
        "help": _("Arrow keys move the map, plus and minus zoom, Enter chooses the place under the cross."),
        "in": _("Closer"),
        "out": _("Further"),
        "absent": _("The map could not be drawn. Please write the address instead."),
    },
    "shell": {"offline": _("You are offline. What you have written stays here.")},
}
