"""The names that a pack's files use of one another, and whether each is known."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .contents import Contents
from .mistakes import Mistakes, did_you_mean


@dataclass(frozen=True)
class Names:
    """Names of one kind. Where the file that gives them has mistakes of its own, none is doubted."""

    kind: str
    known: Collection[str]
    doubtful: bool
    mistakes: Mistakes

    def must_hold(self, value: str, file: str, line: int, path: str) -> None:
        """A mistake at that place if there is no such name."""
        if not self.doubtful and value not in self.known:
            message = _("There is no %(kind)s “%(value)s”.") % {"kind": self.kind, "value": value}
            self.mistakes.add(file, line, path, message + did_you_mean(value, self.known))


class AllNames:
    """Every kind of name in a pack, as it was read. Made before its files are held against one another."""

    def __init__(self, contents: Contents, mistakes: Mistakes) -> None:
        broken = {mistake.file for mistake in mistakes.found}

        def names(kind: str, known: Collection[Any], *files: str) -> Names:
            return Names(kind, known, not broken.isdisjoint(files), mistakes)

        codes = {entry.code for entry, _line in contents.areas}
        estates = {entry.name for entry, _line in contents.buildings if entry.kind == "estate"}
        paths = {path for entry, _line in contents.categories for path in entry.paths}
        offices = ("areas.csv",) if contents.district.offices == "from areas" else ()
        self.streets = names(_("street"), {code for code in codes if len(code) == 9}, "areas.csv")
        self.communities = names(_("community"), {code for code in codes if len(code) == 12}, "areas.csv")
        self.divisions = names(_("area"), codes, "areas.csv")
        self.areas = names(_("area"), contents.area_codes, "areas.csv", "cells.geojson")
        self.estates = names(_("estate"), estates, "buildings.yaml")
        self.buildings = names(_("building"), {one.name for one, _line in contents.buildings}, "buildings.yaml")
        self.organisations = names(_("organisation"), contents.organisation_codes, "organisations.yaml", *offices)
        self.clocks = names(_("clock"), {entry.code for entry, _line in contents.clocks}, "clocks.yaml")
        self.categories = names(_("category"), paths, "categories.csv")
        services = {spec.code for spec, _document in contents.services}
        self.services = Names(_("service"), services, any(file.startswith("services/") for file in broken), mistakes)
        papers = {name for name, _source in contents.papers}
        self.papers = Names(
            _("template of papers"), papers, any(file.startswith("papers/") for file in broken), mistakes
        )
