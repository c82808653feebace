"""The dialogue room: topics, proposals and their official answers, ballots, online meetings."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DialogueConfig(AppConfig):
    name = "linli.dialogue"
    label = "dialogue"
    verbose_name = _("Dialogue")
