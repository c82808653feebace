"""The gateway asks the notices to be told of whatever goes out to a person."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PushConfig(AppConfig):
    name = "linli.gateways.push"
    label = "push"
    verbose_name = _("Reminders on a device")

    def ready(self) -> None:
        from linli.notices.ways import BESIDES

        from .actions import put_by

        BESIDES.append(put_by)
