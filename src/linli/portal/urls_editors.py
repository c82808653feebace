"""Addresses of the editors' part and of files, as Wagtail names them; before those whose first word may be any district's."""

from __future__ import annotations

from django.urls import include, path
from wagtail.admin import urls as editors
from wagtail.documents import urls as documents

from .views import files

urlpatterns = [
    path("cms/", include(editors)),
    # The same address as the next line's, which goes on naming it.
    path("documents/<int:key>/<path:name>", files.document),
    path("documents/", include(documents)),
]
