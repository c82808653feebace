"""The courses room."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "linli.courses"
    label = "courses"
    verbose_name = _("Health education")
