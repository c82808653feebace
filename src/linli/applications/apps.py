"""The applications room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "linli.applications"
    label = "applications"
    verbose_name = _("Applications")

    def ready(self) -> None:
        """What happens to an application is told on the timelines of cases, in words of its own."""
        from linli.cases.queries import timeline

        from .sentences import SENTENCES

        timeline.SENTENCES.update(SENTENCES)
