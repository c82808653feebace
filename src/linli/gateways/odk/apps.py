"""The gateway's tables: the keys that interviewers' tablets sign in with."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OdkConfig(AppConfig):
    name = "linli.gateways.odk"
    label = "odk"
    verbose_name = _("Interviews with ODK Collect")
