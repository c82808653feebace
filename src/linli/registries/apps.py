"""The registries room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistriesConfig(AppConfig):
    name = "linli.registries"
    label = "registries"
    verbose_name = _("Registries")
