"""The renovation room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RenovationConfig(AppConfig):
    name = "linli.renovation"
    label = "renovation"
    verbose_name = _("Renovation of old estates")
