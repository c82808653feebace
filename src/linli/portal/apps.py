"""The portal room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "linli.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from . import telling

        telling.connect()
