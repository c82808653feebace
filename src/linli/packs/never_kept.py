"""What Linli keeps of nobody, by the names a pack could give it."""

from __future__ import annotations

from django.utils.translation import gettext as _

NEVER_KEPT = (
    "religion", "religious", "belief", "faith", "ethnic", "ethnicity", "ethnic_group", "nationality", "race",
    "politics", "political", "political_status", "party", "party_member",
    "宗教", "信仰", "民族", "政治面貌", "党派",
)  # fmt: skip


def is_never_kept(key: str) -> bool:
    return key.strip().lower() in NEVER_KEPT


def is_never_asked(label: str) -> bool:
    """Whether a question of a form is about it, however it goes on."""
    return any(word in label for word in NEVER_KEPT if not word.isascii())


def why_not(key: str) -> str:
    """What to say to someone who wrote such a key."""
    message = _("“%(key)s”: Linli keeps no record of anyone's belief, ethnicity or politics. Please remove it.")
    return message % {"key": key}
