"""What the kinds of audit entries are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "phone_seen": _("Looked at a phone number"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "locked_out": _("Locked out"),
    "token_issued": _("Token given out"),
    "pack_loaded": _("Pack loaded"),
    "staff_changed": _("Changed who may do what"),
}


def kind_name(kind: str) -> str:
    """The name people read; a kind not listed is shown as it is."""
    return str(KINDS.get(kind, kind))
