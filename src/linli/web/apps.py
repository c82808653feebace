"""The web room: base templates, the design system, static files, error pages and the phone shell."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "linli.web"
    label = "web"
