"""How a page shows itself elsewhere: to who shares it, to search engines, and what it is in schema.org's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

LONGEST = 120


@dataclass(frozen=True)
class Face:
    """`address` and `picture` are paths; `kind` is Open Graph's, `told` what schema.org says of it."""

    title: str
    description: str
    address: str
    picture: str = ""
    kind: str = "website"
    told: dict[str, Any] = field(default_factory=dict)
    published: str = ""

    @property
    def absolute(self) -> str:
        return absolute(self.address)

    @property
    def absolute_picture(self) -> str:
        return absolute(self.picture) if self.picture else ""


def absolute(path: str) -> str:
    """The whole address of a path: at its district's own host, where it has one."""
    slug = path.split("/")[1] if path.startswith("/") else ""
    host = next((host for host, named in settings.LINLI_DISTRICT_HOSTS.items() if named == slug), "")
    scheme = settings.LINLI_ADDRESS.partition("://")[0]
    return f"{scheme}://{host}{path}" if host else f"{settings.LINLI_ADDRESS.rstrip('/')}{path}"


def shortened(text: str) -> str:
    """A text as a description: one line, at most so long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
