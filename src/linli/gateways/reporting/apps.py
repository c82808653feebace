"""The exchange of health reports."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "linli.gateways.reporting"
    label = "reporting"
    verbose_name = _("Health reports between levels")
