"""The audit room: the hash chain, who saw what, and answers remembered for repeated requests."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "linli.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        from . import watching

        watching.begin()
