"""The catalogue room as a Django app."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    name = "linli.catalogue"
    label = "catalogue"
