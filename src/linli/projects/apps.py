"""The projects room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "linli.projects"
    label = "projects"
    verbose_name = _("Demands, resources, projects")

    def ready(self) -> None:
        """What a state asset serves is told on its pages, which lie in a room below."""
        from linli.assets.queries import serving

        from .queries.premises import served

        serving.SERVES.append(served)
