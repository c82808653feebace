"""The exchange listens to what happens to applications."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "linli.gateways.exchange"
    label = "exchange"
    verbose_name = _("Exchange between installations")

    def ready(self) -> None:
        from linli.applications.across import changed
        from linli.applications.queries import across

        from .actions.putting import on_changed
        from .queries import state_of

        changed.connect(on_changed, dispatch_uid="exchange")
        across.ASKED.append(state_of)
