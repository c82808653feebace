"""Addresses of the tree of channels and articles, as Wagtail names them."""

from __future__ import annotations

from django.urls import include, path
from wagtail import urls as tree

urlpatterns = [path("", include(tree))]
