"""The mediation room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediationConfig(AppConfig):
    name = "linli.mediation"
    label = "mediation"
    verbose_name = _("Mediation")

    def ready(self) -> None:
        """A case may be handed to a team from its own page, which lies in a room below."""
        from linli.cases.queries.ways_on import WAYS_ON

        from .queries.bringing import from_case

        WAYS_ON.append(from_case)
