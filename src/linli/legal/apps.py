"""The legal room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalConfig(AppConfig):
    name = "linli.legal"
    label = "legal"
    verbose_name = _("Legal desk")
