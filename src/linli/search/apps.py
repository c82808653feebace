"""The search room: one index of everything findable, a copy of it on each node."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "linli.search"
    label = "search"
    verbose_name = _("Search")
