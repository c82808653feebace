"""The bulletins room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BulletinsConfig(AppConfig):
    name = "linli.bulletins"
    label = "bulletins"
    verbose_name = _("Health bulletins")

    def ready(self) -> None:
        from . import sources
        from .models import Kind
        from .sources.registries import Registries
        from .sources.surveys import Surveys

        sources.ADAPTERS[Kind.SURVEY] = Surveys()
        sources.ADAPTERS[Kind.REGISTRIES] = Registries()
