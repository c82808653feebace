"""The notices room: what people are told, by which channel, exactly once."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "linli.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        from . import watching

        watching.begin()
