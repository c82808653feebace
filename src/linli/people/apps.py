"""The people room: accounts, organisations, positions; what each may see and do."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "linli.people"
