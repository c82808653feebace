"""What the kinds of audit entries are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "phone_seen": _("Looked at a phone number"),
    "name_seen": _("Looked at a name"),
    "papers_seen": _("Looked at papers"),
    "exported": _("Took data out"),
    "signed_in": _("Signed in"),
    "signed_out": _("Signed out"),
    "sign_in_refused": _("Sign-in refused"),
    "locked_out": _("Locked out"),
    "token_issued": _("Token given out"),
    "position_given": _("Position given"),
    "position_ended": _("Position ended"),
    "erased": _("Personal data erased"),
    "pack_loaded": _("Pack loaded"),
}


def kind_name(kind: str) -> str:
    """The name people read; a kind not listed is shown as it is."""
    return str(KINDS.get(kind, kind))
