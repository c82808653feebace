"""The built-in text of a template."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Wording:
    """What is said; `outside`: it is also sent as a text message."""

    text: Promise
    outside: bool = True
