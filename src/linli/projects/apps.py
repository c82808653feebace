"""The projects room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "linli.projects"
    label = "projects"
    verbose_name = _("Demands, resources, projects")

    def ready(self) -> None:
        """What a state asset serves, and that a case may become part of a demand, is told on pages of rooms below."""
        from linli.assets.queries import serving
        from linli.cases.queries.ways_on import WAYS_ON

        from .queries.from_cases import from_case
        from .queries.premises import served

        serving.SERVES.append(served)
        WAYS_ON.append(from_case)
