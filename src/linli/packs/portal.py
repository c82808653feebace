"""channels.yaml, outlets.yaml and publishing.csv of a pack: its portal's channels, who republishes it, and how much."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from linli.catalogue.spec import Entry, Slug, Text, like

from .mistakes import Mistakes, did_you_mean

if TYPE_CHECKING:
    from .contents import Contents
    from .names import AllNames


class ChannelEntry(Entry):
    """One item of channels.yaml; `services` are codes of the pack's own."""

    code: Slug
    name: Annotated[Text, Field(max_length=20)]
    intro: Annotated[str, StringConstraints(max_length=120)] = ""
    services: list[Slug] = []


class OutletEntry(Entry):
    """One item of outlets.yaml."""

    code: Slug
    name: Annotated[Text, Field(max_length=60)]
    level: Literal["national", "provincial", "city", "own"]


class FigureEntry(Entry):
    """A row of publishing.csv: what an outlet made of the district's work in a month."""

    month: Annotated[str, like("2026-10", r"^20[0-9]{2}-(0[1-9]|1[0-2])$")]
    outlet: Slug
    items: Annotated[int, Field(ge=0, le=1_000_000)]
    reads: Annotated[int, Field(ge=0, le=10_000_000_000)]

    @property
    def first(self) -> date:
        return date.fromisoformat(f"{self.month}-01")


def check_portal(contents: Contents, names: AllNames, mistakes: Mistakes) -> None:
    """A channel's services must be there, and the outlets that figures are told of; a month is told once."""
    for entry, line in contents.channels:
        for code in entry.services:
            names.services.must_hold(code, "channels.yaml", line, "services")
    outlets = {entry.code for entry, _line in contents.outlets}
    first: dict[tuple[str, str], int] = {}
    for figure, line in contents.publishing:
        if figure.outlet not in outlets:
            message = _("There is no %(kind)s “%(value)s”.") % {"kind": _("outlet"), "value": figure.outlet}
            mistakes.add("publishing.csv", line, "outlet", message + did_you_mean(figure.outlet, outlets))
        key = (figure.outlet, figure.month)
        if key in first:
            message = _("“%(key)s” is there twice; first in line %(line)d.")
            mistakes.add("publishing.csv", line, "month", message % {"key": figure.month, "line": first[key]})
        first.setdefault(key, line)
