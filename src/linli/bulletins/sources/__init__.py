"""What a bulletin can be made from: each kind of source lists what it has, and tells it as content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from linli.places.models import District

from ..content import Content
from ..errors import NoSuchSource
from ..freezing import frozen
from ..models import Kind


@dataclass(frozen=True)
class Source:
    """`key` names it in its district, as `survey:2026-risk`; `said` is a line about how much there is."""

    key: str
    kind: Kind
    name: str
    year: int
    said: str = ""


class Adapter(Protocol):
    """One kind of source."""

    def sources(self, district: District) -> list[Source]:
        """What is closed and can be told of."""
        ...

    def content(self, district: District, source: Source) -> Content:
        """All of it, with small numbers and without sentences. Raises NothingToTell."""
        ...

    def worded(self, content: Content) -> Content:
        """With messages and summary, said from what is left after small numbers were taken out."""
        ...


ADAPTERS: dict[Kind, Adapter] = {}


def sources_of(district: District) -> list[Source]:
    """The newest year first."""
    found = [one for adapter in ADAPTERS.values() for one in adapter.sources(district)]
    return sorted(found, key=lambda one: (-one.year, one.kind, one.name))


def source_named(district: District, key: str) -> Source:
    """Raises NoSuchSource."""
    found = next((one for one in sources_of(district) if one.key == key), None)
    if found is None:
        raise NoSuchSource(key)
    return found


def content_of(district: District, source: Source) -> Content:
    """What the source tells now, without small numbers. Raises NothingToTell, UnfitCounts."""
    adapter = ADAPTERS[source.kind]
    return adapter.worded(frozen(adapter.content(district, source)))
