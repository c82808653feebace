"""Addresses of the editors' part and of files, as Wagtail names them; before those whose first word may be any district's."""

from __future__ import annotations

from django.urls import include, path
from wagtail.admin import urls as editors
from wagtail.documents import urls as documents

urlpatterns = [
    path("cms/", include(editors)),
    path("documents/", include(documents)),
]
