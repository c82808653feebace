"""The cooperative room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CooperativeConfig(AppConfig):
    name = "linli.cooperative"
    label = "cooperative"
    verbose_name = _("Co-operative")
